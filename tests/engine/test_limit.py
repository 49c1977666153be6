"""The hard limit speaks in time, is not silenced by anything, and does not nag."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.limit import HardLimit

from ..builders import doubted, heard, silence

LIMIT_BPM = 180
HOLD_S = 15


def spoken(hearts: list[HeartRate], limit: HardLimit | None = None, start_s: int = 0) -> list[int]:
    """The seconds in which the limit speaks."""
    limit = limit or HardLimit(LIMIT_BPM)
    return [i for i, hr in enumerate(hearts, start_s) if limit.must_speak(i, hr)]


@pytest.mark.parametrize(
    ("bpm", "seconds"),
    [(179, []), (180, [15]), (190, [15])],
    ids=["below", "at the limit", "above"],
)
def test_a_heart_held_at_the_limit_is_spoken_of(bpm: int, seconds: list[int]) -> None:
    assert spoken([heard(bpm)] * 40) == seconds


def test_fifteen_seconds_are_not_held_yet() -> None:
    assert spoken(([heard(181)] * HOLD_S + [heard(179)]) * 20) == []


@given(
    before=st.lists(
        st.sampled_from([heard(120), heard(179), heard(185), silence(2), silence(9), doubted(200)]),
        max_size=400,
    ),
    bpm=st.integers(180, 230),
)
def test_whatever_came_before_the_limit_speaks_in_five_minutes_of_being_held(
    before: list[HeartRate], bpm: int
) -> None:
    limit = HardLimit(LIMIT_BPM)
    spoken(before, limit)

    # unless it has just spoken it is the hold, and then its longest pause
    assert spoken([heard(bpm)] * (HOLD_S + 301), limit, start_s=len(before))


@given(st.lists(st.integers(100, 179), max_size=100))
def test_a_first_time_at_the_limit_is_spoken_of_after_the_hold(before_bpm: list[int]) -> None:
    limit = HardLimit(LIMIT_BPM)
    spoken([heard(bpm) for bpm in before_bpm], limit)

    start_s = len(before_bpm)
    assert spoken([heard(181)] * 20, limit, start_s=start_s) == [start_s + HOLD_S]


def test_while_it_is_held_it_is_said_again_and_less_often_each_time() -> None:
    said = spoken([heard(185)] * 1500)

    assert said == [15, 75, 195, 435, 735, 1035, 1335]  # after 60, 120, 240, then each 300 s


def test_a_moment_below_does_not_make_it_a_new_time() -> None:
    said = spoken([heard(185)] * 20 + [heard(170)] * 10 + [heard(185)] * 100)

    assert said == [15, 75]


def test_half_a_minute_below_makes_it_a_new_time() -> None:
    said = spoken([heard(185)] * 20 + [heard(170)] * 31 + [heard(185)] * 100)

    assert said == [15, 51 + 15, 51 + 75]


def test_a_level_in_doubt_counts_once_it_is_believed() -> None:
    assert spoken([doubted(200)] * 20 + [heard(200)]) == [20]


def test_a_level_in_doubt_that_was_none_is_not_spoken_of() -> None:
    assert spoken([doubted(200)] * 19 + [heard(140)] * 20) == []


def test_a_short_silence_does_not_begin_the_hold_anew() -> None:
    assert spoken([heard(185)] * 10 + [silence(i) for i in range(1, 5)] + [heard(185)] * 5) == [15]


@pytest.mark.parametrize(
    "artefact",
    [doubted(120), doubted(20, Fault.OUT_OF_RANGE), doubted(120, Fault.NO_CONTACT)],
    ids=["spike", "no heart rate", "no contact"],
)
def test_artefacts_do_not_silence_the_limit_however_often_they_come(artefact: HeartRate) -> None:
    hearts = ([heard(185)] * 5 + [artefact]) * 10

    assert spoken(hearts)[0] == 15


def test_readings_below_the_limit_that_stay_in_doubt_begin_the_hold_anew() -> None:
    falling = [doubted(120, age_s=i) for i in range(1, 20)]

    assert spoken([heard(185)] * 10 + falling + [heard(185)] * 20) == [29 + 15]


def test_a_stale_heart_rate_begins_the_hold_anew() -> None:
    hearts = [heard(185)] * 10 + [silence(i) for i in range(1, 8)] + [heard(185)] * 20

    assert spoken(hearts) == [17 + 15]


def test_a_reading_that_is_no_heart_rate_is_not_held() -> None:
    assert spoken([doubted(250, Fault.OUT_OF_RANGE)] * 60) == []


def test_it_never_speaks_of_a_reading_that_is_not_trusted() -> None:
    assert spoken([doubted(200, Fault.FROZEN)] * 600) == []
