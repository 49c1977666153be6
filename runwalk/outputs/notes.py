"""What a reader found wrong with a recording, for people and for programs."""

from __future__ import annotations

from typing import Any

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
    line = f"note: {file}: {told}" if file else f"note: {told}"
    # A sequence that steers a terminal begins with a sign that cannot be printed.
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def problem_to_dict(problem: Problem) -> dict[str, Any]:
    """A problem as plain JSON values."""
    return {"what": problem.what, "at": problem.at, "lost": problem.lost}
