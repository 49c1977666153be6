"""What a reader found wrong with a recording, for people and for programs."""

from __future__ import annotations

from typing import Any
from unicodedata import category

from runwalk.recording.recording import Problem


def note_line(problem: Problem, file: str = "") -> str:
    """A line for people; what may come from the file itself is made harmless.

    Args:
        problem: What is wrong.
        file: Which file, where several are spoken of.

    >>> note_line(Problem(what="the file is cut short", lost="the last 2 bytes"))
    'note: the file is cut short (the last 2 bytes)'
    """
    told = f"{problem.what} ({problem.lost})" if problem.lost else problem.what
    return printable(f"note: {file}: {told}" if file else f"note: {told}")


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """A problem as plain JSON values."""
    return {"what": problem.what, "at": problem.at, "lost": problem.lost}


def printable(text: str) -> str:
    r"""The text without the signs that steer a terminal, turn its writing round or end a line.

    >>> printable("a\x1b[31m run") == "a\N{REPLACEMENT CHARACTER}[31m run"
    True
    """
    return "".join("\N{REPLACEMENT CHARACTER}" if _steers(sign) else sign for sign in text)


def _steers(sign: str) -> bool:
    kind = category(sign)
    return kind.startswith("C") or kind in ("Zl", "Zp")
