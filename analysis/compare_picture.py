"""The comparison as a picture: who keeps the heart in its zone, and what it costs.

It needs matplotlib, which is loaded only when asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from analysis.claims import ClaimRow
from analysis.compare import Estimate, Row, Scenario
from analysis.picture import frame, new_figure, save

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_OURS = "#2f7d4f"
_OTHERS = "#48627e"
_BOUND = "#9aa8b6"
_PANELS = (
    ("time in zone [%]", "in_zone_pct"),
    ("time above the ceiling [%]", "above_pct"),
    ("speed [km/h]", "speed_mps"),
    ("cues [1/h]", "cues_per_h"),
)
_KMH_PER_MPS = 3.6
_DPI = 140


def draw(path: Path, rows: Mapping[str, Sequence[Row]], scenarios: Mapping[str, Scenario]) -> None:
    """Draw every scenario as a line of panels.

    Args:
        path: Where to; PNG or SVG by its ending.
        rows: Scenario -> its rows.
        scenarios: What each scenario is.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    first = next(iter(rows.values()))
    figure = new_figure(
        figsize=(14.0, 0.8 + len(rows) * (0.6 + 0.32 * len(first))), layout="constrained"
    )
    figure.suptitle(
        f"The coach beside other ways to run and walk: {len(first[0].scores)} simulated runners "
        "a scenario; mean and 95 % interval, a tick where the worst decile lies",
        fontsize=11,
    )
    grid = figure.subplots(len(rows), len(_PANELS), squeeze=False, sharex="col")
    for line, (name, some) in enumerate(rows.items()):
        for column, (title, field) in enumerate(_PANELS):
            axes: Axes = grid[line][column]
            _panel(axes, some, field)
            if column == 0:
                axes.set_title(f"{name}: {scenarios[name].words}", loc="left", fontsize=10)
                axes.set_yticks(range(len(some)), [one.policy for one in some])
            else:
                axes.set_yticks(range(len(some)), [""] * len(some))
            if line == len(rows) - 1:
                axes.set_xlabel(title)
    save(figure, path, dpi=_DPI)


def draw_claims(path: Path, rows: Sequence[ClaimRow]) -> None:
    """Draw in how many runs drift was claimed, with speed and without.

    Args:
        path: Where to; PNG or SVG by its ending.
        rows: The table.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    kinds = list(dict.fromkeys(row.kind for row in rows))
    figure = new_figure(figsize=(10.0, 1.5 + 0.45 * len(kinds)), layout="constrained")
    axes = figure.subplots()
    for row in rows:
        y = kinds.index(row.kind) + (-0.19 if row.has_speed else 0.19)
        share_pct = 100.0 * row.claims / row.runs
        color = _OURS if row.has_speed else _BOUND
        axes.barh(y, share_pct, height=0.36, color=color)
        at = f" minute {row.by_min:.0f}" if row.by_min is not None else ""
        axes.text(share_pct + 1.0, y, f"{share_pct:.0f} %{at}", va="center", fontsize=8)
    axes.set_yticks(range(len(kinds)), kinds)
    axes.invert_yaxis()
    axes.set_xlim(0.0, 118.0)
    axes.set_xticks(range(0, 101, 20))
    axes.set_xlabel("runs in which drift was claimed [%], and the median minute of the claim")
    axes.set_title(
        f"Drift claims, {rows[0].runs} runs of an hour each, drift in bpm/h "
        "(green: strap and speed, grey: strap only)",
        fontsize=10,
    )
    frame(axes, lines="x")
    save(figure, path, dpi=_DPI)


def _panel(axes: Axes, rows: Sequence[Row], field: str) -> None:
    factor = _KMH_PER_MPS if field == "speed_mps" else 1.0
    for y, row in enumerate(rows):
        value: Estimate = getattr(row, field)
        mean, low, high = (factor * one for one in (value.mean, value.low, value.high))
        color = _OURS if row.policy.startswith("coach") else _OTHERS
        color = _BOUND if row.policy == "oracle" else color
        axes.barh(y, mean, height=0.66, color=color, alpha=0.85)
        axes.plot((low, high), (y, y), color="#1c2733", linewidth=1.4)
        if field == "in_zone_pct":
            worst_pct = row.worst_decile_pct
            axes.plot((worst_pct, worst_pct), (y - 0.33, y + 0.33), color="#b3741b", linewidth=2.0)
    axes.invert_yaxis()
    frame(axes, lines="x")
