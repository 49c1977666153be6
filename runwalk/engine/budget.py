"""How much the coach may say: what must be said is free, what could be said has a budget.

Free are the words that a run is led by: walk, and the run that ends a walk; the hard limit; that
the heart rate is lost or wrong; and what the runner asked for, a workout or why. All else -- a word
of drift, that the signal is back, a heads-up, a countdown, a reminder, *run a little slower* -- is
an extra. A countdown is one because the change itself is always told, and on time.

Extras keep a distance to each other and to every other word, and there are none once an hour is
full.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

from runwalk.engine.motion import Motion
from runwalk.engine.phases import Action, Cue, Reason

_HOUR_S = 3600
_FREE = (
    Reason.SIGNAL_LOST,
    Reason.SENSOR,
    Reason.WORKOUT,
    Reason.WAITING,
    Reason.UNMEASURED,
    Reason.WHY,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetSettings:
    """How much is too much. All our choice, from what runners say of nagging watches.

    Attributes:
        cues_per_h: No extra is said once an hour has had so many words, free ones counted: only
            walks, and the runs that end them, can make it a hundred.
        spacing_s: Extras are so far apart [s], but for *run a little slower*: a minute is the
            shortest time between announcements that a much used tracker lets runners choose
            (OpenTracks).
        breath_s: An extra keeps so far from any word before it [s]: a runner asked a watch for one
            beep in ten seconds at most. *Run a little slower* comes with its *run*.
        walks_per_h: Where walks come more often than this, the run is too fast, and to run slower
            is better advice than more walks: one in two and a half minutes.
        slower_again_s: That is said again after so long [s]; after twice as long each time that it
            was not heeded ...
        slower_longest_s: ... but never longer than this [s].
        heeded_ratio: Where speed is known, a run that costs no more than this share of the one
            before the advice has heeded it.
    """

    cues_per_h: int = 90
    spacing_s: int = 60
    breath_s: int = 10
    walks_per_h: float = 24.0
    slower_again_s: int = 300
    slower_longest_s: int = 1200
    heeded_ratio: float = 0.97


def is_extra(cue: Cue) -> bool:
    """Tell whether a cue is paid for from the budget; the others are always said."""
    if cue.action is Action.INFO:
        return cue.reason not in _FREE
    if cue.action is Action.EASE:
        return cue.reason is not Reason.FELT  # that one is an answer
    return cue.is_repeat


def _has_its_run(cue: Cue) -> bool:
    """Whether it comes with a cue to run, and has its own spacing."""
    return cue.action is Action.EASE and cue.reason is Reason.CEILING


class NagBudget:
    """Let through what must be said, and of the rest what there is room for; uses no later sample.

    Args:
        settings: How much is too much.
    """

    def __init__(self, settings: BudgetSettings | None = None) -> None:
        self._settings = settings or BudgetSettings()
        self._said_s: deque[int] = deque(maxlen=self._settings.cues_per_h)
        self._extra_s: int | None = None

    def spend(self, t_s: int, cues: Sequence[Cue]) -> tuple[Cue, ...]:
        """Give what is said of these, most important first: the free ones, and what has room."""
        said = []
        for cue in sorted(cues, key=is_extra):
            if is_extra(cue):
                if self._is_full(t_s):
                    continue
                if not _has_its_run(cue):
                    if not self._is_quiet(t_s):
                        continue
                    self._extra_s = t_s
            said.append(cue)
            self._said_s.append(t_s)
        return tuple(said)

    def _is_full(self, t_s: int) -> bool:
        """Whether the last hour has had all its words."""
        return len(self._said_s) == self._settings.cues_per_h and t_s - self._said_s[0] < _HOUR_S

    def _is_quiet(self, t_s: int) -> bool:
        """Whether the last extra is long past, and the last word a breath."""
        settings = self._settings
        if self._extra_s is not None and t_s - self._extra_s < settings.spacing_s:
            return False
        return not self._said_s or t_s - self._said_s[-1] >= settings.breath_s


class SlowerRule:
    """When to advise a slower run: where one walk follows another; uses no later sample.

    Args:
        settings: How often is too often.
    """

    def __init__(self, settings: BudgetSettings | None = None) -> None:
        self._settings = settings or BudgetSettings()
        self._runs_s: deque[int] = deque(maxlen=3)  # when the last of them began
        self._advised_s: int | None = None
        self._again_s = self._settings.slower_again_s
        self._power_w_per_kg = 0.0  # mean of this run
        self._power_s = 0
        self._last_w_per_kg: float | None = None  # of the run before
        self._advised_w_per_kg: float | None = None  # of the run before the advice

    def watch(self, motion: Motion) -> None:
        """Take in one second of running: what it costs, where that is known."""
        if motion.power_w_per_kg is not None:
            self._power_s += 1
            self._power_w_per_kg += (motion.power_w_per_kg - self._power_w_per_kg) / self._power_s

    def walks_per_h(self) -> float | None:
        """How often walks come, by the last two; None before there are two."""
        if len(self._runs_s) < 3:
            return None
        return 2.0 * _HOUR_S / (self._runs_s[-1] - self._runs_s[0])

    def begins(self, t_s: int) -> bool:
        """Remember that a walk ends now; tell whether the run should be slower than the last."""
        settings = self._settings
        self._runs_s.append(t_s)
        self._last_w_per_kg = self._power_w_per_kg if self._power_s else None
        self._power_s = 0
        if self._is_heeded():
            self._again_s = settings.slower_again_s
        walks_per_h = self.walks_per_h()
        if walks_per_h is None or walks_per_h <= settings.walks_per_h:
            return False
        return self._advised_s is None or t_s - self._advised_s >= self._again_s

    def advised(self, t_s: int) -> None:
        """Remember that it was said; the next time is further away, unless this one is heeded."""
        if self._advised_s is not None:
            self._again_s = min(2 * self._again_s, self._settings.slower_longest_s)
        self._advised_s = t_s
        self._advised_w_per_kg = self._last_w_per_kg

    def _is_heeded(self) -> bool:
        """Whether the run that has ended was slower than the one before the advice."""
        before, now = self._advised_w_per_kg, self._last_w_per_kg
        if before is None or now is None:
            return False
        return now <= self._settings.heeded_ratio * before
