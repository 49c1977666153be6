"""Where a screen looks: the newest face, the last half hour, and what the strap tells.

The run writes from its own thread and never waits; a screen that is slow sees the newest second and
misses none of the chart. A screen that fails hands the board over to lines, and the run goes on.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from devices.faces import Faces
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Reason
from runwalk.outputs.chart import Point
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.face import CUE_S, Face
from runwalk.outputs.notes import printable
from runwalk.outputs.wording import Wording
from runwalk.recording.recording import Device
from runwalk.session import Output, called

KEPT: Final = 1800
"""So many seconds are kept for the chart."""


@dataclass(frozen=True, slots=True)
class View:
    """What there is to see.

    Attributes:
        face: The newest second; None before the first.
        points: The seconds until then, oldest first.
        news: The last that was told of strap or sound, while it is new or the signal is missing.
        is_over: Whether the run has ended.
    """

    face: Face | None
    points: tuple[Point, ...]
    news: str
    is_over: bool


class Board:
    """An output that a screen looks at.

    Args:
        wording: The runner's language.
    """

    name: Final = "the screen"

    def __init__(self, wording: Wording = ENGLISH) -> None:
        self._faces = Faces(wording)
        self._lock = threading.Lock()
        self._points: deque[Point] = deque(maxlen=KEPT)
        self._face: Face | None = None
        self._news, self._news_at_s = "", 0
        self._is_over = False
        self._wake: Callable[[], None] | None = None
        self._is_seen = True
        self._lines: tuple[Output, Callable[[str], None]] | None = None

    def show(self, reading: Reading) -> None:
        """Put one second up."""
        with self._lock:
            lines = self._lines
            self._face = self._faces.after(reading)
            bpm = reading.hr.bpm if reading.hr.is_trusted else None
            self._points.append(Point(reading.sample.t_s, bpm, reading.phase))
        if lines is not None:
            lines[0].show(reading)
        self._changed()

    def follow(self, devices: Callable[[], Sequence[Device]]) -> None:
        """Look from now on at the batteries of what takes part."""
        with self._lock:
            self._faces.devices = devices

    def tell(self, news: str) -> None:
        """Put up a sentence about the strap or the sound, made harmless for a terminal."""
        with self._lock:
            lines = self._lines
            self._news = printable(news)
            self._news_at_s = self._face.t_s if self._face is not None else 0
        if lines is not None:
            lines[1](news)
        self._changed()

    def end(self) -> None:
        """Tell that the run has ended."""
        with self._lock:
            self._is_over = True
        self._changed()

    def watch(self, wake: Callable[[], None]) -> None:
        """Be called once for any number of changes since the last look; from any thread."""
        with self._lock:
            self._wake = wake
            self._is_seen = True
        self._changed()

    def look(self) -> View:
        """See what is up."""
        with self._lock:
            self._is_seen = True
            face = self._face
            is_told = face is None or face.signal or face.t_s - self._news_at_s < CUE_S
            news = self._news if is_told else ""
            return View(face, tuple(self._points), news, self._is_over)

    def hand_over(self, lines: Output, tell: Callable[[str], None]) -> None:
        """Let lines tell from now on, and nobody look any more."""
        with self._lock:
            self._wake = None
            self._lines = (lines, tell)

    def _changed(self) -> None:
        with self._lock:
            wake = self._wake if self._is_seen else None
            self._is_seen = self._is_seen and wake is None
        if wake is not None:
            wake()


class Mute:
    """One switch for all that is heard.

    Attributes:
        is_on: Whether it keeps still.
    """

    def __init__(self) -> None:
        self.is_on = False


class Muted:
    """An output that is heard unless it is muted; the runner's hard limit always sounds.

    Args:
        output: Who is heard.
        mute: The switch.
    """

    def __init__(self, output: Output, mute: Mute) -> None:
        self.name = called(output)
        self._output = output
        self._mute = mute

    def show(self, reading: Reading) -> None:
        """Pass one second on, if it may be heard."""
        if not self._mute.is_on or any(cue.reason is Reason.LIMIT for cue in reading.cues):
            self._output.show(reading)
