"""A run to a FIT file that other people's tools, and the reader next door, understand.

The file grows while the run goes on, from checkpoint to checkpoint, and at each it is a whole,
valid activity as if the run had ended there. Between checkpoints nothing touches it: what is new
waits in memory. A checkpoint overwrites only the ending (the newest second, lap, session, activity
and checksum), adds what is new, and sets the size in the header; so it costs the same after eight
hours as after one minute.

The first checkpoint gives the file its name when it is whole and on the disk; nothing that is
there already is ever overwritten.
"""

from __future__ import annotations

import io
import os
import threading
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import (
    SPORTS,
    SUB_SPORTS,
    ActivityEncoder,
    encode_fit,
    known_name,
    plan_text,
)
from runwalk.recording.fit_format import HEADER_BYTES, crc16, header
from runwalk.recording.place import placed, refuse_taken
from runwalk.recording.recording import Device, Recording


class FitWriter:
    """A FIT activity that is being written, readable by its owner only.

    A second, its cues and the devices may be told by one thread while another one makes a
    checkpoint: who tells never waits for the disk.

    Values are kept at FIT's resolution, that of :meth:`~runwalk.engine.sample.Sample.rounded`.
    The timer stops and starts where a sample carries a pause, resume or finish mark. A lap begins
    wherever a cue turns running into walking or back, and at a lap mark. A cue is told on the
    record of its second; where there is none it still makes its lap.

    Args:
        path: Where to, at the first checkpoint.
        encoder: Makes the messages.
    """

    def __init__(self, path: Path, encoder: ActivityEncoder) -> None:
        self.path = path
        self._encoder = encoder
        self._telling = threading.Lock()
        self._writing = threading.Lock()
        self._file: io.FileIO | None = None
        self._has_file = False
        self._is_closed = False
        self._waiting = b""  # settled, but not on the disk
        self._settled_bytes = 0  # on the disk, for ever
        self._settled_crc = 0
        self._end = 0  # of the file at the last checkpoint

    @classmethod
    def create(
        cls,
        path: Path,
        *,
        start_utc: datetime,
        utc_offset_s: int = 0,
        devices: Sequence[Device] = (),
        sport: str = "running",
        sub_sport: str = "generic",
        plan_json: str = "",
    ) -> Self:
        """Begin a file; it is there from the first checkpoint with a second in it.

        Args:
            path: Where to; nothing may be there.
            start_utc: When ``t_s`` was 0, aware; what is below a second is dropped.
            utc_offset_s: Local time minus UTC [s].
            devices: What takes part, as far as it is known.
            sport: One of :data:`~runwalk.recording.fit_activity.SPORTS`.
            sub_sport: One of :data:`~runwalk.recording.fit_activity.SUB_SPORTS`.
            plan_json: Who runs and what is planned, as in the head of a journal.

        Raises:
            ValueError: ``start_utc`` is naive or outside 1998 to 2125, local time is more than 14
                hours off, FIT's name of a sport is not known, or the plan holds a NUL.
            RecordingError: Something is at ``path`` already.
        """
        encoder = ActivityEncoder(
            start_utc=start_utc,
            utc_offset_s=utc_offset_s,
            devices=devices,
            sport=sport,
            sub_sport=sub_sport,
            plan_json=plan_json,
        )
        refuse_taken(path)
        return cls(path, encoder)

    @property
    def newest_s(self) -> int | None:
        """The newest second [s]; None before the first."""
        return self._encoder.newest_s

    @property
    def has_file(self) -> bool:
        """There was a checkpoint: the file has its name."""
        return self._has_file

    def append(self, sample: Sample) -> None:
        """Add a second.

        Raises:
            ValueError: ``t_s`` does not increase, or reaches 49 days, or a mark's value is not
                finite, or the file is closed. Nothing was added.
        """
        with self._telling:
            self._check_open()
            self._encoder.append(sample)

    def note(self, t_s: int, cues: Iterable[tuple[str, str]]) -> None:
        """Add cues to the newest second, or to one that is still to come.

        Args:
            t_s: When they were given [s].
            cues: Action and reason of each.

        Raises:
            ValueError: There is a newer second already, or the file is closed.
        """
        with self._telling:
            self._check_open()
            self._encoder.note(t_s, cues)

    def tell_devices(self, devices: Sequence[Device]) -> None:
        """Say what takes part, as it is known by now; of each the last word counts.

        Args:
            devices: All of them, in the same order as before. What was given to :meth:`create`
                stands at the head of the file, what is better known by now at its end.
        """
        with self._telling:
            self._encoder.devices = tuple(devices)

    def checkpoint(self) -> None:
        """Bring the file up to the newest second; without one there is no file yet.

        May be tried again after an error: nothing is forgotten that is not written.

        Raises:
            RecordingError: Something else took the name, or the disk is full, or gone.
        """
        with self._writing:
            if not self._is_closed:
                self._checkpoint()

    def sync(self) -> None:
        """Ask the disk to keep the last checkpoint, against a loss of power; may take a while.

        Raises:
            RecordingError: The disk cannot.
        """
        with self._writing:
            if self._file is not None:
                try:
                    os.fsync(self._file.fileno())
                except OSError as error:
                    raise _unwritable(self.path, error) from error

    def close(self) -> None:
        """Make the last checkpoint, sync and end; closing twice is harmless.

        Raises:
            RecordingError: As :meth:`checkpoint` and :meth:`sync`; the file is closed anyhow.
        """
        try:
            self.checkpoint()
            self.sync()
        finally:
            with self._writing:
                self._is_closed = True
                if self._file is not None:
                    self._file.close()
                    self._file = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _check_open(self) -> None:
        if self._is_closed:
            raise ValueError(f"{self.path.name} is closed")

    def _checkpoint(self) -> None:
        with self._telling:
            if self._encoder.newest_s is None:
                return
            self._waiting += self._encoder.take_settled()
            ending = self._encoder.open_part()
        # A header that holds its own checksum has the checksum 0, so that of the file is the one
        # of the messages alone: it goes on from the last checkpoint whatever the header says.
        settled_crc = crc16(self._waiting, self._settled_crc)
        tail = self._waiting + ending + crc16(ending, settled_crc).to_bytes(2, "little")
        head = header(self._settled_bytes + len(self._waiting) + len(ending))
        try:
            if self._file is None:
                with placed(self.path) as part:
                    part.write_bytes(head + tail)
                self._has_file = True
                self._file = io.FileIO(self.path, "r+")
            else:
                # Tail first, header last. A crash between the two leaves all messages of now
                # under the smaller size of before: a reader that forgives (as ours) finds every
                # second of the last checkpoint, a wrong checksum, and bytes behind the end.
                _write_at(self._file, HEADER_BYTES + self._settled_bytes, tail)
                if (end := self._file.tell()) < self._end:  # a device is no longer told of
                    self._file.truncate(end)
                _write_at(self._file, 0, head)
        except OSError as error:
            raise _unwritable(self.path, error) from error
        self._end = HEADER_BYTES + self._settled_bytes + len(tail)
        self._settled_bytes += len(self._waiting)
        self._settled_crc = settled_crc
        self._waiting = b""


