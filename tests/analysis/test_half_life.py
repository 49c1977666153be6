"""Median of times of which some are known to be longer only."""

from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.half_life import LEAST_SE_S, median_time

TIMES = st.lists(st.integers(1, 600), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("times_s", "reached", "median_s"),
    [
        ([5], [True], 5.0),
        ([5], [False], None),
        ([], [], None),
        ([3, 5, 9], [True, True, True], 5.0),
        ([3, 5, 9], [True, False, True], 9.0),  # 5 was watched for 5 s, and takes longer
        ([9, 3, 5], [True, True, False], 9.0),
        ([3, 5, 9, 9], [True, False, False, False], None),
        # 6-MP in the textbooks' example of Kaplan and Meier: the median is 23 weeks.
        (
            [6, 6, 6, 7, 10, 13, 16, 22, 23, 6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35],
            [True] * 9 + [False] * 12,
            23.0,
        ),
    ],
)
def test_the_product_limit(
    times_s: list[float], reached: list[bool], median_s: float | None
) -> None:
    found = median_time(times_s, reached)

    assert (found.value if found else None) == median_s


@given(TIMES)
def test_where_all_came_so_far_it_is_the_lower_median(times_s: list[int]) -> None:
    found = median_time(times_s, [True] * len(times_s))

    assert found is not None
    assert found.value == statistics.median_low(times_s)


@given(TIMES, st.data())
def test_who_was_not_seen_to_arrive_never_makes_it_shorter(
    times_s: list[int], data: st.DataObject
) -> None:
    reached = data.draw(st.lists(st.booleans(), min_size=len(times_s), max_size=len(times_s)))

    found = median_time(times_s, reached)

    assert found is None or found.value >= statistics.median_low(times_s)


@given(TIMES, st.randoms(use_true_random=False))
def test_order_does_not_matter(times_s: list[int], shuffler: object) -> None:
    pairs = [(time_s, time_s % 3 > 0) for time_s in times_s]
    found = median_time(*zip(*pairs, strict=True))
    pairs.reverse()

    assert median_time(*zip(*pairs, strict=True)) == found


def test_it_is_as_sure_as_it_says() -> None:
    dice = np.random.default_rng(8000)
    off = []
    for _ in range(300):
        times_s = dice.normal(60.0, 15.0, 15).round()
        cut_s = dice.normal(90.0, 20.0, 15).round()
        found = median_time(np.minimum(times_s, cut_s), times_s <= cut_s)
        assert found is not None
        assert found.se is not None
        assert found.se >= LEAST_SE_S
        off.append((found.value - 60.0) / found.se)

    assert abs(statistics.fmean(off)) < 0.25
    assert 0.8 < statistics.stdev(off) < 1.4
