"""How far can a trend be trusted when every run of it was run and measured?

Run it with ``uv run python -m tests.benchmarks.bench_block_runs``. The simulator runs hours of five
kinds, each with a runner and a true drift of its own, and drift in hindsight measures each of them.
Blocks of twelve weeks are drawn from them: for each run of a block, one whose true drift is near
what that day asks for. Days differ, too.

The runs are made once and kept in the folder for temporary files.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from analysis.drift import HindsightDrift
from analysis.metrics import METRICS
from analysis.run_summary import Conditions, Measured
from analysis.trend import Told, Trend, Verdict, trend_of
from runwalk.simulator import Twin

from .bench_hindsight import CONDITIONS, judged
from .bench_trends import CHANGES_BPM_PER_H, WEEKS, share

FIRST_SEED = 12000
KINDS = tuple(one for one in CONDITIONS if one.name not in ("32 degC, slowing", "pauses"))
MOST_DRIFT_BPM_PER_H = 24.0
FROM_BPM_PER_H = (16.0, 20.0)
"""Where a block's drift begins."""

DAYS_SD_BPM_PER_H = 2.0
"""How days differ."""

_NEAREST = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """A run that was run and measured.

    Attributes:
        true_bpm_per_h: Its true drift [bpm/h].
        bpm_per_h: What drift in hindsight told [bpm/h].
        se_bpm_per_h: How sure it was (a quarter of its interval, as for a normal one) [bpm/h].
    """

    true_bpm_per_h: float
    bpm_per_h: float
    se_bpm_per_h: float


def runs(count: int, first_seed: int) -> tuple[Ran, ...]:
    """Make them, or read those that were made before."""
    kept = Path(tempfile.gettempdir()) / f"runwalk_block_runs_{first_seed}_{count}.json"
    if not kept.exists():
        made = [_ran(first_seed + i) for i in range(count)]
        told = [[one.true_bpm_per_h, one.bpm_per_h, one.se_bpm_per_h] for one in made if one]
        kept.write_text(json.dumps(told), encoding="utf-8")
    return tuple(
        Ran(true_bpm_per_h=true, bpm_per_h=value, se_bpm_per_h=se)
        for true, value, se in json.loads(kept.read_text(encoding="utf-8"))
    )


def _ran(seed: int) -> Ran | None:
    dice = np.random.default_rng(seed)
    kind = KINDS[int(dice.integers(len(KINDS)))]
    one = judged(kind, float(dice.uniform(0.0, MOST_DRIFT_BPM_PER_H)), Twin.FIRST, seed)
    if not isinstance(one.found, HindsightDrift):
        return None
    return Ran(
        true_bpm_per_h=one.true_bpm_per_h,
        bpm_per_h=one.found.bpm_per_h,
        se_bpm_per_h=(one.found.high_bpm_per_h - one.found.low_bpm_per_h) / (2.0 * 1.96),
    )


def block(ran: Sequence[Ran], change: float, dice: np.random.Generator) -> Trend:
    """What is said of a block drawn from these runs, none of them twice."""
    count = round(float(dice.uniform(2.0, 5.0)) * WEEKS)
    weeks = np.sort(dice.integers(0, round(7 * WEEKS), count) / 7.0)
    wanted = dice.uniform(*FROM_BPM_PER_H) + change * weeks / WEEKS
    wanted += dice.normal(0.0, DAYS_SD_BPM_PER_H, count)
    true = np.array([one.true_bpm_per_h for one in ran])
    picked = np.zeros(count, dtype=int)
    for i in dice.permutation(count):
        near = int(dice.choice(np.argsort(np.abs(true - wanted[i]))[:_NEAREST]))
        picked[i], true[near] = near, np.inf
    return trend_of(
        [
            Told(
                run=i,
                weeks=float(weeks[i]),
                measured=Measured(ran[one].bpm_per_h, ran[one].se_bpm_per_h),
                conditions=Conditions(discipline="run", duration_s=3600),
            )
            for i, one in enumerate(picked)
        ],
        METRICS["drift_bpm_per_h"],
    )


def row(change: float, trends: Sequence[Trend]) -> str:
    """One line of the table."""
    ends = [(one.low, one.high) for one in trends if one.low is not None and one.high is not None]
    covered = sum(low <= change / WEEKS <= high for low, high in ends)
    better = sum(one.verdict is Verdict.IMPROVED for one in trends)
    worse = sum(one.verdict is Verdict.WORSE for one in trends)
    half = float(np.median([0.5 * (high - low) * WEEKS for low, high in ends]))
    shares = " |".join(share(one, len(trends)) for one in (covered, better, worse))
    return f"{change:>4.0f} |{shares} |{half:>6.1f}"


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold trends of measured runs against the truth.")
    parser.add_argument("--runs", type=int, default=600, help="runs to draw blocks from")
    parser.add_argument("--blocks", type=int, default=500, help="of each change")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first of them")
    asked = parser.parse_args()
    ran = runs(asked.runs, asked.seed)
    print(f"{asked.blocks} blocks of each change, drawn from {len(ran)} runs that could be")
    print(
        f"measured, of {asked.runs} (seeds from {asked.seed}). true: change of drift over 12 weeks"
    )
    print("[bpm/h]; in: intervals with the truth in them, and better, worse: verdicts, with what")
    print("each share may be (95 %) [%]; half: half the interval of the change, in the middle")
    print("[bpm/h]\n")
    print(
        f"{'true':>4} |{'in':>6}{'':<13} |{'better':>7}{'':<12} |{'worse':>6}{'':<13} |{'half':>6}"
    )
    for change in CHANGES_BPM_PER_H:
        dice = [
            np.random.default_rng([asked.seed + i, round(-change)]) for i in range(asked.blocks)
        ]
        print(row(change, [block(ran, change, one) for one in dice]), flush=True)


if __name__ == "__main__":
    main()
