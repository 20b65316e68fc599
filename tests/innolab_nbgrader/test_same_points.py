"""The same notebooks through `nbgrader autograde` and through ours: the same points, to the point."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from innolab_nbgrader.autograde import grade
from innolab_nbgrader.release import pack
from innolab_nbgrader.stages import CONFIG
from nbgrader.api import Gradebook

GOOD = "def double(x):\n    return x + x"
GOOD_ADD = "def add(a, b):\n    return a + b"
# Only what nbgrader itself survives: at a copied answer its autograde stops, and with it the rest of the class.
WAYS = {
    "untouched": lambda pupil: pupil,
    "all-right": lambda pupil: pupil.writes("write", GOOD).writes("add", GOOD_ADD).writes("words", "It grows."),
    "half": lambda pupil: pupil.writes("write", GOOD).writes("half", "share = 0.5"),
    "seen-only": lambda pupil: pupil.writes("write", "def double(x):\n    return 4"),
    "syntax-error": lambda pupil: pupil.writes("write", "def double(x)\n    return 4"),
    "warns": lambda pupil: pupil.writes(
        "write", "import sys\ndef double(x):\n    print('hm', file=sys.stderr)\n    return 2 * x"
    ),
    "edits-a-test": lambda pupil: pupil.writes("check-write", "assert True").writes("add", GOOD_ADD),
    "own-helper": lambda pupil: pupil.adds("intro", "mine", "def twice(x): return x + x").writes(
        "write", "def double(x):\n    return twice(x)"
    ),
    "another-order": lambda pupil: pupil.writes("write", GOOD).adds("check-write", "late", "double = None"),
    "blank-words": lambda pupil: pupil.writes("words", " "),
    "exception": lambda pupil: pupil.writes("explore", "1 / 0").writes("add", GOOD_ADD),
}


@pytest.fixture
def source(source, make_cell):
    half = make_cell("code", "half", "### BEGIN SOLUTION\nshare = 1\n### END SOLUTION", "code", "add", solution=True)
    check = make_cell("code", "check-half", "share", "check", "add", grade=True, locked=True, points=1)
    source["cells"] += [half, check]
    source["metadata"]["innolab"]["locale"] = {}
    return source


class Course:
    """A teacher's course folder, worked on by nbgrader's own command line."""

    def __init__(self, folder):
        self.folder = folder
        folder.mkdir()
        (folder / "nbgrader_config.py").write_text(
            "c = get_config()\nc.CourseDirectory.course_id = '7b'\n"
            f"c.ClearSolutions.update({CONFIG.ClearSolutions!r})\n"
        )

    def puts(self, path, content):
        path = self.folder / path
        path.parent.mkdir(parents=True)
        path.write_bytes(content)

    def runs(self, *command):
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=self.folder,
            # nbgrader calls `alembic` by its bare name.
            env={**os.environ, "HOME": str(self.folder), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr[-4000:]

    def points(self, pupil):
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db") as gradebook:
            notebook = gradebook.find_submission_notebook("doubling", "ps1", pupil)
            return {grade.name: grade.auto_score for grade in notebook.grades}


@pytest.mark.slow
def test_points_are_nbgraders(source, pupil_of, tmp_path, zygote_socket):
    course = Course(tmp_path / "course")
    course.puts("source/ps1/doubling.ipynb", json.dumps(source).encode())
    course.runs("generate_assignment", "ps1")
    files = {name: way(pupil_of(source)).file() for name, way in WAYS.items()}
    for name, content in files.items():
        course.puts(f"submitted/{name}/ps1/doubling.ipynb", content)
    course.runs("autograde", "ps1")

    source_zip = pack("doubling", source, {})
    ours = {
        name: {cell.grade_id: cell.auto_points for cell in grade(source_zip, content, zygote_socket).cells}
        for name, content in files.items()
    }
    assert ours == {name: course.points(name) for name in WAYS}
    # The comparison must have met all kinds of points.
    assert {points for cells in ours.values() for points in cells.values()} == {None, 0.0, 0.5, 1.0, 2.0}


@pytest.mark.slow
def test_the_release_is_nbgraders(source, pupil_of, tmp_path):
    course = Course(tmp_path / "course")
    course.puts("source/ps1/doubling.ipynb", json.dumps(source).encode())
    course.runs("generate_assignment", "ps1")
    theirs = json.loads((course.folder / "release/ps1/doubling.ipynb").read_text())
    ours = pupil_of(source).notebook
    assert [(cell["id"], "".join(cell["source"]), cell["metadata"]) for cell in theirs["cells"]] == [
        (cell["id"], cell["source"], cell["metadata"]) for cell in ours["cells"]
    ]
