"""Does the runner do what was said? Advice and legs are two things.

A runner who does not is told once more, and then left alone for ever longer: a recording of a run
that nobody coached must not get a cue every half minute. The hard limit is no part of this.
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
        patience_s: Where gait is known, so much running in an advised walk is not following it [s].
        patience_strap_s: Where only the heart tells, so much [s]: its answer is slow.
        drop_bpm: The heart of a walker has fallen by this in that time, from where it was highest
            [bpm]; one that has not goes on rising, and only then is a cue said once more.
        walk_drop_bpm: A fall of this [bpm] ...
        walk_drop_s: ... within so long shows a walk [s]: a heart that runs on wanders as far in
            many minutes. A rise of as much from the lowest since then shows a run.
        quiet_s: After being ignored the coach keeps still for so long [s]; twice as long each
            time it happens again. Where only the heart tells, being ignored once is not enough,
            and the time stays the same: a heart may just not recover.
        longest_quiet_s: But never longer than this [s].
        short_quiet_s: Who walked, but ran again too early, is asked again after so long [s].
        walked_s: So much walking is following [s].
        mixed_ratio: Who does the rarer of the two, following or not, in more than this share of the
            walks that only the heart tells of, walks by no rule that anybody knows.
    """

    reaction_s: int = 4
    patience_s: int = 30
    patience_strap_s: int = 90
    drop_bpm: float = 1.0
    walk_drop_bpm: float = 6.0
    walk_drop_s: int = 45
    quiet_s: int = 600
    longest_quiet_s: int = 3600
    short_quiet_s: int = 120
    walked_s: int = 10
    mixed_ratio: float = 0.10


