"""What a TCX file says of a run in parts: its laps, and the tracks between stops of the timer."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from runwalk.engine.sample import MarkKind, Sample
from runwalk.recording.recording import Recording, Said

_STOPS = frozenset((MarkKind.PAUSE, MarkKind.FINISH))

"""When a cue was given, what to do, why, and the words."""


class Timer:
    """When the timer stood, by the pause, resume and finish marks.

    What begins and ends in one second is no pause.

    Args:
        samples: At least one, in order of time.
    """

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._starts_s: list[int] = []
        self._ends_s: list[int] = []
        stopped_s = None
        for sample in samples:
            for mark in sample.marks:
                if mark.kind in _STOPS and stopped_s is None:
                    stopped_s = sample.t_s
                elif mark.kind is MarkKind.RESUME and stopped_s is not None:
                    if stopped_s < sample.t_s:
                        self._pause(stopped_s, sample.t_s)
                    stopped_s = None
        if stopped_s is not None:
            self._pause(stopped_s, samples[-1].t_s + 1)

    def stood_at(self, t_s: int) -> bool:
        """Whether it stood; the second in which it was stopped still counts as run."""
        i = bisect_right(self._starts_s, t_s) - 1
        return i >= 0 and self._starts_s[i] < t_s < self._ends_s[i]

    def tracks(self, samples: Sequence[Sample]) -> Iterator[Iterator[Sample]]:
        """Cut seconds in which it ran wherever it was started again."""
        for _, track in groupby(samples, key=lambda one: bisect_right(self._ends_s, one.t_s)):
            yield track

    def ran_s(self, start_s: int, end_s: int) -> int:
        """How long it ran between two moments [s]."""
        pauses = zip(self._starts_s, self._ends_s, strict=True)
        stood_s = sum(max(0, min(end_s, end) - max(start_s, start)) for start, end in pauses)
        return end_s - start_s - stood_s

    def _pause(self, start_s: int, end_s: int) -> None:
        self._starts_s.append(start_s)
        self._ends_s.append(end_s)


@dataclass(slots=True, kw_only=True)
class TcxLap:
    """A lap and its seconds.

    Attributes:
        start_s: Its first second [s].
        end_s: The second after its last [s].
        is_walk: It was advised as a walk.
        trigger: What made it, in the source's own word.
        distance_m: Distance covered in it [m]; None where unknown.
        samples: Its seconds in which the timer ran.
        cues: What was said in it.
    """

    start_s: int
    end_s: int
    is_walk: bool
    trigger: str
    distance_m: float | None = None
    samples: list[Sample] = field(default_factory=list)
    cues: list[Said] = field(default_factory=list)


def laps_of(recording: Recording, timer: Timer) -> list[TcxLap]:
    """Cut a run where its source has a lap, at lap marks, and where a walk begins or ends.

    Args:
        recording: At least one second. Of its cues only *run* and *walk* cut, and only where
            they change what was advised.
        timer: Of the same seconds.
    """
    end_s = recording.samples[-1].t_s + 1
    triggers = {lap.start_s: lap.trigger for lap in recording.laps if 0 <= lap.start_s < end_s}
    for sample in recording.samples:
        if any(mark.kind is MarkKind.LAP for mark in sample.marks):
            triggers.setdefault(sample.t_s, "")
    is_advised_walk: bool | None = None
    for t_s, action, reason, _ in sorted(recording.cues, key=lambda cue: cue.t_s):
        if action in ("run", "walk") and is_advised_walk is not (action == "walk"):
            is_advised_walk = action == "walk"
            if 0 <= t_s < end_s:
                triggers[t_s] = f"{action}:{reason}"
    triggers.setdefault(0, "")
    edges = sorted(triggers)
    laps: list[TcxLap] = []
    is_walk = False
    for start_s, stop_s in zip(edges, [*edges[1:], end_s], strict=True):
        action = triggers[start_s].partition(":")[0]  # our own FIT files keep it so, too
        is_walk = action == "walk" if action in ("run", "walk") else is_walk
        laps.append(
            TcxLap(start_s=start_s, end_s=stop_s, is_walk=is_walk, trigger=triggers[start_s])
        )
    for sample in recording.samples:
        if not timer.stood_at(sample.t_s):
            laps[bisect_right(edges, sample.t_s) - 1].samples.append(sample)
    for cue in recording.cues:
        laps[max(0, bisect_right(edges, cue.t_s) - 1)].cues.append(cue)
    _measure(laps)
    return laps


def _measure(laps: Sequence[TcxLap]) -> None:
    """Tell each lap its distance: from the last that was known before it to the last in it."""
    reached_m: float | None = None
    for lap in laps:
        began_m = reached_m or 0.0
        for sample in lap.samples:
            if sample.distance_m is not None:
                reached_m = sample.distance_m
        lap.distance_m = None if reached_m is None else max(0.0, reached_m - began_m)
