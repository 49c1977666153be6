"""Every command that a document shows prints what the document says.

Those of the README are tried each time, those of the other documents with the slow tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from .console import ROOT, Command, commands, matches, prepare, run

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN = [
    (document.relative_to(ROOT).as_posix(), command)
    for document in DOCUMENTS
    for command in commands(document.read_text(encoding="utf-8"))
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return prepare(tmp_path_factory.mktemp("reader"))


@pytest.mark.parametrize(
    "command",
    [
        pytest.param(
            command,
            id=f"{name}: {command.line}",
            marks=() if name == "README.md" else pytest.mark.slow,
        )
        for name, command in SHOWN
    ],
)
def test_a_command_prints_what_the_document_says(command: Command, folder: Path) -> None:
    printed = run(command, folder)

    assert matches(command.expected, printed), "\n".join(printed)


def test_the_readme_shows_commands() -> None:
    assert sum(name == "README.md" for name, _ in SHOWN) >= 6
