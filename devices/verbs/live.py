"""``runwalk live``: coach a run as it happens."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import click

from devices import clock, sources
from devices.coaching import Outcome, coach_run, name_files
from devices.tones import TonePlayer, open_tones
from devices.voice import open_voice
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
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Wording
from runwalk.session import Output
from runwalk.summary import tell


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
@units_option
@language_option
@json_option
@click.option("--strap", "wanted", metavar="NAME", help="Name or address of your strap.")
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
    " runwalk[audio] and a sound device, if not given; off for stdin.",
)
@click.option(
    "--voice/--no-voice",
    "wants_voice",
    default=None,
    help="Say the cues aloud. On in real time where this system can speak, if not given; off for"
    " stdin. Try it with: runwalk voice --test",
)
@click.option(
    "--say-heart-rate",
    "heart_rate_every_min",
    type=click.FloatRange(0.5, 60.0),
    metavar="MINUTES",
    help="Read heart rate out so often; from your settings, or never, if not given.",
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
    help="Virtual: what goes wrong with the strap, as in range@600+60.",
)
def command(
    source: str,
    file: Path | None,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    units: str | None,
    language: str | None,
    wanted: str | None,
    speed: float,
    out: Path | None,
    seed: int,
    scenario: str,
    minutes: float | None,
    faults: tuple[str, ...],
    heart_rate_every_min: float | None,
    *,
    as_json: bool,
    learns: bool,
    no_record: bool,
    wants_tones: bool | None,
    wants_voice: bool | None,
    strap_only: bool,
) -> None:
    """Coach a run as it happens: walk before the ceiling, run when recovered.

    The run is kept while it happens, as a journal and as a FIT file. Ctrl-C ends it, saved. FILE is
    what --source playback plays.

    \b
    Examples:
      runwalk live --ceiling 150
      runwalk live --source playback sample_data/easy_run.fit --speed 60 --ceiling 150
      runwalk live --source virtual --speed 0 --fault range@600+60
    """
    if (source == "playback") != (file is not None):
        raise click.UsageError("FILE goes with --source playback, and only with it")
    if speed != 1.0 and source in ("strap", "stdin"):
        raise click.UsageError("--speed is for playback and virtual; this source is real")
    if learns and source == "virtual":
        raise click.UsageError("--learn is for your own heart; a simulated runner has another")
    config = read_config(config_file)
    wording = wording_for(language, config)
    lines = (
        JsonLines(sys.stdout, wording=wording)
        if as_json
        else PlainLines(sys.stdout, is_colored=may_color(sys.stdout), wording=wording)
    )

    def on_bad_line(text: str) -> None:
        talk(text)
        if isinstance(lines, JsonLines):
            lines.error(text)

    match source:
        case "strap":
            setup = sources.strap(wanted)
        case "stdin":
            setup = sources.from_stdin(on_bad_line)
        case "playback":
            assert file is not None  # checked above
            setup = sources.from_recording(file)
        case _:
            try:
                setup = sources.virtual(
                    scenario, seed=seed, faults=faults, minutes=minutes, is_strap_only=strap_only
                )
            except ValueError as error:
                raise click.UsageError(str(error)) from error
    plan = settle(config, today(), ceiling_bpm, floor_bpm, setup.default_plan)
    folder = None if no_record else out or data_path()
    voice = config.voice
    if heart_rate_every_min is not None:
        voice = replace(voice, heart_rate_every_min=heart_rate_every_min)
    is_real_time = speed == 1.0 and source != "stdin"
    with (
        _tones(wants_tones, is_real_time=is_real_time) as tones,
        _voice(wants_voice, voice, wording, tones, is_real_time=is_real_time) as voices,
    ):
        outcome = clock.run(
            coach_run(setup.make, plan, outputs=[lines, *tones, *voices], folder=folder),
            speed=speed if speed > 0 else None,
        )
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
def _tones(wants: bool | None, *, is_real_time: bool) -> Iterator[Sequence[TonePlayer]]:
    """Open the sound device, if tones are asked for or may be welcome, and close it at the end."""
    may_open = is_real_time if wants is None else wants
    tones = open_tones(talk, is_asked=wants is True) if may_open else None
    if tones is None:
        yield ()
        return
    with contextlib.closing(tones):
        yield (tones,)


@contextlib.contextmanager
def _voice(
    wants: bool | None,
    settings: VoiceSettings,
    wording: Wording,
    tones: Sequence[TonePlayer],
    *,
    is_real_time: bool,
) -> Iterator[Sequence[Output]]:
    """Give the run a voice, if one is asked for or may be welcome; each word follows its tone."""
    may_open = is_real_time if wants is None else wants
    voice = None
    if may_open:
        voice = open_voice(
            settings, wording, talk, is_asked=wants is True, tones=tones[0] if tones else None
        )
    if voice is None:
        yield ()
        return
    with contextlib.closing(voice):
        yield (voice,)


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
