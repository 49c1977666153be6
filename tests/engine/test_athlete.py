"""An athlete's numbers fit together, and what is not known is worked out from what is."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete, Band, History, ZoneModel

# Bands


@pytest.mark.parametrize(
    ("floor_bpm", "ceiling_bpm"),
    [(150, 150), (151, 150), (29, 150), (130, 231)],
)
def test_a_band_needs_a_floor_below_a_ceiling_of_a_human(floor_bpm: int, ceiling_bpm: int) -> None:
    with pytest.raises(ValueError, match="must be below the ceiling"):
        Band(floor_bpm, ceiling_bpm)


def test_a_band_may_be_as_wide_as_a_human_heart() -> None:
    assert Band(30, 230).width_bpm == 200


def test_a_band_below_a_ceiling_is_wide_enough_for_a_walk_break() -> None:
    band = Band.below(150)

    assert (band.floor_bpm, band.ceiling_bpm) == (130, 150)
    assert band.width_bpm >= 15  # what a walk break takes off


# Numbers


@pytest.mark.parametrize(
    ("numbers", "what"),
    [
        ({"age_years": 9.9}, "age must be 10 to 110"),
        ({"age_years": 111}, "age must be 10 to 110"),
        ({"resting_bpm": 24}, "resting heart rate must be 25 to 120 bpm, got 24"),
        ({"resting_bpm": 121}, "resting heart rate must be 25 to 120 bpm, got 121"),
        ({"max_bpm": 99}, "maximal heart rate must be 100 to 230 bpm, got 99"),
        ({"max_bpm": 231}, "maximal heart rate must be 100 to 230 bpm, got 231"),
        ({"threshold_bpm": 79}, "threshold heart rate must be 80 to 220 bpm, got 79"),
        ({"threshold_bpm": 221}, "threshold heart rate must be 80 to 220 bpm, got 221"),
        ({"limit_bpm": 59}, "limit must be 60 to 230 bpm, got 59"),
        ({"limit_bpm": 231}, "limit must be 60 to 230 bpm, got 231"),
        ({"resting_bpm": 100, "threshold_bpm": 100}, "resting heart rate 100 must be below"),
        ({"threshold_bpm": 180, "max_bpm": 175}, "threshold heart rate 180 must be below"),
        ({"resting_bpm": 110, "max_bpm": 105}, "resting heart rate 110 must be below the maximal"),
    ],
)
def test_numbers_of_no_human_are_refused(numbers: dict[str, int], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        Athlete(**numbers)  # type: ignore[arg-type]


def test_of_an_athlete_nothing_need_be_known() -> None:
    athlete = Athlete()

    assert athlete.likely_max_bpm is None
    assert athlete.zones is None
    assert athlete.band is None
    athlete.check()


def test_a_measured_maximum_wins_over_the_estimate() -> None:
    assert Athlete(age_years=40, max_bpm=192).likely_max_bpm == 192
    assert Athlete(age_years=40).likely_max_bpm == 180


@pytest.mark.parametrize(("age_years", "max_bpm"), [(45, 177), (41, 179), (43, 178)])
def test_the_estimate_is_rounded_half_up(age_years: int, max_bpm: int) -> None:
    assert Athlete(age_years=age_years).likely_max_bpm == max_bpm  # 176.5, 179.3 and 177.9


def test_an_estimated_maximum_is_never_below_a_measured_threshold() -> None:
    athlete = Athlete(age_years=70, threshold_bpm=168)  # the estimate is 159

    assert athlete.likely_max_bpm == 168
    athlete.check()


# Zones


@pytest.mark.parametrize(
    ("athlete", "model", "lowest_bpm"),
    [
        pytest.param(
            Athlete(zone_limits_bpm=(99, 130), threshold_bpm=170, max_bpm=190),
            "custom",
            99,
            id="the runner's own limits come first",
        ),
        pytest.param(
            Athlete(threshold_bpm=170, max_bpm=190, resting_bpm=50),
            "threshold heart rate (Friel)",
            85,
            id="then a threshold",
        ),
        pytest.param(
            Athlete(max_bpm=190, resting_bpm=50),
            "heart-rate reserve (Karvonen)",
            120,
            id="then the reserve",
        ),
        pytest.param(
            Athlete(age_years=40, resting_bpm=50),
            "heart-rate reserve (Karvonen)",
            115,
            id="the reserve of an estimated maximum",
        ),
        pytest.param(Athlete(max_bpm=190), "percent of maximum", 95, id="then the maximum"),
        pytest.param(Athlete(age_years=40), "percent of maximum", 90, id="then the age's estimate"),
    ],
)
def test_the_best_model_is_picked_that_the_numbers_allow(
    athlete: Athlete, model: str, lowest_bpm: int
) -> None:
    zones = athlete.zones

    assert zones is not None
    assert (zones.model, zones.zones[0].lower_bpm) == (model, lowest_bpm)


@pytest.mark.parametrize("model", list(ZoneModel))
def test_a_chosen_model_wins_over_better_ones(model: ZoneModel) -> None:
    athlete = Athlete(
        age_years=40,
        resting_bpm=50,
        max_bpm=190,
        threshold_bpm=170,
        zone_limits_bpm=(100, 130, 150),
        zone_model=model,
        maf_adjustment_bpm=-5,
    )
    easy_ceiling_bpm = {
        ZoneModel.PERCENT_OF_MAX: 132,
        ZoneModel.KARVONEN: 147,
        ZoneModel.FRIEL: 152,
        ZoneModel.MAF_180: 135,
        ZoneModel.CUSTOM: 149,
    }

    zones = athlete.zones

    assert zones is not None
    assert zones.easy_ceiling_bpm == easy_ceiling_bpm[model]


@pytest.mark.parametrize(
    ("athlete", "needed"),
    [
        (Athlete(zone_model=ZoneModel.CUSTOM), "zone_limits_bpm with two"),
        (Athlete(zone_model=ZoneModel.CUSTOM, zone_limits_bpm=(120,)), "zone_limits_bpm with two"),
        (Athlete(zone_model=ZoneModel.FRIEL, max_bpm=190), "friel needs threshold_bpm"),
        (Athlete(zone_model=ZoneModel.KARVONEN, max_bpm=190), "karvonen needs resting_bpm"),
        (Athlete(zone_model=ZoneModel.KARVONEN, resting_bpm=50), "and max_bpm or age_years"),
        (Athlete(zone_model=ZoneModel.PERCENT_OF_MAX), "percent-of-max needs max_bpm or age"),
        (Athlete(zone_model=ZoneModel.MAF_180, max_bpm=190), "maf180 needs age_years"),
    ],
)
def test_a_chosen_model_names_the_number_it_lacks(athlete: Athlete, needed: str) -> None:
    with pytest.raises(ValueError, match=needed):
        athlete.check()


# Band and limit


@pytest.mark.parametrize(
    ("athlete", "band"),
    [
        pytest.param(Athlete(max_bpm=190), Band(112, 132), id="under the top of zone 2"),
        pytest.param(Athlete(max_bpm=190, ceiling_bpm=145), Band(125, 145), id="own ceiling"),
        pytest.param(Athlete(max_bpm=190, floor_bpm=100), Band(100, 132), id="own floor"),
        pytest.param(Athlete(ceiling_bpm=145, floor_bpm=120), Band(120, 145), id="both"),
    ],
)
def test_the_band_is_the_runners_own_or_zone_two(athlete: Athlete, band: Band) -> None:
    assert athlete.band == band


@pytest.mark.parametrize(
    ("athlete", "limit_bpm"),
    [
        pytest.param(Athlete(limit_bpm=170, max_bpm=190), 170, id="own limit below the maximum"),
        pytest.param(Athlete(limit_bpm=200, max_bpm=190), 190, id="maximum below the own limit"),
        pytest.param(Athlete(age_years=40), 180, id="estimated maximum"),
        pytest.param(Athlete(limit_bpm=165), 165, id="own limit alone"),
        pytest.param(Athlete(), 175, id="25 above the ceiling where nothing is known"),
    ],
)
def test_the_hard_limit_is_the_lowest_that_is_known(athlete: Athlete, limit_bpm: int) -> None:
    assert athlete.hard_limit_bpm(Band(130, 150)) == limit_bpm


@pytest.mark.parametrize(("limit_bpm", "is_fine"), [(150, True), (149, False)])
def test_a_ceiling_may_touch_the_hard_limit_and_not_cross_it(limit_bpm: int, is_fine: bool) -> None:
    athlete = Athlete(limit_bpm=limit_bpm, ceiling_bpm=150)

    if is_fine:
        athlete.check()
    else:
        with pytest.raises(ValueError, match=r"ceiling \(150\) must not lie above"):
            athlete.check()


def test_a_band_for_today_is_checked_in_place_of_the_own_one() -> None:
    athlete = Athlete(limit_bpm=160, ceiling_bpm=150)

    athlete.check(Band(140, 160))
    with pytest.raises(ValueError, match=r"ceiling \(161\)"):
        athlete.check(Band(140, 161))


# Through the years

YOUNG, FIT, OLD = (Athlete(max_bpm=bpm) for bpm in (195, 190, 185))


@pytest.mark.parametrize(
    ("day", "athlete"),
    [
        pytest.param(date(2019, 5, 1), YOUNG, id="before the first entry the first one stands"),
        pytest.param(date(2024, 1, 1), YOUNG, id="on its first day"),
        pytest.param(date(2025, 5, 31), YOUNG, id="on the eve of the second"),
        pytest.param(date(2025, 6, 1), FIT, id="a change is true from its day on"),
        pytest.param(date(2026, 1, 1), OLD, id="the last one"),
        pytest.param(date(2040, 1, 1), OLD, id="stands for good"),
    ],
)
def test_a_run_of_last_year_keeps_last_years_zones(day: date, athlete: Athlete) -> None:
    history = History(
        ((date(2024, 1, 1), YOUNG), (date(2025, 6, 1), FIT), (date(2026, 1, 1), OLD)),
    )

    assert history.on(day) is athlete


def test_an_entry_without_a_day_is_true_from_always() -> None:
    history = History(((None, YOUNG), (date(2025, 6, 1), FIT)))

    assert history.on(date.min) is YOUNG
    assert history.on(date(2025, 6, 1)) is FIT


def test_without_entries_nothing_is_known_on_any_day() -> None:
    assert History().on(date(2026, 1, 1)) == Athlete()


@pytest.mark.parametrize(
    "days",
    [
        (date(2025, 1, 2), date(2025, 1, 1)),
        (date(2025, 1, 1), date(2025, 1, 1)),
        (date(2025, 1, 1), None),
        (None, None),
    ],
)
def test_entries_out_of_order_are_refused(days: tuple[date | None, ...]) -> None:
    with pytest.raises(ValueError, match="in order of their first day"):
        History(tuple((day, FIT) for day in days))


@given(
    st.lists(st.dates(date(2000, 1, 1), date(2030, 1, 1)), min_size=1, max_size=8, unique=True),
    st.dates(date(1999, 1, 1), date(2031, 1, 1)),
)
def test_an_entry_added_later_changes_no_earlier_day(days: list[date], day: date) -> None:
    entries = tuple((first, Athlete(limit_bpm=100 + i)) for i, first in enumerate(sorted(days)))
    before, after = History(entries[:-1]), History(entries)

    if len(entries) > 1 and day < entries[-1][0]:
        assert after.on(day) == before.on(day)
    else:
        assert after.on(day) == entries[-1][1]
