"""Does the runner do what was said? Advice and legs are two things.

A runner who does not is told once more, and then left alone: a recording of a run that nobody
coached must not get a cue every half minute. The hard limit is no part of this.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from runwalk.engine.drift import Outlook
from runwalk.engine.gait import Gait


@dataclass(frozen=True, slots=True, kw_only=True)
class AdherenceSettings:
    """How patient the coach is (our choice, from what runners say of nagging watches).

    Attributes:
        reaction_s: A runner needs this to follow [s].
        repeat_s: Where gait is known, a cue not followed is repeated after so long [s].
        repeat_strap_s: Where only the heart tells, after so long [s]: its answer is slow.
        drop_bpm: The heart of a walker has fallen by this when a repeat is due [bpm].
        walk_drop_bpm: A fall of this shows a walk [bpm].
        quiet_s: After being ignored the coach keeps still for so long [s]; twice as long each
            time it happens again.
        longest_quiet_s: But never longer than this [s].
        walked_s: So much walking ends the silence [s].
    """

    reaction_s: int = 4
    repeat_s: int = 30
    repeat_strap_s: int = 45
    drop_bpm: float = 3.0
    walk_drop_bpm: float = 6.0
    quiet_s: int = 600
    longest_quiet_s: int = 3600
    walked_s: int = 10


class Adherence:
    """Follow what the runner does with a walk cue; uses no later sample.

    Args:
        settings: How patient the coach is.
    """

    def __init__(self, settings: AdherenceSettings | None = None) -> None:
        self._settings = settings or AdherenceSettings()
        self._advised: deque[Gait] = deque(maxlen=self._settings.reaction_s)
        self._inferred: Gait | None = None
        self._cued_s: int | None = None
        self._has_repeated = False
        self._peak_bpm = 0.0
        self._walked_s = 0
        self._quiet_until_s: int | None = None
        self._ignored_count = 0
        self.is_left_alone = False

    @property
    def inferred(self) -> Gait | None:
        """The gait that the heart's answer shows; None where it shows nothing."""
        return self._inferred

    def gait(self, known: Gait | None) -> Gait:
        """What the legs are taken to do: as seen, as inferred, or as advised a moment ago."""
        if known is not None:
            return known
        if self._inferred is not None:
            return self._inferred
        return self._advised[0] if self._advised else Gait.RUN

    def advise(self, gait: Gait) -> None:
        """Remember what is advised in this second."""
        if self._advised and self._advised[-1] is not gait:
            self._inferred = None
        self._advised.append(gait)

    def may_cue(self, t_s: int) -> bool:
        """Tell whether a new walk cue may be spoken, or the runner wants to be left alone."""
        return self._quiet_until_s is None or t_s >= self._quiet_until_s

    def cued_walk(self, t_s: int) -> None:
        """Remember that a walk was called."""
        self._cued_s = t_s
        self._has_repeated = False
        self._peak_bpm = 0.0
        self._walked_s = 0
        self.is_left_alone = False

    def ended_walk(self) -> None:
        """Remember that the walk is over."""
        self._cued_s = None
        self.is_left_alone = False

    def follow(self, t_s: int, known: Gait | None, outlook: Outlook | None, dt_s: int) -> bool:
        """Take in one second of an advised walk; tell whether to say it once more."""
        if known is not None:
            self._inferred = None
        elif outlook is not None and self._cued_s is not None:
            self._infer(t_s, outlook)
        gait = known or self._inferred
        is_walking = gait in (Gait.WALK, Gait.STAND)
        self._walked_s = self._walked_s + dt_s if is_walking else 0
        if self._walked_s >= self._settings.walked_s:
            self.is_left_alone = False
            self._quiet_until_s = None
            self._ignored_count = 0
            self._cued_s = None
        if self._cued_s is None or gait is not Gait.RUN:
            return False
        wait_s = self._settings.repeat_s if known else self._settings.repeat_strap_s
        waited_s = t_s - self._cued_s
        if not self._has_repeated and waited_s >= wait_s:
            self._has_repeated = True
            return True
        if waited_s >= 2 * wait_s:
            self._leave_alone(t_s)
        return False

    def _infer(self, t_s: int, outlook: Outlook) -> None:
        """Read the gait off the heart's answer to the cue."""
        assert self._cued_s is not None
        settings = self._settings
        self._peak_bpm = max(self._peak_bpm, outlook.heart_bpm)
        drop_bpm = self._peak_bpm - outlook.heart_bpm
        if drop_bpm >= settings.walk_drop_bpm:
            self._inferred = Gait.WALK
        elif t_s - self._cued_s >= settings.repeat_strap_s and drop_bpm < settings.drop_bpm:
            self._inferred = Gait.RUN

    def _leave_alone(self, t_s: int) -> None:
        settings = self._settings
        quiet_s = settings.quiet_s
        for _ in range(min(self._ignored_count, 8)):
            quiet_s *= 2
        self._quiet_until_s = t_s + min(quiet_s, settings.longest_quiet_s)
        self._ignored_count += 1
        self._cued_s = None
        self.is_left_alone = True
