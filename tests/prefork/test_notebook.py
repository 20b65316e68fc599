"""What becomes of cells that go too far, and of a notebook around them."""

from __future__ import annotations

import json
import threading
import time

import pytest
from jupyter_prefork.errors import PreforkError, ZygoteAway
from jupyter_prefork.notebook.run import Allowance, Ending, run_notebook

from .conftest import make_notebook

# A machine with much else to do takes its time to deliver an interrupt.
SHORT = Allowance(cell_seconds=1, notebook_seconds=60, grace_seconds=20)


def outputs(run, index):
    return run.notebook["cells"][index]["outputs"]


def text(run, index):
    """All that a cell printed."""
    return "".join(output["text"] for output in outputs(run, index) if output["output_type"] == "stream")


def error(run, index):
    """The name of a cell's error, None when it has none."""
    return next((output["ename"] for output in outputs(run, index) if output["output_type"] == "error"), None)


def value(run, index):
    return next(output["data"]["text/plain"] for output in outputs(run, index) if "data" in output)


def endings(run):
    return [facts.ending for facts in run.cells.values()]


# What ends a cell


def test_a_cell_at_its_limit_gets_a_keyboard_interrupt_and_the_next_ones_run(run_cells):
    run = run_cells("x = 1", "print('began')\nwhile True:\n    pass", "x + 1", allowance=SHORT)
    assert endings(run) == [Ending.ENDED, Ending.INTERRUPTED, Ending.ENDED]
    assert (text(run, 1), error(run, 1), value(run, 2)) == ("began\n", "KeyboardInterrupt", "2")
    assert run.cells[1].timed_out
    assert 1 <= run.cells[1].seconds < 5


def test_a_sleeping_and_an_awaiting_cell_are_interrupted_too(run_cells):
    run = run_cells("import time\ntime.sleep(60)", "import asyncio\nawait asyncio.sleep(60)", "1", allowance=SHORT)
    assert endings(run) == [Ending.INTERRUPTED, Ending.INTERRUPTED, Ending.ENDED]
    assert [error(run, 0), error(run, 1)] == ["KeyboardInterrupt", "CancelledError"]


def test_a_process_that_a_cell_waits_for_is_interrupted_with_it(run_cells):
    run = run_cells("import subprocess\nsubprocess.run(['sleep', '60'])", "1", allowance=SHORT)
    assert endings(run) == [Ending.INTERRUPTED, Ending.ENDED]


STUBBORN = """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
"""


def test_a_cell_that_will_not_be_interrupted_costs_itself_only(run_cells):
    stuck = "print('seen')\nimport time; time.sleep(.5)\n" + STUBBORN
    run = run_cells("x = 1", stuck, "x + 1", "x + 2", allowance=Allowance(cell_seconds=1, notebook_seconds=60))
    assert endings(run) == [Ending.ENDED, Ending.STUCK, Ending.ENDED, Ending.ENDED]
    assert (error(run, 1), value(run, 2), value(run, 3)) == ("TimeLimit", "2", "3")
    assert text(run, 1) == "seen\n"
    assert [cell["execution_count"] for cell in run.notebook["cells"]] == [1, 2, 3, 4]
    assert outputs(run, 2)[0]["execution_count"] == 3


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("import os\nos._exit(3)", "exit code 3"),
        ("import ctypes\nctypes.string_at(0)", "segmentation fault"),
    ],
)
def test_a_cell_that_ends_its_process_costs_itself_only(run_cells, cell, reason):
    run = run_cells("x = 1", cell, "x + 1")
    assert endings(run) == [Ending.ENDED, Ending.DIED, Ending.ENDED]
    assert (error(run, 1), value(run, 2)) == ("ProcessEnded", "2")
    assert reason in outputs(run, 1)[-1]["evalue"]
    assert run.problem == ""


def test_a_cell_that_closes_what_the_cells_come_on_harms_its_notebook_only(run_cells):
    run = run_cells("1 + 1", "import os\nos.close(3)", "3")
    assert (value(run, 0), error(run, 2), run.problem) == ("2", "ProcessEnded", "")


def test_several_such_cells_cost_themselves_only(run_cells):
    exits = "import os\nos._exit(0)"
    run = run_cells("x = 1", exits, "x = x + 1", exits, "x")
    assert value(run, 4) == "2"
    assert [error(run, 1), error(run, 3)] == ["ProcessEnded"] * 2


def test_too_much_memory_is_an_error_of_its_cell(run_cells):
    run = run_cells(
        "x = 1", "big = bytearray(2_000_000_000)", "x + 1", "much = []\nwhile True:\n    much.append(' ' * 10**6)", "x"
    )
    assert [error(run, 1), error(run, 3)] == ["MemoryError"] * 2
    assert (value(run, 2), value(run, 4)) == ("2", "1")


