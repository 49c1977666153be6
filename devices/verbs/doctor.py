"""``runwalk doctor``: is everything ready for a run?"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

import click

from devices import clock, doctor, memory
from devices.doctor import Finding, State
from devices.sensors import FoundSensor, straps_in
from runwalk.config import config_path, data_path
from runwalk.options import config_option, json_option, talk, today


@click.command(name="doctor")
@click.option(
    "--seconds",
    "duration_s",
    type=click.FloatRange(min=0.5, max=60.0),
    default=3.0,
    show_default=True,
    help="How long to look around for straps.",
)
@config_option
@json_option
def command(duration_s: float, config_file: Path | None, *, as_json: bool) -> None:
    """Check that everything is ready for a run, one line each, with what to do.

    A `note` makes a run poorer, a `problem` keeps it from being coached: then the exit status is 1.

    \b
    Example:
      runwalk doctor
    """
    talk(f"looking around for {duration_s:g} s ...")
    findings: list[Finding] = []
    for finding in _findings(config_file, duration_s):
        findings.append(finding)
        if not as_json:
            print(_line(finding), flush=True)
    problems = sum(one.state is State.PROBLEM for one in findings)
    if as_json:
        print(json.dumps({"ready": not problems, "findings": [asdict(one) for one in findings]}))
    elif problems:
        talk(f"not ready: {problems} problem{'' if problems == 1 else 's'}")
    else:
        talk("ready for a run")
    if problems:
        click.get_current_context().exit(1)


def _findings(config_file: Path | None, duration_s: float) -> Iterator[Finding]:
    told, config = doctor.settings(config_file, config_path())
    yield told
    yield doctor.heart_rates(config, today())
    told, near = doctor.bluetooth(lambda: _look(duration_s))
    yield told
    yield doctor.strap(memory.recall(), near, clock.wall_time().utc)
    yield doctor.speech(config)
    yield doctor.sound()
    shown_on = sys.stdout if sys.stdout.isatty() else sys.stderr  # the former may be a program's
    yield doctor.terminal(shown_on, os.environ, shutil.get_terminal_size())
    yield doctor.disk(data_path())
    yield doctor.python()
    yield doctor.extras()


def _look(duration_s: float) -> Sequence[FoundSensor]:
    from devices.radio import scan  # loads bleak, which takes a while

    return straps_in(clock.run(scan(duration_s)))


def _line(finding: Finding) -> str:
    advice = f" -> {finding.advice}" if finding.advice else ""
    return f"{finding.state:<8} {finding.topic:<12} {finding.what}{advice}"
