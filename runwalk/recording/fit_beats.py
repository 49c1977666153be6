"""Heartbeat intervals of newer devices, which tell when they were, other than those of ``hrv``.

A ``beat_intervals`` message has a time (``timestamp`` [s] and ``timestamp_ms`` [ms] past it) and
the intervals [ms] that follow each other from there on.

Source: message ``beat_intervals`` (290) as profiles of FIT from 21.141 on describe it: field 0
"milliseconds past date_time", field 1 "array of millisecond times between beats". That the time is
that of the first interval's beginning is not said there; if it were another's, they would all be
a few seconds off, and their order would be the same.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from runwalk.recording.fit_decoder import Messages
from runwalk.recording.fit_format import Message

_TIMESTAMP_MS, _TIME = "unknown_0", "unknown_1"


def beats_of(messages: Messages, most: int) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """The intervals of a segment.

    Args:
        messages: Those of the segment.
        most: How many intervals at most.

    Returns:
        When each ended, by FIT time [s], and how long it was [ms]; both of shape (k,). And in how
        many messages there are more.
    """
    table = messages.table(Message.BEAT_INTERVALS)
    enough, left_out_count = table.fitting(_TIME, most)
    places, told_ms = table.all_numbers(_TIME, most=enough)
    past_ms = table.numbers(_TIMESTAMP_MS)
    begun_s = messages.times(table)
    if past_ms is not None:
        begun_s = begun_s + np.nan_to_num(past_ms) / 1000
    summed_ms = np.cumsum(told_ms)
    first = np.searchsorted(places, places)  # of those in the same message
    ended_s = begun_s[places] + (summed_ms - (summed_ms - told_ms)[first]) / 1000
    is_told = np.isfinite(ended_s)
    return ended_s[is_told], told_ms[is_told], left_out_count
