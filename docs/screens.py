"""Draw the pictures of a live run's screens: ``python docs/screens.py [FOLDER]``.

A simulated long run in the heat is coached up to a walk and up to a run. Each is shown on a
terminal, kept as SVG, and on the page, photographed in Chromium as a phone and a desk see it. What
Rich puts into an SVG about letters of a foreign server is left out: a picture asks nobody.
"""

from __future__ import annotations

import asyncio
import contextlib
import re
import shutil
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from devices.board import Board
from devices.buttons import Buttons
from devices.page.server import PageServer
from devices.terminal import TerminalScreen
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.phases import Action, Phase
from runwalk.engine.workout import Workout
from runwalk.simulator import SCENARIOS

DOCS = Path(__file__).parent
SEED = 1
_SOME_MINUTES_S = 2040  # from here on walks come of drift
_SIZE = (80, 24)
_FOREIGN = re.compile(r"\s*@font-face\s*\{[^}]*\}")
_SERIAL = re.compile(r"terminal-\d+")  # of this process: another each time
_PHONE, _DESK = (390, 844), (1440, 900)


def is_walk(reading: Reading) -> bool:
    """A second in the middle of a walk that came before the ceiling."""
    bpm = reading.hr.bpm if reading.hr.is_trusted else None
    if reading.sample.t_s <= _SOME_MINUTES_S or reading.cues or bpm is None:
        return False
    is_below = reading.band is not None and bpm < reading.band.ceiling_bpm
    return reading.phase is Phase.WALK and is_below


def is_run(reading: Reading) -> bool:
    """A second of a run with the ceiling in sight."""
    is_near = reading.seconds_to_ceiling is not None and reading.ceiling_latest_s is not None
    return reading.sample.t_s > _SOME_MINUTES_S and is_near and reading.phase is Phase.RUN


def run_up_to(until: Callable[[Reading], bool]) -> Sequence[Reading]:
    """Coach a simulated run up to the first second of which ``until`` is true."""
    runner = SCENARIOS["hot"].runner(SEED)
    athlete = runner.body.athlete
    assert athlete.band is not None  # a body always has heart rates
    coach = Coach(athlete, Workout.easy(athlete.band))
    readings: list[Reading] = []
    while not readings or not until(readings[-1]):
        readings.append(coach.step(runner.second()))
        for cue in readings[-1].cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action)
    return readings


async def on_terminal(readings: Sequence[Reading]) -> str:
    """The screen of a terminal in the last of these seconds, as SVG."""
    board = Board()
    screen = TerminalScreen(board, Buttons(), stop=lambda: None)
    async with screen.run_test(size=_SIZE) as pilot:
        for reading in readings:
            board.show(reading)
        await pilot.pause()
        return _SERIAL.sub("terminal", _FOREIGN.sub("", screen.export_screenshot()))


def on_page(
    browser: Any, readings: Sequence[Reading], size: tuple[int, int], scheme: str
) -> tuple[bytes, str]:
    """The page in the last of these seconds: as PNG, and its word.

    Args:
        browser: Playwright's.
        readings: The run.
        size: Width and height [px].
        scheme: ``dark`` or ``light``.
    """
    with contextlib.closing(PageServer(Buttons().press)) as page:
        for reading in readings:
            page.show(reading)
        width, height = size
        tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        tab.goto(page.address())
        tab.click("#start")
        tab.locator("#bpm", has_text=str(readings[-1].hr.bpm)).wait_for()
        tab.wait_for_timeout(500)  # for the chart
        word = str(tab.text_content("#word"))
        return tab.screenshot(), word


def main(folder: Path = DOCS) -> None:
    """Write the pictures."""
    from PIL import Image
    from playwright.sync_api import sync_playwright

    walk, run = run_up_to(is_walk), run_up_to(is_run)
    for name, readings in (("terminal_walk", walk), ("terminal_run", run)):
        told = asyncio.run(on_terminal(readings))
        (folder / f"{name}.svg").write_text(told, encoding="utf-8")
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, readings, size, scheme in (
            ("page_phone_walk", walk, _PHONE, "dark"),
            ("page_phone_run", run, _PHONE, "light"),
            ("page_desk_run", run, _DESK, "dark"),
        ):
            png, _ = on_page(browser, readings, size, scheme)
            full = Image.open(BytesIO(png)).convert("RGB")
            full.quantize(64, Image.Quantize.MAXCOVERAGE).save(
                folder / f"{name}.png", optimize=True
            )
        browser.close()


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
