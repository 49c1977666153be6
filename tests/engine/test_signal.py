"""A lost signal is told once, a returned one once, and a loose strap does not chatter."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.heartrate import Cleaner, Fault, HeartRate
from runwalk.engine.phases import Reason
from runwalk.engine.signal import SignalWatch

from ..builders import doubted, heard, silence, told


def news(hearts: list[HeartRate], watch: SignalWatch | None = None) -> list[tuple[int, Reason]]:
    watch = watch or SignalWatch()
    answers = [(i, watch.watch(i, hr)) for i, hr in enumerate(hearts)]
    return [(i, reason) for i, reason in answers if reason is not None]


def of_strap(bpms: Sequence[int | None]) -> list[tuple[int, Reason]]:
    """What is told of a strap's own readings."""
    cleaner = Cleaner()
    return news([cleaner.clean(sample) for sample in told(bpms)])


def test_a_strap_that_speaks_is_no_news() -> None:
    assert of_strap([140] * 600) == []


def test_a_silence_of_more_than_five_seconds_is_told_once() -> None:
    assert of_strap([140] * 60 + [None] * 5 + [140] * 60) == []
    assert of_strap([140] * 60 + [None] * 600) == [(65, Reason.SIGNAL_LOST)]


def test_a_strap_that_never_speaks_is_told_of_too() -> None:
    assert of_strap([None] * 60) == [(5, Reason.SIGNAL_LOST)]


def test_a_return_is_told_when_it_has_been_trusted_for_ten_seconds() -> None:
    said = of_strap([140] * 60 + [None] * 10 + [140] * 60)

    assert said == [(65, Reason.SIGNAL_LOST), (79, Reason.SIGNAL_BACK)]


def test_readings_in_doubt_are_no_silence_until_they_last() -> None:
    # a level in doubt is believed after 20 s; only what wanders longer is worth a word
    wandering = [140, 190] * 40

    assert of_strap([140] * 60 + [190] * 19 + [140] * 60) == []
    assert of_strap([140] * 60 + [190] * 19 + [160] * 60) == []  # 39 s until 160 is believed
    assert of_strap([120] * 60 + wandering) == [(59 + 41, Reason.SENSOR)]


def test_doubt_counts_from_the_last_trusted_reading() -> None:
    said = news([heard(140)] * 10 + [doubted(200)] * 60)

    assert said == [(9 + 41, Reason.SENSOR)]


# A gap in which nobody listened


def later(watch: SignalWatch, start_s: int, hearts: list[HeartRate]) -> list[tuple[int, Reason]]:
    answers = [(start_s + i, watch.watch(start_s + i, hr)) for i, hr in enumerate(hearts)]
    return [(i, reason) for i, reason in answers if reason is not None]


def test_a_gap_is_a_silence_unless_the_watch_is_restarted() -> None:
    deaf, restarted = SignalWatch(), SignalWatch()
    news([heard(140)] * 10, deaf)
    news([heard(140)] * 10, restarted)

    restarted.restart(600)

    assert deaf.watch(600, silence(591)) is Reason.SIGNAL_LOST
    assert restarted.watch(600, silence(591)) is None
    assert restarted.without_s(600) == 1


def test_after_a_restart_silence_and_doubt_are_counted_from_there() -> None:
    silent, doubtful = SignalWatch(), SignalWatch()
    for watch in (silent, doubtful):
        news([heard(140)] * 10, watch)
        watch.restart(600)

    lost = later(silent, 600, [silence(591 + i) for i in range(60)])
    doubt = later(doubtful, 600, [doubted(140, Fault.STARTING, age_s=591 + i) for i in range(60)])

    assert lost == [(599 + 6, Reason.SIGNAL_LOST)]
    assert doubt == [(599 + 41, Reason.SENSOR)]


def test_a_restart_does_not_bring_back_what_was_lost() -> None:
    watch = SignalWatch()
    news([heard(140)] * 10 + [silence(i) for i in range(1, 10)], watch)

    watch.restart(600)

    said = later(watch, 600, [silence(600)] * 10 + [heard(140, i) for i in range(1, 20)])
    assert said == [(610 + 9, Reason.SIGNAL_BACK)]


