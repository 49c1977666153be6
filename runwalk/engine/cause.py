"""Why heart rate rises: what can be told, and no more than that.

What the legs do is split into pace, grade and bout (running after walking, or walking after
running). Each part is led to the heart by the same delay and the same gain that the heart model has
learned, so that each second the rise from the lowest point of the last 45 s is a sum: so much by
the hill, so much by the pace, and what is left. A name is the largest part; where nothing is large,
there is none.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TypeAlias

from runwalk.engine.drift import Drift, Outlook
from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Cause

_NO_FAULTS = (None, Fault.MISSING, Fault.STARTING)


@dataclass(frozen=True, slots=True, kw_only=True)
class CauseSettings:
    """What counts as a rise, and as its cause (our choice; tuned on simulated runners).

    Attributes:
        window_s: Heart rate is compared with its lowest of so long [s], and so are the legs.
        rise_bpm: A smaller rise needs no name [bpm].
        part_bpm: Pace, grade or bout are named for what they bring the heart if it is at least
            this [bpm].
        start_s: For so long from the first running second a rise is the start itself [s]; the
            fast part of the on-kinetics is over in three to six minutes ...
        slow_start_s: ... the slow component in eight [s]; till then it is, if the heart has still
            some way to go. Unless more of it is known to be something else.
        first_bout_s: Less running than this is no bout: a walk after it is still the start [s].
        change_s: For so long after a change of gait, what speed does is part of it [s].
        smooth_s: Time constant over which pace and grade are averaged [s].
        effort_bpm: Strap only: a rise that no bout explains is one of effort from this on
            [bpm] ...
        effort_s: ... or for so long after the heart model has noticed a sudden one [s].
        longest_gap_s: After a longer gap everything is compared anew, and a rise is taken for that
            of a bout after a rest [s].
    """

    window_s: int = 45
    rise_bpm: float = 2.0
    part_bpm: float = 2.5
    start_s: int = 240
    slow_start_s: int = 480
    first_bout_s: int = 30
    change_s: int = 15
    smooth_s: float = 8.0
    effort_bpm: float = 5.0
    effort_s: int = 60
    longest_gap_s: int = 60


_Parts: TypeAlias = tuple[float, float, float]
"""Effort, or what it does to a heart, by pace, grade and bout; plain for speed, as the next two."""

_Heard: TypeAlias = tuple[int, _Parts, Motion]
"""What the legs did in a second [s], on its way to the heart."""

_Second: TypeAlias = tuple[int, float, _Parts, Motion]
"""A second [s] to compare with: its heart rate [bpm], and what that answered to."""


class _Legs:
    """What the legs do, in parts: now, smoothed, and as far as the heart has felt it.

    Args:
        settings: What counts as a cause.
        have_rested: Whether the heart has rested before the first second, as in a gap.

    Attributes:
        smooth: The parts of late [units of the gain].
        felt: The parts behind the heart's own delay [units of the gain].
        motion: What the heart begins to answer now, after its dead time.
    """

    def __init__(self, settings: CauseSettings, *, have_rested: bool = False) -> None:
        self._settings = settings
        self._have_rested = have_rested
        self._level: float | None = None  # effort without the grade
        self._pace = self._grade = 0.0
        self._gait: Gait | None = None
        self._changed_s = 0
        self._coming: deque[_Heard] = deque()
        self.motion = Motion(None, None, 0.0, None)
        self.smooth: _Parts = (0.0, 0.0, 0.0)
        self.felt: _Parts = (0.0, 0.0, 0.0)

    def step(
        self, t_s: int, dt_s: int, motion: Motion, gait: Gait, outlook: Outlook, *, has_speed: bool
    ) -> bool:
        """Take in one second; tell whether it is the first of legs that can be seen."""
        if has_speed:
            gait = motion.gait or gait
            seen = self._level_of(motion, gait)
            if seen is None:
                return False
            level = seen
        else:
            level = 0.0 if gait is Gait.RUN else 1.0
        is_first = self._level is None
        if self._level is None:
            self._level, self._gait = level, gait
            rest = 0.0 if has_speed else 1.0
            self.smooth = (0.0, self._grade, level)
            self.felt = (0.0, self._grade, rest if self._have_rested else level)
        self._changed_s += dt_s
        if gait is not self._gait:
            self._gait, self._changed_s = gait, 0
            self._was_bout()
        if has_speed and self._changed_s >= self._settings.change_s:
            self._pace += level - self._level
        self._level = level
        now = (self._pace, self._grade, level - self._pace)
        coming = self._coming
        coming.append((t_s, now, motion))
        due_s = t_s - outlook.dead_time_s
        while len(coming) > 1 and coming[1][0] <= due_s:
            coming.popleft()
        self.smooth = _toward(now, self.smooth, dt_s / (self._settings.smooth_s + dt_s))
        _, due, self.motion = coming[0]
        self.felt = _toward(due, self.felt, dt_s / (outlook.tau_s + dt_s))
        return is_first

    def _level_of(self, motion: Motion, gait: Gait) -> float | None:
        """Effort as it would be on the level; keeps what the grade adds [W/kg]."""
        power, speed = motion.power_w_per_kg, motion.speed_mps
        if power is None or speed is None:  # a second without speed: as before
            return self._level
        if motion.grade == 0.0:
            self._grade = 0.0
            return power
        level = metabolic_power_w_per_kg(speed, 0.0, gait)
        self._grade = power - level
        return level

    def _was_bout(self) -> None:
        """Take back what speed did of late: legs had begun to change before it was seen."""
        before = self._pace = self._coming[0][1][0]
        self._coming = deque(
            (t_s, _with_pace(before, parts), motion) for t_s, parts, motion in self._coming
        )
        self.smooth = _with_pace(before, self.smooth)


class CauseNamer:
    """Name the cause of a rise; uses no later sample.

    Args:
        settings: What counts as one.
    """

    def __init__(self, settings: CauseSettings | None = None) -> None:
        self._settings = settings or CauseSettings()
        self._legs = _Legs(self._settings)
        self._past: deque[_Second] = (
            deque()
        )  # the lowest of the window first, each later one higher
        self._has_speed = False
        self._t_s = 0
        self._started_s: int | None = None  # when running began
        self._bout_s = 0
        self._is_first_bout = True
        self._effort_left_s = 0
        self._planned_left_s = 0
        self._fault: Fault | None = None
        self._fault_s = 0
        self._outlook: Outlook | None = None
        self._drift: Drift | None = None
        self._motion = self._legs.motion

    def name(
        self,
        hr: HeartRate,
        motion: Motion,
        outlook: Outlook | None,
        drift: Drift,
        gait: Gait,
        dt_s: int,
        *,
        is_effort_planned: bool = False,
    ) -> Cause | None:
        """Name why heart rate rises now; None where it does not, or nothing is known.

        Args:
            hr: The heart rate of this second.
            motion: What the sensors tell of the legs.
            outlook: Where heart rate is going.
            drift: What is known of drift.
            gait: What the legs are taken to do.
            dt_s: Seconds since the one before [s].
            is_effort_planned: Whether the workout asks for effort now: no band of heart rates.
        """
        self._t_s += dt_s
        self._count(gait, dt_s, is_effort_planned=is_effort_planned)
        self._watch_fault(hr, dt_s)
        self._outlook, self._drift, self._motion = outlook, drift, motion
        if outlook is None:
            return Cause.SENSOR if self._fault else None
        is_gap = dt_s > self._settings.longest_gap_s
        if hr.is_new_level:
            self._past.clear()
        if is_gap or drift.has_speed is not self._has_speed:
            self._past.clear()
            self._legs = _Legs(self._settings, have_rested=is_gap)
            self._has_speed = drift.has_speed
        if self._legs.step(self._t_s, dt_s, motion, gait, outlook, has_speed=self._has_speed):
            self._past.clear()
        if outlook.effort_change > 0:
            self._effort_left_s = self._settings.effort_s
        self._remember(outlook)
        if self._fault:
            return Cause.SENSOR
        if hr.age_s is None or hr.age_s > self._settings.window_s:
            return None  # the model goes on without the heart: what it expects is no rise
        return self._cause(outlook, drift, gait)

    def evidence(self) -> tuple[tuple[str, float], ...]:
        """What the name rests on, for a cue: each number with its unit in its name.

        ``by_..._bpm`` are the parts of ``rise_bpm``; pace and grade only where speed is known.
        ``to_come_bpm`` is what the heart has still to go if the runner runs on. A fault is told by
        how long it has lasted, as ``spike_s``.
        """
        outlook, drift = self._outlook, self._drift
        told: list[tuple[str, float]] = []
        if self._fault:
            told.append((f"{self._fault.value}_s", float(self._fault_s)))
        if outlook is None or drift is None:
            return tuple(told)
        then_s, then_bpm, then_felt, was = self._past[0]
        now_s, now_bpm, felt, _ = self._past[-1]
        window_s = now_s - then_s
        rise_bpm = now_bpm - then_bpm
        by_pace_bpm, by_grade_bpm, by_bout_bpm = _added(felt, then_felt, outlook.gain_bpm)
        by_drift_bpm = outlook.slope_bpm_per_s * window_s
        told += [
            ("rise_bpm", rise_bpm),
            ("window_s", float(window_s)),
            ("to_come_bpm", outlook.run_demand_bpm - now_bpm),
            ("by_bout_bpm", by_bout_bpm),
        ]
        if self._has_speed:
            told += [("by_pace_bpm", by_pace_bpm), ("by_grade_bpm", by_grade_bpm)]
            motion = self._motion
            if was.speed_mps is not None and motion.speed_mps is not None:
                told.append(("speed_change_mps", motion.speed_mps - was.speed_mps))
            told.append(("grade_change_pct", 100.0 * (motion.grade - was.grade)))
        told += [
            ("by_drift_bpm", by_drift_bpm),
            (
                "unexplained_bpm",
                rise_bpm - by_pace_bpm - by_grade_bpm - by_bout_bpm - by_drift_bpm,
            ),
            ("drift_bpm_per_h", drift.bpm_per_h),
            ("drift_sd_bpm_per_h", drift.sd_bpm_per_h),
        ]
        return tuple(told)

    def _count(self, gait: Gait, dt_s: int, *, is_effort_planned: bool) -> None:
        settings = self._settings
        if dt_s > settings.longest_gap_s and self._bout_s >= settings.first_bout_s:
            self._is_first_bout, self._bout_s = False, 0
        if gait is Gait.RUN:
            if self._started_s is None:
                self._started_s = self._t_s - dt_s
            self._bout_s += dt_s
        else:
            if self._bout_s >= settings.first_bout_s:
                self._is_first_bout = False
            self._bout_s = 0
        self._effort_left_s = max(0, self._effort_left_s - dt_s)
        self._planned_left_s = (
            settings.window_s if is_effort_planned else max(0, self._planned_left_s - dt_s)
        )

    def _watch_fault(self, hr: HeartRate, dt_s: int) -> None:
        fault = None if hr.fault in _NO_FAULTS else hr.fault
        self._fault_s = self._fault_s + dt_s if fault and fault is self._fault else dt_s
        self._fault = fault

    def _remember(self, outlook: Outlook) -> None:
        past, bpm = self._past, outlook.heart_bpm
        while past and past[-1][1] >= bpm:
            past.pop()
        past.append((self._t_s, bpm, self._legs.felt, self._legs.motion))
        since_s = self._t_s - self._settings.window_s
        while past[0][0] < since_s:
            past.popleft()

    def _cause(self, outlook: Outlook, drift: Drift, gait: Gait) -> Cause | None:
        settings = self._settings
        _, then_bpm, then_felt, _ = self._past[0]
        to_come_bpm = outlook.run_demand_bpm - outlook.heart_bpm if gait is Gait.RUN else 0.0
        is_headed_up = to_come_bpm > 2.0 * settings.rise_bpm
        rise_bpm = outlook.heart_bpm - then_bpm
        if rise_bpm < settings.rise_bpm and not is_headed_up:
            return self._slow(drift)
        pace_bpm, grade_bpm, bout_bpm = _added(self._legs.smooth, then_felt, outlook.gain_bpm)
        part_bpm, cause = max(
            (bout_bpm, Cause.BOUT), (grade_bpm, Cause.HILL), (pace_bpm, Cause.SURGE)
        )
        if cause is Cause.BOUT and self._is_first_bout:
            cause = Cause.START
        known_bpm = bout_bpm + grade_bpm + pace_bpm
        other_bpm = rise_bpm + max(to_come_bpm, 0.0) - known_bpm
        if self._is_starting(is_headed_up=is_headed_up) and min(part_bpm, known_bpm) <= other_bpm:
            return Cause.START
        if min(part_bpm, known_bpm) >= settings.part_bpm:
            return cause
        if self._planned_left_s:
            return Cause.SURGE
        if not drift.has_speed and self._is_effort(rise_bpm, then_felt, outlook):
            return Cause.EFFORT
        return self._slow(drift)

    def _is_effort(self, rise_bpm: float, then_felt: _Parts, outlook: Outlook) -> bool:
        """Whether unseen legs must have done more: too fast for drift, and no new bout."""
        by_bout_bpm = outlook.gain_bpm * (self._legs.felt[2] - then_felt[2])
        return self._effort_left_s > 0 or rise_bpm - by_bout_bpm >= self._settings.effort_bpm

    def _is_starting(self, *, is_headed_up: bool) -> bool:
        settings = self._settings
        run_s = 0 if self._started_s is None else self._t_s - self._started_s
        return run_s <= settings.start_s or (run_s <= settings.slow_start_s and is_headed_up)

    def _slow(self, drift: Drift) -> Cause | None:
        if not drift.is_claimed:
            return None
        return Cause.DRIFT if drift.has_speed else Cause.RISING


def _toward(aim: _Parts, was: _Parts, weight: float) -> _Parts:
    """A step towards other parts."""
    was_pace, was_grade, was_bout = was
    pace, grade, bout = aim
    return (
        was_pace + weight * (pace - was_pace),
        was_grade + weight * (grade - was_grade),
        was_bout + weight * (bout - was_bout),
    )


def _with_pace(pace: float, parts: _Parts) -> _Parts:
    """The same effort with this pace; the rest of it is the bout's."""
    was_pace, grade, bout = parts
    return (pace, grade, bout + was_pace - pace)


def _added(now: _Parts, then: _Parts, gain_bpm: float) -> _Parts:
    """What each part has added [bpm]."""
    return (
        gain_bpm * (now[0] - then[0]),
        gain_bpm * (now[1] - then[1]),
        gain_bpm * (now[2] - then[2]),
    )
