"""What is planned for a run: segments, and what each asks of legs and heart.

Every session is a row of segments; repeats are written out, each with its round. A segment ends at
the first of what it names: a time, a distance, a heart rate; one that names none ends by the
runner's lap or skip. Over all of them the coach keeps its own rule: the band where there is one,
silence where a surge is meant, and the hard limit always.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import StrEnum

from runwalk.engine.athlete import Band
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import HeartRate

EASY_RPE = 4.0
"""An easy effort is "about a 4 out of 10, or lower"."""

_LONGEST_HOLD_S = 60


class AskedGait(StrEnum):
    """What the legs are to do in a segment."""

    RUN = "run"
    JOG = "jog"
    WALK = "walk"
    HIKE = "hike"  # a walk that is the work: steep, or fast

    @property
    def legs(self) -> Gait:
        """The same as sensors tell it."""
        return Gait.RUN if self in (AskedGait.RUN, AskedGait.JOG) else Gait.WALK


class Otherwise(StrEnum):
    """What follows where a heart rate was not reached in the time it was given."""

    WAIT = "wait"  # stay until it is reached, or until the runner presses lap or skip
    GO_ON = "go_on"  # the next segment; a run still waits for the heart to recover
    LEAVE_SET = "leave_set"  # no more of these rounds: go on behind the last one


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """From, to, or both.

    Attributes:
        low: At least this; None sets no bound.
        high: At most this; None sets no bound.

    Raises:
        ValueError: Neither is given, or they are the wrong way round.
    """

    low: float | None = None
    high: float | None = None

    def __post_init__(self) -> None:
        if self.low is None and self.high is None:
            raise ValueError("a range needs a low or a high end")
        if self.low is not None and self.high is not None and not self.low <= self.high:
            raise ValueError(f"a range must rise, got {self.low} to {self.high}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Until:
    """A heart rate that ends a segment. Only trusted readings count.

    Attributes:
        below_bpm: It is reached when heart rate has fallen below this [bpm] ...
        above_bpm: ... or when it has come up to this [bpm]; one of the two.
        hold_s: ... and stays there for so long [s].
        least_s: Not before so much of the segment [s]. With 0 a segment whose heart rate is
            there already is passed over: *jog a minute, then walk until it has fallen*. After a
            short effort it should be more, for a heart answers late.
        otherwise: What follows when ``duration_s`` of the segment is over; None waits for a heart
            that is to fall, and goes on where it is to rise.

    Raises:
        ValueError: Not one heart rate, no human's, or a time that is none.
    """

    below_bpm: int | None = None
    above_bpm: int | None = None
    hold_s: int = 10
    least_s: int = 0
    otherwise: Otherwise | None = None

    def __post_init__(self) -> None:
        if (self.below_bpm is None) == (self.above_bpm is None):
            raise ValueError("give a heart rate to fall below, or one to come up to")
        if not 30 <= self.bpm <= 230:
            raise ValueError(f"heart rate must be 30 to 230 bpm, got {self.bpm}")
        if not 1 <= self.hold_s <= _LONGEST_HOLD_S:
            raise ValueError(f"hold_s must be 1 to {_LONGEST_HOLD_S}, got {self.hold_s}")
        if self.least_s < 0:
            raise ValueError(f"least_s must not be negative, got {self.least_s}")

    @property
    def bpm(self) -> int:
        """The heart rate, on whichever side it is to be [bpm]."""
        bpm = self.above_bpm if self.below_bpm is None else self.below_bpm
        return 0 if bpm is None else bpm

    @property
    def choice(self) -> Otherwise:
        """What follows where it was not reached in time."""
        if self.otherwise is not None:
            return self.otherwise
        return Otherwise.GO_ON if self.below_bpm is None else Otherwise.WAIT

    def is_met_by(self, bpm: int | None) -> bool:
        """Tell whether a trusted heart rate is there [bpm]; None never is."""
        if bpm is None:
            return False
        if self.below_bpm is not None:
            return bpm < self.below_bpm
        return bpm >= self.bpm


@dataclass(frozen=True, slots=True)
class Round:
    """Which one of a set a segment belongs to: 3 of 8.

    Attributes:
        number: From 1 on.
        of: How many there are.

    Raises:
        ValueError: There are not so many.
    """

    number: int
    of: int

    def __post_init__(self) -> None:
        if not 1 <= self.number <= self.of:
            raise ValueError(f"there is no round {self.number} of {self.of}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """One stretch of a workout. It ends at the first of time, distance and heart rate given.

    Attributes:
        name: A word for people.
        duration_s: How long it lasts, pauses not counted [s]; beside ``until``, at most so long.
        band: Where heart rate is to stay; None leaves only the hard limit.
        distance_m: How far it goes [m].
        until: The heart rate that ends it.
        gait: What the legs are to do; None leaves that to the heart-rate rule.
        is_surge: The effort is meant: in it, and for a minute after it, no word of ceiling or
            drift. The hard limit always speaks.
        speed_mps: At which speed [m/s]; told only.
        rpe: How hard it should feel, 0 to 10; a higher answer brings the ceiling down.
        grade: How steep, rise over run; told only.
        speed_cap_mps: No faster than this [m/s]: who runs faster is told to ease.
        most_run_s: No run without a walk longer than this [s]: return from injury.
        least_walk_s: A walk lasts at least so long [s].
        is_hill_walked: Hills are walked where walking is cheaper than running.
        talk_every_s: So often the runner is asked whether talking is easy [s].
        round: Which one of a set it is; None where it belongs to none.

    Raises:
        ValueError: A time, a distance or a speed is not above 0.
    """

    name: str
    duration_s: int | None = None
    band: Band | None = None
    distance_m: float | None = None
    until: Until | None = None
    gait: AskedGait | None = None
    is_surge: bool = False
    speed_mps: Range | None = None
    rpe: Range | None = None
    grade: float | None = None
    speed_cap_mps: float | None = None
    most_run_s: int | None = None
    least_walk_s: int | None = None
    is_hill_walked: bool = False
    talk_every_s: int | None = None
    round: Round | None = None

    def __post_init__(self) -> None:
        for name, value in (
            ("duration_s", self.duration_s),
            ("distance_m", self.distance_m),
            ("speed_cap_mps", self.speed_cap_mps),
            ("most_run_s", self.most_run_s),
            ("least_walk_s", self.least_walk_s),
            ("talk_every_s", self.talk_every_s),
        ):
            if value is not None and not value > 0:  # NaN fails every comparison
                raise ValueError(f"{name} must be above 0, got {value}")

    @property
    def is_open(self) -> bool:
        """Whether only the runner ends it, by lap or skip."""
        return self.duration_s is None and self.distance_m is None and self.until is None

    @property
    def is_effort(self) -> bool:
        """Whether heart rate is meant to rise: a surge, or what is neither led by it nor rest."""
        return self.is_surge or (
            self.band is None and self.gait not in (AskedGait.JOG, AskedGait.WALK)
        )

    @property
    def asks_for_run(self) -> bool:
        """Whether the legs are to run, however fast."""
        return self.gait is not None and self.gait.legs is Gait.RUN

    @property
    def asks_for_walk(self) -> bool:
        """Whether the legs are to walk."""
        return self.gait is not None and self.gait.legs is Gait.WALK


@dataclass(frozen=True, slots=True)
class Workout:
    """Segments in their order.

    Attributes:
        name: A word for people.
        segments: At least one.
    """

    name: str
    segments: tuple[Segment, ...]

    def __post_init__(self) -> None:
        if not self.segments:
            raise ValueError("a workout needs a segment")

    @classmethod
    def easy(cls, band: Band) -> Workout:
        """Plan an easy run without an end, between a floor and a ceiling."""
        return cls("easy run", (Segment(name="easy", band=band, rpe=Range(high=EASY_RPE)),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """Where a run stands in its segment.

    Attributes:
        index: Which segment, the first is 0.
        spent_s: Time spent in it, pauses not counted [s].
        done_m: How far it has gone [m]; None where nothing has measured it.
        left_s: Until it ends by time, or until the heart rate's time is over [s]; None without one.
        left_m: Until it ends by distance [m]; None without one, or where nothing measures it.
        is_waiting: It should be over, but heart rate has not come down.
        is_unmeasured: It ends by distance, and nothing measures that: lap or skip ends it.
        has_next: Whether there is a segment behind it that ``skip`` would go to.
    """

    index: int
    spent_s: int
    done_m: float | None
    left_s: int | None
    left_m: float | None
    is_waiting: bool
    is_unmeasured: bool
    has_next: bool


class Cursor:
    """Where a run stands in its workout; uses no later sample.

    Args:
        workout: What is planned.

    Attributes:
        segment: The segment that runs now; None after the last one.
        is_waiting: The segment should be over, but heart rate has not come down.
        has_missed: The heart rate had not fallen when the time of the segment before was over.
    """

    _UNMEASURED_S = 15  # our choice: longer than a position needs to come back
    _GAP_S = 10  # the same as the coach's: nobody listened

    def __init__(self, workout: Workout) -> None:
        self._segments = workout.segments
        self._at = 0
        self.segment: Segment | None = workout.segments[0]
        self._spent_s = 0
        self._done_m: float | None = None
        self._unmeasured_s = 0
        self._has_until = any(segment.until for segment in workout.segments)
        self._lately_bpm: deque[int | None] = deque(maxlen=_LONGEST_HOLD_S)  # the trusted ones
        self._is_lapped = self._is_leaving = False
        self.is_waiting = self.has_missed = False

    @property
    def next_segment(self) -> Segment | None:
        """The segment behind it; None in the last one."""
        return self._segments[self._at + 1] if self._at + 1 < len(self._segments) else None

    @property
    def progress(self) -> Progress | None:
        """Where the run stands in it; None after the last one."""
        now = self.segment
        if now is None:
            return None
        left_s = None if now.duration_s is None else max(0, now.duration_s - self._spent_s)
        left_m = None
        if now.distance_m is not None and not self.is_unmeasured:
            left_m = max(0.0, now.distance_m - (self._done_m or 0.0))
        return Progress(
            index=self._at,
            spent_s=self._spent_s,
            done_m=self._done_m,
            left_s=left_s,
            left_m=left_m,
            is_waiting=self.is_waiting,
            is_unmeasured=self.is_unmeasured,
            has_next=self.next_segment is not None,
        )

    @property
    def is_unmeasured(self) -> bool:
        """Whether the segment ends by distance, and nothing has measured any for a while."""
        return self._unmeasured_s >= self._UNMEASURED_S

    @property
    def is_reached(self) -> bool:
        """Whether the heart rate that ends the segment has held for long enough."""
        now = self.segment
        return now is not None and now.until is not None and self._has_held(now.until)

    def hear(self, hr: HeartRate, dt_s: int = 1) -> None:
        """Take in a heart rate, for the segments that end by one."""
        if not self._has_until:
            return
        if dt_s > self._GAP_S:
            self._lately_bpm.clear()
            dt_s = 1
        self._lately_bpm.extend([hr.bpm if hr.is_trusted else None] * dt_s)

    def advance(self, dt_s: int, moved_m: float | None = None, *, may_run: bool = True) -> bool:
        """Let time pass; tell whether another segment began, or the workout ended.

        Args:
            dt_s: How much [s].
            moved_m: How far the runner came in it [m]; None where nothing measures that.
            may_run: Whether a segment may begin that asks for a run; if not, the one before it
                waits.
        """
        now = self.segment
        if now is None:
            return False
        before, was_waiting = self._at, self.is_waiting
        self._spent_s += dt_s
        self._measure(now, dt_s, moved_m)
        while (now := self.segment) and self._is_over(now):
            until = now.until
            is_missed = until is not None and not (self.is_reached or self._is_lapped)
            if is_missed and until is not None and until.choice is Otherwise.LEAVE_SET:
                self._is_leaving = True  # and stays so, however the heart falls while it waits
            is_left = self._is_leaving and not self._is_lapped
            at = self._behind_set(now) if is_left else self._at + 1
            after = self._segments[at] if at < len(self._segments) else None
            # Behind a set the coach leads by the heart, which may well begin with a walk.
            needs_run = after is not None and after.asks_for_run
            if is_left and after is not None:
                needs_run = needs_run and after.is_effort
            if needs_run and not may_run:
                self.is_waiting = True
                break
            if is_left:
                self._begin(at)
            else:
                self._go_on(now)
            is_to_fall = until is not None and until.below_bpm is not None
            self.has_missed = is_missed and is_to_fall and not was_waiting
            was_waiting = False
        return self._at != before

    def skip(self) -> bool:
        """Go to the next segment; tell whether there was one. The last one ends by ``finish``."""
        if self._at + 1 >= len(self._segments):
            return False
        self._begin(self._at + 1)
        return True

    def lap(self, *, may_run: bool = True) -> bool:
        """End a segment that nothing else ends; tell whether another one began.

        Args:
            may_run: As for :meth:`advance`.
        """
        now = self.segment
        if now is None or self.next_segment is None:
            return False
        self._is_lapped = now.is_open or self.is_unmeasured or self.is_waiting
        return self.advance(0, may_run=may_run)

    def _measure(self, now: Segment, dt_s: int, moved_m: float | None) -> None:
        if moved_m is not None:
            self._done_m = (self._done_m or 0.0) + moved_m
            self._unmeasured_s = 0
        elif now.distance_m is not None:
            self._unmeasured_s += dt_s

    def _is_over(self, now: Segment) -> bool:
        if self._is_lapped:
            return True
        if now.until is not None:
            if self._spent_s >= now.until.least_s and self._has_held(now.until):
                return True
            if self._is_time_up(now) and now.until.choice is Otherwise.WAIT:
                self.is_waiting = True
                return False
        return self._is_time_up(now) or self._is_far_enough(now)

    def _has_held(self, until: Until) -> bool:
        if len(self._lately_bpm) < until.hold_s:
            return False
        return all(until.is_met_by(self._lately_bpm[-1 - ago_s]) for ago_s in range(until.hold_s))

    def _is_time_up(self, now: Segment) -> bool:
        return now.duration_s is not None and self._spent_s >= now.duration_s

    def _is_far_enough(self, now: Segment) -> bool:
        return now.distance_m is not None and (self._done_m or 0.0) >= now.distance_m

    def _go_on(self, now: Segment) -> None:
        """Begin what follows; what was too much of this one is the beginning of the next."""
        more_s, more_m = 0, 0.0
        is_in_time = not (self.is_waiting or self._is_lapped or self.is_reached)
        if is_in_time and self._is_far_enough(now):
            more_m = (self._done_m or 0.0) - (now.distance_m or 0.0)
        elif is_in_time:
            more_s = self._spent_s - (now.duration_s or 0)
        self._begin(self._at + 1, more_s=more_s, more_m=more_m)

    def _behind_set(self, now: Segment) -> int:
        """The first segment that is no later round of the same set."""
        at, number = self._at + 1, now.round.number if now.round else 0
        while at < len(self._segments):
            later = self._segments[at].round
            if now.round is None or later is None or later.of != now.round.of:
                break
            if later.number < number:  # another set begins
                break
            number = later.number
            at += 1
        return at

    def _begin(self, at: int, *, more_s: int = 0, more_m: float = 0.0) -> None:
        self._at = at
        self.segment = self._segments[at] if at < len(self._segments) else None
        self._spent_s = more_s
        self._done_m = more_m or None
        self._unmeasured_s = 0
        self._is_lapped = self._is_leaving = self.is_waiting = self.has_missed = False
