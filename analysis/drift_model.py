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
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from analysis.bins import Bins
from analysis.trace import Floats, Trace, answered, delayed, held, smoothed
from runwalk.engine.effort import running_cost_minetti_2002, walking_power_lcda_looney_2019
from runwalk.engine.motion import MotionSettings

LEVEL: Final = 0
DRIFT: Final = 1
GAINS: Final = 2
"""Columns of the model: level [bpm], drift [bpm/h], and from here gains [bpm per W/kg]."""

_HUBER_SD = 1.5
_SD_PER_MAD = 1.4826  # of a normal distribution
_ROUNDS = 6
_SEARCHES = 2
_WALKING_MPS = np.linspace(0.0, 4.0, 81)
_NOTHING = 1e-6  # bpm; keeps divisions safe
_FIRST_MEMORY = 0.8
_LOST = 6.0  # bins; by so much over their number a fit makes the memory too short
_LN_TAUS = tuple(float(one) for one in np.linspace(math.log(10.0), math.log(150.0), 10))
_DEAD_TIMES_S = (0.0, 2.5, 5.0, 7.5, 10.0, 12.5, 15.0, 17.5, 20.0, 22.5, 25.0)
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
        drift: What drift may be before anything is known, mean and standard deviation [bpm/h];
            nothing is taken for granted where it is to be measured.
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
    drift: tuple[float, float] = (0.0, math.inf)
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
    return Bins(is_used, bin_s, least_s=bin_s / 5)


def efforts_of(trace: Trace) -> tuple[Floats, Floats, Floats]:
    """What pace costs on the level and what hills add [W/kg], and 1 in a walk, 0 in a run.

    Live, a change of gait is seen some seconds late, and speed is smoothed; in between a run is
    taken for a very dear walk. Here gait is put back by as much, speed is as it was measured, and
    a walk costs no more than a run of the same speed: a faster one has not begun yet.
    """
    seen = held(trace.is_walk)
    late_s = min(MotionSettings().dwell_s, len(seen))
    walk = np.concatenate([seen[late_s:], np.repeat(seen[-1:], late_s)])
    speed_mps = held(trace.measured_mps)
    pace = running_cost_minetti_2002(0.0) * speed_mps
    walking = np.minimum(np.interp(speed_mps, _WALKING_MPS, _walking_w_per_kg()), pace)
    return np.where(walk > 0.0, walking, pace), held(trace.hill_w_per_kg), walk


@cache
def _walking_w_per_kg() -> Floats:
    return np.array([walking_power_lcda_looney_2019(float(one)) for one in _WALKING_MPS])


class Model:
    """What a run says about each value, for kinetics that are given.

    Args:
        trace: The run.
        bins: Where it is averaged.
        rules: How.

    Attributes:
        hr_bpm: shape (n_bins,) [bpm].
        bins: Where it is averaged.
        means: Mean of each effort, which its column is without: pace and hill [W/kg], and maybe
            the share of walking.
    """

    def __init__(self, trace: Trace, bins: Bins, rules: DriftRules) -> None:
        pace, hill, walk = efforts_of(trace)
        efforts = [pace, hill]
        if np.mean(walk[bins.is_used]) > 0.02:
            efforts.append(walk)
        efforts = [smoothed(one, rules.smooth_s) for one in efforts]
        self.means = tuple(float(np.mean(one[bins.is_used])) for one in efforts)
        self._efforts = [one - mean for one, mean in zip(efforts, self.means, strict=True)]
        self._answers: dict[float, list[Floats]] = {}
        self._columns: dict[Kinetics, Floats] = {}
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
        if kinetics not in self._columns:
            gained = [self.bins.mean(delayed(one, dead_time_s)) for one in self._answers[ln_tau]]
            self._columns[kinetics] = np.column_stack(self._fixed + gained)
        return self._columns[kinetics]

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
    """Seek the kinetics that leave the least news unexplained: a grid, then ever smaller steps."""
    grid = [Kinetics(ln_tau, dead_s) for ln_tau in _LN_TAUS for dead_s in _DEAD_TIMES_S]
    memory = _FIRST_MEMORY
    search = _Search(model, rules, memory)
    best = search.best_of(grid)
    for _ in range(_SEARCHES):
        search = _Search(model, rules, memory)
        best = search.downhill_from(best)
        columns = model.columns(best)
        values = np.linalg.lstsq(columns, model.hr_bpm, rcond=None)[0]
        noise = model.hr_bpm - columns @ values
        memory = float(lost_memory(noise, model.bins.follows, rules))
    return best


