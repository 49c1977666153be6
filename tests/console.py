"""Run the commands of a document, and compare, or put in, what they print.

A block fenced as ``console`` holds ``$ command`` lines, each with what it prints below it,
standard error and output in one. A line of three dots stands for any number of lines, and three
dots inside a line for any text. ``python -m tests.console README.md`` puts in what is printed
today; blocks keep as many lines before and after their dots as they had.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
_BLOCK = re.compile(r"(?<=^```console\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
DOTS = "..."


@dataclass(frozen=True)
class Command:
    """A command of a document.

    Attributes:
        line: As a person types it.
        expected: The lines below it.
    """

    line: str
    expected: tuple[str, ...]


def commands(text: str) -> Iterator[Command]:
    """All commands of a document, in order."""
    for block in _BLOCK.findall(text):
        yield from _commands(block)


def _commands(block: str) -> Iterator[Command]:
    line, expected = None, []
    for row in block.splitlines():
        if row.startswith("$ "):
            if line is not None:
                yield Command(line, tuple(expected))
            line, expected = row[2:], []
        else:
            expected.append(row)
    if line is not None:
        yield Command(line, tuple(expected))


def run(command: Command, folder: Path) -> list[str]:
    """Run a command where the sample data lies; simulated time does not wait."""
    words = shlex.split(command.line)
    if words[:2] == ["uv", "run"]:
        words = words[2:]
    assert words[0] == "runwalk", f"documents show runwalk's own commands, not {command.line!r}"
    if words[1] == "demo":
        words += ["--speed", "0"]
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=120,
        env={
            **{key: value for key, value in os.environ.items() if key != "NO_COLOR"},
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "COLUMNS": "80",
            "HOME": str(folder),
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_CACHE_HOME": str(folder / "cache"),
            "TZ": "UTC",
        },
        check=False,
    )
    return done.stdout.rstrip("\n").split("\n") if done.stdout else []


def prepare(folder: Path) -> Path:
    """Copy what commands of documents read."""
    shutil.copytree(ROOT / "sample_data", folder / "sample_data")
    return folder


def matches(expected: tuple[str, ...], printed: list[str]) -> bool:
    """Whether it prints what the document says."""
    pattern = "".join(
        r"(?:.*\n)*?" if row.strip() == DOTS else re.escape(row).replace(r"\.\.\.", ".*") + r"\n"
        for row in "\n".join(expected).rstrip("\n").split("\n")
    )
    return re.fullmatch(pattern, "".join(f"{row.rstrip()}\n" for row in printed)) is not None


def _refreshed(command: Command, folder: Path) -> list[str]:
    """What the document should say now, with dots where it had some."""
    printed = [row.rstrip() for row in run(command, folder)]
    old = list(command.expected)
    while old and not old[-1]:
        old.pop()
    if DOTS in old:
        at = old.index(DOTS)
        tail = len(old) - at - 1
        printed = [*printed[:at], DOTS, *(printed[-tail:] if tail else [])]
    kept = {row.split(DOTS)[0]: row for row in old if DOTS in row and row != DOTS}
    return [
        next((new for start, new in kept.items() if start and row.startswith(start)), row)
        for row in printed
    ]


def _main(path: Path) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as temporary:
        folder = prepare(Path(temporary))

        def fresh(found: re.Match[str]) -> str:
            rows: list[str] = []
            for command in _commands(found.group(1)):
                rows += [f"$ {command.line}", *_refreshed(command, folder)]
            return "\n".join(rows) + "\n"

        path.write_text(_BLOCK.sub(fresh, path.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    for name in sys.argv[1:]:
        _main(Path(name))