def write_fit(
    path: Path,
    samples: Iterable[Sample],
    *,
    start_utc: datetime,
    utc_offset_s: int = 0,
    cues: Iterable[tuple[int, str, str]] = (),
    devices: Sequence[Device] = (),
    sport: str = "running",
    sub_sport: str = "generic",
    plan_json: str = "",
) -> None:
    """Write a run that is over, to the byte what a :class:`FitWriter` makes of it.

    Args:
        path: Where to; nothing may be there.
        samples: As in :func:`~runwalk.recording.fit_activity.encode_fit`; so are the others.
        start_utc: When ``t_s`` was 0.
        utc_offset_s: Local time minus UTC [s].
        cues: What was said.
        devices: What took part.
        sport: What was done.
        sub_sport: And of which kind.
        plan_json: Who ran and what was planned.

    Raises:
        ValueError: As in :func:`~runwalk.recording.fit_activity.encode_fit`. There is no file then.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    content = encode_fit(
        samples,
        start_utc=start_utc,
        utc_offset_s=utc_offset_s,
        cues=cues,
        devices=devices,
        sport=sport,
        sub_sport=sub_sport,
        plan_json=plan_json,
    )
    with placed(path) as part:
        part.write_bytes(content)


def write_recording(path: Path, recording: Recording) -> tuple[str, str]:
    """Write any recording that knows its date; a sport that we do not write becomes ``generic``.

    Args:
        path: Where to; nothing may be there.
        recording: What to write.

    Returns:
        The sport, and its kind, under which it is kept.

    Raises:
        ValueError: It has no date, or as in :func:`write_fit`.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    if recording.start_utc is None:
        raise ValueError("a FIT file needs a date")
    sport = known_name(recording.sport, SPORTS)
    sub_sport = known_name(recording.sub_sport, SUB_SPORTS)
    write_fit(
        path,
        recording.samples,
        start_utc=recording.start_utc,
        utc_offset_s=recording.utc_offset_s or 0,
        cues=[(cue.t_s, cue.action, cue.reason) for cue in recording.cues],
        devices=recording.devices,
        sport=sport,
        sub_sport=sub_sport,
        plan_json=plan_text(recording.plan),
    )
    return sport, sub_sport


def _write_at(file: io.FileIO, at: int, content: bytes) -> None:
    """Overwrite and extend; a disk may take less than it was given."""
    file.seek(at)
    rest = memoryview(content)
    while rest:
        rest = rest[file.write(rest) :]


def _unwritable(path: Path, error: OSError) -> RecordingError:
    return RecordingError(path, f"cannot be written: {error.strerror or error}")
