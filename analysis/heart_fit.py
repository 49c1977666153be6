"""How one run's heart followed its legs, fitted in hindsight: looks both ways.

The model is that of the live filter, without its freedom to wander::

    h' = (D(t - dead time) - h) / tau
    D = level + gain * power + warm-up * exp(-t / 400 s) + drift * (t - 540 s)+

The warm-up term takes up what a recorded heart does in its first minutes beside its kinetics;
without it time constants of recorded runs differ twice as much from run to run.

Strategy: for a time constant and a dead time everything else is linear, so both are sought on a
grid that gets finer, and the rest by least squares at each point (variable projection). Heart rate
strays for minutes for reasons of its own, so neighbouring residuals are alike; they are taken as a
first-order autoregression, estimated in turns with the fit (Prais and Winsten's transformation, by
iteration as in Cochrane and Orcutt 1949), and what that leaves is covered by standard errors that
allow for autocorrelation over two minutes (the kernel of Newey and West 1987).

Power is that which the engine knew: speed smoothed over 4 s, grade, and the cost of the gait. The
dead time is counted from there.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.bins import Bins
from analysis.trace import Floats, Trace, answered, delayed, held, trace_of
from runwalk.engine.profile import RANGES, HeartProfile, Learned
from runwalk.engine.sample import Sample
from runwalk.recording.recording import LONGEST_STEP_S

REFERENCE_W_PER_KG: Final = 9.0
"""Effort at which demand is told [W/kg]: some 2.5 m/s on the level."""

BIN_S: Final = 5
DRIFT_FROM_S: Final = 540

_LEAST_MIN = 15.0
_WARM_UP_S = 400.0  # our choice, on 40 recorded runs
_FADES_S = 180  # what is unknown of the legs is forgotten by the heart after so long
_MOST_DOUBTED_RATIO = 0.10
_LEAST_POWER_SD = 0.4  # W/kg
_MOST_RESIDUAL_BPM = 10.0
_STRAY_BPM = 8.0
_TAU_S = (6.0, 180.0)
_DEAD_TIME_S = (0.0, 30.0)
_INNER_DEAD_TIME_S = (0.2, 29.8)
_ROUNDS = 3  # of fit and autocorrelation, in turns
_HAC_BINS = 120 // BIN_S
_HIGHEST_RHO = 0.97
_LEAST_OF_BOTH_S = 120  # walking and running, for the usual of each
_DRIFT_LEAST_S = 600  # so much must lie behind 540 s for drift to be told from level

# What the data can tell (our choice): a number known worse than this is no news.
_MOST_SD = {
    "dead_time_s": 5.0,
    "gain_bpm_per_w_per_kg": 2.0,
    "demand_bpm": 6.0,
    "walk_gain_bpm": 6.0,
}
_MOST_TAU_RATIO = 0.35


class Why(StrEnum):
    """Why a run tells nothing of its heart."""

    NO_HEART_RATE = "no_heart_rate"
    NO_SPEED = "no_speed"
    TOO_SHORT = "too_short"
    ARTEFACTS = "artefacts"
    TOO_EVEN = "too_even"
    NOT_THE_LEGS = "not_the_legs"
    DOES_NOT_CONVERGE = "does_not_converge"


SENTENCES: Final = {
    Why.NO_HEART_RATE: "there is no heart rate in it",
    Why.NO_SPEED: "speed is unknown for most of it",
    Why.TOO_SHORT: f"fewer than {_LEAST_MIN:.0f} minutes of it have both heart rate and speed",
    Why.ARTEFACTS: "too many readings of the strap are doubtful",
    Why.TOO_EVEN: "the effort hardly changed, so nothing shows how the heart follows",
    Why.NOT_THE_LEGS: "heart rate went its own way, whatever the legs did",
    Why.DOES_NOT_CONVERGE: "no time constant that a heart could have fits it",
}
"""Each refusal in words for people, to be read after the run's name."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A run that tells nothing.

    Attributes:
        why: The reason.
    """

    why: Why

    @property
    def words(self) -> str:
        """The reason in words."""
        return SENTENCES[self.why]


@dataclass(frozen=True, slots=True)
class Told:
    """A number, and its standard error."""

    value: float
    se: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartFit:
    """One run's heart. Every number is told, however badly it is known; see :meth:`profile`.

    Attributes:
        tau_s: Time constant [s].
        dead_time_s: Dead time, counted from the engine's smoothed power [s].
        gain_bpm_per_w_per_kg: What one W/kg adds [bpm per W/kg].
        demand_bpm: Where heart rate settles at 9 W/kg, before drift [bpm].
        drift_bpm_per_h: Slope from 540 s on [bpm/h]; None where the run is too short for it.
        walk_gain_bpm: What the usual walk adds to the usual run [bpm]; None without both.
        disturbance_sd_bpm: How far minute means of heart rate lie from the model (standard
            deviation) [bpm].
        residual_sd_bpm: How far 5-s means do [bpm].
        stray_ratio: Share of the 5-s means that lie more than 8 bpm from the model.
        residual_lag1: Correlation of neighbouring residuals, 5 s apart.
        first_bpm: What the model's heart had at the start [bpm].
        minutes: Time with heart rate and power [min].
    """

    tau_s: Told
    dead_time_s: Told
    gain_bpm_per_w_per_kg: Told
    demand_bpm: Told
    drift_bpm_per_h: Told | None
    walk_gain_bpm: Told | None
    disturbance_sd_bpm: float
    residual_sd_bpm: float
    stray_ratio: float
    residual_lag1: float
    first_bpm: float
    minutes: float

    def told(self) -> dict[str, Told]:
        """What the data can tell well enough, by the names of a HeartProfile's fields."""
        known = {"tau_s": self.tau_s} if self.tau_s.se <= _MOST_TAU_RATIO * self.tau_s.value else {}
        for name, most in _MOST_SD.items():
            one: Told | None = getattr(self, name)
            if one is not None and one.se <= most:
                known[name] = one
        if not _is_inside(self.dead_time_s.value, _INNER_DEAD_TIME_S):
            known.pop("dead_time_s", None)  # it would have to be shorter, or longer
        strays = self.disturbance_sd_bpm
        known["disturbance_sd_bpm"] = Told(strays, strays / math.sqrt(2.0 * self.minutes))
        return {name: one for name, one in known.items() if _is_inside(one.value, RANGES[name])}

    def profile(self) -> HeartProfile:
        """What this run alone tells of the heart."""
        return HeartProfile(
            **{
                name: Learned(value=one.value, sd=max(one.se, 1e-3))
                for name, one in self.told().items()
            }
        )


