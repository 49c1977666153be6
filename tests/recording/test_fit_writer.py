"""What is written: one whole, valid file, or none."""

from __future__ import annotations

import os
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.fit_format import HEADER_BYTES, crc16
from runwalk.recording.fit_writer import write_fit

from .builders import START_UTC, steady_run


def test_the_file_and_its_header_carry_right_checksums(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"

    write_fit(path, steady_run(), start_utc=START_UTC)

    content = path.read_bytes()
    assert crc16(content) == 0
    assert crc16(content[:HEADER_BYTES]) == 0
    assert int.from_bytes(content[4:8], "little") == len(content) - HEADER_BYTES - 2


def test_the_file_is_for_its_owner_only_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"

    write_fit(path, steady_run(), start_utc=START_UTC)

    assert list(tmp_path.iterdir()) == [path]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_file_that_is_there_is_never_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"
    path.write_bytes(b"somebody's run")

    with pytest.raises(RecordingError, match="is there already"):
        write_fit(path, steady_run(), start_utc=START_UTC)

    assert path.read_bytes() == b"somebody's run"
    assert list(tmp_path.iterdir()) == [path]


def test_a_place_that_cannot_be_written_is_one_clear_sentence(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="cannot be written"):
        write_fit(tmp_path / "nowhere" / "run.fit", steady_run(), start_utc=START_UTC)


@pytest.mark.parametrize(
    ("samples", "start_utc", "sport", "message"),
    [
        pytest.param((), START_UTC, "running", "at least one sample", id="nothing to write"),
        pytest.param(
            (Sample(t_s=1), Sample(t_s=1)), START_UTC, "running", "strictly increase", id="same t_s"
        ),
        pytest.param(
            (Sample(t_s=1),), START_UTC.replace(tzinfo=None), "running", "time zone", id="naive"
        ),
        pytest.param(
            (Sample(t_s=1),), datetime(1990, 1, 1, tzinfo=UTC), "running", "1998", id="too early"
        ),
        pytest.param((Sample(t_s=4_294_967),), START_UTC, "running", "durations", id="too long"),
        pytest.param((Sample(t_s=1),), START_UTC, "ballet", "'ballet'", id="unknown sport"),
    ],
)
def test_a_callers_mistake_is_a_value_error_and_leaves_no_file(
    tmp_path: Path, samples: tuple[Sample, ...], start_utc: datetime, sport: str, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        write_fit(tmp_path / "run.fit", samples, start_utc=start_utc, sport=sport)

    assert not list(tmp_path.iterdir())


def test_no_second_is_no_file_in_memory_either() -> None:
    with pytest.raises(ValueError, match="at least one sample"):
        encode_fit((), start_utc=START_UTC)


def test_samples_may_come_one_by_one(tmp_path: Path) -> None:
    write_fit(tmp_path / "run.fit", iter(steady_run()), start_utc=START_UTC)

    assert (tmp_path / "run.fit").read_bytes() == encode_fit(steady_run(), start_utc=START_UTC)


def test_a_time_zone_beyond_all_is_a_value_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="14 hours"):
        write_fit(tmp_path / "run.fit", steady_run(), start_utc=START_UTC, utc_offset_s=10**6)


def test_a_disk_without_links_will_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(source: object, target: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "link", refuse)
    path = tmp_path / "run.fit"

    write_fit(path, steady_run(), start_utc=START_UTC)

    assert crc16(path.read_bytes()) == 0
    assert list(tmp_path.iterdir()) == [path]


def test_two_writers_of_one_name_cannot_both_win(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "run.fit"
    link = os.link

    def too_late(source: Path, target: Path) -> None:
        path.write_bytes(b"the other one")
        link(source, target)

    monkeypatch.setattr(os, "link", too_late)

    with pytest.raises(RecordingError, match="is there already"):
        write_fit(path, steady_run(), start_utc=START_UTC)

    assert path.read_bytes() == b"the other one"
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_run_fit_can_keep_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "run.fit"

    write_fit(path, (Sample(t_s=4_294_966, hr_bpm=140),), start_utc=START_UTC)

    assert crc16(path.read_bytes()) == 0
