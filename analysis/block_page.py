"""A block as one page, in the look of a run's report, with a link to each run's own.

No word of a recorded file goes into a figure; where one goes into the text, see ``block_content``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from analysis import block_content as content
from analysis import block_rows as runs
from analysis.block import Block, BlockRun
from analysis.block_calendar import DRIFT_CLASSES, calendar, day_heads
from analysis.block_days import long_day
from analysis.block_difference import side_by_side
from analysis.block_panels import LINK
from analysis.block_picture import SMALL, trend_figure, trend_keys
from analysis.metric_words import VERDICTS, axis_title, written
from analysis.page_shell import Drawn, drawn, rendered
from analysis.report_content import plain
from analysis.report_ink import drawing, svg
from analysis.trend import Trend, Verdict
from analysis.weeks import WeekStarts
from runwalk.outputs.units import Units
from runwalk.recording.place import placed

if TYPE_CHECKING:
    from markupsafe import Markup

_ROUND: Final = re.compile(r'<path d="M ([\d.-]+) ([\d.-]+) C ([^"]*) z " style="([^"]*)"/>')
_MARK: Final = re.compile(rf'<a (?:xlink:)?href="{LINK}(\d+)"( target="[^"]*")?>')


@dataclass(frozen=True, slots=True)
class RunPage:
    """Where a run's own report is.

    Attributes:
        path: From the folder of the block's page on; None where there is none.
        why_not: Why there is none, in words for people; empty where none was asked for.
    """

    path: Path | None
    why_not: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pages:
    """How a block's page is to be.

    Attributes:
        of_runs: The reports of runs, by the sha256 of their content.
        week_starts: On which day a week starts.
        units: For distance and pace.
    """

    of_runs: Mapping[str, RunPage] = field(default_factory=dict)
    week_starts: WeekStarts = WeekStarts.MONDAY
    units: Units = Units.KM


@dataclass(frozen=True, slots=True)
class _Link:
    """Where a run leads to: its report, or its row."""

    href: str
    is_report: bool
    why_not: str


def block_page_path(blocks: Sequence[Block], folder: Path) -> Path:
    """Name a page after its blocks' first day and last day.

    Where a page is there already, the next is number 2, and so on.
    """
    name = _name(blocks)
    paths = (folder / f"{name}{ending}.html" for ending in chain(("",), count(-2, -1)))
    return next(path for path in paths if not path.exists())


def runs_folder(page: Path, blocks: Sequence[Block]) -> Path:
    """Name the folder of the runs' reports after their page.

    Numbered pages of the same days share one: a run's report is not made again.
    """
    name = page.stem
    own = _name(blocks)
    return page.with_name(f"{own if re.fullmatch(rf'{own}-[0-9]+', name) else name}-runs")


def _name(blocks: Sequence[Block]) -> str:
    first, last = min(one.first_day for one in blocks), max(one.last_day for one in blocks)
    return f"block-{first:%Y-%m-%d}-to-{last:%Y-%m-%d}"


def write_block_page(path: Path, blocks: Sequence[Block], pages: Pages | None = None) -> None:
    """Write the page, readable by its owner only.

    Args:
        path: Where to.
        blocks: One, or several that are to be seen side by side; the first has the title.
        pages: How it is to be.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
        ValueError: There is no block.
    """
    with placed(path) as part:
        part.write_text(block_page(blocks, pages or Pages()), encoding="utf-8")


def block_page(blocks: Sequence[Block], pages: Pages) -> str:
    """The page as HTML; the same blocks give the same text."""
    if not blocks:
        raise ValueError("a page needs a block at least")
    first = blocks[0]
    rows = {run.name: f"#b0-run-{index}" for index, run in enumerate(first.runs)}
    with drawing():
        told = [_block(one, number, rows, pages) for number, one in enumerate(blocks)]
    compared = [
        content.differences_table(one, other) for one, other in side_by_side(_smallest(blocks))
    ]
    names = {one.athlete for one in blocks}
    is_alone = len(names) == 1
    return rendered(
        "block.html",
        {
            "title": content.title(first) if is_alone else f"{len(names)} athletes",
            "rest": content.title_rest(first) if is_alone else "",
            "when": content.when(first) if is_alone else "",
            "is_alone": is_alone,
            "blocks": told,
            "side_by_side": compared,
        },
    )


def _smallest(blocks: Sequence[Block]) -> list[Block]:
    """The blocks that hold no other one, of the first one's athlete."""
    return [
        one
        for one in blocks
        if one.athlete == blocks[0].athlete
        and not any(
            one.first_day <= other.first_day and other.last_day <= one.last_day
            for other in blocks
            if other is not one
        )
    ]


