"""The main job, told once from end to end: publish, give, do, hand in, grade, review, return, read."""

import re

import pytest
from actors import House, Pupil, Teacher, Trainer, at_browser
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

SLUG = "lammennyt-helsinki"
TITLE = "Has Helsinki warmed?"
FIRST_STEP = """import pandas as pd

weather = pd.read_csv("kaisaniemi.csv")
first_year = weather.head(12)
rows = len(weather)
first_year
"""


@pytest.mark.timeout(600)
def test_a_lesson_from_the_library_to_the_feedback(house: House, browser: Browser):
    aino = house.pupils_of("7B")[0]
    with at_browser(browser, house, Trainer, house.account("trainer")) as trainer:
        trainer.sign_in()
        trainer.publish(SLUG)

    with (
        at_browser(browser, house, Teacher, house.account("teacher")) as teacher,
        at_browser(browser, house, Pupil, aino) as pupil,
    ):
        teacher.sign_in()
        lesson = teacher.give(SLUG, SLUG, "7B")

        pupil.sign_in()
        pupil.sees(re.compile("^Opens"))
        teacher.start(lesson)
        pupil.sees(re.compile("The lesson is on"), within_ms=30_000)

        pupil.open_activity(TITLE)
        pupil.run()
        assert pupil.check().startswith("Not yet")
        expect(teacher.row_of(aino)).to_contain_text("1×", timeout=3_000)

        pupil.button("Open hint 1").click()
        pupil.sees(re.compile("A year has 12 months"))
        pupil.write_code(FIRST_STEP)
        pupil.run()
        assert pupil.check().startswith("Passed")
        expect(teacher.page.get_by_role("columnheader").nth(1)).to_contain_text("1 / 24", timeout=3_000)

        pupil.go_to(7)
        pupil.answer("Helsinki on lämmennyt 1,2 astetta.")
        pupil.is_saved()
        pupil.page.reload()
        expect(pupil.page.get_by_label("Your answer in your own words")).to_have_value(
            "Helsinki on lämmennyt 1,2 astetta."
        )
        pupil.go_to(1)
        assert pupil.code() == FIRST_STEP

        receipt = pupil.hand_in()
        expect(teacher.row_of(aino)).to_contain_text(re.compile("Handed in"), timeout=3_000)
        expect(teacher.row_of(aino)).to_contain_text("2 / 20", timeout=60_000)

        teacher.link("Review").first.click()
        teacher.link(re.compile("Review the next")).click()
        teacher.sees("Helsinki on lämmennyt 1,2 astetta.")
        teacher.judge("paattele-vastaus", "4", "Hyvä luku! Mistä vuosista?")
        teacher.page.get_by_label("Words for the pupil").fill("Hienosti aloitettu.")
        teacher.save_and_go_on()
        teacher.return_feedback()

        pupil.open("today/")
        pupil.sees(re.compile("Hienosti aloitettu"))
        pupil.open(f"feedback/{receipt}/")
        pupil.sees(re.compile("Hienosti aloitettu"))
        pupil.sees(re.compile("Hyvä luku! Mistä vuosista"))
        pupil.sees(re.compile("6 / 20"))
