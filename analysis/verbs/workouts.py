"""``runwalk workouts``: the sessions that can be run, and what each asks for."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import click

from runwalk.engine.athlete import Athlete
from runwalk.engine.workout import Range, Segment, Workout
from runwalk.options import band_options, json_option, read_config, talk, today, units_option
from runwalk.outputs.lines import clock
from runwalk.outputs.parts import called, length
from runwalk.outputs.units import Units, pace
from runwalk.training.choice import chosen, given_values, is_line
from runwalk.training.compiler import length_of
from runwalk.training.goals import for_goal
from runwalk.training.library import SESSIONS, find_session
from runwalk.training.session import Goal, Parameter, Session
from runwalk.training.spec import Spec
from runwalk.training.text import line_of
from runwalk.workout_options import Asked, goal_option, race_option, workout_for

STAND_IN = Athlete(age_years=40.0)
"""Whose heart rates are shown where nobody's are known."""


@click.command(name="workouts")
@click.argument("workout", required=False)
@band_options
@race_option
@goal_option
@units_option
@click.option("--toml", "as_toml", is_flag=True, help="Print the workout as a file, to change it.")
@click.option(
    "--fit",
    "fit_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the workout for a watch; nothing is overwritten.",
)
@json_option
def command(
    workout: str | None,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    vdot: float | None,
    goal: str | None,
    units: str | None,
    fit_file: Path | None,
    *,
    as_toml: bool,
    as_json: bool,
) -> None:
    """List the sessions, or show what one asks of you.

    WORKOUT is a session with its parameters, a file of your own that ends in .toml, or a line.

    \b
    Examples:
      runwalk workouts
      runwalk workouts strides,times=6 --ceiling 150
      runwalk workouts "15:00 easy, 4x(400m@mile, walk until hr<120 or 3:00)"
      runwalk workouts 400s --toml > my_400s.toml
      runwalk workouts heart --ceiling 150 --fit heart.fit
    """
    config = read_config(config_file)
    vdot = config.vdot if vdot is None else vdot
    athlete = _with_band(config.athlete_on(today()), ceiling_bpm, floor_bpm)
    is_known = athlete.band is not None
    athlete = athlete if is_known else STAND_IN
    if workout is None:
        if goal is not None:
            raise click.UsageError("--goal makes one workout serve it; name it")
        if as_toml or fit_file is not None:
            raise click.UsageError("--toml and --fit write one workout; name it")
        _list(athlete, vdot, as_json=as_json)
        return
    session = _session(workout)
    _, spec = chosen(workout)
    spec = spec if goal is None else for_goal(spec, Goal(goal))
    if as_toml:
        from runwalk.training.toml_form import toml_of

        click.echo(toml_of(spec), nl=False)
        return
    made = workout_for(athlete, Asked(workout=workout, vdot=vdot, goal=goal))
    if fit_file is not None:
        _write_fit(fit_file, made, is_known=is_known, as_json=as_json)
        return
    if as_json:
        given = given_values(workout.partition(",")[2]) if session else {}
        print(json.dumps(_as_json(session, spec, made, given)))
        return
    _show(session, spec, made, Units(units) if units else config.units)
    if not is_known:
        talk(
            "note: heart rates of a runner of 40 years; write yours into your settings, or give "
            "--ceiling"
        )


def _write_fit(path: Path, workout: Workout, *, is_known: bool, as_json: bool) -> None:
    """Write a workout for a watch, and say what a watch does not know."""
    from runwalk.recording.fit_workout import write_workout
    from runwalk.recording.watch_steps import NO_FORESIGHT

    if not is_known:
        raise click.UsageError("a watch needs your own heart rates; give --ceiling, or settings")
    told = write_workout(path, workout, created_utc=datetime.now(UTC))
    if as_json:
        print(json.dumps({"file": str(path), "steps": len(told.steps), "left_out": told.left_out}))
    talk(f"wrote {path}: {len(told.steps)} steps for a watch")
    talk(f"warning: {NO_FORESIGHT}")
    for lost in told.left_out:
        talk(f"note: {lost}")


def _with_band(athlete: Athlete, ceiling_bpm: int | None, floor_bpm: int | None) -> Athlete:
    """Put today's ceiling in place of the runner's own."""
    if ceiling_bpm is None and floor_bpm is None:
        return athlete
    asked = replace(
        athlete,
        ceiling_bpm=athlete.ceiling_bpm if ceiling_bpm is None else ceiling_bpm,
        floor_bpm=floor_bpm,
    )
    try:
        asked.check()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return asked


