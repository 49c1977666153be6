"""How a measure changed over the weeks, and what can honestly be said of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.adjustment import WORDS, adjusted_for, beliefs_of
from analysis.change import Change, Verdict
from analysis.meta_regression import Line, meta_regression
from analysis.metrics import Metric
from analysis.run_summary import Conditions, Measured
from analysis.trace import Floats
from analysis.trend_words import told_of, too_few

__all__ = [
    "LEAST_RUNS",
    "LEAST_WEEKS",
    "Band",
    "Point",
    "Told",
    "Trend",
    "Verdict",
    "trend_of",
]

LEAST_RUNS: Final = 6
"""Fewer runs tell no trend (our choice: with four degrees of freedom an interval is already 40 %
wider than with many)."""

LEAST_WEEKS: Final = 2.0
"""Between the first run that counts and the last (our choice)."""

_OUTLYING = 0.7
_BAND_POINTS = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run's part in a trend.

    Attributes:
        run: Index of the run in the block's runs.
        weeks: When, in weeks since the first day of the block.
        value: What it told.
        se: How far off that may be (standard error).
        adjusted: The same at the block's mean conditions.
        weight: Its share in the trend, from 0 to 1; all of them sum to 1.
    """

    run: int
    weeks: float
    value: float
    se: float
    adjusted: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The trend line with its 95 % band.

    Attributes:
        weeks: Where, in weeks since the first day of the block.
        middle: The line there.
        low: Lower end of the band.
        high: Upper end.
    """

    weeks: tuple[float, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How one measure changed over a block. Numbers are None where too few runs tell it.

    Attributes:
        metric: Which measure.
        verdict: What can be said.
        sentence: The same for people, with numbers.
        per_week: Change a week, in the measure's unit.
        low: Lower end of its 95 % interval.
        high: Upper end.
        p_value: Of no change at all, two-sided.
        smallest_detectable: The smallest change over the whole block that four of five such blocks
            would show, in the measure's unit.
        more_runs: How many more runs such as these, over the same weeks or coming ones, would show
            a change that is worthwhile; None where nothing more is needed, or too many would be.
        weeks: From the first run that counts to the last [weeks].
        between_sd: How much runs differ beyond their own errors (standard deviation).
        effects: What a unit of each condition adds, by name; conditions that could not be
            told apart from the weeks are left out.
        points: The runs that count.
        band: The line; None where there is none.
        left_out: Index of each run that tells the measure and does not count, and why.
        outliers: Indices of the runs that count for less, because they lie far off.
        caveats: What else to know, a sentence each.
    """

    metric: Metric
    verdict: Verdict
    sentence: str
    per_week: float | None
    low: float | None
    high: float | None
    p_value: float | None
    smallest_detectable: float | None
    more_runs: int | None
    weeks: float
    between_sd: float | None
    effects: Mapping[str, float]
    points: tuple[Point, ...]
    band: Band | None
    left_out: Mapping[int, str]
    outliers: tuple[int, ...]
    caveats: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one run tells of one measure.

    Attributes:
        run: Index of the run in the block's runs.
        weeks: When, in weeks since the first day of the block.
        measured: What it tells.
        conditions: How it was run.
    """

    run: int
    weeks: float
    measured: Measured
    conditions: Conditions


def trend_of(
    told: Sequence[Told],
    metric: Metric,
    *,
    left_out: Mapping[int, str] | None = None,
    caveats: Sequence[str] = (),
) -> Trend:
    """Find how a measure changed over the weeks.

    Args:
        told: The runs that count, in order of time.
        metric: Which measure.
        left_out: Runs that tell it and do not count, and why, to be handed on.
        caveats: What else to know, to be handed on.

    Source: the model and its sources stand in ``meta_regression``.
    """
    lasted = told[-1].weeks - told[0].weeks if told else 0.0
    if len(told) < LEAST_RUNS or lasted < LEAST_WEEKS:
        return _unknown(metric, len(told), lasted, left_out or {}, tuple(caveats))
    weeks = np.array([one.weeks for one in told])
    middle = float(weeks.mean())
    fit = fit_of(told, np.column_stack([np.ones(len(told)), weeks - middle]), metric)
    line, columns, ses = fit.line, fit.columns, fit.ses
    slope, slope_se = line.at(np.eye(len(columns[0]))[1])
    change = Change(
        metric=metric, amount=slope * lasted, se=slope_se * lasted, free=line.free, runs=len(told)
    )
    effects = line.values[2:]
    adjusted = fit.values - columns[:, 2:] @ effects
    shares = line.weights / line.weights.sum()
    return Trend(
        metric=metric,
        verdict=change.verdict,
        sentence=told_of(change, lasted, has_season=_has_season(told, fit.unknown)),
        per_week=slope,
        low=change.low / lasted,
        high=change.high / lasted,
        p_value=change.p_value,
        smallest_detectable=change.detectable,
        more_runs=change.more_runs,
        weeks=lasted,
        between_sd=math.sqrt(line.between_variance),
        effects={name: float(effect) for name, effect in zip(fit.adjusted, effects, strict=True)},
        points=tuple(
            Point(
                run=one.run,
                weeks=one.weeks,
                value=one.measured.value,
                se=float(ses[i]),
                adjusted=float(adjusted[i]),
                weight=float(shares[i]),
            )
            for i, one in enumerate(told)
        ),
        band=_band(line, weeks, middle, change),
        left_out=dict(left_out or {}),
        outliers=tuple(
            one.run for one, kept in zip(told, line.trust, strict=True) if kept < _OUTLYING
        ),
        caveats=(*caveats, *(_not_known(name) for name in fit.unknown)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """A line through runs at the same conditions.

    Attributes:
        line: What was found.
        values: What each run tells, shape (n_runs,).
        ses: How far off that may be, shape (n_runs,).
        columns: Two of the caller's own, then a condition each, shape (n_runs, n_columns).
        adjusted: The names of those conditions.
        unknown: The names of those that too few runs know.
    """

    line: Line
    values: Floats
    ses: Floats
    columns: Floats
    adjusted: tuple[str, ...]
    unknown: tuple[str, ...]


def fit_of(told: Sequence[Told], own: Floats, metric: Metric) -> Fit:
    """Fit two columns, shape (n_runs, 2), and what the measure is adjusted for."""
    weeks = np.array([one.weeks for one in told])
    values = np.array([one.measured.value for one in told])
    ses = standard_errors([one.measured for one in told])
    adjust, unknown = adjusted_for([one.conditions for one in told], weeks, metric)
    columns = np.column_stack([own, *adjust.values()])
    line = meta_regression(
        values,
        ses,
        columns,
        beliefs=beliefs_of([*adjust], metric, 2),
        between_sd=metric.worthwhile,
    )
    return Fit(
        line=line,
        values=values,
        ses=ses,
        columns=columns,
        adjusted=tuple(adjust),
        unknown=unknown,
    )


def standard_errors(measured: Sequence[Measured]) -> Floats:
    """How sure each run is; a run that cannot say is as sure as most of those that can.

    Where no run can say, all are 0, and the spread between runs is all there is.
    """
    ses = np.array([np.nan if one.se is None else one.se for one in measured])
    known = np.isfinite(ses)
    return np.where(known, ses, np.median(ses[known]) if known.any() else 0.0)


def _band(line: Line, weeks: Floats, middle: float, change: Change) -> Band:
    at = np.linspace(weeks[0], weeks[-1], _BAND_POINTS)
    rows = np.zeros((_BAND_POINTS, len(line.values)))
    rows[:, 0], rows[:, 1] = 1.0, at - middle
    said = [line.at(row) for row in rows]
    wide = change.half / change.se if change.se else 0.0
    return Band(
        weeks=tuple(at.tolist()),
        middle=tuple(value for value, _ in said),
        low=tuple(value - wide * se for value, se in said),
        high=tuple(value + wide * se for value, se in said),
    )


def _has_season(told: Sequence[Told], unknown: Sequence[str]) -> bool:
    """Whether warmer or colder weeks are in a trend, and nobody knows."""
    return "temperature_c" in unknown and not told[0].conditions.is_indoors


def _not_known(name: str) -> str:
    return f"Not adjusted for {WORDS[name]}, which too few runs tell."


def _unknown(
    metric: Metric,
    runs: int,
    lasted: float,
    left_out: Mapping[int, str],
    caveats: tuple[str, ...],
) -> Trend:
    return Trend(
        metric=metric,
        verdict=Verdict.CANNOT_TELL,
        sentence=too_few(metric, runs, least_runs=LEAST_RUNS, least_weeks=LEAST_WEEKS),
        per_week=None,
        low=None,
        high=None,
        p_value=None,
        smallest_detectable=None,
        more_runs=max(LEAST_RUNS - runs, 0) or None,
        weeks=lasted,
        between_sd=None,
        effects={},
        points=(),
        band=None,
        left_out=dict(left_out),
        outliers=(),
        caveats=caveats,
    )
