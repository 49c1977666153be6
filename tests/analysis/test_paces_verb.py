"""``runwalk paces`` and the feelings of ``runwalk zones``: what they print."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from analysis.verbs.paces import FAR
from analysis.verbs.paces import command as paces
from analysis.verbs.zones import command as zones


def printed(command: object, *words: str) -> str:
    done = CliRunner().invoke(command, words)  # type: ignore[arg-type]
    assert done.exit_code == 0, done.output
    return done.stdout


def test_a_program_gets_speeds_times_and_ratios() -> None:
    told = json.loads(printed(paces, "--race", "5km=24:30", "--json"))

    assert told["vdot"] == pytest.approx(39.242, abs=0.01)
    assert told["paces_mps"]["threshold_mps"] == pytest.approx(3.22, abs=0.01)
    assert [one["name"] for one in told["times"]][-1] == "marathon"
    assert told["times"][-1]["magic_mile_s"] is None
    assert told["run_walk_s"][0] == [60, 30]
    assert told["critical_speed"] is None
    assert "two efforts" in told["why_no_critical_speed"]


def test_the_best_of_several_races_counts() -> None:
    told = json.loads(printed(paces, "--race", "5km=24:30", "--race", "mile=7:00", "--json"))

    assert told["vdot"] == max(one["vdot"] for one in told["races"])
    assert told["times"][1]["vdot_s"] == pytest.approx(420.0)
    assert told["long_run_s_per_mile"] == pytest.approx(1.3 * 420.0 + 120.0)


def test_efforts_that_are_too_long_for_it_are_left_out_of_critical_speed() -> None:
    words = ("--race", "1200m=5:05", "--race", "3km=14:20", "--race", "half=2:00:00", "--json")

    assert json.loads(printed(paces, *words))["critical_speed"]["efforts"] == 2


def test_miles_are_told_where_they_are_asked_for() -> None:
    text = printed(paces, "--race", "5km=24:30", "--units", "mile")

    assert "/mi" in text
    assert "/km" not in text


def test_a_marathon_is_not_promised_from_a_short_race_only() -> None:
    assert FAR in printed(paces, "--race", "5km=24:30")
    assert FAR not in printed(paces, "--race", "marathon=4:30:00")


def test_critical_speed_is_told_with_how_sure_it_is() -> None:
    two = ("--race", "1200m=5:05", "--race", "3km=14:20")

    surely = printed(paces, *two, "--race", "mile=7:10")
    unsurely = printed(paces, *two)
    neither = printed(paces, "--race", "5km=24:30", "--race", "10km=51:30")

    assert "critical speed 5:09 /km ± 1 s, and 213 ± 4 m beyond it (3 efforts)" in surely
    assert "so the faster I pace can be held for about" in surely
    assert "Magic Mile" in surely
    assert "two efforts fit any line" in unsurely
    assert "no critical speed: it needs two efforts" in neither
    assert "your own races fit Riegel's formula with 1.072" in neither


def test_a_pace_slower_than_galloways_table_is_told_to_walk_more() -> None:
    assert "walk more than you run" in printed(paces, "--race", "5km=56:00")


@pytest.mark.parametrize(
    ("race", "says"), [("5km", "no race"), ("5km=5:00", "nobody"), ("5km=80:00", "VDOT")]
)
def test_a_race_that_is_none_is_told_with_status_2(race: str, says: str) -> None:
    done = CliRunner().invoke(paces, ["--race", race])

    assert done.exit_code == 2
    assert says in done.output


def test_a_feeling_is_told_with_its_chances() -> None:
    text = printed(zones, "--ceiling", "150", "--rpe", "6", "--talk", "ok")
    told = json.loads(printed(zones, "--ceiling", "150", "--rpe", "6", "--json"))

    assert "effort 6 of 10: easy (zone 1 or 2) 16 %, harder (zone 3) 84 %" in text
    assert "talking ok: easy (zone 1 or 2) 70 %" in text
    assert told["felt"][0]["moderate"] == pytest.approx(0.68, abs=0.01)
    assert told["zones_of"] == {"easy": [1, 2], "moderate": [3], "hard": []}
