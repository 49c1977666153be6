"""A report in words for people: the finding first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analysis.bout_words import share, table
from analysis.drift import HindsightDrift, Method
from analysis.drift_by_bouts import Trend
from analysis.load import tell_load
from analysis.published import tell_published
from analysis.refused import Refused
from analysis.report import Report
from analysis.rr_words import tell_rr
from analysis.run import Run, is_on_foot
from analysis.session_words import tell_session
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, distance

WIDEST_BPM_PER_H: Final = 30.0
"""An interval that holds zero and is wider than this tells nothing [bpm/h] (our choice)."""

GIVEN: Final = {
    Method.EFFORT_MODEL: "at the same effort",
    Method.BOUTS: "if all your runs were as fast",
}
"""What a drift holds for, by what it rests on."""


def title(report: Report) -> str:
    """The finding in one sentence, with its interval; or why there is none, and what would help."""
    drift = report.drift
    if isinstance(drift, Refused):
        return f"Drift cannot be told. {drift.text}"
    low, high = drift.low_bpm_per_h, drift.high_bpm_per_h
    given = GIVEN[drift.method]
    if low > 0.0:
        return f"Heart rate rose {_beats(drift)} an hour {given} {_span(low, high)}."
    if high < 0.0:
        return f"Heart rate fell {_beats(drift)} an hour {given} {_span(-high, -low)}."
    if is_open(drift):
        return (
            "This run does not tell whether heart rate drifted: anything from "
            f"{round(low):+d} to {round(high):+d} beats an hour {given} fits (95 %)."
        )
    mean = f"{round(drift.bpm_per_h):+d} beats an hour {given}"
    return f"No drift is shown: {mean} (95 %: {round(low):+d} to {round(high):+d})."


def is_open(drift: HindsightDrift) -> bool:
    """Whether the interval holds zero, and so much else that it tells nothing."""
    low, high = drift.low_bpm_per_h, drift.high_bpm_per_h
    return low <= 0.0 <= high and high - low > WIDEST_BPM_PER_H


def tell(report: Report, units: Units = Units.KM) -> Iterator[str]:
    """A summary for the terminal, line by line, in the units that were chosen."""
    yield title(report)
    yield from tell_walk_breaks(report)
    yield _whole(report.run, units)
    yield share(report.bouts)
    if report.zones:
        zones = ", ".join(f"zone {one.zone.number} {clock(one.seconds)}" for one in report.zones)
        yield f"time in zones: {zones}"
    yield from tell_load(report.load)
    yield from tell_rr(report.rr)
    yield _cues(report)
    yield from tell_session(report.session, units)
    yield from tell_published(report.decoupling, units)
    yield from table(report.bouts, units)


def tell_walk_breaks(report: Report) -> Iterator[str]:
    """How walk breaks changed, where that is all there is of drift."""
    trends = report.trends
    if isinstance(report.drift, Refused) and not isinstance(trends, Refused):
        yield (
            f"from walk break to walk break: time up to the peak {_trend(trends.climb_s, 's')}, "
            f"time down {_trend(trends.recovery_s, 's')}, "
            f"lowest heart rate {_trend(trends.floor_bpm, 'beats')}"
        )


def _trend(trend: Trend, unit: str) -> str:
    low, high = trend.low_per_h, trend.high_per_h
    return f"{trend.per_h:+.0f} {unit} an hour (95 %: {low:+.0f} to {high:+.0f})"


def _whole(run: Run, units: Units) -> str:
    told = f"{clock(run.recording.duration_s)} in all"
    if run.distance_m:
        told += f", {distance(run.distance_m, units)}"
    if run.mean_bpm is not None:
        told += f", heart rate {run.mean_bpm:.0f} on average and {run.highest_bpm} at most"
    return told


def _beats(drift: HindsightDrift) -> str:
    count = round(abs(drift.bpm_per_h))
    return f"{count} beat" if count == 1 else f"{count} beats"


def _span(low: float, high: float) -> str:
    """An interval above zero; to the tenth where whole beats would hide that zero is out of it."""
    digits = 0 if low >= 0.5 else 1
    return f"(95 %: {low:.{digits}f} to {high:.{digits}f})"


def why_no_cues(report: Report) -> str:
    """Why the coach has nothing to say, and neither have zones."""
    if not is_on_foot(report.run.recording):
        return "The coach speaks to those on foot only."
    return (
        "No ceiling is known, so there are no zones and no cues; give --ceiling, "
        "or write your heart rates into your settings."
    )


def _cues(report: Report) -> str:
    if not report.run.readings:
        return why_no_cues(report)
    walks = sum(cue.action == "walk" for cue in report.cues)
    runs = sum(cue.action == "run" for cue in report.cues)
    return f"the coach says: {walks} walk cues, {runs} run cues"
