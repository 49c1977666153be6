"""``runwalk workouts``: the list, one session, and what programs get."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.verbs.workouts import command
from runwalk.errors import RunwalkError
from runwalk.training.choice import chosen
from runwalk.training.library import SESSIONS

from ..recording.test_fit_workout import in_fitparse

# fitparse 1.2.0 makes its times of a function that Python 3.12 calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp")


def workouts(*words: object) -> Result:
    return CliRunner().invoke(command, [*map(str, words)], catch_exceptions=False)


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def test_the_list_names_every_session_by_its_goal() -> None:
    lines = workouts().stdout.splitlines()

    assert [line for line in lines if not line.startswith(" ")] == [
        "endurance:",
        "recovery:",
        "return:",
        "speed:",
    ]
    assert {line.split()[0] for line in lines if line.startswith(" ")} == set(SESSIONS)


def test_programs_get_every_session_with_rows_parameters_and_segments() -> None:
    rows = json.loads(workouts("--json").stdout)

    assert [row["name"] for row in rows] == list(SESSIONS)
    for row in rows:
        assert row["title"]
        assert row["method_rows"] == list(SESSIONS[row["name"]].rows)
        assert {"name", "default", "what", "kind"} <= set(row["parameters"][0])
        assert {"name", "duration_s", "distance_m", "band", "until", "is_surge", "gait"} <= set(
            row["segments"][0]
        )


def test_one_session_for_a_program_has_what_was_chosen() -> None:
    row = json.loads(workouts("strides,times=6", "--ceiling", 150, "--json").stdout)

    assert row["name"] == "strides"
    assert row["line"].startswith("20:00 easy, 6x(")
    assert [one["value"] for one in row["parameters"] if "value" in one] == ["6"]
    assert [one["is_surge"] for one in row["segments"]].count(True) == 6
    assert row["segments"][0]["band"] == {"floor_bpm": 130, "ceiling_bpm": 150}
    assert row["segments"][1]["round"] == {"number": 1, "of": 6}


def test_a_line_and_a_file_are_shown_too(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('line = "10:00 easy, walk until lap"', encoding="utf-8")

    by_line = workouts("10:00 easy, walk until lap", "--ceiling", 150)
    by_file = workouts(path, "--ceiling", 150)

    shown = [line.partition("\n")[2] for line in (by_line.stdout, by_file.stdout)]
    assert shown[0] == shown[1]
    assert "    2  walk break, until lap" in shown[0]
    assert json.loads(workouts(path, "--json").stdout)["name"] == "mine"


def test_a_session_can_be_kept_as_a_file_and_changed(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(workouts("tread-hike", "--toml").stdout, encoding="utf-8")

    assert chosen(str(path))[1] == SESSIONS["tread-hike"].spec()


def test_paces_come_from_a_race_and_in_miles_where_asked() -> None:
    effort = workouts("400s", "--ceiling", 150).stdout
    metric = workouts("400s", "--ceiling", 150, "--race", "5km=24:30").stdout
    miles = workouts("400s", "--ceiling", 150, "--race", "5km=24:30", "--units", "mile").stdout

    assert "400 m at mile pace 1/4, 400 m, effort 9 to 10, no heart-rate rule" in effort
    assert "400 m, 4:35 /km to 4:25 /km, effort 9 to 10" in metric
    assert "400 m, 7:23 /mi to 7:06 /mi, effort 9 to 10" in miles


def test_races_of_the_settings_save_the_option(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text('races = ["5km=24:30"]\n', encoding="utf-8")

    asked = workouts("400s", "--ceiling", 150, "--race", "5km=24:30").stdout

    assert workouts("400s", "--ceiling", 150, "--config", path).stdout == asked


def test_every_word_of_a_part_is_shown() -> None:
    line = (
        "20:00 easy @<6:00/km grade 3% runs up to 2:00 walks at least 1:00 walk hills talk every "
        "5:00, run until hr>160 or 2km, walk until hr<120, 5:00@rpe 4, 1:00@zone 2"
    )
    shown = workouts(line).stdout

    assert (
        "easy, 20:00, effort 2 to 4, up to 125 bpm, 3 % up, no faster than 6:00 /km, runs of 2:00 "
        "at most, walks of 1:00 at least, hills walked, talk test every 5:00"
    ) in shown
    assert "run, until heart rate >= 160 or 2.00 km, up to 125 bpm" in shown
    assert "recovery, until heart rate < 120\n" in shown
    assert "effort 4," in shown


def test_whose_heart_rates_are_shown_is_said() -> None:
    assert "a runner of 40 years" in workouts("heart").stderr
    assert workouts("heart", "--ceiling", 150).stderr == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--toml"], "write one workout; name it"),
        (["heart", "--ceiling", 120, "--floor", 130], "the floor (130) must be below"),
        (["heart", "--race", "5km"], "is no race"),
        (["10:00 @<220bpm", "--ceiling", 150], "hard limit"),
    ],
)
def test_what_does_not_go_together_is_refused(words: list[object], said: str) -> None:
    done = workouts(*words)

    assert done.exit_code == 2
    assert said in done.stderr


def test_a_mistake_in_a_line_is_one_sentence() -> None:
    with pytest.raises(RunwalkError, match="workout, column 7: 'easi' is not known"):
        workouts("15:00 easi")


def test_a_workout_goes_to_a_watch_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "heart.fit"

    done = workouts("heart", "--ceiling", 150, "--floor", 128, "--fit", path)

    run, walk, again = in_fitparse(path.read_bytes(), "workout_step")
    assert (run["duration_type"], run["duration_hr"]) == ("hr_greater_than", 250)
    assert (walk["duration_type"], walk["duration_hr"]) == ("hr_less_than", 228)
    assert (again["duration_type"], again["repeat_time"]) == ("repeat_until_time", 2700.0)
    assert "warning: a watch ends a step the moment a number is reached" in done.stderr
    assert done.stdout == ""
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_program_is_told_what_a_watch_leaves_out(tmp_path: Path) -> None:
    words = ("400s", "--ceiling", 150, "--fit", tmp_path / "400s.fit")

    told = json.loads(workouts(*words, "--json").stdout)

    assert told["steps"] == 5
    assert any("however long that takes" in lost for lost in told["left_out"])
    with pytest.raises(RunwalkError, match="is there already"):
        workouts(*words)


@pytest.mark.parametrize("name", SESSIONS)
def test_every_session_goes_to_a_watch(name: str, tmp_path: Path) -> None:
    path = tmp_path / "session.fit"

    workouts(name, "--ceiling", 150, "--race", "5km=24:30", "--fit", path)

    steps = in_fitparse(path.read_bytes(), "workout_step")
    assert 1 <= len(steps) <= 50
    for index, step in enumerate(steps):
        assert step["message_index"] == index
        assert step.get("duration_step", -1) < index


@pytest.mark.parametrize(
    ("words", "says"),
    [(["--fit", "x.fit"], "name it"), (["heart", "--fit", "x.fit"], "your own heart rates")],
)
def test_a_watch_needs_one_workout_and_your_own_heart_rates(words: list[str], says: str) -> None:
    done = workouts(*words)

    assert done.exit_code == 2
    assert says in done.stderr
    assert not Path("x.fit").exists()
