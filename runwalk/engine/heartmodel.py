"""How a heart follows the legs: a bank of Kalman filters, one step a second.

State ``x = [h, L, S, g, n]``: heart rate [bpm], the level it settles at for the reference effort
[bpm], the slope of that level [bpm/s], what a unit of effort adds [bpm], and a disturbance that
comes and goes [bpm]. With effort ``u`` the heart aims at ``D = L + g u + n``::

    h' = h + (D - h) / tau      L' = L + S      S' = S + noise
    g' = g + noise              n' = phi n + noise          z = h + noise

First-order kinetics of heart rate after a change of running speed: Hunt, Fankhauser and Saengsuwan
(2015), time constant 57.6 +- 23.6 s; the bank holds three values and weighs them by how well each
has predicted. The disturbance ``n`` is what keeps the slope's standard deviation honest.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from runwalk.engine.mathx import exp, ln

_OUT_OF_THE_QUESTION = -30.0  # a log weight; e**-30 of a heart rate is nothing


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelSettings:
    """The filter's numbers. Tuned on simulated runs; see docs for the evaluation.

    Attributes:
        bank: Time constant and dead time [s] of each filter. Fast and slow hearts, with short and
            long dead times: a filter with the wrong dead time takes a run and a walk in turn for
            a level far above what it is (our choice; tuned on simulated bodies).
        bank_prior: How likely each filter is before the run, as a log weight that stays; empty
            where all are alike.
        forget_per_s: How fast old predictions stop counting for the weights [1/s].
        reading_var: Variance of a reading [bpm^2].
        heart_var_per_s: Variance that the heart rate itself gathers [bpm^2/s]: a heart strays by a
            beat or two within half a minute. That does not come through the legs, so it is not
            slowed by the time constant. Without a place of its own for it the fast hearts of the
            bank, which alone can follow it, seemed the likelier ones (our choice; tuned on
            simulated runs, development seeds 8000 to 8099).
        disturbance_tau_s: How long a disturbance lasts [s].
        disturbance_sd_bpm: How large it is [bpm]; recorded runs show 1.3 to 5.
        slope_sd_bpm_per_h: What the slope may be before anything is known [bpm/h].
        slope_walk_bpm_per_h: How far it wanders in an hour [bpm/h].
        level_sd_bpm: What the level may be at the start [bpm] ...
        restart_level_sd_bpm: ... and at the restart [bpm].
        gate_sd: A reading further from its prediction than this is an artefact [sd] ...
        gate_s: ... unless that has lasted for so long [s].
        cusum_slack_sd: Slack of the change detector [sd].
        cusum_alarm_sd: Where it decides that effort has changed [sd].
        effort_change_var: What the disturbance may then have gained [bpm^2].
    """

    bank: tuple[tuple[float, int], ...] = (
        (18.0, 5),
        (32.0, 9),
        (35.0, 17),
        (55.0, 8),
        (55.0, 21),
        (80.0, 12),
    )
    bank_prior: tuple[float, ...] = ()
    forget_per_s: float = 0.005
    reading_var: float = 1.5
    heart_var_per_s: float = 0.1
    disturbance_tau_s: float = 100.0
    disturbance_sd_bpm: float = 1.5
    slope_sd_bpm_per_h: float = 10.0
    slope_walk_bpm_per_h: float = 4.0
    level_sd_bpm: float = 25.0
    restart_level_sd_bpm: float = 8.0
    gate_sd: float = 4.5
    gate_s: int = 20
    cusum_slack_sd: float = 0.5
    cusum_alarm_sd: float = 25.0
    effort_change_var: float = 36.0


@dataclass(frozen=True, slots=True, kw_only=True)
class GainPrior:
    """What a unit of effort may add to the heart rate.

    Attributes:
        mean_bpm: Before anything is known [bpm per unit].
        sd_bpm: How well that is known [bpm per unit].
        lowest_bpm: It is never taken to be less [bpm per unit] ...
        highest_bpm: ... or more than this [bpm per unit].
        walk_var_per_s: How it may wander [(bpm per unit)^2/s].
    """

    mean_bpm: float
    sd_bpm: float
    lowest_bpm: float
    highest_bpm: float
    walk_var_per_s: float


class HeartFilter:
    """One filter of the bank, for one time constant.

    The covariance is kept as its 15 different elements and every line of algebra is written out:
    the coach runs on small computers, and this is its innermost loop.

    Args:
        tau_s: Time constant of the heart [s].
        dead_time_s: From the legs to the heart's first answer [s].
        hr_bpm: First heart rate [bpm].
        level_bpm: Where it may settle [bpm].
        gain: What a unit of effort may add.
        settings: The filter's numbers.
    """

    __slots__ = (
        "_b",
        "_cusum_down",
        "_cusum_up",
        "_glim",
        "_phi",
        "_qg",
        "_qn",
        "_qs",
        "_rejected_s",
        "_settings",
        "dead_time_s",
        "effort_change",
        "g",
        "h",
        "known_g",
        "known_g_per_var",
        "level",
        "log_likelihood",
        "n",
        "p",
        "slope",
        "tau_s",
        "was_rejected",
    )

    def __init__(
        self,
        tau_s: float,
        dead_time_s: int = 8,
        *,
        hr_bpm: float,
        level_bpm: float,
        gain: GainPrior,
        settings: ModelSettings,
    ) -> None:
        self._settings = settings
        self.tau_s = tau_s
        self.dead_time_s = dead_time_s
        self._b = 1.0 / tau_s
        self._phi = exp(-1.0 / settings.disturbance_tau_s)
        stationary = settings.disturbance_sd_bpm * settings.disturbance_sd_bpm
        self._qn = stationary * (1.0 - self._phi * self._phi)
        walk = settings.slope_walk_bpm_per_h / 3600.0
        self._qs = walk * walk / 3600.0
        self._qg = gain.walk_var_per_s
        self._glim = (gain.lowest_bpm, gain.highest_bpm)
        self.h, self.level, self.slope, self.g, self.n = hr_bpm, level_bpm, 0.0, gain.mean_bpm, 0.0
        self.known_g, self.known_g_per_var = gain.mean_bpm, 1.0 / (gain.sd_bpm * gain.sd_bpm)
        slope_sd = settings.slope_sd_bpm_per_h / 3600.0
        level_var = settings.level_sd_bpm * settings.level_sd_bpm
        # P as (hh, hL, hS, hg, hn, LL, LS, Lg, Ln, SS, Sg, Sn, gg, gn, nn)
        self.p = (
            4.0, 0.0, 0.0, 0.0, 0.0,
            level_var, 0.0, 0.0, 0.0,
            slope_sd * slope_sd, 0.0, 0.0,
            gain.sd_bpm * gain.sd_bpm, 0.0,
            stationary,
        )  # fmt: skip
        self.log_likelihood = 0.0
        self.effort_change = 0
        self.was_rejected = False
        self._rejected_s = 0
        self._cusum_up = self._cusum_down = 0.0

    def advance(self, effort: float, *, is_slope_frozen: bool) -> None:
        """Let one second pass under an effort [units of the gain]."""
        b, phi, u = self._b, self._phi, effort
        a = 1.0 - b
        f = 0.0 if is_slope_frozen else 1.0
        self.h = a * self.h + b * (self.level + u * self.g + self.n)
        self.level += f * self.slope
        self.n *= phi
        p00, p01, p02, p03, p04, p11, p12, p13, p14, p22, p23, p24, p33, p34, p44 = self.p
        r00 = a * p00 + b * (p01 + u * p03 + p04)
        r01 = a * p01 + b * (p11 + u * p13 + p14)
        r02 = a * p02 + b * (p12 + u * p23 + p24)
        r03 = a * p03 + b * (p13 + u * p33 + p34)
        r04 = a * p04 + b * (p14 + u * p34 + p44)
        r12 = p12 + f * p22
        self.p = (
            a * r00 + b * (r01 + u * r03 + r04) + self._settings.heart_var_per_s,
            r01 + f * r02,
            r02,
            r03,
            phi * r04,
            p11 + f * (p12 + r12),
            r12,
            p13 + f * p23,
            phi * (p14 + f * p24),
            p22 + self._qs,
            p23,
            phi * p24,
            p33 + self._qg,
            phi * p34,
            phi * phi * p44 + self._qn,
        )
        self.effort_change = 0
        self.was_rejected = False

    def update(self, hr_bpm: float) -> None:
        """Learn from a reading [bpm], unless it lies too far off to be the heart."""
        settings = self._settings
        innovation = hr_bpm - self.h
        variance = self.p[0] + settings.reading_var
        e = innovation / math.sqrt(variance)
        self.log_likelihood *= 1.0 - settings.forget_per_s
        self.log_likelihood -= 0.5 * (min(e * e, 25.0) + ln(variance))
        if abs(e) > settings.gate_sd:
            self._rejected_s += 1
            if self._rejected_s < settings.gate_s:
                self.was_rejected = True
                return
        p00, p01, p02, p03, p04, p11, p12, p13, p14, p22, p23, p24, p33, p34, p44 = self.p
        if self._rejected_s >= settings.gate_s:  # it has lasted: this is the heart
            p00 += 100.0
            p44 += 100.0
            variance = p00 + settings.reading_var
        self._rejected_s = 0
        k0, k1, k2, k3, k4 = (
            p00 / variance,
            p01 / variance,
            p02 / variance,
            p03 / variance,
            p04 / variance,
        )
        self.h += k0 * innovation
        self.level += k1 * innovation
        self.slope += k2 * innovation
        self.g = min(max(self.g + k3 * innovation, self._glim[0]), self._glim[1])
        self.n += k4 * innovation
        self._cusum_up = max(0.0, self._cusum_up + e - settings.cusum_slack_sd)
        self._cusum_down = max(0.0, self._cusum_down - e - settings.cusum_slack_sd)
        change_var = 0.0
        if max(self._cusum_up, self._cusum_down) > settings.cusum_alarm_sd:
            # effort changed in a way nobody told: it goes into n, never into the slope
            change_var = settings.effort_change_var
            self.effort_change = 1 if self._cusum_up > self._cusum_down else -1
            self._cusum_up = self._cusum_down = 0.0
        self.p = (
            p00 - k0 * p00,
            p01 - k0 * p01,
            p02 - k0 * p02,
            p03 - k0 * p03,
            p04 - k0 * p04,
            p11 - k1 * p01,
            p12 - k1 * p02,
            p13 - k1 * p03,
            p14 - k1 * p04,
            p22 - k2 * p02,
            p23 - k2 * p03,
            p24 - k2 * p04,
            p33 - k3 * p03,
            p34 - k3 * p04,
            p44 - k4 * p04 + change_var,
        )

    def restart(self, effort_shift: float) -> None:
        """Begin anew with level and slope, once the on-kinetics are over; keep heart and gain.

        Args:
            effort_shift: New reference effort minus the old one [units of the gain].
        """
        settings = self._settings
        p00, _, _, p03, _, _, _, _, _, _, _, _, p33, _, _ = self.p
        self.level += self.n + self.g * effort_shift
        self.slope = self.n = 0.0
        slope_sd = settings.slope_sd_bpm_per_h / 3600.0
        level_sd = settings.restart_level_sd_bpm
        stationary = self._qn / (1.0 - self._phi * self._phi)
        self.p = (
            p00, 0.0, 0.0, p03, 0.0,
            level_sd * level_sd, 0.0, 0.0, 0.0,
            slope_sd * slope_sd, 0.0, 0.0,
            p33, 0.0,
            stationary,
        )  # fmt: skip
        self._cusum_up = self._cusum_down = 0.0

    def hear_demand(self, effort: float, demand_bpm: float, variance: float) -> None:
        """Learn where the heart settles under an effort [bpm], and how sure that is [bpm^2].

        It ties level and gain to each other; heart, slope and disturbance go with them. What it
        tells of the gain stays known, beside the prior: see :meth:`HeartModel.estimate`.
        """
        u = effort
        p00, p01, p02, p03, p04, p11, p12, p13, p14, p22, p23, p24, p33, p34, p44 = self.p
        c0, c1, c2 = p01 + u * p03, p11 + u * p13, p12 + u * p23
        c3, c4 = p13 + u * p33, p14 + u * p34
        total = c1 + u * c3 + variance
        told_per_var = u * u / (variance + p11)
        self.known_g_per_var += told_per_var
        told = (demand_bpm - self.level) / u
        self.known_g += (told - self.known_g) * told_per_var / self.known_g_per_var
        off = (demand_bpm - self.level - u * self.g) / total
        self.h += c0 * off
        self.level += c1 * off
        self.slope += c2 * off
        self.g = min(max(self.g + c3 * off, self._glim[0]), self._glim[1])
        self.n += c4 * off
        self.p = (
            p00 - c0 * c0 / total,
            p01 - c0 * c1 / total,
            p02 - c0 * c2 / total,
            p03 - c0 * c3 / total,
            p04 - c0 * c4 / total,
            p11 - c1 * c1 / total,
            p12 - c1 * c2 / total,
            p13 - c1 * c3 / total,
            p14 - c1 * c4 / total,
            p22 - c2 * c2 / total,
            p23 - c2 * c3 / total,
            p24 - c2 * c4 / total,
            p33 - c3 * c3 / total,
            p34 - c3 * c4 / total,
            p44 - c4 * c4 / total,
        )

    def demand_var(self, effort: float) -> float:
        """Variance of where the heart settles under an effort [bpm^2]."""
        _, _, _, _, _, p11, _, p13, p14, _, _, _, p33, p34, p44 = self.p
        return p11 + p44 + 2.0 * p14 + effort * (effort * p33 + 2.0 * (p13 + p34))

    def loosen(self) -> None:
        """Forget where the heart is, after a gap; keep what was learned."""
        self.p = (self.p[0] + 400.0, *self.p[1:])

    def jump(self, hr_bpm: float) -> None:
        """Take the heart to be elsewhere [bpm]: what came before was not the heart.

        Level and disturbance may have to follow; the slope does not.
        """
        self.h = hr_bpm
        p = self.p
        self.p = (4.0, 0.0, 0.0, 0.0, 0.0, p[5] + 400.0, *p[6:14], p[14] + 100.0)
        self._rejected_s = 0

    def stir(self, disturbance_bpm: float) -> None:
        """Expect a disturbance of this size [bpm]: the answer to a step is never quite first order.

        It goes into ``n``, never into the slope.
        """
        self.p = (*self.p[:14], self.p[14] + disturbance_bpm * disturbance_bpm)


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What the bank makes of all it has heard.

    Attributes:
        heart_bpm: Filtered heart rate [bpm].
        level_bpm: Where heart rate settles at the reference effort, without disturbance [bpm].
        slope_bpm_per_s: Slope of that level [bpm/s].
        slope_sd_bpm_per_s: Its standard deviation [bpm/s].
        gain_bpm: What a unit of effort adds [bpm].
        disturbance_bpm: What disturbs the level now [bpm].
        tau_s: Time constant [s].
        dead_time_s: Dead time [s].
        was_rejected: Whether the reading was taken for an artefact.
        effort_change: 1 where effort must have risen by more than was told, -1 where it fell.
    """

    heart_bpm: float
    level_bpm: float
    slope_bpm_per_s: float
    slope_sd_bpm_per_s: float
    gain_bpm: float
    disturbance_bpm: float
    tau_s: float
    dead_time_s: float
    was_rejected: bool
    effort_change: int


