"""Runs and walks, and what heart rate did in them."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bout_heart import NEAR_S, PEAK_AFTER_S, BoutHeart
from analysis.bouts import Bout, Bouts, Why, bouts_of, refuse
from analysis.refused import Refused
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

from ..builders import steady
from ..console import ROOT

PLAN = Plan(Athlete(), Workout.easy(Band(130, 150)))
SPM = {Gait.RUN: 165, Gait.WALK: 110, Gait.STAND: 0}
MPS = {Gait.RUN: 3.0, Gait.WALK: 1.5, Gait.STAND: 0.0}

Part = tuple[Gait, int]


def legs(
    *parts: Part, bpm: Callable[[int], int | None] = lambda t_s: 140, grade: float | None = None
) -> list[Sample]:
    gaits = [gait for gait, seconds in parts for _ in range(seconds)]
    return [
        Sample(
            t_s=t_s,
            hr_bpm=bpm(t_s),
            speed_mps=MPS[gait],
            cadence_spm=SPM[gait],
            grade=grade,
        )
        for t_s, gait in enumerate(gaits)
    ]


def bouts(samples: list[Sample], plan: Plan | None = PLAN) -> Bouts:
    told = bouts_of(run_of(Recording(samples=tuple(samples)), plan))
    assert isinstance(told, Bouts)
    return told


def only(found: tuple[Bout, ...]) -> Bout:
    assert len(found) == 1
    return found[0]


@given(
    st.lists(
        st.tuples(st.sampled_from(list(Gait)), st.integers(1, 90), st.integers(0, 40)),
        min_size=1,
        max_size=8,
    ),
    st.integers(0, 1000),
)
@settings(max_examples=40)
def test_bouts_cover_the_run_and_nothing_twice(
    parts: list[tuple[Gait, int, int]], first_s: int
) -> None:
    samples, t_s = [], first_s
    for gait, seconds, gap_s in parts:
        for _ in range(seconds):
            samples.append(Sample(t_s=t_s, speed_mps=MPS[gait], cadence_spm=SPM[gait], hr_bpm=140))
            t_s += 1
        t_s += gap_s

    told = bouts_of(run_of(Recording(samples=tuple(samples)), None))

    if isinstance(told, Refused):
        assert not any(gait is not Gait.STAND for gait, _, _ in parts)
        return
    ends = [bout.start_s + bout.duration_s for bout in told.all]
    assert [bout.start_s for bout in told.all] == [first_s, *ends[:-1]]
    assert ends[-1] == samples[-1].t_s + 1
    json.dumps([bout.to_dict() for bout in told.all], allow_nan=False)


# Legs


def test_a_run_and_a_walk_have_their_distance_and_speed() -> None:
    told = bouts(legs((Gait.RUN, 300), (Gait.WALK, 60), (Gait.RUN, 300)))

    assert [bout.gait for bout in told.all] == [Gait.RUN, Gait.WALK, Gait.RUN]
    assert told.run_ratio == pytest.approx(600 / 660, abs=0.01)
    assert told.runs[0].distance_m == pytest.approx(900.0, rel=0.02)
    assert told.runs[0].speed_mps == pytest.approx(3.0, rel=0.02)


def test_distance_is_what_the_device_told() -> None:
    samples = [replace(sample, distance_m=2.0 * sample.t_s) for sample in legs((Gait.RUN, 300))]

    run = only(bouts(samples).runs)

    assert run.distance_m == pytest.approx(598.0)
    assert run.speed_mps == pytest.approx(598.0 / 300.0)


@pytest.mark.parametrize("gait", [Gait.RUN, Gait.WALK], ids=str)
@pytest.mark.parametrize("grade", [-0.05, 0.0, 0.06])
def test_grade_adjusted_speed_costs_as_much_on_the_level(gait: Gait, grade: float) -> None:
    bout = only(bouts(legs((gait, 300), grade=grade)).all)

    assert bout.speed_mps is not None
    assert bout.grade_adjusted_mps is not None
    assert metabolic_power_w_per_kg(bout.grade_adjusted_mps, 0.0, gait) == pytest.approx(
        metabolic_power_w_per_kg(MPS[gait], grade, gait), rel=0.002
    )


def test_where_no_grade_is_known_no_speed_is_adjusted_to_it() -> None:
    assert only(bouts(legs((Gait.RUN, 300))).all).grade_adjusted_mps is None


def test_with_cadence_alone_there_is_no_distance_and_no_speed() -> None:
    samples = [replace(sample, speed_mps=None) for sample in legs((Gait.RUN, 300))]

    run = only(bouts(samples).runs)

    assert (run.distance_m, run.speed_mps, run.grade_adjusted_mps) == (None, None, None)


def test_where_nothing_shows_the_legs_it_is_refused() -> None:
    told = bouts_of(run_of(Recording(samples=tuple(steady(140, 300))), None))

    assert told == refuse(Why.NO_GAIT_SIGNAL)
    assert "record speed or cadence" in told.text


# Heart

RUN_S, WALK_S = 300, 120


def up_and_down(t_s: int) -> int:
    """It climbs to 156 ten seconds into the walk, and falls by a beat a second to 120."""
    top_s = RUN_S + 10
    if t_s <= top_s:
        return 120 + round(36 * t_s / top_s)
    return max(156 - (t_s - top_s), 120)


def test_what_the_heart_did_in_a_run_and_after_it() -> None:
    heart = bouts(legs((Gait.RUN, RUN_S), (Gait.WALK, WALK_S), bpm=up_and_down)).runs[0].heart

    assert heart.end_bpm == 155
    assert heart.peak_bpm == 156
    assert heart.overshoot_bpm == 6
    assert heart.to_ceiling_s == pytest.approx(255, abs=3)  # rounded, it is 150 a little early
    assert heart.drop_30_bpm == pytest.approx(155 - 136, abs=2)
    assert heart.drop_60_bpm == pytest.approx(155 - 120, abs=2)
    assert heart.back_s == pytest.approx(16, abs=2)


def test_who_runs_again_at_once_shows_no_recovery() -> None:
    samples = legs((Gait.RUN, RUN_S), (Gait.WALK, 20), (Gait.RUN, RUN_S), bpm=up_and_down)

    heart = bouts(samples).runs[0].heart

    assert (heart.drop_30_bpm, heart.drop_60_bpm) == (None, None)


def test_what_stays_below_the_ceiling_never_comes_back_to_it() -> None:
    heart = (
        bouts(legs((Gait.RUN, RUN_S), (Gait.WALK, WALK_S), bpm=lambda t_s: 130 + t_s // 10 % 3))
        .runs[0]
        .heart
    )

    assert (heart.to_ceiling_s, heart.back_s) == (None, None)
    assert heart.overshoot_bpm == -18


def test_without_a_ceiling_nothing_is_told_against_it() -> None:
    samples = legs((Gait.RUN, RUN_S), (Gait.WALK, WALK_S), bpm=up_and_down)

    heart = bouts(samples, plan=None).runs[0].heart

    assert heart.peak_bpm == 156
    against = (heart.ceiling_bpm, heart.overshoot_bpm, heart.to_ceiling_s, heart.back_s)
    assert against == (None, None, None, None)


def test_a_walk_has_no_peak_and_no_recovery() -> None:
    told = bouts(legs((Gait.RUN, RUN_S), (Gait.WALK, WALK_S), bpm=up_and_down))

    heart = only(told.walks).heart

    of_runs = [field.name for field in fields(BoutHeart)][4:]
    assert {name: getattr(heart, name) for name in of_runs} == dict.fromkeys(of_runs)
    assert heart.start_bpm == 155


def test_without_a_heart_rate_there_is_none_in_any_bout() -> None:
    told = bouts(legs((Gait.RUN, RUN_S), (Gait.WALK, WALK_S), bpm=lambda t_s: None))

    hearts = [bout.heart for bout in told.all]
    assert {replace(heart, ceiling_bpm=None) for heart in hearts} == {
        BoutHeart(start_bpm=None, end_bpm=None, mean_bpm=None, ceiling_bpm=None)
    }


@given(st.integers(0, PEAK_AFTER_S + 20), st.integers(15, 90))
@settings(max_examples=30)
def test_a_peak_is_never_that_of_the_next_run(late_s: int, walk_s: int) -> None:
    def bpm(t_s: int) -> int:
        return 150 if t_s >= RUN_S + walk_s + 5 else 120 + t_s // 10 % 3

    told = bouts(legs((Gait.RUN, RUN_S), (Gait.WALK, walk_s), (Gait.RUN, 60 + late_s), bpm=bpm))

    assert told.runs[0].heart.peak_bpm == 122


def test_a_heart_rate_from_far_away_stands_for_none() -> None:
    samples = legs(
        (Gait.RUN, RUN_S),
        (Gait.WALK, WALK_S),
        bpm=lambda t_s: None if t_s > RUN_S - NEAR_S - 8 else 140 + t_s // 10 % 3,
    )

    heart = bouts(samples).runs[0].heart

    assert (heart.end_bpm, heart.drop_30_bpm) == (None, None)
    assert heart.peak_bpm == 142


def test_who_was_coached_walks_a_few_seconds_after_each_walk_cue() -> None:
    recording = read_recording(ROOT / "sample_data" / "live_run.jsonl")

    told = bouts_of(run_of(recording, None))

    assert isinstance(told, Bouts)
    ended_s = recording.samples[-1].t_s
    asked_s = [
        cue.t_s for cue in recording.cues if cue.action == "walk" and cue.t_s < ended_s - 8
    ]  # the last came too late to be followed
    late_s = [walk.start_s - cue_s for walk, cue_s in zip(told.walks, asked_s, strict=True)]
    assert min(late_s) >= 1
    assert max(late_s) <= 8


def test_a_walk_for_another_cause_is_a_bout_and_no_walk() -> None:
    samples = legs((Gait.RUN, 300), (Gait.WALK, 120), (Gait.RUN, 300), (Gait.WALK, 60))
    samples[302] = replace(samples[302], marks=(Mark(MarkKind.TAG, "cramp"),))

    told = bouts(samples)

    assert [bout.tag for bout in told.all] == [None, "cramp", None, None]
    assert told.walk_s == only(told.walks).duration_s
    assert only(told.walks).start_s > 700
