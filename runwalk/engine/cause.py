"""Why heart rate rises: what can be told, and no more than that."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from runwalk.engine.drift import Drift, Outlook
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Cause


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSettings:
    """What counts as a rise, and as its cause (our choice).

    Attributes:
        window_s: Heart rate, speed and grade are compared with those so long ago [s].
        rise_bpm: A smaller rise needs no name [bpm].
        start_s: For so long from the start a rise is the start itself [s]; the fast part of the
            on-kinetics is over in three to six minutes ...
        slow_start_s: ... the slow component in eight [s]; till then it is, if the heart has still
            some way to go.
        bout_s: For so long after walking, a rise is that of any new bout and no surge [s].
        power_step_w_per_kg: A step of effort worth a name [W/kg]; 0.25 m/s of running.
        surge_s: Strap only: a sudden unexplained rise stays a surge for so long [s].
    """

    window_s: int = 45
    rise_bpm: float = 2.0
    start_s: int = 240
    slow_start_s: int = 480
    bout_s: int = 90
    power_step_w_per_kg: float = 0.9
    surge_s: int = 60


class CauseNamer:
    """Name the cause of a rise; uses no later sample.

    Args:
        settings: What counts as one.
    """

    def __init__(self, settings: CauseSettings | None = None) -> None:
        self._settings = settings or CauseSettings()
        self._past: deque[tuple[float, Motion]] = deque(maxlen=self._settings.window_s)
        self._run_s = 0
        self._surge_left_s = 0
        self._bout_s = 0

    def name(
        self,
        hr: HeartRate,
        motion: Motion,
        outlook: Outlook | None,
        drift: Drift,
        gait: Gait,
        dt_s: int,
    ) -> Cause | None:
        """Name why heart rate rises now; None where it does not, or nothing is known.

        Args:
            hr: The heart rate of this second.
            motion: What the sensors tell of the legs.
            outlook: Where heart rate is going.
            drift: What is known of drift.
            gait: What the legs are taken to do.
            dt_s: Seconds since the one before [s].
        """
        settings = self._settings
        self._run_s += dt_s
        self._bout_s = self._bout_s + dt_s if gait is Gait.RUN else 0
        self._surge_left_s = max(0, self._surge_left_s - dt_s)
        if hr.fault not in (None, Fault.MISSING, Fault.STARTING):
            return Cause.SENSOR
        if outlook is None:
            return None
        if outlook.effort_change > 0:
            self._surge_left_s = settings.surge_s
        then = self._past[0] if self._past else (outlook.heart_bpm, motion)
        self._past.append((outlook.heart_bpm, motion))
        if outlook.heart_bpm - then[0] < settings.rise_bpm and not self._is_heading_up(outlook):
            return self._slow(drift)
        if self._run_s <= settings.start_s or (
            self._run_s <= settings.slow_start_s and self._is_heading_up(outlook)
        ):
            return Cause.START
        if self._bout_s > settings.bout_s:
            step = self._step(then[1], motion)
            if step is not None:
                return step
            if not drift.has_speed and self._surge_left_s:
                return Cause.SURGE
        return self._slow(drift)

    def _is_heading_up(self, outlook: Outlook) -> bool:
        return outlook.run_demand_bpm - outlook.heart_bpm > 2.0 * self._settings.rise_bpm

    def _slow(self, drift: Drift) -> Cause | None:
        if not drift.is_claimed:
            return None
        return Cause.DRIFT if drift.has_speed else Cause.RISING

    def _step(self, then: Motion, now: Motion) -> Cause | None:
        """Name the larger part of a step in effort: a steeper grade, or a faster pace."""
        if (
            now.gait is not Gait.RUN
            or now.speed_mps is None
            or then.gait is not Gait.RUN
            or then.speed_mps is None
        ):
            return None
        cost_then = running_cost_minetti_2002(then.grade)
        cost_now = running_cost_minetti_2002(now.grade)
        by_grade = (cost_now - cost_then) * then.speed_mps
        by_pace = (now.speed_mps - then.speed_mps) * cost_now
        if by_grade + by_pace < self._settings.power_step_w_per_kg:
            return None
        return Cause.HILL if by_grade > by_pace else Cause.SURGE
