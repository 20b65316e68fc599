"""pages has something to reach for each page on each database, and what could not be measured is not reached."""

import pytest

from benchmarks import city_hand_in, pages
from benchmarks.report import Report
from benchmarks.sides import BenchError

FOUND = {"classes": {"p95_ms": 12.0, "queries": 9}, "points": {"p95_ms": 30.0, "queries": 12}}


@pytest.fixture
def measured(monkeypatch):
    """The report of these figures, on SQLite and on PostgreSQL."""

    def measured(sqlite, postgresql):
        def told(figures):
            if isinstance(figures, Exception):
                raise figures
            return figures

        monkeypatch.setattr(pages, "on_sqlite", lambda _module, _repeat: told(sqlite))
        monkeypatch.setattr(pages, "on_postgresql", lambda _module, _repeat: told(postgresql))
        monkeypatch.setattr(pages, "others_note", lambda _where: [])
        return pages.pages(part="hand-in", repeat=3)

    return measured


def held(report: Report) -> bool:
    return all(report.reached.values())


def test_all_pages_on_both_are_to_be_reached(measured):
    report = measured(FOUND, FOUND)
    assert held(report)
    assert len(report.reached) == 6


@pytest.mark.parametrize("slow", [{"p95_ms": 151.0, "queries": 9}, {"p95_ms": 12.0, "queries": 26}])
def test_one_slow_page_or_many_queries_are_not_held(measured, slow):
    assert not held(measured({**FOUND, "classes": slow}, FOUND))


@pytest.mark.parametrize("why", [FileNotFoundError("PostgreSQL is not installed."), BenchError("it did not get on")])
def test_without_postgresql_it_says_so_and_is_not_held(measured, why):
    report = measured(FOUND, why)
    assert not held(report)
    assert any(str(why) in note for note in report.notes)


@pytest.mark.slow
@pytest.mark.parametrize("on", [pages.on_sqlite, pages.on_postgresql])
def test_the_pages_of_a_city_are_there_with_few_queries(on, postgresql):
    """Figures of a real run; the times are the bench's business, not a test's."""
    found = on("benchmarks.city_hand_in", 4)
    assert set(found) == {"classes", "class", "points", "review"}
    assert all(0 < page["queries"] <= pages.QUERIES_AT_MOST for page in found.values())
    assert city_hand_in.CLASSES * city_hand_in.PUPILS * city_hand_in.LESSONS == 400_000
