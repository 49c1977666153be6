"""What the report's page says, in words and in rows: the template only sets them.

What a file says of itself (its name, its devices, its faults) may be hostile: every word of it goes
through :func:`plain`, and the template escapes it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from analysis.bout_words import NONE, pace_words, rests_s
from analysis.bouts import Bout, Bouts, NoBouts
from analysis.decoupling import Decoupling
from analysis.drift import DriftRefused, HindsightDrift, Method
from analysis.published import NAMES, Published
from analysis.refused import Refused
from analysis.report import Report
from analysis.report_words import is_open, tell_walk_breaks, why_no_cues
from analysis.session_check import SessionCheck
from analysis.session_words import HEADS, rows, title
from runwalk.outputs.lines import clock
from runwalk.outputs.notes import printable
from runwalk.outputs.units import Units, distance
from runwalk.recording.recording import Problem, Recording
from runwalk.summary import Tally

_LONGEST: Final = 160  # letters of what a file says that are shown; our choice
_HALVES: Final = {
    "pa_hr": "speed for each heartbeat, second half against first, halves of equal time",
    "pa_hr_graded": "the same, with hills reckoned in",
    "golden_cheetah": "speed for each heartbeat, halves by count of records",
    "pw_hr": "power for each heartbeat, halves of equal time",
    "intervals_icu": "mean power over mean heart rate, halves of equal time",
}
_BOUT_HEADS: Final = (
    "At",
    "Ran",
    "Pace",
    "Level pace",
    "Heart rate, bpm",
    "Peak",
    "Over ceiling",
    "To ceiling",
    "Fell in 30 s",
    "Fell in 60 s",
    "Rest after",
)


class Named(NamedTuple):
    """Something with a name: a tile, a fact."""

    name: str
    value: str
    note: str = ""


class Table(NamedTuple):
    """Rows under heads; the first cell of each row is its name."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def plain(text: str) -> str:
    r"""What a file says, without what steers, and not too long.

    >>> plain("Runner\N{RIGHT-TO-LEFT OVERRIDE}tif.") == "Runner\N{REPLACEMENT CHARACTER}tif."
    True
    """
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def start_of(recording: Recording) -> datetime | None:
    """When a run began by the clock on the wall, where that is known; else in UTC."""
    if recording.start_utc is None:
        return None
    return recording.start_utc + timedelta(seconds=recording.utc_offset_s or 0)


def when(recording: Recording) -> Iterator[str]:
    """When it was, and what kind of sport."""
    start = start_of(recording)
    if start is not None:
        zone = " UTC" if recording.utc_offset_s is None else ""
        yield f"{start:%A} {start.day} {start:%B %Y, %H:%M}{zone}"
    told = (recording.sport, recording.sub_sport)
    sport = " ".join(one for one in told if one not in ("", "generic")).replace("_", " ")
    if sport:
        yield plain(sport)


def meaning(drift: HindsightDrift | DriftRefused) -> str:
    """What the finding means to a runner."""
    if isinstance(drift, Refused):
        return "Everything else that this recording can tell stands below."
    if drift.method is Method.BOUTS:
        return (
            "Walk breaks are taken off, but nobody measured your pace: had you run ever faster, it "
            "would look the same. Record speed, and this number will be surer."
        )
    if drift.low_bpm_per_h > 0.0:
        return (
            "Pace, hills and walk breaks are taken off. What is left may be heat, lost fluid, "
            "tiredness, or what else nobody measured. To hold the same heart rate, you would have "
            "had to slow down, or to walk, more and more."
        )
    if drift.high_bpm_per_h < 0.0:
        return (
            "Pace, hills and walk breaks are taken off. A heart rate that falls at the same effort "
            "is rare: perhaps it grew cooler, the ground grew easier in a way that nothing "
            "measured, or the strap read too high at first."
        )
    if is_open(drift):
        return (
            "Pace, hills and walk breaks are taken off, and too little is left to tell. A longer "
            "run, with minutes at an even pace after minute 10, would tell more."
        )
    return (
        "Pace, hills and walk breaks are taken off. What is left does not rise or fall more than "
        "chance alone may do."
    )


