"""Beats and steps speak against a heart rate when they are sure, and never correct it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.heartrate import Cleaner, Fault, HeartRate
from runwalk.engine.sample import Sample
from runwalk.simulator import SCENARIOS, StrapNoise

from ..builders import second, steady


def beating(seconds: int, bpm: int, beats_bpm: float, *, start_s: int = 0) -> list[Sample]:
    """A strap that tells one number, and beats that tell another."""
    samples, left_s = [], 0.0
    for t_s in range(start_s, start_s + seconds):
        left_s += 1.0
        ended = int(left_s * beats_bpm / 60.0)
        left_s -= ended * 60.0 / beats_bpm
        samples.append(second(t_s, bpm, rr_ms=(round(60_000 / beats_bpm),) * ended))
    return samples


def cleaned(cleaner: Cleaner, samples: list[Sample]) -> list[HeartRate]:
    return [cleaner.clean(sample) for sample in samples]


def faults(answers: list[HeartRate]) -> list[Fault | None]:
    return [hr.fault for hr in answers]


# Beats


@pytest.mark.parametrize("bpm", [140, 150, 132])
def test_beats_that_fit_say_nothing(bpm: int) -> None:
    assert set(faults(cleaned(Cleaner(), beating(300, bpm, 141.0))[9:])) == {None}


@pytest.mark.parametrize("ratio", [0.5, 2.0, 1.0 / 1.2, 1.2])
def test_beats_that_tell_another_number_are_never_outlasted(ratio: float) -> None:
    cleaner = Cleaner()
    cleaned(cleaner, beating(120, 90, 90.0))

    answers = cleaned(cleaner, beating(300, 90, 90.0 * ratio, start_s=120))

    assert set(faults(answers[16:])) == {Fault.BEATS}
    assert not any(hr.is_trusted for hr in answers[16:])
    assert {hr.bpm for hr in answers} == {90}  # and nothing is corrected


def test_a_creeping_heart_rate_whose_beats_stay_is_found_out() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, beating(120, 140, 140.0))
    creep = [
        second(one.t_s, min(140 + i // 2, 165), rr_ms=one.rr_ms)
        for i, one in enumerate(beating(90, 140, 140.0, start_s=120))
    ]

    answers = cleaned(cleaner, creep)

    assert (
        max(hr.bpm or 0 for hr in answers if hr.is_trusted) == 160
    )  # 12 % above its beats, and 8 s
    assert answers[-1].fault is Fault.BEATS


def test_beats_that_never_fitted_are_not_listened_to() -> None:
    answers = cleaned(Cleaner(), beating(300, 150, 75.0))

    assert all(hr.is_trusted for hr in answers[9:])


def test_single_wrong_beats_do_not_count() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, beating(120, 140, 140.0))
    missed = [
        second(one.t_s, 140, rr_ms=(857,) if one.t_s % 3 == 0 else one.rr_ms)
        for one in beating(120, 140, 140.0, start_s=120)
    ]

    assert all(hr.is_trusted for hr in cleaned(cleaner, missed))


def test_a_strap_whose_beats_fall_silent_is_judged_as_before() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, beating(120, 140, 140.0))

    answers = cleaned(cleaner, [second(120 + i, 140 + i // 40) for i in range(100)])

    assert all(hr.is_trusted for hr in answers)


@pytest.mark.parametrize("name", ["strides", "hills", "hot"])
def test_a_good_strap_is_hardly_ever_doubted_for_its_beats(name: str) -> None:
    runner = SCENARIOS[name].runner(8010, noise=StrapNoise(spikes_per_h=0.0, dry_start_chance=0.0))
    cleaner = Cleaner()

    answers = [cleaner.clean(runner.second()) for _ in range(1800)]

    assert sum(hr.fault is Fault.BEATS for hr in answers) == 0


# Steps


def walked(seconds: int, bpm: int, steps: int, *, start_s: int) -> list[Sample]:
    return [second(start_s + i, bpm + i % 3 - 1, cadence_spm=steps + i % 2) for i in range(seconds)]


def test_a_heart_rate_that_leaps_to_the_steps_is_never_believed() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, walked(120, 125, 166, start_s=0))

    answers = cleaned(cleaner, walked(300, 166, 166, start_s=120))

    assert not any(hr.is_trusted for hr in answers)
    assert set(faults(answers[20:])) == {Fault.CADENCE_LOCK}


def test_it_is_believed_again_when_it_leaves_them() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, walked(120, 125, 166, start_s=0))
    cleaned(cleaner, walked(100, 166, 166, start_s=120))

    answers = cleaned(cleaner, walked(60, 130, 166, start_s=220))

    assert next(i for i, hr in enumerate(answers) if hr.is_trusted) == 20


def test_a_lock_that_starts_the_run_is_one() -> None:
    answers = cleaned(Cleaner(), walked(120, 166, 166, start_s=0))

    assert set(faults(answers[9:])) == {Fault.CADENCE_LOCK}


def test_a_heart_that_comes_to_beat_like_the_steps_is_a_heart() -> None:
    cleaner = Cleaner()
    climb = [second(i, min(120 + i // 2, 165 + i // 30 % 2), cadence_spm=166) for i in range(600)]

    assert all(hr.is_trusted for hr in cleaned(cleaner, climb)[9:])


def test_beats_show_that_a_heart_after_a_leap_is_one_though_it_matches_the_steps() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, beating(120, 125, 125.0))
    leap = [
        second(one.t_s, 166, rr_ms=one.rr_ms, cadence_spm=166)
        for one in beating(60, 166, 166.0, start_s=120)
    ]

    assert cleaned(cleaner, leap)[-1].is_trusted


@given(
    steps=st.integers(150, 190),
    away=st.integers(4, 30),
    sign=st.sampled_from([-1, 1]),
)
def test_a_new_level_away_from_the_steps_is_believed_as_ever(
    steps: int, away: int, sign: int
) -> None:
    cleaner = Cleaner()
    cleaned(cleaner, walked(60, 110, steps, start_s=0))

    answers = cleaned(
        cleaner, [second(60 + i, steps + sign * away, cadence_spm=steps) for i in range(21)]
    )

    assert answers[-1].is_trusted


# Half


def test_a_leap_down_to_half_is_not_believed_for_90_seconds() -> None:
    cleaner = Cleaner()
    cleaned(cleaner, steady(150, 60))

    answers = cleaned(cleaner, steady(75, 120, start_s=60))

    assert next(i for i, hr in enumerate(answers) if hr.is_trusted) == 90
    assert set(faults(answers[20:90])) == {Fault.HALVED}


@pytest.mark.parametrize(("bpm", "after_s"), [(75, 21), (90, 0), (65, 0)])
def test_other_falls_are_believed_after_20_seconds(bpm: int, after_s: int) -> None:
    cleaner = Cleaner()
    cleaned(cleaner, steady(150, 60))

    answers = cleaned(cleaner, steady(bpm, 30, start_s=60 + after_s))

    assert next(i for i, hr in enumerate(answers) if hr.is_trusted) == 20
