"""A run that is over as a journal, as if it had been kept while it happened."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from runwalk.recording.journal import Journal, fingerprint
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording, Said


def write_journal(
    path: Path, recording: Recording, *, raw: Iterable[tuple[int, bytes]] = ()
) -> None:
    """Write a run as a journal, readable by its owner only.

    Args:
        path: Where to; nothing may be there.
        recording: What to write; each cue is kept behind the last second that is not after it.
        raw: ``(monotonic_ns, payload)`` of every notification; they stand behind the seconds.

    Raises:
        ValueError: The plan is not made of JSON values.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    waiting = sorted(recording.cues, key=lambda cue: cue.t_s)[::-1]
    with placed(path) as part, Journal.create(part, _header(recording)) as journal:
        for sample in recording.samples:
            _note_until(journal, waiting, sample.t_s)
            journal.append(sample)
        _note_until(journal, waiting, None)
        for monotonic_ns, payload in raw:
            journal.raw(monotonic_ns, payload)


def _header(recording: Recording) -> dict[str, object]:
    """What is known of the run; who ran, and by which engine, only where that is known."""
    header: dict[str, object] = {"engine": recording.engine} if recording.engine else {}
    if recording.plan is not None:
        header |= {"settings_sha256": fingerprint(recording.plan), "plan": recording.plan}
    start_utc = recording.start_utc
    return header | {
        "start_utc": None if start_utc is None else start_utc.isoformat(),
        "utc_offset_s": recording.utc_offset_s,
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
    }


def _note_until(journal: Journal, waiting: list[Said], end_s: int | None) -> None:
    """Keep the cues before a second, the earliest first; None keeps all that wait."""
    while waiting and (end_s is None or waiting[-1].t_s < end_s):
        cue = waiting.pop()
        journal.note(cue.t_s, (cue,))
