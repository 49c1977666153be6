"""Heart rate as a line over effort: read off anywhere, as sure as the fit."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.heart_line import HeartLine


def line(seed: int, *, walks: bool = True) -> HeartLine:
    """A line with errors that hang together, as fits have them."""
    dice = np.random.default_rng(seed)
    count = 5 if walks else 4
    root = dice.normal(size=(count, count)) * ([0.6, 2.0, 1.0, 1.0, 2.0][:count])
    return HeartLine(
        values=(150.0, 8.0, 7.0, 6.0, 3.0)[:count],
        covariance=tuple(tuple(row) for row in (root.T @ root).tolist()),
        means=(9.0, 0.3, 0.2)[: count - 2],
    )


def test_at_the_means_it_is_the_level() -> None:
    one = line(1, walks=False)

    told = one.at(9.0, 0.3, is_walk=False)

    assert told.value == pytest.approx(150.0)
    assert told.se == pytest.approx(math.sqrt(one.covariance[0][0]))


def test_pace_hills_and_walks_have_their_own_gains() -> None:
    one = line(1)

    level = one.at(9.0, 0.3, is_walk=False).value

    assert one.at(10.0, 0.3, is_walk=False).value - level == pytest.approx(7.0)
    assert one.at(9.0, 1.3, is_walk=False).value - level == pytest.approx(6.0)
    assert one.at(9.0, 0.3, is_walk=True).value - level == pytest.approx(3.0)
    assert level == pytest.approx(150.0 - 0.2 * 3.0)  # the level has a fifth of walking in it


@given(st.integers(0, 10_000), st.booleans(), st.floats(3.0, 18.0))
def test_height_and_gain_have_errors_of_their_own(
    seed: int, walks: bool, effort_w_per_kg: float
) -> None:
    one = line(seed, walks=walks)
    heart = one.of_running()

    away = effort_w_per_kg - heart.mean_w_per_kg
    straight = one.at(effort_w_per_kg, 0.0, is_walk=False)

    assert straight.value == pytest.approx(
        heart.level_bpm + heart.gain_bpm_per_w_per_kg * away, rel=1e-6
    )
    assert straight.se == pytest.approx(
        math.hypot(heart.level_se_bpm, heart.gain_se_bpm_per_w_per_kg * away), rel=1e-6
    )
    assert straight.se is not None
    assert straight.se >= heart.level_se_bpm - 1e-9
