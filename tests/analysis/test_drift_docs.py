"""The page on drift says what the code does."""

from __future__ import annotations

import re
from dataclasses import fields
from functools import cache

import pytest

from analysis.drift import DriftRules, Method, Why
from analysis.drift_by_bouts import (
    LEAST_SWING_BPM,
    LEAST_WALKS,
    MOST_UNEVEN_RATIO,
    SMOOTH_S,
    BoutTrends,
)
from runwalk.engine.motion import MotionSettings

from ..console import ROOT

RULES = DriftRules()
NUMBERS = {5: "five"}


@cache
def page() -> str:
    return re.sub(r"\s+", " ", (ROOT / "docs" / "drift.md").read_text(encoding="utf-8"))


@pytest.mark.parametrize("why", Why)
def test_every_refusal_is_explained(why: Why) -> None:
    assert f"`{why.value}`" in page()


@pytest.mark.parametrize("name", [*Method, *(field.name for field in fields(BoutTrends))])
def test_every_word_is_explained(name: str) -> None:
    assert f"`{name}`" in page()


@pytest.mark.parametrize(
    "sentence",
    [
        f"drift · (t - {RULES.from_s // 60} min)",
        f"The gait is put back by {MotionSettings().dwell_s} s.",
        f"in bins of {RULES.kinetics_bin_s} s",
        f"{RULES.tau_s} s for the time constant",
        f"and {RULES.gain[0]:.0f} ± {RULES.gain[1]} bpm per W/kg",
        f"by more than {RULES.most_assumed_bpm_per_h:.0f} bpm/h is refused",
        f"blocks of {RULES.block_s // 60} minutes",
        f"less than {RULES.least_s // 60} minutes of use after minute {RULES.from_s // 60}",
        f"{NUMBERS[LEAST_WALKS]} or more of them",
        f"by less than {MOST_UNEVEN_RATIO:.0%}".replace("%", " %"),
        f"comes back by {LEAST_SWING_BPM:.0f} bpm",
        f"smoothed heart rate ({SMOOTH_S} s)",
    ],
)
def test_a_sentence_has_the_number_of_today(sentence: str) -> None:
    assert sentence in page()
