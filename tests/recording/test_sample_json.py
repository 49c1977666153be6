"""Seconds that come from outside: what is wrong with them is said in one sentence."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.sample_json import sample_from_dict, sample_to_dict

from .strategies import runs


@given(samples=runs())
def test_a_sample_survives_the_way_through_json(samples: tuple[Sample, ...]) -> None:
    for sample in samples:
        assert sample_from_dict(json.loads(json.dumps(sample_to_dict(sample)))) == sample


def test_zero_heart_rate_and_null_are_missing() -> None:
    assert sample_from_dict({"t_s": 1, "hr_bpm": 0, "power_w": None}) == Sample(t_s=1)


def test_zero_speed_and_cadence_are_not_missing() -> None:
    sample = sample_from_dict({"t_s": 1, "speed_mps": 0, "cadence_spm": 0})

    assert (sample.speed_mps, sample.cadence_spm) == (0, 0)


def test_marks_keep_kind_and_value() -> None:
    told = {"t_s": 1, "marks": [{"kind": "rpe", "value": 4}, {"kind": "lap"}]}

    assert sample_from_dict(told).marks == (Mark(MarkKind.RPE, 4), Mark(MarkKind.LAP))


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({}, "t_s must be a whole number of seconds from 0, got None"),
        ({"t_s": -1}, "t_s must be a whole number of seconds from 0, got -1"),
        ({"t_s": 1.5}, "t_s must be a whole number of seconds from 0, got 1.5"),
        ({"t_s": True}, "t_s must be a number, got True"),
        ({"t_s": 1, "hr_bpm": "140"}, "hr_bpm must be a number, got '140'"),
        ({"t_s": 1, "hr_bpm": float("nan")}, "hr_bpm must be between -1e9 and 1e9, got nan"),
        ({"t_s": 1, "speed_mps": float("inf")}, "speed_mps must be between -1e9 and 1e9, got inf"),
        (
            {"t_s": 1, "power_w": 10**5000},
            "power_w must be between -1e9 and 1e9, got a huge number",
        ),
        ({"t_s": 1, "rr_ms": 428}, "rr_ms must be a list, got 428"),
        ({"t_s": 1, "rr_ms": [428, False]}, "rr_ms must be a number, got False"),
        ({"t_s": 1, "contact": 1}, "contact must be true or false, got 1"),
        ({"t_s": 1, "marks": ["lap"]}, "marks must be objects, got 'lap'"),
        ({"t_s": 1, "marks": [{"kind": []}]}, "marks must be of a kind out of lap, pause"),
        (
            {"t_s": 1, "marks": [{"kind": "rpe", "value": True}]},
            "the value of a mark must be a number, got True",
        ),
        (["t_s", 1], "a sample must be an object with named values"),
    ],
)
def test_a_wrong_value_is_named(told: dict[str, object], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        sample_from_dict(told)
