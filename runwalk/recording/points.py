"""The points of a track, for the formats that are made of points.

Points come one after the other and are kept in columns, a few dozen bytes each, until all are
there. A position is kept only until the next one has come, for the distance between the two.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Mapping
from typing import Final

EARTH_RADIUS_M: Final = 6_371_000.0
JOINED: Final = 0
"""How a point stands to the one before: the way from there to here is known."""
APART: Final = 1
"""The way is not known."""
AFTER_PAUSE: Final = 2
"""The timer stood in between."""

_COLUMNS = (
    "hr_bpm",
    "speed_mps",
    "altitude_m",
    "distance_m",
    "strides_per_min",
    "power_w",
    "temperature_c",
    "path_m",  # the way between positions
)
_MOST_SPORTS = 1_000
_MOST_A_SECOND = 5  # on the whole, not in each
_FASTEST_MPS = 50.0  # what is faster than that is no way, but a leap of the receiver


class Points:
    """The points of a file, in its order.

    Args:
        most: How many are kept; the others are counted.
    """

    def __init__(self, most: int) -> None:
        self.times_s = array("q")
        self.columns = {name: array("d") for name in _COLUMNS}
        self.joints = bytearray()
        self.sports: list[tuple[int, str, str]] = []  # from which point on, sport, sub-sport
        self.dropped_count = 0
        self._most = most
        self._heard_count = 0
        self._joint = JOINED
        self._position: tuple[float, float] | None = None
        self._path_m = 0.0

    @property
    def is_full(self) -> bool:
        """Whether the next point would be one too many."""
        return len(self.times_s) >= self._most

    @property
    def latest_s(self) -> int | None:
        """When the point was that came last, since 1970 [s]; None before the first."""
        return self.times_s[-1] if self.times_s else None

    def begin_sport(self, sport: str, sub_sport: str) -> None:
        """Say what is done from the next point on."""
        self.part()
        if self.sports and self.sports[-1][0] == len(self.times_s):
            self.sports.pop()
        if len(self.sports) < _MOST_SPORTS:
            self.sports.append((len(self.times_s), sport, sub_sport))

    def rename_sport(self, sport: str, sub_sport: str) -> None:
        """Say what has been done since the last sport began."""
        first = self.sports.pop()[0] if self.sports else 0
        self.sports.append((first, sport, sub_sport))

    def part(self) -> None:
        """Say that the way to the next point is not known."""
        self._joint = max(self._joint, APART)
        self._position = None

    def pause(self) -> None:
        """Say that the timer stood before the next point."""
        self.part()
        self._joint = AFTER_PAUSE

    def add(
        self,
        time_s: int,
        values: Mapping[str, float],
        position: tuple[float, float] | None,
    ) -> None:
        """Take a point.

        Args:
            time_s: Since 1970 [s].
            values: What was measured, by a Sample's names, but ``strides_per_min`` for cadence.
            position: Latitude and longitude [degrees]; not kept.
        """
        is_same = time_s == self.latest_s and not self._joint
        self._heard_count += 1
        is_one_too_many = self.is_full and not is_same
        if is_one_too_many or self._heard_count > _MOST_A_SECOND * self._most:
            self.dropped_count += 1
            return
        path_m = self._walk(position, time_s)
        if not is_same:
            self.times_s.append(time_s)
            self.joints.append(self._joint)
            for name, column in self.columns.items():
                column.append(values.get(name, math.nan))
            self._joint = JOINED
        else:
            for name, value in values.items():
                self.columns[name][-1] = value
        if path_m is not None:
            self.columns["path_m"][-1] = path_m

    def _walk(self, position: tuple[float, float] | None, time_s: int) -> float | None:
        """The way so far [m]; None where the point has no position."""
        if position is None or not (abs(position[0]) <= 90 and abs(position[1]) <= 180):
            return None
        before, self._position = self._position, position
        if before is not None:
            step_m = distance_m_sinnott_1984(before, position)
            lasted_s = max(1, abs(time_s - (self.latest_s or 0)))
            if step_m <= _FASTEST_MPS * lasted_s:
                self._path_m += step_m
            elif not self._joint:
                self._joint = APART
        return self._path_m


def distance_m_sinnott_1984(start: tuple[float, float], end: tuple[float, float]) -> float:
    """The way over a round Earth between two positions [m].

    Args:
        start: Latitude and longitude [degrees].
        end: Likewise.

    Source: R. W. Sinnott, "Virtues of the Haversine," Sky and Telescope, vol. 68, no. 2, p. 159,
    1984, as quoted by R. G. Chamberlain in question 5.1 of the Geographic Information Systems FAQ.

    >>> round(distance_m_sinnott_1984((0.0, 0.0), (0.0, 1.0)))
    111195
    """
    latitude, end_latitude = math.radians(start[0]), math.radians(end[0])
    half_rise = (end_latitude - latitude) / 2
    half_turn = math.radians(end[1] - start[1]) / 2
    haversine = (
        math.sin(half_rise) ** 2
        + math.cos(latitude) * math.cos(end_latitude) * math.sin(half_turn) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(haversine)))
