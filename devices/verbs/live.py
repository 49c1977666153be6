"""``runwalk live``: coach a run as it happens."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devices import clock, sources
from devices.aside import Aside
from devices.board import Board
from devices.buttons import Buttons
from devices.coaching import Outcome, coach_run, followed, name_files
from devices.memory import explain_once
from devices.on_screen import coach_on_screen, may_draw
from devices.sounds import open_sounds
from devices.verbs.live_options import (
    Heard,
    Shown,
    Sounding,
    heard_options,
    shown_options,
    sounding_options,
)
from runwalk.config import data_path
from runwalk.options import (
    band_options,
    json_option,
    language_option,
    learn,
    learn_option,
    may_color,
    read_config,
    settle,
    talk,
    today,
    units_option,
    wording_for,
)
from runwalk.outputs.lines import JsonLines, PlainLines
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Wording
from runwalk.summary import tell
from runwalk.workout_options import Asked, plan_with, workout_options

if TYPE_CHECKING:
    from devices.page.server import PageServer

WHOLE_WORKOUT_MIN = 360.0
"""A simulated runner with a workout runs until it is over, and no longer than this [min]."""


@click.command(name="live")
@heard_options
@band_options
@workout_options
@units_option
@language_option
@json_option
@shown_options
@sounding_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to keep the run in, if not where this platform keeps data.",
)
@learn_option
@click.option("--no-record", is_flag=True, help="Keep nothing of this run.")
def command(
    heard: Heard,
    shown: Shown,
    sounding: Sounding,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    workout: str | None,
    vdot: float | None,
    goal: str | None,
    units: str | None,
    language: str | None,
    out: Path | None,
    *,
    as_json: bool,
    learns: bool,
    no_record: bool,
) -> None:
    """Coach a run as it happens: walk before the ceiling, run when recovered.

    In a terminal the run has a screen, with keys. It is kept while it happens, as a journal and as
    a FIT file. Ctrl-C ends it, saved. FILE is what --source playback plays.

    \b
    Examples:
      runwalk live --ceiling 150
      runwalk live --treadmill any --footpod Stryd
      runwalk live --source playback sample_data/easy_run.fit --speed 60 --ceiling 150
      runwalk live --source virtual --speed 0 --fault range@600+60
      runwalk live --source virtual --speed 20 --page
      runwalk live --workout strides,times=6 --source virtual --speed 30
    """
    if learns and heard.source == "virtual":
        raise click.UsageError("--learn is for your own heart; a simulated runner has another")
    config = read_config(config_file)
    asked = Asked(workout=workout, vdot=vdot, goal=goal).known_by(config)
    wording = wording_for(language, config)
    lines = (
        JsonLines(sys.stdout, wording=wording)
        if as_json
        else PlainLines(sys.stdout, is_colored=may_color(sys.stdout), wording=wording)
    )
    is_drawn = _is_drawn(heard, shown, as_json=as_json)
    board = Board(wording)
    listeners: list[sources.News] = [board.tell if is_drawn else talk]

    def tell_news(text: str) -> None:
        news = wording.told(text)
        for listener in listeners:
            listener(news)

    def on_bad_line(text: str) -> None:
        talk(text)
        if isinstance(lines, JsonLines):
            lines.error(text)

    setup = _setup(heard, asked, tell_news, on_bad_line)
    plan = plan_with(settle(config, today(), ceiling_bpm, floor_bpm, setup.default_plan), asked)
    if heard.source != "stdin" and config.path is None and sys.stderr.isatty():
        is_news = explain_once(plan, heard.source, talk, wording=wording)
        if is_news and is_drawn:  # the screen will hide it
            click.pause(wording.ceiling.any_key, err=True)
    folder = None if no_record else out or data_path()
    is_welcome = heard.is_real_time and not shown.wants_page  # a page has its own sounds
    wishes = sounding.wishes(config.voice, wording, is_welcome=is_welcome)
    buttons = Buttons()
    with contextlib.ExitStack() as outputs:
        aside = Aside(lines, talk) if heard.is_real_time else None
        if aside is not None:
            outputs.callback(aside.close)
        told, say = (lines, talk) if aside is None else (aside, aside.tell)
        if not is_drawn:
            listeners[0] = say
        sounds = outputs.enter_context(open_sounds(wishes, tell_news))
        pages: list[PageServer] = []
        make = setup.make
        if shown.wants_page:
            page = outputs.enter_context(_page(shown, buttons, wording))
            pages.append(page)
            listeners.append(sources.of_strap(page.tell_strap))
            make = followed(setup.make, page.follow)
        if is_drawn:
            outcome = coach_on_screen(
                make,
                plan,
                board=board,
                buttons=buttons,
                sounds=sounds,
                pages=pages,
                lines=told,
                talk=say,
                tell=tell_news,
                folder=folder,
                speed=heard.speed,
                address=pages[0].address() if pages else "",
                wording=wording,
            )
        else:
            coached = coach_run(
                make,
                plan,
                outputs=[told, *sounds, *pages],
                folder=folder,
                buttons=buttons,
                tell=tell_news,
            )
            outcome = clock.run(coached, speed=heard.speed if heard.speed > 0 else None)
    if aside is not None and aside.is_stuck:
        os._exit(0)  # all is saved, and to say so would wait for ever
    conclude(
        outcome,
        Units(units) if units else config.units,
        wording,
        as_json=as_json,
        with_summary_line=as_json and heard.source != "stdin",
    )
    if learns:
        learn(config_file, outcome.learned)


def _is_drawn(heard: Heard, shown: Shown, *, as_json: bool) -> bool:
    """Whether the terminal shows a screen; lines leave a code for a camera in sight."""
    is_for_lines = shown.plain or shown.in_network or as_json
    if is_for_lines or heard.source == "stdin" or heard.speed == 0:
        return False
    return may_draw(sys.stdout, sys.stdin)


def _setup(
    heard: Heard, asked: Asked, tell_news: sources.News, on_bad_line: sources.News
) -> sources.Setup:
    """Find out where the run comes from."""
    beside = sources.beside_strap(footpod=heard.footpod, treadmill=heard.treadmill)
    match heard.source:
        case "strap":
            return sources.strap(heard.wanted, tell_news, beside=beside)
        case "stdin":
            return sources.from_stdin(on_bad_line)
        case "playback":
            assert heard.file is not None  # checked with the options
            return sources.from_recording(heard.file)
    has_end = heard.minutes is not None or not asked.is_there
    try:
        return sources.virtual(
            heard.scenario,
            seed=heard.seed,
            faults=heard.faults,
            minutes=heard.minutes if has_end else WHOLE_WORKOUT_MIN,
            is_strap_only=heard.strap_only,
            beside=beside,
            tell=tell_news,
        )
    except ValueError as error:
        raise click.UsageError(str(error)) from error


@contextlib.contextmanager
def _page(shown: Shown, buttons: Buttons, wording: Wording) -> Iterator[PageServer]:
    """Serve the page, say where it is, and stop serving at the end."""
    from devices.page import server  # with a web server behind it, which takes a while

    with contextlib.closing(
        server.PageServer(
            buttons.press,
            port=shown.port,
            in_network=shown.in_network,
            by_https=shown.by_https,
            wording=wording,
        )
    ) as page:
        talk(page.address())
        if shown.in_network and (host := server.reachable_at()) is not None:
            talk(wording.terminal.on_phone.format(address=page.address(host)))
            talk(server.qr_code(page.address(host)))
        yield page


def conclude(
    outcome: Outcome, units: Units, wording: Wording, *, as_json: bool, with_summary_line: bool
) -> None:
    """Tell what a run came to, and where it is kept.

    Args:
        outcome: The run.
        units: For people.
        wording: Their language.
        as_json: Whether a program listens.
        with_summary_line: Whether it expects a last line; one that asks line by line does not.
    """
    summary = outcome.tally.summary()
    if with_summary_line:
        print(json.dumps({"summary": summary, "files": [str(path) for path in outcome.files]}))
    elif not as_json:
        print(tell(summary, units, wording))
    name_files(outcome.files)