def fit_heart(samples: Sequence[Sample]) -> HeartFit | Refusal:
    """Fit one run; looks both ways.

    Args:
        samples: A run's seconds, as a Recording holds them.

    Returns:
        The fit, or why there is none. A fit tells by :meth:`HeartFit.told` what of it is known.
    """
    if not samples:
        return Refusal(Why.NO_HEART_RATE)
    trace = trace_of(samples)
    if (why := _refused(trace)) is not None:
        return Refusal(why)
    run = _Binned.of(trace)
    if run.minutes < _LEAST_MIN:
        return Refusal(Why.TOO_SHORT)
    if float(np.std(run.power[run.bins.is_used])) < _LEAST_POWER_SD:
        return Refusal(Why.TOO_EVEN)
    rho, tau_s, dead_time_s = 0.8, 50.0, 8.0
    for _ in range(_ROUNDS):
        tau_s, dead_time_s = _search(run, rho)
        rho = _lag1(run, run.residuals(tau_s, dead_time_s, rho))
    if not 1.05 * _TAU_S[0] < tau_s < 0.95 * _TAU_S[1]:
        return Refusal(Why.DOES_NOT_CONVERGE)
    return _judged(run, trace, tau_s, dead_time_s, rho)


def _refused(trace: Trace) -> Why | None:
    """What can be seen before any fit."""
    heard_s = int(np.isfinite(trace.hr_bpm).sum())
    known_s = int(np.isfinite(trace.pace_w_per_kg).sum())
    if heard_s == 0:
        return Why.NO_HEART_RATE
    if known_s < 0.5 * heard_s:
        return Why.NO_SPEED
    if trace.doubted_count > _MOST_DOUBTED_RATIO * trace.heard_count:
        return Why.ARTEFACTS
    return None


