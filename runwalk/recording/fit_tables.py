"""All messages of one kind as columns, decoded in bulk.

Every shape becomes a numpy structured dtype; its messages are gathered from the file at once and
their fields written to where their messages stand among those of the other shapes. So a column
costs one pass, however often a device changes its mind about the fields. A column is decoded when
it is asked for, and numbers only: for words, parts and rare messages see ``fit_rows``.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from runwalk.recording.fit_format import Base
from runwalk.recording.fit_profile import profile_of
from runwalk.recording.fit_shapes import TIMESTAMP, FieldSpot, Shape
from runwalk.recording.seconds import Numbers

Places = NDArray[np.intp]

_NUMPY = {base: f"{'i' if base.letter.islower() else 'u'}{base.size}" for base in Base} | {
    Base.FLOAT32: "f4",
    Base.FLOAT64: "f8",
}

_LATEST_S = 0xFFFF_FFFE  # what four bytes can hold; floats and longer numbers could hold more


@dataclass(frozen=True, slots=True, kw_only=True)
class DeveloperField:
    """A field that somebody made for messages of their own device or app.

    Attributes:
        developer: The developer's index within the segment.
        number: The field's number within the developer's.
        base: How its values are kept.
        name: Its name. It comes from outside: hostile until escaped.
        units: Of its values; as hostile.
        scale: Steps in one unit.
        offset: Taken off after scaling.
        application: The developer's id; empty where the file does not say.
        message: Name of the message whose field it takes the place of; empty where unknown.
        native: Number of that field; None where it takes no field's place.
    """

    developer: int
    number: int
    base: Base
    name: str
    units: str
    scale: float
    offset: float
    application: bytes
    message: str
    native: int | None


class Table:
    """The messages of one kind in a segment, in the order of the file.

    Args:
        content: The whole file.
        message: Global message number.
        shapes: Those of the segment; of other messages too.
    """

    def __init__(self, content: bytes, message: int, shapes: Sequence[Shape]) -> None:
        self.message = message
        self._content = np.frombuffer(content, np.uint8)
        self._shapes = [shape for shape in shapes if shape.message == message]
        each = [np.frombuffer(shape.offsets, np.uint32) for shape in self._shapes]
        together = np.concatenate(each) if each else np.empty(0, np.uint32)
        order = np.argsort(together, kind="stable")
        places = np.empty(len(together), np.intp)
        places[order] = np.arange(len(together))
        self.offsets: NDArray[np.uint32] = together[order]
        """Where the header bytes lie in the file [bytes]; shape (n,)."""
        self._places = np.split(places, np.cumsum([len(one) for one in each])[:-1])
        self._rows: dict[int, NDArray[np.void]] = {}

    def __len__(self) -> int:
        return len(self.offsets)

    def numbers(self, name: str) -> Numbers | None:
        """A field in the profile's units; shape (n,), NaN where a message does not tell it.

        Args:
            name: The profile's name. What parts of other fields imply is not taken in.

        Returns:
            None where no message has the field as a single number.
        """
        profile = profile_of(self.message)
        number = profile.number_of(name)
        if number is None:
            return None
        found = self._numbers(number)
        meaning = profile.field(number).meaning
        return None if found is None else _scaled(found, meaning.scale, meaning.offset)

    def fitting(self, name: str, most: int) -> tuple[int, int]:
        """In how many messages so many numbers of a field are, and in how many there are more.

        Args:
            name: The profile's name.
            most: How many numbers at most.
        """
        counts = np.zeros(len(self), np.intp)
        for index, spot in self._spots(profile_of(self.message).number_of(name)):
            if _is_number(spot.base):
                counts[self._places[index]] = spot.size // spot.base.size
        enough = int(np.searchsorted(np.cumsum(counts), max(most, 0), "right"))
        return enough, int(np.count_nonzero(counts[enough:]))

    def all_numbers(self, name: str, *, most: int | None = None) -> tuple[Places, Numbers]:
        """Every number of a field that may hold several, in the order of the file.

        Args:
            name: The profile's name.
            most: How many messages are looked at; None for all.

        Returns:
            For each: which message it is in, and what it is in the profile's units. Those that
            say that there is none are left out. Both of shape (k,).
        """
        profile = profile_of(self.message)
        number = profile.number_of(name)
        places = [np.empty(0, np.intp)]
        found = [np.empty(0)]
        for index, spot in self._spots(number):
            if _is_number(spot.base):
                taken = self._places[index]
                taken = taken if most is None else taken[taken < most]
                column = self._row(index)[str(number)][: len(taken)]
                values = _or_nan(column, spot.base).reshape(-1, spot.size // spot.base.size)
                is_told = ~np.isnan(values)
                places.append(np.repeat(taken, values.shape[1])[is_told.ravel()])
                found.append(values[is_told])
        where, what = np.concatenate(places), np.concatenate(found)
        if number is None:
            return where, what
        order = np.argsort(where, kind="stable")
        meaning = profile.field(number).meaning
        return where[order], _scaled(what[order], meaning.scale, meaning.offset)

    def raw(self, name: str, size: int) -> NDArray[np.uint8] | None:
        """A field of packed bytes; shape (n, size), 255 where a message does not tell it."""
        number = profile_of(self.message).number_of(name)
        found = None
        for index, spot in self._spots(number):
            if spot.base is Base.BYTE and spot.size == size:
                found = np.full((len(self), size), 0xFF, np.uint8) if found is None else found
                found[self._places[index]] = self._row(index)[str(number)]
        return found

    def times(self) -> Numbers:
        """The field ``timestamp`` [s]; shape (n,), NaN where a message has none that can be."""
        found = self._numbers(TIMESTAMP)
        if found is None:
            return np.full(len(self), np.nan)
        return np.where((found >= 0) & (found <= _LATEST_S), found, np.nan)

    def has_developer(self, field: DeveloperField) -> bool:
        """Whether any of the messages has a developer's field."""
        return (field.developer, field.number) in self._developer_spots

    def developer_numbers(self, field: DeveloperField) -> Numbers:
        """A developer's field in its units; shape (n,), NaN where a message does not tell it."""
        found = np.full(len(self), np.nan)
        for index, spot in self._developer_spots.get((field.developer, field.number), ()):
            if _is_number(field.base) and spot.size == field.base.size:
                column = self._row(index)[_key(spot)].copy()
                order = ">" if self._shapes[index].is_big_endian else "<"
                numbers = column.view(order + _NUMPY[field.base]).reshape(-1)
                found[self._places[index]] = _or_nan(numbers, field.base)
        return _scaled(found, field.scale, field.offset)

    def developer_bytes(self, field: DeveloperField) -> Iterator[tuple[int, bytes]]:
        """The bytes of a developer's field: which message, and what it holds."""
        for index, spot in self._developer_spots.get((field.developer, field.number), ()):
            rows = self._row(index)[_key(spot)].reshape(-1, spot.size)
            for place, row in zip(self._places[index].tolist(), rows, strict=True):
                yield place, row.tobytes()

    def _numbers(self, number: int) -> Numbers | None:
        found = None
        for index, spot in self._spots(number):
            if _is_number(spot.base) and spot.size == spot.base.size:
                found = np.full(len(self), np.nan) if found is None else found
                found[self._places[index]] = _or_nan(self._row(index)[str(number)], spot.base)
        return found

    def _spots(self, number: int | None) -> Iterator[tuple[int, FieldSpot]]:
        """In which shapes a field is, and where."""
        for index, shape in enumerate(self._shapes):
            if number is not None and (spot := shape.field(number)) is not None and spot.size:
                yield index, spot

    @cached_property
    def _developer_spots(self) -> dict[tuple[int, int], list[tuple[int, FieldSpot]]]:
        """In which shapes a developer's field is, and where; of several in one the last."""
        found: dict[tuple[int, int], list[tuple[int, FieldSpot]]] = {}
        for index, shape in enumerate(self._shapes):
            for key, spot in {(s.kind, s.number): s for s in shape.developer if s.size}.items():
                found.setdefault(key, []).append((index, spot))
        return found

    def _row(self, index: int) -> NDArray[np.void]:
        """The messages of a shape, gathered; by field number."""
        if index not in self._rows:
            shape = self._shapes[index]
            # Every place of the file as the begin of a message; only what is taken is copied.
            starts = np.lib.stride_tricks.as_strided(
                self._content, (len(self._content) - shape.size + 1, shape.size), (1, 1)
            )
            rows = starts[np.frombuffer(shape.offsets, np.uint32) + np.int64(1)]
            self._rows[index] = rows.view(_dtype(shape)).reshape(-1)
        return self._rows[index]


