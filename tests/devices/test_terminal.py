"""The screen shows what the face tells, at any size, and a key is a press."""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import Awaitable, Callable
from dataclasses import fields, replace

import pytest
from rich.text import Text
from textual.color import Color
from textual.pilot import Pilot
from textual.widgets import Static

from devices.board import Board, Mute
from devices.buttons import Buttons
from devices.on_screen import may_draw
from devices.terminal import SHADES, TerminalScreen
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind
from runwalk.outputs.chart import CEILING
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.phrases import WORDINGS
from runwalk.outputs.state import State
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device

from ..builders import coach, drift, heard, steady, stepped
from ..pictures import DOCS, pictures

SIZES = [(80, 24), (200, 60)]
QUIET = replace(
    stepped(coach(), steady(140, 61))[-1],
    phase=Phase.RUN,
    drift=drift(6.2, is_claimed=True),
    hr=heard(140),
    seconds_to_ceiling=270,
    ceiling_soonest_s=130,
    ceiling_latest_s=480,
)
WALK = Cue(Action.WALK, Reason.CEILING)


class Scene:
    """A screen, its board and its buttons."""

    def __init__(self, *, with_sound: bool = True, wording: Wording = ENGLISH) -> None:
        self.board, self.buttons = Board(wording), Buttons()
        self.mute = Mute()
        self.stops = 0
        self.screen = TerminalScreen(
            self.board,
            self.buttons,
            self.stop,
            self.mute if with_sound else None,
            page="http://127.0.0.1:8765",
            wording=wording,
        )

    def stop(self) -> None:
        self.stops += 1

    def row(self, name: str) -> str:
        text = self.screen.query_one(f"#{name}", Static).content
        assert isinstance(text, Text)
        return text.plain

    def lines(self) -> list[str]:
        """What is really drawn, cell by cell."""
        return [
            "".join(segment.text for segment in strip)
            for strip in self.screen.screen._compositor.render_strips()
        ]


def play(
    act: Callable[[Scene, Pilot[None]], Awaitable[None]],
    size: tuple[int, int] = (80, 24),
    *,
    with_sound: bool = True,
    wording: Wording = ENGLISH,
) -> Scene:
    async def on_stage() -> Scene:
        scene = Scene(with_sound=with_sound, wording=wording)
        async with scene.screen.run_test(size=size) as pilot:
            await pilot.pause()
            await act(scene, pilot)
        return scene

    return asyncio.run(on_stage())


async def shown(scene: Scene, pilot: Pilot[None], *readings: Reading) -> None:
    for reading in readings:
        scene.board.show(reading)
    await pilot.pause()


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
def test_a_second_is_drawn_whole_at_every_size(size: tuple[int, int]) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        hour = [*steady(None, 1), *steady(140, 1800, start_s=1)]
        for sample in hour:
            scene.board.show(replace(QUIET, sample=sample))
        await shown(
            scene,
            pilot,
            replace(
                QUIET,
                sample=replace(hour[-1], t_s=1801),
                cues=(WALK,),
                phase=Phase.WALK,
                resume_bpm=131.0,
            ),
        )
        lines = scene.lines()
        assert len(lines) == size[1]
        drawn = "\n".join(lines)
        for words in (
            "30:01   easy",
            "Walk. Heart rate is close to your ceiling.",
            "9 beats to go, down to 131",
            "this walk 0:00",
            "stay 130 to 150 bpm",
            "drift +6 ± 3 bpm/h",
            "max 150",
            "min ago",
            "Space pause  L lap  -/+ ceiling 150  W why  T tell  F finish  M mute",
        ):
            assert words in drawn
        assert CEILING * 10 in drawn
        assert drawn.count("█") + drawn.count("▀") > 100
        assert "…" not in drawn

    play(act, size)


