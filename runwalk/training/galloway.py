"""Jeff Galloway's Magic Mile, and how long he runs and walks at which pace. Pure.

The table is for the clock. The coach of this program goes by the heart; a ratio is where a runner
without one begins, and the heart may still say walk before the clock does.
"""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from runwalk.training.quantities import HALF_MARATHON_M, MARATHON_M, MILE_M

SLOWER_5K_S_PER_MILE: Final = 33.0
"""A 5 km race is so much slower than the Magic Mile [s/mile] ..."""
SLOWER_RATIO: Final = MappingProxyType(
    {10_000.0: 1.15, 10 * MILE_M: 1.175, HALF_MARATHON_M: 1.2, MARATHON_M: 1.3}
)
"""... and the pace of longer ones is that of the mile times this (jeffgalloway.com, Magic Mile)."""
LONG_RUN_SLOWER_S_PER_MILE: Final = 120.0
"""Long runs are at least so much slower than the marathon predicted [s/mile] (jeffgalloway.com)."""
HEAT_S_PER_MILE_PER_C: Final = 30.0 / (5.0 * 5.0 / 9.0)
"""Slower by 30 s a mile for every 5 degrees Fahrenheit ..."""
COOL_C: Final = (60.0 - 32.0) * 5.0 / 9.0
"""... above 60 degrees Fahrenheit (as quoted by the Triathlon Goddess and in his books)."""


@dataclass(frozen=True, slots=True)
class RunWalk:
    """So long running, then so long walking.

    Attributes:
        run_s: Running [s].
        walk_s: Walking [s].
    """

    run_s: int
    walk_s: int

    @property
    def run_ratio(self) -> float:
        """Share of running."""
        return self.run_s / (self.run_s + self.walk_s)


def _rows(*told: tuple[str, str]) -> tuple[tuple[float, tuple[RunWalk, ...]], ...]:
    rows = []
    for pace, ratios in told:
        minutes, seconds = pace.split(":")
        rows.append(
            (
                60.0 * int(minutes) + int(seconds),
                tuple(RunWalk(*map(int, one.split("/"))) for one in ratios.split()),
            )
        )
    return tuple(rows)


TABLE: Final = _rows(
    ("7:00", "360/30"),
    ("7:30", "300/30"),
    ("8:00", "240/30 120/15"),
    ("8:30", "180/30 120/20"),
    ("9:00", "120/30 80/20"),
    ("10:45", "90/30 60/20 45/15 60/30 40/20"),
    ("12:15", "60/30 40/20 30/15 30/30 20/20"),
    ("14:30", "30/30 20/20 15/15"),
    ("15:45", "15/30"),
    ("17:00", "10/30"),
    ("18:30", "8/30 5/25 10/30"),
)
"""Up to which pace [s/mile], and then the ratios, the one with the longest run first as a rule.

Source: jeffgalloway.com, "Magic Mile". Its first rows are single paces; a pace between two of them
gets the ratios of the slower one, which walks more (our choice)."""


def ratios_at(pace_s_per_mile: float) -> tuple[RunWalk, ...]:
    """Galloway's ratios at a pace, running and walking together.

    Args:
        pace_s_per_mile: Pace [s/mile].

    Returns:
        His ratios, the first of them the default; none at a pace slower than the table, where he
        would walk more than he runs by far.

    >>> ratios_at(600.0)[0]
    RunWalk(run_s=90, walk_s=30)
    """
    for slowest, ratios in TABLE:
        if pace_s_per_mile <= slowest:
            return ratios
    return ()


def magic_mile_paces(mile_s: float, temperature_c: float = COOL_C) -> dict[float, float]:
    """What Galloway expects of longer races, from a mile as fast as it can be run without pain.

    Args:
        mile_s: Time of the mile [s].
        temperature_c: On the day of the race [degrees Celsius].

    Returns:
        Pace [s/mile] by distance [m].

    >>> {round(m): round(s) for m, s in magic_mile_paces(480.0).items()}
    {5000: 513, 10000: 552, 16093: 564, 21098: 576, 42195: 624}
    """
    warm_s = HEAT_S_PER_MILE_PER_C * max(temperature_c - COOL_C, 0.0)
    paces = {5000.0: mile_s + SLOWER_5K_S_PER_MILE}
    paces |= {distance_m: mile_s * ratio for distance_m, ratio in SLOWER_RATIO.items()}
    return {distance_m: pace + warm_s for distance_m, pace in paces.items()}
