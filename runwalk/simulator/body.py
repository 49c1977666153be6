"""A body of equations: from effort to heart rate, with the drift of a long run.

Heart rate follows demand as a first-order system with dead time; a slow component comes on top
above the first ventilatory threshold, and cardiac drift builds up over the run:

    demand   = rest + (max - rest) * oxygen / oxygen reserve
    dh/dt    = (demand(t - dead time) + slow + drift - h) / tau
    dslow/dt = (60 bpm * (x - vt1)+ - slow) / 200 s          x: share of the oxygen reserve
    ddrift/dt = rate * onset(t) * (x / 0.6)**1.5 - drift / 30 min * (1 - x / 0.5)+

Sources, beside each number: first order and dead time, Hunt and others 2015 and 2024; drift
magnitudes, Lafrenz 2008; onset at about 10 min, Coyle and Gonzalez-Alonso 2001. The shapes of the
slow component and of the recovery from drift are our choice.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from math import sqrt
from typing import Final

from runwalk.engine.athlete import Athlete
from runwalk.engine.effort import metabolic_power_w_per_kg, running_cost_minetti_2002
from runwalk.engine.mathx import exp
from runwalk.simulator.averaging import Smoothing
from runwalk.simulator.dice import Dice, Wander

OXYGEN_ML_PER_MIN_PER_W: Final = 60.0 / 20.9
"""Oxygen used for a watt of metabolic power [ml/min/W], at 20.9 J/ml."""

_RESTING_OXYGEN_ML_PER_KG_MIN = 3.5  # one MET, as in the ACSM equations
_SLOW_TAU_S = 200.0
_SLOW_BPM = 60.0  # slow component for a whole oxygen reserve above the threshold
_DRIFT_STARTS_S, _DRIFT_FULL_S = 480.0, 720.0  # around 10 min
_DRIFT_AT = 0.60  # share of the oxygen reserve at which the drift rates hold
_DRIFT_RECOVERS_BELOW = 0.50
_DRIFT_RECOVERY_TAU_S = 1800.0
_TEMPERATE_DEGC = 18.0
_EAGERNESS_BPM = 12.0  # above rest on the start line


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """Who runs, as numbers. The defaults are a fit forty-year-old.

    Attributes:
        resting_bpm: Resting heart rate [bpm].
        max_bpm: Maximal heart rate [bpm].
        vo2max_ml_per_kg_min: Maximal oxygen uptake [ml/kg/min].
        vt1_fraction: First ventilatory threshold, as a share of the oxygen reserve.
        tau_on_s: Time constant while heart rate rises [s]; 57.6 +- 23.6 in Hunt 2015 (n = 24).
        tau_off_s: Time constant while it falls [s]; no different in Hunt 2015.
        dead_time_s: From a change of effort to the heart's first answer [s], 4 to 12.
        drift_bpm_per_h: Cardiac drift at 60 % of the reserve in temperate air [bpm/h]; Lafrenz
            2008, +2 % from minute 15 to 45 at 22 degC, is about 6.
        heat_drift_bpm_per_h_per_degc: More of it for each degree above 18 degC; Lafrenz 2008,
            +11 % at 35 degC, is about 1.5.
        wander_fast_bpm: Standard deviation of swings over half a minute [bpm] (our choice).
        wander_slow_bpm: The same over some minutes [bpm] (our choice).
    """

    resting_bpm: float = 50.0
    max_bpm: float = 185.0
    vo2max_ml_per_kg_min: float = 50.0
    vt1_fraction: float = 0.65
    tau_on_s: float = 57.6
    tau_off_s: float = 57.6
    dead_time_s: float = 8.0
    drift_bpm_per_h: float = 5.0
    heat_drift_bpm_per_h_per_degc: float = 1.5
    wander_fast_bpm: float = 1.2
    wander_slow_bpm: float = 1.5

    @classmethod
    def drawn(cls, seed: int) -> Body:
        """Draw a plausible runner of 22 to 58 years. The spreads are our choice."""
        dice = Dice("body", seed)
        age_years = dice.uniform(22.0, 58.0)
        tau_on_s = dice.normal_between(57.6, 18.0, 25.0, 110.0)
        return cls(
            max_bpm=208.0 - 0.7 * age_years + 7.0 * dice.normal(),
            resting_bpm=dice.uniform(48.0, 68.0),
            vo2max_ml_per_kg_min=dice.uniform(36.0, 58.0),
            vt1_fraction=dice.uniform(0.55, 0.68),
            tau_on_s=tau_on_s,
            tau_off_s=tau_on_s * dice.normal_between(1.0, 0.12, 0.6, 1.4),
            dead_time_s=dice.uniform(4.0, 12.0),
            drift_bpm_per_h=dice.lognormal(5.0, 0.45),
            heat_drift_bpm_per_h_per_degc=dice.lognormal(1.5, 0.3),
        )

    def calm(self) -> Body:
        """The same body without chance: heart rate follows the equations and nothing else."""
        return replace(self, wander_fast_bpm=0.0, wander_slow_bpm=0.0)

    def with_drift(self, bpm_per_h: float, *, effort: float, temperature_c: float = 15.0) -> Body:
        """The same body with this drift in an even run, heat or no heat [bpm/h].

        Args:
            bpm_per_h: Drift wanted [bpm/h]; 0 for none at all.
            effort: Share of the oxygen reserve in that run.
            temperature_c: Air temperature in it [degC].
        """
        plain = replace(self, drift_bpm_per_h=1.0, heat_drift_bpm_per_h_per_degc=0.0)
        share = plain.drift_rate_bpm_per_h(effort, temperature_c)
        return replace(plain, drift_bpm_per_h=bpm_per_h / share)

    def heart(self, seed: int) -> Heart:
        """The heart of this body, through one of many runs."""
        return Heart(self, seed)

    def averaging(self, smoothing_s: float) -> Smoothing:
        """How this body's strap averages, for a strap of this time constant [s]."""
        return Smoothing(smoothing_s)

    @property
    def wanders(self) -> tuple[tuple[float, float], ...]:
        """What its heart strays by: each swing's standard deviation [bpm] and time constant [s]."""
        return ((self.wander_fast_bpm, 25.0), (self.wander_slow_bpm, 110.0))

    @property
    def reserve_bpm(self) -> float:
        """Maximal minus resting heart rate [bpm]."""
        return self.max_bpm - self.resting_bpm

    @property
    def oxygen_reserve_ml_per_kg_min(self) -> float:
        """Maximal oxygen uptake minus that at rest [ml/kg/min]."""
        return self.vo2max_ml_per_kg_min - _RESTING_OXYGEN_ML_PER_KG_MIN

    @property
    def gain_bpm_per_mps(self) -> float:
        """What a metre a second more does to heart rate on the level, in the end [bpm/(m/s)].

        24.2 +- 8.3 in Hunt 2015.
        """
        return (
            running_cost_minetti_2002(0.0)
            * OXYGEN_ML_PER_MIN_PER_W
            * self.reserve_bpm
            / self.oxygen_reserve_ml_per_kg_min
        )

    @property
    def vt1_bpm(self) -> float:
        """Heart rate at the first ventilatory threshold, before any drift [bpm]."""
        return self.resting_bpm + self.vt1_fraction * self.reserve_bpm

    @property
    def athlete(self) -> Athlete:
        """What the coach may know of this body: rest, maximum, and the threshold as ceiling."""
        return Athlete(
            resting_bpm=round(self.resting_bpm),
            max_bpm=round(self.max_bpm),
            ceiling_bpm=round(self.vt1_bpm),
        )

    def power_w_per_kg(self, speed_mps: float, grade: float, gait: str) -> float:
        """Net metabolic power of what the legs do [W/kg], as the engine reckons it."""
        return metabolic_power_w_per_kg(speed_mps, grade, gait)

    def effort(self, power_w_per_kg: float) -> float:
        """Share of the oxygen reserve that a net metabolic power [W/kg] needs; may exceed 1."""
        return power_w_per_kg * OXYGEN_ML_PER_MIN_PER_W / self.oxygen_reserve_ml_per_kg_min

    def demand_bpm(self, power_w_per_kg: float) -> float:
        """Heart rate that a net metabolic power [W/kg] leads to without drift [bpm]."""
        return min(self.resting_bpm + self.reserve_bpm * self.effort(power_w_per_kg), self.max_bpm)

    def running_speed_at(self, effort: float, grade: float = 0.0) -> float:
        """Running speed that needs this share of the oxygen reserve [m/s]."""
        power_w_per_kg = effort * self.oxygen_reserve_ml_per_kg_min / OXYGEN_ML_PER_MIN_PER_W
        return power_w_per_kg / running_cost_minetti_2002(grade)

    def drift_rate_bpm_per_h(self, effort: float, temperature_c: float) -> float:
        """Drift that this effort builds up once it has set in [bpm/h]."""
        heat_degc = max(0.0, temperature_c - _TEMPERATE_DEGC)
        at_60_pct = self.drift_bpm_per_h + self.heat_drift_bpm_per_h_per_degc * heat_degc
        relative = effort / _DRIFT_AT
        return at_60_pct * relative * sqrt(relative)


