"""A training block: its runs, and what they say together."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from analysis.metrics import METRICS, Metric
from analysis.run_summary import Conditions, Measured, RunSummary
from analysis.trend import Told, Trend, trend_of


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
    reference = _reference_of(within)
    return Block(
        label=label,
        athlete=athlete,
        first_day=first_day,
        last_day=last_day,
        runs=within,
        trends={
            metric.name: _trend_of(within, metric, first_day, reference)
            for metric in METRICS.values()
        },
        reference_w_per_kg=reference,
    )


def _reference_of(runs: Sequence[BlockRun]) -> float | None:
    """The effort that most runs know about: the median of their means."""
    told = [run.summary.heart.mean_w_per_kg for run in runs if run.counts and run.summary.heart]
    return statistics.median(told) if told else None


def _trend_of(
    runs: Sequence[BlockRun], metric: Metric, first_day: date, reference: float | None
) -> Trend:
    told: list[Told] = []
    for i, run in enumerate(runs):
        conditions, measured = run.summary.conditions, _measured(run, metric, reference)
        if run.day is None or not run.counts or conditions is None or measured is None:
            continue
        weeks = (run.day - first_day).days / 7.0
        told.append(Told(run=i, weeks=weeks, measured=measured, conditions=conditions))
    alike, left_out = _alike(told, metric)
    return trend_of(alike, metric, left_out=left_out, caveats=_caveats(alike))


def _measured(run: BlockRun, metric: Metric, reference: float | None) -> Measured | None:
    """What a run tells of a measure; heart rate is read off its own line at the reference."""
    heart = run.summary.heart
    if metric.name != "hr_at_pace_bpm" or heart is None or reference is None:
        return run.summary.measured.get(metric.name)
    away = reference - heart.mean_w_per_kg
    return Measured(
        value=heart.level_bpm + heart.gain_bpm_per_w_per_kg * away,
        se=math.hypot(heart.level_se_bpm, heart.gain_se_bpm_per_w_per_kg * away),
    )


def _alike(told: Sequence[Told], metric: Metric) -> tuple[list[Told], dict[int, str]]:
    """The largest group of like runs, and why each of the others does not count."""
    if not told:
        return [], {}
    groups = Counter(_kind(one.conditions, metric) for one in told)
    most = groups.most_common(1)[0][0]
    return (
        [one for one in told if _kind(one.conditions, metric) == most],
        {
            one.run: _why_not(_kind(one.conditions, metric), most, metric)
            for one in told
            if _kind(one.conditions, metric) != most
        },
    )


def _kind(conditions: Conditions, metric: Metric) -> tuple[object, ...]:
    return tuple(getattr(conditions, name) for name in metric.alike)


def _why_not(kind: tuple[object, ...], most: tuple[object, ...], metric: Metric) -> str:
    for name, own, others in zip(metric.alike, kind, most, strict=True):
        if own != others:
            what = name.removesuffix("_bpm").replace("_", " ")
            return f"its {what} is {own or 'unknown'}; that of most runs is {others or 'unknown'}"
    raise ValueError("both are of the same kind")


def _caveats(told: Sequence[Told]) -> tuple[str, ...]:
    devices = sorted({one.conditions.device for one in told if one.conditions.device})
    if len(devices) > 1:
        return (f"Recorded by different devices: {', '.join(devices)}.",)
    return ()
