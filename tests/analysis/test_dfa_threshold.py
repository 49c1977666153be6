"""A range where one can be told, and otherwise what would help."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dfa import STEP_S, WINDOW_S, Alpha1Course
from analysis.dfa_threshold import (
    WORDS,
    RrMeasure,
    RrRules,
    ThresholdRange,
    Why,
    _sum_with_overlap,
    measure_rr,
    threshold_range,
)
from analysis.refused import Refused
from analysis.report import report_on, to_dict
from analysis.report_words import tell
from analysis.rr_words import rr_to_dict, tell_rr
from analysis.run import run_of
from analysis.trace import Floats
from runwalk.recording import Recording, read_recording

from ..benchmarks.bench_rr import beats_of, planted, ticking
from ..builders import second

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "fit"


def course(hr_bpm: Floats, alpha1: Floats, swing_bpm: float = 3.0) -> Alpha1Course:
    """An even course through these."""
    every = np.ones(len(hr_bpm))
    return Alpha1Course(
        t_s=STEP_S * (24.0 + np.arange(len(hr_bpm))),
        alpha1=alpha1,
        hr_bpm=hr_bpm,
        swing_bpm=swing_bpm * every,
        doubted_ratio=0.0 * every,
        beat_count=12 * len(hr_bpm),
        doubted_count=0,
    )


def ramp(crossing_bpm: float = 150.0, noise: float = 0.05, windows: int = 700) -> Alpha1Course:
    """Heart rate climbs from 120 to 175 bpm, alpha1 falls through 0.75 on the way."""
    rng = np.random.default_rng(3)
    hr_bpm = np.linspace(120.0, 175.0, windows)
    fall = np.tanh((hr_bpm - crossing_bpm) / 15.0)
    wander = np.convolve(rng.normal(0.0, 1.0, windows + 23), np.ones(24) / math.sqrt(24), "valid")
    return course(hr_bpm, 0.75 - 0.3 * fall + noise * wander)


def found(one: Alpha1Course) -> ThresholdRange:
    told = threshold_range(one, RrRules())
    assert isinstance(told, ThresholdRange), told
    return told


def refusal(one: Alpha1Course) -> Why:
    told = threshold_range(one, RrRules())
    assert isinstance(told, Refused), told
    return told.why


# The range


@pytest.mark.parametrize("crossing_bpm", [140.0, 150.0, 155.0])
def test_the_crossing_is_found_with_its_interval(crossing_bpm: float) -> None:
    told = found(ramp(crossing_bpm))

    assert told.crossing_bpm == pytest.approx(crossing_bpm, abs=4.0)
    assert told.crossing_low_bpm <= crossing_bpm <= told.crossing_high_bpm
    assert told.crossing_low_bpm <= told.crossing_bpm <= told.crossing_high_bpm


def test_a_noisier_alpha1_makes_a_wider_interval() -> None:
    calm, noisy = found(ramp(noise=0.02)), found(ramp(noise=0.08))

    assert noisy.crossing_high_bpm - noisy.crossing_low_bpm > (
        calm.crossing_high_bpm - calm.crossing_low_bpm
    )
    assert noisy.high_bpm - noisy.low_bpm > calm.high_bpm - calm.low_bpm


@given(st.floats(138.0, 158.0), st.floats(0.0, 0.08))
def test_the_range_is_never_narrower_than_people_differ(crossing_bpm: float, noise: float) -> None:
    told = threshold_range(ramp(crossing_bpm, noise), RrRules())

    if isinstance(told, ThresholdRange):
        assert told.high_bpm - told.low_bpm >= 32.0
        assert told.low_bpm < told.crossing_bpm < told.high_bpm


def test_a_swinging_heart_does_not_count() -> None:
    climbing = ramp()
    hr_bpm = np.concatenate([climbing.hr_bpm, climbing.hr_bpm])
    both = np.concatenate([climbing.alpha1, climbing.alpha1 + 0.3])
    swing_bpm = np.where(np.arange(len(both)) < 700, 3.0, 25.0)

    told = found(course(hr_bpm, both, swing_bpm=swing_bpm))  # type: ignore[arg-type]

    assert told.crossing_bpm == pytest.approx(found(climbing).crossing_bpm, abs=0.1)


def test_a_window_with_many_doubted_beats_does_not_count() -> None:
    climbing = ramp()
    loose = replace(climbing, doubted_ratio=np.full(700, 0.04))

    assert refusal(loose) is Why.NEVER_EVEN
    assert isinstance(threshold_range(loose, RrRules(most_doubted_ratio=0.05)), ThresholdRange)


def test_between_two_paces_the_crossing_is_somewhere_between_them() -> None:
    hr_bpm = np.concatenate([np.linspace(128.0, 133.0, 150), np.linspace(165.0, 170.0, 150)])
    wobble = 0.03 * np.sin(np.arange(300) / 9.0)

    told = found(course(hr_bpm, np.where(hr_bpm < 150.0, 1.05, 0.55) + wobble))

    assert told.crossing_low_bpm == pytest.approx(133.0, abs=3.0)
    assert told.crossing_high_bpm == pytest.approx(165.0, abs=3.0)


@given(st.lists(st.sampled_from([5.0, 10.0, 60.0, 300.0, 2e9]), min_size=1, max_size=60))
def test_windows_that_overlap_count_as_the_fewer_they_are(steps_s: list[float]) -> None:
    t_s = np.concatenate([[120.0], 120.0 + np.cumsum(steps_s)])
    weights = np.random.default_rng(1).normal(0.0, 1.0, (3, len(t_s)))
    alike = np.clip(1.0 - np.abs(t_s - t_s[:, None]) / WINDOW_S, 0.0, None)

    found = _sum_with_overlap(weights, t_s)

    np.testing.assert_allclose(found, np.sum(weights @ alike * weights, axis=1), atol=1e-9)


# Refusals


@pytest.mark.parametrize(
    ("one", "why"),
    [
        pytest.param(ramp(windows=50), Why.NEVER_EVEN, id="too few windows"),
        pytest.param(
            course(ramp().hr_bpm, ramp().alpha1, swing_bpm=11.0), Why.NEVER_EVEN, id="swings"
        ),
        pytest.param(
            course(np.linspace(146.0, 155.0, 300), np.linspace(1.0, 0.5, 300)),
            Why.NO_SPREAD,
            id="one pace",
        ),
        pytest.param(
            course(ramp().hr_bpm, ramp().alpha1 + 0.5), Why.STAYED_ABOVE, id="always above"
        ),
        pytest.param(
            course(ramp().hr_bpm, ramp().alpha1 - 0.4), Why.STAYED_BELOW, id="always below"
        ),
        pytest.param(course(1000.0 * ramp().hr_bpm, ramp().alpha1), Why.NEVER_EVEN, id="no heart"),
        pytest.param(
            course(np.linspace(50.0, 250.0, 60), np.linspace(1.2, 0.4, 60)),
            Why.NOT_CLEAR,
            id="no heart rate held",
        ),
        pytest.param(ramp(noise=0.6), Why.NOT_CLEAR, id="noise"),
        pytest.param(
            course(ramp().hr_bpm[::-1], ramp().alpha1), Why.NOT_CLEAR, id="rises with heart rate"
        ),
        pytest.param(ramp(crossing_bpm=172.0), Why.NOT_CLEAR, id="not past it"),
        pytest.param(ramp(crossing_bpm=122.0), Why.NOT_CLEAR, id="not before it"),
    ],
)
def test_no_range_where_none_can_be_told(one: Alpha1Course, why: Why) -> None:
    assert refusal(one) is why


@pytest.mark.parametrize(
    ("rr_ms", "why"),
    [
        pytest.param(np.empty(0), Why.NO_RR, id="no intervals"),
        pytest.param(beats_of(8000, 150, 900), Why.TOO_SHORT, id="six minutes"),
        pytest.param(
            planted(beats_of(8000, 150, 3000), 0.09, 1, ("missed",))[0],
            Why.TOO_MANY_ARTEFACTS,
            id="a loose strap",
        ),
        pytest.param(
            50.0 * np.round(beats_of(8000, 170, 3000) / 50.0), Why.TOO_COARSE, id="rounded"
        ),
        pytest.param(np.full(3000, 400.0), Why.TOO_COARSE, id="a metronome"),
    ],
)
def test_no_alpha1_where_the_intervals_tell_none(rr_ms: Floats, why: Why) -> None:
    samples = ticking(rr_ms) if len(rr_ms) else [second(t_s, 150) for t_s in range(900)]

    told = measure_rr(samples)

    assert isinstance(told, Refused)
    assert told.why is why
    assert told.text == WORDS[why]


def test_every_reason_says_what_would_help_in_one_sentence() -> None:
    assert set(WORDS) == set(Why)
    for text in WORDS.values():
        assert text[0].isupper()
        assert text.endswith(".")
        assert ". " not in text


# The words


def measured() -> RrMeasure:
    told = measure_rr(ticking(beats_of(8000, 150, 3000)))
    assert isinstance(told, RrMeasure), told
    return told


def test_an_even_run_tells_alpha1_and_why_there_is_no_range() -> None:
    told = measured()

    assert told.alpha1_low < told.alpha1_median < told.alpha1_high
    assert told.doubted_ratio < 0.01
    words = " ".join(tell_rr(told))
    assert f"alpha1 {told.alpha1_median:.2f}" in words
    assert WORDS[Why.NO_SPREAD] in words
    values = rr_to_dict(told)
    assert values["aerobic_threshold"]["refused"] == "no_spread"
    assert values["alpha1"]["median"] == round(told.alpha1_median, 3)


def test_a_range_is_told_as_advisory_and_never_as_one_number() -> None:
    steady = measured()
    told = RrMeasure(
        course=steady.course,
        alpha1_median=0.8,
        alpha1_low=0.6,
        alpha1_high=1.0,
        threshold=ThresholdRange(
            low_bpm=125.8,
            high_bpm=158.2,
            crossing_bpm=152.0,
            crossing_low_bpm=148.0,
            crossing_high_bpm=157.0,
        ),
    )

    words = list(tell_rr(told))

    assert "may lie between 125 and 159 bpm; advisory, no medical number" in words[1]
    assert rr_to_dict(told)["aerobic_threshold"] == {
        "low_bpm": 125,
        "high_bpm": 159,
        "crossing_bpm": 152.0,
        "crossing_low_bpm": 148.0,
        "crossing_high_bpm": 157.0,
        "advisory": True,
    }


def test_a_run_without_intervals_is_not_talked_about() -> None:
    assert list(tell_rr(Refused(Why.NO_RR, WORDS[Why.NO_RR]))) == []
    assert rr_to_dict(Refused(Why.NO_RR, WORDS[Why.NO_RR]))["refused"] == "no_rr"
    assert list(tell_rr(Refused(Why.TOO_SHORT, WORDS[Why.TOO_SHORT]))) == [
        f"Alpha1 cannot be told. {WORDS[Why.TOO_SHORT]}"
    ]


def test_a_report_tells_what_the_intervals_told() -> None:
    samples = tuple(ticking(beats_of(8000, 150, 3000)))
    recording = Recording(samples=samples)

    report = report_on(run_of(recording, None))

    assert to_dict(report)["rr"] == rr_to_dict(measured())
    assert set(tell_rr(measured())) <= set(tell(report))


# Real recordings


@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")
@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("corriporai__garmin-fenix-5-basic.fit", Why.TOO_SHORT),
        ("dtcooper__garmin-fenix-5-walk.fit", Why.TOO_SHORT),
        ("jimmykane__running-with-developer-data.fit", Why.STAYED_BELOW),
        ("stadelmanma__hrv-activity.fit", Why.NEVER_EVEN),
    ],
)
def test_real_recordings_tell_no_more_than_they_hold(name: str, why: Why) -> None:
    told = measure_rr(read_recording(CORPUS / name).samples)

    if isinstance(told, RrMeasure):
        assert 0.0 < told.doubted_ratio < 0.05
        assert 0.3 < told.alpha1_median < 1.6
        told = told.threshold  # type: ignore[assignment]
    assert isinstance(told, Refused)
    assert told.why is why
