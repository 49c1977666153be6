"""The screen of a terminal: what a runner on a treadmill reads from two metres, and the keys.

The only room that knows Textual. It runs in the main thread and looks at a board; the run has a
thread of its own, so that neither a slow terminal nor a broken one delays a cue.

State is word, shape and brightness before it is colour: running is light on dark, walking dark on
light. The two colours of the states are used for nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import ClassVar, Final

from rich.text import Text
from textual import on
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.events import Key
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Static

from devices.board import Board, Mute, View
from devices.buttons import Buttons
from runwalk.engine.sample import MarkKind
from runwalk.outputs.big_letters import big, width
from runwalk.outputs.chart import chart
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.face import Face
from runwalk.outputs.presses import OVER, Press
from runwalk.outputs.screen_wording import TerminalWords
from runwalk.outputs.state import State
from runwalk.outputs.wording import Wording

_NOTE_S = 4.0  # so long is a note shown, and so long may a second press of finish take
_ANSWER_S = 10.0  # so long does the row of answers wait for one (our choice)
_LABEL = 9  # cells left of the chart
ANSWER_KEYS: Final[Mapping[str, tuple[MarkKind, int | str | None]]] = {
    "o": (MarkKind.TALK, "ok"),
    "h": (MarkKind.TALK, "hard"),
    **{str(rpe % 10): (MarkKind.RPE, rpe) for rpe in range(1, 11)},
    "c": (MarkKind.TAG, "cramp"),
    "s": (MarkKind.TAG, "stomach"),
    "e": (MarkKind.TAG, "heat"),
    "v": (MarkKind.TAG, OVER),
    "n": (MarkKind.SKIP, None),
}
"""What a key tells while the row of answers is open; 0 is an effort of ten."""

SHADES: Final = {1: "#a8ddb5", 2: "#7bccc4", 3: "#4eb3d3", 4: "#84b6e8", 5: "#c6c9f2"}
"""Zones are tints of one cool family, all light on black: the number says which it is."""


class TerminalScreen(App[None]):
    """A run on a terminal.

    Args:
        board: Where the run is seen.
        buttons: Where presses go.
        stop: Ends the run at once, saved.
        mute: The switch of what sounds; None where nothing does.
        page: Where the run can be seen in a browser; empty where it cannot.
        wording: The runner's language.

    Attributes:
        failure: What went wrong in drawing, which ends the screen and not the run.
    """

    TITLE = "runwalk"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    Screen { background: black; color: white; layout: vertical; overflow: hidden; }
    #top { height: 1; color: #c8c8c8; }
    #banner { height: 5; content-align: center middle; text-align: center; text-style: bold;
              background: #262626; color: white; }
    #banner.run, #banner.ease { background: #004b87; color: white; }
    #banner.walk { background: #f0b323; color: black; }
    #banner.alarm { background: white; color: black; }
    #middle { height: 7; }
    #heart { width: 44; padding: 0 1; text-style: bold; }
    #facts { width: 1fr; }
    #signal { height: 1; text-style: bold; }
    #chart { height: 1fr; }
    #keys { height: 1; background: #262626; color: white; }
    .large #banner { height: 10; }
    .large #middle { height: 15; padding: 1 0 0 0; }
    .large #heart { width: 90; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "pause"),
        Binding("l", "mark('lap')"),
        Binding("plus,equals_sign,up", "ceiling(1)"),
        Binding("minus,down", "ceiling(-1)"),
        Binding("m", "mute"),
        Binding("w,question_mark", "mark('why')"),
        Binding("t", "tell"),
        Binding("f,q", "finish"),
        Binding("ctrl+c,ctrl+q", "stop", priority=True),
    ]

    class Changed(Message):
        """There is something new on the board."""

    def __init__(
        self,
        board: Board,
        buttons: Buttons,
        stop: Callable[[], None],
        mute: Mute | None = None,
        *,
        page: str = "",
        wording: Wording = ENGLISH,
    ) -> None:
        super().__init__()
        self._board = board
        self._buttons = buttons
        self._stop = stop
        self._mute = mute
        self._page = page
        self._words = wording.terminal
        self._face_words = wording.face
        self._note = ""
        self._forgetting: Timer | None = None
        self._may_finish = False
        self._asking: Timer | None = None  # while the row of answers is open
        self.failure = ""

    def compose(self) -> ComposeResult:
        """Lay out the rows."""
        yield Static(id="top")
        yield Static(id="banner")
        with Horizontal(id="middle"):
            yield Static(id="heart")
            yield Static(id="facts")
        yield Static(id="signal")
        yield Static(id="chart")
        yield Static(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        self._board.watch(self._wake)

    def on_resize(self) -> None:
        """Draw anew for another size."""
        self.screen.set_class(self.size.width >= 120 and self.size.height >= 40, "large")
        self.call_after_refresh(self._draw)

    @on(Changed)
    def _draw(self) -> None:
        """Draw what is on the board; leave if it cannot be drawn, or there will be no more."""
        view = self._board.look()
        if view.is_over:
            self.exit()
            return
        try:
            self._draw_view(view)
        except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on in lines
            self.failure = str(error)
            self.exit()

    def _draw_view(self, view: View) -> None:
        face = view.face
        banner = self.query_one("#banner", Static)
        banner.set_classes("" if face is None else "alarm" if face.is_alarm else face.state.value)
        self._put("banner", _banner(face, self._words, self.size.width, is_large=self._is_large))
        self._put("top", self._top(face))
        self._put("heart", _heart(face, is_large=self._is_large))
        self._put("facts", _facts(face, self._words))
        self._put("signal", self._signal(view))
        drawn = self.query_one("#chart", Static)
        self._put("chart", _chart(view, self._words, drawn.size.width, drawn.size.height))
        self._put("keys", self._keys(face))

    @property
    def _is_large(self) -> bool:
        return self.screen.has_class("large")

    def _put(self, where: str, text: Text) -> None:
        text.no_wrap, text.overflow = True, "ellipsis"
        self.query_one(f"#{where}", Static).update(text)

    def _wake(self) -> None:
        """Ask for a look; called from any thread."""
        self.post_message(self.Changed())

    # -- keys

    def action_pause(self) -> None:
        """Pause, or go on."""
        face = self._board.look().face
        if face is not None:
            is_paused = face.state is State.PAUSED
            self.action_mark(MarkKind.RESUME if is_paused else MarkKind.PAUSE)

    def action_mark(self, kind: str) -> None:
        """Press a button that takes no value."""
        mark = self._face_words.marks[MarkKind(kind)]
        self._press(kind, None, self._words.pressed.format(mark=mark))

    def action_ceiling(self, step_bpm: int) -> None:
        """Move the ceiling."""
        self._press(MarkKind.CEILING, step_bpm, self._words.moved.format(step_bpm=step_bpm))

    def action_mute(self) -> None:
        """Switch the sound off, or on again."""
        if self._mute is None:
            self._say(self._words.no_sound)
            return
        self._mute.is_on = not self._mute.is_on
        self._say(self._words.muted if self._mute.is_on else self._words.unmuted)

    def action_tell(self) -> None:
        """Offer a row of answers; the next key chooses one, or closes it."""
        face = self._board.look().face
        if face is not None and face.answers:
            self._asking = self.set_timer(_ANSWER_S, self._close_answers)
            self._draw()

    def on_key(self, event: Key) -> None:
        """Take the key after *tell* as an answer, whatever else it does."""
        if self._asking is None:
            return
        event.prevent_default()
        self._close_answers()
        told = self._answers().get(event.key)
        if told is not None:
            self._press(told.kind, told.value, self._words.pressed.format(mark=told.words))

    def _answers(self) -> dict[str, Press]:
        """What can be told now, by its key."""
        face = self._board.look().face
        offered = {} if face is None else {(one.kind, one.value): one for one in face.answers}
        return {key: offered[what] for key, what in ANSWER_KEYS.items() if what in offered}

    def _close_answers(self) -> None:
        if self._asking is not None:
            self._asking.stop()
            self._asking = None
        self._draw()

    def action_finish(self) -> None:
        """Finish, at the second press: the first may be a slip."""
        if self._may_finish:
            self._press(MarkKind.FINISH, None, self._words.finishing)
        else:
            self._say(self._words.press_again)
            self._may_finish = True
            self._draw()

    def action_stop(self) -> None:
        """End the run at once, saved, as in lines."""
        self._stop()

    def _press(self, kind: str, value: int | str | None, note: str) -> None:
        is_taken = self._buttons.press(kind, value)
        self._say(note if is_taken else self._words.too_many)

    def _say(self, note: str) -> None:
        if self._forgetting is not None:
            self._forgetting.stop()
        self._note, self._may_finish = note, False
        self._forgetting = self.set_timer(_NOTE_S, self._forget)
        self._draw()

    def _forget(self) -> None:
        self._note, self._may_finish = "", False
        self._draw()

    # -- rows of one line

    def _top(self, face: Face | None) -> Text:
        if face is None:
            return Text(f" runwalk   {self._page}")
        is_muted = self._mute is not None and self._mute.is_on
        muted = self._words.is_muted if is_muted else ""
        battery = "" if face.is_battery_low else face.battery  # that one has its own row
        parts = [face.elapsed, face.segment, face.quiet, muted, battery, self._page]
        return Text(" " + "   ".join(part for part in parts if part))

    def _signal(self, view: View) -> Text:
        """What is wrong, in a row of its own; a note on a press goes before it for a moment."""
        if self._note:
            return Text(f" {self._note}", style="reverse")
        face = view.face
        low = face.battery if face is not None and face.is_battery_low else ""
        wrong = [face.signal, low] if face is not None else []
        text = "   ".join(part for part in (*wrong, view.news) if part)
        return Text(f" {'!' if any(wrong) else ' '} {text}" if text else "")

    def _keys(self, face: Face | None) -> Text:
        if self._asking is not None:
            return self._answer_row()
        words = {} if face is None else {(one.kind, one.value): one.words for one in face.presses}
        pause = words.get((MarkKind.PAUSE, None)) or words.get((MarkKind.RESUME, None))
        keys = [
            (self._words.space, pause),
            ("L", words.get((MarkKind.LAP, None))),
            ("-/+", None if face is None else self._ceiling(face)),
            ("W", words.get((MarkKind.WHY, None))),
            ("T", self._face_words.answers.tell if face is not None and face.answers else None),
            ("F", words.get((MarkKind.FINISH, None))),
            ("M", self._words.mute if self._mute is not None and not self._mute.is_on else None),
            ("M", self._words.unmute if self._mute is not None and self._mute.is_on else None),
        ]
        return _key_row(keys)

    def _ceiling(self, face: Face) -> str | None:
        """The ceiling that two keys move; None where they do not."""
        if not face.presses:
            return None
        if face.ceiling_bpm is None:
            return self._face_words.marks[MarkKind.CEILING]
        return self._face_words.to_ceiling.format(bpm=face.ceiling_bpm)

    def _answer_row(self) -> Text:
        keys = [
            (key.upper(), one.words)
            if one.kind is not MarkKind.RPE
            else ("1-9, 0", self._face_words.answers.keys)
            for key, one in self._answers().items()
        ]
        return _key_row(dict.fromkeys(keys))  # the ten efforts are told once


# -- what is drawn


def _key_row(keys: Iterable[tuple[str, str | None]]) -> Text:
    row = Text(" ")
    for key, told in keys:
        if told:
            row.append(key, style="bold underline").append(f" {told}  ")
    row.rstrip()
    return row


def _banner(face: Face | None, words: TerminalWords, columns: int, *, is_large: bool) -> Text:
    if face is None:
        return Text(words.waiting)
    word = f"{face.icon} {face.word}"
    tall = 2 if is_large else 1
    wide = next((w for w in (2 * tall, tall, 1) if width(word, w) <= columns - 2), 1)
    rows = big(word, wide=wide, tall=tall)
    return Text("\n".join((*rows, *([""] if is_large else []), face.cue)))


def _heart(face: Face | None, *, is_large: bool) -> Text:
    """The heart rate as large as there is room; one in doubt is dim, with a question mark."""
    scale = 4 if is_large else 2
    if face is None or face.heart_bpm is None:
        return Text("\n".join(big("--", wide=scale, tall=scale)), style="dim")
    rows = big(f"{face.heart_bpm:>3}", wide=scale, tall=scale)
    if face.is_trusted:
        return Text("\n".join(rows), style=SHADES.get(face.zone_number or 0, "white"))
    doubt = big("?", wide=scale // 2, tall=scale)
    return Text("\n".join(f"{a}  {b}" for a, b in zip(rows, doubt, strict=True)), style="dim")


def _facts(face: Face | None, words: TerminalWords) -> Text:
    if face is None:
        return Text()
    text = Text()
    for part, style in (
        (face.goal, "bold"),
        (face.zone, SHADES.get(face.zone_number or 0, "")),
        (face.ceiling, ""),
        (face.bout, ""),
        (words.stay.format(band=face.band) if face.ceiling_bpm else face.band, ""),
        (face.drift, ""),
        (face.effort, ""),
    ):
        text.append(f"{part}\n", style=style)
    return text


def _chart(view: View, words: TerminalWords, columns: int, rows: int) -> Text:
    """The last minutes: labels on the left, then the line, the advice, and the time."""
    inner = columns - _LABEL - 1
    if inner < 10 or rows < 4:
        return Text()
    window_s = 600 if inner < 150 else 1800
    ceiling_bpm = view.face.ceiling_bpm if view.face is not None else None
    drawn = chart(
        view.points, columns=inner, rows=rows - 2, window_s=window_s, ceiling_bpm=ceiling_bpm
    )
    text = Text()
    for at, row in enumerate(drawn.rows):
        is_ceiling = at == drawn.ceiling_row
        told = words.ceiling_label.format(bpm=ceiling_bpm) if is_ceiling else ""
        told = str(drawn.bottom_bpm) if not told and at == len(drawn.rows) - 1 else told
        text.append(f"{told:>{_LABEL - 1}} ")
        is_over = drawn.ceiling_row is not None and at < drawn.ceiling_row
        text.append(row + "\n", style="bold white" if is_ceiling or is_over else "#7bccc4")
    text.append(f"{words.walk_label:>{_LABEL - 1}} {drawn.advice}\n", style="#c8c8c8")
    ago = words.ago.format(minutes=window_s // 60)
    text.append(f"{'':{_LABEL}}{ago}{words.now:>{inner - len(ago)}}", style="#c8c8c8")
    return text
