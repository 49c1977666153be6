"""Conditions of a run: what like is compared with."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from analysis.conditions import climbed_m, conditions_of
from analysis.report import Report, report_on
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Device, Recording

PLAN = Plan(Athlete(resting_bpm=52), Workout.easy(Band(130, 150)))


def told(
    samples: Sequence[Sample], *, sport: str = "running", sub_sport: str = "", **rest: object
) -> Report:
    recording = Recording(samples=tuple(samples), sport=sport, sub_sport=sub_sport, **rest)  # type: ignore[arg-type]
    return report_on(run_of(recording, PLAN))


def legs(run_s: int, walk_s: int) -> list[Sample]:
    """A run, and a walk after it."""
    return [
        Sample(
            t_s=t_s,
            hr_bpm=140,
            speed_mps=3.0 if t_s < run_s else 1.4,
            cadence_spm=170 if t_s < run_s else 110,
        )
        for t_s in range(run_s + walk_s)
    ]


@pytest.mark.parametrize(
    ("sport", "run_s", "discipline"),
    [
        ("running", 600, "run"),
        ("running", 120, "run"),  # a beginner's
        ("running", 0, "hike"),  # a hike on a treadmill, as watches call it
        ("hiking", 120, "hike"),
        ("hiking", 500, "run"),  # the legs know better
        ("walking", 0, "hike"),
        ("", 400, "run"),
        ("", 100, "hike"),
        ("cycling", 600, "other"),
    ],
)
def test_legs_tell_a_run_from_a_hike(sport: str, run_s: int, discipline: str) -> None:
    assert conditions_of(told(legs(run_s, 600 - run_s), sport=sport)).discipline == discipline


@pytest.mark.parametrize(
    ("sport", "discipline"), [("running", "run"), ("hiking", "hike"), ("", "other")]
)
def test_without_legs_the_device_tells(sport: str, discipline: str) -> None:
    samples = [Sample(t_s=t_s, hr_bpm=120) for t_s in range(60)]

    assert conditions_of(told(samples, sport=sport)).discipline == discipline


@pytest.mark.parametrize(
    ("sub_sport", "grade", "altitude_m", "is_indoors"),
    [
        ("treadmill", None, None, True),
        ("trail", None, None, False),
        ("", 0.02, None, True),
        ("", None, 120.0, False),
        ("generic", None, None, None),
    ],
)
def test_a_treadmill_is_told_by_its_name_or_its_grade(
    sub_sport: str, grade: float | None, altitude_m: float | None, is_indoors: bool | None
) -> None:
    samples = [Sample(t_s=t_s, grade=grade, altitude_m=altitude_m) for t_s in range(60)]

    assert conditions_of(told(samples, sub_sport=sub_sport)).is_indoors is is_indoors


def test_what_the_plan_and_the_file_know_is_told() -> None:
    device = Device(manufacturer="garmin", product="fr\x1b955")

    found = conditions_of(told(legs(600, 0), devices=(device,)))

    assert found.device == "garmin fr\N{REPLACEMENT CHARACTER}955"
    assert (found.ceiling_bpm, found.resting_bpm) == (150, 52)
    assert found.duration_s == 600
    assert found.hr_mean_bpm == pytest.approx(140.0)
    assert found.effort_w_per_kg == pytest.approx(3.6 * 3.0, rel=0.01)


def test_nothing_known_is_none_and_never_zero() -> None:
    found = conditions_of(told([Sample(t_s=0), Sample(t_s=1)]))

    assert found.hr_mean_bpm is None
    assert found.effort_w_per_kg is None
    assert found.climb_m_per_km is None
    assert found.temperature_c is None


def test_a_barometer_that_strays_climbs_nothing() -> None:
    dice = Random(8000)
    wind_m = [dice.gauss(0.0, 1.0) for _ in range(3600)]

    assert climbed_m(range(3600), wind_m) == 0.0


def test_hills_are_climbed_whatever_the_barometer_adds() -> None:
    dice = Random(8000)
    rolling_m = [20.0 * (abs(t_s % 800 - 400) / 400.0) + dice.gauss(0, 0.5) for t_s in range(4000)]

    assert climbed_m(range(4000), rolling_m) == pytest.approx(100.0, rel=0.06)


def test_a_height_that_is_set_anew_is_no_climb() -> None:
    heights_m = [100.0] * 600 + [180.0] * 600

    assert climbed_m(range(1200), heights_m) == 0.0


def test_a_belt_climbs_by_its_grade() -> None:
    samples = [Sample(t_s=t_s, speed_mps=1.5, grade=0.1) for t_s in range(1000)]

    assert conditions_of(told(samples)).climb_m_per_km == pytest.approx(100.0, rel=0.02)
