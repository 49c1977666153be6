"""The table of a block's runs, and the files that do not count."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from analysis.block import Block
from analysis.block_days import long_day, short_day
from analysis.metric_words import SHORT, written
from analysis.metrics import METRICS, Metric
from analysis.report_content import plain
from analysis.run_summary import Conditions, Measured
from analysis.trend import Trend
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units

UNKNOWN: Final = "\N{EN DASH}"
"""Stands for what is not known."""

_Z95: Final = 1.96


class RunRow(NamedTuple):
    """A run in the table.

    Attributes:
        run: Its index in the block.
        day: When it was.
        cells: Under the heads.
        counts: Whether it counts in the first trend.
        note: What part it has in it.
        name: The file.
    """

    run: int
    day: str
    cells: tuple[str, ...]
    counts: bool
    note: str
    name: str


class RunTable(NamedTuple):
    """The table of runs: what stands above its columns, behind the day, and a row for each run."""

    heads: tuple[str, ...]
    rows: tuple[RunRow, ...]


class RefusedFile(NamedTuple):
    """A file that is no run of its own, and why."""

    run: int
    name: str
    day: str
    why: str


def lead_of(block: Block) -> Trend | None:
    """The trend that is the finding: the first that any run tells, or else the first of all."""
    trends = list(block.trends.values())
    return next((one for one in trends if one.points), trends[0] if trends else None)


def metrics_in(block: Block) -> list[Metric]:
    """The measures that any run of the block tells, in the order in which people are told."""
    told = {name for one in block.runs if one.counts for name in one.summary.measured}
    told |= {name for name, one in block.trends.items() if one.points}
    return [metric for name, metric in METRICS.items() if name in told]


def run_table(block: Block, units: Units) -> RunTable:
    """A row for each run that counts; what no run tells has no column."""
    lead = lead_of(block)
    weights = {} if lead is None else {one.run: one.weight for one in lead.points}
    has_years = block.first_day.year != block.last_day.year
    columns = list(_columns(block, units))
    rows = []
    for index, one in enumerate(block.runs):
        if not one.counts or one.day is None:
            continue
        rows.append(
            RunRow(
                run=index,
                day=long_day(one.day) if has_years else f"{one.day:%a} {short_day(one.day)}",
                cells=tuple(cells[index] for _, cells in columns),
                counts=index in weights,
                note=_part(lead, index, weights),
                name=plain(one.name),
            )
        )
    return RunTable(tuple(head for head, _ in columns), tuple(rows))


def _columns(block: Block, units: Units) -> Iterator[tuple[str, list[str]]]:
    """What stands above a column, and in it for each run of the block."""
    conditions = [one.summary.conditions or Conditions(discipline="") for one in block.runs]
    yield "Time", [clock(one.duration_s) for one in conditions]
    metres = [one.distance_m for one in conditions]
    known = [None if one is None else one / units.metres for one in metres]
    yield from _told(f"Distance, {units.short}", [_number(one, 1) for one in known])
    for metric in metrics_in(block):
        unit = written(metric).unit
        head = f"{SHORT[metric.name]}, {unit}" if unit else SHORT[metric.name]
        yield head, _values(block, metric)
    for head, field in (
        ("Mean heart rate, bpm", "hr_mean_bpm"),
        ("Warmth, °C", "temperature_c"),
        ("Climb, m/km", "climb_m_per_km"),
    ):
        yield from _told(head, [_number(getattr(one, field), 0) for one in conditions])


def _told(head: str, cells: list[str]) -> Iterator[tuple[str, list[str]]]:
    if any(cell != UNKNOWN for cell in cells):
        yield head, cells


def _values(block: Block, metric: Metric) -> list[str]:
    """What each run tells of a measure, as its trend takes it."""
    trend = block.trends.get(metric.name)
    points = {one.run: one for one in trend.points} if trend else {}
    cells = []
    for index, one in enumerate(block.runs):
        point, told = points.get(index), one.summary.measured.get(metric.name)
        if point is not None:
            told = Measured(point.value, told.se if told else point.se)
        cells.append(_value(metric, told))
    return cells


def _part(lead: Trend | None, index: int, weights: Mapping[int, float]) -> str:
    """What part a run has in the first trend."""
    if lead is None:
        return ""
    if index in weights:
        far = ", far off" if index in lead.outliers else ""
        percent = 100.0 * weights[index]
        return f"{percent:.0f} %{far}" if percent >= 0.5 else f"under 1 %{far}"
    return plain(lead.left_out.get(index, "")) or "does not tell it"


def refused_files(block: Block) -> Iterator[RefusedFile]:
    """Files that are no run of their own, each with the reason."""
    for index, one in enumerate(block.runs):
        if one.counts:
            continue
        why = plain(one.summary.why_not)
        if one.same_as:
            why = f"the same run as {plain(one.same_as)}"
        elif not why:
            why = "the file does not know on which day it was"
        day = long_day(one.day) if one.day else UNKNOWN
        yield RefusedFile(index, plain(one.name), day, why)


def _value(metric: Metric, told: Measured | None) -> str:
    if told is None:
        return UNKNOWN
    how = written(metric)
    value = how.number(told.value)
    return value if told.se is None else f"{value} ± {how.number(_Z95 * told.se)}"


def _number(value: float | None, places: int) -> str:
    return UNKNOWN if value is None else f"{value:.{places}f}".replace("-", "\N{MINUS SIGN}")
