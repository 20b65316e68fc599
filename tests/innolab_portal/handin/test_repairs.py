"""What grading says in codes is told to the teacher in words."""

from innolab_nbgrader.graded import Reason
from innolab_nbgrader.rebuild import Repair
from innolab_portal.handin import repairs

SAID_BEFORE = {"took_too_long"}
"""By graders of earlier versions; results in the database still have it."""


def test_each_reason_has_words_and_no_other():
    assert set(repairs.REASONS) == set(Reason) | SAID_BEFORE


def test_a_result_of_an_earlier_grader_still_has_its_words():
    assert "too long" in repairs.reason(["took_too_long"])
    assert repairs.told(["took_too_long"]) == []


def test_each_repair_has_words_and_no_other():
    assert {*repairs.REPAIRS, repairs.REACHES.strip()} == set(Repair)
