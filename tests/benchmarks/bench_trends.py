"""How far can a trend be trusted? Blocks of twelve weeks whose true change is known.

Run it with ``uv run python -m tests.benchmarks.bench_trends``. Each block is one runner: two to
five runs a week, a drift that changes by so much from the first day to the last, days that differ,
and errors of single runs as drift in hindsight has them. Each kind of block adds what goes wrong
in real ones; no two blocks share a draw.

Asked of each kind: how often the 95 % interval holds the true change, how often a change is said to
be an improvement where there is none, and how often a true one is said to be.
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.metrics import METRICS
from analysis.run_summary import Conditions, Measured
from analysis.trend import Told, Trend, Verdict, trend_of

from .bench_hindsight import wilson_1927

FIRST_SEED = 13000
WEEKS = 12.0
CHANGES_BPM_PER_H = (0.0, -3.0, -7.0, -14.0)
"""From the first day to the last."""

STILL = 4
"""So many times as many blocks where nothing changes: what is asked of those is rare."""

DRIFT = METRICS["drift_bpm_per_h"]
_BETWEEN_BPM_PER_H = (0.0, 2.0, 4.0, 6.6)
"""How days differ: none, as on the block of real runs, and as on a second one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """What goes wrong in a block.

    Attributes:
        name: For the table.
        warms_c: How much warmer it is on the last day than on the first [degC]; either way.
        unknown_ratio: Part of the runs that tell no temperature.
        away_weeks: How long the runner does not run, somewhere in the middle [weeks].
        outlier_ratio: Part of the runs that go wrong by 20 bpm/h, either way.
        tails: Degrees of freedom of Student's t by which days differ; infinity for normal.
        understated: How much larger the errors of single runs are than told, at most.
    """

    name: str
    warms_c: float = 0.0
    unknown_ratio: float = 0.0
    away_weeks: float = 0.0
    outlier_ratio: float = 0.0
    tails: float = math.inf
    understated: float = 1.0


KINDS = (
    Kind(name="all well"),
    Kind(name="errors understated", understated=1.25),
    Kind(name="heat season", warms_c=12.0),
    Kind(name="some temperatures missing", warms_c=12.0, unknown_ratio=0.15),
    Kind(name="weeks missing", away_weeks=4.0),
    Kind(name="outliers", outlier_ratio=0.08),
    Kind(name="heavy tails", tails=3.0),
    Kind(
        name="all of it",
        warms_c=8.0,
        unknown_ratio=0.1,
        away_weeks=2.0,
        outlier_ratio=0.04,
        tails=5.0,
        understated=1.2,
    ),
)

NO_THERMOMETER = Kind(name="heat season, no thermometer", warms_c=12.0, unknown_ratio=1.0)
"""What no statistics can mend; a caveat says so."""


def block(kind: Kind, change_bpm_per_h: float, dice: np.random.Generator) -> list[Told]:
    """The runs of one block, in order of time."""
    runs = max(round(float(dice.uniform(2.0, 5.0)) * WEEKS), 1)
    weeks = np.sort(dice.integers(0, round(7 * WEEKS), runs) / 7.0)
    if kind.away_weeks:
        from_week = float(dice.uniform(2.0, WEEKS - 2.0 - kind.away_weeks))
        weeks = weeks[(weeks < from_week) | (weeks >= from_week + kind.away_weeks)]
        runs = len(weeks)
    season = kind.warms_c * (1.0 if dice.random() < 0.5 else -1.0)
    temperature_c = 17.0 + season * (weeks / WEEKS - 0.5) + dice.normal(0.0, 3.5, runs)
    minutes = np.clip(dice.normal(45.0, 12.0, runs), 30.0, 120.0)
    effort = dice.normal(11.0, 0.6, runs)
    days = float(dice.choice(_BETWEEN_BPM_PER_H)) * _strays(kind.tails, runs, dice)
    ses = np.clip(4.5 * np.exp(dice.normal(0.0, 0.7, runs)) * 45.0 / minutes, 0.8, 30.0)
    errors = ses * dice.uniform(1.0, kind.understated) * dice.normal(0.0, 1.0, runs)
    wild = 20.0 * np.sign(dice.normal(size=runs)) * (dice.random(runs) < kind.outlier_ratio)
    heat = float(dice.uniform(0.5, 1.5)) * np.maximum(temperature_c - 18.0, 0.0)
    own = dice.normal(0.0, 0.03) * (minutes - 45.0) + dice.normal(0.0, 1.0) * (effort - 11.0)
    values = 12.0 + change_bpm_per_h * weeks / WEEKS + heat + own + days + errors + wild
    unknown = dice.random(runs) < kind.unknown_ratio
    return [
        Told(
            run=i,
            weeks=float(weeks[i]),
            measured=Measured(float(values[i]), float(ses[i])),
            conditions=Conditions(
                discipline="run",
                duration_s=round(60.0 * float(minutes[i])),
                effort_w_per_kg=float(effort[i]),
                temperature_c=None if unknown[i] else float(temperature_c[i]),
            ),
        )
        for i in range(runs)
    ]


