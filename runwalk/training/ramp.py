"""How much a week may grow. Pure.

Two limits, both on time, for a run/walker's hour is an hour:

* **One run** is at most 10 % longer than the longest of the 30 days before. Of 5205 runners over 18
  months those whose run was longer than that were injured more often in it, and the more so the
  longer it was (the Garmin-RUNSAFE study, as told by Aarhus University and its summaries, 2025).
* **A week** has at most 10 % more than the fuller of the two weeks before, and at most 30 % more
  than the last one. The 10 % are careful: in a trial with novices as many were hurt by them as by
  24 % (Buist and others, as reviews tell it). But more than 30 % from one week to the next went
  with more of the injuries that come from distance (Nielsen and others 2014, 873 novices).

Every fourth week is an easier one, and after a week without a run half is enough (our choices).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

MOST_RATIO: Final = 1.10
"""A week over the fuller of the two before, and a run over the longest of 30 days."""
MOST_STEP_RATIO: Final = 1.30
"""A week over the one before."""
EASIER_EVERY: Final = 4
"""Every so many weeks one is easier (our choice) ..."""
EASIER_RATIO: Final = 0.80
"""... with so much of what the week would have had (our choice)."""
LONGEST_RATIO: Final = 0.40
"""The longest run has at most so much of a week (our choice; Daniels says 25 to 30 % to those who
run on more days than four)."""
START_MIN: Final = 80.0
"""A first week, four runs of 20 minutes [min] (our choice)."""
START_LONGEST_MIN: Final = 25.0
"""A first long run [min] (our choice)."""
AFTER_BREAK_RATIO: Final = 0.5
"""So much of the fullest of the six weeks before is always allowed (our choice)."""

_LOOK_BACK: Final = 4  # weeks, the 28 days before: on the careful side of 30
_BREAK_LOOK_BACK: Final = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """What a week held.

    Attributes:
        minutes: Running and its walks, all runs together [min].
        longest_min: The longest of them [min].
        runs: How many there were.
    """

    minutes: float
    longest_min: float
    runs: int


NOTHING: Final = Load(minutes=0.0, longest_min=0.0, runs=0)


def most_minutes(before: Sequence[Load]) -> float:
    """How much running a week may hold [min].

    Args:
        before: The weeks before it, oldest first, those without a run too.
    """
    minutes = [one.minutes for one in before[-_BREAK_LOOK_BACK:]] or [0.0]
    grown = min(MOST_RATIO * max(minutes[-2:]), MOST_STEP_RATIO * minutes[-1])
    return max(grown, AFTER_BREAK_RATIO * max(minutes), START_MIN)


def most_longest_min(before: Sequence[Load]) -> float:
    """How long a single run may be [min].

    Args:
        before: The weeks before it, oldest first.
    """
    longest = max((one.longest_min for one in before[-_LOOK_BACK:]), default=0.0)
    return max(MOST_RATIO * longest, START_LONGEST_MIN)


def is_easier(week: int, weeks: int | None = None) -> bool:
    """Whether a week of a block is an easier one: every fourth, but for the last.

    Args:
        week: Which, from 1.
        weeks: How many the block has; None where it has no end yet.
    """
    return week % EASIER_EVERY == 0 and week != weeks
