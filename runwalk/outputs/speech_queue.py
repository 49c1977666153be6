"""What waits to be said: a place for each urgency, and nothing that is no longer true.

Rule 1: of each urgency at most one utterance waits; the newer takes its place.
Rule 2: a command takes the place of all that it outdates: a countdown and a number.
Rule 3: a waiting limit gives way to nothing but time.
Rule 4: what has waited for too long is dropped: better no word than a wrong one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from runwalk.outputs.speech import Urgency, Utterance

STALE_S: Final[Mapping[Urgency, int]] = {
    Urgency.NUMBER: 5,
    Urgency.NEWS: 15,
    Urgency.COUNTDOWN: 4,
    Urgency.COMMAND: 4,
    Urgency.LIMIT: 6,
}
"""So old may words of each urgency be when they begin [s] (our choice)."""

_OUTDATED = (Urgency.NUMBER, Urgency.COUNTDOWN, Urgency.COMMAND)


def cuts_off(new: Urgency, said: Urgency) -> bool:
    """Whether words are stopped for newer ones.

    >>> cuts_off(Urgency.COMMAND, Urgency.COMMAND), cuts_off(Urgency.NEWS, Urgency.NEWS)
    (True, False)
    """
    return new > said or new is said is Urgency.COMMAND


class SpeechQueue:
    """Utterances that wait; at most one of each urgency."""

    def __init__(self) -> None:
        self._waiting: dict[Urgency, tuple[int, Utterance]] = {}

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def tick(self, t_s: int) -> None:
        """Drop what is too old by now."""
        for urgency, (since_s, _) in tuple(self._waiting.items()):
            if t_s - since_s > STALE_S[urgency]:
                del self._waiting[urgency]

    def put(self, t_s: int, one: Utterance) -> bool:
        """Have something wait; tell whether it does."""
        if one.urgency is Urgency.COMMAND and Urgency.LIMIT in self._waiting:
            return False
        if one.urgency >= Urgency.COMMAND:
            self._drop(_OUTDATED)
        self._waiting[one.urgency] = (t_s, one)
        return True

    def take(self) -> Utterance:
        """Give the most urgent; it waits no more.

        Raises:
            ValueError: Nothing waits.
        """
        return self._waiting.pop(max(self._waiting))[1]

    def keep_commands(self) -> None:
        """Drop all that asks for nothing."""
        self._drop(urgency for urgency in Urgency if urgency < Urgency.COMMAND)

    def clear(self) -> None:
        """Drop everything."""
        self._waiting.clear()

    def _drop(self, urgencies: Iterable[Urgency]) -> None:
        for urgency in urgencies:
            self._waiting.pop(urgency, None)
