"""The reconnect policy: a table, a ladder and a watch."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.hrm import Measurement
from devices.link import (
    TRANSITIONS,
    Link,
    LinkEvent,
    LinkPolicy,
    LinkState,
    PulseWatch,
)

NS = 1_000_000_000
UP_TO_STREAMING = (LinkEvent.LOOK, LinkEvent.FOUND, LinkEvent.CONNECTED, LinkEvent.PACKET)


def told(*events: LinkEvent, now_s: float = 0.0) -> Link:
    link = Link()
    for event in events:
        link.tell(event, round(now_s * NS))
    return link


def test_the_straight_way_leads_to_a_stream() -> None:
    states = [told(*UP_TO_STREAMING[:n]).state for n in range(5)]

    assert states == ["waiting", "scanning", "connecting", "subscribing", "streaming"]


@pytest.mark.parametrize("state", [state for state in LinkState if state is not LinkState.CLOSED])
def test_every_state_has_a_way_on_and_a_way_out(state: LinkState) -> None:
    events = {event for before, event in TRANSITIONS if before is state}

    assert LinkEvent.CLOSE in events
    assert events - {LinkEvent.CLOSE}


def test_whatever_goes_wrong_ends_in_waiting_and_never_in_closed() -> None:
    wrong = {LinkEvent.NOT_FOUND, LinkEvent.SILENCE, LinkEvent.LOST, LinkEvent.FAILED}

    ends = {after for (_, event), after in TRANSITIONS.items() if event in wrong}

    assert ends == {LinkState.WAITING}


def test_every_call_of_the_radio_may_fail() -> None:
    for state in (LinkState.SCANNING, LinkState.CONNECTING, LinkState.SUBSCRIBING):
        assert TRANSITIONS[state, LinkEvent.FAILED] is LinkState.WAITING


def test_what_cannot_happen_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="waiting cannot be told packet"):
        Link().tell(LinkEvent.PACKET, 0)


@given(st.lists(st.sampled_from(LinkEvent), max_size=50))
def test_no_story_leaves_the_table(events: list[LinkEvent]) -> None:
    link = Link()
    for now_s, event in enumerate(events):
        before = link.state
        if (before, event) in TRANSITIONS:
            assert link.tell(event, now_s * NS) is TRANSITIONS[before, event]
        assert 0.0 < link.wait_s(0.0) <= link.wait_s(1.0) <= 12.0


def test_failures_climb_the_ladder_and_stay_on_its_top() -> None:
    link = Link()
    waits_s = []
    for _ in range(8):
        link.tell(LinkEvent.LOOK, 0)
        link.tell(LinkEvent.FAILED, 0)
        waits_s.append(link.wait_s(0.0))

    assert waits_s == [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]
    assert all(before <= after for before, after in pairwise(waits_s))


def test_jitter_only_lengthens_a_wait_and_only_a_little() -> None:
    link = told(LinkEvent.LOOK, LinkEvent.FAILED)

    assert link.wait_s(0.0) == 0.25
    assert link.wait_s(1.0) == pytest.approx(0.3)


@pytest.mark.parametrize(("streamed_s", "wait_s"), [(29.9, 1.0), (30.0, 0.25)])
def test_only_a_steady_stream_starts_the_ladder_again(streamed_s: float, wait_s: float) -> None:
    link = told(LinkEvent.LOOK, LinkEvent.FAILED, LinkEvent.LOOK, LinkEvent.FAILED)
    for event in UP_TO_STREAMING:
        link.tell(event, 0)

    link.tell(LinkEvent.PACKET, round(10 * NS))
    link.tell(LinkEvent.LOST, round(streamed_s * NS))

    assert link.wait_s(0.0) == wait_s


def test_looking_on_is_no_failure() -> None:
    link = told(LinkEvent.LOOK, LinkEvent.FAILED, LinkEvent.LOOK, LinkEvent.FAILED)

    for _ in range(10):
        link.tell(LinkEvent.LOOK, 0)
        link.tell(LinkEvent.NOT_FOUND, 0)

    assert link.wait_s(0.0) == 0.25


def test_what_a_run_can_do_without_is_looked_for_less_and_less_often() -> None:
    link, waits_s = Link(is_vital=False), []

    for _ in range(8):
        link.tell(LinkEvent.LOOK, 0)
        link.tell(LinkEvent.NOT_FOUND, 0)
        waits_s.append(link.wait_s(0.0))

    assert waits_s == [0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 10.0, 10.0]


def test_patience_belongs_to_the_state() -> None:
    patience_s = [told(*UP_TO_STREAMING[:n]).patience_s for n in range(5)]

    assert patience_s == [0.0, 10.0, 15.0, 10.0, 8.0]
    assert LinkPolicy().silence_s == 8.0


NO_PULSE = Measurement(raw_bpm=0, contact=None)
NO_CONTACT = Measurement(raw_bpm=140, contact=False)
A_PULSE = Measurement(raw_bpm=140, contact=True)


@pytest.mark.parametrize("dry", [NO_PULSE, NO_CONTACT])
def test_a_dry_strap_is_told_once_in_a_spell(dry: Measurement) -> None:
    watch = PulseWatch(10.0)
    story = [dry] * 15 + [A_PULSE] + [dry] * 15

    hints_s = [now_s for now_s, said in enumerate(story) if watch.watch(now_s * NS, said)]

    assert hints_s == [10, 26]


def test_a_pulse_is_never_called_dry() -> None:
    watch = PulseWatch(10.0)

    assert not any(watch.watch(now_s * NS, A_PULSE) for now_s in range(100))
