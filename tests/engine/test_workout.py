"""A workout's segments follow each other by time or by the runner's skip."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.workout import Cursor, Segment, Workout

from ..builders import BAND


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
