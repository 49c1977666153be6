"""What one run tells of each measure of a block."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace

import pytest

from analysis.claims import KINDS
from analysis.claims import run_of as hour_of
from analysis.dfa_threshold import RrMeasure, ThresholdRange
from analysis.drift import HindsightDrift, Method, hindsight_drift, refuse
from analysis.drift import Why as DriftWhy
from analysis.measures import BY_BOUTS, heart_at_effort, measure
from analysis.metrics import METRICS
from analysis.report import Report, report_on
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording
from runwalk.simulator import draw_body

PLAN = Plan(Athlete(resting_bpm=52), Workout.easy(Band(130, 150)))
DEVELOPMENT_SEED = 8000


def reported(samples: Sequence[Sample], plan: Plan | None = PLAN) -> Report:
    return report_on(run_of(Recording(samples=tuple(samples), sport="running"), plan))


@pytest.fixture(scope="module")
def hour() -> Report:
    made = hour_of(KINDS["walks, drift 12"], DEVELOPMENT_SEED, draw_body(DEVELOPMENT_SEED, "first"))
    return reported(made.samples)


def test_every_measure_is_told_or_refused_in_a_sentence(hour: Report) -> None:
    silent = reported([Sample(t_s=0)], None)

    for report in (hour, silent):
        told, refused = measure(report)

        assert not set(told) & set(refused)
        assert set(told) | set(refused) <= set(METRICS)
        assert all(text.endswith(".") for text in refused.values())
    assert not measure(silent)[0]


def test_drift_is_as_sure_as_its_interval(hour: Report) -> None:
    drift = measure(hour)[0]["drift_bpm_per_h"]

    assert isinstance(hour.drift, HindsightDrift)
    assert drift.value == hour.drift.bpm_per_h
    assert drift.se == pytest.approx((hour.drift.high_bpm_per_h - drift.value) / 1.96)


def test_heart_rate_over_effort_is_that_of_the_body(hour: Report) -> None:
    body = draw_body(DEVELOPMENT_SEED, "first")

    heart = heart_at_effort(hour)

    assert heart is not None
    true_bpm = body.demand_bpm(heart.mean_w_per_kg)
    assert abs(heart.level_bpm - true_bpm) < 2.5 * heart.level_se_bpm < 5.0
    assert abs(heart.gain_bpm_per_w_per_kg - body.gain_bpm_per_mps / 3.6) < 2.5
    assert heart.mean_w_per_kg == pytest.approx(
        3.6 * body.running_speed_at(body.vt1_fraction - 0.04), rel=0.02
    )


@pytest.mark.parametrize("kind", ["none", "drift 25", "hills, drift 12", "walks, drift 12"])
def test_a_run_too_short_for_drift_tells_heart_rate_over_effort(kind: str) -> None:
    body = draw_body(DEVELOPMENT_SEED, "first")
    made = hour_of(KINDS[kind], DEVELOPMENT_SEED, body)

    heart = heart_at_effort(reported(made.samples[:1400]))

    assert heart is not None
    off_bpm = heart.level_bpm - body.demand_bpm(heart.mean_w_per_kg)
    assert abs(off_bpm) < 2.5 * heart.level_se_bpm < 12.0


@pytest.mark.slow
def test_errors_are_as_large_as_they_are_told_to_be() -> None:
    of_drift, of_level = [], []
    for kind in ("none", "drift 12", "hills, drift 12", "walks, drift 12"):
        for seed in range(DEVELOPMENT_SEED, DEVELOPMENT_SEED + 12):
            body = draw_body(seed, "first")
            made = hour_of(KINDS[kind], seed, body)
            drift = hindsight_drift(made.samples)
            assert isinstance(drift, HindsightDrift)
            of_drift.append((drift.bpm_per_h - made.drift_bpm_per_h) / drift.se_bpm_per_h)
            heart = drift.heart.of_running()
            off_bpm = heart.level_bpm - body.demand_bpm(heart.mean_w_per_kg)
            of_level.append(off_bpm / heart.level_se_bpm)

    assert statistics.stdev(of_drift) == pytest.approx(1.0, abs=0.25)
    assert statistics.stdev(of_level) == pytest.approx(1.0, abs=0.3)
    assert abs(statistics.fmean(of_drift)) < 0.7  # of twelve bodies: its standard error is 0.3
    assert abs(statistics.fmean(of_level)) < 0.7


def test_runs_and_walks_are_counted(hour: Report) -> None:
    told, _ = measure(hour)

    assert 0.0 < told["run_ratio"].value < 1.0
    assert 60.0 < told["longest_run_s"].value < 3600.0


def test_drift_by_runs_and_walks_alone_does_not_count(hour: Report) -> None:
    assert isinstance(hour.drift, HindsightDrift)
    weaker = replace(hour, drift=replace(hour.drift, method=Method.BOUTS))

    told, refused = measure(weaker)

    assert "drift_bpm_per_h" not in told
    assert refused["drift_bpm_per_h"] == BY_BOUTS


def test_alpha1_is_as_sure_as_its_crossing(hour: Report) -> None:
    assert isinstance(hour.rr, RrMeasure)
    crossing = ThresholdRange(
        low_bpm=115.0,
        high_bpm=160.0,
        crossing_bpm=147.0,
        crossing_low_bpm=141.0,
        crossing_high_bpm=149.0,
    )

    told, _ = measure(replace(hour, rr=replace(hour.rr, threshold=crossing)))

    assert told["alpha1_threshold_bpm"].value == 147.0
    assert told["alpha1_threshold_bpm"].se == pytest.approx(4.0 / 1.96)


def test_a_heart_that_was_filled_in_tells_nothing_that_rests_on_it(hour: Report) -> None:
    flat = replace(hour, heart=refuse(DriftWhy.FLAT_HR))

    told, refused = measure(flat)

    for name in ("efficiency_m_per_beat", "recovery_s", "above_ceiling_ratio", "hr_at_pace_bpm"):
        assert "smoother than any heart" in refused[name]
    assert "run_ratio" in told
