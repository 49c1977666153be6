"""The short-term scaling exponent of heartbeat intervals, alpha1, and how it went over a run.

Detrended fluctuation analysis sums up the intervals less their mean, cuts the sum into boxes, and
takes a straight line out of each. How the root mean square of what is left grows with the size of
the box, on logarithmic scales, is the exponent: 0.5 where intervals know nothing of each other, 1
where they wander on all scales alike, 1.5 for a random walk.

Strategy: a line taken out of a box takes the mean of the intervals out, too, so that what is left
of a box does not depend on the window it is seen in. Every box is worked out once for all windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from analysis.rr import Artefact, correct
from analysis.rr_stretches import Stretch
from analysis.trace import Floats

__all__ = [
    "FATMAXXER_SIZES",
    "SIZES",
    "Alpha1Course",
    "Boxes",
    "alpha1",
    "alpha1_course",
    "smoothness_priors",
]

SIZES: Final = tuple(range(4, 17))
"""Beats in a box."""

FATMAXXER_SIZES: Final = (
    *(3, 4, 4, 4, 4, 5, 5, 5, 5, 6, 6, 6, 7, 7, 7),
    *(8, 8, 9, 9, 9, 10, 10, 11, 12, 12, 13, 13, 14, 15, 15),
)
"""The boxes of FatMaxxer; a size that is there four times weighs four times."""

WINDOW_S: Final = 120
STEP_S: Final = 5
MOST_DOUBTED_RATIO: Final = 0.05
"""A window with a greater share of doubted beats has no alpha1: five in a hundred, as is usual."""

LEAST_OVER_ROUNDING: Final = 10.0
"""The smallest boxes must hold so many times what rounding alone would leave; our choice."""


class Boxes(StrEnum):
    """How boxes lie; each program has its own way."""

    APART = "apart"  # one behind the other from the start; what is left over is left out
    BOTH_WAYS = "both_ways"  # the same from the start, and from the end
    HALF_OVER = "half_over"  # each begins in the middle of the one before
    SLIDING = "sliding"  # each begins a beat after the one before


def alpha1(
    rr_ms: Floats, *, sizes: Sequence[int] = SIZES, boxes: Boxes = Boxes.APART
) -> float | None:
    """Work out alpha1 of a series of intervals.

    Args:
        rr_ms: Intervals, shape (n_beats,) [ms].
        sizes: Beats in a box.
        boxes: How they lie.

    Returns:
        The exponent; None where the series is too short for the largest box, or so even that
        nothing is left in the boxes of some size.

    Source: as nolds 0.6 ``dfa`` does with ``APART`` and ``HALF_OVER``, and FatMaxxer with its own
    sizes and ``BOTH_WAYS``; equal to their values to 1e-9.

    >>> rng = np.random.default_rng(1)
    >>> round(alpha1(400.0 + rng.normal(0.0, 5.0, 20_000)), 2)
    0.57
    """
    if len(rr_ms) <= max(sizes):
        return None
    left_ms2 = {size: _left_in_boxes(rr_ms, size) for size in set(sizes)}
    means = [np.mean(left_ms2[size][_starts(len(rr_ms), size, boxes)]) for size in sizes]
    return float(0.5 * np.log(means) @ _slope_weights(sizes)) if min(means) > 0.0 else None


def smoothness_priors(rr_ms: Floats, regularisation: float = 500.0) -> Floats:
    """Take the slow trend out of a series, as Kubios and FatMaxxer do before they look at it.

    Args:
        rr_ms: Intervals, shape (n_beats,) [ms]; a few hundred, for the work grows with the cube.
        regularisation: Lambda; the greater, the slower must be what is taken out.

    Returns:
        What is left, shape (n_beats,) [ms].

    Source: z = x - (I + lambda^2 D2' D2)^-1 x with second differences D2, as in FatMaxxer.
    """
    every = np.eye(len(rr_ms))
    bends = np.diff(every, n=2, axis=0)
    left_ms: Floats = rr_ms - np.linalg.solve(every + regularisation**2 * bends.T @ bends, rr_ms)
    return left_ms


@dataclass(frozen=True, slots=True, kw_only=True)
class Alpha1Course:
    """How alpha1 went over a run, and how sound the intervals were; ready to be drawn.

    Draw ``alpha1`` over ``t_s``, with ``hr_bpm`` beside it; a line breaks at NaN, and where
    neighbours in ``t_s`` are more than :data:`STEP_S` apart. Arrays have the shape (n_windows,).

    Attributes:
        t_s: Where the window ends that begins 120 s before [s]; a window with a gap is not there.
        alpha1: The exponent; NaN where too many beats of the window were doubted, or where the
            intervals vary by hardly more than they are rounded.
        hr_bpm: Mean heart rate in the window [bpm].
        swing_bpm: How far the heart rates of the window's four quarters lie apart [bpm].
        doubted_ratio: Share of doubted beats in the window.
        beat_count: Beats in all stretches that are long enough for a window.
        doubted_count: Those of them that were doubted.
    """

    t_s: Floats
    alpha1: Floats
    hr_bpm: Floats
    swing_bpm: Floats
    doubted_ratio: Floats
    beat_count: int
    doubted_count: int


def alpha1_course(stretches: Sequence[Stretch]) -> Alpha1Course:
    """Follow alpha1 over a run in windows of 120 s, every 5 s, wrong beats mended in hindsight.

    Args:
        stretches: Intervals without gaps, as :func:`analysis.rr_stretches.stretches_of` cuts them.
    """
    long_enough = [one for one in stretches if one.ended_s[-1] - one.ended_s[0] >= WINDOW_S]
    rounding_ms = _rounding_ms(long_enough)
    columns: list[Floats] = [np.empty((5, 0))]
    beat_count = doubted_count = 0
    for stretch in long_enough:
        mended = correct(stretch.rr_ms)
        is_doubted = mended.kinds != Artefact.NONE
        beat_count += len(is_doubted)
        doubted_count += int(np.count_nonzero(is_doubted))
        ended_s = np.interp(mended.ended_ms, np.cumsum(stretch.rr_ms), stretch.ended_s)
        windows = _Windows(stretch.ended_s[0], ended_s, mended.rr_ms)
        doubted_ratio = windows.share(stretch.ended_s, is_doubted)
        exponents = windows.exponents(rounding_ms)
        exponents[doubted_ratio > MOST_DOUBTED_RATIO] = np.nan
        hr_bpm, swing_bpm = windows.heart_rates()
        columns.append(np.array([windows.t_s, exponents, hr_bpm, swing_bpm, doubted_ratio]))
    t_s, exponents, hr_bpm, swing_bpm, doubted_ratio = np.concatenate(columns, axis=1)
    return Alpha1Course(
        t_s=t_s,
        alpha1=exponents,
        hr_bpm=hr_bpm,
        swing_bpm=swing_bpm,
        doubted_ratio=doubted_ratio,
        beat_count=beat_count,
        doubted_count=doubted_count,
    )


class _Windows:
    """All windows of a stretch.

    Args:
        begins_s: When the first interval that counts begins [s].
        ended_s: When each interval ended, shape (n_beats,) [s].
        rr_ms: How long each was [ms].
    """

    def __init__(self, begins_s: float, ended_s: Floats, rr_ms: Floats) -> None:
        first = np.ceil((begins_s + WINDOW_S) / STEP_S)
        last = np.floor(ended_s[-1] / STEP_S)
        self.t_s = STEP_S * np.arange(first, last + 1.0)
        self._ended_s, self._rr_ms = ended_s, rr_ms
        quarters_s = self.t_s + WINDOW_S * np.array([[-1.0], [-0.75], [-0.5], [-0.25], [0.0]])
        self._borders = np.searchsorted(ended_s, quarters_s, side="right")

    def share(self, ended_s: Floats, is_so: NDArray[np.bool_]) -> Floats:
        """Share of the intervals in each window for which something is so."""
        begin, end = np.searchsorted(ended_s, [self.t_s - WINDOW_S, self.t_s], side="right")
        summed = np.concatenate([[0], np.cumsum(is_so)])
        ratios: Floats = (summed[end] - summed[begin]) / np.maximum(end - begin, 1)
        return ratios

    def heart_rates(self) -> tuple[Floats, Floats]:
        """Mean heart rate of each window, and how far those of its quarters lie apart [bpm]."""
        summed_ms = np.concatenate([[0.0], np.cumsum(self._rr_ms)])[self._borders]
        counts = np.maximum(np.diff(self._borders, axis=0), 1)
        quarters_bpm = 60_000.0 * counts / np.maximum(np.diff(summed_ms, axis=0), 1.0)
        beats = self._borders[-1] - self._borders[0]
        mean_bpm = 60_000.0 * beats / np.maximum(summed_ms[-1] - summed_ms[0], 1.0)
        return mean_bpm, np.ptp(quarters_bpm, axis=0)

    def exponents(self, rounding_ms: float) -> Floats:
        """Alpha1 of each window, NaN where it cannot be told from rounding."""
        begin, end = self._borders[0], self._borders[-1]
        count = end - begin
        is_enough = count > SIZES[-1]
        means = np.full((len(SIZES), len(begin)), np.nan)
        for row, size in enumerate(SIZES if np.any(is_enough) else ()):
            left_ms2 = _left_in_boxes(self._rr_ms, size)
            summed = _summed_every(left_ms2, size)
            boxes = count[is_enough] // size
            start = begin[is_enough]
            total = summed[start + (boxes - 1) * size] - summed[start] + left_ms2[start]
            means[row, is_enough] = total / boxes
        least_ms2 = LEAST_OVER_ROUNDING * rounding_ms**2 / 12.0 * _left_of_noise(SIZES[0])
        means[:, ~(means[0] > least_ms2)] = np.nan
        return np.asarray(0.5 * _slope_weights(SIZES) @ np.log(means))


def _left_in_boxes(rr_ms: Floats, size: int) -> Floats:
    """What is left in every box of a size, by its first beat: mean square [ms^2]."""
    walk_ms = np.cumsum(rr_ms - np.mean(rr_ms))
    nth_beats = sliding_window_view(walk_ms, len(walk_ms) - size + 1)  # (size, n_boxes)
    return np.asarray(np.mean(np.square(_without_line(nth_beats - nth_beats[0])), axis=0))


def _without_line(boxes: Floats) -> Floats:
    """Take the straight line out of boxes, each a column."""
    size = len(boxes)
    places = (np.arange(size) - (size - 1) / 2.0)[:, None]
    slopes = np.sum(places * boxes, axis=0) / np.sum(np.square(places))
    left: Floats = boxes - np.mean(boxes, axis=0) - places * slopes
    return left


def _left_of_noise(size: int) -> float:
    """What independent intervals of variance 1 leave in a box of a size on average."""
    return float(np.sum(np.square(_without_line(np.tri(size)))) / size)


def _starts(count: int, size: int, boxes: Boxes) -> NDArray[np.int64]:
    """First beats of the boxes of a size in a series."""
    last = count - size
    if boxes is Boxes.SLIDING:
        return np.arange(last + 1)
    if boxes is Boxes.HALF_OVER:
        return np.arange(0, last, size // 2)  # without the last possible one, as nolds has it
    forward = np.arange(0, last + 1, size)
    return forward if boxes is Boxes.APART else np.concatenate([forward, last - forward])


def _summed_every(values: Floats, stride: int) -> Floats:
    """Sum of each value, the one a stride before it, the one a stride before that, and so on."""
    rows = np.pad(values, (0, -len(values) % stride)).reshape(-1, stride)
    return np.cumsum(rows, axis=0).ravel()


def _slope_weights(sizes: Sequence[int]) -> Floats:
    """What to weigh logarithms of fluctuations with, to get the slope of their line."""
    scales: Floats = np.log(np.asarray(sizes, dtype=np.float64))
    scales -= np.mean(scales)
    weights: Floats = scales / (scales @ scales)
    return weights


def _rounding_ms(stretches: Sequence[Stretch]) -> float:
    """To what the intervals were rounded: the most common step between values that occur [ms]."""
    if not stretches:
        return 0.0
    values = np.unique(np.concatenate([one.rr_ms for one in stretches]))
    steps, counts = np.unique(np.diff(values), return_counts=True)
    return float(steps[np.argmax(counts)]) if len(steps) else np.inf
