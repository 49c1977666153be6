"""How far a heartbeat carries a runner, with how sure that is.

As the efficiency factor, but without the warm-up and without standing: what the first minutes and
the traffic lights make of the number is left out.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from analysis.drift_model import efforts_of
from analysis.run_summary import Measured
from analysis.trace import Trace
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait

FROM_S: Final = 600
"""The warm-up, which does not count [s] (our choice, as for drift)."""
BLOCK_S: Final = 180
"""Heart rates so far apart know nothing of each other [s] (our choice, as in the interval of
drift)."""
LEAST_BLOCKS: Final = 3

NO_SPEED: Final = (
    "Speed is unknown; record it with a foot pod, by satellite, or with the treadmill."
)
NO_HEART_RATE: Final = "No heart rate was recorded; wear a chest strap."
TOO_SHORT: Final = "It takes nine minutes of running and walking after minute 10."


def efficiency_m_per_beat(trace: Trace) -> Measured | str:
    """Metres on the move for a heartbeat, reckoned as running on the level that costs as much.

    Sum of metres over sum of beats, of the seconds that count; walks count, for the beats that
    come down in them were spent in the run before. A heart at rest beats, too: whoever goes slower,
    or walks more, gets less far with a beat, so runs are to be compared at the same mean effort.
    The error comes from blocks of three minutes, each with metres and beats of its own (ratio
    estimator).

    Source: our definition. Of the whole run, it is the efficiency factor
    (:func:`analysis.steady.efficiency_factor`), up to its unit.
    """
    if trace.heard_count == 0:
        return NO_HEART_RATE
    if np.isnan(trace.pace_w_per_kg).all():
        return NO_SPEED
    pace, hill, _ = efforts_of(trace)
    moves = np.array([one in (Gait.RUN, Gait.WALK) for one in trace.gaits])
    counts = ~np.isnan(trace.hr_bpm) & trace.has_effort & moves & (trace.t_s >= FROM_S)
    metres = (pace + hill)[counts] / running_cost_minetti_2002(0.0)
    beats = trace.hr_bpm[counts] / 60.0
    blocks = len(metres) // BLOCK_S
    if blocks < LEAST_BLOCKS:
        return TOO_SHORT
    metres, beats = (
        one[: blocks * BLOCK_S].reshape(blocks, BLOCK_S).sum(axis=1) for one in (metres, beats)
    )
    ratio = float(metres.sum() / beats.sum())
    left = metres - ratio * beats
    return Measured(ratio, math.sqrt(blocks * left @ left / (blocks - 1)) / float(beats.sum()))
