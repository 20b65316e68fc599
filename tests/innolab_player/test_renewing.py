"""A teacher takes a newer version of the module: the texts are new when the pupil opens the activity, the work stays."""

from __future__ import annotations

import nbformat

from tests.innolab_player import sample
from tests.innolab_player.conftest import source_of


def newer(**files: bytes) -> bytes:
    """The sample activity with another text, other starter code in two cells and one more cell."""
    notebook = sample.notebook()
    for cell in notebook.cells:
        if cell.id == "read-text":
            cell.source = "Uusi teksti."
        if cell.id in {"smooth-code", "explore-code"}:
            cell.source = f"# uusi\n{cell.source}"
    notebook.cells.append(sample._code("more-code", "more = 0", "conclude", "code"))
    return sample.release(**{"warming.ipynb": nbformat.writes(notebook).encode(), **files})


async def renewed(browser, portal, home):
    """A pupil has changed one cell, answered and made a file; then comes the newer version."""
    await browser.open()
    await browser.write("smooth-code", "mine", at=1)
    await browser.write("conclude-answer", "Koska hypyt katoavat.", at=2)
    await browser.save(
        steps={"smooth": {"state": "done", "at": 3, "tries": 1, "hints": 0, "since": None, "result": None}}
    )
    (home / "lessons" / "les1" / "own.txt").write_text("oma")
    portal.release = newer(**{"temps.csv": b"year,temp_c\n2024,7\n"})
    return await browser.open()


async def test_what_the_pupil_wrote_stays_and_what_was_not_touched_is_new(browser, portal, home):
    opened = await renewed(browser, portal, home)
    assert source_of(opened, "smooth-code") == "mine"
    assert source_of(opened, "conclude-answer") == "Koska hypyt katoavat."
    assert source_of(opened, "explore-code").startswith("# uusi")
    assert source_of(opened, "read-text") == "Uusi teksti."
    assert source_of(opened, "more-code") == "more = 0"
    assert opened["work"]["steps"]["smooth"]["state"] == "done"


async def test_files_are_new_and_the_pupils_own_stay(browser, portal, home):
    await renewed(browser, portal, home)
    folder = home / "lessons" / "les1"
    assert (folder / "temps.csv").read_text() == "year,temp_c\n2024,7\n"
    assert (folder / "own.txt").read_text() == "oma"
    (before,) = (folder / ".innolab" / "history").glob("*-renewed.ipynb")
    assert "Uusi teksti." not in before.read_text()


async def test_work_goes_on_in_the_new_version_and_it_is_brought_once(browser, portal, home):
    await renewed(browser, portal, home)
    await browser.write("more-code", "more = 1", at=9)
    opened = await browser.open()
    assert source_of(opened, "more-code") == "more = 1"
    assert sum(path.endswith("/release") for path in portal.asked) == 2


async def test_with_the_portal_away_in_the_middle_the_older_version_is_still_whole(browser, portal):
    await browser.open()
    await browser.write("smooth-code", "mine", at=1)
    portal.release = newer()
    portal.refusals["release"] = (503, "hub_away", "Hetki vielä.")
    opened = await browser.open()
    assert source_of(opened, "smooth-code") == "mine"
    portal.refusals.clear()
    assert source_of(await browser.open(), "read-text") == "Uusi teksti."


async def test_a_link_out_of_the_folder_is_not_followed(browser, portal, home, tmp_path_factory):
    outside = tmp_path_factory.mktemp("outside")
    await browser.open()
    (home / "lessons" / "les1" / "data").symlink_to(outside)
    portal.release = newer(**{"data/new.csv": b"1"})
    await browser.open()
    assert list(outside.iterdir()) == []
