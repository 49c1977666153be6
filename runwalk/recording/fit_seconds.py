"""FIT messages to seconds: whatever a device wrote about one second ends up in one place."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np
from numpy.typing import NDArray

from runwalk.engine.sample import Mark
from runwalk.recording.fit_beats import beats_of
from runwalk.recording.fit_decoder import Messages
from runwalk.recording.fit_format import Message, OwnField
from runwalk.recording.fit_marks import decode_marks
from runwalk.recording.fit_tables import DeveloperField, Places, Table
from runwalk.recording.recording import Problem
from runwalk.recording.seconds import Numbers, Seconds, Times, merged

_PLAIN: Final = {  # a Sample's field: the record's fields that can fill it, best first
    "hr_bpm": ("heart_rate",),
    "speed_mps": ("enhanced_speed", "speed"),
    "altitude_m": ("enhanced_altitude", "altitude"),
    "distance_m": ("distance",),
    "power_w": ("power",),
    "temperature_c": ("temperature",),
}
_OVERRIDES: Final = {  # numbers of record's fields that a developer's can stand for, and units
    3: ("hr_bpm", ("bpm",)),
    5: ("distance_m", ("m",)),
    6: ("speed_mps", ("m/s",)),
    7: ("power_w", ("w", "watts")),
    73: ("speed_mps", ("m/s",)),
    78: ("altitude_m", ("m",)),
    2: ("altitude_m", ("m",)),
}
_WORDS: Final = {
    "hr_bpm": "heart rate",
    "distance_m": "distance",
    "speed_mps": "speed",
    "altitude_m": "altitude",
    "power_w": "power",
}
_SHORTEST_S = 0.0005  # what is shorter is rounded to nothing
_NO_INTERVAL_S = 65.5345  # 0xFFFF ms is the padding, which some devices do not call invalid
# Heartbeats of a day and a half; more were made to make this program swell.
_MOST_INTERVALS, _BYTES_PER_INTERVAL = 300_000, 12
_NO_SPEED = 0xFFF  # in a compressed_speed_distance: only the distance is known
_SPEED_STEPS_PER_MPS, _DISTANCE_STEPS_PER_M = 100, 16

_T = TypeVar("_T")


def seconds_of(
    segments: Sequence[Messages], file_bytes: int
) -> tuple[Seconds, tuple[Problem, ...]]:
    """Take in the records and the intervals of a file.

    Where two records tell of the same second, the later one in the file wins wherever it says
    something. Intervals belong to the record in whose second they ended. What no record of the
    file tells natively is taken from a developer's field that is meant to take its place.

    Args:
        segments: All of the file.
        file_bytes: How large it is [bytes].

    Returns:
        The seconds, and what was odd about the records.
    """
    parts: list[_Part] = []
    most_intervals = _MOST_INTERVALS + file_bytes // _BYTES_PER_INTERVAL
    for segment in segments:
        parts.append(_Part(segment, most_intervals))
        most_intervals -= len(parts[-1].rr_ms)
    overridden = tuple(_override(parts))
    if not any(len(part.rr_ms) for part in parts):
        for part, segment in zip(parts, segments, strict=True):
            part.take_beats(segment, most_intervals)
            most_intervals -= len(part.rr_ms)
    names = dict.fromkeys(name for part in parts for name in part.values)
    seconds = merged(
        np.concatenate([np.empty(0, np.int64), *(part.times_s for part in parts)]),
        {name: np.concatenate([part.column(name) for part in parts]) for name in names},
    )
    rr_ms = _grouped(
        np.concatenate([np.empty(0, np.int64), *(part.rr_at_s for part in parts)]),
        np.concatenate([np.empty(0, np.int64), *(part.rr_ms for part in parts)]),
    )
    marks = _by_time(pair for part in parts for pair in part.marks)
    seconds = replace(seconds, rr_ms=rr_ms, marks=marks)
    return seconds, (*_told(parts), *overridden)


class _Part:
    """The records of a segment."""

    def __init__(self, messages: Messages, most_intervals: int) -> None:
        table = messages.table(Message.RECORD)
        times_s = messages.times(table)
        self._has_time = ~np.isnan(times_s)
        self.times_s: Times = times_s[self._has_time].astype(np.int64)
        self.timeless_count = len(table) - len(self.times_s)
        self.backward_count = int(np.count_nonzero(np.diff(self.times_s) < 0))
        self.orphan_count = self.left_out_count = self.bad_mark_count = 0
        self.values = {name: column[self._has_time] for name, column in _natives(table)}
        self.substitutes = {
            name: column[self._has_time] for name, column in _substitutes(messages, table)
        }
        for field in messages.own_fields(OwnField.CONTACT):
            self.values["contact"] = table.developer_numbers(field)[self._has_time]
        offsets = table.offsets[self._has_time]
        hrv = messages.table(Message.HRV)
        self.rr_at_s, self.rr_ms = self._intervals(
            hrv, offsets, most_intervals, is_own=messages.is_own
        )
        # raw_bbi has intervals with a flag for doubt; where there are others, nothing is lost.
        self.unread_count = 0 if len(hrv) else len(messages.table(Message.RAW_BBI))
        self.marks = [
            told
            for field in messages.own_fields(OwnField.MARKS)
            for told in self._marks(table, times_s, field)
        ]

    def column(self, name: str) -> Numbers:
        """One of the values; shape of ``times_s``."""
        found = self.values.get(name)
        return np.full(len(self.times_s), np.nan) if found is None else found

    def _intervals(
        self, hrv: Table, offsets: NDArray[np.uint32], most: int, *, is_own: bool
    ) -> tuple[Times, NDArray[np.int64]]:
        """The heartbeat intervals: the times of their records [s], and what they are [ms]."""
        enough, self.left_out_count = hrv.fitting("time", most)
        places, told_s = hrv.all_numbers("time", most=enough)
        is_interval = (told_s > _SHORTEST_S) & (told_s < _NO_INTERVAL_S)
        places, rr_s = places[is_interval], told_s[is_interval]
        if not len(offsets):
            self.orphan_count = len(rr_s)
            return np.empty(0, np.int64), np.empty(0, np.int64)
        record = np.searchsorted(offsets, hrv.offsets[places]) - 1
        if not is_own:
            record = _anchored(record, rr_s, self.times_s)
        # What comes before the first record is the first's.
        ended_s = self.times_s[np.maximum(record, 0)]
        return ended_s, np.rint(rr_s * 1000).astype(np.int64)

    def take_beats(self, messages: Messages, most: int) -> None:
        """Take the intervals of messages that tell when they were.

        One belongs to the second in which it ended, or to the next that was recorded.
        """
        ended_s, told_ms, self.left_out_count = beats_of(messages, most)
        is_interval = (told_ms > 0) & (told_ms < 1000 * _NO_INTERVAL_S)
        known_s = np.unique(self.times_s)
        places = np.searchsorted(known_s, np.floor(ended_s))
        is_within = (places < len(known_s)) & (ended_s >= self.times_s.min(initial=0xFFFF_FFFF))
        taken = is_interval & is_within
        self.rr_at_s = known_s[places[taken]]
        self.rr_ms = np.rint(told_ms[taken]).astype(np.int64)
        self.orphan_count += int(np.count_nonzero(is_interval & ~is_within))

    def _marks(self, table: Table, times_s: Numbers, own: DeveloperField) -> list[tuple[int, Mark]]:
        """What the runner did, with the times of the records that say so [s]."""
        marks: list[tuple[int, Mark]] = []
        for place, told in sorted(table.developer_bytes(own)):
            text = told.split(b"\0")[0]
            if not text or not self._has_time[place]:
                continue
            try:
                marks += [(int(times_s[place]), mark) for mark in decode_marks(text.decode())]
            except ValueError:
                self.bad_mark_count += 1
        return marks


def _natives(table: Table) -> Iterator[tuple[str, Numbers]]:
    """What the records tell, by a Sample's field names."""
    packed = dict(_unpacked(table))
    for name, sources in _PLAIN.items():
        told = [column for one in sources if (column := table.numbers(one)) is not None]
        told += [packed[name]] if name in packed else []
        if told:
            found = told[0]
            for other in told[1:]:
                found = np.where(np.isnan(found), other, found)
            # 0 is how some devices say that the strap is silent.
            yield name, np.where(found == 0, np.nan, found) if name == "hr_bpm" else found
    if (strides := table.numbers("cadence")) is not None:
        fraction = table.numbers("fractional_cadence")
        yield (
            "cadence_spm",
            2 * (strides if fraction is None else strides + np.nan_to_num(fraction)),
        )
    if (grade_pct := table.numbers("grade")) is not None:
        yield "grade", grade_pct / 100


