"""The page on reports says what the code does."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest

from analysis.bout_heart import NEAR_S, PEAK_AFTER_S
from analysis.recorded import own_plan
from analysis.report import report_on, to_dict
from analysis.run import run_of
from analysis.spans import REACTION_S, SHORTEST_S
from runwalk.engine.motion import MotionSettings
from runwalk.recording import read_recording

from ..console import ROOT

MOTION = MotionSettings()


@cache
def page() -> str:
    return re.sub(r"\s+", " ", (ROOT / "docs" / "report.md").read_text(encoding="utf-8"))


@cache
def told() -> dict[str, Any]:
    recording = read_recording(ROOT / "sample_data" / "live_run.jsonl")
    return to_dict(report_on(run_of(recording, own_plan(recording))))


def keys() -> Iterator[str]:
    yield from told()
    for name in ("bouts", "cues"):
        yield from told()[name][0]
    for name in ("drift", "run_walk"):
        yield from told()[name]


def test_every_key_is_explained() -> None:
    assert [key for key in keys() if f"`{key}`" not in page()] == []


@pytest.mark.parametrize(
    "sentence",
    [
        f"at {MOTION.run_spm:.0f} steps a minute walking becomes running",
        f"where there is no cadence, at {MOTION.run_mps:g} m/s",
        f"the cues that were given tell it, {REACTION_S} s later for the legs",
        f"A stretch shorter than {SHORTEST_S} s is no run",
        f"sees a change {MOTION.dwell_s - 1} s late",
        f"the highest, up to {PEAK_AFTER_S} s after the end",
        f"is taken from at most {NEAR_S} s away",
    ],
)
def test_a_sentence_has_the_number_of_today(sentence: str) -> None:
    assert sentence in page()