@pytest.mark.slow
@pytest.mark.parametrize("size", [(80, 24), (200, 60), (40, 12), (10, 3), (120, 40)])
@pytest.mark.parametrize("state", list(State))
def test_no_state_and_no_size_breaks_the_screen(size: tuple[int, int], state: State) -> None:
    phase = {State.EASE: Phase.RUN, State.BLIND: Phase.RUN}.get(state) or Phase(state.value)
    reading = replace(QUIET, phase=phase)
    if state is State.BLIND:
        reading = replace(QUIET, hr=replace(QUIET.hr, bpm=None, is_trusted=False, is_stale=True))
    if state is State.EASE:
        reading = replace(
            QUIET, cues=(Cue(Action.RUN, Reason.RECOVERED), Cue(Action.EASE, Reason.CEILING))
        )

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, reading)
        assert scene.screen.query_one("#banner").has_class(state.value)

    play(act, size)


def german(state: State) -> Reading:
    """A second of a state, with the longest numbers that a run comes to."""
    phase = {State.EASE: Phase.RUN, State.BLIND: Phase.RUN}.get(state) or Phase(state.value)
    eased = (Cue(Action.RUN, Reason.RECOVERED), Cue(Action.EASE, Reason.CEILING))
    gone = replace(QUIET.hr, bpm=None, is_trusted=False, is_stale=True, age_s=3700)
    return replace(
        QUIET,
        sample=replace(QUIET.sample, t_s=11_399),
        phase=phase,
        hr=gone if state is State.BLIND else heard(118),
        cues=eased if state is State.EASE else (),
        resume_bpm=101.0 if state is State.WALK else None,
        drift=drift(-23.0, has_speed=state is not State.EASE),
        seconds_to_ceiling=599,
        ceiling_soonest_s=570,
        ceiling_latest_s=None if state is State.EASE else 3725,
        is_left_alone=True,
        rpe=10,
        progress=replace(QUIET.progress, has_next=True) if QUIET.progress else None,
    )


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=WORDINGS)
@pytest.mark.parametrize("state", list(State))
def test_every_language_fits_80_columns_and_24_rows(state: State, wording: Wording) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        scene.mute.is_on = True
        await shown(scene, pilot, replace(german(state), sample=replace(QUIET.sample, t_s=0)))
        await shown(scene, pilot, german(state))
        assert len(scene.lines()) == 24
        assert "…" not in "\n".join(scene.lines())
        for name in ("top", "facts", "keys"):
            room = scene.screen.query_one(f"#{name}", Static).content_size.width
            assert max(map(len, scene.row(name).splitlines())) <= room
        assert wording.terminal.is_muted in scene.row("top")
        if state is not State.FINISHED:
            assert f"M {wording.terminal.unmute}" in "\n".join(scene.lines())
        for notes in fields(wording.terminal):
            assert len(getattr(wording.terminal, notes.name)) < 80
        await pilot.press("t")
        assert "…" not in "\n".join(scene.lines())
        assert len(scene.row("keys")) <= 80

    play(act, wording=wording)


def test_a_run_in_german_is_german_to_the_last_cell() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        assert scene.row("banner") == "warte auf die erste Sekunde"
        await shown(scene, pilot, replace(QUIET, cues=(WALK,), phase=Phase.WALK, resume_bpm=131.0))
        drawn = "\n".join(scene.lines())
        for words in (
            "1:00   locker",
            "Gehen. Dein Puls ist nah an deiner Obergrenze.",
            "noch 9 Schläge hinab bis 131",
            "Zone 2, im Bereich",
            "Gehpause 0:00",
            "bleib bei 130 bis 150 S/min",
            "Drift +6 ± 3 S/min/h",
            "bis 150 ",
            "gehen ░",
            "vor 10 min",
            "jetzt",
            "Leer Pause  L Runde  -/+ Grenze 150  W warum  T sagen  F fertig  M stumm",
        ):
            assert words in drawn
        await pilot.press("m")
        assert scene.row("signal") == " stumm; dein Limit hörst du trotzdem"
        await pilot.press("l")
        assert scene.row("signal") == " Runde: in der nächsten Sekunde"
        await pilot.press("plus")
        assert scene.row("signal") == " Grenze +1"
        await pilot.press("f")
        assert scene.row("signal") == " noch einmal F beendet und speichert den Lauf"

    play(act, wording=GERMAN)


