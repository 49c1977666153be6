"""How long something takes, where some of those who were watched had not come so far yet.

A walk that ends before the heart has come down tells that it takes longer, and no more. To leave
such walks out would make hearts look quick; to count their length would, too. The median of Kaplan
and Meier does neither.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from analysis.run_summary import Measured
from analysis.trace import Floats

DRAWS: Final = 300
LEAST_SE_S: Final = 0.3
"""Seconds are whole: no median is surer than this [s], the spread of a number that was rounded."""


def median_time(times_s: Sequence[float], reached: Sequence[bool]) -> Measured | None:
    """The time by which half of them have come so far.

    Args:
        times_s: How long each was watched [s]: until it had come so far, or until it ended.
        reached: Whether it had.

    Returns:
        The median [s] with its standard error, by drawing anew from those that were watched
        (bootstrap); None where fewer than half are known to have come so far.

    Source: E. L. Kaplan, P. Meier, "Nonparametric Estimation from Incomplete Observations," J. Am.
    Stat. Assoc. 53(282):457-481, 1958, the product limit in the form of every textbook.

    >>> median_time([10.0, 12.0, 14.0], [True, True, True]).value
    12.0
    >>> median_time([10.0, 11.0, 14.0], [True, False, False]) is None
    True
    """
    # Of equal times, those that had come so far count first.
    order = np.lexsort((np.logical_not(reached), np.asarray(times_s)))
    times, events = np.asarray(times_s, float)[order], np.asarray(reached, float)[order]
    count = len(times)
    if not count:
        return None
    found = _medians(times, events, np.ones((1, count)))[0]
    if np.isnan(found):
        return None
    dice = np.random.default_rng(0)  # the same run is as sure of itself every time
    drawn = dice.multinomial(count, np.full(count, 1.0 / count), DRAWS).astype(np.float64)
    medians = _medians(times, events, drawn)
    medians = np.where(np.isnan(medians), times[-1], medians)
    return Measured(float(found), max(float(np.std(medians)), LEAST_SE_S))


def _medians(times: Floats, events: Floats, counts: Floats) -> Floats:
    """Median of each draw, in which each time stands so often; NaN where it is not reached.

    Args:
        times: shape (n,), rising [s].
        events: shape (n,), 1 where it had come so far.
        counts: shape (n_draws, n).
    """
    at_risk = np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]
    left = np.cumprod(1.0 - counts * events / np.maximum(at_risk, 1.0), axis=1)
    is_half = left <= 0.5 + 1e-9
    return np.where(is_half.any(axis=1), times[np.argmax(is_half, axis=1)], np.nan)
