"""Metres for a heartbeat."""

from __future__ import annotations

import random
import statistics
from dataclasses import replace

import pytest

from analysis.claims import KINDS, run_of
from analysis.efficiency import NO_HEART_RATE, NO_SPEED, TOO_SHORT, efficiency_m_per_beat
from analysis.run_summary import Measured
from analysis.trace import trace_of
from runwalk.engine.sample import Sample
from runwalk.simulator import draw_body

from ..builders import steady

DEVELOPMENT_SEED = 8000


def even(
    seconds: int, *, speed_mps: float = 3.0, bpm: int = 150, grade: float = 0.0
) -> list[Sample]:
    dice = random.Random(DEVELOPMENT_SEED)
    return [
        Sample(
            t_s=t_s,
            hr_bpm=bpm + dice.choice((-1, 0, 1)),
            speed_mps=speed_mps,
            grade=grade,
            cadence_spm=165,
        )
        for t_s in range(seconds)
    ]


def number(samples: list[Sample]) -> Measured:
    found = efficiency_m_per_beat(trace_of(samples))
    assert isinstance(found, Measured), found
    return found


def test_speed_over_beats() -> None:
    found = number(even(3600))

    assert found.value == pytest.approx(3.0 / (150 / 60), rel=0.01)
    assert found.se is not None
    assert 0.0 < found.se < 0.01


def test_uphill_counts_for_what_it_costs() -> None:
    assert number(even(3600, grade=0.05)).value > 1.2 * number(even(3600)).value


def test_the_first_ten_minutes_and_standing_do_not_count() -> None:
    samples = even(3600)
    warm_up = [replace(one, hr_bpm=100) if one.t_s < 600 else one for one in samples]
    light = [
        replace(one, speed_mps=0.0, cadence_spm=0, hr_bpm=150) if 1800 <= one.t_s < 1830 else one
        for one in samples
    ]

    assert number(warm_up).value == pytest.approx(number(samples).value, rel=0.001)
    assert number(light).value == pytest.approx(number(samples).value, rel=0.01)


@pytest.mark.parametrize(
    ("samples", "words"),
    [
        (even(1000), TOO_SHORT),
        (steady(None, 1800), NO_HEART_RATE),
        (steady(150, 1800), NO_SPEED),
    ],
    ids=["short", "no heart", "no speed"],
)
def test_what_it_refuses(samples: list[Sample], words: str) -> None:
    assert efficiency_m_per_beat(trace_of(samples)) == words


@pytest.mark.slow
def test_it_is_about_as_sure_as_it_says() -> None:
    body = draw_body(DEVELOPMENT_SEED, "first")
    found = [
        number(list(run_of(KINDS["none"], seed, body).samples))
        for seed in range(DEVELOPMENT_SEED, DEVELOPMENT_SEED + 16)
    ]

    spread = statistics.stdev(one.value for one in found)
    told = statistics.fmean(one.se or 0.0 for one in found)
    assert 0.5 < spread / told < 1.8
