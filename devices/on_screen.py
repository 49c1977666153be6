"""Chooses between a screen and lines, and coaches a run on a screen."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TextIO

from devices.background import Background
from devices.board import Board, Mute, Muted
from devices.buttons import Buttons
from devices.coaching import MakeSource, Outcome, coach_run, followed
from runwalk.config import Plan
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import Wording
from runwalk.session import Output


def may_draw(stream: TextIO, keys: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal that can be drawn on, and somebody who can press keys.

    Asked before Textual is loaded: where there is none, it writes its signs all the same.
    """
    return stream.isatty() and keys.isatty() and environment.get("TERM", "dumb") != "dumb"


def coach_on_screen(
    make_source: MakeSource,
    plan: Plan,
    *,
    board: Board,
    buttons: Buttons,
    sounds: Sequence[Output],
    pages: Sequence[Output] = (),
    lines: Output,
    talk: Callable[[str], None],
    tell: Callable[[str], None],
    folder: Path | None,
    speed: float,
    address: str = "",
    wording: Wording = ENGLISH,
) -> Outcome:
    """Coach a run that is shown on this terminal; one whose screen fails goes on in lines.

    Args:
        make_source: Where it comes from.
        plan: Who runs and what is planned.
        board: Where its news go; it is shown from here.
        buttons: What is pressed, here or on a page.
        sounds: Outputs that can be muted.
        pages: Outputs that have their own screen.
        lines: What tells if the screen fails ...
        talk: ... and says why.
        tell: Told in a sentence which output was dropped.
        folder: Where the run is kept; None keeps nothing.
        speed: Factor of the clock, above 0.
        address: Where a page is; empty where there is none.
        wording: The runner's language.

    Raises:
        RecordingError: The files cannot be written.
    """
    from devices.terminal import TerminalScreen  # takes a second to load

    mute = Mute()
    muted = [Muted(sound, mute) for sound in sounds]

    run = Background(
        coach_run(
            followed(make_source, board.follow),
            plan,
            outputs=[board, *muted, *pages],
            folder=folder,
            buttons=buttons,
            tell=tell,
        ),
        speed=speed,
        on_end=board.end,
    )
    screen = TerminalScreen(
        board, buttons, run.stop, mute if sounds else None, page=address, wording=wording
    )
    with _ended_by_signals(run):
        run.start()
        try:
            screen.run()
        except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on
            screen.failure = str(error)
        if not board.look().is_over:
            board.hand_over(lines, talk)
            mute.is_on = False  # there is no key any more
            words = wording.terminal
            talk(words.failed.format(why=screen.failure or words.nobody_knows))
            talk(words.goes_on)
        return run.wait()


@contextlib.contextmanager
def _ended_by_signals(run: Background) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the run, and SIGHUP, which comes when ssh is cut.

    They are caught by Python itself, for an event loop that waits for a terminal hears nothing.
    """

    def end(number: int, _frame: object) -> None:
        run.stop()
        if number == _HANG_UP:
            threading.Thread(target=_leave, args=(run,), daemon=True).start()

    before = {number: signal.signal(number, end) for number in _CAUGHT}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _leave(run: Background) -> None:
    """Wait until the run is saved, and go: Textual may wait for a terminal that is no more."""
    run.join()
    os._exit(128 + _HANG_UP)


_HANG_UP = getattr(signal, "SIGHUP", 0)  # not on Windows
_CAUGHT = [number for number in (signal.SIGTERM, signal.SIGINT, _HANG_UP) if number]
