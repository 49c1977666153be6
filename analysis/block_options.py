"""What ``runwalk block`` can be asked for, as it is typed."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import click

from runwalk.recording.place import refuse_taken

TABLES: Final = (".csv", ".json", ".parquet")
"""What the name of a table may end in."""

WEEK_STARTS: Final = ("monday", "friday", "saturday", "sunday")
"""On which day a week starts somewhere; the names of WeekStarts, which would load numpy."""

DAY: Final = click.DateTime(["%Y-%m-%d"])
"""A day."""


class Days(NamedTuple):
    """From when to when a block is."""

    label: str
    first_day: date
    last_day: date


def days_of(text: str) -> Days:
    """Read ``base=2026-01-05..2026-02-15``, or the same without a label.

    Raises:
        click.BadParameter: A day is none, or the last comes before the first.
    """
    label, _, days = text.rpartition("=")
    try:
        first_day, last_day = map(date.fromisoformat, days.split(".."))
    except ValueError:
        like = "base=2026-01-05..2026-02-15"
        raise click.BadParameter(f"{text!r} is not like {like}", param_hint="--block") from None
    if last_day < first_day:
        raise click.BadParameter(f"{text!r} ends before it begins", param_hint="--block")
    return Days(label, first_day, last_day)


def check_table(table: Path) -> None:
    """Find out before the work what would stop the table after it.

    Raises:
        click.BadParameter: The name has another ending.
        RecordingError: Something is there already.
        RunwalkError: pyarrow is needed and is not installed.
    """
    if table.suffix.lower() not in TABLES:
        raise click.BadParameter(f"the name must end in {', '.join(TABLES)}", param_hint="--export")
    refuse_taken(table)
    if table.suffix.lower() == ".parquet":
        from runwalk.recording.parquet_writer import require_pyarrow

        require_pyarrow()


def locale_of_user() -> str:
    """Where the runner lives, as the system was told; empty where it was not."""
    told = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    return next(filter(None, told), "").split(".")[0]
