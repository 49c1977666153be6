"""Feelings and zones: chances that add up, and rise and fall as they must."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.zones import Zones
from runwalk.training.efforts import (
    Strain,
    Talk,
    strain_of_rpe,
    strain_of_talk,
    zones_of_strain,
)

RPES = st.floats(0.0, 10.0)


def parts(strain: Strain) -> tuple[float, float, float]:
    return strain.easy, strain.moderate, strain.hard


@given(RPES)
def test_chances_of_an_effort_are_chances(rpe: float) -> None:
    chances = parts(strain_of_rpe(rpe))

    assert all(0.0 <= one <= 1.0 for one in chances)
    assert sum(chances) == pytest.approx(1.0)


@given(RPES, RPES)
def test_a_harder_effort_is_never_easier(one: float, other: float) -> None:
    low, high = strain_of_rpe(min(one, other)), strain_of_rpe(max(one, other))

    assert high.easy <= low.easy
    assert high.hard >= low.hard


@pytest.mark.parametrize(
    ("rpe", "name"),
    [(0, "easy"), (4, "easy"), (5, "moderate"), (7, "moderate"), (8, "hard"), (10, "hard")],
)
def test_the_coaches_numbers_lie_where_they_say(rpe: float, name: str) -> None:
    assert strain_of_rpe(rpe).likeliest == name


def test_one_number_does_not_settle_it() -> None:
    assert 0.5 < strain_of_rpe(4).easy < 0.75


@pytest.mark.parametrize("rpe", [-0.1, 10.1, float("nan")])
def test_an_effort_that_is_none_is_refused(rpe: float) -> None:
    with pytest.raises(ValueError, match="0 to 10"):
        strain_of_rpe(rpe)


def test_a_talk_test_is_right_as_often_as_the_study_found() -> None:
    ok, hard = strain_of_talk(Talk.OK), strain_of_talk(Talk.HARD)

    assert sum(parts(ok)) == sum(parts(hard)) == pytest.approx(1.0)
    assert 0.66 <= ok.easy <= 0.75
    assert 0.66 <= 1.0 - hard.easy <= 0.75
    assert ok.hard == 0.0


@pytest.mark.parametrize(
    "zones",
    [
        Zones.percent_of_max(186),
        Zones.karvonen_1957(52, 186),
        Zones.friel_lthr(168),
        Zones.maf_180(40),
        Zones.around(130, 150),
    ],
    ids=lambda zones: zones.model,
)
def test_every_zone_belongs_to_one_strain_and_the_easy_ones_end_at_the_ceiling(
    zones: Zones,
) -> None:
    told = zones_of_strain(zones)

    assert (*told.easy, *told.moderate, *told.hard) == tuple(one.number for one in zones.zones)
    last = zones.zones[told.easy[-1] - 1].upper_bpm
    assert last is not None
    assert last - 1 == zones.easy_ceiling_bpm
