"""Means over bins of a run, and what each of them adds to its neighbour."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from analysis.trace import Floats


class Bins:
    """Bins with enough seconds of use, and means over them.

    Args:
        is_used: Which seconds are of use, shape (n_seconds,).
        bin_s: Length of a bin [s]; a rest at the end is no bin.
        least_s: So many seconds of use are enough [s].

    Attributes:
        is_used: Which seconds are of use, shape (n_seconds,).
        index: Which bins have enough of them, shape (n_bins,).
        follows: Which of these follow the one before without a gap.
        used_s: Their length, all in all [s].
    """

    def __init__(self, is_used: NDArray[np.bool_], bin_s: int, *, least_s: float) -> None:
        self.is_used = is_used
        self._shape = (len(is_used) // bin_s, bin_s)
        count = self._cut(is_used.astype(float)).sum(axis=1)
        self.index = np.flatnonzero(count >= least_s)
        self.follows = np.flatnonzero(np.diff(self.index) == 1) + 1
        self.used_s = len(self.index) * bin_s
        self._count = count[self.index]

    def mean(self, values: Floats) -> Floats:
        """Mean of the seconds of use in each bin; the others may be NaN."""
        total = self._cut(np.where(self.is_used, values, 0.0)).sum(axis=1)
        return np.asarray(total[self.index] / self._count)

    def whitened(self, values: Floats, memory: float) -> Floats:
        """What each bin adds to the one before; the first of a row stands for itself.

        Args:
            values: shape (n_bins,) or (n_bins, n_columns).
            memory: Correlation from one bin to the next, below 1.
        """
        news = values * math.sqrt(1.0 - memory * memory)
        news[self.follows] = values[self.follows] - memory * values[self.follows - 1]
        return np.asarray(news)

    def _cut(self, values: Floats) -> Floats:
        return values[: self._shape[0] * self._shape[1]].reshape(self._shape)