def test_before_the_first_second_the_news_of_the_strap_are_there() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        scene.board.tell("strap: looking for [b]Polar\x1b[2J\u202e H10")
        await pilot.pause()
        assert "looking for [b]Polar" in scene.row("signal")
        assert "\x1b" not in scene.row("signal")
        assert "\u202e" not in scene.row("signal")

    play(act)


def test_a_lost_signal_has_a_row_of_its_own_and_no_number() -> None:
    lost = replace(QUIET.hr, bpm=None, is_trusted=False, is_stale=True, age_s=20)

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        scene.board.tell("strap: out of reach")
        await shown(scene, pilot, replace(QUIET, hr=lost))
        assert scene.row("signal") == " ! no signal for 0:20   strap: out of reach"
        assert "▄" not in scene.row("heart").splitlines()[0]
        assert "140" not in "\n".join(scene.lines())

    play(act)


@pytest.mark.parametrize(
    ("key", "mark"),
    [
        ("space", Mark(MarkKind.PAUSE)),
        ("l", Mark(MarkKind.LAP)),
        ("plus", Mark(MarkKind.CEILING, 1)),
        ("equals_sign", Mark(MarkKind.CEILING, 1)),
        ("up", Mark(MarkKind.CEILING, 1)),
        ("minus", Mark(MarkKind.CEILING, -1)),
        ("down", Mark(MarkKind.CEILING, -1)),
        ("w", Mark(MarkKind.WHY)),
        ("question_mark", Mark(MarkKind.WHY)),
    ],
)
def test_a_key_is_a_press(key: str, mark: Mark) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        await pilot.press(key)
        assert scene.buttons.take() == (mark,)
        assert scene.row("signal").strip() != ""

    play(act)


def test_the_pause_key_of_a_paused_run_goes_on() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, replace(QUIET, phase=Phase.PAUSED))
        await pilot.press("space")
        assert scene.buttons.take() == (Mark(MarkKind.RESUME),)

    play(act)


def test_one_press_of_finish_is_a_slip_and_two_are_meant() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        await pilot.press("f")
        assert scene.buttons.take() == ()
        assert scene.row("signal") == " press F again to finish and save"
        await pilot.press("l", "f")
        assert scene.buttons.take() == (Mark(MarkKind.LAP),)
        await pilot.press("f")
        assert scene.buttons.take() == (Mark(MarkKind.FINISH),)

    play(act)


FIRST_OF_TWO = replace(
    QUIET, progress=replace(QUIET.progress, has_next=True) if QUIET.progress else None
)
CRAMPED = replace(QUIET, phase=Phase.WALK, tag="cramp")


@pytest.mark.parametrize(
    ("reading", "key", "mark"),
    [
        (QUIET, "o", Mark(MarkKind.TALK, "ok")),
        (QUIET, "h", Mark(MarkKind.TALK, "hard")),
        *((QUIET, str(rpe), Mark(MarkKind.RPE, rpe)) for rpe in range(1, 10)),
        (QUIET, "0", Mark(MarkKind.RPE, 10)),
        (QUIET, "c", Mark(MarkKind.TAG, "cramp")),
        (QUIET, "s", Mark(MarkKind.TAG, "stomach")),
        (QUIET, "e", Mark(MarkKind.TAG, "heat")),
        (CRAMPED, "v", Mark(MarkKind.TAG, "over")),
        (FIRST_OF_TWO, "n", Mark(MarkKind.SKIP)),
    ],
)
def test_after_tell_a_key_is_an_answer_and_alone_it_is_none(
    reading: Reading, key: str, mark: Mark
) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, reading)
        await pilot.press(key)
        assert scene.buttons.take() == ()
        await pilot.press("t", key)
        assert scene.buttons.take() == (mark,)
        assert scene.row("signal").endswith(": in the next second")
        await pilot.press(key)
        assert scene.buttons.take() == ()

    play(act)


