"""Wrong beats are found and mended, and right ones are let alone."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.rr import (
    DELAY_BEATS,
    Artefact,
    Corrected,
    _looked_over,
    correct,
    correct_causally,
)
from analysis.rr_stretches import stretches_of
from analysis.trace import Floats
from runwalk.engine.sample import Sample

from ..benchmarks.bench_rr import beats_of, planted, ticking
from ..builders import second

any_intervals = st.lists(st.integers(1, 3000), min_size=1, max_size=250).map(
    lambda told: np.array(told, dtype=np.float64)
)
calm_intervals = st.builds(
    lambda first_ms, ratios: first_ms * np.cumprod(ratios),
    st.floats(320.0, 1100.0),
    st.lists(st.floats(0.98, 1.02), min_size=1, max_size=250),
)
kinds = st.sampled_from(["missed", "extra", "ectopic"])


def calm(count: int = 200) -> Floats:
    """A heart that breathes: 400 ms, give or take 6."""
    places = np.arange(count)
    return np.round(400.0 + 4.0 * np.sin(places / 1.7) + 2.0 * np.sin(places / 9.0))


# What is wrong is found and mended


def test_a_missed_beat_is_put_back_in_the_middle() -> None:
    told = calm()
    told = np.concatenate([told[:100], [told[100] + told[101]], told[102:]])

    mended = correct(told)

    assert np.flatnonzero(mended.kinds).tolist() == [100]
    assert mended.kinds[100] == Artefact.MISSED
    assert mended.rr_ms[100:102].tolist() == [told[100] / 2.0] * 2
    assert mended.ended_ms[100] == pytest.approx(told[:100].sum() + told[100] / 2.0)
    assert np.flatnonzero(mended.is_mended).tolist() == [100, 101]


def test_two_missed_beats_in_a_row_are_put_back() -> None:
    told = np.concatenate([calm()[:100], [1203.0], calm()[103:]])

    mended = correct(told)

    assert mended.kinds[100] == Artefact.MISSED
    assert mended.rr_ms[100:103].tolist() == [401.0] * 3
    assert len(mended.rr_ms) == len(told) + 2


def test_an_extra_beat_is_taken_away() -> None:
    told = calm()
    told = np.concatenate([told[:100], [150.0, told[100] - 150.0], told[101:]])

    mended = correct(told)

    assert mended.kinds[100] == Artefact.EXTRA
    assert np.count_nonzero(mended.kinds) == 1
    np.testing.assert_array_equal(mended.rr_ms, calm())


def test_a_beat_out_of_turn_is_moved_between_its_neighbours() -> None:
    told = calm()
    told[100] -= 100.0
    told[101] += 100.0

    mended = correct(told)

    assert Artefact.ECTOPIC in mended.kinds[100:103]
    assert mended.rr_ms[100] == mended.rr_ms[101] == (told[100] + told[101]) / 2.0
    assert np.flatnonzero(mended.is_mended).tolist() == [100, 101]


def test_an_interval_that_is_merely_too_long_takes_the_value_between_its_neighbours() -> None:
    told = calm()
    told[100] = 560.0

    mended = correct(told)

    assert mended.kinds[100] == Artefact.LONG_OR_SHORT
    assert mended.rr_ms[100] == (told[99] + told[101]) / 2.0


@pytest.mark.parametrize("kind", ["missed", "extra", "ectopic"])
@pytest.mark.parametrize("bpm", [110, 145, 175])
def test_every_planted_beat_is_found(kind: str, bpm: int) -> None:
    told, places = planted(beats_of(8000, bpm, 1200), 0.02, 8000, (kind,))

    for mended in (correct(told), correct_causally(told)):
        found = [np.any(mended.kinds[max(at - 1, 0) : at + 3]) for at in places]
        assert len(found) > 15
        assert sum(found) >= len(found) - 1  # one in the first beats, that nothing is known of


def test_a_wrong_beat_that_hides_another_is_found_at_the_second_look() -> None:
    told = calm()
    told = np.concatenate([told[:100], [told[100] + told[101], 803.0], told[104:]])
    told = np.concatenate([told[:103], [150.0, told[103] - 150.0], told[104:]])

    mended = correct(told)

    assert np.max(np.abs(mended.rr_ms - 400.0)) < 10.0
    assert len(mended.rr_ms) == 200


# What is right is let alone


@given(calm_intervals)
def test_a_calm_series_comes_back_unchanged(rr_ms: Floats) -> None:
    for mended, told in (
        (correct(rr_ms), rr_ms),
        (correct_causally(rr_ms), rr_ms[: max(len(rr_ms) - DELAY_BEATS, 0)]),
    ):
        np.testing.assert_array_equal(mended.rr_ms, told)
        assert mended.doubted_ratio == 0.0


def test_hardly_any_beat_of_a_sound_heart_is_doubted() -> None:
    kinds = [correct(beats_of(seed, 145, 1200)).kinds for seed in range(8000, 8010)]

    assert np.mean(np.concatenate(kinds) != Artefact.NONE) < 0.001


@given(any_intervals)
def test_nothing_is_invented_where_nothing_is_doubted(rr_ms: Floats) -> None:
    mended = correct(rr_ms)

    assert mended.kinds.shape == rr_ms.shape
    assert np.all(mended.rr_ms > 0.0)
    assert np.all(np.diff(mended.ended_ms) >= 0.0)
    more = len(mended.rr_ms) - len(rr_ms)
    assert abs(more) <= 6 * np.count_nonzero(mended.kinds)
    assert np.all(np.diff(mended.told_at) >= 0)
    if mended.doubted_ratio == 0.0:
        np.testing.assert_array_equal(mended.rr_ms, rr_ms)


@given(any_intervals)
def test_time_passes_as_before(rr_ms: Floats) -> None:
    mended = correct(rr_ms)

    assert mended.ended_ms[-1] == pytest.approx(rr_ms.sum())
    if Artefact.LONG_OR_SHORT not in mended.kinds:
        np.testing.assert_allclose(np.cumsum(mended.rr_ms), mended.ended_ms, rtol=1e-9)


@given(kinds, st.integers(8000, 8099))
def test_time_passes_as_before_where_beats_were_planted(kind: str, seed: int) -> None:
    told, _ = planted(beats_of(seed, 150, 300), 0.03, seed, (kind,))

    mended = correct(told)

    odd = np.count_nonzero(mended.kinds == Artefact.LONG_OR_SHORT)
    longest_ms = max(told.max(), mended.rr_ms.max())
    assert mended.rr_ms.sum() == pytest.approx(told.sum(), abs=odd * longest_ms + 1e-6)


@pytest.mark.parametrize("count", [1, 2, 5, 10])
def test_a_handful_of_beats_is_not_judged(count: int) -> None:
    told = np.array([400.0, 900.0] * 5)[:count]

    assert correct(told).rr_ms.tolist() == told.tolist()


# A causal answer stands


@given(any_intervals, st.integers(0, 250))
def test_later_beats_change_no_causal_answer(rr_ms: Floats, cut: int) -> None:
    early, late = correct_causally(rr_ms[:cut]), correct_causally(rr_ms)

    same = len(early.rr_ms)
    assert late.rr_ms[:same].tolist() == early.rr_ms.tolist()
    assert late.ended_ms[:same].tolist() == early.ended_ms.tolist()
    assert late.kinds[: len(early.kinds)].tolist() == early.kinds.tolist()


@given(any_intervals)
def test_a_causal_answer_is_three_beats_late_and_no_more(rr_ms: Floats) -> None:
    mended = correct_causally(rr_ms)

    assert len(mended.kinds) == max(len(rr_ms) - DELAY_BEATS, 0)
    told_ms = rr_ms[: len(mended.kinds)].sum()
    last_ms = mended.ended_ms[-1] if len(mended.ended_ms) else 0.0
    held_back_ms = rr_ms[len(mended.kinds) - 1] if len(mended.kinds) else 0.0
    assert told_ms - held_back_ms <= last_ms + 1e-6 <= told_ms + 1e-5


# The equations, once more and slowly


def slow_kinds(rr_ms: Floats) -> list[int]:
    """Lipponen and Tarvainen's equations one beat at a time, with our least threshold."""
    n = len(rr_ms)

    def around(values: list[float], j: int, half: int) -> list[float]:
        return values[max(j - half, 0) : j + half + 1]

    def threshold(values: list[float], j: int) -> float:
        first, third = np.quantile(np.float32(around(values, j, 45)), [0.25, 0.75])
        return max(5.2 * float(third - first) / 2.0, 0.03 * medians[j])

    told = rr_ms.tolist()
    medians = [float(np.median(around(told, j, 5))) for j in range(n)]
    steps = [0.0, *(after - before for before, after in pairwise(told))]
    d = [steps[j] / threshold(steps, j) for j in range(n)] + [0.0] * 3
    off = [told[j] - medians[j] for j in range(n)]
    off = [2.0 * one if one < 0.0 else one for one in off]
    th2 = [threshold(off, j) for j in range(n)]
    found = [0] * n
    for j in range(n):
        if abs(d[j]) <= 1.0 or found[j] or (j and found[j - 1] == Artefact.EXTRA):
            continue
        neighbours = (d[j - 1], d[j + 1])
        if (d[j] > 1.0 and max(neighbours) < -0.13 * d[j] - 0.17) or (
            d[j] < -1.0 and min(neighbours) > -0.13 * d[j] + 0.17
        ):
            found[j] = Artefact.ECTOPIC
            if j and found[j - 1] == Artefact.LONG_OR_SHORT:
                found[j - 1] = Artefact.NONE
            continue
        for k in (j, j + 1) if abs(d[j + 1]) < abs(d[j + 2]) and j + 1 < n else (j,):
            if k and found[k - 1] == Artefact.EXTRA:
                continue
            mate = min(d[k + 1], d[k + 2]) if d[k] >= 0.0 else max(d[k + 1], d[k + 2])
            if (d[k] > 1.0 and mate < -1.0) or off[k] / th2[k] > 3.0:
                parts = max(2, round(told[k] / medians[k]))
                fits = parts <= 3 and abs(told[k] / parts - medians[k]) < th2[k]
                found[k] = Artefact.MISSED if fits else Artefact.LONG_OR_SHORT
            elif (d[k] < -1.0 and mate > 1.0) or off[k] / th2[k] < -3.0:
                fits = k + 1 < n and abs(told[k] + told[k + 1] - medians[k]) < th2[k]
                found[k] = Artefact.EXTRA if fits else Artefact.LONG_OR_SHORT
    return found


