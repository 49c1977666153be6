"""Was a session done as it was planned? Part by part, of what the coach heard; looks both ways.

A part counts as done where its length was, or the heart came to where it should. How fast, how hard
and with which legs is told beside it, and not held against it: the heart comes first.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any, Final

from analysis.run import Run
from runwalk.engine.coach import Reading
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Phase
from runwalk.engine.sample import MarkKind
from runwalk.engine.workout import Range, Segment, Workout

CUT_RATIO: Final = 0.95
"""A part that is shorter than so much of its length was cut short (our choice) ..."""
LONG_RATIO: Final = 1.05
"""... and one that is longer than so much took longer."""
SLACK_S: Final = 3
"""Neither is said for so few seconds (our choice)."""
SPEED_SLACK: Final = 0.02
"""A speed is met within so much of what was asked (our choice: a watch is no surer)."""
LEGS_RATIO: Final = 0.8
"""Legs that do for less than this of a part what was asked are told (our choice) ..."""
LEGS_S: Final = 60
"""... where it lasted so long [s]: legs need seconds to obey, and sensors to see it."""


class Verdict(StrEnum):
    """Whether a part was done."""

    DONE = "done"
    CUT = "cut short"
    LONG = "took longer"
    NOT_REACHED = "heart rate not reached"
    UNMEASURED = "not measured"
    LEFT_OUT = "left out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PartDone:
    """One part of a session, planned and done.

    Attributes:
        number: Which one, from 1 on.
        planned: What was asked for.
        verdict: Whether it was done.
        start_s: When it began, on the recording's clock [s]; None where it was left out.
        duration_s: How long it lasted, pauses not counted [s].
        distance_m: How far it went [m]; None where nothing measured it.
        speed_mps: Mean speed [m/s]; likewise.
        hr_mean_bpm: Mean trusted heart rate [bpm]; None where there was none.
        hr_highest_bpm: The highest [bpm].
        hr_end_bpm: The last [bpm].
        above_ceiling_s: How long it was above the part's own ceiling [s]; None without one.
        run_ratio: Share of running where legs are known; None where they are not.
        rpe: How hard the runner said it felt, the last time; None where nothing was said.
        notes: What was otherwise than planned, in words for people.
    """

    number: int
    planned: Segment
    verdict: Verdict
    start_s: int | None = None
    duration_s: int = 0
    distance_m: float | None = None
    speed_mps: float | None = None
    hr_mean_bpm: float | None = None
    hr_highest_bpm: int | None = None
    hr_end_bpm: int | None = None
    above_ceiling_s: int | None = None
    run_ratio: float | None = None
    rpe: float | None = None
    notes: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """The part as plain JSON values."""
        return {**asdict(self), "notes": list(self.notes)}


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCheck:
    """A session, planned and done.

    Attributes:
        name: Of the workout.
        parts: In their order, all of them.
    """

    name: str
    parts: tuple[PartDone, ...]

    @property
    def done_count(self) -> int:
        """How many parts were done."""
        return sum(part.verdict in (Verdict.DONE, Verdict.LONG) for part in self.parts)

    def to_dict(self) -> dict[str, Any]:
        """The check as plain JSON values."""
        return {
            "name": self.name,
            "done": self.done_count,
            "of": len(self.parts),
            "parts": [part.to_dict() for part in self.parts],
        }


def check_session(run: Run) -> SessionCheck | None:
    """Hold a run against its plan; None where only an easy run was planned, or nobody coached."""
    if run.plan is None or not run.readings or not is_session(run.plan.workout):
        return None
    workout = run.plan.workout
    heard: dict[int, list[Reading]] = {}
    after: dict[int, Reading] = {}
    index: int | None = None
    for reading in run.readings:
        now = reading.progress.index if reading.progress is not None else None
        if index is not None and now != index:
            after[index] = reading
        index = now
        if now is not None and reading.phase is not Phase.FINISHED:
            heard.setdefault(now, []).append(reading)
    return SessionCheck(
        name=workout.name,
        parts=tuple(
            _part(number, segment, heard.get(number - 1, []), after.get(number - 1))
            for number, segment in enumerate(workout.segments, 1)
        ),
    )


def is_session(workout: Workout) -> bool:
    """Whether more was planned than to run easily until the runner ends it."""
    return len(workout.segments) > 1 or not workout.segments[0].is_open


def _part(
    number: int, planned: Segment, readings: list[Reading], after: Reading | None
) -> PartDone:
    if not readings:
        return PartDone(number=number, planned=planned, verdict=Verdict.LEFT_OUT)
    moving = [one for one in readings if one.phase is not Phase.PAUSED]
    duration_s = _duration_s(readings, after)
    distance_m = _distance_m(readings, after)
    speed_mps = distance_m / duration_s if distance_m is not None and duration_s else None
    beats = [one.hr.bpm for one in readings if one.hr.is_trusted and one.hr.bpm is not None]
    run_ratio = _run_ratio(moving)
    legs = run_ratio if duration_s >= LEGS_S else None
    rpe = _rpe(readings)
    return PartDone(
        number=number,
        planned=planned,
        verdict=_verdict(planned, duration_s, distance_m, beats),
        start_s=readings[0].sample.t_s,
        duration_s=duration_s,
        distance_m=distance_m,
        speed_mps=speed_mps,
        hr_mean_bpm=round(sum(beats) / len(beats), 1) if beats else None,
        hr_highest_bpm=max(beats, default=None),
        hr_end_bpm=beats[-1] if beats else None,
        above_ceiling_s=_above_s(readings) if planned.band else None,
        run_ratio=run_ratio,
        rpe=rpe,
        notes=tuple(_notes(planned, speed_mps, legs, rpe)),
    )


def _duration_s(readings: Sequence[Reading], after: Reading | None) -> int:
    """How long a part lasted, pauses not counted [s]: to the second in which the next one began."""
    progress = readings[-1].progress
    assert progress is not None  # by that it was found
    is_first_and_last = progress.index == 0 and after is None  # the first second counts as one
    return progress.spent_s + (0 if is_first_and_last else 1)


def _distance_m(readings: Sequence[Reading], after: Reading | None) -> float | None:
    """How far a part went [m]: as the sensors told it, or else as the coach counted it."""
    start_m = readings[0].sample.distance_m
    end_m = (after or readings[-1]).sample.distance_m
    if start_m is not None and end_m is not None:
        return round(max(0.0, end_m - start_m), 1)
    progress = readings[-1].progress
    assert progress is not None  # by that it was found
    return None if progress.done_m is None else round(progress.done_m, 1)


def _verdict(
    planned: Segment, duration_s: int, distance_m: float | None, beats: Sequence[int]
) -> Verdict:
    until = planned.until
    if until is not None and until.is_met_by(beats[-1] if beats else None):
        return Verdict.DONE
    if until is not None:
        return Verdict.NOT_REACHED
    if planned.is_open:
        return Verdict.DONE
    if planned.distance_m is not None and distance_m is not None:
        far = _compared(distance_m, planned.distance_m, 0.0)
        if far is not Verdict.CUT or planned.duration_s is None:
            return far
    if planned.duration_s is None:
        return Verdict.UNMEASURED
    return _compared(duration_s, planned.duration_s, SLACK_S)


def _compared(done: float, planned: float, slack: float) -> Verdict:
    if done < min(CUT_RATIO * planned, planned - slack):
        return Verdict.CUT
    if done > max(LONG_RATIO * planned, planned + slack):
        return Verdict.LONG
    return Verdict.DONE


def _above_s(readings: Sequence[Reading]) -> int:
    return sum(
        one.hr.is_trusted and one.hr.bpm is not None and one.hr.bpm > one.band.ceiling_bpm
        for one in readings
        if one.band is not None
    )


def _run_ratio(readings: Sequence[Reading]) -> float | None:
    known = [one.gait for one in readings if one.gait is not None]
    return round(known.count(Gait.RUN) / len(known), 3) if known else None


def _rpe(readings: Sequence[Reading]) -> float | None:
    told = [
        float(mark.value)
        for one in readings
        for mark in one.sample.marks
        if mark.kind is MarkKind.RPE and isinstance(mark.value, int | float)
    ]
    return told[-1] if told else None


def _notes(
    planned: Segment, speed_mps: float | None, run_ratio: float | None, rpe: float | None
) -> Iterator[str]:
    """What was otherwise than planned."""
    asked = planned.speed_mps
    if asked is not None and speed_mps is not None:
        yield from _beside(speed_mps, asked, "slower than planned", "faster than planned")
    if planned.speed_cap_mps is not None and speed_mps is not None:
        cap = Range(high=planned.speed_cap_mps)
        yield from _beside(speed_mps, cap, "", "faster than a recovery should be")
    if run_ratio is not None and planned.asks_for_walk and 1.0 - run_ratio < LEGS_RATIO:
        yield f"ran {run_ratio:.0%} of it"
    if run_ratio is not None and planned.asks_for_run and run_ratio < LEGS_RATIO:
        yield f"walked {1.0 - run_ratio:.0%} of it"
    if planned.rpe is not None and rpe is not None:
        if planned.rpe.high is not None and rpe > planned.rpe.high:
            yield "felt harder than planned"
        elif planned.rpe.low is not None and rpe < planned.rpe.low:
            yield "felt easier than planned"


def _beside(speed_mps: float, asked: Range, below: str, above: str) -> Iterator[str]:
    if asked.low is not None and speed_mps < (1.0 - SPEED_SLACK) * asked.low:
        yield below
    if asked.high is not None and speed_mps > (1.0 + SPEED_SLACK) * asked.high:
        yield above