def _unpacked(table: Table) -> Iterator[tuple[str, Numbers]]:
    """Speed and distance from ``compressed_speed_distance``: twelve bits each.

    Those of the distance are the low bits of one that only grows.
    """
    three = table.raw("compressed_speed_distance", 3)
    if three is None:
        return
    is_told = (three != 0xFF).any(axis=1)
    first, second, third = three.T.astype(np.int64)
    speed = first | (second & 0x0F) << 8
    yield (
        "speed_mps",
        np.where(is_told & (speed != _NO_SPEED), speed / _SPEED_STEPS_PER_MPS, np.nan),
    )
    low = (second >> 4 | third << 4)[is_told]
    distance_m = np.full(len(table), np.nan)
    distance_m[is_told] = np.cumsum(np.diff(low, prepend=0) % 0x1000) / _DISTANCE_STEPS_PER_M
    yield "distance_m", distance_m


def _substitutes(messages: Messages, table: Table) -> Iterator[tuple[str, Numbers]]:
    """What developers' fields tell that are meant to take a native one's place."""
    chosen: dict[str, DeveloperField] = {}
    for one in messages.developer_fields:
        name, units = _OVERRIDES.get(one.native if one.native is not None else -1, ("", ()))
        is_meant = one.message in ("record", "") and one.units.strip().lower() in units
        if is_meant and table.has_developer(one):
            chosen[name] = one
    for name, one in chosen.items():
        column = table.developer_numbers(one)
        yield name, np.where(column == 0, np.nan, column) if name == "hr_bpm" else column


