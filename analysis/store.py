"""What was told of runs already, in SQLite, so that no file is read twice.

The recordings are the truth and this is a memory of what they told: whatever is wrong with it, it
is made again. A row is keyed by what a file holds, by what it was judged by, and by the program
that did it, so that it can be used without a look at the file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, Final

import analysis
import runwalk
from analysis.run_summary import RunSummary, sha256_of
from runwalk.config import cache_path
from runwalk.errors import RunwalkError

MIGRATIONS: Final[tuple[tuple[str, ...], ...]] = (
    (
        """
        CREATE TABLE runs (
            athlete TEXT NOT NULL,
            sha256 TEXT NOT NULL,
            settings TEXT NOT NULL,
            code TEXT NOT NULL,
            day TEXT,
            brings_plan INTEGER NOT NULL,
            summary TEXT NOT NULL,
            crc32 INTEGER NOT NULL,
            PRIMARY KEY (athlete, sha256, settings, code)
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE files (
            path TEXT PRIMARY KEY,
            stamp TEXT NOT NULL,
            sha256 TEXT NOT NULL
        ) WITHOUT ROWID
        """,
    ),
)
"""What makes a store of version n - 1 one of version n; a step that was released never changes."""

STORE_NAME: Final = "runs.sqlite"

APPLICATION_ID: Final = 0x72756E77
"""What SQLite calls the kind of file: ``runw``."""

GRAIN_NS: Final = 2_000_000_000
"""A file that changed so shortly before it was looked at may change again and not show it: so
coarse are times on FAT [ns]."""

_MAGIC: Final = b"SQLite format 3\0"
_HEAD_BYTES: Final = 100  # of an SQLite file; its kind stands at 68
_DAMAGE: Final = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR)

KeyOf = Callable[[date | None, bool], str]
"""Names by what a run of a day is judged, told whether it brings a plan of its own."""

_WAIT_S: Final = 30.0  # for another process to finish what it writes


class StoreError(RunwalkError):
    """A file that is no store of this program, and stays as it is.

    Attributes:
        path: The file.
        reason: What is wrong with it, in words for people.
    """

    def __init__(self, path: Path, reason: str) -> None:
        super().__init__(f"{path.name}: {reason}")
        self.path = path
        self.reason = reason


def store_path() -> Path:
    """Where the store is kept on this platform: among what may be deleted at any time."""
    return cache_path() / STORE_NAME


def code_version() -> str:
    """Name the program that measures: its version, and a hash of every source it is made of.

    A number that somebody has to raise is forgotten one day, and an old row is then taken for a
    new one. This cannot go stale; what it costs is that a new release measures every run anew.
    """
    digest = hashlib.sha256()
    for package in (analysis, runwalk):
        folder = Path(str(package.__file__)).parent
        for path in sorted(folder.rglob("*.py")):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
            digest.update(path.read_bytes() + b"\0")
    return f"{runwalk.__version__}+{digest.hexdigest()[:16]}"


class Store:
    """Summaries of runs by what their files hold.

    Several processes may use one store at once. Whatever happens to its file, the work goes on: a
    damaged one is moved aside and made again, and where nothing can be written, nothing is kept.

    Args:
        path: The file, made where it is not there; None keeps all in memory.
        code: What measures; see :func:`code_version`.
        say: Tells a person what happened to the file.

    Raises:
        StoreError: A newer program made the file, or it is something else.
    """

    def __init__(self, path: Path | None, *, code: str, say: Callable[[str], None]) -> None:
        self._path = path
        self._code = code
        self._say = say
        self._may_write = True
        self._inode = 0
        self._sql = self._opened()

    def close(self) -> None:
        """Give the file back."""
        self._sql.close()

    def sha256_of(self, path: Path) -> str:
        """Name the content of a file; one that has not changed is not read again.

        Raises:
            OSError: It cannot be read.
        """
        now_ns = time.time_ns()
        name, stamp = str(path.absolute()), _stamp(path)
        known = self._rows("SELECT sha256 FROM files WHERE path = ? AND stamp = ?", (name, stamp))
        if known:
            return str(known[0][0])
        sha256 = sha256_of(path)
        if _is_settled(path, now_ns) and _stamp(path) == stamp:
            self._write("INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (name, stamp, sha256))
        return sha256

    def has(self, athlete: str, sha256: str, key_of: KeyOf) -> bool:
        """Whether it is known what a content tells, judged as it would be now."""
        return self._key(athlete, sha256, key_of) is not None

    def get(self, athlete: str, sha256: str, key_of: KeyOf) -> RunSummary | None:
        """What a content tells, judged as it would be now; None where that is not known.

        Args:
            athlete: Who ran.
            sha256: The content.
            key_of: By what a run is judged now, by its day and whether it brings a plan.
        """
        key = self._key(athlete, sha256, key_of)
        if key is None:
            return None
        rows = self._rows(
            "SELECT summary, crc32 FROM runs"
            " WHERE athlete = ? AND sha256 = ? AND settings = ? AND code = ?",
            (athlete, sha256, key, self._code),
        )
        for text, crc32 in rows:
            if zlib.crc32(text.encode()) == crc32:
                return RunSummary.from_dict(json.loads(text))
            self._begin_anew()
        return None

    def put(self, summary: RunSummary, key_of: KeyOf) -> bool:
        """Keep what a content told; what another program made of it is forgotten.

        Returns:
            Whether it is kept.
        """
        text = json.dumps(summary.to_dict(), separators=(",", ":"))
        day = summary.day
        row = (
            summary.athlete,
            summary.sha256,
            key_of(day, summary.brings_plan),
            self._code,
            None if day is None else day.isoformat(),
            summary.brings_plan,
            text,
            zlib.crc32(text.encode()),
        )
        self._write(
            "DELETE FROM runs WHERE athlete = ? AND sha256 = ? AND code <> ?",
            (summary.athlete, summary.sha256, self._code),
        )
        return self._write("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)

    def _key(self, athlete: str, sha256: str, key_of: KeyOf) -> str | None:
        rows = self._rows(
            "SELECT settings, day, brings_plan FROM runs"
            " WHERE athlete = ? AND sha256 = ? AND code = ?",
            (athlete, sha256, self._code),
        )
        for key, day, brings_plan in rows:
            if key == key_of(None if day is None else date.fromisoformat(day), bool(brings_plan)):
                return str(key)
        return None

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[Any]:
        """What is known; nothing where the file is damaged, and is begun anew."""
        try:
            return self._sql.execute(statement, values).fetchall()
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._begin_anew()
            return []

    def _write(self, statement: str, values: tuple[Any, ...]) -> bool:
        """Write a row, and tell whether it is written."""
        if not self._may_write:
            return False
        try:
            with self._sql:
                self._sql.execute(statement, values)
        except sqlite3.DatabaseError as error:
            if _is_damage(error):
                self._begin_anew()
            else:
                self._may_write = False  # nor ask a full disk a thousand times
                self._say(_not_kept(self._path, error))
            return False
        return True

    def _opened(self) -> sqlite3.Connection:
        try:
            if self._path is not None:
                _prepare(self._path)
            sql = _connected(self._path)
        except (OSError, sqlite3.DatabaseError) as error:
            assert self._path is not None
            if isinstance(error, sqlite3.DatabaseError) and _is_damage(error):
                self._move_aside()
                return self._opened()
            self._say(_not_kept(self._path, error))
            return _connected(None)
        if self._path is not None:
            self._inode = self._path.stat().st_ino
        return sql

    def _begin_anew(self) -> None:
        """Go on with an empty store, in place of one that is damaged."""
        self._sql.close()
        if self._path is not None and _inode_of(self._path) == self._inode:  # else another did it
            self._move_aside()
        self._sql = self._opened()

    def _move_aside(self) -> None:
        """Give a damaged store another name: it may tell somebody what happened to it."""
        assert self._path is not None
        number = 1
        while (aside := self._path.with_name(f"{self._path.name}.damaged-{number}")).exists():
            number += 1
        for ending in ("-wal", "-shm", ""):
            with contextlib.suppress(FileNotFoundError):
                self._path.with_name(self._path.name + ending).rename(f"{aside}{ending}")
        self._say(f"the store was damaged; it is {aside.name} now, and is made again from the runs")


def _prepare(path: Path) -> None:
    """Make the file, for its owner's eyes only, and leave alone what is not ours.

    Raises:
        OSError: It cannot be made.
        StoreError: It is something else.
    """
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with contextlib.suppress(FileExistsError):
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    is_ours = head[68:72] == APPLICATION_ID.to_bytes(4, "big")
    is_damaged = not head.startswith(_MAGIC) and path.name == STORE_NAME
    if head and not is_ours and not is_damaged:
        raise StoreError(path, "is no store of runwalk; choose another name for --store")


def _connected(path: Path | None) -> sqlite3.Connection:
    sql = sqlite3.connect(path or ":memory:", timeout=_WAIT_S)
    try:
        _refuse_newer(sql, path)
        with _alone(sql):  # the kind of file must be in its head before it is written ahead
            for version in range(_refuse_newer(sql, path), len(MIGRATIONS)):
                for statement in MIGRATIONS[version]:
                    sql.execute(statement)
                sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                sql.execute(f"PRAGMA user_version = {version + 1}")
        with contextlib.suppress(sqlite3.OperationalError):  # another process is just at it
            sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = NORMAL")  # a power cut loses rows, never the store
    except BaseException:
        sql.close()
        raise
    return sql


def _refuse_newer(sql: sqlite3.Connection, path: Path | None) -> int:
    (version,) = sql.execute("PRAGMA user_version").fetchone()
    if path is not None and version > len(MIGRATIONS):
        raise StoreError(path, "was made by a newer runwalk; use that one, or another --store")
    return int(version)


@contextmanager
def _alone(sql: sqlite3.Connection) -> Iterator[None]:
    """Let no other process write meanwhile; all of it happens, or nothing."""
    sql.execute("BEGIN IMMEDIATE")
    with sql:
        yield


def _is_damage(error: sqlite3.DatabaseError) -> bool:
    return getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE


def _not_kept(path: Path | None, error: Exception) -> str:
    what = error.strerror if isinstance(error, OSError) else error
    return f"what runs told is not kept: {path} cannot be written ({what})"


def _inode_of(path: Path) -> int:
    try:
        return path.stat().st_ino
    except OSError:
        return 0


def _stamp(path: Path) -> str:
    told = path.stat()
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def _is_settled(path: Path, now_ns: int) -> bool:
    """Whether a change from now on would show; git calls what would not "racily clean"."""
    told = path.stat()
    return max(told.st_mtime_ns, told.st_ctime_ns) < now_ns - GRAIN_NS