@dataclass(frozen=True, slots=True)
class _Binned:
    """What is fitted: 5-s means of heart rate, and the power of every second.

    Attributes:
        power: Shape (n_seconds,) [W/kg]; held where it was unknown.
        bins: Bins with a second or more that counts.
        hr_bpm: Mean heart rate of these, shape (n_bins,) [bpm].
        has_drift: Whether the run is long enough to tell drift from level.
        answers: First-order answers to the power that were asked for before, by time constant.
    """

    power: Floats
    bins: Bins
    hr_bpm: Floats
    has_drift: bool
    answers: dict[float, Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, trace: Trace) -> _Binned:
        power, is_known = held_power(trace.pace_w_per_kg + trace.hill_w_per_kg)
        whole = len(power) // BIN_S * BIN_S
        hr_bpm = trace.hr_bpm[:whole]
        bins = Bins(np.isfinite(hr_bpm) & is_known[:whole], BIN_S, least_s=1)
        later_s = int(bins.is_used[DRIFT_FROM_S:].sum())
        return cls(power[:whole], bins, bins.mean(hr_bpm), later_s > _DRIFT_LEAST_S)

    @property
    def minutes(self) -> float:
        return self.bins.used_s / 60.0

    def columns(self, tau_s: float, dead_time_s: float) -> Floats:
        """What each linear number does to the bins, shape (n_bins, 4 or 5)."""
        seconds = np.arange(len(self.power), dtype=np.float64)
        if tau_s not in self.answers:
            self.answers[tau_s] = answered(self.power, tau_s)
        columns = [
            np.ones_like(seconds),
            delayed(self.answers[tau_s], dead_time_s),
            np.exp(-seconds / tau_s),
            np.exp(-seconds / _WARM_UP_S),
        ]
        if self.has_drift:
            columns.append(np.maximum(seconds - DRIFT_FROM_S, 0.0) / 3600.0)
        return np.column_stack([self.bins.mean(one) for one in columns])

    def residuals(self, tau_s: float, dead_time_s: float, rho: float) -> Floats:
        """How far the bins lie from the best of these, shape (n_bins,) [bpm]."""
        columns = self.columns(tau_s, dead_time_s)
        return np.asarray(self.hr_bpm - columns @ self.fitted(columns, rho))

    def fitted(self, columns: Floats, rho: float) -> Floats:
        """The linear numbers with the least squares, shape (4 or 5,)."""
        whitened = self.bins.whitened
        return _least_squares(whitened(columns, rho), whitened(self.hr_bpm, rho))


