"""What else bears witness on a heart rate: its own beats, and the runner's steps.

Neither ever corrects a reading. Both speak only against one, and only when they are sure.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

from runwalk.engine.sample import Sample


@dataclass(frozen=True, slots=True, kw_only=True)
class CrosscheckSettings:
    """When beats or steps speak against a heart rate.

    Attributes:
        beats_s: Over how long beats are looked at, and must speak against it [s] ...
        told_ratio: ... if their intervals fill at least this share of it.
        beats_ratio: Heart rate above or below what they tell by more than this ratio is no heart
            rate. In 23,676 such seconds of five recordings, one in 180 is further off, and most
            of those lie in one file in which beats were missed; of 1,676 of a run, none.
        agreed_s: Only beats that have fitted for so long may speak against it [s] (our choice).
        steps_bpm: Heart rate this near to the number of steps looks like steps [bpm].
        apart_s: Looking unlike them for longer than this, it is no lock, or no more [s] (our
            choice).
    """

    beats_s: int = 8
    told_ratio: float = 0.6
    beats_ratio: float = 1.12
    agreed_s: int = 60
    steps_bpm: int = 3
    apart_s: int = 5


class BeatCheck:
    """Hold a heart rate against the intervals between its beats; uses no later sample.

    The median interval of some seconds is taken, so that single missed or extra beats do not
    count.

    Args:
        settings: When they speak against it.
    """

    def __init__(self, settings: CrosscheckSettings) -> None:
        self._settings = settings
        self._beats: deque[tuple[int, int]] = deque()  # t_s, rr_ms
        self._sum_ms = 0
        self._agreed_s = 0
        self._against_s = 0
        self.is_heard = False

    def contradicts(self, sample: Sample, dt_s: int) -> bool:
        """Take in one second; tell whether the beats speak against its heart rate."""
        settings, beats = self._settings, self._beats
        for rr_ms in sample.rr_ms:
            beats.append((sample.t_s, rr_ms))
            self._sum_ms += rr_ms
        while beats and beats[0][0] <= sample.t_s - settings.beats_s:
            self._sum_ms -= beats.popleft()[1]
        self.is_heard = self._sum_ms >= 1000 * settings.beats_s * settings.told_ratio
        bpm = sample.hr_bpm
        if bpm is None or not self.is_heard:
            return False
        if self._fits(bpm * self._sum_ms / len(beats)):
            self._agreed_s += dt_s
            self._against_s = 0
            return False
        if self._fits(bpm * sorted(rr_ms for _, rr_ms in beats)[len(beats) // 2]):
            self._against_s = 0
            return False
        self._against_s += dt_s
        return self._against_s > settings.beats_s and self._agreed_s >= settings.agreed_s

    def _fits(self, product: float) -> bool:
        """Whether heart rate times interval is a minute, more or less."""
        ratio = self._settings.beats_ratio
        return 60_000.0 / ratio <= product <= 60_000.0 * ratio


class StepCheck:
    """Notice a heart rate that goes along with the steps; uses no later sample.

    By itself that is no fault: many hearts beat as often as their runners step. It is one where the
    heart rate came to the steps by a leap.

    Args:
        settings: When it looks like steps.

    Attributes:
        matched_s: How long it has been going along with them [s].
    """

    def __init__(self, settings: CrosscheckSettings) -> None:
        self._settings = settings
        self.matched_s = 0
        self._apart_s = 0

    def watch(self, sample: Sample, dt_s: int) -> None:
        """Take in one second."""
        bpm, steps = sample.hr_bpm, sample.cadence_spm
        if bpm is None or steps is None:
            return
        if abs(bpm - steps) <= self._settings.steps_bpm:
            self.matched_s += dt_s
            self._apart_s = 0
            return
        self._apart_s += dt_s
        if self._apart_s > self._settings.apart_s:
            self.matched_s = 0
