"""The messages of a FIT file: those that are many as columns, those that are rare one by one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain, islice
from typing import Final

import numpy as np
from numpy.typing import NDArray

from runwalk.recording.fit_format import DEVELOPER_ID, Base, Message, OwnField
from runwalk.recording.fit_rows import FitMessage, rows_of
from runwalk.recording.fit_segments import segments_of
from runwalk.recording.fit_shapes import COMPRESSED, TIMESTAMP, Shape
from runwalk.recording.fit_tables import DeveloperField, Table
from runwalk.recording.fit_thread import shapes_of
from runwalk.recording.fit_walk import Room
from runwalk.recording.recording import Problem
from runwalk.recording.seconds import Numbers

_MOST_RARE: Final = 50_000  # messages of one kind to look at one by one
_MOST_DESCRIPTIONS: Final = 1000  # of developers and of their fields; more of them than anyone uses
_BASES: Final[dict[object, Base]] = {base.name.lower(): base for base in Base}


class Messages:
    """The messages of one segment.

    Args:
        content: The whole file.
        shapes: What lies where.
    """

    def __init__(self, content: bytes, shapes: Sequence[Shape]) -> None:
        self._content = content
        self._shapes = shapes

    def table(self, message: int) -> Table:
        """All messages of a kind, as columns."""
        return Table(self._content, message, self._shapes)

    def rows(self, message: int, *only: str, most: int | None = _MOST_RARE) -> Iterator[FitMessage]:
        """The messages of a kind one by one, in the order of the file.

        Args:
            message: Global message number.
            only: Names of the fields that are wanted; all where there is none.
            most: How many messages at most; None for all.
        """
        rows = rows_of(self._content, message, self._shapes, only=only, most=most)
        return map(self._timed, rows) if len(self._short_times[0]) else rows

    def times(self, table: Table) -> Numbers:
        """When the messages of a table were written [s]; shape (n,), NaN where nobody knows.

        Spelt out, or the low five bits in the header byte, which count on from the last time of
        any message before.
        """
        times_s = table.times()
        if len(self._short_times[0]):
            at = np.searchsorted(self._short_times[0], table.offsets)
            at = np.minimum(at, len(self._short_times[0]) - 1)
            is_short = self._short_times[0][at] == table.offsets
            times_s = np.where(is_short & np.isnan(times_s), self._short_times[1][at], times_s)
        return times_s

    @cached_property
    def developer_fields(self) -> tuple[DeveloperField, ...]:
        """The developers' fields that the segment describes, wherever it does so."""
        applications: dict[object, bytes] = {}
        for row in self.rows(Message.DEVELOPER_DATA_ID, most=_MOST_DESCRIPTIONS):
            told = row.values.get("application_id")
            applications[row.values.get("developer_data_index")] = _as_bytes(told)
        fields = {}
        for row in self.rows(Message.FIELD_DESCRIPTION, most=_MOST_DESCRIPTIONS):
            field = _developer_field(row, applications)
            if field is not None:
                fields[field.developer, field.number] = field
        return tuple(fields.values())

    @cached_property
    def is_own(self) -> bool:
        """We wrote them."""
        rows = self.rows(Message.DEVELOPER_DATA_ID, "application_id", most=_MOST_DESCRIPTIONS)
        return any(row.values.get("application_id") == tuple(DEVELOPER_ID) for row in rows)

    def own_fields(self, own: OwnField) -> tuple[DeveloperField, ...]:
        """The descriptions of one of our own fields: one, or none."""
        return tuple(
            field
            for field in self.developer_fields
            if field.application == DEVELOPER_ID and field.name == own.name.lower()
        )

    def _timed(self, row: FitMessage) -> FitMessage:
        """The message with the time that its header byte tells, where it tells one."""
        offsets, times_s = self._short_times
        at = int(np.searchsorted(offsets, row.at))
        if "timestamp" in row.values or at == len(offsets) or offsets[at] != row.at:
            return row
        return replace(row, values={**row.values, "timestamp": int(times_s[at])})

    @cached_property
    def _short_times(self) -> tuple[NDArray[np.uint32], Numbers]:
        """Offsets of the messages whose time is in the header byte, and those times."""
        content = np.frombuffer(self._content, np.uint8)
        short = [
            offsets[content[offsets] >= COMPRESSED]
            for shape in self._shapes
            if len(offsets := np.frombuffer(shape.offsets, np.uint32))
        ]
        short_at = np.sort(np.concatenate([np.empty(0, np.uint32), *short]))
        if not len(short_at):
            return short_at, np.empty(0)
        numbers = {shape.message for shape in self._shapes if shape.field(TIMESTAMP) is not None}
        tables = [self.table(number) for number in numbers]
        spelt_at = np.concatenate([np.empty(0, np.uint32), *(table.offsets for table in tables)])
        spelt_s = np.concatenate([np.empty(0), *(table.times() for table in tables)])
        is_told = ~np.isnan(spelt_s)
        return short_at, _rolled_over(
            short_at, content[short_at] & 0x1F, spelt_at[is_told], spelt_s[is_told]
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Decoded:
    """A whole file.

    Attributes:
        segments: What each segment holds, in the order of the file.
        problems: What was wrong with the bytes.
    """

    segments: tuple[Messages, ...]
    problems: tuple[Problem, ...]

    def rows(self, message: int, *only: str) -> Iterator[FitMessage]:
        """The messages of a kind of all segments; see :meth:`Messages.rows`."""
        rows = chain.from_iterable(segment.rows(message, *only) for segment in self.segments)
        return islice(rows, _MOST_RARE)

    @property
    def is_own(self) -> bool:
        """We wrote it."""
        return any(segment.is_own for segment in self.segments)


def decode(content: bytes, *, file_bytes: int | None = None) -> Decoded:
    """Find every message that can be told from the others; values are decoded when asked for.

    Args:
        content: The whole file, known to begin with a FIT header.
        file_bytes: How large the file was that it was unpacked from [bytes]; None if it was not.
    """
    segments, problems = segments_of(content)
    decoded = []
    found = list(problems)
    room = Room(len(content) if file_bytes is None else file_bytes)
    for segment in segments:
        shapes, lost = shapes_of(content, segment, room)
        decoded.append(Messages(content, shapes))
        found += lost
    return Decoded(segments=tuple(decoded), problems=tuple(found))


def _rolled_over(
    short_at: NDArray[np.uint32],
    low_s: NDArray[np.uint8],
    spelt_at: NDArray[np.uint32],
    spelt_s: Numbers,
) -> Numbers:
    """Whole times from their low five bits, counted on from the time before each [s].

    A message that has both is one that spells its time.
    """
    at = np.concatenate([spelt_at, short_at])
    order = np.argsort(at, kind="stable")
    is_spelt = order < len(spelt_at)
    value_s = np.concatenate([spelt_s, low_s]).astype(np.int64)[order]
    step_s = np.diff(value_s, prepend=0) % 32
    step_s[is_spelt] = 0
    counted_s = np.cumsum(step_s)
    # Since the last spelt time; before the first, since 0.
    last = np.maximum.accumulate(np.where(is_spelt, np.arange(len(at)), -1))
    base_s = np.where(last >= 0, value_s[last] - counted_s[last], 0)
    times_s: Numbers = (base_s + counted_s)[~is_spelt].astype(np.float64)
    return times_s


def _developer_field(row: FitMessage, applications: dict[object, bytes]) -> DeveloperField | None:
    told = row.values
    developer, number = told.get("developer_data_index"), told.get("field_definition_number")
    base = _BASES.get(told.get("fit_base_type_id"))
    if not isinstance(developer, int) or not isinstance(number, int) or base is None:
        return None
    message, native = told.get("native_mesg_num"), told.get("native_field_num")
    scale, offset = told.get("scale"), told.get("offset")
    return DeveloperField(
        developer=developer,
        number=number,
        base=base,
        name=_text(told.get("field_name")),
        units=_text(told.get("units")),
        scale=float(scale) if isinstance(scale, int) and scale else 1.0,
        offset=float(offset) if isinstance(offset, int) else 0.0,
        application=applications.get(developer, b""),
        message=message if isinstance(message, str) else "",
        native=native if isinstance(native, int) else None,
    )


def _as_bytes(value: object) -> bytes:
    """Bytes as they are; none where a damaged file holds something else."""
    several = value if isinstance(value, tuple) else ()
    is_bytes = all(isinstance(one, int) and 0 <= one <= 0xFF for one in several)
    return bytes(several) if is_bytes else b""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
