"""Means over bins, and what each adds to its neighbour."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.bins import Bins

MINUTE = np.ones(62, dtype=bool)
MINUTE[10:17] = False


def test_only_seconds_of_use_are_averaged_and_a_rest_is_no_bin() -> None:
    bins = Bins(MINUTE, 5, least_s=3)
    values = np.where(MINUTE, np.arange(62.0), np.nan)

    assert bins.index.tolist() == [0, 1, 3, 4, 5, 6, 7, 8, 9, 10, 11]
    assert bins.used_s == 55
    assert bins.mean(values)[:4].tolist() == [2.0, 7.0, 18.0, 22.0]


def test_so_many_seconds_of_use_are_enough() -> None:
    assert Bins(MINUTE, 5, least_s=4).index.tolist() == [0, 1, 4, 5, 6, 7, 8, 9, 10, 11]


def test_what_follows_a_hole_stands_for_itself() -> None:
    bins = Bins(MINUTE, 5, least_s=3)
    values = np.full(11, 10.0)

    news = bins.whitened(values, 0.6)

    assert news == pytest.approx([8.0, 4.0, 8.0, *[4.0] * 8])
    assert values.tolist() == [10.0] * 11
    assert bins.whitened(np.column_stack([values, 2.0 * values]), 0.6) == pytest.approx(
        np.column_stack([news, 2.0 * news])
    )
