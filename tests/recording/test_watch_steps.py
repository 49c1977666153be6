"""A workout in the steps of a watch."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runwalk.engine.athlete import Band
from runwalk.engine.workout import (
    AskedGait,
    Otherwise,
    Range,
    Round,
    Segment,
    Until,
    Workout,
)
from runwalk.recording.watch_steps import (
    Ends,
    Intensity,
    WatchRepeat,
    WatchStep,
    WatchWorkout,
    watch_workout,
)

BAND = Band(118, 150)
WARM = Segment(name="easy", duration_s=600, band=BAND, rpe=Range(high=4.0))
REP = Segment(
    name="400 m",
    distance_m=400.0,
    gait=AskedGait.RUN,
    is_surge=True,
    speed_mps=Range(low=4.0, high=4.2),
    rpe=Range(low=9.0, high=10.0),
)
WALK = Segment(
    name="walk",
    duration_s=180,
    gait=AskedGait.WALK,
    until=Until(below_bpm=120, otherwise=Otherwise.GO_ON),
)


def rounds(count: int, *segments: Segment) -> list[Segment]:
    return [
        replace(segment, round=Round(number, count))
        for number in range(1, count + 1)
        for segment in segments
    ]


def steps_of(*segments: Segment) -> WatchWorkout:
    return watch_workout(Workout("a workout", segments))


def test_an_easy_run_without_an_end_is_run_and_walked_by_heart_rate() -> None:
    run, walk, again = watch_workout(Workout.easy(BAND)).steps

    assert isinstance(run, WatchStep)
    assert isinstance(walk, WatchStep)
    assert (run.ends, run.amount) == (Ends.HR_GREATER_THAN, 150)
    assert (walk.ends, walk.amount) == (Ends.HR_LESS_THAN, 118)
    assert walk.intensity is Intensity.REST
    assert again == WatchRepeat(first=0, ends=Ends.REPEATED, amount=99)


@pytest.mark.parametrize(
    ("segment", "repeat"),
    [
        (
            Segment(name="easy", duration_s=2700, band=BAND),
            WatchRepeat(first=0, ends=Ends.REPEATED_FOR_TIME, amount=2700),
        ),
        (
            Segment(name="easy", distance_m=8000.0, band=BAND),
            WatchRepeat(first=0, ends=Ends.REPEATED_FOR_DISTANCE, amount=8000.0),
        ),
    ],
)
def test_a_long_easy_run_ends_the_repeat_as_it_is_planned(
    segment: Segment, repeat: WatchRepeat
) -> None:
    assert steps_of(segment).steps[-1] == repeat


def test_a_warm_up_is_one_step_with_a_ceiling_and_no_floor() -> None:
    warm, *_ = steps_of(WARM, REP).steps

    assert warm == WatchStep(
        name="easy",
        ends=Ends.TIME,
        amount=600,
        intensity=Intensity.WARMUP,
        bpm=(40, 150),
        notes="effort 4 of 10",
    )


def test_repeats_are_folded_and_what_stands_around_them_is_not() -> None:
    plan = steps_of(WARM, *rounds(4, REP, WALK), WARM)

    warm, rep, walk, again, cool = plan.steps
    assert again == WatchRepeat(first=1, ends=Ends.REPEATED, amount=4)
    assert [step.intensity for step in (warm, rep, walk, cool)] == [
        Intensity.WARMUP,
        Intensity.ACTIVE,
        Intensity.REST,
        Intensity.COOLDOWN,
    ]


def test_a_last_round_without_its_recovery_is_written_out() -> None:
    *_, again, last = steps_of(*rounds(3, REP, WALK)[:-1]).steps

    assert again == WatchRepeat(first=0, ends=Ends.REPEATED, amount=2)
    assert isinstance(last, WatchStep)
    assert last.name == "400 m"


def test_rounds_that_differ_are_written_out() -> None:
    longer = replace(REP, distance_m=800.0, round=Round(2, 2))

    plan = steps_of(replace(REP, round=Round(1, 2)), longer)

    assert [step.amount for step in plan.steps] == [400.0, 800.0]


def test_a_hard_repeat_has_a_speed_and_no_heart_rate() -> None:
    rep, _ = steps_of(REP, WARM).steps

    assert rep == WatchStep(
        name="400 m",
        ends=Ends.DISTANCE,
        amount=400.0,
        speed_mps=(4.0, 4.2),
        notes="run, effort 9-10 of 10",
    )


def test_a_recovery_waits_for_the_heart_and_says_that_no_clock_ends_it() -> None:
    plan = steps_of(REP, WALK, REP)

    assert plan.steps[1] == WatchStep(
        name="walk", ends=Ends.HR_LESS_THAN, amount=120, intensity=Intensity.REST
    )
    assert plan.left_out == (
        "walk: lasts until the heart rate is reached, however long that takes",
    )


def test_a_run_that_is_capped_stays_capped() -> None:
    back = Segment(name="easy", duration_s=1200, band=BAND, most_run_s=60, least_walk_s=120)

    run, walk, again = steps_of(back).steps

    assert isinstance(run, WatchStep)
    assert (run.ends, run.amount, run.bpm) == (Ends.TIME, 60, (40, 150))
    assert walk.amount == 118
    assert again == WatchRepeat(first=0, ends=Ends.REPEATED_FOR_TIME, amount=1200)
    assert steps_of(back).left_out == ("easy: its walks may be shorter than they should",)


@pytest.mark.parametrize(
    ("segment", "ends", "amount"),
    [
        (Segment(name="a"), Ends.OPEN, None),
        (Segment(name="a", duration_s=90), Ends.TIME, 90),
        (Segment(name="a", duration_s=90, distance_m=300.0), Ends.DISTANCE, 300.0),
        (Segment(name="a", until=Until(above_bpm=140)), Ends.HR_GREATER_THAN, 140),
    ],
)
def test_a_step_ends_by_one_thing(segment: Segment, ends: Ends, amount: float | None) -> None:
    (step,) = steps_of(segment).steps

    assert isinstance(step, WatchStep)
    assert (step.ends, step.amount) == (ends, amount)


def test_a_speed_with_one_end_gets_another_that_nobody_hears_of() -> None:
    faster = Segment(name="a", duration_s=60, speed_mps=Range(low=3.0))
    jog = Segment(name="b", duration_s=60, speed_cap_mps=2.2)

    first, second = steps_of(faster, jog).steps

    assert isinstance(first, WatchStep)
    assert isinstance(second, WatchStep)
    assert first.speed_mps == (3.0, 10.0)
    assert second.speed_mps == (0.0, 2.2)


def test_what_a_watch_cannot_do_is_said_once() -> None:
    hills = Segment(name="easy", duration_s=2700, band=BAND, is_hill_walked=True, talk_every_s=900)
    late = Segment(name="walk", until=Until(below_bpm=120, least_s=30))

    assert steps_of(hills, late, late).left_out == (
        "easy: nobody says which hills to walk",
        "easy: nobody asks if you can talk",
        "walk: may end at once, where the heart rate is there already",
    )


def test_a_walk_by_the_clock_says_that_it_does_not_wait_for_the_heart() -> None:
    by_clock = Segment(name="walk", duration_s=60, gait=AskedGait.WALK)

    assert steps_of(WARM, by_clock, WARM).left_out == (
        "walk: ends as planned, also where your heart has not recovered",
    )


def test_a_hike_is_walked_and_is_no_rest() -> None:
    hike = Segment(name="hike", duration_s=1200, gait=AskedGait.HIKE, grade=0.15, band=BAND)

    plan = steps_of(hike)

    assert plan.is_walked
    assert plan.steps == (
        WatchStep(name="hike", ends=Ends.TIME, amount=1200, bpm=(40, 150), notes="grade 15 %"),
    )
