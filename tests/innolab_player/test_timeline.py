"""Earlier states of the work: which are kept, how they are thinned, and that nothing odd in the file hurts."""

from __future__ import annotations

import json

import pytest
from innolab_player import timeline
from innolab_player.errors import NoSpace

LONG = "a = 1\n" * 10


class Folder:
    """Where a lesson's files lie."""

    def __init__(self, ours):
        self.ours = ours

    def saves(self, now, ran=False, before=None, **after):
        timeline.remember(self, before or {}, after, saved_at=now - 1, now=now, ran=ran)
        return self

    @property
    def told(self):
        return [(moment["at"], moment["cells"]) for moment in timeline.moments(self)]


@pytest.fixture
def folder(tmp_path):
    return Folder(tmp_path)


def test_each_run_is_a_moment_with_only_what_changed(folder):
    folder.saves(1000, ran=True, a="1", b="1").saves(2000, ran=True, a="2", b="1").saves(3000, ran=True, a="2", b="1")
    assert folder.told == [(1000, {"a": "1", "b": "1"}), (2000, {"a": "2"})]


def test_typing_is_kept_every_half_a_minute_as_it_was_before(folder):
    folder.saves(1000, before={"a": "0"}, a="1")
    folder.saves(2000, before={"a": "1"}, a="12")
    folder.saves(32_000, before={"a": "12"}, a="123")
    assert folder.told == [(999, {"a": "0"}), (31_999, {"a": "12"})]


def test_what_is_about_to_be_deleted_is_kept_at_once(folder):
    folder.saves(1000, ran=True, a="1").saves(2000, before={"a": LONG}, a="")
    assert folder.told == [(1000, {"a": "1"}), (1999, {"a": LONG})]


def test_there_is_a_limit_and_the_beginning_and_the_end_stay(folder):
    for number in range(timeline.MOST_MOMENTS + 50):
        folder.saves(1000 * number, ran=True, a=str(number), b="first" if number == 0 else "later")
    told = folder.told
    assert len(told) == timeline.MOST_MOMENTS
    assert told[-1][1] == {"a": str(timeline.MOST_MOMENTS + 49)}
    assert told[-100][1] == {"a": str(timeline.MOST_MOMENTS - 50)}
    assert {"b": "later"}.items() <= told[0][1].items()


def test_large_works_are_limited_too(folder):
    for number in range(30):
        folder.saves(1000 * number, ran=True, a=str(number) + "x" * 100_000)
    assert sum(len(cells["a"]) for _, cells in folder.told) <= timeline.MOST_CHARACTERS


@pytest.mark.parametrize("content", ["{", "{}", "[1]", '[{"at": 1}]', '[{"at": 1, "cells": {"a": 2}}]', "\udcff"])
def test_a_file_that_the_pupils_code_wrote_over_counts_as_none(folder, content):
    (folder.ours / "timeline.json").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert folder.told == []
    assert folder.saves(1000, ran=True, a="1").told == [(1000, {"a": "1"})]


async def test_the_page_gets_the_moments_of_its_saves(browser, home):
    await browser.open()
    await browser.write("smooth-code", "x = 1", at=1, outputs=[], execution_count=1)
    await browser.write("smooth-code", "x = 2", at=2, outputs=[], execution_count=2)
    told = await browser.call("GET", "lessons/les1/timeline")
    assert [moment["cells"].get("smooth-code") for moment in told["moments"]][-2:] == ["x = 1", "x = 2"]
    assert json.loads((home / "lessons/les1/.innolab/timeline.json").read_bytes()) == told["moments"]


async def test_without_room_for_an_earlier_state_the_work_is_saved_all_the_same(browser, home, monkeypatch):
    await browser.open()

    def full(path, value):
        raise NoSpace

    monkeypatch.setattr(timeline, "write_json", full)
    await browser.write("smooth-code", "x = 1", at=1, outputs=[], execution_count=1)
    assert "x = 1" in (home / "lessons/les1/warming.ipynb").read_text()
