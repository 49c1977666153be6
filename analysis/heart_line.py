"""Heart rate as a line over effort and time, as one run shows it; to be read off anywhere."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from analysis.drift_model import DRIFT, GAINS, LEVEL, Fit, Model
from analysis.run_summary import HeartAtEffort, Measured
from analysis.trace import Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartLine:
    """What a fit says of heart rate at any effort.

    Attributes:
        values: Level [bpm], drift [bpm/h], gains of pace and hill [bpm per W/kg], and maybe what a
            walk adds [bpm].
        covariance: Of them, a row for each.
        means: Pace and hill [W/kg] at which the level holds, and maybe the share of walking.
    """

    values: tuple[float, ...]
    covariance: tuple[tuple[float, ...], ...]
    means: tuple[float, ...]

    @classmethod
    def of(cls, found: Fit, model: Model) -> HeartLine:
        """Read it off a fit; how far the kinetics are off is no part of it, and of its errors."""
        kept = GAINS + len(model.means)
        return cls(
            values=tuple(found.values[:kept].tolist()),
            covariance=tuple(tuple(row) for row in found.covariance[:kept, :kept].tolist()),
            means=model.means,
        )

    def at(self, pace_w_per_kg: float, hill_w_per_kg: float, *, is_walk: bool) -> Measured:
        """Heart rate at an effort at minute 10 [bpm].

        Args:
            pace_w_per_kg: What gait and speed cost on the level [W/kg].
            hill_w_per_kg: What the grade adds to that [W/kg].
            is_walk: Whether the legs walk.
        """
        height = self._height(pace_w_per_kg, hill_w_per_kg, is_walk)
        return Measured(
            float(height @ self.values),
            math.sqrt(height @ np.array(self.covariance) @ height),
        )

    def of_running(self) -> HeartAtEffort:
        """Heart rate of running on the level, over effort.

        It is told at the effort at which the line is surest, so that the errors of its height and
        of its gain are no concern of each other.
        """
        pace = self.means[0]
        of_gain = np.array(self.covariance[GAINS])
        pace -= float(of_gain @ self._height(pace, 0.0, is_walk=False)) / float(of_gain[GAINS])
        told = self.at(pace, 0.0, is_walk=False)
        return HeartAtEffort(
            level_bpm=told.value,
            level_se_bpm=told.se or 0.0,
            mean_w_per_kg=pace,
            gain_bpm_per_w_per_kg=self.values[GAINS],
            gain_se_bpm_per_w_per_kg=math.sqrt(of_gain[GAINS]),
        )

    def _height(self, pace_w_per_kg: float, hill_w_per_kg: float, is_walk: bool) -> Floats:
        """How much of each value such an effort takes."""
        height = np.zeros(len(self.values))
        height[LEVEL], height[DRIFT] = 1.0, 0.0
        efforts = (pace_w_per_kg, hill_w_per_kg, float(is_walk))
        height[GAINS:] = np.array(efforts[: len(self.means)]) - self.means
        return height
