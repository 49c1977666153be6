"""The highest heart rates that one run sustained, with what is no heart left out.

An archive's maximum is the maximum of its worst artefact, so nothing here trusts a number only
because it is there. Looks both ways. Four gates, all our choice:

* a second counts where the coach would trust it;
* where heart rate leaps, the run falls into pieces, and only the longest counts: the true one and
  the strap's own cannot both be;
* a second counts not where heart rate has gone along with the steps for a minute;
* a run counts not where too many readings are doubtful, or where they lie far from what the legs
  make likely (``analysis.heart_fit``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from analysis.heart_fit import HeartFit
from analysis.records import Flags, column, places
from analysis.refused import Refused
from analysis.trace import Floats, Trace
from runwalk.engine.sample import Sample
from runwalk.recording.recording import LONGEST_STEP_S

PEAK_S: Final = 30
SHORT_S: Final = 1200
HOUR_S: Final = 3600
REST_S: Final = 300
TEST_S: Final = 1800
"""Friel's test is 30 minutes, of which the last 20 count."""

MOST_TEST_CV: Final = 0.06
"""A half hour is like a test where its minutes' speeds vary by less than this (our choice)."""

SHORT_RATIO: Final = 0.95
"""Threshold heart rate over that of the best 20 minutes: a rule of thumb among coaches."""

_LEAST_KNOWN_RATIO: Final = 0.9
_LEAP_BPM: Final = 20.0
_LEAP_WITHIN_S: Final = 60
_STEPS_BPM: Final = 3.0
_STEPS_S: Final = 60
_STEPS_RATIO: Final = 0.8
_MOST_DOUBTED_RATIO: Final = 0.05
_MOST_STRAY_RATIO: Final = 0.05


class Why(StrEnum):
    """Why a run tells nothing of how high a heart can go."""

    NO_HEART_RATE = "no_heart_rate"
    TOO_MANY_ARTEFACTS = "too_many_artefacts"
    STRAYS_FROM_THE_LEGS = "strays_from_the_legs"


