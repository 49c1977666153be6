"""How well is drift told from everything else that lifts a heart rate?

Run it with ``uv run python -m tests.benchmarks.bench_drift``. Simulated runners, whose true drift
is known, run for an hour and hear nobody. The same samples go to the engine, once as a strap alone
would give them and once with speed, and to two rules that people use:

* *halves*: speed over heart rate (Pa:HR), first half against second half of the run from minute 10
  on; a loss of more than 5 % is called drift. Judged every minute from minute 30, and at the end.
* *5 %*: the mean heart rate of the last four minutes against that of minutes 8 to 12; 5 % more is
  called drift. Judged every minute from minute 16.

In *restless heart* the heart strays three times as far as the filter takes for granted. The seeds
are fixed, and nothing in the engine was tuned on them.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Sequence

from analysis.claims import (
    BAD_STRAP,
    HILLS,
    Kind,
    Run,
    Verdict,
    creeping,
    faster,
    five_to_one,
    judge,
    run_of,
)

FIRST_SEED = 5000
KINDS = (
    Kind(name="even", drift_bpm_per_h=0.0),
    Kind(name="even", drift_bpm_per_h=6.0),
    Kind(name="even", drift_bpm_per_h=12.0),
    Kind(name="even", drift_bpm_per_h=25.0),
    Kind(name="6 % faster", drift_bpm_per_h=0.0, script=faster),
    Kind(name="6 % faster", drift_bpm_per_h=12.0, script=faster),
    Kind(name="creeping +10 %", drift_bpm_per_h=0.0, script=creeping),
    Kind(name="creeping +10 %", drift_bpm_per_h=12.0, script=creeping),
    Kind(name="hills of 3 %", drift_bpm_per_h=0.0, course=HILLS),
    Kind(name="hills of 3 %", drift_bpm_per_h=12.0, course=HILLS),
    Kind(name="bad strap", drift_bpm_per_h=0.0, noise=BAD_STRAP),
    Kind(name="bad strap", drift_bpm_per_h=12.0, noise=BAD_STRAP),
    Kind(name="restless heart", drift_bpm_per_h=0.0, wander_bpm=5.0),
    Kind(name="restless heart", drift_bpm_per_h=12.0, wander_bpm=5.0),
    Kind(name="walks 5:1", drift_bpm_per_h=0.0, script=five_to_one),
    Kind(name="walks 5:1", drift_bpm_per_h=12.0, script=five_to_one),
    Kind(name="same, untold", drift_bpm_per_h=0.0, script=five_to_one, is_told=False),
    Kind(name="same, untold", drift_bpm_per_h=12.0, script=five_to_one, is_told=False),
)


def halves(run: Run) -> Verdict:
    """Judge by the loss of speed over heart rate from the first half to the second."""
    told = [
        (one.t_s, one.speed_mps, one.hr_bpm)
        for one in run.samples
        if one.hr_bpm is not None and one.speed_mps is not None and one.t_s >= 600
    ]

    def loss_pct(until_s: int) -> float:
        middle_s = (600 + until_s) / 2
        ratios = []
        for low_s, high_s in ((600, middle_s), (middle_s, until_s)):
            part = [(speed, bpm) for t_s, speed, bpm in told if low_s <= t_s < high_s]
            ratios.append(math.fsum(s for s, _ in part) / math.fsum(b for _, b in part))
        return 100.0 * (1.0 - ratios[1] / ratios[0])

    minutes = [minute for minute in range(30, 61) if loss_pct(60 * minute) > 5.0]
    return Verdict(
        claim_min=float(minutes[0]) if minutes else None, stands=bool(minutes) and minutes[-1] == 60
    )


def five_percent(run: Run) -> Verdict:
    """Judge by a heart rate 5 % above that of minutes 8 to 12."""

    def mean_bpm(from_s: int, until_s: int) -> float:
        return statistics.fmean(
            one.hr_bpm for one in run.samples[from_s:until_s] if one.hr_bpm is not None
        )

    bar_bpm = 1.05 * mean_bpm(480, 720)
    minutes = [
        minute for minute in range(16, 61) if mean_bpm(60 * minute - 240, 60 * minute) > bar_bpm
    ]
    return Verdict(
        claim_min=float(minutes[0]) if minutes else None, stands=bool(minutes) and minutes[-1] == 60
    )


def claimed(verdicts: Sequence[Verdict]) -> str:
    """Share of runs with a claim, and its median minute."""
    minutes = [one.claim_min for one in verdicts if one.claim_min is not None]
    at = f"@{statistics.median(minutes):.0f}" if minutes else ""
    return f"{100.0 * len(minutes) / len(verdicts):3.0f}{at:<3}"


def slope(verdicts: Sequence[Verdict], runs: Sequence[Run]) -> str:
    """Error of the slope at the end, mean and standard deviation, and the filter's own."""
    errors, own = [], []
    for verdict, run in zip(verdicts, runs, strict=True):
        if verdict.end is not None:
            errors.append(verdict.end.bpm_per_h - run.drift_bpm_per_h)
            own.append(verdict.end.sd_bpm_per_h)
    mean, spread = statistics.fmean(errors), statistics.stdev(errors)
    return f"{mean:+5.1f} ±{spread:3.1f} ({statistics.fmean(own):3.1f})"


def report(kind: Kind, runs: Sequence[Run]) -> str:
    """One row of the table."""
    strap = [judge(run, has_speed=False, is_told=kind.is_told) for run in runs]
    speed = [judge(run, has_speed=True, is_told=kind.is_told) for run in runs]
    by_halves = [halves(run) for run in runs]
    at_end = 100.0 * sum(one.stands for one in by_halves) / len(by_halves)
    true_bpm_per_h = statistics.fmean(run.drift_bpm_per_h for run in runs)
    return (
        f"{kind.name:<15}{true_bpm_per_h:5.1f} |{claimed(strap)} {slope(strap, runs)} |"
        f"{claimed(speed)} {slope(speed, runs)} |{claimed(by_halves)} {at_end:3.0f} |"
        f"{claimed([five_percent(run) for run in runs])}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold the drift claim against the truth.")
    parser.add_argument("--runs", type=int, default=24, help="runs of each kind (2 or more)")
    runs = parser.parse_args().runs
    seeds = range(FIRST_SEED, FIRST_SEED + runs)
    print(f"{runs} runners (seeds {seeds[0]} to {seeds[-1]}), 60 minutes each; slopes in bpm/h.")
    print("claims: % of runs @ median minute; error: mean ± SD over runs (the filter's own sd)\n")
    ours, by_halves = f"{'claim':>6} {'error (sd)':>16}", f"{'claim':>6} end"
    print(f"{'':<20} |{'strap only':<23} |{'strap and speed':<23} |{'halves 5 %':<10} |5 %")
    print(f"{'run':<15}{'true':>5} |{ours} |{ours} |{by_halves} |claim")
    for kind in KINDS:
        print(report(kind, [run_of(kind, seed) for seed in seeds]), flush=True)


if __name__ == "__main__":
    main()