@pytest.mark.parametrize("key", ["t", "escape", "space", "l", "plus", "f", "w", "x", "v", "n"])
def test_any_other_key_after_tell_closes_the_row_and_does_nothing(key: str) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        before = scene.row("keys")
        await pilot.press("t", key)
        assert scene.buttons.take() == ()
        assert scene.row("keys") == before
        await pilot.press("f")
        assert scene.buttons.take() == ()

    play(act)


def test_the_row_of_answers_takes_the_place_of_the_keys_and_ctrl_c_still_ends_the_run() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await pilot.press("t")
        assert scene.row("keys") == " M mute"  # before the first second there is nothing to tell
        await shown(scene, pilot, FIRST_OF_TWO)
        await pilot.press("t")
        assert scene.row("keys") == (
            " O can talk  H hard to talk  1-9, 0 effort  C cramp  S stomach  E heat  N skip"
        )
        await shown(scene, pilot, CRAMPED)
        assert scene.row("keys") == (" O can talk  H hard to talk  1-9, 0 effort  V cramp is over")
        await pilot.press("ctrl+c")
        assert scene.stops == 1

    play(act)


def test_a_row_of_answers_that_is_forgotten_closes_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("devices.terminal._ANSWER_S", 0.01)

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        await pilot.press("t")
        await pilot.pause(0.2)
        assert "T tell" in scene.row("keys")
        await pilot.press("c")
        assert scene.buttons.take() == ()

    play(act)


def test_how_hard_it_feels_stands_beside_heart_rate() -> None:
    told = replace(QUIET, rpe=6, sample=replace(QUIET.sample, marks=(Mark(MarkKind.RPE, 6),)))

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, told)
        assert "effort 6" in "\n".join(scene.lines())

    play(act)


def test_mute_is_a_switch_and_no_mark() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        await pilot.press("m")
        assert scene.mute.is_on
        assert "muted" in scene.row("top")
        assert "M sound" in scene.row("keys")
        await pilot.press("m")
        assert not scene.mute.is_on
        assert scene.buttons.take() == ()

    play(act)


def test_where_nothing_sounds_there_is_nothing_to_mute() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        await pilot.press("m")
        assert "no sound" in scene.row("signal")
        assert "mute" not in scene.row("keys")

    play(act, with_sound=False)


def test_ctrl_c_ends_the_run_at_once() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await pilot.press("ctrl+c")
        assert scene.stops == 1

    play(act)


def test_the_end_of_the_run_is_the_end_of_the_screen() -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        scene.board.end()
        await pilot.pause()
        assert not scene.screen.is_running

    play(act)


