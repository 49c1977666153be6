"""Heart-rate zones: the published models, and where a heart rate lies in them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

_TEN_PERCENT_BANDS = (0.5, 0.6, 0.7, 0.8, 0.9)
_FIVE_NAMES = ("very easy", "easy", "moderate", "hard", "very hard")
_FRIEL_NAMES = ("recovery", "aerobic", "tempo", "sub-threshold", "threshold", "VO2max", "anaerobic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """A band of heart rates.

    Attributes:
        number: 1 for the lowest.
        name: A word for people.
        lower_bpm: Lowest heart rate inside [bpm].
        upper_bpm: Lowest heart rate above it [bpm]; None for the highest zone.
    """

    number: int
    name: str
    lower_bpm: int
    upper_bpm: int | None

    def __contains__(self, bpm: float) -> bool:
        return self.lower_bpm <= bpm and (self.upper_bpm is None or bpm < self.upper_bpm)


@dataclass(frozen=True, slots=True)
class Zones:
    """Zones that adjoin, lowest first. Below the first one is no zone.

    Limits that a formula puts between two whole beats are rounded half up.

    Attributes:
        model: Which model made them, for people.
        zones: Lowest first, without holes.

    Raises:
        ValueError: The limits do not rise.
    """

    model: str
    zones: tuple[Zone, ...]

    def __post_init__(self) -> None:
        lows = [zone.lower_bpm for zone in self.zones]
        if not lows or any(a >= b for a, b in pairwise(lows)):
            raise ValueError(f"zone limits must rise from zone to zone, got {lows}")

    def zone_of(self, bpm: float) -> Zone | None:
        """Find the zone that holds ``bpm``; None below the first zone.

        >>> Zones.percent_of_max(190).zone_of(133).number
        3
        """
        for zone in reversed(self.zones):
            if bpm >= zone.lower_bpm:
                return zone
        return None

    @property
    def easy_ceiling_bpm(self) -> int:
        """Highest heart rate of zone 2, the easy one [bpm]."""
        return _upper(self.zones[1] if len(self.zones) > 1 else self.zones[0]) - 1

    @classmethod
    def from_limits(cls, model: str, lower_bpm: Sequence[float], names: Sequence[str]) -> Zones:
        """Build zones from their lower limits [bpm], lowest first.

        Raises:
            ValueError: The limits do not rise, or there is not one name for each.
        """
        if not lower_bpm:
            raise ValueError("zones need a lower limit at least")
        lows = [math.floor(limit + 0.5) for limit in lower_bpm]
        uppers: list[int | None] = [*lows[1:], None]
        return cls(
            model,
            tuple(
                Zone(number=i, name=name, lower_bpm=low, upper_bpm=upper)
                for i, (name, low, upper) in enumerate(zip(names, lows, uppers, strict=True), 1)
            ),
        )

    @classmethod
    def percent_of_max(cls, max_bpm: float) -> Zones:
        """Five bands of ten percent of the maximum, from 50 %.

        Source: the five-zone table of heart-rate watches (Garmin's manuals print it with 50-60,
        60-70, 70-80, 80-90 and 90-100 % and call zone 2 "comfortable, conversation possible").
        """
        return cls.from_limits(
            "percent of maximum", [f * max_bpm for f in _TEN_PERCENT_BANDS], _FIVE_NAMES
        )

    @classmethod
    def karvonen_1957(cls, resting_bpm: float, max_bpm: float) -> Zones:
        """Five bands of ten percent of the heart-rate reserve, from 50 %.

        A limit at fraction ``p`` is ``resting + p * (max - resting)``.

        Source: the reserve method is Karvonen, Kentala and Mustala (1957); the bands are the same
        as in :meth:`percent_of_max`.

        Raises:
            ValueError: ``resting_bpm`` is not below ``max_bpm``.
        """
        if resting_bpm >= max_bpm:
            raise ValueError(f"resting {resting_bpm} must be below maximum {max_bpm} bpm")
        reserve_bpm = max_bpm - resting_bpm
        return cls.from_limits(
            "heart-rate reserve (Karvonen)",
            [resting_bpm + f * reserve_bpm for f in _TEN_PERCENT_BANDS],
            _FIVE_NAMES,
        )

    @classmethod
    def friel_lthr(cls, threshold_bpm: float) -> Zones:
        """Seven running zones from the lactate-threshold heart rate.

        Zone 1 below 85 %, 2 from 85, 3 from 90, 4 from 95, 5a from 100, 5b from 103 and 5c above
        106 % of the threshold heart rate.

        Source: Joe Friel's running zones, as printed by 220 Triathlon and TrainingBible Coaching.
        """
        percents = (50, 85, 90, 95, 100, 103, 107)  # 50: below it nobody runs; our choice
        return cls.from_limits(
            "threshold heart rate (Friel)",
            [p * threshold_bpm / 100 for p in percents],
            _FRIEL_NAMES,
        )

    @classmethod
    def maf_180(cls, age_years: float, adjustment_bpm: int = 0) -> Zones:
        """Zones around the maximum aerobic heart rate of the 180 formula.

        The high end of zone 2 is ``180 - age + adjustment``, its low end 10 beats below.

        Args:
            age_years: Age [years], 17 or older; the formula is not made for younger people.
            adjustment_bpm: -10 after major illness, on regular medication or in rehabilitation; -5
                if injured, going backwards, often ill, with allergies or asthma, or just starting;
                0 after up to two years of regular training; +5 after more than two, with progress.

        Raises:
            ValueError: The age or the adjustment is outside the formula.

        Source: Philip Maffetone's 180 formula.

        >>> Zones.maf_180(40, -5).zones[1].lower_bpm, Zones.maf_180(40, -5).easy_ceiling_bpm
        (125, 135)
        """
        if not 17 <= age_years <= 110:
            raise ValueError(f"the 180 formula is for ages from 17, got {age_years}")
        if adjustment_bpm not in (-10, -5, 0, 5):
            raise ValueError(f"adjustment must be -10, -5, 0 or 5 bpm, got {adjustment_bpm}")
        high_bpm = 180 - age_years + adjustment_bpm
        return cls.from_limits(
            "MAF 180",
            [high_bpm - 40, high_bpm - 10, high_bpm + 1],  # 40: our choice
            ("very easy", "aerobic", "too hard"),
        )

    @classmethod
    def custom(cls, lower_bpm: Sequence[float]) -> Zones:
        """Zones at a runner's own limits [bpm], lowest first.

        Raises:
            ValueError: The limits do not rise.
        """
        return cls.from_limits(
            "custom", lower_bpm, [f"zone {i + 1}" for i in range(len(lower_bpm))]
        )

    @classmethod
    def around(cls, floor_bpm: int, ceiling_bpm: int) -> Zones:
        """Three zones for a runner who gave no more than a floor and a ceiling [bpm]."""
        low_bpm = max(floor_bpm - 30, 1)
        return cls.from_limits(
            "floor and ceiling", [low_bpm, floor_bpm, ceiling_bpm + 1], ("below", "inside", "above")
        )


def _upper(zone: Zone) -> int:
    return zone.upper_bpm if zone.upper_bpm is not None else zone.lower_bpm + 20


def max_hr_tanaka_2001(age_years: float) -> float:
    """Estimate the maximal heart rate from age [bpm]: ``208 - 0.7 * age``.

    Off by more than 11 bpm for one person in three, so a measured maximum always wins.

    Args:
        age_years: Age [years].

    Raises:
        ValueError: The age is outside 10 to 110.

    Source: Tanaka, Monahan and Seals (2001); its standard error of 11.4 bpm is the one found in the
    HERITAGE study (PMC3935487).
    """
    if not 10 <= age_years <= 110:
        raise ValueError(f"age must be 10 to 110 years, got {age_years}")
    return 208 - 0.7 * age_years