def _override(parts: Sequence[_Part]) -> Iterator[Problem]:
    """Use developers' fields for what no record of the file tells natively."""
    for name in dict.fromkeys(name for part in parts for name in part.substitutes):
        told = [part.substitutes[name] for part in parts if name in part.substitutes]
        if any(np.isfinite(part.column(name)).any() for part in parts) or not np.nansum(
            np.abs(np.concatenate(told))
        ):
            continue  # it is told natively, or there is nothing but zeros in its place
        for part in parts:
            if name in part.substitutes:
                part.values[name] = part.substitutes[name]
        yield Problem(what=f"{_WORDS[name]} is in a developer's field only; taken from there")


def _anchored(record: Places, rr_s: Numbers, times_s: Times) -> Places:
    """The records in whose seconds intervals ended, from those which they follow in the file.

    Devices write a record and then what ended in its second. Where the next record is further
    off, what ended later is the next one's; a sum of intervals is trusted only from one record
    to the next, so that beats which were missed do no harm.
    """
    if not len(record):
        return record
    summed_s = np.cumsum(rr_s)
    first = np.searchsorted(record, record)  # of those that follow the same record
    since_s = summed_s - (summed_s - rr_s)[first]
    gap_s = np.diff(times_s, append=times_s[-1])
    is_later = (record >= 0) & (gap_s[record] > 1) & (since_s > 1)
    return np.where(is_later, record + 1, record)


def _grouped(times_s: Times, rr_ms: NDArray[np.int64]) -> dict[int, tuple[int, ...]]:
    """The intervals of every second, by its time."""
    order = np.argsort(times_s, kind="stable")
    seconds_s, starts = np.unique(times_s[order], return_index=True)
    told_ms = rr_ms[order].tolist()
    each = zip(seconds_s.tolist(), pairwise([*starts.tolist(), len(told_ms)]), strict=True)
    return {time_s: tuple(told_ms[start:end]) for time_s, (start, end) in each}


def _by_time(pairs: Iterable[tuple[int, _T]]) -> dict[int, list[_T]]:
    by_time: dict[int, list[_T]] = {}
    for time_s, one in pairs:
        by_time.setdefault(time_s, []).append(one)
    return by_time


def _told(parts: Sequence[_Part]) -> Iterator[Problem]:
    """What was odd about the records."""
    counts = (
        (sum(p.timeless_count for p in parts), "records without a time", "what they told"),
        (sum(p.backward_count for p in parts), "records that went back in time, now in order", ""),
        (
            sum(p.orphan_count for p in parts),
            "heartbeat intervals without any record",
            "all of them",
        ),
        (
            sum(p.left_out_count for p in parts),
            "more heartbeat intervals than a device would put into a file, in messages too many",
            "those messages",
        ),
        (
            sum(p.unread_count for p in parts),
            "beat intervals in a form not yet read, in messages",
            "those intervals",
        ),
        (sum(p.bad_mark_count for p in parts), "seconds with unreadable marks", "those marks"),
    )
    return (Problem(what=f"{what}: {count}", lost=lost) for count, what, lost in counts if count)


def number(value: object) -> float | None:
    """A finite number as it is; None for everything else a damaged file can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def whole_number(value: object) -> int | None:
    """A whole number as it is, None for everything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None
