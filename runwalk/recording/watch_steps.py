"""A workout as the steps that a watch knows. Pure.

A watch's step ends by one thing: a time, a distance, a heart rate, or the lap button. So a long run
that the heart leads becomes two steps over and over, *run until above the ceiling, walk until below
the floor*, and what ends by the first of two things ends by the more careful of them. What is lost
on the way is told in plain words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import groupby
from typing import Final

from runwalk.engine.athlete import Band
from runwalk.engine.workout import AskedGait, Range, Segment, Workout

NO_FORESIGHT: Final = (
    "a watch ends a step the moment a number is reached: it looks no second ahead, does not wait"
    " for a heart rate to hold, and knows neither your drift nor your hard limit"
)
"""What every workout on a watch must be warned of."""

_LED_S = 20 * 60
_LED_M = 4000.0
"""From here on an easy stretch is run and walked by heart rate; a shorter one, a warm-up, is one
step with a ceiling (our choice)."""

_MOST_ROUNDS = 99
"""Of a run and a walk without an end."""

_LOWEST_BPM = 40
_FASTEST_MPS = 10.0
"""The other end of a target that has but one: no runner hears of it."""


class Ends(IntEnum):
    """What ends a step, or a repeat; FIT's ``wkt_step_duration``."""

    TIME = 0  # [s]
    DISTANCE = 1  # [m]
    HR_LESS_THAN = 2  # [bpm]
    HR_GREATER_THAN = 3  # [bpm]
    OPEN = 5  # the lap button
    REPEATED = 6  # so many times
    REPEATED_FOR_TIME = 7  # [s]
    REPEATED_FOR_DISTANCE = 8  # [m]


class Intensity(IntEnum):
    """What a step is for; FIT's ``intensity``."""

    ACTIVE = 0
    REST = 1
    WARMUP = 2
    COOLDOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchStep:
    """One step.

    Attributes:
        name: A word for people.
        ends: What ends it.
        amount: How much of that, in its unit; None where it is open.
        intensity: What it is for.
        bpm: Heart rates to stay between [bpm]; None asks for none.
        speed_mps: Speeds to stay between [m/s]; None asks for none. No step asks for both.
        notes: What else there is to know.
    """

    name: str
    ends: Ends
    amount: float | None = None
    intensity: Intensity = Intensity.ACTIVE
    bpm: tuple[int, int] | None = None
    speed_mps: tuple[float, float] | None = None
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchRepeat:
    """Go back to an earlier step, and again.

    Attributes:
        first: Index of that step.
        ends: What ends it: a count, a time or a distance, that of the first round included.
        amount: How much of that.
    """

    first: int
    ends: Ends
    amount: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchWorkout:
    """A workout for a watch.

    Attributes:
        name: A word for people.
        steps: In their order; a repeat counts as one.
        is_walked: Nothing in it is run.
        left_out: What of the workout a watch cannot do, a sentence part each.
    """

    name: str
    steps: tuple[WatchStep | WatchRepeat, ...]
    is_walked: bool
    left_out: tuple[str, ...]


def watch_workout(workout: Workout) -> WatchWorkout:
    """Put a workout into steps."""
    segments = workout.segments
    steps: list[WatchStep | WatchRepeat] = []
    at = 0
    for rounds, group in _folded(segments):
        first = len(steps)
        for segment in group:
            if rounds == 1 and _is_led(segment):
                steps += _led(segment, first=len(steps))
            else:
                steps.append(_step(segment, _purpose(segments, at)))
            at += 1
        if rounds > 1:
            steps.append(WatchRepeat(first=first, ends=Ends.REPEATED, amount=rounds))
            at += (rounds - 1) * len(group)
    return WatchWorkout(
        name=workout.name,
        steps=tuple(steps),
        is_walked=all(segment.asks_for_walk for segment in segments),
        left_out=tuple(dict.fromkeys(lost for one in segments for lost in _lost(one))),
    )


def _folded(segments: tuple[Segment, ...]) -> Iterator[tuple[int, tuple[Segment, ...]]]:
    """Put equal rounds that follow each other together: how many, and what is in one."""
    rounds = groupby(_numbered(segments), key=lambda one: one[0])
    bare = (tuple(replace(one, round=None) for _, one in group) for _, group in rounds)
    for group, same in groupby(bare):
        yield sum(1 for _ in same), group


def _numbered(segments: tuple[Segment, ...]) -> Iterator[tuple[int, Segment]]:
    """Give the segments of a round one number, and every other segment its own."""
    number, before = 0, None
    for segment in segments:
        if segment.round is None or segment.round != before:
            number += 1
        before = segment.round
        yield number, segment


def _is_led(segment: Segment) -> bool:
    """Whether heart rate alone says when to run and when to walk, for long enough."""
    is_free = segment.gait is None and segment.until is None and not segment.is_surge
    if segment.band is None or not is_free:
        return False
    if segment.most_run_s is not None or segment.is_open:
        return True
    return (segment.duration_s or 0) >= _LED_S or (segment.distance_m or 0.0) >= _LED_M


