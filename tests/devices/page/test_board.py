"""What viewers get who join late, come back, or have seen another run."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices.page.board import HISTORY_S, Board


def told(t_s: int, *cues: str) -> dict[str, Any]:
    return {
        "t_s": t_s,
        "heart_bpm": 120,
        "is_trusted": True,
        "state": "run",
        "cues": [{"action": "info", "text": text} for text in cues],
    }


def message(board: Board, seen: int) -> dict[str, Any]:
    (data,) = [line for line in board.event(seen).split(b"\n") if line.startswith(b"data: ")]
    read: dict[str, Any] = json.loads(data[6:])
    return read


def last_id(board: Board) -> str:
    return board.event(0).split(b"\n")[0].removeprefix(b"id: ").decode()


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8))
def test_who_comes_back_misses_no_second_and_gets_none_twice(away: list[int]) -> None:
    board, seconds, last = Board("a"), 0, ""
    points: list[Any] = []
    for length in away:
        for _ in range(length):
            board.publish(told(seconds))
            seconds += 1
        points += message(board, board.seen(last))["points"]
        last = last_id(board)

    assert [point[0] for point in points] == list(range(seconds))


def test_a_number_of_another_run_counts_as_nothing_seen() -> None:
    board = Board("b")
    for t_s in range(5):
        board.publish(told(t_s))

    assert board.seen("a-3") == 0
    assert board.seen("b-3") == 3
    assert [point[0] for point in message(board, board.seen("a-3"))["points"]] == [0, 1, 2, 3, 4]


@pytest.mark.parametrize(
    "rubbish", ["", "-", "b", "b-", "b--1", "b-6", "b-x", "b-²", "b-" + "9" * 5000, "\0", "b-1-1"]
)
def test_a_number_that_is_none_counts_as_nothing_seen(rubbish: str) -> None:
    board = Board("b")
    for t_s in range(5):
        board.publish(told(t_s))

    assert board.seen(rubbish) == 0


def test_memory_does_not_grow_with_the_run() -> None:
    board = Board("a")
    for t_s in range(HISTORY_S + 100):
        board.publish(told(t_s, "Walk."))
    whole = message(board, 0)

    assert whole["after"] == 100
    assert [point[0] for point in whole["points"]] == list(range(100, HISTORY_S + 100))
    assert len(whole["cues"]) == 20
    assert len(board.event(0)) < 200_000


def test_a_heart_rate_in_doubt_is_a_gap_in_the_chart() -> None:
    board = Board("a")
    board.publish({**told(0), "is_trusted": False})
    board.publish({**told(1), "heart_bpm": None})

    assert message(board, 0)["points"] == [[0, None, "run"], [1, None, "run"]]


def test_cues_come_with_the_seconds_they_were_said_in() -> None:
    board = Board("a")
    board.publish(told(0, "One."))
    board.publish(told(1))
    board.publish(told(2, "Two.", "Three."))

    assert [cue["text"] for cue in message(board, 1)["cues"]] == ["Two.", "Three."]
    assert message(board, 3)["cues"] == []


@given(st.text())
def test_no_text_ends_an_event_or_begins_another(text: str) -> None:
    board = Board("a")
    board.publish({**told(0, text), "strap": text})
    event = board.event(0)

    assert event.count(b"\n") == 3
    assert message(board, 0)["now"]["strap"] == text


def test_waiting_ends_with_the_next_second_and_with_the_run() -> None:
    async def both() -> None:
        board = Board("a")
        waiting = asyncio.create_task(board.wait(0))
        await asyncio.sleep(0)
        board.publish(told(0))
        await waiting
        waiting = asyncio.create_task(board.wait(1))
        await asyncio.sleep(0)
        board.end()
        await waiting

    asyncio.run(asyncio.wait_for(both(), 20))
