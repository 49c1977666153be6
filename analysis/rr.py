"""Heartbeat intervals as a strap told them, and what is left of them once wrong beats are mended.

A strap sees beats where there were none (``extra``), misses some (``missed``), or a beat comes out
of turn (``ectopic``). One in a hundred is enough to spoil a measure of variability. They are found
and mended as Lipponen and Tarvainen do; the numbers of equations below are theirs.

Strategy: thresholds are reckoned for all beats at once; the few beats that lie beyond theirs are
then judged one by one.

Source: J. A. Lipponen, M. P. Tarvainen, "A robust algorithm for heart rate variability time series
artefact correction using novel beat classification," Journal of Medical Engineering & Technology
43(3), 173-181, 2019, doi:10.1080/03091902.2019.1640306; its equations as two open programs carry
them out, of which one is NeuroKit2's ``signal_fixpeaks``. Where the two differ, we hold with the
other: thresholds come from the quartiles of the differences themselves, not of their sizes, for
only so do they span the 99.95 % of normal beats that the paper tells of.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.trace import Floats

__all__ = [
    "DELAY_BEATS",
    "Artefact",
    "Corrected",
    "correct",
    "correct_causally",
]

DELAY_BEATS: Final = 3
"""So many beats later a causal answer stands: what is wrong with a beat shows in those after it."""

LEAST_CHANGE: Final = 0.03
"""A change by less than this share of the interval is never doubted, however calm the heart.

