"""What the pictures share.

They need matplotlib, which comes with the extra ``plots`` and is loaded only when asked for.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from runwalk.errors import RunwalkError
from runwalk.recording.place import placed

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from analysis.trace import Floats

ENDINGS: Final = (".png", ".svg")
SURE_SD: Final = 1.96
"""95 % of a bell lie so many standard deviations around its mean."""

_LINES = {"x": "#d5dbe2", "y": "#e3e7ec"}


def require_matplotlib() -> Any:
    """Load matplotlib's figures.

    Returns:
        The module ``matplotlib.figure``.

    Raises:
        RunwalkError: It is not installed.
    """
    try:
        import matplotlib.figure
    except ImportError as error:
        raise RunwalkError(
            'a picture needs matplotlib, which is not installed: pip install "runwalk[plots]"'
        ) from error
    return matplotlib.figure


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
