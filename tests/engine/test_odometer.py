"""Distance before speed, and nothing twice."""

from __future__ import annotations

import pytest

from runwalk.engine.odometer import Odometer
from runwalk.engine.sample import Sample

from ..builders import UNSEEN, motion

LEGS = motion(2.5)


def at(t_s: int, distance_m: float | None) -> Sample:
    return Sample(t_s=t_s, distance_m=distance_m)


def test_a_distance_counts_from_where_it_began() -> None:
    one = Odometer()

    assert [one.moved_m(at(t, 500.0 + 3 * t), UNSEEN, 1) for t in range(3)] == [0.0, 3.0, 3.0]


def test_a_distance_tells_what_lay_in_a_gap() -> None:
    one = Odometer()
    one.moved_m(at(0, 0.0), LEGS, 1)

    assert one.moved_m(at(60, 170.0), LEGS, 60) == 170.0


def test_speed_bridges_a_silent_distance_and_is_not_told_twice() -> None:
    one = Odometer()
    one.moved_m(at(0, 100.0), LEGS, 1)

    moved_m = [one.moved_m(at(t, None), LEGS, 1) for t in (1, 2)]

    assert moved_m == [2.5, 2.5]
    assert one.moved_m(at(3, 107.0), LEGS, 1) == pytest.approx(2.0)


def test_a_counter_that_begins_anew_takes_nothing_away() -> None:
    one = Odometer()
    one.moved_m(at(0, 100.0), LEGS, 1)

    assert one.moved_m(at(1, 0.0), LEGS, 1) == 0.0
    assert one.moved_m(at(2, 2.0), LEGS, 1) == 2.0


def test_a_speed_is_believed_for_ten_seconds() -> None:
    assert Odometer().moved_m(at(100, None), LEGS, 100) == 25.0


def test_a_strap_alone_measures_nothing() -> None:
    assert Odometer().moved_m(at(1, None), UNSEEN, 1) is None
