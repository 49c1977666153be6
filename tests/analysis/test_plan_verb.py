"""``runwalk plan``: what it prints, writes and refuses."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from icalendar import Calendar

from analysis.plan_calendar import calendar_of, write_calendar
from analysis.plan_words import FIRST, Told, tell, tell_ratio
from analysis.ratio import Proposal, Why, propose
from analysis.verbs.plan import command
from runwalk.errors import RecordingError
from runwalk.training.plans import Block, PlanWeek, Wish, plan
from runwalk.training.ramp import Load
from runwalk.training.templates import Stage

from .test_ratio import EASY

SAMPLE_BLOCK = Path(__file__).parents[2] / "sample_data" / "block"
MONDAY = date(2026, 3, 30)
PAST = {
    MONDAY - timedelta(weeks=week): Load(minutes=200.0, longest_min=60.0, runs=4)
    for week in range(1, 6)
}


def asked(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words])


def told(*words: object) -> Any:
    done = asked(*words, "--json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def trail() -> tuple[PlanWeek, ...]:
    wish = Wish(first_day=MONDAY, blocks=(Block(Stage.TRAIL, 4),))
    return plan(wish, PAST, MONDAY)


@pytest.fixture(scope="module")
def of_sample(tmp_path_factory: pytest.TempPathFactory) -> Any:
    store = tmp_path_factory.mktemp("store") / "runs.sqlite"
    return told(SAMPLE_BLOCK, "--ceiling", 132, "--on", "2026-03-30", "--store", store)


@pytest.mark.slow
def test_a_plan_begins_from_what_was_run(of_sample: Any) -> None:
    first = of_sample["weeks"][0]

    assert [one["runs"] for one in of_sample["before"]] == [2, 3, 2, 3]
    assert of_sample["has_base"] is False
    assert first["first_day"] == "2026-03-30"
    assert first["stage"] == "base"
    longest = max(one["longest_min"] for one in of_sample["before"])
    assert first["planned"]["longest_min"] <= 1.1 * longest


def test_runs_without_walks_propose_the_longest_ratio(of_sample: Any) -> None:
    ratio = of_sample["ratio"]

    assert ratio["runs_without_walks"] == ratio["of_them_kept"] == 8
    assert ratio["run_walk_s"] == of_sample["weeks"][0]["run_walk_s"] == [900, 60]
    assert ratio["simulated_runs"] == 0
    assert ratio["why_not"] is None


@pytest.mark.slow
def test_weeks_that_are_over_are_held_against_what_was_run(tmp_path: Path) -> None:
    words = (SAMPLE_BLOCK, "--ceiling", 132, "--on", "2026-03-16", "--start", "2026-02-05")
    weeks = told(*words, "--store", tmp_path / "runs.sqlite")["weeks"]

    over = [one for one in weeks if one["done"]]
    assert [one["first_day"] for one in over][::5] == ["2026-02-02", "2026-03-09"]
    assert over[0]["done"]["runs"] == 2
    assert weeks[len(over)]["done"] is None


@pytest.mark.slow
def test_people_are_told_what_a_plan_was_made_from_and_what_became_of_it(tmp_path: Path) -> None:
    words = (SAMPLE_BLOCK, "--ceiling", 132, "--on", "2026-03-16", "--start", "2026-02-05")

    done = asked(*words, "--block", "speed:9", "--store", tmp_path / "runs.sqlite")

    lines = done.stdout.splitlines()
    assert lines[0].startswith("runs in the weeks before: 2, 3, 2, 3; ")
    assert lines[1].startswith("base: 2 of the last 5 weeks had 3 runs or more; 4 are needed")
    assert any(line.startswith("without walks you were at or under 132 bpm") for line in lines)
    over = lines.index("weeks that are over                    planned           done")
    assert lines[over + 1].split()[:4] == ["1", "2026-02-02", "base", "1"]
    assert "less than planned" in done.stdout
    assert "week 7, from 2026-03-16: " in done.stdout


def test_whoever_has_a_base_or_no_run_at_all_is_told_so() -> None:
    wish = Wish(first_day=MONDAY, blocks=(Block(Stage.TRAIL, 4),))

    def lines(*before: Load) -> list[str]:
        weeks = plan(wish, {}, MONDAY)
        words = Told(wish=wish, weeks=weeks, before=before, proposal=None, files=5, today=MONDAY)
        return list(tell(words))

    assert lines(*PAST.values())[1].endswith(": there is one")
    short = Load(minutes=100.0, longest_min=30.0, runs=4)
    assert lines(*[short] * 5)[1].endswith(", and a longer run than yours")
    assert lines()[0] == "runs in the weeks before: none"


def test_without_runs_it_is_a_plan_for_a_beginner() -> None:
    done = asked("--on", "2026-03-26", "--block", "speed:9")

    assert done.exit_code == 0
    assert "begins as for a beginner" in done.stdout
    assert "week 1, from 2026-03-30: base week 1" in done.stdout
    assert "ratio,run=2:00,walk=1:00" in done.stdout
    assert done.stdout.replace("\n    ", " ").rstrip().endswith(FIRST)


def test_a_ratio_that_is_asked_for_is_begun_with() -> None:
    weeks = told("--on", "2026-03-30", "--ratio", "4:1", "--block", "trail")["weeks"]

    assert [one["run_walk_s"] for one in weeks[:3]] == [[240, 60], [240, 60], [300, 60]]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--block", "marathon"), "none of distance, speed, trail"),
        (("--block", "base:4"), "none of distance"),
        (("--block", "speed:40"), "9 to 17 weeks"),
        (("--block", "speed:x"), "like speed:12"),
        (("--ratio", "3"), "as 3:1 is"),
        (("--ratio", "nan:1"), "as 3:1 is"),
        (("--base-weeks", "2"), "not in the range"),
        (("--most", "60"), "not in the range"),
        (("--on", "9999-12-20"), "between 1970 and 2199"),
        (("--start", "0001-01-01"), "between 1970 and 2199"),
    ],
)
def test_a_wish_that_is_none_is_refused_with_status_2(words: tuple[str, ...], says: str) -> None:
    done = asked(*words)

    assert done.exit_code == 2
    assert says in done.output


def test_a_folder_without_runs_says_so(tmp_path: Path) -> None:
    (tmp_path / "no.fit").write_bytes(b"no run")

    done = asked(tmp_path, "--no-store")

    assert isinstance(done.exception, RecordingError)


# -- the calendar


def test_a_calendar_holds_every_session_and_reads_back() -> None:
    weeks = trail()

    calendar = Calendar.from_ical(calendar_of(weeks, MONDAY))

    events = calendar.walk("VEVENT")
    sessions = [one for week in weeks for one in week.sessions]
    assert len(events) == len(sessions)
    assert [event.decoded("dtstart") for event in events] == [one.day for one in sessions]
    assert len({str(event["uid"]) for event in events}) == len(events)
    assert calendar["version"] == "2.0"
    hike = events[2]
    assert str(hike["summary"]) == "Hike (p.m.), 40 min"
    assert "runwalk live --workout tread-hike,far=1mi" in str(hike["description"])
    assert all("STRENGTH" not in str(event["summary"]) for event in events)


def test_a_changed_plan_takes_the_place_of_the_old_one() -> None:
    def names(weeks: tuple[PlanWeek, ...]) -> set[str]:
        calendar = Calendar.from_ical(calendar_of(weeks, MONDAY))
        return {str(event["uid"]) for event in calendar.walk("VEVENT")}

    wish = Wish(first_day=MONDAY, blocks=(Block(Stage.TRAIL, 4),), most_min=150)

    assert names(plan(wish, PAST, MONDAY)) == names(trail())


def test_lines_are_folded_and_commas_escaped_as_calendars_want_it() -> None:
    content = calendar_of(trail(), MONDAY)

    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    assert b"strides\\,time=" in content.replace(b"\r\n ", b"")


def test_a_calendar_never_takes_a_name_that_is_taken(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"
    write_calendar(path, trail(), MONDAY)

    with pytest.raises(RecordingError, match="already"):
        write_calendar(path, trail(), MONDAY)
    done = asked("--ics", path)
    assert isinstance(done.exception, RecordingError)


def test_only_weeks_to_come_go_into_the_calendar(tmp_path: Path) -> None:
    path = tmp_path / "plan.ics"

    done = asked("--on", "2026-03-30", "--start", "2026-03-16", "--block", "trail", "--ics", path)

    assert done.exit_code == 0
    days = [e.decoded("dtstart") for e in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
    assert min(days) == date(2026, 3, 30)


# -- what is said of ratios


def test_a_ratio_is_told_with_its_interval_and_its_chance() -> None:
    lines = list(tell_ratio(propose([], [EASY, EASY, EASY], 140)))

    assert lines[0] == (
        "by the clock, share of the time at or under 140 bpm (simulated from 3 runs)"
    )
    assert "    3:1   97 % [97, 97], at least 90 % in 100 of 100 runs  <- next week" in lines
    assert lines[-1] == "by the clock: 3:1 next week"


@pytest.mark.parametrize(
    ("proposal", "says"),
    [
        (Proposal(ceiling_bpm=None, why=Why.NO_CEILING), "cannot tell yet; without a ceiling"),
        (
            propose([], [EASY, "the strap was bad"], 140),
            "cannot tell yet; 3 runs of the last 42 days",
        ),
        (
            propose([], [{ratio: [0.5] for ratio in EASY}] * 3, 140),
            "no ratio is likely enough",
        ),
    ],
    ids=["no ceiling", "too few", "too hard"],
)
def test_what_cannot_be_told_is_told_so(proposal: Proposal, says: str) -> None:
    assert says in " ".join(tell_ratio(proposal))
