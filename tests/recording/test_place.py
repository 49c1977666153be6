"""A file appears whole, or not at all, and never in the place of another."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording.place import placed


def test_a_file_has_its_name_only_when_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"

    with placed(path) as part:
        part.write_text("half")
        was_there = path.exists()
        part.write_text("whole")

    assert not was_there
    assert path.read_text() == "whole"
    assert list(tmp_path.iterdir()) == [path]


def test_it_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"

    with placed(path) as part:
        part.write_text("")
        is_hidden = part.parent.stat().st_mode & 0o077 == 0

    assert is_hidden
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("error", [ValueError, KeyboardInterrupt])
def test_nothing_stays_of_a_file_that_was_never_finished(
    tmp_path: Path, error: type[BaseException]
) -> None:
    def begin() -> None:
        with placed(tmp_path / "run.csv") as part:
            part.write_text("half")
            raise error

    with pytest.raises(error):
        begin()

    assert list(tmp_path.iterdir()) == []


def test_a_disk_that_fails_is_told_by_the_files_own_name(tmp_path: Path) -> None:
    with (
        pytest.raises(RecordingError, match=r"^run.csv: cannot be written: No space left"),
        placed(tmp_path / "run.csv"),
    ):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kind", ["file", "folder", "link to nowhere"])
def test_a_name_that_is_taken_is_refused(tmp_path: Path, kind: str) -> None:
    path = tmp_path / "run.csv"
    if kind == "file":
        path.write_text("mine")
    elif kind == "folder":
        path.mkdir()
    else:
        path.symlink_to("nowhere")

    with pytest.raises(RecordingError, match="is there already"), placed(path):
        pytest.fail("it must be refused before anything is written")

    assert list(tmp_path.iterdir()) == [path]


def test_a_name_that_is_taken_meanwhile_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.csv"

    def write() -> None:
        with placed(path) as part:
            part.write_text("new")
            path.write_text("mine")

    with pytest.raises(RecordingError, match="is there already"):
        write()

    assert path.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [path]


def test_a_disk_that_knows_no_links_is_written_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError(errno.EPERM, os.strerror(errno.EPERM))

    monkeypatch.setattr(os, "link", no_link)

    with placed(tmp_path / "run.csv") as part:
        part.write_text("whole")

    assert (tmp_path / "run.csv").read_text() == "whole"


def test_the_longest_name_that_a_disk_allows_is_not_too_long(tmp_path: Path) -> None:
    path = tmp_path / ("x" * 255)

    with placed(path) as part:
        part.write_text("")

    assert path.exists()
