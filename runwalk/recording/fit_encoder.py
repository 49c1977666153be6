"""Values to FIT messages: a layout is written once, then any number of messages of it."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from dataclasses import dataclass, field

from runwalk.recording.fit_format import Base

Value = int | str | bytes | Sequence[int | None] | None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a layout.

    Attributes:
        number: The field's number within its message.
        base: How a value is kept.
        count: Values in it; of a string, its bytes with the closing NUL.
    """

    number: int
    base: Base
    count: int = 1

    @property
    def size(self) -> int:
        """Bytes it takes in a message."""
        return self.base.size * self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a FIT definition message says: which fields follow, under which local number.

    Attributes:
        local: Local message number, 0 to 15.
        message: Global message number.
        fields: Native fields, in order.
        developer: Developer fields, in order, after the native ones; all of developer 0.
    """

    local: int
    message: int
    fields: tuple[Field, ...]
    developer: tuple[Field, ...] = ()
    _packer: struct.Struct = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        letters = [f"{one.count}{one.base.letter}" for one in self.fields + self.developer]
        object.__setattr__(self, "_packer", struct.Struct("<B" + "".join(letters)))

    def definition(self) -> bytes:
        """The definition message, little-endian."""
        head = 0x40 | (0x20 if self.developer else 0) | self.local
        parts = [struct.pack("<BBBHB", head, 0, 0, self.message, len(self.fields))]
        parts += [bytes((f.number, f.size, f.base.code)) for f in self.fields]
        if self.developer:
            parts.append(bytes((len(self.developer),)))
            parts += [bytes((f.number, f.size, 0)) for f in self.developer]
        return b"".join(parts)

    def message_of(self, *values: Value) -> bytes:
        """A data message: one value per field, native ones first; None is the type's *invalid*.

        Raises:
            ValueError: There are more or fewer values than fields.
        """
        packed: list[int | bytes | None] = [self.local]
        for one, value in zip(self.fields + self.developer, values, strict=True):
            if isinstance(value, str) or one.base is Base.STRING:
                packed.append(clipped(str(value or ""), one.size))
            elif value is None or isinstance(value, int):
                packed += [one.base.invalid if value is None else value]
                packed += [one.base.invalid] * (one.count - 1)
            else:
                packed += [one.base.invalid if part is None else part for part in value]
                packed += [one.base.invalid] * (one.count - len(value))
        return self._packer.pack(*packed)


def clipped(text: str, size: int) -> bytes:
    """UTF-8 of ``text``, cut between characters so that a NUL still fits into ``size`` bytes."""
    cut = text.encode("utf-8", errors="replace")[: size - 1]
    return cut.decode("utf-8", errors="ignore").encode("utf-8")
