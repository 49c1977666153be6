"""``runwalk block``: what it prints, and what it does not do twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from ..test_cli import SAMPLES, runwalk

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


def test_every_file_is_a_row_and_bad_ones_say_why(folder: Path, tmp_path: Path) -> None:
    told = json.loads(runwalk("block", folder, "--json", home=tmp_path).stdout)

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
