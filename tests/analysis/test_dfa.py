"""The scaling exponent, held against its definition, other programs' values, and known noise."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.dfa import (
    FATMAXXER_SIZES,
    MOST_DOUBTED_RATIO,
    SIZES,
    STEP_S,
    WINDOW_S,
    Alpha1Course,
    Boxes,
    alpha1,
    alpha1_course,
    smoothness_priors,
)
from analysis.rr import correct
from analysis.rr_stretches import Stretch, stretches_of
from analysis.trace import Floats

from ..benchmarks.bench_rr import artefact_row, beats_of, planted, ticking
from ..console import ROOT

REFERENCE = Path(__file__).parents[3] / "shared" / "reference" / "data"
needs_reference = pytest.mark.skipif(
    not REFERENCE.exists(), reason="no reference data beside the project"
)

series = st.builds(
    lambda seed, count, tie: 400.0 + np.random.default_rng(seed).normal(0.0, tie, count),
    st.integers(0, 10_000),
    st.integers(40, 300),
    st.floats(0.5, 30.0),
)


def even_beats(count: int = 240) -> Floats:
    """Whole milliseconds from a rule that is written down here and nowhere drawn by lot."""
    told, state = [], 1
    for place in range(count):
        state = (1_103_515_245 * state + 12_345) % 2**31
        told.append(round(400.0 + 6.0 * math.sin(place / 11.0) + state / 2**31 * 10.0))
    return np.array(told, dtype=np.float64)


def textbook(rr_ms: Floats, sizes: tuple[int, ...], boxes: Boxes) -> float:
    """One box after the other, with a line fitted to each."""
    walk = np.cumsum(rr_ms - rr_ms.mean())
    fluctuations = []
    for size in sizes:
        last = len(walk) - size
        starts = {
            Boxes.APART: [*range(0, last + 1, size)],
            Boxes.BOTH_WAYS: [*range(0, last + 1, size), *range(last, -1, -size)],
            Boxes.HALF_OVER: [*range(0, last, size // 2)],
            Boxes.SLIDING: [*range(last + 1)],
        }[boxes]
        squares = []
        for start in starts:
            box, places = walk[start : start + size], np.arange(size)
            line = np.polyval(np.polyfit(places, box, 1), places)
            squares.append(float(np.mean((box - line) ** 2)))
        fluctuations.append(math.sqrt(sum(squares) / len(squares)))
    return float(np.polyfit(np.log(sizes), np.log(fluctuations), 1)[0])


# The definition


@pytest.mark.parametrize("boxes", Boxes)
@pytest.mark.parametrize("sizes", [SIZES, FATMAXXER_SIZES, tuple(range(4, 12))])
def test_it_is_what_the_definition_says(boxes: Boxes, sizes: tuple[int, ...]) -> None:
    found = alpha1(even_beats(), sizes=sizes, boxes=boxes)

    assert found == pytest.approx(textbook(even_beats(), sizes, boxes), abs=1e-9)


@given(series)
def test_it_is_what_the_definition_says_of_any_series(rr_ms: Floats) -> None:
    assert alpha1(rr_ms) == pytest.approx(textbook(rr_ms, SIZES, Boxes.APART), abs=1e-9)


@pytest.mark.slow
@needs_reference
def test_the_values_of_other_programs_are_met() -> None:
    told = json.loads((REFERENCE / "rr_series.json").read_text(encoding="utf-8"))
    with (REFERENCE / "rr_dfa_reference.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    assert len(rows) == 21
    for row in rows:
        rr_ms = np.array(told[row["series"]], dtype=np.float64)
        level_ms = smoothness_priors(rr_ms)
        for column, values, sizes, boxes in (
            ("nolds_4_16_nonoverlap", rr_ms, SIZES, Boxes.APART),
            ("nolds_4_16_overlap", rr_ms, SIZES, Boxes.HALF_OVER),
            ("ours_4_16_nonoverlap", rr_ms, SIZES, Boxes.APART),
            ("ours_4_16_slide1", rr_ms, SIZES, Boxes.SLIDING),
            ("smoothpriors500_4_16_nonoverlap", level_ms, SIZES, Boxes.APART),
            ("altini_fatmaxxer_v1", rr_ms, FATMAXXER_SIZES, Boxes.BOTH_WAYS),
            ("fatmaxxer_v2", level_ms, FATMAXXER_SIZES, Boxes.BOTH_WAYS),
        ):
            found = alpha1(values, sizes=sizes, boxes=boxes)
            assert found == pytest.approx(float(row[column]), abs=1e-9), (row["series"], column)
        # NeuroKit2 leaves out boxes in which hardly anything is left, and so differs a little
        half_over = alpha1(rr_ms, boxes=Boxes.HALF_OVER)
        assert half_over == pytest.approx(float(row["nk_4_16_overlap"]), abs=0.0066)


@needs_reference
def test_the_self_test_of_fatmaxxer_passes() -> None:
    rr_ms = np.loadtxt(REFERENCE / "fatmaxxer_kat_rr.txt")

    found = alpha1(rr_ms, sizes=FATMAXXER_SIZES, boxes=Boxes.BOTH_WAYS)

    assert found == pytest.approx(1.5503173309573208, abs=1e-9)


@needs_reference
def test_the_document_tells_the_values_of_each_way() -> None:
    rr_ms = np.loadtxt(REFERENCE / "fatmaxxer_kat_rr.txt")
    text = (ROOT / "docs" / "rr.md").read_text(encoding="utf-8")
    told = [float(value) for value in re.findall(r"^\|.*\| (\d\.\d{3}) \|$", text, re.MULTILINE)]

    assert told == [
        round(alpha1(values, sizes=sizes, boxes=boxes) or 0.0, 3)
        for values, sizes, boxes in (
            (rr_ms, SIZES, Boxes.APART),
            (rr_ms, SIZES, Boxes.HALF_OVER),
            (rr_ms, FATMAXXER_SIZES, Boxes.BOTH_WAYS),
            (smoothness_priors(rr_ms), FATMAXXER_SIZES, Boxes.BOTH_WAYS),
            (rr_ms, SIZES, Boxes.SLIDING),
        )
    ]


# What it means


@given(series, st.floats(0.1, 10.0))
def test_a_heart_that_beats_at_another_scale_has_the_same(rr_ms: Floats, scale: float) -> None:
    assert alpha1(scale * rr_ms) == pytest.approx(alpha1(rr_ms), abs=1e-9)


@given(series, st.floats(-200.0, 500.0))
def test_a_heart_that_beats_slower_by_the_same_has_the_same(rr_ms: Floats, more: float) -> None:
    assert alpha1(rr_ms + more) == pytest.approx(alpha1(rr_ms), abs=1e-7)


def noise(exponent: float, count: int = 20_000) -> Floats:
    """Noise whose power falls with frequency by this exponent."""
    rng = np.random.default_rng(1)
    waves = np.fft.rfft(rng.normal(0.0, 1.0, count))
    waves[1:] /= np.arange(1, len(waves)) ** (exponent / 2.0)
    return 400.0 + np.fft.irfft(waves, count)


@pytest.mark.parametrize(
    ("exponent", "least", "most"),
    [
        pytest.param(0.0, 0.5, 0.6, id="white"),
        pytest.param(1.0, 0.95, 1.1, id="1/f"),
        pytest.param(2.0, 1.4, 1.55, id="Brownian"),
    ],
)
def test_noise_of_a_known_kind_is_known(exponent: float, least: float, most: float) -> None:
    found = alpha1(noise(exponent))

    assert found is not None
    assert least < found < most


@pytest.mark.parametrize("count", [0, 1, 16])
def test_a_handful_of_beats_has_none(count: int) -> None:
    assert alpha1(even_beats(count)) is None


def test_beats_that_are_all_the_same_have_none() -> None:
    assert alpha1(np.full(100, 400.0)) is None


def test_a_slow_trend_is_taken_out() -> None:
    trend_ms = np.linspace(380.0, 420.0, 240)

    left_ms = smoothness_priors(even_beats() + trend_ms)

    np.testing.assert_allclose(left_ms, smoothness_priors(even_beats()), atol=1e-6)
    assert abs(left_ms.mean()) < 1.0


def test_what_is_mended_is_as_good_as_the_document_says() -> None:
    cells = artefact_row(("missed", "ectopic"), 0.02, range(8050, 8053)).split("|")

    found, hindsight, causal = cells[3], cells[6], cells[7]
    assert found.strip().startswith("100.0 %")
    assert abs(float(hindsight.split("±")[0])) <= 0.02
    assert abs(float(causal.split("±")[0])) <= 0.1
    assert float(cells[5].split("±")[0]) < -0.3


# Over a run


def course_of(rr_ms: Floats) -> Alpha1Course:
    return alpha1_course(stretches_of(ticking(rr_ms)))


def test_windows_are_worth_what_their_beats_are() -> None:
    (stretch,) = stretches_of(ticking(even_beats(2000)))
    assert not correct(stretch.rr_ms).kinds.any()

    course = alpha1_course([stretch])

    assert np.all(np.diff(course.t_s) == STEP_S)
    for t_s, told, hr_bpm in zip(course.t_s, course.alpha1, course.hr_bpm, strict=True):
        beats = stretch.rr_ms[(t_s - WINDOW_S < stretch.ended_s) & (stretch.ended_s <= t_s)]
        assert told == pytest.approx(alpha1(beats), abs=1e-9)
        assert hr_bpm == pytest.approx(60_000.0 / beats.mean())


def test_a_window_with_a_gap_in_it_is_no_window() -> None:
    early = ticking(beats_of(8000, 150, 1000))
    late = ticking(beats_of(8001, 150, 1000), early[-1].t_s + 10)

    course = alpha1_course(stretches_of([*early, *late]))

    gap_s = early[-1].t_s
    assert np.any(course.t_s <= gap_s)
    assert np.any(course.t_s >= gap_s + 10 + WINDOW_S)
    assert not np.any((course.t_s > gap_s + 1) & (course.t_s < gap_s + 10 + WINDOW_S))


def test_a_window_with_too_many_doubted_beats_has_no_alpha1() -> None:
    sound = beats_of(8000, 150, 2000)
    told, _ = planted(sound[:1000], 0.12, 1, ("missed",))

    course = course_of(np.concatenate([told, sound[1000:]]))

    is_doubted = course.doubted_ratio > MOST_DOUBTED_RATIO
    assert 10 < np.count_nonzero(is_doubted) < len(course.t_s) - 10
    np.testing.assert_array_equal(np.isnan(course.alpha1), is_doubted)
    assert course.doubted_count > 50


@pytest.mark.parametrize("rounding_ms", [20.0, 100.0])
def test_what_only_rounding_tells_is_not_told(rounding_ms: float) -> None:
    rr_ms = rounding_ms * np.round(beats_of(8000, 170, 2000) / rounding_ms)

    assert np.all(np.isnan(course_of(rr_ms).alpha1))


def test_beats_that_never_change_have_no_alpha1() -> None:
    assert np.all(np.isnan(course_of(np.full(1000, 400.0)).alpha1))


def test_a_short_stretch_has_no_window() -> None:
    course = course_of(beats_of(8000, 150, 280))

    assert len(course.t_s) == course.beat_count == 0
    assert len(alpha1_course([]).t_s) == 0


@given(st.lists(st.integers(1, 60_000), min_size=1, max_size=400))
def test_anything_has_a_course(told: list[int]) -> None:
    rr_ms = np.array(told, dtype=np.float64)

    course = alpha1_course([Stretch(ended_s=np.cumsum(rr_ms) / 1000.0, rr_ms=rr_ms)])

    assert course.alpha1.shape == course.t_s.shape == course.hr_bpm.shape
    assert not np.any(np.isinf(course.alpha1))
    assert np.all(np.isfinite(course.hr_bpm))
