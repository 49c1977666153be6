"""Drift from runs and walks alone, held against runners whose truth is known."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from itertools import pairwise

import numpy as np
import pytest

from analysis.drift import HindsightDrift, Method, Why, refuse
from analysis.drift_by_bouts import (
    LEAST_SWING_BPM,
    LEAST_WALKS,
    BoutTrends,
    best_drift_of,
    trace_behind,
    trends_of,
    trends_to_dict,
    turns,
)
from analysis.run import Run, run_of
from analysis.trace import trace_of
from runwalk.engine.sample import Sample
from runwalk.recording.recording import Recording
from runwalk.simulator import Twin

from ..benchmarks import bench_hindsight as bench
from ..builders import steady

SEED = 8000
CLOCK = next(one for one in bench.CONDITIONS if one.script is bench.four_to_one)
COACH = next(one for one in bench.CONDITIONS if one.script is None)


@cache
def hour(
    condition: bench.Condition, bpm_per_h: float, seed: int = SEED
) -> tuple[Sequence[Sample], float]:
    return bench.run_of(condition, bpm_per_h, Twin.FIRST, seed)


def without_speed(samples: Sequence[Sample]) -> Run:
    """The same as a strap and a foot's cadence would tell it."""
    return run_of(
        Recording(
            samples=tuple(
                Sample(t_s=one.t_s, hr_bpm=one.hr_bpm, cadence_spm=one.cadence_spm)
                for one in samples
            ),
            sport="running",
        ),
        None,
    )


@pytest.mark.parametrize("bpm_per_h", [0.0, 25.0])
def test_walks_by_the_clock_tell_drift_without_any_speed(bpm_per_h: float) -> None:
    samples, true_bpm_per_h = hour(CLOCK, bpm_per_h)

    found = best_drift_of(without_speed(samples))

    assert isinstance(found, HindsightDrift)
    assert found.method is Method.BOUTS
    assert found.low_bpm_per_h <= true_bpm_per_h <= found.high_bpm_per_h
    assert found.high_bpm_per_h - found.low_bpm_per_h < 16.0


def test_where_speed_is_known_it_counts() -> None:
    samples, _ = hour(CLOCK, 25.0)

    found = best_drift_of(run_of(Recording(samples=tuple(samples), sport="running"), None))

    assert isinstance(found, HindsightDrift)
    assert found.method is Method.EFFORT_MODEL


def test_walks_that_the_heart_calls_tell_no_number_but_how_they_changed() -> None:
    samples, _ = hour(COACH, 25.0, 8006)  # who walks 36 times; a dozen walks show no trend
    run = without_speed(samples)

    assert best_drift_of(run) == refuse(Why.NO_EFFORT_SIGNAL)
    trends = trends_of(run.trace)
    assert isinstance(trends, BoutTrends)
    assert trends.climb_s.per_h < 0.0  # ever sooner at the cap
    assert trends.climb_s.high_per_h < 0.0  # and surely
    assert abs(trends.peak_bpm.per_h) < 6.0  # and the cap is held


def test_a_strap_alone_tells_no_number() -> None:
    samples, _ = hour(CLOCK, 12.0)
    strap = tuple(Sample(t_s=one.t_s, hr_bpm=one.hr_bpm) for one in samples)

    found = best_drift_of(run_of(Recording(samples=strap, sport="running"), None))

    assert found == refuse(Why.NO_EFFORT_SIGNAL)


def test_the_trace_behind_a_number_by_bouts_has_the_speeds_that_were_taken_for_granted() -> None:
    samples, _ = hour(CLOCK, 12.0)
    run = without_speed(samples)
    found = best_drift_of(run)

    assert isinstance(found, HindsightDrift)
    behind = trace_behind(run, found)
    assert len(np.unique(behind.measured_mps[~np.isnan(behind.measured_mps)])) == 2
    assert np.isnan(run.trace.measured_mps).all()


# Turns and trends


def test_a_heart_turns_where_it_comes_back_far_enough() -> None:
    bpm = [120 + round(20 * np.sin(t_s / 30.0)) for t_s in range(600)]
    trace = trace_of([Sample(t_s=t_s, hr_bpm=bpm[t_s]) for t_s in range(600)])

    found = turns(trace)

    assert len(found) >= 5
    assert all(one.is_peak is not other.is_peak for one, other in pairwise(found))
    assert all(abs(one.bpm - other.bpm) >= LEAST_SWING_BPM for one, other in pairwise(found))


def test_a_steady_heart_does_not_turn() -> None:
    assert turns(trace_of(steady(140, 600))) == []


def test_a_run_without_walks_has_no_trends() -> None:
    assert trends_of(trace_of(steady(140, 3600))) == refuse(Why.TOO_FEW_WALKS)
    assert trends_of(trace_of(steady(None, 3600))) == refuse(Why.NO_HEART_RATE)


def test_what_is_told_of_trends_is_plain() -> None:
    samples, _ = hour(CLOCK, 25.0)
    trends = trends_of(without_speed(samples).trace)

    told = trends_to_dict(trends)

    assert set(told) == {"climb_s", "recovery_s", "floor_bpm", "peak_bpm"}
    floor = told["floor_bpm"]
    assert floor["low_per_h"] < floor["per_h"] < floor["high_per_h"]
    assert floor["count"] >= LEAST_WALKS
    assert floor["per_h"] == pytest.approx(20.0, abs=6.0)  # by the clock, it rises as the drift
    assert trends_to_dict(refuse(Why.TOO_FEW_WALKS))["refused"] == "too_few_walks"
