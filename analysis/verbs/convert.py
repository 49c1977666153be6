"""``runwalk convert``: a recording in another format."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path

import click

from runwalk.errors import RecordingError, RunwalkError
from runwalk.options import json_option, talk
from runwalk.outputs.lines import clock
from runwalk.outputs.notes import note_line, printable, problem_to_dict
from runwalk.recording import read_recording
from runwalk.recording.journal import is_journal, read_journal
from runwalk.recording.place import refuse_taken
from runwalk.recording.recording import Problem, Recording


class Format(StrEnum):
    """What can be made, by the ending of its files."""

    FIT = "fit"
    CSV = "csv"
    PARQUET = "parquet"
    TCX = "tcx"
    JSONL = "jsonl"


_ENDINGS = {f".{one}": one for one in Format}
_DATED = (Format.FIT, Format.TCX)
_START = "2026-05-01T07:00+02:00"


@dataclass(frozen=True, slots=True)
class _Job:
    """What is to be made of a file.

    Attributes:
        source: The file.
        target: Where the other is to be.
        format: What it is to be.
        start: When the run began, if the source does not say.
    """

    source: Path
    target: Path
    format: Format
    start: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Outcome:
    """What became of a job.

    Attributes:
        job: The job.
        seconds: Seconds that were read [count].
        duration_s: From the first to the last of the run [s].
        problems: What was wrong with the source, and what the new file cannot hold.
        error: Why there is no new file; empty where there is one.
    """

    job: _Job
    seconds: int = 0
    duration_s: int = 0
    problems: tuple[Problem, ...] = ()
    error: str = ""


def _with_offset(ctx: click.Context, option: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        start = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.BadParameter(f"a time is written like {_START}, not {text!r}") from error
    if start.tzinfo is None:
        raise click.BadParameter(f"the time needs its offset from UTC, as in {_START}")
    return start


@click.command(name="convert")
@click.argument(
    "files", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@click.option(
    "--to",
    "kind",
    type=click.Choice([one.value for one in Format]),
    help="What to make; by the ending of --out if not given.",
)
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="Where to: for one FILE a name with one of these endings, else a folder, which is made "
    "if it is not there. Beside FILE if not given.",
)
@click.option(
    "--start",
    "start",
    metavar="TIME",
    callback=_with_offset,
    help=f"When the run began, such as {_START}, for a FILE that does not know.",
)
@json_option
def command(
    files: tuple[Path, ...],
    kind: str | None,
    out: Path | None,
    start: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Turn recordings into FIT, CSV, Parquet, TCX or a journal.

    FILE is anything that `runwalk replay` reads. Nothing is ever overwritten, and a file has its
    name only when it is whole. What could not be read is told; one bad FILE does not stop the rest.

    \b
    Examples:
      runwalk convert sample_data/easy_run.fit --to csv
      runwalk convert run.jsonl --out run.fit
      runwalk convert runs/*.fit --to parquet --out tables
    """
    jobs = _jobs(files, None if kind is None else Format(kind), out, start)
    if jobs[0].format is Format.PARQUET:
        from runwalk.recording.parquet_writer import require_pyarrow

        require_pyarrow()
    if out is not None:
        _make_folder(jobs[0].target.parent)
    has_failed = False
    for outcome in _outcomes(jobs):
        has_failed = has_failed or bool(outcome.error)
        _tell(outcome, as_json=as_json, is_one=len(jobs) == 1)
    if has_failed:
        raise click.exceptions.Exit(1)


def _jobs(
    files: Sequence[Path], asked: Format | None, out: Path | None, start: datetime | None
) -> list[_Job]:
    """Settle what is made of each file, and where it goes.

    Raises:
        click.UsageError: What was asked for does not go together.
    """
    named = None if out is None or out.is_dir() else _ENDINGS.get(out.suffix.lower())
    if named is not None and len(files) > 1:
        raise click.UsageError("with several FILEs --out is a folder; say what to make with --to")
    if named is not None and asked not in (None, named):
        raise click.UsageError(f"--to {asked} and a name that ends in .{named}?")
    to = asked or named
    if to is None:
        raise click.UsageError(
            f"say what to make: --to {', '.join(Format)}, or a name for --out that ends so"
        )
    if start is not None and len(files) > 1:
        raise click.UsageError("--start is when one run began; give one FILE with it")
    if out is not None and named is not None:
        return [_Job(files[0], out, to, start)]
    return [_Job(file, (out or file.parent) / f"{_stem(file)}.{to}", to, start) for file in files]


def _stem(file: Path) -> str:
    """The name without its ending, and without that of a compressed file."""
    return Path(file.stem).stem if file.suffix.lower() == ".gz" else file.stem


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(folder, f"cannot be made: {error.strerror or error}") from error


