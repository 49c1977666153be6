"""Rank correlation and its interval."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.agreement import rank_correlation, rank_correlation_interval

NUMBERS = st.integers(-50, 50).map(float)
PAIRS = st.lists(st.tuples(NUMBERS, NUMBERS), min_size=3, max_size=30)


def apart(pairs: list[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [a for a, _ in pairs], [b for _, b in pairs]


def test_ties_share_their_rank() -> None:
    # ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: by hand 4.5 / sqrt(4.5 * 5)
    found = rank_correlation([1.0, 5.0, 5.0, 9.0], [1.0, 2.0, 3.0, 4.0])

    assert found == pytest.approx(4.5 / math.sqrt(4.5 * 5.0))


@pytest.mark.parametrize(
    ("first", "second"),
    [([], []), ([1.0, 2.0], [1.0, 2.0]), ([1.0, 1.0, 1.0], [1.0, 2.0, 3.0])],
    ids=["nothing", "two pairs", "all the same"],
)
def test_there_may_be_none(first: list[float], second: list[float]) -> None:
    assert rank_correlation(first, second) is None
    assert rank_correlation_interval(first, second) is None


@given(PAIRS)
def test_only_the_order_counts(pairs: list[tuple[float, float]]) -> None:
    first, second = apart(pairs)
    found = rank_correlation(first, second)

    assert rank_correlation([math.exp(one / 10.0) for one in first], second) == found
    assert rank_correlation(second, first) == found
    assert found is None or -1.0 <= found <= 1.0


def test_the_interval_is_around_the_correlation_and_narrows_with_runs() -> None:
    first = [float(i) for i in range(40)]
    second = [one + 12.0 * math.sin(3.0 * one) for one in first]

    few, many = (rank_correlation_interval(first[:n], second[:n]) for n in (10, 40))
    found = rank_correlation(first, second)

    assert few is not None
    assert many is not None
    assert found is not None
    assert many[0] < found < many[1]
    assert many[1] - many[0] < few[1] - few[0]
