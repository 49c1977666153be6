"""Hiking economy: the published case, and hikers whose truth is known."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.block import BlockRun, block_of
from analysis.conditions import conditions_of
from analysis.hiking import (
    INDOORS,
    NO_GRADE,
    NO_HIKE,
    NO_RESTING,
    NO_RISE,
    OUTDOORS,
    RESTING_ML_PER_KG_MIN,
    TOO_SHORT,
    Reference,
    economy_of,
    hiking_economy,
    walking_oxygen_acsm,
    walking_oxygen_lcda,
)
from analysis.measures import heart_at_effort, measure
from analysis.report import Report, report_on
from analysis.run import uncoached_run_of
from analysis.run_summary import Measured, RunSummary
from analysis.trend import Verdict
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.effort import walking_power_lcda_looney_2019
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording
from runwalk.simulator import Body, Course, Runner, Stretch
from runwalk.simulator.scenarios import SCENARIOS

MPH = 0.44704
NAME = "hiking_economy_ml_per_kg_per_beat"
HIKER = Body(resting_bpm=60.0, vo2max_ml_per_kg_min=58.0)
DEVELOPMENT_SEED = 8000


def reported(samples: Sequence[Sample], *, resting_bpm: int | None = 60) -> Report:
    plan = Plan(Athlete(resting_bpm=resting_bpm), Workout.easy(Band(130, 155)))
    return report_on(uncoached_run_of(Recording(samples=tuple(samples), sport="running"), plan))


def on_a_treadmill(body: Body = HIKER, seed: int = DEVELOPMENT_SEED) -> list[Sample]:
    runner = SCENARIOS["treadmill-hike"].runner(seed, body=body)
    return [runner.second() for _ in range(37 * 60)]


def on_a_mountain(body: Body = HIKER, *, grade: float = 0.15, mps: float = 1.1) -> list[Sample]:
    """An hour: up and down again, four times, now slower and now faster."""
    course = Course(((750.0, grade), (250.0, -grade)))
    legs = [
        Stretch(duration_s=240, gait=Gait.WALK, speed_mps=mps * ratio)
        for ratio in (0.9, 1.1, 0.95, 1.05)
    ]
    runner = Runner(body, course=course, script=tuple(legs) * 4, seed=DEVELOPMENT_SEED)
    return [runner.second() for _ in range(3600)]


def true_economy(body: Body, at: Reference) -> float:
    power = walking_power_lcda_looney_2019(at.speed_mps, at.grade)
    slow_bpm = 60.0 * max(0.0, body.effort(power) - body.vt1_fraction)
    hr_bpm = body.demand_bpm(power) + slow_bpm
    return hiking_economy(at.speed_mps, at.grade, hr_bpm, body.resting_bpm)


def told(report: Report) -> Measured:
    values, refused = measure(report)
    assert NAME in values, refused.get(NAME)
    return values[NAME]


# The formula


@pytest.mark.parametrize(
    ("resting_bpm", "percent"), [(50.0, 21.9), (60.0, 23.8), (65.0, 25.0), (70.0, 26.3)]
)
def test_the_case_that_coaches_tell(resting_bpm: float, percent: float) -> None:
    before = hiking_economy(3.8 * MPH, 0.15, 160.0, resting_bpm)
    after = hiking_economy(4.0 * MPH, 0.15, 145.0, resting_bpm)

    assert 100.0 * (after / before - 1.0) == pytest.approx(percent, abs=0.06)


def test_oxygen_as_it_is_published() -> None:
    assert walking_oxygen_acsm(3.8 * MPH, 0.15) == pytest.approx(41.21, abs=0.01)
    assert walking_oxygen_acsm(4.0 * MPH, 0.15) == pytest.approx(43.20, abs=0.01)
    assert walking_oxygen_acsm(0.0, 0.15) == RESTING_ML_PER_KG_MIN


@pytest.mark.parametrize("at", [INDOORS, OUTDOORS], ids=["indoors", "outdoors"])
def test_both_equations_agree_at_the_references(at: Reference) -> None:
    acsm, lcda = (f(at.speed_mps, at.grade) for f in (walking_oxygen_acsm, walking_oxygen_lcda))

    assert lcda == pytest.approx(acsm, rel=0.07)


@given(st.floats(0.5, 2.0), st.floats(0.0, 0.3), st.floats(90.0, 180.0), st.floats(40.0, 70.0))
def test_fewer_beats_for_the_same_hike_are_a_better_economy(
    speed_mps: float, grade: float, hr_bpm: float, resting_bpm: float
) -> None:
    economy = hiking_economy(speed_mps, grade, hr_bpm, resting_bpm)

    assert economy > 0.0
    assert hiking_economy(speed_mps, grade, hr_bpm - 5.0, resting_bpm) > economy
    assert hiking_economy(speed_mps, grade + 0.01, hr_bpm, resting_bpm) > economy


@pytest.mark.parametrize(
    ("speed_mps", "grade", "hr_bpm"), [(-1.0, 0.1, 140.0), (1.0, -0.1, 140.0), (1.0, 0.1, 60.0)]
)
def test_what_cannot_be_is_refused(speed_mps: float, grade: float, hr_bpm: float) -> None:
    with pytest.raises(ValueError, match="must"):
        hiking_economy(speed_mps, grade, hr_bpm, 60.0)


# Out of a hike


def test_a_treadmill_hike_tells_it() -> None:
    found = told(reported(on_a_treadmill()))

    assert found.se is not None
    assert found.value == pytest.approx(true_economy(HIKER, INDOORS), abs=3.0 * found.se)
    assert found.se < 0.04 * found.value


def test_a_mountain_tells_it_by_its_height() -> None:
    report = reported(on_a_mountain())

    found = told(report)

    assert conditions_of(report).is_indoors is False
    assert found.se is not None
    assert found.value == pytest.approx(true_economy(HIKER, OUTDOORS), abs=3.0 * found.se)
    assert found.se < 0.06 * found.value


def test_a_hike_is_no_run_and_a_run_is_no_hike() -> None:
    hike = reported(on_a_treadmill())
    legs = [Sample(t_s=t, hr_bpm=150, speed_mps=3.0, altitude_m=100.0) for t in range(1800)]

    assert conditions_of(hike).discipline == "hike"
    assert heart_at_effort(hike) is None
    assert measure(reported(legs))[1][NAME] == NO_HIKE


def test_without_a_resting_heart_rate_it_is_refused_in_words() -> None:
    _, refused = measure(reported(on_a_treadmill(), resting_bpm=None))

    assert refused[NAME] == NO_RESTING


def test_what_it_refuses() -> None:
    samples = on_a_treadmill()
    blind = [replace(one, grade=None) for one in samples]
    easy = reported(on_a_mountain(grade=0.03))
    brisk = reported(on_a_mountain(grade=0.0, mps=2.1))

    assert measure(reported(blind))[1][NAME] == NO_GRADE
    assert measure(reported(samples[:900]))[1][NAME] == TOO_SHORT
    for report in (easy, brisk):
        assert "about as hard as 15 % at 4.0 km/h" in str(
            economy_of(report, is_indoors=False, resting_bpm=60)
        )
    assert economy_of(reported(samples), is_indoors=True, resting_bpm=150) == NO_RISE


@pytest.mark.slow
def test_over_many_hikes_its_error_is_as_large_as_it_says() -> None:
    off = []
    for seed in range(DEVELOPMENT_SEED, DEVELOPMENT_SEED + 16):
        found = told(reported(on_a_treadmill(seed=seed)))
        assert found.se is not None
        off.append((found.value - true_economy(HIKER, INDOORS)) / found.se)

    assert 0.4 < statistics.stdev(off) < 1.6
    assert abs(statistics.fmean(off)) < 0.8


@pytest.mark.slow
def test_a_hiker_who_gets_fitter_is_found_out() -> None:
    first_day = date(2026, 6, 1)
    bodies = [replace(HIKER, vo2max_ml_per_kg_min=54.0 + 0.8 * week) for week in range(8)]
    runs = []
    for week, body in enumerate(bodies):
        report = reported(on_a_treadmill(body, DEVELOPMENT_SEED + week))
        summary = RunSummary(
            sha256=f"{week:064x}",
            start_utc=f"{first_day + timedelta(weeks=week)}T08:00:00+00:00",
            conditions=conditions_of(report),
            measured=measure(report)[0],
        )
        day = first_day + timedelta(weeks=week)
        runs.append(BlockRun(name=f"{week}.fit", day=day, summary=summary))

    trend = block_of(runs).trends[NAME]

    true = true_economy(bodies[-1], INDOORS) - true_economy(bodies[0], INDOORS)
    assert trend.verdict is Verdict.IMPROVED, trend.sentence
    assert trend.low is not None
    assert trend.high is not None
    assert 7.0 * trend.low < true < 7.0 * trend.high
