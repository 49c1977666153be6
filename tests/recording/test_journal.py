"""The promise of the journal: what was heard is kept, and a crash costs one line at most."""

from __future__ import annotations

import gzip
import json
import os
import signal
import stat
import subprocess
import sys
import tracemalloc
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.errors import RecordingError
from runwalk.recording.journal import Journal, is_journal, journal_run, read_journal

from .builders import START_UTC, steady_run
from .strategies import runs

HEADER: dict[str, object] = {
    "engine": "0.1",
    "start_utc": START_UTC.isoformat(),
    "utc_offset_s": 3600,
    "sport": "running",
}
ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@dataclass(frozen=True, slots=True)
class Words:
    action: str = "walk"
    reason: str = "ceiling"
    text: str = "Geh jetzt \N{PEDESTRIAN}"


def keep(path: Path, samples: tuple[Sample, ...]) -> None:
    path.unlink(missing_ok=True)
    with Journal.create(path, HEADER) as journal:
        for sample in samples:
            journal.append(sample)


@given(samples=runs())
@ON_DISK
def test_reading_back_gives_equal_samples(samples: tuple[Sample, ...], tmp_path: Path) -> None:
    path = tmp_path / "run.journal"

    keep(path, samples)
    run = read_journal(path)

    assert run.recording.samples == samples
    assert run.recording.problems == ()


