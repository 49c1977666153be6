"""A FIT file taken apart into segments and frames, without looking at values.

A *segment* is a header and what it announces; files may hold several, one after the other. A
*frame* is one data message with its layout. Only the framing is followed here, and it forgives
what can be forgiven: a header that a dying watch never finished, a missing checksum, rubbish at
the end, a field whose size does not fit its type. Where a message cannot be framed, nothing
after it in its segment can be trusted; that is where a segment ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from runwalk.recording.fit_format import BASE_BYTES, SIGNATURE, crc16
from runwalk.recording.recording import Problem

_SHORT_HEADER_BYTES = 12  # without its own checksum
_CRC_BYTES = 2
_LONGEST_DEFINITION = 6 + 3 * 255 + 1 + 3 * 255


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the messages of one header lie.

    Attributes:
        start: Offset of the first message [bytes].
        end: Offset just behind the last [bytes].
    """

    start: int
    end: int


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
    def is_whole(self) -> bool:
        """Its base type is known, and whole values of it fill the field (not so at COROS)."""
        value_bytes = BASE_BYTES.get(self.kind)
        return value_bytes is not None and self.size > 0 and self.size % value_bytes == 0


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """A definition: what the messages of a local number look like until it is redefined.

    Attributes:
        message: Global message number.
        local: Local message number.
        is_big_endian: Byte order of its values.
        fields: Native fields.
        developer: Developer fields.
        size: Bytes of a message behind its header byte.
    """

    message: int
    local: int
    is_big_endian: bool
    fields: tuple[FieldSpot, ...]
    developer: tuple[FieldSpot, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Frame:
    """One data message.

    Attributes:
        at: Offset of its header byte in the file [bytes].
        head: The header byte.
        shape: What follows it.
        payload: The bytes behind the header byte.
    """

    at: int
    head: int
    shape: Shape
    payload: bytes

    @property
    def has_compressed_time(self) -> bool:
        """Its header byte holds the low five bits of its time."""
        return self.head >= 0x80

    def part(self, spot: FieldSpot) -> bytes:
        """The bytes of one field."""
        return self.payload[spot.at : spot.at + spot.size]

    def native(self, number: int) -> bytes:
        """The bytes of a native field; empty where there is no such field."""
        return next((self.part(f) for f in self.shape.fields if f.number == number), b"")


def segments_of(content: bytes) -> tuple[tuple[Segment, ...], tuple[Problem, ...]]:
    """Find the segments of a file.

    Args:
        content: The whole file, known to begin with a FIT header.
    """
    segments: list[Segment] = []
    problems: list[Problem] = []
    at = 0
    while at < len(content):
        if not has_header(content, at):
            rest = len(content) - at
            problems.append(Problem(what=f"{rest} bytes behind the end that are not FIT", at=at))
            break
        start = at + max(content[at], _SHORT_HEADER_BYTES)
        announced = int.from_bytes(content[at + 4 : at + 8], "little")
        end = min(start + announced, len(content)) if announced else len(content)
        segments.append(Segment(min(start, end), end))
        if problem := _ending_problem(content, at, announced, Segment(start, end)):
            problems.append(problem)
        at = end + _CRC_BYTES
    return tuple(segments), tuple(problems)


def has_header(content: bytes, at: int = 0) -> bool:
    """Whether a FIT header begins there."""
    return content[at + 8 : at + _SHORT_HEADER_BYTES] == SIGNATURE


def frames_of(content: bytes, segment: Segment) -> tuple[tuple[Frame, ...], Problem | None]:
    """The data messages of a segment, as far as they can be told apart."""
    frames: list[Frame] = []
    shapes: dict[int, Shape] = {}
    at = segment.start
    while at < segment.end:
        head = content[at]
        if head & 0xC0 == 0x40:
            shape, length = _shape(content[at : min(at + _LONGEST_DEFINITION, segment.end)])
            if shape is None:
                return tuple(frames), _cut(at, segment)
            shapes[shape.local] = shape
            at += length
            continue
        local = head >> 5 & 0x03 if head & 0x80 else head & 0x0F
        known = shapes.get(local)
        if known is None:
            lost = f"the {segment.end - at} bytes from there to the end"
            what = f"a message of kind {local}, which was never defined"
            return tuple(frames), Problem(what=what, at=at, lost=lost)
        if at + 1 + known.size > segment.end:
            return tuple(frames), _cut(at, segment)
        frames.append(Frame(at, head, known, content[at + 1 : at + 1 + known.size]))
        at += 1 + known.size
    return tuple(frames), None


def _ending_problem(
    content: bytes, header_at: int, announced: int, segment: Segment
) -> Problem | None:
    """What is wrong with the way a segment ends, if anything."""
    if not announced:
        what = "the header was never finished, as when a watch dies; read to the end of the file"
        return Problem(what=what, at=header_at)
    missing = segment.start + announced - len(content)
    if missing > 0:
        lost = f"the last {missing} bytes"
        return Problem(what="the file is cut short", at=len(content), lost=lost)
    if segment.end + _CRC_BYTES > len(content):
        return Problem(what="the checksum at the end is missing", at=segment.end)
    if crc16(content[header_at : segment.end + _CRC_BYTES]):
        return Problem(what="the checksum does not match: some values may be wrong", at=segment.end)
    return None


def _cut(at: int, segment: Segment) -> Problem:
    lost = f"the last {segment.end - at} bytes"
    return Problem(what="the messages end in the middle of one", at=at, lost=lost)


def _shape(rest: bytes) -> tuple[Shape | None, int]:
    """The definition at the head of ``rest`` and its length; None where it is cut."""
    if len(rest) < 6:
        return None, 0
    is_big_endian = rest[2] != 0
    message = int.from_bytes(rest[3:5], "big" if is_big_endian else "little")
    end = 6 + 3 * rest[5]
    fields = tuple(_spots(rest[6:end], at=0))
    size = sum(field.size for field in fields)
    developer: tuple[FieldSpot, ...] = ()
    if rest[0] & 0x20 and len(rest) > end:
        start, end = end + 1, end + 1 + 3 * rest[end]
        developer = tuple(_spots(rest[start:end], at=size))
        size += sum(field.size for field in developer)
    elif rest[0] & 0x20:
        return None, 0
    if len(rest) < end:
        return None, 0
    return Shape(message, rest[0] & 0x0F, is_big_endian, fields, developer, size), end


def _spots(triples: bytes, *, at: int) -> Iterator[FieldSpot]:
    for i in range(0, len(triples) - 2, 3):
        number, size, kind = triples[i : i + 3]
        yield FieldSpot(number, kind, at, size)
        at += size
