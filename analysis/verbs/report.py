"""``runwalk report``: what a run came to, once it is over."""

from __future__ import annotations

import json
from pathlib import Path

import click

from analysis.recorded import own_plan, plan_if_known
from analysis.report import report_on, to_dict
from analysis.report_words import tell
from analysis.run import run_of
from runwalk.errors import RecordingError
from runwalk.options import band_options, is_asked, json_option, read_config, talk, units_option
from runwalk.outputs.notes import note_line
from runwalk.outputs.units import Units
from runwalk.recording import read_recording


@click.command(name="report")
@click.argument("file", type=click.Path(path_type=Path))
@band_options
@units_option
@json_option
def command(
    file: Path,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    units: str | None,
    *,
    as_json: bool,
) -> None:
    """Tell what the run in FILE came to.

    How heart rate drifted at the same effort, with its interval, walks and hills included; time in
    zones; and what the coach would have said. FILE is what `runwalk replay` reads. Where no ceiling
    is known, there are no zones and no cues.

    \b
    Example:
      runwalk report sample_data/hot_long_run.fit --ceiling 150
    """
    config = read_config(config_file)
    recording = read_recording(file)
    if not recording.samples:
        raise RecordingError(file, "holds not one second of a run")
    own = None if is_asked(ceiling_bpm, floor_bpm, config_file) else own_plan(recording)
    plan = own or plan_if_known(recording, config, ceiling_bpm, floor_bpm)
    report = report_on(run_of(recording, plan))
    if as_json:
        print(json.dumps(to_dict(report), allow_nan=False))
        return
    for line in tell(report, Units(units) if units else config.units):
        print(line)
    for problem in recording.problems:
        talk(note_line(problem))
