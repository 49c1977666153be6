"""Is this effort short and meant? Strides and hill sprints lift a heart, and are no reason to walk.

Rule 1: what the workout asks for is meant: a part of it without a band of heart rates.

Rule 2: so is a burst of speed that nobody can hold, if it is short. That is seen where speed is;
with a strap alone it is not.

Meant or not, a heart that stays above the ceiling is told, and the hard limit has no part in this.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.gait import Gait
from runwalk.engine.motion import Motion


@dataclass(frozen=True, slots=True, kw_only=True)
class StrideSettings:
    """What counts as a short effort (our choice; strides take 20 s, hill sprints 10 s).

    Attributes:
        faster_ratio: So many times the usual running speed is a burst; 5 km pace is some 1.4 times
            an easy one.
        usual_s: The usual running speed is averaged over so long, and not known before [s].
        longest_s: A longer burst is a faster pace [s].
        after_s: For so long after it the heart still answers to it [s].
    """

    faster_ratio: float = 1.2
    usual_s: int = 60
    longest_s: int = 25
    after_s: int = 45


class StrideWatch:
    """Notice short and deliberate efforts; uses no later sample.

    Args:
        settings: What counts as one.
    """

    def __init__(self, settings: StrideSettings | None = None) -> None:
        self._settings = settings or StrideSettings()
        self._usual_mps = 0.0
        self._ran_s = 0
        self._burst_s = 0
        self._left_s = 0

    def watch(self, motion: Motion, dt_s: int, *, is_planned: bool) -> bool:
        """Take in one second; tell whether the heart answers to a short effort now.

        Args:
            motion: What the sensors tell of the legs.
            dt_s: Seconds since the one before [s].
            is_planned: Whether the workout asks for effort now: no band of heart rates.
        """
        settings = self._settings
        self._left_s = max(0, self._left_s - dt_s)
        if self._is_burst(motion, dt_s):
            self._burst_s += dt_s
            self._left_s = settings.after_s if self._burst_s <= settings.longest_s else 0
        else:
            self._burst_s = 0
        if is_planned:
            self._left_s = settings.after_s
        return self._left_s > 0

    def _is_burst(self, motion: Motion, dt_s: int) -> bool:
        """Whether the legs are far faster than usual; learn what is usual from all others."""
        settings, speed_mps = self._settings, motion.speed_mps
        if speed_mps is None or motion.gait is not Gait.RUN:
            return False
        is_known = self._ran_s >= settings.usual_s
        is_fast = is_known and speed_mps > settings.faster_ratio * self._usual_mps
        if not is_fast or self._burst_s > settings.longest_s:
            self._ran_s += dt_s
            weight = dt_s / min(self._ran_s, settings.usual_s + dt_s)
            self._usual_mps += weight * (speed_mps - self._usual_mps)
        return is_fast
