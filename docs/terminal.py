"""Draw the pictures of the terminal's screen: ``python docs/terminal.py``.

A simulated long run in the heat is coached up to a walk and up to a run, and the screen is kept as
SVG. What Rich puts into one about letters of a foreign server is left out: a picture asks nobody.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path

from devices.board import Board
from devices.buttons import Buttons
from devices.terminal import TerminalScreen
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.phases import Action, Phase
from runwalk.engine.workout import Workout
from runwalk.simulator import SCENARIOS

DOCS = Path(__file__).parent
SEED = 1
_SOME_MINUTES_S = 1500
_SIZE = (80, 24)
_FOREIGN = re.compile(r"\s*@font-face\s*\{[^}]*\}")
_SERIAL = re.compile(r"terminal-\d+")  # of this process: another each time


def is_walk(reading: Reading) -> bool:
    """A second in the middle of a walk."""
    is_late = reading.sample.t_s > _SOME_MINUTES_S
    return is_late and reading.phase is Phase.WALK and not reading.cues and reading.hr.is_trusted


def is_run(reading: Reading) -> bool:
    """A second of a run with the ceiling in sight."""
    is_near = reading.seconds_to_ceiling is not None and reading.ceiling_latest_s is not None
    return reading.sample.t_s > _SOME_MINUTES_S and is_near and reading.phase is Phase.RUN


async def picture(until: Callable[[Reading], bool]) -> str:
    """The screen in the first second of which ``until`` is true, as SVG.

    Args:
        until: Which second.
    """
    runner = SCENARIOS["hot"].runner(SEED)
    athlete = runner.body.athlete
    assert athlete.band is not None  # a body always has heart rates
    coach, board = Coach(athlete, Workout.easy(athlete.band)), Board()
    screen = TerminalScreen(board, Buttons(), stop=lambda: None)
    async with screen.run_test(size=_SIZE) as pilot:
        while True:
            reading = coach.step(runner.second())
            for cue in reading.cues:
                if cue.action is not Action.INFO:
                    runner.hear(cue.action)
            board.show(reading)
            if until(reading):
                break
        await pilot.pause()
        return _SERIAL.sub("terminal", _FOREIGN.sub("", screen.export_screenshot()))


def main() -> None:
    """Write the pictures."""
    for name, until in (("terminal_walk", is_walk), ("terminal_run", is_run)):
        (DOCS / f"{name}.svg").write_text(asyncio.run(picture(until)), encoding="utf-8")


if __name__ == "__main__":
    main()
