"""How restless is this heart? What it strays by, when neither legs nor drift explain it."""

from __future__ import annotations

import math
from collections import deque

from runwalk.engine.mathx import exp


class Unrest:
    """Standard deviation of what disturbs a heart, from how far its level moves in a while.

    Where a disturbance of standard deviation ``s`` and time constant ``tau`` comes and goes as in
    the heart's model, the level's change over one ``tau`` has the variance ``2 s^2 (1 - 1/e)``. So
    ``s`` needs no knowledge of where the level lies: a filter that is too sure of its level cannot
    talk itself into a calm heart. Uses no later sample.

    Args:
        usual_bpm: What is expected before anything is known [bpm].
        tau_s: How long a disturbance lasts [s]; levels so far apart are compared.
        memory_s: How long the past counts [s].
    """

    _PER_VARIANCE = 2.0 * (1.0 - exp(-1.0))

    def __init__(self, usual_bpm: float, tau_s: float, memory_s: float) -> None:
        self._tau_s = tau_s
        self._memory_s = memory_s
        self._moved_var = self._PER_VARIANCE * usual_bpm * usual_bpm
        self._past: deque[tuple[int, float]] = deque()

    @property
    def sd_bpm(self) -> float:
        """Standard deviation of the disturbance [bpm]."""
        return math.sqrt(self._moved_var / self._PER_VARIANCE)

    def watch(self, t_s: int, level_bpm: float, slope_bpm_per_s: float, dt_s: int) -> None:
        """Take in one second.

        Args:
            t_s: Time [s].
            level_bpm: Where the heart is led, disturbance included, legs excluded [bpm].
            slope_bpm_per_s: What of its movement is drift [bpm/s].
            dt_s: Seconds since the one before [s].
        """
        past = self._past
        past.append((t_s, level_bpm))
        if t_s - past[0][0] < self._tau_s:
            return
        while t_s - past[0][0] > self._tau_s:
            past.popleft()
        then_s, then_bpm = past[0]
        if then_s == t_s:  # after a gap
            return
        moved_bpm = level_bpm - then_bpm - slope_bpm_per_s * (t_s - then_s)
        weight = min(dt_s / self._memory_s, 1.0)
        self._moved_var += weight * (moved_bpm * moved_bpm - self._moved_var)

    def forget_level(self) -> None:
        """Compare with nothing from before: the level was sought anew."""
        self._past.clear()
