"""A run that is over as a journal, as if it had been kept while it happened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from runwalk import __version__
from runwalk.recording.journal import Journal
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording


class _Cue(NamedTuple):
    action: str
    reason: str
    text: str


def write_journal(
    path: Path,
    recording: Recording,
    *,
    cues: Sequence[tuple[int, str, str, str]] = (),
    raw: Iterable[tuple[int, bytes]] = (),
    header: Mapping[str, object] | None = None,
) -> None:
    """Write a run as a journal, readable by its owner only.

    Args:
        path: Where to; nothing may be there.
        recording: What to write.
        cues: ``(t_s, action, reason, text)`` of every cue that was given; each is kept behind the
            last second that is not after it.
        raw: ``(monotonic_ns, payload)`` of every notification; they stand behind the seconds.
        header: What the first line of the source said, if it was a journal: its engine and plan.

    Raises:
        ValueError: The header is not made of JSON values.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    start_utc = recording.start_utc
    first = {
        "engine": __version__,
        **{key: value for key, value in (header or {}).items() if key != "runwalk_journal"},
        "start_utc": None if start_utc is None else start_utc.isoformat(),
        "utc_offset_s": recording.utc_offset_s,
        "sport": recording.sport,
        "sub_sport": recording.sub_sport,
    }
    waiting = sorted(cues, key=lambda cue: cue[0])[::-1]
    with placed(path) as part, Journal.create(part, first) as journal:
        for sample in recording.samples:
            _note_until(journal, waiting, sample.t_s)
            journal.append(sample)
        _note_until(journal, waiting, None)
        for monotonic_ns, payload in raw:
            journal.raw(monotonic_ns, payload)


def _note_until(
    journal: Journal, waiting: list[tuple[int, str, str, str]], end_s: int | None
) -> None:
    """Keep the cues before a second, the earliest first; None keeps all that wait."""
    while waiting and (end_s is None or waiting[-1][0] < end_s):
        t_s, *words = waiting.pop()
        journal.note(t_s, (_Cue(*words),))
