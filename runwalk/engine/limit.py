"""The runner's hard limit: the one thing that nothing silences."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.heartrate import Fault, HeartRate


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSettings:
    """When the limit speaks.

    Attributes:
        hold_s: Heart rate stays at the limit so long [s].
        again_s: While it stays there, it is said again after so long, then after twice as long,
            and so on [s] (our choice) ...
        longest_again_s: ... but at least this often [s].
        over_s: Below the limit for so long, the next time is a new one [s] (our choice).
    """

    hold_s: int = 15
    again_s: int = 60
    longest_again_s: int = 300
    over_s: int = 30


class HardLimit:
    """Watch one heart rate that must not be held; uses no later sample.

    Args:
        limit_bpm: The limit [bpm].
        settings: When it speaks.
    """

    def __init__(self, limit_bpm: int, settings: LimitSettings | None = None) -> None:
        self.limit_bpm = limit_bpm
        self._settings = settings or LimitSettings()
        self._since_s: int | None = None
        self._below_s: int | None = None
        self._next_s: int | None = None
        self._again_s = self._settings.again_s

    def must_speak(self, t_s: int, hr: HeartRate) -> bool:
        """Tell whether to speak now.

        A level in doubt counts once it is believed: then it has been the heart all along.
        """
        if hr.bpm is None:
            if hr.is_stale:
                self._since_s = None
            return False
        settings = self._settings
        if hr.bpm < self.limit_bpm or hr.fault is Fault.OUT_OF_RANGE:
            if not hr.is_trusted and not hr.is_stale:
                return False  # an artefact silences nothing
            self._since_s = None
            if self._below_s is None:
                self._below_s = t_s
            elif t_s - self._below_s >= settings.over_s:
                self._next_s = None
                self._again_s = settings.again_s
            return False
        self._below_s = None
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
