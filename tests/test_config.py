"""The settings file is read as it was meant, and every mistake in it is named with its place."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from runwalk.config import Config, Plan, load_config, plan_from_dict, plan_run, plan_to_dict
from runwalk.config import config_path as place_of_settings
from runwalk.config import data_path as place_of_runs
from runwalk.engine.athlete import Athlete, Band, History, ZoneModel
from runwalk.engine.workout import Segment, Workout
from runwalk.errors import ConfigError
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language
from runwalk.training.paces import vdot_daniels_gilbert_1979

from .builders import second

TODAY = date(2026, 11, 22)


def read(folder: Path, text: str) -> Config:
    path = folder / "athlete.toml"
    path.write_text(text, encoding="utf-8")
    return load_config(path)


def mistakes(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ConfigError) as caught:
        read(folder, text)
    return caught.value.mistakes


# What is right


def test_a_whole_file_is_read_as_it_was_meant(tmp_path: Path) -> None:
    config = read(
        tmp_path,
        """
        units = "mile"
        language = "de"
        born = 1984

        [[athlete]]
        resting_bpm = 52
        max_bpm = 186
        zone_model = "karvonen"

        [[athlete]]
        from = 2026-06-01
        resting_bpm = 49
        max_bpm = 185
        threshold_bpm = 168
        limit_bpm = 180
        ceiling_bpm = 150
        floor_bpm = 128
        zone_limits_bpm = [100, 130, 150]
        maf_adjustment_bpm = -5
        heads_up = true

        [voice]
        command = ["piper", "--say", "{text}"]
        heart_rate_every_min = 5
        """,
    )

    assert config == Config(
        units=Units.MILE,
        language=Language.GERMAN,
        voice=VoiceSettings(command=("piper", "--say", "{text}"), heart_rate_every_min=5.0),
        born=1984,
        history=History(
            (
                (None, Athlete(resting_bpm=52, max_bpm=186, zone_model=ZoneModel.KARVONEN)),
                (
                    date(2026, 6, 1),
                    Athlete(
                        resting_bpm=49,
                        max_bpm=185,
                        threshold_bpm=168,
                        limit_bpm=180,
                        ceiling_bpm=150,
                        floor_bpm=128,
                        zone_limits_bpm=(100, 130, 150),
                        maf_adjustment_bpm=-5,
                        heads_up=True,
                    ),
                ),
            )
        ),
        path=tmp_path / "athlete.toml",
    )


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ('language = "klingon"', "language"),
        ("voice = 3", "voice"),
        ("[voice]\nvolume = 3", "voice.volume"),
        ('[voice]\ncommand = "say {text}"', "voice.command"),
        ("[voice]\ncommand = []", "voice.command"),
        ('[voice]\ncommand = ["say", 3]', "voice.command.2"),
        ("[voice]\nheart_rate_every_min = 0", "voice.heart_rate_every_min"),
    ],
)
def test_a_mistake_in_language_or_voice_is_named(tmp_path: Path, text: str, key: str) -> None:
    (told,) = mistakes(tmp_path, text)

    assert told.startswith(f"{key}: ")
    assert "instance of" not in told


def test_an_empty_file_says_nothing(tmp_path: Path) -> None:
    assert read(tmp_path, "") == Config(path=tmp_path / "athlete.toml")


def test_one_athlete_may_be_written_as_a_plain_table(tmp_path: Path) -> None:
    assert read(tmp_path, "[athlete]\nmax_bpm = 186").athlete_on(TODAY) == Athlete(max_bpm=186)


@pytest.mark.parametrize("model", list(ZoneModel))
def test_every_zone_model_can_be_asked_for_by_its_name(tmp_path: Path, model: ZoneModel) -> None:
    numbers = "resting_bpm=50\nmax_bpm=190\nthreshold_bpm=170\nzone_limits_bpm=[100, 130, 150]"
    config = read(tmp_path, f'born=1984\n[[athlete]]\n{numbers}\nzone_model="{model.value}"')

    assert config.athlete_on(TODAY).zone_model is model


# Years


@pytest.mark.parametrize(
    ("day", "age_years"), [(date(2024, 1, 1), 40.0), (date(2024, 12, 31), 40.0), (TODAY, 42.0)]
)
def test_a_runner_is_as_old_as_the_years_difference(
    tmp_path: Path, day: date, age_years: float
) -> None:
    assert read(tmp_path, "born = 1984").athlete_on(day).age_years == age_years


def test_an_age_that_was_written_wins_over_the_year_of_birth(tmp_path: Path) -> None:
    config = read(tmp_path, "born = 1984\n[[athlete]]\nage_years = 39.5")

    assert config.athlete_on(TODAY).age_years == 39.5


def test_without_a_year_of_birth_the_age_is_unknown(tmp_path: Path) -> None:
    assert read(tmp_path, "[[athlete]]\nmax_bpm = 186").athlete_on(TODAY).age_years is None


def test_a_run_of_last_year_is_judged_by_last_years_numbers(tmp_path: Path) -> None:
    config = read(
        tmp_path, "[[athlete]]\nmax_bpm = 190\n[[athlete]]\nfrom = 2026-01-01\nmax_bpm = 185"
    )

    assert config.athlete_on(date(2025, 12, 31)).max_bpm == 190
    assert config.athlete_on(date(2026, 1, 1)).max_bpm == 185


# Mistakes


def test_every_mistake_is_named_at_once_with_its_place_and_its_value(tmp_path: Path) -> None:
    found = mistakes(
        tmp_path,
        """
        units = "leagues"
        born = 1800
        colour = "red"
        [[athlete]]
        resting_bpm = 52.5
        [[athlete]]
        from = "June"
        zone_model = "polar"
        maxbpm = 186
        """,
    )

    places = {one.split(":")[0]: one for one in found}
    assert set(places) == {
        "units",
        "born",
        "colour",
        "athlete.1.resting_bpm",
        "athlete.2.from",
        "athlete.2.zone_model",
        "athlete.2.maxbpm",
    }
    for place, value in (
        ("units", "'leagues'"),
        ("born", "1800"),
        ("colour", "'red'"),
        ("athlete.1.resting_bpm", "52.5"),
        ("athlete.2.from", "'June'"),
        ("athlete.2.zone_model", "'polar'"),
        ("athlete.2.maxbpm", "186"),
    ):
        assert places[place].endswith(f"(got {value})")


RANGES = [
    ("age_years", 10, 110),
    ("resting_bpm", 25, 120),
    ("max_bpm", 100, 230),
    ("threshold_bpm", 80, 220),
    ("limit_bpm", 60, 230),
    ("ceiling_bpm", 60, 230),
    ("floor_bpm", 30, 229),
]


@pytest.mark.parametrize(("key", "lowest", "highest"), RANGES, ids=[key for key, *_ in RANGES])
def test_every_number_has_its_range(tmp_path: Path, key: str, lowest: int, highest: int) -> None:
    for value in (lowest, highest):
        config = read(tmp_path, f"[[athlete]]\n{key} = {value}")
        assert getattr(config.athlete_on(TODAY), key) == value
    for value, word in ((lowest - 1, "greater"), (highest + 1, "less")):
        (found,) = mistakes(tmp_path, f"[[athlete]]\n[[athlete]]\n{key} = {value}")
        assert found.startswith(f"athlete.2.{key}: input should be {word} than or equal to")
        assert found.endswith(f"(got {value})")


@pytest.mark.parametrize(("year", "is_right"), [(1899, 0), (1900, 1), (2100, 1), (2101, 0)])
def test_a_year_of_birth_has_its_range_too(tmp_path: Path, year: int, is_right: int) -> None:
    if is_right:
        assert read(tmp_path, f"born = {year}").born == year
    else:
        assert [one[:5] for one in mistakes(tmp_path, f"born = {year}")] == ["born:"]


@pytest.mark.parametrize(
    ("line", "what"),
    [
        pytest.param("resting_bpm = 90\nthreshold_bpm = 85", "must be below", id="out of order"),
        pytest.param('zone_model = "friel"', "needs threshold_bpm", id="a number lacks"),
        pytest.param("ceiling_bpm = 190\nlimit_bpm = 170", "hard limit", id="ceiling over limit"),
        pytest.param("ceiling_bpm = 140\nfloor_bpm = 150", "below the ceiling", id="upside down"),
        pytest.param("zone_limits_bpm = [140, 120]", "must rise", id="zones that fall"),
    ],
)
def test_numbers_that_contradict_each_other_are_named_with_their_entry(
    tmp_path: Path, line: str, what: str
) -> None:
    found = mistakes(tmp_path, f"[[athlete]]\n[[athlete]]\nfrom = 2026-01-01\n{line}")

    assert len(found) == 1
    assert found[0].startswith("athlete.2: ")
    assert what in found[0]


def test_no_age_is_not_a_number(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, "[[athlete]]\nage_years = nan")

    assert found.startswith("athlete.1.age_years: ")
    assert found.endswith("(got nan)")


def test_mistakes_of_all_entries_and_of_the_general_part_are_named_together(
    tmp_path: Path,
) -> None:
    found = mistakes(
        tmp_path,
        """
        units = "leagues"
        [[athlete]]
        resting_bpm = 200
        max_bpm = 50
        [[athlete]]
        from = 2026-01-01
        zone_model = "friel"
        [[athlete]]
        from = 2026-01-01
        [[athlete]]
        from = 2025-01-01
        """,
    )

    assert [one.split(":")[0] for one in found] == [
        "units",
        "athlete.1.resting_bpm",
        "athlete.1.max_bpm",
        "athlete.2",
        "athlete",
    ]


def test_a_mistake_in_the_general_part_hides_none_in_an_athlete_written_as_a_table(
    tmp_path: Path,
) -> None:
    found = mistakes(tmp_path, "born = 1800\n[athlete]\nmax_bpm = 50")

    assert [one.split(":")[0] for one in found] == ["born", "athlete.1.max_bpm"]


@pytest.mark.parametrize("born", [1900, 2024])
def test_a_year_of_birth_that_makes_no_age_is_named_with_the_entry(
    tmp_path: Path, born: int
) -> None:
    (found,) = mistakes(tmp_path, f"born = {born}\n[[athlete]]\nfrom = 2026-01-01")

    assert found.startswith("athlete.1: age must be 10 to 110 years, got ")


@pytest.mark.parametrize("second_day", ["2025-01-01", "2026-01-01"])
def test_entries_that_are_not_in_order_are_refused(tmp_path: Path, second_day: str) -> None:
    found = mistakes(tmp_path, f"[[athlete]]\nfrom = 2026-01-01\n[[athlete]]\nfrom = {second_day}")

    assert found == ("athlete: entries must be in order of their first day, one for a day",)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        pytest.param("born = true", "born", id="true is no year"),
        pytest.param('born = "1984"', "born", id="text is no year"),
        pytest.param("[[athlete]]\nfrom = 2026-01-01T08:00:00", "athlete.1.from", id="a time"),
        pytest.param("[[athlete]]\nmax_bpm = true", "athlete.1.max_bpm", id="true is no number"),
        pytest.param(
            '[[athlete]]\nzone_limits_bpm = [100, "120"]',
            "athlete.1.zone_limits_bpm.2",
            id="text among numbers",
        ),
        pytest.param("athlete = 5", "athlete.1", id="no table"),
        pytest.param("athlete = [5]", "athlete.1", id="no table in the list"),
    ],
)
def test_nothing_is_read_as_something_else(tmp_path: Path, text: str, place: str) -> None:
    (found,) = mistakes(tmp_path, text)

    assert found.split(":")[0] == place


def test_a_mistake_speaks_of_the_file_and_not_of_the_program(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, "athlete = [5]")

    assert found == "athlete.1: input should be a valid dictionary (got 5)"


def test_a_long_wrong_value_is_not_repeated(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, f'units = "{"k" * 100}"')

    assert "kkk" not in found


# The file itself


def test_a_file_that_is_no_toml_says_where(tmp_path: Path) -> None:
    (found,) = mistakes(tmp_path, 'units = "km"\nborn = \n')

    assert found.startswith("is not TOML: ")
    assert "line 2" in found


def test_a_file_that_is_no_text_is_told_of(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ConfigError, match="cannot be read") as caught:
        load_config(path)

    assert caught.value.path == path


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        load_config(tmp_path)


def test_a_file_that_was_asked_for_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="there is no such file") as caught:
        load_config(tmp_path / "mine.toml")

    assert str(caught.value).startswith(str(tmp_path / "mine.toml"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))
    return tmp_path


def test_without_any_file_there_are_no_settings(home: Path) -> None:
    assert not place_of_settings().exists()
    assert load_config() == Config()


def test_the_file_is_looked_for_where_the_platform_keeps_settings(home: Path) -> None:
    place_of_settings().parent.mkdir(parents=True)
    place_of_settings().write_text("born = 1984", encoding="utf-8")

    assert load_config().born == 1984


def test_settings_and_runs_are_kept_under_the_runners_home(home: Path) -> None:
    assert place_of_settings().is_relative_to(home)
    assert place_of_runs().is_relative_to(home)
    assert "runwalk" in place_of_settings().parts
    assert "runwalk" in place_of_runs().parts


# Today's plan


def config_of(athlete: Athlete) -> Config:
    return Config(history=History(((None, athlete),)))


def band_of(plan: Plan) -> Band | None:
    return plan.workout.segments[0].band


@pytest.mark.parametrize(
    ("ceiling_bpm", "floor_bpm", "band"),
    [
        pytest.param(None, None, Band(112, 132), id="the runner's own"),
        pytest.param(None, 100, Band(100, 132), id="another floor"),
        pytest.param(150, None, Band(130, 150), id="another ceiling, with the usual floor"),
        pytest.param(150, 120, Band(120, 150), id="both"),
    ],
)
def test_what_was_asked_for_today_wins(
    ceiling_bpm: int | None, floor_bpm: int | None, band: Band
) -> None:
    plan = plan_run(config_of(Athlete(max_bpm=190)), TODAY, ceiling_bpm, floor_bpm)

    assert band_of(plan) == band
    assert plan.coach().step(second(0, 100)).band == band


def test_without_a_ceiling_the_runner_is_told_what_to_do(home: Path) -> None:
    with pytest.raises(ValueError, match="give --ceiling") as caught:
        plan_run(Config(), TODAY, None, None)

    assert str(place_of_settings()) in str(caught.value)


def test_without_any_settings_a_ceiling_is_enough() -> None:
    assert band_of(plan_run(Config(), TODAY, 150, None)) == Band(130, 150)


def test_a_floor_above_the_ceiling_is_refused() -> None:
    with pytest.raises(ValueError, match="must be below the ceiling"):
        plan_run(Config(), TODAY, 150, 151)


def test_a_ceiling_above_the_hard_limit_is_refused_when_the_coach_is_made() -> None:
    plan = plan_run(config_of(Athlete(limit_bpm=140)), TODAY, 150, None)

    with pytest.raises(ValueError, match="hard limit"):
        plan.coach()


PLANS = [
    Plan(Athlete(), Workout.easy(Band(130, 150))),
    Plan(
        Athlete(age_years=40.5, zone_model=ZoneModel.CUSTOM, zone_limits_bpm=(100, 130)),
        Workout(
            "intervals",
            (
                Segment(name="warm", duration_s=600, band=Band(110, 130)),
                Segment(name="fast", duration_s=60),
                Segment(name="home", band=Band(110, 140)),
            ),
        ),
    ),
]


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: plan.workout.name)
def test_a_plan_survives_the_head_of_a_journal(plan: Plan) -> None:
    kept = json.dumps(plan_to_dict(plan))

    assert plan_from_dict(json.loads(kept)) == plan


@pytest.mark.parametrize(
    "raw",
    [
        None,
        {},
        {"athlete": {}},
        {"athlete": {"max_bpm": 500}, "workout": {"name": "x", "segments": []}},
        {"athlete": {}, "workout": {"name": "x", "segments": []}},
    ],
    ids=["nothing", "empty", "no workout", "no human", "no segment"],
)
def test_what_is_no_plan_is_refused(raw: object) -> None:
    with pytest.raises(ValueError, match="validation error"):
        plan_from_dict(raw)


def test_races_tell_the_paces_of_workouts_and_the_best_counts(tmp_path: Path) -> None:
    config = read(tmp_path, 'races = ["5km=24:30", "10km=48:00"]')

    assert [race.distance_m for race in config.races] == [5000.0, 10_000.0]
    assert config.vdot == vdot_daniels_gilbert_1979(config.races[1])
    assert read(tmp_path, "born = 1984").vdot is None


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ('["5km"]', "races.1: '5km' is no race"),
        ('["5km=24:30", "5km=1:00"]', "races.2: nobody races"),
        ('["1500m=24:00", 3]', "races.2: "),
        ('"5km=24:30"', "races: "),
    ],
)
def test_a_race_that_nobody_ran_is_named(tmp_path: Path, told: str, said: str) -> None:
    assert [one[: len(said)] for one in mistakes(tmp_path, f"races = {told}")] == [said]
