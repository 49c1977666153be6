"""What a block needs of one run: plain values that can be stored, sent and compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that one run tells.

    Attributes:
        value: The number, in the unit of its name.
        se: How far off it may be (standard error), from this run alone; None where the run cannot
            say how sure it is.
    """

    value: float
    se: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartAtEffort:
    """The line of heart rate over effort in one run, to read it off at any reference.

    Attributes:
        level_bpm: Heart rate at minute 10 at the run's mean effort [bpm].
        level_se_bpm: Its standard error [bpm].
        mean_w_per_kg: That effort, as metabolic power [W/kg].
        gain_bpm_per_w_per_kg: What one W/kg more adds [bpm].
        gain_se_bpm_per_w_per_kg: Its standard error [bpm].
    """

    level_bpm: float
    level_se_bpm: float
    mean_w_per_kg: float
    gain_bpm_per_w_per_kg: float
    gain_se_bpm_per_w_per_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions a run was run; None where it is not known.

    Attributes:
        discipline: ``run``, ``hike`` or ``other``: only like is compared with like.
        is_indoors: Whether it was on a treadmill.
        device: What recorded it, for people.
        duration_s: From the first second to the last [s].
        distance_m: Distance covered [m].
        climb_m_per_km: Metres up for each kilometre [m/km].
        temperature_c: Mean temperature that the device told [degC].
        effort_w_per_kg: Mean metabolic power while moving [W/kg].
        hr_mean_bpm: Mean trusted heart rate [bpm].
        ceiling_bpm: Highest heart rate to run at on that day [bpm].
        resting_bpm: Resting heart rate on that day [bpm].
    """

    discipline: str
    is_indoors: bool | None = None
    device: str = ""
    duration_s: int = 0
    distance_m: float | None = None
    climb_m_per_km: float | None = None
    temperature_c: float | None = None
    effort_w_per_kg: float | None = None
    hr_mean_bpm: float | None = None
    ceiling_bpm: int | None = None
    resting_bpm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run in a block, or why a file is none.

    Attributes:
        sha256: Of the content of its file.
        athlete: Who ran; empty where there is one runner only.
        start_utc: When it began, ISO 8601; None where the file does not know.
        utc_offset_s: How far local time was ahead of UTC [s].
        conditions: How it was run; None where the file is refused.
        measured: What it tells, by the names of :data:`~analysis.metrics.METRICS`.
        heart: Heart rate over effort; None where the run cannot tell.
        refused: Why it does not tell a measure, in words for people, by the same names.
        why_not: Why it is no run at all; empty where it is one.
        problem_count: How much of the file could not be read.
    """

    sha256: str
    athlete: str = ""
    start_utc: str | None = None
    utc_offset_s: int | None = None
    conditions: Conditions | None = None
    measured: Mapping[str, Measured] = field(default_factory=dict)
    heart: HeartAtEffort | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    problem_count: int = 0

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values; :meth:`from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> RunSummary:
        """Read a summary back.

        Raises:
            KeyError, TypeError, ValueError: It is none.
        """
        conditions, heart = raw["conditions"], raw["heart"]
        return cls(
            **{
                **raw,
                "conditions": None if conditions is None else Conditions(**conditions),
                "heart": None if heart is None else HeartAtEffort(**heart),
                "measured": {name: Measured(**one) for name, one in raw["measured"].items()},
            }
        )
