"""A session of the library: a line of the language with holes in it, and what may fill them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from runwalk.errors import WorkoutError
from runwalk.training.language import read_line, read_piece
from runwalk.training.spec import Spec

Values = Mapping[str, str]
"""Parameter -> what was given, as it is written in a line."""


class Kind(StrEnum):
    """What a parameter holds."""

    COUNT = "count"
    TIME = "time"
    DISTANCE = "distance"
    LENGTH = "length"
    LEVEL = "level"  # a heart rate
    TARGET = "target"
    CAP = "cap"  # the fastest that is allowed
    NUMBER = "number"
    CHOICE = "choice"


class Goal(StrEnum):
    """What a run is for."""

    ENDURANCE = "endurance"
    RECOVERY = "recovery"
    RETURN = "return"
    SPEED = "speed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A hole in a session's line.

    Attributes:
        name: What it is called.
        kind: What fits in it.
        default: What is in it where the runner gives nothing.
        what: What it is for, in words for people.
        low: The least number, for a count or a number.
        high: The greatest.
        choices: What may be chosen.
    """

    name: str
    kind: Kind
    default: str
    what: str
    low: float = 1
    high: float = 50
    choices: tuple[str, ...] = ()

    def check(self, value: str) -> str:
        """Tell what goes into the line.

        Raises:
            WorkoutError: It does not fit.
        """
        text = value.strip()
        match self.kind:
            case Kind.COUNT:
                if not (text.isdecimal() and self.low <= int(text) <= self.high):
                    raise self._wrong(text, f"a whole number, {self.low:g} to {self.high:g}")
            case Kind.NUMBER:
                if not (_is_number(text) and self.low <= float(text) <= self.high):
                    raise self._wrong(text, f"a number, {self.low:g} to {self.high:g}")
            case Kind.CHOICE:
                if text not in self.choices:
                    raise self._wrong(text, f"one of {', '.join(self.choices)}")
            case _:
                try:
                    read_piece(self.kind.value, text)
                except WorkoutError as error:
                    raise WorkoutError(self.name, error.reason) from None
        return text

    def _wrong(self, text: str, wanted: str) -> WorkoutError:
        return WorkoutError(self.name, f"it must be {wanted}, not {text!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One way to run, of the coaches' methods.

    Attributes:
        name: What to type.
        title: What it is.
        about: How it goes, in a sentence or two.
        rows: The methods it serves, by their number in docs/methods.md.
        goal: What it is for.
        line: The workout, with ``{parameter}`` in place of what can be chosen.
        parameters: What can be chosen.
        derived: Makes more words for the line out of the parameters; None where none are needed.
    """

    name: str
    title: str
    about: str
    rows: tuple[int, ...]
    goal: Goal
    line: str
    parameters: tuple[Parameter, ...] = ()
    derived: Callable[[Values], Values] | None = None

    def values(self, given: Values) -> dict[str, str]:
        """Put what was given in place of the defaults.

        Raises:
            WorkoutError: There is no such parameter, or a value does not fit.
        """
        known = {one.name: one for one in self.parameters}
        for name in given:
            if name not in known:
                near = get_close_matches(name, known, n=1)
                said = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
                raise WorkoutError(name, f"{self.name} has no such parameter; {said}")
        return {one.name: one.check(given.get(one.name, one.default)) for one in self.parameters}

    def filled(self, given: Values | None = None) -> str:
        """The line with its holes filled.

        Raises:
            WorkoutError: There is no such parameter, or a value does not fit.
        """
        values = self.values(given or {})
        return self.line.format_map({**values, **(self.derived(values) if self.derived else {})})

    def spec(self, given: Values | None = None) -> Spec:
        """The workout with its holes filled.

        Raises:
            WorkoutError: There is no such parameter, or a value does not fit.
        """
        return Spec(read_line(self.filled(given)).parts, name=self.title)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdecimal()
