"""What the figures draw: lines that break where the data do, and stay what they are."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from analysis import report_lines as lines
from analysis.report_canvas import even_numbers
from analysis.report_ink import INKS
from analysis.report_lines import Line
from analysis.run import Run, run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording

from ..builders import second

PLAN = Plan(Athlete(), Workout.easy(Band(130, 150)))


def run(*samples: Sample, plan: Plan | None = None) -> Run:
    return run_of(Recording(samples=samples), plan)


def steady(from_s: int, until_s: int, *, speed_mps: float | None = 2.8) -> list[Sample]:
    return [
        second(t_s, 130 + t_s % 2, speed_mps=speed_mps, cadence_spm=165)
        for t_s in range(from_s, until_s)
    ]


def is_bridged(line: Line, from_s: float, until_s: float) -> bool:
    """Whether a line is drawn through a stretch of time."""
    known = ~np.isnan(line.values)
    drawn = [
        (line.minutes[i], line.minutes[i + 1])
        for i in range(len(known) - 1)
        if known[i] and known[i + 1]
    ]
    return any(a < until_s / 60.0 - 1e-9 and b > from_s / 60.0 + 1e-9 for a, b in drawn)


def test_a_gap_is_never_bridged() -> None:
    gap = run(*steady(0, 200), *steady(260, 500))

    for line in (lines.trusted_heart(gap), lines.heard_heart(gap), lines.speed(gap)):
        assert is_bridged(line, 150, 190)
        assert not is_bridged(line, 202, 258)
        assert not is_bridged(lines.thinned(line, 50), 202, 258)


def test_a_watch_that_saves_memory_has_one_line() -> None:
    sparse = run(*(second(t_s, 130, speed_mps=2.8) for t_s in range(0, 300, 7)))

    assert not np.isnan(lines.heard_heart(sparse).values).any()


def test_silence_is_a_hole_and_not_a_zero() -> None:
    quiet = run(*steady(0, 100), *(second(t_s) for t_s in range(100, 160)), *steady(160, 300))

    line = lines.heard_heart(quiet)
    assert not is_bridged(line, 101, 159)
    assert np.nanmin(line.values) == 130.0


@given(
    st.lists(st.one_of(st.none(), st.integers(40, 200)), min_size=2, max_size=300),
    st.integers(3, 60),
)
def test_a_thinned_line_keeps_its_ends_up_and_down_and_its_holes(
    told: list[int | None], columns: int
) -> None:
    values = np.array([np.nan if one is None else one for one in told], dtype=np.float64)
    line = Line(np.arange(len(told)) / 60.0, values)

    thin = lines.thinned(line, columns)

    assert set(thin.minutes) <= set(line.minutes)
    if not np.isnan(values).all():
        assert np.nanmin(thin.values) == np.nanmin(values)
        assert np.nanmax(thin.values) == np.nanmax(values)
    for hole in np.flatnonzero(np.isnan(values)):
        assert not is_bridged(thin, hole - 0.5, hole + 0.5)


def test_a_thinned_line_is_short() -> None:
    long = Line(np.arange(10_000) / 60.0, np.sin(np.arange(10_000.0)))

    assert len(lines.thinned(long, 300).values) <= 2 * 301


def test_grade_comes_from_heights_over_the_way_run() -> None:
    samples = []
    for t_s in range(600):
        climbed_s = min(max(t_s - 200, 0), 200)
        samples.append(
            Sample.rounded(t_s, hr_bpm=130, speed_mps=2.5, altitude_m=300.0 + 0.125 * climbed_s)
        )

    found = lines.grade(run(*samples))

    assert found is not None
    assert abs(np.interp(5.0, found.minutes, found.values) - 0.05) < 0.005
    assert abs(np.interp(1.0, found.minutes, found.values)) < 0.001


def test_a_height_that_a_watch_sets_anew_is_no_hill() -> None:
    samples = [
        Sample.rounded(
            t_s, speed_mps=2.5, altitude_m=300.0 + 0.125 * t_s - (80.0 if t_s >= 300 else 0.0)
        )
        for t_s in range(600)
    ]

    found = lines.grade(run(*samples))

    assert found is not None
    assert np.nanmin(found.values) > 0.039
    assert np.nanmax(found.values) < 0.061
    assert not is_bridged(found, 299.2, 299.8)


@given(high=st.floats(1.0, 40_000.0))
def test_however_long_a_run_took_its_axis_has_few_numbers(high: float) -> None:
    assert 1 <= len(even_numbers(0.0, high, 4)) <= 6


def test_level_ground_is_not_drawn() -> None:
    assert lines.grade(run(*steady(0, 300))) is None


def test_legs_and_ceilings_are_told_in_the_time_of_the_recording() -> None:
    late = run(*steady(1000, 1300), plan=PLAN)

    assert lines.legs(late)[-1] == ((1000.0, 1300.0), Gait.RUN)
    assert lines.ceilings(late) == (((1000.0, 1300.0), 150),)
    assert lines.advice(late) == (((1000.0, 1300.0), Gait.RUN),)
    assert lines.trusted_heart(late).minutes[0] == 1000 / 60.0


def test_every_colour_has_a_part_of_its_own_by_day() -> None:
    assert len({ink.light for ink in INKS.values()}) == len(INKS)


def test_what_is_drawn_stands_out_from_what_lies_behind_it() -> None:
    """WCAG asks 3 to 1 of what has a meaning, and 4.5 to 1 of text."""
    for scheme in (0, 1):
        for role in ("ink", "muted"):
            assert contrast(INKS[role][scheme], INKS["card"][scheme]) > 4.5
            assert contrast(INKS[role][scheme], INKS["page"][scheme]) > 4.5
        for role in ("run", "walk", "cap", "doubt", "drift", "bar"):
            assert contrast(INKS[role][scheme], INKS["card"][scheme]) > 3.0
        for zone in ("zone1", "zone3", "zone5", "zone7"):
            assert contrast(INKS["ink"][scheme], INKS[zone][scheme]) > 4.5


def contrast(a: str, b: str) -> float:
    low, high = sorted((luminance(a), luminance(b)))
    return (high + 0.05) / (low + 0.05)


def luminance(color: str) -> float:
    parts = [int(color[i : i + 2], 16) / 255.0 for i in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
