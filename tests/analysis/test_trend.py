"""What is said of a measure over the weeks."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.change import SHOWN
from analysis.metrics import METRICS
from analysis.run_summary import Conditions, Measured
from analysis.trend import LEAST_RUNS, Told, Trend, Verdict, standard_errors, trend_of

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


def test_runs_of_a_few_days_tell_no_trend() -> None:
    told = [
        Told(
            run=i,
            weeks=i / 7.0,
            measured=Measured(10.0, 2.0),
            conditions=Conditions(discipline="run"),
        )
        for i in range(10)
    ]

    trend = trend_of(told, DRIFT)

    assert trend.verdict is Verdict.CANNOT_TELL
    assert trend.sentence == "Drift: cannot tell yet. A trend needs 2 weeks."


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


def _in_heat(known: int, effect: float = 1.5) -> Trend:
    """Thirty runs, warmer from week to week; the first so many tell their temperature."""
    dice = np.random.default_rng(8003)
    weeks = np.arange(30) * 0.4
    temperature_c = 10.0 + weeks + dice.normal(0.0, 4.0, 30)
    values = 8.0 + effect * (temperature_c - 10.0) + dice.normal(0.0, 1.0, 30)
    tells = np.argsort(dice.random(30)) < known
    return trend_of(
        [
            Told(
                run=i,
                weeks=float(weeks[i]),
                measured=Measured(float(values[i]), 1.0),
                conditions=Conditions(
                    discipline="run", temperature_c=float(temperature_c[i]) if tells[i] else None
                ),
            )
            for i in range(30)
        ],
        DRIFT,
    )


@pytest.mark.parametrize("known", [30, 24, 16])
def test_a_warmer_season_is_no_change_of_the_runner(known: int) -> None:
    trend = _in_heat(known)

    assert trend.low < 0.0 < trend.high
    assert trend.effects["temperature_c"] == pytest.approx(1.5, abs=0.3)


def test_without_thermometers_the_season_is_in_the_trend_and_that_is_said() -> None:
    trend = _in_heat(10)

    assert trend.per_week == pytest.approx(1.5, abs=0.5)
    assert "temperature_c" not in trend.effects
    assert "Not adjusted for temperature, which too few runs tell." in trend.caveats
    assert trend.sentence.endswith(
        ": worse. No temperature is known, so warmer or colder weeks are in this, too."
    )


def test_a_condition_that_goes_along_with_the_weeks_widens_the_interval() -> None:
    dice = np.random.default_rng(8004)
    strays = dice.normal(0.0, 1.0, 30)

    def trend(warms_c: float) -> Trend:
        told = [
            Told(
                run=i,
                weeks=0.4 * i,
                measured=Measured(12.0 - 0.5 * 0.4 * i + float(strays[i]), 1.0),
                conditions=Conditions(discipline="run", temperature_c=15.0 + warms_c * i / 29),
            )
            for i in range(30)
        ]
        return trend_of(told, DRIFT)

    assert trend(0.0).verdict is Verdict.IMPROVED
    assert trend(8.0).verdict is Verdict.CANNOT_TELL


@pytest.mark.parametrize(
    ("ses", "used"),
    [
        pytest.param([2.0, 3.0, None, 7.0, 3.0, 3.0], 3.0, id="one does not say"),
        pytest.param([None] * 6, 0.0, id="none says"),
    ],
)
def test_a_run_that_cannot_say_how_sure_it_is_counts_like_most(
    ses: list[float | None], used: float
) -> None:
    measured = [Measured(10.0, se) for se in ses]

    assert standard_errors(measured)[2] == used


@given(st.lists(st.tuples(st.floats(-50, 50), st.floats(0.1, 30)), min_size=6, max_size=20))
def test_any_runs_get_an_answer_that_holds_together(runs: list[tuple[float, float]]) -> None:
    trend = trend_of(
        [
            Told(
                run=i,
                weeks=float(i),
                measured=Measured(value, se),
                conditions=Conditions(discipline="run"),
            )
            for i, (value, se) in enumerate(runs)
        ],
        DRIFT,
    )

    assert trend.low <= trend.per_week <= trend.high
    assert (trend.verdict in SHOWN) == (trend.low > 0.0 or trend.high < 0.0)
    assert 0.0 <= trend.p_value <= 1.0
    assert trend.smallest_detectable > 0.0
    assert sum(point.weight for point in trend.points) == pytest.approx(1.0)
