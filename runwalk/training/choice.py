"""What stands behind ``--workout``: a session by its name, a file, or a line."""

from __future__ import annotations

from pathlib import Path

from runwalk.errors import WorkoutError
from runwalk.training.spec import Spec


def chosen(text: str) -> tuple[str, Spec]:
    """Find the workout that was asked for.

    Args:
        text: ``strides`` or ``strides,times=6`` for a session of the library; a path that ends in
            ``.toml``; or a line such as ``15:00 easy, 4x(400m@mile, 2:00 walk)``.

    Returns:
        What to call it, and the workout.

    Raises:
        WorkoutError: It is none of them, or has a mistake.
        ConfigError: The file has mistakes, or cannot be read.
    """
    if text.strip().lower().endswith(".toml"):
        from runwalk.training.toml_form import read_file

        path = Path(text.strip())
        return path.stem, read_file(path)
    if is_line(text):
        from runwalk.training.language import read_line

        return "your workout", read_line(text)
    from runwalk.training.library import find_session

    name, _, rest = text.partition(",")
    return name.strip(), find_session(name.strip()).spec(given_values(rest))


def is_line(text: str) -> bool:
    """Whether this is a line of the language: no name of a session has a space or begins so.

    >>> is_line("15:00 easy"), is_line("strides,times=6"), is_line("400s")
    (True, False, False)
    """
    first = text.partition(",")[0].strip()
    return " " in first or any(sign in first for sign in ":@(")


def given_values(text: str) -> dict[str, str]:
    """Read ``param=value,param=value``.

    Raises:
        WorkoutError: A piece has no ``=``, or a parameter is given twice.

    >>> given_values("times=6,fast=0:15")
    {'times': '6', 'fast': '0:15'}
    """
    values: dict[str, str] = {}
    for piece in filter(None, (one.strip() for one in text.split(","))):
        name, sign, value = (word.strip() for word in piece.partition("="))
        if not sign:
            raise WorkoutError(piece, f"write parameter=value, as in {piece}=...")
        if name in values:
            raise WorkoutError(name, "it is given twice")
        values[name] = value
    return values
