"""Runs as pandas tables, for notebooks: the name of a column ends in its unit.

What is not known is ``<NA>``, never 0. Times are in UTC, and once more in the zone where the run
was, where the recording knows it. No table holds a position. Nothing else in this package imports
this module: pandas is slow to load.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, Final, TypeVar

import numpy as np
import pandas as pd

from analysis.block import BlockRun
from analysis.bouts import Bout, Bouts, NoBouts
from analysis.drift import HindsightDrift
from analysis.metrics import METRICS
from analysis.refused import Refused
from analysis.report import Report
from analysis.run import Run
from analysis.run_summary import RunSummary
from analysis.spans import seconds_of_samples
from runwalk.engine.coach import Reading
from runwalk.engine.sample import Sample
from runwalk.recording.recording import Recording

_T = TypeVar("_T")
Columns = Mapping[str, tuple[Any, Callable[[_T], Any]]]
"""Of each column its type, and how it is read off one thing."""


def _condition(name: str, run: BlockRun) -> Any:
    """How a run was run; None for what is no run."""
    known = getattr(run.summary.conditions, name.replace("degc", "c"), None)
    return None if known == "" else known


def _measured(name: str, part: str, run: BlockRun) -> float | None:
    return getattr(run.summary.measured.get(name), part, None)


def _heart(name: str, run: BlockRun) -> float | None:
    return getattr(run.summary.heart, name, None)


_INT, _FLOAT, _TEXT = pd.Int64Dtype(), pd.Float64Dtype(), pd.StringDtype()

RECORDED: Final[Columns[Sample]] = {
    "hr_bpm": (_INT, lambda one: one.hr_bpm),
    "speed_mps": (_FLOAT, lambda one: one.speed_mps),
    "cadence_spm": (_INT, lambda one: one.cadence_spm),
    "distance_m": (_FLOAT, lambda one: one.distance_m),
    "altitude_m": (_FLOAT, lambda one: one.altitude_m),
    "grade_ratio": (_FLOAT, lambda one: one.grade),
    "power_w": (_INT, lambda one: one.power_w),
    "temperature_degc": (_INT, lambda one: one.temperature_c),
}
"""What the sensors told in a second."""

COACHED: Final[Columns[Reading]] = {
    "phase": (_TEXT, lambda one: one.phase.value),
    "zone": (_INT, lambda one: one.zone.number if one.zone else None),
    "floor_bpm": (_INT, lambda one: one.band.floor_bpm if one.band else None),
    "ceiling_bpm": (_INT, lambda one: one.band.ceiling_bpm if one.band else None),
    "resume_bpm": (_FLOAT, lambda one: one.resume_bpm),
    "to_ceiling_s": (_INT, lambda one: one.seconds_to_ceiling),
    "drift_bpm_per_h": (_FLOAT, lambda one: one.drift.bpm_per_h),
    "drift_sd_bpm_per_h": (_FLOAT, lambda one: one.drift.sd_bpm_per_h),
    "cue": (_TEXT, lambda one: ", ".join(f"{cue.action}:{cue.reason}" for cue in one.cues) or None),
}
"""What the coach makes of it."""

BOUTS: Final[Columns[Bout]] = {
    "gait": (_TEXT, lambda one: one.gait.value if one.gait else None),
    "start_s": (_INT, lambda one: one.start_s),
    "duration_s": (_INT, lambda one: one.duration_s),
    "distance_m": (_FLOAT, lambda one: one.distance_m),
    "speed_mps": (_FLOAT, lambda one: one.speed_mps),
    "grade_adjusted_mps": (_FLOAT, lambda one: one.grade_adjusted_mps),
    "hr_start_bpm": (_INT, lambda one: one.heart.start_bpm),
    "hr_end_bpm": (_INT, lambda one: one.heart.end_bpm),
    "hr_mean_bpm": (_FLOAT, lambda one: one.heart.mean_bpm),
    "hr_peak_bpm": (_INT, lambda one: one.heart.peak_bpm),
    "ceiling_bpm": (_INT, lambda one: one.heart.ceiling_bpm),
    "overshoot_bpm": (_INT, lambda one: one.heart.overshoot_bpm),
    "to_ceiling_s": (_INT, lambda one: one.heart.to_ceiling_s),
    "drop_30_bpm": (_INT, lambda one: one.heart.drop_30_bpm),
    "drop_60_bpm": (_INT, lambda one: one.heart.drop_60_bpm),
    "back_s": (_INT, lambda one: one.heart.back_s),
    "tag": (_TEXT, lambda one: one.tag),
}
"""A run or a walk; see :class:`~analysis.bouts.Bout`."""

SUMMARIES: Final[Columns[Report]] = {
    "file": (_TEXT, lambda one: one.run.recording.path.name if one.run.recording.path else None),
    "sport": (_TEXT, lambda one: one.run.recording.sport or None),
    "duration_s": (_INT, lambda one: one.run.recording.duration_s),
    "distance_m": (_FLOAT, lambda one: one.run.distance_m),
    "hr_mean_bpm": (_FLOAT, lambda one: one.run.mean_bpm),
    "hr_highest_bpm": (_INT, lambda one: one.run.highest_bpm),
    "ceiling_bpm": (_INT, lambda one: one.run.band.ceiling_bpm if one.run.band else None),
    "run_s": (_INT, lambda one: _of(one.bouts, Bouts, "run_s")),
    "walk_s": (_INT, lambda one: _of(one.bouts, Bouts, "walk_s")),
    "run_ratio": (_FLOAT, lambda one: _of(one.bouts, Bouts, "run_ratio")),
    "drift_bpm_per_h": (_FLOAT, lambda one: _of(one.drift, HindsightDrift, "bpm_per_h")),
    "drift_low_bpm_per_h": (_FLOAT, lambda one: _of(one.drift, HindsightDrift, "low_bpm_per_h")),
    "drift_high_bpm_per_h": (_FLOAT, lambda one: _of(one.drift, HindsightDrift, "high_bpm_per_h")),
    "drift_pct_per_h": (_FLOAT, lambda one: _of(one.drift, HindsightDrift, "percent_per_h")),
    "drift_refused": (_TEXT, lambda one: getattr(one.drift, "why", None)),
    "walk_cues": (_INT, lambda one: _cues(one, "walk")),
    "run_cues": (_INT, lambda one: _cues(one, "run")),
}
"""A whole run."""

_CONDITIONS: Final = {
    "discipline": _TEXT,
    "is_indoors": pd.BooleanDtype(),
    "device": _TEXT,
    "duration_s": _INT,
    "distance_m": _FLOAT,
    "climb_m_per_km": _FLOAT,
    "temperature_degc": _FLOAT,
    "effort_w_per_kg": _FLOAT,
    "hr_mean_bpm": _FLOAT,
    "ceiling_bpm": _INT,
    "resting_bpm": _INT,
}

BLOCK_RUNS: Final[Columns[BlockRun]] = {
    "file": (_TEXT, lambda one: one.name),
    "athlete": (_TEXT, lambda one: one.summary.athlete or None),
    "is_counted": (pd.BooleanDtype(), lambda one: one.counts),
    "same_as": (_TEXT, lambda one: one.same_as or None),
    "why_not": (_TEXT, lambda one: one.summary.why_not or None),
    **{name: (dtype, partial(_condition, name)) for name, dtype in _CONDITIONS.items()},
    **{
        column: (_FLOAT, partial(_measured, name, part))
        for name in METRICS
        for column, part in ((name, "value"), (f"{name}_se", "se"))
    },
    **{
        name: (_FLOAT, partial(_heart, name))
        for name in (
            "level_bpm",
            "level_se_bpm",
            "mean_w_per_kg",
            "gain_bpm_per_w_per_kg",
            "gain_se_bpm_per_w_per_kg",
        )
    },
}
"""A run of a training block: how it was run, what it tells of each measure, and how sure that is
(``_se``, its standard error); at the end the line of heart rate over effort."""


def block_frame(runs: Iterable[BlockRun]) -> pd.DataFrame:
    """The files of a training block, a row for each, those that do not count too.

    Returns:
        ``start_utc``; ``start_local``, the clock on the wall where the run was; and the columns of
        :data:`BLOCK_RUNS`.
    """
    told = tuple(runs)
    index = pd.RangeIndex(len(told), name="run")
    starts = [_start(one.summary) for one in told]
    return pd.concat((_starts(starts, index), _table(BLOCK_RUNS, told, index)), axis=1)


def readings_frame(run: Run) -> pd.DataFrame:
    """What was recorded and what the coach makes of it, a row for each sample.

    Returns:
        Indexed by ``t_s``; ``time_utc`` and ``time_local``, the columns of :data:`RECORDED`,
        ``hr_is_trusted``, ``gait``, and those of :data:`COACHED`, which are ``<NA>`` where no
        ceiling is known. ``hr_bpm`` is what the strap said, trusted or not.
    """
    samples = run.recording.samples
    at = seconds_of_samples(run)
    seen = [run.trace.gaits[i] for i in at.tolist()]
    if run.readings:
        seen = [reading.gait for reading in run.readings]
    times = _times("time", [sample.t_s for sample in samples], run.recording)
    legs = pd.DataFrame(index=times.index)
    legs["hr_is_trusted"] = ~np.isnan(run.trace.hr_bpm[at])
    legs["gait"] = pd.Series(
        [gait.value if gait else None for gait in seen], index=times.index, dtype=_TEXT
    )
    recorded = _table(RECORDED, samples, times.index)
    coached = _table(COACHED, run.readings or [None] * len(samples), times.index)
    return pd.concat((times, recorded, legs, coached), axis=1)


def bouts_frame(run: Run, bouts: Bouts | NoBouts) -> pd.DataFrame:
    """Runs and walks, a row for each, by number; none where they cannot be told apart.

    Returns:
        Indexed by ``bout``, from 1; ``start_utc`` and ``start_local``, and the columns of
        :data:`BOUTS`. ``gait`` is ``<NA>`` where the timer stood or nothing is known.
    """
    found = () if isinstance(bouts, Refused) else bouts.all
    index = pd.RangeIndex(1, len(found) + 1, name="bout")
    times = _times("start", [bout.start_s for bout in found], run.recording)
    return pd.concat((times.set_index(index), _table(BOUTS, found, index)), axis=1)


def summaries_frame(reports: Iterable[Report]) -> pd.DataFrame:
    """What runs came to, a row for each.

    Returns:
        ``start_utc``; ``start_local``, the clock on the wall where the run was, without a zone
        because the next run may be in another; and the columns of :data:`SUMMARIES`.
    """
    told = tuple(reports)
    recordings = [report.run.recording for report in told]
    index = pd.RangeIndex(len(told), name="run")
    starts = [(one.start_utc, one.utc_offset_s) for one in recordings]
    return pd.concat((_starts(starts, index), _table(SUMMARIES, told, index)), axis=1)


def _start(summary: RunSummary) -> tuple[datetime | None, int | None]:
    start = None if summary.start_utc is None else datetime.fromisoformat(summary.start_utc)
    return start, summary.utc_offset_s


def _starts(starts: Sequence[tuple[datetime | None, int | None]], index: pd.Index) -> pd.DataFrame:
    """When runs began: in UTC, and by the clock on the wall where they were, if that is known."""
    utc = [None if start is None else start.replace(microsecond=0) for start, _ in starts]
    local = [
        None if start is None or offset_s is None else start + timedelta(seconds=offset_s)
        for start, (_, offset_s) in zip(utc, starts, strict=True)
    ]
    return pd.DataFrame(
        {
            "start_utc": pd.Series(utc, index=index, dtype="datetime64[s, UTC]"),
            "start_local": pd.Series(
                [one and one.replace(tzinfo=None) for one in local],
                index=index,
                dtype="datetime64[s]",
            ),
        }
    )


def _table(columns: Columns[_T], things: Sequence[_T | None], index: pd.Index) -> pd.DataFrame:
    """A row for each thing; a thing that is None is a row of ``<NA>``."""
    return pd.DataFrame(
        {
            name: pd.Series(
                [None if one is None else read(one) for one in things], index=index, dtype=dtype
            )
            for name, (dtype, read) in columns.items()
        }
    )


def _times(name: str, seconds: Sequence[int], recording: Recording) -> pd.DataFrame:
    """When some of the recording's seconds were, in UTC and where the run was."""
    index = pd.Index(np.array(seconds, dtype=np.int64), name="t_s")
    start = None if recording.start_utc is None else recording.start_utc.replace(microsecond=0)
    times = pd.Series(pd.NaT, index=index, dtype="datetime64[s, UTC]")
    local = times
    if start is not None:
        times = start + pd.Series(pd.to_timedelta(index, unit="s"), index=index)
        times = times.astype("datetime64[s, UTC]")
        if recording.utc_offset_s is not None:
            zone = timezone(timedelta(seconds=recording.utc_offset_s))
            local = times.dt.tz_convert(zone)
    return pd.DataFrame({f"{name}_utc": times, f"{name}_local": local})


def _of(found: object, kind: type, name: str) -> Any:
    """A number of a measure; None where it was refused."""
    return getattr(found, name) if isinstance(found, kind) else None


def _cues(report: Report, action: str) -> int | None:
    """How often that was said; None where nobody could speak."""
    if not report.run.readings:
        return None
    return sum(cue.action == action for cue in report.cues)
