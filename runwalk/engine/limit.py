"""The runner's hard limit: the one thing that nothing silences."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.heartrate import Fault, HeartRate

_NO_HEART = (Fault.OUT_OF_RANGE, Fault.STARTING, Fault.BEATS, Fault.CADENCE_LOCK)


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """When the limit speaks.

    Attributes:
        hold_s: Heart rate stays at the limit so long [s].
        again_s: While it stays there, it is said again after so long, then after twice as long,
            and so on [s] (our choice) ...
        longest_again_s: ... but at least this often [s].
        over_s: Below the limit for so long, the next time is a new one [s] (our choice).
        below_s: Fewer seconds than this below the limit are the wobble of a heart that is there
            [s] (our choice).
        lost_s: What was heard longer ago than this counts for nothing [s] (our choice).
    """

    hold_s: int = 15
    again_s: int = 60
    longest_again_s: int = 300
    over_s: int = 30
    below_s: int = 3
    lost_s: int = 20


class HardLimit:
    """Watch one heart rate that must not be held; uses no later sample.

    Args:
        settings: When it speaks.
    """

    def __init__(self, settings: LimitSettings | None = None) -> None:
        self._settings = settings or LimitSettings()
        self._since_s: int | None = None
        self._heard_s = 0
        self._below_since_s: int | None = None
        self._next_s: int | None = None
        self._again_s = self._settings.again_s

    def must_speak(self, t_s: int, hr: HeartRate, limit_bpm: int) -> bool:
        """Tell whether to speak now.

        A level in doubt counts once it is believed: then it has been the heart all along. Neither
        an artefact nor a short silence ends what has begun.

        Args:
            t_s: Time [s].
            hr: The heart rate of this second.
            limit_bpm: The limit, as it is now [bpm].
        """
        settings = self._settings
        if self._since_s is not None and t_s - self._heard_s > settings.lost_s:
            self._since_s = None
        if hr.bpm is None or hr.fault in _NO_HEART:
            return False
        if hr.bpm < limit_bpm:
            if hr.is_trusted:
                self._fall_below(t_s, hr.level_s)
            return False
        if hr.is_trusted:
            self._below_since_s = None
        self._heard_s = t_s
        if self._since_s is None:
            self._since_s = t_s
        if not hr.is_trusted or t_s - self._since_s < settings.hold_s:
            return False
        if self._next_s is not None:
            if t_s < self._next_s:
                return False
            self._again_s = min(2 * self._again_s, settings.longest_again_s)
        self._next_s = t_s + self._again_s
        return True

    def _fall_below(self, t_s: int, level_s: int) -> None:
        settings = self._settings
        if self._below_since_s is None:
            self._below_since_s = max(self._heard_s, t_s - level_s) + 1
        below_s = t_s - self._below_since_s + 1
        if below_s >= settings.below_s:
            self._since_s = None
        if below_s > settings.over_s:
            self._next_s = None
            self._again_s = settings.again_s
