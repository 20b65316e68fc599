"""A module gets better in the middle of a lesson: its teacher takes the new version, and the pupil's work is there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from actors import House, Pupil, Teacher, at_browser
from houses import ROOT
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SLUG, ACTIVITY = "kone-uusiksi", "miten-kone-oppii"


def module(folder: Path, version: str, **words: str) -> Path:
    """The module on learning machines under another name, with some words changed in its English texts."""
    made = folder / version / SLUG
    shutil.copytree(ROOT / "courses" / "miten-kone-oppii", made)
    toml = (made / "module.toml").read_text()
    toml = toml.replace('id = "miten-kone-oppii"', f'id = "{SLUG}"').replace('"1.0.0"', f'"{version}"')
    (made / "module.toml").write_text(toml)
    changelog = made / "CHANGELOG.md"
    changelog.write_text(f"# Changes\n\n## {version}\n\n- fi: Uutta.\n- sv: Nytt.\n- en: Step 1 is easier.\n")
    catalogue = made / "activities" / ACTIVITY / "locale" / "en.po"
    text = catalogue.read_text()
    for old, new in words.items():
        assert old in text
        text = text.replace(old, new)
    catalogue.write_text(text)
    return made


def test_a_teacher_takes_the_new_version_and_the_pupils_work_stays(library: House, browser: Browser, tmp_path: Path):
    library.portal_command("publish", str(module(tmp_path, "1.0.0")))
    with (
        at_browser(browser, library, Teacher, library.account("teacher")) as teacher,
        at_browser(browser, library, Pupil, library.pupils_of("8A")[3]) as pupil,
    ):
        teacher.sign_in()
        lesson = teacher.give(SLUG, ACTIVITY, "8A")
        teacher.start(lesson)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code('train = read("train", "A")\npicture = train[3]')
        pupil.is_saved()

        library.portal_command("publish", str(module(tmp_path, "1.1.0", machine="computer")))
        teacher.open(f"lessons/{lesson}/")
        teacher.page.get_by_text("What changed?").click()
        teacher.sees("Step 1 is easier.")
        teacher.sees("Steps that are new or changed:")
        assert teacher.axe() == []
        teacher.button("Go on with 1.1.0").click()
        teacher.sees("goes on with version 1.1.0")

        pupil.open_lesson(lesson)
        expect(pupil.page.get_by_text("A computer does not see a picture as you do.")).to_be_visible(timeout=30_000)
        assert pupil.code() == 'train = read("train", "A")\npicture = train[3]'
