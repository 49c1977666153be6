"""The store keeps what runs told, and survives whatever happens to its file."""

from __future__ import annotations

import os
import signal
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import store as store_module
from analysis.run_summary import Conditions, HeartAtEffort, Measured, RunSummary
from analysis.store import MIGRATIONS, STORE_NAME, Store, StoreError, code_version

from ..test_cli import ROOT

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
WORDS = st.text(max_size=20)
SUMMARIES = st.builds(
    RunSummary,
    sha256=st.text("0123456789abcdef", min_size=64, max_size=64),
    athlete=WORDS,
    start_utc=st.none() | st.datetimes().map(lambda one: one.isoformat() + "+00:00"),
    utc_offset_s=st.none() | st.integers(-50_000, 50_000),
    conditions=st.none()
    | st.builds(
        Conditions,
        discipline=st.sampled_from(["run", "hike", "other"]),
        device=WORDS,
        duration_s=st.integers(0, 100_000),
        distance_m=st.none() | NUMBERS,
    ),
    measured=st.dictionaries(WORDS, st.builds(Measured, NUMBERS, st.none() | NUMBERS), max_size=3),
    heart=st.none() | st.builds(HeartAtEffort, **dict.fromkeys(HeartAtEffort.__slots__, NUMBERS)),
    refused=st.dictionaries(WORDS, WORDS, max_size=2),
    why_not=WORDS,
    brings_plan=st.booleans(),
)
RUN = RunSummary(
    sha256="ab" * 32,
    start_utc="2026-06-01T06:00:00+00:00",
    utc_offset_s=0,
    conditions=Conditions(discipline="run", duration_s=3600),
    measured={"drift_bpm_per_h": Measured(12.5, 2.0)},
)


def key_of(day: date | None, brings_plan: bool) -> str:
    return f"{day} {brings_plan}"


def numbered(number: int) -> RunSummary:
    return replace(RUN, sha256=f"{number:064x}")


@pytest.fixture
def said() -> list[str]:
    return []


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return tmp_path / "deep" / STORE_NAME


@pytest.fixture
def store(place: Path, said: list[str]) -> Iterator[Store]:
    with closing(Store(place, code="1", say=said.append)) as store:
        yield store


def reopened(place: Path, said: list[str], code: str = "1") -> closing[Store]:
    return closing(Store(place, code=code, say=said.append))


@given(st.lists(SUMMARIES, max_size=4))
@settings(max_examples=50)
def test_what_was_put_comes_back(summaries: list[RunSummary]) -> None:
    with closing(Store(None, code="1", say=print)) as store:
        for one in summaries:
            assert store.put(one, key_of)

        for one in {(one.athlete, one.sha256): one for one in summaries}.values():
            assert store.has(one.athlete, one.sha256, key_of)
            assert store.get(one.athlete, one.sha256, key_of) == one


@pytest.mark.parametrize(
    ("athlete", "sha256", "code", "other_key"),
    [
        ("Ann", RUN.sha256, "1", False),
        ("", "cd" * 32, "1", False),
        ("", RUN.sha256, "2", False),
        ("", RUN.sha256, "1", True),
    ],
    ids=["another athlete", "another content", "another program", "other settings"],
)
def test_nothing_else_is_known_by_it(
    store: Store,
    place: Path,
    said: list[str],
    athlete: str,
    sha256: str,
    code: str,
    other_key: bool,
) -> None:
    store.put(RUN, key_of)

    with reopened(place, said, code) as other:
        asked = (lambda day, brings: "else") if other_key else key_of
        assert other.get(athlete, sha256, asked) is None
        assert not other.has(athlete, sha256, asked)


def test_settings_asked_for_before_are_known_again(store: Store) -> None:
    store.put(RUN, key_of)
    store.put(replace(RUN, problem_count=7), lambda *_: "ceiling 140")

    assert store.get("", RUN.sha256, key_of) == RUN


def test_a_new_program_forgets_what_an_old_one_measured(
    store: Store, place: Path, said: list[str]
) -> None:
    store.put(RUN, key_of)
    with reopened(place, said, "2") as newer:
        newer.put(RUN, key_of)

    assert store.get("", RUN.sha256, key_of) is None


