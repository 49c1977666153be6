"""The model behind drift in hindsight: a heart that answers to effort, and rises on its own.

The model, in half-minutes::

    heart rate = level + drift * (t - 10 min) + answer(pace, hill, walk) + noise

``answer`` is a first-order lag with a dead time, the same for all three: what the gait and speed
cost on the level, what the grade adds to that, and whether the runner walks. Pace and hill have
gains of their own, for speed and altitude are not equally good, and noise in one must not spoil the
other.

Rule 1: the noise forgets slowly, so everything is fitted to what each bin adds to the one before
(first-order autoregression). This matters most where the heart itself decides when to walk: there
the effort falls as the heart drifts, and only the right gain tells by how much.

Rule 2: time constant and dead time are sought in bins that are short enough to see them, on a grid
that gets finer. The fit that follows may still move them a little, and so may be unsure of them:
the columns of the model hold its slopes by both.

Rule 3: gains and kinetics have priors. What the drift owes to a prior is told, and is part of the
interval.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.bins import Bins
from analysis.trace import Floats, Trace, answered, delayed, held, smoothed

LEVEL: Final = 0
DRIFT: Final = 1
GAINS: Final = 2
"""Columns of the model: level [bpm], drift [bpm/h], and from here gains [bpm per W/kg]."""

_HUBER_SD = 1.5
_SD_PER_MAD = 1.4826  # of a normal distribution
_ROUNDS = 6
_SEARCHES = 2
_NOTHING = 1e-6  # bpm; keeps divisions safe
_FIRST_MEMORY = 0.8
_LN_TAUS = tuple(float(one) for one in np.linspace(math.log(10.0), math.log(150.0), 10))
_DEAD_TIMES_S = (0.0, 5.0, 10.0, 15.0, 20.0, 25.0)
_FINEST_S = 0.5
_LN_TAU_STEP, _DEAD_TIME_STEP_S = 0.05, 1.0  # for the slopes of the model


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRules:
    """How drift is sought, and when there is none to be told (our choice unless said).

    Attributes:
        from_s: The heart has found its level by then [s].
        bin_s: Heart rate is averaged over so long [s] ...
        kinetics_bin_s: ... but over so long where its kinetics are sought [s].
        smooth_s: Effort is averaged over so many seconds around each [s]: the noise of a
            satellite's speed would make every gain too small.
        deaf_s: Seconds after unknown effort that are left out [s].
        tau_s: Time constant before anything is known [s]: 57.6 +- 23.6 s on a treadmill (Hunt and
            others, 2015) ...
        tau_ratio_ln: ... and the standard deviation of its logarithm.
        dead_time_s: Dead time of heart and sensors, mean and standard deviation [s].
        unsure: By how much the fit may still move the logarithm of the time constant, and the
            dead time [s] (standard deviations).
        gain: What one W/kg adds, mean and standard deviation [bpm per W/kg], as in the live
            filter: 24.2 +- 8.3 bpm per m/s (Hunt and others, 2015).
        walk_sd_bpm: By how much a walk may lie off that [bpm].
        most_remembered: Largest autocorrelation from one bin to the next.
        block_s: Length of a block of the bootstrap [s].
        draws: How many draws.
        least_s: Fewer seconds of use than this are too few [s].
        most_unknown_ratio: Share of the run without speed that is too much.
        most_doubted_ratio: Share of readings that are no heart that is too much.
        least_noise_bpm: A heart that strays less from the model is none [bpm]. The quietest
            recorded one strayed by 0.8.
        most_noise_bpm: A heart that strays more follows the legs too badly [bpm].
        most_assumed_bpm_per_h: How much of the slope may rest on priors [bpm/h].
    """

    from_s: int = 600
    bin_s: int = 30
    kinetics_bin_s: int = 10
    smooth_s: int = 11
    deaf_s: int = 180
    tau_s: float = 57.6
    tau_ratio_ln: float = 0.41
    dead_time_s: tuple[float, float] = (9.0, 6.0)
    unsure: tuple[float, float] = (0.3, 4.0)
    gain: tuple[float, float] = (8.0, 2.5)
    walk_sd_bpm: float = 8.0
    most_remembered: float = 0.95
    block_s: int = 180
    draws: int = 1000
    least_s: int = 1200
    most_unknown_ratio: float = 0.2
    most_doubted_ratio: float = 0.25
    least_noise_bpm: float = 0.5
    most_noise_bpm: float = 10.0
    most_assumed_bpm_per_h: float = 6.0


class Kinetics(NamedTuple):
    """How a heart answers: logarithm of the time constant in seconds, and dead time [s]."""

    ln_tau: float
    dead_time_s: float


def bins_of(trace: Trace, rules: DriftRules, bin_s: int) -> Bins:
    """Bins of so many seconds [s], half of them of use: with heart rate, and effort known."""
    here = np.arange(len(trace.t_s))
    unknown = np.maximum.accumulate(np.where(trace.has_effort, -rules.deaf_s, here))
    is_used = (
        ~np.isnan(trace.hr_bpm) & (here - unknown >= rules.deaf_s) & (trace.t_s >= rules.from_s)
    )
    return Bins(is_used, bin_s, least_s=bin_s / 2)


class Model:
    """What a run says about each value, for kinetics that are given.

    Args:
        trace: The run.
        bins: Where it is averaged.
        rules: How.

    Attributes:
        hr_bpm: shape (n_bins,) [bpm].
        bins: Where it is averaged.
    """

    def __init__(self, trace: Trace, bins: Bins, rules: DriftRules) -> None:
        walk = held(trace.is_walk)
        efforts = [held(trace.pace_w_per_kg), held(trace.hill_w_per_kg)]
        if np.mean(walk[bins.is_used]) > 0.02:
            efforts.append(walk)
        efforts = [smoothed(one, rules.smooth_s) for one in efforts]
        self._efforts = [one - np.mean(one[bins.is_used]) for one in efforts]
        self._answers: dict[float, list[Floats]] = {}
        self.bins = bins
        self.hr_bpm = bins.mean(trace.hr_bpm)
        self._fixed = [
            np.ones(len(self.hr_bpm)),
            bins.mean((trace.t_s - rules.from_s) / 3600.0),
        ]

    def columns(self, kinetics: Kinetics) -> Floats:
        """Level, drift, and the gains of pace, hill and maybe walk, shape (n_bins, n_values)."""
        ln_tau, dead_time_s = kinetics
        if ln_tau not in self._answers:
            self._answers[ln_tau] = [answered(one, math.exp(ln_tau)) for one in self._efforts]
        gained = [self.bins.mean(delayed(one, dead_time_s)) for one in self._answers[ln_tau]]
        return np.column_stack(self._fixed + gained)

    def slopes(self, kinetics: Kinetics, values: Floats) -> Floats:
        """How heart rate would move with the kinetics, shape (n_bins, 2)."""
        ln_tau, dead_time_s = kinetics
        slower = self.columns(Kinetics(ln_tau + _LN_TAU_STEP, dead_time_s))
        faster = self.columns(Kinetics(ln_tau - _LN_TAU_STEP, dead_time_s))
        later = self.columns(Kinetics(ln_tau, dead_time_s + _DEAD_TIME_STEP_S))
        sooner = self.columns(Kinetics(ln_tau, dead_time_s - _DEAD_TIME_STEP_S))
        return np.column_stack(
            [
                (slower - faster) @ values / (2.0 * _LN_TAU_STEP),
                (later - sooner) @ values / (2.0 * _DEAD_TIME_STEP_S),
            ]
        )


def find_kinetics(model: Model, rules: DriftRules) -> Kinetics:
    """Seek the kinetics that leave the least news unexplained: a grid that gets finer."""
    memory = _FIRST_MEMORY
    columns: dict[Kinetics, Floats] = {}
    best = Kinetics(math.log(rules.tau_s), rules.dead_time_s[0])
    for _ in range(_SEARCHES):
        news = model.bins.whitened(model.hr_bpm, memory)

        def left(one: Kinetics, news: Floats = news, memory: float = memory) -> float:
            if one not in columns:
                columns[one] = model.columns(one)
            lines = model.bins.whitened(columns[one], memory)
            off = news - lines @ np.linalg.lstsq(lines, news, rcond=None)[0]
            return float(off @ off) * math.exp(_unlikely(one, rules) / len(news))

        best = min((Kinetics(a, b) for a in _LN_TAUS for b in _DEAD_TIMES_S), key=left)
        ln_step, step_s = (_LN_TAUS[1] - _LN_TAUS[0]) / 2.0, _DEAD_TIMES_S[1] / 2.0
        while step_s > _FINEST_S:
            best = min(_around(best, ln_step, step_s), key=left)
            ln_step, step_s = ln_step / 2.0, step_s / 2.0
        values = np.linalg.lstsq(columns[best], model.hr_bpm, rcond=None)[0]
        memory = _memory(model.hr_bpm - columns[best] @ values, model.bins.follows, rules)
    return best


def _unlikely(one: Kinetics, rules: DriftRules) -> float:
    """How unlikely kinetics are before anything is known, in squared standard deviations."""
    mean_s, sd_s = rules.dead_time_s
    off = (one.ln_tau - math.log(rules.tau_s)) / rules.tau_ratio_ln
    return off * off + ((one.dead_time_s - mean_s) / sd_s) ** 2


def _around(one: Kinetics, ln_step: float, step_s: float) -> Iterator[Kinetics]:
    """Kinetics a step off in each direction, and the same."""
    for i in (0, -1, 1):
        for j in (0, -1, 1):
            ln_tau = min(max(one.ln_tau + i * ln_step, _LN_TAUS[0]), _LN_TAUS[-1])
            yield Kinetics(ln_tau, max(0.0, one.dead_time_s + j * step_s))


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """What was found.

    Attributes:
        values: Level [bpm], drift [bpm/h], gains, and how far the kinetics are off.
        noise_bpm: Standard deviation of what is left over [bpm].
        left: shape (n_bins,): what is left over of each bin's news [bpm].
        weight_of_left: How the drift would answer to each of them [bpm/h per bpm].
        assumed: How it would answer to each value's prior, one standard deviation off [bpm/h].
    """

    values: Floats
    noise_bpm: float
    left: Floats
    weight_of_left: Floats
    assumed: Floats


def fit(model: Model, kinetics: Kinetics, rules: DriftRules) -> Fit:
    """Fit all values, and the memory of the noise, in turns."""
    columns = model.columns(kinetics)
    values = np.asarray(np.linalg.lstsq(columns, model.hr_bpm, rcond=None)[0])
    columns = np.column_stack([columns, model.slopes(kinetics, values)])
    noise = model.hr_bpm - columns[:, : len(values)] @ values
    found = _remembering(model, columns, noise, rules)
    for _ in range(_ROUNDS):
        found = _remembering(model, columns, model.hr_bpm - columns @ found.values, rules)
    return found


def _remembering(model: Model, columns: Floats, noise: Floats, rules: DriftRules) -> Fit:
    """Fit what each bin adds to the one before, with the memory that this noise has."""
    memory = _memory(noise, model.bins.follows, rules)
    lines = model.bins.whitened(columns, memory)
    news = model.bins.whitened(model.hr_bpm, memory)
    left = model.bins.whitened(noise, memory)
    found = _weighted(lines, news, left, rules)
    for _ in range(_ROUNDS):
        found = _weighted(lines, news, found.left, rules)
    return replace(found, noise_bpm=float(np.std(model.hr_bpm - columns @ found.values)))


def _weighted(lines: Floats, news: Floats, left: Floats, rules: DriftRules) -> Fit:
    """Fit with Huber's weights for what was left over, and with the priors."""
    mean, sd = _priors(lines.shape[1], rules)
    scale = _SD_PER_MAD * float(np.median(np.abs(left))) + _NOTHING
    weights = np.minimum(1.0, _HUBER_SD * scale / np.maximum(np.abs(left), _NOTHING))
    prior = (scale / sd) ** 2
    weighted = (lines * weights[:, None]).T
    inverse = np.linalg.inv(weighted @ lines + np.diag(prior))
    values = inverse @ (weighted @ news + prior * mean)
    left = news - lines @ values
    return Fit(
        values=values,
        noise_bpm=float(np.std(left)),
        left=left,
        weight_of_left=(inverse @ weighted)[DRIFT],
        assumed=inverse[DRIFT] * prior * np.where(np.isfinite(sd), sd, 0.0),
    )


