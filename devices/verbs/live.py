"""``runwalk live``: coach a run as it happens."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from devices import clock, sources
from devices.aside import Aside
from devices.board import Board
from devices.buttons import Buttons
from devices.coaching import LiveSource, Outcome, coach_run, name_files
from devices.memory import explain_once
from devices.on_screen import coach_on_screen, may_draw
from devices.sounds import Wishes, open_sounds
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
@click.option(
    "--source",
    type=click.Choice(["strap", "stdin", "playback", "virtual"]),
    default="strap",
    show_default=True,
    help="A Bluetooth strap, JSON lines, a recording played back, or a simulated runner.",
)
@click.argument("file", required=False, type=click.Path(path_type=Path))
@band_options
@workout_options
@units_option
@language_option
@json_option
@click.option("--plain", is_flag=True, help="Lines of text, where a screen could be drawn too.")
@click.option(
    "--strap",
    "wanted",
    metavar="NAME",
    help="Name or address of a strap; `any` takes the strongest. If not given, the one remembered.",
)
@click.option(
    "--footpod",
    metavar="NAME",
    help="Listen to a foot pod too, for speed, cadence and distance: name, address or `any`.",
)
@click.option(
    "--treadmill",
    metavar="NAME",
    help="Listen to a treadmill too, for speed, grade and distance: name, address or `any`."
    " It is only listened to; nothing ever moves its belt.",
)
@click.option(
    "--speed",
    type=click.FloatRange(min=0.0),
    default=1.0,
    show_default=True,
    help="Factor of the clock for playback and virtual; 0 does not wait at all.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to keep the run in, if not where this platform keeps data.",
)
@click.option(
    "--tones/--no-tones",
    "wants_tones",
    default=None,
    help="Beep for cues: two low to walk, three high to run. On in real time with the extra"
    " runwalk[audio] and a sound device, if not given; off for stdin and with --page.",
)
@click.option(
    "--voice/--no-voice",
    "wants_voice",
    default=None,
    help="Say the cues aloud. On in real time where this system can speak, if not given; off for"
    " stdin and with --page. Try it with: runwalk voice --test",
)
@click.option(
    "--say-heart-rate",
    "heart_rate_every_min",
    type=click.FloatRange(0.5, 60.0),
    metavar="MINUTES",
    help="Read heart rate out so often; from your settings, or never, if not given.",
)
@click.option(
    "--page",
    "wants_page",
    is_flag=True,
    help="Show the run in a browser on this computer; its address is printed at the start.",
)
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8765,
    show_default=True,
    help="Where the page is; 0 takes any port that is free.",
)
@click.option(
    "--lan",
    "in_network",
    is_flag=True,
    help="Show the page to your network too, so to your phone: to who has the address printed.",
)
@click.option(
    "--https",
    "by_https",
    is_flag=True,
    help="Show the page by HTTPS, so that a phone keeps its screen on; its browser will ask you"
    " once whether to trust the certificate. With the extra runwalk[https].",
)
@learn_option
@click.option("--no-record", is_flag=True, help="Keep nothing of this run.")
@click.option("--seed", type=int, default=1, show_default=True, help="Virtual: which runner.")
@click.option("--scenario", default="easy", show_default=True, help="Virtual: which kind of run.")
@click.option("--minutes", type=click.FloatRange(min=0.1), help="Virtual: end after so long.")
@click.option("--strap-only", is_flag=True, help="Virtual: no speed, no cadence, no grade.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND@SECOND+LENGTH",
    help="Virtual: what goes wrong with the strap, as in range@600+60, or with another sensor, as"
    " in footpod:range@600+60.",
)
def command(
    source: str,
    file: Path | None,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    workout: str | None,
    vdot: float | None,
    goal: str | None,
    units: str | None,
    language: str | None,
    wanted: str | None,
    footpod: str | None,
    treadmill: str | None,
    speed: float,
    out: Path | None,
    seed: int,
    scenario: str,
    minutes: float | None,
    faults: tuple[str, ...],
    heart_rate_every_min: float | None,
    port: int,
    *,
    as_json: bool,
    plain: bool,
    learns: bool,
    no_record: bool,
    wants_tones: bool | None,
    wants_voice: bool | None,
    strap_only: bool,
    wants_page: bool,
    in_network: bool,
    by_https: bool,
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
    if (source == "playback") != (file is not None):
        raise click.UsageError("FILE goes with --source playback, and only with it")
    if speed != 1.0 and source in ("strap", "stdin"):
        raise click.UsageError("--speed is for playback and virtual; this source is real")
    if (footpod or treadmill) and source not in ("strap", "virtual"):
        raise click.UsageError("--footpod and --treadmill are for strap and virtual")
    if learns and source == "virtual":
        raise click.UsageError("--learn is for your own heart; a simulated runner has another")
    if (in_network or by_https) and not wants_page:
        raise click.UsageError("--lan and --https are for --page")
    asked = Asked(workout=workout, vdot=vdot, goal=goal)
    config = read_config(config_file)
    wording = wording_for(language, config)
    lines = (
        JsonLines(sys.stdout, wording=wording)
        if as_json
        else PlainLines(sys.stdout, is_colored=may_color(sys.stdout), wording=wording)
    )

    is_for_lines = plain or as_json or source == "stdin" or speed == 0 or in_network
    is_drawn = not is_for_lines and may_draw(sys.stdout, sys.stdin)
    board = Board(wording)
    listeners: list[sources.News] = [board.tell if is_drawn else talk]

    def tell_news(text: str) -> None:
        told = wording.told(text)
        for listener in listeners:
            listener(told)

    def on_bad_line(text: str) -> None:
        talk(text)
        if isinstance(lines, JsonLines):
            lines.error(text)

    beside = sources.beside_strap(footpod=footpod, treadmill=treadmill)
    match source:
        case "strap":
            setup = sources.strap(wanted, tell_news, beside=beside)
        case "stdin":
            setup = sources.from_stdin(on_bad_line)
        case "playback":
            assert file is not None  # checked above
            setup = sources.from_recording(file)
        case _:
            try:
                setup = sources.virtual(
                    scenario,
                    seed=seed,
                    faults=faults,
                    minutes=WHOLE_WORKOUT_MIN if minutes is None and asked.is_there else minutes,
                    is_strap_only=strap_only,
                    beside=beside,
                    tell=tell_news,
                )
            except ValueError as error:
                raise click.UsageError(str(error)) from error
    plan = plan_with(settle(config, today(), ceiling_bpm, floor_bpm, setup.default_plan), asked)
    if source != "stdin" and config.path is None and sys.stderr.isatty():
        is_news = explain_once(plan, source, talk, wording=wording)
        if is_news and is_drawn:  # the screen will hide it
            click.pause(wording.ceiling.any_key, err=True)
    folder = None if no_record else out or data_path()
    settings = config.voice
    if heart_rate_every_min is not None:
        settings = replace(settings, heart_rate_every_min=heart_rate_every_min)
    is_real_time = speed == 1.0 and source != "stdin"
    wishes = Wishes(
        tones=wants_tones,
        voice=wants_voice,
        settings=settings,
        wording=wording,
        is_welcome=is_real_time and not wants_page,  # a page has its own
    )
    buttons = Buttons()
    with contextlib.ExitStack() as outputs:
        aside = outputs.enter_context(contextlib.closing(Aside(lines, talk)))
        told, say = (aside, aside.tell) if is_real_time else (lines, talk)
        if not is_drawn:
            listeners[0] = say
        sounds = outputs.enter_context(open_sounds(wishes, tell_news))
        pages: list[PageServer] = []
        make = setup.make
        if wants_page:
            page = outputs.enter_context(
                _page(buttons, port, wording, in_network=in_network, by_https=by_https)
            )
            pages.append(page)
            listeners.append(sources.of_strap(page.tell_strap))
            make = _with_battery(setup.make, page)
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
                speed=speed,
                address=pages[0].address() if pages else "",
                wording=wording,
            )
        else:
            outcome = clock.run(
                coach_run(
                    make,
                    plan,
                    outputs=[told, *sounds, *pages],
                    folder=folder,
                    buttons=buttons,
                    tell=tell_news,
                ),
                speed=speed if speed > 0 else None,
            )
    if aside.is_stuck:
        os._exit(0)  # all is saved, and to say so would wait for ever
    conclude(
        outcome,
        Units(units) if units else config.units,
        wording,
        as_json=as_json,
        with_summary_line=as_json and source != "stdin",
    )
    if learns:
        learn(config_file, outcome.learned)


@contextlib.contextmanager
def _page(
    buttons: Buttons, port: int, wording: Wording, *, in_network: bool, by_https: bool
) -> Iterator[PageServer]:
    """Serve the page, say where it is, and stop serving at the end."""
    from devices.page import server  # with a web server behind it, which takes a while

    with contextlib.closing(
        server.PageServer(
            buttons.press, port=port, in_network=in_network, by_https=by_https, wording=wording
        )
    ) as page:
        talk(page.address())
        if in_network and (host := server.reachable_at()) is not None:
            talk(wording.terminal.on_phone.format(address=page.address(host)))
            talk(server.qr_code(page.address(host)))
        yield page


def _with_battery(
    make: Callable[[sources.Packets], LiveSource], page: PageServer
) -> Callable[[sources.Packets], LiveSource]:
    """Let the page know what takes part in the run."""

    def make_known(on_packet: sources.Packets) -> LiveSource:
        source = make(on_packet)
        page.ask_devices(source.devices)
        return source

    return make_known


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
