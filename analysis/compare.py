"""The coach beside other ways to run and walk, on simulated runners whose truth is known.

The loop is closed: everybody hears the same strap, the legs obey, the heart answers. What counts is
the *true* heart rate in the seconds after warm-up:

* warm-up: the first 300 s, in which a heart climbs from rest whatever is said;
* in zone: floor <= true heart rate <= ceiling, the coach's own band (the ceiling is the first
  ventilatory threshold, the floor lies 20 bpm lower); above: above the ceiling;
* worst decile: the 10th percentile over runs (linear between runs) of the share in zone;
* cycles: how often the legs went from running to walking; cues: everything that was said.

Intervals hold the mean of 95 % of 10 000 resamples of runs (percentile bootstrap, fixed seed).
Differences are paired: the same runner, body, course, strap and chance under both.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import numpy as np

from analysis.policies import (
    Beep,
    BeepToMiddle,
    ClockRatio,
    CoachPolicy,
    NoWalking,
    Oracle,
    Policy,
    band_of,
)
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.simulator import AnyBody, Course, Manner, Runner, StrapNoise, Twin, draw_body
from runwalk.simulator.dice import Dice

WARM_UP_S: Final = 300
_RESAMPLES = 10_000
_BOOTSTRAP_SEED = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """A kind of day, and of runner.

    Attributes:
        name: What to ask for.
        words: What it is, for people.
        course: Where.
        is_beginner: Whether the runner is one: little oxygen, a slow run that is far too hard.
    """

    name: str
    words: str
    course: Course
    is_beginner: bool = False


SCENARIOS: Final = MappingProxyType(
    {
        one.name: one
        for one in (
            Scenario(name="temperate", words="level, 15 degC", course=Course()),
            Scenario(name="hot", words="level, 30 degC", course=Course(temperature_c=30.0)),
            Scenario(
                name="hills", words="hills of 4 %, 15 degC", course=Course.rolling(0.04, 350.0)
            ),
            Scenario(
                name="beginner",
                words="a beginner, level, 15 degC",
                course=Course(),
                is_beginner=True,
            ),
        )
    }
)
"""Every scenario, by its name."""


class Habit(StrEnum):
    """What a runner makes of what is said."""

    OBEDIENT = "obedient"
    DISOBEDIENT = "disobedient"  # every second word is ignored, walks begin late and end early
    DEAF = "deaf"  # a run that nobody guides

    def applied(self, manner: Manner) -> Manner:
        """The manner of a runner who has this habit."""
        match self:
            case Habit.OBEDIENT:
                return manner
            case Habit.DISOBEDIENT:
                return manner.disobedient()
            case Habit.DEAF:
                return replace(manner, ignores_every=1)


MakeBody = Callable[[Scenario, int], AnyBody]
"""Who runs in a scenario, from a seed. Whatever has the face of a Body will do."""


def maker_of(twin: str) -> MakeBody:
    """Tell how runners of one set of equations are drawn.

    A beginner has 28 to 36 ml/kg/min, a resting heart rate of 62 to 78 bpm, and the first
    threshold at 50 to 58 % of the reserve (our choice).

    Args:
        twin: Whose equations: ``first`` or ``second``.

    Raises:
        ValueError: There is no such twin.
    """
    equations = Twin(twin)

    def make_body(scenario: Scenario, seed: int) -> AnyBody:
        body = draw_body(seed, equations)
        if not scenario.is_beginner:
            return body
        dice = Dice("compare beginner", seed)
        return replace(
            body,
            vo2max_ml_per_kg_min=dice.uniform(28.0, 36.0),
            resting_bpm=dice.uniform(62.0, 78.0),
            vt1_fraction=dice.uniform(0.50, 0.58),
        )

    return make_body


POLICIES: Final[Mapping[str, Callable[[Runner], Policy]]] = MappingProxyType(
    {
        "no walking": lambda runner: NoWalking(),
        "Galloway 4:1": lambda runner: ClockRatio(240, 60),
        "beep": lambda runner: Beep(band_of(runner.body.athlete)),
        "beep to mid-zone": lambda runner: BeepToMiddle(band_of(runner.body.athlete)),
        "oracle": Oracle,
        "coach, strap only": lambda runner: CoachPolicy(runner.body.athlete, has_speed=False),
        "coach, with speed": lambda runner: CoachPolicy(runner.body.athlete, has_speed=True),
    }
)
"""Every policy, by its name."""

COACHES: Final = ("coach, strap only", "coach, with speed")
PACER: Final = "beep to mid-zone"
"""Whose speed the coach's is held against."""


