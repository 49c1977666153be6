"""One door for every recording: content decides, and what cannot be read says why."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.journal import Journal
from runwalk.recording.reading import MOST_BYTES

from .builders import START_UTC, steady_run
from .xml_text import TCX_HEAD, steady_tcx


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
        pytest.param(b"\x1f\x8b\x08\x00", "is empty.*cut short", id="gzip"),
        pytest.param(b"PK\x03\x04\x14\x00", "no recording.*cut short", id="zip"),
        pytest.param(b"\n<!DOCTYPE html><html>", "web page", id="html"),
        pytest.param(b'<?xml version="1.0"?><gpx>', "no GPX track points.*cut short", id="gpx"),
        pytest.param(b'<?xml version="1.0"?><kml/>', r"another kind \(<kml>\)", id="kml"),
        pytest.param(b'<?xml version="1.0"?>', "no track points.*cut short", id="xml"),
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


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    os.mkfifo(path)

    with pytest.raises(RecordingError, match="no ordinary file"):
        read_recording(path)


def test_a_device_is_refused() -> None:
    with pytest.raises(RecordingError, match="no ordinary file"):
        read_recording(Path("/dev/zero"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_without_permission_says_so(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.touch(mode=0)

    with pytest.raises(RecordingError, match="Permission denied"):
        read_recording(path)


def test_a_file_too_large_for_a_recording_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)

    with pytest.raises(RecordingError, match="larger than 256 MiB"):
        read_recording(path)


@pytest.mark.parametrize("name", ["run.fit", "run.gpx", "run", "run.txt.gz"])
def test_no_name_says_what_a_file_is(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(steady_tcx())

    assert len(read_recording(path).samples) == 20


SIGNS = (
    b"",
    b"\x1f\x8b\x08",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"<gpx>",
    b"<trkpt ",
    TCX_HEAD.encode(),
    b'{"runwalk_journal":',
    b"\x0e\x10\0\0\0\0\0\0.FIT",
    b"\xff\xfe<\0",
)


@given(sign=st.sampled_from(SIGNS), rest=st.binary(max_size=300))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_a_recording_or_in_one_error(
    sign: bytes, rest: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "run"
    path.write_bytes(sign + rest)

    try:
        recording = read_recording(path)
    except RecordingError:
        return

    assert recording.path == path


def test_a_file_that_cannot_be_opened_says_so(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be read"):
        read_recording(tmp_path / ("x" * 300))


def test_importing_the_package_loads_no_reader() -> None:
    program = (
        "import sys, runwalk.recording, runwalk.recording.fit_reader, runwalk.recording.journal;"
        "sys.exit(bool({'fitparse', 'zipfile', 'pyexpat'} & sys.modules.keys()))"
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
