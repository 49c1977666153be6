"""The messages of a segment by their shapes, without a look at any value.

A *shape* is what a definition says: which message, which fields, how long. Messages of the same
shape are kept together, as the offsets at which they lie, however often the file defines the
shape anew; so what comes after can decode them in bulk. One byte is looked at per message.

Where a byte names a shape that was never defined, the thread is lost: no length can be trusted any
more. It is taken up again where records of a known shape follow each other with times that go on
from the last one, or not at all.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from runwalk.recording.fit_format import Base, Message
from runwalk.recording.fit_segments import Segment
from runwalk.recording.recording import Problem

TIMESTAMP: Final = 253
COMPRESSED: Final = 0x80
"""A message's header byte from here on holds the low five bits of its time."""

# Some writers leave out the bit that says "more than a byte".
_BASES = {code: base for base in Base for code in (base.code, base.code & 0x1F)}
_DEFINITION, _WITH_DEVELOPER = 0x40, 0x20
# What a file may hold at most. Real ones hold far less: the richest of the corpus has 62 different
# definitions, and a message takes 3 bytes and more. These limits are for files that were made to
# make this program swell.
_MOST_SHAPES, _MOST_FIELDS = 4096, 65_536
_MOST_MESSAGES, _BYTES_PER_MESSAGE = 300_000, 10
_TOO_MANY = "more messages than a device would put into a file of this size"
_MOST_RESUMPTIONS = 32  # each looks at all that is left of the file
_LONGEST_LEAP_S = 6 * 3600  # of the clock over what is lost
_LONGEST_STEP_S = 60  # of the clock between the records that take up the thread again
_ENOUGH_RECORDS = 4
_BYTES_AT_ONCE = 262_144  # between two looks at how many messages there are
_MOST_TRIES = 200  # places to take it up, and messages to look at from there


