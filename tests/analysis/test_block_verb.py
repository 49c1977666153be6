"""``runwalk block``: what it prints, and what it does not do twice."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pandas as pd
import pytest

from analysis.block_options import TABLES, WEEK_STARTS
from analysis.weeks import WeekStarts

from ..test_cli import ROOT, SAMPLES, runwalk

BLOCK = sorted((SAMPLES / "block").glob("*.fit"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Eight runs of the sample block, and what is none."""
    folder = tmp_path_factory.mktemp("runs")
    for path in BLOCK[::4]:
        shutil.copy(path, folder)
    shutil.copy(SAMPLES / "torn.fit", folder)
    (folder / "copies").mkdir()
    shutil.copy(BLOCK[0], folder / "copies" / "again.fit")
    (folder / "poison.fit").write_bytes(b"\x0e\x10\0\0\xff\xff\xff\xff.FIT" + b"\xff" * 400)
    (folder / "empty.gpx").write_bytes(b"")
    return folder


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where what was told of them is kept."""
    return tmp_path_factory.mktemp("home")


@pytest.mark.slow
def test_the_same_files_give_the_same_bytes_cold_and_warm_and_on_two_processes(
    folder: Path, tmp_path: Path
) -> None:
    cold = runwalk("block", folder, "--json", "--jobs", 1, home=tmp_path / "one")
    warm = runwalk("block", folder, "--json", home=tmp_path / "one")
    two = runwalk("block", folder, "--json", "--jobs", 2, home=tmp_path / "two")
    none = runwalk("block", folder, "--json", "--no-store", home=tmp_path / "three")

    assert cold.returncode == 0, cold.stderr
    assert cold.stdout == warm.stdout == two.stdout == none.stdout
    assert not (tmp_path / "three").exists()


def test_every_file_is_a_row_and_bad_ones_say_why(folder: Path, home: Path) -> None:
    told = json.loads(runwalk("block", folder, "--json", home=home).stdout)

    rows = {row["name"]: row for row in told["runs"]}
    assert len(rows) == len(BLOCK[::4]) + 4
    assert rows["empty.gpx"]["why_not"] == "is empty; copy it from the device again"
    assert rows["poison.fit"]["why_not"]
    assert rows[BLOCK[0].name]["same_as"] is None
    assert rows["copies/again.fit"]["same_as"] == BLOCK[0].name
    assert {one["run"] for one in told["problems"]} == {"empty.gpx", "poison.fit"}
    assert "verdict" in told["trends"]["drift_bpm_per_h"]


@pytest.mark.parametrize("place", ["nowhere", "."], ids=["no such folder", "no run in it"])
def test_where_there_is_no_run_one_sentence_says_so(place: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("rest day")

    done = runwalk("block", tmp_path / place, home=tmp_path)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert not done.stdout


@pytest.mark.slow
def test_athletes_are_kept_apart(folder: Path, tmp_path: Path) -> None:
    for who, paths in (("ann", BLOCK[:4]), ("bob", BLOCK[:5]), ("cy", [SAMPLES / "truth"])):
        (tmp_path / "club" / who).mkdir(parents=True)
        for path in paths:
            if path.exists():
                shutil.copy(path, tmp_path / "club" / who)
    (tmp_path / "club" / "cy" / "bad.fit").write_bytes(b"")
    asked = ("block", tmp_path / "club", "--json", "--athlete-per-folder")

    told = json.loads(runwalk(*asked, home=tmp_path).stdout)

    assert {who: one["run_count"] for who, one in told["athletes"].items()} == {"ann": 4, "bob": 5}
    assert all(row["counts"] is (row["athlete"] != "cy") for row in told["runs"])
    assert told["trends"] == {}
    assert told["problems"] == [
        {"run": "cy/bad.fit", "what": "is empty; copy it from the device again"}
    ]


def test_blocks_and_days_can_be_asked_for(folder: Path, home: Path) -> None:
    def told(*words: object) -> dict:
        return json.loads(runwalk("block", folder, "--json", *words, home=home).stdout)

    late = told("--from", "2026-02-01", "--to", "2026-03-01")
    base = told("--block", "base=2026-01-01..2026-02-01", "--block", "2026-02-02..2026-12-31")

    days = [row["day"] for row in late["runs"] if row["counts"]]
    assert days == sorted(days)
    assert all("2026-02-01" <= day <= "2026-03-01" for day in days)
    assert [(one["label"], one["first_day"]) for one in base["blocks"]] == [
        ("base", "2026-01-01"),
        ("", "2026-02-02"),
    ]
    counted = [one["run_count"] for one in base["blocks"]]
    assert (
        sum(counted) == base["athletes"][""]["run_count"] == sum(r["counts"] for r in base["runs"])
    )


@pytest.mark.parametrize(
    "words",
    [
        ("--from", "2026-02-01", "--to", "2026-01-01"),
        ("--block", "base"),
        ("--block", "base=2026-02-01..2026-01-01"),
        ("--block", "base=2026-02-30..2026-03-01"),
    ],
    ids=" ".join,
)
def test_days_that_are_none_are_a_mistake(words: tuple[str, ...], folder: Path) -> None:
    done = runwalk("block", folder, *words)

    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_the_runs_are_written_into_a_table(folder: Path, home: Path, tmp_path: Path) -> None:
    tables = [tmp_path / f"runs{ending}" for ending in TABLES]

    for table in tables:
        done = runwalk("block", folder, "--json", "--export", table, home=home)
        assert done.returncode == 0, done.stderr

    csv, js, parquet = (
        pd.read_csv(tables[0]),
        pd.read_json(tables[1]),
        pd.read_parquet(tables[2]),
    )
    told = json.loads(done.stdout)
    for table in (csv, js, parquet):
        assert table["file"].tolist() == [row["name"] for row in told["runs"]]
        assert table["is_counted"].tolist() == [row["counts"] for row in told["runs"]]
        assert table["drift_bpm_per_h"].sum() == pytest.approx(parquet["drift_bpm_per_h"].sum())
    assert all(table.stat().st_mode & 0o077 == 0 for table in tables)


@pytest.mark.parametrize("name", ["taken.csv", "runs.xlsx"])
def test_a_table_that_cannot_be_written_is_told_before_the_work(
    name: str, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "taken.csv").write_text("mine")

    done = runwalk("block", folder, "--export", tmp_path / name, home=tmp_path / "home")

    assert done.returncode in (1, 2)
    assert not (tmp_path / "home").exists()
    assert (tmp_path / "taken.csv").read_text() == "mine"


@pytest.mark.slow
def test_weeks_start_where_the_runner_lives(folder: Path, home: Path) -> None:
    def first_day(*words: str, **env: str) -> str:
        done = runwalk("block", folder, "--json", *words, home=home, **env)
        return json.loads(done.stdout)["weeks"][0]["first_day"]

    assert first_day(LC_ALL="de_DE.UTF-8") == first_day(LC_ALL="C") == "2026-01-05"
    assert first_day(LC_ALL="", LC_TIME="en_US.UTF-8") == "2026-01-04"
    assert first_day("--week-starts", "saturday", LC_ALL="de_DE.UTF-8") == "2026-01-03"


def test_the_days_on_which_a_week_may_start_are_those_that_weeks_know() -> None:
    assert [name.upper() for name in WEEK_STARTS] == [one.name for one in WeekStarts]


def test_blocks_that_share_no_days_are_compared(folder: Path, home: Path) -> None:
    spans = (
        "base=2026-01-01..2026-02-14",
        "speed=2026-02-15..2026-03-31",
        "2026-03-20..2026-05-01",
    )
    words = [word for span in spans for word in ("--block", span)]

    told = json.loads(runwalk("block", folder, "--json", *words, home=home).stdout)

    assert [(one["from"], one["to"]) for one in told["differences"]] == [("base", "speed")]
    assert told["differences"][0]["measures"]["drift_bpm_per_h"]["sentence"]


def test_one_file_that_is_no_run_says_why(tmp_path: Path) -> None:
    (tmp_path / "empty.gpx").write_bytes(b"")

    done = runwalk("block", tmp_path / "empty.gpx", home=tmp_path)

    assert done.returncode == 1
    assert done.stderr == "runwalk: empty.gpx: is empty; copy it from the device again\n"


@pytest.mark.slow
def test_two_at_once_do_not_disturb_each_other(folder: Path, tmp_path: Path) -> None:
    words = ("block", str(folder), "--json", "--jobs", "1", "--store", str(tmp_path / "one.sqlite"))

    both = [
        subprocess.Popen(
            [sys.executable, "-m", "runwalk", *words],
            cwd=ROOT,
            env={**os.environ, "HOME": str(tmp_path)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    told = [one.communicate(timeout=120) for one in both]

    assert told[0] == told[1]
    assert told[0][1] == ""
    assert len(_kept(tmp_path / "one.sqlite")) == len(BLOCK[::4]) + 3


@pytest.mark.parametrize("jobs", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_what_was_read_before_an_interrupt_is_not_read_again(jobs: int, tmp_path: Path) -> None:
    place, runs = tmp_path / "store.sqlite", tmp_path / "runs"
    runs.mkdir()
    for path in BLOCK[::2]:  # enough that nobody is through with them when the first is kept
        shutil.copy(path, runs)
    words = ("block", str(runs), "--json", "--store", str(place), "--jobs", str(jobs))
    with subprocess.Popen(
        [sys.executable, "-m", "runwalk", *words],
        cwd=ROOT,
        env={**os.environ, "HOME": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as reader:
        while not _kept(place):
            time.sleep(0.02)
        os.killpg(reader.pid, signal.SIGINT)  # as a terminal does
        _, said = reader.communicate(timeout=30)

    assert reader.returncode == 130
    assert "Traceback" not in said
    before = _kept(place)
    assert before
    assert runwalk(*words, home=tmp_path).returncode == 0
    assert before < _kept(place)


def _kept(place: Path) -> set[tuple[object, ...]]:
    """The rows of a store."""
    if not place.exists():
        return set()
    with closing(sqlite3.connect(f"file:{place}?mode=ro", uri=True)) as sql:
        try:
            return set(sql.execute("SELECT sha256, settings FROM runs"))
        except sqlite3.OperationalError:  # the table is not there yet
            return set()
