"""The thread of messages through a segment, followed to its end, also behind damage.

Where a byte names a shape that was never defined, the thread is lost: no length can be trusted any
more. It is taken up again where records of a known shape follow each other with times that go on
from the last one, or not at all.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from runwalk.recording.fit_format import Message
from runwalk.recording.fit_segments import Segment
from runwalk.recording.fit_shapes import FieldSpot, Shape
from runwalk.recording.fit_walk import TOO_MANY, LostThread, Room, Walk
from runwalk.recording.recording import Problem

_MOST_RESUMPTIONS = 32  # each looks at all that is left of the file
_LONGEST_LEAP_S = 6 * 3600  # of the clock over what is lost
_LONGEST_STEP_S = 60  # of the clock between the records that take up the thread again
_ENOUGH_RECORDS = 4
_MOST_TRIES = 200  # places to take it up, and messages to look at from there


def shapes_of(
    content: bytes, segment: Segment, room: Room | None = None
) -> tuple[tuple[Shape, ...], tuple[Problem, ...]]:
    """Sort the messages of a segment by their shapes, as far as they can be told apart.

    Args:
        content: The whole file.
        segment: Where the messages lie.
        room: How much is taken in at most; less by what is taken here. None if this is all.

    Returns:
        The shapes of which there are messages, in the order of their definitions, and what could
        not be read.
    """
    room = room or Room(len(content))
    walk = Walk(content, segment.end, room, is_whole=segment.is_whole)
    problems: list[Problem] = []
    at: int | None = segment.start
    while at is not None:
        lost = walk.go(at)
        resumed_at = None
        if len(problems) < _MOST_RESUMPTIONS:
            walk, lost, resumed_at = _taken_up(walk, lost, at, is_whole=segment.is_whole)
        if lost is not None:
            cost = f"the last {segment.end - lost.at} bytes"
            if resumed_at is not None:
                cost = f"{resumed_at - lost.at} bytes; records go on behind them"
            problems.append(Problem(what=lost.what, at=lost.at, lost=cost))
        at = resumed_at
    shapes = tuple(shape for shape in walk.shapes.values() if shape.offsets)
    room.shape_count -= len(walk.shapes)
    room.field_count -= walk.field_count
    too_many = _trimmed(shapes, room)
    problems += [] if any(one.what == TOO_MANY for one in problems) else too_many
    return tuple(shape for shape in shapes if shape.offsets), tuple(problems)


def _taken_up(
    walk: Walk, lost: LostThread | None, since: int, *, is_whole: bool
) -> tuple[Walk, LostThread | None, int | None]:
    """Look for where the thread goes on, if it was lost since an offset, noticed or not.

    Returns:
        The walk as it was where the thread was lost; where that was, None if nowhere; and where
        it goes on, None where nothing can be trusted.
    """
    strayed_at = None if is_whole else _strayed(walk, since)
    if strayed_at is not None:
        earlier = walk.until(strayed_at)
        if (resumed_at := _resumption(earlier, strayed_at)) is not None:
            what = "bytes that make no sense as messages"
            return earlier, LostThread(strayed_at, what), resumed_at
    if lost is None:
        return walk, None, None
    resumed_at = _resumption(walk, lost.at)
    # What was damaged may have passed for a definition: go back to before there can be any.
    sound_at = None if is_whole else _sound_end(walk, lost.at)
    if sound_at is not None and sound_at > since:
        earlier = walk.until(sound_at)
        earlier_at = _resumption(earlier, sound_at)
        if earlier_at is not None and (resumed_at is None or earlier_at < resumed_at):
            return earlier, LostThread(sound_at, lost.what), earlier_at
    return walk, lost, resumed_at


def _strayed(walk: Walk, since: int) -> int | None:
    """The end of the last record from ``since`` on that the next one does not follow."""
    at, times_s, ends = _records(walk)
    leaps = np.abs(np.diff(times_s)) > _LONGEST_LEAP_S
    strayed = np.flatnonzero(leaps & (at[1:] >= since))
    return int(ends[strayed[0]]) if len(strayed) else None


def _sound_end(walk: Walk, before: int) -> int | None:
    """The end of the last record before an offset that follows from the one before it."""
    latest = _latest(walk, before)
    return None if latest is None else latest[1]


def _resumption(walk: Walk, at: int) -> int | None:
    """Where behind ``at`` records go on; None where none can be trusted."""
    heads = {
        local: spot
        for local, shape in walk.defined.items()
        if shape.message == Message.RECORD and (spot := shape.time_spot) is not None
    }
    latest = _latest(walk, at)
    if latest is None or not walk.has_room:
        return None
    content = np.frombuffer(walk.content, np.uint8)
    candidates: list[int] = []
    for local, spot in heads.items():
        room = walk.end - at - walk.steps[local]
        if room <= 0:
            continue
        times_s: NDArray[np.uint32] = np.ndarray(
            (room,), walk.defined[local].time_type, content, at + 1 + spot.at, (1,)
        )
        is_head = content[at : at + room] == local
        hits = np.flatnonzero(is_head & (times_s - np.uint32(latest[0]) <= _LONGEST_LEAP_S))
        candidates += (hits[:_MOST_TRIES] + at).tolist()
    tries = sorted(candidates)[:_MOST_TRIES]
    return next((place for place in tries if _goes_on(walk, place, heads)), None)


def _records(walk: Walk) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]:
    """Offsets, times [s] and ends of all records with a time, in the order of the file."""
    content = np.frombuffer(walk.content, np.uint8)
    found = [np.empty((3, 0), np.uint32)]
    for shape in walk.shapes.values():
        spot = shape.time_spot
        if shape.message == Message.RECORD and spot is not None and shape.offsets:
            at = np.array(shape.offsets, np.uint32)
            room = len(content) - spot.at - spot.size
            everywhere_s: NDArray[np.uint32] = np.ndarray(
                (room,), shape.time_type, content, 1 + spot.at, (1,)
            )
            found.append(np.stack([at, everywhere_s[at], at + np.uint32(1 + shape.size)]))
    together = np.concatenate(found, axis=1)
    at, times_s, ends = together[:, np.argsort(together[0])]
    return at, times_s.astype(np.int64), ends


def _latest(walk: Walk, before: int) -> tuple[int, int] | None:
    """Time [s] and end of the last record before an offset that follows from another."""
    at, times_s, ends = _records(walk)
    times_s = times_s[at < before]
    steps_s = np.diff(times_s)
    follows = np.flatnonzero((steps_s >= 0) & (steps_s <= _LONGEST_STEP_S)) + 1
    return (int(times_s[follows[-1]]), int(ends[follows[-1]])) if len(follows) else None


def _goes_on(walk: Walk, at: int, heads: Mapping[int, FieldSpot]) -> bool:
    """Whether from there on known messages follow each other, with records among them."""
    earlier_s: int | None = None
    record_count = 0
    for _ in range(_MOST_TRIES):
        head = walk.content[at] if at < walk.end else 0xFF
        step = walk.steps[head]
        if not step or at + step > walk.end:
            return False
        if head in heads:
            time_s = _time(walk.content, walk.defined[head], heads[head], at)
            if earlier_s is not None and not 0 <= time_s - earlier_s <= _LONGEST_STEP_S:
                return False
            earlier_s = time_s
            record_count += 1
            if record_count == _ENOUGH_RECORDS:
                return True
        at += step
    return False


def _trimmed(shapes: Sequence[Shape], room: Room) -> list[Problem]:
    """Leave out the messages for which there is no room, and tell it."""
    count = sum(len(shape.offsets) for shape in shapes)
    most = max(room.message_count, 0)
    room.message_count -= count
    if count <= most:
        return []
    together = np.concatenate([np.frombuffer(shape.offsets, np.uint32) for shape in shapes])
    together.partition(most)
    end = int(together[most])
    for shape in shapes:
        del shape.offsets[bisect_left(shape.offsets, end) :]
    return [Problem(what=TOO_MANY, at=end, lost=f"the last {count - most} messages")]


def _time(content: bytes, shape: Shape, spot: FieldSpot, offset: int) -> int:
    """The time in the message at ``offset`` [s]."""
    at = offset + 1 + spot.at
    return int.from_bytes(content[at : at + spot.size], "big" if shape.is_big_endian else "little")
