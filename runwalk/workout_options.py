"""Options that say which workout to run, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from runwalk.engine.athlete import Athlete
from runwalk.engine.workout import Workout

_F = TypeVar("_F", bound=Callable[..., Any])


def race_option(function: _F) -> _F:
    """Add ``--race``, which tells paces."""
    return click.option(
        "--race",
        "races",
        multiple=True,
        metavar="DISTANCE=TIME",
        callback=_vdot,
        help="A race you ran, such as 5km=24:30; without one, targets are efforts, not paces.",
    )(function)


def workout_for(text: str, athlete: Athlete, vdot: float | None) -> Workout:
    """Make the workout that was asked for.

    Args:
        text: A session of the library with its parameters, a TOML file, or a line.
        athlete: Who runs, with today's ceiling.
        vdot: What a race told [ml/kg/min]; None gives targets by effort alone.

    Raises:
        WorkoutError: There is no such workout, or it cannot be read or run.
        ConfigError: Its file has mistakes.
        click.UsageError: No ceiling is known.
    """
    from runwalk.training.choice import chosen
    from runwalk.training.compiler import Runner, workout_of

    name, spec = chosen(text)
    try:
        return workout_of(spec, Runner(athlete, vdot), name)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _vdot(_context: click.Context, _option: click.Parameter, told: Sequence[str]) -> float | None:
    """The best VDOT of the races that were given; None where none was."""
    if not told:
        return None
    from runwalk.training.paces import vdot_daniels_gilbert_1979
    from runwalk.training.quantities import race_of

    try:
        return max(vdot_daniels_gilbert_1979(race_of(one)) for one in told)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
