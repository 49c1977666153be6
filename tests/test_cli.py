"""The front door: what it prints, where, and with what exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from runwalk.cli import VERBS

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "sample_data"


def runwalk(
    *words: object,
    home: Path | None = None,
    stdin: str = "",
    timeout: float = 60.0,
    **env: str,
) -> subprocess.CompletedProcess[str]:
    place = str(home or ROOT / "no-such-home")
    return subprocess.run(
        [sys.executable, "-m", "runwalk", *map(str, words)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=timeout,
        env={
            **os.environ,
            "HOME": place,
            "XDG_CONFIG_HOME": place,
            "XDG_DATA_HOME": place,
            "XDG_CACHE_HOME": place,
            **env,
        },
        check=False,
    )


def config(home: Path, text: str) -> Path:
    path = home / "runwalk" / "athlete.toml"
    path.parent.mkdir(parents=True)
    path.write_text(text)
    return path


@pytest.mark.parametrize("verb", VERBS)
def test_every_command_explains_itself_with_an_example(verb: str) -> None:
    done = runwalk(verb, "--help")

    assert done.returncode == 0
    assert f"runwalk {verb}" in done.stdout.split("Options:")[0].split("Example", 1)[1]
    assert "--json" in done.stdout


def test_the_list_of_commands_says_what_each_is_for() -> None:
    done = runwalk("--help")

    assert all(f"  {verb} " in done.stdout for verb in VERBS)


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("jog",), "no such command"),
        (("live", "--source", "stdin", "--ceiling", "120", "--floor", "130"), "below the ceiling"),
        (("live", "--source", "stdin", "--ceiling", "ten"), "not a valid integer"),
        (("live", "--source", "stdin"), "no ceiling is known"),
        (("live",), "run `runwalk setup` once"),
        (("setup",), "there is no terminal to ask in: give --units, --born"),
        (("live", "--source", "playback", "--ceiling", "150"), "FILE goes with"),
        (("live", "--source", "stdin", "--speed", "4", "--ceiling", "150"), "--speed is for"),
        (("live", "--source", "virtual", "--scenario", "moon"), "no scenario 'moon'"),
        (("live", "--source", "virtual", "--fault", "flood@1"), "a fault is written"),
        (("replay", SAMPLES / "easy_run.fit", "--check"), "needs a run that `live` kept"),
    ],
)
def test_a_command_that_is_not_understood_says_why_and_exits_with_2(
    words: tuple[object, ...], says: str
) -> None:
    done = runwalk(*words)

    assert done.returncode == 2
    assert says in done.stderr
    assert done.stdout == ""


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (None, "does not exist"),
        (b"", "is empty"),
        (b"<!DOCTYPE html><html>", "web page"),
        (bytes(2000), "zeros"),
        (b"\x1f\x8b" + bytes(100), "compressed"),
    ],
    ids=["no file", "empty", "web page", "zeros", "gzip"],
)
def test_a_file_that_is_no_run_gets_one_sentence_and_exit_status_1(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    path = tmp_path / "run.fit"
    if content is not None:
        path.write_bytes(content)

    done = runwalk("replay", path, "--ceiling", "150")

    assert done.returncode == 1
    assert done.stdout == ""
    assert says in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_replay_prints_a_line_for_each_cue_and_then_the_summary() -> None:
    done = runwalk("replay", SAMPLES / "hot_long_run.fit", "--ceiling", "140", "--json")

    *cues, last = [json.loads(line) for line in done.stdout.splitlines()]
    assert all(set(cue) == {"t_s", "action", "reason", "hr_bpm", "text"} for cue in cues)
    assert [cue["t_s"] for cue in cues] == sorted(cue["t_s"] for cue in cues)
    summary = last["summary"]
    assert summary["duration_s"] == 4500
    assert sum(summary["cues"].values()) == len(cues)
    assert summary["run_s"] + summary["walk_s"] + summary["stand_s"] == 4500
    assert summary["above_ceiling_s"] > 60
    assert sum(summary["zones_s"].values()) > 4000
    assert summary["problems"] == []


def test_a_torn_file_is_replayed_with_its_problems_named() -> None:
    done = runwalk("replay", SAMPLES / "torn.fit", "--ceiling", "140", "--json")

    summary = json.loads(done.stdout.splitlines()[-1])["summary"]
    assert done.returncode == 0
    assert summary["duration_s"] > 600
    assert summary["problems"]


def test_a_journal_is_replayed_for_whom_it_was_kept() -> None:
    own = runwalk("replay", SAMPLES / "live_run.jsonl", "--json")
    other = runwalk("replay", SAMPLES / "live_run.jsonl", "--json", "--ceiling", "170")

    assert own.stdout.count('"walk"') > other.stdout.count('"walk"')


def journal_with(tmp_path: Path, old: str, new: str) -> Path:
    path = tmp_path / "changed.jsonl"
    text = (SAMPLES / "live_run.jsonl").read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    return path


def test_check_finds_the_first_cue_that_differs(tmp_path: Path) -> None:
    path = journal_with(tmp_path, '"run","recovered"', '"run","time"')

    done = runwalk("replay", "--check", path)

    assert done.returncode == 1
    assert "then run (time) at" in done.stdout
    assert "now run (recovered) at" in done.stdout


def test_check_forgives_another_engine_and_says_so(tmp_path: Path) -> None:
    path = journal_with(tmp_path, '"engine":"', '"engine":"0.0.')
    path.write_text(path.read_text().replace('"run","recovered"', '"run","time"', 1))

    done = runwalk("replay", "--check", path)

    assert done.returncode == 0
    assert "coached by engine 0.0." in done.stderr
    assert "first difference" in done.stdout


def test_settings_give_zones_and_a_dated_change_leaves_old_runs_alone(tmp_path: Path) -> None:
    config(
        tmp_path,
        "born = 1984\n[[athlete]]\nresting_bpm = 60\nmax_bpm = 190\n"
        "[[athlete]]\nfrom = 2026-06-01\nresting_bpm = 50\nmax_bpm = 180\n",
    )

    old = runwalk("zones", "--json", "--on", "2026-05-31", home=tmp_path)
    new = runwalk("zones", "--json", "--on", "2026-06-01", home=tmp_path)

    assert json.loads(old.stdout)["limit_bpm"] == 190
    assert json.loads(new.stdout)["limit_bpm"] == 180
    assert json.loads(new.stdout)["ceiling_bpm"] == 50 + 91 - 1  # zone 2 ends below 70 %
    assert "pacemaker" in new.stderr


def test_every_mistake_in_the_settings_is_named_at_once(tmp_path: Path) -> None:
    path = config(
        tmp_path,
        'units = "furlong"\n[[athlete]]\nmax_bmp = 190\nresting_bpm = "low"\n',
    )

    done = runwalk("zones", home=tmp_path)

    assert done.returncode == 1
    assert str(path) in done.stderr
    for mistake in ("units: ", "athlete.1.max_bmp: ", "athlete.1.resting_bpm: ", "'low'"):
        assert mistake in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_units_are_the_runner_s_choice(tmp_path: Path) -> None:
    config(tmp_path, 'units = "mile"\n')
    words = ("replay", SAMPLES / "strides.fit", "--ceiling", "150")

    assert " /mi," in runwalk(*words, home=tmp_path).stdout
    assert " /km," in runwalk(*words, "--units", "km", home=tmp_path).stdout


def test_nothing_is_painted_where_nobody_sees_it() -> None:
    done = runwalk("replay", SAMPLES / "hot_long_run.fit", "--ceiling", "140")

    assert "\x1b" not in done.stdout


def test_a_reader_that_goes_away_is_no_error() -> None:
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "runwalk",
            "replay",
            SAMPLES / "hot_long_run.fit",
            "--ceiling",
            "130",
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()

    assert process.stderr is not None
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait(timeout=30) == 0


def test_the_demo_ends_with_a_summary_and_names_the_files(tmp_path: Path) -> None:
    done = runwalk("demo", "--speed", "0", "--out", tmp_path)

    files = sorted(tmp_path.iterdir())
    assert done.returncode == 0
    assert [path.suffix for path in files] == [".fit", ".jsonl"]
    assert all(str(path) in done.stderr for path in files)
    assert "WALK" in done.stdout
    assert "drift" in done.stdout
    assert "1:15:00 in all" in done.stdout
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)  # health data: for its owner


def test_a_run_teaches_the_settings_only_when_asked(tmp_path: Path) -> None:
    path = config(tmp_path, "born = 1984  # yes\n")

    runwalk("replay", SAMPLES / "live_run.jsonl", home=tmp_path)
    assert path.read_text() == "born = 1984  # yes\n"
    first = runwalk("replay", SAMPLES / "live_run.jsonl", "--learn", home=tmp_path)
    again = runwalk(
        "live", "--source", "playback", SAMPLES / "live_run.jsonl", "--learn",
        "--ceiling", "131", "--speed", "0", "--no-record", home=tmp_path,
    )  # fmt: skip

    assert f"saved in {path}: tau_s, " in first.stderr
    assert f"saved in {path}: tau_s, " in again.stderr
    told = tomllib.loads(path.read_text())
    assert told["born"] == 1984
    assert told["heart"]["tau_s"]["runs"] == 2
    assert path.read_text().startswith("born = 1984  # yes\n")


def test_a_run_without_cues_teaches_nothing(tmp_path: Path) -> None:
    path = config(tmp_path, "")

    done = runwalk("replay", SAMPLES / "easy_run.fit", "--ceiling", "200", "--learn", home=tmp_path)

    assert "too few cues" in done.stderr
    assert path.read_text() == ""


def test_nobody_learns_from_a_simulated_runner(tmp_path: Path) -> None:
    done = runwalk("live", "--source", "virtual", "--learn", home=tmp_path)

    assert done.returncode == 2
    assert "a simulated runner has another" in done.stderr


def test_settings_with_a_mistake_stop_the_fit_before_the_work(tmp_path: Path) -> None:
    config(tmp_path, "max_bmp = 186")

    done = runwalk("fit-athlete", SAMPLES / "block", "--save", home=tmp_path)

    assert done.returncode == 1
    assert "max_bmp" in done.stderr
