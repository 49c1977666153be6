"""The rule of the second, line by line, and what must hold whatever a strap and a clock do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from devices.hrm import encode_measurement
from devices.sampler import Sampler
from runwalk.engine.sample import Sample

NS = 1_000_000_000
START_NS = 5 * NS + 123


def at(run_s: float) -> int:
    return START_NS + round(run_s * NS)


def heard(*packets: tuple[float, bytes]) -> Sampler:
    sampler = Sampler(START_NS)
    for run_s, payload in packets:
        sampler.hear(at(run_s), payload)
    return sampler


def beat(bpm: int, *rr_ticks: int, contact: bool | None = None) -> bytes:
    return encode_measurement(bpm, rr_ticks, contact=contact)


def test_a_second_is_closed_when_it_is_over_and_only_once() -> None:
    sampler = heard((0.5, beat(140)))

    assert sampler.close(at(0.999)) == ()
    assert sampler.close(at(1.0)) == (Sample(t_s=0, hr_bpm=140),)
    assert sampler.close(at(1.0)) == ()
    assert sampler.due_ns == at(2.0)


def test_of_two_notifications_in_a_second_the_newest_gives_the_heart_rate() -> None:
    sampler = heard((0.1, beat(140, 430)), (0.9, beat(141, 429)))

    (second,) = sampler.close(at(1))

    assert second.hr_bpm == 141
    assert second.rr_ms == (420, 419)


def test_a_heart_rate_lasts_two_seconds_and_no_longer() -> None:
    sampler = heard((0.5, beat(140, 430, contact=True)))

    seconds = [second for now_s in (1, 2, 3, 4) for second in sampler.close(at(now_s))]

    assert [second.hr_bpm for second in seconds] == [140, 140, None, None]
    assert [second.contact for second in seconds] == [True, True, None, None]
    assert [second.rr_ms for second in seconds] == [(420,), (), (), ()]


def test_a_notification_of_the_next_second_waits_for_it() -> None:
    sampler = heard((0.5, beat(140)), (1.0, beat(150)))

    assert [second.hr_bpm for second in sampler.close(at(1.2))] == [140]
    assert [second.hr_bpm for second in sampler.close(at(2.0))] == [150]


def test_a_heart_rate_of_0_is_none() -> None:
    sampler = heard((0.2, beat(140)), (0.9, beat(0, contact=False)))

    (second,) = sampler.close(at(1))

    assert (second.hr_bpm, second.contact) == (None, False)


def test_a_clock_that_jumps_leaves_a_gap() -> None:
    sampler = heard((0.5, beat(140)))

    first = sampler.close(at(60.4))
    sampler.hear(at(60.5), beat(120))
    then = sampler.close(at(61.0))

    assert [(second.t_s, second.hr_bpm) for second in first + then] == [(0, 140), (60, 120)]
    assert sampler.counts["slept_s"] == 59


def test_a_short_hiccup_leaves_no_gap() -> None:
    sampler = heard((0.5, beat(140)))

    closed = sampler.close(at(3.9))

    assert [(second.t_s, second.hr_bpm) for second in closed] == [(0, 140), (1, 140), (2, None)]


def test_a_doubled_notification_is_dropped_and_counted() -> None:
    sampler = heard((0.50, beat(140, 430)), (0.59, beat(140, 430)), (0.65, beat(140, 430)))

    (second,) = sampler.close(at(1))

    assert second.rr_ms == (420, 420)
    assert sampler.counts["doubled"] == 1


def test_the_same_heart_rate_without_intervals_is_no_doubled_notification() -> None:
    sampler = heard((0.50, beat(140)), (0.55, beat(140)))

    assert sampler.counts["doubled"] == 0


def test_a_malformed_packet_refreshes_nothing() -> None:
    sampler = heard((0.0, beat(140)), (1.5, b"\x00"))

    seconds = [second for now_s in (1, 2, 3) for second in sampler.close(at(now_s))]

    assert [second.hr_bpm for second in seconds] == [140, 140, None]
    assert sampler.counts["malformed"] == 1


def test_odd_packets_are_counted_by_what_is_odd() -> None:
    sampler = heard((0.1, bytes.fromhex("105000")), (0.2, bytes.fromhex("e048")))

    assert sampler.counts["odd-rr-byte"] == 1
    assert sampler.counts["reserved-bits"] == 1


Event = tuple[float, str, int, tuple[int, ...]]

gaps_s = st.floats(0.0, 4.0)
bpms = st.integers(0, 300)
rrs = st.lists(st.integers(200, 2500), max_size=4).map(tuple)
stories = st.lists(st.tuples(gaps_s, st.sampled_from(["hear", "close"]), bpms, rrs), max_size=60)


def play(story: list[Event]) -> tuple[Sampler, list[Sample]]:
    """Play notifications and closings, each so long after the one before."""
    sampler, run_s, closed = Sampler(START_NS), 0.0, []
    for gap_s, what, bpm, rr_ticks in story:
        run_s += gap_s
        if what == "hear":
            sampler.hear(at(run_s), encode_measurement(bpm, rr_ticks))
        else:
            closed += sampler.close(at(run_s))
    return sampler, closed


@given(stories)
def test_seconds_are_strictly_increasing_and_gaps_are_all_counted(
    story: list[Event],
) -> None:
    sampler, closed = play(story)

    seconds = [second.t_s for second in closed]
    assert seconds == sorted(set(seconds))
    assert len(seconds) + sampler.counts["slept_s"] == (sampler.due_ns - START_NS) // NS - 1


@given(stories)
def test_no_interval_is_lost_or_told_twice(
    story: list[Event],
) -> None:
    sampler, closed = play([*story, (1.0, "close", 0, ())])

    told = [interval_ms for second in closed for interval_ms in second.rr_ms]
    sent = [round(t * 1000 / 1024) for _, what, _, rr in story if what == "hear" for t in rr]
    if not sampler.counts["doubled"]:
        assert told == sent
    assert len(told) <= len(sent)


@given(stories)
def test_a_heart_rate_is_one_that_was_heard_or_none(
    story: list[Event],
) -> None:
    _, closed = play(story)

    heard_bpm = {bpm for _, what, bpm, _ in story if what == "hear"}
    assert {second.hr_bpm for second in closed} <= heard_bpm | {None}


@given(stories, stories)
def test_what_comes_later_changes_nothing_that_was_said(
    story: list[Event], sequel: list[Event]
) -> None:
    _, said = play(story)

    _, said_in_the_end = play(story + sequel)

    assert said_in_the_end[: len(said)] == said
