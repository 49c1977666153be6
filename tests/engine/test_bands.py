"""Where heart rate is to stay: the plan, moved by presses, held by the hard limit."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.bands import BandKeeper
from runwalk.engine.workout import Segment, Workout

from ..builders import BAND

LOW = Band(110, 125)


def keeper(athlete: Athlete | None = None) -> BandKeeper:
    return BandKeeper(athlete or Athlete(), Workout.easy(BAND))


def stepped() -> BandKeeper:
    segments = (
        Segment(name="easy", duration_s=60, band=BAND),
        Segment(name="stride", duration_s=20),
        Segment(name="slow", duration_s=60, band=LOW),
    )
    return BandKeeper(Athlete(), Workout("three parts", segments))


def test_a_workout_without_a_band_is_refused() -> None:
    with pytest.raises(ValueError, match="no segment of the workout has a band"):
        BandKeeper(Athlete(), Workout("free", (Segment(name="free"),)))


def test_a_ceiling_above_the_hard_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="must not lie above the hard limit"):
        keeper(Athlete(limit_bpm=140))


@pytest.mark.parametrize(
    ("press_bpm", "band"),
    [
        (5, Band(135, 155)),
        (-10, Band(120, 140)),
        (4.6, Band(135, 155)),
        (60, Band(155, 175)),  # the hard limit: ceiling and 25 bpm more
        (-150, Band(40, 60)),  # no human heart rests lower in a run
        (math.nan, BAND),
        (math.inf, BAND),
        (201, BAND),
    ],
)
def test_a_press_moves_the_band_as_far_as_it_may_go(press_bpm: float, band: Band) -> None:
    bands = keeper()
    bands.shift(press_bpm)
    assert bands.now == band


def test_a_ceiling_moved_down_takes_the_limit_with_it_and_one_moved_up_does_not() -> None:
    up, down = keeper(), keeper()
    up.shift(10)
    down.shift(-10)

    assert (up.limit_bpm, keeper().limit_bpm, down.limit_bpm) == (175, 175, 165)


def test_where_a_segment_has_no_band_the_last_one_is_remembered() -> None:
    bands = stepped()
    bands.shift(5)
    bands.remember()

    assert bands.cursor.advance(60)
    bands.remember()

    assert bands.now is None
    assert bands.last == Band(135, 155)
    assert bands.limit_bpm == 175
    assert bands.cursor.advance(20)
    bands.remember()
    assert bands.last == Band(115, 130)


def test_after_the_end_there_is_no_segment() -> None:
    bands = stepped()

    assert bands.cursor.advance(140)

    assert bands.segment is None
    assert bands.now is None


def test_a_skip_goes_to_the_next_segment() -> None:
    bands = stepped()
    bands.cursor.skip()
    assert bands.segment is not None
    assert bands.segment.name == "stride"


@given(st.lists(st.floats(-300.0, 300.0)), st.integers(150, 220))
def test_no_presses_move_the_ceiling_above_the_hard_limit(
    presses: list[float], limit_bpm: int
) -> None:
    bands = keeper(Athlete(limit_bpm=limit_bpm))
    for press_bpm in presses:
        bands.shift(press_bpm)

    assert bands.now is not None
    assert bands.now.ceiling_bpm <= limit_bpm
    assert bands.now.width_bpm == BAND.width_bpm
