"""Paces against published values, and against what must be true of every runner.

The table of times and paces is of ``vdot_races.csv`` and ``vdot_reference.csv``, which were made
with another program from the same equations. Rows agree with tables that readers of Daniels quote
(VDOT 40: 10 km in 50:01; 46: half in 1:38:21; 49: I 3:59 a km, R 1:29 for 400 m).
"""

from __future__ import annotations

import csv
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.outputs.lines import clock
from runwalk.training.galloway import TABLE, RunWalk, magic_mile_paces, ratios_at
from runwalk.training.paces import (
    critical_speed,
    oxygen_cost_daniels_gilbert_1979,
    race_time_s,
    riegel_exponent,
    riegel_time_s,
    speed_at_oxygen_cost,
    training_paces,
    vdot_daniels_gilbert_1979,
)
from runwalk.training.quantities import MILE_M, Race, distance_of, race_of, time_of

VDOTS = st.floats(20.0, 85.0)
DISTANCES_M = st.floats(800.0, 60_000.0)


@pytest.mark.parametrize(
    ("race", "vdot"),
    [
        ("1500m=4:00", 70.099957),
        ("mile=7:30", 37.702860),
        ("2mile=12:00", 52.190166),
        ("5km=21:25", 45.970389),
        ("10km=40:00", 51.944083),
        ("10mi=80:00", 41.781802),
        ("half=2:00:00", 36.459159),
        ("marathon=3:30:00", 44.553531),
    ],
)
def test_a_race_has_the_vdot_of_the_reference(race: str, vdot: float) -> None:
    assert vdot_daniels_gilbert_1979(race_of(race)) == pytest.approx(vdot, abs=1e-5)


@pytest.mark.parametrize(
    ("vdot", "times", "paces"),
    [
        (30, "9:10 30:41 1:03:49 2:21:17 4:49:49", "8:43 7:20 6:24 5:54 5:47 6:52 2:12"),
        (40, "7:07 24:06 50:01 1:50:54 3:49:37", "6:59 5:51 5:06 4:41 4:36 5:27 1:45"),
        (46, "6:17 21:24 44:23 1:38:21 3:24:29", "6:16 5:14 4:33 4:11 4:06 4:51 1:34"),
        (49, "5:56 20:17 42:03 1:33:08 3:13:56", "5:58 4:58 4:19 3:59 3:54 4:36 1:29"),
        (65, "4:37 15:55 33:02 1:12:54 2:32:35", "4:45 3:57 3:26 3:10 3:06 3:37 1:11"),
    ],
)
def test_a_vdot_has_the_times_and_paces_of_the_reference(
    vdot: float, times: str, paces: str
) -> None:
    races = [
        clock(race_time_s(vdot, distance_m))
        for distance_m in (MILE_M, 5000.0, 10_000.0, 21_097.5, 42_195.0)
    ]
    speeds = training_paces(vdot)
    per_km = [*speeds.easy_mps, speeds.threshold_mps, *speeds.interval_mps, speeds.marathon_mps]

    assert " ".join(races) == times
    assert [clock(1000.0 / one) for one in per_km] == paces.split()[:-1]
    assert clock(400.0 / speeds.repetition_mps) == paces.split()[-1]


