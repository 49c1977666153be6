"""Where our decoder and an oracle do not say the same about a file."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

import numpy as np

from runwalk.recording.fit_decoder import Messages, decode
from runwalk.recording.fit_profile import UNKNOWN, profile_of
from runwalk.recording.fit_segments import has_header
from runwalk.recording.fit_tables import DeveloperField, Numbers, Places, Table

from .oracles import Heard, Testimony, Told

_TOLERANCE = 1e-9


class Way(StrEnum):
    """Which of our ways to a value is held against an oracle's."""

    MESSAGE = "message"  # that there is one at all
    ROWS = "rows"  # every field spelt out
    NUMBERS = "numbers"  # a column with a number a message
    ALL_NUMBERS = "all numbers"  # a column with all numbers of each message
    TIMES = "times"
    DEVELOPER = "developer"  # a column of a developer's field


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One value that is not the same.

    Attributes:
        way: Our way to it.
        message: Number of the kind of message.
        at: Offset of the message in the file [bytes].
        ours: What we say; None for nothing.
        theirs: What the oracle says; None for nothing.
        name: Of the field, as the oracle calls it; as we do where it tells nothing.
        our_name: Of the field, as we call it.
        told: What else the oracle knows about the field.
    """

    way: Way
    message: int
    at: int
    ours: object
    theirs: object
    name: str = ""
    our_name: str = ""
    told: Told | None = None

    def __str__(self) -> str:
        where = f"{self.way}: {profile_of(self.message).name} at {self.at}, {self.name!r}"
        # Where somebody was is nobody's business, not even in the report of a failed test.
        is_place = any(word in self.name for word in ("position", "_lat", "_long", UNKNOWN))
        return where if is_place else f"{where}: ours {self.ours!r}, theirs {self.theirs!r}"


def differences(content: bytes, testimony: Testimony, message: int) -> Iterator[Difference]:
    """Hold all messages of a kind against an oracle's; the same is what lies at the same place."""
    segments = decode(content).segments if has_header(content) else ()
    rows = chain.from_iterable(segment.rows(message, most=None) for segment in segments)
    ours = {row.at: row.values for row in rows}
    theirs = {heard.at: heard for heard in testimony.messages.get(message, ())}
    for at in sorted(ours.keys() ^ theirs.keys()):
        is_ours, is_theirs = at in ours or None, at in theirs or None
        yield Difference(way=Way.MESSAGE, message=message, at=at, ours=is_ours, theirs=is_theirs)
    common = sorted(ours.keys() & theirs.keys())
    for at in common:
        yield from _in_row(ours[at], theirs[at], message)
    heard = [theirs[at] for at in common]
    yield from _in_columns(segments, heard, message)


def _in_row(ours: Mapping[str, object], heard: Heard, message: int) -> Iterator[Difference]:
    seen = set()
    for name, told in heard.values.items():
        base_name = profile_of(message).field(told.number).meaning.name
        our_name = name if name in ours else base_name
        seen.add(our_name)
        value = ours.get(our_name)
        if our_name != name or not _is_same(value, told.value):
            yield Difference(
                way=Way.ROWS,
                message=message,
                at=heard.at,
                ours=value,
                theirs=told.value,
                name=name,
                our_name=our_name,
                told=told,
            )
    for name in sorted(ours.keys() - seen):
        yield Difference(
            way=Way.ROWS, message=message, at=heard.at, ours=ours[name], theirs=None, name=name
        )


def _in_columns(
    segments: Sequence[Messages], heard: Sequence[Heard], message: int
) -> Iterator[Difference]:
    tables = [segment.table(message) for segment in segments]
    column = _Column(message, [one.at for one in heard])
    for number in sorted({number for one in heard for number in one.numbers}):
        name = profile_of(message).field(number).meaning.name
        told = {one.at: one.numbers[number] for one in heard if number in one.numbers}
        single = {at: one for at, one in told.items() if len(one.raw) == 1}
        ours = (_by_offset(table, table.numbers(name)) for table in tables)
        yield from column.against(Way.NUMBERS, name, _joined(ours), _each(single, _first), single)
        several = (_all_by_offset(table, *table.all_numbers(name)) for table in tables)
        yield from column.against(
            Way.ALL_NUMBERS, name, _joined(several), _each(told, _those_there), told
        )
    times = (_by_offset(t, s.times(t)) for s, t in zip(segments, tables, strict=True))
    told_s = {one.at: one.time_s for one in heard}
    yield from column.against(Way.TIMES, "timestamp", _joined(times), told_s)
    for key in sorted({key for one in heard for key in one.developer}):
        found = (
            _by_offset(table, _raw_numbers(table, field))
            for segment, table in zip(segments, tables, strict=True)
            for field in segment.developer_fields
            if (field.developer, field.number) == key
        )
        raw = {one.at: one.developer.get(key) for one in heard}
        yield from column.against(Way.DEVELOPER, f"{key[0]}/{key[1]}", _joined(found), raw)


class _Column:
    """Compares values by the offsets of their messages."""

    def __init__(self, message: int, offsets: Sequence[int]) -> None:
        self._message = message
        self._offsets = offsets

    def against(
        self,
        way: Way,
        name: str,
        ours: Mapping[int, object],
        theirs: Mapping[int, object],
        told: Mapping[int, Told] | None = None,
    ) -> Iterator[Difference]:
        for at in self._offsets:
            if not _is_same(ours.get(at), theirs.get(at)):
                yield Difference(
                    way=way,
                    message=self._message,
                    at=at,
                    ours=ours.get(at),
                    theirs=theirs.get(at),
                    name=name,
                    our_name=name,
                    told=(told or {}).get(at),
                )


def _is_same(ours: object, theirs: object) -> bool:
    if ours == theirs:
        return True
    if isinstance(ours, tuple) and isinstance(theirs, tuple):
        return len(ours) == len(theirs) and all(map(_is_same, ours, theirs))
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        return math.isclose(ours, theirs, rel_tol=_TOLERANCE)
    return False


def _joined(parts: Iterable[Mapping[int, object]]) -> dict[int, object]:
    return {at: value for part in parts for at, value in part.items()}


def _by_offset(table: Table, column: Numbers | None) -> dict[int, object]:
    """The numbers of a column that are there, by the offsets of their messages."""
    if column is None:
        return {}
    is_there = ~np.isnan(column)
    return dict(zip(table.offsets[is_there].tolist(), column[is_there].tolist(), strict=True))


def _all_by_offset(table: Table, places: Places, numbers: Numbers) -> dict[int, object]:
    several: dict[int, tuple[float, ...]] = {}
    for at, number in zip(table.offsets[places].tolist(), numbers.tolist(), strict=True):
        several[at] = (*several.get(at, ()), number)
    return several


def _raw_numbers(table: Table, field: DeveloperField) -> Numbers:
    return (table.developer_numbers(field) + field.offset) * field.scale


def _each(told: Mapping[int, Told], value: Callable[[Told], object]) -> dict[int, object]:
    return {at: value(one) for at, one in told.items()}


def _first(told: Told) -> object:
    return told.value[0]


def _those_there(told: Told) -> object:
    return tuple(one for one in told.value if one is not None) or None
