"""An artefact is never trusted, a heart is trusted soon, and nothing is ever made up."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from runwalk.engine.heartrate import Cleaner, Fault, HeartRate
from runwalk.engine.sample import Sample

from ..builders import second, steady, told

ARTEFACT_S = 20  # "a level is believed when it has held for 20 s"
SPARSE_S = 10  # "a watch that saves memory leaves up to so many seconds between readings"
HELD_JUMP_BPM = 3


def cleaned(samples: Sequence[Sample], cleaner: Cleaner | None = None) -> list[HeartRate]:
    cleaner = cleaner or Cleaner()
    return [cleaner.clean(sample) for sample in samples]


def settled(bpm: int = 140, seconds: int = 60) -> Cleaner:
    cleaner = Cleaner()
    cleaned(steady(bpm, seconds), cleaner)
    return cleaner


def trusted_at(answers: list[HeartRate]) -> list[int]:
    return [i for i, hr in enumerate(answers) if hr.is_trusted]


readings = st.one_of(st.none(), st.integers(1, 254))
runs = st.lists(
    st.tuples(readings, st.integers(1, 8), st.booleans(), st.sampled_from([None, True, False])),
    max_size=120,
)
levels = st.lists(  # a level or a silence, for how long, and how often the watch keeps a reading
    st.tuples(
        st.sampled_from([None, 120, 123, 126, 128, 150, 240]),
        st.integers(1, 30),
        st.sampled_from([1, 1, 1, 3, 7, 10, 11]),
    ),
    max_size=16,
)


def samples_of(run: list[tuple[int | None, int, bool, bool | None]]) -> list[Sample]:
    t_s, samples = 0, []
    for bpm, dt_s, has_rr, contact in run:
        t_s += dt_s
        samples.append(second(t_s, bpm, rr_ms=(430,) if has_rr else (), contact=contact))
    return samples


def samples_of_levels(run: list[tuple[int | None, int, int]]) -> list[Sample]:
    t_s, samples = 0, []
    for bpm, seconds, dt_s in run:
        for _ in range(0, seconds, dt_s):
            t_s += dt_s
            samples.append(second(t_s, bpm))
    return samples


# Nothing is made up


@given(runs)
def test_a_reading_is_passed_on_as_it_is_and_a_missing_one_is_never_trusted(
    run: list[tuple[int | None, int, bool, bool | None]],
) -> None:
    samples = samples_of(run)

    answers = cleaned(samples)

    assert [hr.bpm for hr in answers] == [sample.hr_bpm for sample in samples]
    assert not any(hr.is_trusted for hr in answers if hr.bpm is None)
    assert all((hr.fault is Fault.MISSING) == (hr.bpm is None) for hr in answers)


@given(runs)
def test_trust_age_and_fault_tell_the_same_story(
    run: list[tuple[int | None, int, bool, bool | None]],
) -> None:
    samples = samples_of(run)
    last_s: int | None = None

    for sample, hr in zip(samples, cleaned(samples), strict=True):
        last_s = sample.t_s if hr.is_trusted else last_s
        assert hr.is_trusted == (hr.fault is None)
        assert (hr.trusted_s > 0) == (hr.level_s > 0) == hr.is_trusted
        assert hr.trusted_s <= hr.level_s
        assert hr.is_trusted or not hr.is_new_level
        assert hr.age_s == (None if last_s is None else sample.t_s - last_s)
        assert hr.is_stale == (hr.age_s is None or hr.age_s > 5)
        if hr.is_trusted:
            assert hr.bpm is not None
            assert 30 <= hr.bpm <= 230


@given(levels)
def test_trust_and_level_are_counted_from_where_they_began(
    run: list[tuple[int | None, int, int]],
) -> None:
    samples = samples_of_levels(run)
    last_s, last_bpm, trusted_s, level_s = None, 0, 0, 0
    was_broken = was_doubted = False

    for sample, hr in zip(samples, cleaned(samples), strict=True):
        if not hr.is_trusted:
            was_broken = was_broken or hr.is_stale or hr.fault is not Fault.MISSING
            was_doubted = was_doubted or hr.fault in (Fault.SPIKE, Fault.STARTING)
            continue
        assert hr.bpm is not None
        if last_s is None:  # ten readings a second apart, or fewer in as much time
            trusted_s, level_s = 1, hr.level_s
            assert not hr.is_new_level
            assert hr.level_s >= 10
        elif hr.is_new_level:
            trusted_s, level_s = 1, hr.level_s
            assert sample.t_s - last_s > level_s - 1 >= ARTEFACT_S
        else:
            gap_s = sample.t_s - last_s
            if gap_s > SPARSE_S:
                level_s = 1
            elif was_doubted and abs(hr.bpm - last_bpm) > HELD_JUMP_BPM:
                assert 1 < hr.level_s <= gap_s  # from where the doubt began
                level_s = hr.level_s
            else:
                level_s += gap_s
            trusted_s = 1 if gap_s > SPARSE_S or was_broken else trusted_s + gap_s
        assert (hr.trusted_s, hr.level_s) == (trusted_s, level_s)
        last_s, last_bpm, was_broken, was_doubted = sample.t_s, hr.bpm, False, False


# The start


def test_the_first_seconds_have_nothing_to_be_compared_with() -> None:
    answers = cleaned(steady(120, 12))

    assert trusted_at(answers) == [9, 10, 11]  # the tenth reading is the first that is trusted
    assert {hr.fault for hr in answers[:9]} == {Fault.STARTING}
    assert [hr.trusted_s for hr in answers[9:]] == [1, 2, 3]
    assert [hr.level_s for hr in answers[9:]] == [10, 11, 12]  # it has been the heart all along
    assert not any(hr.is_new_level for hr in answers)  # there was none before
    assert answers[8].is_stale
    assert answers[8].age_s is None


def test_a_jump_in_the_first_seconds_begins_the_wait_anew() -> None:
    answers = cleaned(told([120] * 6 + [160] * 12))

    assert trusted_at(answers) == [15, 16, 17]


def test_a_silence_in_the_first_seconds_begins_the_wait_anew_if_it_is_long() -> None:
    short = cleaned(told([120] * 6 + [None] * 9 + [120] * 2))
    long = cleaned(told([120] * 6 + [None] * 10 + [120] * 12))

    assert trusted_at(short) == [15, 16]
    assert trusted_at(long) == [25, 26, 27]


# Jumps


@given(
    level_bpm=st.integers(60, 190),
    to_bpm=st.integers(30, 230),
    length_s=st.integers(1, ARTEFACT_S - 1),
    wobble=st.lists(st.integers(-1, 1), min_size=40, max_size=40),
)
def test_a_jump_shorter_than_twenty_seconds_is_never_trusted(
    level_bpm: int, to_bpm: int, length_s: int, wobble: list[int]
) -> None:
    # Far enough that it cannot be taken for the level drifting back under the held readings
    if abs(to_bpm - level_bpm) <= 15:
        to_bpm = level_bpm + 16
    artefact = [min(max(to_bpm + w, 30), 230) for w in wobble[:length_s]]
    after = [level_bpm + w for w in wobble[length_s:]]

    answers = cleaned(told(artefact + after, start_s=60), settled(level_bpm))

    assert not any(hr.is_trusted for hr in answers[:length_s])
    assert answers[length_s].is_trusted  # and the heart is believed at once when it is back


@given(
    level_bpm=st.integers(60, 190),
    to_bpm=st.integers(31, 229),
    wobble=st.lists(st.integers(-1, 1), min_size=30, max_size=30),
)
def test_a_level_that_holds_for_twenty_seconds_is_the_heart(
    level_bpm: int, to_bpm: int, wobble: list[int]
) -> None:
    assume(abs(to_bpm / level_bpm - 0.5) > 0.08)  # that is another thing: beats are missing

    answers = cleaned(told([to_bpm + w for w in wobble], start_s=60), settled(level_bpm))

    assert all(hr.is_trusted for hr in answers[ARTEFACT_S:])


def test_a_level_once_believed_counts_from_its_beginning_and_trust_from_now() -> None:
    answers = cleaned(steady(170, 25, start_s=60), settled(140))

    assert trusted_at(answers) == [20, 21, 22, 23, 24]
    assert [hr.level_s for hr in answers[20:]] == [21, 22, 23, 24, 25]
    assert [hr.trusted_s for hr in answers[20:]] == [1, 2, 3, 4, 5]
    assert [hr.is_new_level for hr in answers[20:]] == [True] + [False] * 4
    assert {hr.fault for hr in answers[:20]} == {Fault.SPIKE}


def test_a_moment_of_doubt_ends_the_trust_and_leaves_the_level() -> None:
    answers = cleaned(told([190] * 3 + [140] * 3, start_s=60), settled(140))

    assert trusted_at(answers) == [3, 4, 5]
    assert not any(hr.is_new_level for hr in answers)
    assert [hr.level_s for hr in answers[3:]] == [64, 65, 66]
    assert [hr.trusted_s for hr in answers[3:]] == [1, 2, 3]


@pytest.mark.parametrize(
    ("step_bpm", "is_trusted"),
    [(5, True), (-5, True), (6, False), (-6, False)],
)
def test_a_heart_changes_by_no_more_than_five_in_a_second(step_bpm: int, is_trusted: bool) -> None:
    answer = settled(140).clean(second(60, 140 + step_bpm))

    assert answer.is_trusted is is_trusted


@pytest.mark.parametrize(
    ("gap_s", "step_bpm", "is_trusted"),
    [
        pytest.param(3, 6, True, id="after a gap it may have come further"),
        pytest.param(3, 7, False, id="but not that far"),
        pytest.param(5, 7, True, id="five seconds allow 7 bpm"),
        pytest.param(5, -7, True, id="up or down"),
        pytest.param(5, 8, False, id="and not 8"),
        pytest.param(18, 7, True, id="a longer gap allows no more"),
        pytest.param(18, 8, False, id="however long it is"),
        pytest.param(20, 0, True, id="up to 20 s the old level counts"),
        pytest.param(21, 0, False, id="then all begins anew"),
    ],
)
def test_how_far_a_heart_comes_in_a_gap(gap_s: int, step_bpm: int, is_trusted: bool) -> None:
    answer = settled(140).clean(second(59 + gap_s, 140 + step_bpm))

    assert answer.is_trusted is is_trusted


def test_a_ramp_too_steep_for_a_heart_is_doubted_though_every_step_is_small() -> None:
    answers = cleaned(told([140 + 5 * i for i in range(1, 12)], start_s=60), settled(140))

    assert answers[0].is_trusted
    assert not any(hr.is_trusted for hr in answers[4:])


def test_a_heart_that_rises_as_hearts_do_is_trusted_all_the_way() -> None:
    answers = cleaned(told([100 + 2 * i for i in range(1, 40)], start_s=60), settled(100))

    assert all(hr.is_trusted for hr in answers)


@pytest.mark.parametrize(("sixth_bpm", "is_trusted"), [(153, True), (154, False)])
@pytest.mark.parametrize("sign", [1, -1], ids=["climb", "fall"])
def test_six_seconds_of_a_climb_or_fall_allow_13_bpm(
    sign: int, sixth_bpm: int, is_trusted: bool
) -> None:
    rises = [2, 5, 7, 10, 12, sixth_bpm - 140]  # none of more than five; 5 + 1.75 * 5 = 13.75

    answers = cleaned(told([140 + sign * rise for rise in rises], start_s=60), settled(140))

    assert [hr.is_trusted for hr in answers] == [True] * 5 + [is_trusted]


def test_an_artefact_that_creeps_back_is_believed_when_it_is_close() -> None:
    # 140 -> 160, held, then falling: within 3 + 0.5 bpm a second of the old level it is trusted
    falling = [160, 158, 156, 154, 152, 150, 148, 146]

    answers = cleaned(told(falling, start_s=60), settled(140))

    assert trusted_at(answers) == [7]  # |146 - 140| = 6 <= 3 + 0.5 * 7, and 8 > 3 + 0.5 * 6


def test_two_artefacts_in_a_row_do_not_add_up_to_a_level() -> None:
    answers = cleaned(told([190] * 15 + [90] * 15, start_s=60), settled(140))

    assert trusted_at(answers) == []


def test_a_level_in_doubt_survives_a_short_silence_only() -> None:
    short = cleaned(told([170] * 10 + [None] * 9 + [170] * 4, start_s=60), settled(140))
    long = cleaned(told([170] * 10 + [None] * 10 + [170] * 22, start_s=60), settled(140))

    assert trusted_at(short) == [20, 21, 22]
    assert trusted_at(long) == [40, 41]


@pytest.mark.parametrize(("step_bpm", "is_one"), [(5, True), (6, False)])
def test_a_level_in_doubt_changes_no_faster_than_a_heart(step_bpm: int, is_one: bool) -> None:
    doubted = [170] * 10 + [170 + step_bpm] * 11

    answers = cleaned(told(doubted, start_s=60), settled(140))

    assert trusted_at(answers) == ([20] if is_one else [])


@pytest.mark.parametrize(("step_bpm", "is_one"), [(9, True), (10, False)])
def test_a_level_in_doubt_comes_half_a_beat_further_in_each_second_of_a_hole(
    step_bpm: int, is_one: bool
) -> None:
    doubted = [170] * 10 + [None] * 9 + [170 + step_bpm] * 2  # 5 + 0.5 * 9 = 9.5

    answers = cleaned(told(doubted, start_s=60), settled(140))

    assert trusted_at(answers) == ([20] if is_one else [])


# Silence


def test_a_second_of_silence_leaves_the_heart_rate_trusted_before_and_after() -> None:
    answers = cleaned(told([None, 141], start_s=60), settled(140))

    assert [hr.is_trusted for hr in answers] == [False, True]
    assert [hr.age_s for hr in answers] == [1, 0]
    assert not any(hr.is_stale for hr in answers)
    assert (answers[1].level_s, answers[1].trusted_s) == (62, 53)


def test_after_more_than_five_silent_seconds_the_trust_is_counted_anew() -> None:
    answers = cleaned(told([None] * 6 + [140, 141], start_s=60), settled(140))

    assert [hr.is_stale for hr in answers] == [False] * 5 + [True, False, False]
    assert [hr.trusted_s for hr in answers[6:]] == [1, 2]
    assert [hr.level_s for hr in answers[6:]] == [67, 68]  # the level is the one before


@pytest.mark.parametrize(("gap_s", "level_s", "trusted_s"), [(10, 70, 61), (11, 1, 1)])
def test_a_gap_of_more_than_ten_seconds_ends_level_and_trust(
    gap_s: int, level_s: int, trusted_s: int
) -> None:
    answer = settled(140).clean(second(59 + gap_s, 140))  # a watch that kept no second between

    assert answer.is_trusted
    assert not answer.is_new_level
    assert (answer.level_s, answer.trusted_s) == (level_s, trusted_s)


def test_a_strap_that_was_away_for_long_starts_anew() -> None:
    answers = cleaned(told([None] * 30 + [140] * 25, start_s=60), settled(140))

    assert {hr.fault for hr in answers[30:50]} == {Fault.STARTING}
    assert trusted_at(answers)[0] == 50
    assert (answers[50].level_s, answers[50].trusted_s) == (21, 1)
    assert answers[50].is_new_level


def test_a_watch_that_keeps_a_reading_every_seven_seconds_is_trusted() -> None:
    bpms = [round(150 + 6 * math.sin(i / 9)) for i in range(120)]  # fourteen minutes

    answers = cleaned([second(7 * i, bpm) for i, bpm in enumerate(bpms)])

    assert trusted_at(answers) == list(range(2, 120))  # from second 14 on: ten have passed
    assert [hr.trusted_s for hr in answers[2:]] == [7 * i + 1 for i in range(118)]
    assert [hr.level_s for hr in answers[2:]] == [7 * i + 15 for i in range(118)]
    assert {hr.age_s for hr in answers[2:]} == {0}
    assert not any(hr.is_new_level or hr.is_stale for hr in answers[2:])


def test_a_watch_that_keeps_few_readings_finds_a_new_level_too() -> None:
    cleaner = Cleaner()
    cleaned([second(7 * i, 140) for i in range(20)], cleaner)

    answers = cleaned([second(140 + 7 * i, 175) for i in range(6)], cleaner)

    assert trusted_at(answers) == [3, 4, 5]  # 21 s after it was first told
    assert [hr.is_new_level for hr in answers] == [False] * 3 + [True, False, False]
    assert [hr.level_s for hr in answers[3:]] == [22, 29, 36]


def test_a_strap_that_drops_out_for_six_seconds_is_trusted_in_between() -> None:
    answers = cleaned(told(([140] * 12 + [None] * 6) * 20, start_s=60), settled(140))

    assert trusted_at(answers) == [i for i in range(360) if i % 18 < 12]
    assert [hr.trusted_s for hr in answers[18:30]] == list(range(1, 13))
    assert [hr.level_s for hr in answers[18:30]] == list(range(79, 91))


# Other faults


@pytest.mark.parametrize(
    ("bpm", "fault"),
    [
        (29, Fault.OUT_OF_RANGE),
        (30, Fault.SPIKE),
        (230, Fault.SPIKE),
        (231, Fault.OUT_OF_RANGE),
    ],
)
def test_no_runners_heart_beats_slower_than_30_or_faster_than_230(bpm: int, fault: Fault) -> None:
    assert settled(140).clean(second(60, bpm)).fault is fault


def test_what_is_no_heart_rate_is_not_believed_however_long_it_lasts() -> None:
    answers = cleaned(steady(240, 600, start_s=60), settled(140))

    assert trusted_at(answers) == []


def alive(seconds: int) -> list[Sample]:
    """A heart that repeats itself for ten seconds at most."""
    return [second(t_s, 140 + t_s // 10 % 2) for t_s in range(seconds)]


def test_a_reading_that_repeats_far_longer_than_ever_is_frozen() -> None:
    cleaner = Cleaner()
    cleaned(alive(100), cleaner)

    answers = cleaned(steady(141, 200, start_s=100), cleaner)

    # the strap told 141 from t = 90 on: 181 repeats, at t = 271, are more than 180 s
    assert trusted_at(answers) == list(range(171))
    assert {hr.fault for hr in answers[171:]} == {Fault.FROZEN}


def test_a_frozen_strap_that_moves_again_is_trusted_only_when_its_level_has_held() -> None:
    cleaner = Cleaner()
    cleaned(alive(100), cleaner)
    cleaned(steady(141, 200, start_s=100), cleaner)

    answers = cleaned([second(300 + i, 150 + i % 2) for i in range(30)], cleaner)

    assert trusted_at(answers)[0] == ARTEFACT_S


def test_a_frozen_stretch_does_not_excuse_the_next_one() -> None:
    cleaner = Cleaner()
    cleaned(alive(100), cleaner)
    cleaned(steady(141, 200, start_s=100), cleaner)
    cleaned([second(300 + i, 140 + i // 10 % 2) for i in range(60)], cleaner)

    answers = cleaned(steady(143, 200, start_s=360), cleaner)

    assert {hr.fault for hr in answers[:181]} == {None}
    assert {hr.fault for hr in answers[181:]} == {Fault.FROZEN}


def test_beats_show_that_a_steady_reading_is_a_heart() -> None:
    cleaner = Cleaner()
    cleaned(alive(100), cleaner)

    answers = cleaned([second(100 + i, 141, rr_ms=(425,)) for i in range(300)], cleaner)

    assert all(hr.is_trusted for hr in answers)


def test_a_heart_that_has_always_been_steady_is_not_frozen() -> None:
    answers = cleaned([second(t_s, 140 + t_s // 170 % 2) for t_s in range(1000)])
    long = cleaned(steady(140, 1000))

    assert all(hr.is_trusted for hr in answers[9:])
    assert all(hr.is_trusted for hr in long[9:])  # never has it changed: it may be smoothed


def test_a_long_repeat_allows_a_four_times_longer_one() -> None:
    cleaner = Cleaner()
    cleaned([second(t_s, 140 + t_s // 60 % 2) for t_s in range(240)], cleaner)  # 59 s of repeats

    answers = cleaned(steady(141, 200, start_s=240), cleaner)

    first_frozen = next(i for i, hr in enumerate(answers) if hr.fault is Fault.FROZEN)
    assert first_frozen == 180 + 4 * 59 + 1 - 240


@pytest.mark.parametrize(
    ("contact", "had_beats", "has_beats", "fault"),
    [
        pytest.param(False, True, False, Fault.NO_CONTACT, id="no contact and no more beats"),
        pytest.param(False, True, True, None, id="beats are worth more than the contact bit"),
        pytest.param(False, False, False, None, id="a strap that never told beats: bit not taken"),
        pytest.param(True, True, False, None, id="contact"),
        pytest.param(None, True, False, None, id="a strap that cannot tell"),
    ],
)
def test_the_straps_own_word_on_contact(
    contact: bool | None, had_beats: bool, has_beats: bool, fault: Fault | None
) -> None:
    cleaner = Cleaner()
    beats = (430,) if had_beats else ()
    cleaned([second(t_s, 140, rr_ms=beats) for t_s in range(60)], cleaner)

    answer = cleaner.clean(second(60, 141, rr_ms=(430,) if has_beats else (), contact=contact))

    assert answer.fault is fault


# Causality


@given(runs)
def test_a_trusted_reading_follows_from_one_before_it_or_from_a_level_that_held(
    run: list[tuple[int | None, int, bool, bool | None]],
) -> None:
    samples = samples_of(run)
    trusted = [
        (sample.t_s, hr)
        for sample, hr in zip(samples, cleaned(samples), strict=True)
        if hr.is_trusted
    ]

    for (a_s, a), (b_s, b) in pairwise(trusted):
        assert a.bpm is not None
        assert b.bpm is not None
        gap_s = b_s - a_s
        if b.is_new_level:
            assert gap_s > ARTEFACT_S
        else:  # as far as a heart comes in a gap, or as near to where it was before the doubt
            assert gap_s <= ARTEFACT_S
            assert abs(b.bpm - a.bpm) <= max(5 + 0.5 * (min(gap_s, 5) - 1), 3 + 0.5 * (gap_s - 1))
