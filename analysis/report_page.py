"""A report as one page: a file that holds all it needs, asks no network, and runs nothing.

What a file says of itself (its name, its devices, its faults) may be hostile: every word of it goes
through :func:`plain`, and the template escapes it. No file's word goes into a figure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from analysis.drift import HindsightDrift, Refused
from analysis.report import Report
from analysis.report_ink import INKS, drawing, svg
from analysis.report_picture import (
    DRIFT_KEYS,
    NARROW,
    NOTHING,
    WIDE,
    Key,
    Shape,
    drift_figure,
    run_figure,
    run_keys,
)
from analysis.report_words import title
from runwalk import __version__
from runwalk.outputs.lines import clock
from runwalk.outputs.notes import printable
from runwalk.outputs.units import Units, distance, pace
from runwalk.recording.place import placed
from runwalk.recording.recording import Problem, Recording
from runwalk.summary import Tally

if TYPE_CHECKING:
    from matplotlib.figure import Figure

TEMPLATES: Final = Path(__file__).parent / "templates"
_LONGEST: Final = 160  # letters of what a file says that are shown; our choice
_NO_PLAN = (
    "No ceiling is known, so there are no zones and no cues. Give one with --ceiling, or write "
    "your heart rates into your settings."
)


class Named(NamedTuple):
    """Something with a name: a tile, a fact."""

    name: str
    value: str
    note: str = ""


class Table(NamedTuple):
    """Rows under heads; the first cell of each row is its name."""

    name: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A figure in both shapes, as SVG.

    Attributes:
        title: What it shows.
        keys: What its parts mean.
        wide: For a desk; safe to put into a page as it is.
        narrow: For a phone.
        note: How to read it.
    """

    title: str
    keys: tuple[Key, ...]
    wide: Any
    narrow: Any
    note: str = ""


def page_path(recording: Recording, folder: Path) -> Path:
    """Name a page after its run: after when it was, or else after its file.

    >>> page_path(Recording(samples=(), path=Path("a b.fit.gz")), Path()).name
    'a b-report.html'
    """
    start = _start(recording)
    if start is not None:
        return folder / f"{start:%Y-%m-%d-%H%M}-report.html"
    path = recording.path or Path("run")
    stem = Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem
    return folder / f"{stem}-report.html"


