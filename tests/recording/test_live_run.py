"""The files of a live run: the journal that must be, and the FIT file that follows if it can."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording import fit_writer, read_recording
from runwalk.recording.fit_writer import FitWriter
from runwalk.recording.journal import read_journal
from runwalk.recording.live_run import CHECKPOINT_S, LiveRun, derive_fit
from runwalk.recording.recording import Device

from .builders import START_UTC, steady_run

PLAN = {"athlete": {"max_bpm": 180}, "workout": {"name": "easy"}}
SAMPLES = steady_run(45)


@dataclass
class Cue:
    action: str
    reason: str
    text: str = ""


def begun(folder: Path, *, start_utc: datetime = START_UTC, sub_sport: str = "trail") -> LiveRun:
    return LiveRun(
        folder,
        start_utc=start_utc,
        utc_offset_s=3600,
        plan=PLAN,
        engine="0",
        sub_sport=sub_sport,
    )


def live(run: LiveRun, first_s: int, end_s: int) -> None:
    """Some seconds, synced each as a real run is."""
    for sample in SAMPLES[first_s:end_s]:
        run.append(sample)
        if sample.t_s in (20, 30):
            run.note(sample.t_s, [Cue("walk" if sample.t_s == 20 else "run", "ceiling")])
        run.sync()


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelno >= logging.WARNING]


def test_the_fit_file_follows_the_run_ten_seconds_behind_at_most(tmp_path: Path) -> None:
    run = begun(tmp_path)
    behind_s = []
    for sample in SAMPLES:
        live(run, sample.t_s, sample.t_s + 1)
        kept = read_recording(run.fit_path)
        behind_s.append(sample.t_s - kept.samples[-1].t_s)

        assert kept.problems == ()
        assert kept.samples == SAMPLES[: len(kept.samples)]
    run.end()

    assert max(behind_s) == CHECKPOINT_S - 1
    assert read_recording(run.fit_path).samples == SAMPLES


def test_what_grew_with_the_run_is_what_is_made_of_its_journal(tmp_path: Path) -> None:
    run = begun(tmp_path)
    live(run, 0, 45)
    files = run.end()

    (tmp_path / "again").mkdir()
    journal_path = tmp_path / "again" / files[0].name
    shutil.copy(files[0], journal_path)
    _, derived = derive_fit(journal_path)

    assert files == (run.journal_path, run.fit_path)
    assert derived.read_bytes() == run.fit_path.read_bytes()
    assert read_recording(derived).sub_sport == "trail"


def test_files_of_a_run_without_a_second_are_a_journal(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.sync()

    assert run.end() == (run.journal_path,)
    assert list(tmp_path.iterdir()) == [run.journal_path]


def test_a_strap_is_in_the_file_however_late_it_is_known(tmp_path: Path) -> None:
    strap = Device(manufacturer="Polar", product="H10", serial="12345", battery_pct=77)
    run = begun(tmp_path)
    live(run, 0, 5)
    run.tell_devices([strap])
    run.end()

    assert read_recording(run.fit_path).devices == (strap,)


def test_a_name_that_is_lost_never_ends_a_run(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    run = begun(tmp_path)
    run.fit_path.write_bytes(b"somebody's run")
    live(run, 0, 45)

    assert run.end() == (run.journal_path,)
    assert run.fit_path.read_bytes() == b"somebody's run"
    assert read_journal(run.journal_path).recording.samples == SAMPLES
    assert len(warnings(caplog)) == 1
    assert "is there already" in warnings(caplog)[0]


def test_a_disk_that_fails_for_a_while_costs_the_fit_file_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    run = begun(tmp_path)
    live(run, 0, 15)
    with monkeypatch.context() as patch:
        patch.setattr(fit_writer, "_write_at", refuse)
        live(run, 15, 40)
    live(run, 40, 45)

    assert run.end() == (run.journal_path, run.fit_path)
    assert read_recording(run.fit_path).samples == SAMPLES
    assert len(warnings(caplog)) == 1


def test_a_fit_file_that_is_gone_is_made_again(tmp_path: Path) -> None:
    run = begun(tmp_path)
    live(run, 0, 20)
    run.fit_path.unlink()
    live(run, 20, 45)

    assert run.end() == (run.journal_path, run.fit_path)
    assert read_recording(run.fit_path).samples == SAMPLES


@pytest.mark.parametrize("broken", ["create", "append", "checkpoint", "sync"])
def test_a_mistake_of_our_own_in_the_fit_file_never_ends_a_run(
    broken: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    with monkeypatch.context() as patch:
        patch.setattr(FitWriter, broken, fail)
        run = begun(tmp_path)
        live(run, 0, 45)
        files = run.end()

    assert files[0] == run.journal_path
    assert read_journal(run.journal_path).recording.samples == SAMPLES
    assert len(warnings(caplog)) == 1


def test_a_clock_that_was_never_set_leaves_the_journal(tmp_path: Path) -> None:
    run = begun(tmp_path, start_utc=datetime(1970, 1, 1, tzinfo=UTC))
    live(run, 0, 45)

    assert run.end() == (run.journal_path,)
    assert read_journal(run.journal_path).recording.samples == SAMPLES


def test_a_kind_of_running_that_is_not_known_is_generic(tmp_path: Path) -> None:
    run = begun(tmp_path, sub_sport="obstacle")
    live(run, 0, 5)
    run.end()

    assert read_recording(run.fit_path).sub_sport == "generic"


def test_a_journal_alone_as_after_a_crash_becomes_a_fit_file_once(tmp_path: Path) -> None:
    run = begun(tmp_path)
    for sample in SAMPLES:
        run.append(sample)
    run._journal.close()

    assert derive_fit(run.journal_path) == (run.journal_path, run.fit_path)
    kept = run.fit_path.read_bytes()
    with pytest.raises(RecordingError, match="is there already"):
        derive_fit(run.journal_path)

    assert read_recording(run.fit_path).samples == SAMPLES
    assert run.fit_path.read_bytes() == kept


def test_a_journal_without_a_second_becomes_nothing(tmp_path: Path) -> None:
    run = begun(tmp_path)
    run.end()

    assert derive_fit(run.journal_path) == (run.journal_path,)


def test_the_plan_is_in_both_files(tmp_path: Path) -> None:
    run = begun(tmp_path)
    live(run, 0, 2)
    run.end()

    assert read_journal(run.journal_path).header["plan"] == PLAN
    assert json.dumps(PLAN, separators=(",", ":")).encode() in run.fit_path.read_bytes()
