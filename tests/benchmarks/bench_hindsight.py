"""How good is drift in hindsight? Runners whose true drift is known, of both equations.

Run it with ``uv run python -m tests.benchmarks.bench_hindsight``. Runs are by a script, but for
*called* walks: there a watch calls a walk at the ceiling, and a run in mid-zone. Each run is
judged whole, and again as if it had ended after 40 minutes. True drift is the rise from minute 10
to the end, an hour. The rules were settled on the first body with seeds 8000 to 8023; ten of
those used here were looked at too, for artefacts and bias.
"""

from __future__ import annotations

import argparse
import math
import statistics
from collections.abc import Sequence

from analysis.claims import KINDS, run_of
from analysis.drift import DriftRules, HindsightDrift, hindsight_drift
from analysis.policies import BeepToMiddle, band_of
from runwalk.engine.sample import Sample
from runwalk.simulator import Manner, Runner, Twin, draw_body

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

CALLED = {"called walks": 0.0, "called, drift 15": 15.0}
"""Walks that a watch calls at the ceiling, so that the heart itself decides when to walk."""

Judged = tuple[float, HindsightDrift | None]


def called_walks(drift_bpm_per_h: float, twin: Twin, seed: int) -> tuple[list[Sample], list[float]]:
    """What the sensors told of such a run, and how far the heart drifted [bpm]."""
    body = draw_body(seed, twin)
    body = body.with_drift(drift_bpm_per_h, effort=body.vt1_fraction, temperature_c=18.0)
    runner = Runner(body, manner=Manner(running_effort=body.vt1_fraction + 0.02), seed=seed)
    watch = BeepToMiddle(band_of(body.athlete))
    samples, drifted_bpm = [], []
    for _ in range(3600):
        samples.append(runner.second())
        drifted_bpm.append(runner.truth.drift_bpm)
        for action in watch.step(samples[-1]):
            runner.hear(action.value)
    return samples, drifted_bpm


def true_bpm_per_h(drifted_bpm: Sequence[float]) -> float:
    """The rise from minute 10 to the end, an hour [bpm/h]."""
    from_s = DriftRules().from_s
    return 3600.0 * (drifted_bpm[-1] - drifted_bpm[from_s]) / (len(drifted_bpm) - 1 - from_s)


def judged(name: str, twin: Twin, seed: int) -> tuple[Judged, Judged]:
    """True drift and what was measured, of a whole run and of one that ends early."""
    samples: Sequence[Sample]
    drifted_bpm: Sequence[float]
    if name in CALLED:
        samples, drifted_bpm = called_walks(CALLED[name], twin, seed)
    else:
        run = run_of(KINDS[name], seed, draw_body(seed, twin))
        samples, drifted_bpm = run.samples, run.drifted_bpm
    whole = hindsight_drift(samples)
    early = hindsight_drift(samples[:CUT_S])
    return (
        (true_bpm_per_h(drifted_bpm), whole if isinstance(whole, HindsightDrift) else None),
        (true_bpm_per_h(drifted_bpm[:CUT_S]), early if isinstance(early, HindsightDrift) else None),
    )


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
        for name in (*NAMES, *CALLED):
            both = [judged(name, twin, seed) for seed in seeds]
            cells = [row([one[i] for one in both]) for i in (0, 1)]
            print(f"{name:<18}|{cells[0]} |{cells[1]}", flush=True)
            inside.append(both)
        for i, minutes in enumerate((60, 40)):
            print(f"all, {minutes} minutes:  {row([one[i] for both in inside for one in both])}")
        print()


if __name__ == "__main__":
    main()
