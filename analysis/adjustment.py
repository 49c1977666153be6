"""Which conditions a trend is adjusted for, and what is believed of each beforehand.

A condition is one more column of the line, centred on the runs that count. It is never left out for
moving along with the weeks: what is believed of it beforehand keeps it within bounds, and an
interval that cannot tell heat from training gets wide, as it should.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.meta_regression import Belief
from analysis.metrics import Metric
from analysis.run_summary import Conditions
from analysis.trace import Floats


@dataclass(frozen=True, slots=True)
class Step:
    """What is believed of a condition beforehand: what a step of it does to a measure.

    Attributes:
        size: The step, in the condition's unit.
        worth: The measure moves by 0, give or take so many worthwhile changes (standard
            deviation).
    """

    size: float
    worth: float


STEPS: Final[Mapping[str, Step]] = {
    "temperature_c": Step(5.0, 3.0),
    "duration_s": Step(1200.0, 1.0),
    "effort_w_per_kg": Step(1.0, 1.0),
    "climb_m_per_km": Step(20.0, 1.0),
}
"""Steps as they come from one run to the next. Our choice; heat is given the most room: Lafrenz and
others (2008) saw heart rate rise by 2 % in half an hour at 22 degC and by 11 % at 35 degC, at the
same effort, which is about 2 bpm/h for each degree. Effort is given little: who gets fitter runs
faster at the same heart rate, and a trend must not be handed to that."""

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
        filled = np.where(known, values, _season(weeks, values, known))
        if np.ptp(filled) > 1e-6 * STEPS[name].size:
            columns[name] = filled - filled.mean()
    return columns, tuple(unknown)


def _season(weeks: Floats, values: Floats, known: NDArray[np.bool_]) -> Floats:
    """The straight line through what is known, at every run."""
    rows = np.column_stack([np.ones(len(weeks)), weeks - weeks[known].mean()])
    found, *_ = np.linalg.lstsq(rows[known], values[known], rcond=None)
    return np.asarray(rows @ found)


def beliefs_of(names: Sequence[str], metric: Metric, first: int) -> list[Belief]:
    """What is believed of the conditions, whose columns begin at ``first``."""
    return [
        Belief(
            column=first + i, mean=0.0, sd=STEPS[name].worth * metric.worthwhile / STEPS[name].size
        )
        for i, name in enumerate(names)
    ]
