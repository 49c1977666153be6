"""What the pictures share; matplotlib is loaded only when one is drawn."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from runwalk.recording.place import placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.trace import Floats

ENDINGS: Final = (".png", ".svg")
SURE_SD: Final = 1.96
"""95 % of a bell lie so many standard deviations around its mean."""

_LINES = {"x": "#d5dbe2", "y": "#e3e7ec"}


def new_figure(**how: Any) -> Figure:
    """Begin a picture, loading matplotlib only now.

    Args:
        how: What ``matplotlib.figure.Figure`` takes.
    """
    from matplotlib.figure import Figure

    return Figure(**how)


def frame(
    axes: Axes, *, lines: Literal["x", "y"] | None = None, label_size_pt: float = 8.0
) -> None:
    """Leave of a panel's frame what is needed, with faint lines from one axis if asked for."""
    if lines is not None:
        axes.grid(axis=lines, color=_LINES[lines], linewidth=0.6)
        axes.set_axisbelow(True)
    axes.tick_params(labelsize=label_size_pt)
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)


def fill_sure(
    axes: Axes,
    minutes: Floats,
    mean: Floats,
    sd: Floats,
    *,
    color: str,
    alpha: float,
    label: str | None = None,
) -> None:
    """Fill the 95 % interval around what is told with a standard deviation."""
    axes.fill_between(
        minutes,
        mean - SURE_SD * sd,
        mean + SURE_SD * sd,
        color=color,
        alpha=alpha,
        linewidth=0.0,
        label=label,
    )


def save(figure: Figure, path: Path, *, dpi: int) -> None:
    """Keep a picture.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    with placed(path) as part:
        figure.savefig(part, dpi=dpi)
