"""Before a cell that judges, what other cells put in the place of the kernel's own code is put back."""

from __future__ import annotations

import pytest
from jupyter_prefork.notebook.run import Judges

from .test_notebook import FORGE, error, text, value

SHELL = "shell = get_ipython()\n"
FIRST = "import math\nget_ipython().events.register('pre_run_cell', lambda info: print('first'))"


def judged(run_cells, spoils, judge, after="1"):
    """A cell that spoils things, one that judges, one after it."""
    return run_cells(FIRST, spoils, judge, after, judges=Judges([2], ["math"]))


def test_functions_of_guarded_modules_and_builtins_are_their_own_again(run_cells):
    spoils = "import builtins, math\nmath.sqrt = lambda x: 7\nbuiltins.sum = lambda of: 7"
    run = judged(run_cells, spoils, "math.sqrt(4), sum([])", "math.sqrt(4), sum([])")
    assert (error(run, 1), value(run, 2)) == (None, "(2.0, 0)")


def test_a_module_in_anothers_place_goes(run_cells):
    spoils = "import sys, types\nsys.modules['math'] = types.ModuleType('math')"
    run = judged(run_cells, spoils, "import math\nmath.sqrt(4)")
    assert (error(run, 1), value(run, 2)) == (None, "2.0")


def test_hooks_of_the_first_cell_stay_and_others_come_back_afterwards(run_cells):
    spoils = SHELL + "shell.events.register('pre_run_cell', lambda info: print('second'))"
    run = judged(run_cells, spoils, "print('judges')", "print('after')")
    assert text(run, 2) == "first\njudges\n"
    assert text(run, 3) == "first\nsecond\nafter\n"


@pytest.mark.parametrize(
    "spoils",
    [
        "shell.run_cell_async = None",
        "type(shell).run_code = None",
        "type(shell).__mro__[1].run_code = None",
        "shell.kernel.do_execute = None",
        "shell.displayhook.finish_displayhook = None",
        "shell.compile.ast_parse = None",
        "shell.input_transformer_manager.cleanup_transforms.append(lambda lines: [])",
        "shell.input_transformer_manager.line_transforms = [lambda lines: []]",
        "import IPython.core.inputtransformer2 as t\nshell.input_transformer_manager = t.TransformerManager()\n"
        "shell.input_transformer_manager.transform_cell = lambda source: ''",
        "import jupyter_prefork.notebook.kernel as k\nk.say = None",
    ],
)
def test_what_runs_cells_is_as_it_was(run_cells, spoils):
    run = judged(run_cells, SHELL + spoils, "1 + 1")
    assert (value(run, 2), run.problem) == ("2", "")


def test_threads_and_tasks_of_other_cells_are_ended(run_cells):
    spoils = """
import asyncio, threading, time
def goes_on():
    while True:
        time.sleep(0.01)
async def goes_on_too():
    while True:
        await asyncio.sleep(0.01)
thread = threading.Thread(target=goes_on, daemon=True)
thread.start()
task = asyncio.ensure_future(goes_on_too())
"""
    run = judged(run_cells, spoils, "thread.is_alive(), task.done()")
    assert value(run, 2) == "(False, True)"


def test_other_cells_keep_what_they_put_there(run_cells):
    run = run_cells(FIRST, "import math\nmath.sqrt = lambda x: 7", "math.sqrt(4)", judges=Judges([], ["math"]))
    assert value(run, 2) == "7"


def test_names_and_values_of_the_notebook_stay(run_cells):
    run = judged(run_cells, "x = [1]\nimport math\nmath.extra = 5", "x, math.extra")
    assert value(run, 2) == "([1], 5)"


def test_a_cell_that_ends_twice_makes_the_run_worth_nothing(run_cells):
    forged = FORGE + "send({'kind': 'ended', 'parent': parent, 'content': {'status': 'ok'}, 'buffers': []})\n1 / 0"
    run = run_cells(FIRST, forged, "1")
    assert "ended again" in run.problem
    assert error(run, 2) is None
