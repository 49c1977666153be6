"""Heart rates a strap stored by itself, as swimming straps do, and handed over later.

An ``hr`` message may anchor the strap's own clock (``event_timestamp`` [s]) to the file's time
(``timestamp``). The others name only the low twelve bits of that clock, in 1/1024 s, two values in
three bytes; they roll over every four seconds.

Source: message ``hr`` (132) in the profile of fitparse 1.2.0. That the bits roll over upwards was
tried on a swimmer's real file, see tests/recording/test_corpus.py.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from runwalk.recording.fit_decoder import Decoded
from runwalk.recording.fit_format import Message
from runwalk.recording.fit_seconds import number, whole_number
from runwalk.recording.recording import Problem
from runwalk.recording.seconds import Seconds

_TICKS_PER_S = 1024
_TURN = 1 << 12
_WANTED = (
    "timestamp",
    "fractional_timestamp",
    "filtered_bpm",
    "event_timestamp",
    "event_timestamp_12",
)


def fill_heart_rates(seconds: Seconds, decoded: Decoded) -> tuple[Seconds, list[Problem]]:
    """Give stored heart rates to the seconds that have none.

    A second without any record stays without one.
    """
    known = seconds.values.get("hr_bpm")
    hr_bpm_of = np.full(len(seconds), np.nan) if known is None else known.copy()
    silent = np.flatnonzero(np.isnan(hr_bpm_of))
    place_of = dict(zip(seconds.times_s[silent].tolist(), silent.tolist(), strict=True))
    is_stored = False
    unanchored_count = 0
    for time_s, hr_bpm in _stored(decoded):
        if time_s is None:
            unanchored_count += 1
        elif hr_bpm and (place := place_of.get(int(time_s))) is not None:
            hr_bpm_of[place] = hr_bpm
            is_stored = True
    problems = []
    if unanchored_count:
        what = f"stored heart rates from before the strap's clock was known: {unanchored_count}"
        problems.append(Problem(what=what, lost="all of them"))
    return (seconds.with_values("hr_bpm", hr_bpm_of) if is_stored else seconds), problems


def _stored(decoded: Decoded) -> Iterator[tuple[float | None, float | None]]:
    """Times [s], None where unknown, and heart rates [bpm] in the order of the file."""
    offset_s: float | None = None  # the file's time minus the strap's
    ticks = 0
    for row in decoded.rows(Message.HR, *_WANTED):
        packed = row.values.get("event_timestamp_12")
        times_s: list[float | None] = list(_several(row.values.get("event_timestamp")))
        if isinstance(packed, tuple) and all(
            isinstance(one, int) and 0 <= one <= 0xFF for one in packed
        ):
            times_s = []
            for low in _twelve_bits(packed):
                ticks += (low - ticks) % _TURN
                times_s.append(ticks / _TICKS_PER_S)
        elif times_s[-1] is not None:
            ticks = round(times_s[-1] * _TICKS_PER_S)
        anchor_s = whole_number(row.values.get("timestamp"))
        if anchor_s is not None and times_s[0] is not None:
            fraction_s = number(row.values.get("fractional_timestamp")) or 0.0
            offset_s = anchor_s + fraction_s - times_s[0]
        rates_bpm = _several(row.values.get("filtered_bpm"))
        for strap_s, hr_bpm in zip(times_s, rates_bpm, strict=False):
            yield (None if strap_s is None or offset_s is None else strap_s + offset_s), hr_bpm


def _several(value: object) -> tuple[float | None, ...]:
    """The numbers of a field that may hold one or several, None where one is missing."""
    return tuple(map(number, value if isinstance(value, tuple) else (value,)))


def _twelve_bits(packed: tuple[int, ...]) -> Iterator[int]:
    """Two twelve-bit numbers out of every three bytes, low bits first."""
    for i in range(0, len(packed) - 2, 3):
        first, second, third = packed[i : i + 3]
        yield first | (second & 0x0F) << 8
        yield second >> 4 | third << 4
