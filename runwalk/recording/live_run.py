"""The files of a live run: a journal while it happens, a FIT file when it is over."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.journal import Journal, Spoken, read_journal
from runwalk.recording.recording import Device


class LiveRun:
    """Keep a run safe while it happens.

    Args:
        folder: Where the files go; made if it is not there.
        start_utc: When the run began, aware, in UTC.
        utc_offset_s: Local time minus UTC [s].
        plan: Who runs and what is planned, as plain JSON values: makes the journal self-contained.
        engine: Version of the engine that speaks.

    Raises:
        RecordingError: The folder cannot be written to.
    """

    def __init__(
        self,
        folder: Path,
        *,
        start_utc: datetime,
        utc_offset_s: int,
        plan: dict[str, Any],
        engine: str,
    ) -> None:
        settings = json.dumps(plan, sort_keys=True).encode()
        header = {
            "engine": engine,
            "settings_sha256": hashlib.sha256(settings).hexdigest(),
            "start_utc": start_utc.isoformat(),
            "utc_offset_s": utc_offset_s,
            "plan": plan,
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(folder, f"cannot keep runs there ({error.strerror})") from error
        self.journal_path = _free_path(folder, start_utc + timedelta(seconds=utc_offset_s))
        self._journal = Journal.create(self.journal_path, header)

    def append(self, sample: Sample) -> None:
        """Keep what was heard; it is safe from a crash of the program when this returns."""
        self._journal.append(sample)

    def note(self, t_s: int, cues: Sequence[Spoken]) -> None:
        """Keep what was said."""
        self._journal.note(t_s, cues)

    def raw(self, at_ns: int, payload: bytes) -> None:
        """Keep a notification as it came, beside the Samples."""
        self._journal.raw(at_ns, payload)

    def sync(self) -> None:
        """Make what is kept safe from a power cut; may take a while."""
        self._journal.sync()

    def end(
        self, devices: Sequence[Device] = (), *, sub_sport: str = "generic"
    ) -> tuple[Path, ...]:
        """Close the journal and make the FIT file from it.

        Args:
            devices: What took part.
            sub_sport: FIT's name for the kind of running.

        Returns:
            The files that were written.
        """
        self._journal.close()
        return derive_fit(self.journal_path, devices, sub_sport=sub_sport)


def derive_fit(
    journal_path: Path, devices: Sequence[Device] = (), *, sub_sport: str = "generic"
) -> tuple[Path, ...]:
    """Make the FIT file beside a journal; nothing is overwritten.

    Returns:
        The journal, and the FIT file if there was a second to keep.
    """
    kept = read_journal(journal_path)
    recording = kept.recording
    if not recording.samples or recording.start_utc is None:
        return (journal_path,)
    fit_path = journal_path.with_suffix(".fit")
    write_fit(
        fit_path,
        recording.samples,
        start_utc=recording.start_utc,
        utc_offset_s=recording.utc_offset_s or 0,
        cues=[(t_s, action, reason) for t_s, action, reason, _ in kept.cues],
        devices=devices,
        sub_sport=sub_sport,
    )
    return (journal_path, fit_path)


def _free_path(folder: Path, local_start: datetime) -> Path:
    """A name after the local time of the start that no journal or FIT file has yet."""
    stem = f"{local_start:%Y-%m-%dT%H-%M-%S}"
    for number in range(1, 1000):
        path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
        if not path.exists() and not path.with_suffix(".fit").exists():
            return path
    raise RecordingError(folder, "a thousand runs began there in this very second")
