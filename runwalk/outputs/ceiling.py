"""A runner's zones, ceiling and hard limit, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.zones import Zones

SAFETY = (
    "Heart-rate rules may not fit you if you have a pacemaker, take beta-blockers or other heart "
    "medication, or are pregnant: ask your doctor first. runwalk is no medical device."
)
"""Said whenever a runner sets up heart rates."""

ESTIMATED = (
    "Your maximum is estimated from your age, which is off by more than 11 beats for one person in "
    "three. A measured one, from a race say, is better."
)
"""Said where a ceiling hangs on an estimate."""


def zones_in(athlete: Athlete, band: Band) -> Zones:
    """Tell the runner's zones, or what floor and ceiling make of them."""
    return athlete.zones or Zones.around(band.floor_bpm, band.ceiling_bpm)


def zone_lines(athlete: Athlete, band: Band, on: date) -> Iterator[str]:
    """Write the zones as a table, with what follows from them."""
    zones = zones_in(athlete, band)
    yield f"zones by {zones.model}, on {on}"
    for zone in zones.zones:
        upper = f"{zone.upper_bpm - 1:3}" if zone.upper_bpm else "   "
        yield f"  {zone.number}  {zone.lower_bpm:3} - {upper} bpm  {zone.name}"
    yield f"run up to {band.ceiling_bpm} bpm, walk down towards {band.floor_bpm} bpm"
    yield f"hard limit {athlete.hard_limit_bpm(band)} bpm: held for 15 s, it always speaks"


def ceiling_lines(band: Band) -> Iterator[str]:
    """Say what a ceiling is, to somebody who has never had one."""
    yield f"Your ceiling is {band.ceiling_bpm} beats a minute: easy running stays below it."
    yield "You hear WALK shortly before you reach it, and RUN once your heart has really come down."
    yield "Walking is part of the plan. You should be able to talk in whole sentences all the time."
