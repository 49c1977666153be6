"""What every figure of the report stands on: panels one above the other, wide or narrow.

Text is kept off text by where it is put: each panel has its title above it, its numbers on the
left, and zones on the right; what lines mean stands in a legend outside. Few artists, fixed places
and thinned lines keep it fast; matplotlib is loaded only when a figure is drawn.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from analysis import report_lines as lines
from analysis.report_ink import INKS
from analysis.report_lines import Line, Span

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """How large a figure is drawn.

    Attributes:
        name: A word for it.
        inches: Width [in].
        tall: Heights are multiplied by this.
        font_pt: Size of its text [pt].
        left: Room for numbers on the left [in].
        right: Room for zones on the right [in].
        ticks: At most so many times are told below [count].
    """

    name: str
    inches: float
    tall: float
    font_pt: float
    left: float
    right: float
    ticks: int


WIDE: Final = Shape(name="wide", inches=10.0, tall=1.0, font_pt=9.0, left=0.5, right=0.4, ticks=13)
NARROW: Final = Shape(
    name="narrow", inches=4.1, tall=0.9, font_pt=9.0, left=0.46, right=0.32, ticks=6
)

_TITLE_IN, _FOOT_IN, _LEGEND_IN = 0.3, 0.46, 0.3
_BARE_TITLE_IN, _BARE_FOOT_IN = 0.1, 0.28
_STEPS_MIN = (1, 2, 5, 10, 15, 20, 30, 60, 120, 240, 480)
_MARKS: Final[dict[str, Any]] = {
    "line": {},
    "dashes": {"linestyle": "--"},
    "down": {"linestyle": "", "marker": "v"},
    "up": {"linestyle": "", "marker": "^"},
    "dot": {"linestyle": "", "marker": "o"},
    "diamond": {"linestyle": "", "marker": "D"},
    "cross": {"linestyle": "", "marker": "x"},
    "whisker": {"linestyle": "", "marker": "|", "markeredgewidth": 1.5},
    "dash": {"linestyle": "", "marker": "_", "markeredgewidth": 1.5},
}


class Key(NamedTuple):
    """What a part of a figure means.

    Attributes:
        role: Its colour.
        mark: How it looks: ``fill``, or one of the marks of this module.
        words: What it is.
    """

    role: str
    mark: str
    words: str


class Panel(NamedTuple):
    """A panel of a figure: its title, which may be empty, its height [in], and what draws it."""

    title: str
    inches: float
    draw: Callable[[Axes, Shape], None]


class Across(NamedTuple):
    """What is told below the last panel, from left to right.

    Attributes:
        ends: From where to where.
        ticks: Where something is told.
        words: What is told there; None tells the number.
        title: What it is; empty where the words say it.
    """

    ends: tuple[float, float]
    ticks: Sequence[float]
    words: Sequence[str] | None
    title: str


def minutes_across(ends: tuple[float, float], shape: Shape) -> Across:
    """Minutes from the start, at round steps."""
    span_min = ends[1] - ends[0]
    step = next((one for one in _STEPS_MIN if span_min / one <= shape.ticks), _STEPS_MIN[-1])
    ticks = np.arange(np.ceil(ends[0] / step) * step, ends[1] + 1e-9, step)
    return Across(ends, [float(one) for one in ticks], None, "minutes from the start")


def stacked(
    panels: Sequence[Panel], shape: Shape, across: Across, keys: Sequence[Key] = ()
) -> Figure:
    """Put panels one above the other, at places that are known beforehand."""
    from matplotlib.figure import Figure

    top_in = _LEGEND_IN if keys else 0.0
    heights = [panel.inches * shape.tall for panel in panels]
    foot_in = _FOOT_IN if across.title else _BARE_FOOT_IN
    high = top_in + sum(heights) + sum(map(_title_in, panels)) + foot_in
    figure = Figure(figsize=(shape.inches, high))
    if keys:
        legend(figure, keys, shape)
    left, wide = shape.left / shape.inches, 1.0 - (shape.left + shape.right) / shape.inches
    at = high - top_in
    for panel, height in zip(panels, heights, strict=True):
        at -= _title_in(panel)
        figure.text(
            left, (at + 0.07) / high, panel.title, fontsize=shape.font_pt + 0.5, weight="bold"
        )
        at -= height
        axes = figure.add_axes((left, at / high, wide, height / high))
        axes.set_xlim(across.ends)
        panel.draw(axes, shape)
        framed(axes, shape, across, is_last=panel is panels[-1])
    return figure


def plot(axes: Axes, shape: Shape, line: Line, role: str, width_pt: float) -> None:
    """Draw a line, thinned to what can be seen."""
    minutes, values = lines.thinned(line, lines.column_count(shape.inches))
    axes.plot(
        minutes, values, color=ink(role), linewidth=width_pt, solid_capstyle="round", zorder=3
    )


def bars(
    axes: Axes,
    spans: Sequence[Span],
    heights: tuple[float, float],
    role: str,
    *,
    alpha: float = 1.0,
    is_whole: bool = False,
) -> None:
    """Fill stretches of time, all of them as one shape, which is small.

    Args:
        axes: Where.
        spans: When [s].
        heights: From where to where.
        role: The colour.
        alpha: How much of it.
        is_whole: Whether 0 and 1 are foot and head of the panel.
    """
    from matplotlib.patches import PathPatch
    from matplotlib.path import Path

    if not spans:
        return
    low, high = heights
    ends = np.array(spans) / 60.0
    from_min, until_min = ends[:, 0], ends[:, 1]
    across = np.stack([from_min, from_min, until_min, until_min, from_min], axis=1)
    up = np.broadcast_to([low, high, high, low, low], across.shape)
    turns = [Path.MOVETO, *[Path.LINETO] * 3, Path.CLOSEPOLY]
    shape = Path(np.stack([across.ravel(), up.ravel()], axis=1), turns * len(spans))
    axes.add_patch(
        PathPatch(
            shape,
            facecolor=ink(role),
            alpha=alpha,
            linewidth=0.0,
            zorder=1.5,
            transform=axes.get_xaxis_transform() if is_whole else axes.transData,
        )
    )


def numbers(axes: Axes, ticks: Sequence[float], words: Sequence[str] | None = None) -> None:
    """Numbers on the left, each with a faint line."""
    axes.set_yticks(ticks, words)
    axes.grid(axis="y", color=ink("line"), linewidth=0.6)
    axes.set_axisbelow(True)


def ink(role: str) -> str:
    """The colour of a part of a figure, by day."""
    return INKS[role].light


def even_numbers(low: float, high: float, count: int, *, least: float = 1.0) -> list[float]:
    """Round numbers between two, about so many, and at least so far apart."""
    step = round_step((high - low) / least, count) * least
    return [float(one) for one in np.arange(np.ceil(low / step) * step, high, step)]


def round_step(span: float, count: int) -> float:
    """A round step of which about so many fit.

    >>> round_step(60.0, 6)
    10.0
    >>> round_step(1000.0, 4)
    200.0
    """
    steps = (digit * ten for ten in (1.0, 10.0, 100.0, 1000.0) for digit in (1.0, 2.0, 5.0))
    return next((one for one in steps if span / one <= count + 1), 10_000.0)


def has_values(line: Line) -> bool:
    """Whether there is anything of a line to be seen."""
    return bool(np.any(~np.isnan(line.values)))


def _title_in(panel: Panel) -> float:
    return _TITLE_IN if panel.title else _BARE_TITLE_IN


def framed(axes: Axes, shape: Shape, across: Across, *, is_last: bool) -> None:
    """Times below the last panel, faint lines for the numbers, and no more."""
    axes.set_xticks(across.ticks if is_last else [], across.words if is_last else None)
    axes.tick_params(labelsize=shape.font_pt, length=0, pad=3)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_linewidth(0.6)
    if is_last:
        axes.tick_params(axis="x", length=3, width=0.6)
        axes.set_xlabel(across.title, fontsize=shape.font_pt, labelpad=2)


def legend(figure: Figure, keys: Sequence[Key], shape: Shape, *, down: float = 0.0) -> None:
    """Write what parts mean, in a row at the head of a figure, or so much of it below."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    handles = [
        Patch(facecolor=ink(key.role), alpha=0.3)
        if key.mark == "fill"
        else Line2D([], [], color=ink(key.role), markersize=5, **_MARKS[key.mark])
        for key in keys
    ]
    figure.legend(
        handles,
        [key.words for key in keys],
        loc="upper left",
        bbox_to_anchor=(shape.left / shape.inches, 1.0 - down),
        ncols=len(keys),
        fontsize=shape.font_pt,
        frameon=False,
        borderaxespad=0.4,
        borderpad=0.0,
        handlelength=1.4,
        handletextpad=0.5,
        columnspacing=1.3,
    )
