"""The page on trends says what the code does."""

from __future__ import annotations

import re
from functools import cache

import pytest

from analysis.adjustment import LEAST_KNOWN, STEPS
from analysis.block_difference import LEAST_RUNS_EACH
from analysis.change import LEVEL, MOST_MORE_RUNS, POWER, Verdict
from analysis.meta_regression import CUT, DAYS
from analysis.metrics import METRICS
from analysis.trend import LEAST_RUNS, LEAST_WEEKS

from ..benchmarks import bench_trends as bench
from ..console import ROOT

HEAT = STEPS["temperature_c"]
HEAT_SD = HEAT.worth * METRICS["drift_bpm_per_h"].worthwhile / HEAT.size


@cache
def page() -> str:
    return re.sub(r"\s+", " ", (ROOT / "docs" / "trends.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("verdict", Verdict)
def test_every_verdict_is_explained(verdict: Verdict) -> None:
    assert f"`{verdict.value}`" in page()


@pytest.mark.parametrize(
    "sentence",
    [
        f"The {LEVEL:.0%} interval".replace("%", " %"),
        f"psi = cut at {CUT}",
        f"keeps `{CUT} / |r_i|`",
        f"the belief is 0 ± {HEAT_SD:.1f}",
        f"where more than {MOST_MORE_RUNS} would be",
        f"Fewer than {LEAST_RUNS} runs tell no trend, nor do runs from less than {LEAST_WEEKS:.0f}",
        f"Each block needs {LEAST_RUNS_EACH} runs",
        f"{len(bench.CHANGES_BPM_PER_H)} true changes",
        f"Each block is {bench.WEEKS:.0f} weeks",
        f"that belief counts as {DAYS:.0f} more runs do",
        f"seeds from {bench.FIRST_SEED}, which were judged once",
    ],
)
def test_a_sentence_has_the_number_of_today(sentence: str) -> None:
    assert sentence in page()


def test_halves_and_fifths_are_told_in_words() -> None:
    assert LEAST_KNOWN == 0.5
    assert "known of half of the runs" in page()
    assert POWER == 0.8
    assert "four of five such blocks would show" in page()


def test_the_table_is_of_these_kinds() -> None:
    for kind in (*bench.KINDS, bench.NO_THERMOMETER):
        assert f" {kind.name} " in page()


def test_what_must_be_reached_is_reached() -> None:
    text = (ROOT / "docs" / "trends.md").read_text(encoding="utf-8")
    rows = re.findall(
        r"^(\S.*?) +(0|-\d+) \| +([\d.]+) \(.*?\) \| +([\d.]+) \( ?[\d.]+- *([\d.]+)\)", text, re.M
    )
    judged = [row for row in rows if row[0] != bench.NO_THERMOMETER.name]
    assert len(judged) == len(bench.CHANGES_BPM_PER_H) * (len(bench.KINDS) + 1)
    assert all(92.0 <= float(covered) <= 98.0 for _, _, covered, _, _ in judged)
    (made_up,) = (
        float(most) for name, change, _, _, most in judged if name == "everything" and change == "0"
    )
    assert made_up < 3.0