def _session(text: str) -> Session | None:
    """The session of the library that was asked for; None for a file or a line."""
    if is_line(text) or text.strip().lower().endswith(".toml"):
        return None
    return find_session(text.partition(",")[0].strip())


# -- for programs


def _as_json(
    session: Session | None, spec: Spec, workout: Workout, given: dict[str, str] | None = None
) -> dict[str, Any]:
    """A workout with all that is known of it, and its segments for this runner."""
    told: dict[str, Any] = {"name": workout.name, "title": workout.name}
    if session is not None:
        told = {
            "name": session.name,
            "title": session.title,
            "about": session.about,
            "goal": session.goal.value,
            "method_rows": list(session.rows),
            "parameters": [_parameter(one, given or {}) for one in session.parameters],
        }
    return {
        **told,
        "line": line_of(spec.parts),
        "length": length_of(workout),
        "segments": [asdict(segment) for segment in workout.segments],
    }


def _parameter(one: Parameter, given: dict[str, str]) -> dict[str, Any]:
    told: dict[str, Any] = {
        "name": one.name,
        "kind": one.kind.value,
        "default": one.default,
        "what": one.what,
    }
    if one.name in given:
        told["value"] = given[one.name]
    if one.choices:
        told["choices"] = list(one.choices)
    return told


# -- for people


def _list(athlete: Athlete, vdot: float | None, *, as_json: bool) -> None:
    if as_json:
        rows = []
        for one in SESSIONS.values():
            made = workout_for(athlete, Asked(workout=one.name, vdot=vdot))
            rows.append(_as_json(one, one.spec(), made))
        print(json.dumps(rows))
        return
    ordered = sorted(SESSIONS.values(), key=lambda one: list(Goal).index(one.goal))
    for goal, sessions in groupby(ordered, key=lambda one: one.goal):
        print(f"{goal.value}:")
        for one in sessions:
            print(f"  {one.name:<16}{one.title}")
    talk("\nsee one: runwalk workouts strides; run it: runwalk live --workout strides")


def _show(session: Session | None, spec: Spec, workout: Workout, units: Units) -> None:
    print(workout.name)
    if session is not None:
        print(session.about)
    print(f"\n  {line_of(spec.parts)}\n  {length_of(workout)}")
    if session is not None and session.parameters:
        print("\nwhat you can choose:")
        for one in session.parameters:
            print(f"  {f'{one.name}={one.default}':<17} {one.what}")
    print("\nwhat is asked:")
    for number, segment in enumerate(workout.segments, 1):
        print(f"  {number:>3}  {_row(segment, units)}")


def _row(segment: Segment, units: Units) -> str:
    return ", ".join((called(segment), length(segment, units), *_asked(segment, units)))


def _asked(segment: Segment, units: Units) -> list[str]:
    """How hard it is to be, in words."""
    told = []
    if segment.speed_mps is not None:
        told.append(_paces(segment.speed_mps, units))
    if segment.rpe is not None:
        told.append(f"effort {_span(segment.rpe)}")
    if segment.band is not None and not segment.asks_for_walk:
        told.append(f"up to {segment.band.ceiling_bpm} bpm")
    if segment.grade:
        told.append(f"{100 * segment.grade:g} % up")
    if segment.speed_cap_mps is not None:
        told.append(f"no faster than {pace(segment.speed_cap_mps, units)}")
    if segment.most_run_s is not None:
        told.append(f"runs of {clock(segment.most_run_s)} at most")
    if segment.least_walk_s is not None:
        told.append(f"walks of {clock(segment.least_walk_s)} at least")
    if segment.is_hill_walked:
        told.append("hills walked")
    if segment.talk_every_s is not None:
        told.append(f"talk test every {clock(segment.talk_every_s)}")
    if segment.is_surge:
        told.append("no heart-rate rule")
    return told


def _paces(speed_mps: Range, units: Units) -> str:
    ends = [pace(end, units) for end in (speed_mps.low, speed_mps.high) if end is not None]
    return " to ".join(dict.fromkeys(ends))


def _span(one: Range) -> str:
    if one.low is None or one.high is None or one.low == one.high:
        return f"{one.high if one.low is None else one.low:g}"
    return f"{one.low:g} to {one.high:g}"
