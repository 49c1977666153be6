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
from typing import Final

import analysis
import runwalk
from analysis.run_summary import RunSummary, sha256_of
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

APPLICATION_ID: Final = 0x72756E77
"""What SQLite calls the kind of file: ``runw``."""

GRAIN_NS: Final = 2_000_000_000
"""A file that changed so shortly before it was looked at may change again and not show it: so
coarse are times on FAT [ns]."""

KeyOf = Callable[[date | None, bool], str]
"""Names by what a run of a day is judged, told whether it brings a plan of its own."""

_WAIT_S: Final = 30.0  # for another process to finish what it writes


class StoreError(RunwalkError):
    """A store that cannot be used.

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
    from platformdirs import user_cache_path

    return user_cache_path("runwalk", appauthor=False) / "runs.sqlite"


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

    Several processes may use one store at once.

    Args:
        path: The file, made where it is not there; None keeps all in memory.
        code: What measures; see :func:`code_version`.

    Raises:
        StoreError: A newer program made it, or it cannot be opened.
    """

    def __init__(self, path: Path | None, *, code: str) -> None:
        self._code = code
        self._sql = _opened(path)

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
        row = self._sql.execute(
            "SELECT sha256 FROM files WHERE path = ? AND stamp = ?", (name, stamp)
        ).fetchone()
        if row:
            return str(row[0])
        sha256 = sha256_of(path)
        if _is_settled(path, now_ns) and _stamp(path) == stamp:
            with self._sql:
                self._sql.execute(
                    "INSERT OR REPLACE INTO files VALUES (?, ?, ?)", (name, stamp, sha256)
                )
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

        Raises:
            sqlite3.DatabaseError: The store is damaged.
        """
        key = self._key(athlete, sha256, key_of)
        if key is None:
            return None
        (text, crc32) = self._sql.execute(
            "SELECT summary, crc32 FROM runs"
            " WHERE athlete = ? AND sha256 = ? AND settings = ? AND code = ?",
            (athlete, sha256, key, self._code),
        ).fetchone()
        if zlib.crc32(text.encode()) != crc32:
            raise sqlite3.DatabaseError("a row is damaged")
        return RunSummary.from_dict(json.loads(text))

    def _key(self, athlete: str, sha256: str, key_of: KeyOf) -> str | None:
        rows = self._sql.execute(
            "SELECT settings, day, brings_plan FROM runs"
            " WHERE athlete = ? AND sha256 = ? AND code = ?",
            (athlete, sha256, self._code),
        )
        for key, day, brings_plan in rows:
            if key == key_of(None if day is None else date.fromisoformat(day), bool(brings_plan)):
                return str(key)
        return None

    def put(self, summary: RunSummary, key_of: KeyOf) -> None:
        """Keep what a content told; what an older program made of it is forgotten."""
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
        with self._sql:
            self._sql.execute(
                "DELETE FROM runs WHERE athlete = ? AND sha256 = ? AND code <> ?",
                (summary.athlete, summary.sha256, self._code),
            )
            self._sql.execute("INSERT OR REPLACE INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?)", row)


def _opened(path: Path | None) -> sqlite3.Connection:
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with contextlib.suppress(FileExistsError):
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    sql = sqlite3.connect(path or ":memory:", timeout=_WAIT_S)
    try:
        _refuse_newer(sql, path)
        with contextlib.suppress(sqlite3.OperationalError):  # another one is just at it
            sql.execute("PRAGMA journal_mode = WAL")
        sql.execute("PRAGMA synchronous = NORMAL")  # a power cut loses rows, never the store
        with _alone(sql):
            for version in range(_refuse_newer(sql, path), len(MIGRATIONS)):
                for statement in MIGRATIONS[version]:
                    sql.execute(statement)
                sql.execute(f"PRAGMA user_version = {version + 1}")
            sql.execute(f"PRAGMA application_id = {APPLICATION_ID}")
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


def _stamp(path: Path) -> str:
    told = path.stat()
    return f"{told.st_size} {told.st_mtime_ns} {told.st_ctime_ns} {told.st_ino}"


def _is_settled(path: Path, now_ns: int) -> bool:
    """Whether a change from now on would show; git calls what does not "racily clean"."""
    told = path.stat()
    return max(told.st_mtime_ns, told.st_ctime_ns) < now_ns - GRAIN_NS
