"""Weeks as the runner counts them."""

from __future__ import annotations

from datetime import date

import pytest

from analysis.block import block_of
from analysis.weeks import WeekStarts, week_starts_in, weeks_of

from .test_block import run


@pytest.mark.parametrize(
    ("locale", "starts"),
    [
        ("en_US", WeekStarts.SUNDAY),
        ("en-GB", WeekStarts.MONDAY),
        ("de_AT", WeekStarts.MONDAY),
        ("ar_EG", WeekStarts.SATURDAY),
        ("dv_MV", WeekStarts.FRIDAY),
        ("C", WeekStarts.MONDAY),
        ("", WeekStarts.MONDAY),
        ("no such place", WeekStarts.MONDAY),
    ],
)
def test_weeks_start_as_they_do_where_the_runner_lives(locale: str, starts: WeekStarts) -> None:
    assert week_starts_in(locale) is starts


def test_every_week_is_there_and_every_run_is_in_one() -> None:
    block = block_of(
        [run(0, distance_m=5000.0), run(6, distance_m=7000.0), run(7), run(21, distance_m=1000.0)]
    )

    weeks = weeks_of(block)

    assert [one.first_day for one in weeks] == [
        date(2026, 1, 5),
        date(2026, 1, 12),
        date(2026, 1, 19),
        date(2026, 1, 26),
    ]
    assert [one.runs for one in weeks] == [2, 1, 0, 1]
    assert [one.duration_s for one in weeks] == [4800, 2400, 0, 2400]
    assert [one.distance_m for one in weeks] == [12000.0, None, None, 1000.0]


def test_a_sunday_belongs_to_the_week_that_it_starts() -> None:
    block = block_of([run(0), run(6)])

    weeks = weeks_of(block, WeekStarts.SUNDAY)

    assert [(one.first_day, one.runs) for one in weeks] == [
        (date(2026, 1, 4), 1),
        (date(2026, 1, 11), 1),
    ]
