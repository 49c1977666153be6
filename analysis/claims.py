"""Who claims drift, and when, in runs whose true drift is known.

Simulated runners run for an hour by a script and hear nobody. The same samples go to the engine's
own rooms, as the coach asks them: as a strap alone would give them, or with speed. True drift is
the mean from minute 15 to the end. The easy pace lies 4 % of the reserve below the first threshold.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from runwalk.engine.drift import Drift, DriftDetector
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import Motion, MotionObserver
from runwalk.engine.sample import Sample
from runwalk.simulator import AnyBody, Body, Course, Manner, Runner, StrapNoise, Stretch, draw_body

HOUR_S = 3600
FROM_S = 900
"""True drift is the mean from here to the end [s]: minute 15, where a claim begins to count."""

_EASY_BELOW_VT1 = 0.04
_UNSEEN = Motion(None, None, 0.0, None)

Script = Callable[[float], tuple[Stretch, ...]]
"""What a runner does, from the easy speed [m/s]."""


def even(speed_mps: float) -> tuple[Stretch, ...]:
    """Plan an hour at one speed [m/s]."""
    return (Stretch(duration_s=HOUR_S, gait=Gait.RUN, speed_mps=speed_mps),)


def faster(speed_mps: float) -> tuple[Stretch, ...]:
    """Plan half an hour at this speed [m/s] and one at 6 % more."""
    return (
        Stretch(duration_s=1800, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(duration_s=1800, gait=Gait.RUN, speed_mps=1.06 * speed_mps),
    )


def creeping(speed_mps: float) -> tuple[Stretch, ...]:
    """Plan a speed [m/s] that creeps up by 10 % from minute 15 on."""
    return (
        Stretch(duration_s=900, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(
            duration_s=2700, gait=Gait.RUN, speed_mps=speed_mps, end_speed_mps=1.10 * speed_mps
        ),
    )


def five_to_one(speed_mps: float) -> tuple[Stretch, ...]:
    """Plan five minutes at this speed [m/s] and a minute's walk, ten times."""
    return (
        Stretch(duration_s=300, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5),
    ) * 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of run.

    Attributes:
        name: For the table.
        drift_bpm_per_h: True drift at the easy pace [bpm/h].
        script: What the runner does.
        course: Where.
        noise: How far the strap is from perfect.
        wander_bpm: How far the heart strays over some minutes; None is as usual [bpm].
        is_told: Whether the engine knows of walk breaks where only a strap speaks, as it does of
            those it called itself.
        is_over_all: The drift given is that over all, walks included, and not that of the running.
    """

    name: str
    drift_bpm_per_h: float
    script: Script = even
    course: Course = Course()  # noqa: RUF009  # frozen
    noise: StrapNoise = StrapNoise()  # noqa: RUF009  # frozen
    wander_bpm: float | None = None
    is_told: bool = True
    is_over_all: bool = False


HILLS = Course.rolling(0.03, 400.0)
BAD_STRAP = StrapNoise.at(6.0)

KINDS: Final = MappingProxyType(
    {
        one.name: one
        for one in (
            Kind(name="none", drift_bpm_per_h=0.0),
            Kind(name="drift 6", drift_bpm_per_h=6.0),
            Kind(name="drift 12", drift_bpm_per_h=12.0),
            Kind(name="drift 25", drift_bpm_per_h=25.0),
            Kind(name="pace step +6 %", drift_bpm_per_h=0.0, script=faster),
            Kind(name="pace ramp +10 %", drift_bpm_per_h=0.0, script=creeping),
            Kind(name="hills of 3 %", drift_bpm_per_h=0.0, course=HILLS),
            Kind(name="hills, drift 12", drift_bpm_per_h=12.0, course=HILLS),
            Kind(name="artefacts x6", drift_bpm_per_h=0.0, noise=BAD_STRAP),
            Kind(name="walks 5:1", drift_bpm_per_h=0.0, script=five_to_one),
            Kind(
                name="walks, drift 12", drift_bpm_per_h=12.0, script=five_to_one, is_over_all=True
            ),
            Kind(
                name="walks, drift 25", drift_bpm_per_h=25.0, script=five_to_one, is_over_all=True
            ),
        )
    }
)
"""Every row of the table, by its name."""

STRONG: Final = MappingProxyType(
    {"drift 12": 45.0, "drift 25": 33.0, "walks, drift 12": 45.0, "walks, drift 25": 33.0}
)
"""Where drift is wanted to be claimed, and by which minute [min]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """An hour, with what was true in it.

    Attributes:
        samples: What the sensors told.
        gaits: What the legs did, second by second.
        drift_bpm_per_h: Mean true drift from minute 15 on [bpm/h].
        drifted_bpm: How far the heart has drifted, second by second [bpm].
        likely_bpm: The ceiling, where the engine seeks the heart first [bpm].
        resting_bpm: The runner's resting heart rate, which the coach is told too [bpm].
    """

    samples: tuple[Sample, ...]
    gaits: tuple[Gait, ...]
    drift_bpm_per_h: float
    drifted_bpm: tuple[float, ...]
    likely_bpm: float
    resting_bpm: float | None

    def detector(self) -> DriftDetector:
        """The engine's drift detector at the start of this run, told what the coach is told."""
        return DriftDetector(self.likely_bpm, resting_bpm=self.resting_bpm)


