"""What is drawn of a trend: the runs that count and those that do not, the line and its band."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from analysis.block import Block
from analysis.block_days import weeks_at
from analysis.metric_words import written
from analysis.report_canvas import WIDE, Shape, even_numbers, ink, numbers
from analysis.trend import Point, Trend

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_Z95: Final = 1.96
_LARGEST_PT2, _LEAST_PT2 = 150.0, 20.0
_FAR: Final = 0.6  # of the height that a run that does not count may add

LINK: Final = "#run-"
"""With the index of a run behind it: what a mark in a figure leads to, until a page says where."""


class Out(NamedTuple):
    """A run that tells a measure and does not count: which, when, and what it tells."""

    run: int
    weeks: float
    value: float


def out_of(block: Block, trend: Trend) -> Iterator[Out]:
    """The runs that tell a measure and do not count, where they can be drawn."""
    for index in trend.left_out:
        one = block.runs[index]
        told = one.summary.measured.get(trend.metric.name)
        if one.day is not None and told is not None:
            yield Out(index, weeks_at(block, one.day), told.value)


def trend(axes: Axes, shape: Shape, block: Block, seen: Trend) -> None:
    """A trend with its band; each run's mark is as large as its weight."""
    scale = written(seen.metric).scale
    size = 1.0 if shape is WIDE else 0.6
    out = list(out_of(block, seen))
    far = set(seen.outliers)
    usual = [one for one in seen.points if one.run not in far]
    strange = [one for one in seen.points if one.run in far]
    low, high = _limits(seen, usual, [one.adjusted for one in strange] + [o.value for o in out])
    axes.set_ylim(scale * low, scale * high)
    if low < 0.0 < high:
        axes.axhline(0.0, color=ink("muted"), linewidth=0.7, zorder=1)
    if seen.band is not None:
        weeks = seen.band.weeks
        under, over = scale * np.array(seen.band.low), scale * np.array(seen.band.high)
        axes.fill_between(
            weeks, under, over, color=ink("drift"), alpha=0.2, linewidth=0.0, zorder=1.5
        )
        middle = scale * np.array(seen.band.middle)
        axes.plot(weeks, middle, color=ink("drift"), linewidth=2.0, zorder=3)
    _whiskers(axes, seen.points, scale)
    if shape is WIDE:
        _raw(axes, seen.points, scale)
    heaviest = max((one.weight for one in seen.points), default=1.0)
    ends = (low, high)
    _marks(axes, usual, scale, ends, heaviest, size=size, role="ink", marker="o")
    _marks(axes, strange, scale, ends, heaviest, size=size, role="doubt", marker="D")
    _crosses(axes, out, scale, ends, size)
    count = 5 if shape is WIDE else 4
    finest = 1.0 if scale * (high - low) > count else 0.001
    numbers(axes, even_numbers(scale * low, scale * high, count, least=finest))


def _limits(seen: Trend, usual: Sequence[Point], others: Sequence[float]) -> tuple[float, float]:
    """All that counts in full is seen; what does not may add some height, and no more."""
    told = [value for one in usual for value in (one.adjusted, one.value)]
    if seen.band is not None:
        told += [*seen.band.low, *seen.band.high]
    told = told or list(others) or [0.0]
    low, high = min(told), max(told)
    most = _FAR * (high - low)
    low = min(low, max(low - most, min(others, default=low)))
    high = max(high, min(high + most, max(others, default=high)))
    room = 0.08 * (high - low) or max(abs(high) * 0.1, seen.metric.worthwhile)
    return low - room, high + room


def _whiskers(axes: Axes, points: Sequence[Point], scale: float) -> None:
    """How far off each run may be by itself; one broken line, which is small."""
    ends = [
        (one.weeks, scale * (one.adjusted + side * _Z95 * one.se))
        for one in points
        for side in (-1.0, 1.0, math.nan)
    ]
    weeks, values = zip(*ends, strict=True) if ends else ((), ())
    axes.plot(weeks, values, color=ink("muted"), alpha=0.28, linewidth=1.0, zorder=2)


def _raw(axes: Axes, points: Sequence[Point], scale: float) -> None:
    """What each run told before it was adjusted, where that is somewhere else."""
    axes.plot(
        [one.weeks for one in points],
        [scale * one.value for one in points],
        "_",
        color=ink("muted"),
        markersize=7.0,
        markeredgewidth=1.2,
        zorder=2.5,
    )


def _marks(
    axes: Axes,
    points: Sequence[Point],
    scale: float,
    limits: tuple[float, float],
    heaviest: float,
    *,
    size: float,
    role: str,
    marker: str,
) -> None:
    """A mark for each run, its area by its weight; at the edge where it is far beyond."""
    if not points:
        return
    marks = axes.scatter(
        [one.weeks for one in points],
        [scale * _within(one.adjusted, limits) for one in points],
        s=[
            size * (_LEAST_PT2 + (_LARGEST_PT2 - _LEAST_PT2) * one.weight / heaviest)
            for one in points
        ],
        color=ink(role),
        alpha=0.7,
        edgecolor=ink("card"),
        linewidth=0.8,
        marker=marker,
        zorder=4,
        clip_on=False,
    )
    marks.set_urls([f"{LINK}{one.run}" for one in points])


def _crosses(
    axes: Axes, out: Sequence[Out], scale: float, limits: tuple[float, float], size: float
) -> None:
    """A cross for each run that does not count; at the edge where it is far beyond."""
    if not out:
        return
    marks = axes.scatter(
        [one.weeks for one in out],
        [scale * _within(one.value, limits) for one in out],
        s=[30.0 * size] * len(out),
        color=ink("muted"),
        marker="x",
        linewidth=1.4,
        zorder=3.5,
        clip_on=False,
    )
    marks.set_urls([f"{LINK}{one.run}" for one in out])


def _within(value: float, limits: tuple[float, float]) -> float:
    low, high = limits
    return min(max(value, low), high)
