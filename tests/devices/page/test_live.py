"""``runwalk live --page`` as a whole: said where, pressed, saved, ended in time."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from runwalk.recording import read_recording
from runwalk.recording.journal import read_journal

LIVE = [sys.executable, "-m", "runwalk", "live", "--page", "--port", "0"]


@contextmanager
def live(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], int]]:
    """A run with a page; the port is read from the first line that it says."""
    process = subprocess.Popen(
        [*LIVE, *words, "--out", str(folder / "runs")],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "XDG_CONFIG_HOME": str(folder), "HOME": str(folder)},
    )
    try:
        assert process.stderr is not None
        first = process.stderr.readline()
        address = re.fullmatch(r"http://127\.0\.0\.1:(\d+)\n", first)
        assert address, f"expected an address on a line of its own, got {first!r}"
        yield process, int(address[1])
    finally:
        process.kill()
        process.communicate(timeout=20)


def post(port: int, kind: str, value: object = None, **headers: str) -> int:
    asking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    asking.request("POST", "/mark", json.dumps({"kind": kind, "value": value}), headers)
    status = asking.getresponse().status
    asking.close()
    return status


def wait_for(path: Path, seconds: int) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        found = [*path.glob("*.jsonl")]
        if found and found[0].read_bytes().count(b"\n") > seconds:
            return
        time.sleep(0.05)
    pytest.fail("the run does not go on")


@pytest.mark.slow
def test_what_is_pressed_is_in_the_journal_and_a_replay_says_the_same(tmp_path: Path) -> None:
    with live(tmp_path, "--source", "virtual", "--speed", "20") as (process, port):
        wait_for(tmp_path / "runs", 30)

        assert post(port, "lap", Origin="http://evil.example") == 403
        assert post(port, "lap") == 202
        assert post(port, "talk", "hard") == 202
        assert post(port, "rpe", 7) == 202
        assert post(port, "tag", "cramp") == 202
        wait_for(tmp_path / "runs", 60)
        assert post(port, "finish") == 202
        assert process.wait(timeout=30) == 0

    (journal_path,) = (tmp_path / "runs").glob("*.jsonl")
    heard = read_journal(journal_path).recording.samples
    assert [(mark.kind.value, mark.value) for one in heard for mark in one.marks] == [
        ("lap", None),
        ("talk", "hard"),
        ("rpe", 7),
        ("tag", "cramp"),
        ("finish", None),
    ]
    replayed = subprocess.run(
        [sys.executable, "-m", "runwalk", "replay", "--check", str(journal_path)],
        capture_output=True,
        check=False,
    )
    assert replayed.returncode == 0


@pytest.mark.slow
def test_sigterm_ends_within_two_seconds_with_the_run_saved(tmp_path: Path) -> None:
    with live(tmp_path, "--source", "virtual", "--speed", "20") as (process, port):
        looking = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        looking.request("GET", "/events")
        looking.getresponse().readline()
        wait_for(tmp_path / "runs", 200)
        asked = time.monotonic()
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=30)
        took_s = time.monotonic() - asked
        looking.close()

    (fit_path,) = (tmp_path / "runs").glob("*.fit")
    heard = read_journal(fit_path.with_suffix(".jsonl")).recording.samples
    assert status == 0
    assert len(heard) > 50
    assert read_recording(fit_path).samples == heard
    assert took_s < 2.0


def test_the_address_is_said_before_the_first_sample(tmp_path: Path) -> None:
    with live(tmp_path, "--source", "stdin", "--ceiling", "150") as (_, port):
        assert port > 0
        assert not [
            sample
            for path in (tmp_path / "runs").glob("*.jsonl")
            for sample in read_journal(path).recording.samples
        ]


def test_a_port_that_is_taken_ends_with_one_sentence(tmp_path: Path) -> None:
    with live(tmp_path, "--source", "stdin", "--ceiling", "150") as (_, port):
        done = subprocess.run(
            [*LIVE[:-1], str(port), "--source", "stdin", "--ceiling", "150", "--no-record"],
            capture_output=True,
            text=True,
            check=False,
        )

    assert done.returncode == 1
    assert "--port 0" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_network_without_a_page_is_not_understood() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "runwalk", "live", "--lan", "--source", "stdin"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 2
    assert "--lan and --https are for --page" in done.stderr
