"""The journal: a live run on disk, second by second, while it happens.

Every line is one JSON object and is with the operating system before the next second begins, so
that a killed process loses at most the line it was writing. The first line makes the journal
self-contained; each of the others has one key that says what it is:

* ``{"s": {...}}``: a Sample, as in :mod:`~runwalk.recording.sample_json`
* ``{"c": [t_s, action, reason, text]}``: a cue that was given
* ``{"r": [monotonic_ns, hex]}``: a notification as it came through the air
"""

from __future__ import annotations

import hashlib
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Final, Protocol, Self

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.recording import Problem, Recording, Said
from runwalk.recording.sample_json import sample_from_dict, sample_to_dict

FORMAT: Final = 1
_SIGN: Final = "runwalk_journal"
_START: Final = b'{"runwalk_journal":'
# Two days of seconds and notifications, and as many lines more as a large file can hold: what goes
# beyond was packed to make this program swell. A line kept costs some 200 bytes.
_MOST_LINES, _BYTES_PER_LINE = 350_000, 16
_MOST_PROBLEMS = 100


def fingerprint(plan: Mapping[str, object]) -> str:
    """What tells one plan from another, for the first line."""
    return hashlib.sha256(json.dumps(plan, sort_keys=True).encode()).hexdigest()


class Spoken(Protocol):
    """A cue, as far as the journal keeps it."""

    @property
    def action(self) -> str:
        """What to do."""

    @property
    def reason(self) -> str:
        """Why."""

    @property
    def text(self) -> str:
        """The words that were spoken."""


class Journal:
    """A journal that is being written.

    Args:
        path: Where it is.
        file: Open for appending, without a buffer; the journal closes it.
    """

    def __init__(self, path: Path, file: io.FileIO) -> None:
        self.path = path
        self._file = file
        self._is_torn = False

    @classmethod
    def create(cls, path: Path, header: Mapping[str, object]) -> Self:
        """Begin a journal, readable by its owner only.

        Args:
            path: Where to; nothing may be there.
            header: What a replay needs to know, as JSON values: the version of the engine, the
                plan, and for :func:`read_journal` ``start_utc`` (ISO 8601, with its offset),
                ``utc_offset_s``, ``sport`` and ``sub_sport``.

        Raises:
            RecordingError: Something is at ``path`` already, or it cannot be written.
            ValueError: The header is not made of JSON values.
        """
        line = _line({_SIGN: FORMAT, **header})
        try:
            journal = cls(path, io.FileIO(path, "x", opener=_open_private))
        except FileExistsError as error:
            raise RecordingError(path, "is there already; choose another name") from error
        except OSError as error:
            raise _unwritable(path, error) from error
        journal._write(line)
        return journal

    def append(self, sample: Sample) -> None:
        """Keep a second; when this returns, a crash of this program no longer loses it.

        Raises:
            RecordingError: The disk is full, or gone.
        """
        self._write(_line({"s": sample_to_dict(sample)}))

    def note(self, t_s: int, cues: Iterable[Spoken]) -> None:
        """Keep what was said in a second, to hold a replay against it.

        Raises:
            RecordingError: The disk is full, or gone.
        """
        for cue in cues:
            self._write(_line({"c": [t_s, cue.action, cue.reason, cue.text]}))

    def raw(self, monotonic_ns: int, payload: bytes) -> None:
        """Keep a notification as it came, with the strap's own ticks.

        Raises:
            RecordingError: The disk is full, or gone.
        """
        self._write(_line({"r": [monotonic_ns, payload.hex()]}))

    def sync(self) -> None:
        """Ask the disk to keep all of it now, against a loss of power; may take a while.

        Raises:
            RecordingError: The disk cannot.
        """
        try:
            os.fsync(self._file.fileno())
        except OSError as error:
            raise _unwritable(self.path, error) from error

    def close(self) -> None:
        """Sync and end; closing twice is harmless."""
        if not self._file.closed:
            try:
                self.sync()
            finally:
                self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _write(self, line: bytes) -> None:
        """Hand one line to the operating system, all of it.

        After a write that failed half-way, the next line starts on a line of its own.
        """
        rest = b"\n" + line if self._is_torn else line
        try:
            while rest:
                rest = rest[self._file.write(rest) :]
                self._is_torn = True
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._is_torn = False


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalRun:
    """A journal as it was found.

    Attributes:
        header: The first line, as it was written.
        recording: The run, with what was unreadable among its problems.
        raw: ``(monotonic_ns, payload)`` of every notification that was kept.
    """

    header: dict[str, object]
    recording: Recording
    raw: tuple[tuple[int, bytes], ...]


def is_journal(path: Path) -> bool:
    """Whether a file begins as a journal does; False for one that cannot be read."""
    try:
        if not path.is_file():  # looking into a pipe may never end
            return False
        with path.open("rb") as file:
            return begins_as_journal(file.read(len(_START)))
    except OSError:
        return False


