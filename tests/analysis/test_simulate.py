"""The verb ``simulate``, and the sample data it makes."""

from __future__ import annotations

import csv
import json
import math
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.verbs.simulate import command
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.sample_json import sample_from_dict
from runwalk.simulator import SCENARIOS
from runwalk.simulator.exhibits import EXHIBITS, RUNNER_SEED, Exhibit, block_runs, keep

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


def simulate(*arguments: str) -> Result:
    return CliRunner().invoke(command, arguments, catch_exceptions=False)


def content(path: Path) -> bytes:
    """What is in a file, but for the engine's version, which moves with every release."""
    return re.sub(rb'"engine":"[^"]*"', b'"engine":""', path.read_bytes(), count=1)


def test_people_are_told_what_happened() -> None:
    result = simulate("--scenario", "hot", "--minutes", "40")

    assert result.exit_code == 0
    first, second, third, *cues = result.stdout.splitlines()
    assert first.startswith("hot, seed 1: 40:00, ")
    assert "walk breaks" in second
    assert third.startswith("true drift from minute 15: ")
    assert any(line.split()[1:] == ["walk", "ceiling"] for line in cues)


def test_programs_are_told_the_same_in_json() -> None:
    told = json.loads(simulate("--scenario", "hot", "--minutes", "40", "--json").stdout)

    assert told["duration_s"] == 2400
    assert told["true_drift_bpm_per_h"] > 10.0
    assert {"t_s", "action", "reason"} == set(told["cues"][0])


def test_a_run_without_a_coach_has_no_cues() -> None:
    told = json.loads(simulate("--scenario", "hot", "--minutes", "25", "--free", "--json").stdout)

    assert (told["cues"], told["walk_breaks"]) == ([], 0)


def test_a_script_is_not_coached_unless_asked_for() -> None:
    free = json.loads(simulate("--scenario", "faster", "--json").stdout)
    coached = json.loads(simulate("--scenario", "faster", "--coached", "--json").stdout)

    assert free["cues"] == []
    assert coached["cues"] != []
    assert coached["distance_m"] == free["distance_m"]  # the runner does not listen


def test_the_same_options_give_the_same_bytes(tmp_path: Path) -> None:
    paths = [tmp_path / "a.fit", tmp_path / "b.fit"]
    for path in paths:
        simulate("--minutes", "10", "--seed", "9", "--out", str(path))

    assert paths[0].read_bytes() == paths[1].read_bytes()


def test_another_runner_can_run_the_same_day() -> None:
    mine, theirs = (
        json.loads(simulate("--minutes", "5", "--runner", runner, "--json").stdout)
        for runner in ("1", "2")
    )

    assert mine["ceiling_bpm"] != theirs["ceiling_bpm"]


def test_a_body_of_other_equations_can_run_the_same_day() -> None:
    first, named, second = (
        json.loads(simulate("--minutes", "20", *twin, "--json").stdout)
        for twin in ((), ("--twin", "first"), ("--twin", "second"))
    )

    assert named == first
    assert second["ceiling_bpm"] != first["ceiling_bpm"]
    assert second["true_drift_bpm_per_h"] > 0.0


def test_the_seconds_can_be_piped_into_another_program() -> None:
    lines = simulate("--minutes", "2", "--free", "--out", "-").stdout.splitlines()

    samples = [sample_from_dict(json.loads(line)) for line in lines]

    assert [sample.t_s for sample in samples] == list(range(120))


def test_a_file_of_an_unknown_kind_is_bad_usage(tmp_path: Path) -> None:
    result = simulate("--out", str(tmp_path / "run.gpx"))

    assert result.exit_code == 2
    assert ".fit or .jsonl" in result.stderr


def test_a_file_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.write_text("mine")

    with pytest.raises(RecordingError, match="already"):
        simulate("--minutes", "1", "--out", str(path))

    assert path.read_text() == "mine"


def test_a_folder_that_cannot_be_made_is_the_worlds_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    with pytest.raises(RecordingError, match="cannot be made"):
        simulate("--sample-data", str(tmp_path / "file" / "below"))


def test_the_help_lists_every_scenario_in_its_own_words() -> None:
    text = simulate("--help").stdout

    for scenario in SCENARIOS.values():
        assert f"{scenario.name:<15} {scenario.minutes} min  {scenario.words}\n" in text


