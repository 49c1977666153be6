"""Runs and walks in words for people: a line, and a table that fits a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from textwrap import wrap
from typing import Final

from analysis.bouts import Bout, Bouts, NoBouts
from analysis.refused import Refused
from analysis.spans import Source
from runwalk.engine.gait import Gait
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, pace

FIRST_ROWS: Final = 8
LAST_ROWS: Final = 4
"""A longer table is told by its first and its last rows."""
SLOWEST_MPS: Final = 0.3
"""Slower than this has no pace that means anything [m/s]."""

NONE: Final = "-"
"""What stands where nothing is told."""
_HEADING: Final = ("at", "ran", "min", "level", "beats", "peak", "over", "-30s", "-60s", "rest")
_MEANINGS: Final = {
    "level": "the pace on the level that costs as much",
    "beats": "heart rate at start and end",
    "over": "the peak over the ceiling",
    "-30s": "how far heart rate fell in 30 s of rest",
    "-60s": "how far it fell in 60 s",
}
_TOLD_BY: Final = {
    Source.SPEED: "speed",
    Source.CADENCE: "cadence",
    Source.SPEED_AND_CADENCE: "speed and cadence",
    Source.CUES: "the cues that were given",
}


def share(bouts: Bouts | NoBouts) -> str:
    """What the legs did for how long; or why that is not known, and what would help."""
    if isinstance(bouts, Refused):
        return bouts.text
    stood_s, unknown_s = (
        sum(bout.duration_s for bout in bouts.all if bout.gait is gait)
        for gait in (Gait.STAND, None)
    )
    parts = [
        f"ran {clock(bouts.run_s)}{_times(bouts.runs, 'runs')}" if bouts.runs else "",
        f"walked {clock(bouts.walk_s)}{_times(bouts.walks, 'walks')}" if bouts.walks else "",
        f"stood {clock(stood_s)}" if stood_s else "",
        f"paused or unknown {clock(unknown_s)}" if unknown_s else "",
    ]
    ratio = f" ({bouts.run_ratio:.0%} running)" if bouts.runs and bouts.walks else ""
    told = ", ".join(part for part in parts if part)
    return f"{told}{ratio}, by {_TOLD_BY[bouts.source]}"


def _times(bouts: Sequence[Bout], noun: str) -> str:
    """How often, and how long at a time."""
    if len(bouts) == 1:
        return ""
    return f" in {len(bouts)} {noun} of about {clock(median(bout.duration_s for bout in bouts))}"


def table(bouts: Bouts | NoBouts, units: Units) -> Iterator[str]:
    """A row for each run, where there are two or more; columns that tell nothing are left out."""
    if isinstance(bouts, Refused) or len(bouts.runs) < 2:
        return
    rests = [sum(rest) for rest in rests_s(bouts)]
    rows = [_row(bout, rest_s, units) for bout, rest_s in zip(bouts.runs, rests, strict=True)]
    used = [i for i in range(len(_HEADING)) if any(row[i] != NONE for row in rows)]
    hidden = len(rows) - FIRST_ROWS - LAST_ROWS
    shown = [*rows[:FIRST_ROWS], *rows[-LAST_ROWS:]] if hidden > 1 else rows
    heading = (*_HEADING[:2], f"min/{units.short}", *_HEADING[3:])
    widths = [max(len(row[i]) for row in (heading, *shown)) for i in used]
    for place, row in enumerate((heading, *shown)):
        if hidden > 1 and place == FIRST_ROWS + 1:
            yield f"  and {hidden} more"
        yield "  " + "  ".join(f"{row[i]:>{width}}" for i, width in zip(used, widths, strict=True))
    told = [f"{name}: {_MEANINGS[name]}" for i in used if (name := _HEADING[i]) in _MEANINGS]
    yield from wrap("; ".join(told), 80, initial_indent="  ", subsequent_indent="  ")


def rests_s(bouts: Bouts) -> Iterator[list[int]]:
    """What lies between each run and the next [s]."""
    rests: list[list[int]] = []
    for bout in bouts.all:
        if bout.gait is Gait.RUN:
            rests.append([])
        elif rests:
            rests[-1].append(bout.duration_s)
    return iter(rests)


def _row(bout: Bout, rest_s: int, units: Units) -> tuple[str, ...]:
    heart = bout.heart
    is_alike = bout.grade_adjusted_mps is not None and bout.grade_adjusted_mps == bout.speed_mps
    return (
        clock(bout.start_s),
        clock(bout.duration_s),
        pace_words(bout.speed_mps, units),
        NONE if is_alike else pace_words(bout.grade_adjusted_mps, units),
        _pair(heart.start_bpm, heart.end_bpm),
        NONE if heart.peak_bpm is None else str(heart.peak_bpm),
        NONE if heart.overshoot_bpm is None else f"{heart.overshoot_bpm:+d}",
        *(
            NONE if drop_bpm is None else f"{-drop_bpm:+d}"
            for drop_bpm in (heart.drop_30_bpm, heart.drop_60_bpm)
        ),
        clock(rest_s) if rest_s else NONE,
    )


def _pair(start_bpm: int | None, end_bpm: int | None) -> str:
    if start_bpm is None and end_bpm is None:
        return NONE
    return "-".join("?" if bpm is None else str(bpm) for bpm in (start_bpm, end_bpm))


def pace_words(speed_mps: float | None, units: Units) -> str:
    """A pace without its unit; a dash where there is none that means anything."""
    if speed_mps is None or speed_mps < SLOWEST_MPS:
        return NONE
    return pace(speed_mps, units).split()[0]
