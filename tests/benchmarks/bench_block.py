"""What does a large archive cost: files a second, what the time goes into, memory, a warm re-run?

Run it with ``uv run python -m tests.benchmarks.bench_block``; it makes 1,000 files of one hour
first, or takes ``FOLDER``, an archive of ``runwalk simulate --block --minutes 60``. Then
``runwalk block`` reads them cold with an empty store and warm with a full one, on ``--jobs``
processes. Seconds of processor are those of the command and its workers; what other processes do
meanwhile slows files a second, and the load is printed. What was not run is marked as reckoned.
"""

from __future__ import annotations

import argparse
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from analysis.conditions import conditions_of
from analysis.dfa_threshold import measure_rr
from analysis.drift_by_bouts import best_drift_of
from analysis.measures import measure
from analysis.report import report_on
from analysis.run import run_of, uncoached_run_of
from analysis.run_summary import RunJob, RunSettings, sha256_of, summarise
from analysis.store import Store, code_version
from runwalk.recording import read_recording
from runwalk.simulator.archive import AthleteJob, begin_archive, make_athlete
from runwalk.simulator.blocks import BlockPlan

CEILING_BPM = 140
HOUR = BlockPlan(seed=1, weeks=12, minutes=60)
MARKS = (100, 300, 1000)
SAMPLED = 20  # files whose cost is taken apart
RECKONED = (19_399, 1_000_000, 100_000_000)  # the first is 500 athletes and 12 weeks
_LOOK_EVERY_S = 0.2


def make(folder: Path, files: int) -> None:
    """Make athletes until there are enough files."""
    begin_archive(folder, HOUR)
    number = 0
    while len(list(folder.rglob("*.fit"))) < files:
        number += 1
        make_athlete(AthleteJob(folder=folder, plan=HOUR, number=number))


def some_of(archive: Path, files: int, folder: Path) -> int:
    """Link the first files of an archive into a folder; tell how many there are."""
    paths = sorted(archive.rglob("*.fit"))[:files]
    for path in paths:
        link = folder / path.relative_to(archive)
        link.parent.mkdir(parents=True, exist_ok=True)
        os.link(path, link)
    return len(paths)


# What the time of one file goes into


def cpu_s(work: Callable[[], Any]) -> tuple[float, Any]:
    """Least seconds of processor of three times, and the result."""
    took: list[float] = []
    result = None
    for _ in range(3):
        began = time.process_time()
        result = work()
        took.append(time.process_time() - began)
    return min(took), result


def shares(paths: Sequence[Path], folder: Path) -> Iterator[tuple[str, float]]:
    """Mean seconds of processor of each part of the work on a file; what is in brackets is in
    another part, or is not done: the coach is asked only where it alone knows the ceiling.
    """
    total: dict[str, float] = {}

    def add(name: str, work: Callable[[], Any]) -> Any:
        seconds, result = cpu_s(work)
        total[name] = total.get(name, 0.0) + seconds / len(paths)
        return result

    settings = RunSettings(ceiling_bpm=CEILING_BPM, is_asked=True)
    with closing(Store(folder / "shares.sqlite", code="bench", say=print)) as store:
        for path in paths:
            sha256 = add("hashing, twice", lambda path=path: (sha256_of(path), sha256_of(path)))[0]
            recording = add("decoding", lambda path=path: read_recording(path))
            plan = settings.plan_on(recording.start_utc.date())
            run = add("cleaning", lambda r=recording, p=plan: uncoached_run_of(r, p))
            report = add("measuring", lambda run=run: report_on(run))
            add("(drift in it)", lambda run=run: best_drift_of(run))
            add("(RR in it)", lambda samples=recording.samples: measure_rr(samples))
            add("reading off", lambda report=report: (measure(report), conditions_of(report)))
            summary = summarise(RunJob(path=path, sha256=sha256, settings=settings))
            add("storing", lambda one=summary: store.put(one, settings.key))
            add("(the coach)", lambda r=recording, p=plan: run_of(r, p))
    yield from total.items()


