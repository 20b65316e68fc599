"""What grading says in codes is told to the teacher in words."""

from innolab_nbgrader.graded import Reason
from innolab_nbgrader.rebuild import Repair
from innolab_portal.handin import repairs


def test_each_reason_has_words_and_no_other():
    assert set(repairs.REASONS) == set(Reason)


def test_each_repair_has_words_and_no_other():
    assert {*repairs.REPAIRS, repairs.REACHES.strip()} == set(Repair)
