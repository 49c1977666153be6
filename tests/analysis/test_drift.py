"""Drift in hindsight, held against runners whose truth is known."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from analysis.claims import KINDS, Run, run_of
from analysis.drift import (
    WORDS,
    DriftRules,
    HindsightDrift,
    Method,
    Why,
    drift_of,
    effort_part,
    hindsight_drift,
    refuse,
)
from analysis.refused import Refused
from analysis.trace import LONGEST_GAP_S, delayed, held, smoothed, trace_of
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.simulator import Runner, Stretch, Twin, draw_body

from ..benchmarks.bench_hindsight import CONDITIONS
from ..benchmarks.bench_hindsight import run_of as coached_run
from ..builders import second, steady

DEVELOPMENT_SEED = 8000


@cache
def hour(kind: str, seed: int = DEVELOPMENT_SEED) -> Run:
    return run_of(KINDS[kind], seed, draw_body(seed, "first"))


def measured(samples: Sequence[Sample]) -> HindsightDrift:
    found = hindsight_drift(samples)
    assert isinstance(found, HindsightDrift), found
    return found


def refusal(samples: Sequence[Sample]) -> Why:
    found = hindsight_drift(samples)
    assert isinstance(found, Refused), found
    return found.why


# What it finds


@pytest.mark.parametrize(
    "kind", ["none", "drift 12", "drift 25", "walks, drift 12", "hills, drift 12"]
)
def test_the_interval_holds_the_truth_and_is_no_wider_than_of_use(kind: str) -> None:
    run = hour(kind)

    found = measured(run.samples)

    assert found.low_bpm_per_h <= run.drift_bpm_per_h <= found.high_bpm_per_h
    assert found.low_bpm_per_h < found.bpm_per_h < found.high_bpm_per_h
    assert found.high_bpm_per_h - found.low_bpm_per_h < 14.0
    assert found.is_shown == (run.drift_bpm_per_h > 0.0)


@pytest.mark.slow
def test_over_many_runs_it_is_not_biased_and_its_interval_is_honest() -> None:
    errors, inside = [], []
    for kind in ("none", "drift 12", "pace ramp +10 %", "hills, drift 12", "walks, drift 12"):
        for seed in range(DEVELOPMENT_SEED, DEVELOPMENT_SEED + 8):
            run = hour(kind, seed)
            found = measured(run.samples)
            errors.append(found.bpm_per_h - run.drift_bpm_per_h)
            inside.append(found.low_bpm_per_h <= run.drift_bpm_per_h <= found.high_bpm_per_h)

    assert abs(statistics.fmean(errors)) < 1.0
    assert statistics.stdev(errors) < 2.5
    assert statistics.fmean(inside) >= 0.9


@pytest.mark.slow
@pytest.mark.parametrize("drift_bpm_per_h", [0.0, 25.0])
def test_walks_that_the_coach_calls_do_not_hide_drift(drift_bpm_per_h: float) -> None:
    coached = next(one for one in CONDITIONS if one.script is None)
    seeds = range(DEVELOPMENT_SEED, DEVELOPMENT_SEED + 8)
    runs = [coached_run(coached, drift_bpm_per_h, Twin.FIRST, seed) for seed in seeds]

    errors = [measured(samples).bpm_per_h - true for samples, true in runs]

    assert abs(statistics.fmean(errors)) < 2.0  # of eight runs: its standard error is 0.8
    assert statistics.stdev(errors) < 4.0


@pytest.mark.slow
def test_without_chance_time_constant_and_gain_are_found_in_short_walks() -> None:
    body = draw_body(DEVELOPMENT_SEED, Twin.FIRST).calm()
    body = body.with_drift(12.0, effort=body.vt1_fraction)
    legs = (
        Stretch(duration_s=120, gait=Gait.RUN, speed_mps=body.running_speed_at(body.vt1_fraction)),
        Stretch(duration_s=30, gait=Gait.WALK, speed_mps=1.5),
    )
    runner = Runner(body, script=legs * 24, seed=DEVELOPMENT_SEED)
    samples = [runner.second() for _ in range(3600)]

    found = drift_of(trace_of(samples), DriftRules(least_noise_bpm=0.0))

    assert isinstance(found, HindsightDrift)
    assert found.tau_s == pytest.approx(body.tau_on_s, rel=0.15)
    assert found.pace_gain_bpm == pytest.approx(body.gain_bpm_per_mps / 3.6, rel=0.15)


def test_a_faster_pace_is_no_drift() -> None:
    found = measured(hour("pace step +6 %").samples)

    assert not found.is_shown


def test_a_heart_that_is_faster_throughout_drifts_as_much() -> None:
    run = hour("drift 12")
    faster = [replace(one, hr_bpm=one.hr_bpm + 7 if one.hr_bpm else None) for one in run.samples]

    assert measured(faster).bpm_per_h == pytest.approx(measured(run.samples).bpm_per_h, abs=1e-6)


def test_the_percentage_is_of_the_level_at_minute_10() -> None:
    found = measured(hour("drift 12").samples)

    assert found.percent_per_h == pytest.approx(100.0 * found.bpm_per_h / found.level_bpm)
    assert 100.0 < found.level_bpm < 180.0


def test_the_same_run_has_the_same_interval() -> None:
    samples = hour("drift 12").samples

    assert hindsight_drift(samples) == hindsight_drift(samples)


def test_a_shorter_run_has_a_wider_interval() -> None:
    def width(found: HindsightDrift) -> float:
        return found.high_bpm_per_h - found.low_bpm_per_h

    samples = hour("drift 12").samples

    assert width(measured(samples[:2100])) > 1.5 * width(measured(samples))


def test_a_stop_of_the_watch_does_not_hide_drift() -> None:
    run = hour("drift 25")
    samples = [one for one in run.samples if not 1800 <= one.t_s < 2100]

    found = measured(samples)

    assert found.low_bpm_per_h <= run.drift_bpm_per_h <= found.high_bpm_per_h


def test_the_part_of_effort_falls_in_a_walk_and_knows_nothing_of_drift() -> None:
    run = hour("walks, drift 12")
    found = measured(run.samples)

    part_bpm = effort_part(trace_of(run.samples), found, DriftRules())

    early, late = part_bpm[720:1800], part_bpm[2520:3600]  # three cycles of 6 minutes each
    assert np.ptp(early) > 20.0
    assert abs(late.mean() - early.mean()) < 2.0


def test_length_and_heat_are_noted() -> None:
    found = measured(hour("drift 12").samples)

    assert found.lasted_s == 2999
    assert found.temperature_c == 15.0
    assert found.method is Method.EFFORT_MODEL


# What it refuses


def test_no_heart_rate() -> None:
    assert refusal([]) is Why.NO_HEART_RATE
    assert refusal(steady(None, 3600)) is Why.NO_HEART_RATE


def test_no_speed() -> None:
    samples = [replace(one, speed_mps=None) for one in hour("none").samples]

    assert refusal(samples) is Why.NO_EFFORT_SIGNAL


def test_too_short() -> None:
    assert refusal(hour("none").samples[:1500]) is Why.TOO_SHORT


def test_heart_rate_known_too_seldom_is_too_short() -> None:
    samples = [replace(s, hr_bpm=s.hr_bpm if s.t_s < 900 else None) for s in hour("none").samples]

    assert refusal(samples) is Why.TOO_SHORT


def test_too_many_artefacts() -> None:
    samples = [
        replace(one, hr_bpm=220 if one.t_s % 30 < 12 else one.hr_bpm)
        for one in hour("none").samples
    ]

    assert refusal(samples) is Why.TOO_MANY_ARTEFACTS


def test_a_heart_rate_that_a_device_drew_with_a_ruler() -> None:
    samples = [second(t_s, 170 - t_s // 100, speed_mps=2.8) for t_s in range(2400)]

    assert refusal(samples) is Why.FLAT_HR


def test_a_heart_rate_that_goes_its_own_way() -> None:
    swing = [round(25 * np.sin(t_s / 200.0)) for t_s in range(3600)]
    samples = [second(t_s, 140 + swing[t_s], speed_mps=2.8) for t_s in range(3600)]

    assert refusal(samples) is Why.DOES_NOT_FOLLOW


def test_a_heart_that_slows_down_when_the_legs_speed_up() -> None:
    dice = np.random.default_rng(1)
    stray = np.repeat(dice.normal(0.0, 1.0, 90), 40)
    is_fast = [t_s // 300 % 2 for t_s in range(3600)]
    samples = [
        second(t_s, round(150 + stray[t_s] - 10 * is_fast[t_s]), speed_mps=2.6 + 0.6 * is_fast[t_s])
        for t_s in range(3600)
    ]

    assert refusal(samples) is Why.DOES_NOT_FOLLOW


def test_a_pace_that_changes_as_steadily_as_the_heart_rate() -> None:
    dice = np.random.default_rng(1)
    stray = np.repeat(dice.normal(0.0, 1.5, 90), 40)
    samples = [
        second(t_s, round(130 + t_s / 150 + stray[t_s]), speed_mps=2.0 + t_s / 2000)
        for t_s in range(3600)
    ]

    assert refusal(samples) is Why.EFFORT_NOT_IDENTIFIABLE


@pytest.mark.parametrize("why", Why)
def test_every_refusal_says_what_would_help(why: Why) -> None:
    assert refuse(why).text == WORDS[why]
    assert WORDS[why].endswith(".")


def test_the_sentence_on_length_tells_the_rules() -> None:
    rules = DriftRules()

    assert f"{rules.least_s // 60} minutes" in WORDS[Why.TOO_SHORT]
    assert f"minute {rules.from_s // 60}" in WORDS[Why.TOO_SHORT]


# A run laid out on seconds


def test_a_watch_that_saves_memory_leaves_no_holes() -> None:
    trace = trace_of([second(t_s, 140, speed_mps=3.0) for t_s in range(0, 300, 4)])

    assert len(trace.t_s) == 297
    assert not np.isnan(trace.hr_bpm[40:]).any()
    assert trace.has_effort.all()


def test_a_gap_stays_a_gap_and_a_long_one_is_cut() -> None:
    early, late = steady(140, 60), steady(140, 60, start_s=5000)

    trace = trace_of(early + late)

    assert len(trace.t_s) == 60 + LONGEST_GAP_S + 59
    assert trace.t_s[[0, 59, -60, -1]].tolist() == [0.0, 59.0, 5000.0, 5059.0]
    assert np.isnan(trace.hr_bpm[60:-60]).all()
    assert (np.diff(trace.t_s) > 0).all()


def test_what_is_doubted_is_counted_and_not_used() -> None:
    trace = trace_of([*steady(140, 60), second(60, 200), *steady(140, 60, start_s=61)])

    assert trace.heard_count == 121
    assert trace.doubted_count >= 1
    assert np.isnan(trace.hr_bpm[60])


def test_effort_is_parted_into_pace_and_hill() -> None:
    samples = [
        Sample(t_s=t_s, hr_bpm=140, speed_mps=3.0, grade=0.05 if t_s >= 60 else 0.0)
        for t_s in range(120)
    ]

    trace = trace_of(samples)

    assert trace.pace_w_per_kg[50] == pytest.approx(3.6 * 3.0)
    assert trace.pace_w_per_kg[-1] == pytest.approx(3.6 * 3.0)
    assert trace.hill_w_per_kg[50] == 0.0
    assert trace.hill_w_per_kg[-1] == pytest.approx(3.26, abs=0.05)


def test_small_tools_of_a_trace() -> None:
    values = np.array([np.nan, 1.0, np.nan, 3.0])

    assert held(values).tolist() == [1.0, 1.0, 1.0, 3.0]
    assert delayed(np.array([1.0, 2.0, 3.0]), 2).tolist() == [1.0, 1.0, 1.0]
    assert smoothed(np.array([0.0, 3.0, 6.0]), 3).tolist() == [1.5, 3.0, 4.5]


def test_a_trace_tells_legs_and_distance_where_somebody_measured_them() -> None:
    samples = [
        *(second(t_s, 120, speed_mps=1.3, cadence_spm=105) for t_s in range(30)),
        *(second(t_s, 140, speed_mps=3.0, cadence_spm=170) for t_s in range(30, 60)),
        *steady(140, 60, start_s=60),
    ]
    samples[0] = replace(samples[0], distance_m=100.0)
    samples[40] = replace(samples[40], distance_m=180.0)

    trace = trace_of(samples)

    assert [trace.gaits[t_s] for t_s in (10, 50, 100)] == [Gait.WALK, Gait.RUN, None]
    assert trace.speed_mps[25] == pytest.approx(1.3)
    assert np.isnan(trace.speed_mps[100])
    assert trace.distance_m[20] == pytest.approx(140.0)
    assert np.isnan(trace_of(steady(140, 60)).distance_m).all()
