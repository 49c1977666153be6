"""Tells a slow listener from a thread of its own, so that a run waits for nobody.

A terminal that is held (Ctrl-S), a pipe that nobody reads, a connection that hangs: writing to one
of them takes as long as it likes. Here it takes it from itself. How far it has fallen behind is
measured in the seconds of the run, so no clock is needed.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable

from runwalk.engine.coach import Reading
from runwalk.errors import DeviceError
from runwalk.session import Output, called

BEHIND_S = 30
"""Who is further behind than this is dropped [s]: a cue so old is no cue (our choice)."""

_LAST_WORDS_S = 2.0  # so long may the last lines of a run take


class Aside:
    """An output beside the run, in place of one that may be slow.

    Args:
        output: Who is slow, perhaps.
        talk: Tells a person a sentence, and may be as slow.
    """

    def __init__(self, output: Output, talk: Callable[[str], None]) -> None:
        self.name = called(output)
        self._output = output
        self._talk = talk
        self._changed = threading.Condition()
        self._waiting: deque[tuple[int, Callable[[], None]]] = deque()
        self._t_s = 0
        self._doing_s: int | None = None
        self._error: Exception | None = None
        self._is_over = False
        self._thread = threading.Thread(target=self._do_all, name="aside", daemon=True)
        self._thread.start()

    def show(self, reading: Reading) -> None:
        """Have one second told.

        Raises:
            DeviceError: The output has fallen too far behind.
            Exception: What it raised.
        """
        with self._changed:
            self._t_s = reading.sample.t_s
            if self._error is not None:
                raise self._error
            if self._doing_s is not None and self._t_s - self._doing_s > BEHIND_S:
                self._waiting.clear()
                self._is_over = True
                raise DeviceError(f"more than {BEHIND_S} s behind")
        self._put(lambda: self._output.show(reading))

    def tell(self, text: str) -> None:
        """Have a sentence told, after what waits."""
        self._put(lambda: self._talk(text))

    def close(self) -> None:
        """Tell what waits, and stop; who takes long is left alone."""
        with self._changed:
            self._is_over = True
            self._changed.notify()
        self._thread.join(_LAST_WORDS_S)

    @property
    def is_stuck(self) -> bool:
        """Whether it has been closed and still holds on to what it writes to."""
        return self._is_over and self._thread.is_alive()

    def _put(self, action: Callable[[], None]) -> None:
        with self._changed:
            if not self._is_over:
                self._waiting.append((self._t_s, action))
                self._changed.notify()

    def _do_all(self) -> None:
        try:
            while (action := self._next()) is not None:
                action()
        except Exception as error:  # noqa: BLE001  # raised again in the run, which drops us
            self._error = error

    def _next(self) -> Callable[[], None] | None:
        with self._changed:
            self._doing_s = None
            self._changed.wait_for(lambda: bool(self._waiting) or self._is_over)
            if not self._waiting:
                return None
            self._doing_s, action = self._waiting.popleft()
            return action
