"""What the legs do, as far as the sensors tell."""

from __future__ import annotations

from enum import StrEnum


class Gait(StrEnum):
    """How the runner moves, whatever was advised."""

    RUN = "run"
    WALK = "walk"
    STAND = "stand"
