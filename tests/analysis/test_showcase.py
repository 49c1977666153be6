"""The runs that explain the algorithm show what they say they show."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest

from analysis import showcase
from analysis import showcase_picture as picture
from analysis.compare import SCENARIOS, runner_of
from analysis.showcase import Moment, best_slope_sd_bpm_per_h, fooled_at_best, walk_cues
from runwalk.engine.coach import Coach
from runwalk.engine.phases import Action


@pytest.fixture(scope="module")
def hour() -> tuple[Moment, ...]:
    return showcase.coached_hour()


@pytest.mark.parametrize("minutes", [11, 31, 51])
def test_the_best_slope_is_that_of_generalised_least_squares(minutes: int) -> None:
    disturbance_sd_bpm, tau_s, step_s = 2.0, 100.0, 4.0
    t_s = np.arange(0.0, 60.0 * minutes, step_s) + step_s / 2.0
    apart_s = np.abs(t_s[:, None] - t_s[None, :])
    covariance = disturbance_sd_bpm**2 * np.exp(-apart_s / tau_s)
    line = np.column_stack([np.ones(len(t_s)), t_s - t_s.mean()])
    variance = np.linalg.inv(line.T @ np.linalg.solve(covariance, line))[1, 1]

    told = best_slope_sd_bpm_per_h(60.0 * minutes, disturbance_sd_bpm, tau_s)

    assert told == pytest.approx(3600.0 * math.sqrt(variance), rel=0.01)


def test_a_rule_that_looks_once_is_fooled_as_a_bell_says() -> None:
    strays = ((2.0, 100.0),)
    sd = best_slope_sd_bpm_per_h(39 * 60.0, *strays[0])

    line, fooled = fooled_at_best(12.0, 45, 0.5, strays)

    assert line == pytest.approx(12.0)
    assert fooled == pytest.approx(0.5 * math.erfc(12.0 / sd / math.sqrt(2.0)))


def test_whoever_misses_less_or_looks_sooner_is_fooled_more() -> None:
    one, both = ((1.5, 110.0),), ((1.5, 110.0), (1.2, 25.0))
    _, fooled = fooled_at_best(12.0, 45, 0.05, one)

    assert fooled < fooled_at_best(12.0, 45, 0.025, one)[1]
    assert fooled < fooled_at_best(12.0, 40, 0.05, one)[1]
    assert fooled < fooled_at_best(12.0, 45, 0.05, both)[1]


def test_a_glass_coach_says_what_every_coach_says(hour: tuple[Moment, ...]) -> None:
    coach = Coach(runner_of(SCENARIOS["hot"], showcase.HOUR_SEED).body.athlete)

    said = [coach.step(one.reading.sample).cues for one in hour]

    assert said == [one.reading.cues for one in hour]


def test_each_walk_cue_has_its_peak(hour: tuple[Moment, ...]) -> None:
    cues = walk_cues(hour)

    walks = [
        one.reading.sample.t_s
        for one in hour
        for cue in one.reading.cues
        if cue.action is Action.WALK and not cue.is_repeat
    ]
    assert [one.t_s for one in cues] == walks
    assert all(one.peak_bpm == hour[one.t_s + one.peak_s].true_bpm for one in cues)
    assert all(one.peak_bpm >= hour[one.t_s].true_bpm for one in cues)


def test_the_parts_of_a_rise_add_up(hour: tuple[Moment, ...]) -> None:
    parts = next(one.parts for one in hour[1800:] if one.parts["rise_bpm"] > 3.0)

    named = ("by_bout_bpm", "by_pace_bpm", "by_grade_bpm", "by_drift_bpm", "unexplained_bpm")
    assert math.fsum(parts[name] for name in named) == pytest.approx(parts["rise_bpm"])


def test_decoupling_is_none_at_an_even_pace_and_heart() -> None:
    even = showcase._decoupling_pct([(3.0, 140)] * 2400)
    slower = showcase._decoupling_pct([(3.0, 140)] * 1500 + [(2.7, 140)] * 900)

    assert math.isnan(even[1000])
    assert even[-1] == pytest.approx(0.0, abs=1e-9)
    assert slower[-1] == pytest.approx(10.0)


def test_a_picture_has_the_same_bytes_each_time(hour: tuple[Moment, ...], tmp_path: Path) -> None:
    for name in ("one.png", "two.png"):
        picture.draw_margins(tmp_path / name, [("a runner", hour)])

    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()


def test_an_hour_and_a_part_of_it_are_drawn(hour: tuple[Moment, ...], tmp_path: Path) -> None:
    picture.draw_hour(tmp_path / "hour.png", hour, close_min=showcase.HOUR_CLOSE_MIN)
    picture.draw_hills(tmp_path / "hills.png", hour, close_min=(20.0, 24.0))

    assert all((tmp_path / name).stat().st_size > 1000 for name in ("hour.png", "hills.png"))


@pytest.mark.slow
def test_drift_is_found_through_the_walks_and_drawn(tmp_path: Path) -> None:
    run = showcase.drift_through_walks()

    picture.draw_drift(tmp_path / "drift.png", run)

    assert run.claim_s is not None
    assert abs(run.slope_bpm_per_h[-1] - run.true_bpm_per_h) < 1.96 * run.sd_bpm_per_h[-1]
    assert (tmp_path / "drift.png").stat().st_size > 1000
