"""Where a coach starts from, and what it knows at the end of a run."""

from __future__ import annotations

import math
import pickle
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, CoachSettings
from runwalk.engine.drift import DriftDetector, DriftSettings
from runwalk.engine.gait import Gait
from runwalk.engine.headstart import drift_settings, walk_rule_settings
from runwalk.engine.phases import Action
from runwalk.engine.profile import RANGES, HeartProfile, Learned
from runwalk.engine.walkrule import WalkRuleSettings
from runwalk.engine.workout import Workout
from runwalk.simulator import Body, Manner, Runner

from ..builders import UNSEEN, heard, motion

USUAL = DriftSettings()


def any_number(name: str) -> st.SearchStrategy[Learned | None]:
    value = st.floats(*RANGES[name])
    return st.none() | st.builds(Learned, value=value, sd=st.floats(0.01, 50.0))


hearts = st.builds(HeartProfile, **{name: any_number(name) for name in RANGES})


@given(hearts)
def test_whatever_is_known_the_bank_stays_a_bank(heart: HeartProfile) -> None:
    start = drift_settings(USUAL, heart)

    for model in (start.model, start.speed_model or start.model):
        unchanged = sum(one in USUAL.model.bank for one in model.bank)
        assert len(model.bank) == len(USUAL.model.bank)
        assert unchanged >= len(USUAL.model.bank) - 1
        assert all(-3.0 <= prior <= 0.0 for prior in model.bank_prior)


@given(hearts)
def test_a_start_lies_within_the_bounds_that_hold_for_everybody(heart: HeartProfile) -> None:
    drift, rule = drift_settings(USUAL, heart), walk_rule_settings(WalkRuleSettings(), heart)

    for gain, usual in (
        (drift.power_gain, USUAL.power_gain),
        (drift.walk_gain, USUAL.walk_gain),
    ):
        assert (gain.lowest_bpm, gain.highest_bpm) == (usual.lowest_bpm, usual.highest_bpm)
        assert usual.lowest_bpm <= gain.mean_bpm <= usual.highest_bpm
        assert 0.0 < gain.sd_bpm <= usual.sd_bpm
    assert -1.0 <= rule.first_peak_margin_bpm <= 6.0
    assert -3.0 <= rule.first_trough_margin_bpm <= 8.0


def test_nothing_known_changes_nothing() -> None:
    assert drift_settings(USUAL, HeartProfile()) == USUAL
    assert walk_rule_settings(WalkRuleSettings(), HeartProfile()) == WalkRuleSettings()


def test_the_heart_that_is_known_takes_the_place_of_its_nearest_and_counts_most() -> None:
    heart = HeartProfile(tau_s=Learned(value=95.0, sd=5.0), dead_time_s=Learned(value=14.2, sd=1.0))

    start = drift_settings(USUAL, heart)

    model = start.speed_model
    assert model is not None
    assert model.bank[5] == (95.0, 14)
    assert model.bank_prior[5] == max(model.bank_prior) == pytest.approx(0.0, abs=0.01)
    assert min(model.bank_prior) == -3.0
    assert start.model.bank[5] == (95.0, USUAL.model.bank[5][1])  # a strap alone sees no legs


def test_a_known_dead_time_counts_where_legs_are_seen() -> None:
    heart = HeartProfile(tau_s=Learned(value=95.0, sd=5.0), dead_time_s=Learned(value=14.2, sd=1.0))

    dead_times_s = []
    for legs in (motion(2.8), UNSEEN):
        detector = DriftDetector(150.0, drift_settings(USUAL, heart))
        detector.watch(0, heard(100), legs, Gait.RUN)
        outlook = detector.outlook
        assert outlook is not None
        dead_times_s.append(outlook.dead_time_s)

    assert dead_times_s[0] > dead_times_s[1] + 1.0


def coached(
    heart: HeartProfile | None, *, seconds: int = 1500, has_speed: bool = True
) -> tuple[Coach, list[tuple[int, Action]], list[float]]:
    """A run that is a little too fast, by somebody who obeys."""
    body = Body.drawn(8000)
    runner = Runner(body, manner=Manner(running_effort=body.vt1_fraction + 0.08), seed=8000)
    athlete = Athlete(ceiling_bpm=body.athlete.ceiling_bpm, heart=heart)
    coach = Coach(athlete)
    said, true_bpm = [], []
    for _ in range(seconds):
        sample = runner.second()
        if not has_speed:
            sample = type(sample)(t_s=sample.t_s, hr_bpm=sample.hr_bpm)
        for cue in coach.step(sample).cues:
            said.append((sample.t_s, cue.action))
            if cue.action is not Action.INFO:
                runner.hear(cue.action.value)
        true_bpm.append(runner.truth.hr_bpm)
    return coach, said, true_bpm


@pytest.mark.parametrize("has_speed", [True, False], ids=["speed", "strap"])
def test_a_run_with_enough_cues_tells_of_the_heart(has_speed: bool) -> None:
    told = coached(None, has_speed=has_speed)[0].learned

    gain = "gain_bpm_per_w_per_kg" if has_speed else "walk_gain_bpm"
    assert {"tau_s", gain, "trough_margin_bpm"} <= set(told.known())
    assert ("dead_time_s" in told.known()) is has_speed
    assert all(one.runs == 1 for one in told.known().values())


def test_a_run_without_cues_tells_nothing() -> None:
    coach = coached(None, seconds=120)[0]

    assert coach.learned == HeartProfile()
    assert Coach(Athlete(ceiling_bpm=150)).learned == HeartProfile()


@settings(max_examples=12)
@given(heart=hearts, has_speed=st.booleans())
def test_nobodys_profile_makes_a_heart_stay_above_the_ceiling(
    heart: HeartProfile, has_speed: bool
) -> None:
    coach, said, true_bpm = coached(heart, seconds=900, has_speed=has_speed)

    band = coach.athlete.band
    assert band is not None
    limit_bpm = band.ceiling_bpm + 12.0
    assert max(true_bpm) < limit_bpm
    for (_, was), (t_s, now) in pairwise(said):
        if now is Action.RUN and was is Action.WALK:
            assert true_bpm[t_s] < band.ceiling_bpm


def test_a_coach_that_started_from_a_profile_can_be_pickled_and_says_the_same() -> None:
    heart = HeartProfile(tau_s=Learned(value=40.0, sd=4.0), demand_bpm=Learned(value=150.0, sd=5.0))
    coach = coached(heart, seconds=300)[0]

    again = pickle.loads(pickle.dumps(coach))

    assert again.learned == coach.learned
    assert again.settings == coach.settings != CoachSettings()


def test_a_known_demand_is_where_the_search_begins() -> None:
    band = Band(120, 140)
    known = Athlete(heart=HeartProfile(demand_bpm=Learned(value=165.0, sd=2.0)))

    outlooks = []
    for athlete in (Athlete(), known):
        coach = Coach(athlete, Workout.easy(band))
        runner = Runner(Body(), seed=1)
        for _ in range(30):
            coach.step(runner.second())
        outlook = coach._detector.outlook
        assert outlook is not None
        outlooks.append(outlook.run_demand_bpm)

    assert outlooks[1] > outlooks[0] + 10.0
    assert math.isfinite(outlooks[1])
