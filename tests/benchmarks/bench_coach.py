"""Does the coach keep a heart below its ceiling better than a simpler rule would?

Run it with ``uv run python -m tests.benchmarks.bench_coach``. Simulated runners, each with a heart,
a habit and a course of its own, obey what they hear for an hour: runwalk with a strap alone,
runwalk with speed, and rules that are about:

* *watch alert*: walk when heart rate is above the ceiling, run when it is not;
* *watch alert, 10 bpm*: the same, but run again only 10 bpm below the ceiling;
* *4:1*: run for four minutes, walk for one, whatever the heart does;
* *no walking*.

An alert is never given within 10 s of the last one, which watches do too. Everybody hears the same
strap, and what is counted is the *true* heart rate. How hard they run is drawn from just below the
ceiling to far above it. The seeds are fixed, and nothing in the engine was tuned on them.

Two ratios follow each of our rows: to the best peer of that very column among those that walk, and
to the peer that keeps hearts lowest. Below 1 is better, but for the share and the speed of running
and the length of its bouts, where it is above 1.
"""

from __future__ import annotations

import argparse
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

from analysis.policies import (
    Beep,
    BeepToMiddle,
    ClockRatio,
    CoachPolicy,
    NoWalking,
    Policy,
    band_of,
)
from runwalk.engine.athlete import Athlete
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.simulator import Body, Course, Manner, Runner
from runwalk.simulator.dice import Dice

FIRST_SEED = 5000
SETTLED_S = 900  # true drift is counted from here on, as in bench_drift


OURS: dict[str, Callable[[Athlete], Policy]] = {
    "runwalk, strap only": lambda athlete: CoachPolicy(athlete, has_speed=False),
    "runwalk, with speed": lambda athlete: CoachPolicy(athlete, has_speed=True),
}
PEERS: dict[str, Callable[[Athlete], Policy]] = {
    "watch alert": lambda athlete: Beep(band_of(athlete)),
    "watch alert, 10 bpm": lambda athlete: BeepToMiddle(band_of(athlete)),
    "4:1": lambda athlete: ClockRatio(),
    "no walking": lambda athlete: NoWalking(),
}
WALKERS = ("watch alert", "watch alert, 10 bpm", "4:1")
LOWEST = "watch alert, 10 bpm"


@dataclass(slots=True)
class Score:
    """What came of one run; a second each."""

    above_s: int = 0
    above_2_s: int = 0
    overshoot_bpm: float = 0.0
    run_s: int = 0
    distance_m: float = 0.0
    walk_cues: int = 0
    cues: int = 0
    run_cues: int = 0
    untimely: int = 0
    run_bouts_s: list[int] = field(default_factory=list)
    drift_bpm_per_h: float = 0.0
    slope_error_bpm_per_h: float = 0.0
    slope_sd_bpm_per_h: float = 0.0
    has_claimed: bool = False


def above_vt1(seed: int) -> float:
    """How far somebody's easy pace lies above the first threshold, as a share of the reserve."""
    return Dice("bench coach effort", seed).uniform(-0.04, 0.12)


def runner_of(body: Body, seed: int) -> Runner:
    """Draw the rest of a run: heat, hills, and how fast the runner reacts."""
    dice = Dice("bench coach", seed)
    temperature_c = dice.uniform(8.0, 30.0)
    hilly = Course.rolling(dice.uniform(0.01, 0.05), 400.0)
    course = hilly if dice.happens(0.5) else Course()
    return Runner(
        body,
        course=replace(course, temperature_c=temperature_c),
        manner=Manner(
            running_effort=body.vt1_fraction + above_vt1(seed), reaction_s=dice.uniform(2.0, 7.0)
        ),
        seed=seed,
    )


def play(policy_for: Callable[[Athlete], Policy], seed: int, minutes: int) -> Score:
    """Let one runner obey one policy."""
    body = Body.drawn(seed)
    runner, policy = runner_of(body, seed), policy_for(body.athlete)
    ceiling_bpm = float(band_of(body.athlete).ceiling_bpm)
    score = Score()
    bout_s = 0
    settled_bpm = 0.0
    for t_s in range(60 * minutes):
        said = policy.step(runner.second())
        truth = runner.truth
        if t_s == SETTLED_S:
            settled_bpm = truth.drift_bpm
        for action in said:
            score.cues += 1
            score.walk_cues += action is Action.WALK
            if action is Action.RUN:
                score.run_cues += 1
                score.untimely += truth.hr_bpm > ceiling_bpm
            if action is not Action.INFO:
                runner.hear(action.value)
        over_bpm = truth.hr_bpm - ceiling_bpm
        score.above_s += over_bpm > 0.0
        score.above_2_s += over_bpm > 2.0
        score.overshoot_bpm = max(score.overshoot_bpm, over_bpm)
        score.distance_m += truth.speed_mps
        if truth.gait is Gait.RUN:
            score.run_s += 1
            bout_s += 1
        elif bout_s:
            score.run_bouts_s.append(bout_s)
            bout_s = 0
    if bout_s:
        score.run_bouts_s.append(bout_s)
    if isinstance(policy, CoachPolicy) and policy.drift is not None:
        risen_bpm = runner.truth.drift_bpm - settled_bpm
        score.drift_bpm_per_h = risen_bpm * 3600.0 / (60 * minutes - SETTLED_S)
        score.slope_error_bpm_per_h = policy.drift.bpm_per_h - score.drift_bpm_per_h
        score.slope_sd_bpm_per_h = policy.drift.sd_bpm_per_h
        score.has_claimed = policy.has_claimed
    return score


