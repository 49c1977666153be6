"""Who claims drift in runs that the coach leads, whatever the runner makes of it.

The runner of :mod:`analysis.compare` on the level, with a drift that is known: walks come when the
coach calls them, or do not come. True drift is the mean from minute 15 to the end, as in
:mod:`analysis.claims`; where the runner walks it recovers, so it is less than the rate of the kind.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from analysis.claims import HOUR_S, Judged, error_bpm_per_h, mean_drift_bpm_per_h
from analysis.compare import SCENARIOS, Habit, maker_of, runner_of
from analysis.policies import CoachPolicy
from runwalk.engine.phases import Action

LED_KINDS: Final = MappingProxyType({"none": 0.0, "drift 12": 12.0, "drift 25": 25.0})
"""Drift while running [bpm/h], by name."""

_SCENARIO = SCENARIOS["temperate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class LedJob:
    """One run to be led and judged; plain values, so that another process can do it.

    Attributes:
        kind: Name of the drift.
        seed: Which runner, and which of the many runs.
        twin: Whose equations.
        habit: What the runner makes of what is said.
    """

    kind: str
    seed: int
    twin: str = "first"
    habit: str = "obedient"


def judge_led(job: LedJob) -> tuple[Judged, Judged]:
    """Let the coach lead a run twice: as a strap alone gives it, and with speed."""
    return (_judge_led(job, has_speed=False), _judge_led(job, has_speed=True))


def _judge_led(job: LedJob, *, has_speed: bool) -> Judged:
    plain = runner_of(_SCENARIO, job.seed, make_body=maker_of(job.twin))
    body = plain.body.with_drift(
        LED_KINDS[job.kind],
        effort=plain.manner.running_effort,
        temperature_c=_SCENARIO.course.temperature_c,
    )
    runner = runner_of(_SCENARIO, job.seed, make_body=lambda *_: body, habit=Habit(job.habit))
    coach = CoachPolicy(body.athlete, has_speed=has_speed)
    claim_min: float | None = None
    drifted_bpm = []
    for t_s in range(HOUR_S):
        for action in coach.step(runner.second()):
            if action is not Action.INFO:
                runner.hear(action.value)
        drifted_bpm.append(runner.truth.drift_bpm)
        if claim_min is None and coach.drift is not None and coach.drift.is_claimed:
            claim_min = t_s / 60.0
    true_bpm_per_h = mean_drift_bpm_per_h(drifted_bpm)
    assert coach.drift is not None  # an hour has been coached
    return Judged(
        true_bpm_per_h=true_bpm_per_h,
        claim_min=claim_min,
        error_bpm_per_h=error_bpm_per_h(coach.drift, true_bpm_per_h),
    )
