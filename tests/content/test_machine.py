"""How a machine learns: what the module says of its pictures is so, and the pictures are those of its program."""

from __future__ import annotations

import csv
import importlib.util
import random
from collections import Counter

import pytest

from .conftest import COURSES

FOLDER = COURSES / "miten-kone-oppii"


@pytest.fixture(scope="module")
def pictures():
    with (FOLDER / "data" / "digits.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


@pytest.fixture(scope="module")
def program():
    spec = importlib.util.spec_from_file_location("digits", FOLDER / "digits.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def of(pictures, use, hand, digit=""):
    return [p for p in pictures if p["use"] == use and p["hand"] == hand and p["digit"].startswith(digit)]


def right(test, train):
    def guess(picture):
        def apart(other):
            return sum(x != y for x, y in zip(picture["squares"], other["squares"], strict=True))

        return min(train, key=apart)["digit"]

    return sum(guess(picture) == picture["digit"] for picture in test)


def test_the_file_is_what_the_program_draws(pictures, program):
    made = program.rows(random.Random(program.SEED))
    assert [list(picture.values()) for picture in pictures] == [[*map(str, row)] for row in made]
    kinds = Counter((p["use"], p["hand"], p["digit"]) for p in pictures)
    assert set(kinds.values()) == {10, 20}
    assert all(len(p["squares"]) == 64 for p in pictures)


def test_learned_from_hand_a_it_reads_every_one_of_hand_b_wrong(pictures):
    train = of(pictures, "train", "A")
    assert right(of(pictures, "test", "A"), train) == 20
    assert right(of(pictures, "test", "B", "1"), train) == 0
    assert right(of(pictures, "test", "B", "7"), train) == 10


def test_nine_pictures_of_hand_b_are_the_fewest_that_mend_it(pictures):
    hand_a, hand_b = of(pictures, "train", "A"), of(pictures, "train", "B")
    scores = [right(of(pictures, "test", "B"), hand_a + hand_b[:more]) for more in range(41)]
    assert (scores[8], scores[9], scores[40]) == (17, 18, 20)
    assert scores == sorted(scores)
    assert all(right(of(pictures, "test", "A"), hand_a + hand_b[:more]) == 20 for more in (4, 9, 40))


def test_learned_from_hand_b_alone_it_is_hand_a_that_suffers(pictures):
    train = of(pictures, "train", "B")
    assert [right(of(pictures, "test", hand), train) for hand in "AB"] == [11, 19]


def test_other_seeds_tell_the_same_story(program):
    keys = ("use", "hand", "digit", "squares")
    unjust = 0
    for seed in range(1, 11):
        made = [dict(zip(keys, map(str, row), strict=True)) for row in program.rows(random.Random(seed))]
        of_a, of_b = (right(of(made, "test", hand), of(made, "train", "A")) for hand in "AB")
        assert of_a >= of_b + 4
        unjust += of_a == 20 and of_b <= 11
    assert unjust >= 2
