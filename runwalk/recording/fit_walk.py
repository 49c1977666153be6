"""From message to message through a segment, without a look at any value but the header byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from runwalk.recording.fit_shapes import COMPRESSED, Shape, shape_of

_DEFINITION, _WITH_DEVELOPER = 0x40, 0x20
# What a file may hold at most. Real ones hold far less: the richest of the corpus has 62 different
# definitions, and a message takes 3 bytes and more. These limits are for files that were made to
# make this program swell.
_MOST_SHAPES, _MOST_FIELDS = 4096, 65_536
_MOST_MESSAGES, _BYTES_PER_MESSAGE = 300_000, 10
_BYTES_AT_ONCE = 262_144  # between two looks at how many messages there are
TOO_MANY = "more messages than a device would put into a file of this size"
"""What is told where there is no room for more."""


class Room:
    """How much more of a file is taken in; every segment takes its part.

    Args:
        file_bytes: How large the file is, packed if it was [bytes].
    """

    def __init__(self, file_bytes: int) -> None:
        self.shape_count = _MOST_SHAPES
        self.field_count = _MOST_FIELDS
        self.message_count = _MOST_MESSAGES + file_bytes // _BYTES_PER_MESSAGE


@dataclass(frozen=True, slots=True)
class LostThread:
    """Where no message could be told any more, and why.

    Attributes:
        at: Offset in the file [bytes].
        what: Why.
    """

    at: int
    what: str


class Walk:
    """Goes from message to message through a segment.

    Args:
        content: The whole file.
        end: Offset just behind the segment [bytes].
        room: How much of the file is taken in at most.
        is_whole: The segment's checksum is right.

    Attributes:
        shapes: What was defined so far, by the definition.
        defined: What is in force, by local number.
        steps: How far it is to the next message, by header byte; 0 where nobody knows [bytes].
    """

    def __init__(self, content: bytes, end: int, room: Room, *, is_whole: bool) -> None:
        self.shapes: dict[bytes, Shape] = {}
        self.field_count = 0
        self.content = content
        self.end = end
        # A header that announces too little leaves a message that ends with the file.
        self._last = end if is_whole else len(content)
        self._is_whole = is_whole
        self._room = room
        self._stretches: list[tuple[int, int]] = []
        self.defined: dict[int, Shape] = {}  # by local number
        # By header byte: how far it is to the next message, 0 where nobody knows, and who is told.
        self.steps = [0] * 256
        self._keepers: list[Callable[[int], None]] = [_nobody] * 256
        self._odd_heads: list[int] = []  # with bits beside the local number; told as they turn up

    def go(self, start: int) -> LostThread | None:
        """Keep every message from ``start`` on, to the end or to where the thread is lost."""
        lost = self._go(start, self.end)
        self._stretches.append((start, self.end if lost is None else lost.at))
        return lost

    def until(self, at: int) -> Walk:
        """The walk as it was at an offset, before what lay behind it was taken for messages."""
        earlier = Walk(self.content, self.end, self._room, is_whole=self._is_whole)
        earlier._stretches = [(a, min(b, at)) for a, b in self._stretches if a < at]
        for start, end in earlier._stretches:
            earlier._go(start, end)
        return earlier

    def _go(self, at: int, end: int) -> LostThread | None:
        content, steps, keepers = self.content, self.steps, self._keepers
        head = step = 0
        while at < end:
            if self._has_enough:
                return LostThread(at, TOO_MANY)
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
                        return LostThread(at, "the messages end in the middle of one")
                    if len(self.shapes) > shape_count and self._is_full:
                        return LostThread(at, "more different definitions than any device writes")
                    at = behind
                elif (shape := self.defined.get(_local(head))) is not None:
                    self._tell(head, shape)
                    self._odd_heads.append(head)
                else:
                    what = f"a message of kind {_local(head)}, which was never defined"
                    return LostThread(at, what)
        if at <= end or at == self._last:
            return None
        self.defined[_local(head)].offsets.pop()
        return LostThread(at - step, "the messages end in the middle of one")

    @property
    def has_room(self) -> bool:
        """There is room for more definitions and more messages."""
        return not (self._is_full or self._has_enough)

    @property
    def _has_enough(self) -> bool:
        count = sum(len(shape.offsets) for shape in self.shapes.values())
        return count > self._room.message_count

    @property
    def _is_full(self) -> bool:
        room = self._room
        return len(self.shapes) > room.shape_count or self.field_count > room.field_count

    def _define(self, at: int) -> int | None:
        """Take in a definition; returns what lies behind it, None where it is cut."""
        content, end = self.content, self.end
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
            shape = self.shapes[said] = shape_of(said)
            self.field_count += len(shape.fields) + len(shape.developer)
        local = head & 0x0F
        self.defined[local] = shape
        self._tell(local, shape)
        while self._odd_heads:
            self.steps[self._odd_heads.pop()] = 0
        return behind

    def _tell(self, head: int, shape: Shape) -> None:
        """From now on that header byte begins a message of that shape."""
        self.steps[head] = 1 + shape.size
        self._keepers[head] = shape.offsets.append


def _nobody(at: int) -> None:
    """Keep nothing."""


def _local(head: int) -> int:
    return head >> 5 & 0x03 if head & COMPRESSED else head & 0x0F
