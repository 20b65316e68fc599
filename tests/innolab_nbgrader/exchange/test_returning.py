"""The points that `nbgrader release_feedback` sends."""

from types import SimpleNamespace

from innolab_exchange import Points
from innolab_nbgrader.exchange.returning import points_of


def notebook(name, *grades, comments=None):
    """A submitted notebook as nbgrader's gradebook has it: (cell, score or None while it waits)."""
    return SimpleNamespace(
        name=name,
        grades=[
            SimpleNamespace(name=cell, score=score or 0, max_score=2, needs_manual_grade=score is None)
            for cell, score in grades
        ],
        comments=[SimpleNamespace(name=cell, comment=said) for cell, said in (comments or {}).items()],
    )


def test_points_go_with_their_comments_and_what_waits_stays():
    told = points_of([notebook("p1", ("a", 1.5), ("b", None), comments={"a": "Good", "b": None})], first="p1")
    assert list(told) == [Points("a", 1.5, 2.0, "Good")]


def test_cells_of_one_name_in_two_notebooks_stay_two():
    two = [notebook("p2", ("same", 2), ("other", 1)), notebook("p1", ("same", 0))]
    assert {each.grade_id: each.points for each in points_of(two, first="p1")} == {
        "p2: same": 2.0,
        "other": 1.0,
        "same": 0.0,
    }
