"""What heart rate did in a bout and after it; looks both ways."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.spans import Span
from analysis.trace import Floats
from runwalk.engine.gait import Gait

NEAR_S: Final = 5
"""A heart rate that is missing is taken from so far away at most [s] (our choice)."""
PEAK_AFTER_S: Final = 45
"""The heart answers late: a run's peak is looked for so long after its end [s] (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoutHeart:
    """Trusted heart rate in one bout. What follows ``ceiling_bpm`` is told of runs only.

    Attributes:
        start_bpm: Heart rate at the start [bpm].
        end_bpm: Heart rate at the end [bpm].
        mean_bpm: Mean [bpm].
        ceiling_bpm: Highest heart rate to run at [bpm]; None where none is known.
        peak_bpm: The highest, which may come after the run's end [bpm].
        overshoot_bpm: Peak minus ceiling [bpm]; below 0 where heart rate stayed under it.
        to_ceiling_s: From the start until heart rate reached the ceiling [s]; None where it did not
            in this run.
        drop_30_bpm: How far heart rate fell in the 30 s after the end [bpm]; None where the runner
            is not seen to walk or stand for so long.
        drop_60_bpm: The same in 60 s [bpm].
        back_s: From the end until heart rate was at the ceiling or below again [s]; None where it
            was not above it, or did not come back in this rest.
    """

    start_bpm: int | None
    end_bpm: int | None
    mean_bpm: float | None
    ceiling_bpm: int | None
    peak_bpm: int | None = None
    overshoot_bpm: int | None = None
    to_ceiling_s: int | None = None
    drop_30_bpm: int | None = None
    drop_60_bpm: int | None = None
    back_s: int | None = None


def heart_in(
    hr_bpm: Floats, span: Span, ceiling_bpm: int | None, *, next_run: int, rest_end: int
) -> BoutHeart:
    """Tell what heart rate did in a bout.

    Args:
        hr_bpm: shape (n_seconds,), trusted [bpm], NaN where there is none.
        span: The bout.
        ceiling_bpm: Highest heart rate to run at [bpm].
        next_run: Index of the second in which the legs run again.
        rest_end: Index of the second from which they do not rest any more, or nothing is known.
    """
    inside = hr_bpm[span.start : span.end]
    start_bpm, end_bpm = _near(inside, 0), _near(inside, len(inside) - 1)
    known_bpm = inside[~np.isnan(inside)]
    mean_bpm = float(known_bpm.mean()) if len(known_bpm) else None
    if span.gait is not Gait.RUN:
        return BoutHeart(
            start_bpm=start_bpm, end_bpm=end_bpm, mean_bpm=mean_bpm, ceiling_bpm=ceiling_bpm
        )
    peak_bpm = _highest(hr_bpm[span.start : min(span.end + PEAK_AFTER_S, next_run)])
    rest = hr_bpm[span.end : rest_end]
    over = to_ceiling_s = back_s = None
    if ceiling_bpm is not None:
        over = None if peak_bpm is None else peak_bpm - ceiling_bpm
        to_ceiling_s = _first(inside >= ceiling_bpm)
        back_s = _back_s(rest, ceiling_bpm)
    return BoutHeart(
        start_bpm=start_bpm,
        end_bpm=end_bpm,
        mean_bpm=mean_bpm,
        ceiling_bpm=ceiling_bpm,
        peak_bpm=peak_bpm,
        overshoot_bpm=over,
        to_ceiling_s=to_ceiling_s,
        drop_30_bpm=_drop(end_bpm, rest, 30),
        drop_60_bpm=_drop(end_bpm, rest, 60),
        back_s=back_s,
    )


def _near(bpm: Floats, at: int) -> int | None:
    """The heart rate that is known nearest to a second, if one is near; of two, the earlier."""
    known = np.flatnonzero(~np.isnan(bpm))
    if not len(known):
        return None
    nearest = known[np.argmin(np.abs(known - at))]
    return round(bpm[nearest]) if abs(nearest - at) <= NEAR_S else None


def _highest(bpm: Floats) -> int | None:
    known_bpm = bpm[~np.isnan(bpm)]
    return round(known_bpm.max()) if len(known_bpm) else None


def _first(where: NDArray[np.bool_]) -> int | None:
    found = np.flatnonzero(where)
    return int(found[0]) if len(found) else None


def _drop(end_bpm: int | None, rest: Floats, after_s: int) -> int | None:
    """How far heart rate has fallen so long after the end, in a rest that lasts."""
    if end_bpm is None or len(rest) < after_s:
        return None
    then_bpm = _near(rest, after_s - 1)
    return None if then_bpm is None else end_bpm - then_bpm


def _back_s(rest: Floats, ceiling_bpm: int) -> int | None:
    """When heart rate came down to the ceiling for the last time in this rest."""
    above = np.flatnonzero(rest > ceiling_bpm)
    if not len(above):
        return None
    later = _first(~np.isnan(rest[above[-1] + 1 :]))
    return None if later is None else int(above[-1]) + 1 + later + 1
