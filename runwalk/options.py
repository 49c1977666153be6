"""Options that several verbs share, and what they mean."""

from __future__ import annotations

import dataclasses
import functools
import os
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TextIO, TypeVar

import click

from runwalk.config import Config, Plan, config_path, load_config, plan_run
from runwalk.engine.profile import HeartProfile
from runwalk.heart_file import Saved, save_heart
from runwalk.outputs.phrases import WORDINGS
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language, Wording

_F = TypeVar("_F", bound=Callable[..., Any])

Command = Callable[..., Any]
"""What is becoming a command."""


def gathered(
    kind: type, name: str, *options: Callable[[Command], Command]
) -> Callable[[Command], Command]:
    """Add options that the command gets together, as one value.

    Args:
        kind: A dataclass with a field for each option, of the same name.
        name: What the command calls it.
        options: As they stand in the help.
    """

    def decorate(function: Command) -> Command:
        @functools.wraps(function)
        def gather(**given: Any) -> Any:
            own = {field.name: given.pop(field.name) for field in dataclasses.fields(kind)}
            return function(**given, **{name: kind(**own)})

        for option in reversed(options):
            option(gather)
        return gather

    return decorate


def json_option(function: _F) -> _F:
    """Add ``--json``."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Print JSON lines for programs instead of text."
    )(function)


def units_option(function: _F) -> _F:
    """Add ``--units``."""
    return click.option(
        "--units",
        type=click.Choice([one.value for one in Units]),
        help="Distance and pace for people; from your settings, or km, if not given.",
    )(function)


def language_option(function: _F) -> _F:
    """Add ``--language``."""
    return click.option(
        "--language",
        type=click.Choice([one.value for one in Language]),
        help="Of the words for people; from your settings, or en, if not given.",
    )(function)


def wording_for(language: str | None, config: Config) -> Wording:
    """Choose the runner's words: as asked for, else as the settings say."""
    return WORDINGS[Language(language) if language else config.language]


def config_option(function: _F) -> _F:
    """Add ``--config``."""
    return click.option(
        "--config",
        "config_file",
        type=click.Path(path_type=Path, dir_okay=False),
        help="Your settings, if not where this platform keeps them.",
    )(function)


def band_options(function: _F) -> _F:
    """Add ``--ceiling``, ``--floor`` and ``--config``."""
    for option in (
        config_option,
        click.option(
            "--floor",
            "floor_bpm",
            type=click.IntRange(30, 230),
            metavar="BPM",
            help="A walk never needs to go lower; 20 below the ceiling if not given.",
        ),
        click.option(
            "--ceiling",
            "ceiling_bpm",
            type=click.IntRange(50, 230),
            metavar="BPM",
            help="Highest heart rate to run at; the top of your zone 2 if not given.",
        ),
    ):
        function = option(function)
    return function


def is_asked(ceiling_bpm: int | None, floor_bpm: int | None, config_file: Path | None) -> bool:
    """Whether any of :func:`band_options` was given."""
    return not (ceiling_bpm is None and floor_bpm is None and config_file is None)


def learn_option(function: _F) -> _F:
    """Add ``--learn``."""
    return click.option(
        "--learn",
        "learns",
        is_flag=True,
        help="At the end, write into your settings what the run told of your heart.",
    )(function)


def learn(config_file: Path | None, run: HeartProfile) -> None:
    """Write what a run told of the heart into the runner's settings, and say so.

    Args:
        config_file: The settings; None takes those of this platform.
        run: What it told.

    Raises:
        ConfigError: They cannot be read or written, or have mistakes.
    """
    if run == HeartProfile():
        talk("this run had too few cues to tell anything of your heart")
        return
    known = load_config(config_file).heart or HeartProfile()
    talk_of(save_heart(config_file or config_path(), known.after(run)))


def talk_of(saved: Saved) -> None:
    """Tell a person what was written into the settings, and what was not."""
    path = click.format_filename(saved.path)
    talk(f"saved in {path}: {', '.join(saved.written) or 'nothing'}")
    if saved.kept:
        talk(f"kept as you wrote it by hand: {', '.join(saved.kept)}")


def settle(
    config: Config,
    day: date,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    default: Plan | None = None,
) -> Plan:
    """Settle who runs and between which heart rates.

    Args:
        config: The runner's settings.
        day: The day of the run.
        ceiling_bpm: Asked for today [bpm].
        floor_bpm: Asked for today [bpm].
        default: What to do where neither tells a ceiling.

    Raises:
        click.UsageError: The numbers contradict each other, or there is no ceiling.
    """
    try:
        if default is not None and ceiling_bpm is None and config.athlete_on(day).band is None:
            return default
        plan = plan_run(config, day, ceiling_bpm, floor_bpm)
        plan.coach()
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return plan


def read_config(config_file: Path | None) -> Config:
    """Read the runner's settings.

    Raises:
        ConfigError: They have mistakes.
    """
    return load_config(config_file)


def today() -> date:
    """Tell the local date, which picks the runner's entry."""
    return datetime.now(UTC).astimezone().date()


def may_color(stream: TextIO) -> bool:
    """Whether to paint: only a terminal, and not where ``NO_COLOR`` asks not to."""
    return stream.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def talk(text: str) -> None:
    """Tell a person something that is no data."""
    click.echo(text, file=sys.stderr)