def run_of(kind: Kind, seed: int, body: AnyBody | None = None) -> Run:
    """Let somebody run an hour.

    Args:
        kind: What kind of run.
        seed: Which of the many runs.
        body: Who runs; the seed decides if None. The drift is the kind's own in any case.
    """
    body = body or Body.drawn(seed)
    run = _run(kind, seed, body, kind.drift_bpm_per_h)
    if not kind.is_over_all or run.drift_bpm_per_h == 0.0:
        return run
    # Effort does not hang on the heart, so true drift is proportional to its rate.
    share = kind.drift_bpm_per_h / run.drift_bpm_per_h
    return _run(kind, seed, body, kind.drift_bpm_per_h * share)


def _run(kind: Kind, seed: int, body: AnyBody, drift_bpm_per_h: float) -> Run:
    effort = body.vt1_fraction - _EASY_BELOW_VT1
    body = body.with_drift(drift_bpm_per_h, effort=effort, temperature_c=kind.course.temperature_c)
    if kind.wander_bpm is not None:
        if not isinstance(body, Body):
            raise ValueError("only the first body knows a wander of its own")
        body = replace(body, wander_slow_bpm=kind.wander_bpm)
    runner = Runner(
        body,
        course=kind.course,
        manner=Manner(running_effort=effort),
        noise=kind.noise,
        script=kind.script(body.running_speed_at(effort)),
        seed=seed,
    )
    samples, gaits, drifted_bpm = [], [], []
    for _ in range(HOUR_S):
        samples.append(runner.second())
        gaits.append(runner.truth.gait)
        drifted_bpm.append(runner.truth.drift_bpm)
    return Run(
        samples=tuple(samples),
        gaits=tuple(gaits),
        drift_bpm_per_h=mean_drift_bpm_per_h(drifted_bpm),
        drifted_bpm=tuple(drifted_bpm),
        likely_bpm=float(body.athlete.ceiling_bpm or 150),
        resting_bpm=body.athlete.resting_bpm,
    )


