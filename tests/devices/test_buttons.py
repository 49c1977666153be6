"""A press is in the next Sample, in the journal and in the replay; nonsense is in none of them."""

from __future__ import annotations

import asyncio
import math
import threading
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import clock, sources
from devices.buttons import LARGEST_STEP_BPM, MOST_WAITING, Buttons, with_presses
from devices.coaching import coach_run
from runwalk.engine.coach import Reading
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording import read_recording
from runwalk.session import replay

from ..builders import pressed, steady


async def source(samples: list[Sample]) -> AsyncGenerator[Sample, None]:
    for sample in samples:
        yield sample


def heard(samples: list[Sample], buttons: Buttons, press: Callable[[int], None]) -> list[Sample]:
    """What comes out, if ``press`` is called after each second."""

    async def listen() -> list[Sample]:
        got = []
        async for sample in with_presses(source(samples), buttons):
            got.append(sample)
            press(sample.t_s)
        return got

    return asyncio.run(listen())


def test_a_press_arrives_once_in_the_next_sample() -> None:
    buttons = Buttons()

    def press(t_s: int) -> None:
        if t_s == 1:
            buttons.press("lap")
            buttons.press("ceiling", -1)

    got = heard(steady(140, 4), buttons, press)

    assert [sample.marks for sample in got] == [
        (),
        (),
        (Mark(MarkKind.LAP), Mark(MarkKind.CEILING, -1)),
        (),
    ]
    assert [replace(sample, marks=()) for sample in got] == steady(140, 4)


def test_presses_come_behind_the_marks_that_the_source_itself_tells() -> None:
    buttons = Buttons()
    buttons.press("why")

    got = heard([pressed(0, 140, MarkKind.LAP)], buttons, lambda _: None)

    assert got[0].marks == (Mark(MarkKind.LAP), Mark(MarkKind.WHY))


def test_a_pressed_finish_ends_the_run_whatever_the_source_has_left() -> None:
    buttons = Buttons()

    got = heard(steady(140, 9), buttons, lambda t_s: t_s == 2 and buttons.press("finish") and None)

    assert [sample.t_s for sample in got] == [0, 1, 2, 3]
    assert got[-1].marks == (Mark(MarkKind.FINISH),)


def test_a_source_is_closed_when_its_listener_goes() -> None:
    is_closed = False

    async def endless() -> AsyncGenerator[Sample, None]:
        nonlocal is_closed
        try:
            for t_s in range(1000):
                yield Sample(t_s=t_s)
        finally:
            is_closed = True

    async def listen() -> None:
        samples = with_presses(endless(), Buttons())
        await anext(samples)
        await samples.aclose()

    asyncio.run(listen())

    assert is_closed


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("lap", None),
        ("pause", None),
        ("resume", None),
        ("skip", None),
        ("finish", None),
        ("why", None),
        (MarkKind.LAP, None),
        ("ceiling", LARGEST_STEP_BPM),
        ("ceiling", -LARGEST_STEP_BPM),
        ("rpe", 0),
        ("rpe", 7.5),
        ("talk", "hard"),
        ("timer_mode", "off"),
        ("tag", "stomach"),
    ],
)
def test_a_button_that_there_is_can_be_pressed(kind: str, value: object) -> None:
    buttons = Buttons()

    assert buttons.press(kind, value)
    assert buttons.take() == (Mark(MarkKind(kind), value),)  # type: ignore[arg-type]
    assert buttons.take() == ()


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("", None),
        ("run", None),
        ("LAP", None),
        ("lap\x00", None),
        (None, None),
        (3, None),
        (["lap"], None),
        ({"kind": "lap"}, None),
        ("lap", "x"),
        ("lap", 1),
        ("finish", True),
        ("ceiling", None),
        ("ceiling", 0),
        ("ceiling", 1.5),
        ("ceiling", LARGEST_STEP_BPM + 1),
        ("ceiling", 1e9),
        ("ceiling", math.nan),
        ("ceiling", math.inf),
        ("ceiling", "1"),
        ("ceiling", True),
        ("ceiling", 10**400),
        ("rpe", 11),
        ("rpe", -1),
        ("rpe", "ok"),
        ("talk", "maybe"),
        ("talk", 1),
        ("tag", ""),
        ("tag", "x" * 41),
        ("tag", "\x1b[2J"),
        ("tag", "a\u202eb"),
        ("tag", 5),
        ("timer_mode", None),
        ("timer_mode", "perhaps"),
        ("talk", []),
        ("tag", {"a": 1}),
    ],
)
def test_what_is_no_button_is_refused_and_leaves_nothing(kind: object, value: object) -> None:
    buttons = Buttons()

    with pytest.raises(ValueError, match=r"\S") as refused:
        buttons.press(kind, value)

    assert len(str(refused.value)) < 200
    assert buttons.take() == ()


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@given(kind=st.sampled_from(list(MarkKind)) | ANYTHING, value=ANYTHING)
def test_whatever_is_pressed_is_a_mark_that_the_coach_knows_or_an_error(
    kind: object, value: object
) -> None:
    buttons = Buttons()

    try:
        buttons.press(kind, value)
    except ValueError:
        assert buttons.take() == ()
    else:
        (mark,) = buttons.take()
        assert isinstance(mark.kind, MarkKind)
        assert mark.value is None or not isinstance(mark.value, float) or math.isfinite(mark.value)


