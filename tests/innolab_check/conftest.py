"""A kernel to try checks in: IPython's own shell, with what it displayed kept."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import innolab_check
import pytest
from innolab_check import pupil, texts
from IPython.core.displaypub import CapturingDisplayPublisher
from IPython.core.interactiveshell import InteractiveShell

CHECK = "application/vnd.innolab.check+json"
ERROR = "application/vnd.innolab.error+json"


class Kernel:
    """What a pupil's cells run in."""

    def __init__(self, shell: InteractiveShell) -> None:
        self.shell = shell
        self.error: BaseException | None = None

    def run(self, source: str) -> Kernel:
        """Run a cell of the pupil's or the author's."""
        self.shell.display_pub.outputs.clear()
        result = self.shell.run_cell(source, store_history=True)
        self.error = result.error_before_exec or result.error_in_exec
        return self

    @property
    def told(self) -> dict[str, Any] | None:
        """The check's bundle that was displayed last."""
        return self._last(CHECK)

    @property
    def plain(self) -> dict[str, Any] | None:
        """The error in plain words that was displayed, once."""
        assert len(self._all(ERROR)) <= 1
        return self._last(ERROR)

    def _last(self, mime: str) -> dict[str, Any] | None:
        found = self._all(mime)
        return found[-1] if found else None

    def _all(self, mime: str) -> list[dict[str, Any]]:
        return [output["data"][mime] for output in self.shell.display_pub.outputs if mime in output["data"]]


@pytest.fixture(autouse=True)
def fresh_words(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test starts in Finnish, without messages, with nothing seen."""
    monkeypatch.setattr(texts, "_session", texts._Session())
    monkeypatch.setattr(pupil, "_seen", pupil._Seen())


@pytest.fixture(scope="session")
def shell() -> Iterator[InteractiveShell]:
    """One shell for all tests: making it takes longer than they do."""
    InteractiveShell.clear_instance()
    yield InteractiveShell.instance(display_pub_class=CapturingDisplayPublisher, colors="nocolor")
    InteractiveShell.clear_instance()


@pytest.fixture
def kernel(shell: InteractiveShell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kernel:
    """A started kernel in a folder with messages.json and kaisaniemi.csv."""
    monkeypatch.chdir(tmp_path)
    words = {
        "too_small.title": {"fi": "luku on liian pieni", "sv": "talet är för litet", "en": "the number is too small"},
        "too_small.message": {"fi": "Sait {got:.1f}.", "sv": "Du fick {got:.1f}.", "en": "You got {got:.1f}."},
        "too_small.tip": {"fi": "Katso lukua.", "sv": "Se på talet.", "en": "Look at the number."},
        "right.title": {"fi": "luku riittää", "sv": "talet räcker", "en": "the number will do"},
    }
    (tmp_path / "messages.json").write_text(json.dumps(words), encoding="utf-8")
    (tmp_path / "kaisaniemi.csv").write_text("year,temp_c\n1845,4.1\n1846,5.2\n", encoding="utf-8")
    # With pandas in memory IPython's collecting of garbage takes half a second, at each of some two hundred tests.
    with monkeypatch.context() as hurried:
        hurried.setattr("gc.collect", lambda *_: 0)
        shell.reset()
    innolab_check.start()
    return Kernel(shell)