def _led(segment: Segment, *, first: int) -> Iterator[WatchStep | WatchRepeat]:
    band = segment.band
    assert band is not None  # or nothing leads
    if segment.most_run_s is None:
        yield WatchStep(
            name="run",
            ends=Ends.HR_GREATER_THAN,
            amount=band.ceiling_bpm,
            notes=f"run until above {band.ceiling_bpm} bpm",
        )
    else:
        yield WatchStep(
            name="run",
            ends=Ends.TIME,
            amount=segment.most_run_s,
            bpm=_up_to(band),
            notes=f"no longer; walk above {band.ceiling_bpm} bpm",
        )
    yield WatchStep(
        name="walk",
        ends=Ends.HR_LESS_THAN,
        amount=band.floor_bpm,
        intensity=Intensity.REST,
        notes=f"walk until below {band.floor_bpm} bpm",
    )
    if segment.distance_m is not None:
        yield WatchRepeat(first=first, ends=Ends.REPEATED_FOR_DISTANCE, amount=segment.distance_m)
    elif segment.duration_s is not None:
        yield WatchRepeat(first=first, ends=Ends.REPEATED_FOR_TIME, amount=segment.duration_s)
    else:
        yield WatchRepeat(first=first, ends=Ends.REPEATED, amount=_MOST_ROUNDS)


def _step(segment: Segment, intensity: Intensity) -> WatchStep:
    ends, amount = _end(segment)
    is_rest = intensity is Intensity.REST
    bpm = None if segment.band is None or segment.is_surge or is_rest else _up_to(segment.band)
    speed = segment.speed_mps
    if speed is None and segment.speed_cap_mps is not None:
        speed = Range(high=segment.speed_cap_mps)
    return WatchStep(
        name=segment.name,
        ends=ends,
        amount=amount,
        intensity=intensity,
        bpm=bpm,
        speed_mps=_between(speed) if bpm is None and speed is not None else None,
        notes=_notes(segment),
    )


def _end(segment: Segment) -> tuple[Ends, float | None]:
    """The most careful of what ends a segment: a heart rate, then a distance, then a time."""
    if segment.until is not None:
        is_below = segment.until.below_bpm is not None
        return (Ends.HR_LESS_THAN if is_below else Ends.HR_GREATER_THAN), segment.until.bpm
    if segment.distance_m is not None:
        return Ends.DISTANCE, segment.distance_m
    if segment.duration_s is not None:
        return Ends.TIME, segment.duration_s
    return Ends.OPEN, None


def _purpose(segments: tuple[Segment, ...], at: int) -> Intensity:
    segment = segments[at]
    is_recovery = segment.until is not None and segment.until.below_bpm is not None
    is_single = segment.round is None and not segment.is_surge and len(segments) > 1
    if is_single and at == 0:
        return Intensity.WARMUP
    if is_single and at == len(segments) - 1:
        return Intensity.COOLDOWN
    is_walk = segment.asks_for_walk and segment.gait is not AskedGait.HIKE
    return Intensity.REST if is_recovery or is_walk else Intensity.ACTIVE


def _notes(segment: Segment) -> str:
    told = []
    if segment.gait is not None and segment.gait.value not in segment.name:
        told.append(segment.gait.value)
    if segment.rpe is not None:
        told.append(f"effort {_range_text(segment.rpe)} of 10")
    if segment.grade is not None:
        told.append(f"grade {100.0 * segment.grade:g} %")
    return ", ".join(told)


def _range_text(span: Range) -> str:
    ends = [f"{end:g}" for end in (span.low, span.high) if end is not None]
    return "-".join(dict.fromkeys(ends))


def _up_to(band: Band) -> tuple[int, int]:
    """Up to the ceiling: a heart that is still low is no mistake of the runner's."""
    return min(_LOWEST_BPM, band.floor_bpm), band.ceiling_bpm


def _between(span: Range) -> tuple[float, float]:
    low = 0.0 if span.low is None else span.low
    return low, max(low, _FASTEST_MPS) if span.high is None else span.high


def _lost(segment: Segment) -> Iterator[str]:
    if segment.until is not None and segment.duration_s is not None:
        yield f"{segment.name}: lasts until the heart rate is reached, however long that takes"
    elif segment.distance_m is not None and segment.duration_s is not None:
        yield f"{segment.name}: ends by its distance only"
    if segment.until is not None and segment.until.least_s:
        yield f"{segment.name}: may end at once, where the heart rate is there already"
    if segment.asks_for_walk and segment.until is None and segment.gait is not AskedGait.HIKE:
        yield f"{segment.name}: ends as planned, also where your heart has not recovered"
    if segment.least_walk_s is not None:
        yield f"{segment.name}: its walks may be shorter than they should"
    if segment.is_hill_walked:
        yield f"{segment.name}: nobody says which hills to walk"
    if segment.talk_every_s is not None:
        yield f"{segment.name}: nobody asks if you can talk"
