"""How restless a heart is: the disturbance's own size comes back, whatever the level does."""

from __future__ import annotations

import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.unrest import Unrest

TAU_S = 100  # of the model's disturbance


def disturbed(sd_bpm: float, *, seed: int, seconds: int = 20_000) -> list[float]:
    """What comes and goes with the model's own time constant of 100 s [bpm]."""
    dice = random.Random(seed)  # no secret
    keep = math.exp(-1.0 / TAU_S)
    now, told = 0.0, []
    for _ in range(seconds):
        now = keep * now + dice.gauss(0.0, sd_bpm * math.sqrt(1.0 - keep * keep))
        told.append(now)
    return told


def measured(levels: list[float], *, slope_bpm_per_s: float = 0.0, dt_s: int = 1) -> float:
    unrest = Unrest(2.0, TAU_S, 5_000.0)
    for i, level_bpm in enumerate(levels):
        unrest.watch(i * dt_s, level_bpm, slope_bpm_per_s, dt_s)
    return unrest.sd_bpm


def test_before_anything_is_known_it_is_what_was_expected() -> None:
    unrest = Unrest(2.0, TAU_S, 600.0)
    assert unrest.sd_bpm == pytest.approx(2.0)

    for t_s in range(TAU_S):  # nothing to compare with yet
        unrest.watch(t_s, 150.0 + t_s, 0.0, 1)

    assert unrest.sd_bpm == pytest.approx(2.0)


@pytest.mark.parametrize("sd_bpm", [1.0, 3.0, 8.0])
def test_the_size_of_a_disturbance_comes_back(sd_bpm: float) -> None:
    assert measured(disturbed(sd_bpm, seed=4)) == pytest.approx(sd_bpm, rel=0.25)


def test_a_level_that_drifts_as_told_is_no_unrest() -> None:
    slope_bpm_per_s = 30.0 / 3600.0
    drifting = [150.0 + slope_bpm_per_s * t_s for t_s in range(20_000)]

    assert measured(drifting, slope_bpm_per_s=slope_bpm_per_s) < 0.3
    assert measured(drifting) > measured(drifting, slope_bpm_per_s=slope_bpm_per_s)


@given(st.floats(-100.0, 100.0), st.floats(0.5, 5.0))
def test_where_the_level_lies_does_not_matter(offset_bpm: float, sd_bpm: float) -> None:
    told = disturbed(sd_bpm, seed=1, seconds=1_000)

    moved = [offset_bpm + one for one in told]

    assert measured(moved) == pytest.approx(measured(told))


def test_a_sample_every_seven_seconds_tells_the_same() -> None:
    told = disturbed(3.0, seed=5, seconds=40_000)

    assert measured(told[::7], dt_s=7) == pytest.approx(measured(told), rel=0.15)


def test_across_a_gap_nothing_is_compared() -> None:
    unrest = Unrest(2.0, TAU_S, 600.0)
    for t_s in range(2 * TAU_S):
        unrest.watch(t_s, 150.0, 0.0, 1)
    before_bpm = unrest.sd_bpm

    unrest.watch(10_000, 190.0, 0.0, 9_801)

    assert unrest.sd_bpm == before_bpm


def test_a_level_sought_anew_is_compared_with_none_before() -> None:
    unrest = Unrest(2.0, TAU_S, 600.0)
    for t_s in range(2 * TAU_S):
        unrest.watch(t_s, 150.0, 0.0, 1)
    before_bpm = unrest.sd_bpm

    unrest.forget_level()
    for t_s in range(2 * TAU_S, 3 * TAU_S):
        unrest.watch(t_s, 190.0, 0.0, 1)

    assert unrest.sd_bpm == before_bpm
