"""Workout and heart together: what a segment adds to the coach's own rule, or takes from it.

The coach leads by heart rate. A workout may say less often: a surge is meant, so in it and for a
minute after it there is no word of ceiling or drift. It may ask for more walking: a part that is
walked, a cap on a run, a steep hill, a walk for another cause. It never makes a walk shorter than
the heart asks for, and it never has a part in the hard limit.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.bands import BandKeeper
from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.odometer import Odometer
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.engine.sample import Sample
from runwalk.engine.workout import AskedGait, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideSettings:
    """When a workout speaks, and when it keeps the coach still (our choice unless said).

    Attributes:
        quiet_s: For so long after a surge no word of ceiling or drift [s]; a heart that nothing
            but the surge has lifted is down by then.
        countdown_s: A change is announced this long before it [s]; runners asked for 10 s, and
            found 5 s stressful ...
        countdown_least_s: ... in segments that last at least this long [s].
        waiting_s: A run that waits for the heart is explained after so long [s].
        fast_ratio: Faster than the cap by this much is too fast ...
        fast_s: ... if it lasts so long [s] ...
        again_s: ... and is said again after so long [s], as is *ease off* in a hike ...
        most_times: ... but not more often than this in one segment.
        hike_over_s: A hike above its ceiling for so long is eased [s].
        steep: A hill is walked from this grade on, where that costs less than running it, or where
            the run is ...
        slow_mps: ... no faster than a walk [m/s] ...
        gentle: ... until the grade has fallen to this ...
        grade_s: ... either for so long [s].
        steepest: Above this grade the costs are compared as if it were this one: beyond it the
            two studies do not go together (see ``effort``).
        ran_s: A walk for another cause is over once the runner was seen to run for so long [s].
        felt_rpe: An answer so much above the asked one is harder: it may be a point off.
        felt_below_bpm: Who feels a run too hard gets a ceiling so far below the heart rate of that
            moment [bpm] ...
        felt_least_bpm: ... but at least so far below the one before [bpm] ...
        felt_most_bpm: ... and at most so far [bpm]: an answer is no measurement.
    """

    quiet_s: int = 60
    countdown_s: int = 10
    countdown_least_s: int = 60
    waiting_s: int = 5
    fast_ratio: float = 1.03
    fast_s: int = 10
    again_s: int = 60
    most_times: int = 3
    hike_over_s: int = 20
    steep: float = 0.04
    slow_mps: float = 1.4
    gentle: float = 0.02
    grade_s: int = 10
    steepest: float = 0.20
    ran_s: int = 30
    felt_rpe: float = 1.0
    felt_below_bpm: int = 2
    felt_least_bpm: int = 2
    felt_most_bpm: int = 5


class Guide:
    """Follow a workout beside the coach; uses no later sample.

    Args:
        bands: Where the workout stands, and its bands.
        settings: When it speaks.

    Attributes:
        tag: Why the runner walks, where it is for another cause; None in all other walks.
        rpe: How hard it felt when the runner last told, 0 to 10; None before.
    """

    def __init__(self, bands: BandKeeper, settings: GuideSettings | None = None) -> None:
        self._settings = settings or GuideSettings()
        self._bands = bands
        self._cursor = bands.cursor
        self._odometer = Odometer()
        self._moved_m: float | None = None
        self._quiet_left_s = 0
        self._fast_s = self._over_s = self._waited_s = 0
        self._grade_s = 0
        self._is_on_hill = False
        self._ran_s = 0
        self._asked_s = 0  # since the runner was asked about talking
        self._eased_s: int | None = None
        self._eased_count = 0
        self._has_counted = self._has_told_waiting = self._has_told_unmeasured = False
        self._has_given_up = False
        self.tag: str | None = None
        self.rpe: float | None = None

    @property
    def is_silent(self) -> bool:
        """Whether no word of ceiling or drift is due: in a surge, and for a while after it."""
        segment = self._cursor.segment
        return self._quiet_left_s > 0 or (segment is not None and segment.is_surge)

    @property
    def is_walk_planned(self) -> bool:
        """Whether the segment is walked, the runner has a cause to walk, or a hill asks for it."""
        segment = self._cursor.segment
        assert segment is not None  # behind the last one nobody is led
        until = segment.until if self._cursor.is_waiting else None
        is_late = until is not None and until.below_bpm is not None
        return segment.asks_for_walk or is_late or self._is_on_hill or self.tag is not None

    @property
    def is_walk_for_heart(self) -> bool:
        """Whether a walk should have brought the heart down by now, if it is long.

        A hike need not, and a part that ends by a heart rate has the time that it was given.
        """
        segment = self._cursor.segment
        assert segment is not None  # behind the last one nobody is led
        if not segment.asks_for_walk:
            return True
        if segment.until is not None and segment.duration_s is not None:
            return self._cursor.is_waiting
        return segment.gait is not AskedGait.HIKE

    def is_walk_long_enough(self, bout_s: int) -> bool:
        """Tell whether a walk has lasted as long as the segment asks [s]."""
        segment = self._cursor.segment
        least_s = None if segment is None else segment.least_walk_s
        return least_s is None or bout_s >= least_s

    def pass_time(
        self, sample: Sample, motion: Motion, dt_s: int, *, is_paused: bool, may_run: bool
    ) -> bool:
        """Let a second pass; tell whether another segment began, or the workout ended.

        Args:
            sample: What the sensors told.
            motion: What was made of the legs.
            dt_s: Seconds since the one before [s].
            is_paused: Whether the workout stands still.
            may_run: Whether the heart permits a segment to begin that asks for a run.
        """
        moved_m = self._odometer.moved_m(sample, motion, dt_s)
        if is_paused:
            return False
        segment = self._cursor.segment
        if segment is not None and segment.is_surge:
            self._quiet_left_s = self._settings.quiet_s + 1
        else:
            self._quiet_left_s = max(0, self._quiet_left_s - dt_s)
        self._moved_m = moved_m
        changed = self._cursor.advance(dt_s, moved_m, may_run=may_run and self.tag is None)
        if changed:
            self.begin()
        return changed

    def begin(self) -> None:
        """Forget what belongs to the segment before."""
        self._fast_s = self._over_s = self._waited_s = 0
        self._eased_s, self._eased_count = None, 0
        self._has_counted = self._has_told_waiting = self._has_told_unmeasured = False
        self._has_given_up = False
        segment = self._cursor.segment
        self._is_on_hill = self._is_on_hill and segment is not None and segment.is_hill_walked

    def hear(self, hr: HeartRate, dt_s: int) -> None:
        """Take in a heart rate, for the segments that end by one."""
        self._cursor.hear(hr, dt_s)

    def said(self, t_s: int, cue: Cue) -> None:
        """Remember what was said."""
        if cue.reason in (Reason.TOO_FAST, Reason.HIKE):
            self._eased_s = t_s
            self._eased_count += 1
        elif cue.reason is Reason.COUNTDOWN:
            self._has_counted = True
        elif cue.reason is Reason.WAITING:
            self._has_told_waiting = True
        elif cue.reason is Reason.TALK:
            self._asked_s = 0

    def about(self) -> tuple[tuple[str, float], ...]:
        """Tell in numbers what the segment asks, for its cue."""
        segment, progress = self._cursor.segment, self._cursor.progress
        assert segment is not None  # only then it has a cue
        assert progress is not None
        until, speed, rounds = segment.until, segment.speed_mps, segment.round
        told = (
            ("segment", progress.index + 1),
            ("round", None if rounds is None else rounds.number),
            ("rounds", None if rounds is None else rounds.of),
            ("duration_s", segment.duration_s),
            ("distance_m", segment.distance_m),
            ("below_bpm", None if until is None else until.below_bpm),
            ("above_bpm", None if until is None else until.above_bpm),
            ("slowest_mps", None if speed is None else speed.low),
            ("fastest_mps", None if speed is None else speed.high),
            ("grade_pct", None if segment.grade is None else 100.0 * segment.grade),
        )
        return tuple((name, float(value)) for name, value in told if value is not None)

    def cut_surge(self) -> bool:
        """End a surge in which the hard limit has spoken; tell whether another part began."""
        segment = self._cursor.segment
        return segment is not None and segment.is_surge and self._cursor.skip()

    # -- what the runner tells

    def tagged(self, cause: str | None) -> bool:
        """Begin or end a walk for another cause; tell whether one has begun.

        Args:
            cause: In one word; None, or ``"over"``, ends it.
        """
        self.tag = None if cause in (None, "", "over") else cause
        self._ran_s = 0
        return self.tag is not None

    def felt(self, value: float) -> bool:
        """Take in how hard it feels, 0 to 10; tell whether that is harder than it should be."""
        if not 0.0 <= value <= 10.0:  # NaN fails every comparison
            return False
        self.rpe = value
        segment = self._cursor.segment
        asked = None if segment is None or segment.rpe is None else segment.rpe.high
        return asked is not None and value >= asked + self._settings.felt_rpe

    def felt_hard(self, bpm: int) -> None:
        """Bring the ceiling down, for at this heart rate a run felt harder than it should [bpm]."""
        settings, band = self._settings, self._bands.now
        if band is not None:
            by_bpm = band.ceiling_bpm - (bpm - settings.felt_below_bpm)
            by_bpm = min(max(by_bpm, settings.felt_least_bpm), settings.felt_most_bpm)
            self._bands.shift(-by_bpm)

    def answered(self) -> None:
        """Remember that the runner told how talking goes."""
        self._asked_s = 0

    # -- second by second

    def walk_reason(self, motion: Motion, gait: Gait, bout_s: int, dt_s: int) -> Reason | None:
        """Tell why a run must end now, whatever the heart does; None where it need not.

        Args:
            motion: What was made of the legs.
            gait: What they are taken to do.
            bout_s: Seconds since this run began [s].
            dt_s: Seconds since the second before [s].
        """
        segment = self._cursor.segment
        assert segment is not None  # behind the last one nobody is led
        if segment.most_run_s is not None and bout_s >= segment.most_run_s:
            return Reason.WORKOUT
        if segment.is_hill_walked and self._is_hill(motion, gait, dt_s):
            return Reason.STEEP
        return None

    def has_given_up(self) -> bool:
        """Tell, once, that a heart rate was to fall in its time and did not."""
        cursor, segment = self._cursor, self._cursor.segment
        until = None if segment is None else segment.until
        is_late = cursor.is_waiting and until is not None and until.below_bpm is not None
        if cursor.has_missed:
            cursor.has_missed = False
            return True
        if not is_late or cursor.is_reached or self._has_given_up:  # it has fallen, and waits only
            return False
        self._has_given_up = True
        return True

    def watch_walk(self, motion: Motion, dt_s: int) -> None:
        """Take in one second of an advised walk: is the hill over, or the runner running again?"""
        if self._is_on_hill:
            is_unseen = motion.speed_mps is None  # then a grade is an old one
            is_gentle = is_unseen or motion.grade <= self._settings.gentle
            self._grade_s = self._grade_s + dt_s if is_gentle else 0
            if self._grade_s >= self._settings.grade_s:
                self._is_on_hill = False
        if self.tag is not None:
            self._ran_s = self._ran_s + dt_s if motion.gait is Gait.RUN else 0
            if self._ran_s >= self._settings.ran_s:
                self.tag = None

    def news(
        self,
        t_s: int,
        hr: HeartRate,
        motion: Motion,
        dt_s: int,
        *,
        is_running: bool,
        may_run: bool,
    ) -> list[Cue]:
        """Tell what the workout has to say in this second.

        Args:
            t_s: Time [s].
            hr: The heart rate.
            motion: What was made of the legs.
            dt_s: Seconds since the second before [s].
            is_running: Whether running is advised.
            may_run: Whether the heart permits a planned run to begin.
        """
        segment, cursor = self._cursor.segment, self._cursor
        assert segment is not None  # behind the last one nobody is led
        cues = []
        if (
            segment.distance_m is not None
            and cursor.is_unmeasured
            and not self._has_told_unmeasured
        ):
            self._has_told_unmeasured = True
            cues.append(
                Cue(Action.INFO, Reason.UNMEASURED, (("distance_m", float(segment.distance_m)),))
            )
        after = cursor.next_segment
        if after is not None:
            if may_run or not after.asks_for_run:
                cues += self._counted(segment)
            cues += self._waiting(segment, hr, dt_s)
        if segment.speed_cap_mps is not None:
            cues += self._too_fast(t_s, segment.speed_cap_mps, motion, dt_s)
        if segment.gait is AskedGait.HIKE and not self.is_silent:
            cues += self._hike(t_s, hr, dt_s)
        if segment.talk_every_s is not None:
            self._asked_s += dt_s
            if is_running and not self.is_silent and self._asked_s >= segment.talk_every_s:
                cues.append(Cue(Action.INFO, Reason.TALK))
        return cues

    def _counted(self, segment: Segment) -> list[Cue]:
        """Announce a change that comes by time or distance."""
        settings, progress = self._settings, self._cursor.progress
        if self._has_counted or progress is None or segment.until is not None:
            return []
        left_s: float | None = progress.left_s
        whole_s: float | None = segment.duration_s
        if progress.left_m is not None and segment.distance_m is not None and self._moved_m:
            by_distance_s = progress.left_m / self._moved_m
            if left_s is None or by_distance_s < left_s:
                left_s, whole_s = by_distance_s, progress.spent_s + by_distance_s
        if left_s is None or whole_s is None or whole_s < settings.countdown_least_s:
            return []
        if not 0.8 * settings.countdown_s <= left_s <= settings.countdown_s:
            return []
        return [Cue(Action.INFO, Reason.COUNTDOWN, (("left_s", float(settings.countdown_s)),))]

    def _waiting(self, segment: Segment, hr: HeartRate, dt_s: int) -> list[Cue]:
        """Explain why the next run does not begin, once."""
        self._waited_s = self._waited_s + dt_s if self._cursor.is_waiting else 0
        if self._has_told_waiting or self._waited_s < self._settings.waiting_s:
            return []
        if segment.until is not None:  # there it is told that the heart has not come down
            return []
        heard = (("hr_bpm", float(hr.bpm)),) if hr.is_trusted and hr.bpm is not None else ()
        return [Cue(Action.INFO, Reason.WAITING, heard)]

    def _too_fast(self, t_s: int, cap_mps: float, motion: Motion, dt_s: int) -> list[Cue]:
        settings, speed_mps = self._settings, motion.speed_mps
        is_fast = speed_mps is not None and speed_mps > settings.fast_ratio * cap_mps
        self._fast_s = self._fast_s + dt_s if is_fast else 0
        if speed_mps is None or self._fast_s < settings.fast_s or not self._may_ease(t_s):
            return []
        evidence = (("speed_mps", speed_mps), ("cap_mps", cap_mps))
        return [Cue(Action.EASE, Reason.TOO_FAST, evidence)]

    def _hike(self, t_s: int, hr: HeartRate, dt_s: int) -> list[Cue]:
        band = self._bands.now
        is_over = hr.is_trusted and hr.bpm is not None and band and hr.bpm > band.ceiling_bpm
        self._over_s = self._over_s + dt_s if is_over else 0
        if band is None or hr.bpm is None or self._over_s < self._settings.hike_over_s:
            return []
        if not self._may_ease(t_s):
            return []
        evidence = (("hr_bpm", float(hr.bpm)), ("ceiling_bpm", float(band.ceiling_bpm)))
        return [Cue(Action.EASE, Reason.HIKE, evidence)]

    def _may_ease(self, t_s: int) -> bool:
        settings = self._settings
        if self._eased_count >= settings.most_times:
            return False
        return self._eased_s is None or t_s - self._eased_s >= settings.again_s

    def _is_hill(self, motion: Motion, gait: Gait, dt_s: int) -> bool:
        """Whether a hill has begun that is cheaper to walk."""
        settings, speed_mps = self._settings, motion.speed_mps
        is_cheaper = False
        if gait is Gait.RUN and speed_mps is not None and motion.grade >= settings.steep:
            grade = min(motion.grade, settings.steepest)
            walk_w_per_kg = metabolic_power_w_per_kg(speed_mps, grade, Gait.WALK)
            is_cheaper = speed_mps <= settings.slow_mps or (
                walk_w_per_kg < metabolic_power_w_per_kg(speed_mps, grade, Gait.RUN)
            )
        self._grade_s = self._grade_s + dt_s if is_cheaper else 0
        if self._grade_s < settings.grade_s:
            return False
        self._is_on_hill, self._grade_s = True, 0
        return True
