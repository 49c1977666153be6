"""What the world can do wrong.

A caller's mistake is a ``ValueError`` or a ``TypeError`` where it is made. Everything else that can
go wrong outside this program is a child of :class:`RunwalkError` with the facts as fields; its text
is one clear sentence, and the front door prints that sentence and exits with 1.
"""

from __future__ import annotations

from pathlib import Path


class RunwalkError(Exception):
    """The world's fault, told in one sentence."""


class RecordingError(RunwalkError):
    """A recording from which nothing at all can be read.

    Attributes:
        path: The file.
        reason: What is wrong with it, in words for people.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path = path
        self.reason = reason

    def __reduce__(self) -> tuple[type[RecordingError], tuple[Path, str]]:
        return type(self), (self.path, self.reason)  # comes back whole from another process


class ConfigError(RunwalkError):
    """A settings file with mistakes; every one of them is named.

    Attributes:
        path: The file.
        mistakes: One ``key: what is wrong (got value)`` per mistake.
    """

    def __init__(self, path: Path, mistakes: tuple[str, ...]) -> None:
        super().__init__(f"{path}: " + "; ".join(mistakes))
        self.path = path
        self.mistakes = mistakes


class DeviceError(RunwalkError):
    """A strap or a Bluetooth adapter that cannot be used now.

    Attributes:
        advice: What the runner can do about it; empty where there is nothing to do.
    """

    def __init__(self, what: str, advice: str = "") -> None:
        super().__init__(f"{what}; {advice}" if advice else what)
        self.what = what
        self.advice = advice


class WorkoutError(RunwalkError):
    """A workout that cannot be read, or that nobody can run.

    Attributes:
        where: The place of the mistake: ``column 12``, a key of a file, or a parameter's name.
        reason: What is wrong there, in words for people.
        column: Of the one-line form, counted from 1; None elsewhere.
    """

    def __init__(self, where: str, reason: str, column: int | None = None) -> None:
        super().__init__(f"workout, {where}: {reason}")
        self.where = where
        self.reason = reason
        self.column = column