def _block(block: Block, number: int, rows: Mapping[str, str], pages: Pages) -> dict[str, Any]:
    """Everything that the template shows of a block, by its names for it.

    Args:
        block: The block.
        number: Its place among the blocks.
        rows: Where the first block tells of a run, by its name.
        pages: How the page is to be.
    """
    at = f"b{number}-"
    is_part = number > 0 and all(run.name in rows for run in block.runs)
    if not is_part:
        rows = {run.name: f"#{at}run-{index}" for index, run in enumerate(block.runs)}
    links = [_link(run, rows[run.name], pages) for run in block.runs]
    lead = runs.lead_of(block)
    told = [one for one in block.trends.values() if one.points]
    rest = [one for one in told if one is not lead]
    shown: dict[str, Any] = {
        "anchor": at,
        "name": content.when(block),
        "title": content.title(block),
        "overview": tuple(content.overview(block)),
        "tiles": tuple(content.tiles(block, pages.units)),
        "lead": _lead(block, lead, at, links, pages) if lead in told else None,
        "cards": [_card(block, one, f"{at}{n}", links, pages) for n, one in enumerate(rest)],
        "untold": tuple(content.untold(block)),
        "is_part": is_part,
    }
    return shown if is_part else {**shown, **_runs(block, lead, links, pages)}


def _runs(block: Block, lead: Trend | None, links: Sequence[_Link], pages: Pages) -> dict[str, Any]:
    """What the template shows of a block's runs."""
    return {
        "day_heads": day_heads(pages.week_starts),
        "weeks": tuple(calendar(block, pages.week_starts, pages.units)),
        "marks": DRIFT_CLASSES,
        "links": links,
        "table": runs.run_table(block, pages.units),
        "runs_caption": _runs_caption(links),
        "runs_notes": _RUNS_NOTES,
        "part_head": "Weight" if lead is None else f"Weight in {lead.metric.title.lower()}",
        "lead_name": "" if lead is None else lead.metric.title.lower(),
        "not_told": tuple(content.not_told(block, lead.metric)) if lead else (),
        "refused": tuple(runs.refused_files(block)),
        "conditions": content.conditions_table(block),
    }


_RUNS_NOTES: Final = (
    "± is half of the 95 % interval of that run alone. Weight is its share in the first trend. "
    "What is not known is left out, and never told as 0",
)


def _runs_caption(links: Sequence[_Link]) -> str:
    if any(one.is_report for one in links):
        return "In order of time; a row opens the run's own report"
    return "In order of time"


def _lead(
    block: Block, seen: Trend | None, at: str, links: Sequence[_Link], pages: Pages
) -> dict[str, Any] | None:
    assert seen is not None  # it is told
    made = drawn(
        f"{at}lead",
        f"{seen.metric.title} over the weeks: {seen.sentence}",
        lambda shape: trend_figure(block, seen, shape, pages.week_starts),
        trend_keys(block, seen),
        _LEAD_NOTE + (_OPENS if any(one.is_report for one in links) else ""),
    )
    assert made is not None  # there are points
    made = Drawn(
        title=f"{seen.metric.title}, {axis_title(seen.metric)}",
        keys=made.keys,
        wide=_linked(made.wide, block, seen, links),
        narrow=_linked(made.narrow, block, seen, links),
        note=made.note,
    )
    return {**_words(block, seen), "drawn": made}


