"""TCX and GPX files to Recordings; which of the two it is, is told by the elements."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from runwalk.errors import RecordingError
from runwalk.recording.gpx_reader import GpxListener
from runwalk.recording.recording import Problem, Recording
from runwalk.recording.tcx_reader import TcxListener
from runwalk.recording.track import recording_of
from runwalk.recording.xml_stream import XmlRefusedError, listen

_LISTENERS: dict[str, type[TcxListener | GpxListener]] = {
    **dict.fromkeys(("gpx", "trk", "trkseg", "trkpt"), GpxListener),
    **dict.fromkeys(
        ("TrainingCenterDatabase", "Activity", "Lap", "Track", "Trackpoint"), TcxListener
    ),
}
_SHOWN_LETTERS = 40


def xml_recording(
    pieces: Iterable[bytes],
    path: Path,
    *,
    most_points: int,
    problems: Sequence[Problem] = (),
) -> Recording:
    """Read a TCX or a GPX file, whole or damaged, piece by piece.

    Args:
        pieces: All of it.
        path: Where it came from.
        most_points: How many points are kept.
        problems: Where something is told while the pieces are taken; looked at afterwards.

    Raises:
        RecordingError: It is XML of another kind, or holds no point with a time.
    """
    door = _Door(most_points)
    try:
        found = listen(pieces, door)
    except XmlRefusedError as error:
        raise RecordingError(path, str(error)) from error
    heard = door.behind
    told = [*problems, *found]
    if heard is None or not heard.points.times_s:
        raise RecordingError(path, _why_empty(heard, told))
    told += [
        Problem(what=f"{what}: {count}", lost=lost)
        for count, what, lost in (
            (heard.timeless_count, "points without a time", "what they told"),
            (heard.clock.zoneless_count, "times without a zone, taken for UTC", ""),
        )
        if count
    ]
    return recording_of(
        heard.points,
        path=path,
        problems=told,
        laps=heard.laps,
        devices=heard.devices,
        utc_offset_s=heard.clock.utc_offset_s,
    )


class _Door:
    """Lets the first element pick who listens, and hands everything on."""

    def __init__(self, most_points: int) -> None:
        self.behind: TcxListener | GpxListener | None = None
        self._most_points = most_points

    @property
    def has_enough(self) -> bool:
        return self.behind is not None and self.behind.has_enough

    def begin(self, name: str, attributes: Mapping[str, str], parent: str) -> None:
        if self.behind is None:
            if name not in _LISTENERS:
                shown = ascii(name[:_SHOWN_LETTERS]).strip("'")
                raise XmlRefusedError(f"is XML of another kind (<{shown}>), neither TCX nor GPX")
            self.behind = _LISTENERS[name](self._most_points)
        self.behind.begin(name, attributes, parent)

    def end(self, name: str, text: str, parent: str) -> None:
        if self.behind is not None:
            self.behind.end(name, text, parent)

    def forget(self) -> None:
        if self.behind is not None:
            self.behind.forget()


def _why_empty(heard: TcxListener | GpxListener | None, told: Sequence[Problem]) -> str:
    """Why there is no second of anything, in words for people."""
    if heard is not None and heard.timeless_count:
        return "holds only points without times, as a planned route does, not a recording"
    if heard is not None and heard.has_plan:
        return "holds a planned route or course, not a recording"
    because = "; ".join(dict.fromkeys(problem.what for problem in told))
    kind = "" if heard is None else f"{heard.format_name} "
    return f"holds no {kind}track points" + (f" ({because})" if because else "")
