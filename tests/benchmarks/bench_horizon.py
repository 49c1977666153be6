"""How often is the ceiling reached within the span that was told?

Run it with ``uv run python -m tests.benchmarks.bench_horizon``. Simulated runners obey the coach.
Once a minute, if they run below the ceiling, a copy of the runner runs on and hears nothing: the
time told is held against the first second in which its true heart rate is at the ceiling.
"""

from __future__ import annotations

import pickle
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from analysis.compare import SCENARIOS, band_of, runner_of
from runwalk import Coach, Reading, Sample
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.simulator import Runner

SEEDS = range(8020, 8028)
EVERY_S, RUN_S, HORIZON_S = 61, 3600, 1500


@dataclass(frozen=True)
class Told:
    """What was told in a second, and what was true.

    Attributes:
        has_speed: Whether the coach heard speed.
        seconds: Most likely time to the ceiling [s].
        soonest_s: Start of the span [s].
        latest_s: End of it [s].
        true_s: When the ceiling was reached [s]; None for not within 25 minutes.
    """

    has_speed: bool
    seconds: int | None
    soonest_s: int | None
    latest_s: int | None
    true_s: int | None

    @property
    def miss(self) -> int:
        """-1 where the ceiling came before the span, 1 where after it, 0 where within."""
        true_s = HORIZON_S + 1 if self.true_s is None else self.true_s
        if self.soonest_s is None or true_s < self.soonest_s:
            return -1 if self.true_s is not None else 0
        return 1 if self.latest_s is not None and true_s > self.latest_s else 0


def runs_on(runner: Runner, ceiling_bpm: int) -> int | None:
    """When the ceiling is reached by somebody who runs on and hears nothing [s]."""
    again: Runner = pickle.loads(pickle.dumps(runner))  # ``deepcopy`` would share the dice
    for second in range(1, HORIZON_S + 1):
        again.second()
        if again.truth.hr_bpm >= ceiling_bpm:
            return second
    return None


def told(scenario: str, seed: int, *, has_speed: bool) -> Iterator[Told]:
    """Coach a run, and look ahead once a minute."""
    runner = runner_of(SCENARIOS[scenario], seed)
    coach, band = Coach(runner.body.athlete), band_of(runner.body.athlete)
    ran_s = 0
    for t_s in range(RUN_S):
        sample = runner.second()
        if not has_speed:
            sample = Sample(t_s=t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms)
        reading: Reading = coach.step(sample)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action.value)
        runs = runner.truth.gait is Gait.RUN and reading.phase.is_running
        ran_s = ran_s + 1 if runs else 0
        is_below = runner.truth.hr_bpm < band.ceiling_bpm and reading.hr.is_trusted
        if t_s >= 300 and t_s % EVERY_S == 0 and ran_s >= 10 and is_below:
            yield Told(
                has_speed=has_speed,
                seconds=reading.seconds_to_ceiling,
                soonest_s=reading.ceiling_soonest_s,
                latest_s=reading.ceiling_latest_s,
                true_s=runs_on(runner, band.ceiling_bpm),
            )


ROWS: dict[str, Callable[[Told], bool]] = {
    "all": lambda one: True,
    "strap only": lambda one: not one.has_speed,
    "with speed": lambda one: one.has_speed,
    "told: within a minute": lambda one: one.seconds is not None and one.seconds <= 60,
    "told: within five": lambda one: one.seconds is not None and 60 < one.seconds <= 300,
    "told: later": lambda one: one.seconds is not None and one.seconds > 300,
    "told: not within the hour": lambda one: one.seconds is None,
}


def main() -> None:
    """Print the table."""
    everything = [
        one
        for scenario in SCENARIOS
        for seed in SEEDS
        for has_speed in (False, True)
        for one in told(scenario, seed, has_speed=has_speed)
    ]
    print(f"{len(SEEDS)} runners a scenario (seeds {SEEDS[0]} to {SEEDS[-1]}), 60 minutes")
    print(f"{'':<26}{'seconds':>8}{'within %':>10}{'before %':>10}{'after %':>9}{'error s':>9}")
    for name, is_of in ROWS.items():
        some = [one for one in everything if is_of(one)]
        shares = [100.0 * sum(one.miss == m for one in some) / len(some) for m in (0, -1, 1)]
        errors = [
            one.true_s - one.seconds
            for one in some
            if one.true_s is not None and one.seconds is not None
        ]
        error = f"{statistics.median(errors):+.0f}" if errors else "-"
        print(
            f"{name:<26}{len(some):>8}{shares[0]:>10.1f}{shares[1]:>10.1f}{shares[2]:>9.1f}"
            f"{error:>9}"
        )


if __name__ == "__main__":
    main()
