"""The only room of the house that reads the time; everything else is told it.

Two clocks: :func:`elapsed_ns` says how far apart two moments are, :func:`wall_time` says what the
clock on the wall shows when a run starts. The first follows the running event loop, and that is
the trick of this file: on a :class:`PacedEventLoop` time is simulated, so every ``asyncio.sleep``,
timeout, watchdog and backoff of the live stack (bleak's own too) runs through the very same code
in simulated time. A minute out of range takes milliseconds, a 75-minute run as long as one likes.
"""

from __future__ import annotations

import asyncio
import selectors
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar, TypeVarTuple

_T = TypeVar("_T")
_Ts = TypeVarTuple("_Ts")

NS_PER_S = 1_000_000_000

# A pace that was missed by more than this is given up, not caught up with: after a stopped
# terminal the run goes on at its pace instead of racing. Source: our choice.
_LATE_S = 0.25


@dataclass(frozen=True, slots=True)
class WallTime:
    """What the clock on the wall showed.

    Attributes:
        utc: The moment, timezone-aware, in UTC.
        local_offset_s: Local time minus UTC at that moment [s].
    """

    utc: datetime
    local_offset_s: int


def wall_time() -> WallTime:
    """Read the clock on the wall, once, for the start of a run."""
    utc = datetime.now(UTC)
    offset = utc.astimezone().utcoffset()
    assert offset is not None  # an aware datetime always has one
    return WallTime(utc, round(offset.total_seconds()))


def elapsed_ns() -> int:
    """Read the clock that only ever goes forward [ns]; its zero means nothing.

    On a :class:`PacedEventLoop` this is simulated time. On any other loop it also counts the time
    a computer was asleep, which :func:`time.monotonic` (and so the loop's own clock) does not on
    Linux and macOS: a lid that was shut for a minute is a minute of the run that nobody heard.

    Raises:
        RuntimeError: No event loop is running.
    """
    loop = asyncio.get_running_loop()
    if isinstance(loop, PacedEventLoop):
        return round(loop.time() * NS_PER_S)
    return _awake_or_asleep_ns()


def _awake_or_asleep_ns() -> int:
    # Linux keeps CLOCK_MONOTONIC still during suspend and has CLOCK_BOOTTIME instead; macOS lets
    # CLOCK_MONOTONIC run on (time.monotonic there is CLOCK_UPTIME_RAW); on Windows
    # time.monotonic runs on too. [clock_gettime(2), clock_gettime(3) of macOS, PEP 418]
    clock = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
    return time.monotonic_ns() if clock is None else time.clock_gettime_ns(clock)


class PacedEventLoop(asyncio.SelectorEventLoop):
    """An event loop whose time is simulated: it jumps to the next timer instead of waiting for it.

    Time stands still while callbacks run and moves only where an ordinary loop would wait. So
    with no sockets and no threads about, the same program takes the same steps in the same order
    every time, whatever the speed and however busy the computer.

    What else is in the world:

    * Sockets, pipes and ``call_soon_threadsafe`` are served as on any loop; what is ready goes
      before a jump. With ``speed=None`` a peer that answers in real time will lose every race
      against a timer of this loop: simulated hours pass between two of its packets.
    * While a job of ``run_in_executor`` (``asyncio.to_thread``) works, time stands still, so the
      job takes no time. A job that itself waits for a timer of this loop would wait for ever.
    * A subprocess is a peer in real time; on Windows a selector loop has none at all.

    Args:
        speed: Simulated seconds in one real second; None does not wait at all.

    Raises:
        ValueError: ``speed`` is not positive.
    """

    def __init__(self, speed: float | None = None) -> None:
        self._pace = _PacedSelector(speed)
        super().__init__(self._pace)
        if speed is not None and not speed > 0:
            self.close()  # a loop that was not made to its end complains when it is collected
            raise ValueError(f"speed must be positive, or None not to wait at all, got {speed}")

    def time(self) -> float:
        """Tell the simulated time [s] since this loop was made."""
        return self._pace.now_s

    def run_in_executor(
        self,
        executor: Executor | None,
        func: Callable[[*_Ts], _T],
        *args: *_Ts,
    ) -> asyncio.Future[_T]:
        """Hand work to a thread and hold the time until it is done."""
        job: asyncio.Future[_T] = super().run_in_executor(executor, func, *args)
        self._pace.jobs += 1
        job.add_done_callback(self._job_done)
        return job

    def _job_done(self, _job: asyncio.Future[Any]) -> None:
        self._pace.jobs -= 1

    async def shutdown_default_executor(
        self,
        timeout: float | None = None,  # noqa: ASYNC109  # the signature of Python 3.12
    ) -> None:
        """Wait for the threads without a timeout: it would be over at once in simulated time."""
        await super().shutdown_default_executor()


class _PacedSelector(selectors.DefaultSelector):
    """The place where an event loop waits, and so the place where simulated time goes by."""

    def __init__(self, speed: float | None) -> None:
        super().__init__()
        self.now_s = 0.0
        self.jobs = 0
        self._speed = speed
        self._anchor = (time.monotonic(), 0.0)  # a real moment and the simulated one it stands for

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        ready = super().select(0)
        if ready or (timeout is not None and timeout <= 0):
            return ready
        if timeout is None or self.jobs:
            # No timer to jump to, or a thread at work: only something from outside can go on.
            return super().select(None)
        if self._speed is None:
            self.now_s += timeout
            return ready
        return self._wait(timeout, self._speed)

    def _wait(self, timeout: float, speed: float) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for the moment that stands for ``timeout`` from now, or for something to be ready.

        The moment is counted from an anchor, not from now, so that a millisecond lost here and
        there (computing, rounding in the kernel) does not add up over a run.
        """
        real_s, simulated_s = self._anchor
        due_s = real_s + (self.now_s + timeout - simulated_s) / speed
        left_s = due_s - time.monotonic()
        if left_s < -_LATE_S:
            self._anchor = (time.monotonic(), self.now_s + timeout)
        ready = super().select(max(0.0, left_s))
        gone_s = timeout if not ready else timeout - (due_s - time.monotonic()) * speed
        self.now_s += min(max(0.0, gone_s), timeout)
        return ready


def run(main: Coroutine[Any, Any, _T], *, speed: float | None = 1.0) -> _T:
    """Run ``main`` to its end and hand back its result, as :func:`asyncio.run` does.

    Args:
        main: What to run.
        speed: 1.0 for ordinary time on an ordinary loop; N for N simulated seconds in a real one;
            None for no waiting at all. The last two are a :class:`PacedEventLoop`.

    >>> run(asyncio.sleep(3600, "an hour later"), speed=None)
    'an hour later'
    """
    factory = None if speed == 1.0 else lambda: PacedEventLoop(speed)
    with asyncio.Runner(loop_factory=factory) as runner:
        return runner.run(main)
