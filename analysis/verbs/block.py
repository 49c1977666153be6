"""``runwalk block``: what a training block did, and what can honestly be said of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

import click

from analysis.block_options import DAY, WEEK_STARTS, Days, check_table, days_of, locale_of_user
from runwalk.errors import RecordingError
from runwalk.options import band_options, is_asked, json_option, read_config, talk, units_option
from runwalk.outputs.notes import printable
from runwalk.outputs.units import Units
from runwalk.recording.place import refuse_taken

if TYPE_CHECKING:
    from analysis.block import Block

_WIDTH: Final = 80


@click.command(name="block")
@click.argument(
    "places", metavar="DIR...", nargs=-1, required=True, type=click.Path(path_type=Path)
)
@band_options
@click.option(
    "--store",
    "store_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to keep what was told of each file, if not where this platform keeps such things.",
)
@click.option("--no-store", is_flag=True, help="Keep nothing, and read every file.")
@click.option(
    "--jobs",
    type=click.IntRange(1, 256),
    help="How many processes share the work; as many as there are cores if not given.",
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Let the workers of a Dask cluster do it: tcp://host:port.",
)
@click.option(
    "--parts",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    metavar="DIR",
    help="With --scheduler: a folder that all machines see, where workers keep what is finished.",
)
@click.option("--athlete", default="", metavar="NAME", help="Who ran.")
@click.option(
    "--athlete-per-folder",
    is_flag=True,
    help="Each folder in DIR holds another athlete's runs, and is named after whoever that is.",
)
@click.option("--from", "first_day", type=DAY, help="Only runs from this day on.")
@click.option("--to", "last_day", type=DAY, help="Only runs up to this day.")
@click.option(
    "--block",
    "spans",
    multiple=True,
    type=days_of,
    metavar="[LABEL=]FROM..TO",
    help="Tell of the runs between two days by themselves, too; may be given again and again.",
)
@units_option
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path),
    help="Where to write the page; if not given, into the current folder, named after its days.",
)
@click.option(
    "--reports/--no-reports",
    "has_reports",
    default=None,
    help="Whether to make the report of each run, in a folder beside the page; if not given, "
    "where there are at most 200 runs.",
)
@click.option("--png", "png", type=click.Path(path_type=Path), help="Draw the block as a PNG, too.")
@click.option(
    "--week-starts",
    "week_starts",
    type=click.Choice(WEEK_STARTS),
    help="On which day a week starts; where you live, by your locale, if not given.",
)
@click.option(
    "--export",
    "table",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write a row for each run into a table, too: a name ending in .csv, .json or .parquet.",
)
@json_option
def command(
    places: tuple[Path, ...],
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    store_file: Path | None,
    jobs: int | None,
    scheduler: str | None,
    parts: Path | None,
    athlete: str,
    first_day: datetime | None,
    last_day: datetime | None,
    spans: tuple[Days, ...],
    units: str | None,
    out: Path | None,
    has_reports: bool | None,  # click hands all over by name
    png: Path | None,
    week_starts: str | None,
    table: Path | None,
    *,
    athlete_per_folder: bool,
    no_store: bool,
    as_json: bool,
) -> None:
    """Tell whether the training in DIR works, and how sure that is.

    Every run in DIR and the folders below it is measured: drift at the same effort first of all.
    Then comes how each measure changed over the weeks, with its interval. Runs that were measured
    before are not read again.

    All of it is made into a page: one HTML file that asks no network and holds no place, and beside
    it a folder with the report of each run, to which its links lead. The name of the page is
    printed last. Nothing is ever overwritten; a second page gets a number. With --json there is a
    page only where --out asks for it.

    \b
    Examples:
      runwalk block sample_data/block
      runwalk block runs --out spring.html --png spring.png
    """
    # Loaded here, for they load numpy: help is told at once.
    from analysis.block import block_of
    from analysis.block_files import Wanted, made
    from analysis.block_json import to_dict
    from analysis.run_summary import RunSettings
    from analysis.scan import by_athlete, files_in, runs_of, within
    from analysis.store import Store, code_version, store_path
    from analysis.weeks import WeekStarts, week_starts_in

    if parts is not None and scheduler is None:
        raise click.UsageError("--parts needs --scheduler")
    for path in filter(None, (out, png)):
        refuse_taken(path)  # known before minutes of work
    config = read_config(config_file)
    told_in = Units(units) if units else config.units
    if table is not None:
        check_table(table)
    settings = RunSettings(
        config=config,
        ceiling_bpm=ceiling_bpm,
        floor_bpm=floor_bpm,
        is_asked=is_asked(ceiling_bpm, floor_bpm, config_file),
    )
    first, last = (None if day is None else day.date() for day in (first_day, last_day))
    if first and last and last < first:
        raise click.UsageError("--to lies before --from")
    found = files_in(places, athlete=athlete, has_folder_each=athlete_per_folder)
    place = None if no_store else store_file or store_path()
    with closing(Store(place, code=code_version(), say=talk)) as store:
        runs = runs_of(
            found,
            store,
            settings,
            jobs=jobs,
            scheduler=scheduler,
            parts=parts.absolute() if parts else None,
        )
    runs = within(runs, first, last)
    if not any(run.counts for run in runs):
        reasons = {run.summary.why_not for run in runs}
        reason = reasons.pop() if len(reasons) == 1 else "holds no run that can be read"
        raise RecordingError(places[0], printable(reason))
    blocks = [
        tuple(
            block_of(theirs, athlete=who, first_day=start, last_day=end, label=label)
            for label, start, end in (("", first, last), *spans)
        )
        for who, theirs in by_athlete(runs).items()
    ]
    if table is not None:
        from analysis.block_export import export

        export(table, runs)
    starts = WeekStarts[week_starts.upper()] if week_starts else week_starts_in(locale_of_user())
    if as_json:
        print(json.dumps(to_dict(blocks, runs, starts), allow_nan=False))
    else:
        for of_one in blocks:
            _tell(of_one)
    has_page = out is not None or not as_json
    if len(blocks) > 1 and out is None and has_page:
        talk("note: there is a page of several athletes only where --out asks for it")
        has_page = False
    wanted = Wanted(
        out=out,
        png=png,
        has_reports=has_reports,
        paths={one.name: one.path for one in found},
        settings=settings,
        units=told_in,
        week_starts=starts,
        jobs=jobs,
    )
    for path in made(wanted, [one for of_one in blocks for one in of_one], has_page=has_page):
        if not as_json:
            print(printable(click.format_filename(path)))


def _tell(blocks: Sequence[Block]) -> None:
    """Print what there is to say of one athlete."""
    from analysis.block_words import tell

    if blocks[0].athlete:
        print(f"\n{printable(blocks[0].athlete)}")
    for line in tell(blocks):
        print(fill(line, _WIDTH, subsequent_indent="  ", break_on_hyphens=False))
