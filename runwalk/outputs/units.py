"""Distance and pace as people read them. Inside the program there are metres and seconds only."""

from __future__ import annotations

from enum import StrEnum


class Units(StrEnum):
    """How people read distance and pace."""

    KM = "km"
    MILE = "mile"

    @property
    def metres(self) -> float:
        """Length of one unit [m]."""
        return 1000.0 if self is Units.KM else 1609.344

    @property
    def short(self) -> str:
        """What stands behind a number."""
        return "km" if self is Units.KM else "mi"


def distance(metres: float, units: Units, decimal_mark: str = ".") -> str:
    """Write a distance.

    >>> distance(8047, Units.KM), distance(8047, Units.MILE)
    ('8.05 km', '5.00 mi')
    """
    return f"{metres / units.metres:.2f} {units.short}".replace(".", decimal_mark)


def pace(speed_mps: float, units: Units) -> str:
    """Write a speed as runners do: minutes and seconds for each unit.

    >>> pace(2.778, Units.KM), pace(2.778, Units.MILE)
    ('6:00 /km', '9:39 /mi')
    """
    minutes, seconds = divmod(round(units.metres / speed_mps), 60)
    return f"{minutes}:{seconds:02} /{units.short}"
