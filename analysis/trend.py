"""How a measure changed over the weeks, and what can honestly be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from analysis.metrics import Metric


class Verdict(StrEnum):
    """What a block says of a measure."""

    IMPROVED = "improved"
    WORSE = "worse"
    NO_CHANGE = "no_change"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One run's part in a trend.

    Attributes:
        run: Index of the run in the block's runs.
        weeks: When, in weeks since the first day of the block.
        value: What it told.
        se: How far off that may be (standard error).
        adjusted: The same at the block's mean conditions.
        weight: Its share in the trend, from 0 to 1; all of them sum to 1.
    """

    run: int
    weeks: float
    value: float
    se: float
    adjusted: float
    weight: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """The trend line with its 95 % band.

    Attributes:
        weeks: Where, in weeks since the first day of the block.
        middle: The line there.
        low: Lower end of the band.
        high: Upper end.
    """

    weeks: tuple[float, ...]
    middle: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """How one measure changed over a block. Numbers are None where too few runs tell it.

    Attributes:
        metric: Which measure.
        verdict: What can be said.
        sentence: The same for people, with numbers.
        per_week: Change a week, in the measure's unit.
        low: Lower end of its 95 % interval.
        high: Upper end.
        p_value: Of no change at all, two-sided.
        smallest_detectable: The smallest change over the whole block that four of five such blocks
            would show, in the measure's unit.
        more_runs: How many more runs such as these would show a change that is worthwhile; None
            where it is shown already, or no such number would.
        weeks: From the first run that counts to the last [weeks].
        between_sd: How much runs differ beyond their own errors (standard deviation).
        effects: What a unit of each condition adds, by name; conditions that could not be
            told apart from the weeks are left out.
        points: The runs that count.
        band: The line; None where there is none.
        left_out: Index of each run that tells the measure and does not count, and why.
        outliers: Indices of the runs that count for less, because they lie far off.
    """

    metric: Metric
    verdict: Verdict
    sentence: str
    per_week: float | None
    low: float | None
    high: float | None
    p_value: float | None
    smallest_detectable: float | None
    more_runs: int | None
    weeks: float
    between_sd: float | None
    effects: Mapping[str, float]
    points: tuple[Point, ...]
    band: Band | None
    left_out: Mapping[int, str]
    outliers: tuple[int, ...]
