"""The files of a live run: a journal of every second, and a FIT file that follows it.

The journal is the truth: it is written before the coach hears a second, and a run that cannot be
kept in it ends. The FIT file is for other programs; whatever happens to it, the run goes on.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import SUB_SPORTS, known_name, plan_text
from runwalk.recording.fit_writer import FitWriter, write_recording
from runwalk.recording.journal import Journal, Spoken, fingerprint, read_journal
from runwalk.recording.recording import Device

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

CHECKPOINT_S: Final = 10
"""How far the FIT file may be behind the run [s]. Source: our choice, for memory cards: each
checkpoint rewrites one or two of their pages, and the journal has every second anyway."""


class LiveRun:
    """Keep a run safe while it happens.

    Args:
        folder: Where the files go; made if it is not there.
        start_utc: When the run began, aware, in UTC.
        utc_offset_s: Local time minus UTC [s].
        plan: Who runs and what is planned, as plain JSON values: makes the files self-contained.
        engine: Version of the engine that speaks.
        sub_sport: FIT's name for the kind of running.

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
        sub_sport: str = "generic",
    ) -> None:
        header = {
            "engine": engine,
            "settings_sha256": fingerprint(plan),
            "start_utc": start_utc.isoformat(),
            "utc_offset_s": utc_offset_s,
            "sport": "running",
            "sub_sport": sub_sport,
            "plan": plan,
        }
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RecordingError(folder, f"cannot keep runs there ({error.strerror})") from error
        self.journal_path = _free_path(folder, start_utc + timedelta(seconds=utc_offset_s))
        self._journal = Journal.create(self.journal_path, header)
        self._devices: tuple[Device, ...] = ()
        self._kept_s: int | None = None  # the newest second that is in the FIT file
        self._has_complained = False
        self._fit = self._try(
            lambda: FitWriter.create(
                self.fit_path,
                start_utc=start_utc,
                utc_offset_s=utc_offset_s,
                sub_sport=known_name(sub_sport, SUB_SPORTS),
                plan_json=plan_text(plan),
            )
        )

    @property
    def fit_path(self) -> Path:
        """Where the FIT file is, from the first checkpoint on."""
        return self.journal_path.with_suffix(".fit")

    def append(self, sample: Sample) -> None:
        """Keep what was heard; it is safe from a crash of the program when this returns."""
        self._journal.append(sample)
        if (fit := self._fit) is not None:
            self._try(lambda: fit.append(sample))

    def note(self, t_s: int, cues: Sequence[Spoken]) -> None:
        """Keep what was said."""
        self._journal.note(t_s, cues)
        if (fit := self._fit) is not None:
            self._try(lambda: fit.note(t_s, [(cue.action, cue.reason) for cue in cues]))

    def raw(self, at_ns: int, payload: bytes) -> None:
        """Keep a notification as it came, beside the Samples."""
        self._journal.raw(at_ns, payload)

    def tell_devices(self, devices: Sequence[Device]) -> None:
        """Say what takes part, as it is known by now; the last word counts."""
        self._devices = tuple(devices)
        if self._fit is not None:
            self._fit.tell_devices(devices)

    def sync(self) -> None:
        """Make what is kept safe from a power cut, and let the FIT file follow; may take a while.

        May be called by another thread than the rest.
        """
        self._journal.sync()
        if (fit := self._fit) is not None:
            self._try(lambda: self._follow(fit))

    def end(self) -> tuple[Path, ...]:
        """Close both files. A FIT file that is not there by now is made from the journal.

        Returns:
            The files that were written: with no second kept, no FIT file.

        Raises:
            RecordingError: The disk cannot keep the journal.
        """
        try:
            self._journal.close()
        finally:
            if (fit := self._fit) is not None:
                self._try(fit.close)
        if fit is not None and fit.has_file and self.fit_path.exists():
            return (self.journal_path, self.fit_path)
        derived = self._try(lambda: derive_fit(self.journal_path, self._devices))
        return derived or (self.journal_path,)

    def _follow(self, fit: FitWriter) -> None:
        newest_s = fit.newest_s
        if newest_s is None:
            return
        if self._kept_s is None or newest_s - self._kept_s >= CHECKPOINT_S:
            fit.checkpoint()
            fit.sync()
            self._kept_s = newest_s

    def _try(self, work: Callable[[], _T]) -> _T | None:
        """Do something for the FIT file; what fails is told once, and tried again next time."""
        try:
            return work()
        except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on
            if not self._has_complained:
                _log.warning("the FIT file cannot follow the run, the journal does: %s", error)
            self._has_complained = True
            return None


def derive_fit(journal_path: Path, devices: Sequence[Device] = ()) -> tuple[Path, ...]:
    """Make the FIT file beside a journal; nothing is overwritten.

    Args:
        journal_path: The journal, also one whose run crashed.
        devices: What took part.

    Returns:
        The journal, and the FIT file if there was a second to keep.

    Raises:
        RecordingError: The journal cannot be read, or the FIT file is there already or cannot be
            written.
    """
    recording = read_journal(journal_path).recording
    if not recording.samples or recording.start_utc is None:
        return (journal_path,)
    fit_path = journal_path.with_suffix(".fit")
    write_recording(fit_path, replace(recording, devices=tuple(devices)))
    return (journal_path, fit_path)


def _free_path(folder: Path, local_start: datetime) -> Path:
    """A name after the local time of the start that no journal or FIT file has yet."""
    stem = f"{local_start:%Y-%m-%dT%H-%M-%S}"
    for number in range(1, 1000):
        path = folder / (f"{stem}.jsonl" if number == 1 else f"{stem}-{number}.jsonl")
        if not path.exists() and not path.with_suffix(".fit").exists():
            return path
    raise RecordingError(folder, "a thousand runs began there in this very second")
