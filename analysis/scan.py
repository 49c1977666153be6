"""Where the files of a block are, and what each of them tells."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Final

from analysis.block import BlockRun
from analysis.doubles import without_doubles
from analysis.parallel import done, jobs_for
from analysis.parts import Parted
from analysis.run_summary import RunJob, RunSettings, RunSummary, given_up, summarise
from analysis.store import Store, code_version
from runwalk.errors import RecordingError
from runwalk.recording.reading import MOST_BYTES

ENDINGS: Final = (".fit", ".tcx", ".gpx", ".jsonl", ".gz", ".zip")
"""What the name of a recording ends in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A file that may hold a run.

    Attributes:
        path: The file.
        name: What to call it.
        athlete: Who ran; empty where there is one runner only.
    """

    path: Path
    name: str
    athlete: str = ""


def files_in(
    places: Sequence[Path], *, athlete: str = "", has_folder_each: bool = False
) -> tuple[Found, ...]:
    """Find every recording in folders and those below them, by the ending of its name.

    A file that is named itself counts whatever it is called. What begins with a dot is passed over.
    A folder that cannot be looked into is found, too, and will be told of as a file that is none.

    Args:
        places: Folders, and files.
        athlete: Who ran.
        has_folder_each: Whether each folder in a place holds another athlete's runs, and is named
            after whoever that is.

    Raises:
        RecordingError: There is no such folder or file.
    """
    found: dict[Path, Found] = {}
    for place in places:
        if not place.exists():
            raise RecordingError(place, "does not exist")
        for path in _below(place):
            inside = path.relative_to(place)
            name = path if len(places) > 1 or path == place else inside
            who = inside.parts[0] if has_folder_each and len(inside.parts) > 1 else athlete
            found.setdefault(path, Found(path=path, name=name.as_posix(), athlete=who))
    return tuple(found.values())


def _below(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    closed: list[Path] = []

    def note(error: OSError) -> None:
        closed.append(Path(error.filename))

    for folder, folders, names in os.walk(place, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield Path(folder, name)
    yield from closed


def runs_of(
    found: Sequence[Found],
    store: Store,
    settings: RunSettings,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
    parts: Path | None = None,
) -> tuple[BlockRun, ...]:
    """Tell what each file holds; only what the store does not know is read.

    What is read goes into the store at once, so it is not lost when the work is interrupted, and
    memory does not grow with it.

    Args:
        found: The files.
        store: What is known of them.
        settings: By whose numbers they are judged.
        jobs: How many processes share the work; None finds out how many are worth it.
        scheduler: Address of a Dask scheduler whose workers do it instead.
        parts: A folder that all machines see, where workers keep what they have finished.

    Raises:
        WorkersError: Nobody can do the work.
    """
    do = summarise if parts is None else Parted(do=summarise, folder=parts, code=code_version())

    def told_of(work: Sequence[RunJob]) -> Iterator[RunSummary]:
        return done(
            do,
            work,
            jobs=jobs_for(len(work), jobs),
            label="reading",
            failed=given_up,
            scheduler=scheduler,
        )

    key_of = cache(settings.key)
    asked = [
        RunJob(
            path=one.path.absolute(),  # a worker elsewhere stands in another folder
            athlete=one.athlete,
            sha256=_sha256(one.path, store),
            settings=settings,
        )
        for one in found
    ]
    unknown = {
        _name(job): job
        for job in reversed(asked)  # of copies, the first is read
        if not job.sha256 or not store.has(job.athlete, job.sha256, key_of)
    }
    work = tuple(reversed(unknown.values()))
    held: dict[tuple[str, str], RunSummary] = {}  # what the store cannot keep
    for job, summary in zip(work, told_of(work), strict=True):
        if not (summary.sha256 and store.put(summary, key_of)):
            held[_name(job)] = summary
    known = [held.get(_name(job)) or store.get(job.athlete, job.sha256, key_of) for job in asked]
    lost = [job for job, one in zip(asked, known, strict=True) if one is None]  # it was damaged
    again = iter(tuple(told_of(lost)))
    summaries = [one or next(again) for one in known]
    return without_doubles(
        [
            BlockRun(name=one.name, day=summary.day, summary=summary)
            for one, summary in zip(found, summaries, strict=True)
        ]
    )


def within(
    runs: Sequence[BlockRun], first_day: date | None, last_day: date | None
) -> tuple[BlockRun, ...]:
    """The runs between two days, and those of which no day is known, by athlete and in time."""
    return tuple(
        sorted(
            (
                run
                for run in runs
                if run.day is None or (first_day or date.min) <= run.day <= (last_day or date.max)
            ),
            key=lambda run: (
                run.summary.athlete,
                run.day or date.max,
                run.summary.start_utc or "",
                run.name,
            ),
        )
    )


def by_athlete(runs: Sequence[BlockRun]) -> dict[str, tuple[BlockRun, ...]]:
    """Part the runs by who ran; whoever has no run that counts is left out."""
    parted: dict[str, list[BlockRun]] = {}
    for run in runs:
        parted.setdefault(run.summary.athlete, []).append(run)
    return {
        who: tuple(theirs)
        for who, theirs in sorted(parted.items())
        if any(run.counts for run in theirs)
    }


def _name(job: RunJob) -> tuple[str, str]:
    """What two jobs share that tell the same."""
    return job.athlete, job.sha256 or str(job.path)


def _sha256(path: Path, store: Store) -> str:
    """The name of a content; empty where there is none that could be a recording."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return ""
        return store.sha256_of(path)
    except OSError:
        return ""
