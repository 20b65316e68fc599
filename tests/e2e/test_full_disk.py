"""A full disk at a hand-in: the pupil is told kindly, nothing is lost, and it is sent when there is room again."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from actors import House, Pupil, Teacher, api, at_browser
from houses import ROOT, running_house
from innolab_cli.folder import free_ports
from playwright.sync_api import Browser, expect

from .conftest import SLUG

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SENT_WITHIN_MS = 60_000
GRADED_WITHIN_MS = 60_000


@pytest.fixture(scope="module")
def small_store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder whose store, where hand-ins are kept, is a disk of its own."""
    store = tmp_path_factory.mktemp("full-disk") / "var" / "store"
    store.mkdir(parents=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(store)], capture_output=True, text=True, check=False
    )
    if mounted.returncode:
        pytest.skip(f"a disk to fill can't be mounted here: {mounted.stderr.strip()}")
    try:
        yield store
    finally:
        subprocess.run(["umount", str(store)], check=True)


@pytest.fixture(scope="module")
def house_on_it(small_store: Path) -> Iterator[House]:
    """An InnoLab that keeps its hand-ins there."""
    with running_house(small_store.parent, free_ports(1)[0]) as house:
        house.portal_command("publish", str(ROOT / "courses" / SLUG))
        yield house


def fill(disk: Path) -> Path:
    """Leave no room; the file to remove again."""
    filler = disk / "filler"
    filler.write_bytes(bytes(shutil.disk_usage(disk).free))
    assert shutil.disk_usage(disk).free == 0
    return filler


def test_the_disk_is_full_at_a_hand_in(house_on_it: House, small_store: Path, browser: Browser):
    house = house_on_it
    account = house.pupils_of("8A")[4]
    with (
        at_browser(browser, house, Teacher, house.account("teacher")) as teacher,
        at_browser(browser, house, Pupil, account) as pupil,
    ):
        teacher.sign_in()
        lesson = teacher.give(SLUG, SLUG, "8A")
        teacher.start(lesson)
        pupil.sign_in()
        pupil.open_lesson(lesson)
        pupil.write_code("print('kept over a full disk')")
        pupil.is_saved()
        pupil.go_to_hand_in()

        filler = fill(small_store)
        pupil.button(re.compile("^Hand in")).click()
        pupil.sees("Your work is on its way")
        pupil.sees(
            "The service has run out of space. The fault is not yours, and your work is safe. Tell your teacher."
        )
        expect(pupil.page.locator("[data-receipt]")).to_have_count(0)
        with api(house, pupil.server_token()) as portal:
            assert portal.get(f"lessons/{lesson}/hand-ins").json() == []

        # Work goes on meanwhile, and a page that is loaded anew tells the same.
        pupil.page.reload()
        pupil.sees("Your work is on its way")

        filler.unlink()
        receipt = pupil.page.locator("[data-receipt]")
        expect(receipt).to_be_visible(timeout=SENT_WITHIN_MS)
        with api(house, pupil.server_token()) as portal:
            (kept,) = portal.get(f"lessons/{lesson}/hand-ins").json()
            assert kept["receipt"] == receipt.get_attribute("data-receipt")
            assert "kept over a full disk" in portal.get(f"hand-ins/{kept['receipt']}/file").text
        teacher.open(f"lessons/{lesson}/")
        expect(teacher.row_of(account)).to_contain_text("/ 20", timeout=GRADED_WITHIN_MS)