def drift_title(drift: HindsightDrift | DriftRefused) -> str:
    """What is taken off in the figure of drift."""
    if isinstance(drift, HindsightDrift) and drift.method is Method.BOUTS:
        return "Heart rate with the effect of walks taken off"
    return "Heart rate with the effect of pace, hills and walks taken off"


def drift_rests(report: Report) -> Iterator[str]:
    """What the drift rests on; or what walk breaks show where there is none."""
    seen = report.drift
    if isinstance(seen, Refused):
        yield from tell_walk_breaks(report)
        return
    heat = "" if seen.temperature_c is None else f", at {seen.temperature_c:.0f} °C by the device"
    yield f"measured over {clock(seen.lasted_s)} after minute 10{heat}"


def run_title(report: Report) -> str:
    """What the first figure shows, as far as it is known."""
    if report.run.readings:
        return "Heart rate in its zones, with what your legs did and what the coach would have said"
    if report.zones:
        return "Heart rate in its zones, over speed and ground"
    return "Heart rate over speed and ground"


def tiles(report: Report, units: Units) -> Iterator[Named]:
    """What a runner wants to know first."""
    run, bouts, seen = report.run, report.bouts, report.drift
    yield Named("Time", clock(run.recording.duration_s), "from the first second to the last")
    if run.distance_m:
        told = pace_words(run.distance_m / run.recording.duration_s, units)
        note = "" if told == NONE else f"{told} /{units.short} in all"
        yield Named("Distance", distance(run.distance_m, units), note)
    if isinstance(bouts, Bouts) and bouts.run_ratio is not None:
        yield Named("Running", f"{bouts.run_ratio:.0%}", f"walked {clock(bouts.walk_s)}")
    band = run.readings[0].band if run.readings else None
    if band is not None:
        tally = Tally()
        for reading in run.readings:
            tally.show(reading)
        above_s = tally.summary()["above_ceiling_s"]
        yield Named("Above the ceiling", clock(above_s), f"of {band.ceiling_bpm} bpm")
        walks = sum(cue.action == "walk" for cue in report.cues)
        yield Named("Walk cues", f"{walks}", "that the coach gives")
    if isinstance(seen, Refused):
        yield Named("Drift", "not told", "the reason stands below")
        return
    yield Named(
        "Drift",
        "open" if is_open(seen) else f"{seen.bpm_per_h:+.0f} bpm/h",
        f"95 %: {seen.low_bpm_per_h:+.0f} to {seen.high_bpm_per_h:+.0f}"
        + ("" if is_open(seen) else f"; {seen.percent_per_h:+.1f} % an hour"),
    )


def published_table(found: Published) -> Table:
    """What other tools would say of the run, and where they would have nothing to say."""
    rows = []
    for name, one in found.decouplings.items():
        if isinstance(one, Decoupling):
            rows.append((NAMES[name], f"{one.percent:+.1f} %", _HALVES[name]))
        else:
            rows.append((NAMES[name], "not told", one.text))
    return Table("What other tools would say", ("Decoupling", "Value", "What it is"), tuple(rows))


def session_words(check: SessionCheck | None) -> str:
    """How much of the session was done; empty where none was planned."""
    return "" if check is None else plain(title(check))


def session_table(check: SessionCheck | None, units: Units) -> Table | None:
    """A row for each part of the session; None where none was planned."""
    if check is None:
        return None
    return Table(
        f"Each part, planned and done; pace in min/{units.short}",
        HEADS,
        tuple(tuple(map(plain, row)) for row in rows(check, units)),
    )


