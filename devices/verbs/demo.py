"""``runwalk demo``: the whole way from a strap's bytes to a cue, with nobody running."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from devices import clock, sources
from devices.coaching import coach_run
from devices.verbs.live import conclude
from runwalk.config import data_path
from runwalk.options import (
    json_option,
    language_option,
    may_color,
    talk,
    units_option,
)
from runwalk.outputs.lines import JsonLines, PlainLines
from runwalk.outputs.phrases import WORDINGS
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language

_MINUTES = 75
_SECONDS = 15.0  # what a person waits for


@click.command(name="demo")
@click.option("--seed", type=int, default=1, show_default=True, help="Which runner.")
@click.option(
    "--speed",
    type=click.FloatRange(min=0.0),
    default=_MINUTES * 60 / _SECONDS,
    show_default=True,
    help="Factor of the clock; 0 does not wait at all.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    help="Folder to keep the run in, if not where this platform keeps data.",
)
@click.option("--no-record", is_flag=True, help="Keep nothing of this run.")
@units_option
@language_option
@json_option
def command(
    seed: int,
    speed: float,
    out: Path | None,
    *,
    no_record: bool,
    as_json: bool,
    units: str | None,
    language: str | None,
) -> None:
    """Watch a simulated long run on a hot day being coached.

    A simulated runner wears a virtual strap. Its bytes go the real way: Bluetooth library, parser,
    sampler, journal, coach; and the runner obeys. Heart rate drifts up in the heat.

    \b
    Example:
      runwalk demo
    """
    setup = sources.virtual("hot", seed=seed, minutes=_MINUTES)
    plan = setup.default_plan
    assert plan is not None  # a simulated runner knows its own heart rates
    band = plan.workout.segments[0].band
    assert band is not None  # an easy run has one
    talk(f"A long run at 30 °C, {_MINUTES} minutes at high speed: a simulated runner who obeys.")
    talk(f"Run up to {band.ceiling_bpm} bpm, walk down towards {band.floor_bpm} bpm.\n")
    wording = WORDINGS[Language(language or "en")]
    lines = (
        JsonLines(sys.stdout, wording=wording)
        if as_json
        else PlainLines(sys.stdout, is_colored=may_color(sys.stdout), every_s=300, wording=wording)
    )
    outcome = clock.run(
        coach_run(
            setup.make, plan, outputs=[lines], folder=None if no_record else out or data_path()
        ),
        speed=speed if speed > 0 else None,
    )
    if not as_json:
        print()
    conclude(outcome, Units(units or "km"), wording, as_json=as_json, with_summary_line=as_json)
    if outcome.files and not as_json:
        talk(f'hear it again: runwalk replay "{outcome.files[0]}"')
