"""Half-split decoupling beside the drift of the effort model, on runs whose true drift is known.

Run it with ``uv run python -m tests.benchmarks.bench_decoupling``; with ``--recorded DIR`` it asks
real runs instead how well they go along with each other.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path

import numpy as np

from analysis.claims import KINDS, Kind, run_of
from analysis.decoupling import Decoupling, golden_cheetah, pa_hr_graded
from analysis.drift import HindsightDrift, hindsight_drift
from analysis.records import records_of
from analysis.trace import trace_of
from runwalk.engine.gait import Gait
from runwalk.simulator import Course, Stretch, draw_body

from .corpus import find

FIRST_SEED = 8000
SURE = 20.0  # bpm/h from end to end of the interval
UP_AND_BACK = Course(((5000.0, 0.02), (5000.0, -0.02)))


def tiring(speed_mps: float) -> tuple[Stretch, ...]:
    """Plan half an hour at this speed [m/s], and then a minute's walk in every five."""
    walks = (
        Stretch(duration_s=240, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5),
    )
    return (Stretch(duration_s=1800, gait=Gait.RUN, speed_mps=speed_mps), *walks * 6)


TABLE = (
    *(KINDS[name] for name in KINDS if name != "artefacts x6"),
    *(
        Kind(name=f"walks later, {bpm:.0f}", drift_bpm_per_h=bpm, script=tiring)
        for bpm in (0.0, 12.0)
    ),
    *(
        Kind(name=f"up, back, {bpm:.0f}", drift_bpm_per_h=bpm, course=UP_AND_BACK)
        for bpm in (0.0, 12.0)
    ),
)


def row(kind: Kind, seeds: range) -> tuple[float, list[float], list[float], list[float]]:
    """True drift, that of the effort model, GoldenCheetah's decoupling and Pa:HR with hills."""
    true, told, cheetah, graded = [], [], [], []
    for seed in seeds:
        run = run_of(kind, seed, draw_body(seed, "first"))
        records = records_of(run.samples, trace_of(run.samples))
        true.append(run.drift_bpm_per_h)
        drift = hindsight_drift(run.samples)
        told += [drift.bpm_per_h] if isinstance(drift, HindsightDrift) else []
        for kept, found in ((cheetah, golden_cheetah(records)), (graded, pa_hr_graded(records))):
            if isinstance(found, Decoupling):
                kept.append(found.percent)
    return statistics.fmean(true), told, cheetah, graded


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=12)
    parser.add_argument("--recorded", metavar="DIR", type=Path)
    args = parser.parse_args()
    if args.recorded is not None:
        recorded(args.recorded)
        return
    seeds = range(FIRST_SEED, FIRST_SEED + args.runs)
    print(f"an hour each, {len(seeds)} runners (seeds {seeds[0]} to {seeds[-1]}), first twin\n")
    print(
        f"{'run':<18} {'true':>6}  {'effort model':>14}  {'GoldenCheetah':>14}  {'with hills':>14}"
    )
    print(f"{'':<18} {'bpm/h':>6}  {'bpm/h':>14}  {'%':>14}  {'%':>14}")
    for kind in TABLE:
        true, told, cheetah, graded = row(kind, seeds)
        cells = "  ".join(f"{_spread(found):>14}" for found in (told, cheetah, graded))
        print(f"{kind.name:<18} {true:6.1f}  {cells}")


def recorded(folder: Path) -> None:
    """Print how well decoupling goes along with drift in real runs."""
    runs = [recording.samples for _, recording in find(folder).runs]
    rows = []
    for samples in runs:
        drift = hindsight_drift(samples)
        records = records_of(samples, trace_of(samples))
        halves = [rule(records) for rule in (golden_cheetah, pa_hr_graded)]
        if isinstance(drift, HindsightDrift) and all(isinstance(h, Decoupling) for h in halves):
            percents = [h.percent for h in halves if isinstance(h, Decoupling)]
            rows.append((drift.bpm_per_h, drift.high_bpm_per_h - drift.low_bpm_per_h, *percents))
    print(f"{len(rows)} of {len(runs)} runs tell drift and decoupling")
    for kept, words in ((rows, "all"), ([r for r in rows if r[1] < SURE], "drift within 10 bpm/h")):
        told = np.argsort(np.argsort(np.array(kept), axis=0), axis=0)
        ranks = [float(np.corrcoef(told[:, 0], told[:, i])[0, 1]) for i in (2, 3)]
        print(
            f"{words}, {len(kept)} runs: rank correlation {ranks[0]:.2f}, with hills {ranks[1]:.2f}"
        )
    print("drift (width of its interval), GoldenCheetah, with hills")
    for bpm_per_h, width, cheetah, graded in sorted(rows, key=lambda one: one[2]):
        print(f"{bpm_per_h:6.1f} ({width:5.1f})  {cheetah:6.1f}  {graded:6.1f}")


def _spread(values: list[float]) -> str:
    if len(values) < 2:
        return "-"
    return f"{statistics.fmean(values):.1f} ± {statistics.stdev(values):.1f}"


if __name__ == "__main__":
    main()
