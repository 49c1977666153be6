"""The verb ``simulate --block``: archives of any size, made again to the byte."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from analysis.verbs.simulate import command
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.simulator.blocks import CHANGES_BPM_PER_H, BlockPlan, Flaw

SMALL = ("--block", "--athletes", "2", "--weeks", "2", "--minutes", "2")


def simulate(folder: Path, *more: str) -> Result:
    return CliRunner().invoke(
        command, [*SMALL, "--out-dir", str(folder), *more], catch_exceptions=False
    )


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def truths(folder: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    for table in sorted(folder.rglob("truth.csv")):
        with table.open(encoding="utf-8") as lines:
            for row in csv.DictReader(lines):
                yield table.parent / row["file"], row


def test_every_run_is_there_with_its_truth_beside_it(tmp_path: Path) -> None:
    result = simulate(tmp_path / "a", "--json")

    runs = list(truths(tmp_path / "a"))
    assert {path.parent.name for path, _ in runs} == {"athlete-0001", "athlete-0002"}
    assert json.loads(result.stdout)["files"] == len(runs) > 0
    for path, row in runs:
        recording = read_recording(path)
        assert path.name == f"{row['start_utc'][:10]}.fit"
        assert recording.start_utc is not None
        assert f"{recording.start_utc:%Y-%m-%dT%H:%M:%SZ}" == row["start_utc"]
        assert recording.duration_s == 120


def test_the_same_seed_gives_the_same_bytes_whoever_makes_them(tmp_path: Path) -> None:
    simulate(tmp_path / "a", "--flaws", "40")
    simulate(tmp_path / "b", "--flaws", "40", "--jobs", "2")
    simulate(tmp_path / "c", "--flaws", "40", "--seed", "2")

    assert contents(tmp_path / "a") == contents(tmp_path / "b")
    assert contents(tmp_path / "a") != contents(tmp_path / "c")


def test_work_that_was_broken_off_goes_on_and_ends_the_same(tmp_path: Path) -> None:
    simulate(tmp_path / "a", "--flaws", "40")
    whole = contents(tmp_path / "a")
    second = tmp_path / "a" / "athlete-0002"
    (second / "truth.csv").unlink()
    min(second.glob("*.fit")).unlink()
    kept = {path: path.stat().st_mtime_ns for path in (tmp_path / "a").rglob("*.fit")}

    simulate(tmp_path / "a", "--flaws", "40")

    assert contents(tmp_path / "a") == whole
    assert {path: path.stat().st_mtime_ns for path in kept} == kept


def test_more_athletes_can_be_added_later(tmp_path: Path) -> None:
    simulate(tmp_path / "a")
    simulate(tmp_path / "a", "--athletes", "3")
    simulate(tmp_path / "b", "--athletes", "3")

    assert contents(tmp_path / "a") == contents(tmp_path / "b")


def test_another_plan_and_other_peoples_folders_are_left_alone(tmp_path: Path) -> None:
    simulate(tmp_path / "a")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter.txt").write_text("dear")

    with pytest.raises(RecordingError, match="another plan"):
        simulate(tmp_path / "a", "--seed", "2")
    with pytest.raises(RecordingError, match="not empty"):
        simulate(tmp_path / "mine")


def test_a_folder_that_is_in_the_way_is_told_whoever_finds_it(tmp_path: Path) -> None:
    for jobs in ("1", "2"):
        folder = tmp_path / jobs
        simulate(folder, "--athletes", "1")
        (folder / "athlete-0002").write_text("in the way")

        with pytest.raises(RecordingError, match="athlete-0002: cannot be made"):
            simulate(folder, "--jobs", jobs, "--athletes", "3")


def test_a_file_can_be_torn_rubbish_empty_or_there_twice(tmp_path: Path) -> None:
    simulate(tmp_path / "a", "--flaws", "100", "--weeks", "4", "--athletes", "3")

    runs = list(truths(tmp_path / "a"))
    assert {row["flaw"] for _, row in runs} == set(Flaw)
    for path, row in runs:
        copy = path.with_name(f"{path.name}.gz")
        assert copy.exists() is (row["flaw"] == "copy")
        if row["flaw"] == "copy":
            assert read_recording(copy).samples == read_recording(path).samples
        elif row["flaw"] == "torn":
            assert read_recording(path).problems != ()
        else:
            with pytest.raises(RecordingError):
                read_recording(path)


@pytest.mark.parametrize(
    "options", [("--athletes", "3"), ("--block", "--out", "a.fit"), ("--block", "--coached")]
)
def test_options_of_a_run_and_of_an_archive_do_not_mix(options: tuple[str, ...]) -> None:
    result = CliRunner().invoke(command, options)

    assert result.exit_code == 2
    assert "--block" in result.stderr


@given(seed=st.integers(0, 500), number=st.integers(1, 500), weeks=st.integers(1, 16))
def test_an_athlete_runs_two_to_five_times_a_week_on_different_days(
    seed: int, number: int, weeks: int
) -> None:
    runs = [one.run for one in BlockPlan(seed=seed, weeks=weeks).athlete(number)]

    days = [run.start_utc.date() for run in runs]
    per_week = [sum(run.week == week for run in runs) for week in range(1, weeks + 1)]
    assert days == sorted(set(days))
    assert all(count in (0, 2, 3, 4, 5) for count in per_week)
    assert all(run.body.drift_bpm_per_h > 0.0 for run in runs)


def test_drift_changes_as_planned_whatever_the_air_does() -> None:
    """Over many athletes, the last week's drift minus the first one's is one of the four."""
    found = set()
    for number in range(1, 40):
        runs = [one.run for one in BlockPlan(seed=1, weeks=200).athlete(number)]
        early, late = runs[:60], runs[-60:]
        change = sum(run.body.drift_bpm_per_h for run in late) / 60
        change -= sum(run.body.drift_bpm_per_h for run in early) / 60
        nearest = min(CHANGES_BPM_PER_H, key=lambda one: abs(one - change / 0.92))
        assert change / 0.92 == pytest.approx(nearest, abs=1.2)
        found.add(nearest)

    assert found == set(CHANGES_BPM_PER_H)


def test_there_is_no_athlete_zero() -> None:
    with pytest.raises(ValueError, match="numbered 1 to"):
        next(BlockPlan(seed=1, weeks=1).athlete(0))