def test_every_row_of_the_shared_references_is_met() -> None:
    folder = Path(__file__).parents[3] / "shared" / "reference" / "data"
    if not folder.is_dir():
        pytest.skip("the shared reference values are not here")
    columns = {"eq_5k": 5000.0, "eq_10k": 10_000.0, "eq_half": 21_097.5, "eq_mar": 42_195.0}
    with (folder / "vdot_races.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            race = Race(float(row["dist_m"]), time_of(row["time"]))
            vdot = vdot_daniels_gilbert_1979(race)
            assert vdot == pytest.approx(float(row["VDOT"]), abs=1e-5)
            assert 60.0 * speed_at_oxygen_cost(vdot) == pytest.approx(
                float(row["vVDOT_exact"]), abs=1e-5
            )
            assert clock(riegel_time_s(race, 42_195.0)) == row["riegel_mar"]
            for name, distance_m in columns.items():
                assert clock(race_time_s(vdot, distance_m)) == row[name]


@given(VDOTS, DISTANCES_M)
def test_a_predicted_race_has_the_vdot_it_was_made_from(vdot: float, distance_m: float) -> None:
    race = Race(distance_m, race_time_s(vdot, distance_m))

    assert vdot_daniels_gilbert_1979(race) == pytest.approx(vdot, rel=1e-9)


@given(VDOTS, st.floats(0.1, 5.0), DISTANCES_M)
def test_who_has_the_higher_vdot_is_faster_over_every_distance(
    vdot: float, more: float, distance_m: float
) -> None:
    assert race_time_s(vdot + more, distance_m) < race_time_s(vdot, distance_m)


@given(VDOTS)
def test_paces_rise_from_easy_to_repetitions(vdot: float) -> None:
    paces = training_paces(vdot)

    speeds = [*paces.easy_mps, paces.threshold_mps, *paces.interval_mps, paces.repetition_mps]
    assert speeds == sorted(speeds)
    assert paces.easy_mps[0] < paces.marathon_mps < paces.interval_mps[0]


@given(st.floats(1.0, 8.0))
def test_speed_and_cost_are_each_others_inverse(speed_mps: float) -> None:
    cost = oxygen_cost_daniels_gilbert_1979(speed_mps)

    assert speed_at_oxygen_cost(cost) == pytest.approx(speed_mps, rel=1e-12)


@pytest.mark.parametrize("vdot", [9.9, 100.1, math.nan])
def test_a_vdot_that_nobody_has_is_refused(vdot: float) -> None:
    with pytest.raises(ValueError, match="VDOT"):
        training_paces(vdot)


def test_riegel_finds_the_exponent_it_was_made_with() -> None:
    short = Race(5000.0, 1470.0)
    long = Race(21_097.5, riegel_time_s(short, 21_097.5, 1.09))

    assert riegel_exponent(short, long) == pytest.approx(1.09)
    with pytest.raises(ValueError, match="different"):
        riegel_exponent(short, Race(5500.0, 1700.0))


def test_critical_speed_of_a_straight_line_is_exact_and_sure() -> None:
    efforts = [Race(200.0 + 4.0 * t_s, t_s) for t_s in (180.0, 420.0, 900.0)]

    found = critical_speed(efforts)

    assert (found.speed_mps, found.reserve_m) == pytest.approx((4.0, 200.0))
    assert (found.speed_se_mps, found.reserve_se_m) == pytest.approx((0.0, 0.0), abs=1e-6)
    assert found.endurance_s(4.5) == pytest.approx(400.0)
    assert found.endurance_s(4.0) == math.inf


def test_the_standard_errors_are_those_of_the_textbook() -> None:
    scipy_stats = pytest.importorskip("scipy.stats")
    efforts = [Race(d, t) for d, t in ((1200.0, 271.0), (2400.0, 570.0), (3600.0, 868.0))]
    line = scipy_stats.linregress(
        [one.time_s for one in efforts], [one.distance_m for one in efforts]
    )

    found = critical_speed(efforts)

    assert found.speed_mps == pytest.approx(line.slope)
    assert found.speed_se_mps == pytest.approx(line.stderr)
    assert found.reserve_se_m == pytest.approx(line.intercept_stderr)


def test_two_efforts_do_not_say_how_sure_they_are() -> None:
    found = critical_speed([Race(1200.0, 271.0), Race(3600.0, 868.0)])

    assert found.speed_mps == pytest.approx(2400.0 / 597.0)
    assert found.speed_se_mps is None
    assert found.reserve_se_m is None


@pytest.mark.parametrize(
    ("efforts", "says"),
    [
        ([Race(1200.0, 271.0)], "two efforts"),
        ([Race(1200.0, 271.0), Race(1300.0, 300.0)], "half as long again"),
        ([Race(1200.0, 271.0), Race(10_000.0, 2700.0)], "2 and 20 minutes"),
        ([Race(1200.0, 300.0), Race(3600.0, 800.0)], "faster"),
    ],
)
def test_efforts_that_tell_no_critical_speed_are_refused(efforts: list[Race], says: str) -> None:
    with pytest.raises(ValueError, match=says):
        critical_speed(efforts)


def test_galloways_table_walks_more_at_every_slower_pace() -> None:
    slowest = [pace for pace, _ in TABLE]
    first = [ratios[0].run_ratio for _, ratios in TABLE]

    assert slowest == sorted(slowest)
    assert first == sorted(first, reverse=True)


@pytest.mark.parametrize(
    ("pace", "ratio"),
    [
        ("5:30", RunWalk(360, 30)),
        ("8:00", RunWalk(240, 30)),
        ("8:10", RunWalk(180, 30)),
        ("9:30", RunWalk(90, 30)),
        ("11:00", RunWalk(60, 30)),
        ("16:00", RunWalk(10, 30)),
    ],
)
def test_a_pace_has_galloways_ratio_or_that_of_the_next_slower_one(
    pace: str, ratio: RunWalk
) -> None:
    assert ratios_at(time_of(pace))[0] == ratio


def test_slower_than_the_table_there_is_no_ratio() -> None:
    assert ratios_at(time_of("19:00")) == ()


def test_ten_minutes_a_mile_is_galloways_own_example() -> None:
    """His book: a mile in 10:00 makes 10:33, 11:30, 12:00 and 13:00 a mile."""
    paces = magic_mile_paces(600.0)

    told = [clock(paces[m]) for m in (5000.0, 10_000.0, 21_097.5, 42_195.0)]
    assert told == ["10:33", "11:30", "12:00", "13:00"]
    hot = magic_mile_paces(600.0, temperature_c=(70.0 - 32.0) / 1.8)
    assert hot[5000.0] - paces[5000.0] == pytest.approx(60.0)


@pytest.mark.parametrize(
    "text", ["", "5", "km", "5 furlongs", "0km", "2000km", "-5km", "1e3m", "5.km", "\u0665km"]
)
def test_what_is_no_distance_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"distance|between"):
        distance_of(text)


@pytest.mark.parametrize("text", ["", "24", "24:60", "1:60:00", "0:00", "-1:00", "1:2", "24:30:"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="time"):
        time_of(text)


@given(st.text())
def test_any_text_is_a_race_or_refused(text: str) -> None:
    try:
        race = race_of(text)
    except ValueError:
        return
    assert race.time_s > 0.0


@pytest.mark.parametrize("text", ["5km=1:00", "5km=2:00:00", "5km", "200m=0:30"])
def test_a_race_that_nobody_runs_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="race"):
        race_of(text)
