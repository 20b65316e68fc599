"""Saving: only the pupil's cells, whole or not at all, and two devices lose nothing."""

import errno
import json
import os

import nbformat
import pytest
from innolab_player import storage

from tests.innolab_player import sample
from tests.innolab_player.conftest import source_of

OUTPUT = {"output_type": "stream", "name": "stdout", "text": "2\n"}


def notebook(home):
    return nbformat.read(home / "lessons" / "les1" / "warming.ipynb", as_version=4)


def history(home):
    folder = home / "lessons" / "les1" / ".innolab" / "history"
    return [nbformat.read(path, as_version=4) for path in sorted(folder.iterdir())]


def text(a_notebook, cell):
    return next(each.source for each in a_notebook.cells if each.id == cell)


async def test_code_with_its_outputs_and_answers_land_in_the_notebook(browser, home):
    await browser.open()
    await browser.write("smooth-code", "print(1 + 1)", at=1, outputs=[OUTPUT], execution_count=3)
    await browser.write("conclude-answer", "Because.", at=2)
    saved = notebook(home)
    code = next(cell for cell in saved.cells if cell.id == "smooth-code")
    assert (code.source, code.outputs, code.execution_count) == ("print(1 + 1)", [OUTPUT], 3)
    assert text(saved, "conclude-answer") == "Because."


async def test_all_other_cells_stay_as_they_were_released(browser, home):
    await browser.open()
    await browser.write("smooth-code", "x", at=1)
    released = sample.notebook()
    pupils = {"smooth-code", "explore-code", "conclude-answer"}
    kept = [(c.id, c.source, c.metadata) for c in notebook(home).cells if c.id not in pupils]
    assert kept == [(c.id, c.source, c.metadata) for c in released.cells if c.id not in pupils]


@pytest.mark.parametrize("cell", ["setup", "smooth-text", "smooth-check", "smooth-hint-1", "made-up"])
async def test_a_cell_that_is_not_the_pupils_cannot_be_changed(browser, home, cell):
    await browser.open()
    before = notebook(home)
    change = {"base": 0, "device": "laptop", "cells": {cell: {"source": "hack", "at": 1}}}
    status, error = await browser.refused("PUT", "lessons/les1/work", change, language="sv")
    assert (status, error["code"]) == (422, "cell_not_editable")
    assert notebook(home) == before


async def test_cells_broken_in_the_file_itself_heal_at_the_next_save(browser, home):
    await browser.open()
    broken = notebook(home)
    broken.cells = [cell for cell in broken.cells if cell.id == "smooth-code"]
    broken.cells[0].source = "mine"
    nbformat.write(broken, home / "lessons" / "les1" / "warming.ipynb")
    await browser.write("explore-code", "new", at=1)
    assert [cell.id for cell in notebook(home).cells] == [cell.id for cell in sample.notebook().cells]
    assert text(notebook(home), "smooth-code") == "mine"


@pytest.mark.parametrize(
    "change",
    [
        [],
        {"base": 0},
        {"base": "0", "device": "d"},
        {"base": 0, "device": "../x"},
        {"base": 0, "device": "d", "cells": {"smooth-code": {"source": 1, "at": 1}}},
        {"base": 0, "device": "d", "cells": {"smooth-code": {"source": "x", "at": 1, "outputs": [{"bad": 1}]}}},
        {"base": 0, "device": "d", "steps": {"smooth": {"state": "won", "tries": 1, "hints": 0, "at": 1}}},
    ],
)
async def test_what_is_not_work_is_refused(browser, change):
    await browser.open()
    status, error = await browser.refused("PUT", "lessons/les1/work", change)
    assert (status, error["code"]) == (422, "not_work")


async def test_a_reload_finds_steps_and_place(browser):
    await browser.open()
    step = {"state": "done", "tries": 2, "hints": 1, "since": "2026-11-24T08:00:00Z", "result": {"verdict": "passed"}}
    await browser.save(steps={"smooth": {**step, "at": 5}}, current_step="smooth")
    opened = await browser.open()
    assert opened["work"]["steps"] == {"smooth": {**step, "at": 5}}
    assert opened["work"]["current_step"] == "smooth"


async def test_the_later_edit_wins_and_the_earlier_is_kept_beside(browser, phone, home):
    await browser.open()
    await phone.open()
    await browser.write("smooth-code", "from the laptop", at=100)
    answer = await phone.write("smooth-code", "from the phone", at=200)
    assert answer["conflict"] is True
    assert text(notebook(home), "smooth-code") == "from the phone"
    assert [text(each, "smooth-code") for each in history(home)] == ["from the laptop"]


async def test_an_edit_made_offline_long_ago_does_not_win_but_is_kept(browser, phone, home):
    await browser.open()
    await phone.open()
    await browser.write("smooth-code", "newer", at=200)
    answer = await phone.write("smooth-code", "older, from offline", at=100)
    assert answer["newer"]["smooth-code"]["source"] == "newer"
    assert text(notebook(home), "smooth-code") == "newer"
    assert [text(each, "smooth-code") for each in history(home)] == ["older, from offline"]


async def test_the_other_device_hears_of_it_at_its_next_look(browser, phone):
    await browser.open()
    await phone.open()
    await browser.write("explore-code", "x = 1", at=100, outputs=[OUTPUT], execution_count=1)
    looked = await phone.look(phone.base)
    assert looked["newer"]["explore-code"]["source"] == "x = 1"
    assert looked["newer"]["explore-code"]["outputs"] == [OUTPUT]
    own = await browser.look(0)
    assert own["newer"] == {}


