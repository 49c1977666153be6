"""The files that a block is told in: its page, the reports of its runs, a picture."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.block import Block
from analysis.run_summary import RunSettings
from analysis.weeks import WeekStarts
from runwalk.outputs.units import Units

if TYPE_CHECKING:
    from analysis.block_page import RunPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What was asked for.

    Attributes:
        out: Where the page is to be; None names it after its days, in the current folder.
        png: Where the picture is to be; None makes none.
        has_reports: Whether to make the report of each run; None makes them where they are few.
        paths: Where the file of each run is, by its name.
        settings: By whose numbers the runs were judged.
        units: For distance and pace.
        week_starts: On which day a week starts.
        jobs: How many processes share the work; None for as many as are worth it.
    """

    out: Path | None
    png: Path | None
    has_reports: bool | None
    paths: Mapping[str, Path]
    settings: RunSettings
    units: Units
    week_starts: WeekStarts = WeekStarts.MONDAY
    jobs: int | None = None


def made(wanted: Wanted, blocks: Sequence[Block], *, has_page: bool) -> Iterator[Path]:
    """Make what was asked for, the page last; matplotlib is loaded only here.

    Args:
        wanted: What.
        blocks: Of what; the picture is of the first.
        has_page: Whether a page is asked for.

    Raises:
        RecordingError: A name is taken, or something cannot be written.
    """
    if wanted.png is not None:
        from analysis.block_picture import draw_block_png

        draw_block_png(wanted.png, blocks[0], wanted.units, week_starts=wanted.week_starts)
        yield wanted.png
    if has_page:
        from analysis.block_page import Pages, block_page_path, runs_folder, write_block_page

        out = wanted.out or block_page_path(blocks, Path())
        pages = Pages(
            of_runs=_reports(wanted, blocks, runs_folder(out, blocks)),
            week_starts=wanted.week_starts,
            units=wanted.units,
        )
        write_block_page(out, blocks, pages)
        yield out


def _reports(wanted: Wanted, blocks: Sequence[Block], folder: Path) -> Mapping[str, RunPage]:
    """The reports of all runs, or why there are none."""
    from analysis.block_page import RunPage
    from analysis.block_reports import MOST, TOO_MANY, reports_beside

    runs = [run for block in blocks for run in block.runs if run.counts]
    if wanted.has_reports is None and len(runs) > MOST:
        return {run.summary.sha256: RunPage(None, TOO_MANY) for run in runs}
    if wanted.has_reports is False:
        return {}
    return reports_beside(
        runs, wanted.paths, folder, wanted.settings, wanted.units, jobs=wanted.jobs
    )