def begins_as_journal(content: bytes) -> bool:
    """Whether these are the first bytes of a journal."""
    return content.startswith(_START)


def read_journal(path: Path) -> JournalRun:
    """Read a journal, also one whose run crashed.

    A last line without its end is dropped, a bad line in between is skipped; both are told.

    Raises:
        RecordingError: The file cannot be read, or has not even a whole first line.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordingError(path, f"cannot be read: {error.strerror or error}") from error
    return journal_run(content, path)


def journal_run(content: bytes, path: Path, *, file_bytes: int | None = None) -> JournalRun:
    """Read the bytes of a journal, also one whose run crashed.

    Args:
        content: All of it.
        path: Where it came from.
        file_bytes: How large the file was that it was unpacked from [bytes]; None if it was not.

    Raises:
        RecordingError: It is no journal, or has not even a whole first line.
    """
    if not begins_as_journal(content):
        raise RecordingError(path, "is not a journal of runwalk")
    lines = io.BytesIO(content)
    first = lines.readline()
    if not first.endswith(b"\n"):
        raise RecordingError(path, "ends within its first line; there is nothing to read")
    header = _header(path, first)
    size = len(content) if file_bytes is None else file_bytes
    story = _Story(_MOST_LINES + size // _BYTES_PER_LINE)
    for line_no, line in enumerate(lines, start=2):
        if not story.take(line, line_no):
            break
    recording = Recording(
        samples=tuple(story.samples),
        start_utc=_start(header.get("start_utc")),
        utc_offset_s=offset_s if isinstance(offset_s := header.get("utc_offset_s"), int) else None,
        sport=str(header.get("sport", "running")),
        sub_sport=str(header.get("sub_sport", "")),
        cues=tuple(story.cues),
        plan=plan if isinstance(plan := header.get("plan"), dict) else None,
        engine=str(header.get("engine", "")),
        problems=tuple(story.told()),
        path=path,
    )
    return JournalRun(header=header, recording=recording, raw=tuple(story.raw))


class _Story:
    """The lines behind the first, taken one after the other.

    Args:
        most: How many are taken.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._taken_count = self._bad_count = 0
        self.samples: list[Sample] = []
        self.cues: list[Said] = []
        self.raw: list[tuple[int, bytes]] = []
        self._problems: list[Problem] = []

    def take(self, line: bytes, line_no: int) -> bool:
        """Take a line; one that is bad becomes a problem. False where it is the last to take."""
        self._taken_count += 1
        if self._taken_count > self._most:
            what = "more lines than a run of that size has"
            self._problems.append(Problem(what=what, at=line_no, lost="the lines from there on"))
            return False
        if not line.endswith(b"\n"):
            what = "the last line was never finished, as in a crash"
            self._problems.append(Problem(what=what, at=line_no, lost="that line"))
            return False
        try:
            self._take(json.loads(line))
        except (ValueError, RecursionError) as error:
            self._bad_count += 1
            if self._bad_count <= _MOST_PROBLEMS:
                what = f"an unreadable line: {error}"
                self._problems.append(Problem(what=what, at=line_no, lost="that line"))
        return True

    def told(self) -> Iterator[Problem]:
        """What was wrong; of very many lines not each."""
        yield from self._problems
        if (more := self._bad_count - _MOST_PROBLEMS) > 0:
            yield Problem(what=f"more unreadable lines: {more}", lost="those lines")

    def _take(self, told: object) -> None:
        match told:
            case {"s": dict(values)}:
                sample = sample_from_dict(values)
                if self.samples and sample.t_s <= self.samples[-1].t_s:
                    raise ValueError(f"t_s goes back to {sample.t_s}")
                self.samples.append(sample)
            case {"c": [int(t_s), str(action), str(reason), str(text)]}:
                self.cues.append(Said(t_s, action, reason, text))
            case {"r": [int(monotonic_ns), str(payload)]}:
                self.raw.append((monotonic_ns, bytes.fromhex(payload)))
            case _:
                raise ValueError("neither a sample nor a cue nor a notification")


def _header(path: Path, first: bytes) -> dict[str, object]:
    try:
        header = json.loads(first)
    except (ValueError, RecursionError) as error:
        raise RecordingError(path, "has an unreadable first line") from error
    if not isinstance(header, dict) or header.get(_SIGN) != FORMAT:
        raise RecordingError(path, "was kept by another version of runwalk, in another format")
    return header


def _start(told: object) -> datetime | None:
    """The start by the header, in UTC; None where it is missing or knows no time zone."""
    try:
        start = datetime.fromisoformat(str(told))
    except ValueError:
        return None
    return None if start.utcoffset() is None else start.astimezone(UTC)


def _line(told: Mapping[str, object]) -> bytes:
    text = json.dumps(told, separators=(",", ":"), allow_nan=False)
    return text.encode("ascii") + b"\n"


def _open_private(name: str, flags: int) -> int:
    return os.open(name, flags | os.O_APPEND, 0o600)


def _unwritable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(path, f"cannot be written: {error.strerror or error}")
