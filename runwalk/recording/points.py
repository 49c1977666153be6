"""Points of a track to seconds of a run, for the formats that are made of points.

Points come one after the other and are kept in columns, a few dozen bytes each, until all are
there; then they are put in order, merged by the second, and become Samples. A position is kept
only until the next one has come, for the distance between the two.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_right
from collections import deque
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Final

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.recording import Device, Lap, Problem, Recording
from runwalk.recording.sport_names import FOOT_SPORTS, WHEELS_AND_WATER

EARTH_RADIUS_M: Final = 6_371_000.0
MOST_LAPS: Final = 10_000

_MEASURED = (
    "hr_bpm",
    "speed_mps",
    "altitude_m",
    "distance_m",
    "strides_per_min",
    "power_w",
    "temperature_c",
)
_COLUMNS = (*_MEASURED, "path_m")
_JOINED, _APART, _AFTER_PAUSE = 0, 1, 2  # how a point stands to the one before
_MOST_A_SECOND = 5  # on the whole, not in each
_MOST_SPORTS = 1_000
_TOLD_SPORTS = 5
_LONGEST_HOLE_S = 86_400
_LONGEST_STEP_S = 60
_LONGEST_LEAD_S = 60
_SMOOTHING_S = 5  # of speed from positions, which some files round to a metre
_FASTEST_MPS = 50.0  # what is faster than that is no way, but a leap of the receiver
_MOST_STRIDES_PER_MIN = 125  # 250 steps: nobody runs so; beyond it, steps were meant
_KMH_PER_MPS = 3.6
_KMH_RATIOS = (3.2, 4.0)
_KMH_SURE_M = 200.0
_PAUSE = (Mark(MarkKind.PAUSE),)
_RESUME = (Mark(MarkKind.RESUME),)
_PAUSE_OF_ONE = (*_RESUME, *_PAUSE)


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
        self._joint = _JOINED
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
        self._joint = max(self._joint, _APART)
        self._position = None

    def pause(self) -> None:
        """Say that the timer stood before the next point."""
        self.part()
        self._joint = _AFTER_PAUSE

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
            self._joint = _JOINED
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
                self._joint = _APART
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


def recording_of(
    points: Points,
    *,
    path: Path,
    problems: Sequence[Problem],
    laps: Sequence[Lap] = (),
    devices: Sequence[Device] = (),
    utc_offset_s: int | None = None,
) -> Recording:
    """Make a Recording of points.

    Args:
        points: At least one.
        path: Where they came from.
        problems: What was found wrong so far.
        laps: With ``start_s`` counted from 1970. Where one began less than a minute before the
            first point, ``t_s`` counts from there.
        devices: As told.
        utc_offset_s: Local time minus UTC [s], where known.
    """
    told = list(problems)
    if points.dropped_count:
        what = f"more points than a run has: {points.dropped_count} and more were left out"
        told.append(Problem(what=what, lost="what came behind"))
    rows, (sport, sub_sport) = _on_foot(points, told)
    rows = _longest_stretch(points, _merged(points, _in_order(points, rows, told)), told)
    has_positions = _take_path(points, rows, told)
    _take_metres_per_second(points, rows, told)
    speeds = _derived_speeds(points, rows, told, has_positions=has_positions)
    steps = _steps_a_stride(points, rows, sport, told)
    times_s, columns = points.times_s, points.columns
    first_s = times_s[rows[0]]
    began_s = [lap.start_s for lap in laps if 0 <= first_s - lap.start_s < _LONGEST_LEAD_S]
    start_s = max(began_s, default=first_s)
    marks = _marks(points, rows)
    measured = [columns[name] for name in _MEASURED]
    samples = []
    for i, row in enumerate(rows):
        hr, speed, altitude, distance, strides, power, temperature = (
            None if (value := column[row]) != value else value for column in measured
        )
        if speeds is not None:
            speed = None if (value := speeds[i]) != value else value
        samples.append(
            Sample.rounded(
                times_s[row] - start_s,
                hr_bpm=hr,
                speed_mps=speed,
                altitude_m=altitude,
                distance_m=distance,
                cadence_spm=None if strides is None or not steps else steps * strides,
                power_w=power,
                temperature_c=temperature,
                marks=marks.get(row, ()),
            )
        )
    return Recording(
        samples=tuple(samples),
        start_utc=datetime.fromtimestamp(start_s, UTC),
        utc_offset_s=utc_offset_s,
        sport=sport,
        sub_sport=sub_sport,
        laps=_laps_within(laps, start_s, times_s[rows[-1]]),
        devices=tuple(dict.fromkeys(devices)),
        problems=tuple(told),
        path=path,
    )


def _on_foot(points: Points, told: list[Problem]) -> tuple[Sequence[int], tuple[str, str]]:
    """Of several sports, the points of those on foot; of any other file, all of them."""
    count = len(points.times_s)
    sports = [one for one in points.sports if one[0] < count] or [(0, "", "")]
    chosen = [one for one in sports if one[1] in FOOT_SPORTS]
    ends = [*(first for first, _, _ in sports[1:]), count]
    rows: Sequence[int] = range(count)
    if 0 < len(chosen) < len(sports):
        firsts = [first for first, _, _ in sports]
        rows = [i for i in rows if sports[max(0, bisect_right(firsts, i) - 1)] in chosen]
        others = ", ".join(
            dict.fromkeys(one[1] or "unknown" for one in sports if one not in chosen)
        )
        lost = f"points of {others}: {count - len(rows)}"
        told.append(Problem(what="several sports in one file; took those on foot", lost=lost))
    longest = max(
        (one for one in zip(ends, sports, strict=True) if one[1] in (chosen or sports)),
        key=lambda one: one[0] - one[1][0],
    )
    return rows, longest[1][1:]


def _in_order(points: Points, rows: Sequence[int], told: list[Problem]) -> Sequence[int]:
    times_s = points.times_s
    backward_count = sum(times_s[b] < times_s[a] for a, b in pairwise(rows))
    if not backward_count:
        return rows
    told.append(Problem(what=f"points that went back in time, now in order: {backward_count}"))
    return sorted(rows, key=times_s.__getitem__)


def _merged(points: Points, rows: Sequence[int]) -> Sequence[int]:
    """One row a second; where two tell of the same, the later wins wherever it says something."""
    times_s = points.times_s
    if all(times_s[a] != times_s[b] for a, b in pairwise(rows)):
        return rows
    kept = [rows[0]]
    for row in rows[1:]:
        if times_s[row] != times_s[kept[-1]]:
            kept.append(row)
            continue
        for column in points.columns.values():
            if not math.isnan(column[row]):
                column[kept[-1]] = column[row]
    return kept


def _longest_stretch(points: Points, rows: Sequence[int], told: list[Problem]) -> Sequence[int]:
    """The largest group of rows without a hole of more than a day."""
    times_s = points.times_s
    cuts = [
        i + 1
        for i, (a, b) in enumerate(pairwise(rows))
        if times_s[b] - times_s[a] > _LONGEST_HOLE_S
    ]
    if not cuts:
        return rows
    first, end = max(pairwise([0, *cuts, len(rows)]), key=lambda group: group[1] - group[0])
    lost = f"seconds far off: {len(rows) - (end - first)}"
    told.append(Problem(what=f"jumps of the clock by more than a day: {len(cuts)}", lost=lost))
    return rows[first:end]


def _take_path(points: Points, rows: Sequence[int], told: list[Problem]) -> bool:
    """Take the way between positions for the distance where a file tells none that can be.

    Returns:
        Whether it was taken.
    """
    distances_m, path_m = points.columns["distance_m"], points.columns["path_m"]
    walked_m = _span(path_m, rows)
    if walked_m is None:
        return False
    told_m = _span(distances_m, rows)
    if told_m is not None and told_m >= walked_m / 2:
        return False
    if told_m is not None:
        told.append(Problem(what="distances that do not fit the positions; left out"))
    points.columns["distance_m"] = path_m
    told.append(Problem(what="no distance in the file; worked out from positions"))
    return True


def _span(column: array[float], rows: Sequence[int]) -> float | None:
    """The last value without the first; None where there are not two."""
    values = [column[row] for row in rows if not math.isnan(column[row])]
    return values[-1] - values[0] if len(values) > 1 else None


def _take_metres_per_second(points: Points, rows: Sequence[int], told: list[Problem]) -> None:
    """Some programs write km/h where the format has m/s; the distance tells which it was."""
    times_s, speeds = points.times_s, points.columns["speed_mps"]
    distances_m = points.columns["distance_m"]
    by_speed_m = by_distance_m = 0.0
    for a, b in pairwise(rows):
        lasted_s = times_s[b] - times_s[a]
        went_m = distances_m[b] - distances_m[a]
        if lasted_s <= _LONGEST_STEP_S and went_m >= 0 and speeds[b] >= 0:
            by_speed_m += speeds[b] * lasted_s
            by_distance_m += went_m
    low, high = _KMH_RATIOS
    if by_distance_m >= _KMH_SURE_M and low < by_speed_m / by_distance_m < high:
        for row in rows:
            speeds[row] /= _KMH_PER_MPS
        told.append(Problem(what="speeds were in km/h, by the distance; made m/s"))


def _derived_speeds(
    points: Points, rows: Sequence[int], told: list[Problem], *, has_positions: bool
) -> array[float] | None:
    """Where a file has no speed at all: that from its distances, backwards only [m/s].

    Uses no later point. Over more than a minute, over a pause and where the distance falls, there
    is none. From positions it is the mean of the last few seconds.
    """
    speeds, distances_m = points.columns["speed_mps"], points.columns["distance_m"]
    if any(not math.isnan(speeds[row]) for row in rows):
        return None
    window_s = _SMOOTHING_S if has_positions else 0
    derived = array("d", [math.nan]) * len(rows)
    earlier: deque[tuple[int, float]] = deque()
    has_any = False
    for i, row in enumerate(rows):
        time_s, distance_m = points.times_s[row], distances_m[row]
        if points.joints[row]:
            earlier.clear()
        if math.isnan(distance_m):
            continue
        while len(earlier) > 1 and earlier[1][0] <= time_s - window_s:
            earlier.popleft()
        if earlier and time_s - earlier[0][0] <= _LONGEST_STEP_S:
            speed_mps = (distance_m - earlier[0][1]) / (time_s - earlier[0][0])
            if speed_mps >= 0:
                derived[i] = speed_mps
                has_any = True
        earlier.append((time_s, distance_m))
    if not has_any:
        return None
    source = "positions" if has_positions else "distance"
    told.append(Problem(what=f"no speed in the file; worked out from {source}"))
    return derived


def _steps_a_stride(points: Points, rows: Sequence[int], sport: str, told: list[Problem]) -> int:
    """How many steps one of the file's units of cadence is: 2, 1, or none at all (0).

    The formats count turns, as of one foot; programs that write steps are known by numbers that
    no turn of a foot reaches.
    """
    if sport in WHEELS_AND_WATER:
        return 0
    column = points.columns["strides_per_min"]
    moving = sorted(column[row] for row in rows if column[row] > 0)
    if moving and moving[len(moving) * 9 // 10] > _MOST_STRIDES_PER_MIN:
        told.append(Problem(what="cadence was told in steps, not strides; taken as steps"))
        return 1
    return 2


def _marks(points: Points, rows: Sequence[int]) -> dict[int, tuple[Mark, ...]]:
    """By row, where the timer was stopped and started again; a hole of a second is no pause."""
    marks: dict[int, tuple[Mark, ...]] = {}
    for a, b in pairwise(rows):
        if points.joints[b] == _AFTER_PAUSE and points.times_s[b] - points.times_s[a] > 1:
            marks[a] = _PAUSE_OF_ONE if a in marks else _PAUSE
            marks[b] = _RESUME
    return marks


def _laps_within(laps: Sequence[Lap], start_s: int, end_s: int) -> tuple[Lap, ...]:
    return tuple(
        Lap(
            start_s=lap.start_s - start_s,
            duration_s=lap.duration_s,
            distance_m=lap.distance_m,
            trigger=lap.trigger,
        )
        for lap in sorted(laps, key=lambda lap: lap.start_s)
        if start_s <= lap.start_s <= end_s
    )
