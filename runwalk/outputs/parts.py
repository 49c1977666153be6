"""The parts of a workout in words: what each is called, and when it ends."""

from __future__ import annotations

from runwalk.engine.workout import Segment
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, distance


def called(segment: Segment) -> str:
    """What a part is called, with its round."""
    turn = segment.round
    return segment.name if turn is None else f"{segment.name} {turn.number}/{turn.of}"


def length(segment: Segment, units: Units) -> str:
    """When a part ends, in words."""
    ends = []
    if segment.until is not None:
        side = "<" if segment.until.below_bpm is not None else ">="
        ends.append(f"until heart rate {side} {segment.until.bpm}")
    if segment.duration_s is not None:
        ends.append(clock(segment.duration_s))
    if segment.distance_m is not None:
        ends.append(far(segment.distance_m, units))
    return " or ".join(ends) or "until lap"


def far(metres: float, units: Units) -> str:
    """Write a distance; a short one in metres, as on a track."""
    return f"{metres:.0f} m" if metres < 1000.0 else distance(metres, units)
