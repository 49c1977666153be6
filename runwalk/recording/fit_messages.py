"""The values in a FIT file, decoded by fitparse.

fitparse knows the profile, but a single odd byte makes it give up, it spends most of its time on
messages nobody asked for, and it keeps developer fields in a module-global table. So it is handed
a sieved copy: of each message that matters only the fields that matter (no position ever), each
of a size its type can have, and no developer fields. Ours are picked out here by their developer's
id, those of others are left alone; none can take the place of a native field.

This is the only file that imports fitparse, and it does so when a file is read.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from runwalk.recording.fit_format import BASE_BYTES, DEVELOPER_ID, Base, Message, OwnField, header
from runwalk.recording.fit_frames import FieldSpot, Frame, Shape, frames_of, segments_of
from runwalk.recording.recording import Problem

if TYPE_CHECKING:
    from fitparse.records import DataMessage

_TIME = 253
_WANTED: Final[Mapping[int, frozenset[int]]] = {
    Message.FILE_ID: frozenset((0, 1, 2, 8)),
    Message.SPORT: frozenset((0, 1)),
    Message.SESSION: frozenset((_TIME, 2, 5, 6, 7)),
    Message.LAP: frozenset((_TIME, 2, 7, 9, 24)),
    Message.RECORD: frozenset((_TIME, 2, 3, 4, 5, 6, 7, 8, 9, 13, 53, 73, 78)),
    Message.EVENT: frozenset((_TIME, 0, 1)),
    Message.DEVICE_INFO: frozenset((1, 2, 3, 4, 19, 27, 32)),
    Message.ACTIVITY: frozenset((_TIME, 5)),
    Message.HRV: frozenset((0,)),
    Message.HR: frozenset((_TIME, 0, 6, 9, 10)),
    Message.TIMESTAMP_CORRELATION: frozenset((_TIME, 3)),
}
_SEVERAL: Final = {(Message.HRV, 0), (Message.HR, 6), (Message.HR, 9)}  # values in one field
_TEXTS: Final = {(Message.FILE_ID, 8), (Message.DEVICE_INFO, 19), (Message.DEVICE_INFO, 27)}
_PACKED: Final = {(Message.RECORD, 8), (Message.HR, 10)}  # components in bytes
_NAMELESS = 0xFF00  # a message of a maker's own: fitparse reads its time and looks no further
_NO_SPEED_MPS = 40.95  # 0xFFF in a compressed_speed_distance: only the distance is known


@dataclass(frozen=True, slots=True)
class FitMessage:
    """One message, as far as it matters here.

    Attributes:
        name: The profile's name: ``record``, ``hrv``, ...
        at: Offset in the file [bytes].
        values: By the profile's field names, in its units; times are plain seconds since FIT's
            epoch, or since switch-on. Only fields that hold a value.
        own: The bytes of our own developer fields.
    """

    name: str
    at: int
    values: Mapping[str, object]
    own: Mapping[OwnField, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A whole file.

    Attributes:
        segments: The messages of each segment, in the order of the file.
        is_own: We wrote it.
        problems: What was wrong with the bytes.
    """

    segments: tuple[tuple[FitMessage, ...], ...]
    is_own: bool
    problems: tuple[Problem, ...]


def decode(content: bytes) -> Decoded:
    """Decode every message that matters.

    Args:
        content: The whole file, known to begin with a FIT header.
    """
    segments, problems = segments_of(content)
    found: list[Problem] = list(problems)
    decoded = []
    seen: set[bytes] = set()
    is_own = False
    for segment in segments:
        span = content[segment.start : segment.end]
        if span in seen:
            found.append(Problem(what="a second copy of what came before", at=segment.start))
            continue
        seen.add(span)
        frames, problem = frames_of(content, segment)
        found += [problem] if problem else []
        own_fields = _OwnFields()
        messages = tuple(_messages(frames, own_fields))
        is_own = is_own or own_fields.are_there
        decoded.append(messages)
    return Decoded(segments=tuple(decoded), is_own=is_own, problems=tuple(found))


