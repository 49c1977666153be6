"""Gait, speed and grade are read off what sensors tell, and nothing is read off nothing."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.motion import Motion, MotionObserver
from runwalk.engine.sample import Sample

from ..builders import second


def observed(samples: list[Sample], observer: MotionObserver | None = None) -> list[Motion]:
    observer = observer or MotionObserver()
    return [observer.observe(sample) for sample in samples]


def legs(
    speed_mps: float | None, cadence_spm: int | None, seconds: int = 30, *, start_s: int = 0
) -> list[Sample]:
    return [
        second(start_s + i, speed_mps=speed_mps, cadence_spm=cadence_spm) for i in range(seconds)
    ]


# Gait


@pytest.mark.parametrize(
    ("speed_mps", "cadence_spm", "gait"),
    [
        pytest.param(None, None, None, id="nothing is known"),
        pytest.param(3.0, None, Gait.RUN, id="a runner's speed"),
        pytest.param(1.5, None, Gait.WALK, id="a walker's speed"),
        pytest.param(2.05, None, Gait.WALK, id="just at the limit, from nothing"),
        pytest.param(2.14, None, Gait.RUN, id="clearly above the limit"),
        pytest.param(0.0, None, None, id="a speed of zero that nobody measured"),
        pytest.param(0.0, 165, Gait.RUN, id="a treadmill without a foot pod"),
        pytest.param(None, 165, Gait.RUN, id="a runner's cadence"),
        pytest.param(None, 110, Gait.WALK, id="a walker's cadence"),
        pytest.param(None, 0, Gait.STAND, id="no steps"),
        pytest.param(1.8, 160, Gait.RUN, id="a slow jog: cadence knows better"),
        pytest.param(2.4, 120, Gait.WALK, id="a fast walk: cadence knows better"),
        pytest.param(2.5, 80, Gait.RUN, id="nobody walks so fast: half the steps were counted"),
        pytest.param(1.5, 0, Gait.WALK, id="a pod that counts nothing while the watch moves"),
    ],
)
def test_what_the_legs_do(
    speed_mps: float | None, cadence_spm: int | None, gait: Gait | None
) -> None:
    assert observed(legs(speed_mps, cadence_spm))[-1].gait is gait


@pytest.mark.parametrize(
    ("cadence_spm", "gait", "has_speed"),
    [
        pytest.param(None, Gait.STAND, True, id="a watch alone"),
        pytest.param(0, Gait.STAND, True, id="a pod that agrees"),
        pytest.param(29, Gait.STAND, True, id="a shuffle"),
        pytest.param(30, Gait.WALK, False, id="the slowest walk"),
        pytest.param(165, Gait.RUN, False, id="legs that run on: the speed has been lost"),
        pytest.param(110, Gait.WALK, False, id="legs that walk on"),
    ],
)
def test_what_no_speed_means_to_somebody_who_has_moved(
    cadence_spm: int | None, gait: Gait, has_speed: bool
) -> None:
    observer = MotionObserver()
    observed(legs(2.8, cadence_spm), observer)

    found = observed(legs(0.0, cadence_spm, start_s=30), observer)[-1]

    assert found.gait is gait
    assert (found.speed_mps is not None) is has_speed


@pytest.mark.parametrize(
    ("speed_mps", "cadence_spm", "has_speed"),
    [
        pytest.param(0.39, None, False, id="slower than standing, and never faster"),
        pytest.param(0.40, None, True, id="a speed"),
        pytest.param(0.39, 165, False, id="legs run where nobody measures speed"),
        pytest.param(0.40, 165, True, id="legs run on the spot, almost"),
    ],
)
def test_what_is_slower_than_standing_is_no_speed_of_somebody_who_never_moved(
    speed_mps: float, cadence_spm: int | None, has_speed: bool
) -> None:
    found = observed(legs(speed_mps, cadence_spm))

    assert {motion.speed_mps is not None for motion in found} == {has_speed}
    assert {motion.power_w_per_kg is not None for motion in found} == {has_speed}


def test_a_treadmill_without_a_foot_pod_has_no_speed_but_a_gait() -> None:
    belt = legs(0.0, 165, 60) + legs(0.0, 110, 60, start_s=60)

    found = observed(belt)

    assert [m.gait for m in found] == [Gait.RUN] * 62 + [Gait.WALK] * 58
    assert {m.speed_mps for m in found} == {None}


@pytest.mark.parametrize(
    ("before_spm", "gait"),
    [pytest.param(170, Gait.RUN, id="a runner runs on"), pytest.param(110, Gait.WALK, id="walk")],
)
def test_at_the_limit_the_gait_stays_what_it_was(before_spm: int, gait: Gait) -> None:
    observer = MotionObserver()
    observed(legs(None, before_spm), observer)

    found = observed(legs(None, 140, start_s=30), observer)

    assert {motion.gait for motion in found} == {gait}


def test_a_new_gait_must_last_three_seconds() -> None:
    observer = MotionObserver()
    observed(legs(None, 170), observer)
    cadences = [110, 110, 170, 110, 110, 110, 110]

    found = observed([second(30 + i, cadence_spm=spm) for i, spm in enumerate(cadences)], observer)

    assert [m.gait for m in found] == [Gait.RUN] * 5 + [Gait.WALK] * 2


def test_two_other_gaits_in_turn_do_not_add_up() -> None:
    observer = MotionObserver()
    observed(legs(None, 170), observer)
    cadences = [110, 110, 0, 0, 110, 110]

    found = observed([second(30 + i, cadence_spm=spm) for i, spm in enumerate(cadences)], observer)

    assert {m.gait for m in found} == {Gait.RUN}


@pytest.mark.parametrize("cadence_spm", [165, 110, 0], ids=["run", "walk", "stand"])
def test_a_gait_is_held_for_ten_seconds_of_silence(cadence_spm: int) -> None:
    observer = MotionObserver()
    before = observed(legs(None, cadence_spm), observer)[-1].gait

    found = observed(legs(None, None, 12, start_s=30), observer)

    assert before is not None
    assert [m.gait for m in found] == [before] * 10 + [None] * 2


def test_a_speed_is_held_for_ten_seconds_of_silence_and_its_gait_goes_too() -> None:
    observer = MotionObserver()
    observed(legs(2.8, None), observer)

    found = observed(legs(None, None, 25, start_s=30), observer)

    assert [m.speed_mps is None for m in found] == [False] * 10 + [True] * 15
    assert [m.power_w_per_kg is None for m in found] == [False] * 10 + [True] * 15
    assert {m.gait for m in found[:10]} == {Gait.RUN}
    assert found[-1].gait is None


@pytest.mark.parametrize(("gap_s", "gait"), [(10, Gait.RUN), (11, None)])
def test_a_gap_between_samples_is_a_silence_of_the_legs(gap_s: int, gait: Gait | None) -> None:
    observer = MotionObserver()
    observed(legs(None, 165), observer)

    assert observer.observe(second(29 + gap_s)).gait is gait


def test_a_cadence_that_comes_and_goes_shows_the_gait_all_the_time() -> None:
    cadences = ([165] + [None] * 10) * 20

    found = observed([second(i, cadence_spm=spm) for i, spm in enumerate(cadences)])

    assert {m.gait for m in found} == {Gait.RUN}


@pytest.mark.parametrize(
    ("silent_s", "gaits"),
    [
        pytest.param(10, [Gait.RUN] * 12 + [Gait.WALK], id="held: the new one must last"),
        pytest.param(11, [Gait.RUN] * 10 + [None] + [Gait.WALK] * 3, id="gone: it is the first"),
    ],
)
def test_another_gait_after_a_silence(silent_s: int, gaits: list[Gait | None]) -> None:
    observer = MotionObserver()
    observed(legs(None, 165), observer)

    silent = observed(legs(None, None, silent_s, start_s=30), observer)
    found = observed(legs(None, 110, 3, start_s=30 + silent_s), observer)

    assert [m.gait for m in silent + found] == gaits


@given(
    st.lists(st.tuples(st.floats(0, 8), st.integers(0, 220)), max_size=80),
)
def test_a_gait_that_was_told_lasts_three_seconds(run: list[tuple[float, int]]) -> None:
    found = observed(
        [second(i, speed_mps=mps, cadence_spm=spm) for i, (mps, spm) in enumerate(run)]
    )

    gaits = [m.gait for m in found]
    changes = [i for i in range(1, len(gaits)) if gaits[i] is not gaits[i - 1]]
    assert all(b - a >= 3 for a, b in pairwise(changes))


# Speed


def test_speed_is_smoothed_over_about_four_seconds() -> None:
    observer = MotionObserver()
    observed(legs(1.0, None), observer)

    found = observed(legs(2.0, None, 40, start_s=30), observer)

    speeds = [m.speed_mps or 0.0 for m in found]
    assert speeds == sorted(speeds)
    assert 1.5 < speeds[3] < 1.7
    assert speeds[-1] == pytest.approx(2.0, abs=0.01)


def test_a_gap_lets_the_new_speed_count_more() -> None:
    near, far = MotionObserver(), MotionObserver()
    observed(legs(1.0, None), near)
    observed(legs(1.0, None), far)

    soon = near.observe(second(30, speed_mps=2.0)).speed_mps
    late = far.observe(second(45, speed_mps=2.0)).speed_mps

    assert soon is not None
    assert late is not None
    assert soon == pytest.approx(1.2)
    assert late == pytest.approx(1.8)


@pytest.mark.parametrize("speed_mps", [0.0, 1.5, 3.2])
def test_the_cost_is_that_of_the_gait(speed_mps: float) -> None:
    observer = MotionObserver()
    observed(legs(1.0, None), observer)

    motion = observed(legs(speed_mps, None, 60, start_s=30), observer)[-1]

    assert motion.gait is not None
    assert motion.power_w_per_kg == pytest.approx(
        metabolic_power_w_per_kg(speed_mps, 0.0, motion.gait), abs=1e-3
    )


# Grade


def climbing(grade: float, seconds: int, *, speed_mps: float = 3.0, m: float = 0.2) -> list[Sample]:
    """A slope, its altitude to ``m`` metres as a FIT file keeps it."""
    return [
        Sample(
            t_s=t_s,
            speed_mps=speed_mps,
            altitude_m=round(speed_mps * t_s * grade / m) * m,
        )
        for t_s in range(seconds)
    ]


@pytest.mark.parametrize("grade", [0.0, 0.04, -0.04, 0.15, -0.12])
def test_the_grade_of_a_slope_is_found_from_its_heights(grade: float) -> None:
    assert observed(climbing(grade, 60))[-1].grade == pytest.approx(grade, abs=0.005)


def test_the_grade_is_level_until_enough_ground_is_behind() -> None:
    found = observed(climbing(0.10, 30))

    assert {m.grade for m in found[:10]} == {0.0}  # 30 m are ten seconds at 3 m/s
    assert found[12].grade > 0.05


def test_the_grade_follows_when_the_slope_ends() -> None:
    up = climbing(0.10, 60)
    top_m = up[-1].altitude_m
    flat = [Sample(t_s=60 + i, speed_mps=3.0, altitude_m=top_m) for i in range(25)]

    assert observed(up + flat)[-1].grade == pytest.approx(0.0, abs=1e-9)


def test_a_treadmill_knows_its_grade_better_than_a_barometer() -> None:
    samples = [
        Sample(t_s=t_s, speed_mps=3.0, altitude_m=50.0 * t_s, grade=0.15) for t_s in range(40)
    ]

    assert {m.grade for m in observed(samples)} == {0.15}


@pytest.mark.parametrize(("rise_m", "grade"), [(100.0, 0.30), (-100.0, -0.30)])
def test_a_barometers_leap_is_no_steeper_than_a_hill_can_be(rise_m: float, grade: float) -> None:
    samples = climbing(0.0, 40)
    leap = Sample(t_s=40, speed_mps=3.0, altitude_m=rise_m)

    assert observed([*samples, leap])[-1].grade == grade


def test_standing_still_with_a_wandering_barometer_is_no_hill() -> None:
    observer = MotionObserver()
    observed(climbing(0.0, 60), observer)
    waiting = [
        Sample(t_s=60 + i, speed_mps=0.0, altitude_m=round(math.sin(i / 40), 1)) for i in range(600)
    ]

    assert max(abs(m.grade) for m in observed(waiting, observer)) < 0.03


def test_heights_without_speed_give_no_grade() -> None:
    samples = [Sample(t_s=t_s, altitude_m=float(t_s), cadence_spm=165) for t_s in range(60)]

    assert {m.grade for m in observed(samples)} == {0.0}


def test_a_memory_of_heights_does_not_grow_while_standing() -> None:
    observer = MotionObserver()
    observed(climbing(0.0, 60), observer)

    observed([Sample(t_s=60 + i, speed_mps=0.0, altitude_m=0.0) for i in range(3000)], observer)

    assert len(observer._climb) <= 120
