"""What a runner feels, held against zones: effort out of ten, and whether talking is easy. Pure.

A feeling tells a zone only by chance, and how much by chance is said. It never moves the hard limit
and never says run; it can show that a ceiling is set too high or too low.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from runwalk.engine.zones import Zones

EASY_UP_TO_RPE: Final = 4
"""Easy running is "about a 4 out of 10 effort, or lower" as coaches say ..."""
HARD_FROM_RPE: Final = 8
"""... and hard is "8 or 9", as in a 5 km race."""
RPE_SD: Final = 1.5
"""By so much runners differ in the number they give at the same strain [points of ten].

At the lactate threshold 49 men who ran on a treadmill said 11.0 with a standard deviation of 2.0,
on Borg's scale of 6 to 20 ("Perceptual responses and blood lactate concentration: effect of
training state," Med Sci Sports Exerc 23(1):80-7, 1991). Two of 14 points are 1.4 of ten; rounded up
(our choice)."""
TALK_AGREES_RATIO: Final = 0.7
"""So often does the talk test name the side of the ventilatory threshold on which a runner is, when
the effort changes as in running outdoors: 66 to 75 % ("Relationship between the talk test and
ventilatory threshold during stochastic exercise", a thesis, n = 18; the middle is ours)."""


class Talk(StrEnum):
    """What the talk test says. Say a sentence of half a minute aloud, then judge."""

    OK = "ok"
    HARD = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Strain:
    """How likely an effort lies where; the three add up to 1.

    Attributes:
        easy: Below the first threshold: talking is comfortable. Your ceiling is its upper end.
        moderate: Between the thresholds.
        hard: Above the second one: no more than words.
    """

    easy: float
    moderate: float
    hard: float

    @property
    def likeliest(self) -> str:
        """The name of the likeliest; of two alike, the harder one."""
        return max(("hard", "moderate", "easy"), key=lambda name: getattr(self, name))


def strain_of_rpe(rpe: float) -> Strain:
    """Where an effort out of ten lies.

    The limits lie halfway between the last easy and the first number that is not, at 4.5 and at
    7.5; runners scatter around them normally (our choice).

    Args:
        rpe: 0 (nothing) to 10 (all you have).

    Raises:
        ValueError: It is not between 0 and 10.

    >>> strain_of_rpe(3).likeliest, strain_of_rpe(6).likeliest, strain_of_rpe(9).likeliest
    ('easy', 'moderate', 'hard')
    """
    if not 0.0 <= rpe <= 10.0:
        raise ValueError(f"an effort is 0 to 10, got {rpe:g}")
    above_easy = _normal((rpe - (EASY_UP_TO_RPE + 0.5)) / RPE_SD)
    hard = _normal((rpe - (HARD_FROM_RPE - 0.5)) / RPE_SD)
    return Strain(easy=1.0 - above_easy, moderate=above_easy - hard, hard=hard)


def strain_of_talk(talk: Talk) -> Strain:
    """Where a talk test puts an effort.

    That talking is comfortable says easy. That it is not says no more than above the first
    threshold: how far above, two answers cannot tell, so both are alike (our choice).
    """
    if talk is Talk.OK:
        return Strain(easy=TALK_AGREES_RATIO, moderate=1.0 - TALK_AGREES_RATIO, hard=0.0)
    half = 0.5 * TALK_AGREES_RATIO
    return Strain(easy=1.0 - TALK_AGREES_RATIO, moderate=half, hard=half)


@dataclass(frozen=True, slots=True, kw_only=True)
class StrainZones:
    """The numbers of the zones that go with easy, moderate and hard.

    Attributes:
        easy: Zones up to the ceiling.
        moderate: Zones above it; empty where a model does not tell them from the hard ones.
        hard: Zones from about the threshold on; empty where a model has none.
    """

    easy: tuple[int, ...]
    moderate: tuple[int, ...]
    hard: tuple[int, ...]


def zones_of_strain(zones: Zones) -> StrainZones:
    """Find which of a runner's zones are easy, moderate and hard.

    Zones 1 and 2 are easy in every model: the ceiling is the top of zone 2. Where there are five or
    more, those from 5 on are hard; with fewer, nothing tells moderate from hard, and all above the
    ceiling is called moderate (our choice).
    """
    numbers = [zone.number for zone in zones.zones]
    return StrainZones(
        easy=tuple(n for n in numbers if n <= 2),
        moderate=tuple(n for n in numbers if n > 2 and (n < 5 or len(numbers) < 5)),
        hard=tuple(n for n in numbers if n >= 5),
    )


def _normal(z: float) -> float:
    return 0.5 * (1.0 + math.erf(z / math.sqrt(2.0)))