def runner_of(
    scenario: Scenario,
    seed: int,
    *,
    make_body: MakeBody | None = None,
    noise: StrapNoise | None = None,
    habit: Habit = Habit.OBEDIENT,
) -> Runner:
    """Draw a runner: how hard the easy pace is, and how soon the legs obey.

    The easy pace lies from 4 % of the reserve below the first threshold to 12 % above it, a
    beginner's slowest run at 1.9 to 2.2 m/s; a word takes 2 to 7 s to the legs (our choice).

    Args:
        scenario: What kind of day.
        seed: Which runner, and which of the many runs.
        make_body: Who runs; somebody of the first set of equations if None.
        noise: How far the strap is from perfect; an ordinary one if None.
        habit: What the runner makes of what is said.
    """
    body = (make_body or maker_of(Twin.FIRST))(scenario, seed)
    dice = Dice("compare", seed)
    manner = Manner(
        running_effort=body.vt1_fraction + dice.uniform(-0.04, 0.12),
        reaction_s=dice.uniform(2.0, 7.0),
    )
    if scenario.is_beginner:
        manner = replace(
            manner,
            running_mps=dice.uniform(1.9, 2.2),
            walking_mps=dice.uniform(1.2, 1.4),
        )
    return Runner(
        body, course=scenario.course, manner=habit.applied(manner), noise=noise, seed=seed
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What came of one run, after warm-up and by true heart rate.

    Attributes:
        in_zone_ratio: Share of the seconds between floor and ceiling.
        above_ratio: Share of them above the ceiling.
        below_ratio: Share of them below the floor.
        overshoot_bpm: Highest heart rate above the ceiling [bpm]; 0 where it never was.
        running_ratio: Share of them in which the legs ran.
        speed_mps: Mean speed, walks counted [m/s].
        cycles_per_h: Walks begun in an hour.
        cues_per_h: Cues in an hour.
    """

    in_zone_ratio: float
    above_ratio: float
    below_ratio: float
    overshoot_bpm: float
    running_ratio: float
    speed_mps: float
    cycles_per_h: float
    cues_per_h: float


def score(runner: Runner, policy: Policy, duration_s: int) -> Score:
    """Let a runner obey a policy.

    Args:
        runner: Who runs, from the start.
        policy: Who speaks.
        duration_s: How long, warm-up included [s].

    Raises:
        ValueError: The run ends within the warm-up.
    """
    if duration_s <= WARM_UP_S:
        raise ValueError(f"a run must be longer than its warm-up of {WARM_UP_S} s: {duration_s}")
    band = band_of(runner.body.athlete)
    in_zone_s = above_s = running_s = cycles = cues = 0
    distance_m = overshoot_bpm = 0.0
    gait_before = Gait.STAND
    for t_s in range(duration_s):
        said = policy.step(runner.second())
        truth = runner.truth
        for action in said:
            if action is not Action.INFO:
                runner.hear(action.value)
        if t_s >= WARM_UP_S:
            cues += len(said)
            cycles += truth.gait is Gait.WALK and gait_before is Gait.RUN
            in_zone_s += band.floor_bpm <= truth.hr_bpm <= band.ceiling_bpm
            above_s += truth.hr_bpm > band.ceiling_bpm
            overshoot_bpm = max(overshoot_bpm, truth.hr_bpm - band.ceiling_bpm)
            running_s += truth.gait is Gait.RUN
            distance_m += truth.speed_mps
        gait_before = truth.gait
    counted_s = duration_s - WARM_UP_S
    return Score(
        in_zone_ratio=in_zone_s / counted_s,
        above_ratio=above_s / counted_s,
        below_ratio=(counted_s - in_zone_s - above_s) / counted_s,
        overshoot_bpm=overshoot_bpm,
        running_ratio=running_s / counted_s,
        speed_mps=distance_m / counted_s,
        cycles_per_h=cycles * 3600.0 / counted_s,
        cues_per_h=cues * 3600.0 / counted_s,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One run to be made; plain values, so that another process can make it.

    Attributes:
        scenario: Name of the scenario.
        policy: Name of the policy.
        seed: Which runner, and which of the many runs.
        minutes: How long [min].
        twin: Whose equations.
        noise_level: How bad the strap is; 1 is ordinary.
        habit: What the runner makes of what is said.
    """

    scenario: str
    policy: str
    seed: int
    minutes: int
    twin: str = "first"
    noise_level: float = 1.0
    habit: str = "obedient"


def score_of(job: Job) -> Score:
    """Make one run; the same job gives the same score in any process."""
    runner = runner_of(
        SCENARIOS[job.scenario],
        job.seed,
        make_body=maker_of(job.twin),
        noise=StrapNoise.at(job.noise_level),
        habit=Habit(job.habit),
    )
    return score(runner, POLICIES[job.policy](runner), 60 * job.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A mean over runs.

    Attributes:
        mean: The mean.
        low: Lower end of its 95 % interval.
        high: Upper end of it.
    """

    mean: float
    low: float
    high: float


def estimate(values: Sequence[float]) -> Estimate:
    """Estimate a mean over runs; for a paired comparison give the differences of the pairs.

    >>> estimate([2.0, 2.0, 2.0])
    Estimate(mean=2.0, low=2.0, high=2.0)
    """
    drawn = np.random.default_rng(_BOOTSTRAP_SEED).integers(
        0, len(values), size=(_RESAMPLES, len(values))
    )
    low, high = np.percentile(np.asarray(values)[drawn].mean(axis=1), (2.5, 97.5))
    return Estimate(mean=math.fsum(values) / len(values), low=float(low), high=float(high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A policy in a scenario, over all runs. Shares and speeds in percent.

    Attributes:
        scenario: Name of the scenario.
        policy: Name of the policy.
        in_zone_pct: Time in zone [%].
        worst_decile_pct: What nine runs of ten have of it, or more [%].
        above_pct: Time above the ceiling [%].
        below_pct: Time below the floor [%].
        overshoot_bpm: Highest heart rate above the ceiling, mean over runs [bpm].
        speed_mps: Mean speed [m/s].
        running_pct: Time running [%].
        cycles_per_h: Walks begun in an hour.
        cues_per_h: Cues in an hour.
        in_zone_more_pct: Time in zone more than the lead's, paired [percentage points].
        above_more_pct: Time above the ceiling more than the lead's, paired [percentage points].
        faster_pct: Faster than the lead, paired [%].
        faster_than_pacer_pct: Faster than the beep that walks to mid-zone, paired [%].
        scores: The runs, in the order of the seeds.
    """

    scenario: str
    policy: str
    in_zone_pct: Estimate
    worst_decile_pct: float
    above_pct: Estimate
    below_pct: Estimate
    overshoot_bpm: Estimate
    speed_mps: Estimate
    running_pct: Estimate
    cycles_per_h: Estimate
    cues_per_h: Estimate
    in_zone_more_pct: Estimate
    above_more_pct: Estimate
    faster_pct: Estimate
    faster_than_pacer_pct: Estimate
    scores: tuple[Score, ...]


def rows(
    scenario: str, scores: Mapping[str, Sequence[Score]], *, lead: str = COACHES[-1]
) -> tuple[Row, ...]:
    """Make the table of a scenario.

    Args:
        scenario: Its name.
        scores: Policy -> its runs; every policy has the same seeds in the same order, and there
            is the beep that walks to mid-zone.
        lead: Who the others are held against.
    """

    def row(policy: str, runs: Sequence[Score]) -> Row:
        def over_runs(pick: Callable[[Score], float]) -> Estimate:
            return estimate([pick(one) for one in runs])

        def beside(other: str, pick: Callable[[Score, Score], float]) -> Estimate:
            pairs = zip(runs, scores[other], strict=True)
            return estimate([pick(mine, theirs) for mine, theirs in pairs])

        in_zone_pct = [100.0 * one.in_zone_ratio for one in runs]
        return Row(
            scenario=scenario,
            policy=policy,
            in_zone_pct=estimate(in_zone_pct),
            worst_decile_pct=float(np.percentile(in_zone_pct, 10.0)),
            above_pct=over_runs(lambda one: 100.0 * one.above_ratio),
            below_pct=over_runs(lambda one: 100.0 * one.below_ratio),
            overshoot_bpm=over_runs(lambda one: one.overshoot_bpm),
            speed_mps=over_runs(lambda one: one.speed_mps),
            running_pct=over_runs(lambda one: 100.0 * one.running_ratio),
            cycles_per_h=over_runs(lambda one: one.cycles_per_h),
            cues_per_h=over_runs(lambda one: one.cues_per_h),
            in_zone_more_pct=beside(lead, lambda a, b: 100.0 * (a.in_zone_ratio - b.in_zone_ratio)),
            above_more_pct=beside(lead, lambda a, b: 100.0 * (a.above_ratio - b.above_ratio)),
            faster_pct=beside(lead, lambda a, b: 100.0 * (a.speed_mps / b.speed_mps - 1.0)),
            faster_than_pacer_pct=beside(
                PACER, lambda a, b: 100.0 * (a.speed_mps / b.speed_mps - 1.0)
            ),
            scores=tuple(runs),
        )

    return tuple(row(policy, runs) for policy, runs in scores.items())


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Whether the coach does what it was built to do.

    Attributes:
        what: What is wanted.
        wanted: The bar.
        measured: What came out.
        is_met: Whether it holds.
    """

    what: str
    wanted: float
    measured: float
    is_met: bool


def verdicts(row: Row) -> tuple[Verdict, ...]:
    """Hold a coach's row against this project's own targets, which were set beforehand."""
    is_beginner = SCENARIOS[row.scenario].is_beginner
    at_least = (
        ("in zone [%]", 88.0 if is_beginner else 93.0, row.in_zone_pct.mean),
        ("worst decile [%]", 75.0 if is_beginner else 85.0, row.worst_decile_pct),
        ("faster than the beep to mid-zone [%]", -1.5, row.faster_than_pacer_pct.mean),
    )
    above = ("above [%]", 8.0 if is_beginner else 5.0, row.above_pct.mean)
    return (
        *(Verdict(what=a, wanted=b, measured=c, is_met=c >= b) for a, b, c in at_least),
        Verdict(what=above[0], wanted=above[1], measured=above[2], is_met=above[2] <= above[1]),
    )
