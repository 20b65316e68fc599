"""Whatever a pupil's variable holds, looking at it gives an answer."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from innolab_check import CheckFailed, as_number, kind_of, near, same_values, shown
from innolab_check.verdicts import expect, holds


class Hostile:
    """A value whose every answer is an exception."""

    def _no(self, *_args):
        raise RuntimeError("no")

    __eq__ = __bool__ = __len__ = __iter__ = __float__ = __repr__ = __getattr__ = _no
    __hash__ = None


odd = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(),
    st.binary(),
    st.complex_numbers(),
    st.lists(st.one_of(st.integers(), st.text(), st.floats())),
    st.dictionaries(st.text(), st.integers()),
    st.sampled_from([Hostile(), Hostile, object(), len, np.nan, np.array([1, 2]), np.array(3.5), np.bool_(True)]),
    st.sampled_from([pd.NA, pd.NaT, pd.Timestamp("2020-01-01"), pd.Series([1, None]), pd.DataFrame({"a": [1]})]),
)


@given(odd)
def test_looking_never_raises(value):
    assert isinstance(near(value, 1.0), bool)
    assert isinstance(same_values(value, [1.0, 2.0]), bool)
    assert set(kind_of(value)) == {"fi", "sv", "en"}
    assert isinstance(shown(value), str)
    assert isinstance(holds(value), bool)


@given(odd)
def test_a_value_is_a_number_or_it_is_not(value):
    found = as_number(value)
    assert found is None or isinstance(found, float)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e9, max_value=1e9))
def test_a_number_is_near_itself_whatever_kind_it_is(value):
    assert near(value, value)
    assert near(np.float64(value), value)
    assert near(np.float64(value).item(), value)
    assert not near(str(value), value)


@pytest.mark.parametrize("value", [True, False, "1", None, np.bool_(True), 1 + 0j, np.array([1.0])])
def test_what_only_looks_like_a_number_is_none(value):
    assert as_number(value) is None


@pytest.mark.parametrize("value", [1, 1.0, np.int64(1), np.float32(1), np.array(1)])
def test_numbers_of_every_kind_are_numbers(value):
    assert as_number(value) == 1.0


@given(st.lists(st.floats(allow_infinity=False), min_size=1))
def test_a_row_is_the_same_as_itself_in_any_clothes(values):
    assert same_values(values, values)
    assert same_values(pd.Series(values), np.array(values))
    assert not same_values([*values, 1.0], values)


def test_a_row_with_another_value_is_not_the_same():
    assert not same_values([1.0, math.nan], [1.0, 2.0])
    assert not same_values([1.0, 2.1], [1.0, 2.0])
    assert not same_values("12", [1, 2])


def test_one_answer_for_each_row_counts_as_true_if_all_are():
    assert holds(pd.Series([1, 2]) > 0)
    assert not holds(pd.Series([1, -2]) > 0)


def test_a_condition_that_can_not_be_told_does_not_hold():
    with pytest.raises(CheckFailed):
        expect(Hostile(), "anything")
