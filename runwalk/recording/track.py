"""Points of a track to a Recording: in order, merged by the second, in the right units."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from runwalk.engine.sample import Mark, MarkKind
from runwalk.recording.points import AFTER_PAUSE, Points
from runwalk.recording.recording import Device, Lap, Problem, Recording
from runwalk.recording.samples import samples_of
from runwalk.recording.seconds import (
    Mask,
    Numbers,
    Seconds,
    derived_speed,
    longest_stretch,
    merged,
)
from runwalk.recording.sport_names import FOOT_SPORTS, WHEELS_AND_WATER

_LONGEST_LEAD_S = 60
_LONGEST_STEP_S = 60
_SMOOTHING_S = 5  # of speed from positions, which some files round to a metre
_MOST_STRIDES_PER_MIN = 125  # 250 steps: nobody runs so; beyond it, steps were meant
_KMH_PER_MPS = 3.6
_KMH_RATIOS = (3.2, 4.0)
_KMH_SURE_M = 200.0
_PAUSE, _RESUME = Mark(MarkKind.PAUSE), Mark(MarkKind.RESUME)


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
    mask, (sport, sub_sport) = _on_foot(points, told)
    seconds = _in_order(points, mask, told)
    seconds, far_off = longest_stretch(seconds)
    told += far_off
    seconds, has_path = _with_path(seconds, told)
    seconds = _in_metres_per_second(seconds, told)
    if not seconds.knows("speed_mps"):
        seconds = _with_speed(seconds, told, has_path=has_path)
    seconds = _with_steps(_with_pauses(seconds), sport, told)
    first_s, last_s = int(seconds.times_s[0]), int(seconds.times_s[-1])
    began_s = [lap.start_s for lap in laps if 0 <= first_s - lap.start_s < _LONGEST_LEAD_S]
    start_s = max(began_s, default=first_s)
    return Recording(
        samples=samples_of(seconds, start_s),
        start_utc=datetime.fromtimestamp(start_s, UTC),
        utc_offset_s=utc_offset_s,
        sport=sport,
        sub_sport=sub_sport,
        laps=tuple(
            replace(lap, start_s=lap.start_s - start_s)
            for lap in sorted(laps, key=lambda lap: lap.start_s)
            if start_s <= lap.start_s <= last_s
        ),
        devices=tuple(dict.fromkeys(devices)),
        problems=tuple(told),
        path=path,
    )


def _on_foot(points: Points, told: list[Problem]) -> tuple[Mask | None, tuple[str, str]]:
    """Of several sports, which points are of those on foot; None where all of them stay."""
    count = len(points.times_s)
    sports = [one for one in points.sports if one[0] < count] or [(0, "", "")]
    firsts = np.array([first for first, _, _ in sports])
    lengths = np.diff(firsts, append=count)
    is_chosen = np.array([sport in FOOT_SPORTS for _, sport, _ in sports])
    mask = None
    if is_chosen.any() and not is_chosen.all():
        which = np.searchsorted(firsts, np.arange(count), "right") - 1
        mask = is_chosen[np.maximum(which, 0)]
        passed_over = [one[1] or "unknown" for one in sports if one[1] not in FOOT_SPORTS]
        others = ", ".join(dict.fromkeys(passed_over))
        lost = f"points of {others}: {np.count_nonzero(~mask)}"
        told.append(Problem(what="several sports in one file; took those on foot", lost=lost))
        lengths = np.where(is_chosen, lengths, -1)
    return mask, sports[int(np.argmax(lengths))][1:]


def _in_order(points: Points, mask: Mask | None, told: list[Problem]) -> Seconds:
    """The points by the second, in the order of time."""
    times_s = np.frombuffer(points.times_s, np.int64)
    columns = {name: np.frombuffer(column) for name, column in points.columns.items()}
    joints = np.frombuffer(points.joints, np.uint8)
    values = {name: column for name, column in columns.items() if not np.isnan(column).all()}
    values["joint"] = np.where(joints == 0, np.nan, joints)
    if mask is not None:
        times_s = times_s[mask]
        values = {name: column[mask] for name, column in values.items()}
    if backward_count := np.count_nonzero(np.diff(times_s) < 0):
        told.append(Problem(what=f"points that went back in time, now in order: {backward_count}"))
    return merged(times_s, values)


def _with_path(seconds: Seconds, told: list[Problem]) -> tuple[Seconds, bool]:
    """Take the way between positions for the distance where a file tells none that can be.

    Returns:
        The seconds, and whether it was taken.
    """
    path_m = seconds.column("path_m")
    walked_m, told_m = _span(path_m), _span(seconds.column("distance_m"))
    if walked_m is None or (told_m is not None and told_m >= walked_m / 2):
        return seconds, False
    if told_m is not None:
        told.append(Problem(what="distances that do not fit the positions; left out"))
    told.append(Problem(what="no distance in the file; worked out from positions"))
    return seconds.with_values("distance_m", path_m), True


def _span(column: Numbers) -> float | None:
    """The last value without the first; None where there are not two."""
    known = column[np.isfinite(column)]
    return float(known[-1] - known[0]) if len(known) > 1 else None


def _in_metres_per_second(seconds: Seconds, told: list[Problem]) -> Seconds:
    """Some programs write km/h where the format has m/s; the distance tells which it was."""
    if not (seconds.knows("speed_mps") and seconds.knows("distance_m")):
        return seconds
    speed = seconds.values["speed_mps"]
    lasted_s, went_m = np.diff(seconds.times_s), np.diff(seconds.values["distance_m"])
    is_told = (lasted_s <= _LONGEST_STEP_S) & (went_m >= 0) & (speed[1:] >= 0)
    by_distance_m = float(np.sum(went_m[is_told]))
    by_speed_m = float(np.sum(speed[1:][is_told] * lasted_s[is_told]))
    low, high = _KMH_RATIOS
    if by_distance_m < _KMH_SURE_M or not low < by_speed_m / by_distance_m < high:
        return seconds
    told.append(Problem(what="speeds were in km/h, by the distance; made m/s"))
    return seconds.with_values("speed_mps", speed / _KMH_PER_MPS)


def _with_speed(seconds: Seconds, told: list[Problem], *, has_path: bool) -> Seconds:
    """Where a file has no speed at all: that from its distances, backwards only."""
    is_break = np.isfinite(seconds.column("joint"))
    window_s = _SMOOTHING_S if has_path else 0
    speed_mps = derived_speed(seconds, window_s=window_s, is_break=is_break)
    if speed_mps is None:
        return seconds
    source = "positions" if has_path else "distance"
    told.append(Problem(what=f"no speed in the file; worked out from {source}"))
    return seconds.with_values("speed_mps", speed_mps)


def _with_pauses(seconds: Seconds) -> Seconds:
    """Mark where the timer was stopped and started again; a hole of a second is no pause."""
    is_resumed = seconds.column("joint")[1:] == AFTER_PAUSE
    places = np.flatnonzero(is_resumed & (np.diff(seconds.times_s) > 1)) + 1
    marks: dict[int, list[Mark]] = {}
    for place in places.tolist():
        marks.setdefault(int(seconds.times_s[place - 1]), []).append(_PAUSE)
        marks.setdefault(int(seconds.times_s[place]), []).append(_RESUME)
    return replace(seconds, marks=marks)


def _with_steps(seconds: Seconds, sport: str, told: list[Problem]) -> Seconds:
    """Steps from strides.

    The formats count turns, as of one foot; programs that write steps are known by numbers that
    no turn of a foot reaches.
    """
    strides_per_min = seconds.column("strides_per_min")
    moving = np.sort(strides_per_min[strides_per_min > 0])
    if sport in WHEELS_AND_WATER:  # what turns there is a crank
        return seconds
    if len(moving) and moving[len(moving) * 9 // 10] > _MOST_STRIDES_PER_MIN:
        told.append(Problem(what="cadence was told in steps, not strides; taken as steps"))
        return seconds.with_values("cadence_spm", strides_per_min)
    return seconds.with_values("cadence_spm", 2 * strides_per_min)