def test_a_second_that_cannot_be_drawn_ends_the_screen_and_says_why(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(_face: object, _words: object) -> Text:
        raise RuntimeError("no ink")

    monkeypatch.setattr("devices.terminal._facts", broken)

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        await shown(scene, pilot, QUIET)
        assert not scene.screen.is_running

    assert play(act).screen.failure == "no ink"


def test_a_run_in_another_thread_at_any_speed_is_drawn_to_its_last_second() -> None:
    def hurry(board: Board) -> None:
        for t_s in range(3000):
            board.show(replace(QUIET, sample=replace(QUIET.sample, t_s=t_s)))

    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        thread = threading.Thread(target=hurry, args=(scene.board,))
        thread.start()
        await asyncio.to_thread(thread.join)
        await pilot.pause()
        assert scene.row("top").startswith(" 49:59")

    play(act)


class Tty:
    def __init__(self, is_one: bool) -> None:
        self._is_one = is_one

    def isatty(self) -> bool:
        return self._is_one


@pytest.mark.parametrize(
    ("out", "keys", "term", "may"),
    [
        (True, True, "xterm-256color", True),
        (True, True, "dumb", False),
        (True, True, None, False),
        (False, True, "xterm", False),
        (True, False, "xterm", False),
    ],
)
def test_only_a_terminal_is_drawn_on(out: bool, keys: bool, term: str | None, may: bool) -> None:
    environment = {} if term is None else {"TERM": term}

    assert may_draw(Tty(out), Tty(keys), environment) is may  # type: ignore[arg-type]


# Colours


def luminance(color: str) -> float:
    """Relative luminance of WCAG 2."""
    parts = [part / 255 for part in Color.parse(color).rgb]
    r, g, b = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


PAIRS = re.findall(r"background: (\S+); color: (\S+);", TerminalScreen.CSS)


@pytest.mark.parametrize(("ground", "letters"), PAIRS)
def test_letters_stand_out_from_their_ground(ground: str, letters: str) -> None:
    assert contrast(ground, letters) >= 7.0  # AAA of WCAG 2: it is read out of breath


def test_run_and_walk_are_told_apart_without_colours() -> None:
    (run,) = re.findall(r"run, #banner.ease . background: (\S+);", TerminalScreen.CSS)
    (walk,) = re.findall(r"banner.walk . background: (\S+);", TerminalScreen.CSS)

    assert len(PAIRS) >= 5
    assert contrast(run, walk) >= 4.5


@pytest.mark.parametrize("shade", SHADES.values())
def test_no_zone_has_the_colour_of_a_state(shade: str) -> None:
    grounds = {ground for ground, _ in PAIRS} - {"black", "white"}

    assert contrast(shade, "black") >= 7.0
    assert shade not in grounds


# Pictures of the documentation


def words_of(svg: str) -> list[str]:
    return [
        words for words in re.split(r"<[^>]*>|&#160;|\s+", svg.partition("</style>")[2]) if words
    ]


@pytest.mark.parametrize("name", ["walk", "run"])
def test_the_pictures_of_the_docs_are_those_of_today_and_ask_nobody(name: str) -> None:
    made = pictures()
    kept = (DOCS / f"terminal_{name}.svg").read_text(encoding="utf-8")
    readings = made.run_up_to({"walk": made.is_walk, "run": made.is_run}[name])

    fresh = asyncio.run(made.on_terminal(readings))

    assert words_of(kept) == words_of(fresh), "run: python docs/screens.py"
    assert "url(http" not in kept
    assert "@font-face" not in kept


@pytest.mark.parametrize(("left_pct", "row"), [(84, "top"), (12, "signal")])
def test_the_battery_is_in_sight_and_in_the_way_only_when_it_is_low(
    left_pct: int, row: str
) -> None:
    async def act(scene: Scene, pilot: Pilot[None]) -> None:
        scene.board.follow(lambda: [Device(product="H10", battery_pct=left_pct)])
        await shown(scene, pilot, QUIET)
        told = {name for name in ("top", "signal") if f"battery {left_pct} %" in scene.row(name)}
        assert told == {row}

    play(act)


def test_the_address_of_a_page_stays_in_sight() -> None:
    async def on_stage() -> str:
        board = Board()
        address = "http://127.0.0.1:8765"
        screen = TerminalScreen(board, Buttons(), stop=lambda: None, page=address)
        async with screen.run_test(size=(80, 24)) as pilot:
            for t_s in (0, 600):
                board.show(replace(QUIET, sample=replace(QUIET.sample, t_s=t_s)))
            await pilot.pause()
            top = screen.query_one("#top", Static).content
            assert isinstance(top, Text)
            return top.plain

    assert asyncio.run(on_stage()).endswith("http://127.0.0.1:8765")