def test_a_fork_bomb_is_an_error_of_its_cell(run_cells):
    run = run_cells(
        "import os, time\nwhile True:\n    if os.fork() == 0:\n        time.sleep(30)\n        os._exit(0)", "1 + 1"
    )
    assert error(run, 0) in {"BlockingIOError", "KeyboardInterrupt"}
    assert value(run, 1) == "2"


def test_a_process_that_a_cell_forks_ends_with_the_cell(run_cells):
    run = run_cells("x = 1", "import os\nfor _ in range(3):\n    os.fork()", "x = x + 1", "x", "1 / 0")
    assert (value(run, 3), error(run, 4)) == ("2", "ZeroDivisionError")
    assert set(endings(run)) == {Ending.ENDED}
    assert [text(run, index) for index in range(5)] == [""] * 5


def test_exit_and_quit_end_nothing(run_cells):
    run = run_cells("x = 1", "exit", "quit()", "exit()", "x")
    assert value(run, 4) == "1"
    assert set(endings(run)) == {Ending.ENDED}


# What ends a notebook


def test_cells_after_the_notebooks_time_are_not_run(run_cells):
    old = {"source": "1 + 1", "outputs": [{"output_type": "stream", "name": "stdout", "text": "forged"}]}
    run = run_cells("1", "import time\ntime.sleep(20)", old, allowance=Allowance(cell_seconds=30, notebook_seconds=2))
    assert endings(run) == [Ending.ENDED, Ending.INTERRUPTED, Ending.NOT_RUN]
    assert outputs(run, 2) == []
    assert run.cells[2].not_run


def test_what_ran_before_stays_when_there_is_no_time_for_another_fork(run_cells):
    run = run_cells("1 + 1", STUBBORN, "3", allowance=Allowance(cell_seconds=30, notebook_seconds=2))
    assert endings(run) == [Ending.ENDED, Ending.STUCK, Ending.NOT_RUN]
    assert (value(run, 0), run.problem) == ("2", "")


def test_an_error_ends_the_run_where_errors_are_not_allowed(run_cells):
    tagged = {"source": "1 / 0", "metadata": {"tags": ["raises-exception"]}}
    run = run_cells("1", tagged, "2", "1 / 0", "3", allow_errors=False)
    assert endings(run) == [Ending.ENDED] * 4 + [Ending.NOT_RUN]


def test_cells_that_hold_no_code_to_run_are_left_alone(run_cells):
    words = {"cell_type": "markdown", "id": "m", "metadata": {"a": 1}, "source": "# 1 / 0"}
    raw = {"cell_type": "raw", "id": "r", "metadata": {}, "source": "1 / 0"}
    skipped = {"source": "1 / 0", "metadata": {"tags": ["skip-execution"]}}
    notebook = make_notebook("1", skipped, "  \n", "2")
    notebook["cells"][1:1] = [words, raw]
    before = json.dumps(notebook)
    run = run_cells(notebook=notebook)
    assert json.dumps(notebook) == before
    assert list(run.cells) == [0, 5]
    assert run.notebook["cells"][1:5] == notebook["cells"][1:5]


# How much a cell may say

LIMITED = Allowance(text_bytes=10_000, data_bytes=100_000, outputs=20)
LEFT_OUT = "[The rest of this cell's output was left out: it is too much.]\n"


def test_printing_too_much_is_cut_and_said_once(run_cells):
    run = run_cells("for i in range(100_000):\n    print(i)\n1 / 0", "print('next')", allowance=LIMITED)
    assert text(run, 0).startswith("0\n1\n2\n")
    assert text(run, 0).count(LEFT_OUT) == 1
    assert len(text(run, 0)) < 11_000
    assert error(run, 0) == "ZeroDivisionError"
    assert text(run, 1) == "next\n"


def test_a_process_that_prints_without_end_neither_blocks_nor_fills_memory(run_cells):
    run = run_cells("!timeout 1 yes", "import os\nos.system('timeout 1 yes'); 1", allowance=LIMITED)
    assert [text(run, index).count(LEFT_OUT) for index in (0, 1)] == [1, 1]
    assert set(endings(run)) == {Ending.ENDED}


def test_too_many_outputs_are_cut_and_said_once(run_cells):
    run = run_cells("for i in range(5000):\n    display(i)", "display(1)", allowance=LIMITED)
    assert [output["output_type"] for output in outputs(run, 0)] == ["display_data"] * 20 + ["stream"]
    assert len(outputs(run, 1)) == 1


def test_too_large_an_output_is_left_out(run_cells):
    run = run_cells("from IPython.display import HTML\nHTML('x' * 200_000)", allowance=LIMITED)
    assert text(run, 0) == LEFT_OUT


