"""An archive of simulated blocks on the disk, a folder for each athlete.

What is there already is never overwritten, and the table of truth is an athlete's last file: so a
work that was broken off goes on where it was, and ends with the same bytes.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final

from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.place import placed
from runwalk.simulator.blocks import TRUTH_HEADER, BlockPlan, Flaw, Planned
from runwalk.simulator.rehearsal import Rehearsal

PLAN: Final = "plan.json"
TRUTH: Final = "truth.csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class AthleteJob:
    """An athlete whose runs are to be made; plain values, so that another process can do it.

    Attributes:
        folder: The archive.
        plan: What it is made of.
        number: Which athlete, from 1.
    """

    folder: Path
    plan: BlockPlan
    number: int

    @property
    def place(self) -> Path:
        """The athlete's own folder."""
        return self.folder / f"athlete-{self.number:04d}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What became of an athlete.

    Attributes:
        files: Recordings that were made.
        bytes: How much they hold together.
    """

    files: int = 0
    bytes: int = 0


def begin_archive(folder: Path, plan: BlockPlan) -> None:
    """Make the folder, or find the one that the same plan began.

    Raises:
        RecordingError: It cannot be made, or it holds something else.
    """
    content = (json.dumps(asdict(plan), indent=2) + "\n").encode()
    path = folder / PLAN
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if path.exists():
            if path.read_bytes() == content:
                return
            raise RecordingError(folder, f"holds an archive of another plan; see its {PLAN}")
        if any(folder.iterdir()):
            raise RecordingError(folder, "is not empty; choose another folder")
    except OSError as error:
        raise RecordingError(folder, f"cannot be made: {error.strerror or error}") from error
    _write(path, content)


def make_athlete(job: AthleteJob) -> Made:
    """Make the runs of an athlete that are not there yet.

    Raises:
        RecordingError: A file cannot be written.
    """
    if (job.place / TRUTH).exists():
        return Made()
    try:
        job.place.mkdir(exist_ok=True)
    except OSError as error:
        raise RecordingError(job.place, f"cannot be made: {error.strerror or error}") from error
    rows = [f"{TRUTH_HEADER},temperate_bpm_per_h,flaw"]
    made: list[int] = []
    for one in job.plan.athlete(job.number):
        rehearsal = one.run.rehearse()
        for name, content in _files(one, rehearsal):
            if not (job.place / name).exists():
                _write(job.place / name, content)
                made.append(len(content))
        flaw = one.flaw.value if one.flaw else ""
        rows.append(f"{one.run.truth(rehearsal)},{one.run.body.drift_bpm_per_h:.2f},{flaw}")
    _write(job.place / TRUTH, ("\n".join(rows) + "\n").encode())
    return Made(files=len(made), bytes=sum(made))


def _files(one: Planned, rehearsal: Rehearsal) -> Iterator[tuple[str, bytes]]:
    """The file of a run, with its flaw; a copy comes as another platform would give it away."""
    whole = encode_fit(rehearsal.samples, start_utc=one.run.start_utc)
    match one.flaw:
        case Flaw.TORN:
            yield one.run.file, whole[: len(whole) // 2 + 7]
        case Flaw.RUBBISH:
            yield one.run.file, f"Whoever looks for {one.run.file}: not here.\n".encode() * 40
        case Flaw.EMPTY:
            yield one.run.file, b""
        case Flaw.COPY:
            yield one.run.file, whole
            yield f"{one.run.file}.gz", gzip.compress(whole, mtime=0)
        case None:
            yield one.run.file, whole


def _write(path: Path, content: bytes) -> None:
    with placed(path) as part:
        part.write_bytes(content)
