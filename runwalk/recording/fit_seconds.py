"""Messages to seconds: whatever a device wrote about one second ends up in one place."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field

from runwalk.engine.sample import Mark
from runwalk.recording.fit_format import OwnField
from runwalk.recording.fit_marks import decode_marks
from runwalk.recording.fit_messages import FitMessage
from runwalk.recording.recording import Problem

_SCALED = {  # a Sample's field: the record's fields that can fill it, best first, and a divisor
    "hr_bpm": (("heart_rate",), 1),  # 0 is how some devices say that the strap is silent
    "speed_mps": (("enhanced_speed", "speed"), 1),
    "altitude_m": (("enhanced_altitude", "altitude"), 1),
    "grade": (("grade",), 100),
    "distance_m": (("distance",), 1),
    "power_w": (("power",), 1),
    "temperature_c": (("temperature",), 1),
}
_NO_INTERVAL_S = 65.535  # 0xFFFF, the padding, which some devices do not call invalid


@dataclass(slots=True)
class Second:
    """What is known about one second so far; not yet a Sample.

    Attributes:
        values: By a Sample's field names, not yet rounded.
        rr_ms: Intervals that ended in it [ms].
        marks: What the runner did in it.
        has_contact: The strap's own word.
    """

    values: dict[str, float] = field(default_factory=dict)
    rr_ms: list[float] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    has_contact: bool | None = None


class Seconds:
    """The seconds of a file, by FIT time, filled message by message in the order of the file.

    Where two records tell of the same second, the later one wins wherever it says something.
    """

    def __init__(self) -> None:
        self.by_time: dict[int, Second] = {}
        self._timeless_count = 0
        self._backward_count = 0
        self._orphan_count = 0
        self._bad_mark_count = 0

    def add_segment(self, messages: Iterable[FitMessage]) -> None:
        """Take in the records and the intervals of a segment."""
        latest_s: int | None = None
        current: Second | None = None
        early_ms: list[float] = []
        for message in messages:
            if message.name == "hrv":
                (early_ms if current is None else current.rr_ms).extend(_intervals(message))
            elif message.name == "record":
                time_s = whole_number(message.values.get("timestamp"))
                if time_s is None:
                    self._timeless_count += 1
                    continue
                self._backward_count += latest_s is not None and time_s < latest_s
                latest_s = time_s
                current = self.by_time.setdefault(time_s, Second())
                self._fill(current, message)
                current.rr_ms, early_ms = early_ms + current.rr_ms, []
        self._orphan_count += len(early_ms)

    def problems(self) -> list[Problem]:
        """What was odd about the records."""
        told = (
            (self._timeless_count, "records without a time", "what they told"),
            (self._backward_count, "records that went back in time, now in order", ""),
            (self._orphan_count, "heartbeat intervals without any record", "all of them"),
            (self._bad_mark_count, "seconds with unreadable marks", "those marks"),
        )
        return [Problem(what=f"{what}: {count}", lost=lost) for count, what, lost in told if count]

    def _fill(self, second: Second, message: FitMessage) -> None:
        for name, (sources, divisor) in _SCALED.items():
            told = (number(message.values.get(source)) for source in sources)
            value = next((one for one in told if one is not None), None)
            if value is not None and not (name == "hr_bpm" and value == 0):
                second.values[name] = value / divisor
        strides = number(message.values.get("cadence"))
        if strides is not None:
            fraction = number(message.values.get("fractional_cadence")) or 0.0
            second.values["cadence_spm"] = 2 * (strides + fraction)
        if (contact := message.own.get(OwnField.CONTACT)) in (b"\0", b"\1"):
            second.has_contact = contact == b"\1"
        if marks := message.own.get(OwnField.MARKS, b"").split(b"\0")[0]:
            try:
                second.marks += decode_marks(marks.decode())
            except ValueError:
                self._bad_mark_count += 1


def number(value: object) -> float | None:
    """A finite number as it is; None for everything else a damaged file can hold."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value


def whole_number(value: object) -> int | None:
    """A whole number as it is, None for everything else."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def several(value: object) -> tuple[float | None, ...]:
    """The numbers of a field that may hold one or several, None where one is missing."""
    return tuple(map(number, value if isinstance(value, tuple) else (value,)))


def _intervals(message: FitMessage) -> list[float]:
    """The heartbeat intervals in an ``hrv`` message [ms]; what pads them is left out."""
    return [s * 1000 for s in several(message.values.get("time")) if s and s < _NO_INTERVAL_S]