class Adherence:
    """Follow what the runner does with a walk cue; uses no later sample.

    Args:
        settings: How patient the coach is.

    Attributes:
        is_left_alone: The runner was told twice and runs on; nothing is said about it any more.
        is_silent: This walk was not asked for, the runner being left alone.
        walked_s: Walking without a break until now, in an advised walk [s].
    """

    def __init__(self, settings: AdherenceSettings | None = None) -> None:
        self._settings = settings or AdherenceSettings()
        self._advised: deque[Gait] = deque(maxlen=self._settings.reaction_s)
        self._inferred: Gait | None = None
        self._runs_on = False  # through the last walk that only the heart could tell of
        self._followed_count = self._unfollowed_count = 0  # of such walks, and of parts of them
        self._lately_bpm: deque[float] = deque(maxlen=self._settings.walk_drop_s)
        self._peak_bpm = self._trough_bpm = 0.0
        self._ran_s = 0
        self.walked_s = 0
        self._has_repeated = self._has_walked = False
        self._quiet_until_s: int | None = None
        self._ignored_count = 0
        self.is_left_alone = False
        self.is_silent = False

    def may_ask_again(self, t_s: int, known: Gait | None) -> bool:
        """Tell whether a runner who is seen to run has been left alone for long enough."""
        return known is Gait.RUN and self.is_left_alone and self.may_cue(t_s)

    def runs_on(self, known: Gait | None) -> bool:
        """Tell whether the runner is seen to have run through this walk, and need not be told."""
        is_patience_over = self._ran_s >= self._settings.patience_s
        return known is Gait.RUN and (self.is_left_alone or is_patience_over)

    @property
    def inferred(self) -> Gait | None:
        """The gait that the heart's answer shows; None where it shows nothing."""
        return self._inferred

    @property
    def is_predictable(self) -> bool:
        """Whether unseen legs do what they are taken to do: as advised, or run throughout."""
        rarer = min(self._followed_count, self._unfollowed_count)
        most = self._settings.mixed_ratio * (self._followed_count + self._unfollowed_count)
        return rarer <= most

    def gait(self, known: Gait | None) -> Gait:
        """What the legs are taken to do: as seen, as inferred, or as advised a moment ago.

        Who was found to run through an advised walk is taken to run until the heart shows a walk.
        """
        if known is not None:
            return known
        if self._inferred is not None:
            return self._inferred
        return self._advised[0] if self._advised and not self._runs_on else Gait.RUN

    def advise(self, gait: Gait) -> None:
        """Remember what is advised in this second."""
        if self._advised and self._advised[-1] is not gait:
            is_unshown = self._inferred is None and self.gait(None) is Gait.WALK
            self._followed_count += gait is Gait.RUN and is_unshown
            self._inferred = None
        self._advised.append(gait)

    def may_cue(self, t_s: int) -> bool:
        """Tell whether a new walk cue may be spoken, or the runner wants to be left alone."""
        return self._quiet_until_s is None or t_s >= self._quiet_until_s

    def began_walk(self, *, is_silent: bool) -> None:
        """Remember that a walk is advised.

        Args:
            is_silent: Nothing was said, the runner being left alone.
        """
        self._lately_bpm.clear()
        self._peak_bpm = 0.0
        self._ran_s = self.walked_s = 0
        self._has_repeated = self._has_walked = False
        self.is_left_alone = self.is_silent = is_silent

    def ended_walk(self) -> None:
        """Remember that the walk is over."""
        self.is_left_alone = self.is_silent = False

    def said_again(self) -> None:
        """Remember that it was said once more."""
        self._ran_s = 0
        self._has_repeated = True

    def follow(self, t_s: int, known: Gait | None, outlook: Outlook, dt_s: int) -> bool:
        """Take in one second of an advised walk; tell whether to say it once more.

        It is wished for until it was said: see :meth:`said_again`.
        """
        heart_bpm = outlook.heart_bpm
        self._peak_bpm = max(self._peak_bpm, heart_bpm)
        drop_bpm = self._peak_bpm - heart_bpm
        if known is not None:
            self._inferred = None
        else:
            self._lately_bpm.extend([heart_bpm] * min(dt_s, self._settings.walk_drop_s))
            self._infer(heart_bpm, drop_bpm)
        gait = known or self._inferred
        if gait in (Gait.WALK, Gait.STAND):
            self.walked_s += dt_s
            is_sure = known is not None or not self.is_left_alone
            if is_sure and self.walked_s >= self._settings.walked_s:
                self._has_walked = True
                self._ran_s = self._ignored_count = 0
                self._quiet_until_s = None
                self.is_left_alone = False
            return False
        self.walked_s = 0
        self._ran_s += dt_s
        if self.is_left_alone or self._ran_s < self._patience_s(known):
            return False
        if gait is None:  # the heart has not shown yet what the legs do
            return False
        if self._has_repeated:
            self._ran_s = 0
            self._leave_alone(t_s, is_sure=known is not None)
            return False
        return drop_bpm < self._settings.drop_bpm  # else it comes down, whatever the legs do

    def _patience_s(self, known: Gait | None) -> int:
        return self._settings.patience_strap_s if known is None else self._settings.patience_s

    def _infer(self, heart_bpm: float, drop_bpm: float) -> None:
        """Read the gait off the heart's answer: it falls in a walk, and rises in a run."""
        settings = self._settings
        if self._inferred is Gait.WALK:
            self._trough_bpm = min(self._trough_bpm, heart_bpm)
            if heart_bpm < self._trough_bpm + settings.walk_drop_bpm:
                return
            self._lately_bpm.clear()
            self._found_running()
        elif max(self._lately_bpm) - heart_bpm >= settings.walk_drop_bpm:
            self._followed_count += 1
            self._inferred = Gait.WALK
            self._trough_bpm = heart_bpm
            self._runs_on = False
        elif self._ran_s >= settings.patience_strap_s - 1 and drop_bpm < settings.drop_bpm:
            self._found_running()  # or a heart that does not recover: see ``Coach``

    def _found_running(self) -> None:
        self._unfollowed_count += self._inferred is not Gait.RUN
        self._inferred = Gait.RUN
        self._runs_on = True

    def _leave_alone(self, t_s: int, *, is_sure: bool) -> None:
        settings = self._settings
        self.is_left_alone = True
        if self._has_walked:
            self._quiet_until_s = t_s + settings.short_quiet_s
            return
        self._ignored_count += 1
        if not is_sure and self._ignored_count == 1:
            return
        quiet_s = settings.quiet_s
        for _ in range(min(self._ignored_count - 1, 8) if is_sure else 0):
            quiet_s *= 2
        self._quiet_until_s = t_s + min(quiet_s, settings.longest_quiet_s)