def bouts_table(bouts: Bouts | NoBouts, units: Units) -> Table | None:
    """A row for each run; what no run tells is left out. None where there are no two runs."""
    if isinstance(bouts, Refused) or len(bouts.runs) < 2:
        return None
    rests = [sum(rest) for rest in rests_s(bouts)]
    rows = [_bout(bout, rest_s, units) for bout, rest_s in zip(bouts.runs, rests, strict=True)]
    used = [i for i in range(len(_BOUT_HEADS)) if any(row[i] != NONE for row in rows)]
    heads = tuple(_BOUT_HEADS[i] for i in used)
    return Table(
        f"Each run; pace in min/{units.short}",
        heads,
        tuple(tuple(row[i] for i in used) for row in rows),
    )


def _bout(bout: Bout, rest_s: int, units: Units) -> tuple[str, ...]:
    heart = bout.heart
    is_level = bout.grade_adjusted_mps is None or bout.grade_adjusted_mps == bout.speed_mps
    beats = (heart.start_bpm, heart.end_bpm)
    return (
        clock(bout.start_s),
        clock(bout.duration_s),
        pace_words(bout.speed_mps, units),
        NONE if is_level else pace_words(bout.grade_adjusted_mps, units),
        NONE if beats == (None, None) else " to ".join("?" if b is None else f"{b}" for b in beats),
        _told(heart.peak_bpm, "d"),
        _told(heart.overshoot_bpm, "+d"),
        NONE if heart.to_ceiling_s is None else clock(heart.to_ceiling_s),
        _told(heart.drop_30_bpm, "d"),
        _told(heart.drop_60_bpm, "d"),
        clock(rest_s) if rest_s else NONE,
    )


def _told(value: int | None, form: str) -> str:
    return NONE if value is None else format(value, form)


def bouts_note(bouts: Bouts | NoBouts) -> str:
    """How to read the figure of the runs."""
    if isinstance(bouts, Refused) or all(run.heart.to_ceiling_s is None for run in bouts.runs):
        return ""
    return "Where heart rate drifts up, runs come to the ceiling sooner."


def zones(report: Report) -> Iterator[dict[str, Any]]:
    """Time in each zone, and its share."""
    total_s = sum(one.seconds for one in report.zones)
    for one in report.zones:
        zone = one.zone
        upper = "and above" if zone.upper_bpm is None else f"to {zone.upper_bpm - 1}"
        percent = 100.0 * one.seconds / total_s if total_s else 0.0
        yield {
            "number": zone.number,
            "name": zone.name,
            "limits": f"{zone.lower_bpm} {upper} bpm",
            "percent": f"{percent:.1f}",
            "time": clock(one.seconds),
            "share": f"{percent:.0f} %",
        }


def cues(report: Report) -> Iterator[dict[str, str]]:
    """What the coach says, and to which heart rate."""
    for cue in report.cues:
        yield {
            "action": cue.action,
            "time": clock(cue.t_s),
            "bpm": "no signal" if cue.hr_bpm is None else f"{cue.hr_bpm} bpm",
            "text": cue.text,
        }


def cues_words(report: Report) -> str:
    """How much the coach says; or why nothing."""
    if not report.run.readings:
        return why_no_cues(report)
    count = len(report.cues)
    if not count:
        return "Nothing: it keeps still where there is nothing to tell."
    told = f"{count} cue{'' if count == 1 else 's'}, from the coach that speaks live"
    return f"{told}. It hears each second once and never looks ahead."


def facts(recording: Recording) -> Iterator[Named]:
    """Where the numbers come from."""
    if recording.path is not None:
        yield Named("File", plain(recording.path.name))
    for device in recording.devices:
        told = " ".join(filter(None, (device.manufacturer, device.product)))
        if told:
            yield Named("Device", plain(told))
    if recording.engine:
        yield Named("Coached by", plain(f"runwalk {recording.engine}"))
    yield Named("Seconds recorded", f"{len(recording.samples)}")


def problem(told: Problem) -> str:
    """What was wrong with the file."""
    return plain(f"{told.what} ({told.lost})" if told.lost else told.what)
