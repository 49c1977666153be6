"""What one run tells of each measure of a block."""

from __future__ import annotations

import pytest

from analysis.claims import KINDS
from analysis.claims import run_of as hour_of
from analysis.drift import HindsightDrift
from analysis.measures import measure
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


@pytest.fixture(scope="module")
def hour() -> Report:
    made = hour_of(KINDS["walks, drift 12"], DEVELOPMENT_SEED, draw_body(DEVELOPMENT_SEED, "first"))
    return report_on(run_of(Recording(samples=tuple(made.samples), sport="running"), PLAN))


def test_every_measure_is_told_or_refused_in_a_sentence(hour: Report) -> None:
    silent = report_on(run_of(Recording(samples=(Sample(t_s=0),)), None))

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


def test_runs_and_walks_are_counted(hour: Report) -> None:
    told, _ = measure(hour)

    assert 0.0 < told["run_ratio"].value < 1.0
    assert 60.0 < told["longest_run_s"].value < 3600.0