@pytest.mark.parametrize("seed", range(8000, 8008))
def test_beats_are_judged_as_the_equations_say(seed: int) -> None:
    told, _ = planted(beats_of(seed, 120 + 5 * (seed - 8000), 400), 0.04, seed)

    assert _looked_over(told).kinds.tolist() == slow_kinds(told)


# Time


def test_beats_without_a_gap_are_one_stretch() -> None:
    (stretch,) = stretches_of(ticking(calm(1000)))

    assert stretch.rr_ms.tolist() == calm(1000)[1:].tolist()
    assert np.max(np.abs(stretch.ended_s - np.cumsum(calm(1000))[1:] / 1000.0)) < 0.6


@pytest.mark.parametrize("silent_s", [4, 25, 600])
def test_a_silent_strap_ends_a_stretch(silent_s: int) -> None:
    early = ticking(calm(300))
    late = ticking(calm(300), early[-1].t_s + silent_s)

    before, after = stretches_of([*early, *late])

    assert before.ended_s[-1] < after.ended_s[0] - silent_s + 2.0
    assert len(before.rr_ms) == len(after.rr_ms) == 299


def test_beats_that_are_told_twice_end_a_stretch() -> None:
    samples = ticking(calm(300))
    twice = [*samples[:50], *(second(one.t_s, 150, rr_ms=one.rr_ms * 2) for one in samples[50:])]

    assert len(stretches_of(twice)) > 1


def test_a_strap_whose_clock_is_slow_is_no_gap() -> None:
    rr_ms = calm(9000)
    samples = ticking(rr_ms)
    slow = [Sample(t_s=i, rr_ms=tuple(rr - 1 for rr in one.rr_ms)) for i, one in enumerate(samples)]

    assert len(stretches_of(slow)) == 1


def test_a_beat_told_a_second_late_is_no_gap() -> None:
    samples = ticking(calm(300))
    held = [
        *samples[:60],
        second(60, 150),
        second(61, 150, rr_ms=samples[60].rr_ms + samples[61].rr_ms),
    ]

    assert len(stretches_of([*held, *samples[62:]])) == 1


def test_no_intervals_are_no_stretch() -> None:
    assert stretches_of([]) == []
    assert stretches_of([second(t_s, 140) for t_s in range(60)]) == []


def test_what_was_mended_tells_its_share() -> None:
    told = calm()
    told[100] = 560.0

    assert correct(told).doubted_ratio == 1.0 / 200.0
    assert isinstance(correct(told[:0]), Corrected)
    assert correct(told[:0]).doubted_ratio == 0.0
