"""A machine with too much to do: outputs that don't come in time are our fault and cost nobody a point."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from innolab_nbgrader import kernel
from innolab_nbgrader.running import Halt, run
from innolab_nbgrader.stages import as_notebook
from nbclient.exceptions import CellTimeoutError
from nbgrader.preprocessors import Execute


@pytest.fixture
def launch(tmp_path):
    with TemporaryDirectory(prefix="k") as sockets:
        yield lambda: kernel.launch(tmp_path, Path(sockets))


@pytest.fixture
def outputs_are_lost(monkeypatch):
    """`outputs_are_lost(times)`: the cell `slow` loses its outputs that often."""
    ordinary = Execute.preprocess_cell

    def outputs_are_lost(times):
        left = [times]

        def preprocess_cell(self, cell, resources, index):
            if cell.id == "slow" and left[0]:
                left[0] -= 1
                raise CellTimeoutError("no outputs")
            return ordinary(self, cell, resources, index)

        monkeypatch.setattr(Execute, "preprocess_cell", preprocess_cell)

    return outputs_are_lost


@pytest.fixture
def notebook(make_notebook, make_cell):
    cells = [make_cell("code", name, source, "code", "s") for name, source in (("slow", "x = 1"), ("after", "x"))]
    return as_notebook(make_notebook(*cells, locale={}))


def test_a_cell_whose_outputs_were_lost_once_runs_again(notebook, launch, outputs_are_lost):
    outputs_are_lost(1)
    ran, halts = run(notebook, launch, launch(), cell_seconds=30, notebook_seconds=60)
    assert halts == {}
    assert ran.cells[1].outputs[0].data == {"text/plain": "1"}


def test_outputs_lost_each_time_leave_all_after_it_unjudged(notebook, launch, outputs_are_lost):
    outputs_are_lost(99)
    _, halts = run(notebook, launch, launch(), cell_seconds=30, notebook_seconds=60)
    assert halts == {"slow": Halt.LOST, "after": Halt.OUT_OF_TIME}


WIDGETS = """
from ipywidgets import IntSlider, interact

def shows(number):
    print(number)

interact(shows, number=IntSlider(3))
"""


@pytest.mark.slow
def test_a_cell_with_widgets_never_waits_for_its_time_to_be_up(make_notebook, make_cell, launch):
    names = [f"widgets-{number}" for number in range(20)]
    cells = [make_cell("code", name, WIDGETS, "code", "s") for name in names]
    start = time.monotonic()
    _, halts = run(
        as_notebook(make_notebook(*cells, locale={})), launch, launch(), cell_seconds=60, notebook_seconds=120
    )
    assert halts == {}
    assert time.monotonic() - start < 55
