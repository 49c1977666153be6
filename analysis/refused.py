"""A number that is not told, and why: what a measure gives where it has no answer."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

WhyT = TypeVar("WhyT", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Refused(Generic[WhyT]):
    """Why something cannot be told.

    Attributes:
        why: The reason, for programs.
        text: What would help, one sentence for people.
    """

    why: WhyT
    text: str

    def to_dict(self) -> dict[str, str]:
        """The refusal as plain JSON values."""
        return {"refused": self.why.value, "text": self.text}