def test_it_is_for_its_owner_only(store: Store, place: Path) -> None:
    store.put(RUN, key_of)

    files = list(place.parent.iterdir())
    assert len(files) == 3  # the write-ahead log and its index, too
    assert all(stat.S_IMODE(path.stat().st_mode) == 0o600 for path in files)
    assert stat.S_IMODE(place.parent.stat().st_mode) == 0o700


@pytest.mark.parametrize("version", range(1, len(MIGRATIONS) + 1))
def test_a_store_of_an_older_program_opens(version: int, place: Path, said: list[str]) -> None:
    place.parent.mkdir()
    with closing(sqlite3.connect(place)) as sql:
        for step in MIGRATIONS[:version]:
            for statement in step:
                sql.execute(statement)
        sql.execute(f"PRAGMA application_id = {store_module.APPLICATION_ID}")
        sql.execute(f"PRAGMA user_version = {version}")
        sql.commit()

    with reopened(place, said) as store:
        assert store.put(RUN, key_of)
        assert store.get("", RUN.sha256, key_of) == RUN
    assert not said


def test_a_step_that_is_added_later_is_taken_once(
    store: Store, place: Path, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(RUN, key_of)
    step = ("ALTER TABLE runs ADD COLUMN note TEXT",)
    monkeypatch.setattr(store_module, "MIGRATIONS", (*MIGRATIONS, step))

    for _ in range(2):
        with reopened(place, said) as newer:
            assert newer.get("", RUN.sha256, key_of) == RUN
    assert not said


def test_a_store_of_a_newer_program_is_refused_and_stays_as_it_is(
    store: Store, place: Path, said: list[str]
) -> None:
    store.close()
    with closing(sqlite3.connect(place)) as sql:
        sql.execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")
    before = place.read_bytes()

    with pytest.raises(StoreError, match="newer runwalk"):
        Store(place, code="1", say=said.append)

    assert place.read_bytes() == before
    assert [path.name for path in place.parent.iterdir()] == [STORE_NAME]


def _text(path: Path) -> None:
    path.write_text("Dear diary, today I ran. " * 40)


def _database(path: Path) -> None:
    with closing(sqlite3.connect(path)) as sql:
        sql.execute("CREATE TABLE runs (mine TEXT)")
        sql.commit()


@pytest.mark.parametrize("make", [_text, _database], ids=["a text", "another program's database"])
def test_what_is_no_store_is_refused_and_stays_as_it_is(
    make: object, tmp_path: Path, said: list[str]
) -> None:
    path = tmp_path / "notes.txt"
    make(path)
    before = path.read_bytes()

    with pytest.raises(StoreError, match="no store of runwalk"):
        Store(path, code="1", say=said.append)

    assert path.read_bytes() == before


def _zeros(data: bytes) -> bytes:
    return bytes(len(data))


def _cut(data: bytes) -> bytes:
    return data[: len(data) // 2]


def _rubbish(data: bytes) -> bytes:
    return data[:100] + b"\xff" * (len(data) - 100)


def _one_digit(data: bytes) -> bytes:
    assert data.count(b'"value":98.25') == 1
    return data.replace(b'"value":98.25', b'"value":90.25')


@pytest.mark.parametrize("harm", [_zeros, _cut, _rubbish, _one_digit])
def test_a_damaged_store_is_moved_aside_and_made_again(
    harm: object, store: Store, place: Path, said: list[str]
) -> None:
    for number in range(40):
        store.put(numbered(number), key_of)
    store.put(replace(RUN, measured={"drift_bpm_per_h": Measured(98.25)}), key_of)
    store.close()
    harmed = harm(place.read_bytes())
    place.write_bytes(harmed)

    with reopened(place, said) as again:
        found = [again.get("", f"{number:064x}", key_of) for number in range(40)]
        found.append(again.get("", RUN.sha256, key_of))
        assert None in found
        assert again.put(RUN, key_of)
    with reopened(place, said) as again:
        assert again.get("", RUN.sha256, key_of) == RUN

    assert len(said) == 1
    assert "damaged" in said[0]
    assert (place.parent / f"{STORE_NAME}.damaged-1").read_bytes()[:50] == harmed[:50]


def test_where_nothing_can_be_kept_that_is_said_once(tmp_path: Path, said: list[str]) -> None:
    (tmp_path / "file").write_text("in the way")

    with reopened(tmp_path / "file" / STORE_NAME, said) as store:
        store.put(RUN, key_of)
        store.put(numbered(2), key_of)
        assert store.get("", RUN.sha256, key_of) == RUN

    assert len(said) == 1
    assert "is not kept" in said[0]


def test_a_store_that_becomes_full_is_still_read(
    store: Store, said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    store.put(RUN, key_of)
    store._sql.execute("PRAGMA max_page_count = 1")

    kept = [store.put(numbered(number), key_of) for number in range(60)]

    assert not all(kept)
    assert store.get("", RUN.sha256, key_of) == RUN
    assert len(said) == 1


# -- which content a file has


def settled(path: Path, text: str, *, s_ago: float = 60.0) -> Path:
    path.write_text(text)
    then_ns = path.stat().st_ctime_ns - int(s_ago * 1e9)
    os.utime(path, ns=(then_ns, then_ns))
    return path


class Clock:
    """A clock that is ahead of the disk's by as much as a test wants."""

    def __init__(self, s_ahead: float) -> None:
        self._ahead_ns = int(s_ahead * 1e9)

    def time_ns(self) -> int:
        return time.time_ns() + self._ahead_ns


def test_a_file_that_stays_is_not_read_again(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "time", Clock(s_ahead=60.0))
    path = settled(tmp_path / "run.fit", "a run")
    sha256 = store.sha256_of(path)
    monkeypatch.setattr(store_module, "sha256_of", lambda path: "read again")

    assert store.sha256_of(path) == sha256


def test_a_file_that_just_changed_is_read_again(store: Store, tmp_path: Path) -> None:
    path = settled(tmp_path / "run.fit", "a run", s_ago=0.0)
    stamp = path.stat()
    first = store.sha256_of(path)
    with path.open("r+") as file:  # the same length, within the grain of the clock
        file.write("A")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert store.sha256_of(path) != first


@pytest.mark.parametrize("is_new_file", [True, False], ids=["moved over it", "written into it"])
def test_a_change_that_hides_its_time_is_seen(
    is_new_file: bool, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store_module, "time", Clock(s_ahead=60.0))
    path = settled(tmp_path / "run.fit", "a run")
    stamp = path.stat()
    first = store.sha256_of(path)
    if is_new_file:
        (tmp_path / "other").write_text("b run")
        (tmp_path / "other").rename(path)
    else:
        path.write_text("b run")
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))

    assert store.sha256_of(path) != first


# -- several processes

WRITER = """
import sys
from pathlib import Path
from tests.analysis.test_store import key_of, numbered
from analysis.store import Store
store = Store(Path(sys.argv[1]), code="1", say=print)
print("open", flush=True)
for number in range(int(sys.argv[2]), int(sys.argv[3])):
    assert store.put(numbered(number), key_of)
print("done", flush=True)
"""


def writer(place: Path, first: int, last: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITER, str(place), str(first), str(last)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_writers_in_several_processes_lose_nothing(place: Path, said: list[str]) -> None:
    writers = [writer(place, 100 * i, 100 * (i + 1)) for i in range(3)]

    told = [one.communicate(timeout=60)[0] for one in writers]

    assert told == ["open\ndone\n"] * 3
    with reopened(place, said) as store:
        assert all(store.has("", f"{number:064x}", key_of) for number in range(300))
    assert not said


def test_a_writer_that_is_killed_leaves_a_whole_store(place: Path, said: list[str]) -> None:
    killed = writer(place, 0, 1_000_000)
    assert killed.stdout is not None
    with killed:
        assert killed.stdout.readline() == "open\n"
        with reopened(place, said) as store:
            while not store.has("", f"{20:064x}", key_of):
                pass
        killed.send_signal(signal.SIGKILL)
        killed.wait()

    with reopened(place, said) as store:
        assert store.get("", f"{20:064x}", key_of) == numbered(20)
        assert store.put(RUN, key_of)
        (state,) = store._rows("PRAGMA integrity_check", ())[0]
    assert state == "ok"
    assert not said


def test_the_program_has_one_name_as_long_as_it_stays_as_it_is() -> None:
    assert code_version() == code_version()
    assert "+" in code_version()