def test_header_cues_and_raw_notifications_come_back(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"

    with Journal.create(path, HEADER) as journal:
        journal.raw(123_456_789_012, b"\x10\x8c\x00\xff")
        journal.append(Sample(t_s=0, hr_bpm=140))
        journal.note(0, (Words(), Words(action="run")))
    run = read_journal(path)

    assert run.header == {"runwalk_journal": 1, **HEADER}
    assert run.raw == ((123_456_789_012, b"\x10\x8c\x00\xff"),)
    assert run.recording.cues == (
        (0, "walk", "ceiling", "Geh jetzt \N{PEDESTRIAN}"),
        (0, "run", "ceiling", "Geh jetzt \N{PEDESTRIAN}"),
    )
    assert run.recording.start_utc == START_UTC
    assert run.recording.utc_offset_s == 3600
    assert run.recording.sport == "running"


@given(cut=st.integers(0, 2000))
@ON_DISK
def test_a_crash_at_any_byte_loses_at_most_the_line_being_written(cut: int, tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    samples = steady_run(12)
    keep(path, samples)
    content = path.read_bytes()[:cut]
    path.write_bytes(content)
    whole_lines = content.count(b"\n")

    if not whole_lines:
        with pytest.raises(RecordingError):
            read_journal(path)
        return
    recording = read_journal(path).recording

    assert recording.samples == samples[: whole_lines - 1]
    assert len(recording.problems) == (not content.endswith(b"\n"))


def test_a_killed_process_leaves_every_second_it_kept(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    program = (
        "import os, signal, sys; from pathlib import Path\n"
        "from runwalk.engine.sample import Sample\n"
        "from runwalk.recording.journal import Journal\n"
        "journal = Journal.create(Path(sys.argv[1]), {})\n"
        "for t_s in range(100): journal.append(Sample(t_s=t_s, hr_bpm=140))\n"
        "os.kill(os.getpid(), signal.SIGKILL)\n"
    )

    ended = subprocess.run([sys.executable, "-c", program, str(path)], check=False)

    assert ended.returncode == -signal.SIGKILL
    assert [sample.t_s for sample in read_journal(path).recording.samples] == list(range(100))


@pytest.mark.parametrize(
    "bad",
    [
        pytest.param(b"\x00\x00\x00", id="zeros of a lost sector"),
        pytest.param(b'{"s":{"t_s":true}}', id="wrong kind"),
        pytest.param(b'{"s":{"t_s":0}}', id="back in time"),
        pytest.param(b'{"s":{"t_s":9,"rr_ms":[NaN]}}', id="not a number"),
        pytest.param(b'{"c":[1,"walk"]}', id="half a cue"),
        pytest.param(b'{"r":[1,"abc"]}', id="odd hex"),
        pytest.param(b'{"x":1}', id="unknown kind"),
        pytest.param(b"[" * 100_000, id="nested without end"),
        pytest.param(b"\xff\xfe", id="not UTF-8"),
    ],
)
def test_a_bad_line_in_the_middle_is_skipped_and_told_with_its_number(
    bad: bytes, tmp_path: Path
) -> None:
    path = tmp_path / "run.journal"
    samples = steady_run(4)
    keep(path, samples)
    lines = path.read_bytes().split(b"\n")
    path.write_bytes(b"\n".join([*lines[:3], bad, *lines[3:]]))

    recording = read_journal(path).recording

    assert recording.samples == samples
    assert [problem.at for problem in recording.problems] == [4]


def test_rubbish_behind_a_journal_costs_nothing_but_a_note(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    keep(path, steady_run(4))
    with path.open("ab") as file:
        file.write(bytes(4096))

    recording = read_journal(path).recording

    assert recording.samples == steady_run(4)
    assert len(recording.problems) == 1


def test_of_very_many_bad_lines_not_each_is_told(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    keep(path, steady_run(4))
    with path.open("ab") as file:
        file.write(b"\n" * 5000)

    recording = read_journal(path).recording

    assert recording.samples == steady_run(4)
    assert len(recording.problems) == 101
    assert recording.problems[-1].what == "more unreadable lines: 4900"


@pytest.mark.parametrize(
    "line",
    [b"", b'{"s":{"t_s":%d}}', b'{"c":[1,"","",""]}', b'{"r":[1,""]}'],
    ids=["nothing", "seconds", "cues", "notifications"],
)
def test_lines_that_swell_are_bounded_by_the_size_of_the_file(line: bytes) -> None:
    lines = (line % i if b"%" in line else line for i in range(600_000 // max(len(line), 4)))
    content = b'{"runwalk_journal":1}\n' + b"\n".join(lines) + b"\n"
    packed_bytes = len(gzip.compress(content, 1))

    tracemalloc.start()
    journal_run(content, Path("run.jsonl.gz"), file_bytes=packed_bytes)
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak_bytes < 20 * packed_bytes + 50_000_000


def test_no_more_lines_are_taken_than_a_run_has() -> None:
    content = b'{"runwalk_journal":1}\n' + b'{"r":[1,""]}\n' * 360_000

    run = journal_run(content, Path("run.jsonl.gz"), file_bytes=4000)

    assert len(run.raw) == 350_250
    assert [p.what for p in run.recording.problems] == ["more lines than a run of that size has"]


def test_a_line_after_a_write_that_failed_half_way_stands_by_itself(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    with Journal.create(path, HEADER) as journal:
        journal.append(Sample(t_s=0))
        os.write(journal._file.fileno(), b'{"s":{"t_s":1')  # what a full disk leaves behind
        journal._is_torn = True
        journal.append(Sample(t_s=2))

    recording = read_journal(path).recording

    assert [sample.t_s for sample in recording.samples] == [0, 2]
    assert len(recording.problems) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_one_clear_sentence() -> None:
    with Path("/dev/full").open("ab", buffering=0) as file:
        journal = Journal(Path("run.journal"), file)

        with pytest.raises(RecordingError, match="cannot be written: No space left"):
            journal.append(Sample(t_s=0))
        with pytest.raises(RecordingError, match="cannot be written"):
            journal.sync()


def test_a_place_that_cannot_be_written_or_read_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written: No such file"):
        Journal.create(tmp_path / "nowhere" / "run.journal", HEADER)
    with pytest.raises(RecordingError, match="cannot be read"):
        read_journal(tmp_path)


@pytest.mark.parametrize("start", ["yesterday", None, 7, "2026-11-01T08:00:00"])
def test_a_start_without_a_time_zone_is_no_start(start: object, tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    with Journal.create(path, {"start_utc": start, "utc_offset_s": "two hours"}):
        pass

    recording = read_journal(path).recording

    assert (recording.start_utc, recording.utc_offset_s) == (None, None)


def test_a_journal_is_for_its_owner_only_and_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    keep(path, steady_run(1))

    with pytest.raises(RecordingError, match="is there already"):
        Journal.create(path, HEADER)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_journal(path).recording.samples == steady_run(1)


def test_a_closed_journal_takes_nothing_more(tmp_path: Path) -> None:
    with Journal.create(tmp_path / "run.journal", HEADER) as journal:
        pass
    journal.close()

    with pytest.raises(ValueError, match="closed"):
        journal.append(Sample(t_s=0))


def test_a_header_that_is_no_json_leaves_no_file(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="JSON"):
        Journal.create(tmp_path / "run.journal", {"speed": float("nan")})

    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("content", "message"),
    [
        pytest.param(b"", "not a journal", id="empty"),
        pytest.param(b'{"runwalk_journal":1', "first line", id="torn header"),
        pytest.param(b'{"runwalk_journal":2}\n', "another version", id="from the future"),
        pytest.param(b'{"runwalk_journal":]\n', "unreadable", id="broken header"),
    ],
)
def test_what_is_no_journal_says_so(content: bytes, message: str, tmp_path: Path) -> None:
    path = tmp_path / "run.journal"
    path.write_bytes(content)

    with pytest.raises(RecordingError, match=message):
        read_journal(path)


def test_a_journal_is_known_by_its_first_bytes(tmp_path: Path) -> None:
    path = tmp_path / "anything.txt"
    keep(path, steady_run(1))

    assert is_journal(path)
    assert not is_journal(tmp_path)
    assert not is_journal(tmp_path / "nothing")


def test_missing_fields_take_no_room(tmp_path: Path) -> None:
    path = tmp_path / "run.journal"

    keep(path, (Sample(t_s=7, hr_bpm=140, marks=(Mark(MarkKind.RPE, 4),)),))

    line = path.read_text().splitlines()[1]
    assert line == '{"s":{"t_s":7,"hr_bpm":140,"marks":[{"kind":"rpe","value":4}]}}'
    assert json.loads(line)
