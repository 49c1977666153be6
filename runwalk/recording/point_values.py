"""The texts of XML to times and numbers; what cannot be is None."""

from __future__ import annotations

import math
from datetime import UTC, datetime

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST_S = 2**32  # in 2106
_SHORTEST_TIME = len("2026-11-01T08")


class PointClock:
    """Reads the times of a file, and keeps what they say of the time zone.

    Attributes:
        utc_offset_s: Local time minus UTC [s], by the first time that tells another zone than
            UTC; None where none does.
        zoneless_count: How many tell no zone.
    """

    def __init__(self) -> None:
        self.utc_offset_s: int | None = None
        self.zoneless_count = 0

    def read(self, text: str) -> int | None:
        """Seconds since 1970 [s]; None where it is no time."""
        told = time_of(text)
        if told is None:
            return None
        time_s, offset_s = told
        self.zoneless_count += offset_s is None
        if offset_s and self.utc_offset_s is None:
            self.utc_offset_s = offset_s
        return time_s


def time_of(text: str) -> tuple[int, int | None] | None:
    """A point in time by ISO 8601.

    Returns:
        Whole seconds since 1970 [s], and local time minus UTC [s], which is None where no zone is
        told: then it is taken for UTC. None where it is no time, or in another century.

    >>> time_of("2026-11-01T09:00:00.500+01:00")
    (1793520000, 3600)
    >>> time_of("2026-11-01T08:00:00")
    (1793520000, None)
    """
    if len(text) < _SHORTEST_TIME:
        return None
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        return None
    offset = time.utcoffset()
    if offset is None:
        time = time.replace(tzinfo=UTC)
    time_s = math.floor((time - _EPOCH).total_seconds())
    if not 0 <= time_s < _LATEST_S:
        return None
    return time_s, None if offset is None else round(offset.total_seconds())


def number_of(text: str) -> float | None:
    """A finite number.

    >>> number_of("141.5"), number_of("inf"), number_of("")
    (141.5, None, None)
    """
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
