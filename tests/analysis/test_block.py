"""Which runs of a block count, and what they are compared by."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from analysis.block import BlockRun, block_of
from analysis.run_summary import Conditions, HeartAtEffort, Measured, RunSummary
from analysis.trend import Verdict

MONDAY = date(2026, 1, 5)


def run(day: int, drift: float | None = 10.0, **changed: object) -> BlockRun:
    conditions = Conditions(**{"discipline": "run", "duration_s": 2400, **changed})  # type: ignore[arg-type]
    return BlockRun(
        name=f"{day:03}.fit",
        day=MONDAY + timedelta(days=day),
        summary=RunSummary(
            sha256=str(day),
            conditions=conditions,
            measured={} if drift is None else {"drift_bpm_per_h": Measured(drift, 2.0)},
            heart=HeartAtEffort(
                level_bpm=140.0,
                level_se_bpm=1.0,
                mean_w_per_kg=10.0 + 0.1 * (day % 5),
                gain_bpm_per_w_per_kg=8.0,
                gain_se_bpm_per_w_per_kg=1.0,
            ),
        ),
    )


def test_runs_are_in_order_and_the_days_are_theirs() -> None:
    block = block_of([run(20), run(0), run(7)])

    assert [one.name for one in block.runs] == ["000.fit", "007.fit", "020.fit"]
    assert (block.first_day, block.last_day) == (MONDAY, MONDAY + timedelta(days=20))


def test_only_like_is_compared_with_like() -> None:
    runs = [run(3 * i) for i in range(8)] + [run(1, discipline="hike")]

    trend = block_of(runs).trends["drift_bpm_per_h"]

    assert len(trend.points) == 8
    assert trend.left_out == {1: "its discipline is hike, and that of most is run"}


def test_other_days_are_no_part_of_it() -> None:
    block = block_of([run(0), run(10), run(20)], first_day=MONDAY + timedelta(days=5))

    assert [one.name for one in block.runs] == ["010.fit", "020.fit"]


def test_heart_rates_are_read_at_the_effort_in_the_middle() -> None:
    block = block_of([run(3 * i) for i in range(10)])

    assert block.reference_w_per_kg == pytest.approx(10.2)
    first = block.trends["hr_at_pace_bpm"].points[0]
    assert first.value == pytest.approx(140.0 + 8.0 * 0.2)
    assert first.se == pytest.approx((1.0 + 0.2**2) ** 0.5)


def test_without_any_known_day_there_is_no_block() -> None:
    with pytest.raises(ValueError, match="known day"):
        block_of([])


def test_of_many_measures_one_that_barely_changed_says_how_easily_that_happens() -> None:
    strays = [3.0, -3.0, 0.0, 2.0, -2.0]
    runs = [
        replace(
            one,
            summary=replace(
                one.summary,
                measured={
                    name: Measured(100.0 - 0.3 * i + strays[i % 5], 1.0)
                    for name in ("drift_bpm_per_h", "recovery_s", "alpha1_threshold_bpm")
                },
            ),
        )
        for i, one in enumerate(run(4 * i) for i in range(15))
    ]

    trends = block_of(runs).trends

    first, later = trends["drift_bpm_per_h"], trends["recovery_s"]
    assert first.verdict is later.verdict is Verdict.IMPROVED
    assert 0.01 < first.p_value < 0.05
    assert not any("looked at" in one for one in first.caveats)
    assert any(one.startswith("Recovery time in walks: 4 measures") for one in later.caveats)


def test_another_device_is_told_of() -> None:
    trend = block_of([run(3 * i, device="watch" if i < 4 else "strap") for i in range(8)])

    assert trend.trends["drift_bpm_per_h"].caveats[0] == (
        "Recorded by different devices, which may differ: watch, strap."
    )


def test_a_treadmill_is_another_matter() -> None:
    trend = block_of([run(3 * i, is_indoors=i == 4 or None) for i in range(9)])

    assert trend.trends["drift_bpm_per_h"].left_out == {
        4: "it was on a treadmill, and most were outdoors"
    }
