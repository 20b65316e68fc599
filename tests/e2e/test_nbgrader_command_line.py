"""nbgrader's own commands against a running InnoLab: as a pupil in the test harness, as a teacher in the own server."""

import re
from collections.abc import Callable

import httpx
import pytest
from actors import SERVER_STARTS_WITHIN_MS, House, Person, Pupil, Teacher, at_browser
from nbgrader_shell import Shell, class_key, opens_jupyterlab
from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

ASSIGNMENT = "lammennyt-helsinki"


def test_list_fetch_submit_and_collect(
    library: House, give: Callable[..., str], browser: Browser, shell_of: Callable[[Person], Shell]
):
    house = library
    lesson = give()
    ada, ibrahim = house.pupils_of("8A")[:2]
    alma = house.pupils_of("7C")[0]
    with (
        at_browser(browser, house, Pupil, ada) as pupil,
        at_browser(browser, house, Pupil, ibrahim) as classmate,
        at_browser(browser, house, Pupil, alma) as stranger,
        at_browser(browser, house, Teacher, house.account("teacher")) as teacher,
    ):
        pupil.sign_in()
        pupil.open_lesson(lesson)
        classmate.sign_in()
        classmate.open_lesson(lesson)
        stranger.sign_in()
        stranger.page.goto(f"{house.url}/hub/spawn")
        stranger.page.wait_for_url(re.compile(f"^{house.url}/user/"), timeout=SERVER_STARTS_WITHIN_MS)
        teacher.sign_in()
        key = class_key(teacher)
        course = f"--course={key}"

        # Ada fetches and submits.
        at_ada = shell_of(pupil)
        listed = at_ada.types("list")
        name = newest_assignment(listed, key)
        at_ada.types("fetch_assignment", name, course)
        notebook = at_ada.home / name / f"{ASSIGNMENT}.ipynb"
        assert "BEGIN SOLUTION" not in notebook.read_text()
        assert "BEGIN HIDDEN TESTS" not in notebook.read_text()
        assert f"{key} {name} (already downloaded)" in at_ada.types("list")
        receipt = re.search(r"Receipt: (\S+)", at_ada.types("submit", name, course))
        assert receipt is not None

        # Her teacher has a full server, with nbgrader's commands in its terminal.
        opens_jupyterlab(teacher)
        at_teacher = shell_of(teacher)
        assert f"{key} {name}" in at_teacher.types("list")
        assert f"{key} {ada['user']} {name}" in at_teacher.types("list", "--inbound", course)
        at_teacher.types("collect", name, course)
        collected = at_teacher.home / "submitted" / ada["user"] / name / f"{ASSIGNMENT}.ipynb"
        assert collected.read_bytes() == notebook.read_bytes()
        assert [path.name for path in (at_teacher.home / "submitted").iterdir()] == [ada["user"]]

        # Nobody else can have it.
        at_ibrahim, at_alma = shell_of(classmate), shell_of(stranger)
        assert ada["user"] not in at_ibrahim.types("list", "--inbound", course)
        assert "No submissions" in at_ibrahim.types("collect", name, course)
        assert not (at_ibrahim.home / "submitted").exists()
        assert "Only a teacher of the class can collect." in at_ada.types("collect", name, course, fails=True)
        assert key not in at_alma.types("list")
        at_alma.types("fetch_assignment", name, course, fails=True)
        assert not (at_alma.home / name).exists()
        for shell in (at_ibrahim, at_alma):
            refused = httpx.get(
                f"{shell.environment['INNOLAB_PORTAL_API']}hand-ins/{receipt[1]}/file",
                headers={"Authorization": f"Bearer {shell.environment['JUPYTERHUB_API_TOKEN']}"},
                trust_env=False,
            )
            assert refused.status_code in {403, 404}
            assert "error" in refused.json()

        # A pupil's server has no shell and no lab, and no way into another's server.
        server = f"{house.url}/user/{ada['user']}/"
        with httpx.Client(headers={"Authorization": f"token {pupil.server_token()}"}, trust_env=False) as own:
            assert own.get(f"{server}api/status").status_code == 200
            assert own.post(f"{server}api/terminals").status_code == 404
            assert own.get(f"{server}lab").status_code == 404
            assert own.get(f"{server}tree").status_code == 404
            assert own.get(f"{house.url}/user/{ibrahim['user']}/api/status").status_code == 403


def newest_assignment(listed: str, key: str) -> str:
    """Of the same activity given several times, the name of the last: `name`, `name-2`, `name-3`, ..."""
    names = re.findall(rf"{re.escape(key)} ({ASSIGNMENT}(?:-\d+)?)\b", listed)
    assert names, listed
    return max(names, key=lambda name: int(name.removeprefix(ASSIGNMENT).lstrip("-") or 1))
