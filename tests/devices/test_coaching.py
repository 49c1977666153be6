"""What a run leaves on the disk while it happens, and when it is killed."""

from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from pathlib import Path

import fitdecode
import pytest
from chiptime.validate import validate

from devices.clock import run
from devices.coaching import LiveSource, coach_run
from devices.virtual_radio import H10
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.journal import read_journal
from runwalk.recording.live_run import CHECKPOINT_S
from runwalk.recording.recording import Device

PLAN = Plan(Athlete(), Workout.easy(Band(130, 150)))
LIVE = [sys.executable, "-m", "runwalk", "live", "--json", "--ceiling", "150", "--floor", "130"]


def started(folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*LIVE, "--source", "stdin", "--out", str(folder / "runs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
    )


def tell(process: subprocess.Popen[str], first_s: int, end_s: int) -> None:
    assert process.stdin is not None
    assert process.stdout is not None
    for t_s in range(first_s, end_s):
        hr_bpm = min(100 + t_s // 4, 165)
        line = {"t_s": t_s, "hr_bpm": hr_bpm, "rr_ms": [60_000 // hr_bpm, 60_000 // hr_bpm]}
        process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        process.stdout.readline()


def seconds_kept(path: Path, at_least: int) -> int:
    """Wait for the checkpoint that holds so many seconds: it comes once a second, of real time."""
    for _ in range(600):
        if path.exists() and (kept := len(read_recording(path).samples)) >= at_least:
            return kept
        time.sleep(0.05)
    return 0


def test_kill_9_in_the_middle_of_a_run_leaves_the_last_checkpoint_whole(tmp_path: Path) -> None:
    process = started(tmp_path)
    tell(process, 0, 40)
    (journal_path,) = (tmp_path / "runs").glob("*.jsonl")
    fit_path = journal_path.with_suffix(".fit")
    first = seconds_kept(fit_path, 1)
    tell(process, 40, 300)
    kept = seconds_kept(fit_path, 300 - CHECKPOINT_S + 1)
    tell(process, 300, 305)

    process.kill()
    process.communicate(timeout=20)
    recording = read_recording(fit_path)
    heard = read_journal(journal_path).recording.samples

    assert 1 <= first < kept <= len(recording.samples)
    assert len(heard) == 305
    assert validate(fit_path, "strict-spec") == []
    assert recording.problems == ()
    assert recording.samples == heard[: len(recording.samples)]
    assert len(recording.laps) == 2  # the walk cue on the way up is in it
    assert sorted(path.name for path in fit_path.parent.iterdir()) == [
        fit_path.name,
        journal_path.name,
    ]


def test_a_battery_that_is_told_late_is_in_the_file(tmp_path: Path) -> None:
    devices: list[Device] = []

    async def samples() -> AsyncGenerator[Sample, None]:
        for t_s in range(30):
            await asyncio.sleep(1)
            if t_s == 20:
                devices.append(Device(product=H10.name, serial=H10.serial, battery_pct=33))
            yield Sample(t_s=t_s, hr_bpm=120)

    def make(_on_packet: object) -> LiveSource:
        return LiveSource(samples=samples(), devices=lambda: devices, sub_sport="treadmill")

    outcome = run(coach_run(make, PLAN, outputs=[], folder=tmp_path), speed=None)
    journal_path, fit_path = outcome.files

    assert [device.battery_pct for device in read_recording(fit_path).devices] == [33]
    assert read_recording(fit_path).sub_sport == "treadmill"
    assert read_journal(journal_path).recording.sub_sport == "treadmill"
    with fitdecode.FitReader(fit_path, check_crc=fitdecode.CrcCheck.RAISE) as fit:
        assert sum(message.frame_type == fitdecode.FIT_FRAME_DATA for message in fit) > 30


def test_a_folder_that_cannot_be_made_ends_a_run_before_it_begins(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("not a folder")

    async def samples() -> AsyncGenerator[Sample, None]:
        yield Sample(t_s=0)

    with pytest.raises(RecordingError, match="cannot keep runs there"):
        run(
            coach_run(
                lambda _: LiveSource(samples=samples()),
                PLAN,
                outputs=[],
                folder=tmp_path / "runs",
            ),
            speed=None,
        )
