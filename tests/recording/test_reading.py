"""One door for every recording: content decides, and what cannot be read says why."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.fit_reader import read_fit
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.journal import Journal

from .builders import START_UTC, steady_run


def test_a_fit_file_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    write_fit(path, steady_run(), start_utc=START_UTC)

    recording = read_recording(path)

    assert recording.samples == steady_run()
    assert recording.path == path


def test_a_journal_is_known_by_its_content(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    with Journal.create(path, {}) as journal:
        for sample in steady_run():
            journal.append(sample)

    recording = read_recording(path)

    assert recording.samples == steady_run()
    assert recording.path == path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "is empty", id="empty"),
        pytest.param(bytes(2048), "nothing but zeros", id="zeros"),
        pytest.param(b"\x1f\x8b\x08\x00", "unpack it first", id="gzip"),
        pytest.param(b"PK\x03\x04\x14\x00", "unpack it first", id="zip"),
        pytest.param(b"\n<!DOCTYPE html><html>", "web page", id="html"),
        pytest.param(b'<?xml version="1.0"?><gpx>', "XML", id="gpx"),
        pytest.param(b"hello, this is a diary", "not a FIT file", id="text"),
        pytest.param(b"\x0e", "not a FIT file", id="one byte"),
    ],
)
def test_what_is_no_recording_says_what_it_is_instead(
    content: bytes, message: str, tmp_path: Path
) -> None:
    path = tmp_path / "run.fit"
    path.write_bytes(content)

    with pytest.raises(RecordingError, match=message) as caught:
        read_recording(path)

    assert caught.value.path == path


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not exist"):
        read_recording(tmp_path / "nothing.fit")


def test_a_folder_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="is a folder"):
        read_recording(tmp_path)


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        read_recording(tmp_path / ("x" * 300))
    with pytest.raises(RecordingError, match="cannot be read"):
        read_fit(tmp_path)


def test_importing_the_package_loads_no_reader() -> None:
    program = (
        "import sys, runwalk.recording, runwalk.recording.fit_reader, runwalk.recording.journal;"
        "sys.exit('fitparse' in sys.modules)"
    )

    ended = subprocess.run([sys.executable, "-c", program], check=False)

    assert ended.returncode == 0


def test_exactly_one_file_imports_fitparse() -> None:
    root = Path(__file__).parents[2]
    files = [
        path for part in ("runwalk", "devices", "analysis") for path in (root / part).rglob("*.py")
    ]

    importing = [path.name for path in files if "from fitparse import" in path.read_text("utf-8")]

    assert importing == ["fit_profile.py"]
