"""What is said of a measure over the weeks."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.metrics import METRICS
from analysis.run_summary import Conditions, Measured
from analysis.trend import LEAST_RUNS, Told, Trend, Verdict, trend_of

DRIFT = METRICS["drift_bpm_per_h"]


def _trend(change: float, *, runs: int = 36, spread: float = 3.0, se: float = 2.0) -> Trend:
    dice = np.random.default_rng(8001)
    weeks = np.sort(dice.uniform(0.0, 12.0, runs))
    strays = dice.normal(0.0, spread, runs)
    strays -= np.polyval(np.polyfit(weeks, strays, 1), weeks)  # of no trend of their own
    values = 12.0 + change * weeks / 12.0 + strays
    return trend_of(
        [
            Told(
                run=i,
                weeks=float(weeks[i]),
                measured=Measured(float(values[i]), se),
                conditions=Conditions(discipline="run"),
            )
            for i in range(runs)
        ],
        DRIFT,
    )


@pytest.mark.parametrize(
    ("change", "spread", "verdict"),
    [
        pytest.param(-14.0, 3.0, Verdict.IMPROVED, id="falls"),
        pytest.param(14.0, 3.0, Verdict.WORSE, id="rises"),
        pytest.param(0.0, 0.3, Verdict.NO_CHANGE, id="stays, and that is known"),
        pytest.param(0.0, 12.0, Verdict.CANNOT_TELL, id="too much noise"),
    ],
)
def test_the_verdict_is_what_the_interval_says(
    change: float, spread: float, verdict: Verdict
) -> None:
    trend = _trend(change, spread=spread, se=min(spread, 2.0))

    assert trend.verdict is verdict


def test_numbers_belong_together() -> None:
    trend = _trend(-10.0)

    assert trend.low is not None
    assert trend.high is not None
    assert trend.per_week is not None
    assert trend.low < trend.per_week < trend.high < 0.0
    assert sum(point.weight for point in trend.points) == pytest.approx(1.0)
    assert trend.band is not None
    assert all(
        low < middle < high
        for low, middle, high in zip(
            trend.band.low, trend.band.middle, trend.band.high, strict=True
        )
    )


def test_few_runs_tell_no_trend() -> None:
    trend = _trend(-10.0, runs=LEAST_RUNS - 1)

    assert trend.verdict is Verdict.CANNOT_TELL
    assert trend.per_week is None
    assert "needs 6" in trend.sentence
