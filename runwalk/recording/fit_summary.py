"""What a FIT file says about a run as a whole: when the timer stood, and where the laps are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from runwalk.engine.sample import MarkKind, Sample

_STOPS = {MarkKind.PAUSE, MarkKind.FINISH}


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the timer stood.

    Attributes:
        start_s: When it stopped [s].
        end_s: When it went on, or the end of the run [s].
        is_final: Nobody started it again.
    """

    start_s: int
    end_s: int
    is_final: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Bout:
    """A lap: a stretch of running or walking, with what was measured in it.

    Attributes:
        start_s: Its first second [s].
        end_s: The second after its last [s].
        is_walk: It was advised as a walk.
        timer_s: Seconds of it in which the timer ran [s].
        distance_m: Distance covered in it [m]; None where unknown.
        mean_hr_bpm: Mean of the heart rates while the timer ran, rounded [bpm].
        max_hr_bpm: Largest of them [bpm].
    """

    start_s: int
    end_s: int
    is_walk: bool
    timer_s: int
    distance_m: float | None
    mean_hr_bpm: int | None
    max_hr_bpm: int | None


def pauses_of(samples: Sequence[Sample]) -> tuple[Pause, ...]:
    """When the timer stood, by the runner's own pause, resume and finish marks.

    What begins and ends in one second is no pause; two that touch are one.
    """
    pauses: list[Pause] = []
    stopped_s = None
    for sample in samples:
        for mark in sample.marks:
            if mark.kind in _STOPS and stopped_s is None:
                touches = bool(pauses) and pauses[-1].end_s == sample.t_s
                stopped_s = pauses.pop().start_s if touches else sample.t_s
            elif mark.kind is MarkKind.RESUME and stopped_s is not None:
                if stopped_s < sample.t_s:
                    pauses.append(Pause(stopped_s, sample.t_s, is_final=False))
                stopped_s = None
    if stopped_s is not None:
        pauses.append(Pause(stopped_s, samples[-1].t_s + 1, is_final=True))
    return tuple(pauses)


def bouts_of(
    samples: Sequence[Sample], pauses: Sequence[Pause], cues: Iterable[tuple[int, str, str]]
) -> tuple[Bout, ...]:
    """Cut a run where the coach said *run* after *walk* or the reverse, and at the lap button.

    Args:
        samples: At least one.
        pauses: Of the same samples.
        cues: ``(t_s, action, reason)``; of the actions only ``run`` and ``walk`` cut.
    """
    end_s = samples[-1].t_s + 1
    cuts: dict[int, bool | None] = {0: None}  # True: a walk starts here; None: as before
    for sample in samples:
        if any(mark.kind is MarkKind.LAP for mark in sample.marks):
            cuts.setdefault(sample.t_s, None)
    is_walk: bool | None = None
    for t_s, action, _ in sorted(cues, key=lambda cue: cue[0]):
        if action in ("run", "walk") and is_walk is not (action == "walk"):
            is_walk = action == "walk"
            if 0 <= t_s < end_s:
                cuts[t_s] = is_walk
    edges = sorted(cuts)
    walks = []
    walking = False
    for edge in edges:
        walking = walking if (cut := cuts[edge]) is None else cut
        walks.append(walking)
    return tuple(
        _measured(samples, pauses, start_s, stop_s, is_walk=walks[i])
        for i, (start_s, stop_s) in enumerate(pairwise([*edges, end_s]))
    )


def whole_of(samples: Sequence[Sample], pauses: Sequence[Pause]) -> Bout:
    """The whole run measured as one bout."""
    return _measured(samples, pauses, 0, samples[-1].t_s + 1, is_walk=False)


def _measured(
    samples: Sequence[Sample], pauses: Sequence[Pause], start_s: int, end_s: int, *, is_walk: bool
) -> Bout:
    paused_s = sum(max(0, min(end_s, p.end_s) - max(start_s, p.start_s)) for p in pauses)
    hr_bpm = [
        sample.hr_bpm
        for sample in samples
        if start_s <= sample.t_s < end_s
        and sample.hr_bpm is not None
        and not any(p.start_s <= sample.t_s < p.end_s for p in pauses)
    ]
    reached_m = _distance_before(samples, end_s)
    began_m = _distance_before(samples, start_s) or 0.0
    return Bout(
        start_s=start_s,
        end_s=end_s,
        is_walk=is_walk,
        timer_s=end_s - start_s - paused_s,
        distance_m=None if reached_m is None else max(0.0, reached_m - began_m),
        mean_hr_bpm=round(sum(hr_bpm) / len(hr_bpm)) if hr_bpm else None,
        max_hr_bpm=max(hr_bpm, default=None),
    )


def _distance_before(samples: Sequence[Sample], end_s: int) -> float | None:
    """The last distance known before ``end_s`` [m]."""
    for sample in reversed(samples):
        if sample.t_s < end_s and sample.distance_m is not None:
            return sample.distance_m
    return None
