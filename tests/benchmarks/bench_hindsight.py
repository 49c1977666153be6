"""How good is drift in hindsight? Runners whose true drift is known, of both equations.

Run it with ``uv run python -m tests.benchmarks.bench_hindsight``. Nobody is coached. Each run is
judged whole, and again as if it had ended after 40 minutes. True drift is the rise from minute 10
to the end, an hour. The rules were settled on the first body with seeds 8000 to 8023; these are
others.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Sequence

from analysis.claims import KINDS, Run, run_of
from analysis.drift import DriftRules, HindsightDrift, hindsight_drift
from runwalk.simulator import Twin, draw_body

FIRST_SEED = 8050
CUT_S = 2400
NAMES = (
    "none",
    "drift 12",
    "drift 25",
    "pace step +6 %",
    "pace ramp +10 %",
    "hills of 3 %",
    "hills, drift 12",
    "artefacts x6",
    "walks 5:1",
    "walks, drift 12",
    "walks, drift 25",
)

Judged = tuple[float, HindsightDrift | None]


def judged(name: str, twin: Twin, seed: int) -> tuple[Judged, Judged]:
    """True drift and what was measured, of a whole run and of one that ends early."""
    run = run_of(KINDS[name], seed, draw_body(seed, twin))
    return (_judged(run, len(run.samples)), _judged(run, CUT_S))


def _judged(run: Run, end_s: int) -> Judged:
    from_s = DriftRules().from_s
    risen_bpm = run.drifted_bpm[end_s - 1] - run.drifted_bpm[from_s]
    found = hindsight_drift(run.samples[:end_s])
    true_bpm_per_h = 3600.0 * risen_bpm / (end_s - 1 - from_s)
    return true_bpm_per_h, found if isinstance(found, HindsightDrift) else None


def row(many: Sequence[Judged]) -> str:
    """Bias and spread of the error, half the interval, coverage, and numbers given."""
    errors, halves, inside = [], [], []
    for true_bpm_per_h, found in many:
        if found is not None:
            errors.append(found.bpm_per_h - true_bpm_per_h)
            halves.append((found.high_bpm_per_h - found.low_bpm_per_h) / 2.0)
            inside.append(found.low_bpm_per_h <= true_bpm_per_h <= found.high_bpm_per_h)
    if len(errors) < 2:
        return f"{'':<24}{len(errors):>4}"
    bias, spread = statistics.fmean(errors), statistics.stdev(errors)
    return (
        f"{bias:>+5.1f} ±{spread:4.1f}{statistics.median(halves):>6.1f}"
        f"{100.0 * math.fsum(inside) / len(inside):>6.0f}{len(errors):>5}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold drift in hindsight against the truth.")
    parser.add_argument("--runs", type=int, default=24, help="runs of each kind (2 or more)")
    runs = parser.parse_args().runs
    seeds = range(FIRST_SEED, FIRST_SEED + runs)
    print(f"{runs} runners (seeds {seeds[0]} to {seeds[-1]}); drift in bpm/h. error: mean ± SD;")
    print("half: half the 95 % interval (median); in: intervals with the truth in them [%];")
    print("n: how many runs got a number\n")
    head = f"{'error':>11}{'half':>6}{'in':>6}{'n':>5}"
    for twin in Twin:
        inside = []
        print(f"{twin.value + ' body':<18}|{'60 minutes':>17}{'':<11}|{'40 minutes':>17}")
        print(f"{'run':<18}|{head} |{head}")
        for name in NAMES:
            both = [judged(name, twin, seed) for seed in seeds]
            cells = [row([one[i] for one in both]) for i in (0, 1)]
            print(f"{name:<18}|{cells[0]} |{cells[1]}", flush=True)
            inside.append(both)
        for i, minutes in enumerate((60, 40)):
            print(f"all, {minutes} minutes:  {row([one[i] for both in inside for one in both])}")
        print()


if __name__ == "__main__":
    main()
