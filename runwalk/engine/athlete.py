"""Who runs, and between which heart rates."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from runwalk.engine.profile import HeartProfile
from runwalk.engine.zones import Zones, max_hr_tanaka_2001

FLOOR_BELOW_CEILING_BPM = 20
"""A walk break lowers the heart rate by 15 to 30 bpm, so a narrower band cannot hold one (our
choice; Friel's zone 2 is 8 bpm wide). The ceiling is hard, the floor is soft."""

LIMIT_ABOVE_CEILING_BPM = 25
"""Where the maximum is unknown, the hard limit lies this far above the ceiling (our choice)."""


class ZoneModel(StrEnum):
    """The zone models a runner can choose."""

    PERCENT_OF_MAX = "percent-of-max"
    KARVONEN = "karvonen"
    FRIEL = "friel"
    MAF_180 = "maf180"
    CUSTOM = "custom"


@dataclass(frozen=True, slots=True)
class Band:
    """The heart rates to run in.

    Attributes:
        floor_bpm: A walk never needs to go lower than this [bpm].
        ceiling_bpm: Highest heart rate to run at [bpm].

    Raises:
        ValueError: The floor is not below the ceiling, or either is no heart rate.
    """

    floor_bpm: int
    ceiling_bpm: int

    def __post_init__(self) -> None:
        if not 30 <= self.floor_bpm < self.ceiling_bpm <= 230:
            raise ValueError(
                f"the floor ({self.floor_bpm}) must be below the ceiling ({self.ceiling_bpm}), "
                "both between 30 and 230 bpm"
            )

    @property
    def width_bpm(self) -> int:
        """Ceiling minus floor [bpm]."""
        return self.ceiling_bpm - self.floor_bpm

    @classmethod
    def below(cls, ceiling_bpm: int) -> Band:
        """Make the band under a ceiling, with the usual floor."""
        return cls(ceiling_bpm - FLOOR_BELOW_CEILING_BPM, ceiling_bpm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Athlete:
    """What is known of a runner on one day. All of it may be unknown.

    Attributes:
        age_years: Age [years].
        resting_bpm: Resting heart rate [bpm].
        max_bpm: Measured maximal heart rate [bpm]; without it, the age gives an estimate.
        threshold_bpm: Lactate-threshold heart rate [bpm].
        limit_bpm: The runner's own hard limit [bpm], where it is lower than the maximum.
        ceiling_bpm: The runner's own ceiling [bpm] in place of the top of zone 2.
        floor_bpm: The runner's own floor [bpm].
        zone_model: Which zones to use; None picks the first that the numbers allow.
        zone_limits_bpm: Lower limits for the ``custom`` model [bpm].
        maf_adjustment_bpm: Adjustment of the 180 formula [bpm].
        heads_up: Whether to be told of a walk some 20 s before it. Off unless asked for: the walk
            cue itself leaves time enough, and half as many words again are a lot.
        heart: How the heart follows the legs, from earlier runs; the coach starts from it.

    Raises:
        ValueError: A number is no human's, or two contradict each other.
    """

    age_years: float | None = None
    resting_bpm: int | None = None
    max_bpm: int | None = None
    threshold_bpm: int | None = None
    limit_bpm: int | None = None
    ceiling_bpm: int | None = None
    floor_bpm: int | None = None
    zone_model: ZoneModel | None = None
    zone_limits_bpm: tuple[int, ...] = ()
    maf_adjustment_bpm: int = 0
    heads_up: bool = False
    heart: HeartProfile | None = None

    def __post_init__(self) -> None:
        if self.age_years is not None and not 10 <= self.age_years <= 110:
            raise ValueError(f"age must be 10 to 110 years, got {self.age_years}")
        for name, value, low, high in (
            ("resting heart rate", self.resting_bpm, 25, 120),
            ("maximal heart rate", self.max_bpm, 100, 230),
            ("threshold heart rate", self.threshold_bpm, 80, 220),
            ("limit", self.limit_bpm, 60, 230),
        ):
            if value is not None and not low <= value <= high:
                raise ValueError(f"{name} must be {low} to {high} bpm, got {value}")
        rising = [
            (name, value)
            for name, value in (
                ("resting", self.resting_bpm),
                ("threshold", self.threshold_bpm),
                ("maximal", self.max_bpm),
            )
            if value is not None
        ]
        for (a_name, a), (b_name, b) in pairwise(rising):
            if a >= b:
                raise ValueError(f"{a_name} heart rate {a} must be below the {b_name} one, {b} bpm")

    def check(self, band: Band | None = None) -> None:
        """Check that zones, band and hard limit go together.

        Args:
            band: The band to run in; None checks the runner's own.

        Raises:
            ValueError: The zone model lacks a number, or the ceiling lies above the hard limit.
        """
        _ = self.zones
        band = band or self.band
        if band is not None and self.hard_limit_bpm(band) < band.ceiling_bpm:
            raise ValueError(
                f"the ceiling ({band.ceiling_bpm}) must not lie above the hard limit "
                f"({self.hard_limit_bpm(band)} bpm)"
            )

    @property
    def likely_max_bpm(self) -> int | None:
        """The measured maximum, or the age's estimate of it [bpm]; None where neither is known.

        An estimate below a measured threshold is wrong for this runner: then it is the threshold,
        which no maximum lies below.
        """
        if self.max_bpm is not None:
            return self.max_bpm
        if self.age_years is not None:
            estimated_bpm = math.floor(max_hr_tanaka_2001(self.age_years) + 0.5)
            return max(estimated_bpm, self.threshold_bpm or 0)
        return None

    @property
    def zones(self) -> Zones | None:
        """The runner's zones; None where too little is known.

        Raises:
            ValueError: The chosen model lacks a number.
        """
        model = self.zone_model or self._first_model()
        max_bpm = self.likely_max_bpm
        match model:
            case None:
                return None
            case ZoneModel.CUSTOM if len(self.zone_limits_bpm) >= 2:
                return Zones.custom(self.zone_limits_bpm)
            case ZoneModel.FRIEL if self.threshold_bpm is not None:
                return Zones.friel_lthr(self.threshold_bpm)
            case ZoneModel.KARVONEN if self.resting_bpm is not None and max_bpm is not None:
                return Zones.karvonen_1957(self.resting_bpm, max_bpm)
            case ZoneModel.PERCENT_OF_MAX if max_bpm is not None:
                return Zones.percent_of_max(max_bpm)
            case ZoneModel.MAF_180 if self.age_years is not None:
                return Zones.maf_180(self.age_years, self.maf_adjustment_bpm)
        needs = {
            ZoneModel.CUSTOM: "zone_limits_bpm with two limits or more",
            ZoneModel.FRIEL: "threshold_bpm",
            ZoneModel.KARVONEN: "resting_bpm, and max_bpm or age_years",
            ZoneModel.PERCENT_OF_MAX: "max_bpm or age_years",
            ZoneModel.MAF_180: "age_years",
        }
        raise ValueError(f"zone model {model.value} needs {needs[model]}")

    @property
    def band(self) -> Band | None:
        """Where to run easily: the runner's own ceiling and floor, or zone 2; None if unknown."""
        ceiling_bpm = self.ceiling_bpm
        if ceiling_bpm is None:
            zones = self.zones
            if zones is None:
                return None
            ceiling_bpm = zones.easy_ceiling_bpm
        if self.floor_bpm is None:
            return Band.below(ceiling_bpm)
        return Band(self.floor_bpm, ceiling_bpm)

    def hard_limit_bpm(self, band: Band) -> int:
        """Heart rate at which the coach always speaks [bpm].

        The lower of the runner's limit and the maximum; where neither is known, the ceiling and
        25 bpm more.
        """
        known = [bpm for bpm in (self.limit_bpm, self.likely_max_bpm) if bpm is not None]
        return min(known, default=band.ceiling_bpm + LIMIT_ABOVE_CEILING_BPM)

    def _first_model(self) -> ZoneModel | None:
        if self.zone_limits_bpm:
            return ZoneModel.CUSTOM
        if self.threshold_bpm is not None:
            return ZoneModel.FRIEL
        if self.likely_max_bpm is not None:
            return ZoneModel.PERCENT_OF_MAX if self.resting_bpm is None else ZoneModel.KARVONEN
        return None


@dataclass(frozen=True, slots=True)
class History:
    """A runner through the years: what was true from which day on.

    A change entered today is true from today; a run of last year keeps last year's zones.

    Attributes:
        entries: ``(first day, athlete)``, earliest first; a first day of None means always.
    """

    entries: tuple[tuple[date | None, Athlete], ...] = ()

    def __post_init__(self) -> None:
        days = [day or date.min for day, _ in self.entries]
        if any(a >= b for a, b in pairwise(days)):
            raise ValueError("entries must be in order of their first day, one for a day")

    def on(self, day: date) -> Athlete:
        """Tell who the runner was on ``day``; before the first entry, the first one stands."""
        found = self.entries[0][1] if self.entries else Athlete()
        for first, athlete in self.entries:
            if first is None or first <= day:
                found = athlete
        return found
