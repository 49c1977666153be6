"""FIT's names for the sports of other formats."""

from __future__ import annotations

import re
from typing import Final

FOOT_SPORTS: Final = frozenset(("running", "walking", "hiking"))
WHEELS_AND_WATER: Final = frozenset(
    ("cycling", "e_biking", "swimming", "rowing", "paddling", "kayaking", "stand_up_paddleboarding")
)

_ODD = re.compile(r"[^a-z0-9]+")
_LONGEST = 40
_NAMES = {
    "run": ("running", ""),
    "9": ("running", ""),  # Strava's GPX; its other numbers are published nowhere
    "jogging": ("running", ""),
    "treadmill_running": ("running", "treadmill"),
    "treadmill": ("running", "treadmill"),
    "indoor_running": ("running", "indoor_running"),
    "trail_running": ("running", "trail"),
    "trail_run": ("running", "trail"),
    "track_running": ("running", "track"),
    "street_running": ("running", "street"),
    "outdoor_running": ("running", ""),
    "virtual_run": ("running", "virtual_activity"),
    "walk": ("walking", ""),
    "casual_walking": ("walking", "casual_walking"),
    "speed_walking": ("walking", "speed_walking"),
    "indoor_walking": ("walking", "indoor_walking"),
    "hike": ("hiking", ""),
    "bike": ("cycling", ""),
    "biking": ("cycling", ""),
    "ride": ("cycling", ""),
    "road_biking": ("cycling", "road"),
    "mountain_biking": ("cycling", "mountain"),
    "indoor_cycling": ("cycling", "indoor_cycling"),
    "swim": ("swimming", ""),
    "other": ("generic", ""),
}


def sport_named(told: str) -> tuple[str, str]:
    """FIT's names of a sport and of its kind; what is not known stays as it is, tidied.

    >>> sport_named("Running"), sport_named("trail run"), sport_named("")
    (('running', ''), ('running', 'trail'), ('', ''))
    """
    name = _ODD.sub("_", told.lower()).strip("_")[:_LONGEST]
    return _NAMES.get(name, (name, ""))
