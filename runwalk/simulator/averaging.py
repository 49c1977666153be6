"""How a strap averages before it tells a heart rate."""

from __future__ import annotations

from collections import deque
from math import fsum


class Smoothing:
    """First-order averaging: each second closes a share of what is left.

    Args:
        smoothing_s: Time constant [s]; none up to 1.
    """

    def __init__(self, smoothing_s: float) -> None:
        self._smoothing_s = smoothing_s
        self._bpm: float | None = None

    def second(self, bpm: float) -> float:
        """Hear a second of this heart rate; tell the average [bpm]."""
        if self._bpm is None or self._smoothing_s <= 1.0:
            self._bpm = bpm
        else:
            self._bpm += (bpm - self._bpm) / self._smoothing_s
        return self._bpm


class LateMean:
    """The mean over a window, told late, as a strap does that counts beats and then sends.

    Args:
        window_s: Length of the window [s]; none up to 1.
        late_s: From its end until it is told [s].
    """

    def __init__(self, window_s: int, late_s: int) -> None:
        self._window_bpm: deque[float] = deque(maxlen=max(1, window_s))
        self._told_bpm: deque[float] = deque(maxlen=late_s + 1)

    def second(self, bpm: float) -> float:
        """Hear a second of this heart rate; tell the average [bpm]."""
        self._window_bpm.append(bpm)
        self._told_bpm.append(fsum(self._window_bpm) / len(self._window_bpm))
        return self._told_bpm[0]
