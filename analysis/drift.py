"""Drift in hindsight: how fast heart rate rose at the same effort, walks included.

One model is fitted to the whole run::

    heart rate = level + drift * (t - 10 min) + answer(pace, hill, walk) + noise

``answer`` is a first-order lag with a dead time, the same for all three: what the gait and speed
cost on the level, what the grade adds to that, and whether the runner walks. Pace and hill have
gains of their own, for speed and altitude are not equally good, and noise in one must not spoil the
other. Time constant and dead time are those of a grid with the least squares.

The noise forgets slowly, so the model is fitted to what each half-minute adds to the one before
(first-order autoregression), with weights that bound what an outlier can do (Huber), and with a
prior on the gains. Where pace rises as steadily as heart rate, only that prior tells them apart;
the interval grows by what it leaves open, and beyond a limit there is no number at all.

The interval is that of a moving-block bootstrap of what is left over. A short run has few blocks
and knows its own noise badly; each draw is made wider by a chi-squared draw to tell so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import product
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analysis.trace import Floats, Trace, answered, delayed, held, smoothed, trace_of
from runwalk.engine.sample import Sample

_LEVEL, _DRIFT, _GAINS = 0, 1, 2  # columns of the model
_HUBER_SD = 1.5
_SD_PER_MAD = 1.4826  # of a normal distribution
_ROUNDS = 6
_NOTHING = 1e-6  # bpm; keeps divisions safe


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRules:
    """How drift is sought, and when there is none to be told (our choice unless said).

    Attributes:
        from_s: The heart has found its level by then [s].
        bin_s: Heart rate is averaged over so long [s].
        smooth_s: So is effort, around each second [s]: the noise of a satellite's speed would
            make every gain too small.
        deaf_s: Seconds after unknown effort that are left out [s].
        taus_s: Time constants that are tried [s].
        dead_times_s: Dead times that are tried [s]; the sensors' own delay is in them.
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
        most_assumed_bpm_per_h: How much of the slope may rest on the prior [bpm/h].
    """

    from_s: int = 600
    bin_s: int = 30
    smooth_s: int = 31
    deaf_s: int = 180
    taus_s: tuple[float, ...] = (12.0, 18.0, 25.0, 33.0, 42.0, 55.0, 70.0, 90.0, 120.0)
    dead_times_s: tuple[int, ...] = (0, 5, 10, 15, 20, 30)
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
    most_assumed_bpm_per_h: float = 4.0


class Why(StrEnum):
    """Why there is no number."""

    NO_HEART_RATE = "no_heart_rate"
    NO_EFFORT_SIGNAL = "no_effort_signal"
    TOO_MANY_ARTEFACTS = "too_many_artefacts"
    TOO_SHORT = "too_short"
    FLAT_HR = "flat_hr"
    DOES_NOT_FOLLOW = "does_not_follow"
    EFFORT_NOT_IDENTIFIABLE = "effort_not_identifiable"


WORDS: Final = {
    Why.NO_HEART_RATE: "No heart rate was recorded; wear a chest strap.",
    Why.NO_EFFORT_SIGNAL: (
        "Speed is unknown for too much of the run; record it with a foot pod, by satellite, "
        "or with the treadmill."
    ),
    Why.TOO_MANY_ARTEFACTS: (
        "Too many readings are no heart; wet the strap, and tighten it until it stays in place."
    ),
    Why.TOO_SHORT: (
        "Drift needs 20 minutes of heart rate and speed after minute 10; run a little longer."
    ),
    Why.FLAT_HR: (
        "Heart rate is smoother than any heart: the device has filled it in; wear a chest strap."
    ),
    Why.DOES_NOT_FOLLOW: (
        "Heart rate does not follow the effort; run on even ground, or check where the strap sits."
    ),
    Why.EFFORT_NOT_IDENTIFIABLE: (
        "The pace changed as steadily as heart rate did; run at an even pace, or in runs and walks."
    ),
}
"""What would help, one sentence for each reason."""


@dataclass(frozen=True, slots=True)
class Refused:
    """Why drift cannot be told.

    Attributes:
        why: The reason.
    """

    why: Why

    @property
    def text(self) -> str:
        """What would help."""
        return WORDS[self.why]


@dataclass(frozen=True, slots=True, kw_only=True)
class HindsightDrift:
    """How fast heart rate rose at the same effort, from minute 10 to the end.

    Attributes:
        bpm_per_h: The slope [bpm/h].
        low_bpm_per_h: Lower end of its 95 % interval [bpm/h].
        high_bpm_per_h: Upper end [bpm/h].
        percent_per_h: The slope over the level at minute 10 [%/h].
        level_bpm: Heart rate at minute 10 at the run's mean effort [bpm].
        pace_gain_bpm: What one W/kg of speed adds [bpm].
        hill_gain_bpm: What one W/kg of grade adds [bpm].
        tau_s: Time constant of the heart [s].
        dead_time_s: Dead time of heart and sensors [s].
        noise_bpm: Standard deviation of what is left over [bpm].
        used_s: Seconds that the number rests on [s].
    """

    bpm_per_h: float
    low_bpm_per_h: float
    high_bpm_per_h: float
    percent_per_h: float
    level_bpm: float
    pace_gain_bpm: float
    hill_gain_bpm: float
    tau_s: float
    dead_time_s: int
    noise_bpm: float
    used_s: int

    @property
    def is_shown(self) -> bool:
        """Whether the interval excludes zero from below: there was drift."""
        return self.low_bpm_per_h > 0.0


def hindsight_drift(
    samples: Sequence[Sample], rules: DriftRules | None = None
) -> HindsightDrift | Refused:
    """Measure the drift of a run that is over; looks both ways.

    Args:
        samples: The run, in order of time.
        rules: How.

    Source: our design. First-order kinetics and the size of the gain: Hunt, Fankhauser,
    Saengsuwan (2015). What it was tuned on, and how good it is, stands in the documentation.
    """
    rules = rules or DriftRules()
    if not any(sample.hr_bpm is not None for sample in samples):
        return Refused(Why.NO_HEART_RATE)
    return drift_of(trace_of(samples), rules)


def drift_of(trace: Trace, rules: DriftRules) -> HindsightDrift | Refused:
    """Measure the drift of a run that is laid out on seconds already; see above."""
    if trace.doubted_count > rules.most_doubted_ratio * trace.heard_count:
        return Refused(Why.TOO_MANY_ARTEFACTS)
    if np.mean(~trace.has_effort) > rules.most_unknown_ratio:
        return Refused(Why.NO_EFFORT_SIGNAL)
    bins = _Bins(trace, rules)
    if len(bins.index) * rules.bin_s < rules.least_s:
        return Refused(Why.TOO_SHORT)
    model = _best_model(trace, bins, rules)
    fit = _fit(model, rules)
    noise_bpm = float(np.std(model.hr_bpm - model.columns @ fit.values))
    if noise_bpm < rules.least_noise_bpm:
        return Refused(Why.FLAT_HR)
    if noise_bpm > rules.most_noise_bpm or fit.values[_GAINS] <= 0.0:
        return Refused(Why.DOES_NOT_FOLLOW)
    if float(np.linalg.norm(fit.assumed)) > rules.most_assumed_bpm_per_h:
        return Refused(Why.EFFORT_NOT_IDENTIFIABLE)
    low, high = _interval(fit, rules)
    level_bpm, bpm_per_h, pace_gain, hill_gain = map(float, fit.values[: _GAINS + 2])
    return HindsightDrift(
        bpm_per_h=bpm_per_h,
        low_bpm_per_h=bpm_per_h + low,
        high_bpm_per_h=bpm_per_h + high,
        percent_per_h=100.0 * bpm_per_h / level_bpm,
        level_bpm=level_bpm,
        pace_gain_bpm=pace_gain,
        hill_gain_bpm=hill_gain,
        tau_s=model.tau_s,
        dead_time_s=model.dead_time_s,
        noise_bpm=noise_bpm,
        used_s=len(bins.index) * rules.bin_s,
    )


class _Bins:
    """Half-minutes of use, and means over them."""

    def __init__(self, trace: Trace, rules: DriftRules) -> None:
        here = np.arange(len(trace.t_s))
        unknown = np.maximum.accumulate(np.where(trace.has_effort, -rules.deaf_s, here))
        self.is_used = (
            ~np.isnan(trace.hr_bpm) & (here - unknown >= rules.deaf_s) & (trace.t_s >= rules.from_s)
        )
        self._shape = (len(here) // rules.bin_s, rules.bin_s)
        count = self._cut(self.is_used.astype(float)).sum(axis=1)
        self.index = np.flatnonzero(count >= rules.bin_s / 2)
        self._count = count[self.index]

    def mean(self, values: Floats) -> Floats:
        """Mean of the seconds of use in each bin."""
        total = self._cut(np.where(self.is_used, values, 0.0)).sum(axis=1)
        return np.asarray(total[self.index] / self._count)

    def _cut(self, values: Floats) -> Floats:
        return values[: self._shape[0] * self._shape[1]].reshape(self._shape)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Model:
    """The model with its kinetics chosen, linear in all that is left.

    Attributes:
        hr_bpm: shape (n_bins,) [bpm].
        columns: shape (n_bins, n_values): level, drift, gains of pace, hill and maybe walk.
        follows: Bins that follow the one before without a gap.
        tau_s: Time constant [s].
        dead_time_s: Dead time [s].
    """

    hr_bpm: Floats
    columns: Floats
    follows: NDArray[np.int64]
    tau_s: float
    dead_time_s: int


def _best_model(trace: Trace, bins: _Bins, rules: DriftRules) -> _Model:
    """Choose the kinetics that leave the least squares."""
    walk = held(trace.is_walk)
    efforts = [held(trace.pace_w_per_kg), held(trace.hill_w_per_kg)]
    if np.mean(walk[bins.is_used]) > 0.02:
        efforts.append(walk)
    efforts = [smoothed(one, rules.smooth_s) for one in efforts]
    efforts = [one - np.mean(one[bins.is_used]) for one in efforts]
    hr_bpm = bins.mean(np.nan_to_num(trace.hr_bpm))
    fixed = [np.ones(len(hr_bpm)), bins.mean((trace.t_s - rules.from_s) / 3600.0)]
    best: tuple[float, Floats, float, int] | None = None
    answers = {tau_s: [answered(one, tau_s) for one in efforts] for tau_s in rules.taus_s}
    for tau_s, dead_time_s in product(rules.taus_s, rules.dead_times_s):
        gained = [bins.mean(delayed(one, dead_time_s)) for one in answers[tau_s]]
        columns = np.column_stack(fixed + gained)
        values = np.linalg.lstsq(columns, hr_bpm, rcond=None)[0]
        squares = float(np.sum((hr_bpm - columns @ values) ** 2))
        if best is None or squares < best[0]:
            best = (squares, columns, tau_s, dead_time_s)
    assert best is not None  # the grid is not empty
    return _Model(
        hr_bpm=hr_bpm,
        columns=best[1],
        follows=np.flatnonzero(np.diff(bins.index) == 1) + 1,
        tau_s=best[2],
        dead_time_s=best[3],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Fit:
    """What was found.

    Attributes:
        values: Level [bpm], drift [bpm/h], gains.
        left: shape (n_bins,): what is left over of each bin's news [bpm].
        weight_of_left: How the drift would answer to each of them [bpm/h per bpm].
        assumed: How it would answer to each value's prior, one standard deviation off [bpm/h].
    """

    values: Floats
    left: Floats
    weight_of_left: Floats
    assumed: Floats


def _fit(model: _Model, rules: DriftRules) -> _Fit:
    """Fit what is linear, and the memory of the noise, in turns."""
    values = np.linalg.lstsq(model.columns, model.hr_bpm, rcond=None)[0]
    fit = _remembering(model, np.asarray(values), rules)
    for _ in range(_ROUNDS):
        fit = _remembering(model, fit.values, rules)
    return fit


def _remembering(model: _Model, values: Floats, rules: DriftRules) -> _Fit:
    """Fit what each bin adds to the one before, with the memory that these values leave."""
    memory = _memory(model.hr_bpm - model.columns @ values, model.follows, rules)
    columns = _news(model.columns, model.follows, memory)
    hr_bpm = _news(model.hr_bpm, model.follows, memory)
    fit = _weighted(columns, hr_bpm, hr_bpm - columns @ values, rules)
    for _ in range(_ROUNDS):
        fit = _weighted(columns, hr_bpm, fit.left, rules)
    return fit


def _weighted(columns: Floats, hr_bpm: Floats, left: Floats, rules: DriftRules) -> _Fit:
    """Fit with Huber's weights for what was left over, and with the prior on the gains."""
    count = columns.shape[1]
    mean, sd = np.zeros(count), np.full(count, np.inf)
    mean[_GAINS : _GAINS + 2], sd[_GAINS : _GAINS + 2] = rules.gain
    sd[_GAINS + 2 :] = rules.walk_sd_bpm
    scale = _SD_PER_MAD * float(np.median(np.abs(left))) + _NOTHING
    weights = np.minimum(1.0, _HUBER_SD * scale / np.maximum(np.abs(left), _NOTHING))
    prior = (scale / sd) ** 2
    weighted = (columns * weights[:, None]).T
    inverse = np.linalg.inv(weighted @ columns + np.diag(prior))
    values = inverse @ (weighted @ hr_bpm + prior * mean)
    return _Fit(
        values=values,
        left=hr_bpm - columns @ values,
        weight_of_left=(inverse @ weighted)[_DRIFT],
        assumed=inverse[_DRIFT] * prior * np.where(np.isfinite(sd), sd, 0.0),
    )


