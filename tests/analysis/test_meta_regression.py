"""Lines through numbers with known errors, held to published ones."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.meta_regression import Belief, meta_regression

_NO_CUT = math.inf


def _twelve(slope: float = -1.0, spread: float = 1.0) -> tuple[np.ndarray, np.ndarray]:
    weeks = np.arange(12.0)
    strays = np.random.default_rng(8000).normal(0.0, spread, 12)
    return 10.0 + slope * weeks + strays, np.column_stack([np.ones(12), weeks - weeks.mean()])


# Trials of BCG vaccine (Colditz and others, 1994; metafor's dat.bcg): cases of tuberculosis and
# others among the vaccinated, the same among the rest, absolute latitude, year.
_BCG = np.array(
    [
        (4, 119, 11, 128, 44, 1948),
        (6, 300, 29, 274, 55, 1949),
        (3, 228, 11, 209, 42, 1960),
        (62, 13536, 248, 12619, 52, 1977),
        (33, 5036, 47, 5761, 13, 1973),
        (180, 1361, 372, 1079, 44, 1953),
        (8, 2537, 10, 619, 19, 1973),
        (505, 87886, 499, 87892, 13, 1980),
        (29, 7470, 45, 7232, 27, 1968),
        (17, 1699, 65, 1600, 42, 1961),
        (186, 50448, 141, 27197, 18, 1974),
        (5, 2493, 3, 2338, 33, 1969),
        (27, 16886, 29, 17825, 33, 1976),
    ],
    dtype=float,
).T


def _odds(cases: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Log odds ratios and their standard errors."""
    treated, treated_well, others, others_well = cases
    values = np.log(treated * others_well / (treated_well * others))
    return values, np.sqrt((1.0 / cases).sum(axis=0))


def test_the_bcg_trials_come_out_as_in_metafor() -> None:
    # rma(yi, vi, mods = ~ ablat + year, method = "PM", test = "knha") of odds ratios, R 4's metafor
    # 4.4, as a public test suite that replays it holds it.
    values, ses = _odds(_BCG[:4])
    columns = np.column_stack([np.ones(13), _BCG[4], _BCG[5]])

    line = meta_regression(values, ses, columns, cut=_NO_CUT)

    assert line.between_variance == pytest.approx(0.1631972, abs=1e-5)
    assert line.values[1:] == pytest.approx([-0.02751, 0.00686], abs=5e-6)
    assert math.sqrt(line.covariance[1, 1]) == pytest.approx(0.01201, abs=5e-6)
    assert line.free == pytest.approx(10.0)


@pytest.mark.parametrize(
    ("values", "ses", "between_sd", "mean", "se"),
    [
        # metafor's own test of DerSimonian and Kacker (2007), tables 3 and 4: the CLASP trials.
        pytest.param(
            *_odds(
                np.array(
                    [
                        (5, 151, 8, 66),
                        (5, 298, 17, 286),
                        (12, 553, 9, 468),
                        (69, 1501, 94, 1471),
                        (9, 94, 11, 94),
                        (313, 4346, 352, 4298),
                    ],
                    dtype=float,
                ).T
            ),
            0.3681,
            -0.3811,
            0.2060,
            id="CLASP",
        ),
        # A public test suite's call of rma.uni(..., method = "PM", test = "knha").
        pytest.param(
            np.array([0.40, -0.20, 0.55, 0.10]),
            np.sqrt([0.05, 0.06, 0.04, 0.05]),
            math.sqrt(0.05930),
            0.22957,
            None,
            id="four numbers",
        ),
    ],
)
def test_means_come_out_as_in_metafor(
    values: np.ndarray, ses: np.ndarray, between_sd: float, mean: float, se: float | None
) -> None:
    line = meta_regression(values, ses, np.ones((len(values), 1)), cut=_NO_CUT)

    assert math.sqrt(line.between_variance) == pytest.approx(between_sd, abs=5e-5)
    assert line.at(np.ones(1))[0] == pytest.approx(mean, abs=5e-5)
    if se is not None:
        assert line.at(np.ones(1))[1] == pytest.approx(se, abs=5e-5)


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


@pytest.mark.parametrize("count", [6, 20, 41, 300])
def test_runs_that_all_tell_the_same_have_a_level_line(count: int) -> None:
    """An hour without a walk is 3,600 s in every run, and rounding is all that is left over."""
    weeks = np.arange(count) * 0.57 - 4.2
    columns = np.column_stack([np.ones(count), weeks, 2.3 * weeks + np.cos(weeks), np.sin(weeks)])

    line = meta_regression(np.full(count, 3600.0), np.zeros(count), columns)

    assert line.between_variance == 0.0
    assert line.values == pytest.approx([3600.0, 0.0, 0.0, 0.0], abs=1e-6)


def test_columns_that_cannot_be_told_apart_are_refused() -> None:
    values, columns = _twelve()

    with pytest.raises(ValueError, match="told apart"):
        meta_regression(values, np.ones(12), np.column_stack([columns, columns[:, 1]]))


def test_too_few_runs_are_refused() -> None:
    with pytest.raises(ValueError, match="too few"):
        meta_regression(np.ones(2), np.ones(2), np.vander(np.arange(2.0), 2))


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 30)), min_size=4, max_size=15))
def test_no_line_is_surer_than_its_runs(runs: list[tuple[float, float]]) -> None:
    values, ses = np.array(runs).T
    weeks = np.arange(len(runs)) - 0.5 * (len(runs) - 1)
    columns = np.column_stack([np.ones(len(runs)), weeks])

    line = meta_regression(values, ses, columns)

    plain = np.linalg.inv(columns.T @ (columns / ses[:, None] ** 2))
    assert np.all(np.diag(line.covariance) >= np.diag(plain) * (1.0 - 1e-9))
    assert np.all((line.trust > 0.0) & (line.trust <= 1.0))


@pytest.mark.parametrize("believed", [0.0, 3.0])
@pytest.mark.parametrize("tiny", [5e-324, 1e-160, 1e-30])
def test_a_difference_too_small_to_square_ends_the_search_too(tiny: float, believed: float) -> None:
    values, columns = np.zeros(12), _twelve()[1]
    values[3] = tiny

    line = meta_regression(values, np.ones(12), columns, between_sd=believed)

    assert line.values == pytest.approx([0.0, 0.0], abs=1e-9)
