"""Is a heart found again in five runs, and is a coach better that starts from it?

``python -m tests.benchmarks.bench_heart``: simulated runners (seeds 8000 to 8019) are coached
through five runs each, on the level, in heat and over hills. Their hearts are fitted and pooled as
``fit-athlete`` does it, and held against the truth. Then each runs once more, coached from nothing,
from the own profile, and from somebody else's.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from analysis.compare import SCENARIOS, Score, estimate, maker_of, runner_of, score
from analysis.heart_fit import HeartFit, Told, fit_heart
from analysis.heart_pool import Pooled, pool_runs, profile_of
from analysis.parallel import done
from analysis.policies import CoachPolicy, band_of
from runwalk.engine.coach import Coach
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.engine.profile import HeartProfile
from runwalk.engine.sample import Sample
from runwalk.simulator import AnyBody, Body, Runner, draw_body, rehearse

SEEDS = range(8000, 8020)
RUNS = ("temperate", "hot", "hills", "temperate", "hills")
SECONDS = 45 * 60
FIRST_S = range(120, 720)  # the first minutes, once the heart has climbed
EARLY_S = (range(60, 240), range(240, 540))


@dataclass(frozen=True, slots=True)
class Learning:
    """What five runs of one body told: each alone, and together."""

    body: AnyBody
    alone: tuple[dict[str, Told], ...]
    known: dict[str, Pooled]


@dataclass(frozen=True, slots=True)
class Loop:
    """A run to be coached; plain values, so that another process can do it."""

    seed: int
    twin: str
    heart: HeartProfile | None
    has_speed: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it, in % of the time and bpm."""

    score: Score
    first_above_pct: float
    has_claimed: bool
    off_bpm: tuple[float, float]  # where the heart would settle, told minus true, by EARLY_S


class Watched(CoachPolicy):
    """The coach, held against the truth in the first minutes."""

    def __init__(self, who: Runner, heart: HeartProfile | None, *, has_speed: bool) -> None:
        super().__init__(replace(who.body.athlete, heart=heart), has_speed=has_speed)
        self._who = who
        self._ceiling_bpm = band_of(who.body.athlete).ceiling_bpm
        self.first_above_s = 0
        self.has_claimed = False
        self.off_bpm: tuple[list[float], ...] = tuple([] for _ in EARLY_S)

    def step(self, sample: Sample) -> tuple[Action, ...]:
        said = super().step(sample)
        truth, outlook = self._who.truth, self._coach._detector.outlook
        self.has_claimed |= self.drift is not None and self.drift.is_claimed
        self.first_above_s += sample.t_s in FIRST_S and truth.hr_bpm > self._ceiling_bpm
        for some, when in zip(self.off_bpm, EARLY_S, strict=True):
            if sample.t_s in when and truth.gait is Gait.RUN and outlook is not None:
                true_bpm = truth.demand_bpm + truth.slow_bpm + truth.drift_bpm
                some.append(abs(outlook.run_demand_bpm - true_bpm))
        return said


def runner(seed: int, twin: str, *, scenario: str = "temperate", run: int = 0) -> Runner:
    """The body of a seed, on one of its days."""
    make = maker_of(twin)
    day = SEEDS[0] + (seed - SEEDS[0] + 17 * run) % 100
    return runner_of(SCENARIOS[scenario], day, make_body=lambda where, _: make(where, seed))


def learn(job: tuple[int, str]) -> Learning:
    seed, twin = job
    alone = []
    for number, scenario in enumerate(RUNS, 1):
        who = runner(seed, twin, scenario=scenario, run=number)
        samples = rehearse(who, SECONDS, Coach(who.body.athlete)).samples
        fit = fit_heart(samples)
        alone.append(fit.told() if isinstance(fit, HeartFit) else {})
    return Learning(draw_body(seed, twin), tuple(alone), pool_runs(alone)[0])


def coached(job: Loop) -> Outcome:
    who = runner(job.seed, job.twin)
    coach = Watched(who, job.heart, has_speed=job.has_speed)
    counted = score(who, coach, SECONDS)
    early, later = (statistics.fmean(some or (0.0,)) for some in coach.off_bpm)
    return Outcome(
        score=counted,
        first_above_pct=100.0 * coach.first_above_s / len(FIRST_S),
        has_claimed=coach.has_claimed,
        off_bpm=(early, later),
    )


TRUTHS: dict[str, Callable[[Body], float]] = {
    "tau_s": lambda body: 0.5 * (body.tau_on_s + body.tau_off_s),
    "dead_time_s": lambda body: body.dead_time_s,
    "gain_bpm_per_w_per_kg": lambda body: body.gain_bpm_per_mps / 3.6,
    "demand_bpm": lambda body: body.demand_bpm(9.0),
}


