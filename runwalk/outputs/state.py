"""What a screen asks for, and the shape that stands for it in every language."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """What the screen asks for."""

    WARM_UP = "warm_up"
    RUN = "run"
    EASE = "ease"
    WALK = "walk"
    BLIND = "blind"  # running was advised, and heart rate cannot be seen any more
    PAUSED = "paused"
    FINISHED = "finished"


ICONS: Final = {
    State.WARM_UP: "~",
    State.RUN: "»",
    State.EASE: "v",
    State.WALK: ">",
    State.BLIND: "?",
    State.PAUSED: "=",
    State.FINISHED: "#",
}
"""A shape beside the word, for whom colours tell nothing; each is drawn by the screen."""
