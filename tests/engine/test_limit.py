"""The hard limit speaks in time, is not silenced by anything, and does not nag."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.heartrate import Cleaner, Fault, HeartRate
from runwalk.engine.limit import HardLimit, LimitSettings

from ..builders import doubted, heard, second, silence, told

LIMIT_BPM = 180
HOLD_S = 15


def spoken(hearts: list[HeartRate], limit: HardLimit | None = None, start_s: int = 0) -> list[int]:
    """The seconds in which the limit speaks."""
    limit = limit or HardLimit()
    return [i for i, hr in enumerate(hearts, start_s) if limit.must_speak(i, hr, LIMIT_BPM)]


def of_strap(bpms: Sequence[int | None]) -> list[int]:
    """The seconds in which the limit speaks of a strap's own readings."""
    cleaner = Cleaner()
    return spoken([cleaner.clean(sample) for sample in told(bpms)])


@pytest.mark.parametrize(
    ("bpm", "seconds"),
    [(179, []), (180, [15]), (190, [15])],
    ids=["below", "at the limit", "above"],
)
def test_a_heart_held_at_the_limit_is_spoken_of(bpm: int, seconds: list[int]) -> None:
    assert spoken([heard(bpm)] * 40) == seconds


def test_fifteen_seconds_are_not_held_yet() -> None:
    assert spoken(([heard(181)] * HOLD_S + [heard(179)] * 3) * 20) == []


def test_its_numbers_can_be_set() -> None:
    limit = HardLimit(LimitSettings(hold_s=5, again_s=10))

    assert spoken([heard(185)] * 30, limit) == [5, 15]


def test_the_limit_is_that_of_the_second() -> None:
    limit = HardLimit()
    hearts = enumerate([heard(175)] * 80)

    said = [i for i, hr in hearts if limit.must_speak(i, hr, 180 if i < 40 else 170)]

    assert said == [40 + HOLD_S]  # below the old one it was not held


def test_a_limit_that_is_raised_ends_the_hold() -> None:
    limit = HardLimit()
    hearts = enumerate([heard(175)] * 80)

    said = [i for i, hr in hearts if limit.must_speak(i, hr, 180 if 10 <= i < 13 else 170)]

    assert said == [13 + HOLD_S]


@given(
    before=st.lists(
        st.sampled_from(
            [
                heard(120),
                heard(179),
                heard(185),
                silence(2),
                silence(9),
                doubted(200),
                doubted(100),
                doubted(200, Fault.STARTING),
            ]
        ),
        max_size=400,
    ),
    bpm=st.integers(180, 230),
)
def test_whatever_came_before_the_limit_speaks_in_five_minutes_of_being_held(
    before: list[HeartRate], bpm: int
) -> None:
    limit = HardLimit()
    spoken(before, limit)

    # unless it has just spoken it is the hold, and then its longest pause
    assert spoken([heard(bpm)] * (HOLD_S + 301), limit, start_s=len(before))


@given(st.lists(st.integers(100, 179), max_size=100))
def test_a_first_time_at_the_limit_is_spoken_of_after_the_hold(before_bpm: list[int]) -> None:
    limit = HardLimit()
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


def test_a_level_below_that_was_long_in_doubt_ends_it_too_once_it_is_believed() -> None:
    high, half = [190, 191] * 105, [95] * 110  # half is believed after 90 s

    assert of_strap([120] * 15 + high + half + [190] * 40) == [35, 95, 215, 335 + 20]


def test_a_level_in_doubt_counts_once_it_is_believed() -> None:
    assert spoken([doubted(200)] * 20 + [heard(200)]) == [20]


def test_a_level_in_doubt_that_was_none_is_not_spoken_of() -> None:
    assert spoken([doubted(200)] * 19 + [heard(140)] * 20) == []


@pytest.mark.parametrize(
    ("silent_s", "said_s"),
    [
        pytest.param(4, 15, id="a moment"),
        pytest.param(7, 17, id="stale: told with the first reading after it"),
        pytest.param(19, 29, id="the last reading is 20 s ago"),
        pytest.param(20, 30 + 15, id="lost: the hold begins anew"),
    ],
)
def test_a_silence_of_twenty_seconds_does_not_begin_the_hold_anew(
    silent_s: int, said_s: int
) -> None:
    silent = [silence(i) for i in range(1, silent_s + 1)]

    assert spoken([heard(185)] * 10 + silent + [heard(185)] * 30) == [said_s]


