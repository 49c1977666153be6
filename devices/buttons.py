"""What a runner presses during a run, on any screen, until the next Sample takes it along.

A press is a mark in a Sample and nothing else. So the journal has it before the coach hears it, and
a replay says what was said live.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import AsyncGenerator
from dataclasses import replace
from typing import Final

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.sample_json import mark_from

LARGEST_STEP_BPM: Final = 10
"""So far may one press move the ceiling [bpm] (our choice: a thumb slips)."""

MOST_WAITING: Final = 16
"""So many presses may wait for the next second; more in one second is no thumb (our choice)."""

_LONGEST_TAG = 40
_PLAIN = {
    MarkKind.LAP,
    MarkKind.PAUSE,
    MarkKind.RESUME,
    MarkKind.SKIP,
    MarkKind.FINISH,
    MarkKind.WHY,
}
_WORDS = {MarkKind.TALK: ("ok", "hard"), MarkKind.TIMER_MODE: ("on", "off")}


class Buttons:
    """Takes presses from any thread, and hands them on once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting: deque[Mark] = deque()

    def press(self, kind: object, value: object = None) -> bool:
        """Take a press; tell whether there was room for it.

        There is always room for the finish.

        Args:
            kind: A :class:`~runwalk.engine.sample.MarkKind`, or its value as text.
            value: What it is made with, where the kind takes a value.

        Raises:
            ValueError: There is no such button, or it takes no such value.
        """
        mark = checked(kind, value)
        with self._lock:
            if mark.kind is MarkKind.FINISH:
                if mark not in self._waiting:
                    self._waiting.append(mark)
                return True
            if len(self._waiting) >= MOST_WAITING:
                return False
            self._waiting.append(mark)
            return True

    def take(self) -> tuple[Mark, ...]:
        """Take away what was pressed since the last time, in order."""
        with self._lock:
            marks = tuple(self._waiting)
            self._waiting.clear()
        return marks


def checked(kind: object, value: object) -> Mark:
    """Make a mark of a press, as far as a button can make one.

    Raises:
        ValueError: There is no such button, or it takes no such value.

    >>> checked("ceiling", -1)
    Mark(kind=<MarkKind.CEILING: 'ceiling'>, value=-1)
    """
    mark = mark_from(kind, value)
    match mark.kind:
        case one if one in _PLAIN:
            is_fine = mark.value is None
        case MarkKind.CEILING:
            step = mark.value
            is_fine = isinstance(step, int) and 0 < abs(step) <= LARGEST_STEP_BPM
        case MarkKind.RPE:
            is_fine = isinstance(mark.value, int | float) and 0 <= mark.value <= 10
        case MarkKind.TAG:
            text = mark.value
            is_fine = isinstance(text, str) and 0 < len(text) <= _LONGEST_TAG and text.isprintable()
        case one:
            is_fine = mark.value in _WORDS[one]
    if not is_fine:
        told = repr(mark.value)
        raise ValueError(f"{mark.kind} takes no {told if len(told) <= 40 else told[:37] + '...'}")
    return mark


async def with_presses(
    samples: AsyncGenerator[Sample, None], buttons: Buttons
) -> AsyncGenerator[Sample, None]:
    """Put what was pressed into the next Sample; a pressed finish ends the run with it.

    Args:
        samples: A Sample a second; closed at the end.
        buttons: Where the presses are.
    """
    async with contextlib.aclosing(samples):
        async for sample in samples:
            marks = buttons.take()
            yield replace(sample, marks=(*sample.marks, *marks)) if marks else sample
            if any(mark.kind is MarkKind.FINISH for mark in marks):
                return
