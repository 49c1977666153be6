"""``runwalk block``: what a training block did, and what can honestly be said of it."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

import click

from runwalk.errors import RecordingError
from runwalk.options import band_options, is_asked, json_option, read_config, talk
from runwalk.outputs.notes import printable

if TYPE_CHECKING:
    from analysis.block import Block, BlockRun

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
    *,
    no_store: bool,
    as_json: bool,
) -> None:
    """Tell whether the training in DIR works, and how sure that is.

    Every run in DIR and the folders below it is measured: drift at the same effort first of all.
    Then comes how each measure changed over the weeks, with its interval. Runs that were measured
    before are not read again.

    \b
    Example:
      runwalk block sample_data/block
    """
    # Loaded here, for they load numpy: help is told at once.
    from analysis.block import block_of
    from analysis.block_json import to_dict
    from analysis.run_summary import RunSettings
    from analysis.scan import files_in, runs_of
    from analysis.store import Store, code_version, store_path

    if parts is not None and scheduler is None:
        raise click.UsageError("--parts needs --scheduler")
    settings = RunSettings(
        config=read_config(config_file),
        ceiling_bpm=ceiling_bpm,
        floor_bpm=floor_bpm,
        is_asked=is_asked(ceiling_bpm, floor_bpm, config_file),
    )
    found = files_in(places)
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
    if not any(run.counts for run in runs):
        raise RecordingError(places[0], "holds no run that can be read")
    block = block_of(runs)
    if as_json:
        print(json.dumps(to_dict([block], block.runs), allow_nan=False))
        return
    _tell(block, runs)


def _tell(block: Block, runs: tuple[BlockRun, ...]) -> None:
    for trend in block.trends.values():
        print(fill(printable(trend.sentence), _WIDTH, subsequent_indent="  "))
    for run in runs:
        if run.summary.why_not:
            print(fill(printable(f"{run.name} {run.summary.why_not}"), _WIDTH))