def test_a_flood_of_presses_is_held_and_the_finish_gets_through_it() -> None:
    buttons = Buttons()

    taken = [buttons.press("lap") for _ in range(1000)]
    ended = [buttons.press("finish") for _ in range(1000)]

    assert taken == [True] * MOST_WAITING + [False] * (1000 - MOST_WAITING)
    assert all(ended)
    assert buttons.take() == (Mark(MarkKind.LAP),) * MOST_WAITING + (Mark(MarkKind.FINISH),)
    assert buttons.press("lap")


def test_no_press_of_many_threads_is_lost_or_doubled() -> None:
    buttons = Buttons()
    got: list[Mark] = []
    start = threading.Barrier(5)

    def press() -> None:
        start.wait()
        for _ in range(200):
            while not buttons.press("lap"):
                pass

    threads = [threading.Thread(target=press) for _ in range(4)]
    for thread in threads:
        thread.start()
    start.wait()
    while any(thread.is_alive() for thread in threads):
        got += buttons.take()
    got += buttons.take()

    assert got == [Mark(MarkKind.LAP)] * 800


class Thumb:
    """An output that presses at its seconds, and remembers what was said."""

    def __init__(self, buttons: Buttons, presses: dict[int, tuple[str, object]]) -> None:
        self._buttons, self._presses = buttons, presses
        self.readings: list[Reading] = []

    def show(self, reading: Reading) -> None:
        self.readings.append(reading)
        if reading.sample.t_s in self._presses:
            self._buttons.press(*self._presses[reading.sample.t_s])


def test_what_is_said_live_with_presses_is_what_a_replay_says(tmp_path: Path) -> None:
    setup = sources.virtual("hot", seed=8001, minutes=30)
    plan = setup.default_plan
    assert plan is not None
    buttons = Buttons()
    presses: dict[int, tuple[str, object]] = {
        200: ("ceiling", -9),
        201: ("ceiling", -9),
        600: ("why", None),
        700: ("pause", None),
        760: ("resume", None),
        900: ("lap", None),
        1000: ("ceiling", 5),
        1500: ("finish", None),
    }
    thumb = Thumb(buttons, presses)

    outcome = clock.run(
        coach_run(setup.make, plan, outputs=[thumb], folder=tmp_path, buttons=buttons), speed=None
    )

    assert thumb.readings[-1].sample.t_s == 1501
    assert [t for r in thumb.readings if r.sample.marks for t in [r.sample.t_s]] == [
        t_s + 1 for t_s in presses
    ]
    assert {cue.reason.value for r in thumb.readings for cue in r.cues} >= {"why", "recovered"}
    for path in outcome.files:
        again = list(replay(read_recording(path).samples, plan.coach()))
        assert [r.cues for r in again] == [r.cues for r in thumb.readings]
        assert [r.band for r in again] == [r.band for r in thumb.readings]
