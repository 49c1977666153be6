"""Plans: what the coaches promise holds for any wish and any past."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete
from runwalk.training.choice import chosen
from runwalk.training.compiler import Runner
from runwalk.training.compiler import workout_of as compiled
from runwalk.training.galloway import RunWalk
from runwalk.training.library import find_session
from runwalk.training.paces import vdot_daniels_gilbert_1979
from runwalk.training.plans import (
    LENGTHS,
    USUAL,
    Block,
    PlanWeek,
    Wish,
    base_weeks_in,
    has_base,
    plan,
    weeks_before,
)
from runwalk.training.progress import RATIOS, ratio_after
from runwalk.training.quantities import race_of
from runwalk.training.ramp import (
    AFTER_BREAK_RATIO,
    MOST_RATIO,
    MOST_STEP_RATIO,
    NOTHING,
    START_LONGEST_MIN,
    START_MIN,
    Load,
    most_longest_min,
    most_minutes,
)
from runwalk.training.templates import BASE, Kind, Part, Stage, template_of

MONDAY = date(2026, 3, 30)

loads = st.builds(
    lambda minutes, share, runs: (
        Load(minutes=minutes, longest_min=share * minutes if runs else 0.0, runs=runs)
        if runs and minutes
        else NOTHING
    ),
    st.floats(0.0, 600.0),
    st.floats(0.2, 1.0),
    st.integers(0, 8),
)
pasts = st.lists(loads, max_size=10)
blocks = st.one_of(
    [
        st.builds(Block, st.just(stage), st.integers(least, most))
        for stage, (least, most) in LENGTHS.items()
    ]
)
wishes = st.builds(
    Wish,
    first_day=st.just(MONDAY),
    blocks=st.lists(blocks, min_size=1, max_size=2).map(tuple),
    base_weeks=st.integers(4, 8),
    speed_days=st.integers(1, 2),
    most_min=st.integers(120, 600),
    ratio=st.sampled_from(RATIOS),
    has_steps=st.booleans(),
)


def done_before(past: list[Load], first_day: date = MONDAY) -> dict[date, Load]:
    return {
        first_day - timedelta(weeks=len(past) - at): load
        for at, load in enumerate(past)
        if load.runs
    }


def steady(
    weeks: int, *, minutes: float = 200.0, longest: float = 60.0, runs: int = 4
) -> list[Load]:
    return [Load(minutes=minutes, longest_min=longest, runs=runs)] * weeks


def made(
    *named: Block, past: list[Load] | None = None, speed_days: int = 1
) -> tuple[PlanWeek, ...]:
    wish = Wish(first_day=MONDAY, blocks=named, speed_days=speed_days)
    return plan(wish, done_before(past or []), MONDAY)


def kinds(week: PlanWeek) -> Counter[Kind]:
    return Counter(one.kind for one in week.sessions)


# -- for any wish


@settings(max_examples=60, deadline=None)
@given(wishes, pasts)
def test_no_speed_before_a_month_of_base(wish: Wish, past: list[Load]) -> None:
    weeks = plan(wish, done_before(past), MONDAY)
    before = weeks_before(MONDAY, done_before(past), MONDAY)

    for week in weeks:
        has_speed = week.stage is not Stage.BASE
        assert has_speed == has_base(before, wish.base_weeks)
        if has_speed:
            assert base_weeks_in(before, wish.base_weeks) >= 4
        assert has_speed or Kind.SPEED not in kinds(week)
        before.append(week.load)


@settings(max_examples=60, deadline=None)
@given(wishes, pasts)
def test_a_week_and_a_run_stay_within_the_limits(wish: Wish, past: list[Load]) -> None:
    before = weeks_before(MONDAY, done_before(past), MONDAY)

    for week in plan(wish, done_before(past), MONDAY):
        load = week.load
        least_min = 5 * 15 + 2 * 46  # a week whose every session is as short as may be
        assert load.minutes <= max(week.most_min, least_min)
        assert week.most_min <= min(most_minutes(before), wish.most_min) + 1e-9
        assert load.longest_min <= max(most_longest_min(before), 46.0)
        assert all(one.minutes >= 15 for one in week.sessions)
        before.append(load)


@settings(max_examples=60, deadline=None)
@given(wishes, pasts)
def test_every_block_is_there_in_full_and_every_day_in_its_week(
    wish: Wish, past: list[Load]
) -> None:
    weeks = plan(wish, done_before(past), MONDAY)

    blocks = [(w.stage, w.stage_week) for w in weeks if w.stage is not Stage.BASE]
    assert blocks == [(b.stage, n) for b in wish.blocks for n in range(1, b.weeks + 1)]
    for number, week in enumerate(weeks):
        assert week.first_day == MONDAY + timedelta(weeks=number)
        days = [one.day for one in week.sessions]
        assert days == sorted(days)
        assert week.first_day <= days[0]
        assert days[-1] < week.first_day + timedelta(weeks=1)


@cache
def check_workout(workout: str) -> None:
    name, *given = workout.split(",")
    find_session(name).spec(dict(pair.split("=") for pair in given))


@settings(max_examples=10, deadline=None)
@given(wishes, pasts)
def test_every_workout_of_a_plan_is_in_the_library(wish: Wish, past: list[Load]) -> None:
    for week in plan(wish, done_before(past), MONDAY):
        for one in week.sessions:
            if one.kind in (Kind.STRENGTH, Kind.CROSS):
                assert one.workout == ""
            else:
                check_workout(one.workout)


RUNNER = Runner(
    athlete=Athlete(resting_bpm=52, max_bpm=186),
    vdot=vdot_daniels_gilbert_1979(race_of("5km=24:30")),
)


@cache
def longest_and_shortest_min(workout: str) -> tuple[float, float]:
    """How long a workout lasts if every walk ends as late, or as soon, as may be [min]."""
    _, spec = chosen(workout)
    segments = compiled(spec, RUNNER, "workout").segments
    longest = shortest = 0.0
    for one in segments:
        if one.distance_m is not None:
            low_mps = one.speed_mps.low if one.speed_mps else 5000.0 / 1470.0  # of a test
            assert low_mps is not None
            time_s = one.distance_m / low_mps
            longest, shortest = longest + time_s, shortest + time_s
        else:
            longest += one.duration_s or 0
            shortest += 30.0 if one.until else one.duration_s or 0
    return longest / 60.0, shortest / 60.0


@pytest.mark.parametrize("stage", USUAL)
@pytest.mark.parametrize("minutes", [130.0, 200.0, 400.0])
def test_a_session_lasts_about_as_long_as_its_workout(stage: Stage, minutes: float) -> None:
    past = steady(6, minutes=minutes, longest=0.35 * minutes)

    for week in made(Block(stage, LENGTHS[stage][1]), past=past, speed_days=2):
        for one in week.sessions:
            if one.workout and one.kind is not Kind.HIKE:
                longest, shortest = longest_and_shortest_min(one.workout)
                assert shortest - 5.0 <= one.minutes <= longest + 5.0, one.workout


# -- the coaches' weeks


def test_a_beginner_begins_with_base_by_the_clock_strength_and_cross_training() -> None:
    first = made(Block(Stage.DISTANCE, 17))[0]

    assert first.stage is Stage.BASE
    assert kinds(first) == {Kind.EASY: 3, Kind.LONG: 1, Kind.STRENGTH: 2, Kind.CROSS: 1}
    assert first.load.minutes <= START_MIN
    assert first.load.longest_min <= START_LONGEST_MIN
    assert all(
        one.workout.startswith("ratio,run=2:00,walk=1:00")
        for one in first.sessions
        if one.kind in (Kind.EASY, Kind.LONG)
    )


def test_whoever_has_a_base_begins_with_the_block() -> None:
    assert made(Block(Stage.SPEED, 9), past=steady(4))[0].stage is Stage.SPEED
    assert made(Block(Stage.SPEED, 9), past=steady(3))[0].stage is Stage.BASE
    assert made(Block(Stage.SPEED, 9), past=[*steady(2), NOTHING, *steady(2)])[0].stage is (
        Stage.SPEED
    )
    assert made(Block(Stage.SPEED, 9), past=steady(5, runs=2))[0].stage is Stage.BASE


def test_short_runs_alone_are_no_base_for_a_session_of_speed() -> None:
    assert made(Block(Stage.SPEED, 9), past=steady(5, longest=40.0))[0].stage is Stage.BASE


def test_a_distance_week_has_one_day_of_speed_and_three_easy_ones_with_a_long_run() -> None:
    week = made(Block(Stage.DISTANCE, 17), past=steady(5))[0]

    runs = {kind: count for kind, count in kinds(week).items() if kind in (Kind.EASY, Kind.LONG)}
    assert kinds(week)[Kind.SPEED] == 1
    assert runs == {Kind.EASY: 2, Kind.LONG: 1}
    assert week.load.runs == 4


@pytest.mark.parametrize("speed_days", [1, 2])
def test_a_speed_week_has_three_easy_runs_and_one_of_speed_or_two_and_two(speed_days: int) -> None:
    week = made(Block(Stage.SPEED, 9), past=steady(5), speed_days=speed_days)[0]

    assert week.load.runs == 4
    assert kinds(week)[Kind.SPEED] == speed_days


def test_two_days_of_speed_need_a_week_that_carries_them() -> None:
    week = made(Block(Stage.SPEED, 9), past=steady(5, minutes=120.0, longest=45.0), speed_days=2)[0]

    assert kinds(week)[Kind.SPEED] == 1


def test_a_trail_week_has_seven_days_with_two_sessions_on_some() -> None:
    week = made(Block(Stage.TRAIL, 4), past=steady(5))[0]
    days = Counter(one.day.weekday() for one in week.sessions)

    assert 0 not in days  # Monday is for rest
    assert {day for day, count in days.items() if count == 2} == {2, 6}
    wednesday = [one for one in week.sessions if one.day.weekday() == 2]
    assert [(one.kind, one.part) for one in wednesday] == [
        (Kind.SPEED, Part.MORNING),
        (Kind.HIKE, Part.AFTERNOON),
    ]
    assert [one.workout.split(",")[0] for one in week.sessions] == [
        "strides",
        "hills",
        "tread-hike",
        "heart",
        "strides",
        "hills-walked",
        "strides",
        "tread-hike",
    ]
    assert sum(one.is_optional for one in week.sessions) == 2


def test_no_two_hard_days_meet() -> None:
    for stage, speed_days in ((Stage.DISTANCE, 1), (Stage.SPEED, 1), (Stage.SPEED, 2)):
        hard = [s.weekday for s in template_of(stage, speed_days) if s.kind is Kind.SPEED]
        assert all(later - day > 1 for day, later in pairwise(hard))
    assert not any(slot.kind is Kind.SPEED for slot in BASE)
    with pytest.raises(ValueError, match="1 or 2"):
        template_of(Stage.SPEED, 3)


# -- what grows


def test_the_ladder_of_a_speed_block_lies_between_two_tests() -> None:
    weeks = made(Block(Stage.SPEED, 9), past=steady(5))

    speed = [one.workout for week in weeks for one in week.sessions if one.kind is Kind.SPEED]
    ladder = [f"5k-ladder,week={week}" for week in range(1, 6)]
    assert speed == ["5k-test", *ladder, "5k-test"]
    assert [week.number for week in weeks if week.is_easier] == [4, 8]


def test_hill_sprints_grow_from_week_to_week_and_then_the_mile_day_comes() -> None:
    weeks = made(Block(Stage.SPEED, 17), past=steady(5), speed_days=2)

    second = [
        [one.workout for one in week.sessions if one.kind is Kind.SPEED][1]
        for week in weeks
        if not week.is_easier
    ]
    assert second[:8] == [f"hill-sprints,week={week}" for week in range(1, 8)] + ["400s"]


def test_ratios_grow_to_five_to_one_every_second_week() -> None:
    grown = [ratio_after(RunWalk(120, 60), weeks).run_s for weeks in (0, 1, 2, 4, 6, 8, 20)]

    assert grown == [120, 120, 180, 240, 300, 300, 300]
    assert ratio_after(RunWalk(900, 60), 10) == RunWalk(900, 60)
    assert ratio_after(RunWalk(90, 30), 2) == RunWalk(240, 60)


def test_a_ratio_that_the_runs_proposed_stays_until_they_allow_more() -> None:
    wish = Wish(first_day=MONDAY, blocks=(Block(Stage.TRAIL, 4),), has_steps=False)

    ratios = {week.ratio for week in plan(wish, {}, MONDAY) if week.stage is Stage.BASE}
    assert ratios == {RunWalk(120, 60)}


def test_tread_hikes_grow_to_two_miles_within_about_a_month() -> None:
    hikes = [week.sessions[2].workout for week in made(Block(Stage.TRAIL, 6), past=steady(5))]

    assert hikes[0] == "tread-hike,far=1mi"
    assert hikes[4:] == ["tread-hike,far=2mi"] * 2


# -- limits, and weeks that are over


@given(pasts)
def test_a_week_grows_by_no_more_than_the_limits_say(past: list[Load]) -> None:
    most = most_minutes(past)
    minutes = [one.minutes for one in past[-6:]] or [0.0]

    assert most >= START_MIN
    assert most <= max(MOST_RATIO * max(minutes[-2:]), AFTER_BREAK_RATIO * max(minutes), START_MIN)
    assert most <= max(MOST_STEP_RATIO * minutes[-1], AFTER_BREAK_RATIO * max(minutes), START_MIN)


def test_after_a_week_without_a_run_half_is_enough() -> None:
    assert most_minutes([*steady(4), NOTHING]) == pytest.approx(100.0)


def test_a_week_that_is_not_over_is_taken_to_become_like_the_one_before() -> None:
    past = [*steady(4), Load(minutes=30.0, longest_min=30.0, runs=1)]

    on_wednesday = weeks_before(MONDAY, done_before(past), MONDAY - timedelta(days=5))
    on_monday = weeks_before(MONDAY, done_before(past), MONDAY)

    assert on_wednesday[-1] == past[0]
    assert on_monday[-1] == past[-1]


def test_a_plan_bends_with_what_was_run() -> None:
    wish = Wish(first_day=MONDAY, blocks=(Block(Stage.SPEED, 9),))
    past = done_before(steady(5))
    after = MONDAY + timedelta(weeks=2)
    asleep, eager = (
        past,
        past
        | {
            MONDAY: Load(minutes=300.0, longest_min=120.0, runs=5),
            MONDAY + timedelta(weeks=1): Load(minutes=120.0, longest_min=40.0, runs=3),
        },
    )

    missed, kept = plan(wish, asleep, after), plan(wish, eager, after)

    assert [week.notes for week in missed[:2]] == [("no run",), ("no run",)]
    assert missed[2].stage is Stage.BASE  # two weeks are gone, so the base is too
    assert missed[2].most_min == pytest.approx(100.0)
    assert kept[0].notes == (
        "more than the 220 min that the limits allow",
        "a run of 120 min, longer than the 66 allowed",
    )
    assert kept[1].notes == ("less than planned",)
    assert kept[2].done is None
    assert kept[2].stage is Stage.SPEED


@pytest.mark.parametrize(
    ("stage", "weeks"), [(Stage.DISTANCE, 16), (Stage.DISTANCE, 27), (Stage.SPEED, 8)]
)
def test_a_block_that_is_too_short_or_too_long_is_refused(stage: Stage, weeks: int) -> None:
    with pytest.raises(ValueError, match="weeks, not"):
        Block(stage, weeks)


def test_a_wish_that_leaves_no_room_for_a_base_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 4"):
        Wish(first_day=MONDAY, blocks=(Block(Stage.SPEED, 9),), base_weeks=3)
    with pytest.raises(ValueError, match="120 min"):
        Wish(first_day=MONDAY, blocks=(Block(Stage.SPEED, 9),), most_min=100)
    with pytest.raises(ValueError, match="needs a block"):
        Wish(first_day=MONDAY, blocks=())
    with pytest.raises(ValueError, match="by itself"):
        Block(Stage.BASE, 4)


def test_the_usual_lengths_are_allowed_ones() -> None:
    assert all(Block(stage, weeks) for stage, weeks in USUAL.items())
