"""What cues sound like: tones that are told apart without a word, over music and out of breath.

Two low beeps for a walk, three high ones for a run: low is slow. The limit is neither, but a fast
alarm of two pitches. All else is told in words and has no tone. A cue that is said again sounds
again; when that may be, the coach decides.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from runwalk.engine.phases import Action, Cue, Reason

RATE_HZ: Final = 44_100
"""Frames a second of what :meth:`Tone.frames` gives."""

_PEAK = 0.5 * 32_767  # half of what 16 bits hold: no overtones on a small loudspeaker
_RAMP_S = 0.008  # each beep swells and fades so long: a sine that is cut off clicks


@dataclass(frozen=True, slots=True)
class Beep:
    """A sine with a rest behind it.

    Attributes:
        hz: Its pitch [Hz].
        sound_s: How long it sounds [s].
        rest_s: Silence after it [s].
    """

    hz: float
    sound_s: float
    rest_s: float


@dataclass(frozen=True, slots=True)
class Tone:
    """Some beeps in a row.

    Attributes:
        name: What it says: ``walk``, ``run`` or ``limit``.
        beeps: The beeps, in order.
    """

    name: str
    beeps: tuple[Beep, ...]

    @property
    def duration_s(self) -> float:
        """How long it lasts, rests included [s]."""
        return math.fsum(beep.sound_s + beep.rest_s for beep in self.beeps)

    def frames(self) -> bytes:
        """The sound: one channel, signed 16-bit in this machine's byte order, :data:`RATE_HZ`."""
        return b"".join(_frames(beep).tobytes() for beep in self.beeps)


WALK: Final = Tone("walk", (Beep(440.0, 0.22, 0.10),) * 2)
RUN: Final = Tone("run", (Beep(880.0, 0.12, 0.07),) * 3)
LIMIT: Final = Tone("limit", (Beep(1320.0, 0.09, 0.0), Beep(660.0, 0.09, 0.04)) * 4)
"""Pitches an octave apart that small loudspeakers can play, in less than a second (our choice)."""


def tone_of(cues: Sequence[Cue]) -> Tone | None:
    """Choose the one tone of a second: the limit before a walk, a walk before a run.

    >>> tone_of((Cue(Action.INFO, Reason.DRIFT), Cue(Action.RUN, Reason.RECOVERED))).name
    'run'
    """
    if any(cue.reason is Reason.LIMIT for cue in cues):
        return LIMIT
    actions = [cue.action for cue in cues]
    if Action.WALK in actions:
        return WALK
    return RUN if Action.RUN in actions else None


def _frames(beep: Beep) -> array[int]:
    sounding = round(beep.sound_s * RATE_HZ)
    ramp = round(_RAMP_S * RATE_HZ)
    frames = array("h")
    for at in range(sounding):
        edge = min(at, sounding - 1 - at, ramp) / ramp
        loudness = _PEAK * 0.5 * (1.0 - math.cos(math.pi * edge))  # a raised cosine
        frames.append(round(loudness * math.sin(2.0 * math.pi * beep.hz * at / RATE_HZ)))
    frames.extend([0] * round(beep.rest_s * RATE_HZ))
    return frames
