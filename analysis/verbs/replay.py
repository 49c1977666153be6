"""``runwalk replay``: what the coach says to a run that is over."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from analysis.recorded import own_plan, plan_for, tell_engine
from runwalk import __version__
from runwalk.config import Plan
from runwalk.engine.coach import Coach, Reading
from runwalk.options import (
    band_options,
    is_asked,
    json_option,
    language_option,
    learn,
    learn_option,
    may_color,
    read_config,
    talk,
    units_option,
    wording_for,
)
from runwalk.outputs.lines import PlainLines, clock
from runwalk.outputs.notes import note_line, problem_to_dict
from runwalk.outputs.phrases import spoken
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Wording
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording
from runwalk.session import replay
from runwalk.summary import Tally, tell
from runwalk.workout_options import Asked, plan_with, workout_options


@click.command(name="replay")
@click.argument("file", type=click.Path(path_type=Path))
@band_options
@workout_options
@units_option
@language_option
@json_option
@learn_option
@click.option(
    "--check",
    is_flag=True,
    help="Compare with the cues that FILE says were spoken; exit status 1 if any differs.",
)
def command(
    file: Path,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    workout: str | None,
    vdot: float | None,
    goal: str | None,
    units: str | None,
    language: str | None,
    *,
    as_json: bool,
    learns: bool,
    check: bool,
) -> None:
    """Hear what the coach says to the run in FILE.

    FILE is a FIT, TCX or GPX file, also in a gzip or a zip, or a journal that `runwalk live` kept.
    The coach is the one that speaks live: what `live` kept, as a journal or as FIT, knows for whom
    it was and what was planned, and gives back the very cues that were spoken.

    \b
    Example:
      runwalk replay sample_data/hot_long_run.fit --ceiling 150
    """
    config = read_config(config_file)
    wording = wording_for(language, config)
    recording = read_recording(file)
    own = own_plan(recording)
    if check:
        if own is None:
            name = click.format_filename(file.name)
            raise click.UsageError(f"--check needs a run that `live` kept, and {name} is none")
        _check(recording, own)
        return
    if is_asked(ceiling_bpm, floor_bpm, config_file):
        own = None
    plan = plan_for(recording, config, ceiling_bpm, floor_bpm, own=own)
    plan = plan_with(plan, Asked(workout=workout, vdot=vdot, goal=goal).known_by(config))
    tally = Tally()
    lines = PlainLines(sys.stdout, is_colored=may_color(sys.stdout), every_s=600, wording=wording)
    coach = plan.coach()
    for reading in replay(recording.samples, coach):
        tally.show(reading)
        if not as_json:
            lines.show(reading)
            continue
        for cue in _cues(reading, wording):
            print(json.dumps(cue))
    summary = {**tally.summary(), "problems": [problem_to_dict(one) for one in recording.problems]}
    if as_json:
        print(json.dumps({"summary": summary}))
    else:
        print(tell(summary, Units(units) if units else config.units, wording))
        for problem in recording.problems:
            talk(note_line(problem))
    if learns:
        learn(config_file, coach.learned)


def _cues(reading: Reading, wording: Wording) -> list[dict[str, Any]]:
    return [
        {
            "t_s": reading.sample.t_s,
            "action": cue.action,
            "reason": cue.reason,
            "hr_bpm": reading.hr.bpm,
            "text": cue.text,
        }
        for cue in spoken(reading, wording)
    ]


def _check(recording: Recording, plan: Plan) -> None:
    """Hold a replay against what was said; print the first difference and exit with 1."""
    engine = recording.engine or __version__  # a FIT file does not say
    again = tuple(_said(recording, plan.coach()))
    said = tuple((cue.t_s, cue.action, cue.reason) for cue in recording.cues)
    difference = next(
        (
            (a, b)
            for a, b in zip(
                (*said, *[None] * (len(again) - len(said))),
                (*again, *[None] * (len(said) - len(again))),
                strict=True,
            )
            if a != b
        ),
        None,
    )
    tell_engine(recording)
    if difference is None:
        print(f"the same {len(said)} cues, to the second")
        return
    was, now = (_words(one) for one in difference)
    print(f"first difference: then {was}, now {now}")
    if engine == __version__:
        raise click.exceptions.Exit(1)


def _said(recording: Recording, coach: Coach) -> list[tuple[int, str, str]]:
    return [
        (reading.sample.t_s, cue.action.value, cue.reason.value)
        for reading in replay(recording.samples, coach)
        for cue in reading.cues
    ]


def _words(cue: tuple[int, str, str] | None) -> str:
    return "nothing" if cue is None else f"{cue[1]} ({cue[2]}) at {clock(cue[0])}"