def _memory(noise: Floats, follows: NDArray[np.int64], rules: DriftRules) -> float:
    """Correlation from one bin to the next, with what fitting takes off it put back."""
    before, now = noise[follows - 1], noise[follows]
    found = float(now @ before) / max(float(before @ before), _NOTHING) + 4.0 / len(noise)
    return min(max(found, 0.0), rules.most_remembered)


def _news(values: Floats, follows: NDArray[np.int64], memory: float) -> Floats:
    """What each bin adds to the one before; the first of a row stands for itself."""
    news = values * np.sqrt(1.0 - memory * memory)
    news[follows] = values[follows] - memory * values[follows - 1]
    return np.asarray(news)


def _interval(fit: _Fit, rules: DriftRules) -> tuple[float, float]:
    """How far off the drift may be, both ways [bpm/h]."""
    dice = np.random.default_rng(0)  # the same run has the same interval
    count, length = len(fit.left), rules.block_s // rules.bin_s
    freedom = max(count / length - 2.0, 1.0)
    left = (fit.left - fit.left.mean()) * np.sqrt(count / (count - len(fit.values)))
    starts = dice.integers(0, count - length + 1, (rules.draws, -(-count // length), 1))
    picked = (starts + np.arange(length)).reshape(rules.draws, -1)[:, :count]
    off = left[picked] @ fit.weight_of_left
    off += dice.standard_normal((rules.draws, len(fit.assumed))) @ fit.assumed
    off *= np.sqrt(freedom / dice.chisquare(freedom, rules.draws))
    low, high = np.quantile(off, (0.025, 0.975))
    return float(low), float(high)
