"""``runwalk report``: what a run came to, once it is over."""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

import click

from analysis.recorded import own_plan, plan_if_known
from runwalk.errors import RecordingError
from runwalk.options import band_options, is_asked, json_option, read_config, talk, units_option
from runwalk.outputs.notes import note_line, printable
from runwalk.outputs.units import Units
from runwalk.recording import read_recording
from runwalk.recording.place import refuse_taken
from runwalk.workout_options import Asked, plan_with, race_option

if TYPE_CHECKING:
    from analysis.report import Report

_PLANNED: Final = ""  # no workout is named: the file's own
_WIDTH: Final = 80  # of a terminal; the finding is one line whatever it takes


@contextmanager
def _uncollected() -> Iterator[None]:
    """Seek no cycles of garbage: one run is told and all is over, an eighth sooner."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


@click.command(name="report")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@band_options
@click.option(
    "--workout",
    metavar="[WORKOUT]",
    is_flag=False,
    flag_value=_PLANNED,
    help="Hold the run against a session, a TOML file or a line, as in `runwalk live --workout`."
    " Without a word behind it, or if not given, against what FILE says was planned.",
)
@race_option
@units_option
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="Where to write the page; if not given, into the current folder, named after the run.",
)
@click.option("--png", "png", type=click.Path(path_type=Path), help="Draw the run as a PNG, too.")
@json_option
@_uncollected()
def command(
    file: Path | None,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    workout: str | None,
    vdot: float | None,
    units: str | None,
    out: Path | None,
    png: Path | None,
    *,
    as_json: bool,
) -> None:
    """Tell what the run in FILE came to, and make a page of it.

    How heart rate drifted at the same effort, with its interval, walks and hills included; time in
    zones; and what the coach would have said. Where a session was planned, each part of it is told
    beside what was done. FILE is what `runwalk replay` reads. Where no ceiling
    is known, there are no zones and no cues.

    The page is one HTML file that asks no network and holds no place; its name is printed last.
    Nothing is ever overwritten; a second page of a run gets a number. With --json there is a page
    only where --out asks for it.

    \b
    Examples:
      runwalk report sample_data/hot_long_run.fit --ceiling 150
      runwalk report run.fit --out run.html --png run.png
      runwalk report run.fit --workout 400s --ceiling 150
    """
    # Loaded here, for they load numpy: help is told at once.
    from analysis.report import report_on, to_dict
    from analysis.report_page import page_path
    from analysis.report_words import tell
    from analysis.run import run_of

    if file is None and workout:  # `report --workout FILE`
        file, workout = Path(workout), _PLANNED
    if file is None:
        raise click.MissingParameter(param_type="argument", param_hint="'FILE'")
    config = read_config(config_file)
    recording = read_recording(file)
    if not recording.samples:
        raise RecordingError(file, "holds not one second of a run")
    if out is None and not as_json:
        out = page_path(recording, Path())
    for path in filter(None, (out, png)):
        refuse_taken(path)  # known before seconds of work
    own = None if is_asked(ceiling_bpm, floor_bpm, config_file) else own_plan(recording)
    plan = own or plan_if_known(recording, config, ceiling_bpm, floor_bpm)
    if workout:
        if plan is None:
            raise click.UsageError("--workout needs to know your ceiling; give --ceiling, too")
        plan = plan_with(plan, Asked(workout=workout, vdot=vdot).known_by(config))
    report = report_on(run_of(recording, plan))
    if workout == _PLANNED and report.session is None:
        name = click.format_filename(file.name)
        raise click.UsageError(f"{name} does not say what was planned; name a workout")
    told_in = Units(units) if units else config.units
    if as_json:
        print(json.dumps(to_dict(report), allow_nan=False))
    else:
        finding, *rest = tell(report, told_in)
        print(finding)
        for line in rest:
            print(fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False))
        for problem in recording.problems:
            talk(note_line(problem))
    for path in _made(report, out, png, told_in):
        if not as_json:
            print(printable(click.format_filename(path)))


def _made(report: Report, out: Path | None, png: Path | None, units: Units) -> Iterator[Path]:
    """Write what was asked for, the page last; matplotlib is loaded only here."""
    if png is not None:
        from analysis.report_picture import draw_png

        draw_png(png, report, units)
        yield png
    if out is not None:
        from analysis.report_page import write_page

        write_page(out, report, units)
        yield out
