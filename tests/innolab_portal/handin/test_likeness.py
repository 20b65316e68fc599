"""Which answers are alike."""

from __future__ import annotations

import pytest
from innolab_portal.handin import likeness, rendering, works
from innolab_portal.handin.models import CellResult
from innolab_portal.handin.works import Answer, Graded, Step


def answer(source: str, kind: str = "code", outputs: tuple[rendering.Output, ...] = ()) -> Answer:
    return Answer("it", kind, source, rendering.NOTHING, outputs, not source, "", rendering.NOTHING)


def alike(first: Step, second: Step, by: likeness.By = "answer") -> bool:
    return likeness.grouped([(1, first), (2, second)], by)[0].number == 1


def step(*parts: Answer | Graded) -> Step:
    return Step(1, "step", "Step", parts=list(parts))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mean = 7", "mean=7   # that is it\n\n"),
        ("if a:\n    b = 1", "if a:\n  b = 1\n"),
        ("print( 'ö' )", "print('ö')"),
        ("def f(:", "  def f(:  "),
    ],
)
def test_code_is_alike_whatever_its_spacing(one: str, other: str) -> None:
    assert alike(step(answer(one)), step(answer(other)))


@pytest.mark.parametrize(
    ("one", "other"),
    [("mean = 7", "mean = 8"), ("if a:\n    b\n    c", "if a:\n    b\nc"), ("'a b'", "'ab'"), ("'''", "'' '")],
)
def test_other_code_is_not(one: str, other: str) -> None:
    assert not alike(step(answer(one)), step(answer(other)))


def test_words_are_alike_whatever_their_signs() -> None:
    said = answer("Ilmasto **lämpenee**.", "markdown")
    assert alike(step(said), step(answer("ilmasto\nLÄMPENEE!", "markdown")))
    assert not alike(step(said), step(answer("Ilmasto viilenee.", "markdown")))
    assert not alike(step(answer("🙂", "markdown")), step(answer("", "markdown")))


def test_results_are_alike_by_output_and_check_whatever_was_written() -> None:
    def done(source: str, text: str, points: float) -> Step:
        cell = CellResult(grade_id="check", verdict="passed", auto_points=points, max_points=2)
        check = Graded(cell, CellResult.Verdict.PASSED, written=False)
        return step(answer(source, outputs=(rendering.Output("text", text),)), check)

    one = done("a", "<A at 0x7f00beef1234>", 2)
    assert alike(one, done("b", "<A at 0x7f00beef9999> ", 2), "result")
    assert not alike(one, done("b", "else", 2), "result")
    assert not alike(one, done("b", "<A at 0x7f00beef1234>", 1), "result")


def test_groups_come_by_size_and_who_stands_alone_last() -> None:
    written = ["x", "y", "y", "z", "z", "z", ""]
    groups = likeness.grouped(((source, step(answer(source))) for source in written), "answer")
    assert [(group.number, list(group.members)) for group in groups] == [
        (1, ["z", "z", "z"]),
        (2, ["y", "y"]),
        (0, ["x", ""]),
    ]


def test_a_steps_gist_is_its_first_line() -> None:
    assert step(answer("# why\nmean = 7\nmean")).gist == "mean = 7"
    assert step(answer("code"), answer("Words\nmore", "markdown")).gist == "Words"
    assert step(answer("")).gist == ""


def test_what_pupils_write_never_brings_the_review_down() -> None:
    for source in ("(" * 20_000, "\t1\n 2", "!ls", "\0", "'''", "0x"):
        assert likeness.grouped([(1, step(answer(source)))], "answer")[0].number == 0
    assert works.Step(1, "a", "a").gist == ""
