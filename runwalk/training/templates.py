"""What a week is made of, by what it is for. Pure.

The weeks of four days are the coaches': for distance a day of speed and three easy ones with a long
run; for speed one day and three, or two and two; for trails seven days with two sessions on some.
Which weekday is which is our choice for the weeks of four days; no two hard days meet. Strength and
cross-training belong to the base; how many days of them is our choice.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class Stage(StrEnum):
    """What a week is for."""

    BASE = "base"
    DISTANCE = "distance"
    SPEED = "speed"
    TRAIL = "trail"


class Kind(StrEnum):
    """What a session is."""

    EASY = "easy"
    LONG = "long"
    SPEED = "speed"
    HIKE = "hike"
    STRENGTH = "strength"
    CROSS = "cross-training"


RUNS: Final = (Kind.EASY, Kind.LONG, Kind.SPEED)
"""What counts as running."""


class Part(StrEnum):
    """When on a day of two sessions."""

    MORNING = "a.m."
    AFTERNOON = "p.m."


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A place in a week.

    Attributes:
        weekday: 0 for the first day of the week.
        kind: What goes there.
        part: When on the day; None where it is the only one.
        has_strides: Whether strides end it.
        has_climbs: Whether it is to go over steep climbs.
        is_optional: Whether it may be left out.
        instead: What may stand there instead, in words for people.
    """

    weekday: int
    kind: Kind
    part: Part | None = None
    has_strides: bool = False
    has_climbs: bool = False
    is_optional: bool = False
    instead: str = ""


Template = tuple[Slot, ...]

_MON, _TUE, _WED, _THU, _FRI, _SAT, _SUN = range(7)

BASE: Final[Template] = (
    Slot(weekday=_MON, kind=Kind.STRENGTH),
    Slot(weekday=_TUE, kind=Kind.EASY),
    Slot(weekday=_WED, kind=Kind.CROSS),
    Slot(weekday=_THU, kind=Kind.EASY),
    Slot(weekday=_FRI, kind=Kind.STRENGTH),
    Slot(weekday=_SAT, kind=Kind.EASY),
    Slot(weekday=_SUN, kind=Kind.LONG),
)

DISTANCE: Final[Template] = (
    Slot(weekday=_TUE, kind=Kind.SPEED),
    Slot(weekday=_WED, kind=Kind.CROSS, is_optional=True),
    Slot(weekday=_THU, kind=Kind.EASY),
    Slot(weekday=_FRI, kind=Kind.STRENGTH),
    Slot(weekday=_SAT, kind=Kind.EASY),
    Slot(weekday=_SUN, kind=Kind.LONG),
)

SPEED_ONE: Final[Template] = (
    Slot(weekday=_TUE, kind=Kind.SPEED),
    Slot(weekday=_THU, kind=Kind.EASY),
    Slot(weekday=_FRI, kind=Kind.STRENGTH),
    Slot(weekday=_SAT, kind=Kind.EASY, has_strides=True),
    Slot(weekday=_SUN, kind=Kind.LONG),
)

SPEED_TWO: Final[Template] = (
    Slot(weekday=_TUE, kind=Kind.SPEED),
    Slot(weekday=_WED, kind=Kind.STRENGTH),
    Slot(weekday=_THU, kind=Kind.EASY),
    Slot(weekday=_FRI, kind=Kind.SPEED),
    Slot(weekday=_SUN, kind=Kind.LONG),
)

TRAIL: Final[Template] = (
    Slot(weekday=_TUE, kind=Kind.EASY, has_strides=True),
    Slot(weekday=_WED, kind=Kind.SPEED, part=Part.MORNING),
    Slot(weekday=_WED, kind=Kind.HIKE, part=Part.AFTERNOON),
    Slot(weekday=_THU, kind=Kind.EASY),
    Slot(
        weekday=_FRI,
        kind=Kind.EASY,
        has_strides=True,
        is_optional=True,
        instead="or a hike, or rest",
    ),
    Slot(weekday=_SAT, kind=Kind.LONG, has_climbs=True),
    Slot(weekday=_SUN, kind=Kind.EASY, part=Part.MORNING, has_strides=True, has_climbs=True),
    Slot(weekday=_SUN, kind=Kind.HIKE, part=Part.AFTERNOON, is_optional=True),
)


def template_of(stage: Stage, speed_days: int = 1) -> Template:
    """The week of a stage.

    Args:
        stage: What the week is for.
        speed_days: 1 or 2 days of speed in a speed week.

    Raises:
        ValueError: There are 1 or 2 days of speed.
    """
    if speed_days not in (1, 2):
        raise ValueError(f"a speed week has 1 or 2 days of speed, not {speed_days}")
    if stage is Stage.SPEED:
        return SPEED_ONE if speed_days == 1 else SPEED_TWO
    return {Stage.BASE: BASE, Stage.DISTANCE: DISTANCE, Stage.TRAIL: TRAIL}[stage]
