"""Two blocks side by side: by how much each measure differs from one to the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np

from analysis.alike import alike
from analysis.block import Block, reference_of, told_by
from analysis.change import Change, Verdict
from analysis.metrics import METRICS, Metric
from analysis.trend import LEAST_RUNS, Told, fit_of
from analysis.trend_words import difference_of, too_few_of_two

LEAST_RUNS_EACH: Final = LEAST_RUNS // 2
"""A block of fewer has no mean to speak of (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """How a measure differs from one block to another. Numbers are None where too few runs tell.

    Attributes:
        metric: Which measure.
        verdict: What can be said.
        sentence: The same for people.
        first: Its mean in the first block, at the mean conditions of both.
        second: The same in the second.
        amount: The second less the first.
        low: Lower end of its 95 % interval.
        high: Upper end.
        p_value: Of no difference at all, two-sided.
        smallest_detectable: The smallest difference that four of five such pairs would show.
        runs: How many runs count in each.
    """

    metric: Metric
    verdict: Verdict
    sentence: str
    first: float | None
    second: float | None
    amount: float | None
    low: float | None
    high: float | None
    p_value: float | None
    smallest_detectable: float | None
    runs: tuple[int, int]


def side_by_side(blocks: Sequence[Block]) -> Iterator[tuple[Block, Block]]:
    """Each block and the one after it, where they share no days and so can be compared."""
    for first, second in pairwise(sorted(blocks, key=lambda one: (one.first_day, one.last_day))):
        if first.last_day < second.first_day:
            yield first, second


def compare_blocks(first: Block, second: Block) -> Mapping[str, Difference]:
    """Find how each measure differs from one block to another, at the same conditions.

    Heart rates are compared at the effort in the middle of all runs of both, and like with like
    over both.

    Args:
        first: The one that the other is compared with.
        second: The other.

    Returns:
        By the names of :data:`~analysis.metrics.METRICS`, in their order.

    Raises:
        ValueError: The blocks share days, so that a run would stand on both sides.
    """
    if first.first_day <= second.last_day and second.first_day <= first.last_day:
        raise ValueError("blocks that share days cannot be compared")
    runs = (*first.runs, *second.runs)
    reference = reference_of(runs)
    start = min(first.first_day, second.first_day)
    differences = {}
    for metric in METRICS.values():
        told, _ = alike(told_by(runs, metric, start, reference), metric)
        differences[metric.name] = _difference(told, len(first.runs), metric)
    return differences


def _difference(told: Sequence[Told], from_run: int, metric: Metric) -> Difference:
    """Of the runs from ``from_run`` on and those before."""
    is_second = np.array([one.run >= from_run for one in told], dtype=float)
    runs = (int((1.0 - is_second).sum()), int(is_second.sum()))
    if min(runs) < LEAST_RUNS_EACH:
        return _unknown(metric, runs)
    line = fit_of(told, np.column_stack([1.0 - is_second, is_second]), metric).line
    rows = np.zeros((3, len(line.values)))
    rows[0, 0] = rows[1, 1] = 1.0
    rows[2] = rows[1] - rows[0]
    (before, _), (after, _), (amount, se) = (line.at(row) for row in rows)
    change = Change(metric=metric, amount=amount, se=se, free=line.free, runs=len(told))
    return Difference(
        metric=metric,
        verdict=change.verdict,
        sentence=difference_of(change, before, after),
        first=before,
        second=after,
        amount=amount,
        low=change.low,
        high=change.high,
        p_value=change.p_value,
        smallest_detectable=change.detectable,
        runs=runs,
    )


def _unknown(metric: Metric, runs: tuple[int, int]) -> Difference:
    return Difference(
        metric=metric,
        verdict=Verdict.CANNOT_TELL,
        sentence=too_few_of_two(metric, runs, LEAST_RUNS_EACH),
        first=None,
        second=None,
        amount=None,
        low=None,
        high=None,
        p_value=None,
        smallest_detectable=None,
        runs=runs,
    )
