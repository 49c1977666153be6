"""What an archive says of running and walking by the clock."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from statistics import fmean

import pytest

from analysis.block import BlockRun
from analysis.bout_measures import BURSTS
from analysis.ratio import (
    LATEST_DAYS,
    MOST_RUNS,
    RatioJob,
    Shares,
    Why,
    gone_again,
    latest,
    propose,
    shares_of,
)
from analysis.run_summary import Conditions, Measured, RunSummary
from runwalk.recording import read_recording
from runwalk.training.galloway import RunWalk
from runwalk.training.progress import RATIOS

from ..benchmarks.bench_ratio import Judged, judge

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
TODAY = date(2026, 7, 20)


def run(
    days_ago: int,
    *,
    run_ratio: float = 0.8,
    above: float = 0.0,
    longest_s: float | None = None,
    ceiling_bpm: int = 140,
    discipline: str = "run",
) -> BlockRun:
    day = TODAY - timedelta(days=days_ago)
    measured = {"run_ratio": Measured(run_ratio), "above_ceiling_ratio": Measured(above)}
    if longest_s is not None:
        measured["longest_run_s"] = Measured(longest_s)
    summary = RunSummary(
        sha256=str(days_ago),
        start_utc=f"{day.isoformat()}T07:00:00+00:00",
        conditions=Conditions(discipline=discipline, ceiling_bpm=ceiling_bpm, duration_s=2400),
        measured=measured,
    )
    return BlockRun(name=f"{day}.fit", day=day, summary=summary)


def shares(*by_ratio: float) -> Shares:
    """Ten runs for each ratio that all kept the ceiling for so much of the time."""
    return {ratio: [share] * 10 for ratio, share in zip(RATIOS, by_ratio, strict=True)}


EASY = shares(1.0, 1.0, 0.97, 0.85, 0.7, 0.5)


# -- one run, gone again


def test_more_running_means_more_time_above_the_ceiling() -> None:
    recording = read_recording(SAMPLE_DATA / "live_run.jsonl")

    told = gone_again(recording, 130, None, draws=4)

    assert not isinstance(told, str)
    means = [fmean(told[ratio]) for ratio in RATIOS]
    assert all(0.0 <= one <= 1.0 for one in means)
    assert means[0] > means[2] > means[-1]
    assert told == gone_again(recording, 130, None, draws=4)


def test_a_higher_ceiling_is_kept_for_longer() -> None:
    job = RatioJob(path=SAMPLE_DATA / "live_run.jsonl", ceiling_bpm=130, max_bpm=None, draws=2)

    low, high = shares_of(job), gone_again(read_recording(job.path), 145, None, draws=2)

    assert not isinstance(low, str)
    assert not isinstance(high, str)
    assert all(fmean(high[ratio]) >= fmean(low[ratio]) for ratio in RATIOS)


@pytest.mark.parametrize(
    ("name", "says"), [("easy_run.fit", "hardly changed"), ("no_such.fit", "exist")]
)
def test_a_run_that_does_not_show_the_heart_says_why(name: str, says: str) -> None:
    told = shares_of(RatioJob(path=SAMPLE_DATA / name, ceiling_bpm=140, max_bpm=None))

    assert isinstance(told, str)
    assert says in told


# -- what is proposed


def test_the_longest_ratio_that_is_likely_to_work_is_proposed() -> None:
    proposal = propose([], [EASY, EASY, EASY], 140)

    assert proposal.ratio == RunWalk(180, 60)
    assert proposal.why is None
    assert proposal.simulated == 3
    assert [one.works for one in proposal.outlooks] == [True] * 3 + [False] * 3
    assert proposal.outlooks[2].below.middle == pytest.approx(0.97)


def test_days_that_differ_make_it_careful() -> None:
    bad_day = shares(1.0, 0.95, 0.8, 0.6, 0.5, 0.3)

    assert propose([], [EASY, EASY, bad_day], 140).ratio == RunWalk(120, 60)


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ([], Why.TOO_FEW),
        ([EASY, EASY, "the effort hardly changed"], Why.TOO_FEW),
        ([shares(*[0.5] * 6)] * 3, Why.TOO_HARD),
    ],
    ids=["no run", "two", "too hard"],
)
def test_what_cannot_be_told_or_will_not_work_is_not_proposed(
    told: Sequence[Shares | str], why: Why
) -> None:
    proposal = propose([], told, 140)

    assert proposal.ratio is None
    assert proposal.why is why
    assert proposal.to_begin_with == (RATIOS[0] if why is Why.TOO_HARD else None)


def test_without_a_ceiling_nothing_is_told() -> None:
    assert propose([run(1)], [], None).why is Why.NO_CEILING


def test_who_kept_the_ceiling_without_walks_needs_few() -> None:
    steady = [run(day, run_ratio=1.0) for day in (1, 3, 5)]

    kept = propose(steady, ["the effort hardly changed"] * 3, 140)
    broke = propose([*steady, run(7, run_ratio=1.0, above=0.3)], [], 140)
    other = propose([run(day, run_ratio=1.0, ceiling_bpm=150) for day in (1, 3, 5)], [], 140)

    assert (kept.ratio, kept.without_walks, kept.kept) == (RunWalk(900, 60), 3, 3)
    assert (broke.ratio, broke.why, broke.kept) == (None, Why.TOO_FEW, 3)
    assert other.without_walks == 0  # they were held against another ceiling


def test_a_step_at_a_time_whatever_the_heart_allows() -> None:
    strong = shares(*[1.0] * 6)

    def proposed(longest_s: float | None) -> RunWalk | None:
        return propose([run(1, longest_s=longest_s)], [strong] * 3, 140).ratio

    assert proposed(None) == RunWalk(900, 60)
    assert proposed(45.0) == RunWalk(60, 60)
    assert proposed(130.0) == RunWalk(180, 60)
    assert proposed(2400.0) == RunWalk(900, 60)


def test_only_the_latest_runs_tell() -> None:
    runs = [run(day) for day in (0, 1, 2, LATEST_DAYS, LATEST_DAYS + 1, 3)]

    strides = run(5)
    strides = replace(
        strides, summary=replace(strides.summary, measured={}, refused={"run_ratio": BURSTS})
    )

    told = latest([*runs, run(4, discipline="hike"), strides], TODAY)

    ages = [(TODAY - one.day).days for one in told if one.day]
    assert ages == [1, 2, 3, LATEST_DAYS]
    assert len(latest([run(day) for day in range(1, 20)], TODAY)) == MOST_RUNS


@pytest.mark.slow
def test_what_is_told_of_ratios_holds_the_next_run_of_simulated_runners() -> None:
    found = [one for one in map(judge, range(8000, 8006)) if isinstance(one, Judged)]

    held = [
        told.below.low <= one.truth[told.ratio] <= told.below.high
        for one in found
        for told in one.proposal.outlooks
    ]
    given = [(one, one.proposal.ratio) for one in found if one.proposal.ratio]
    assert len(found) >= 4
    assert fmean(held) >= 0.75
    assert sum(one.truth[ratio] >= 0.85 for one, ratio in given if ratio) >= len(given) - 1
