"""The published zone models give the published numbers, and zones leave no hole between them."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.zones import Zone, Zones, max_hr_tanaka_2001


def lows(zones: Zones) -> list[int]:
    return [zone.lower_bpm for zone in zones.zones]


@pytest.mark.parametrize(
    ("age_years", "bpm"),
    [(10, 201.0), (20, 194.0), (30, 187.0), (40, 180.0), (50, 173.0), (60, 166.0), (110, 131.0)],
)
def test_tanaka_gives_its_published_values(age_years: int, bpm: float) -> None:
    assert max_hr_tanaka_2001(age_years) == pytest.approx(bpm, abs=1e-9)


@pytest.mark.parametrize("age_years", [9.9, 110.1, -1, float("nan")])
def test_tanaka_refuses_ages_that_nobody_studied(age_years: float) -> None:
    with pytest.raises(ValueError, match="age must be 10 to 110"):
        max_hr_tanaka_2001(age_years)


@pytest.mark.parametrize(
    ("zones", "limits_bpm", "easy_ceiling_bpm"),
    [
        pytest.param(Zones.percent_of_max(190), [95, 114, 133, 152, 171], 132, id="percent of 190"),
        pytest.param(
            Zones.percent_of_max(185),
            [93, 111, 130, 148, 167],  # 92.5, 129.5 and 166.5 go up
            129,
            id="percent of 185, halves rounded up",
        ),
        pytest.param(
            Zones.karvonen_1957(50, 190), [120, 134, 148, 162, 176], 147, id="Karvonen 50 to 190"
        ),
        pytest.param(
            Zones.karvonen_1957(60, 185),
            [123, 135, 148, 160, 173],  # 122.5, 147.5 and 172.5 go up
            147,
            id="Karvonen 60 to 185",
        ),
        pytest.param(
            Zones.friel_lthr(170),
            [85, 145, 153, 162, 170, 175, 182],  # 144.5 153 161.5 170 175.1 181.9
            152,
            id="Friel at 170",
        ),
        pytest.param(
            Zones.friel_lthr(160), [80, 136, 144, 152, 160, 165, 171], 143, id="Friel at 160"
        ),
        pytest.param(Zones.custom([100, 120, 140]), [100, 120, 140], 139, id="custom"),
        pytest.param(Zones.custom([100]), [100], 119, id="a single zone is open upwards"),
        pytest.param(Zones.around(130, 150), [100, 130, 151], 150, id="floor and ceiling"),
        pytest.param(Zones.around(30, 50), [1, 30, 51], 50, id="a low floor"),
    ],
)
def test_each_model_gives_its_published_limits(
    zones: Zones, limits_bpm: list[int], easy_ceiling_bpm: int
) -> None:
    assert lows(zones) == limits_bpm
    assert zones.easy_ceiling_bpm == easy_ceiling_bpm


@pytest.mark.parametrize(
    ("adjustment_bpm", "low_bpm", "high_bpm"),
    [
        pytest.param(-10, 120, 130, id="major illness, medication or rehabilitation"),
        pytest.param(-5, 125, 135, id="injured, often ill, or just beginning: the text's example"),
        pytest.param(0, 130, 140, id="up to two years of regular training: nothing taken off"),
        pytest.param(5, 135, 145, id="more than two years, with progress"),
    ],
)
def test_the_180_formula_follows_its_official_list_at_forty(
    adjustment_bpm: int, low_bpm: int, high_bpm: int
) -> None:
    zones = Zones.maf_180(40, adjustment_bpm)

    assert (zones.zones[1].lower_bpm, zones.easy_ceiling_bpm) == (low_bpm, high_bpm)


def test_the_180_formula_takes_nothing_off_for_less_than_two_years() -> None:
    # A calculator on the web takes 5 off for it; the official list has no such line.
    assert Zones.maf_180(30).easy_ceiling_bpm == 150


@pytest.mark.parametrize("adjustment_bpm", [-15, -1, 1, 10])
def test_the_180_formula_refuses_other_adjustments(adjustment_bpm: int) -> None:
    with pytest.raises(ValueError, match="adjustment must be"):
        Zones.maf_180(40, adjustment_bpm)


@pytest.mark.parametrize("age_years", [10, 16, 111])
def test_the_180_formula_is_not_for_children(age_years: int) -> None:
    with pytest.raises(ValueError, match="ages from 17"):
        Zones.maf_180(age_years)


@pytest.mark.parametrize(("resting_bpm", "max_bpm"), [(60, 60), (61, 60)])
def test_karvonen_needs_a_reserve(resting_bpm: int, max_bpm: int) -> None:
    with pytest.raises(ValueError, match="must be below maximum"):
        Zones.karvonen_1957(resting_bpm, max_bpm)


@pytest.mark.parametrize("limits_bpm", [[120, 120], [140, 120], [120, 120.4]])
def test_limits_that_do_not_rise_are_refused(limits_bpm: list[float]) -> None:
    with pytest.raises(ValueError, match="must rise"):
        Zones.custom(limits_bpm)


def test_no_zones_at_all_are_refused() -> None:
    with pytest.raises(ValueError, match="must rise"):
        Zones("mine", ())


def test_every_limit_needs_a_name() -> None:
    with pytest.raises(ValueError, match="zip"):
        Zones.from_limits("mine", [100, 120], ["low"])


@pytest.mark.parametrize(
    ("bpm", "number"),
    [
        pytest.param(94, None, id="below zone 1 is no zone"),
        pytest.param(95, 1, id="a lower limit is inside"),
        pytest.param(113, 1, id="last beat of zone 1"),
        pytest.param(114, 2, id="an upper limit is outside"),
        pytest.param(132.9, 2, id="between two beats"),
        pytest.param(171, 5, id="the highest zone"),
        pytest.param(254, 5, id="which is open upwards"),
    ],
)
def test_a_heart_rate_lies_where_its_limits_say(bpm: float, number: int | None) -> None:
    zone = Zones.percent_of_max(190).zone_of(bpm)

    assert (zone.number if zone else None) == number


models = st.one_of(
    st.integers(100, 230).map(Zones.percent_of_max),
    st.tuples(st.integers(25, 99), st.integers(120, 230)).map(
        lambda pair: Zones.karvonen_1957(*pair)
    ),
    st.integers(80, 220).map(Zones.friel_lthr),
    st.tuples(st.floats(17, 110), st.sampled_from([-10, -5, 0, 5])).map(
        lambda pair: Zones.maf_180(*pair)
    ),
    st.lists(st.integers(1, 254), min_size=1, unique=True).map(
        lambda limits: Zones.custom(sorted(limits))
    ),
    st.tuples(st.integers(30, 200), st.integers(1, 30)).map(
        lambda pair: Zones.around(pair[0], pair[0] + pair[1])
    ),
)


@given(models)
def test_zones_adjoin_and_are_counted_from_one(zones: Zones) -> None:
    assert all(a.upper_bpm == b.lower_bpm for a, b in pairwise(zones.zones))
    assert zones.zones[-1].upper_bpm is None
    assert [zone.number for zone in zones.zones] == list(range(1, len(zones.zones) + 1))


@given(models, st.floats(min_value=-10, max_value=300))
def test_a_heart_rate_lies_in_one_zone_or_below_all(zones: Zones, bpm: float) -> None:
    holders = [zone for zone in zones.zones if bpm in zone]

    found = zones.zone_of(bpm)

    assert holders == ([found] if found else [])
    assert (found is None) == (bpm < zones.zones[0].lower_bpm)


@given(models)
def test_the_easy_ceiling_is_the_last_beat_of_zone_two(zones: Zones) -> None:
    ceiling = zones.zone_of(zones.easy_ceiling_bpm)
    above = zones.zone_of(zones.easy_ceiling_bpm + 1)

    assert ceiling is not None
    assert ceiling.number == min(2, len(zones.zones))
    assert above is not None
    if len(zones.zones) > 2:
        assert above.number == 3


def test_a_zone_does_not_hold_what_lies_outside() -> None:
    zone = Zone(number=1, name="easy", lower_bpm=120, upper_bpm=140)

    assert [bpm in zone for bpm in (119.9, 120, 139.9, 140)] == [False, True, True, False]


def test_zones_without_a_limit_are_refused() -> None:
    with pytest.raises(ValueError, match="need a lower limit"):
        Zones.custom([])
