"""An archive of runs, and what each of them tells of its runner's heart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Final

from analysis.heart_fit import HeartFit, Refusal, Told, fit_heart
from analysis.heart_pool import MARGINS
from analysis.peaks import Peaks, peaks_of
from analysis.peaks import Why as PeaksWhy
from analysis.recorded import day_of
from analysis.refused import Refused
from analysis.trace import trace_of
from runwalk.config import plan_from_dict
from runwalk.errors import RecordingError
from runwalk.outputs.notes import printable
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording
from runwalk.recording.sport_names import FOOT_SPORTS
from runwalk.session import replay

NOT_ON_FOOT: Final = "it is no run: the file says {sport}"
TOO_EARLY: Final = "it is older than what was asked for"
SAME_RUN: Final = "it is the same run as {other}"

_ENDINGS = (".fit", ".tcx", ".gpx", ".jsonl", ".gz", ".zip")
_ANY_SPORT = ("", "generic")  # a file that does not know may be a run
_MARGIN_SE_BPM = 1.0  # of a margin at the end of a run (our choice)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What one file tells.

    Attributes:
        name: The file, from the folder on.
        day: The local day of the run; None where the file does not know.
        start: When it began, to the second, in UTC; None where the file does not know.
        fit: What the run tells of the heart; None where it tells nothing.
        margins: What its cues taught the coach, by the names of a HeartProfile's fields; only
            from a run that this program coached.
        why_not: Why it tells nothing, in words for people; empty where it does.
        peaks: What the run sustained, or why it does not count for that; None where it was not
            looked at.
        resting_bpm: Resting heart rate as the device knew it [bpm]; None where it knew none.
        problem_count: How much of the file could not be read.
    """

    name: str
    day: date | None = None
    start: str | None = None
    fit: HeartFit | None = None
    margins: dict[str, Told] = field(default_factory=dict)
    why_not: str = ""
    peaks: Peaks | Refused[PeaksWhy] | None = None
    resting_bpm: int | None = None
    problem_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveJob:
    """A file to be looked at; plain values, so that another process can do it.

    Attributes:
        path: The file.
        name: What to call it.
        since: Runs before this day do not count; None takes all.
    """

    path: Path
    name: str
    since: date | None


def jobs_in(folder: Path, since: date | None) -> tuple[ArchiveJob, ...]:
    """Find every recording in a folder and those below it, by the ending of its name."""
    paths = sorted(
        path
        for path in folder.rglob("*")
        if path.name.lower().endswith(_ENDINGS) and path.is_file()
    )
    return tuple(
        ArchiveJob(path=path, name=path.relative_to(folder).as_posix(), since=since)
        for path in paths
    )


def report_of(job: ArchiveJob) -> RunReport:
    """Look at one file; the world's faults are part of the report."""
    try:
        recording = read_recording(job.path)
    except RecordingError as error:
        return RunReport(name=job.name, why_not=error.reason)
    except RecursionError:
        return RunReport(name=job.name, why_not="is nested too deeply")
    day = day_of(recording)
    start = None if recording.start_utc is None else recording.start_utc.isoformat()

    told = RunReport(name=job.name, day=day, start=start, problem_count=len(recording.problems))
    if job.since is not None and (day is None or day < job.since):
        return replace(told, why_not=TOO_EARLY)
    if recording.sport not in FOOT_SPORTS and recording.sport not in _ANY_SPORT:
        return replace(told, why_not=NOT_ON_FOOT.format(sport=printable(recording.sport)))
    fit = fit_heart(recording.samples)
    if recording.samples:
        known = None if isinstance(fit, Refusal) else fit
        peaks = peaks_of(recording.samples, trace_of(recording.samples), known)
        told = replace(told, peaks=peaks, resting_bpm=recording.resting_bpm)
    if isinstance(fit, Refusal):
        return replace(told, why_not=fit.words)
    return replace(told, fit=fit, margins=_margins(recording))


def _margins(recording: Recording) -> dict[str, Told]:
    """What the cues of a run that was coached taught its coach."""
    if recording.plan is None:
        return {}
    try:
        coach = plan_from_dict(recording.plan).coach()
    except ValueError:
        return {}  # from outside, and of no use
    for _ in replay(recording.samples, coach):
        pass
    known = coach.learned.known()
    return {name: Told(known[name].value, _MARGIN_SE_BPM) for name in MARGINS if name in known}


def without_doubles(reports: Sequence[RunReport]) -> tuple[RunReport, ...]:
    """Let each run count once: a journal and a FIT file of the same run are one."""
    first: dict[str, str] = {}
    sustained: set[object] = set()

    def once(one: RunReport) -> RunReport:
        other = first.setdefault(one.start, one.name) if one.fit and one.start else one.name
        if isinstance(one.peaks, Peaks):
            run = one.start or one.peaks
            one = replace(one, peaks=None) if run in sustained else one
            sustained.add(run)
        if other == one.name:
            return one
        return replace(one, fit=None, margins={}, why_not=SAME_RUN.format(other=other))

    return tuple(map(once, reports))


def peaks_in(reports: Sequence[RunReport]) -> dict[str, Peaks]:
    """What each run sustained, of those that count, by the name of the file."""
    return {one.name: one.peaks for one in reports if isinstance(one.peaks, Peaks)}


def resting_in(reports: Sequence[RunReport]) -> dict[str, int]:
    """What the device knew of rest in each run, by the name of the file, oldest first."""
    by_time = sorted(reports, key=lambda one: one.start or "")
    return {one.name: one.resting_bpm for one in by_time if one.resting_bpm is not None}