# The command itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """What a command cost.

    Attributes:
        wall_s: Seconds of waiting.
        cpu_s: Seconds of processor, its workers included.
        peaks_mb: The most memory that it and its workers had so far, while up to so many files were
            done [MB].
    """

    wall_s: float
    cpu_s: float
    peaks_mb: dict[int, float]


def run(place: Path, store: Path, jobs: int, *more: str) -> Ran:
    """Run ``runwalk block`` and look at it from outside."""
    words = ["block", str(place), "--athlete-per-folder", "--ceiling", str(CEILING_BPM), "--json"]
    words += ["--store", str(store), "--jobs", str(jobs), *more]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    peaks_mb: dict[int, float] = {}
    peak_mb = 0.0
    process = subprocess.Popen([sys.executable, "-m", "runwalk", *words], stdout=subprocess.DEVNULL)
    while True:
        try:
            code = process.wait(timeout=_LOOK_EVERY_S)
            break
        except subprocess.TimeoutExpired:
            peak_mb = max(peak_mb, sum(map(_rss_mb, _family(process.pid))))
            done = _rows(store)
            peaks_mb[next((mark for mark in MARKS if done <= mark), done)] = peak_mb
    if code:
        raise SystemExit(f"runwalk block ended with {code}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Ran(
        wall_s=time.perf_counter() - began,
        cpu_s=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        peaks_mb=peaks_mb,
    )


def _rows(store: Path) -> int:
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as sql:
            return int(sql.execute("SELECT count(*) FROM runs").fetchone()[0])
    except sqlite3.Error:
        return 0  # not made yet


def _family(pid: int) -> list[int]:
    """A process and all below it."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    except OSError:
        return []
    return [pid, *(one for child in children for one in _family(int(child)))]


def _rss_mb(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * resource.getpagesize() / 1e6


def tell(archive: Path, files: int, jobs: int, work: Path) -> Iterator[str]:
    """Measure, and tell each number as it is known."""
    place, store = work / "archive", work / "runs.sqlite"
    count = some_of(archive, files, place)
    load = os.getloadavg()[0]
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, {os.cpu_count()} cores, load {load:.1f}"
    yield f"{count} files of one hour, runwalk {code_version()}"
    yield ""
    yield "one file, seconds of one core:"
    paths = sorted(place.rglob("*.fit"))[:: max(1, count // SAMPLED)]
    parts = dict(shares(paths, work))
    whole_s = sum(seconds for name, seconds in parts.items() if not name.startswith("("))
    for name, seconds in parts.items():
        yield f"  {name:<16} {1000.0 * seconds:7.1f} ms {100.0 * seconds / whole_s:5.0f} %"
    yield f"  {'all':<16} {1000.0 * whole_s:7.1f} ms"
    yield ""
    cold = run(place, store, jobs)
    yield f"cold, {jobs} processes: {cold.wall_s:.0f} s, {count / cold.wall_s:.1f} files/s"
    yield f"  load at the end {os.getloadavg()[0]:.1f}; {cold.cpu_s:.0f} s of processor"
    alone = jobs * count / cold.cpu_s
    yield f"  {cold.cpu_s / count:.3f} s a file: {alone:.1f} files/s where nobody else works"
    for mark, peak_mb in sorted(cold.peaks_mb.items()):
        yield f"  most memory while up to {mark:>5} files were done: {peak_mb:.0f} MB"
    yield f"  store: {store.stat().st_size / count / 1e3:.1f} kB a file"
    warm = [run(place, store, jobs) for _ in range(3)]
    warm_s = min(one.cpu_s for one in warm)
    yield f"warm: {min(one.wall_s for one in warm):.2f} s, {warm_s:.2f} s of processor"
    page = run(place, store, jobs, "--out", str(work / "page.html"), "--no-reports")
    yield f"a page more: {page.cpu_s - warm_s:.2f} s of processor"
    yield ""
    file_s = cold.cpu_s / count
    size_mb = sum(path.stat().st_size for path in place.rglob("*.fit")) / count / 1e6
    for many in RECKONED:
        yield (
            f"reckoned, not run: {many:>11,} files: {many * file_s / 3600.0:10,.1f} core-hours, "
            f"{many * size_mb / 1e3:10,.1f} GB of recordings"
        )


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What a large archive costs.")
    parser.add_argument("folder", nargs="?", type=Path, help="an archive of one-hour files")
    parser.add_argument("--files", type=int, default=max(MARKS), help="so many of them")
    parser.add_argument("--jobs", type=int, default=2, help="processes")
    asked = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=asked.folder.parent if asked.folder else None) as name:
        archive = asked.folder or Path(name) / "made"
        if asked.folder is None:
            make(archive, asked.files)
        for line in tell(archive, asked.files, asked.jobs, Path(name) / "work"):
            print(line, flush=True)


if __name__ == "__main__":
    main()