def _dtype(shape: Shape) -> np.dtype[np.void]:
    """A shape as a structured dtype; of fields with the same number the last."""
    order = ">" if shape.is_big_endian else "<"
    spots = {str(spot.number): spot for spot in shape.fields if spot.size}
    formats: list[object] = []
    for spot in spots.values():
        count = spot.size // spot.base.size
        kind = "u1" if spot.base is Base.STRING else _NUMPY[spot.base]
        formats.append(order + kind if count == 1 else (order + kind, (count,)))
    developer = {_key(spot): spot for spot in shape.developer if spot.size}
    formats += [("u1", (spot.size,)) for spot in developer.values()]
    together = chain(spots.items(), developer.items())
    named = {name: spot.at for name, spot in together}
    return np.dtype(
        {
            "names": list(named),
            "formats": formats,
            "offsets": list(named.values()),
            "itemsize": shape.size,
        }
    )


def _key(developer: FieldSpot) -> str:
    return f"{developer.kind}/{developer.number}"


def _is_number(base: Base) -> bool:
    return base not in (Base.STRING, Base.BYTE)


def _or_nan(column: NDArray[np.generic], base: Base) -> Numbers:
    with np.errstate(invalid="ignore"):  # there are NaNs that signal
        values = column.astype(np.float64)
    if base.invalid is not None:
        values[column == base.invalid] = np.nan
    return values


def _scaled(values: Numbers, scale: float | None, offset: float | None) -> Numbers:
    values = values if scale in (None, 1) else values / scale
    return values if not offset else values - offset