# Sample data


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.file)
def test_the_sample_data_is_what_its_command_makes(
    exhibit: Exhibit, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    simulate(*exhibit.command.split()[2:])

    assert content(tmp_path / exhibit.file) == content(SAMPLE_DATA / exhibit.file)


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.file)
def test_what_is_read_back_is_what_the_strap_told(exhibit: Exhibit) -> None:
    recording = read_recording(SAMPLE_DATA / exhibit.file)

    assert recording.samples == exhibit.rehearse().samples
    assert recording.start_utc == exhibit.start_utc
    assert recording.problems == ()


def test_the_torn_file_still_gives_half_a_run() -> None:
    recording = read_recording(SAMPLE_DATA / "torn.fit")

    assert 1150 < len(recording.samples) < 1250
    assert recording.problems != ()


def test_the_journal_says_what_was_said() -> None:
    [live] = [exhibit for exhibit in EXHIBITS if exhibit.is_coached]

    lines = (SAMPLE_DATA / live.file).read_text(encoding="ascii").splitlines()
    said = [told["c"][:3] for told in map(json.loads, lines) if "c" in told]

    assert said == [[t_s, cue.action, cue.reason] for t_s, cue in live.rehearse().cues]
    assert ["walk", "drift"] in [cue[1:] for cue in said]


def test_the_block_is_what_the_simulator_makes(tmp_path: Path) -> None:
    run = block_runs()[0]

    keep(tmp_path / "run.fit", run.rehearse(), body=run.body, start_utc=run.start_utc)

    assert (tmp_path / "run.fit").read_bytes() == (SAMPLE_DATA / run.file).read_bytes()


@pytest.mark.slow
def test_one_command_makes_all_of_it_again(tmp_path: Path) -> None:
    result = simulate("--sample-data", str(tmp_path / "again"))

    made = {Path(line).relative_to(tmp_path / "again") for line in result.stdout.splitlines()}
    kept = {
        path.relative_to(SAMPLE_DATA)
        for path in SAMPLE_DATA.rglob("*.*")
        if path.suffix in (".fit", ".csv", ".jsonl")
    }
    assert made == kept
    for file in kept:
        assert content(tmp_path / "again" / file) == content(SAMPLE_DATA / file), file


def test_the_torn_file_is_the_beginning_of_a_whole_one() -> None:
    whole = (SAMPLE_DATA / "easy_run.fit").read_bytes()
    torn = (SAMPLE_DATA / "torn.fit").read_bytes()

    assert whole.startswith(torn)
    assert len(torn) < len(whole)


def test_the_truth_of_the_block_falls_over_the_weeks() -> None:
    with (SAMPLE_DATA / "block" / "truth.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))

    assert [f"block/{row['file']}" for row in rows] == [run.file for run in block_runs()]
    assert len(rows) == 30
    assert {int(row["week"]) for row in rows} == set(range(1, 13))
    weeks = [float(row["week"]) for row in rows]
    drifts = [float(row["true_drift_bpm_per_h"]) for row in rows]
    week, drift = math.fsum(weeks) / 30, math.fsum(drifts) / 30
    slope = math.fsum((w - week) * (d - drift) for w, d in zip(weeks, drifts, strict=True))
    slope /= math.fsum((w - week) ** 2 for w in weeks)
    assert slope == pytest.approx(-10.0 / 11.0, abs=0.15)


def test_the_readme_tells_each_command_and_who_ran() -> None:
    text = (SAMPLE_DATA / "README.md").read_text(encoding="utf-8")

    for exhibit in EXHIBITS:
        assert exhibit.command in text
    assert f"`Body.drawn({RUNNER_SEED})`" in text


@pytest.mark.parametrize("exhibit", EXHIBITS, ids=lambda exhibit: exhibit.file)
def test_the_readme_tells_the_true_drift(exhibit: Exhibit) -> None:
    text = (SAMPLE_DATA / "README.md").read_text(encoding="utf-8")

    [row] = [line for line in text.splitlines() if line.startswith(f"| `{exhibit.file}`")]

    assert row.endswith(f"| {exhibit.rehearse().drift_bpm_per_h:.1f} bpm/h |")


def test_the_sample_data_stays_small() -> None:
    sizes = [path.stat().st_size for path in SAMPLE_DATA.rglob("*") if path.is_file()]

    assert sum(sizes) < 4_000_000