def test_what_is_cleared_does_not_count(run_cells):
    loop = "from IPython.display import clear_output\nfor i in range(100):\n    clear_output(wait=True)\n    display(i)"
    run = run_cells(loop, allowance=LIMITED)
    assert [output["data"]["text/plain"] for output in outputs(run, 0)] == ["99"]


# What comes back is not trusted

FORGE = """
import json, os, struct
def send(message):
    data = message if isinstance(message, bytes) else json.dumps(message).encode()
    data = struct.pack("!I", len(data)) + data
    while data:
        try:
            data = data[os.write(3, data):]
        except BlockingIOError:
            pass
parent = {"msg_id": get_ipython().parent_header["header"]["msg_id"]}
"""
FORGERIES = {
    "no JSON": "send(b'nonsense')",
    "no object": "send([1])",
    "no kind": "send({'parent': parent, 'content': {}})",
    "a kind that is no word": "send({'kind': [], 'parent': parent, 'content': {}, 'buffers': []})",
    "an output of no form": "send({'kind': 'stream', 'parent': parent, 'content': {'name': 5}, 'buffers': []})",
    "data that is no bundle": "send({'kind': 'display_data', 'parent': parent, 'content': {'data': 3, 'metadata': 0}, 'buffers': []})",
    "a length without end": "os.write(3, b'\\xff' * 8)",
    "too much": "for i in range(3000):\n    send({'kind': 'display_data', 'parent': parent, 'content': {'data': {'text/plain': 'x'}, 'metadata': {}}, 'buffers': []})",
    "deep": "send(b'[' * 100_000)",
}


@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_stream_that_is_no_kernels_is_not_judged(run_cells, forgery):
    run = run_cells("1 + 1", FORGE + FORGERIES[forgery] + "\nimport time; time.sleep(1)", "2")
    assert "not what a kernel sends" in run.problem


def test_silence_is_a_cell_that_does_not_end(run_cells):
    half = FORGE + "os.write(3, struct.pack('!I', 1000) + b'{')\nimport time; time.sleep(60)"
    run = run_cells(half, "1 + 1", allowance=Allowance(cell_seconds=1))
    assert run.problem != "" or endings(run) == [Ending.STUCK, Ending.ENDED]


def test_a_cell_does_not_see_the_cells_after_it(run_cells):
    look = """
import gc
[part for part in gc.get_objects() if isinstance(part, dict) for part in part.values() if isinstance(part, str) and 'sec' + 'ret = 1' in part]
"""
    run = run_cells(look, "secret = 1")
    assert value(run, 0) == "[]"


# Where it runs


def test_files_lie_in_the_folder_and_nothing_else(run_cells):
    run = run_cells(
        "import os\nsorted(os.listdir())",
        "open('sub/b.bin', 'rb').read()",
        "os.environ['HOME'] != os.getcwd(), os.listdir(os.environ['HOME'])",
        files={"a.txt": b"a", "sub/b.bin": bytes(range(4))},
    )
    assert value(run, 0) == "['a.txt', 'sub']"
    assert value(run, 1) == "b'\\x00\\x01\\x02\\x03'"


@pytest.mark.parametrize("name", ["/etc/x", "../x", "a/../../x", ""])
def test_a_file_can_not_lie_outside(run_cells, name):
    with pytest.raises(ValueError, match="no path in the notebook's folder"):
        run_cells("1", files={name: b""})


def test_files_that_have_no_room_are_told_of(run_cells):
    run = run_cells("1", files={"large": bytes(80_000_000)})
    assert "No space left" in run.problem


def test_two_runs_do_not_see_each_other(run_cells):
    first = run_cells("open('/tmp/left', 'w').write('x')\nimport numpy, random\nrandom.random(), numpy.random.rand()")
    second = run_cells(
        "import os\nos.path.exists('/tmp/left')", "import numpy, random\nrandom.random(), numpy.random.rand()"
    )
    assert value(second, 0) == "False"
    assert value(first, 0) != value(second, 1)


def test_several_threads_may_run_notebooks_at_once(run_cells):
    found = {}
    threads = [
        threading.Thread(target=lambda number=number: found.update({number: run_cells(f"{number} + 1")}))
        for number in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: value(run, 0) for number, run in found.items()} == {number: str(number + 1) for number in range(6)}


def test_nothing_stays_behind(run_cells):
    started = run_cells.zygote
    run_cells("import subprocess\nsubprocess.Popen(['sleep', '100']); 1")
    patience = time.monotonic() + 5
    while started.children() and time.monotonic() < patience:
        time.sleep(0.05)
    assert started.children() == []


def test_a_zygote_that_is_away_is_told_of(tmp_path):
    with pytest.raises(ZygoteAway):
        run_notebook(str(tmp_path / "none"), make_notebook("1"))


def test_an_entry_that_is_not_there_is_told_of(run_cells):
    with pytest.raises(PreforkError, match="no entry is called"):
        run_cells("1", entry="other")
