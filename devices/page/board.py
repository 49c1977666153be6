"""What viewers are shown: the last 90 minutes, and what is true now.

A viewer has no queue. It says what it has seen last and gets all that came since, in one message;
so a slow one costs nothing, one that comes back misses nothing, and one that joins late gets the
same message, only longer. The number of a second goes with the run's own id, for after a restart
the same number is another second.

Everything here happens in one event loop.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from typing import Any

HISTORY_S = 5400
"""How many seconds a viewer that joins can see [s]: 90 minutes."""

_CUES = 20  # so many cues are kept for viewers that were away


class Board:
    """The run as its viewers see it.

    Args:
        run_id: A name that no other run has; without a hyphen.
    """

    def __init__(self, run_id: str) -> None:
        self._run_id = run_id
        self._points: deque[tuple[int, int | None, str]] = deque(maxlen=HISTORY_S)
        self._cues: deque[tuple[int, dict[str, Any]]] = deque(maxlen=_CUES)
        self._now: dict[str, Any] | None = None
        self._changed = asyncio.Event()
        self.newest = 0
        self.is_over = False

    def publish(self, told: dict[str, Any]) -> None:
        """Put up one second, as :meth:`devices.page.tell.Teller.tell` tells it."""
        self.newest += 1
        now = dict(told)
        for cue in now.pop("cues"):
            self._cues.append((self.newest, {**cue, "t_s": told["t_s"]}))
        self._points.append(
            (told["t_s"], told["heart_bpm"] if told["is_trusted"] else None, told["state"])
        )
        self._now = now
        self._wake()

    def end(self) -> None:
        """Tell everybody that the run is over."""
        self.is_over = True
        self._wake()

    async def wait(self, seen: int) -> None:
        """Wait until there is more than what was seen, or the end."""
        while self.newest <= seen and not self.is_over:
            await self._changed.wait()

    def seen(self, event_id: str) -> int:
        """Tell how much of this run somebody has seen who was last sent this id; 0 is nothing."""
        run_id, _, number = event_id.partition("-")
        if run_id != self._run_id or not (number.isascii() and number.isdigit()):
            return 0
        return int(number) if len(number) < 10 and int(number) <= self.newest else 0

    def event(self, seen: int) -> bytes:
        """Write all that came after ``seen`` as one server-sent event."""
        first = self.newest - len(self._points)
        seen = max(seen, first)
        points = [self._points[place] for place in range(seen - first, len(self._points))]
        message = {
            "run": self._run_id,
            "after": seen,
            "points": points,
            "cues": [cue for number, cue in self._cues if number > seen],
            "now": self._now,
            "is_over": self.is_over,
        }
        # json writes no line break, so nothing in the run can end the event or begin another.
        text = json.dumps(message, separators=(",", ":"))
        return f"id: {self._run_id}-{self.newest}\ndata: {text}\n\n".encode()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()
