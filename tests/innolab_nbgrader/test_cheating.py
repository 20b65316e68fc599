"""Hand-ins written to deceive, graded for real: they earn nothing by it and learn nothing of the hidden tests."""

import json

import pytest
from innolab_nbgrader.autograde import Reason, Verdict

from .conftest import verdicts

WRONG = "def double(x):\n    return 0\n"
CHECK = "import innolab_check as check\ncheck.expect(double(2) == 4, 'wrong')\ncheck.passed('right')"
SHELL = "shell = get_ipython()\n"
DROPS = (
    SHELL
    + """
import ast
class Drops(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
"""
)
FORGES = """
import json, os, struct, time
def send(kind, content):
    parent = {"msg_id": get_ipython().parent_header["header"]["msg_id"]}
    data = json.dumps({"kind": kind, "parent": parent, "content": content, "buffers": []}).encode()
    os.write(3, struct.pack("!I", len(data)) + data)
"""
CHEATS = {
    "drops asserts": DROPS + "shell.ast_transformers.append(Drops())",
    "drops them by a list of its own": DROPS + "shell.ast_transformers = [Drops()]",
    "rewrites the source": SHELL + "shell.input_transformers_post.append(lambda lines: [])",
    "cleans the source away": SHELL + "shell.input_transformers_cleanup.append(lambda lines: [])",
    "answers for the compiler": SHELL + "shell.compile.ast_parse = lambda *a, **k: __import__('ast').parse('')",
    "answers for the shell": SHELL + "run = shell.run_cell\nshell.run_cell = lambda source, *a, **k: run('', *a, **k)",
    "answers for its class": SHELL
    + """
kind, run = type(shell), type(shell).run_code
async def run_code(self, *a, **k):
    return False
kind.run_code = run_code
""",
    "answers for the kernel": """
from ipykernel.ipkernel import IPythonKernel
run = IPythonKernel.do_execute
IPythonKernel.do_execute = lambda self, code, *a, **k: run(self, '', *a, **k)
""",
    "answers for the runner": "import jupyter_prefork.notebook.kernel as k\nsay = k.say\nk.say = lambda kernel, kind, **_: say(kernel, kind, status='ok')",
    "hides errors": SHELL + "shell.showtraceback = lambda *a, **k: None",
    "takes errors for itself": SHELL + "shell.set_custom_exc((BaseException,), lambda *a, **k: None)",
    "makes errors succeed": SHELL + "shell._showtraceback = lambda *a: shell.run_cell('1')",
    "patches builtins": "import builtins\nbuiltins.AssertionError = type('Fine', (), {})\nbuiltins.__build_class__ = None",
    "clears before each cell": SHELL
    + "shell.events.register('post_execute', __import__('IPython').display.clear_output)",
    "leaves before the end": "def double(x):\n    raise SystemExit(0)\n",
    "exits": "def double(x):\n    exit()\n",
    "traces": """
import sys
def trace(frame, event, arg):
    frame.f_trace_lines = False
    return trace
sys.settrace(lambda *a: None)
""",
    "forges results": FORGES
    + "def double(x):\n    send('execute_result', {'data': {'text/plain': '2.0'}, 'metadata': {}, 'execution_count': 1})\n    return 0",
    "forges the end": FORGES + "def double(x):\n    send('ended', {'status': 'ok', 'ename': ''})\n    return 0",
    "forges the end and waits": FORGES
    + "def double(x):\n    send('ended', {'status': 'ok', 'ename': ''})\n    time.sleep(3)\n    return 0",
    "patches from a thread": """
import threading, time
def patch():
    while True:
        get_ipython().ast_transformers = [Drops()]
        time.sleep(0.001)
"""
    + DROPS
    + "threading.Thread(target=patch, daemon=True).start()",
    "patches from a task": DROPS
    + """
import asyncio
async def patch():
    while True:
        shell.ast_transformers = [Drops()]
        await asyncio.sleep(0)
task = asyncio.ensure_future(patch())
""",
}
OF_CHECKS = {
    "overwrites a check function": "import innolab_check\ninnolab_check.expect = lambda *a, **k: None",
    "overwrites it where it is made": "import innolab_check.verdicts as v\nv.fail = lambda *a, **k: None\nv.expect = v.fail",
    "puts a module in its place": "import sys, types\nfake = types.ModuleType('innolab_check')\nfake.expect = fake.passed = lambda *a, **k: None\nsys.modules['innolab_check'] = fake",
    "spoils the error of a check": "import innolab_check.verdicts as v\nv.CheckFailed.__init__ = lambda *a, **k: None\nv.CheckFailed = Warning",
}


