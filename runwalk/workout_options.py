"""Options that say which workout to run, for whom, and what for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import click

from runwalk.config import Config, Plan
from runwalk.engine.athlete import Athlete
from runwalk.engine.workout import Workout

_F = TypeVar("_F", bound=Callable[..., Any])

GOALS = ("endurance", "recovery", "return", "speed")
"""The values of ``training.goals.Goal``, which is loaded only when one is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which workout was asked for.

    Attributes:
        workout: A session with its parameters, a file, or a line; None where none was named.
        vdot: What the best race told [ml/kg/min]; None where none was given.
        goal: What the run is for; None leaves the workout as it is.
    """

    workout: str | None = None
    vdot: float | None = None
    goal: str | None = None

    @property
    def is_there(self) -> bool:
        """Whether anything was asked for."""
        return self.workout is not None or self.goal is not None

    def known_by(self, config: Config) -> Asked:
        """The same, with the races of the settings where a workout needs one and none was given."""
        if not self.is_there or self.vdot is not None:
            return self
        return replace(self, vdot=config.vdot)


def race_option(function: _F) -> _F:
    """Add ``--race``, which tells paces."""
    return click.option(
        "--race",
        "vdot",
        multiple=True,
        metavar="DISTANCE=TIME",
        callback=_vdot,
        help="A race you ran, such as 5km=24:30; those of your settings, if not given. Without any,"
        " targets are efforts, not paces.",
    )(function)


def goal_option(function: _F) -> _F:
    """Add ``--goal``."""
    return click.option(
        "--goal",
        type=click.Choice(GOALS),
        help="What the run is for: recovery has a lower ceiling, return short runs; neither allows"
        " hard parts.",
    )(function)


def workout_options(function: _F) -> _F:
    """Add ``--workout``, ``--race`` and ``--goal``."""
    for option in (
        goal_option,
        race_option,
        click.option(
            "--workout",
            metavar="WORKOUT",
            help="A session with its parameters, such as strides,times=6 (`runwalk workouts` lists"
            " them), a TOML file of your own, or a line such as '15:00 easy, 4x(400m@mile, 2:00"
            " walk)'.",
        ),
    ):
        function = option(function)
    return function


def plan_with(plan: Plan, asked: Asked) -> Plan:
    """Put the workout that was asked for into a plan, within its ceiling and hard limit.

    Args:
        plan: Who runs, and a workout in today's band.
        asked: What was asked for; nothing leaves the plan as it is.

    Raises:
        WorkoutError: There is no such workout, or it cannot be read or run.
        ConfigError: Its file has mistakes.
        click.UsageError: It contradicts the runner's ceiling or hard limit, or there is a race
            and no workout.
    """
    if not asked.is_there:
        if asked.vdot is not None:
            raise click.UsageError("--race tells the paces of a workout; name one by --workout")
        return plan
    band = next(segment.band for segment in plan.workout.segments if segment.band is not None)
    athlete = replace(
        plan.athlete,
        ceiling_bpm=band.ceiling_bpm,
        floor_bpm=band.floor_bpm,
        limit_bpm=min(plan.athlete.hard_limit_bpm(band), 230),  # no segment's band moves it
    )
    made = Plan(athlete, workout_for(athlete, asked))
    try:
        made.coach()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return made


def workout_for(athlete: Athlete, asked: Asked) -> Workout:
    """Make the workout that was asked for.

    Args:
        athlete: Who runs, with today's ceiling.
        asked: What was asked for; with a goal alone, the session for it.

    Raises:
        WorkoutError: There is no such workout, or it cannot be read or run.
        ConfigError: Its file has mistakes.
        click.UsageError: No ceiling is known, or a part lies above the hard limit.
    """
    from runwalk.training.choice import chosen
    from runwalk.training.compiler import Runner, workout_of
    from runwalk.training.goals import SESSION_FOR, for_goal
    from runwalk.training.session import Goal

    goal = None if asked.goal is None else Goal(asked.goal)
    text = asked.workout or (SESSION_FOR[goal] if goal else "heart")
    name, spec = chosen(text)
    if goal is not None:
        spec = for_goal(spec, goal)
    try:
        return workout_of(spec, Runner(athlete, asked.vdot), name)
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