Source: our choice, tuned on simulated hearts: of clean beats at most 2 in 10,000 are then doubted.
"""

_QUARTILES: Final = 5.2  # alpha of equations 2 and 6
_THRESHOLD_BEATS: Final = 91
_MEDIAN_BEATS: Final = 11
_C1: Final = 0.13  # of equation 10
_C2: Final = 0.17
_MOST_LOOKS: Final = 3  # our choice; more find nothing
_MOST_PARTS: Final = 3  # the paper knows 2; our choice


class Artefact(IntEnum):
    """What is wrong with an interval."""

    NONE = 0
    ECTOPIC = 1
    MISSED = 2
    EXTRA = 3
    LONG_OR_SHORT = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """Intervals after mending.

    Attributes:
        rr_ms: shape (n_mended,) [ms].
        ended_ms: shape (n_mended,), when each ended, since the first began [ms].
        is_mended: shape (n_mended,), whether it is other than the strap told it.
        told_at: shape (n_mended,), which of the told intervals it ends with, or within.
        kinds: shape (n_told,), what was found of each interval as it was told, as
            :class:`Artefact`.
    """

    rr_ms: Floats
    ended_ms: Floats
    is_mended: NDArray[np.bool_]
    told_at: NDArray[np.int64]
    kinds: NDArray[np.int8]

    @property
    def doubted_ratio(self) -> float:
        """Share of the told intervals that were doubted, 0 to 1."""
        return float(np.mean(self.kinds != Artefact.NONE)) if len(self.kinds) else 0.0


def correct(rr_ms: Floats) -> Corrected:
    """Find and mend wrong beats in hindsight; looks both ways.

    A missed beat is put back in the middle, an extra one is taken away, and one out of turn is
    moved to the middle between its neighbours: none of that changes the time that passed. An
    interval that is merely too long or too short takes the value between its neighbours, and that
    does. A series in which nothing is doubted comes back as it was; another is looked over up to
    three times, for one wrong beat can hide the next.

    Args:
        rr_ms: Intervals without a gap, shape (n_told,) [ms]; fewer than eleven are not judged.
    """
    mended = _looked_over(rr_ms)
    news = mended
    for _ in range(_MOST_LOOKS - 1):
        if not np.any(news.kinds):
            break
        news = _looked_over(mended.rr_ms)
        mended = _both(mended, news)
    return mended


def correct_causally(rr_ms: Floats) -> Corrected:
    """Find and mend wrong beats as they come; an answer never changes later.

    As :func:`correct`, but the thresholds come from the beats before, and an interval that is
    merely too long or too short takes their median; there is one look, and the first ten intervals
    are not judged. The last :data:`DELAY_BEATS` have no answer yet, and nothing of the answer
    depends on a beat that comes later still.

    Args:
        rr_ms: Intervals without a gap, shape (n_told,) [ms].
    """
    known = max(len(rr_ms) - DELAY_BEATS, 0)
    if len(rr_ms) < _MEDIAN_BEATS:
        return _as_told(rr_ms[:known])
    reference = _Reference(rr_ms, _MEDIAN_BEATS - 1, _THRESHOLD_BEATS - 1)
    kinds = _judged(rr_ms, reference)
    mended = _mended(rr_ms, kinds, reference.median_ms, reference.median_ms)
    told_ms = float(np.sum(rr_ms[:known]))
    is_known = mended.ended_ms <= told_ms + 1e-6
    return Corrected(
        rr_ms=mended.rr_ms[is_known],
        ended_ms=mended.ended_ms[is_known],
        is_mended=mended.is_mended[is_known],
        told_at=mended.told_at[is_known],
        kinds=kinds[:known],
    )


def _looked_over(rr_ms: Floats) -> Corrected:
    """Find and mend, once and both ways."""
    if len(rr_ms) < _MEDIAN_BEATS:
        return _as_told(rr_ms)
    reference = _Reference(rr_ms, _MEDIAN_BEATS // 2, _THRESHOLD_BEATS // 2)
    kinds = _judged(rr_ms, reference)
    is_sound = kinds == Artefact.NONE
    is_sound[:-1] &= kinds[1:] != Artefact.ECTOPIC
    is_sound[1:] &= kinds[:-1] != Artefact.EXTRA
    usual_ms = reference.median_ms
    if np.any(is_sound):
        places = np.arange(len(rr_ms))
        usual_ms = np.interp(places, places[is_sound], rr_ms[is_sound])
    return _mended(rr_ms, kinds, reference.median_ms, usual_ms)


def _both(first: Corrected, news: Corrected) -> Corrected:
    """What two looks found, the second at what the first had mended."""
    kinds = first.kinds.copy()
    np.maximum.at(kinds, first.told_at, news.kinds)
    return Corrected(
        rr_ms=news.rr_ms,
        ended_ms=np.interp(news.ended_ms, np.cumsum(first.rr_ms), first.ended_ms),
        is_mended=news.is_mended | first.is_mended[news.told_at],
        told_at=first.told_at[news.told_at],
        kinds=kinds,
    )


def _as_told(rr_ms: Floats) -> Corrected:
    count = len(rr_ms)
    return Corrected(
        rr_ms=rr_ms,
        ended_ms=np.cumsum(rr_ms),
        is_mended=np.zeros(count, np.bool_),
        told_at=np.arange(count),
        kinds=np.zeros(count, np.int8),
    )


class _Reference:
    """What is usual around each interval.

    Args:
        rr_ms: Intervals without a gap [ms].
        median_behind: How many of the 11 beats of the median lie before the one in question.
        behind: How many of the 91 beats of the thresholds do.
    """

    def __init__(self, rr_ms: Floats, median_behind: int, behind: int) -> None:
        self.median_ms = _quantile(_sorted(rr_ms, _MEDIAN_BEATS, median_behind), 0.5)
        least_ms = LEAST_CHANGE * self.median_ms
        steps_ms = np.diff(rr_ms, prepend=rr_ms[:1])  # equation 1
        off_ms = rr_ms - self.median_ms  # equation 4
        off_ms = np.where(off_ms < 0.0, 2.0 * off_ms, off_ms)  # equation 5
        self.steps = steps_ms / _threshold(steps_ms, behind, least_ms)  # equations 2, 3
        self.threshold_ms = _threshold(off_ms, behind, least_ms)  # equation 6
        self.off = off_ms / self.threshold_ms  # equation 7


def _threshold(values: Floats, behind: int, least: Floats) -> Floats:
    around = _sorted(values, _THRESHOLD_BEATS, behind)
    spread = (_quantile(around, 0.75) - _quantile(around, 0.25)) / 2.0
    too_few = np.isnan(around[:, _MEDIAN_BEATS - 1])
    return np.where(too_few, np.inf, np.maximum(_QUARTILES * spread, least))


def _sorted(values: Floats, width: int, behind: int) -> NDArray[np.float32]:
    """Sort the values around each; what lies outside is NaN, and last. Shape (n, width)."""
    padded = np.pad(values.astype(np.float32), (behind, width - 1 - behind), constant_values=np.nan)
    return np.sort(sliding_window_view(padded, width), axis=1)


def _quantile(rows: NDArray[np.float32], share: float) -> Floats:
    """Interpolated quantile of each sorted row, NaN aside."""
    last = np.count_nonzero(~np.isnan(rows), axis=1) - 1
    place = share * last
    below = place.astype(np.int64)
    every = np.arange(len(rows))
    low = rows[every, below].astype(np.float64)
    high = rows[every, np.minimum(below + 1, last)]
    quantiles: Floats = low + (place - below) * (high - low)
    return quantiles


def _judged(rr_ms: Floats, reference: _Reference) -> NDArray[np.int8]:
    """Go through figure 1 of the paper for each interval whose change is beyond its threshold."""
    kinds = np.zeros(len(rr_ms), np.int8)
    steps = np.concatenate([[0.0], reference.steps, [0.0, 0.0, 0.0]])  # one earlier, some after
    for j in np.flatnonzero(np.abs(reference.steps) > 1.0).tolist():
        before, step, after, second = steps[j : j + 4].tolist()
        if kinds[j] or _is_taken(kinds, j):
            continue
        if _is_ectopic(before, step, after):
            kinds[j] = Artefact.ECTOPIC
            if kinds[j - 1] == Artefact.LONG_OR_SHORT:
                kinds[j - 1] = Artefact.NONE  # it is the other side of the same beat
            continue
        kinds[j] = _long_or_short(rr_ms, reference, j, (step, after, second))
        follower = j + 1
        if abs(after) < abs(second) and follower < len(rr_ms) and not _is_taken(kinds, follower):
            third = float(steps[j + 4])
            kinds[follower] = _long_or_short(rr_ms, reference, follower, (after, second, third))
    return kinds


def _is_taken(kinds: NDArray[np.int8], j: int) -> bool:
    """Whether an interval goes together with the one before, which ended with an extra beat."""
    return j > 0 and kinds[j - 1] == Artefact.EXTRA


def _is_ectopic(before: float, step: float, after: float) -> bool:
    """Whether a jump is taken back on both sides: equations 9 and 10."""
    if step > 0.0:
        return max(before, after) < -_C1 * step - _C2
    return min(before, after) > -_C1 * step + _C2


def _long_or_short(
    rr_ms: Floats, reference: _Reference, j: int, steps: tuple[float, float, float]
) -> Artefact:
    """Equations 12 to 15; ``steps`` are that to the interval and the two after it."""
    step, after, second = steps
    off = float(reference.off[j])
    median_ms, threshold_ms = float(reference.median_ms[j]), float(reference.threshold_ms[j])
    if (step > 1.0 and max(-after, -second) > 1.0) or off > 3.0:
        parts = _parts(rr_ms[j], median_ms)
        is_missed = parts <= _MOST_PARTS and abs(rr_ms[j] / parts - median_ms) < threshold_ms
        return Artefact.MISSED if is_missed else Artefact.LONG_OR_SHORT
    if (step < -1.0 and max(after, second) > 1.0) or off < -3.0:
        is_extra = j + 1 < len(rr_ms) and abs(rr_ms[j] + rr_ms[j + 1] - median_ms) < threshold_ms
        return Artefact.EXTRA if is_extra else Artefact.LONG_OR_SHORT
    return Artefact.NONE


def _parts(interval_ms: float, median_ms: float) -> int:
    """How many intervals a long one stands for, at least two."""
    return max(2, round(interval_ms / median_ms))


def _mended(
    rr_ms: Floats, kinds: NDArray[np.int8], median_ms: Floats, usual_ms: Floats
) -> Corrected:
    """Mend what was found.

    Args:
        rr_ms: Intervals [ms].
        kinds: What is wrong with each.
        median_ms: Median around each [ms].
        usual_ms: What one that is too long or too short becomes [ms].
    """
    mended_ms, ended_ms = rr_ms.copy(), np.cumsum(rr_ms)
    parts = np.ones(len(rr_ms), np.int64)
    is_mended = kinds != Artefact.NONE
    for j in np.flatnonzero(is_mended).tolist():
        kind = kinds[j]
        if kind == Artefact.ECTOPIC:  # the beat before the jump came out of turn; j > 0
            mended_ms[j - 1 : j + 1] = (mended_ms[j - 1] + mended_ms[j]) / 2.0
            ended_ms[j - 1] = ended_ms[j] - mended_ms[j]
            is_mended[j - 1] = True
        elif kind == Artefact.EXTRA:
            mended_ms[j + 1] += mended_ms[j]
            parts[j] = 0
            is_mended[j + 1] = True
        elif kind == Artefact.MISSED:
            parts[j] = _parts(rr_ms[j], median_ms[j])
        else:
            mended_ms[j] = usual_ms[j]
    split_ms = np.repeat(mended_ms / np.maximum(parts, 1), parts)
    nth_from_end = np.repeat(np.cumsum(parts), parts) - np.arange(len(split_ms)) - 1
    return Corrected(
        rr_ms=split_ms,
        ended_ms=np.repeat(ended_ms, parts) - nth_from_end * split_ms,
        is_mended=np.repeat(is_mended, parts),
        told_at=np.repeat(np.arange(len(rr_ms)), parts),
        kinds=kinds,
    )
