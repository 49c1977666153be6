"""``runwalk live``: coach a run as it happens."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from devices import clock, sources
from devices.coaching import Outcome, coach_run, name_files
from devices.memory import explain_once
from devices.tones import TonePlayer, open_tones
from runwalk.config import data_path
from runwalk.options import (
    band_options,
    json_option,
    learn,
    learn_option,
    may_color,
    read_config,
    settle,
    talk,
    today,
    units_option,
)
from runwalk.outputs.lines import JsonLines, PlainLines
from runwalk.outputs.units import Units
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
@json_option
@click.option(
    "--strap",
    "wanted",
    metavar="NAME",
    help="Name or address of a strap; `any` takes the strongest. If not given, the one remembered.",
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
    " runwalk[audio] and a sound device, if not given; off for stdin.",
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
    wanted: str | None,
    speed: float,
    out: Path | None,
    seed: int,
    scenario: str,
    minutes: float | None,
    faults: tuple[str, ...],
    *,
    as_json: bool,
    learns: bool,
    no_record: bool,
    wants_tones: bool | None,
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
    lines = (
        JsonLines(sys.stdout)
        if as_json
        else PlainLines(sys.stdout, is_colored=may_color(sys.stdout))
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
    if source != "stdin" and config.path is None and sys.stderr.isatty():
        explain_once(plan, source, talk)
    folder = None if no_record else out or data_path()
    with _tones(wants_tones, is_real_time=speed == 1.0 and source != "stdin") as tones:
        outcome = clock.run(
            coach_run(setup.make, plan, outputs=[lines, *tones], folder=folder),
            speed=speed if speed > 0 else None,
        )
    conclude(
        outcome,
        Units(units) if units else config.units,
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


def conclude(outcome: Outcome, units: Units, *, as_json: bool, with_summary_line: bool) -> None:
    """Tell what a run came to, and where it is kept.

    Args:
        outcome: The run.
        units: For people.
        as_json: Whether a program listens.
        with_summary_line: Whether it expects a last line; one that asks line by line does not.
    """
    summary = outcome.tally.summary()
    if with_summary_line:
        print(json.dumps({"summary": summary, "files": [str(path) for path in outcome.files]}))
    elif not as_json:
        print(tell(summary, units))
    name_files(outcome.files)
