"""Heartbeat intervals of a run in time, cut where some were lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from analysis.trace import Floats
from runwalk.engine.sample import Sample

_LOST_S: Final = 2.0
_PULL_RATIO: Final = 0.01  # of what an interval seems late, with every interval


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Intervals without a gap between them; both arrays have the shape (n_beats,).

    Attributes:
        ended_s: When each ended, since the start of the run [s].
        rr_ms: How long each was [ms].
    """

    ended_s: Floats
    rr_ms: Floats


def stretches_of(samples: Sequence[Sample]) -> list[Stretch]:
    """Lay the intervals of a run out in time, and cut them where beats were lost.

    Intervals that follow each other add up to the time that passed. Where they fall two seconds
    behind it or run two seconds ahead, beats were lost or told twice, and a new stretch begins.
    Its first interval is left out, for it may reach back over the gap.

    Args:
        samples: In order of time.

    Source: our choice; the slow pull towards the recorded seconds allows for clocks that differ.
    """
    stretches: list[Stretch] = []
    ended_s: list[float] = []
    rr_ms: list[float] = []
    end_s = float("-inf")
    for sample in samples:
        for interval_ms in sample.rr_ms:
            end_s += interval_ms / 1000.0
            late_s = sample.t_s + 0.5 - end_s
            if abs(late_s) > _LOST_S:
                stretches += _stretch(ended_s, rr_ms)
                ended_s, rr_ms = [], []
                end_s = sample.t_s + 0.5
            else:
                end_s += _PULL_RATIO * late_s
                ended_s.append(end_s)
                rr_ms.append(float(interval_ms))
    return stretches + _stretch(ended_s, rr_ms)


def _stretch(ended_s: list[float], rr_ms: list[float]) -> list[Stretch]:
    return [Stretch(ended_s=np.array(ended_s), rr_ms=np.array(rr_ms))] if rr_ms else []
