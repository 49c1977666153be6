"""A what-if as a picture: the recording above, and below it, apart, what was simulated.

It needs matplotlib, which is loaded only when asked for.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analysis.picture import frame, new_figure, save
from analysis.what_if import Fact
from analysis.what_if_run import Simulation
from analysis.what_if_words import Asked
from runwalk.engine.gait import Gait
from runwalk.engine.motion import MotionObserver
from runwalk.outputs.lines import clock
from runwalk.recording.recording import LONGEST_STEP_S, Recording

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_FACT: Final = "#1c2733"
_SIMULATED: Final = "#7a4fa3"
_BAND: Final = "#dcefe2"
_WALK: Final = "#b3741b"
_LEGEND: Final[dict[str, Any]] = {
    "loc": "lower center",
    "bbox_to_anchor": (0.5, 0.1),
    "fontsize": 8,
    "frameon": False,
    "ncols": 3,
}
_WALK_HEIGHT: Final = 0.08  # share of a panel in which walking is drawn


def draw(
    path: Path,
    recording: Recording,
    asked: Asked,
    fact: Fact,
    simulation: Simulation | str | None,
) -> None:
    """Draw the fact above and the simulation below.

    Args:
        path: Where to; PNG or SVG by its ending.
        recording: The run.
        asked: What was asked.
        fact: The first cue that differs; there must be one.
        simulation: What was simulated, or why nothing was.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    assert fact.difference is not None  # without one there is nothing to draw
    figure = new_figure(figsize=(10.0, 6.5), layout="constrained")
    above, below = figure.subplots(2, 1, sharex=True, sharey=True)
    for axes in (above, below):
        _prepare(axes, asked, fact.difference.t_s)
    _draw_fact(above, recording, asked, fact)
    _draw_simulation(below, asked, fact.difference.t_s, simulation)
    below.set_xlabel("minutes")
    save(figure, path, dpi=110)


def _draw_fact(axes: Axes, recording: Recording, asked: Asked, fact: Fact) -> None:
    known = [(one.t_s, one.hr_bpm) for one in recording.samples if one.hr_bpm is not None]
    axes.plot(*_curve(known), color=_FACT, linewidth=1.0, label="recorded heart rate")
    observer = MotionObserver()
    walking = [
        (one.t_s, float(observer.observe(one).gait is Gait.WALK)) for one in recording.samples
    ]
    _draw_walking(axes, walking, _WALK)
    assert fact.difference is not None
    would = " and ".join(word.action for word in fact.difference.would) or "nothing"
    axes.set_title(
        f"Fact: the recording. At {clock(fact.difference.t_s)}, for the first time, {asked.who} "
        f"would have said otherwise: {would}",
        loc="left",
        fontsize=10,
    )
    axes.legend(**_LEGEND)


def _draw_simulation(
    axes: Axes, asked: Asked, from_s: int, simulation: Simulation | str | None
) -> None:
    if not isinstance(simulation, Simulation):
        axes.set_title("Simulated: nothing", loc="left", fontsize=10, color=_SIMULATED)
        axes.text(0.5, 0.5, simulation or "", transform=axes.transAxes, ha="center", fontsize=9)
        return
    band = simulation.band()
    minutes = [(from_s + 1 + second) / 60.0 for second in range(len(band))]
    axes.fill_between(
        minutes,
        [one.low for one in band],
        [one.high for one in band],
        color=_SIMULATED,
        alpha=0.25,
        linewidth=0.0,
        label="90 % of the simulated heart rates",
    )
    axes.plot(
        minutes,
        [one.middle for one in band],
        color=_SIMULATED,
        linewidth=1.0,
        linestyle=(0, (3, 1)),
        label="their middle",
    )
    share = [(from_s + 1 + at, one) for at, one in enumerate(simulation.walking())]
    _draw_walking(axes, share, _SIMULATED)
    axes.set_title(
        f"Simulated from {clock(from_s)} on, with {asked.who}: {len(simulation.runs)} runs that "
        "nobody ran",
        loc="left",
        fontsize=10,
        color=_SIMULATED,
    )
    axes.legend(**_LEGEND)


def _draw_walking(axes: Axes, shares: Sequence[tuple[int, float]], color: str) -> None:
    """Draw along the lower edge who walks: the runner, or the share of the simulated runs."""
    axes.fill_between(
        [t_s / 60.0 for t_s, _ in shares],
        [_WALK_HEIGHT * share for _, share in shares],
        color=color,
        alpha=0.6,
        linewidth=0.0,
        transform=axes.get_xaxis_transform(),
        label="walking",
    )


def _curve(known: Sequence[tuple[int, int]]) -> tuple[list[float], list[float]]:
    """Heart rate over minutes; what is missing leaves a hole."""
    minutes: list[float] = []
    beats: list[float] = []
    for place, (t_s, bpm) in enumerate(known):
        if place and t_s - known[place - 1][0] > LONGEST_STEP_S:
            minutes.append(t_s / 60.0)
            beats.append(float("nan"))
        minutes.append(t_s / 60.0)
        beats.append(float(bpm))
    return minutes, beats


def _prepare(axes: Axes, asked: Asked, from_s: int) -> None:
    axes.axhspan(asked.band.floor_bpm, asked.band.ceiling_bpm, color=_BAND, linewidth=0.0)
    axes.axvline(from_s / 60.0, color=_WALK, linewidth=1.2)
    axes.set_ylabel("heart rate [bpm]")
    frame(axes)
