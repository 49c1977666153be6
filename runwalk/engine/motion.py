"""What the runner does with the legs, and what that costs: the input of the heart."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class MotionSettings:
    """How gait and grade are read off the sensors.

    Attributes:
        run_spm: Running starts about this cadence [steps/min]; people change from walking to
            running near 140 steps a minute (PMC8629136).
        run_mps: Where cadence is unknown, running starts about this speed [m/s]; walking becomes
            dearer than running at 7.5 to 7.7 km/h on the level (Abe 2015, PLoS ONE 0138154).
        sure_run_mps: Faster than this nobody walks, whatever a cadence sensor counts [m/s].
        hysteresis_ratio: Share of these limits by which the other gait must be overshot.
        stand_mps: Slower than this is standing [m/s]. Where legs move all the same, and where
            nothing was ever faster, nobody measures speed: a treadmill without a foot pod.
        stand_spm: Where speed is unknown, fewer steps than this are standing [steps/min].
        dwell_s: A new gait must last so long [s].
        smooth_s: Time constant over which speed is averaged [s].
        hold_s: A speed or a gait that is missing stands for so long [s].
        climb_m: Grade is taken over so much distance [m].
        steepest: Steeper than this is a barometer's error.
    """

    run_spm: float = 140.0
    run_mps: float = 2.05
    sure_run_mps: float = 2.5
    hysteresis_ratio: float = 0.04
    stand_mps: float = 0.4
    stand_spm: float = 30.0
    dwell_s: int = 3
    smooth_s: float = 4.0
    hold_s: int = 10
    climb_m: float = 60.0
    steepest: float = 0.30


@dataclass(frozen=True, slots=True)
class Motion:
    """What the legs do in one second.

    Attributes:
        gait: None where neither speed nor cadence is known.
        speed_mps: Smoothed speed [m/s]; None where unknown.
        grade: Rise over run; 0 where nothing tells it.
        power_w_per_kg: Net metabolic power [W/kg]; None where speed is unknown.
    """

    gait: Gait | None
    speed_mps: float | None
    grade: float
    power_w_per_kg: float | None


class MotionObserver:
    """Read gait, grade and cost off each second; uses no later sample.

    Args:
        settings: How.
    """

    def __init__(self, settings: MotionSettings | None = None) -> None:
        self._settings = settings or MotionSettings()
        self._gait: Gait | None = None
        self._candidate: Gait | None = None
        self._candidate_s = 0
        self._silent_s = 0
        self._speed_mps: float | None = None
        self._speed_t_s = 0
        self._has_moved = False
        self._t_s: int | None = None
        self._path_m = 0.0
        self._climb: deque[tuple[float, float]] = deque()  # (path_m, altitude_m)
        self._grade = 0.0

    def observe(self, sample: Sample) -> Motion:
        """Take in one second."""
        settings = self._settings
        dt_s = 1 if self._t_s is None else sample.t_s - self._t_s
        self._t_s = sample.t_s
        speed_mps = self._measured(sample)
        if speed_mps is not None:
            if self._speed_mps is None:
                self._speed_mps = speed_mps
            else:
                weight = dt_s / (settings.smooth_s + dt_s)
                self._speed_mps += weight * (speed_mps - self._speed_mps)
            self._speed_t_s = sample.t_s
        elif sample.t_s - self._speed_t_s > settings.hold_s:
            self._speed_mps = None
        self._watch_gait(self._gait_now(sample), dt_s)
        self._watch_grade(sample, dt_s)
        power = None
        if self._speed_mps is not None:
            power = metabolic_power_w_per_kg(self._speed_mps, self._grade, self._gait or Gait.RUN)
        return Motion(self._gait, self._speed_mps, self._grade, power)

    def _measured(self, sample: Sample) -> float | None:
        """The speed of a second, if somebody measured it."""
        settings = self._settings
        speed, cadence = sample.speed_mps, sample.cadence_spm
        if speed is None or speed >= settings.stand_mps:
            self._has_moved = self._has_moved or speed is not None
            return speed
        if not self._has_moved or (cadence is not None and cadence >= settings.stand_spm):
            return None
        return speed

    def _gait_now(self, sample: Sample) -> Gait | None:
        settings = self._settings
        speed, cadence = self._speed_mps, sample.cadence_spm
        slack = settings.hysteresis_ratio * (-1.0 if self._gait is Gait.RUN else 1.0)
        if speed is None and cadence is None:
            return None
        if speed is not None and speed >= settings.sure_run_mps:
            return Gait.RUN
        if speed is not None and speed < settings.stand_mps:
            return Gait.STAND
        if cadence is not None and cadence >= settings.stand_spm:
            is_run = cadence >= settings.run_spm * (1.0 + slack)
            return Gait.RUN if is_run else Gait.WALK
        if speed is None:
            return Gait.STAND
        return Gait.RUN if speed >= settings.run_mps * (1.0 + slack) else Gait.WALK

    def _watch_gait(self, gait: Gait | None, dt_s: int) -> None:
        if gait is None:  # a sensor that misses a second has not stopped the legs
            self._silent_s += dt_s
            if self._silent_s > self._settings.hold_s:
                self._gait = None
            return
        self._silent_s = 0
        if gait == self._gait or self._gait is None:
            self._gait, self._candidate_s = gait, 0
            return
        self._candidate_s = self._candidate_s + dt_s if gait == self._candidate else dt_s
        self._candidate = gait
        if self._candidate_s >= self._settings.dwell_s:
            self._gait, self._candidate_s = gait, 0

    def _watch_grade(self, sample: Sample, dt_s: int) -> None:
        if sample.grade is not None:
            self._grade = sample.grade
            return
        if sample.altitude_m is None:
            return
        if self._speed_mps is not None:
            self._path_m += self._speed_mps * min(dt_s, self._settings.hold_s)
        climb = self._climb
        climb.append((self._path_m, sample.altitude_m))
        while len(climb) > 2 and self._path_m - climb[1][0] >= self._settings.climb_m:
            climb.popleft()
        if len(climb) > 120:  # standing still: only the newest height matters
            climb.popleft()
        run_m = self._path_m - climb[0][0]
        if run_m >= self._settings.climb_m / 2:
            grade = (sample.altitude_m - climb[0][1]) / run_m
            steepest = self._settings.steepest
            self._grade = min(max(grade, -steepest), steepest)