def _strays(tails: float, count: int, dice: np.random.Generator) -> np.ndarray:
    """Of standard deviation 1."""
    if math.isinf(tails):
        return dice.normal(0.0, 1.0, count)
    return dice.standard_t(tails, count) * math.sqrt((tails - 2.0) / tails)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was said of blocks of one kind with one true change.

    Attributes:
        kind: Which.
        change: The true change over the block [bpm/h].
        trends: What was said.
    """

    kind: Kind
    change: float
    trends: tuple[Trend, ...]

    @property
    def covered(self) -> int:
        """How many intervals hold the truth."""
        rate = self.change / WEEKS
        return sum(one.low <= rate <= one.high for one in self.trends if one.low is not None)

    def said(self, verdict: Verdict) -> int:
        """How often it was said."""
        return sum(one.verdict is verdict for one in self.trends)

    @property
    def half_bpm_per_h(self) -> float:
        """Half the interval of the change over the block, in the middle [bpm/h]."""
        return float(np.median([0.5 * (one.high - one.low) * WEEKS for one in self.trends]))

    @property
    def detectable_bpm_per_h(self) -> float:
        """Smallest change that such a block would show, in the middle [bpm/h]."""
        return float(np.median([one.smallest_detectable for one in self.trends]))


def judge(kinds: Sequence[Kind], seeds: range) -> Iterator[Judged]:
    """Judge a block a seed of each kind and change, and more of those that stay."""
    for number, kind in enumerate(kinds):
        for change in CHANGES_BPM_PER_H:
            times = 1 if change else STILL
            trends = tuple(
                trend_of(block(kind, change, _dice(seed, number, change, again)), DRIFT)
                for seed in seeds
                for again in range(times)
            )
            yield Judged(kind=kind, change=change, trends=trends)


def _dice(seed: int, kind: int, change: float, again: int) -> np.random.Generator:
    return np.random.default_rng([seed, kind, round(-change), again])


def row(judged: Judged) -> str:
    """One line of the table."""
    count = len(judged.trends)
    return (
        f"{judged.kind.name:<29}{judged.change:>4.0f} |{share(judged.covered, count)} |"
        f"{share(judged.said(Verdict.IMPROVED), count)} |"
        f"{share(judged.said(Verdict.WORSE), count)} |"
        f"{judged.half_bpm_per_h:>6.1f}{judged.detectable_bpm_per_h:>6.1f}"
    )


def table(judged: Iterable[Judged]) -> Iterator[str]:
    """All of it, and what all kinds come to together."""
    every = []
    for one in judged:
        if one.kind is not NO_THERMOMETER:
            every.append(one)
        yield row(one)
    everything = Kind(name="everything")
    for change in sorted({one.change for one in every}, reverse=True):
        trends = tuple(trend for one in every if one.change == change for trend in one.trends)
        yield row(Judged(kind=everything, change=change, trends=trends))


def share(count: int, of: int) -> str:
    """A share and what it may be [%]."""
    low, high = wilson_1927(count, of)
    return f"{100.0 * count / of:>6.1f} ({100.0 * low:>4.1f}-{100.0 * high:>5.1f})"


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold trends against the truth.")
    parser.add_argument("--blocks", type=int, default=300, help="of each kind and change")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first of them")
    asked = parser.parse_args()
    seeds = range(asked.seed, asked.seed + asked.blocks)
    print(f"{asked.blocks} blocks of each kind and change (seeds from {asked.seed}),")
    print(f"{STILL} times as many where nothing changes.")
    print("true: change of drift over 12 weeks [bpm/h]; in: intervals with the truth in them, and")
    print("better, worse: verdicts, with what each share may be (95 %) [%]; half: half the")
    print("interval of the change, and least: the smallest one detectable, both in the middle")
    print("[bpm/h]\n")
    print(
        f"{'block':<29}{'true':>4} |{'in':>6}{'':<13} |{'better':>7}{'':<12} |{'worse':>6}{'':<13}"
        f" |{'half':>6}{'least':>6}"
    )
    for line in table(judge((*KINDS, NO_THERMOMETER), seeds)):
        print(line, flush=True)


if __name__ == "__main__":
    main()
