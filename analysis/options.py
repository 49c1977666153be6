"""Options that verbs share, and what they mean."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from runwalk.recording.place import refuse_taken
from runwalk.simulator import Twin

_F = TypeVar("_F", bound=Callable[..., Any])

noise_option = click.option(
    "--noise",
    "noise_level",
    type=click.FloatRange(0.0, 10.0),
    default=1.0,
    show_default=True,
    help="How bad the strap is: 0 is perfect, 1 ordinary, 3 bad.",
)
twin_option = click.option(
    "--twin",
    type=click.Choice([one.value for one in Twin]),
    default=Twin.FIRST.value,
    show_default=True,
    help="Which equations the body lives by; the coach was never tuned on the second.",
)
picture_option = click.option(
    "--png",
    "picture",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Draw it too: a name ending in .png or .svg.",
)


def jobs_option(default: int) -> Callable[[_F], _F]:
    """Add ``--jobs``.

    Args:
        default: How many where nobody says.
    """
    return click.option(
        "--jobs",
        type=click.IntRange(1, 256),
        default=default,
        show_default=True,
        help="How many processes share the work.",
    )


def check_picture(picture: Path) -> None:
    """Find out before the work what would stop the picture after it.

    Raises:
        click.BadParameter: The name has another ending.
        RecordingError: Something is there already.
    """
    from analysis.picture import ENDINGS

    if picture.suffix.lower() not in ENDINGS:
        raise click.BadParameter("the name must end in .png or .svg", param_hint="--png")
    refuse_taken(picture)
