"""What runs and walks tell of a run, from seconds that are made up."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from analysis.bout_measures import (
    BURSTS,
    CEILING_MOVED,
    NO_CEILING,
    NO_HEART_RATE,
    TOO_SHORT,
    above_ceiling_ratio,
    has_bursts,
    longest_run_s,
    recovery_s,
    run_ratio,
    to_ceiling_s,
)
from analysis.measures import NO_RUN, measure
from analysis.report import Report, report_on
from analysis.run import run_of, uncoached_run_of
from analysis.run_summary import Measured
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording
from runwalk.simulator.scenarios import make_runner

PLAN = Plan(Athlete(), Workout.easy(Band(125, 150)))
RUN_MPS, WALK_MPS, FAST_MPS = 2.6, 1.4, 5.0
DEVELOPMENT_SEED = 8000


def told(samples: Sequence[Sample], plan: Plan | None = PLAN) -> Report:
    return report_on(uncoached_run_of(Recording(samples=tuple(samples), sport="running"), plan))


def legs(*spans: tuple[float, Sequence[int | None]]) -> list[Sample]:
    """Speeds, and the heart rates of their seconds."""
    seconds = [(mps, bpm) for mps, bpms in spans for bpm in bpms]
    return [
        Sample(t_s=t_s, hr_bpm=bpm, speed_mps=mps, cadence_spm=165 if mps > 2.0 else 110)
        for t_s, (mps, bpm) in enumerate(seconds)
    ]


def climbing(seconds: int, from_bpm: int = 130, top_bpm: int = 150) -> list[int]:
    """Half a beat a second, up to a level."""
    return [min(from_bpm + i // 2, top_bpm) for i in range(seconds)]


def falling(seconds: int, from_bpm: int = 150) -> list[int]:
    """Level for 10 s, and then half a beat a second."""
    return [from_bpm - max(0, i - 10) // 2 for i in range(seconds)]


def cycles(count: int, run_s: int = 90, walk_s: int = 50) -> list[Sample]:
    return legs(*((RUN_MPS, climbing(run_s)), (WALK_MPS, falling(walk_s))) * count)


def number(found: Measured | str) -> Measured:
    assert isinstance(found, Measured), found
    return found


def test_share_and_longest_run_are_counted() -> None:
    report = told(cycles(10))

    assert number(run_ratio(report)).value == pytest.approx(90 / 140, abs=0.02)
    assert number(longest_run_s(report)).value == pytest.approx(90, abs=4)
    assert number(run_ratio(report)).se is None


def test_who_never_walks_has_run_for_so_long_at_least() -> None:
    report = told(legs((RUN_MPS, climbing(1500))))

    assert number(longest_run_s(report)).value == 1500.0
    assert number(run_ratio(report)).value == 1.0


def test_recovery_is_the_time_of_a_fall_by_five_beats() -> None:
    found = number(recovery_s(told(cycles(10))))

    assert found.value == pytest.approx(21, abs=3)  # 10 s late, half a beat a second
    assert found.se is not None
    assert found.se < 2.0


def test_recovery_does_not_hang_on_how_long_walks_last() -> None:
    short, long = (number(recovery_s(told(cycles(10, walk_s=s)))).value for s in (25, 90))

    assert short == pytest.approx(long, abs=1.0)


def test_walks_that_are_too_short_are_not_taken_for_quick_ones() -> None:
    samples = legs(*((RUN_MPS, [150] * 90), (WALK_MPS, [148] * 12)) * 10)

    assert "did not come down" in str(recovery_s(told(samples)))


def test_time_to_the_ceiling_is_told_of_runs_after_a_walk() -> None:
    found = number(to_ceiling_s(told(cycles(10))))

    assert found.value == pytest.approx(34, abs=4)  # from 130 to 147, half a beat a second


def test_runs_that_never_reach_the_ceiling_are_not_dropped() -> None:
    up = ((RUN_MPS, climbing(90)), (WALK_MPS, falling(50)))
    below = ((RUN_MPS, climbing(60, top_bpm=140)), (WALK_MPS, falling(50, 140)))

    few = number(to_ceiling_s(told(legs(*(up * 8 + below * 2))))).value
    some = number(to_ceiling_s(told(legs(*(up * 6 + below * 4))))).value
    most = to_ceiling_s(told(legs(*(up * 2 + below * 10))))

    assert few <= some
    assert "Most runs ended below the ceiling" in str(most)
    assert "s or more" in str(most)


def test_who_is_above_the_ceiling_all_along_does_not_reach_it() -> None:
    samples = legs(*((RUN_MPS, [160] * 90), (WALK_MPS, [158] * 50)) * 8)

    assert "began after a walk and below" in str(to_ceiling_s(told(samples)))


def test_share_above_the_ceiling() -> None:
    samples = legs((RUN_MPS, [151] * 900), (RUN_MPS, [150] * 2700))

    found = number(above_ceiling_ratio(told(samples)))

    assert found.value == pytest.approx(0.25, abs=0.01)
    assert found.se == pytest.approx(0.1, abs=0.02)  # 5 of 20 blocks


def test_never_above_is_not_surely_never() -> None:
    found = number(above_ceiling_ratio(told(legs((RUN_MPS, [140] * 1200)))))

    assert found.value == 0.0
    assert found.se is not None
    assert found.se > 0.0


def test_without_a_ceiling_there_is_none_to_reach() -> None:
    report = told(cycles(10), None)

    assert to_ceiling_s(report) == NO_CEILING
    assert above_ceiling_ratio(report) == NO_CEILING
    assert isinstance(run_ratio(report), Measured)


def test_a_ceiling_that_moved_is_like_no_other() -> None:
    samples = cycles(10)
    samples[600] = Sample(
        t_s=600, hr_bpm=140, speed_mps=RUN_MPS, marks=(Mark(MarkKind.CEILING, 5.0),)
    )

    report = report_on(run_of(Recording(samples=tuple(samples), sport="running"), PLAN))

    assert above_ceiling_ratio(report) == CEILING_MOVED


def test_a_few_minutes_tell_nothing() -> None:
    report = told(cycles(3))

    assert run_ratio(report) == TOO_SHORT
    assert longest_run_s(report) == TOO_SHORT


@pytest.mark.parametrize("scenario", ["strides", "hills"])
def test_strides_and_hill_sprints_say_nothing_of_walk_breaks(scenario: str) -> None:
    runner = make_runner(scenario, DEVELOPMENT_SEED)
    report = told([runner.second() for _ in range(2000)])

    assert has_bursts(report)
    assert recovery_s(report) == BURSTS
    assert above_ceiling_ratio(report) == BURSTS


@pytest.mark.parametrize(
    ("read", "samples", "words"),
    [
        (recovery_s, cycles(5, run_s=160)[:-60], "Fewer than 5 walks"),
        (recovery_s, legs((RUN_MPS, [None] * 90), (WALK_MPS, [None] * 50)), TOO_SHORT),
        (to_ceiling_s, cycles(3), TOO_SHORT),
        (to_ceiling_s, cycles(5), "Fewer than 5 runs"),
        (above_ceiling_ratio, legs((RUN_MPS, [None] * 900)), NO_HEART_RATE),
        (above_ceiling_ratio, legs((RUN_MPS, [140] * 300)), "ten minutes of heart rate"),
        (longest_run_s, [Sample(t_s=t, hr_bpm=140) for t in range(900)], "Nothing shows"),
    ],
)
def test_what_is_too_little_is_refused_in_words(
    read: Callable[[Report], Measured | str], samples: list[Sample], words: str
) -> None:
    assert words in str(read(told(samples)))


def test_silent_walks_do_not_count() -> None:
    silent = legs(*((RUN_MPS, climbing(90)), (WALK_MPS, [None] * 50)) * 10)

    assert "Fewer than 5 walks" in str(recovery_s(told(silent)))


def test_short_runs_by_the_clock_are_no_sprints() -> None:
    report = told(legs(*((RUN_MPS, climbing(30)), (WALK_MPS, falling(30))) * 30))

    assert not has_bursts(report)
    assert number(run_ratio(report)).value == pytest.approx(0.5, abs=0.05)


def test_a_hike_tells_nothing_of_runs() -> None:
    _, refused = measure(told(legs((WALK_MPS, [110] * 1500))))

    for name in ("run_ratio", "longest_run_s", "recovery_s", "efficiency_m_per_beat"):
        assert refused[name] == NO_RUN
