"""Two blocks side by side."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.block import block_of
from analysis.block_difference import compare_blocks
from analysis.trend import Verdict

from .test_block import run


def test_a_difference_is_told_with_its_interval() -> None:
    strays = np.tile([-1.0, 0.0, 1.0], 4)
    base = block_of([run(2 * i, 14.0 + strays[i]) for i in range(12)], label="base")
    speed = block_of([run(40 + 2 * i, 8.0 + strays[i]) for i in range(12)], label="speed")

    drift = compare_blocks(base, speed)["drift_bpm_per_h"]

    assert drift.verdict is Verdict.IMPROVED
    assert (drift.first, drift.second) == (pytest.approx(14.0), pytest.approx(8.0))
    assert drift.amount == pytest.approx(-6.0)
    assert drift.runs == (12, 12)
    assert drift.sentence == (
        "Drift: 14.0 and then 8.0 bpm/h, down by 6.0 bpm/h (95 %: 4.3 to 7.7): improved."
    )


def test_heat_between_two_blocks_is_no_change_of_the_runner() -> None:
    dice = np.random.default_rng(8002)
    warm = dice.normal(20.0, 3.0, 40)
    cold = dice.normal(12.0, 3.0, 40)
    strays = dice.normal(0.0, 1.0, 80)

    def at(day: int, temperature_c: float, stray: float) -> object:
        return run(day, 10.0 + temperature_c + stray, temperature_c=temperature_c)

    base = block_of([at(i, cold[i], strays[i]) for i in range(40)])
    summer = block_of([at(100 + i, warm[i], strays[40 + i]) for i in range(40)])

    drift = compare_blocks(base, summer)["drift_bpm_per_h"]

    assert abs(drift.amount) < 2.0
    assert drift.low < 0.0 < drift.high


def test_few_runs_tell_no_difference() -> None:
    base = block_of([run(i) for i in range(10)])
    taper = block_of([run(20), run(22)])

    drift = compare_blocks(base, taper)["drift_bpm_per_h"]

    assert drift.verdict is Verdict.CANNOT_TELL
    assert drift.amount is None
    assert drift.sentence == ("Drift: cannot tell. 10 and 2 runs tell it, and each block needs 3.")


def test_blocks_that_share_days_are_refused() -> None:
    block = block_of([run(0), run(7)])

    with pytest.raises(ValueError, match="share days"):
        compare_blocks(block, block)
