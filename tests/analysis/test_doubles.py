"""The same run in several files counts once; two people's runs never are one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.block import BlockRun
from analysis.doubles import without_doubles
from analysis.run_summary import Conditions, Measured, RunSummary

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)


def run(
    name: str,
    start_s: float = 0.0,
    minutes: float = 60.0,
    *,
    bpm: float | None = 140.0,
    measures: int = 3,
    athlete: str = "",
    sha256: str = "",
    why_not: str = "",
    problems: int = 0,
) -> BlockRun:
    start = NOON + timedelta(seconds=start_s)
    return BlockRun(
        name=name,
        day=start.date(),
        summary=RunSummary(
            sha256=sha256 or name,
            athlete=athlete,
            start_utc=start.isoformat(),
            conditions=Conditions(
                discipline="run", duration_s=round(60 * minutes), hr_mean_bpm=bpm
            ),
            measured={str(number): Measured(1.0) for number in range(measures)},
            why_not=why_not,
            problem_count=problems,
        ),
    )


def same_as(*runs: BlockRun) -> dict[str, str]:
    return {one.name: one.same_as for one in without_doubles(runs) if one.same_as}


@pytest.mark.parametrize(
    ("runs", "expected"),
    [
        ([run("a"), run("b", sha256="a")], {"b": "a"}),
        ([run("a", why_not="torn"), run("b", sha256="a", why_not="torn")], {"b": "a"}),
        ([run("a"), run("b", 2.0)], {"b": "a"}),
        ([run("a", problems=1), run("b", 2.0)], {"a": "b"}),
        ([run("a", bpm=None, measures=1), run("b", 2.0)], {"a": "b"}),
        ([run("phone", -90.0, 63.0, measures=2), run("watch", 0.0, 59.0)], {"phone": "watch"}),
        ([run("torn", 0.0, 20.0), run("whole")], {"torn": "whole"}),
        ([run("a"), run("b", 1.0), run("c", 2.0)], {"b": "a", "c": "a"}),
        (
            [run("a", measures=1), run("b", sha256="a", measures=1), run("c", 2.0)],
            {"a": "c", "b": "c"},
        ),
        ([run("morning"), run("evening", 6 * 3600.0)], {}),
        ([run("a"), run("b", 3500.0)], {}),  # the clocks are off by a little
        ([run("ann", athlete="Ann"), run("bob", athlete="Bob")], {}),
        ([run("ann", athlete="Ann"), run("bob", athlete="Bob", sha256="ann")], {}),
        ([run("ann", bpm=130.0), run("bob", bpm=160.0)], {}),
        ([run("a"), run("b", why_not="torn")], {}),
        (
            [run("day", -3600.0, 600.0, bpm=None, measures=1), run("a"), run("b", 4 * 3600.0)],
            {"day": "a"},
        ),
    ],
    ids=[
        "the same bytes",
        "the same bytes of no run",
        "two platforms",
        "damaged and whole",
        "with and without a heart rate",
        "a watch and a phone",
        "torn and whole",
        "three files",
        "two files with the same bytes, and a better one",
        "two runs on a day",
        "one after the other",
        "two athletes at once",
        "two athletes with the same bytes",
        "two hearts",
        "what is no run",
        "a whole day around two runs",
    ],
)
def test_what_is_the_same_run(runs: list[BlockRun], expected: dict[str, str]) -> None:
    assert same_as(*runs) == expected


RUNS = st.lists(
    st.builds(
        run,
        st.sampled_from("abcdefgh"),
        st.integers(0, 200).map(lambda minutes: 60.0 * minutes),
        st.sampled_from([10.0, 60.0, 90.0]),
        bpm=st.sampled_from([None, 130.0, 140.0, 170.0]),
        measures=st.integers(0, 3),
        athlete=st.sampled_from(["", "Ann"]),
    ),
    max_size=8,
    unique_by=lambda one: one.name,
)


@given(RUNS, st.randoms())
def test_which_file_counts_hangs_on_no_order(runs: list[BlockRun], chance: object) -> None:
    mixed = list(runs)
    chance.shuffle(mixed)

    assert same_as(*mixed) == same_as(*runs)


@given(RUNS)
def test_a_file_that_counts_for_another_counts_itself(runs: list[BlockRun]) -> None:
    found = same_as(*runs)
    athlete = {one.name: one.summary.athlete for one in runs}

    assert not set(found) & set(found.values())
    assert all(athlete[name] == athlete[other] for name, other in found.items())
