"""What is known of a heart, and what one more run adds to it."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.profile import RANGES, HeartProfile, Learned

inside = st.floats(10.0, 100.0)
spread = st.floats(0.5, 30.0)


@pytest.mark.parametrize(
    ("value", "sd", "runs"),
    [(math.nan, 1.0, 1), (1.0, math.inf, 1), (1.0, 0.0, 1), (1.0, -1.0, 1), (1.0, 1.0, -1)],
)
def test_a_number_that_is_none_is_refused(value: float, sd: float, runs: int) -> None:
    with pytest.raises(ValueError, match="must be"):
        Learned(value=value, sd=sd, runs=runs)


@pytest.mark.parametrize("name", RANGES)
def test_no_heart_lies_outside_the_ranges(name: str) -> None:
    low, high = RANGES[name]

    for value in (low - 1.0, high + 1.0):
        with pytest.raises(ValueError, match=name):
            HeartProfile(**{name: Learned(value=value, sd=1.0)})


@given(old=inside, new=inside, old_sd=spread, new_sd=spread, runs=st.integers(1, 50))
def test_one_more_run_moves_the_value_towards_it_and_counts(
    old: float, new: float, old_sd: float, new_sd: float, runs: int
) -> None:
    now = Learned(value=old, sd=old_sd, runs=runs).after(Learned(value=new, sd=new_sd))

    assert min(old, new) - 1e-9 <= now.value <= max(old, new) + 1e-9
    assert abs(now.value - old) <= abs(new - old) / 2.0 + 1e-9
    assert abs(now.value - old) >= abs(new - old) / 10.0 - 1e-9
    assert now.runs == runs + 1


def test_the_spread_follows_runs_that_differ() -> None:
    known = Learned(value=50.0, sd=1.0, runs=1)

    for value in (30.0, 70.0) * 10:
        known = known.after(Learned(value=value, sd=1.0))

    assert known.sd == pytest.approx(20.0, abs=4.0)


def test_what_was_written_by_hand_stays() -> None:
    mine = Learned(value=50.0, sd=1.0, runs=0)

    assert mine.after(Learned(value=80.0, sd=1.0)) is mine


def test_what_a_run_did_not_tell_stays_and_what_is_new_comes() -> None:
    before = HeartProfile(tau_s=Learned(value=50.0, sd=5.0))
    run = HeartProfile(dead_time_s=Learned(value=9.0, sd=3.0))

    after = before.after(run)

    assert after.tau_s == before.tau_s
    assert after.dead_time_s == run.dead_time_s
    assert set(after.known()) == {"tau_s", "dead_time_s"}
