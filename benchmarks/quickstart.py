"""nbgrader's quickstart course with a class's hand-ins, as files: what both sides of `autograde` are given."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from pathlib import Path

import nbformat
from innolab_nbgrader.release import build_release, pack
from innolab_nbgrader.stages import CONFIG, as_json
from nbformat import NotebookNode
from nbgrader.api import Gradebook

from benchmarks.scores import Scores
from benchmarks.sides import BenchError

NAME, ASSIGNMENT = "course101", "ps1"
# Autotests become tests before either side begins, by nbgrader's own preprocessor; their hashes are salted anew each
# time, and both sides are to run the same tests.
INSTANTIATE = """
from nbgrader.preprocessors import IncludeHeaderFooter, InstantiateTests
c.GenerateAssignment.preprocessors = [IncludeHeaderFooter, InstantiateTests]
c.GenerateAssignment.no_database = True
c.CourseDirectory.release_directory = "instantiated"
"""
# InnoLab's pupils start from nothing, not from nbgrader's sentences; whether a person's answer is untouched goes by it.
STUBS = f"""
c.ClearSolutions.update({CONFIG.ClearSolutions!r})
c.IncludeHeaderFooter.header = ""
"""
Answers = dict[str, str]

WRONG_SQUARES = "def squares(n):\n    return [i ** 3 for i in range(n)]"
NO_USE_OF_SQUARES = "def sum_of_squares(n):\n    return sum(i ** 2 for i in range(1, n + 1))"
KINDS: Mapping[str, Callable[[Answers], Answers]] = {
    "solved": lambda solutions: solutions,
    "half": lambda solutions: {name: solutions[name] for name in ("squares", "sum_of_squares_equation", "part-a")},
    "untouched": lambda _solutions: {},
    "wrong": lambda solutions: {
        **solutions,
        "squares": WRONG_SQUARES,
        "sum_of_squares": NO_USE_OF_SQUARES,
        "part-b": " ",
    },
    "error": lambda solutions: {**solutions, "squares": "def squares(n)\n    return n", "sum_of_squares": "1 / 0"},
}
"""What pupils hand in, by the model answers; the next pupil hands in the next kind."""


class Course:
    """The course in a folder of its own; `python -m nbgrader` works on it."""

    def __init__(self, folder: Path, pupils: int) -> None:
        """Make it by nbgrader's own commands, up to a class that has submitted."""
        self.folder = folder / NAME
        self._home = folder
        self._nbgrader("quickstart", NAME, "--autotest", cwd=folder)
        config = self.folder / "nbgrader_config.py"
        plain = config.read_text()
        config.write_text(plain + INSTANTIATE)
        self._nbgrader("generate_assignment", ASSIGNMENT)
        config.write_text(plain + STUBS)
        self.sources = {file.stem: self._with_ids(file) for file in self._notebooks("instantiated")}
        self._nbgrader("generate_assignment", ASSIGNMENT)
        names = [f"pupil-{number:03}" for number in range(1, pupils + 1)]
        self.kinds = dict(zip(names, cycle(KINDS), strict=False))
        for pupil, kind in self.kinds.items():
            self._submit(pupil, KINDS[kind])
        self._pack()

    def _notebooks(self, stage: str) -> list[Path]:
        return sorted((self.folder / stage / ASSIGNMENT).glob("*.ipynb"))

    def _with_ids(self, instantiated: Path) -> NotebookNode:
        """The course's notebooks are of 2015: InnoLab's, as Jupyter's since 2020, give each cell an id."""
        notebook: NotebookNode = nbformat.read(instantiated, as_version=4)
        notebook.nbformat_minor = 5
        for number, cell in enumerate(notebook.cells):
            cell.id = f"{instantiated.stem}-{number}"
        nbformat.write(notebook, self.folder / "source" / ASSIGNMENT / instantiated.name)
        return notebook

    def _submit(self, pupil: str, answers_of: Callable[[Answers], Answers]) -> None:
        folder = self.folder / "submitted" / pupil / ASSIGNMENT
        folder.mkdir(parents=True)
        answers = answers_of({name: text for source in self.sources.values() for name, text in solutions(source)})
        for release in self._notebooks("release"):
            notebook = nbformat.read(release, as_version=4)
            # No two pupils hand in the same bytes.
            notebook.metadata["pupil"] = pupil
            for cell in notebook.cells:
                name = cell.metadata.get("nbgrader", {}).get("grade_id")
                if name in answers:
                    cell.source = answers[name] + (f"\n# {pupil}" if cell.cell_type == "code" else "")
            nbformat.write(notebook, folder / release.name)

    def _pack(self) -> None:
        """What a portal keeps of each notebook: a zip for pupils, one for graders."""
        given = self.folder / "source" / ASSIGNMENT
        files = {file.name: file.read_bytes() for file in given.iterdir() if file.suffix != ".ipynb"}
        for name, source in self.sources.items():
            folder = self.folder / "activities" / name
            folder.mkdir(parents=True)
            plain = as_json(source)
            (folder / "release.zip").write_bytes(pack(name, build_release(plain), files))
            (folder / "source.zip").write_bytes(pack(name, plain, files))

    def autograde(self) -> None:
        """The teacher's command."""
        self._nbgrader("autograde", ASSIGNMENT)

    def scores(self) -> Scores:
        """What the course's gradebook holds."""
        with Gradebook(f"sqlite:///{self.folder}/gradebook.db") as gradebook:
            return {
                pupil: {
                    name: {
                        grade.name: (grade.auto_score, grade.max_score)
                        for grade in gradebook.find_submission_notebook(name, ASSIGNMENT, pupil).grades
                    }
                    for name in self.sources
                }
                for pupil in self.kinds
            }

    def _nbgrader(self, *command: str, cwd: Path | None = None) -> None:
        done = subprocess.run(
            [sys.executable, "-m", "nbgrader", *command],
            cwd=cwd or self.folder,
            # nbgrader calls `alembic` by its bare name.
            env={
                **os.environ,
                "HOME": str(self._home),
                "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise BenchError(f"`nbgrader {' '.join(command)}` failed. The end of its log:\n{done.stderr[-4000:]}")


def solutions(source: NotebookNode) -> Iterator[tuple[str, str]]:
    """Each answer's grade_id, and the model answer without nbgrader's marks."""
    for cell in source.cells:
        graders = cell.metadata.get("nbgrader", {})
        if graders.get("solution"):
            lines = (line for line in cell.source.splitlines() if not line.strip().startswith("### "))
            yield graders["grade_id"], "\n".join(lines)
