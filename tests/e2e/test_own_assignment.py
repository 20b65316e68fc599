"""An assignment made for nbgrader goes to a class as it is: released from the terminal, done in the pupil's page,
autograded with nbgrader, read by the pupil."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from actors import House, Pupil, Teacher, api, at_browser
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader_shell import Terminal, class_key, opens_jupyterlab
from playwright.sync_api import Browser, Locator, expect

pytestmark = [pytest.mark.browser, pytest.mark.timeout(400)]

SOLUTION = """\
def square(x):
    ### BEGIN SOLUTION
    return x * x
    ### END SOLUTION
"""
CHECK = """\
assert square(2) == 4
### BEGIN HIDDEN TESTS
assert square(-3) == 9
### END HIDDEN TESTS
"""


def graders(cell, name, **flags):
    plain = {"schema_version": 3, "grade": False, "solution": False, "locked": False, "task": False}
    cell.metadata["nbgrader"] = {**plain, "grade_id": name, **flags}
    return cell


def source() -> NotebookNode:
    """The notebook as a teacher makes it with nbgrader's toolbar."""
    notebook = new_notebook(
        cells=[
            new_markdown_cell("# Squares\n\nA square is a number times itself."),
            new_markdown_cell("## Write it"),
            graders(new_code_cell(SOLUTION), "square", solution=True),
            graders(new_code_cell(CHECK), "check-square", grade=True, locked=True, points=2),
            new_markdown_cell("## Explain"),
            graders(new_markdown_cell("Your answer"), "why", grade=True, solution=True, points=1),
        ]
    )
    notebook.metadata["kernelspec"] = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return notebook


def test_from_the_teachers_terminal_to_the_pupils_page_and_back(library: House, browser: Browser, tmp_path: Path):
    house = library
    name = f"own-{tmp_path.name[-24:]}".replace("_", "-")
    with (
        at_browser(browser, house, Teacher, house.account("teacher")) as teacher,
        at_browser(browser, house, Pupil, house.pupils_of("8A")[3]) as pupil,
    ):
        # The teacher releases from the terminal.
        teacher.sign_in()
        key = class_key(teacher)
        terminal, course = Terminal(teacher), f"--course={key}"
        terminal.writes(f"source/{name}/squares.ipynb", source())
        terminal.types("generate_assignment", name)
        assert f"Released as: {key} {name}" in terminal.types("release_assignment", name, course)

        # The pupil finds it on today's page and does it in the own page.
        pupil.sign_in()
        pupil.open_activity(name)
        expect(pupil.page.locator(".stops")).to_be_visible()
        pupil.go_to(2)
        assert "BEGIN SOLUTION" not in pupil.code()
        pupil.write_code("def square(x):\n    return abs(x) * x")
        assert pupil.check() == "Passed!"
        pupil.go_to(3)
        pupil.answer("Because I multiply it by itself.")
        pupil.is_saved()
        assert pupil.axe() == []
        receipt = pupil.hand_in()

        # It waits for the teacher, who grades with nbgrader: the hidden test was not passed.
        terminal.types("collect", name, course)
        assert terminal.reads(f"submitted/{pupil.account['user']}/{name}/receipt.txt") == receipt
        terminal.types("autograde", name)
        terminal.types("generate_feedback", name)
        assert f"Releasing feedback for student '{pupil.account['user']}'" in terminal.types(
            "release_feedback", name, course
        )

        # The pupil reads points and the teacher's page.
        pupil.open(f"feedback/{receipt}/")
        pupil.sees(re.compile("0 / 3 points"))
        pupil.sees("your teacher still looks at a part of it")
        assert pupil.axe() == []
        pupil.link("squares").click()
        expect(pupil.page.locator("body")).to_contain_text("Score: 0.0 / 3.0")

        # In the review the teacher gives the point for the words, and returns the work again.
        teacher.open(f"classes/{key}/")
        teacher.link(re.compile(name)).first.click()
        teacher.link(re.compile("Review")).first.click()
        teacher.link(re.compile("Review the next")).click()
        expect(teacher.page.get_by_text("Because I multiply it by itself.")).to_be_visible()
        assert teacher.axe() == []
        teacher.page.get_by_label("Points").last.fill("1")
        teacher.page.keyboard.press("Tab")
        teacher.button("Return to this pupil").click()
        pupil.open(f"feedback/{receipt}/")
        pupil.sees(re.compile("1 / 3 points"))


def test_the_assignment_list_in_jupyterlab(give: Callable[..., str], library: House, browser: Browser):
    lesson = give()
    with at_browser(browser, library, Teacher, library.account("teacher")) as teacher:
        teacher.sign_in()
        key = class_key(teacher)
        opens_jupyterlab(teacher)
        with api(library, teacher.server_token()) as portal:
            name = portal.get(f"lessons/{lesson}").json()["assignment"]
        page = teacher.page
        page.get_by_role("menuitem", name="Nbgrader").click(timeout=60_000)
        page.get_by_role("menuitem", name="Assignment List").click()
        expect(page.locator("#course_list_default")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="Toggle Dropdown").click()
        page.locator("#course_list").get_by_text(key, exact=True).click()

        def row_of(part: str) -> Locator:
            exactly = re.compile(rf"^{re.escape(name)}$")
            rows = page.locator(f"#{part}_assignments_list .list_item:not(.nested_list_item)")
            return rows.filter(has=page.get_by_text(exactly))

        # A lesson of the class is fetched into the teacher's own files.
        row_of("released").get_by_role("button", name="Fetch").click()
        expect(row_of("fetched")).to_be_visible(timeout=30_000)
        expect(row_of("released")).to_have_count(0)
        in_files = page.get_by_role("listitem", name=re.compile(rf"^Name: {re.escape(name)}\s"))
        expect(in_files).to_be_visible(timeout=30_000)

        # Handing in is for pupils, and the list says so in InnoLab's words.
        row_of("fetched").get_by_role("button", name="Submit").click()
        expect(page.get_by_text("You have no access to this.")).to_be_visible(timeout=30_000)
        page.get_by_role("button", name="OK").click()
        expect(page.locator("#submitted_assignments_list")).to_contain_text("There are no submitted assignments.")