_LEAD_NOTE: Final = "Each run stands where it would have been under the block's mean conditions."
_OPENS: Final = " Touch a run to open its report."


def _card(
    block: Block, seen: Trend, name: str, links: Sequence[_Link], pages: Pages
) -> dict[str, Any]:
    """A small figure of a measure, with its verdict."""
    figure = trend_figure(block, seen, SMALL, pages.week_starts)
    assert figure is not None  # there are points
    words = f"{seen.metric.title} over the weeks: {seen.sentence}"
    small = _linked(svg(figure, f"{name}-small", words), block, seen, links)
    return {**_words(block, seen), "small": small, "axis": axis_title(seen.metric)}


def _words(block: Block, seen: Trend) -> dict[str, Any]:
    lead = runs.lead_of(block)
    said = [] if lead is None or seen is lead else _notes(block, lead)
    is_said = seen.verdict in (Verdict.IMPROVED, Verdict.WORSE)
    change = "" if is_said else content.change(seen)
    return {
        "title": seen.metric.title,
        "verdict": seen.verdict.value,
        "word": VERDICTS[seen.verdict],
        "sentence": seen.sentence,
        "basis": " · ".join(filter(None, (change, content.basis(seen)))),
        "notes": [one for one in _notes(block, seen) if one not in said],
    }


def _notes(block: Block, seen: Trend) -> list[str]:
    """What else to know of a trend."""
    return [*content.left_out(block, seen), *map(plain, seen.caveats)]


def _link(run: BlockRun, row: str, pages: Pages) -> _Link:
    """Where a run leads to."""
    there = pages.of_runs.get(run.summary.sha256)
    if there is None or there.path is None:
        why_not = there.why_not if there else ""
        return _Link(row, is_report=False, why_not=plain(why_not))
    # "./" first: else a colon in a name would make it an address of another kind.
    return _Link(f"./{quote(there.path.as_posix())}", is_report=True, why_not="")


def _linked(figure: str, block: Block, seen: Trend, links: Sequence[_Link]) -> Markup:
    """Let each mark lead to its run, and say what it is; the keyboard has the table for that."""
    from markupsafe import Markup

    words = dict(_marks(block, seen))

    def link(found: re.Match[str]) -> str:
        index = int(found[1])
        href = escape(links[index].href)
        return f'<a href="{href}" tabindex="-1"><title>{escape(words.get(index, ""))}</title>'

    return Markup(_ROUND.sub(_circle, _MARK.sub(link, figure)))  # noqa: S704  # ours, and what is not is escaped


def _circle(found: re.Match[str]) -> str:
    """A circle that was written as eight curves, from its foot round, as what it is: small."""
    foot_y = float(found[2])
    radius = (foot_y - min(map(float, found[3].replace("C", "").split()[1::2]))) / 2.0
    centre = f'cx="{found[1]}" cy="{foot_y - radius:.1f}"'
    return f'<circle {centre} r="{radius:.1f}" style="{found[4]}"/>'


def _marks(block: Block, seen: Trend) -> Iterator[tuple[int, str]]:
    """What each mark in a figure of a trend is."""
    how = written(seen.metric)
    for index, why in seen.left_out.items():
        day = block.runs[index].day
        yield index, f"{long_day(day) if day else ''}: does not count, {plain(why)}"
    for one in seen.points:
        day = block.runs[one.run].day
        told = f"{how.number(one.value)} ± {how.with_unit(1.96 * one.se)}"
        yield (
            one.run,
            (
                f"{long_day(day) if day else ''}: {told}, {how.with_unit(one.adjusted)} under mean "
                f"conditions, weight {100.0 * one.weight:.0f} %"
            ),
        )