class _OwnFields:
    """Which developer fields of a segment are ours, learnt as the file tells."""

    def __init__(self) -> None:
        self._developers: dict[int, bytes] = {}
        self._names: dict[tuple[int, int], str] = {}

    @property
    def are_there(self) -> bool:
        """We are among the developers."""
        return DEVELOPER_ID in self._developers.values()

    def learn(self, frame: Frame) -> None:
        """Take in a ``developer_data_id`` or a ``field_description``."""
        if frame.shape.message == Message.DEVELOPER_DATA_ID and (index := frame.native(3)):
            self._developers[index[0]] = frame.native(1)
        elif frame.shape.message == Message.FIELD_DESCRIPTION:
            index, number = frame.native(0), frame.native(1)
            name = frame.native(3).split(b"\0")[0].decode("ascii", errors="replace")
            if index and number:
                self._names[index[0], number[0]] = name

    def of(self, frame: Frame) -> dict[OwnField, bytes]:
        """Our fields in a message."""
        own = {}
        for spot in frame.shape.developer:
            name = self._names.get((spot.kind, spot.number), "").upper()
            if self._developers.get(spot.kind) == DEVELOPER_ID and name in OwnField.__members__:
                own[OwnField[name]] = frame.part(spot)
        return own


class _NoProcessing:
    """Tells fitparse to leave values as they are: times are to stay numbers."""

    def run_type_processor(self, field_data: object) -> None:
        """Do nothing."""

    run_field_processor = run_unit_processor = run_message_processor = run_type_processor


def _messages(frames: Sequence[Frame], own_fields: _OwnFields) -> Iterator[FitMessage]:
    """The messages of a segment."""
    from fitparse import FitFile

    sieve = _Sieve(keeps_all_times=any(frame.has_compressed_time for frame in frames))
    kept = [(frame, piece) for frame in frames if (piece := sieve.sift(frame))]
    body = b"".join(piece for _, piece in kept)
    sieved = header(len(body)) + body + b"\0\0"
    with FitFile(sieved, check_crc=False, data_processor=_NoProcessing()) as fit:
        turned = fit.get_messages()
        for frame in frames:
            own_fields.learn(frame)
        for (frame, _), message in zip(kept, turned, strict=False):
            if frame.shape.message in _WANTED:
                own = own_fields.of(frame) if frame.shape.developer else {}
                yield FitMessage(message.name, frame.at, _values(message), own)


class _Sieve:
    """Rewrites frames so that only what is wanted is left."""

    def __init__(self, *, keeps_all_times: bool) -> None:
        self._others = frozenset((_TIME,)) if keeps_all_times else frozenset()
        self._kept: dict[Shape, tuple[FieldSpot, ...]] = {}
        self._written: dict[int, Shape] = {}  # by local number

    def sift(self, frame: Frame) -> bytes:
        """A frame's bytes, behind its definition where that is news; empty if it is unwanted."""
        shape = frame.shape
        if shape not in self._kept:
            wanted = _WANTED.get(shape.message, self._others)
            self._kept[shape] = tuple(
                spot
                for spot in shape.fields
                if spot.number in wanted and _fits(shape.message, spot)
            )
        spots = self._kept[shape]
        if not spots and not frame.has_compressed_time:
            return b""
        piece = bytes((frame.head,)) + b"".join([frame.part(spot) for spot in spots])
        if self._written.get(shape.local) is shape:
            return piece
        self._written[shape.local] = shape
        return _definition(shape, spots) + piece


def _definition(shape: Shape, spots: Sequence[FieldSpot]) -> bytes:
    message = shape.message if shape.message in _WANTED else _NAMELESS
    order = ">" if shape.is_big_endian else "<"
    start = (0x40 | shape.local, 0, shape.is_big_endian, message, len(spots))
    fields = [bytes((spot.number, spot.size, spot.kind)) for spot in spots]
    return struct.pack(f"{order}BBBHB", *start) + b"".join(fields)


def _fits(message: int, spot: FieldSpot) -> bool:
    """Whether fitparse can make the value of it that the profile promises."""
    field = (message, spot.number)
    if not spot.is_whole:
        return False
    if field in _PACKED:
        return spot.kind == Base.BYTE.code
    if field in _TEXTS:
        return spot.kind == Base.STRING.code
    if spot.number == _TIME:
        return spot.kind == Base.UINT32.code and spot.size == Base.UINT32.size
    if spot.kind in (Base.BYTE.code, Base.STRING.code):
        return False
    return field in _SEVERAL or spot.size == BASE_BYTES[spot.kind]


def _values(message: DataMessage) -> dict[str, object]:
    """The values of a message; what a field spells out beats what a component implies."""
    spelt: dict[str, object] = {}
    implied: dict[str, object] = {}
    for field in message.fields:
        if field.value is None:
            continue
        name = (field.parent_field or field).name
        if field.field_def is None and (name, field.value) != ("speed", _NO_SPEED_MPS):
            implied.setdefault(name, field.value)
        elif field.field_def is not None:
            spelt[name] = field.value
    return implied | spelt
