"""A run in a thread of its own, beside a screen that has the main one."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from concurrent.futures import Future
from typing import Any

from devices import clock
from devices.coaching import Outcome

_PATIENCE_S = 0.2  # between two looks, so that Ctrl-C is heard meanwhile


class Background:
    """A run that goes on by itself.

    Args:
        main: The run.
        speed: As in :func:`devices.clock.run`.
        on_end: Called when it is over, from its own thread.
    """

    def __init__(
        self,
        main: Coroutine[Any, Any, Outcome],
        *,
        speed: float | None,
        on_end: Callable[[], None],
    ) -> None:
        self._main = main
        self._speed = speed
        self._on_end = on_end
        self._outcome: Future[Outcome] = Future()
        self._task: tuple[asyncio.AbstractEventLoop, asyncio.Task[Any]] | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._live, name="run", daemon=True)

    def start(self) -> None:
        """Begin the run."""
        self._thread.start()

    def stop(self) -> None:
        """End it, saved; from any thread, any number of times."""
        with self._lock:
            if self._task is not None:
                loop, task = self._task
                loop.call_soon_threadsafe(task.cancel)

    def join(self) -> None:
        """Wait for its end, from any thread."""
        self._thread.join()

    def wait(self) -> Outcome:
        """Wait for its end; Ctrl-C ends it, saved.

        Raises:
            Exception: Whatever the run raised.
        """
        while self._thread.is_alive():
            try:
                self._thread.join(_PATIENCE_S)
            except KeyboardInterrupt:
                self.stop()
        return self._outcome.result()

    def _live(self) -> None:
        try:
            self._outcome.set_result(clock.run(self._stoppable(), speed=self._speed))
        except BaseException as error:  # noqa: BLE001  # wait() raises it where it is understood
            self._outcome.set_exception(error)
        finally:
            self._on_end()

    async def _stoppable(self) -> Outcome:
        task = asyncio.current_task()
        assert task is not None  # this is one
        with self._lock:
            self._task = (asyncio.get_running_loop(), task)
        try:
            return await self._main
        finally:
            with self._lock:
                self._task = None
