"""What a FIT file says about a run as a whole: when the timer stood, and where the laps are.

It is summed up second by second and can be asked at any second, as if the run ended there; so it
takes the same little memory after eight hours as after one minute.
"""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass

from runwalk.engine.sample import MarkKind, Sample

_STOPS = frozenset((MarkKind.PAUSE, MarkKind.FINISH))


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """A lap: a stretch of running or walking, with what was measured in it.

    Attributes:
        index: Its number, counted from 0; 0 for a whole run.
        start_s: Its first second [s].
        end_s: The second after its last [s].
        timer_s: Seconds of it in which the timer ran [s].
        is_walk: It was advised as a walk.
        trigger: What began it: a cue and its reason as ``walk:ceiling``, or ``lap`` for the lap
            button; empty where nothing did.
        distance_m: Distance covered in it [m]; None where unknown.
        mean_hr_bpm: Mean of the heart rates while the timer ran, rounded [bpm].
        max_hr_bpm: Largest of them [bpm].
    """

    index: int
    start_s: int
    end_s: int
    timer_s: int
    is_walk: bool = False
    trigger: str = ""
    distance_m: float | None = None
    mean_hr_bpm: int | None = None
    max_hr_bpm: int | None = None


@dataclass(slots=True)
class _Sums:
    """What adds up from a second on."""

    index: int = 0
    start_s: int = 0
    paused_before_s: int = 0
    covered_before_m: float = 0.0
    is_walk: bool = False
    trigger: str = ""
    hr_sum_bpm: int = 0
    hr_count: int = 0
    max_hr_bpm: int | None = None

    def hear(self, hr_bpm: int) -> None:
        self.hr_sum_bpm += hr_bpm
        self.hr_count += 1
        self.max_hr_bpm = max(hr_bpm, self.max_hr_bpm or 0)


class RunningSums:
    """A run summed up as it goes on.

    Told about each second once, in order of time: first :meth:`cut` or :meth:`advise` where a bout
    begins there, then :meth:`take`. The timer stands from a pause or finish mark until a resume
    mark; what begins and ends in one second is no pause.
    """

    def __init__(self) -> None:
        self._whole = _Sums()
        self._bout = _Sums()
        self._advised_walk: bool | None = None
        self._paused_s = 0  # of the pauses that are over
        self._stopped_s: int | None = None
        self._covered_m: float | None = None

    @property
    def is_stopped(self) -> bool:
        """The timer stands."""
        return self._stopped_s is not None

    def take(self, sample: Sample) -> None:
        """Add a second."""
        for mark in sample.marks:
            if mark.kind in _STOPS and self._stopped_s is None:
                self._stopped_s = sample.t_s
            elif mark.kind is MarkKind.RESUME and self._stopped_s is not None:
                self._paused_s += sample.t_s - self._stopped_s
                self._stopped_s = None
        if sample.distance_m is not None:
            self._covered_m = sample.distance_m
        if sample.hr_bpm is not None and not self.is_stopped:
            self._whole.hear(sample.hr_bpm)
            self._bout.hear(sample.hr_bpm)

    def advise(self, t_s: int, action: str, reason: str) -> Bout | None:
        """Begin a bout where the coach says *run* after *walk* or the reverse.

        Returns:
            The bout that is over, if this ends one.
        """
        is_walk = action == "walk"
        if action not in ("run", "walk") or is_walk is self._advised_walk:
            return None
        self._advised_walk = is_walk
        return self.cut(t_s, trigger=f"{action}:{reason}", is_walk=is_walk) if t_s >= 0 else None

    def cut(self, t_s: int, *, trigger: str, is_walk: bool | None = None) -> Bout | None:
        """Begin a bout.

        Args:
            t_s: Its first second [s]; a second cut there only changes what the bout is.
            trigger: What began it.
            is_walk: What it is; None for the same as before.

        Returns:
            The bout that is over, if this ends one.
        """
        is_walk = self._bout.is_walk if is_walk is None else is_walk
        if t_s == self._bout.start_s:
            self._bout.is_walk, self._bout.trigger = is_walk, trigger
            return None
        over = self.bout(t_s)
        self._bout = _Sums(
            index=self._bout.index + 1,
            start_s=t_s,
            paused_before_s=self._paused_before(t_s),
            covered_before_m=self._covered_m or 0.0,
            is_walk=is_walk,
            trigger=trigger,
        )
        return over

    def bout(self, end_s: int) -> Bout:
        """The bout that goes on, as if it ended there."""
        return self._measured(self._bout, end_s)

    def whole(self, end_s: int) -> Bout:
        """The whole run as one bout, as if it ended there."""
        return self._measured(self._whole, end_s)

    def __copy__(self) -> RunningSums:
        """Return the same sums, to be carried on by themselves."""
        other = RunningSums()
        other._whole, other._bout = copy(self._whole), copy(self._bout)
        other._advised_walk = self._advised_walk
        other._paused_s, other._stopped_s = self._paused_s, self._stopped_s
        other._covered_m = self._covered_m
        return other

    def _paused_before(self, t_s: int) -> int:
        return self._paused_s + (0 if self._stopped_s is None else t_s - self._stopped_s)

    def _measured(self, sums: _Sums, end_s: int) -> Bout:
        paused_s = self._paused_before(end_s) - sums.paused_before_s
        covered_m = self._covered_m
        return Bout(
            index=sums.index,
            start_s=sums.start_s,
            end_s=end_s,
            timer_s=end_s - sums.start_s - paused_s,
            is_walk=sums.is_walk,
            trigger=sums.trigger,
            distance_m=None if covered_m is None else max(0.0, covered_m - sums.covered_before_m),
            mean_hr_bpm=round(sums.hr_sum_bpm / sums.hr_count) if sums.hr_count else None,
            max_hr_bpm=sums.max_hr_bpm,
        )
