"""Messages spelt out one by one, as the profile reads them: for those that are rare.

Scales, words for numbers, meanings that depend on other fields, fields that are parts of others,
parts that only grow: all as fitparse does it, which the tests hold it against message by message.
"""

from __future__ import annotations

import heapq
import struct
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice, repeat

from runwalk.recording.fit_format import Base
from runwalk.recording.fit_profile import Meaning, Part, ProfileField, ProfileMessage, profile_of
from runwalk.recording.fit_shapes import Shape


@dataclass(frozen=True, slots=True)
class FitMessage:
    """One message.

    Attributes:
        name: The profile's name: ``lap``, ``session``, ...
        at: Offset in the file [bytes].
        values: By the profile's field names, in its units; times are plain seconds since FIT's
            epoch, or since switch-on. Only fields that hold a value. What a field spells out
            beats what a part of another implies.
    """

    name: str
    at: int
    values: Mapping[str, object]


def rows_of(
    content: bytes,
    message: int,
    shapes: Sequence[Shape],
    *,
    only: Collection[str] = (),
    most: int | None = None,
) -> Iterator[FitMessage]:
    """Spell out the messages of one kind, in the order of the file.

    Args:
        content: The whole file.
        message: Global message number.
        shapes: Those of the segment; of other messages too.
        only: Names of the fields that are wanted; all where empty.
        most: Messages to spell out at most; None for all.
    """
    profile = profile_of(message)
    speller = _Speller(profile, _wanted(profile, only))
    kinds = [_Unpacker(shape) for shape in shapes if shape.message == message]
    places = heapq.merge(*(zip(kind.shape.offsets, repeat(i)) for i, kind in enumerate(kinds)))
    for at, i in islice(places, most):
        yield FitMessage(profile.name, at, speller.spell(kinds[i].unpack(content, at)))


def _wanted(profile: ProfileMessage, names: Collection[str]) -> frozenset[int]:
    """The numbers of the fields that bear the names; of all where there are no names."""
    if not names:
        return frozenset(range(256))
    return frozenset(n for name in names if (n := profile.number_of(name)) is not None)


class _Unpacker:
    """Takes the messages of a shape apart."""

    def __init__(self, shape: Shape) -> None:
        order = ">" if shape.is_big_endian else "<"
        spots = [(spot.number, spot.base, spot.size // spot.base.size) for spot in shape.fields]
        letters = (f"{count}{'s' if _is_text(base) else base.letter}" for _, base, count in spots)
        self.shape = shape
        self._layout = struct.Struct(order + "".join(letters))
        at = 0
        self._spots: list[tuple[int, Base, int, int]] = []  # number, base, and where in the layout
        for number, base, count in spots:
            end = at + (1 if _is_text(base) else count)
            self._spots.append((number, base, at, end))
            at = end

    def unpack(self, content: bytes, at: int) -> dict[int, object]:
        """The raw values of the message at an offset by field number, where there are any."""
        flat = self._layout.unpack_from(content, at + 1)
        raw: dict[int, object] = {}
        for number, base, start, end in self._spots:
            if end - start != 1:
                several = tuple(_number(base, value) for value in flat[start:end])
                value: object = several or None
            elif base is Base.STRING or base is Base.BYTE:
                value = _told(base, flat[start])
            else:
                value = _number(base, flat[start])
            if value is not None:
                raw[number] = value
        return raw


class _Speller:
    """Gives raw values their meaning."""

    def __init__(self, profile: ProfileMessage, wanted: frozenset[int]) -> None:
        self._profile = profile
        self._wanted = wanted
        self._grown: dict[int, int] = {}  # by field number, what its low bits have come to

    def spell(self, raw: Mapping[int, object]) -> dict[str, object]:
        """The values by name."""
        spelt: dict[str, object] = {}
        implied: dict[str, object] = {}
        for number, value in raw.items():
            if number not in self._wanted:
                continue
            field = self._profile.field(number)
            meaning = _meaning(field, raw)
            for part in meaning.parts:
                if (bits := _bits(value, part)) is not None:
                    other = self._profile.field(part.number)
                    grown = self._accumulate(bits, part) if part.accumulates else bits
                    scaled = _scaled(grown, part.scale, part.offset)
                    implied.setdefault(
                        _meaning(other, raw).name, _word(_meaning(other, raw), scaled)
                    )
            spelt[meaning.name] = spelt[field.meaning.name] = _said(value, meaning)
        return implied | spelt

    def _accumulate(self, bits: int, part: Part) -> int:
        earlier = self._grown.get(part.number, 0)
        self._grown[part.number] = earlier + (bits - earlier) % (1 << part.bits)
        return self._grown[part.number]


def _meaning(field: ProfileField, raw: Mapping[int, object]) -> Meaning:
    """What a field means beside the others."""
    for other in field.others:
        if any(raw.get(number) == value for number, value in other.when):
            return other
    return field.meaning


def _said(value: object, meaning: Meaning) -> object:
    """A raw value in the words or the units of its meaning."""
    if isinstance(value, bytes):
        return tuple(value)
    if isinstance(value, tuple):
        if meaning.scale is None and meaning.offset is None:
            return value
        return tuple(_scaled(one, meaning.scale, meaning.offset) for one in value)
    return _scaled(_word(meaning, value), meaning.scale, meaning.offset)


def _word(meaning: Meaning, value: object) -> object:
    return meaning.words.get(value, value) if isinstance(value, int) else value


def _scaled(value: object, scale: float | None, offset: float | None) -> object:
    if not isinstance(value, int | float):
        return value
    value = value if scale is None else float(value) / scale
    return value if offset is None else value - offset


def _bits(value: object, part: Part) -> int | None:
    """A part of a whole number, or of bytes that are one with the lowest first."""
    if isinstance(value, bytes):
        if part.bit_offset >= 8 * len(value):
            return None
        value = int.from_bytes(value, "little")
    if not isinstance(value, int):
        return None
    return value >> part.bit_offset & ((1 << part.bits) - 1)


def _is_text(base: Base) -> bool:
    return base in (Base.STRING, Base.BYTE)


def _told(base: Base, value: bytes) -> str | bytes | None:
    """A text up to its NUL, or bytes; None where they say nothing."""
    if base is Base.STRING:
        return value.split(b"\0", 1)[0].decode("utf-8", errors="replace") or None
    return value if value.strip(b"\xff") else None


def _number(base: Base, value: float) -> float | None:
    return None if value == base.invalid or value != value else value  # NaN is not itself