GROUPS = (
    ("to the ceiling or a little over it", -1.0, 0.02),
    ("well over the ceiling", 0.02, 0.07),
    ("far over the ceiling", 0.07, 1.0),
)

COLUMNS = (">C", ">C+2", "over", "worst", "run%", "km/h", "bout", "walks", "cues", "early")
LOW_IS_GOOD = (True, True, True, True, False, False, False, True, True, True)


def means(scores: Sequence[Score], minutes: int) -> tuple[float, ...]:
    """The columns of the table, per hour."""
    hours = minutes / 60.0
    runs_s = 60.0 * minutes

    def mean(pick: Callable[[Score], float]) -> float:
        return statistics.fmean(pick(one) for one in scores)

    return (
        mean(lambda s: s.above_s / 60.0) / hours,
        mean(lambda s: s.above_2_s / 60.0) / hours,
        mean(lambda s: s.overshoot_bpm),
        max(s.overshoot_bpm for s in scores),
        100.0 * mean(lambda s: s.run_s) / runs_s,
        mean(lambda s: s.distance_m) / 1000.0 / hours,
        statistics.median(bout for s in scores for bout in s.run_bouts_s),
        mean(lambda s: s.walk_cues) / hours,
        mean(lambda s: s.cues) / hours,
        mean(lambda s: s.untimely) / hours,
    )


def row(name: str, values: Sequence[float]) -> str:
    return f"{name:<20}" + "".join(
        f"{value:6.0f}" if value > 999 else f"{value:6.1f}" for value in values
    )


def ratios(ours: Sequence[float], peers: Sequence[Sequence[float]]) -> str:
    """Each column over that of the best of these peers."""
    cells = []
    for i, low_is_good in enumerate(LOW_IS_GOOD):
        best = (min if low_is_good else max)(one[i] for one in peers)
        cells.append(f"{ours[i] / best:6.2f}" if best else f"{'-':>6}")
    return "".join(cells)


def drift_in_words(scores: Sequence[Score]) -> str:
    """What the coach made of drift in runs that it coached."""
    errors = [one.slope_error_bpm_per_h for one in scores]
    own = statistics.fmean(one.slope_sd_bpm_per_h for one in scores)
    text = f"{statistics.fmean(errors):+6.1f} ±{statistics.stdev(errors):4.1f} ({own:.1f})   "
    for low, high in ((-99.0, 3.0), (3.0, 8.0), (8.0, 999.0)):
        some = [one for one in scores if low <= one.drift_bpm_per_h < high]
        text += f"{sum(one.has_claimed for one in some):7} of {len(some):2}"
    return text


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold the coach against simpler rules.")
    parser.add_argument("--runs", type=int, default=48, help="how many runners")
    parser.add_argument("--minutes", type=int, default=60, help="how long they run [min]")
    wanted = parser.parse_args()
    minutes = wanted.minutes
    seeds = range(FIRST_SEED, FIRST_SEED + wanted.runs)
    print(
        f"{len(seeds)} runners (seeds {seeds[0]} to {seeds[-1]}), {minutes} minutes each; per hour,"
    )
    print("by true heart rates: minutes above the ceiling C, bpm above it (mean, worst), share of")
    print("time run, speed, median run bout [s], walk cues, all cues, run cues above the ceiling\n")
    print(f"{'':<20}" + "".join(f"{name:>6}" for name in COLUMNS))
    scores: dict[str, dict[int, Score]] = {}
    table: dict[str, tuple[float, ...]] = {}
    for name, policy_for in (PEERS | OURS).items():
        scores[name] = {seed: play(policy_for, seed, minutes) for seed in seeds}
        table[name] = means(list(scores[name].values()), minutes)
        print(row(name, table[name]), flush=True)
        if name in OURS:
            print(f"{'  / best peer':<20}" + ratios(table[name], [table[w] for w in WALKERS]))
            print(f"{'  / alert, 10 bpm':<20}" + ratios(table[name], [table[LOWEST]]))
    if minutes > 30:
        print(
            "\nslope told at the end, in bpm/h, and runs in which drift was claimed, by true drift"
        )
        print(f"{'':<20}{'error (own sd)':>17}{'below 3':>14}{'3 to 8':>12}{'above 8':>12}")
        for name in OURS:
            print(f"{name:<20}" + drift_in_words(list(scores[name].values())))
    for words, low, high in GROUPS:
        some = [seed for seed in seeds if low <= above_vt1(seed) < high]
        if not some:
            continue
        print(f"\nthe {len(some)} whose pace leads {words}:")
        for name in ("watch alert", LOWEST, *OURS):
            print(row(name, means([scores[name][seed] for seed in some], minutes)))


if __name__ == "__main__":
    main()
