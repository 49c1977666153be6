"""What is said aloud of a second, and what may interrupt what.

The limit goes before a command to walk, run or ease, that before a countdown, that before all other
news, and a heart rate that is read out gives way to everything.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.outputs.phrases import phrase
from runwalk.outputs.wording import Wording


class Urgency(IntEnum):
    """What goes first; the higher interrupts the lower."""

    NUMBER = 0  # heart rate, read out
    NEWS = 1
    COUNTDOWN = 2
    COMMAND = 3
    LIMIT = 4


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something to say in one breath.

    Attributes:
        urgency: How urgent it is.
        text: The words.
    """

    urgency: Urgency
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceSettings:
    """What the runner wants of the voice.

    Attributes:
        command: The runner's own program and its arguments; a word may hold ``{text}``, and where
            none does, the text goes to its standard input. None takes the system's own.
        heart_rate_every_min: Heart rate is read out so often [min]; None never.
    """

    command: tuple[str, ...] | None = None
    heart_rate_every_min: float | None = None


def urgency_of(cue: Cue) -> Urgency:
    """Tell how urgent a cue is.

    >>> urgency_of(Cue(Action.INFO, Reason.HEADS_UP)).name
    'COUNTDOWN'
    """
    if cue.reason is Reason.LIMIT:
        return Urgency.LIMIT
    if cue.action is not Action.INFO or cue.part is not None:
        return Urgency.COMMAND
    is_announced = cue.reason in (Reason.HEADS_UP, Reason.COUNTDOWN)
    return Urgency.COUNTDOWN if is_announced else Urgency.NEWS


def utterances(cues: Sequence[Cue], wording: Wording) -> tuple[Utterance, ...]:
    """Put the cues of a second into breaths, the most urgent first.

    Where one of them asks for a walk, nothing asks for a run.
    """
    if any(cue.action is Action.WALK for cue in cues):
        cues = [cue for cue in cues if cue.action in (Action.WALK, Action.INFO)]
    told: dict[Urgency, list[str]] = {}
    for cue in cues:
        told.setdefault(urgency_of(cue), []).append(phrase(cue, wording))
    return tuple(Utterance(one, " ".join(told[one])) for one in sorted(told, reverse=True))


class HeartTeller:
    """Reads heart rate out from time to time, as far as it is known.

    One that cannot be trusted is never said: it waits until it can be, or until the runner goes on.

    Args:
        every_s: So often [s].
    """

    def __init__(self, every_s: float) -> None:
        self._every_s = every_s
        self._next_s: float | None = None

    def tell(self, reading: Reading, wording: Wording) -> Utterance | None:
        """Say heart rate, if it is time to; a second with a cue is none to."""
        t_s = reading.sample.t_s
        if self._next_s is None:
            self._next_s = t_s + self._every_s
        is_no_time = bool(reading.cues) or reading.phase in (Phase.PAUSED, Phase.FINISHED)
        if t_s < self._next_s or is_no_time or reading.hr.bpm is None or not reading.hr.is_trusted:
            return None
        self._next_s = t_s + self._every_s
        return Utterance(Urgency.NUMBER, wording.heart_rate.format(bpm=reading.hr.bpm))
