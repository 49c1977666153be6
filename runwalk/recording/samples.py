"""Columns of seconds to Samples: all at once what :meth:`Sample.rounded` does one by one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any, Final

import numpy as np

from runwalk.engine.sample import Sample
from runwalk.recording.seconds import Numbers, Seconds

_STEPS: Final = {  # steps in one unit, and the least and the most of them that can be
    "hr_bpm": (1, 1, 254),
    "speed_mps": (1000, 0, 65_534),
    "altitude_m": (5, 0, 65_534),  # above the lowest
    "grade": (10_000, -32_767, 32_766),
    "distance_m": (100, 0, 4_294_967_294),
    "cadence_spm": (1, 0, 508),
    "power_w": (1, 0, 65_534),
    "temperature_c": (1, -127, 126),
}
_NAMES: Final = (*_STEPS, "contact")  # in the order in which a Sample is made of them
_LOWEST_M = -500
_AT_ONCE = 8192  # seconds; columns of Python's own numbers are large


def samples_of(seconds: Seconds, start_s: int) -> tuple[Sample, ...]:
    """Make a Sample of every second.

    Args:
        seconds: What is known of them.
        start_s: The one that becomes 0, by the same clock [s].
    """
    parts = (
        _part(seconds, slice(at, at + _AT_ONCE), start_s) for at in range(0, len(seconds), _AT_ONCE)
    )
    return tuple(chain.from_iterable(parts))


def _part(seconds: Seconds, part: slice, start_s: int) -> Iterator[Sample]:
    times_s = seconds.times_s[part].tolist()
    known = {
        name: _rounded(name, column[part])
        for name, column in seconds.values.items()
        if name in _NAMES
    }
    nothing = [None] * len(times_s)
    columns = [known.get(name, nothing) for name in _NAMES]
    return (
        Sample(
            t_s=time_s - start_s,
            hr_bpm=hr_bpm,
            rr_ms=seconds.rr_ms.get(time_s, ()),
            speed_mps=speed_mps,
            altitude_m=altitude_m,
            grade=grade,
            distance_m=distance_m,
            cadence_spm=cadence_spm,
            power_w=power_w,
            temperature_c=temperature_c,
            contact=contact,
            marks=tuple(seconds.marks.get(time_s, ())),
        )
        for (
            time_s,
            hr_bpm,
            speed_mps,
            altitude_m,
            grade,
            distance_m,
            cadence_spm,
            power_w,
            temperature_c,
            contact,
        ) in zip(times_s, *columns, strict=True)
    )


def _rounded(name: str, column: Numbers) -> list[Any]:
    """A column at FIT's resolution, None where it says nothing or nothing that can be."""
    if name == "contact":
        return [None if np.isnan(one) else bool(one) for one in column]
    steps_per_unit, least, most = _STEPS[name]
    from_zero = column - _LOWEST_M if name == "altitude_m" else column
    with np.errstate(over="ignore"):
        exact = from_zero * steps_per_unit
    is_told = (least - 0.5 < exact) & (exact < most + 0.5)  # NaN fails every comparison
    # Adding 0.0 makes a zero of the zero below it, which no whole number has.
    steps = np.clip(np.rint(np.where(is_told, exact, 0)), least, most) + 0.0
    if steps_per_unit == 1:
        told: list[Any] = steps.astype(np.int64).tolist()
    elif name == "altitude_m":
        told = (steps / steps_per_unit + _LOWEST_M).tolist()
    else:
        told = (steps / steps_per_unit).tolist()
    for place in np.flatnonzero(~is_told).tolist():
        told[place] = None
    return told
