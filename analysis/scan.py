"""Where the files of a block are, and what each of them tells."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.block import BlockRun
from analysis.doubles import without_doubles
from analysis.parallel import done, jobs_for
from analysis.run_summary import RunJob, RunSettings, RunSummary, refused, summarise
from analysis.store import Store
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


def files_in(places: Sequence[Path], athlete: str = "") -> tuple[Found, ...]:
    """Find every recording in folders and those below them, by the ending of its name.

    A file that is named itself counts whatever it is called. What begins with a dot is passed over.

    Args:
        places: Folders, and files.
        athlete: Who ran.

    Raises:
        RecordingError: There is no such folder or file.
    """
    found: dict[Path, Found] = {}
    for place in places:
        if not place.exists():
            raise RecordingError(place, "does not exist")
        for path in _below(place):
            name = path if len(places) > 1 or path == place else path.relative_to(place)
            found.setdefault(path, Found(path=path, name=name.as_posix(), athlete=athlete))
    return tuple(found.values())


def _below(place: Path) -> Iterator[Path]:
    if not place.is_dir():
        yield place
        return
    for folder, folders, names in os.walk(place):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            if name.lower().endswith(ENDINGS) and not name.startswith("."):
                yield Path(folder, name)


def runs_of(
    found: Sequence[Found],
    store: Store,
    settings: RunSettings,
    *,
    jobs: int | None = None,
    scheduler: str | None = None,
) -> tuple[BlockRun, ...]:
    """Tell what each file holds; only what the store does not know is read."""
    shas = [_sha256(one.path, store) for one in found]
    todo: dict[tuple[str, str], RunJob] = {}
    for one, sha256 in zip(found, shas, strict=True):
        if not sha256 or not store.has(one.athlete, sha256, settings.key):
            job = RunJob(path=one.path, athlete=one.athlete, sha256=sha256, settings=settings)
            todo.setdefault((one.athlete, sha256 or str(one.path)), job)
    told: dict[tuple[str, str], RunSummary] = {}  # of what cannot be kept
    work = tuple(todo.values())
    summaries = done(
        summarise,
        work,
        jobs=jobs_for(len(work), jobs),
        label="reading",
        failed=refused,
        scheduler=scheduler,
    )
    for key, summary in zip(todo, summaries, strict=True):
        if summary.sha256:
            store.put(summary, settings.key)
        else:
            told[key] = summary
    runs = []
    for one, sha256 in zip(found, shas, strict=True):
        known = told.get((one.athlete, sha256 or str(one.path))) or store.get(
            one.athlete, sha256, settings.key
        )
        assert known is not None  # just told
        runs.append(BlockRun(name=one.name, day=known.day, summary=known))
    return without_doubles(runs)


def _sha256(path: Path, store: Store) -> str:
    """The name of a content; empty where there is none that could be a recording."""
    try:
        if not path.is_file() or path.stat().st_size > MOST_BYTES:
            return ""
        return store.sha256_of(path)
    except OSError:
        return ""
