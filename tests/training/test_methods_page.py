"""The page of methods: 29 rows, each with commands that exist and tests that run."""

from __future__ import annotations

import re
import shlex
from collections import defaultdict
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import click
import pytest

from runwalk.cli import VERBS
from runwalk.training.choice import chosen
from runwalk.training.library import SESSIONS

ROOT = Path(__file__).parents[2]


class Row(NamedTuple):
    number: int
    commands: list[str]
    tests: list[str]


def _rows() -> list[Row]:
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    rows = []
    for line in re.findall(r"^\| \d+ \|.*$", text, re.MULTILINE):
        number, _, commands, tests = (cell.strip() for cell in line.strip("|").split("|"))
        rows.append(Row(int(number), re.findall("`(.+?)`", commands), re.findall("`(.+?)`", tests)))
    return rows


ROWS = _rows()
EACH = pytest.mark.parametrize("row", ROWS, ids=lambda row: f"row {row.number}")


def test_there_are_29_rows_in_order() -> None:
    assert [row.number for row in ROWS] == list(range(1, 30))


@EACH
def test_every_command_of_a_row_is_understood(row: Row) -> None:
    assert row.commands
    for line in row.commands:
        program, verb, *words = shlex.split(line)
        assert program == "runwalk"
        command: click.Command = import_module(VERBS[verb][0]).command
        context = command.make_context(verb, list(words))
        if context.params.get("workout"):
            chosen(context.params["workout"])


@EACH
def test_every_test_of_a_row_is_there(row: Row) -> None:
    assert row.tests
    for name in row.tests:
        path, _, function = name.partition("::")
        assert f"\ndef {function}(" in (ROOT / path).read_text(encoding="utf-8"), name


def test_the_library_names_the_rows_that_its_sessions_serve() -> None:
    told = defaultdict(set)
    for row in ROWS:
        for line in row.commands:
            words = shlex.split(line)
            if "--workout" in words:
                told[words[words.index("--workout") + 1].partition(",")[0]].add(row.number)

    assert {name: set(session.rows) for name, session in SESSIONS.items()} == dict(told)
