"""Each guided activity in Python, done in the browser: a known wrong answer brings its message, the solution passes."""

from __future__ import annotations

import re

import pytest
from actors import SERVER_STARTS_WITHIN_MS, House, Pupil, Trainer, at_browser
from houses import ROOT
from innolab_modules import ActivitySource, Kind, Role, load_module
from playwright.sync_api import Browser, expect

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(600)]

MODULES = [load_module(path.parent) for path in sorted((ROOT / "courses").glob("*/module.toml"))]
ACTIVITIES = [
    pytest.param(module.manifest.id, activity, id=activity.slug)
    for module in MODULES
    for activity in module.activities
    if activity.manifest.kind is Kind.GUIDED and activity.manifest.presentation == "text"
]
MARKS = re.compile(r"^### (BEGIN|END) SOLUTION\n", re.MULTILINE)


class TryingTrainer(Trainer, Pupil):
    """Signs in as a trainer, works as a pupil."""

    sign_in = Trainer.sign_in


@pytest.mark.parametrize(("slug", "activity"), ACTIVITIES)
def test_a_wrong_answer_and_the_solution_of_each_step(
    house: House, browser: Browser, slug: str, activity: ActivitySource
):
    house.portal_command("publish", str(ROOT / "courses" / slug))
    with at_browser(browser, house, TryingTrainer, house.account("trainer")) as trainer:
        trainer.sign_in()
        trainer.open(f"library/{slug}/")
        trainer.link(re.compile(f"Try it as a pupil.*{re.escape(activity.manifest.title.en)}")).click()
        trainer.page.wait_for_url(re.compile("/innolab/lesson/try-"), timeout=SERVER_STARTS_WITHIN_MS)
        expect(trainer.page.locator(".stops")).to_be_visible(timeout=30_000)
        for number, step in enumerate(activity.manifest.steps, start=1):
            cells = {cell.role: cell for cell in activity.cells if cell.step == step.id}
            if Role.CHECK not in cells:
                continue
            trainer.go_to(number)
            code = cells[Role.CODE]
            wrong = next(each for each in activity.wrong if each.cell == code.name)
            trainer.write_code(wrong.source.strip())
            trainer.run()
            said = activity.messages.get(f"{wrong.brings}.title", {}).get("en", "")
            assert trainer.check() == f"Not yet: {said}"
            trainer.write_code(MARKS.sub("", code.source).strip())
            trainer.run()
            assert trainer.check().startswith("Passed!")
