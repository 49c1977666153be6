"""What is said of a change, and what would have been needed to say more."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.change import MOST_MORE_RUNS, Change, Verdict
from analysis.metrics import METRICS
from analysis.trend_words import told_of


def _change(
    amount: float, se: float, *, free: float = 30.0, runs: int = 34, name: str = "drift_bpm_per_h"
) -> Change:
    return Change(metric=METRICS[name], amount=amount, se=se, free=free, runs=runs)


@pytest.mark.parametrize(
    ("name", "amount", "se", "verdict"),
    [
        ("drift_bpm_per_h", -6.0, 1.0, Verdict.IMPROVED),
        ("drift_bpm_per_h", 6.0, 1.0, Verdict.WORSE),
        ("efficiency_m_per_beat", 0.06, 0.01, Verdict.IMPROVED),
        ("efficiency_m_per_beat", -0.06, 0.01, Verdict.WORSE),
        ("drift_bpm_per_h", 0.5, 1.0, Verdict.NO_CHANGE),
        ("drift_bpm_per_h", 1.5, 1.0, Verdict.CANNOT_TELL),
        ("drift_bpm_per_h", 0.0, 5.0, Verdict.CANNOT_TELL),
        ("drift_bpm_per_h", -1.0, 0.1, Verdict.IMPROVED),  # small, and yet a change
    ],
)
def test_verdicts(name: str, amount: float, se: float, verdict: Verdict) -> None:
    assert _change(amount, se, name=name).verdict is verdict


@pytest.mark.parametrize("free", [4.0, 30.0])
def test_four_of_five_blocks_show_the_smallest_detectable_change(free: float) -> None:
    dice = np.random.default_rng(8005)
    one = _change(0.0, 1.0, free=free)
    strays = dice.normal(size=40000) + one.detectable
    spreads = np.sqrt(dice.chisquare(free, 40000) / free)

    shown = np.mean(np.abs(strays / spreads) > one.half)

    assert shown == pytest.approx(0.8, abs=0.008)


def test_so_many_more_runs_would_show_a_worthwhile_change() -> None:
    now = _change(0.0, 2.0)
    more = now.more_runs

    assert more is not None
    runs = now.runs + more
    then = _change(0.0, 2.0 * (now.runs / runs) ** 0.5, free=now.free + more, runs=runs)
    assert then.detectable <= now.metric.worthwhile
    assert now.detectable > now.metric.worthwhile
    assert _change(0.0, 20.0).more_runs is None
    assert f"More than {MOST_MORE_RUNS} more such runs" in told_of(_change(0.0, 20.0), 12.0)


@pytest.mark.parametrize(
    ("name", "amount", "se", "sentence"),
    [
        (
            "drift_bpm_per_h",
            -10.8,
            2.4,
            "Drift fell by 0.90 bpm/h a week (95 %: 0.49 to 1.31), about 10.8 bpm/h over 12 weeks: "
            "improved.",
        ),
        (
            "drift_bpm_per_h",
            -2.0,
            2.0,
            "Drift: cannot tell yet. Anything from a fall of 6.1 bpm/h to a rise of 2.1 bpm/h over "
            "12 weeks fits these 34 runs. About 87 more such runs would show a change of 3.0 "
            "bpm/h.",
        ),
        (
            "drift_bpm_per_h",
            0.2,
            1.0,
            "Drift: no change larger than 2.2 bpm/h over 12 weeks.",
        ),
        (
            "drift_bpm_per_h",
            1.5,
            1.0,
            "Drift: cannot tell yet. Anything from a fall of 0.5 bpm/h to a rise of 3.5 bpm/h over "
            "12 weeks fits these 34 runs. A change of 3.0 bpm/h would most likely have shown.",
        ),
        (
            "longest_run_s",
            600.0,
            120.0,
            "Longest run without a walk rose by 0:50 a week (95 %: 0:30 to 1:10), about 10:00 over "
            "12 weeks: improved.",
        ),
        (
            "run_ratio",
            -0.24,
            0.06,
            "Share of running fell by 2.00 percentage points a week (95 %: 0.98 to 3.02), about 24 "
            "percentage points over 12 weeks: worse.",
        ),
    ],
    ids=["improved", "cannot tell", "no change", "between", "times", "shares"],
)
def test_sentences(name: str, amount: float, se: float, sentence: str) -> None:
    assert told_of(_change(amount, se, name=name), 12.0) == sentence
