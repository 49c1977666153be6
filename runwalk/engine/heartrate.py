"""From what the strap said to a heart rate that may be trusted.

Rule 1: no heart rate is made up. What is missing stays missing; what looks wrong is passed on as it
is, marked as not trusted, and nothing is decided by it.

Rule 2: a level is believed when it follows from the level before, or when it has held for 20 s. An
artefact that leaps is shorter than that, so none of them can cause a cue. One that creeps no faster
than a heart does cannot be told from a heart, unless the strap's own beats speak against it.

Rule 3: two levels are not believed so soon. One that leapt to the number of steps is the steps for
as long as it goes along with them. One that leapt down to half is every second beat, till it has
held for 90 s: a heart that rests looks the same, and to doubt that one only makes a walk longer.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from enum import StrEnum

from runwalk.engine.crosscheck import BeatCheck, CrosscheckSettings, StepCheck
from runwalk.engine.sample import Sample


class Fault(StrEnum):
    """What is wrong with a reading."""

    MISSING = "missing"
    STARTING = "starting"  # the first seconds of a signal: nothing to compare with yet
    OUT_OF_RANGE = "out_of_range"
    SPIKE = "spike"
    FROZEN = "frozen"
    NO_CONTACT = "no_contact"
    BEATS = "beats"  # the strap's own beats tell another number: doubled, halved, or made up
    HALVED = "halved"  # it leapt down to half
    CADENCE_LOCK = "cadence_lock"  # it leapt to the number of steps, and goes along with them


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartRate:
    """The heart rate of one second.

    Attributes:
        bpm: What the strap said [bpm]; None where it said nothing.
        is_trusted: Whether decisions may rest on it.
        trusted_s: How long readings have been trusted: no doubted one among them, no silence
            longer than ``stale_s``, no gap longer than ``sparse_s`` [s]; 0 where this one is not.
        level_s: How long the present level has held, with the time in which it was in doubt
            and without gaps longer than ``sparse_s`` [s]; 0 where it is not trusted.
        is_new_level: Whether a level is believed now that does not follow from the one before.
        age_s: Seconds since the last trusted reading [s]; None before the first.
        is_stale: Whether there has been no trusted reading for longer than ``stale_s``.
        fault: What is wrong; None where nothing is.
    """

    bpm: int | None
    is_trusted: bool
    trusted_s: int
    level_s: int
    is_new_level: bool
    age_s: int | None
    is_stale: bool
    fault: Fault | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CleanerSettings:
    """What tells an artefact from a heart.

    Attributes:
        lowest_bpm: A running human's heart does not beat slower [bpm] (our choice).
        highest_bpm: Nor faster [bpm]; 20 above the fastest of the age formulas (our choice).
        jump_bpm: Largest believable change in one second [bpm]. In 90,769 pairs of seconds of 40
            recorded runs one in 10,000 is larger.
        climb_bpm_per_s: What each further second of a climb or fall allows [bpm/s]. Over 5 s,
            one pair in 1,000 is further apart than 10 bpm and one in 10,000 than 16.
        gap_bpm_per_s: What each silent second allows [bpm/s]: less, for artefacts like to follow
            a silence (our choice); seconds beyond ``stale_s`` allow no more.
        held_jump_bpm: Once a reading is in doubt, one this close to the trusted level ends the
            doubt [bpm] ...
        held_jump_bpm_per_s: ... and what each further second allows [bpm/s]: less than before, or
            an artefact would be believed before its time (our choice).
        believe_s: A level that holds for so long is believed whatever came before [s].
        starting_s: Readings before the first is trusted [s] (our choice).
        stale_s: Silence that leaves no heart rate to speak of [s].
        sparse_s: A watch that saves memory leaves up to so many seconds between readings [s].
        frozen_s: A reading that repeats for so long may be frozen [s] ...
        frozen_ratio: ... if that is so many times the longest repetition before (our choice:
            a steady heart repeats itself too, and a watch may smooth).
        half_ratio: A leap to this share of the trusted level ...
        half_spread: ... give or take this, is a leap to half ...
        halved_s: ... and is believed only when it has held for so long [s] (all our choice).
        crosscheck: When beats or steps speak against a reading.
    """

    lowest_bpm: int = 30
    highest_bpm: int = 230
    jump_bpm: float = 5.0
    climb_bpm_per_s: float = 1.75
    gap_bpm_per_s: float = 0.5
    held_jump_bpm: float = 3.0
    held_jump_bpm_per_s: float = 0.5
    believe_s: int = 20
    starting_s: int = 10
    stale_s: int = 5
    sparse_s: int = 10
    frozen_s: int = 180
    frozen_ratio: float = 4.0
    half_ratio: float = 0.5
    half_spread: float = 0.06
    halved_s: int = 90
    crosscheck: CrosscheckSettings = field(default_factory=CrosscheckSettings)


class Cleaner:
    """Judge each reading by those before it; uses no later sample.

    Args:
        settings: What tells an artefact from a heart.
    """

    def __init__(self, settings: CleanerSettings | None = None) -> None:
        self._settings = settings or CleanerSettings()
        self._trusted: deque[tuple[int, int]] = deque(maxlen=6)  # (t_s, bpm), newest last
        self._trusted_since_s: int | None = None
        self._level_since_s = 0
        self._is_new_level = False
        self._doubted: tuple[int, int, int] | None = None  # since t_s, last t_s, last bpm
        self._repeated_s = 0
        self._longest_repeat_s = 0
        self._last_bpm: int | None = None
        self._last_t_s: int | None = None
        self._has_told_rr = False
        self._beats = BeatCheck(self._settings.crosscheck)
        self._steps = StepCheck(self._settings.crosscheck)

    def clean(self, sample: Sample) -> HeartRate:
        """Judge the reading of one second."""
        self._is_new_level = False
        dt_s = 1 if self._last_t_s is None else sample.t_s - self._last_t_s
        self._steps.watch(sample, dt_s)
        is_contradicted = self._beats.contradicts(sample, dt_s)
        fault = self._fault(sample, dt_s, is_contradicted=is_contradicted)
        self._last_t_s = sample.t_s
        if fault is None:
            assert sample.hr_bpm is not None  # a missing reading has a fault
            if self._trusted_since_s is None:
                self._trusted_since_s = sample.t_s
            if self._trusted and sample.t_s - self._trusted[-1][0] > self._settings.sparse_s:
                self._level_since_s = self._trusted_since_s = sample.t_s
            self._trusted.append((sample.t_s, sample.hr_bpm))
        age_s = sample.t_s - self._trusted[-1][0] if self._trusted else None
        is_stale = age_s is None or age_s > self._settings.stale_s
        if is_stale or fault not in (None, Fault.MISSING):
            self._trusted_since_s = None
        since_s = self._trusted_since_s
        return HeartRate(
            bpm=sample.hr_bpm,
            is_trusted=fault is None,
            trusted_s=sample.t_s - since_s + 1 if fault is None and since_s is not None else 0,
            level_s=sample.t_s - self._level_since_s + 1 if fault is None else 0,
            is_new_level=self._is_new_level,
            age_s=age_s,
            is_stale=is_stale,
            fault=fault,
        )

    def _fault(self, sample: Sample, dt_s: int, *, is_contradicted: bool) -> Fault | None:
        settings = self._settings
        bpm, t_s = sample.hr_bpm, sample.t_s
        if bpm is None:
            return Fault.MISSING
        if not settings.lowest_bpm <= bpm <= settings.highest_bpm:
            return Fault.OUT_OF_RANGE
        if self._is_frozen(sample, bpm, dt_s):
            return Fault.FROZEN
        if sample.contact is False and not sample.rr_ms and self._has_told_rr:
            return Fault.NO_CONTACT
        if is_contradicted:
            return Fault.BEATS
        if self._follows(t_s, bpm):
            if self._doubted is not None and not self._is_back(bpm):
                self._level_since_s = self._doubted[0]  # near enough to believe, but a new level
            self._doubted = None
            return None
        return self._doubt(t_s, bpm)

    def _is_frozen(self, sample: Sample, bpm: int, dt_s: int) -> bool:
        settings = self._settings
        self._has_told_rr = self._has_told_rr or bool(sample.rr_ms)
        if bpm == self._last_bpm and not sample.rr_ms:
            self._repeated_s += dt_s
        else:
            if self._last_bpm is not None and self._repeated_s < settings.frozen_s:
                self._longest_repeat_s = max(self._longest_repeat_s, self._repeated_s)
            self._repeated_s = 0
        self._last_bpm = bpm
        return self._longest_repeat_s > 0 and self._repeated_s > max(
            settings.frozen_s, settings.frozen_ratio * self._longest_repeat_s
        )

    def _follows(self, t_s: int, bpm: int) -> bool:
        """Whether a reading is believable after the trusted ones."""
        settings = self._settings
        if not self._trusted:
            return False
        last_s, last_bpm = self._trusted[-1]
        gap_s = t_s - last_s
        if gap_s > settings.believe_s:
            return False
        step_bpm = abs(bpm - last_bpm)
        if self._doubted is not None:
            return step_bpm <= settings.held_jump_bpm + settings.held_jump_bpm_per_s * (gap_s - 1)
        reach_s = min(gap_s, settings.stale_s) - 1
        if step_bpm > settings.jump_bpm + settings.gap_bpm_per_s * reach_s:
            return False
        first_s, first_bpm = self._trusted[0]  # a ramp too steep for a heart, step by small step
        span_s = t_s - first_s
        return abs(bpm - first_bpm) <= settings.jump_bpm + settings.climb_bpm_per_s * (span_s - 1)

    def _is_back(self, bpm: int) -> bool:
        """Whether a reading lies where the trusted ones were."""
        return abs(bpm - self._trusted[-1][1]) <= self._settings.held_jump_bpm

    def _doubt(self, t_s: int, bpm: int) -> Fault | None:
        """Hold a reading in doubt until its level has lasted; then believe it."""
        settings = self._settings
        is_first = not self._trusted
        if self._doubted is not None:
            since_s, last_s, last_bpm = self._doubted
            gap_s = t_s - last_s
            is_one_level = gap_s <= settings.sparse_s and (
                abs(bpm - last_bpm) <= settings.jump_bpm + settings.gap_bpm_per_s * (gap_s - 1)
            )
            if not is_one_level:
                since_s = t_s
        else:
            since_s = t_s
        self._doubted = (since_s, t_s, bpm)
        is_back = bool(self._trusted) and t_s - self._trusted[-1][0] > settings.believe_s
        wait_s = settings.starting_s - 1 if is_first else settings.believe_s
        if t_s - since_s >= wait_s:
            if self._is_steps(wait_s):
                return Fault.CADENCE_LOCK
            if not is_first and self._is_half(bpm, since_s, t_s):
                return Fault.HALVED
            self._doubted = None
            self._trusted.clear()
            self._trusted_since_s = None
            self._level_since_s = since_s  # it has been the heart all along
            self._is_new_level = not is_first
            return None
        return Fault.STARTING if is_first or is_back else Fault.SPIKE

    def _is_steps(self, wait_s: int) -> bool:
        """Whether a level that leapt there goes along with the steps; beats would show a heart."""
        return not self._beats.is_heard and 2 * self._steps.matched_s > wait_s

    def _is_half(self, bpm: int, since_s: int, t_s: int) -> bool:
        """Whether a level leapt down to half of the one before, and not long enough ago."""
        settings = self._settings
        last_s, last_bpm = self._trusted[-1]
        return (
            abs(bpm / last_bpm - settings.half_ratio) <= settings.half_spread
            and since_s - last_s <= settings.sparse_s
            and t_s - since_s < settings.halved_s
        )