def test_a_restart_before_the_first_second_changes_nothing() -> None:
    watch = SignalWatch()

    watch.restart(600)

    assert watch.without_s(600) == 0
    assert later(watch, 600, [silence()] * 10) == [(599 + 6, Reason.SIGNAL_LOST)]


# A return


def test_what_is_back_must_be_trusted_and_not_only_heard() -> None:
    hearts = [silence()] * 10 + [doubted(140, Fault.STARTING)] * 60

    assert news(hearts) == [(5, Reason.SIGNAL_LOST)]


def loose(gaps: int, *, on_s: int = 60, off_s: int = 20) -> list[int | None]:
    """A strap that comes and goes."""
    return [140] * 60 + ([None] * off_s + [140] * on_s) * gaps


def test_a_strap_that_comes_and_goes_is_announced_less_and_less() -> None:
    said = of_strap(loose(30))

    lost = [t_s for t_s, reason in said if reason is Reason.SIGNAL_LOST]
    assert len(said) < 12  # of 60 changes in 40 minutes
    assert lost[0] == 65


def test_how_long_a_return_must_last_doubles_with_each_loss_soon_after() -> None:
    watch = SignalWatch()
    waited = []
    t_s = 0
    for _ in range(7):
        while watch.watch(t_s, silence(9)) is not Reason.SIGNAL_LOST:
            t_s += 1
        trusted_s = 1
        t_s += 1
        while watch.watch(t_s, heard(140, trusted_s)) is not Reason.SIGNAL_BACK:
            t_s += 1
            trusted_s += 1
        waited.append(trusted_s)
        t_s += 1

    assert waited == [10, 20, 40, 80, 160, 160, 160]


def test_after_five_good_minutes_a_loss_is_a_first_one_again() -> None:
    loss = [None] * 10
    said = of_strap([140] * 60 + loss + [140] * 100 + loss + [140] * 400 + loss + [140] * 60)

    back = [t_s for t_s, reason in said if reason is Reason.SIGNAL_BACK]
    assert back == [60 + 10 + 9, 170 + 10 + 19, 580 + 10 + 9]


@pytest.mark.parametrize(("good_s", "back_s"), [(300, 20), (301, 10)])
def test_how_soon_after_a_return_a_loss_counts_with_the_one_before(
    good_s: int, back_s: int
) -> None:
    watch = SignalWatch()
    first = [heard(140)] * 10 + [silence(9)] * 6 + [heard(140, 10)]  # back at 16
    lasting = [heard(140)] * (good_s - 6) + [silence(9)] * 6

    said = news(first + lasting + [heard(140, i) for i in range(1, 40)], watch)

    lost_s = 16 + good_s
    assert said[2:] == [(lost_s, Reason.SIGNAL_LOST), (lost_s + back_s, Reason.SIGNAL_BACK)]


@given(
    st.lists(
        st.tuples(st.sampled_from([None, 140, 190]), st.integers(1, 60)),
        max_size=20,
    )
)
def test_losses_and_returns_take_turns(run: list[tuple[int | None, int]]) -> None:
    said = of_strap([bpm for bpm, seconds in run for _ in range(seconds)])

    is_back = [reason is Reason.SIGNAL_BACK for _, reason in said]
    assert is_back == [i % 2 == 1 for i in range(len(said))]


@pytest.mark.parametrize(
    ("hearts", "without_s"),
    [
        pytest.param([], 0, id="before the first second"),
        pytest.param([silence()] * 10, 10, id="since the start"),
        pytest.param([heard(140)] * 5, 0, id="trusted now"),
        pytest.param([heard(140)] * 5 + [silence(1)] * 3, 3, id="since the last trusted reading"),
        pytest.param([heard(140)] * 5 + [doubted(190)] * 3, 3, id="doubt is no trust"),
    ],
)
def test_how_long_there_has_been_no_trusted_heart_rate(
    hearts: list[HeartRate], without_s: int
) -> None:
    watch = SignalWatch()
    news(hearts, watch)

    assert watch.without_s(max(len(hearts) - 1, 0)) == without_s
