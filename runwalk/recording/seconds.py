"""The seconds of a recording as columns, on their way from what a file tells to Samples.

Columns all the way: a value is looked at one by one only where there are few of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from runwalk.engine.sample import Mark
from runwalk.recording.recording import Problem

Numbers = NDArray[np.float64]
Times = NDArray[np.int64]
Mask = NDArray[np.bool_]

_LONGEST_HOLE_S = 86_400
_LONGEST_STEP_S = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Seconds:
    """The seconds of a file, by its own clock.

    Attributes:
        times_s: Strictly increasing [s]; shape (n,).
        values: By a Sample's field names, not yet rounded; shape (n,), NaN where not known.
        rr_ms: Intervals that ended in a second [ms], as a Sample has them, by its time.
        marks: What the runner did in a second, by its time; also of seconds that are not there.
    """

    times_s: Times
    values: Mapping[str, Numbers]
    rr_ms: Mapping[int, tuple[int, ...]] = field(default_factory=dict)
    marks: Mapping[int, Sequence[Mark]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.times_s)

    def column(self, name: str) -> Numbers:
        """A column, also one of which nothing is known; shape (n,)."""
        found = self.values.get(name)
        return np.full(len(self), np.nan) if found is None else found

    def knows(self, name: str) -> bool:
        """Whether any second tells something of that name."""
        return name in self.values and bool(np.isfinite(self.values[name]).any())

    def kept(self, mask: Mask) -> Seconds:
        """Only some of the seconds."""
        values = {name: column[mask] for name, column in self.values.items()}
        return replace(self, times_s=self.times_s[mask], values=values)

    def with_empty(self, times_s: Sequence[int]) -> Seconds:
        """The same, and seconds of which nothing is known at other times."""
        together = np.union1d(self.times_s, np.asarray(times_s, np.int64))
        places = np.searchsorted(together, self.times_s)
        values = {}
        for name, column in self.values.items():
            values[name] = np.full(len(together), np.nan)
            values[name][places] = column
        return replace(self, times_s=together, values=values)

    def without(self, name: str) -> Seconds:
        """The same without a column."""
        values = {other: column for other, column in self.values.items() if other != name}
        return replace(self, values=values)

    def with_values(self, name: str, column: Numbers) -> Seconds:
        """The same with another column."""
        return replace(self, values={**self.values, name: column})


def merged(times_s: Times, values: Mapping[str, Numbers]) -> Seconds:
    """Put what was told into the order of time.

    Where several tell of the same second, the last one wins wherever it says something.

    Args:
        times_s: In the order of the file [s]; shape (n,).
        values: What was told then; shape (n,), NaN where it was nothing.
    """
    if (np.diff(times_s) > 0).all():
        return Seconds(times_s=times_s, values=values)
    order = np.argsort(times_s, kind="stable")
    seconds_s, starts = np.unique(times_s[order], return_index=True)
    newest = {name: _newest(told[order], starts) for name, told in values.items()}
    return Seconds(times_s=seconds_s, values=newest)


def longest_stretch(seconds: Seconds) -> tuple[Seconds, list[Problem]]:
    """Keep the largest group of seconds without a hole of more than a day.

    A clock that was set during the run, or a flipped bit, makes holes of years.
    """
    cuts = np.flatnonzero(np.diff(seconds.times_s) > _LONGEST_HOLE_S) + 1
    if not len(cuts):
        return seconds, []
    edges = np.array([0, *cuts, len(seconds)])
    largest = int(np.argmax(np.diff(edges)))
    mask = np.zeros(len(seconds), np.bool_)
    mask[edges[largest] : edges[largest + 1]] = True
    lost = f"seconds far off: {np.count_nonzero(~mask)}"
    what = f"jumps of the clock by more than a day: {len(cuts)}"
    return seconds.kept(mask), [Problem(what=what, lost=lost)]


def derived_speed(
    seconds: Seconds, *, window_s: int = 0, is_break: Mask | None = None
) -> Numbers | None:
    """Speed from distance, backwards [m/s]; shape (n,), None where there is none at all.

    Uses no later second. Over more than a minute, over a break, and where the distance falls,
    there is none.

    Args:
        seconds: With distances.
        window_s: Over how long a way the mean is taken, where there are so many seconds; 0 for
            that from one second with a distance to the next [s].
        is_break: The seconds before which nobody knows the way; None for none.
    """
    distance_m = seconds.column("distance_m")
    known = np.flatnonzero(np.isfinite(distance_m))
    time_s, way_m = seconds.times_s[known], distance_m[known]
    here = np.arange(len(known))
    since = np.searchsorted(time_s, time_s - window_s, "right") - 1
    since = np.minimum(since, here - 1)
    if is_break is not None:
        stretch = np.cumsum(is_break)[known]
        since = np.maximum(since, np.searchsorted(stretch, stretch))
    else:
        since = np.maximum(since, 0)
    lasted_s = time_s - time_s[since]
    with np.errstate(divide="ignore", invalid="ignore"):
        speed_mps = (way_m - way_m[since]) / lasted_s
    is_speed = (since < here) & (lasted_s <= _LONGEST_STEP_S) & (speed_mps >= 0)
    if not is_speed.any():
        return None
    found = np.full(len(seconds), np.nan)
    found[known[is_speed]] = speed_mps[is_speed]
    return found


def _newest(told: Numbers, starts: NDArray[np.intp]) -> Numbers:
    """Of each group the last value that is one; groups begin at ``starts``."""
    last = np.maximum.reduceat(np.where(np.isnan(told), -1, np.arange(len(told))), starts)
    return np.where(last < 0, np.nan, told[last])
