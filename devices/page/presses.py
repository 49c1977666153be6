"""What is pressed while a run goes on, on its way into the next Sample.

There the journal has it, and a replay of the run presses the same in the same second.
"""

from __future__ import annotations

import contextlib
import math
import threading
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import replace

from runwalk.engine.sample import Mark, MarkKind, Sample

_WAITING = 16  # so many presses may wait for the next second
_STEP_BPM = 10  # a single press moves the ceiling by no more [bpm] (our choice)
_TAG_CHARS = 40


class Presses:
    """Presses that wait for the next second; any thread may press."""

    def __init__(self) -> None:
        self._waiting: deque[Mark] = deque()
        self._lock = threading.Lock()

    def press(self, kind: str, value: object = None) -> None:
        """Take a press.

        Raises:
            ValueError: There is no such mark, it has no such value, or too many wait.
        """
        mark = _mark(kind, value)
        with self._lock:
            if len(self._waiting) >= _WAITING:
                raise ValueError("too many presses in one second")
            self._waiting.append(mark)

    def take(self) -> tuple[Mark, ...]:
        """Hand over what waits."""
        with self._lock:
            taken = tuple(self._waiting)
            self._waiting.clear()
        return taken


async def with_presses(
    samples: AsyncGenerator[Sample, None], presses: Presses
) -> AsyncGenerator[Sample, None]:
    """Put what was pressed into the next Sample, behind the marks that it has."""
    async with contextlib.aclosing(samples):
        async for sample in samples:
            marks = presses.take()
            yield replace(sample, marks=(*sample.marks, *marks)) if marks else sample


def _mark(kind: str, value: object) -> Mark:
    try:
        known = MarkKind(kind)
    except ValueError:
        raise ValueError(
            f"there is no mark of this kind; there are {', '.join(MarkKind)}"
        ) from None
    match known, value:
        case MarkKind.CEILING, int() | float() if _is_within(value, -_STEP_BPM, _STEP_BPM):
            return Mark(known, value)
        case MarkKind.RPE, int() | float() if _is_within(value, 0, 10):
            return Mark(known, value)
        case MarkKind.TALK, "ok" | "hard":
            return Mark(known, str(value))
        case MarkKind.TIMER_MODE, None | "on" | "off":
            return Mark(known, None if value is None else str(value))
        case MarkKind.TAG, str() if 0 < len(value) <= _TAG_CHARS and value.isprintable():
            return Mark(known, value)
        case (
            MarkKind.CEILING | MarkKind.RPE | MarkKind.TALK | MarkKind.TIMER_MODE | MarkKind.TAG,
            _,
        ):
            raise ValueError(f"a mark {known.value!r} has no such value")
        case _, None:
            return Mark(known)
    raise ValueError(f"a mark {known.value!r} takes no value")


def _is_within(value: float, low: float, high: float) -> bool:
    return not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
