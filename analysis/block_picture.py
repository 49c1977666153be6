"""The figures of a block: a trend at a time for the page, and all together as one picture."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Any, Final

from analysis import block_content as content
from analysis import block_panels as panels
from analysis.block import Block
from analysis.block_calendar import Row, calendar, day_heads
from analysis.block_days import days_across
from analysis.metric_words import SHORT, VERDICTS, axis_title
from analysis.report_canvas import WIDE, Key, Panel, Shape, framed, ink, legend, stacked
from analysis.report_ink import drawing
from analysis.trend import Trend
from analysis.weeks import WeekStarts
from runwalk.errors import RecordingError
from runwalk.outputs.units import Units
from runwalk.recording.place import placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

NOTHING: Final = "no run counts; there is nothing to draw"

SMALL: Final = Shape(
    name="small", inches=3.4, tall=1.0, font_pt=9.0, left=0.46, right=0.16, ticks=4
)
"""One of many figures side by side; on a phone, as wide as it is."""

_LARGE_IN, _SMALL_IN = 2.7, 1.25


def trend_figure(
    block: Block, seen: Trend, shape: Shape, week_starts: WeekStarts = WeekStarts.MONDAY
) -> Figure | None:
    """Draw how a measure changed; None where no run tells it.

    Args:
        block: The block.
        seen: What is drawn.
        shape: How large.
        week_starts: On which day a week starts.
    """
    if not seen.points and not any(panels.out_of(block, seen)):
        return None
    only = Panel(
        "",
        _SMALL_IN if shape is SMALL else _LARGE_IN,
        lambda axes, size: panels.trend(axes, size, block, seen),
    )
    return stacked([only], shape, days_across(block, shape, week_starts))


def trend_keys(block: Block, seen: Trend) -> tuple[Key, ...]:
    """What is to be seen in :func:`trend_figure`."""
    keys = [Key("ink", "dot", "a run: the larger, the more it counts")]
    if seen.outliers:
        keys.append(Key("doubt", "diamond", "far off: counts for less"))
    if any(panels.out_of(block, seen)):
        keys.append(Key("muted", "cross", "does not count"))
    keys.append(Key("muted", "whisker", "95 % of that run alone"))
    keys.append(Key("muted", "dash", "as that run told it"))
    if seen.band is not None:
        keys.append(Key("drift", "line", "trend"))
        keys.append(Key("drift", "fill", "its 95 % band"))
    return tuple(keys)


def draw_block_png(
    path: Path,
    block: Block,
    units: Units = Units.KM,
    *,
    week_starts: WeekStarts = WeekStarts.MONDAY,
) -> None:
    """Draw the finding, every measure and the calendar as a PNG.

    Args:
        path: Where to.
        block: The block.
        units: For distance.
        week_starts: On which day a week starts.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written; or no run counts.
    """
    with placed(path) as part, drawing():
        told = [one for one in block.trends.values() if one.points]
        if not any(one.counts for one in block.runs):
            raise RecordingError(path, NOTHING)
        figure = _picture(block, told, list(calendar(block, week_starts, units)), week_starts)
        figure.savefig(
            part, format="png", dpi=_DPI, facecolor=ink("card"), metadata={"Software": None}
        )


_DPI: Final = 120
_ROOM_IN, _GAP_IN, _HEAD_IN = 0.5, 0.7, 1.12  # at the sides, between rows, and of the finding
_COLUMNS: Final = 3
_MOST_WORDS: Final = 30  # weeks whose days have room for words
_DAY_IN, _BARE_DAY_IN = 0.33, 0.13
_MARKS: Final = {
    "drift0": "card",
    "drift1": "zone1",
    "drift2": "zone3",
    "drift3": "zone5",
    "drift4": "zone7",
    "refused-day": "card",
}


def _picture(
    block: Block, told: Sequence[Trend], weeks: Sequence[Row], week_starts: WeekStarts
) -> Figure:
    """Put the finding, its figure, the small ones and the calendar one below the other."""
    from matplotlib.figure import Figure

    rest = told[1:]
    rows = -(-len(rest) // _COLUMNS)
    day_in = _DAY_IN if len(weeks) <= _MOST_WORDS else _BARE_DAY_IN
    high = _HEAD_IN + bool(told) * (_LARGE_IN + _GAP_IN) + rows * (_SMALL_IN + _GAP_IN)
    high += 0.4 + day_in * (len(weeks) + 1) + 0.15
    figure = Figure(figsize=(WIDE.inches, high))

    def axes_at(left_in: float, top_in: float, wide_in: float, high_in: float) -> Axes:
        return figure.add_axes(
            (
                left_in / WIDE.inches,
                1.0 - (top_in + high_in) / high,
                wide_in / WIDE.inches,
                high_in / high,
            )
        )

    whole_in = WIDE.inches - 2.0 * _ROOM_IN
    words = fill(content.title(block), 92)
    figure.text(
        _ROOM_IN / WIDE.inches, 1.0 - 0.14 / high, words, va="top", fontsize=12.5, weight="bold"
    )
    top_in = _HEAD_IN
    for lead in told[:1]:
        legend(figure, trend_keys(block, lead), WIDE, down=0.56 / high)
        _one(axes_at(_ROOM_IN, top_in, whole_in, _LARGE_IN), block, lead, WIDE, week_starts)
        top_in += _LARGE_IN + _GAP_IN
    wide_in = (whole_in - (_COLUMNS - 1) * 0.5) / _COLUMNS
    for number, seen in enumerate(rest):
        row, column = divmod(number, _COLUMNS)
        axes = axes_at(
            _ROOM_IN + column * (wide_in + 0.5),
            top_in + row * (_SMALL_IN + _GAP_IN),
            wide_in,
            _SMALL_IN,
        )
        _one(axes, block, seen, SMALL, week_starts)
    top_in += rows * (_SMALL_IN + _GAP_IN)
    axes = axes_at(_ROOM_IN, top_in, whole_in, day_in * (len(weeks) + 1))
    _days(axes, weeks, day_heads(week_starts), has_words=day_in == _DAY_IN)
    return figure


def _one(axes: Axes, block: Block, seen: Trend, shape: Shape, week_starts: WeekStarts) -> None:
    """One trend, with its verdict above it."""
    across = days_across(block, shape, week_starts)
    axes.set_xlim(across.ends)
    panels.trend(axes, shape, block, seen)
    framed(axes, shape, across, is_last=True)
    name = SHORT[seen.metric.name] if shape is SMALL else seen.metric.title
    axes.set_title(
        f"{name}: {VERDICTS[seen.verdict].lower()}",
        loc="left",
        fontsize=shape.font_pt + 0.5,
        weight="bold",
        pad=16 if shape is SMALL else 5,
    )
    if shape is SMALL:
        axes.text(
            0.0,
            1.03,
            axis_title(seen.metric),
            transform=axes.transAxes,
            fontsize=shape.font_pt - 1.0,
            color=ink("muted"),
        )


def _days(axes: Axes, weeks: Sequence[Row], heads: Sequence[str], *, has_words: bool) -> None:
    """The calendar: a row for each week, a cell for each day."""
    from matplotlib.patches import Rectangle

    axes.set_xlim(0.0, 9.0)
    axes.set_ylim(len(weeks) + 0.5, -0.75)
    axes.axis("off")
    small: dict[str, Any] = {"fontsize": 8.0, "va": "center", "color": ink("muted")}
    for column, head in enumerate(heads):
        axes.text(1.5 + column, -0.25, head, ha="center", **small)
    axes.text(8.5, -0.25, "time", ha="center", **small)
    for row, week in enumerate(weeks):
        if has_words or row % 4 == 0:
            axes.text(0.0, row + 0.5, week.name, ha="left", **small)
        if has_words:
            axes.text(8.5, row + 0.5, week.time, ha="center", **small)
        for column, day in enumerate(week.days):
            count = max(len(day.runs), 1)
            for place, run in enumerate(day.runs):
                left, wide = 1.04 + column + place * 0.92 / count, 0.92 / count - 0.02
                axes.add_patch(
                    Rectangle(
                        (left, row + 0.06),
                        wide,
                        0.88,
                        facecolor=ink(_MARKS[run.mark]),
                        edgecolor=ink("cap" if run.mark == "refused-day" else "line"),
                        linewidth=0.9 if run.mark in ("drift0", "refused-day") else 0.0,
                    )
                )
                if has_words and count == 1:
                    said = f"{run.time}  {run.drift}".strip() or "refused"
                    axes.text(
                        left + wide / 2.0, row + 0.5, said, ha="center", va="center", fontsize=8.0
                    )
