"""Runs and walks in words: what a person reads of them."""

from __future__ import annotations

import pytest

from analysis.bout_heart import BoutHeart
from analysis.bout_words import FIRST_ROWS, LAST_ROWS, share, table
from analysis.bouts import Bout, Bouts, NoBouts, Why, refuse
from analysis.spans import Source
from runwalk.engine.gait import Gait
from runwalk.outputs.units import Units

SILENT = BoutHeart(start_bpm=None, end_bpm=None, mean_bpm=None, ceiling_bpm=None)


def bout(
    gait: Gait | None,
    duration_s: int,
    *,
    start_s: int = 0,
    speed_mps: float | None = None,
    level_mps: float | None = None,
    heart: BoutHeart = SILENT,
) -> Bout:
    return Bout(
        gait=gait,
        start_s=start_s,
        duration_s=duration_s,
        distance_m=None if speed_mps is None else speed_mps * duration_s,
        speed_mps=speed_mps,
        grade_adjusted_mps=level_mps,
        heart=heart,
    )


def bouts(*found: Bout, source: Source = Source.CADENCE) -> Bouts:
    return Bouts(source=source, all=found)


def rows(found: Bouts | NoBouts, units: Units = Units.KM) -> list[list[str]]:
    return [line.split() for line in table(found, units)]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (bouts(bout(Gait.RUN, 1800)), "ran 30:00, by cadence"),
        (
            bouts(
                bout(Gait.RUN, 240),
                bout(Gait.WALK, 60),
                bout(Gait.RUN, 360),
                bout(Gait.STAND, 30),
                bout(None, 90),
                source=Source.SPEED,
            ),
            "ran 10:00 in 2 runs of about 5:00, walked 1:00, stood 0:30, "
            "paused or unknown 1:30 (91% running), by speed",
        ),
        (
            bouts(bout(Gait.WALK, 60), source=Source.CUES),
            "walked 1:00, by the cues that were given",
        ),
        (refuse(Why.NO_GAIT_SIGNAL), refuse(Why.NO_GAIT_SIGNAL).text),
    ],
    ids=["a run", "everything", "a walk", "refused"],
)
def test_what_the_legs_did_is_told_in_a_line(found: Bouts | NoBouts, words: str) -> None:
    assert share(found) == words


@pytest.mark.parametrize(
    "found", [bouts(bout(Gait.RUN, 1800)), refuse(Why.NOT_ON_FOOT)], ids=["one run", "refused"]
)
def test_one_run_needs_no_table(found: Bouts | NoBouts) -> None:
    assert rows(found) == []


def test_a_row_tells_what_is_known_and_columns_without_a_word_are_left_out() -> None:
    heart = BoutHeart(
        start_bpm=None,
        end_bpm=150,
        mean_bpm=140.0,
        ceiling_bpm=148,
        peak_bpm=152,
        overshoot_bpm=4,
        drop_30_bpm=18,
    )
    told = rows(
        bouts(
            bout(Gait.RUN, 300, speed_mps=2.5, level_mps=2.5, heart=heart),
            bout(Gait.WALK, 45, start_s=300),
            bout(Gait.STAND, 15, start_s=345),
            bout(Gait.RUN, 200, start_s=360, speed_mps=0.1),
        )
    )

    assert told[:3] == [
        ["at", "ran", "min/km", "beats", "peak", "over", "-30s", "rest"],
        ["0:00", "5:00", "6:40", "?-150", "152", "+4", "-18", "1:00"],
        ["6:00", "3:20", "-", "-", "-", "-", "-", "-"],
    ]
    assert "-60s:" not in told[3]


def test_the_level_pace_is_told_where_it_is_another() -> None:
    run = bout(Gait.RUN, 300, speed_mps=2.5, level_mps=2.778)

    told = rows(bouts(run, run), Units.MILE)

    assert told[1] == ["0:00", "5:00", "10:44", "9:39"]


@pytest.mark.parametrize("count", [2, FIRST_ROWS + LAST_ROWS, 13, 14, 40])
def test_a_long_table_is_told_by_its_ends(count: int) -> None:
    told = rows(bouts(*(bout(Gait.RUN, 60, start_s=60 * i) for i in range(count))))

    shown = [row for row in told if row[0][0].isdigit()]
    hidden = [int(row[1]) for row in told if row[0] == "and"]
    assert len(shown) + sum(hidden) == count
    assert len(shown) <= FIRST_ROWS + LAST_ROWS + 1


def test_no_line_is_wider_than_a_terminal() -> None:
    heart = BoutHeart(
        start_bpm=101,
        end_bpm=150,
        mean_bpm=140.0,
        ceiling_bpm=148,
        peak_bpm=152,
        overshoot_bpm=+14,
        drop_30_bpm=18,
        drop_60_bpm=28,
    )
    run = bout(Gait.RUN, 4000, start_s=36_000, speed_mps=1.0, level_mps=1.1, heart=heart)

    lines = list(table(bouts(run, bout(Gait.WALK, 4000), run), Units.MILE))

    assert max(map(len, lines)) <= 80
