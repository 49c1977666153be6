"""How far it is, by the sensor's own distance or by its speed."""

from __future__ import annotations

from runwalk.engine.motion import Motion
from runwalk.engine.sample import Sample

_LONGEST_STEP_S = 10  # what a speed was for longer than this nobody knows


class Odometer:
    """Tell how far the runner came in each second; uses no later sample.

    A distance is believed before a speed. Where it falls silent, speed bridges it, and what speed
    has told meanwhile is not told again.
    """

    def __init__(self) -> None:
        self._distance_m: float | None = None
        self._bridged_m = 0.0

    def moved_m(self, sample: Sample, motion: Motion, dt_s: int) -> float | None:
        """Take in one second; tell how far it was [m], None where nothing measures that.

        Args:
            sample: What the sensors told.
            motion: What was made of the legs.
            dt_s: Seconds since the one before [s].
        """
        at_m = sample.distance_m
        if at_m is not None:
            was_m, self._distance_m = self._distance_m, at_m
            bridged_m, self._bridged_m = self._bridged_m, 0.0
            if was_m is None or at_m < was_m:  # the first one, or a counter that began anew
                return 0.0
            return max(0.0, at_m - was_m - bridged_m)
        if motion.speed_mps is None:
            return None
        moved_m = motion.speed_mps * min(dt_s, _LONGEST_STEP_S)
        self._bridged_m += moved_m
        return moved_m
