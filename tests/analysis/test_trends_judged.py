"""Trends of blocks whose true change is known: the bench's own blocks, on seeds of their own."""

from __future__ import annotations

import pytest

from ..benchmarks.bench_trends import KINDS, Kind, Verdict, judge

SEEDS = range(10500, 10550)


@pytest.mark.slow
def test_intervals_hold_the_truth_and_few_changes_are_made_up() -> None:
    judged = list(judge(KINDS, SEEDS))

    count = sum(len(one.trends) for one in judged)
    still = [one for one in judged if one.change == 0.0]
    made_up = sum(one.said(Verdict.IMPROVED) for one in still)
    assert 0.93 <= sum(one.covered for one in judged) / count <= 0.97
    assert (
        made_up / sum(len(one.trends) for one in still) < 0.04
    )  # 0.025 and nearly four errors of it
    assert all(one.covered / len(one.trends) >= 0.84 for one in judged)


@pytest.mark.slow
def test_a_larger_change_is_said_more_often() -> None:
    judged = list(judge([Kind(name="all well")], SEEDS))

    shown = [one.said(Verdict.IMPROVED) / len(one.trends) for one in judged]
    assert shown == sorted(shown)
    assert shown[-1] > 0.9