class _Search:
    """How well kinetics explain a run whose noise has this memory."""

    def __init__(self, model: Model, rules: DriftRules, memory: float) -> None:
        self._model = model
        self._rules = rules
        self._memory = memory
        self._news = model.bins.whitened(model.hr_bpm, memory)
        self._known: dict[Kinetics, float] = {}

    def best_of(self, many: Sequence[Kinetics]) -> Kinetics:
        return min(many, key=self._left)

    def downhill_from(self, best: Kinetics) -> Kinetics:
        ln_step, step_s = _LN_TAUS[1] - _LN_TAUS[0], _DEAD_TIMES_S[1]
        while step_s > _FINEST_S:
            better = self.best_of(tuple(_around(best, ln_step, step_s)))
            if better == best:
                ln_step, step_s = ln_step / 2.0, step_s / 2.0
            best = better
        return best

    def _left(self, one: Kinetics) -> float:
        if one not in self._known:
            lines = self._model.bins.whitened(self._model.columns(one), self._memory)
            mean, sd = (part[:-2] for part in priors(lines.shape[1] + 2, self._rules))
            prior = 1.0 / (sd * sd)
            square = lines.T @ lines + np.diag(prior)
            values = np.linalg.solve(square, lines.T @ self._news + prior * mean)
            off = self._news - lines @ values
            unlikely = math.exp(_unlikely(one, self._rules) / len(off))
            self._known[one] = float(off @ off) * unlikely
        return self._known[one]


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
        columns: The model, shape (n_bins, n_values).
        memory: Correlation of the noise from one bin to the next.
        left: shape (n_bins,): what is left over of each bin's news [bpm].
        assumed: How it would answer to each value's prior, one standard deviation off [bpm/h].
        covariance: Of the values, shape (n_values, n_values), as if the memory were known.
    """

    values: Floats
    noise_bpm: float
    columns: Floats
    memory: float
    left: Floats
    assumed: Floats
    covariance: Floats


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
    memory = float(lost_memory(noise, model.bins.follows, rules))
    lines = model.bins.whitened(columns, memory)
    news = model.bins.whitened(model.hr_bpm, memory)
    left = model.bins.whitened(noise, memory)
    found = _weighted(lines, news, left, rules)
    for _ in range(_ROUNDS):
        found = _weighted(lines, news, found.left, rules)
    noise_bpm = float(np.std(model.hr_bpm - columns @ found.values))
    return replace(found, noise_bpm=noise_bpm, columns=columns, memory=memory)


def _weighted(lines: Floats, news: Floats, left: Floats, rules: DriftRules) -> Fit:
    """Fit with Huber's weights for what was left over, and with the priors."""
    mean, sd = priors(lines.shape[1], rules)
    scale = _SD_PER_MAD * float(np.median(np.abs(left))) + _NOTHING
    weights = np.minimum(1.0, _HUBER_SD * scale / np.maximum(np.abs(left), _NOTHING))
    prior = (scale / sd) ** 2
    weighted = (lines * weights[:, None]).T
    inverse = np.linalg.inv(weighted @ lines + np.diag(prior))
    values = inverse @ (weighted @ news + prior * mean)
    left = news - lines @ values
    free = max(len(lines) - len(values), 1)
    return Fit(
        values=values,
        noise_bpm=float(np.std(left)),
        columns=lines,
        memory=0.0,
        left=left,
        assumed=inverse[DRIFT] * prior * np.where(np.isfinite(sd), sd, 0.0),
        covariance=inverse * float(left @ left) / free,
    )


def priors(count: int, rules: DriftRules) -> tuple[Floats, Floats]:
    """What each value may be before anything is known, mean and standard deviation."""
    mean, sd = np.zeros(count), np.full(count, np.inf)
    mean[DRIFT], sd[DRIFT] = rules.drift
    mean[GAINS : GAINS + 2], sd[GAINS : GAINS + 2] = rules.gain
    sd[GAINS + 2 : -2] = rules.walk_sd_bpm
    sd[-2:] = rules.unsure
    return mean, sd


def lost_memory(noise: Floats, follows: NDArray[np.int64], rules: DriftRules) -> Floats:
    """Correlation from one bin to the next, with what fitting takes off it put back.

    Args:
        noise: shape (..., n_bins) [bpm].
        follows: Which bins follow the one before.
        rules: How.
    """
    before, now = noise[..., follows - 1], noise[..., follows]
    found = (now * before).sum(axis=-1) / np.maximum((before * before).sum(axis=-1), _NOTHING)
    return np.asarray(np.clip(found + _LOST / noise.shape[-1], 0.0, rules.most_remembered))