def write_page(path: Path, report: Report, units: Units = Units.KM) -> None:
    """Write the page, readable by its owner only.

    Args:
        path: Where to.
        report: The run.
        units: For distance and pace.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    with placed(path) as part:
        part.write_text(page(report, units), encoding="utf-8")


def page(report: Report, units: Units = Units.KM) -> str:
    """The page as HTML; the same run gives the same text.

    Args:
        report: The run.
        units: For distance and pace.
    """
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    template = environment.get_template("report.html")
    return template.render(
        page=_content(report, units),
        version=__version__,
        light=" ".join(f"--{role}: {ink.light};" for role, ink in INKS.items()),
        dark=" ".join(f"--{role}: {ink.dark};" for role, ink in INKS.items()),
    )


def plain(text: str) -> str:
    r"""What a file says, without what steers, and not too long.

    >>> plain("Runner\N{RIGHT-TO-LEFT OVERRIDE}tif.")
    'Runner\N{REPLACEMENT CHARACTER}tif.'
    """
    text = printable(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"


def _content(report: Report, units: Units) -> dict[str, Any]:
    """Everything that the template shows, in its words."""
    refused = report.drift.text if isinstance(report.drift, Refused) else ""
    return {
        "title": title(report),
        "when": " · ".join(_when(report.run.recording)),
        "meaning": tuple(_meaning(report)),
        "tiles": tuple(_tiles(report, units)),
        "run": _drawn(
            "run",
            "Heart rate in its zones, with what your legs did and what the coach would have said",
            lambda shape: run_figure(report, shape, units),
            run_keys(report),
        ),
        "nothing": NOTHING,
        "drift": _drawn(
            "drift",
            "Heart rate with the effect of pace, hills and walks taken off",
            lambda shape: drift_figure(report, shape),
            DRIFT_KEYS,
            "Each dot is the mean of half a minute, as it would have been at your mean effort. The "
            "slope is measured from minute 10 on (dotted line): before that every heart still "
            "climbs to its level.",
        ),
        "drift_refused": refused,
        "others": None,
        "others_note": "",
        "bouts": None,
        "bouts_figure": None,
        "zones": tuple(_zones(report)),
        "no_plan": _NO_PLAN,
        "cues": tuple(
            {
                "action": cue.action,
                "time": clock(cue.t_s),
                "bpm": "no signal" if cue.hr_bpm is None else f"{cue.hr_bpm} bpm",
                "text": cue.text,
            }
            for cue in report.cues
        ),
        "cues_words": _cues_words(report),
        "facts": tuple(_facts(report.run.recording)),
        "problems": tuple(map(_problem, report.run.recording.problems)),
    }


def _drawn(
    name: str,
    words: str,
    draw: Callable[[Shape], Figure | None],
    keys: tuple[Key, ...],
    note: str = "",
) -> Drawn | None:
    from markupsafe import Markup

    made = []
    for shape in (WIDE, NARROW):
        with drawing():
            figure = draw(shape)
            if figure is None:
                return None
            made.append(Markup(svg(figure, f"{name}-{shape.name}", words)))  # noqa: S704  # ours
    return Drawn(title=words, keys=keys, wide=made[0], narrow=made[1], note=note)


def _start(recording: Recording) -> datetime | None:
    """When the run began by the clock on the wall, where that is known; else in UTC."""
    if recording.start_utc is None:
        return None
    return recording.start_utc + timedelta(seconds=recording.utc_offset_s or 0)


def _when(recording: Recording) -> Iterator[str]:
    start = _start(recording)
    if start is not None:
        zone = " UTC" if recording.utc_offset_s is None else ""
        yield f"{start:%A} {start.day} {start:%B %Y, %H:%M}{zone}"
    told = (recording.sport, recording.sub_sport)
    sport = " ".join(one for one in told if one not in ("", "generic")).replace("_", " ")
    if sport:
        yield plain(sport)


def _meaning(report: Report) -> Iterator[str]:
    """What the finding means to a runner, in plain words."""
    seen = report.drift
    if isinstance(seen, Refused):
        yield "Everything else that this recording can tell stands below."
        return
    if seen.low_bpm_per_h > 0.0:
        yield (
            "Pace, hills and walk breaks are taken off: this is what heat, lost fluid and "
            "tiredness did. To hold the same heart rate, you would have had to slow down, or to "
            "walk, more and more."
        )
    elif seen.high_bpm_per_h < 0.0:
        yield (
            "Pace, hills and walk breaks are taken off. A heart rate that falls at the same effort "
            "is rare: perhaps it grew cooler, the ground grew easier in a way that nothing "
            "measured, or the strap read too high at first."
        )
    else:
        yield (
            "Pace, hills and walk breaks are taken off. What is left does not rise or fall more "
            "than chance alone may do: your heart held its level."
        )


def _tiles(report: Report, units: Units) -> Iterator[Named]:
    run = report.run
    yield Named("Time", clock(run.recording.duration_s), "from first to last second")
    tally = Tally()
    for reading in run.readings:
        tally.show(reading)
    told = tally.summary()
    total_m = told["run_m"] + told["walk_m"]
    moving_s = told["run_s"] + told["walk_s"]
    if total_m:
        yield Named(
            "Distance", distance(total_m, units), f"{pace(total_m / moving_s, units)} on average"
        )
    if moving_s:
        yield Named("Running", f"{told['run_s'] / moving_s:.0%}", f"walked {clock(told['walk_s'])}")
    band = run.readings[0].band if run.readings else None
    if band is not None:
        yield Named(
            "Above the ceiling", clock(told["above_ceiling_s"]), f"of {band.ceiling_bpm} bpm"
        )
        walks = sum(cue.action == "walk" for cue in report.cues)
        yield Named("Walk cues", f"{walks}", "that the coach gives")
    seen = report.drift
    if isinstance(seen, HindsightDrift):
        yield Named(
            "Drift",
            f"{seen.bpm_per_h:+.0f} bpm/h",
            f"95 %: {seen.low_bpm_per_h:+.0f} to {seen.high_bpm_per_h:+.0f}; "
            f"{seen.percent_per_h:+.1f} % an hour",
        )
    else:
        yield Named("Drift", "not told", "the reason stands below")


def _zones(report: Report) -> Iterator[dict[str, Any]]:
    total_s = sum(one.seconds for one in report.zones)
    for one in report.zones:
        zone = one.zone
        upper = "and above" if zone.upper_bpm is None else f"to {zone.upper_bpm - 1}"
        percent = 100.0 * one.seconds / total_s if total_s else 0.0
        yield {
            "number": zone.number,
            "name": zone.name,
            "limits": f"{zone.lower_bpm} {upper} bpm",
            "percent": f"{percent:.1f}",
            "time": clock(one.seconds),
            "share": f"{percent:.0f} %",
        }


def _cues_words(report: Report) -> str:
    if report.run.plan is None:
        return _NO_PLAN
    if not report.cues:
        return "Nothing: it keeps still where there is nothing to tell."
    count = len(report.cues)
    told = f"{count} cue{'' if count == 1 else 's'}, from the coach that speaks live"
    return f"{told}. It hears each second once and never looks ahead."


def _facts(recording: Recording) -> Iterator[Named]:
    if recording.path is not None:
        yield Named("File", plain(recording.path.name))
    for device in recording.devices:
        told = " ".join(filter(None, (device.manufacturer, device.product)))
        if told:
            yield Named("Device", plain(told))
    if recording.engine:
        yield Named("Coached by", plain(f"runwalk {recording.engine}"))
    yield Named("Seconds", f"{len(recording.samples)}")


def _problem(problem: Problem) -> str:
    return plain(f"{problem.what} ({problem.lost})" if problem.lost else problem.what)
