"""What workers of a cluster have finished, in a folder that all machines see.

One machine needs none of this: its store is written as each result comes. Workers elsewhere cannot
write that one SQLite file, and their results are lost if whoever asked for them is gone. So each
result is a file of its own, a part, named by all that it follows from: what the recording holds,
whose it is and by what it is judged, and the program. It is written aside, brought to the disk and
only then named, so what has a name is whole; to do the work twice makes the same part once; and
whoever finds a part does not do the work.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from analysis.run_summary import RunJob, RunSummary
from runwalk.errors import RecordingError
from runwalk.recording.place import placed

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parted:
    """Work whose results are parts; plain values, so that it can travel to the workers.

    Attributes:
        do: The work.
        folder: Where the parts are; it is there.
        code: What does it; see :func:`~analysis.store.code_version`.
    """

    do: Callable[[RunJob], RunSummary]
    folder: Path
    code: str

    def __call__(self, job: RunJob) -> RunSummary:
        """Find the part of a file, or do the work and keep it."""
        if not job.sha256:
            return self.do(job)  # its content is not known, so nor is the name
        path = self.place_of(job)
        found = _read(path)
        if found is not None:
            return found
        summary = self.do(job)
        if summary.sha256:
            _keep(path, summary)
        return summary

    def place_of(self, job: RunJob) -> Path:
        """Where the part of a file is, or will be; the parts share 256 folders."""
        name = json.dumps([job.sha256, job.athlete, repr(job.settings), self.code])
        digest = hashlib.sha256(name.encode()).hexdigest()
        return self.folder / digest[:2] / f"{digest}.json"


def finished(folder: Path) -> Iterator[RunSummary]:
    """Read every part; what is being written is not among them."""
    for path in sorted(folder.glob("??/*.json")):
        summary = _read(path)
        if summary is not None:
            yield summary


def _read(path: Path) -> RunSummary | None:
    try:
        return RunSummary.from_dict(json.loads(path.read_bytes()))
    except FileNotFoundError:
        return None
    except (OSError, KeyError, TypeError, ValueError):  # a disk can rot
        path.unlink(missing_ok=True)
        return None


def _keep(path: Path, summary: RunSummary) -> None:
    """Write a part. Where that fails the result still travels, so it is no reason to stop."""
    try:
        path.parent.mkdir(exist_ok=True)
        with placed(path) as part:
            part.write_text(json.dumps(summary.to_dict(), separators=(",", ":")), encoding="utf-8")
    except (OSError, RecordingError) as error:
        if not path.exists():  # another worker was not just quicker
            _log.warning("a part cannot be kept: %s", error)
