"""A session, planned and done, in words for people."""

from __future__ import annotations

from collections.abc import Iterator

from analysis.session_check import PartDone, SessionCheck
from runwalk.outputs.lines import clock
from runwalk.outputs.parts import called, far, length
from runwalk.outputs.units import Units, pace

FIRST_ROWS, LAST_ROWS = 16, 6
"""A longer session is told by its first and its last parts."""

NONE = "-"
HEADS = ("Part", "Planned", "Done", "Pace", "Heart rate", "How it went")


def tell_session(check: SessionCheck | None, units: Units) -> Iterator[str]:
    """The session, part by part, for the terminal; nothing where none was planned."""
    if check is None:
        return
    yield title(check)
    told_rows = list(zip(check.parts, rows(check, units), strict=True))
    left_out = len(told_rows) - FIRST_ROWS - LAST_ROWS
    for place, (part, row) in enumerate(told_rows):
        if left_out > 1 and place == FIRST_ROWS:
            yield f"     ... {left_out} parts more, on the page and with --json"
        if left_out > 1 and FIRST_ROWS <= place < FIRST_ROWS + left_out:
            continue
        name, planned, done, speed, beats, went = row
        told = [f"{part.number:>3}  {name}", f"planned {planned}"]
        told += [] if done == NONE else [f"done {done}"]
        told += [] if speed == NONE else [f"at {speed} /{units.short}"]
        told += [] if beats == NONE else [f"{beats} bpm"]
        yield ", ".join(told) + f": {went}"


def title(check: SessionCheck) -> str:
    """How much of the session was done."""
    return f"session: {check.name}, {check.done_count} of {len(check.parts)} parts done"


def rows(check: SessionCheck, units: Units) -> tuple[tuple[str, ...], ...]:
    """A row for each part, under :data:`HEADS`."""
    return tuple(
        (
            called(part.planned),
            length(part.planned, units),
            _done(part, units),
            NONE if not part.speed_mps else pace(part.speed_mps, units).split()[0],
            _beats(part),
            "; ".join((part.verdict.value, *part.notes)),
        )
        for part in check.parts
    )


def _done(part: PartDone, units: Units) -> str:
    if part.start_s is None:
        return NONE
    told = clock(part.duration_s)
    is_far = part.planned.distance_m is not None and part.distance_m is not None
    return f"{told}, {far(part.distance_m or 0.0, units)}" if is_far else told


def _beats(part: PartDone) -> str:
    if part.hr_mean_bpm is None:
        return NONE
    return f"{part.hr_mean_bpm:.0f} ({part.hr_highest_bpm} at most)"
