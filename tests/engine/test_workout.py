"""A workout's segments follow each other by time or by the runner's skip."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.workout import (
    AskedGait,
    Cursor,
    Otherwise,
    Range,
    Round,
    Segment,
    Until,
    Workout,
)

from ..builders import BAND, doubted, heard


def cursor(*durations_s: int | None) -> Cursor:
    segments = tuple(
        Segment(name=f"part {i}", duration_s=duration_s)
        for i, duration_s in enumerate(durations_s, 1)
    )
    return Cursor(Workout("test", segments))


def at(one: Cursor) -> str | None:
    return one.segment.name if one.segment else None


def test_a_workout_needs_a_segment() -> None:
    with pytest.raises(ValueError, match="needs a segment"):
        Workout("nothing", ())


def test_an_easy_run_is_one_segment_without_an_end() -> None:
    easy = Cursor(Workout.easy(BAND))

    changed = easy.advance(1_000_000)

    assert not changed
    assert easy.segment is not None
    assert easy.segment.band == BAND


def test_segments_follow_each_other_by_time() -> None:
    one = cursor(3, 2)
    story = [(one.advance(1), at(one)) for _ in range(6)]

    assert story == [
        (False, "part 1"),
        (False, "part 1"),
        (True, "part 2"),
        (False, "part 2"),
        (True, None),
        (False, None),
    ]


def test_a_gap_may_pass_over_whole_segments() -> None:
    one = cursor(10, 10, 10, 10)

    changed = one.advance(25)

    assert (changed, at(one)) == (True, "part 3")
    assert not one.advance(4)
    assert one.advance(1)


def test_a_segment_without_an_end_waits_for_a_skip() -> None:
    one = cursor(None, 5)
    one.advance(3600)

    skipped = one.skip()

    assert (skipped, at(one)) == (True, "part 2")
    assert not one.advance(4)  # it begins with the skip
    assert one.advance(1)


def test_a_skip_gives_the_next_segment_its_whole_time() -> None:
    one = cursor(10, 10)
    one.advance(7)

    one.skip()

    assert [one.advance(1) for _ in range(10)] == [False] * 9 + [True]


def test_the_last_segment_is_not_skipped() -> None:
    one = cursor(10)

    assert not one.skip()
    assert at(one) == "part 1"


def test_after_the_end_there_is_nothing_to_skip() -> None:
    one = cursor(10)
    one.advance(10)

    assert not one.skip()
    assert at(one) is None


@given(st.lists(st.integers(1, 30), min_size=1, max_size=6), st.lists(st.integers(1, 9)))
def test_steps_of_any_size_lead_to_the_same_place(
    durations_s: list[int], steps_s: list[int]
) -> None:
    small, large = cursor(*durations_s), cursor(*durations_s)

    for step_s in steps_s:
        for _ in range(step_s):
            small.advance(1)
        large.advance(step_s)

    assert at(small) == at(large)


# What ends a segment


def walk_until(
    below_bpm: int = 120,
    *,
    at_most_s: int | None = 180,
    least_s: int = 0,
    otherwise: Otherwise | None = None,
    number: int | None = None,
) -> Segment:
    return Segment(
        name="walk",
        duration_s=at_most_s,
        until=Until(below_bpm=below_bpm, hold_s=5, least_s=least_s, otherwise=otherwise),
        gait=AskedGait.WALK,
        round=None if number is None else Round(number, 3),
    )


def heard_by(one: Cursor, bpm: int, seconds: int, *, is_trusted: bool = True) -> list[str | None]:
    story = []
    for _ in range(seconds):
        one.hear(heard(bpm) if is_trusted else doubted(bpm))
        one.advance(1)
        story.append(at(one))
    return story


RUN = Segment(name="run", duration_s=60, gait=AskedGait.RUN)
END = Segment(name="end", duration_s=60)


def test_a_segment_ends_by_the_distance_run_in_it() -> None:
    lap = Segment(name="lap", distance_m=10.0)
    one = Cursor(Workout("x", (lap, lap, END)))

    story = [(one.advance(1, 3.0), one.progress.index if one.progress else None) for _ in range(7)]

    assert [index for _, index in story] == [0, 0, 0, 1, 1, 1, 2]  # 12 m, and 20 m after 7 s
    assert one.progress is not None
    assert one.progress.done_m == pytest.approx(1.0)


def test_what_nothing_measures_ends_by_lap() -> None:
    one = Cursor(Workout("x", (Segment(name="lap", distance_m=400.0), END)))
    one.advance(14)
    assert not one.lap()

    one.advance(1)

    assert one.progress is not None
    assert one.progress.is_unmeasured
    assert one.progress.left_m is None
    assert one.lap()
    assert at(one) == "end"


def test_a_lap_ends_an_open_segment_and_no_other() -> None:
    one = Cursor(Workout("x", (Segment(name="open"), END, END)))

    assert one.lap()
    assert not one.lap()
    assert at(one) == "end"


def test_a_lap_in_the_last_segment_is_only_a_lap() -> None:
    assert not Cursor(Workout.easy(BAND)).lap()


def test_a_heart_rate_ends_a_segment_once_it_has_held() -> None:
    one = Cursor(Workout("x", (walk_until(), END)))
    heard_by(one, 130, 20)

    assert heard_by(one, 119, 6) == ["walk"] * 4 + ["end"] * 2


def test_doubted_readings_end_nothing() -> None:
    one = Cursor(Workout("x", (walk_until(), END)))

    assert set(heard_by(one, 100, 60, is_trusted=False)) == {"walk"}
    assert heard_by(one, 100, 5)[-1] == "end"


def test_a_reading_after_a_gap_stands_for_itself_alone() -> None:
    one = Cursor(Workout("x", (walk_until(), END)))
    one.hear(heard(100), 4)
    one.hear(heard(100), 60)

    assert not one.advance(64)


def test_a_heart_rate_may_also_have_to_rise() -> None:
    climb = Segment(name="climb", duration_s=300, until=Until(above_bpm=150, hold_s=3))
    one = Cursor(Workout("x", (climb, END)))

    assert heard_by(one, 150, 3) == ["climb", "climb", "end"]


def test_what_has_fallen_already_is_passed_over() -> None:
    jog = Segment(name="jog", duration_s=10, gait=AskedGait.JOG)
    one = Cursor(Workout("x", (jog, walk_until(), END)))

    assert heard_by(one, 110, 10)[-1] == "end"


def test_but_not_where_it_has_a_least_time() -> None:
    jog = Segment(name="jog", duration_s=10)
    one = Cursor(Workout("x", (jog, walk_until(least_s=20), END)))

    assert heard_by(one, 110, 31) == ["jog"] * 9 + ["walk"] * 20 + ["end"] * 2


@pytest.mark.parametrize(
    ("otherwise", "then"),
    [(None, "walk"), (Otherwise.WAIT, "walk"), (Otherwise.GO_ON, "run"),
     (Otherwise.LEAVE_SET, "end")],
)  # fmt: skip
def test_a_heart_that_does_not_recover_in_time_leads_where_the_runner_chose(
    otherwise: Otherwise | None, then: str
) -> None:
    rounds = tuple(
        part
        for number in (1, 2, 3)
        for part in (
            replace(RUN, duration_s=10, round=Round(number, 3)),
            walk_until(at_most_s=30, otherwise=otherwise, number=number),
        )
    )
    one = Cursor(Workout("x", (*rounds, END)))

    story = heard_by(one, 150, 40)

    assert story[38:] == ["walk", then]
    assert one.is_waiting is (then == "walk")


def test_who_waited_for_the_heart_has_the_next_segment_whole() -> None:
    one = Cursor(Workout("x", (walk_until(at_most_s=10), END)))
    heard_by(one, 150, 100)
    heard_by(one, 100, 5)

    assert at(one) == "end"
    assert one.progress is not None
    assert one.progress.left_s == 60


def test_a_set_is_left_for_the_next_set() -> None:
    first = [walk_until(at_most_s=5, otherwise=Otherwise.LEAVE_SET, number=n) for n in (1, 2, 3)]
    second = [replace(END, round=Round(n, 3)) for n in (1, 2, 3)]
    one = Cursor(Workout("x", (*first, *second)))

    heard_by(one, 150, 5)

    assert at(one) == "end"
    assert one.segment is not None
    assert one.segment.round == Round(1, 3)


def test_a_run_is_waited_for_until_it_may_begin() -> None:
    walk = Segment(name="walk", duration_s=10, gait=AskedGait.WALK)
    one = Cursor(Workout("x", (walk, RUN, walk)))

    assert not one.advance(15, may_run=False)
    assert one.is_waiting
    assert one.advance(1)
    assert one.progress is not None
    assert one.progress.left_s == 60


def test_a_walk_waits_for_nothing() -> None:
    one = Cursor(Workout("x", (RUN, Segment(name="walk", duration_s=10, gait=AskedGait.WALK))))

    assert one.advance(60, may_run=False)


def test_after_the_end_nothing_is_told() -> None:
    one = cursor(5)
    one.advance(5)

    assert one.progress is None
    assert not one.advance(5)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (Until, "fall below, or"),
        (lambda: Until(below_bpm=120, above_bpm=130), "fall below, or"),
        (lambda: Until(below_bpm=12), "30 to 230 bpm, got 12"),
        (lambda: Until(below_bpm=120, hold_s=0), "hold_s must be 1 to 60, got 0"),
        (lambda: Until(below_bpm=120, least_s=-1), "least_s must not be negative"),
        (Range, "low or a high"),
        (lambda: Range(low=3.0, high=2.0), "must rise, got 3.0 to 2.0"),
        (lambda: Round(4, 3), "no round 4 of 3"),
        (lambda: Segment(name="x", duration_s=0), "duration_s must be above 0, got 0"),
        (lambda: Segment(name="x", distance_m=math.nan), "distance_m must be above 0, got nan"),
    ],
)
def test_what_cannot_be_is_refused(make: Callable[[], object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make()


def may_leave(segment: Segment | None) -> bool:
    """Whether a set is left behind it: there the coach leads by the heart, also to a run."""
    until = None if segment is None else segment.until
    return until is not None and until.choice is Otherwise.LEAVE_SET


@given(
    st.lists(
        st.builds(
            Segment,
            name=st.just("x"),
            duration_s=st.none() | st.integers(1, 40),
            distance_m=st.none() | st.floats(1.0, 200.0),
            until=st.none()
            | st.builds(
                Until,
                below_bpm=st.integers(100, 140),
                hold_s=st.integers(1, 15),
                least_s=st.integers(0, 30),
                otherwise=st.none() | st.sampled_from(Otherwise),
            ),
            gait=st.none() | st.sampled_from(AskedGait),
            is_surge=st.booleans(),
            round=st.none() | st.just(Round(1, 2)) | st.just(Round(2, 2)),
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.tuples(st.integers(1, 30), st.integers(90, 150), st.booleans()), max_size=80),
)
def test_a_cursor_only_goes_forward_and_never_into_a_run_that_may_not_begin(
    segments: list[Segment], seconds: list[tuple[int, int, bool]]
) -> None:
    one = Cursor(Workout("x", tuple(segments)))
    index = 0

    for dt_s, bpm, may_run in seconds:
        one.hear(heard(bpm), dt_s)
        before = one.segment
        changed = one.advance(dt_s, 2.5 * dt_s, may_run=may_run)
        now = one.progress.index if one.progress else len(segments)
        assert now >= index
        assert changed == (now > index)
        if changed and one.segment is not None and not may_run:
            assert not (
                one.segment.asks_for_run and (one.segment.is_effort or not may_leave(before))
            )
        index = now
