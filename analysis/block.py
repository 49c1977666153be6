"""A training block: its runs, and what they say together."""

from __future__ import annotations

import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from analysis.alike import alike, caveats
from analysis.change import LEVEL, SHOWN
from analysis.metrics import METRICS, Metric
from analysis.run_summary import Measured, RunSummary
from analysis.trend import Told, Trend, trend_of
from analysis.trend_words import by_chance


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRun:
    """One run of a block.

    Attributes:
        name: The file, as people find it.
        day: The local day; None where the file does not know.
        summary: What it tells.
        same_as: The name of the file that holds the same run; such a run counts once.
    """

    name: str
    day: date | None
    summary: RunSummary
    same_as: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a run, on a known day, and the first file of it."""
        return self.day is not None and not self.summary.why_not and not self.same_as


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What the runs between two days say.

    Attributes:
        label: What people call it: base, speed, taper, or whatever they like; may be empty.
        athlete: Who ran; empty where there is one runner only.
        first_day: The first day that belongs to it.
        last_day: The last one.
        runs: Every file in it, in order of time, those that do not count too.
        trends: By the names of :data:`~analysis.metrics.METRICS`, in their order.
        reference_w_per_kg: The effort at which heart rates are compared [W/kg]; None where no run
            tells it.
    """

    label: str
    athlete: str
    first_day: date
    last_day: date
    runs: tuple[BlockRun, ...]
    trends: Mapping[str, Trend]
    reference_w_per_kg: float | None


def block_of(
    runs: Sequence[BlockRun],
    *,
    athlete: str = "",
    first_day: date | None = None,
    last_day: date | None = None,
    label: str = "",
) -> Block:
    """Find what one runner's runs between two days say.

    Args:
        runs: Every file, in any order. Those on other days are left out; those on no known day
            stay and do not count.
        athlete: Who ran.
        first_day: The first day that belongs to it; without one, that of the first run.
        last_day: The last one; without one, that of the last run.
        label: What people call it.

    Raises:
        ValueError: No run is on a known day, and no days are given.
    """
    days = [run.day for run in runs if run.day is not None and run.counts]
    first_day = first_day or min(days, default=last_day)
    last_day = last_day or max(days, default=first_day)
    if first_day is None or last_day is None:
        raise ValueError("no run is on a known day")
    within = tuple(
        sorted(
            (run for run in runs if run.day is None or first_day <= run.day <= last_day),
            key=lambda run: (run.day or date.max, run.summary.start_utc or "", run.name),
        )
    )
    reference = reference_of(within)
    trends = {
        metric.name: _trend_of(within, metric, first_day, reference) for metric in METRICS.values()
    }
    return Block(
        label=label,
        athlete=athlete,
        first_day=first_day,
        last_day=last_day,
        runs=within,
        trends=_with_chance(trends),
        reference_w_per_kg=reference,
    )


def _trend_of(
    runs: Sequence[BlockRun], metric: Metric, first_day: date, reference: float | None
) -> Trend:
    told = told_by(runs, metric, first_day, reference)
    like, left_out = alike(told, metric)
    return trend_of(like, metric, left_out=left_out, caveats=caveats(like))


def _with_chance(trends: Mapping[str, Trend]) -> dict[str, Trend]:
    """Say of each change that is shown how easily so many measures show one where there is none.

    The first measure is the one that a block is asked for, and stands for itself.
    """
    tested = sum(one.p_value is not None for one in trends.values())
    first = next(iter(trends))
    return {
        name: one if name == first else _told_with_chance(one, tested)
        for name, one in trends.items()
    }


def _told_with_chance(trend: Trend, tested: int) -> Trend:
    if trend.p_value is None or trend.verdict not in SHOWN:
        return trend
    chance = 1.0 - (1.0 - trend.p_value) ** tested
    if chance <= 1.0 - LEVEL:
        return trend
    return replace(trend, caveats=(*trend.caveats, by_chance(trend.metric, tested, chance)))


def told_by(
    runs: Sequence[BlockRun], metric: Metric, first_day: date, reference_w_per_kg: float | None
) -> list[Told]:
    """What each run that counts tells of a measure, in the order of the runs.

    Args:
        runs: Of a block.
        metric: Which measure.
        first_day: From which weeks are counted.
        reference_w_per_kg: The effort at which heart rates are compared [W/kg].
    """
    told = []
    for i, run in enumerate(runs):
        conditions, measured = run.summary.conditions, _measured(run, metric, reference_w_per_kg)
        if run.day is None or not run.counts or conditions is None or measured is None:
            continue
        weeks = (run.day - first_day).days / 7.0
        told.append(Told(run=i, weeks=weeks, measured=measured, conditions=conditions))
    return told


def reference_of(runs: Sequence[BlockRun]) -> float | None:
    """The effort that most runs know about: the median of their means [W/kg].

    At the mean of a run its heart rate is known best; the median over runs is near most of them,
    and no single race moves it.
    """
    told = [run.summary.heart.mean_w_per_kg for run in runs if run.counts and run.summary.heart]
    return statistics.median(told) if told else None


def _measured(run: BlockRun, metric: Metric, reference_w_per_kg: float | None) -> Measured | None:
    """What a run tells of a measure; heart rate is read off its own line at the reference."""
    heart = run.summary.heart
    if metric.name != "hr_at_pace_bpm" or heart is None or reference_w_per_kg is None:
        return run.summary.measured.get(metric.name)
    away = reference_w_per_kg - heart.mean_w_per_kg
    return Measured(
        value=heart.level_bpm + heart.gain_bpm_per_w_per_kg * away,
        se=math.hypot(heart.level_se_bpm, heart.gain_se_bpm_per_w_per_kg * away),
    )
