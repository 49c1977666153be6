"""A report in words for people: the finding first, then what it rests on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from analysis.bout_words import share, table
from analysis.drift import HindsightDrift, Refused
from analysis.load import tell_load
from analysis.published import tell_published
from analysis.report import Report
from analysis.rr_words import tell_rr
from analysis.run import Run, is_on_foot
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, distance

WIDEST_BPM_PER_H: Final = 30.0
"""An interval that holds zero and is wider than this tells nothing [bpm/h] (our choice)."""


def title(report: Report) -> str:
    """The finding in one sentence, with its interval; or why there is none, and what would help."""
    drift = report.drift
    if isinstance(drift, Refused):
        return f"Drift cannot be told. {drift.text}"
    low, high = drift.low_bpm_per_h, drift.high_bpm_per_h
    if low > 0.0:
        return f"Heart rate rose {_beats(drift)} an hour at the same effort {_span(low, high)}."
    if high < 0.0:
        return f"Heart rate fell {_beats(drift)} an hour at the same effort {_span(-high, -low)}."
    if is_open(drift):
        return (
            "This run does not tell whether heart rate drifted: anything from "
            f"{round(low):+d} to {round(high):+d} beats an hour at the same effort fits (95 %)."
        )
    mean = f"{round(drift.bpm_per_h):+d} beats an hour at the same effort"
    return f"No drift is shown: {mean} (95 %: {round(low):+d} to {round(high):+d})."


def is_open(drift: HindsightDrift) -> bool:
    """Whether the interval holds zero, and so much else that it tells nothing."""
    low, high = drift.low_bpm_per_h, drift.high_bpm_per_h
    return low <= 0.0 <= high and high - low > WIDEST_BPM_PER_H


def tell(report: Report, units: Units = Units.KM) -> Iterator[str]:
    """A summary for the terminal, line by line, in the units that were chosen."""
    yield title(report)
    yield _whole(report.run, units)
    yield share(report.bouts)
    if report.zones:
        zones = ", ".join(f"zone {one.zone.number} {clock(one.seconds)}" for one in report.zones)
        yield f"time in zones: {zones}"
    yield from tell_load(report.load)
    yield from tell_rr(report.rr)
    yield _cues(report)
    yield from tell_published(report.decoupling, units)
    yield from table(report.bouts, units)


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
