"""Ways to run and walk, to hold the coach against.

A policy hears a Sample a second and says what to do. All of them but the oracle know what a watch
knows: what the strap told, and the band to stay in.
"""

from __future__ import annotations

import pickle
from typing import Final, Protocol

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach
from runwalk.engine.drift import Drift
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.simulator import Runner

_QUIET_S = 10  # a watch, too, waits before it beeps again (our choice)
_UNKNOWN_BAND: Final = Band.below(150)  # the simulator's bodies all know theirs

# The oracle's own numbers; all are our choice.
_LOOK_AHEAD_S = 60  # a heart told to walk has turned by then: reaction, dead time, slow legs
_TURNED_BPM = 3.0  # a walking heart this far below its peak stays below it
_STEEPEST_BPM_PER_S = 3.0  # no heart climbs faster, so a margin lasts this long
_RESUME_BELOW_BPM = 5.0


class Policy(Protocol):
    """Somebody who tells a runner what to do."""

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Hear a second, and say what to do; mostly nothing."""


def band_of(athlete: Athlete) -> Band:
    """The band that everybody is to keep: the coach's own."""
    return athlete.band or _UNKNOWN_BAND


class NoWalking:
    """Nobody speaks."""

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Say nothing."""
        return ()


class ClockRatio:
    """So long running, so long walking, whatever the heart does. Galloway's 4:1 by default.

    Args:
        run_s: Length of a run [s].
        walk_s: Length of a walk [s].
    """

    def __init__(self, run_s: int = 240, walk_s: int = 60) -> None:
        self._run_s = run_s
        self._cycle_s = run_s + walk_s

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Speak when the clock says so."""
        spent_s = sample.t_s % self._cycle_s
        if spent_s == self._run_s:
            return (Action.WALK,)
        return (Action.RUN,) if spent_s == 0 and sample.t_s else ()


class Beep:
    """A watch with an alert: walk above the ceiling, run when no longer above another line.

    Args:
        band: Where to stay.
        resume_bpm: The walk ends at or below this [bpm]; None is the ceiling itself, as naive as a
            watch can be.
    """

    def __init__(self, band: Band, resume_bpm: float | None = None) -> None:
        self._ceiling_bpm = band.ceiling_bpm
        self._resume_bpm = band.ceiling_bpm if resume_bpm is None else resume_bpm
        self._is_walk = False
        self._since_s = 0

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Beep where a line is crossed, never within 10 s of the last beep."""
        self._since_s += 1
        if sample.hr_bpm is None or self._since_s < _QUIET_S:
            return ()
        wants_walk = sample.hr_bpm > (self._resume_bpm if self._is_walk else self._ceiling_bpm)
        if wants_walk is self._is_walk:
            return ()
        self._is_walk, self._since_s = wants_walk, 0
        return (Action.WALK if wants_walk else Action.RUN,)


class BeepToMiddle(Beep):
    """A watch that walks from the ceiling down to the middle of the band.

    Args:
        band: Where to stay.
    """

    def __init__(self, band: Band) -> None:
        super().__init__(band, (band.floor_bpm + band.ceiling_bpm) / 2.0)


class CoachPolicy:
    """The coach of this project, as it is.

    Args:
        athlete: Who runs.
        has_speed: Whether it hears more than the strap.

    Attributes:
        drift: What it last told of drift; None before the first second.
    """

    def __init__(self, athlete: Athlete, *, has_speed: bool) -> None:
        self._coach = Coach(athlete)
        self._has_speed = has_speed
        self.drift: Drift | None = None

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Say what the coach says, ``ease`` and ``info`` too."""
        if not self._has_speed:
            sample = Sample(t_s=sample.t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms)
        reading = self._coach.step(sample)
        self.drift = reading.drift
        return tuple(cue.action for cue in reading.cues)


class Oracle:
    """Somebody who knows the runner, and all that will happen: a bound, not a rival.

    It knows the body's equations, the true heart rate, how soon the legs will obey, the hills to
    come and every die that will fall. Rule 1: walk when a walk told one second later would be too
    late, tried on a copy of the runner. Rule 2: run again 5 bpm below the ceiling, where rule 1
    still holds after it. How often it speaks does not matter to it.

    Args:
        runner: Who runs; it is copied, never moved.
    """

    def __init__(self, runner: Runner) -> None:
        self._runner = runner
        self._ceiling_bpm = float(band_of(runner.body.athlete).ceiling_bpm)
        self._is_walk = False
        self._at_ease_s = 0  # for so long no walk can be due

    def step(self, sample: Sample) -> tuple[Action, ...]:
        """Look ahead, and speak in the last second that is early enough."""
        if self._is_walk:
            if self._runner.truth.hr_bpm > self._ceiling_bpm - _RESUME_BELOW_BPM:
                return ()
            if self._peak_bpm(Action.RUN) > self._ceiling_bpm:
                return ()
            self._is_walk = False
            return (Action.RUN,)
        self._at_ease_s -= 1
        if self._at_ease_s > 0:
            return ()
        margin_bpm = self._ceiling_bpm - self._peak_bpm(None)
        if margin_bpm >= 0.0:
            self._at_ease_s = int(margin_bpm / _STEEPEST_BPM_PER_S)
            return ()
        self._is_walk, self._at_ease_s = True, 0
        return (Action.WALK,)

    def _peak_bpm(self, word: Action | None) -> float:
        """Highest heart rate if this is said now and a walk a second later [bpm]."""
        # Pickled, because ``deepcopy`` would share the dice.
        again: Runner = pickle.loads(pickle.dumps(self._runner))  # noqa: S301  # our own bytes
        if word is not None:
            again.hear(word.value)
        again.second()
        again.hear(Action.WALK.value)
        peak_bpm = again.truth.hr_bpm
        for _ in range(_LOOK_AHEAD_S):
            again.second()
            truth = again.truth
            peak_bpm = max(peak_bpm, truth.hr_bpm)
            if truth.gait is Gait.WALK and truth.hr_bpm < peak_bpm - _TURNED_BPM:
                break
        return peak_bpm
