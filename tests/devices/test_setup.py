"""The verb setup: asked in a terminal, told by options elsewhere."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from devices.verbs.setup import command
from runwalk.config import load_config
from runwalk.engine.athlete import ZoneModel
from runwalk.options import today
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language

from ..terminal import type_at


def setup(path: Path, *words: str) -> Result:
    return CliRunner().invoke(command, [*words, "--config", str(path)])


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "athlete.toml"


def test_options_and_yes_ask_nothing(path: Path) -> None:
    done = setup(path, "--born", "1984", "--resting", "52", "--max", "186", "--yes")

    assert done.exit_code == 0
    assert "run up to 145 bpm" in done.stdout
    assert "Your ceiling is 145 beats" in done.stdout
    assert "pacemaker" in done.stderr
    assert load_config(path).athlete_on(today()).zone_model is ZoneModel.KARVONEN
    assert path.stat().st_mode & 0o777 == 0o600


def test_an_estimated_maximum_is_called_one(path: Path) -> None:
    estimated = setup(path, "--born", "1984", "--yes").stdout
    measured = setup(path, "--max", "186", "--yes").stdout

    assert "estimated from your age" in estimated
    assert "estimated" not in measured


def test_without_a_terminal_it_says_which_options_to_give(path: Path) -> None:
    done = setup(path, "--units", "mile")

    assert done.exit_code == 2
    assert "give --born, --resting, --max, --threshold, --ceiling, or --yes" in done.stderr
    assert not path.exists()


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--yes"], "give --born or --max, or --ceiling"),
        (["--born", "1984", "--resting", "300", "--yes"], "--resting: resting heart rate must be"),
        (
            ["--born", "1984", "--zone-model", "friel", "--yes"],
            "--zone-model: friel needs a threshold",
        ),
        (["--zone-model", "karvonen", "--yes"], "--zone-model: karvonen needs"),
    ],
)
def test_a_wrong_answer_writes_nothing_and_exits_with_2(
    words: list[str], says: str, path: Path
) -> None:
    done = setup(path, *words)

    assert done.exit_code == 2
    assert says in done.stderr
    assert not path.exists()


def test_a_program_is_told_what_followed(path: Path) -> None:
    setup(path, "--max", "186", "--resting", "52", "--yes")

    done = setup(path, "--max", "184", "--yes", "--json")
    again = setup(path, "--yes", "--json")

    assert json.loads(done.stdout) == {
        "config": str(path),
        "changed": True,
        "from": today().isoformat(),
        "ceiling_bpm": 143,
        "floor_bpm": 123,
        "limit_bpm": 184,
    }
    assert json.loads(again.stdout)["changed"] is False
    assert "nothing to change" in again.stderr


def test_a_language_is_kept_and_need_not_be_said(path: Path) -> None:
    setup(path, "--language", "de", "--max", "186", "--yes")
    first = load_config(path).language

    setup(path, "--max", "184", "--yes")

    assert first is load_config(path).language is Language.GERMAN
    assert setup(path, "--language", "fr", "--yes").exit_code == 2


def test_a_correction_leaves_one_entry(path: Path) -> None:
    setup(path, "--max", "186", "--yes")

    setup(path, "--max", "184", "--yes", "--correct")

    assert path.read_text().count("[[athlete]]") == 1


in_a_terminal = pytest.mark.skipif(sys.platform == "win32", reason="needs a pty")


@in_a_terminal
def test_a_person_is_asked_and_each_wrong_answer_is_asked_again(tmp_path: Path) -> None:
    # at last threshold, model, ceiling, write
    typed = "Deutsch\nmile\n1884\n1984\nlow\n52\n186\n\n\n\n\n"

    status, screen = type_at("setup", typed=typed, home=tmp_path)

    config = load_config(tmp_path / "runwalk" / "athlete.toml")
    assert status == 0, screen
    assert "1884 would make you" in screen
    assert "'low' is no whole number" in screen
    assert "maf180" in screen
    assert (config.language, config.units) == (Language.GERMAN, Units.MILE)
    assert config.born == 1984
    band = config.athlete_on(today()).band
    assert band is not None
    assert band.ceiling_bpm == 145
    assert screen.index("Herzschrittmacher") < screen.index("Write this into")
    assert "Deine Obergrenze ist 145" in screen


@in_a_terminal
def test_who_says_no_at_the_end_has_written_nothing(tmp_path: Path) -> None:
    status, screen = type_at("setup", typed="\n\n1984\n\n\n\n\n\nn\n", home=tmp_path)

    assert status == 130, screen
    assert not (tmp_path / "runwalk").exists()


@in_a_terminal
def test_old_numbers_that_were_wrong_are_replaced_when_the_runner_says_so(tmp_path: Path) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text("[[athlete]]\nmax_bpm = 186  # a race\n")

    typed = "\n\n\n\n184\n\n\n\ny\n\n"  # the last: threshold, model, ceiling, wrong, write
    status, screen = type_at("setup", "--config", str(path), typed=typed, home=tmp_path)

    assert status == 0, screen
    assert "max_bpm = 184  # a race" in path.read_text()
    assert path.read_text().count("[[athlete]]") == 1
