"""The verb ``fit-athlete``: an archive in, a heart out, and a word on every file."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from analysis.archive import ArchiveJob, jobs_in, report_of
from analysis.verbs.fit_athlete import command
from runwalk.config import load_config
from runwalk.engine.gait import Gait
from runwalk.errors import RunwalkError
from runwalk.recording.fit_writer import write_fit
from runwalk.simulator import Body, Runner, Stretch

LIVE = Path(__file__).parents[2] / "sample_data" / "live_run.jsonl"
START = datetime(2026, 5, 1, 6, 0, tzinfo=UTC)
BODY = Body(tau_on_s=50.0, tau_off_s=50.0)


def fit_athlete(*words: object) -> Result:
    return CliRunner().invoke(command, [str(word) for word in words], catch_exceptions=False)


def run_of_day(path: Path, day: int, *, sport: str = "running") -> None:
    """Twenty minutes of somebody's running and walking."""
    script = (
        Stretch(duration_s=180, gait=Gait.RUN, speed_mps=BODY.running_speed_at(0.6)),
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5),
    ) * 5
    runner = Runner(BODY, script=script, seed=8000 + day)
    samples = [runner.second() for _ in range(1200)]
    write_fit(path, samples, start_utc=START + timedelta(days=day), sport=sport)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four good runs, one of them twice, and four files that tell nothing."""
    folder = tmp_path_factory.mktemp("archive")
    (folder / "2026").mkdir()
    for day in range(4):
        run_of_day(folder / "2026" / f"run{day}.fit", day)
    shutil.copy(folder / "2026" / "run0.fit", folder / "2026" / "run0-again.fit")
    run_of_day(folder / "ride.fit", 10, sport="cycling")
    (folder / "broken.fit").write_bytes(b"\0" * 400)
    (folder / "empty.gpx").write_bytes(b"")
    (folder / "notes.txt").write_text("not a run", encoding="utf-8")
    return folder


def test_good_runs_tell_a_heart_and_every_other_file_is_told(archive: Path) -> None:
    result = fit_athlete(archive)

    assert "4 of 8 runs tell how your heart follows your legs" in result.stdout
    for line in (
        "  2026/run0.fit: it is the same run as 2026/run0-again.fit",
        "  ride.fit: it is no run: the file says cycling",
        "  broken.fit: ",
        "  empty.gpx: ",
        "  peaks higher by [bpm]: 0 of 3 runs that it takes",
    ):
        assert line in result.stdout
    assert "notes.txt" not in result.stdout
    assert "nothing was saved" in result.stderr


def test_programs_get_every_number(archive: Path) -> None:
    told = json.loads(fit_athlete(archive, "--json").stdout)

    assert len(told["runs"]) == 8
    assert sum(run["fit"] is not None for run in told["runs"]) == 4
    tau = told["heart"]["tau_s"]
    assert tau["interval"][0] < tau["mean"] < tau["interval"][1]
    assert abs(tau["mean"] - 50.0) < 4.0 * tau["next_sd"] + 5.0
    assert set(told["cannot_tell"]) == {"peak_margin_bpm", "trough_margin_bpm"}
    assert told["saved"] is None
    assert {"max_hr", "threshold_hr", "resting_hr"} == set(told["heart_rates"])
    assert sum(run["peaks"] is not None for run in told["runs"]) == 4


def test_what_runs_say_of_heart_rates_can_go_into_the_settings(
    archive: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "athlete.toml"
    peaks = [run["peaks"] for run in json.loads(fit_athlete(archive, "--json").stdout)["runs"]]
    highest_bpm = max(round(one["peak_bpm"]) for one in peaks if one)
    settings.write_text(f"[[athlete]]\nmax_bpm = {highest_bpm + 5}\n", encoding="utf-8")

    easy = fit_athlete(archive).stdout
    told = fit_athlete(archive, "--config", settings)
    hard = told.stdout

    assert "maximum: No run was hard enough to show it" in easy
    assert "[[athlete]]" not in easy
    assert "resting: Nobody rests" in hard
    assert f"an entry [[athlete]] of {settings}:\n  max_bpm = {highest_bpm}\n" in hard
    assert "no medical device" in told.stderr


def test_runs_before_a_day_do_not_count(archive: Path) -> None:
    told = json.loads(fit_athlete(archive, "--json", "--since", "2026-05-02").stdout)

    assert {run["name"] for run in told["runs"] if run["fit"]} == {
        f"2026/run{day}.fit" for day in (1, 2, 3)
    }


def test_it_is_saved_only_when_asked_and_no_hand_written_word_is_lost(
    archive: Path, tmp_path: Path
) -> None:
    settings = tmp_path / "athlete.toml"
    settings.write_text("born = 1984  # yes\n[heart]\ntau_s = 61  # felt\n", encoding="utf-8")
    before = settings.read_text(encoding="utf-8")

    fit_athlete(archive, "--config", settings)
    assert settings.read_text(encoding="utf-8") == before
    result = fit_athlete(archive, "--config", settings, "--save")

    heart = load_config(settings).heart
    assert heart is not None
    assert heart.tau_s is not None
    assert (heart.tau_s.value, heart.tau_s.runs) == (61.0, 0)
    assert heart.dead_time_s is not None
    assert heart.dead_time_s.runs == 4
    assert "kept as you wrote it by hand: tau_s" in result.stderr
    assert "born = 1984  # yes" in settings.read_text(encoding="utf-8")


def test_too_few_runs_tell_nothing_and_save_nothing(archive: Path, tmp_path: Path) -> None:
    settings = tmp_path / "athlete.toml"

    result = fit_athlete(archive, "--since", "2026-05-03", "--save", "--config", settings)

    assert "2 of 8 runs" in result.stdout
    assert "time constant [s]: 2 of 3 runs that it takes" in result.stdout
    assert "nothing is known yet, so nothing was saved" in result.stderr
    assert not settings.exists()


def test_no_folder_is_the_worlds_fault(tmp_path: Path) -> None:
    with pytest.raises(RunwalkError, match="is no folder"):
        fit_athlete(tmp_path / "nowhere")

    assert "0 of 0 runs" in fit_athlete(tmp_path).stdout


def test_a_run_that_was_coached_tells_what_its_cues_taught() -> None:
    report = report_of(ArchiveJob(path=LIVE, name="live", since=None))

    assert report.fit is not None
    assert report.margins.keys() <= {"peak_margin_bpm", "trough_margin_bpm"}
    assert report.margins


def test_a_plan_of_no_use_teaches_nothing(tmp_path: Path) -> None:
    text = LIVE.read_text(encoding="utf-8")
    head, rest = text.split("\n", 1)
    (tmp_path / "odd.jsonl").write_text(
        json.dumps({**json.loads(head), "plan": {"athlete": 5}}) + "\n" + rest, encoding="utf-8"
    )

    [job] = jobs_in(tmp_path, None)

    assert report_of(job).margins == {}
