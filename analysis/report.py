"""Everything that is measured of one run, together.

A measure is a line in :class:`Report`, one in :func:`report_on` and one in :func:`to_dict`; what
cannot be measured is a refusal that says why, and no number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from analysis.bouts import Bouts, NoBouts, bouts_of
from analysis.dfa_threshold import RrMeasure, RrRefused, measure_rr
from analysis.drift import DriftRefused, HindsightDrift, Why, heart_behind, refuse
from analysis.drift_by_bouts import BoutTrends, best_drift_of, trends_of, trends_to_dict
from analysis.heart_line import HeartLine
from analysis.load import (
    Load,
    ZoneTime,
    load_of,
    load_to_dict,
    seconds_at,
    time_in_zones,
    zones_to_list,
)
from analysis.published import Published, published_of, published_to_dict
from analysis.refused import Refused
from analysis.rr_words import rr_to_dict
from analysis.run import Run, is_on_foot
from analysis.session_check import SessionCheck, check_session
from runwalk.engine.athlete import Athlete
from runwalk.outputs.notes import problem_to_dict
from runwalk.outputs.phrases import spoken


@dataclass(frozen=True, slots=True, kw_only=True)
class CueAt:
    """What the coach says at a second.

    Attributes:
        t_s: When [s].
        action: What to do.
        reason: Why.
        hr_bpm: Heart rate then [bpm]; None where there was none.
        text: The words.
    """

    t_s: int
    action: str
    reason: str
    hr_bpm: int | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What one run came to.

    Attributes:
        run: What it rests on.
        drift: How fast heart rate rose at the same effort, or why that cannot be told.
        trends: How walk breaks changed over the run, or why that cannot be told.
        bouts: Runs and walks, or why they cannot be told apart.
        heart: Heart rate over effort, which shorter runs tell, too; or why that cannot be told.
        decoupling: What other tools would say of the run.
        cues: What the coach says to the run; empty where no ceiling is known.
        zones: Time in each zone, lowest first; empty where no zones are known.
        load: How hard it was.
        rr: What the heartbeat intervals tell, advisory, or why they tell nothing.
        session: The planned session, part by part; None where only an easy run was planned.
    """

    run: Run
    drift: HindsightDrift | DriftRefused
    trends: BoutTrends | DriftRefused
    bouts: Bouts | NoBouts
    heart: HeartLine | DriftRefused
    decoupling: Published
    cues: tuple[CueAt, ...]
    zones: tuple[ZoneTime, ...]
    load: Load
    rr: RrMeasure | RrRefused
    session: SessionCheck | None


def report_on(run: Run) -> Report:
    """Measure everything."""
    drift = _drift_of(run)
    return Report(
        run=run,
        drift=drift,
        trends=trends_of(run.trace),
        bouts=bouts_of(run),
        heart=heart_behind(drift, run.trace),
        decoupling=published_of(
            run.recording.samples, run.trace, on_foot=is_on_foot(run.recording)
        ),
        cues=_cues(run),
        zones=_zones(run),
        load=load_of(run.recording.samples, run.trace, run.plan.athlete if run.plan else Athlete()),
        rr=measure_rr(run.recording.samples),
        session=check_session(run),
    )


def to_dict(report: Report) -> dict[str, Any]:
    """A report as plain JSON values; keys are stable, new ones may be added."""
    run = report.run
    recording, band = run.recording, run.band
    return {
        "start_utc": recording.start_utc.isoformat() if recording.start_utc else None,
        "utc_offset_s": recording.utc_offset_s,
        "duration_s": recording.duration_s,
        "distance_m": _rounded(run.distance_m),
        "hr_mean_bpm": _rounded(run.mean_bpm),
        "hr_highest_bpm": run.highest_bpm,
        "ceiling_bpm": band.ceiling_bpm if band else None,
        "floor_bpm": band.floor_bpm if band else None,
        "drift": _drift(report.drift),
        "walk_breaks": trends_to_dict(report.trends),
        "run_walk": _run_walk(report.bouts),
        "bouts": _bouts(report.bouts),
        "decoupling": published_to_dict(report.decoupling),
        "zones": zones_to_list(report.zones),
        "load": load_to_dict(report.load),
        "rr": rr_to_dict(report.rr),
        "session": None if report.session is None else report.session.to_dict(),
        "cues": [
            {
                "t_s": cue.t_s,
                "action": cue.action,
                "reason": cue.reason,
                "hr_bpm": cue.hr_bpm,
                "text": cue.text,
            }
            for cue in report.cues
        ],
        "problems": [problem_to_dict(one) for one in recording.problems],
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 2)


def _drift_of(run: Run) -> HindsightDrift | DriftRefused:
    if not is_on_foot(run.recording):
        return refuse(Why.NOT_ON_FOOT)
    return best_drift_of(run)


def _cues(run: Run) -> tuple[CueAt, ...]:
    return tuple(
        CueAt(
            t_s=reading.sample.t_s,
            action=cue.action,
            reason=cue.reason,
            hr_bpm=reading.hr.bpm,
            text=cue.text,
        )
        for reading in run.readings
        if reading.cues
        for cue in spoken(reading)
    )


def _zones(run: Run) -> tuple[ZoneTime, ...]:
    if run.zones is None:
        return ()
    return time_in_zones(seconds_at(run.recording.samples, run.trace), run.zones)


def _bouts(bouts: Bouts | NoBouts) -> list[dict[str, Any]]:
    return [] if isinstance(bouts, Refused) else [one.to_dict() for one in bouts.all]


def _run_walk(bouts: Bouts | NoBouts) -> dict[str, Any]:
    if isinstance(bouts, Refused):
        return bouts.to_dict()
    return {
        "source": bouts.source.value,
        "run_s": bouts.run_s,
        "walk_s": bouts.walk_s,
        "run_ratio": None if bouts.run_ratio is None else round(bouts.run_ratio, 4),
    }


def _drift(drift: HindsightDrift | DriftRefused) -> dict[str, Any]:
    if isinstance(drift, Refused):
        return drift.to_dict()
    return {
        "bpm_per_h": round(drift.bpm_per_h, 2),
        "low_bpm_per_h": round(drift.low_bpm_per_h, 2),
        "high_bpm_per_h": round(drift.high_bpm_per_h, 2),
        "percent": round(drift.percent_per_h, 2),
        "method": drift.method.value,
        "level_bpm": round(drift.level_bpm, 1),
        "lasted_s": drift.lasted_s,
        "temperature_c": None if drift.temperature_c is None else round(drift.temperature_c, 1),
    }
