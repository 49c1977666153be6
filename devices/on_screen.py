"""Chooses between a screen and lines, and coaches a run on a screen."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from devices.background import Background
from devices.board import Board, Mute, Muted
from devices.buttons import Buttons
from devices.coaching import LiveSource, Outcome, coach_run
from devices.sources import Packets, Setup
from runwalk.config import Plan
from runwalk.options import talk
from runwalk.outputs.lines import PlainLines
from runwalk.session import Output


def may_draw(stream: TextIO, keys: TextIO, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether there is a terminal that can be drawn on, and somebody who can press keys.

    Asked before Textual is loaded: where there is none, it writes its signs all the same.
    """
    return stream.isatty() and keys.isatty() and environment.get("TERM", "dumb") != "dumb"


def coach_on_screen(
    setup: Setup,
    plan: Plan,
    *,
    board: Board,
    sounds: Sequence[Output],
    lines: PlainLines,
    folder: Path | None,
    speed: float,
) -> Outcome:
    """Coach a run that is shown on this terminal; one whose screen fails goes on in lines.

    Args:
        setup: Where it comes from.
        plan: Who runs and what is planned.
        board: Where its news go; it is shown from here.
        sounds: Outputs that can be muted.
        lines: What tells if the screen fails.
        folder: Where the run is kept; None keeps nothing.
        speed: Factor of the clock, above 0.

    Raises:
        RecordingError: The files cannot be written.
    """
    from devices.terminal import TerminalScreen  # takes a second to load

    buttons = Buttons()
    mute = Mute()
    muted = [Muted(sound, mute) for sound in sounds]

    def make(on_packet: Packets) -> LiveSource:
        source = setup.make(on_packet)
        board.follow(source.devices)
        return source

    run = Background(
        coach_run(make, plan, outputs=[board, *muted], folder=folder, buttons=buttons),
        speed=speed,
        on_end=board.end,
    )
    screen = TerminalScreen(board, buttons, run.stop, mute if sounds else None)
    run.start()
    try:
        screen.run()
    except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on
        print(error, file=sys.stderr)  # noqa: T201  # above all, why
    if not board.look().is_over:
        board.hand_over(lines, talk)
        mute.is_on = False  # there is no key any more
        signal.signal(signal.SIGTERM, lambda *_: run.stop())
        talk("the screen has failed; the run goes on in lines, and Ctrl-C ends it, saved")
    return run.wait()
