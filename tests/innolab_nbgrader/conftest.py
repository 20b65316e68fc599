"""Hand-made source notebooks, so that these tests need no module of ours."""

import asyncio
import copy
import json
import time

import pytest
from innolab_nbgrader.autograde import Timeouts, grade
from innolab_nbgrader.release import build_release, pack
from jupyter_prefork.client import Client

SOLUTION = """def double(x):
    ### BEGIN SOLUTION
    return 2 * x
    ### END SOLUTION"""

CHECK = """assert double(2) == 4, "double(2) should be 4"
### BEGIN HIDDEN TESTS
assert double(21) == 42, "the hidden forty-two"
### END HIDDEN TESTS"""

MODEL_ANSWER = "It grows. A model answer that pupils never see."


def cell(kind, name, source, role, step, **nbgrader):
    """A cell as innolab_modules compiles it."""
    made = {"cell_type": kind, "id": name, "metadata": {"innolab": {"role": role, "step": step}}, "source": source}
    if kind == "code":
        made |= {"execution_count": None, "outputs": []}
    if nbgrader:
        made["metadata"]["nbgrader"] = {
            "grade": False,
            "grade_id": name,
            "locked": False,
            "schema_version": 3,
            "solution": False,
            "task": False,
            **nbgrader,
        }
    return made


def notebook(*cells, **innolab):
    """A source notebook of these cells."""
    return {
        "cells": copy.deepcopy(list(cells)),
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "innolab": {
                "format": 1,
                "module": "numbers",
                "version": "1.0.0",
                "activity": "doubling",
                "source_language": "fi",
                "steps": [{"id": "write", "title": {"fi": "Kirjoita"}, "max_points": 3}],
                "locale": {"sv": {"intro": "Läs", "words": "Det växer. A model answer that pupils never see."}},
                **innolab,
            },
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }


INTRO = cell("markdown", "intro", "Lue tämä", "text", "read")
SETUP = cell("code", "setup", "base = 10", "setup", "read", locked=True)
EXPLORE = cell("code", "explore", "base + 1", "code", "read")
WRITE = cell("code", "write", SOLUTION, "code", "write", solution=True)
CHECK_WRITE = cell("code", "check-write", CHECK, "check", "write", grade=True, locked=True, points=2)
WORDS = cell("markdown", "words", MODEL_ANSWER, "answer", "conclude", grade=True, solution=True, points=3)
ADD = cell(
    "code",
    "add",
    "def add(a, b):\n    ### BEGIN SOLUTION\n    return a + b\n    ### END SOLUTION",
    "code",
    "add",
    solution=True,
)
CHECK_ADD = cell("code", "check-add", "assert add(1, 2) == 3", "check", "add", grade=True, locked=True, points=1)


class Pupil:
    """Works on a notebook the way pupils do, and the ways they should not."""

    def __init__(self, notebook):
        self.notebook = copy.deepcopy(notebook)

    def cell(self, name):
        return next(each for each in self.notebook["cells"] if each["id"] == name)

    def writes(self, name, source):
        self.cell(name)["source"] = source
        return self

    def deletes(self, name):
        self.notebook["cells"].remove(self.cell(name))
        return self

    def retypes(self, name, kind):
        cell = self.cell(name)
        cell["cell_type"] = kind
        cell.pop("outputs", None)
        cell.pop("execution_count", None)
        return self

    def copies(self, name, new_id, source=None):
        """A copy right after the original, as JupyterLab pastes it: metadata and all."""
        twin = copy.deepcopy(self.cell(name)) | {"id": new_id}
        if source is not None:
            twin["source"] = source
        self.notebook["cells"].insert(self.notebook["cells"].index(self.cell(name)) + 1, twin)
        return self

    def adds(self, after, new_id, source, kind="code"):
        new = {"cell_type": kind, "id": new_id, "metadata": {}, "source": source}
        if kind == "code":
            new |= {"execution_count": None, "outputs": []}
        self.notebook["cells"].insert(self.notebook["cells"].index(self.cell(after)) + 1, new)
        return self

    def file(self):
        return json.dumps(self.notebook).encode()


def verdicts(result):
    return {cell.grade_id: (cell.verdict, cell.auto_points) for cell in result.cells}


def outputs(result, name):
    return next(cell["outputs"] for cell in result.notebook["cells"] if cell["id"] == name)


@pytest.fixture
def source():
    """The source of a small activity: read, write, add, conclude."""
    return notebook(INTRO, SETUP, EXPLORE, WRITE, CHECK_WRITE, ADD, CHECK_ADD, WORDS)


@pytest.fixture
def make_notebook():
    return notebook


@pytest.fixture
def make_cell():
    return cell


@pytest.fixture
def pupil_of():
    """`pupil_of(source)` has fetched the release of that source."""
    return lambda source: Pupil(build_release(source))


@pytest.fixture
def graded(source, zygote_socket):
    """Grade a pupil's work on the small activity (or on another source)."""

    def graded(pupil, of=source, files=None, **timeouts):
        content = pupil if isinstance(pupil, bytes) else pupil.file()
        return grade(pack("doubling", of, files or {}), content, zygote_socket, Timeouts(**timeouts))

    yield graded
    patience = time.monotonic() + 10
    while left := asyncio.run(Client(zygote_socket).status())["children"]:
        assert time.monotonic() < patience, f"left behind: {left}"
        time.sleep(0.05)