def _priors(count: int, rules: DriftRules) -> tuple[Floats, Floats]:
    """What each value may be before anything is known, mean and standard deviation."""
    mean, sd = np.zeros(count), np.full(count, np.inf)
    mean[GAINS : GAINS + 2], sd[GAINS : GAINS + 2] = rules.gain
    sd[GAINS + 2 : -2] = rules.walk_sd_bpm
    sd[-2:] = rules.unsure
    return mean, sd


def _memory(noise: Floats, follows: NDArray[np.int64], rules: DriftRules) -> float:
    """Correlation from one bin to the next, with what fitting takes off it put back."""
    before, now = noise[follows - 1], noise[follows]
    found = float(now @ before) / max(float(before @ before), _NOTHING) + 4.0 / len(noise)
    return min(max(found, 0.0), rules.most_remembered)


def interval(found: Fit, rules: DriftRules) -> tuple[float, float]:
    """How far off the drift may be, both ways, in 95 of 100 cases [bpm/h].

    A moving-block bootstrap of what is left over, and of the priors. A short run has few blocks and
    knows its own noise badly; each draw is made wider by a chi-squared draw to tell so.
    """
    dice = np.random.default_rng(0)  # the same run has the same interval
    count, length = len(found.left), rules.block_s // rules.bin_s
    freedom = max(count / length - 2.0, 1.0)
    left = (found.left - found.left.mean()) * math.sqrt(count / (count - len(found.values)))
    starts = dice.integers(0, count - length + 1, (rules.draws, -(-count // length), 1))
    picked = (starts + np.arange(length)).reshape(rules.draws, -1)[:, :count]
    off = left[picked] @ found.weight_of_left
    off += dice.standard_normal((rules.draws, len(found.assumed))) @ found.assumed
    off *= np.sqrt(freedom / dice.chisquare(freedom, rules.draws))
    low, high = np.quantile(off, (0.025, 0.975))
    return float(low), float(high)
