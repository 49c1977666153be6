"""Ready-made runs, rehearsed with and without a coach."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runwalk.engine.coach import Coach
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.simulator import SCENARIOS, Body, Rehearsal, StrapNoise, rehearse

PERFECT = StrapNoise.at(0.0)


def rehearsed(name: str, *, is_coached: bool, seed: int = 1, minutes: int = 60) -> Rehearsal:
    body = Body.drawn(seed)
    runner = SCENARIOS[name].runner(seed, body=body)
    return rehearse(runner, 60 * minutes, Coach(body.athlete) if is_coached else None)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_scenario_is_a_run_of_the_length_it_says(name: str) -> None:
    scenario = SCENARIOS[name]

    rehearsal = rehearse(scenario.runner(5), 60 * scenario.minutes)

    assert scenario.name == name
    assert len(rehearsal.samples) == 60 * scenario.minutes
    assert (rehearsal.samples[-1].distance_m or 0.0) > 2500.0


def test_the_same_seed_is_the_same_person_on_the_same_day() -> None:
    assert rehearsed("easy", is_coached=True, minutes=20) == rehearsed(
        "easy", is_coached=True, minutes=20
    )


def test_a_coached_hot_run_spends_less_time_above_the_ceiling_than_a_free_one() -> None:
    free = rehearsed("hot", is_coached=False)
    coached = rehearsed("hot", is_coached=True)

    assert free.walk_breaks == 0
    assert coached.walk_breaks >= 5
    assert coached.above_ceiling_s < free.above_ceiling_s / 10


def test_every_walk_cue_of_an_obedient_run_is_walked() -> None:
    coached = rehearsed("hot", is_coached=True, minutes=45)

    walks = [t_s for t_s, cue in coached.cues if cue.action is Action.WALK and not cue.is_repeat]

    assert 0 <= len(walks) - coached.walk_breaks <= 2  # the last, and one for who walks already


def test_true_drift_is_what_the_body_was_given() -> None:
    body = replace(Body(drift_bpm_per_h=12.0), vt1_fraction=0.64)  # an easy effort of 0.60
    runner = SCENARIOS["steady"].runner(1, body=body, noise=PERFECT)

    rehearsal = rehearse(runner, 3600)

    assert rehearsal.drift_bpm_per_h == pytest.approx(12.0, rel=0.02)


def test_a_short_run_has_no_drift_rate_to_tell() -> None:
    assert rehearsed("easy", is_coached=False, minutes=19).drift_bpm_per_h is None
    assert rehearsed("easy", is_coached=False, minutes=10).drift_bpm_per_h is None


def test_six_strides_are_faster_than_the_run_around_them() -> None:
    runner = SCENARIOS["strides"].runner(1, noise=PERFECT)

    speeds = [sample.speed_mps or 0.0 for sample in rehearse(runner, 35 * 60).samples]

    easy_mps = speeds[1200]
    fast = [speed > 1.25 * easy_mps for speed in speeds]
    starts = [t for t in range(1, len(fast)) if fast[t] and not fast[t - 1]]
    assert len(starts) == 6


def test_ten_hills_are_run_up_and_walked_down() -> None:
    runner = SCENARIOS["hills"].runner(1)

    turns = 0
    before = (Gait.RUN, 0.0)
    for _ in range(34 * 60):
        runner.second()
        now = (runner.truth.gait, runner.truth.grade)
        turns += before == (Gait.RUN, 0.06) and now == (Gait.WALK, -0.06)
        before = now

    assert turns == 10


def test_a_treadmill_hike_climbs_at_fifteen_per_cent() -> None:
    samples = rehearse(SCENARIOS["treadmill-hike"].runner(1), 37 * 60).samples

    steep = [sample for sample in samples if sample.grade == 0.15]
    assert len(steep) > 20 * 60
    assert all((sample.speed_mps or 0.0) < 2.1 for sample in steep)


@pytest.mark.parametrize(("name", "ratio"), [("steady", 1.0), ("faster", 1.06), ("creeping", 1.10)])
def test_a_change_of_pace_is_what_it_says(name: str, ratio: float) -> None:
    samples = rehearse(SCENARIOS[name].runner(2, noise=PERFECT), 3600).samples

    early = [sample.speed_mps or 0.0 for sample in samples[900:1800]]
    late = [sample.speed_mps or 0.0 for sample in samples[3540:]]
    assert (sum(late) / len(late)) / (sum(early) / len(early)) == pytest.approx(ratio, abs=0.02)
