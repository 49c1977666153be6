"""Which files a block is made of, and whose they are."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from analysis import scan
from analysis.scan import files_in
from runwalk.errors import RecordingError


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    for name in ("b.FIT", "a.tcx", "ann/c.gpx", "ann/old/d.jsonl", "bob/e.fit.gz", "bob/f.zip"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    for name in ("notes.txt", ".hidden.fit", "ann/._c.gpx", ".trash/g.fit", "truth.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def names(*places: Path, **how: object) -> list[str]:
    return [one.name for one in files_in(places, **how)]


def test_recordings_are_found_by_their_endings_in_the_same_order_always(archive: Path) -> None:
    assert names(archive) == [
        "a.tcx",
        "b.FIT",
        "ann/c.gpx",
        "ann/old/d.jsonl",
        "bob/e.fit.gz",
        "bob/f.zip",
    ]


def test_a_file_that_is_named_counts_whatever_it_is_called_and_once(archive: Path) -> None:
    found = names(archive / "notes.txt", archive / "ann", archive / "ann" / "c.gpx")

    assert [Path(name).name for name in found] == ["notes.txt", "c.gpx", "d.jsonl"]
    assert len(set(found)) == 3


def test_each_folder_is_somebody_elses_where_that_is_said(archive: Path) -> None:
    found = files_in([archive], athlete="me", has_folder_each=True)

    assert [one.athlete for one in found] == ["me", "me", "ann", "ann", "bob", "bob"]
    assert {one.athlete for one in files_in([archive], athlete="me")} == {"me"}


def test_where_there_is_nothing_that_is_said(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="does not exist"):
        files_in([tmp_path / "nowhere"])


def test_a_folder_that_is_closed_is_not_passed_over(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    walk = os.walk

    def closed(place: Path, onerror: Callable[[OSError], None]) -> Iterator[object]:
        onerror(PermissionError(13, "Permission denied", str(archive / "bob")))
        return (one for one in walk(place) if "bob" not in one[0])

    monkeypatch.setattr(scan.os, "walk", closed)

    assert names(archive)[-2:] == ["ann/old/d.jsonl", "bob"]
