"""Lines through numbers with known errors, held to published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.meta_regression import Belief, meta_regression

_NO_CUT = math.inf


def _twelve(slope: float = -1.0, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    weeks = np.arange(12.0)
    strays = np.random.default_rng(8000).normal(0.0, spread, 12)
    return 10.0 + slope * weeks + strays, np.column_stack([np.ones(12), weeks - weeks.mean()])


def test_without_errors_of_their_own_and_a_cut_the_line_is_least_squares() -> None:
    values, columns = _twelve()

    line = meta_regression(values, np.zeros(12), columns, cut=_NO_CUT)

    found, (squares,), *_ = np.linalg.lstsq(columns, values, rcond=None)
    covariance = np.linalg.inv(columns.T @ columns) * squares / 10.0
    assert line.values == pytest.approx(found)
    assert line.free == pytest.approx(10.0)
    assert line.covariance == pytest.approx(covariance, rel=1e-6, abs=1e-12)


def test_a_wild_run_hardly_moves_the_line() -> None:
    values, columns = _twelve(spread=0.5)
    wild = values.copy()
    wild[11] += 40.0

    tame = meta_regression(values, np.full(12, 0.5), columns)
    cut = meta_regression(wild, np.full(12, 0.5), columns)
    uncut = meta_regression(wild, np.full(12, 0.5), columns, cut=_NO_CUT)

    assert abs(cut.values[1] - tame.values[1]) < 0.3 * abs(uncut.values[1] - tame.values[1])
    assert cut.trust[11] < 0.2
    assert np.all(cut.trust[:11] > 0.9)


def test_what_is_believed_counts_where_the_runs_cannot_tell() -> None:
    values, columns = _twelve()
    twice = np.column_stack([columns, columns[:, 1]])
    belief = Belief(column=2, mean=0.0, sd=0.2)

    alone = meta_regression(values, np.ones(12), columns)
    both = meta_regression(values, np.ones(12), twice, beliefs=[belief])

    assert both.values[1] == pytest.approx(alone.values[1])
    assert both.covariance[1, 1] == pytest.approx(alone.covariance[1, 1] + 0.2**2, rel=1e-3)
    assert both.free == pytest.approx(alone.free, abs=1e-6)


def test_columns_that_cannot_be_told_apart_are_refused() -> None:
    values, columns = _twelve()

    with pytest.raises(ValueError, match="told apart"):
        meta_regression(values, np.ones(12), np.column_stack([columns, columns[:, 1]]))


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        meta_regression(np.ones(3), np.ones(3), np.vander(np.arange(3.0), 2))