def _outcomes(jobs: Sequence[_Job]) -> Iterable[_Outcome]:
    """Do all jobs; a person who waits for several sees how far they are."""
    done = map(_convert, jobs)
    if len(jobs) == 1 or not sys.stderr.isatty():
        return done
    # Lines in between would tear the bar, so what became of them is told behind it.
    with click.progressbar(done, length=len(jobs), label="converting", file=sys.stderr) as bar:
        return list(bar)


def _tell(outcome: _Outcome, *, as_json: bool, is_one: bool) -> None:
    job = outcome.job
    source, target = click.format_filename(job.source), click.format_filename(job.target)
    if as_json:
        told: dict[str, object] = {"source": source, "target": target}
        if outcome.error:
            told["error"] = outcome.error
        else:
            told["seconds"] = outcome.seconds
            told["problems"] = [problem_to_dict(one) for one in outcome.problems]
        print(json.dumps(told), flush=True)
    if outcome.error:
        talk(printable(f"runwalk: {outcome.error}"))
    elif not as_json:
        print(printable(f"{source} -> {target}, {clock(outcome.duration_s)}"), flush=True)
        for problem in outcome.problems:
            talk(note_line(problem, "" if is_one else click.format_filename(job.source.name)))


def _convert(job: _Job) -> _Outcome:
    """Do a job; the world's faults are part of the outcome."""
    try:
        refuse_taken(job.target)  # known before minutes of reading
        recording = _dated(read_recording(job.source), job)
        lost = tuple(_written(recording, job))
    except RunwalkError as error:
        return _Outcome(job=job, error=str(error))
    except RecursionError:
        return _Outcome(job=job, error=f"{job.source.name}: is nested too deeply")
    return _Outcome(
        job=job,
        seconds=len(recording.samples),
        duration_s=recording.duration_s,
        problems=(*recording.problems, *lost),
    )


def _dated(recording: Recording, job: _Job) -> Recording:
    """Check when it was, and fill that in where only the runner knows."""
    if not recording.samples:
        raise RecordingError(job.source, "holds not one second; there is nothing to convert")
    if job.start is not None:
        if recording.start_utc is not None:
            raise RecordingError(
                job.source,
                f"began at {recording.start_utc:%Y-%m-%dT%H:%MZ}; "
                "--start is for recordings that do not know",
            )
        recording = _begun(recording, job.start)
    if recording.start_utc is None:
        if job.format in _DATED:
            raise RecordingError(
                job.source,
                f"does not know when it was, and {job.format.upper()} must; "
                f"say when it began with --start {_START}",
            )
        return recording
    try:
        recording.start_utc + timedelta(seconds=recording.samples[-1].t_s + 1)
    except OverflowError as error:
        raise RecordingError(job.source, "ends after the year 9999") from error
    return recording


def _begun(recording: Recording, start: datetime) -> Recording:
    try:
        start_utc = start.astimezone(UTC)
    except OverflowError as error:
        raise click.BadParameter("there is no such time", param_hint="--start") from error
    told = Problem(what="the file does not know when it was; the start is that of --start")
    return replace(
        recording,
        start_utc=start_utc,
        utc_offset_s=int((start.utcoffset() or timedelta()).total_seconds()),
        problems=(*recording.problems, told),
    )


def _written(recording: Recording, job: _Job) -> Iterator[Problem]:
    """Write the new file; tell what it cannot hold."""
    match job.format:
        case Format.FIT:
            yield from _fit_written(recording, job)
        case Format.CSV:
            from runwalk.recording.csv_writer import write_csv

            write_csv(job.target, recording)
        case Format.PARQUET:
            from runwalk.recording.parquet_writer import write_parquet

            write_parquet(job.target, recording)
        case Format.TCX:
            from runwalk.recording.tcx_writer import write_tcx

            if left_out := write_tcx(job.target, recording):
                what = "TCX holds no seconds in which the timer stood"
                yield Problem(what=what, lost=f"seconds: {left_out}")
        case Format.JSONL:
            from runwalk.recording.journal_writer import write_journal

            raw = read_journal(job.source).raw if is_journal(job.source) else ()
            try:
                write_journal(job.target, recording, raw=raw)
            except ValueError as error:
                raise RecordingError(job.source, f"has a plan of no use: {error}") from error


def _fit_written(recording: Recording, job: _Job) -> Iterator[Problem]:
    from runwalk.recording.fit_writer import write_recording

    was = (recording.sport, recording.sub_sport)
    try:
        now = write_recording(job.target, recording)
    except ValueError as error:
        raise RecordingError(job.source, f"does not fit into a FIT file: {error}") from error
    if any(a and a != b for a, b in zip(was, now, strict=True)):
        what = f"the sport {'/'.join(filter(None, was))} is kept as {'/'.join(now)}"
        yield Problem(what=what)