def recovery(learned: Sequence[Learning]) -> None:
    print(
        f"{'':<24}{'true':>7}{'one run':>10}{'error':>16}{'held':>6}"
        f"{'five runs':>11}{'error':>16}{'held':>6}"
    )
    for name, truth in TRUTHS.items():
        rows = [(one, truth(one.body)) for one in learned if isinstance(one.body, Body)]
        alone = [(t[name], true) for one, true in rows for t in one.alone if name in t]
        pooled = [(one.known[name], true) for one, true in rows if name in one.known]
        one_off = [told.value - true for told, true in alone]
        five_off = [pool.mean - true for pool, true in pooled]
        one_held = [abs(told.value - true) <= 1.96 * told.se for told, true in alone]
        five_held = [pool.interval[0] <= true <= pool.interval[1] for pool, true in pooled]
        print(
            f"{name:<24}{statistics.fmean(true for _, true in rows):7.1f}"
            f"{len(alone):6} told{statistics.fmean(one_off):+8.1f} ± "
            f"{statistics.stdev(one_off):5.1f}"
            f"{100 * statistics.fmean(one_held):5.0f}%"
            f"{len(pooled):7} told{statistics.fmean(five_off):+8.1f} ± "
            f"{statistics.stdev(five_off):5.1f}{100 * statistics.fmean(five_held):5.0f}%"
        )


def spread(learned: Sequence[Learning]) -> None:
    """Where no truth is one number: how alike the runs of one body are."""
    print(f"{'':<24}{'told by':>8}{'mean':>8}{'runs differ by':>16}{'bodies by':>11}")
    for name in TRUTHS:
        pools = [one.known[name] for one in learned if name in one.known]
        within = math.sqrt(statistics.fmean(pool.between_sd**2 for pool in pools))
        print(
            f"{name:<24}{len(pools):5} of {len(learned):2}"
            f"{statistics.fmean(pool.mean for pool in pools):7.1f}{within:16.1f}"
            f"{statistics.stdev(pool.mean for pool in pools):11.1f}"
        )


def closed_loop(learned: Sequence[Learning], twin: str, jobs: int) -> None:
    hearts = [profile_of(one.known) for one in learned]
    starts: dict[str, list[HeartProfile | None]] = {
        "nothing": [None] * len(hearts),
        "own": list(hearts),
        "somebody else's": [*hearts[7:], *hearts[:7]],
    }
    print(
        f"\n{'starts from':<30}{'in zone %':>10}{'above %':>9}{'min 2-12 above %':>18}"
        f"{'worst bpm':>11}{'claims':>8}   paired: in zone, min 2-12 above"
    )
    foresight = []
    for has_speed in (False, True):
        base: list[Outcome] = []
        for name, some in starts.items():
            todo = [
                Loop(seed, twin, heart, has_speed) for seed, heart in zip(SEEDS, some, strict=False)
            ]
            runs = list(done(coached, todo, jobs=jobs, label="coaching"))
            scores = [one.score for one in runs]
            base = base or runs
            pairs = list(zip(runs, base, strict=True))
            more = estimate(
                [100.0 * (a.score.in_zone_ratio - b.score.in_zone_ratio) for a, b in pairs]
            )
            first = estimate([a.first_above_pct - b.first_above_pct for a, b in pairs])
            heard = "with speed" if has_speed else "strap only"
            print(
                f"{f'{heard}, {name}':<30}"
                f"{statistics.fmean(100.0 * s.in_zone_ratio for s in scores):10.1f}"
                f"{statistics.fmean(100.0 * s.above_ratio for s in scores):9.1f}"
                f"{statistics.fmean(one.first_above_pct for one in runs):18.1f}"
                f"{max(s.overshoot_bpm for s in scores):11.1f}"
                f"{sum(one.has_claimed for one in runs):8}   "
                f"{more.mean:+.1f} [{more.low:+.1f}, {more.high:+.1f}], "
                f"{first.mean:+.1f} [{first.low:+.1f}, {first.high:+.1f}]",
                flush=True,
            )
            early, later = (statistics.fmean(one.off_bpm[i] for one in runs) for i in (0, 1))
            foresight.append(f"{f'{heard}, {name}':<30}{early:12.1f}{later:12.1f}")
    print("\nerror of where a run would settle [bpm]   min 1-4     min 4-9")
    print("\n".join(foresight))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--twin", default="first")
    parser.add_argument("--jobs", type=int, default=1)
    asked = parser.parse_args()
    todo = [(seed, asked.twin) for seed in SEEDS]
    learned = list(done(learn, todo, jobs=asked.jobs, label="learning"))
    print(
        f"{len(SEEDS)} runners (seeds {SEEDS[0]} to {SEEDS[-1]}), {asked.twin} twin, "
        f"{len(RUNS)} coached runs of {SECONDS // 60} minutes each\n"
    )
    if asked.twin == "first":
        recovery(learned)
    else:
        spread(learned)
    closed_loop(learned, asked.twin, asked.jobs)


if __name__ == "__main__":
    main()
