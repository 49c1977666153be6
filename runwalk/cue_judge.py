"""Were the walk cues of a run needed, and did they come in time? Told with hindsight of a minute.

A walk that is called before the ceiling should turn the heart just below it. So each walk cue is
judged by the highest trusted heart rate of the minute after it, or until the cue to run if that
comes before:

* *needed*: that peak came within 3 bpm of the ceiling, or above it, although there was a cue;
* *lead error*: that peak minus the ceiling [bpm]. Above zero the cue came late or was not obeyed,
  far below zero it came too early.

Cues at the hard limit, by the clock, by a workout or a hill, and in a walk that goes on, are no
predictions and not judged.
All of it is our choice; nobody can know what the heart had done without the cue.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.recording.recording import LONGEST_STEP_S

WITHIN_S = 60
NEAR_BPM = 3.0
_SEEN_S = 20  # after a cue with fewer trusted seconds than that nothing is known
_NO_PREDICTION = (
    Reason.LIMIT,
    Reason.TIME,
    Reason.NOT_RECOVERING,
    Reason.WORKOUT,
    Reason.STEEP,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class CueQuality:
    """How good the walk cues of a run were.

    Attributes:
        judged: How many could be judged.
        needed: How many of them were needed.
        lead_error_bpm: Mean peak after the cue minus the ceiling [bpm]; None where none was judged.
        lead_error_sd_bpm: Its standard deviation over cues [bpm]; None below two cues.
    """

    judged: int
    needed: int
    lead_error_bpm: float | None
    lead_error_sd_bpm: float | None


class CueJudge:
    """Judge walk cues while a run goes by; memory does not grow with it."""

    def __init__(self) -> None:
        self._cue_s: int | None = None
        self._last_s = 0
        self._ceiling_bpm = 0
        self._peak_bpm = 0
        self._seen_s = 0
        self._judged = self._needed = 0
        self._mean_bpm = self._squares = 0.0

    def show(self, reading: Reading) -> None:
        """Take in one second."""
        t_s, hr = reading.sample.t_s, reading.hr
        cues = [cue for cue in reading.cues if _is_judged(cue)]
        is_end = any(cue.action is Action.RUN for cue in reading.cues)
        if self._cue_s is not None:
            if t_s - self._cue_s > WITHIN_S or cues or is_end or reading.phase is Phase.PAUSED:
                self._judge()
            elif hr.is_trusted and hr.bpm is not None:
                self._peak_bpm = max(self._peak_bpm, hr.bpm)
                self._seen_s += min(t_s - self._last_s, LONGEST_STEP_S)
        if cues and reading.band is not None:
            self._cue_s, self._ceiling_bpm = t_s, reading.band.ceiling_bpm
            self._peak_bpm = self._seen_s = 0
        self._last_s = t_s

    def quality(self) -> CueQuality:
        """Tell how good those were that are over."""
        judged = self._judged
        return CueQuality(
            judged=judged,
            needed=self._needed,
            lead_error_bpm=self._mean_bpm if judged else None,
            lead_error_sd_bpm=math.sqrt(self._squares / (judged - 1)) if judged > 1 else None,
        )

    def _judge(self) -> None:
        self._cue_s = None
        if self._seen_s < _SEEN_S:
            return
        over_bpm = float(self._peak_bpm - self._ceiling_bpm)
        self._judged += 1
        self._needed += over_bpm >= -NEAR_BPM
        before_bpm = over_bpm - self._mean_bpm
        self._mean_bpm += before_bpm / self._judged
        self._squares += before_bpm * (over_bpm - self._mean_bpm)


def _is_judged(cue: Cue) -> bool:
    return cue.action is Action.WALK and not cue.is_repeat and cue.reason not in _NO_PREDICTION
