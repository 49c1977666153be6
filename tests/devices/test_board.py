"""A board holds the newest second for whoever looks, and wakes a screen no more than it must."""

from __future__ import annotations

from dataclasses import replace

import pytest

from devices.board import KEPT, Board, Mute, Muted
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.outputs.face import CUE_S
from runwalk.recording.recording import Device

from ..builders import coach, doubted, heard, steady, stepped

QUIET = replace(stepped(coach(), steady(140, 61))[-1], hr=heard(140), cues=())


def at(t_s: int, *cues: Cue) -> Reading:
    return replace(QUIET, sample=replace(QUIET.sample, t_s=t_s), cues=cues)


class Ears:
    """An output, and somebody who is told, in one."""

    def __init__(self) -> None:
        self.heard: list[int] = []
        self.told: list[str] = []

    def show(self, reading: Reading) -> None:
        self.heard.append(reading.sample.t_s)

    def tell(self, words: str) -> None:
        self.told.append(words)


def test_a_screen_is_woken_once_for_all_that_happens_until_it_looks() -> None:
    board, wakes = Board(), []
    board.watch(lambda: wakes.append(1))
    board.look()
    wakes.clear()

    for t_s in range(100):
        board.show(at(t_s))
    before = len(wakes)
    face = board.look().face
    board.show(at(100))

    assert (before, len(wakes)) == (1, 2)
    assert face is not None
    assert face.t_s == 99


def test_what_happened_before_anybody_watched_is_told_at_once() -> None:
    board, wakes = Board(), []
    board.show(at(0))

    board.watch(lambda: wakes.append(1))

    assert wakes == [1]


def test_a_wake_may_look_itself() -> None:
    board = Board()
    seen = []
    board.watch(lambda: seen.append(board.look().is_over))

    board.end()

    assert seen == [False, True]


def test_only_trusted_heart_rates_are_kept_for_the_chart_and_not_for_ever() -> None:
    board = Board()
    for t_s in range(KEPT + 50):
        board.show(at(t_s))
    board.show(replace(at(KEPT + 50), hr=doubted(200)))

    points = board.look().points

    assert len(points) == KEPT
    assert [point.bpm for point in points[-2:]] == [140, None]


def test_news_are_shown_while_they_are_new_or_the_signal_is_missing() -> None:
    board = Board()
    board.tell("strap: hearing it")
    told = []
    for reading in (at(0), at(CUE_S - 1), at(CUE_S), replace(at(CUE_S + 1), hr=doubted(200))):
        board.show(reading)
        told.append(board.look().news)

    assert [bool(news) for news in told] == [True, True, False, True]


def test_after_a_screen_has_failed_lines_tell_and_nobody_is_woken() -> None:
    board, ears, wakes = Board(), Ears(), []
    board.watch(lambda: wakes.append(1))
    board.look()
    wakes.clear()
    board.hand_over(ears, ears.tell)

    board.show(at(7))
    board.tell("strap: lost")
    board.end()

    assert (ears.heard, ears.told, wakes) == ([7], ["strap: lost"], [])


@pytest.mark.parametrize(
    ("left_pct", "words"), [((80, 12), "battery 12 %"), ((80, None), "battery 80 %"), ((), "")]
)
def test_the_emptiest_battery_is_told(left_pct: tuple[int | None, ...], words: str) -> None:
    board = Board()
    board.follow(lambda: [Device(battery_pct=one) for one in left_pct])

    board.show(at(3))

    face = board.look().face
    assert face is not None
    assert face.battery == words


def test_what_is_muted_keeps_still_but_for_the_hard_limit() -> None:
    ears, mute = Ears(), Mute()
    muted = Muted(ears, mute)

    muted.show(at(1))
    mute.is_on = True
    muted.show(at(2, Cue(Action.WALK, Reason.CEILING)))
    muted.show(at(3, Cue(Action.WALK, Reason.LIMIT)))
    mute.is_on = False
    muted.show(at(4))

    assert ears.heard == [1, 3, 4]
