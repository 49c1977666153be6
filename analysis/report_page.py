"""A report as one page: a file that holds all it needs, asks no network, and runs nothing.

No word of the recorded file goes into a figure; where one goes into the text, see
``report_content``.
"""

from __future__ import annotations

from itertools import chain, count
from pathlib import Path
from typing import Any

from analysis import report_content as content
from analysis.bout_words import share
from analysis.load import tell_load
from analysis.page_shell import drawn, rendered
from analysis.published import tell_measures
from analysis.refused import Refused
from analysis.report import Report
from analysis.report_ink import drawing
from analysis.report_picture import (
    ALPHA1_KEYS,
    BOUT_KEYS,
    DRIFT_KEYS,
    NOTHING,
    alpha1_figure,
    bouts_figure,
    drift_figure,
    run_figure,
    run_keys,
)
from analysis.report_words import title, why_no_cues
from analysis.rr_words import tell_rr
from runwalk.outputs.units import Units
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording


def page_path(recording: Recording, folder: Path) -> Path:
    """Name a page after its run: after when it was, or else after its file.

    Where a page is there already, the next is number 2, and so on.

    >>> page_path(Recording(samples=(), path=Path("a b.fit.gz")), Path("no/such/folder")).name
    'a b-report.html'
    """
    start = content.start_of(recording)
    if start is not None:
        name = f"{start:%Y-%m-%d-%H%M}"
    else:
        path = recording.path or Path("run")
        name = Path(path.stem).stem if path.suffix.lower() == ".gz" else path.stem
    paths = (folder / f"{name}-report{ending}.html" for ending in chain(("",), count(-2, -1)))
    return next(path for path in paths if not path.exists())


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
    with drawing():
        told = _content(report, units)
    return rendered("report.html", told)


def _content(report: Report, units: Units) -> dict[str, Any]:
    """Everything that the template shows, by its names for it."""
    recording = report.run.recording
    return {
        "title": title(report),
        "when": " · ".join(content.when(recording)),
        "meaning": content.meaning(report.drift),
        "tiles": tuple(content.tiles(report, units)),
        "run": drawn(
            "run",
            content.run_title(report),
            lambda shape: run_figure(report, shape, units),
            run_keys(report),
        ),
        "nothing": NOTHING,
        "drift": drawn(
            "drift",
            content.drift_title(report.drift),
            lambda shape: drift_figure(report, shape),
            DRIFT_KEYS,
            "Each dot is the mean of half a minute, as it would have been at your mean effort. The "
            "slope is measured from minute 10 on (dotted line): before that every heart still "
            "climbs to its level.",
        ),
        "drift_refused": report.drift.text if isinstance(report.drift, Refused) else "",
        "drift_rests": tuple(content.drift_rests(report)),
        "published": content.published_table(report.decoupling),
        "measures": tuple(tell_measures(report.decoupling, units)),
        "session_words": content.session_words(report.session),
        "session": content.session_table(report.session, units),
        "bouts_words": share(report.bouts),
        "bouts": content.bouts_table(report.bouts, units),
        "bouts_figure": drawn(
            "bouts",
            "How fast heart rate rose in each run, and how far it fell after it",
            lambda shape: bouts_figure(report, shape),
            BOUT_KEYS,
            content.bouts_note(report.bouts),
        ),
        "beats": tuple(tell_rr(report.rr)),
        "beats_figure": drawn(
            "beats",
            "How each heartbeat follows from those before it: the short-term exponent alpha1",
            lambda shape: alpha1_figure(report, shape),
            ALPHA1_KEYS,
        ),
        "zones": tuple(content.zones(report)),
        "load": tuple(tell_load(report.load)),
        "no_zones": why_no_cues(report),
        "cues": tuple(content.cues(report)),
        "cues_words": content.cues_words(report),
        "facts": tuple(content.facts(recording)),
        "problems": tuple(map(content.problem, recording.problems)),
    }