async def test_different_cells_of_two_devices_are_no_conflict(browser, phone, home):
    await browser.open()
    await phone.open()
    await browser.write("smooth-code", "a", at=100)
    answer = await phone.write("explore-code", "b", at=50)
    assert answer["conflict"] is False
    assert (text(notebook(home), "smooth-code"), text(notebook(home), "explore-code")) == ("a", "b")
    assert history(home) == []


async def test_tries_and_hints_of_two_devices_only_grow(browser, phone):
    await browser.open()
    step = {"state": "trying", "since": None, "result": None}
    await browser.save(steps={"smooth": {**step, "tries": 3, "hints": 0, "at": 10}})
    await phone.save(steps={"smooth": {**step, "state": "done", "tries": 1, "hints": 2, "at": 20}})
    steps = (await browser.open())["work"]["steps"]
    assert {key: steps["smooth"][key] for key in ("state", "tries", "hints")} == {
        "state": "done",
        "tries": 3,
        "hints": 2,
    }


async def test_a_full_disk_says_so_and_the_old_file_is_whole(browser, home, monkeypatch):
    await browser.open()
    await browser.write("smooth-code", "saved", at=1)

    def full(_handle):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(storage.os, "fsync", full)
    change = {"base": browser.base, "device": "laptop", "cells": {"smooth-code": {"source": "more", "at": 2}}}
    status, error = await browser.refused("PUT", "lessons/les1/work", change, language="fi")
    assert (status, error["code"]) == (507, "no_space")
    assert error["message"] == "Tallennustila on täynnä. Työsi on tallessa tässä selaimessa. Kerro opettajalle."
    monkeypatch.undo()
    assert text(notebook(home), "smooth-code") == "saved"
    assert [path.name for path in (home / "lessons" / "les1").glob(".warming*")] == []


async def test_work_of_a_lesson_never_opened_is_not_found(browser):
    change = {"base": 0, "device": "laptop"}
    status, error = await browser.refused("PUT", "lessons/other/work", change)
    assert (status, error["code"]) == (404, "not_found")


async def test_locked_cells_shown_are_the_released_ones_even_if_the_file_was_changed(browser, home):
    await browser.open()
    changed = notebook(home)
    next(cell for cell in changed.cells if cell.id == "smooth-check").source = "pass"
    nbformat.write(changed, home / "lessons" / "les1" / "warming.ipynb")
    assert source_of(await browser.open(), "smooth-check") == sample.CHECK


async def test_the_state_beside_the_work_is_plain_json(browser, home):
    await browser.open()
    await browser.write("smooth-code", "x", at=7)
    state = json.loads((home / "lessons" / "les1" / ".innolab" / "state.json").read_text())
    assert state["cells"] == {"smooth-code": {"at": 7, "device": "laptop", "revision": 1}}


@pytest.mark.parametrize("way", ["name", "link"])
async def test_the_pupils_code_has_no_file_of_the_server_handed_in(browser, home, way):
    """The server sees more files than the pupil's code does, which can write all of the lesson's folder."""
    await browser.open()
    secret = home.parent / "secret.ipynb"
    secret.write_text("a secret")
    lesson = home / "lessons" / "les1"
    if way == "link":
        (lesson / "warming.ipynb").unlink()
        (lesson / "warming.ipynb").symlink_to(secret)
    else:
        about = json.loads((lesson / ".innolab" / "lesson.json").read_text())
        (lesson / ".innolab" / "lesson.json").write_text(json.dumps(about | {"notebook": "../../../secret.ipynb"}))
    status, _ = await browser.refused("POST", "lessons/les1/hand-in", {})
    assert status == 404
    assert not (lesson / ".innolab" / "pending.ipynb").exists()
    assert secret.read_text() == "a secret"


async def test_blocks_lie_in_the_notebook_as_long_as_they_belong_to_the_source(browser, phone, home):
    opened = await browser.open()
    await phone.open()
    blocks = {"blocks": {"languageVersion": 0, "blocks": [{"type": "start", "id": "a"}]}}
    await browser.write("smooth-code", "forward(50)", opened["now"], blocks=blocks)
    (cell,) = [cell for cell in notebook(home).cells if cell.id == "smooth-code"]
    assert cell.metadata["innolab"]["blocks"] == blocks
    assert (await phone.look(0))["newer"]["smooth-code"]["blocks"] == blocks
    assert next(cell for cell in (await phone.open())["cells"] if cell["id"] == "smooth-code")["blocks"] == blocks
    # Another cell's save leaves them; text that was typed does not keep blocks that say something else.
    await browser.write("explore-code", "1 + 1", opened["now"] + 1)
    assert blocks_in(home) == blocks
    await browser.write("smooth-code", "forward(60)", opened["now"] + 2)
    assert blocks_in(home) is None


def blocks_in(home):
    (cell,) = [cell for cell in notebook(home).cells if cell.id == "smooth-code"]
    return cell.metadata["innolab"].get("blocks")


@pytest.mark.parametrize("blocks", ["text", [], {"too long": "x" * 500_001}])
async def test_what_are_no_blocks_is_refused(browser, blocks):
    opened = await browser.open()
    cells = {"smooth-code": {"source": "x", "at": opened["now"], "blocks": blocks}}
    status, error = await browser.refused(
        "PUT", "lessons/les1/work", {"base": 0, "device": "laptop", "cells": cells, "steps": {}}
    )
    assert (status, error["code"]) == (422, "not_work")