WORDS: Final = {
    Why.NO_HEART_RATE: "There is no heart rate in it that can be trusted.",
    Why.TOO_MANY_ARTEFACTS: "Too many of its readings are no heart.",
    Why.STRAYS_FROM_THE_LEGS: "Too many of its readings lie far from what the legs make likely.",
}
"""Each reason in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peaks:
    """What one run sustained; None where no such stretch of it can be trusted.

    Attributes:
        peak_bpm: Highest mean over 30 s [bpm].
        hour_bpm: Highest mean over an hour [bpm].
        short_bpm: Highest mean over 20 minutes [bpm].
        test_bpm: Highest mean over the last 20 of 30 minutes at an even speed [bpm].
        low_bpm: Lowest mean over 5 minutes [bpm].
    """

    peak_bpm: float | None
    hour_bpm: float | None
    short_bpm: float | None
    test_bpm: float | None
    low_bpm: float | None

    @property
    def threshold_bpm(self) -> float | None:
        """The highest that one of the rules for the threshold makes of it [bpm]."""
        short = None if self.short_bpm is None else SHORT_RATIO * self.short_bpm
        told = [one for one in (self.hour_bpm, self.test_bpm, short) if one is not None]
        return max(told, default=None)


def peaks_of(
    samples: Sequence[Sample], trace: Trace, fit: HeartFit | None = None
) -> Peaks | Refused[Why]:
    """Find what a run sustained.

    Args:
        samples: In order of time; at least one.
        trace: The same run on seconds.
        fit: How the heart followed the legs, where that could be fitted.

    Source: Friel's test (30 minutes alone, all out, the mean of the last 20) as told by
    joefrielsblog.com (2011) and 220 Triathlon; the rest is our choice.
    """
    if trace.doubted_count > _MOST_DOUBTED_RATIO * trace.heard_count:
        return Refused(Why.TOO_MANY_ARTEFACTS, WORDS[Why.TOO_MANY_ARTEFACTS])
    if fit is not None and fit.stray_ratio > _MOST_STRAY_RATIO:
        return Refused(Why.STRAYS_FROM_THE_LEGS, WORDS[Why.STRAYS_FROM_THE_LEGS])
    hr_bpm = np.where(
        _is_one_piece(trace.hr_bpm) & ~_is_steps(samples, trace), trace.hr_bpm, np.nan
    )
    peak_bpm, low_bpm = _highest(hr_bpm, PEAK_S), _highest(-hr_bpm, REST_S)
    if peak_bpm is None:
        return Refused(Why.NO_HEART_RATE, WORDS[Why.NO_HEART_RATE])
    return Peaks(
        peak_bpm=peak_bpm,
        hour_bpm=_highest(hr_bpm, HOUR_S),
        short_bpm=_highest(hr_bpm, SHORT_S),
        test_bpm=_test(hr_bpm, trace.speed_mps),
        low_bpm=None if low_bpm is None else -low_bpm,
    )


def _is_one_piece(hr_bpm: Floats) -> Flags:
    """Which seconds belong to the longest piece without a leap, shape (n_seconds,)."""
    at = np.flatnonzero(np.isfinite(hr_bpm))
    leaps = (np.abs(np.diff(hr_bpm[at])) > _LEAP_BPM) & (np.diff(at) <= _LEAP_WITHIN_S)
    piece = np.concatenate(([0], np.cumsum(leaps))) if len(at) else at
    is_longest = piece == (np.argmax(np.bincount(piece)) if len(at) else 0)
    found = np.zeros(len(hr_bpm), dtype=bool)
    found[at[is_longest]] = True
    return found


def _is_steps(samples: Sequence[Sample], trace: Trace) -> Flags:
    """Which seconds lie in a minute in which heart rate went along with the steps."""
    steps_spm = np.full(len(trace.hr_bpm), np.nan)
    steps_spm[places(samples)] = column([one.cadence_spm for one in samples])
    apart_bpm = np.abs(trace.hr_bpm - steps_spm)
    minute = np.ones(min(_STEPS_S, len(apart_bpm)))
    known = np.convolve(np.isfinite(apart_bpm), minute, "same")
    near = np.convolve(apart_bpm <= _STEPS_BPM, minute, "same")  # NaN is not
    is_full = (known * LONGEST_STEP_S >= len(minute)) & (near >= _STEPS_RATIO * known)
    return np.asarray(np.convolve(is_full, minute, "same") > 0.5)


def _highest(values: Floats, width_s: int) -> float | None:
    """Highest mean over so many seconds of which nine in ten are known; None without."""
    means = _means(values, width_s)
    known = means[np.isfinite(means)]
    return float(known.max()) if len(known) else None


def _means(values: Floats, width_s: int) -> Floats:
    """Mean over so many seconds from each on, NaN where too few are known."""
    if len(values) < width_s:
        return np.empty(0)
    known = np.isfinite(values)
    sums = np.concatenate(([0.0], np.cumsum(np.where(known, values, 0.0))))
    counts = np.concatenate(([0], np.cumsum(known)))
    count = (counts[width_s:] - counts[:-width_s]).astype(np.float64)
    count[count < _LEAST_KNOWN_RATIO * width_s] = np.nan
    return np.asarray((sums[width_s:] - sums[:-width_s]) / count)


def _test(hr_bpm: Floats, speed_mps: Floats) -> float | None:
    """Highest mean over the last 20 of 30 minutes at an even speed [bpm]; None without."""
    minutes = np.array(
        [np.nanmean(m) if np.isfinite(m).any() else np.nan for m in _minutes(speed_mps)]
    )
    width = TEST_S // 60
    if len(minutes) < width:
        return None
    halves = np.lib.stride_tricks.sliding_window_view(minutes, width)
    is_even = np.std(halves, axis=1) < MOST_TEST_CV * np.mean(halves, axis=1)  # NaN is not
    later = _means(hr_bpm, SHORT_S)[TEST_S - SHORT_S :: 60][: len(halves)]
    told = later[is_even[: len(later)] & np.isfinite(later)]
    return float(told.max()) if len(told) else None


def _minutes(values: Floats) -> Floats:
    return values[: len(values) // 60 * 60].reshape(-1, 60)
