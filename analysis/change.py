"""What can honestly be said of a change that is known to its own error."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from analysis.metrics import Better, Metric

LEVEL: Final = 0.95
"""Of every interval."""

POWER: Final = 0.8
"""How many of such blocks would show the smallest detectable change."""

MOST_MORE_RUNS: Final = 200
"""More runs than these are no advice (our choice)."""


class Verdict(StrEnum):
    """What a block says of a measure."""

    IMPROVED = "improved"
    WORSE = "worse"
    NO_CHANGE = "no_change"
    CANNOT_TELL = "cannot_tell"


SHOWN: Final = (Verdict.IMPROVED, Verdict.WORSE)
"""What says that something changed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A change of a measure, over a block or from one block to another.

    Attributes:
        metric: Which measure.
        amount: By how much, in its unit.
        se: Standard error of that.
        free: Degrees of freedom for Student's t.
        runs: How many runs it rests on.
    """

    metric: Metric
    amount: float
    se: float
    free: float
    runs: int

    @property
    def half(self) -> float:
        """Half the interval."""
        from scipy.special import stdtrit

        return float(stdtrit(self.free, 0.5 + 0.5 * LEVEL)) * self.se

    @property
    def low(self) -> float:
        """Lower end of the interval."""
        return self.amount - self.half

    @property
    def high(self) -> float:
        """Upper end of it."""
        return self.amount + self.half

    @property
    def p_value(self) -> float:
        """Of no change at all, two-sided."""
        from scipy.special import stdtr

        if self.se == 0.0:
            return 0.0 if self.amount else 1.0
        return float(2.0 * stdtr(self.free, -abs(self.amount) / self.se))

    @property
    def verdict(self) -> Verdict:
        """A change that the interval shows, the lack of one that is worthwhile, or neither.

        Zero outside the interval is a change. The whole interval within a worthwhile change to
        either side is none (equivalence, and stricter than its usual two tests at 5 %, which ask
        for a 90 % interval).
        """
        if self.low > 0.0 or self.high < 0.0:
            is_up = self.amount > 0.0
            wants_up = self.metric.better is Better.HIGHER
            return Verdict.IMPROVED if is_up is wants_up else Verdict.WORSE
        if max(-self.low, self.high) <= self.metric.worthwhile:
            return Verdict.NO_CHANGE
        return Verdict.CANNOT_TELL

    @property
    def detectable(self) -> float:
        """The smallest change that :data:`POWER` of such blocks would show."""
        return _shown(self.free) * self.se

    @property
    def more_runs(self) -> int | None:
        """How many more runs such as these would show a worthwhile change.

        They are spread over the same weeks or over coming ones: at so many runs a week, the
        standard error of a change over the whole block goes with one over the root of the number
        of runs, however long the block. None where nothing more is needed, or more than
        :data:`MOST_MORE_RUNS` would be.
        """
        if self.verdict is not Verdict.CANNOT_TELL:
            return None
        for more in range(1, MOST_MORE_RUNS + 1):
            se = self.se * math.sqrt(self.runs / (self.runs + more))
            if _shown(self.free + more) * se <= self.metric.worthwhile:
                return more
        return None


def _shown(free: float) -> float:
    """How many standard errors a change must have to be shown with the power asked for.

    What the other end of the interval adds to the power is left out: it is less than a millionth.
    """
    from scipy.special import nctdtrinc, stdtrit

    return float(nctdtrinc(free, 1.0 - POWER, stdtrit(free, 0.5 + 0.5 * LEVEL)))
