"""Are the measures of a run as sure as they say? The tables of docs/measures.md.

    python -m tests.benchmarks.bench_measures            # a few minutes

The first table: simulated hours whose true drift and true heart rate at an effort are known. The
second: one runner led by the coach through hours that differ by chance alone.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Sequence

import numpy as np

from analysis.claims import KINDS
from analysis.claims import run_of as hour_of
from analysis.drift import HindsightDrift, heart_behind, hindsight_drift, refuse
from analysis.drift import Why as DriftWhy
from analysis.heart_line import HeartLine
from analysis.measures import measure
from analysis.policies import CoachPolicy
from analysis.report import report_on
from analysis.run import uncoached_run_of
from analysis.run_summary import HeartAtEffort, Measured
from analysis.trace import trace_of
from runwalk.config import Plan
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording
from runwalk.simulator import AnyBody, Body, Manner, Runner

SEEDS = range(8000, 8016)
RUNNERS = (8000, 8003, 8005)
HOURS = range(8000, 8010)
HOUR_S = 3600
SHORT_S = (1200, 1500)
ABOVE_VT1, DRIFT_BPM_PER_H = 0.04, 8.0


def main() -> None:
    """Print both tables."""
    print("error over standard error:      root mean square, share within 1.96")
    drifts, levels = [], []
    short: dict[int, list[float]] = {length_s: [] for length_s in SHORT_S}
    for kind in KINDS.values():
        for seed in SEEDS:
            body = Body.drawn(seed)
            made = hour_of(kind, seed, body)
            found = hindsight_drift(made.samples)
            if isinstance(found, HindsightDrift):
                drifts.append((found.bpm_per_h - made.drift_bpm_per_h) / found.se_bpm_per_h)
                levels.append(off(found.heart.of_running(), body))
            for length_s, many in short.items():
                line = heart_behind(refuse(DriftWhy.TOO_SHORT), trace_of(made.samples[:length_s]))
                if isinstance(line, HeartLine):
                    many.append(off(line.of_running(), body))
    show("drift", drifts)
    show("heart rate at an effort", levels)
    for length_s, many in short.items():
        show(f"the same, {length_s // 60} minutes", many)
    print(f"\n{'measure':<24}" + "".join(f"{f'runner {one}':>24}" for one in RUNNERS))
    told = [led_hours(seed) for seed in RUNNERS]
    for name in told[0]:
        print(f"{name:<24}" + "".join(f"{spread(one.get(name, [])):>24}" for one in told))


def off(heart: HeartAtEffort, body: Body) -> float:
    """How far off a height is, in its standard errors."""
    return (heart.level_bpm - body.demand_bpm(heart.mean_w_per_kg)) / heart.level_se_bpm


def show(name: str, many: Sequence[float]) -> None:
    """One line of the first table."""
    errors = np.array(many)
    rms, inside = float(np.sqrt(np.mean(errors**2))), float(np.mean(np.abs(errors) < 1.96))
    print(f"{name:<28}{len(many):>4}{rms:>7.2f}{100 * inside:>7.0f} %", flush=True)


def spread(many: Sequence[Measured]) -> str:
    """How far the numbers differ, and what they say of it."""
    if len(many) < 2:
        return "-"
    by_chance = statistics.stdev(one.value for one in many)
    says = "-" if many[0].se is None else f"{statistics.fmean(one.se or 0.0 for one in many):.3g}"
    return f"{by_chance:.3g} ({says})"


def led_hours(seed: int) -> dict[str, list[Measured]]:
    """What the hours of one runner tell."""
    plain = Body.drawn(seed)
    effort = plain.vt1_fraction + ABOVE_VT1
    body = plain.with_drift(DRIFT_BPM_PER_H, effort=effort)
    band = body.athlete.band
    assert band is not None  # every body brings a ceiling
    plan = Plan(body.athlete, Workout.easy(band))
    told: dict[str, list[Measured]] = {}
    for hour in HOURS:
        recording = Recording(samples=tuple(led(body, effort, hour)), sport="running")
        for name, one in measure(report_on(uncoached_run_of(recording, plan)))[0].items():
            told.setdefault(name, []).append(one)
    return told


def led(body: AnyBody, effort: float, seed: int) -> Iterator[Sample]:
    """An hour of somebody who does what the coach says."""
    runner = Runner(body, manner=Manner(running_effort=effort), seed=seed)
    coach = CoachPolicy(body.athlete, has_speed=True)
    for _ in range(HOUR_S):
        sample = runner.second()
        yield sample
        for action in coach.step(sample):
            if action is not Action.INFO:
                runner.hear(action.value)


if __name__ == "__main__":
    main()
