"""How good is the mending of heartbeat intervals, and what does it do to alpha1?

Run it with ``uv run python -m tests.benchmarks.bench_rr``.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from analysis.trace import Floats
from runwalk.engine.sample import Sample
from runwalk.simulator import draw_body
from runwalk.simulator.strap import Beats

KINDS = ("missed", "extra", "ectopic")


def beats_of(seed: int, bpm: int, count: int) -> Floats:
    """The intervals of a simulated heart at one heart rate, as a strap rounds them [ms]."""
    beats = Beats(draw_body(seed, "first"), 1.0, seed)
    told_s: list[float] = []
    while len(told_s) < count:
        told_s += beats.second(bpm)
    return np.rint(np.rint(np.array(told_s[:count]) * 1024.0) * 1000.0 / 1024.0)


def planted(
    rr_ms: Floats, ratio: float, seed: int, kinds: Sequence[str] = KINDS
) -> tuple[Floats, list[int]]:
    """Make wrong beats of this share of a series; tell where in the new one they begin."""
    rng = np.random.default_rng(seed)
    told: list[float] = []
    places: list[int] = []
    i = 0
    while i < len(rr_ms) - 1:
        here, following = rr_ms[i : i + 2].tolist()
        i += 1
        if i < 3 or rng.random() >= ratio:
            told.append(here)
            continue
        places.append(len(told))
        kind = kinds[rng.integers(len(kinds))]
        if kind == "extra":
            first = float(round(here * rng.uniform(0.3, 0.7)))
            told += [first, here - first]
            continue
        i += 1
        early = float(round(here / 4.0))
        told += [here + following] if kind == "missed" else [here - early, following + early]
    return np.array(told), places


def ticking(rr_ms: Floats, start_s: int = 0) -> list[Sample]:
    """Seconds that tell each interval in the second in which it ended."""
    ended_s = start_s + np.cumsum(rr_ms) / 1000.0
    seconds = ended_s.astype(int)
    return [
        Sample(t_s=t_s, rr_ms=tuple(int(rr) for rr in rr_ms[seconds == t_s]))
        for t_s in range(start_s, int(seconds[-1]) + 1)
    ]