class HeartModel:
    """The bank: as many filters as kinds of heart, weighed by their predictions.

    Args:
        hr_bpm: First heart rate [bpm].
        level_bpm: Where it may settle [bpm].
        gain: What a unit of effort may add.
        settings: The filter's numbers.
    """

    def __init__(
        self, *, hr_bpm: float, level_bpm: float, gain: GainPrior, settings: ModelSettings
    ) -> None:
        self._filters = tuple(
            HeartFilter(
                tau_s, dead_time_s, hr_bpm=hr_bpm, level_bpm=level_bpm, gain=gain, settings=settings
            )
            for tau_s, dead_time_s in settings.bank
        )
        self._prior = settings.bank_prior or (0.0,) * len(settings.bank)
        self._mixed = [(1.0 / len(self._filters), one) for one in self._filters]

    def step(
        self, hr_bpm: float | None, efforts: Sequence[float], *, is_slope_frozen: bool
    ) -> None:
        """Let one second pass, and learn from its reading if there is one.

        Args:
            hr_bpm: The reading [bpm].
            efforts: What the legs did, newest last, one a second [units of the gain]; not empty.
            is_slope_frozen: Whether the slope waits for the on-kinetics to be over.
        """
        known = len(efforts)
        for one in self._filters:
            effort = efforts[-min(one.dead_time_s + 1, known)]
            one.advance(effort, is_slope_frozen=is_slope_frozen)
            if hr_bpm is not None:
                one.update(hr_bpm)

    def restart(self, effort_shift: float) -> None:
        """Restart level and slope in every filter; see :meth:`HeartFilter.restart`."""
        for one in self._filters:
            one.restart(effort_shift)

    def hear_demand(self, effort: float, demand_bpm: float, sd_bpm: float) -> None:
        """Learn where the heart settles under an effort; see :meth:`HeartFilter.hear_demand`.

        Args:
            effort: The effort [units of the gain].
            demand_bpm: Where the heart settles under it [bpm].
            sd_bpm: How well that is known [bpm].
        """
        for one in self._filters:
            one.hear_demand(effort, demand_bpm, sd_bpm * sd_bpm)

    def loosen(self) -> None:
        """Forget where the heart is, after a gap."""
        for one in self._filters:
            one.loosen()

    def jump(self, hr_bpm: float) -> None:
        """Take the heart to be elsewhere [bpm]; see :meth:`HeartFilter.jump`."""
        for one in self._filters:
            one.jump(hr_bpm)

    def stir(self, effort_step: float, share: float) -> None:
        """Expect a disturbance after a step of effort; see :meth:`HeartFilter.stir`.

        Args:
            effort_step: The step [units of the gain].
            share: How much of the heart's answer may be unlike the model's.
        """
        for one in self._filters:
            one.stir(share * one.g * effort_step)

    def demand_sd_bpm(self, effort: float) -> float:
        """How sure it is where the heart settles under an effort, by the last weights [bpm].

        Args:
            effort: What the legs do [units of the gain].
        """
        demands = [one.level + one.n + effort * one.g for _, one in self._mixed]
        mean = variance = 0.0
        for (weight, _), demand in zip(self._mixed, demands, strict=True):
            mean += weight * demand
        for (weight, one), demand in zip(self._mixed, demands, strict=True):
            off = demand - mean
            variance += weight * (one.demand_var(effort) + off * off)
        return math.sqrt(max(variance, 0.0))

    def estimate(self) -> Estimate:
        """Mix the filters by their weights; one that is out of the question has none.

        Predictions are forgotten; what was known of the gain is not. Turns that are shorter than
        the time constant tell no more than the gain over it, so a fast heart with a small gain
        predicts them like a slow one with a large gain.
        """
        scores = []
        for prior, one in zip(self._prior, self._filters, strict=True):
            off = one.g - one.known_g
            scores.append(prior + one.log_likelihood - 0.5 * one.known_g_per_var * off * off)
        best = max(scores)
        top = self._filters[scores.index(best)]
        weighed = [
            (exp(score - best), one)
            for score, one in zip(scores, self._filters, strict=True)
            if score - best > _OUT_OF_THE_QUESTION
        ]
        total = math.fsum(weight for weight, _ in weighed)
        self._mixed = mixed = [(weight / total, one) for weight, one in weighed]
        h = level = slope = g = n = tau = dead = 0.0
        for weight, one in mixed:
            h += weight * one.h
            level += weight * one.level
            slope += weight * one.slope
            g += weight * one.g
            n += weight * one.n
            tau += weight * one.tau_s
            dead += weight * one.dead_time_s
        slope_var = 0.0
        for weight, one in mixed:
            off = one.slope - slope
            slope_var += weight * (one.p[9] + off * off)
        return Estimate(
            heart_bpm=h,
            level_bpm=level,
            slope_bpm_per_s=slope,
            slope_sd_bpm_per_s=math.sqrt(slope_var),
            gain_bpm=g,
            disturbance_bpm=n,
            tau_s=tau,
            dead_time_s=dead,
            was_rejected=top.was_rejected,
            effort_change=top.effort_change,
        )
