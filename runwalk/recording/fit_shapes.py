"""What definitions say, and which messages are of which.

A *shape* is what a definition says: which message, which fields, how long. Messages of the same
shape are kept together, as the offsets at which they lie, however often the file defines the
shape anew; so what comes after can decode them in bulk.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from runwalk.recording.fit_format import Base

TIMESTAMP: Final = 253
COMPRESSED: Final = 0x80
"""A message's header byte from here on holds the low five bits of its time."""

# Some writers leave out the bit that says "more than a byte".
_BASES = {code: base for base in Base for code in (base.code, base.code & 0x1F)}


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

    @property
    def time_spot(self) -> FieldSpot | None:
        """Where its messages spell their time; None where they do not."""
        spot = self.field(TIMESTAMP)
        return spot if spot is not None and spot.base is Base.UINT32 and spot.size == 4 else None

    @property
    def time_type(self) -> str:
        """How that time is kept, in numpy's words."""
        return ">u4" if self.is_big_endian else "<u4"


def shape_of(said: bytes) -> Shape:
    """The shape that a definition says, given without its header byte; no messages yet."""
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
