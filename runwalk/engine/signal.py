"""Is there a heart rate at all? One notice when it goes, one when it is back."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.heartrate import HeartRate
from runwalk.engine.phases import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalSettings:
    """What is told of the signal, and what happens without it.

    Attributes:
        lost_s: No reading for longer than this is a lost signal [s].
        doubtful_s: Readings that could not be trusted for longer than this are worth a word [s];
            longer than any artefact, which must not cause a cue.
        back_s: Trusted again for so long, it is back [s]; twice as long for each loss shortly
            before, so that a strap that comes and goes is not announced each time ...
        longest_back_s: ... but never longer than this [s] (both our choice).
        shortly_s: A loss so soon after the last return counts as one of them [s] (our choice).
        timed_run_s: A run bout without heart rate ends after so long [s].
        timed_walk_s: In timer mode, a walk without heart rate ends after so long [s] (one minute
            of walking, as in the beginners' ratios of 2 to 5 minutes to one).
    """

    lost_s: int = 5
    doubtful_s: int = 40
    back_s: int = 10
    longest_back_s: int = 160
    shortly_s: int = 300
    timed_run_s: int = 180
    timed_walk_s: int = 60


class SignalWatch:
    """Follow the signal; uses no later sample.

    Args:
        settings: What is told of it.
    """

    def __init__(self, settings: SignalSettings | None = None) -> None:
        self._settings = settings or SignalSettings()
        self._heard_s: int | None = None  # the last reading, trusted or not
        self._trusted_s: int | None = None
        self._start_s: int | None = None
        self._is_lost = False
        self._back_s = self._settings.back_s
        self._returned_s: int | None = None

    def without_s(self, t_s: int) -> int:
        """Seconds since the last trusted reading, or since the start [s]."""
        since_s = self._trusted_s if self._trusted_s is not None else self._start_s
        return 0 if since_s is None else t_s - since_s

    def restart(self, t_s: int) -> None:
        """Count silence from now on [s]: there was a gap in which nobody listened."""
        if self._start_s is not None:
            self._heard_s = t_s - 1
            self._trusted_s = t_s - 1

    def watch(self, t_s: int, hr: HeartRate) -> Reason | None:
        """Take in one second; name what is worth a word, once."""
        settings = self._settings
        if self._start_s is None:
            self._start_s = self._heard_s = t_s - 1
        if hr.bpm is not None:
            self._heard_s = t_s
        if hr.is_trusted:
            self._trusted_s = t_s
        if self._is_lost:
            if not hr.is_trusted or hr.trusted_s < self._back_s:
                return None
            self._is_lost = False
            self._returned_s = t_s
            return Reason.SIGNAL_BACK
        assert self._heard_s is not None  # set in the first second
        if t_s - self._heard_s > settings.lost_s:
            return self._lose(t_s, Reason.SIGNAL_LOST)
        if self.without_s(t_s) > settings.doubtful_s:
            return self._lose(t_s, Reason.SENSOR)
        return None

    def _lose(self, t_s: int, reason: Reason) -> Reason:
        settings = self._settings
        self._is_lost = True
        is_again = self._returned_s is not None and t_s - self._returned_s <= settings.shortly_s
        self._back_s = (
            min(2 * self._back_s, settings.longest_back_s) if is_again else settings.back_s
        )
        return reason