@dataclass(frozen=True, slots=True)
class FieldSpot:
    """Where a field lies in a message.

    Attributes:
        number: Its number, within the message or within its developer.
        kind: The code of its base type; of a developer field, the developer's index.
        at: Offset from the first byte behind the message's header byte [bytes].
        size: How long it is [bytes].
    """

    number: int
    kind: int
    at: int
    size: int

    @property
    def base(self) -> Base:
        """How its values are kept: as bytes where the type is unknown or does not fit its size."""
        base = _BASES.get(self.kind, Base.BYTE)
        return base if self.size % base.size == 0 else Base.BYTE


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A definition, and where the messages of it lie.

    Attributes:
        message: Global message number.
        is_big_endian: Byte order of its values.
        fields: Native fields.
        developer: Developer fields.
        size: Bytes of a message behind its header byte.
        offsets: Where the header bytes of the messages lie in the file [bytes], ascending.
    """

    message: int
    is_big_endian: bool
    fields: tuple[FieldSpot, ...]
    developer: tuple[FieldSpot, ...]
    size: int
    offsets: array[int]

    def field(self, number: int) -> FieldSpot | None:
        """The native field of that number; of several the last."""
        return next((spot for spot in reversed(self.fields) if spot.number == number), None)


class Room:
    """How much more of a file is taken in; every segment takes its part.

    Args:
        file_bytes: How large the file is, packed if it was [bytes].
    """

    def __init__(self, file_bytes: int) -> None:
        self.shape_count = _MOST_SHAPES
        self.field_count = _MOST_FIELDS
        self.message_count = _MOST_MESSAGES + file_bytes // _BYTES_PER_MESSAGE


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
    walk = _Walk(content, segment.end, room, is_whole=segment.is_whole)
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
    problems += [] if any(one.what == _TOO_MANY for one in problems) else too_many
    return tuple(shape for shape in shapes if shape.offsets), tuple(problems)


@dataclass(frozen=True, slots=True)
class _LostThread:
    """Where no message could be told any more, and why."""

    at: int
    what: str


def _taken_up(
    walk: _Walk, lost: _LostThread | None, since: int, *, is_whole: bool
) -> tuple[_Walk, _LostThread | None, int | None]:
    """Look for where the thread goes on, if it was lost since an offset, noticed or not.

    Returns:
        The walk as it was where the thread was lost; where that was, None if nowhere; and where
        it goes on, None where nothing can be trusted.
    """
    strayed_at = None if is_whole else walk.strayed(since)
    if strayed_at is not None:
        earlier = walk.until(strayed_at)
        if (resumed_at := earlier.resumption(strayed_at)) is not None:
            what = "bytes that make no sense as messages"
            return earlier, _LostThread(strayed_at, what), resumed_at
    if lost is None:
        return walk, None, None
    resumed_at = walk.resumption(lost.at)
    # What was damaged may have passed for a definition: go back to before there can be any.
    sound_at = None if is_whole else walk.sound_end(lost.at)
    if sound_at is not None and sound_at > since:
        earlier = walk.until(sound_at)
        earlier_at = earlier.resumption(sound_at)
        if earlier_at is not None and (resumed_at is None or earlier_at < resumed_at):
            return earlier, _LostThread(sound_at, lost.what), earlier_at
    return walk, lost, resumed_at


class _Walk:
    """Goes from message to message through a segment."""

    def __init__(self, content: bytes, end: int, room: Room, *, is_whole: bool) -> None:
        self.shapes: dict[bytes, Shape] = {}
        self.field_count = 0
        self._content = content
        self._end = end
        # A header that announces too little leaves a message that ends with the file.
        self._last = end if is_whole else len(content)
        self._is_whole = is_whole
        self._room = room
        self._stretches: list[tuple[int, int]] = []
        self._defined: dict[int, Shape] = {}  # by local number
        # By header byte: how far it is to the next message, 0 where nobody knows, and who is told.
        self._steps = [0] * 256
        self._keepers: list[Callable[[int], None]] = [_nobody] * 256
        self._odd_heads: list[int] = []  # with bits beside the local number; told as they turn up

    def go(self, start: int) -> _LostThread | None:
        """Keep every message from ``start`` on, to the end or to where the thread is lost."""
        lost = self._go(start, self._end)
        self._stretches.append((start, self._end if lost is None else lost.at))
        return lost

    def until(self, at: int) -> _Walk:
        """The walk as it was at an offset, before what lay behind it was taken for messages."""
        earlier = _Walk(self._content, self._end, self._room, is_whole=self._is_whole)
        earlier._stretches = [(a, min(b, at)) for a, b in self._stretches if a < at]
        for start, end in earlier._stretches:
            earlier._go(start, end)
        return earlier

    def _go(self, at: int, end: int) -> _LostThread | None:
        content, steps, keepers = self._content, self._steps, self._keepers
        head = step = 0
        while at < end:
            if self._has_enough:
                return _LostThread(at, _TOO_MANY)
            until = min(at + _BYTES_AT_ONCE, end)
            while at < until:
                head = content[at]
                step = steps[head]
                if step:
                    keepers[head](at)
                    at += step
                elif head & 0xC0 == _DEFINITION:
                    shape_count = len(self.shapes)
                    behind = self._define(at)
                    if behind is None:
                        return _LostThread(at, "the messages end in the middle of one")
                    if len(self.shapes) > shape_count and self._is_full:
                        return _LostThread(at, "more different definitions than any device writes")
                    at = behind
                elif (shape := self._defined.get(_local(head))) is not None:
                    self._tell(head, shape)
                    self._odd_heads.append(head)
                else:
                    what = f"a message of kind {_local(head)}, which was never defined"
                    return _LostThread(at, what)
        if at <= end or at == self._last:
            return None
        self._defined[_local(head)].offsets.pop()
        return _LostThread(at - step, "the messages end in the middle of one")

    @property
    def _has_enough(self) -> bool:
        """There is room for no more messages."""
        count = sum(len(shape.offsets) for shape in self.shapes.values())
        return count > self._room.message_count

    def strayed(self, since: int) -> int | None:
        """The end of the last record from ``since`` on that the next one does not follow."""
        at, times_s, ends = self._records()
        leaps = np.abs(np.diff(times_s)) > _LONGEST_LEAP_S
        strayed = np.flatnonzero(leaps & (at[1:] >= since))
        return int(ends[strayed[0]]) if len(strayed) else None

    def sound_end(self, before: int) -> int | None:
        """The end of the last record before an offset that follows from the one before it."""
        latest = self._latest(before)
        return None if latest is None else latest[1]

    def resumption(self, at: int) -> int | None:
        """Where behind ``at`` records go on; None where none can be trusted."""
        heads = {
            local: spot
            for local, shape in self._defined.items()
            if shape.message == Message.RECORD and (spot := _time_spot(shape)) is not None
        }
        latest = self._latest(at)
        if latest is None or self._is_full or self._has_enough:
            return None
        content = np.frombuffer(self._content, np.uint8)
        candidates: list[int] = []
        for local, spot in heads.items():
            room = self._end - at - self._steps[local]
            if room <= 0:
                continue
            times_s: NDArray[np.uint32] = np.ndarray(
                (room,), _time_type(self._defined[local]), content, at + 1 + spot.at, (1,)
            )
            is_head = content[at : at + room] == local
            hits = np.flatnonzero(is_head & (times_s - np.uint32(latest[0]) <= _LONGEST_LEAP_S))
            candidates += (hits[:_MOST_TRIES] + at).tolist()
        tries = sorted(candidates)[:_MOST_TRIES]
        return next((place for place in tries if self._goes_on(place, heads)), None)

    @property
    def _is_full(self) -> bool:
        room = self._room
        return len(self.shapes) > room.shape_count or self.field_count > room.field_count

    def _define(self, at: int) -> int | None:
        """Take in a definition; returns what lies behind it, None where it is cut."""
        content, end = self._content, self._end
        head = content[at]
        behind = at + 6 + (3 * content[at + 5] if at + 6 <= end else 0)
        if head & _WITH_DEVELOPER and behind < end:
            behind += 1 + 3 * content[behind]
        elif head & _WITH_DEVELOPER:
            return None
        if behind > end:
            return None
        said = content[at + 1 : behind]
        shape = self.shapes.get(said)
        if shape is None:
            shape = self.shapes[said] = _shape(said)
            self.field_count += len(shape.fields) + len(shape.developer)
        local = head & 0x0F
        self._defined[local] = shape
        self._tell(local, shape)
        while self._odd_heads:
            self._steps[self._odd_heads.pop()] = 0
        return behind

    def _tell(self, head: int, shape: Shape) -> None:
        """From now on that header byte begins a message of that shape."""
        self._steps[head] = 1 + shape.size
        self._keepers[head] = shape.offsets.append

    def _records(self) -> tuple[NDArray[np.uint32], NDArray[np.int64], NDArray[np.uint32]]:
        """Offsets, times [s] and ends of all records with a time, in the order of the file."""
        content = np.frombuffer(self._content, np.uint8)
        found = [np.empty((3, 0), np.uint32)]
        for shape in self.shapes.values():
            spot = _time_spot(shape)
            if shape.message == Message.RECORD and spot is not None and shape.offsets:
                at = np.array(shape.offsets, np.uint32)
                room = len(content) - spot.at - spot.size
                everywhere_s: NDArray[np.uint32] = np.ndarray(
                    (room,), _time_type(shape), content, 1 + spot.at, (1,)
                )
                found.append(np.stack([at, everywhere_s[at], at + np.uint32(1 + shape.size)]))
        together = np.concatenate(found, axis=1)
        at, times_s, ends = together[:, np.argsort(together[0])]
        return at, times_s.astype(np.int64), ends

    def _latest(self, before: int) -> tuple[int, int] | None:
        """Time [s] and end of the last record before an offset that follows from another."""
        at, times_s, ends = self._records()
        times_s = times_s[at < before]
        steps_s = np.diff(times_s)
        follows = np.flatnonzero((steps_s >= 0) & (steps_s <= _LONGEST_STEP_S)) + 1
        return (int(times_s[follows[-1]]), int(ends[follows[-1]])) if len(follows) else None

    def _goes_on(self, at: int, heads: Mapping[int, FieldSpot]) -> bool:
        """Whether from there on known messages follow each other, with records among them."""
        earlier_s: int | None = None
        record_count = 0
        for _ in range(_MOST_TRIES):
            head = self._content[at] if at < self._end else 0xFF
            step = self._steps[head]
            if not step or at + step > self._end:
                return False
            if head in heads:
                time_s = _time(self._content, self._defined[head], heads[head], at)
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
    return [Problem(what=_TOO_MANY, at=end, lost=f"the last {count - most} messages")]


def _nobody(at: int) -> None:
    """Keep nothing."""


def _local(head: int) -> int:
    return head >> 5 & 0x03 if head & COMPRESSED else head & 0x0F


def _shape(said: bytes) -> Shape:
    """The shape that a definition says, given without its header byte."""
    is_big_endian = said[1] != 0
    fields_end = 5 + 3 * said[4]
    fields = tuple(_spots(said[5:fields_end], at=0))
    size = sum(spot.size for spot in fields)
    developer = tuple(_spots(said[fields_end + 1 :], at=size))
    return Shape(
        message=int.from_bytes(said[2:4], "big" if is_big_endian else "little"),
        is_big_endian=is_big_endian,
        fields=fields,
        developer=developer,
        size=size + sum(spot.size for spot in developer),
        offsets=array("I"),
    )


def _spots(triples: bytes, *, at: int) -> Iterator[FieldSpot]:
    for number, size, kind in zip(*[iter(triples)] * 3, strict=True):
        yield FieldSpot(number, kind, at, size)
        at += size


def _time_spot(shape: Shape) -> FieldSpot | None:
    spot = shape.field(TIMESTAMP)
    return spot if spot is not None and spot.base is Base.UINT32 and spot.size == 4 else None


def _time(content: bytes, shape: Shape, spot: FieldSpot, offset: int) -> int:
    """The time in the message at ``offset`` [s]."""
    at = offset + 1 + spot.at
    return int.from_bytes(content[at : at + spot.size], "big" if shape.is_big_endian else "little")


def _time_type(shape: Shape) -> str:
    return ">u4" if shape.is_big_endian else "<u4"
