"""A runner's zones, ceiling and hard limit, in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.zones import Zones
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import CeilingWords

SAFETY: Final = ENGLISH.ceiling.safety
"""Said, by what speaks English alone, whenever a runner sees heart rates to run by."""


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


def ceiling_lines(band: Band, words: CeilingWords) -> Iterator[str]:
    """Say what a ceiling is, to somebody who has never had one."""
    yield words.is_at.format(bpm=band.ceiling_bpm)
    yield words.heard
    yield words.planned
