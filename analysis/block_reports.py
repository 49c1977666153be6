"""The reports of a block's runs, each a page of its own, in a folder beside the block's page."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from analysis.block import BlockRun
from analysis.block_page import RunPage
from analysis.parallel import done, jobs_for
from analysis.run_summary import RunSettings, plan_of
from analysis.store import code_version
from runwalk.errors import RecordingError
from runwalk.outputs.units import Units

MOST: Final = 200
"""More reports than these are made only where somebody asks (our choice: minutes of work)."""

TOO_MANY: Final = f"more than {MOST} runs: their reports are made only when asked for"
"""Why there are none, in words for people."""

_NAMED: Final = 12  # digits of a hash: two of a runner's runs will never share them


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJob:
    """A report to be made; plain values, so that another process can do it.

    Attributes:
        path: The recording.
        out: Where to.
        run: What is known of it.
        settings: By whose numbers it is judged.
        units: For distance and pace.
    """

    path: Path
    out: Path
    run: BlockRun
    settings: RunSettings
    units: Units


def reports_beside(
    runs: Sequence[BlockRun],
    paths: Mapping[str, Path],
    folder: Path,
    settings: RunSettings,
    units: Units,
    *,
    jobs: int | None = None,
) -> dict[str, RunPage]:
    """Make the report of each run that counts, where it is not there yet.

    Args:
        runs: The runs.
        paths: Where the file of each is, by its name.
        folder: Where to; it is made, readable by its owner only.
        settings: By whose numbers the block was judged.
        units: For distance and pace.
        jobs: How many processes share the work.

    Returns:
        Where each is, from the folder above on, by the sha256 of the run's content; or why it is
        not.

    Raises:
        RecordingError: The folder cannot be made.
    """
    todo = _jobs(runs, paths, folder, settings, units)
    missing = [one for one in todo if not one.out.exists()]
    if missing:
        _make(folder)
    faults = done(
        write_report,
        missing,
        jobs=jobs_for(len(missing), jobs),
        label="run reports",
        failed=lambda _, why: why,
    )
    why_not = {one.out: why for one, why in zip(missing, faults, strict=True) if why}
    return {
        one.run.summary.sha256: RunPage(
            None if one.out in why_not else Path(folder.name, one.out.name),
            f"no report: {why_not[one.out]}" if one.out in why_not else "",
        )
        for one in todo
    }


def write_report(job: ReportJob) -> str:
    """Make one report; why it was not made, in words for people, or nothing where it was."""
    # Loaded here, for they load numpy: the process that shares the work needs none of it.
    from analysis.report import report_on
    from analysis.report_page import write_page
    from analysis.run import run_of
    from runwalk.recording import read_recording

    assert job.run.day is not None  # it counts
    try:
        recording = read_recording(job.path)
        plan = plan_of(recording, job.settings, job.run.day)
        write_page(job.out, report_on(run_of(recording, plan)), job.units)
    except RecordingError as error:
        # Somebody else who made it meanwhile made the same: its name holds what it is made from.
        return "" if job.out.exists() else error.reason
    except ValueError as error:
        return str(error)
    return ""


def _jobs(
    runs: Sequence[BlockRun],
    paths: Mapping[str, Path],
    folder: Path,
    settings: RunSettings,
    units: Units,
) -> list[ReportJob]:
    """A job for each content that counts."""
    code = code_version()
    jobs = {}
    for run in runs:
        if not run.counts or run.day is None or run.name not in paths:
            continue
        told = (run.summary.sha256, settings.key(run.day, run.summary.brings_plan), units, code)
        digest = hashlib.sha256(repr(told).encode()).hexdigest()[:_NAMED]
        jobs[run.summary.sha256] = ReportJob(
            path=paths[run.name],
            out=folder / f"{run.day.isoformat()}-{digest}.html",
            run=run,
            settings=settings,
            units=units,
        )
    return list(jobs.values())


def _make(folder: Path) -> None:
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise RecordingError(folder, f"cannot be made: {error.strerror or error}") from error
