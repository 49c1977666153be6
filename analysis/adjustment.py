"""Which conditions a trend is adjusted for, and what is believed of each beforehand.

A condition is one more column of the line, centred on the runs that count. It is never left out for
moving along with the weeks: what is believed of it beforehand keeps it within bounds, and an
interval that cannot tell heat from training gets wide, as it should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from analysis.meta_regression import Belief
from analysis.metrics import Metric
from analysis.run_summary import Conditions
from analysis.trace import Floats

STEPS: Final[Mapping[str, float]] = {
    "temperature_c": 5.0,
    "duration_s": 1200.0,
    "effort_w_per_kg": 1.0,
    "climb_m_per_km": 20.0,
}
"""A step of each condition, as it differs from one run to the next (our choice)."""

BELIEVED: Final = 2.0
"""A step moves a measure by 0, give or take so many worthwhile changes (standard deviation). Our
choice: wide enough that what is published of heat lies well within."""

LEAST_KNOWN: Final = 0.5
"""A condition is used where it is known of so many of the runs (our choice)."""

WORDS: Final[Mapping[str, str]] = {
    "temperature_c": "temperature",
    "duration_s": "duration",
    "effort_w_per_kg": "effort",
    "climb_m_per_km": "climb",
}


def adjusted_for(
    conditions: Sequence[Conditions], weeks: Floats, metric: Metric
) -> tuple[dict[str, Floats], tuple[str, ...]]:
    """The conditions that a trend is adjusted for, centred, and those that are not known.

    Where a few runs do not tell it, the straight line of the others over the weeks stands in, so
    that a season is kept.

    Args:
        conditions: Of the runs that count.
        weeks: When they were, shape (n_runs,).
        metric: Of which measure.

    Returns:
        Columns of shape (n_runs,) by name, and the names of the conditions that are not known of
        enough runs. A condition that is the same in all runs is in neither.
    """
    columns: dict[str, Floats] = {}
    unknown = []
    for name in metric.adjust:
        told = [getattr(one, name) for one in conditions]
        values = np.array([np.nan if value is None else value for value in told], dtype=float)
        known = np.isfinite(values)
        if known.mean() < LEAST_KNOWN:
            unknown.append(name)
            continue
        line = np.polynomial.Polynomial.fit(weeks[known], values[known], 1)
        filled = np.where(known, values, line(weeks))
        if np.ptp(filled) > 1e-6 * STEPS[name]:
            columns[name] = filled - filled.mean()
    return columns, tuple(unknown)


def beliefs_of(names: Sequence[str], metric: Metric, first: int) -> list[Belief]:
    """What is believed of the conditions, whose columns begin at ``first``."""
    return [
        Belief(column=first + i, mean=0.0, sd=BELIEVED * metric.worthwhile / STEPS[name])
        for i, name in enumerate(names)
    ]
