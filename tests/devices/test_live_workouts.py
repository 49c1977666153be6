"""A workout, live: from the command line to the journal, and back through replay."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.verbs import replay as replay_verb
from devices.verbs.live import command
from runwalk.config import Plan, plan_from_dict, plan_to_dict
from runwalk.engine.athlete import Athlete
from runwalk.errors import RunwalkError
from runwalk.training.compiler import Runner, workout_of
from runwalk.training.library import SESSIONS
from runwalk.training.session import Session


@pytest.fixture(autouse=True)
def _nobody(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))


def live(tmp_path: Path, *words: object) -> Result:
    return CliRunner().invoke(
        command,
        ["--source", "virtual", "--speed", "0", "--json", "--out", str(tmp_path), *map(str, words)],
        catch_exceptions=False,
    )


def cues(done: Result) -> list[tuple[int, str, str]]:
    """Second, action and reason of everything that was said."""
    said = []
    for line in done.stdout.splitlines():
        told = json.loads(line)
        said += [(told["t_s"], cue["action"], cue["reason"]) for cue in told.get("cues", [])]
    return said


def test_the_changes_of_a_session_are_told_at_their_seconds_and_replayed(tmp_path: Path) -> None:
    done = live(tmp_path, "--workout", "strides,times=2,time=3:00,cool=1:00,rest=0:30")

    changes = [t_s for t_s, _, reason in cues(done) if reason == "workout"]
    (journal,) = tmp_path.glob("*.jsonl")
    (fit,) = tmp_path.glob("*.fit")
    for kept in (journal, fit):
        checked = CliRunner().invoke(replay_verb.command, [str(kept), "--check"])
        assert checked.exit_code == 0, checked.output
        assert "cues, to the second" in checked.output
    assert changes == [179, 199, 229, 249, 279, 339]


def test_a_file_a_line_and_a_goal_can_be_run(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('line = "1:00 easy, 1:00 walk"', encoding="utf-8")

    said = [
        [one for one in cues(live(tmp_path / name, *words)) if one[2] == "workout"]
        for name, words in (
            ("file", ("--workout", path)),
            ("line", ("--workout", "1:00 easy, 1:00 walk")),
            ("goal", ("--workout", "1:00 easy, 1:00 walk", "--goal", "recovery")),
        )
    ]

    assert said[0] == said[1]
    assert [t_s for t_s, _, _ in said[2]] == [59, 119]


def test_races_of_the_settings_tell_the_paces(tmp_path: Path) -> None:
    settings = tmp_path / "runwalk" / "athlete.toml"
    settings.parent.mkdir()
    settings.write_text('races = ["5km=24:30"]\n', encoding="utf-8")

    live(tmp_path, "--workout", "10s@mile, 10s easy")
    live(tmp_path, "--minutes", "0.2")  # no workout, no pace, no word of it

    heads = [
        json.loads(path.read_text(encoding="utf-8").splitlines()[0])
        for path in sorted(tmp_path.glob("*.jsonl"))
    ]
    speeds = [one["plan"]["workout"]["segments"][0]["speed_mps"] for one in heads]
    assert sorted(speed is None for speed in speeds) == [False, True]


def test_no_segment_moves_the_hard_limit(tmp_path: Path) -> None:
    live(tmp_path, "--ceiling", 140, "--workout", "1:00 easy, 1:00 @<160bpm, 1:00 hard")

    (journal,) = tmp_path.glob("*.jsonl")
    plan = json.loads(journal.read_text(encoding="utf-8").splitlines()[0])["plan"]
    assert plan["athlete"]["limit_bpm"] == 165
    assert [one["name"] for one in plan["workout"]["segments"]] == [
        "easy",
        "run at <160bpm",
        "hard",
    ]


@pytest.mark.parametrize("session", SESSIONS.values(), ids=SESSIONS)
def test_a_plan_comes_back_whole_from_the_head_of_a_journal(session: Session) -> None:
    athlete = Athlete(resting_bpm=50, max_bpm=190)
    plan = Plan(athlete, workout_of(session.spec(), Runner(athlete, 45.0), session.name))

    assert plan_from_dict(json.loads(json.dumps(plan_to_dict(plan)))) == plan


def test_a_workout_can_be_held_against_a_run_that_is_over() -> None:
    sample = Path(__file__).parents[2] / "sample_data" / "easy_run.fit"

    done = CliRunner().invoke(
        replay_verb.command,
        [str(sample), "--ceiling", "150", "--workout", "2:00 easy, 2:00 easy", "--json"],
        catch_exceptions=False,
    )

    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert [row["t_s"] for row in rows if row.get("reason") == "workout"] == [119, 239]


def test_what_cannot_be_run_is_said_before_anything_begins(tmp_path: Path) -> None:
    above = live(tmp_path, "--ceiling", 140, "--workout", "1:00 @<180bpm")

    raced = live(tmp_path, "--race", "5km=24:30")
    assert raced.exit_code == 2
    assert "--race tells the paces of a workout" in raced.stderr
    assert above.exit_code == 2
    assert "must not lie above the hard limit (165 bpm)" in above.stderr
    with pytest.raises(RunwalkError, match="did you mean strides"):
        live(tmp_path, "--workout", "stridez")
    with pytest.raises(RunwalkError, match="goal recovery: a part of this workout is harder"):
        live(tmp_path, "--workout", "strides", "--goal", "recovery")
    assert list(tmp_path.glob("*.jsonl")) == []
