r"""A run as a table for spreadsheets and programs: a row a second, what is missing left empty.

Marks and cues carry text from outside. A spreadsheet takes a cell that begins with ``=``, ``+``,
``-`` or ``@`` for a formula, and some split rows at other signs than the comma. So such a cell is
always JSON, begins with a bracket, and has every sign in its texts that is no letter, no digit and
none of ``_ . :`` as JSON's own ``\u`` escape. A JSON reader gives the text back as it was.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from runwalk.engine.sample import Sample
from runwalk.recording.fit_marks import encode_marks
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording, Said

COLUMNS: Final = (
    "t_s",
    "time_utc",
    "hr_bpm",
    "rr_ms",
    "speed_mps",
    "distance_m",
    "altitude_m",
    "grade",
    "cadence_spm",
    "power_w",
    "temperature_c",
    "contact",
    "marks",
    "cues",
)
"""The header; a unit ends each name that has one."""

_TEXT = re.compile(r'"((?:[^"\\]|\\.)*)"')
_SIGN = re.compile(r"\\.|[^\w.:\\]", re.ASCII)


def write_csv(path: Path, recording: Recording) -> None:
    """Write a run as comma-separated values, readable by its owner only.

    Numbers have FIT's resolution, that of :meth:`~runwalk.engine.sample.Sample.rounded`; RR
    intervals are whole milliseconds between blanks; contact is 1, 0 or empty.

    Args:
        path: Where to; nothing may be there.
        recording: What to write. Without a date, ``time_utc`` stays empty.

    Raises:
        OverflowError: It ends after the year 9999.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    said = cues_by_second(recording.cues)
    with placed(path) as part, part.open("x", newline="", encoding="ascii") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for sample in recording.samples:
            writer.writerow(_row(sample, recording.start_utc, said.get(sample.t_s, [])))


def cues_by_second(cues: Sequence[Said]) -> dict[int, list[tuple[str, str]]]:
    """Action and reason of the cues of each second that has some."""
    said: dict[int, list[tuple[str, str]]] = {}
    for cue in cues:
        said.setdefault(cue.t_s, []).append((cue.action, cue.reason))
    return said


def harmless(told: str) -> str:
    r"""The same JSON for a cell, with nothing that a spreadsheet may act on.

    >>> print(harmless('[["tag","=1+1"],["ceiling",-2]]'))
    [["tag","\u003d1\u002b1"],["ceiling",-2]]
    """
    return _TEXT.sub(lambda text: f'"{_SIGN.sub(_escaped, text[1])}"', told)


def _escaped(sign: re.Match[str]) -> str:
    found = sign[0]
    return found if found.startswith("\\") else f"\\u{ord(found):04x}"


def _row(
    sample: Sample, start_utc: datetime | None, cues: Sequence[tuple[str, str]]
) -> tuple[object, ...]:
    """The values of a second; the csv module leaves None empty."""
    return (
        sample.t_s,
        None if start_utc is None else _iso(start_utc + timedelta(seconds=sample.t_s)),
        sample.hr_bpm,
        " ".join(map(str, sample.rr_ms)),
        _rounded(sample.speed_mps, 3),
        _rounded(sample.distance_m, 2),
        _rounded(sample.altitude_m, 1),
        _rounded(sample.grade, 4),
        sample.cadence_spm,
        sample.power_w,
        sample.temperature_c,
        None if sample.contact is None else int(sample.contact),
        harmless(encode_marks(sample.marks)) if sample.marks else None,
        harmless(json.dumps(cues, separators=(",", ":"))) if cues else None,
    )


def _iso(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


def _rounded(value: float | None, digits: int) -> float | None:
    """What floating point adds far behind the resolution is cut off; -0.0 is 0.0."""
    return None if value is None else round(value, digits) + 0.0
