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
        f"that belief counts as {DAYS:.0f} more runs do",
    ],
)
def test_a_sentence_has_the_number_of_today(sentence: str) -> None:
    assert sentence in page()


def test_halves_and_fifths_are_told_in_words() -> None:
    assert LEAST_KNOWN == 0.5
    assert "known of half of the runs" in page()
    assert POWER == 0.8
    assert "four of five such blocks would show" in page()