def held_power(power: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Hold power through its holes; tell where it was known well enough for the heart.

    Args:
        power: Shape (n_seconds,) [W/kg]; NaN where unknown.

    Returns:
        Power without holes, and which seconds count: after a hole longer than 10 s, those of
        the next three minutes do not, for the heart still answers to what nobody saw.
    """
    counts = np.ones(len(power), dtype=bool)
    missing_s = unknown_s = 0
    for t_s, is_known in enumerate(np.isfinite(power)):
        if is_known:
            unknown_s = _FADES_S if missing_s > LONGEST_STEP_S else max(unknown_s - 1, 0)
            missing_s = 0
        else:
            missing_s += 1
        counts[t_s] = missing_s <= LONGEST_STEP_S and unknown_s == 0
    return held(power), counts


def _least_squares(columns: Floats, values: Floats) -> Floats:
    return np.asarray(np.linalg.lstsq(columns, values, rcond=None)[0])


def _search(run: _Binned, rho: float) -> tuple[float, float]:
    """Time constant and dead time with the least squares: a grid that gets finer."""
    values = run.bins.whitened(run.hr_bpm, rho)

    def squares(ln_tau: float, dead_time_s: float) -> float:
        columns = run.bins.whitened(run.columns(math.exp(ln_tau), dead_time_s), rho)
        off = values - columns @ _least_squares(columns, values)
        return float(off @ off)

    low, high = math.log(_TAU_S[0]), math.log(_TAU_S[1])
    points = [
        (ln_tau, dead_time_s)
        for ln_tau in np.linspace(low, high, 18).tolist()
        for dead_time_s in np.arange(_DEAD_TIME_S[0], _DEAD_TIME_S[1] + 1.0, 3.0).tolist()
    ]
    best = min((squares(*point), point) for point in points)
    ln_step, dead_step_s = (high - low) / 34.0, 1.5
    while dead_step_s > 0.1:
        around = _around(best[1], ln_step, dead_step_s, (low, high))
        best = min([best, *((squares(*point), point) for point in around)])
        ln_step, dead_step_s = ln_step / 2.0, dead_step_s / 2.0
    return math.exp(best[1][0]), best[1][1]


def _around(
    point: tuple[float, float], ln_step: float, dead_step_s: float, ln_range: tuple[float, float]
) -> Iterator[tuple[float, float]]:
    for i in (-1, 0, 1):
        for j in (-1, 0, 1):
            ln_tau, dead_time_s = point[0] + i * ln_step, point[1] + j * dead_step_s
            if (i or j) and _is_inside(ln_tau, ln_range) and _is_inside(dead_time_s, _DEAD_TIME_S):
                yield ln_tau, dead_time_s


def _lag1(run: _Binned, residuals: Floats) -> float:
    """Correlation of neighbouring residuals, held below 1."""
    follows = run.bins.follows
    now, before = residuals[follows], residuals[follows - 1]
    return min(max(float(now @ before) / max(float(before @ before), 1e-9), 0.0), _HIGHEST_RHO)


def _judged(
    run: _Binned, trace: Trace, tau_s: float, dead_time_s: float, rho: float
) -> HeartFit | Refusal:
    """Tell each number with its standard error, unless the whole is no heart's."""
    columns = run.columns(tau_s, dead_time_s)
    numbers = run.fitted(columns, rho)
    residuals = run.hr_bpm - columns @ numbers
    gain = float(numbers[1])
    if gain < RANGES["gain_bpm_per_w_per_kg"][0] or float(np.std(residuals)) > _MOST_RESIDUAL_BPM:
        return Refusal(Why.NOT_THE_LEGS)
    slopes = [
        (run.columns(tau_s * math.exp(0.02), dead_time_s) - columns) @ numbers / 0.02,
        (run.columns(tau_s, dead_time_s + 0.5) - columns) @ numbers / 0.5,
    ]
    jacobian = run.bins.whitened(np.column_stack([columns, *slopes]), rho)
    cov = _hac(jacobian, run.bins.whitened(residuals, rho))

    def se(weights: dict[int, float]) -> float:
        at = np.zeros(len(cov))
        at[list(weights)] = list(weights.values())
        return math.sqrt(max(float(at @ cov @ at), 0.0))

    linear = columns.shape[1]
    walk = _walk_gain(trace, run)
    return HeartFit(
        tau_s=Told(tau_s, tau_s * se({linear: 1.0})),
        dead_time_s=Told(dead_time_s, se({linear + 1: 1.0})),
        gain_bpm_per_w_per_kg=Told(gain, se({1: 1.0})),
        demand_bpm=Told(
            float(numbers[0]) + REFERENCE_W_PER_KG * gain, se({0: 1.0, 1: REFERENCE_W_PER_KG})
        ),
        drift_bpm_per_h=Told(float(numbers[4]), se({4: 1.0})) if run.has_drift else None,
        walk_gain_bpm=None if walk is None else Told(walk * gain, -walk * se({1: 1.0})),
        disturbance_sd_bpm=_minute_sd(run, residuals),
        residual_sd_bpm=float(np.std(residuals)),
        stray_ratio=float(np.mean(np.abs(residuals) > _STRAY_BPM)),
        residual_lag1=rho,
        first_bpm=float(columns[0] @ numbers),
        minutes=run.minutes,
    )


def _hac(jacobian: Floats, residuals: Floats) -> Floats:
    """Covariance of the numbers, with Bartlett's kernel over two minutes (Newey and West 1987)."""
    scores = jacobian * residuals[:, np.newaxis]
    middle = scores.T @ scores
    for lag in range(1, min(_HAC_BINS, len(scores) - 1) + 1):
        weight = 1.0 - lag / (_HAC_BINS + 1.0)
        cross = scores[lag:].T @ scores[:-lag]
        middle += weight * (cross + cross.T)
    bread = np.linalg.pinv(jacobian.T @ jacobian)
    rows, numbers = jacobian.shape
    return np.asarray(bread @ middle @ bread * (rows / (rows - numbers)))


def _walk_gain(trace: Trace, run: _Binned) -> float | None:
    """Power of the usual walk minus that of the usual run [W/kg]; None without both.

    Standing costs nothing by definition, and is no walk.
    """
    is_walk = held(trace.is_walk)[: len(run.power)] > 0.0
    walk, running = run.power[is_walk & (run.power > 0.0)], run.power[~is_walk]
    if min(len(walk), len(running)) < _LEAST_OF_BOTH_S:
        return None
    apart = float(np.median(walk) - np.median(running))
    return apart if apart < 0.0 else None


def _minute_sd(run: _Binned, residuals: Floats) -> float:
    """Standard deviation of minute means of the residuals [bpm]."""
    minutes = run.bins.index * BIN_S // 60
    sums = np.bincount(minutes, weights=residuals)
    counts = np.bincount(minutes)
    means = sums[counts >= 6] / counts[counts >= 6]
    return max(float(np.sqrt(np.mean(means * means))), 0.1) if len(means) else 0.1


def _is_inside(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]
