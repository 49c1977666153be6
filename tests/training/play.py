"""Play a session in a closed loop: a simulated runner hears the coach, and obeys."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from runwalk.engine.athlete import Athlete
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Segment, Workout
from runwalk.simulator.course import Course
from runwalk.simulator.runner import Runner
from runwalk.simulator.scenarios import easy_manner
from runwalk.simulator.strap import StrapNoise
from runwalk.simulator.twins import draw_body
from runwalk.training.choice import chosen
from runwalk.training.compiler import Runner as For
from runwalk.training.compiler import workout_of

LONGEST_S = 4 * 3600
OF_THE_HEART = {
    Reason.CEILING,
    Reason.DRIFT,
    Reason.RISING,
    Reason.SURGE,
    Reason.HILL,
    Reason.EFFORT,
    Reason.START,
    Reason.HEADS_UP,
}
"""What must not be said in a surge, and for a minute after it."""


_DONE_TOO = {MarkKind.TAG: "walk", MarkKind.RESUME: "run"}
"""What the legs do when this is told: who says *cramp* walks already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A session that was run.

    Attributes:
        workout: What was planned.
        athlete: Who ran.
        samples: What the sensors told.
        readings: What the coach made of it.
    """

    workout: Workout
    athlete: Athlete
    samples: tuple[Sample, ...]
    readings: tuple[Reading, ...]

    def cues(self, *reasons: Reason) -> list[tuple[int, Cue]]:
        """Second and cue of all that was said for these reasons; for any, if none is named."""
        return [
            (one.sample.t_s, cue)
            for one in self.readings
            for cue in one.cues
            if not reasons or cue.reason in reasons
        ]

    def starts(self) -> dict[int, int]:
        """In which second each segment began, by its index."""
        begun: dict[int, int] = {}
        for one in self.readings:
            if one.progress is not None:
                begun.setdefault(one.progress.index, one.sample.t_s)
        return begun

    def during(self, name: str) -> list[Reading]:
        """What the coach made of the seconds in segments of a name."""
        return [one for one in self.readings if one.segment and one.segment.name == name]

    def is_finished(self) -> bool:
        """Whether the workout came to its end."""
        return self.readings[-1].phase is Phase.FINISHED


def play(
    text: str,
    seed: int,
    *,
    vdot: float | None = None,
    course: Course | None = None,
    noise: StrapNoise | None = None,
    marks: Mapping[int, Mark] | None = None,
    make: Callable[[Runner], Runner] = lambda runner: runner,
    athlete: Athlete | None = None,
    longest_s: int = LONGEST_S,
) -> Played:
    """Let somebody run a workout to its end.

    Args:
        text: As for ``--workout``.
        seed: Which runner.
        vdot: What a race told; None for a runner without one.
        course: Where.
        noise: How far the strap is from perfect; a perfect one if None.
        marks: What the runner tells, and in which second.
        make: Changes the runner beforehand.
        athlete: Whose heart rates the coach goes by; the body's own, if None.
        longest_s: When to stop, if it does not end.
    """
    body = draw_body(seed)
    runner = make(
        Runner(
            body,
            course=course,
            manner=easy_manner(body),
            noise=noise or StrapNoise(),
            seed=seed,
        )
    )
    who = athlete or body.athlete
    name, spec = chosen(text)
    workout = workout_of(spec, For(who, vdot), name)
    coach = Coach(who, workout)
    samples: list[Sample] = []
    readings: list[Reading] = []
    while len(samples) < longest_s:
        sample = runner.second()
        mark = (marks or {}).get(sample.t_s)
        if mark is not None:
            sample = replace(sample, marks=(mark,))
            if mark.kind in _DONE_TOO:
                runner.hear(_DONE_TOO[mark.kind])
        reading = coach.step(sample)
        samples.append(sample)
        readings.append(reading)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action.value)
        runner.take(reading.segment)
        if reading.phase is Phase.FINISHED:
            break
    return Played(workout=workout, athlete=who, samples=tuple(samples), readings=tuple(readings))


def is_timed(segment: Segment) -> bool:
    """Whether a segment ends by the clock alone."""
    return segment.duration_s is not None and segment.until is None and segment.distance_m is None