class Heart:
    """A body's heart through a run, a second at a time.

    Args:
        body: Whose heart it is.
        seed: Which of the many runs.

    Attributes:
        bpm: Heart rate now [bpm].
        demand_bpm: Where this second's effort would lead without drift [bpm].
        effort: This second's share of the oxygen reserve.
        slow_bpm: Slow component so far [bpm].
        drift_bpm: Cardiac drift so far [bpm].
        drift_rate_bpm_per_h: How fast drift changes now [bpm/h]; negative while it recovers.
    """

    def __init__(self, body: Body, seed: int) -> None:
        self.body = body
        dice = Dice("heart", seed)
        self._wanders = tuple(
            Wander(dice, sd_bpm, tau_s) for sd_bpm, tau_s in body.wanders if sd_bpm > 0.0
        )
        self._rise = 1.0 - exp(-1.0 / body.tau_on_s)
        self._fall = 1.0 - exp(-1.0 / body.tau_off_s)
        self._slow_step = 1.0 - exp(-1.0 / _SLOW_TAU_S)
        self._level_bpm = body.resting_bpm + _EAGERNESS_BPM
        dead_s = round(body.dead_time_s)
        self._felt_bpm: deque[float] = deque([self._level_bpm] * dead_s, maxlen=dead_s + 1)
        self._t_s = 0
        self.bpm = self._level_bpm
        self.demand_bpm = body.resting_bpm
        self.effort = self.slow_bpm = self.drift_bpm = self.drift_rate_bpm_per_h = 0.0

    def second(self, power_w_per_kg: float, temperature_c: float) -> float:
        """Let a second of this net metabolic power pass; tell the heart rate after it [bpm]."""
        body = self.body
        self.effort = effort = body.effort(power_w_per_kg)
        self.demand_bpm = min(body.resting_bpm + body.reserve_bpm * effort, body.max_bpm)
        self._felt_bpm.append(self.demand_bpm)
        self.slow_bpm += (
            _SLOW_BPM * max(0.0, effort - body.vt1_fraction) - self.slow_bpm
        ) * self._slow_step
        self._drift(effort, temperature_c)
        target_bpm = min(self._felt_bpm[0] + self.slow_bpm + self.drift_bpm, body.max_bpm)
        step = self._rise if target_bpm > self._level_bpm else self._fall
        self._level_bpm += (target_bpm - self._level_bpm) * step
        self._t_s += 1
        self.bpm = self._level_bpm
        for wander in self._wanders:
            self.bpm += wander.second()
        return self.bpm

    def _drift(self, effort: float, temperature_c: float) -> None:
        onset = (self._t_s - _DRIFT_STARTS_S) / (_DRIFT_FULL_S - _DRIFT_STARTS_S)
        builds_per_h = self.body.drift_rate_bpm_per_h(effort, temperature_c)
        builds_per_h *= min(max(onset, 0.0), 1.0)
        rest = 1.0 - min(1.0, effort / _DRIFT_RECOVERS_BELOW)
        recovers_per_h = self.drift_bpm * rest * 3600.0 / _DRIFT_RECOVERY_TAU_S
        self.drift_rate_bpm_per_h = builds_per_h - recovers_per_h
        self.drift_bpm = max(0.0, self.drift_bpm + self.drift_rate_bpm_per_h / 3600.0)
