"""A training block: its runs, and what they say together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from analysis.run_summary import RunSummary
from analysis.trend import Trend


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRun:
    """One run of a block.

    Attributes:
        name: The file, as people find it.
        day: The local day; None where the file does not know.
        summary: What it tells.
        same_as: The name of the file that holds the same run; such a run counts once.
    """

    name: str
    day: date | None
    summary: RunSummary
    same_as: str = ""

    @property
    def counts(self) -> bool:
        """Whether it is a run, on a known day, and the first file of it."""
        return self.day is not None and not self.summary.why_not and not self.same_as


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """What the runs between two days say.

    Attributes:
        label: What people call it: base, speed, taper, or whatever they like; may be empty.
        athlete: Who ran; empty where there is one runner only.
        first_day: The first day that belongs to it.
        last_day: The last one.
        runs: Every file in it, in order of time, those that do not count too.
        trends: By the names of :data:`~analysis.metrics.METRICS`, in their order.
        reference_w_per_kg: The effort at which heart rates are compared [W/kg]; None where no run
            tells it.
    """

    label: str
    athlete: str
    first_day: date
    last_day: date
    runs: tuple[BlockRun, ...]
    trends: Mapping[str, Trend]
    reference_w_per_kg: float | None
