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
        back_s: Trusted again for so long, it is back [s].
        timed_run_s: A run bout without heart rate ends after so long [s].
        timed_walk_s: In timer mode, a walk without heart rate ends after so long [s] (one minute
            of walking, as in the beginners' ratios of 2 to 5 minutes to one).
    """

    lost_s: int = 5
    doubtful_s: int = 25
    back_s: int = 10
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

    def without_s(self, t_s: int) -> int:
        """Seconds since the last trusted reading, or since the start [s]."""
        since_s = self._trusted_s if self._trusted_s is not None else self._start_s
        return 0 if since_s is None else t_s - since_s

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
            if hr.is_trusted and hr.trusted_s >= settings.back_s:
                self._is_lost = False
                return Reason.SIGNAL_BACK
            return None
        assert self._heard_s is not None  # set in the first second
        if t_s - self._heard_s > settings.lost_s:
            self._is_lost = True
            return Reason.SIGNAL_LOST
        if self.without_s(t_s) > settings.doubtful_s:
            self._is_lost = True
            return Reason.SENSOR
        return None
