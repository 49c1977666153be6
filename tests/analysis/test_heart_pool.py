"""Pooling runs: what they have in common, and how they differ."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.heart_fit import HeartFit, Told
from analysis.heart_pool import FITTED, MARGINS, pool_runs, pooled, profile_of

runs = st.lists(
    st.builds(Told, st.floats(-50.0, 50.0), st.floats(0.1, 20.0)), min_size=2, max_size=12
)

FIT = HeartFit(
    tau_s=Told(50.0, 5.0),
    dead_time_s=Told(8.0, 1.0),
    gain_bpm_per_w_per_kg=Told(9.0, 0.5),
    demand_bpm=Told(140.0, 2.0),
    drift_bpm_per_h=None,
    walk_gain_bpm=None,
    disturbance_sd_bpm=1.5,
    residual_sd_bpm=2.0,
    stray_ratio=0.0,
    residual_lag1=0.9,
    first_bpm=80.0,
    minutes=40.0,
)


@given(runs)
def test_the_mean_lies_among_the_runs(told: list[Told]) -> None:
    pool = pooled(told)

    values = [one.value for one in told]
    assert min(values) - 1e-6 <= pool.mean <= max(values) + 1e-6
    assert 0.0 < pool.se <= max(one.se for one in told) + pool.between_sd
    assert pool.next_sd >= pool.between_sd
    assert pool.runs == len(told)


@given(runs)
def test_the_squares_are_what_they_should_be(told: list[Told]) -> None:
    pool = pooled(told)

    squares = sum((one.value - pool.mean) ** 2 / (one.se**2 + pool.between_sd**2) for one in told)
    if pool.between_sd > 0.0:
        assert squares == pytest.approx(len(told) - 1, rel=1e-3)
    else:
        assert squares <= len(told) - 1 + 1e-6


def test_runs_alike_pool_as_their_weights_say() -> None:
    pool = pooled([Told(10.0, 1.0), Told(11.0, 2.0)])

    assert pool.mean == pytest.approx((10.0 + 11.0 / 4.0) / 1.25)
    assert pool.between_sd == 0.0
    assert pool.se == pytest.approx(1.25**-0.5)


def test_the_interval_holds_the_truth_in_nineteen_of_twenty() -> None:
    dice = random.Random(1)
    held = 0
    for _ in range(500):
        told = []
        for _ in range(6):
            se = dice.uniform(1.0, 4.0)
            told.append(Told(dice.gauss(dice.gauss(50.0, 3.0), se), se))
        low, high = pooled(told).interval
        held += low <= 50.0 <= high

    assert 0.92 <= held / 500 <= 0.99


def test_one_run_is_no_pool() -> None:
    with pytest.raises(ValueError, match="two runs"):
        pooled([Told(1.0, 1.0)])


def test_what_fewer_than_three_runs_tell_is_missing() -> None:
    odd = replace(FIT, gain_bpm_per_w_per_kg=Told(9.0, 9.0))

    known, missing = pool_runs([one.told() for one in (FIT, FIT, odd)])

    assert missing == {
        "gain_bpm_per_w_per_kg": 2,
        "walk_gain_bpm": 0,
        "peak_margin_bpm": 0,
        "trough_margin_bpm": 0,
    }
    assert set(known) == set(FITTED) - set(missing)
    profile = profile_of(known)
    assert profile.tau_s is not None
    assert profile.tau_s.value == pytest.approx(50.0)
    assert profile.tau_s.runs == 3
    assert profile.gain_bpm_per_w_per_kg is None


def test_time_constants_are_pooled_as_ratios() -> None:
    fits = [replace(FIT, tau_s=Told(tau_s, 0.1 * tau_s)) for tau_s in (30.0, 60.0, 120.0)]

    known, _ = pool_runs([one.told() for one in fits])

    assert known["tau_s"].mean == pytest.approx(60.0)


def test_no_run_tells_nothing() -> None:
    known, missing = pool_runs([])

    assert known == {}
    assert set(missing) == {*FITTED, *MARGINS}
