"""Which cells of a run were halted, by what, and what no run can be made of."""

import pytest
from innolab_nbgrader.running import CouldNotRun, Halt, Timeouts, run
from innolab_nbgrader.stages import as_notebook

STUBBORN = """
while True:
    try:
        while True:
            pass
    except KeyboardInterrupt:
        pass
"""
WIDGETS = """
from ipywidgets import IntSlider, interact

def shows(number):
    print(number)

interact(shows, number=IntSlider(3))
"""


@pytest.fixture
def ran(make_notebook, make_cell, zygote_socket):
    """`ran(cell, ...)` gives the cells' outputs and the halts; cells are called a, b, c."""

    def ran(*sources, files=None, **timeouts):
        cells = [make_cell("code", chr(97 + number), source, "code", "s") for number, source in enumerate(sources)]
        notebook = as_notebook(make_notebook(*cells, locale={}))
        done, halts = run(notebook, files or {}, zygote=zygote_socket, timeouts=Timeouts(**timeouts))
        assert [cell.source for cell in done.cells] == list(sources)
        return [cell.outputs for cell in done.cells], halts

    return ran


def names(outputs):
    return [output.ename for output in outputs if output.output_type == "error"]


def test_what_ends_by_itself_is_not_halted(ran):
    outputs, halts = ran("x = 1", "1 / 0", "x")
    assert halts == {}
    assert [names(each) for each in outputs] == [[], ["ZeroDivisionError"], []]
    assert outputs[2][0].data == {"text/plain": "1"}


@pytest.mark.parametrize("endless", ["while True: pass", STUBBORN], ids=["interrupted", "stubborn"])
def test_a_cell_beyond_its_time_runs_too_long(ran, endless):
    outputs, halts = ran("x = 1", endless, "x", cell_seconds=1)
    assert halts == {"b": Halt.TOO_LONG}
    assert outputs[2][0].data == {"text/plain": "1"}


def test_a_cell_that_waits_for_its_time_to_be_up_runs_too_long(ran):
    _, halts = ran("import time\ntime.sleep(600)", "import asyncio\nawait asyncio.sleep(600)", "1", cell_seconds=1)
    assert halts == {"a": Halt.TOO_LONG, "b": Halt.TOO_LONG}


@pytest.mark.parametrize("endless", ["while True: pass", STUBBORN], ids=["interrupted", "stubborn"])
def test_the_notebooks_time_is_no_cells_fault(ran, endless):
    _, halts = ran("1", endless, "1", cell_seconds=30, notebook_seconds=3)
    assert halts == {"b": Halt.OUT_OF_TIME, "c": Halt.OUT_OF_TIME}


def test_a_death_is_its_cells_and_the_others_run(ran):
    outputs, halts = ran("x = 1", "import os\nos._exit(0)", "x")
    assert halts == {"b": Halt.KERNEL_DIED}
    assert outputs[2][0].data == {"text/plain": "1"}


def test_a_death_that_comes_later_is_of_the_cell_that_it_meets(ran):
    later = "import os, threading\nthreading.Timer(1, os._exit, [0]).start()"
    _, halts = ran("1", later, "import time\ntime.sleep(20)", "import os\nos._exit(0)", "1", cell_seconds=30)
    assert halts == {"c": Halt.KERNEL_DIED, "d": Halt.KERNEL_DIED}


def test_an_error_that_is_not_shown_is_told(ran):
    outputs, _ = ran("get_ipython().showtraceback = lambda *a, **k: None", "1 / 0")
    assert names(outputs[1]) == ["ZeroDivisionError"]


def test_cells_know_that_they_are_graded_and_nothing_of_our_environment(ran, monkeypatch):
    monkeypatch.setenv("JUPYTERHUB_API_TOKEN", "very-secret-token")
    outputs, _ = ran("import os\nprint(dict(os.environ))")
    assert "'NBGRADER_EXECUTION': 'autograde'" in outputs[0][0].text
    assert "very-secret-token" not in outputs[0][0].text


def test_the_first_cell_leaves_nothing_but_the_checks(ran):
    outputs, _ = ran("[name for name in dir() if not name.startswith('_')]")
    assert outputs[0][0].data == {"text/plain": "['In', 'Out', 'exit', 'get_ipython', 'innolab_check', 'open', 'quit']"}


def test_without_time_for_our_own_first_cell_nothing_is_said(ran):
    with pytest.raises(CouldNotRun):
        ran("1", notebook_seconds=0)


def test_a_stream_that_is_no_kernels_says_nothing(ran):
    with pytest.raises(CouldNotRun, match="not what a kernel sends"):
        ran("import os, time\nos.write(3, b'\\xff' * 8)\ntime.sleep(1)", "1")


def test_files_without_room_are_told_of(ran):
    with pytest.raises(CouldNotRun, match="No space left"):
        ran("1", files={"large": bytes(100_000_000)})


@pytest.mark.slow
def test_a_cell_with_widgets_never_waits_for_its_time_to_be_up(ran):
    _, halts = ran(*[WIDGETS] * 20)
    assert halts == {}


def test_many_cells_share_what_may_be_said():
    few, many = Timeouts().allowance(3), Timeouts().allowance(1000)
    assert (few.text_bytes, few.data_bytes) == (1_000_000, 10_000_000)
    assert (many.text_bytes, many.data_bytes) == (8_000, 40_000)
