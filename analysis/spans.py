"""When the legs ran and when they walked; looks both ways.

Every second has a gait, as the engine reads it off speed and cadence (``motion``); where nobody
measured either, the cues that were given tell it. Seconds of one gait make a span. A short span is
a sensor's flicker and belongs to a neighbour: it goes with the long span before it, unless the next
long one has begun there already.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import groupby, pairwise, repeat
from typing import Final, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from analysis.run import Run
from runwalk.engine.gait import Gait
from runwalk.engine.motion import MotionSettings
from runwalk.engine.phases import Action
from runwalk.engine.sample import MarkKind
from runwalk.recording.recording import LONGEST_STEP_S

_T = TypeVar("_T")

SHORTEST_S: Final = 8
"""A shorter span is no bout of its own [s] (our choice: the shortest run that coaches ask for, a
hill sprint, lasts 10 s)."""
REACTION_S: Final = 4
"""From a cue to the legs [s] (our choice, as in the engine)."""
LEAST_SEEN_RATIO: Final = 0.5
"""Where sensors show the gait in less of the run than this, the cues that were given tell it."""


_MOTION: Final = MotionSettings()


class Source(StrEnum):
    """What told when the legs ran."""

    SPEED = "speed"
    CADENCE = "cadence"
    SPEED_AND_CADENCE = "speed_and_cadence"
    CUES = "cues"


class Span(NamedTuple):
    """Seconds of one gait.

    Attributes:
        gait: None where the timer stood, or nothing is known.
        start: Index of the first second in the run's trace ...
        end: ... and of the first one after it.
    """

    gait: Gait | None
    start: int
    end: int


def spans_of(run: Run) -> tuple[Source, tuple[Span, ...]] | None:
    """Tell when the legs did what, without holes; None where nothing tells it."""
    source, gaits = _gaits(run)
    if source is None:
        return None
    both = zip(without_holes(gaits), _paused(run), strict=True)
    seen = [None if is_paused else gait for gait, is_paused in both]
    return source, tuple(bridged(seen, late_s=_late_s(source)))


def _late_s(source: Source) -> int:
    """How much later than the legs the engine sees a change, which hindsight takes off [s]."""
    if source is Source.CUES:
        return 0
    smoothed_s = round(_MOTION.smooth_s) if source is Source.SPEED else 0
    return _MOTION.dwell_s - 1 + smoothed_s


def without_holes(gaits: Sequence[Gait | None]) -> Iterator[Gait | None]:
    """Take a gait that is unknown for a moment for what it was before, and is again."""
    spans = [(gait, len(list(seconds))) for gait, seconds in groupby(gaits)]
    for i, (gait, length) in enumerate(spans):
        if gait is None and length < SHORTEST_S and 0 < i < len(spans) - 1:
            before, after = spans[i - 1][0], spans[i + 1][0]
            yield from repeat(before if before is after else None, length)
        else:
            yield from repeat(gait, length)


def bridged(gaits: Sequence[Gait | None], *, late_s: int = 0) -> Iterator[Span]:
    """Make spans of seconds, and put the short ones to their neighbours.

    Args:
        gaits: One for each second; None where it is not known.
        late_s: How much later than the legs a change of gait is seen [s].
    """
    raw = []
    start = 0
    for gait, seconds in groupby(gaits):
        end = start + sum(1 for _ in seconds)
        raw.append(Span(gait, start, end))
        start = end
    for is_known, block in groupby(raw, lambda span: span.gait is not None):
        known = tuple(block)
        yield from _without_flicker(tuple(_earlier(known, late_s))) if is_known else known


def _earlier(block: Sequence[Span], late_s: int) -> Iterator[Span]:
    """Put every change of gait in a block so much earlier [s]."""
    first, end = block[0].start, block[-1].end
    changes = [first, *(max(span.start - late_s, first) for span in block[1:]), end]
    for span, (start, stop) in zip(block, pairwise(changes), strict=True):
        if start < stop:
            yield Span(span.gait, start, stop)


def _without_flicker(block: Sequence[Span]) -> Iterator[Span]:
    """Put short spans to long ones, in a block that is known all through."""
    lengths = [span.end - span.start for span in block]
    long = [i for i, length in enumerate(lengths) if length >= SHORTEST_S]
    long = long or [lengths.index(max(lengths))]
    starts = [(block[long[0]].gait, block[0].start)]
    for before, after in pairwise(long):
        gait = block[after].gait
        if gait is not starts[-1][0]:
            begun = (span.start for span in block[before + 1 : after + 1] if span.gait is gait)
            starts.append((gait, next(begun)))
    ends = [start for _, start in starts[1:]] + [block[-1].end]
    for (gait, start), end in zip(starts, ends, strict=True):
        yield Span(gait, start, end)


def _gaits(run: Run) -> tuple[Source | None, Sequence[Gait | None]]:
    seen = _as_seen(run)
    seen_count = sum(gait is not None for gait in seen)
    is_told = any(cue.action in (Action.WALK, Action.RUN) for cue in run.recording.cues)
    if is_told and seen_count < LEAST_SEEN_RATIO * len(seen):
        return Source.CUES, _as_told(run)
    if not seen_count:
        return None, seen
    if not any(sample.cadence_spm for sample in run.recording.samples):
        return Source.SPEED, seen
    has_speed = not np.isnan(run.trace.speed_mps).all()
    return Source.SPEED_AND_CADENCE if has_speed else Source.CADENCE, seen


def _as_seen(run: Run) -> Sequence[Gait | None]:
    """The gait that sensors show; who stops has stopped, however slowly the mean of speed falls."""
    seen = list(run.trace.gaits)
    ends = [*seconds_of_samples(run)[1:].tolist(), len(seen)]
    start = 0
    for end, sample in zip(ends, run.recording.samples, strict=True):
        speed_mps, cadence_spm = sample.speed_mps, sample.cadence_spm
        is_still = speed_mps is not None and speed_mps < _MOTION.stand_mps
        if is_still and (cadence_spm or 0) < _MOTION.stand_spm and seen[start] is not None:
            for i in range(start, min(end, start + LONGEST_STEP_S)):
                seen[i] = seen[i] and Gait.STAND
        start = end
    return seen


def _as_told(run: Run) -> Sequence[Gait | None]:
    """The gait that the cues asked for, a moment later; what lies in a gap is not known."""
    seconds = run.trace.t_s + run.recording.samples[0].t_s
    changes: list[tuple[int, Gait | None]] = [(0, Gait.RUN)]
    for cue in run.recording.cues:
        if cue.action in (Action.WALK, Action.RUN):
            start = int(np.searchsorted(seconds, cue.t_s + REACTION_S))
            changes.append((start, Gait(cue.action)))
    told = _stretched(changes, len(seconds))
    for before, after in pairwise(seconds_of_samples(run).tolist()):
        if after - before > LONGEST_STEP_S:
            told[before + 1 : after] = [None] * (after - before - 1)
    return told


def _paused(run: Run) -> Sequence[bool]:
    """Where the timer stood."""
    changes = [
        (at, mark.kind is not MarkKind.RESUME)
        for at, sample in zip(seconds_of_samples(run).tolist(), run.recording.samples, strict=True)
        for mark in sample.marks
        if mark.kind in (MarkKind.PAUSE, MarkKind.RESUME, MarkKind.FINISH)
    ]
    return _stretched([(0, False), *changes], len(run.trace.t_s))


def _stretched(changes: Sequence[tuple[int, _T]], count: int) -> list[_T]:
    """Let each value stand until the next one, the last until the end."""
    stretched: list[_T] = []
    for (_, value), (end, _) in pairwise([*changes, (count, changes[-1][1])]):
        stretched += [value] * (end - len(stretched))
    return stretched


def seconds_of_samples(run: Run) -> NDArray[np.int64]:
    """Index of each sample's second in the run's trace, shape (n_samples,)."""
    first_s = run.recording.samples[0].t_s
    told_s = np.array([sample.t_s - first_s for sample in run.recording.samples])
    return np.searchsorted(run.trace.t_s, told_s - 0.5)
