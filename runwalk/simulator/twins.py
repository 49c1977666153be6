"""The two bodies side by side, and a choice between them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

from runwalk.simulator.body import Body
from runwalk.simulator.second_body import SecondBody

AnyBody: TypeAlias = Body | SecondBody
"""Whoever can run: both have the same face, and other equations behind it."""


class Twin(StrEnum):
    """Which equations a simulated runner lives by."""

    FIRST = "first"
    SECOND = "second"


def draw_body(seed: int, twin: str = Twin.FIRST) -> AnyBody:
    """Draw a plausible runner.

    Args:
        seed: Which of the many.
        twin: ``first`` for :class:`Body`, ``second`` for :class:`SecondBody`.

    Raises:
        ValueError: There is no such twin.
    """
    return Body.drawn(seed) if Twin(twin) is Twin.FIRST else SecondBody.drawn(seed)
