"""What the profile says: the names of messages and fields, their scales and the words for numbers.

It is fitparse's (20.8, of 2019), kept in types of our own; fields that came later have no name in
it and are called ``unknown_`` and their number. This is the only file that imports fitparse, and
it does so when a file is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fitparse import records as theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A component: some bits of a field that are a value of another field.

    Attributes:
        number: Of the other field.
        bits: How many of them.
        bit_offset: Behind how many others.
        accumulates: They are the low bits of something that only grows.
        scale: Steps in one unit; None where values are not scaled.
        offset: Taken off after scaling.
    """

    number: int
    bits: int
    bit_offset: int
    accumulates: bool
    scale: float | None
    offset: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What the values of a field mean.

    Attributes:
        name: Of the field.
        words: For numbers that stand for something.
        scale: Steps in one unit; None where values are not scaled.
        offset: Taken off after scaling.
        parts: What it is made of.
        when: It is this only where another field has a value: ``(number, raw value)`` of any.
    """

    name: str
    words: Mapping[int, str]
    scale: float | None = None
    offset: float | None = None
    parts: tuple[Part, ...] = ()
    when: tuple[tuple[int, object], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileField:
    """A field of a message.

    Attributes:
        number: Within its message.
        meaning: Of its values.
        others: What its values mean instead, where another field has a certain value.
    """

    number: int
    meaning: Meaning
    others: tuple[Meaning, ...] = ()


@dataclass(frozen=True, slots=True)
class ProfileMessage:
    """A kind of message.

    Attributes:
        number: Global message number.
        name: The profile's; ``unknown_`` and the number where it has none.
        fields: By number.
    """

    number: int
    name: str
    fields: Mapping[int, ProfileField]

    def field(self, number: int) -> ProfileField:
        """A field by its number, also one that the profile does not know."""
        known = self.fields.get(number)
        if known is not None:
            return known
        return ProfileField(number=number, meaning=Meaning(name=f"unknown_{number}", words={}))

    def number_of(self, name: str) -> int | None:
        """The number of a field by its name; None where there is no such field."""
        if name.startswith(UNKNOWN):
            return int(name.removeprefix(UNKNOWN))
        numbers = (f.number for f in self.fields.values() if f.meaning.name == name)
        return next(numbers, None)


UNKNOWN: Final = "unknown_"


@lru_cache(maxsize=256)  # of the numbers that a hostile file makes up, not each is kept
def profile_of(message: int) -> ProfileMessage:
    """What the profile says about a kind of message."""
    from fitparse.profile import MESSAGE_TYPES

    known = MESSAGE_TYPES.get(message)
    if known is None:
        return ProfileMessage(message, f"{UNKNOWN}{message}", {})
    fields = {
        number: ProfileField(
            number=number,
            meaning=_meaning(field),
            others=tuple(_meaning(other) for other in field.subfields or ()),
        )
        for number, field in known.fields.items()
    }
    return ProfileMessage(message, known.name, fields)


def _meaning(field: theirs.Field | theirs.SubField) -> Meaning:
    return Meaning(
        name=field.name,
        words=field.type.values or {},
        scale=field.scale or None,
        offset=field.offset or None,
        parts=tuple(_parts(field.components or ())),
        when=tuple((ref.def_num, ref.raw_value) for ref in getattr(field, "ref_fields", ())),
    )


def _parts(components: Iterable[theirs.ComponentField]) -> Iterable[Part]:
    for component in components:
        yield Part(
            number=component.def_num,
            bits=component.bits,
            bit_offset=component.bit_offset or 0,
            accumulates=bool(component.accumulate),
            scale=component.scale or None,
            offset=component.offset or None,
        )