@pytest.mark.parametrize(
    ("gap_s", "said_s"), [pytest.param(20, 29, id="heard"), pytest.param(21, 30 + 15, id="lost")]
)
def test_a_gap_between_samples_is_a_silence(gap_s: int, said_s: int) -> None:
    limit = HardLimit()
    before = spoken([heard(185)] * 10, limit)

    assert before == []
    assert spoken([heard(185)] * 30, limit, start_s=9 + gap_s) == [said_s]


@pytest.mark.parametrize(
    ("below_s", "said_s"), [(1, 15), (2, 15), (3, 13 + 15)], ids=["one", "two", "three"]
)
def test_three_seconds_below_begin_the_hold_anew(below_s: int, said_s: int) -> None:
    hearts = [heard(185)] * 10 + [heard(179)] * below_s + [heard(185)] * 30

    assert spoken(hearts) == [said_s]


def test_seconds_below_that_do_not_follow_each_other_do_not_add_up() -> None:
    hearts = [heard(185), heard(179), heard(179)] * 10

    assert spoken(hearts)[0] == 15


def test_a_heart_that_wobbles_about_the_limit_is_held_there() -> None:
    # 10 s are the start of the signal; from the first trusted second at the limit it is held
    wobble = [LIMIT_BPM - 1 + 2 * (i % 2) for i in range(120)]

    assert of_strap(wobble) == [9 + 16, 9 + 16 + 60]  # 24 lies below, and below it is not said


def test_a_strap_that_drops_out_every_eighteen_seconds_does_not_hide_the_limit() -> None:
    assert of_strap(([185] * 12 + [None] * 6) * 8) == [9 + 15, 9 + 15 + 60 + 6]


def test_a_watch_that_keeps_a_reading_every_seven_seconds_does_not_hide_the_limit() -> None:
    cleaner, limit = Cleaner(), HardLimit()
    samples = [second(t_s, 185) for t_s in range(0, 140, 7)]

    said = [s.t_s for s in samples if limit.must_speak(s.t_s, cleaner.clean(s), LIMIT_BPM)]

    assert said == [14 + 21, 14 + 21 + 63]  # the first at or after 15 and 60 s


def test_the_first_readings_of_a_strap_are_not_held() -> None:
    assert of_strap([185] * 25) == [9 + HOLD_S]
    assert spoken([doubted(185, Fault.STARTING)] * 20 + [heard(185)] * 20) == [20 + HOLD_S]


@pytest.mark.parametrize(
    "artefact",
    [doubted(120), doubted(20, Fault.OUT_OF_RANGE), doubted(120, Fault.NO_CONTACT)],
    ids=["spike", "no heart rate", "no contact"],
)
def test_artefacts_do_not_silence_the_limit_however_often_they_come(artefact: HeartRate) -> None:
    hearts = ([heard(185)] * 5 + [artefact]) * 10

    assert spoken(hearts)[0] == 15


@pytest.mark.parametrize(
    ("seconds", "said_s"),
    [
        pytest.param(19, 29, id="an artefact, however low"),
        pytest.param(20, 30 + 15, id="nothing was heard of the limit for longer than 20 s"),
    ],
)
def test_readings_below_the_limit_that_stay_in_doubt_are_a_silence(
    seconds: int, said_s: int
) -> None:
    falling = [doubted(120, age_s=i) for i in range(1, seconds + 1)]

    assert spoken([heard(185)] * 10 + falling + [heard(185)] * 30) == [said_s]


def test_readings_in_doubt_do_not_end_what_is_said_again() -> None:
    falling = [doubted(120, age_s=i) for i in range(1, 40)]

    said = spoken([heard(185)] * 20 + falling + [heard(185)] * 60)

    assert said == [15, 75]  # no new time: nobody knows that the heart was below


def test_a_reading_that_is_no_heart_rate_is_not_held() -> None:
    assert spoken([doubted(250, Fault.OUT_OF_RANGE)] * 60) == []


def test_it_never_speaks_of_a_reading_that_is_not_trusted() -> None:
    assert spoken([doubted(200, Fault.FROZEN)] * 600) == []
