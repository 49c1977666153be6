"""Distances and times as runners write them, read into metres and seconds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

MILE_M: Final = 1609.344
HALF_MARATHON_M: Final = 21_097.5
MARATHON_M: Final = 42_195.0
SHORTEST_RACE_M: Final = 400.0
"""A shorter sprint says nothing of endurance (our choice)."""

_NAMED_M: Final = {"mile": MILE_M, "half": HALF_MARATHON_M, "marathon": MARATHON_M}
_UNITS_M: Final = {
    "m": 1.0,
    "k": 1000.0,
    "km": 1000.0,
    "mi": MILE_M,
    "mile": MILE_M,
    "miles": MILE_M,
}
_DISTANCE: Final = re.compile(r"(\d{1,6}(?:\.\d{1,6})?) ?([a-z]+)", re.ASCII)
_TIME: Final = re.compile(r"(?:(\d{1,2}):)?(\d{1,3}):(\d\d(?:\.\d{1,3})?)", re.ASCII)
_LONGEST_M: Final = 1_000_000.0


def distance_of(text: str) -> float:
    """Read a distance [m].

    Args:
        text: Such as ``5km``, ``5k``, ``400m``, ``3.1 mi``, ``2miles``, or a name: ``mile``,
            ``half``, ``marathon``.

    Raises:
        ValueError: It is no distance between 1 m and 1000 km.

    >>> distance_of("5km"), distance_of("mile"), distance_of("half")
    (5000.0, 1609.344, 21097.5)
    """
    word = text.strip().lower()
    found = _DISTANCE.fullmatch(word)
    if word in _NAMED_M:
        return _NAMED_M[word]
    if found is None or found[2] not in _UNITS_M:
        raise ValueError(f"{text!r} is no distance; write 5km, 400m, 3.1mi, mile, half or marathon")
    metres = float(found[1]) * _UNITS_M[found[2]]
    if not 1.0 <= metres <= _LONGEST_M:
        raise ValueError(f"{text!r} is not between 1 m and 1000 km")
    return metres


def time_of(text: str) -> float:
    """Read a time [s].

    Args:
        text: ``24:30`` or ``1:52:10``; parts of a second may follow behind a dot.

    Raises:
        ValueError: It is no time longer than nothing.

    >>> time_of("24:30"), time_of("1:52:10"), time_of("5:32.5")
    (1470.0, 6730.0, 332.5)
    """
    found = _TIME.fullmatch(text.strip())
    if found is not None:
        hours, minutes, seconds = int(found[1] or 0), int(found[2]), float(found[3])
        total_s = 3600.0 * hours + 60.0 * minutes + seconds
        if seconds < 60.0 and (minutes < 60 or not found[1]) and total_s > 0.0:
            return total_s
    raise ValueError(f"{text!r} is no time; write minutes and seconds, as 24:30, or 1:52:10")


@dataclass(frozen=True, slots=True)
class Race:
    """A distance that was covered as fast as it went.

    Attributes:
        distance_m: How far [m].
        time_s: How long it took [s].

    Raises:
        ValueError: It is shorter than 400 m, or nobody runs like that: slower than 1 m/s, or faster
            than 12.
    """

    distance_m: float
    time_s: float

    def __post_init__(self) -> None:
        if self.distance_m < SHORTEST_RACE_M:
            raise ValueError(f"a race is at least {SHORTEST_RACE_M:g} m long")
        if not (self.time_s > 0.0 and 1.0 <= self.distance_m / self.time_s <= 12.0):
            raise ValueError(f"nobody races {self.distance_m:g} m in {self.time_s:g} s")

    @property
    def speed_mps(self) -> float:
        """Mean speed [m/s]."""
        return self.distance_m / self.time_s


def race_of(text: str) -> Race:
    """Read a race.

    Args:
        text: A distance and a time, as ``5km=24:30``.

    Raises:
        ValueError: It is no race.

    >>> race_of("5km=24:30")
    Race(distance_m=5000.0, time_s=1470.0)
    """
    distance, is_there, time = text.partition("=")
    if not is_there:
        raise ValueError(f"{text!r} is no race; write a distance and a time, as 5km=24:30")
    return Race(distance_of(distance), time_of(time))
