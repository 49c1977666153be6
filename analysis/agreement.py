"""Do two measures put the same runs first? Rank correlation, and how sure it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
DRAWS: Final = 4000


def rank_correlation(first: Sequence[float], second: Sequence[float]) -> float | None:
    """Spearman's rank correlation: Pearson's, of ranks; ties share their mean rank.

    Returns:
        From -1 to 1; None where there are fewer than three pairs, or where all values of one
        measure are equal.

    >>> rank_correlation([1.0, 2.0, 3.0, 4.0], [10.0, 20.0, 40.0, 30.0])
    0.8
    """
    if len(first) < 3:
        return None
    return _correlation(_ranks(np.asarray(first, float)), _ranks(np.asarray(second, float)))


def rank_correlation_interval(
    first: Sequence[float], second: Sequence[float]
) -> tuple[float, float] | None:
    """The 95 % interval of :func:`rank_correlation`: percentiles of a bootstrap over the pairs.

    Returns:
        Its ends; None where there is no correlation. The same pairs always have the same one.
    """
    if rank_correlation(first, second) is None:
        return None
    one, other = np.asarray(first, float), np.asarray(second, float)
    dice = np.random.default_rng(0)
    found = []
    for _ in range(DRAWS):
        picked = dice.integers(0, len(one), len(one))
        value = _correlation(_ranks(one[picked]), _ranks(other[picked]))
        if value is not None:
            found.append(value)
    low, high = np.quantile(found, (0.025, 0.975))
    return float(low), float(high)


def _ranks(values: Floats) -> Floats:
    _, group, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return np.asarray((last - (counts - 1) / 2.0)[group])


def _correlation(first: Floats, second: Floats) -> float | None:
    one, other = first - first.mean(), second - second.mean()
    size = float(np.sqrt((one @ one) * (other @ other)))
    return round(float(one @ other) / size, 12) if size > 0.0 else None