@pytest.mark.parametrize("cheat", CHEATS.values(), ids=CHEATS)
def test_a_cheat_earns_nothing(graded, source, pupil_of, cheat):
    answer = cheat if "def double" in cheat else WRONG + cheat
    result = graded(pupil_of(source).writes("write", answer), cell_seconds=10)
    verdict, points = verdicts(result)["check-write"]
    assert verdict is not Verdict.PASSED
    assert not points


def test_a_run_that_was_forged_is_for_a_person_to_look_at(graded, source, pupil_of):
    result = graded(pupil_of(source).writes("write", CHEATS["forges the end and waits"]), cell_seconds=10)
    assert (result.reason, result.repaired) == (Reason.GRADER_FAILED, ["reaches write"])
    assert "ended again" in result.detail
    assert {cell.verdict for cell in result.cells} == {Verdict.UNJUDGED}


@pytest.mark.parametrize("cheat", OF_CHECKS.values(), ids=OF_CHECKS)
def test_spoiling_the_checks_earns_nothing(graded, make_notebook, make_cell, pupil_of, cheat):
    write = make_cell("code", "write", "", "code", "s", solution=True)
    check = make_cell("code", "check", CHECK, "check", "s", grade=True, locked=True, points=2)
    source = make_notebook(write, check, locale={})
    assert verdicts(graded(pupil_of(source).writes("write", WRONG + cheat), of=source)) == {
        "check": (Verdict.NOT_PASSED, 0.0)
    }
    good = "def double(x):\n    return 2 * x\n"
    assert verdicts(graded(pupil_of(source).writes("write", good + cheat), of=source)) == {
        "check": (Verdict.PASSED, 2.0)
    }


SPIES = {
    "before each cell": SHELL + "shell.events.register('pre_run_cell', lambda info: print(info.raw_cell))",
    "among transformers": SHELL + "shell.input_transformers_post.append(lambda lines: print(lines) or lines)",
    "when compiling": SHELL
    + "parse = shell.compile.ast_parse\nshell.compile.ast_parse = lambda source, *a, **k: print(source) or parse(source, *a, **k)",
    "in the history": "print(In)",
}


@pytest.mark.parametrize("spy", SPIES.values(), ids=SPIES)
def test_a_spy_sees_no_hidden_test(graded, source, pupil_of, spy):
    result = graded(pupil_of(source).writes("write", WRONG + spy).writes("add", "print(In)"))
    shown = json.dumps(result.notebook)
    assert "forty-two" not in shown
    assert "double(21)" not in shown


def test_what_an_honest_pupil_hooked_in_is_there_again_after_a_test(graded, source, pupil_of):
    hook = SHELL + "shell.events.register('pre_run_cell', lambda info: print('hooked'))"
    plots = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\ndef double(x):\n    return 2 * x\n"
    work = (
        pupil_of(source)
        .writes("write", plots + hook)
        .writes("add", "plt.plot([2, 1])\ndef add(a, b):\n    return a + b")
    )
    result = graded(work)
    assert [verdicts(result)[name][1] for name in ("check-write", "check-add")] == [2.0, 1.0]
    shown = next(cell["outputs"] for cell in result.notebook["cells"] if cell["id"] == "add")
    assert shown[0]["text"] == "hooked\n"
    assert "image/png" in shown[-1]["data"]