def mean_drift_bpm_per_h(drifted_bpm: Sequence[float]) -> float:
    """Tell the mean true drift of an hour, from minute 15 to its end [bpm/h].

    Args:
        drifted_bpm: How far the heart has drifted, second by second [bpm].
    """
    risen_bpm = drifted_bpm[-1] - drifted_bpm[FROM_S]
    return risen_bpm * 3600.0 / (HOUR_S - 1 - FROM_S)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What was made of one run.

    Attributes:
        claim_min: When drift was first claimed [min]; None if never.
        end: What the engine told at the end; None for a rule that tells no slope.
        stands: Whether the claim stood at the end.
    """

    claim_min: float | None
    end: Drift | None = None
    stands: bool = False


def judge(run: Run, *, has_speed: bool, is_told: bool) -> Verdict:
    """Ask the engine's own rooms, as the coach does."""
    cleaner, observer, detector = Cleaner(), MotionObserver(), run.detector()
    claim_min, drift = None, None
    for sample, gait in zip(run.samples, run.gaits, strict=True):
        hr = cleaner.clean(sample)
        motion = observer.observe(sample) if has_speed else _UNSEEN
        drift = detector.watch(sample.t_s, hr, motion, gait if is_told else Gait.RUN)
        if drift.is_claimed and claim_min is None:
            claim_min = sample.t_s / 60.0
    return Verdict(claim_min=claim_min, end=drift, stands=drift is not None and drift.is_claimed)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftJob:
    """One run to be judged; plain values, so that another process can do it.

    Attributes:
        kind: Name of the kind of run.
        seed: Which runner, and which of the many runs.
        twin: Whose equations.
    """

    kind: str
    seed: int
    twin: str = "first"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was claimed in one run.

    Attributes:
        true_bpm_per_h: True drift [bpm/h].
        claim_min: When drift was first claimed [min]; None if never.
        error_bpm_per_h: The slope told at the end minus the true one [bpm/h]; None where the
            engine said that it cannot know.
    """

    true_bpm_per_h: float
    claim_min: float | None
    error_bpm_per_h: float | None


def judged(run: Run, kind: Kind, *, has_speed: bool) -> Judged:
    """Hold the engine's word on a run against the truth."""
    verdict = judge(run, has_speed=has_speed, is_told=kind.is_told)
    assert verdict.end is not None  # an hour has been judged
    return Judged(
        true_bpm_per_h=run.drift_bpm_per_h,
        claim_min=verdict.claim_min,
        error_bpm_per_h=error_bpm_per_h(verdict.end, run.drift_bpm_per_h),
    )


def error_bpm_per_h(told: Drift, true_bpm_per_h: float) -> float | None:
    """The slope told minus the true one [bpm/h]; None where none was told."""
    return told.bpm_per_h - true_bpm_per_h if told.is_known else None


def judge_both(job: DriftJob) -> tuple[Judged, Judged]:
    """Let the engine judge one run as a strap alone gives it, and with speed."""
    kind = KINDS[job.kind]
    run = run_of(kind, job.seed, draw_body(job.seed, job.twin))
    return (judged(run, kind, has_speed=False), judged(run, kind, has_speed=True))


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRow:
    """A kind of run, over all runs of it.

    Attributes:
        kind: Its name.
        has_speed: Whether the engine heard more than the strap.
        true_bpm_per_h: Mean true drift [bpm/h].
        runs: How many runs.
        claims: In how many drift was claimed.
        by_min: Median minute of the first claim [min]; None where there is none.
        in_time: How many claims came by the minute that is wanted; None where none is.
        told: In how many a slope was told at the end.
        error_bpm_per_h: Mean error of these [bpm/h]; None where there are none.
        error_sd_bpm_per_h: Its standard deviation over runs [bpm/h]; None for a single run.
    """

    kind: str
    has_speed: bool
    true_bpm_per_h: float
    runs: int
    claims: int
    by_min: float | None
    in_time: int | None
    told: int
    error_bpm_per_h: float | None
    error_sd_bpm_per_h: float | None


def claim_row(kind: str, judged: Sequence[Judged], *, has_speed: bool) -> ClaimRow:
    """Make a row of the table from its runs."""
    minutes = [one.claim_min for one in judged if one.claim_min is not None]
    errors = [one.error_bpm_per_h for one in judged if one.error_bpm_per_h is not None]
    latest_min = STRONG.get(kind)
    return ClaimRow(
        kind=kind,
        has_speed=has_speed,
        true_bpm_per_h=math.fsum(one.true_bpm_per_h for one in judged) / len(judged),
        runs=len(judged),
        claims=len(minutes),
        by_min=statistics.median(minutes) if minutes else None,
        in_time=None if latest_min is None else sum(one <= latest_min for one in minutes),
        told=len(errors),
        error_bpm_per_h=math.fsum(errors) / len(errors) if errors else None,
        error_sd_bpm_per_h=statistics.stdev(errors) if len(errors) > 1 else None,
    )
