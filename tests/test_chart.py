"""The line is where the heart was, the ceiling where the ceiling is, and a hole is a hole."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.phases import Phase
from runwalk.outputs.chart import CEILING, RUN, WALK, Point, chart


def points(bpms: list[int | None], phase: Phase = Phase.RUN, first_s: int = 0) -> list[Point]:
    return [Point(first_s + at, bpm, phase) for at, bpm in enumerate(bpms)]


def is_dotted(cell: str) -> bool:
    return "\u2800" < cell <= "\u28ff"


@given(
    bpms=st.lists(st.none() | st.integers(30, 230), max_size=300),
    columns=st.integers(1, 120),
    rows=st.integers(1, 40),
    window_s=st.integers(1, 1800),
    ceiling_bpm=st.none() | st.integers(50, 230),
)
def test_a_chart_fills_its_rectangle_and_draws_only_what_was_there(
    bpms: list[int | None], columns: int, rows: int, window_s: int, ceiling_bpm: int | None
) -> None:
    drawn = chart(
        points(bpms), columns=columns, rows=rows, window_s=window_s, ceiling_bpm=ceiling_bpm
    )

    assert {len(row) for row in (*drawn.rows, drawn.advice)} == {columns}
    assert len(drawn.rows) == rows
    has_line = any(is_dotted(cell) for row in drawn.rows for cell in row)
    assert has_line == any(bpm is not None for bpm in bpms[-window_s:])
    assert (drawn.ceiling_row is None) == (ceiling_bpm is None)
    has_ceiling = any(CEILING in row for row in drawn.rows)
    assert not has_ceiling or ceiling_bpm is not None


def test_what_is_below_the_ceiling_is_drawn_below_it() -> None:
    drawn = chart(points([120] * 60), columns=30, rows=8, window_s=60, ceiling_bpm=150)

    assert drawn.ceiling_row is not None
    assert drawn.rows[drawn.ceiling_row] == CEILING * 30
    (line,) = [at for at, row in enumerate(drawn.rows) if any(map(is_dotted, row))]
    assert line > drawn.ceiling_row


def test_a_silence_is_a_hole_and_the_newest_second_is_at_the_right_edge() -> None:
    silent = points([140] * 20 + [None] * 20 + [140] * 20)

    drawn = chart(silent, columns=30, rows=1, window_s=60)

    assert [is_dotted(cell) for cell in drawn.rows[0]] == [True] * 10 + [False] * 10 + [True] * 10


def test_advice_is_drawn_below_the_line() -> None:
    told = [*points([140] * 30), *points([140] * 30, Phase.WALK, 30)]

    assert chart(told, columns=6, rows=1, window_s=60).advice == RUN * 3 + WALK * 3


def test_a_run_that_is_young_begins_at_the_left_edge() -> None:
    drawn = chart(points([140] * 30), columns=6, rows=1, window_s=60)

    assert [is_dotted(cell) for cell in drawn.rows[0]] == [True] * 3 + [False] * 3


def test_before_the_first_second_there_is_an_empty_chart() -> None:
    assert chart([], columns=4, rows=2, window_s=60).rows == ("    ", "    ")
