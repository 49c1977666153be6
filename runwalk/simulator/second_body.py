"""A second body, of other equations: what no part of the coach was ever tuned on.

It has the face of :class:`~runwalk.simulator.body.Body` and shares none of its formulas, so that a
coach cannot pass on it for having been built beside the first. With ``x`` for the share of the
oxygen reserve in use, and all heart rates above rest:

    demand    u  = reserve * x * (1 + k) / (x + k)     [bpm]  concave, the more so for a small k
    vagal     V* = A * u / (A + u)                     [bpm]  what the vagus lets go of
    sympath.  S* = u - V* + slow + drift               [bpm]  after a dead time
    heart     dV/dt = (V* - V) / tau_v,  dS/dt = (S* - S) / tau_s,  rate = rest + V + S
    fall      tau_v = tau_v_off * (1 + (S / 28)**2),  tau_s = tau_s_off * (1 + (S - S*) / 25)
    lactate   dL/dt = 2.5 (x - vt1)+ - L / (4 + L)     [mmol/l/min]
              slow  = 30 L / (6 + L)                   [bpm]
    core      dT/dt = (0.12 P * heat - T) / tau_T      [degC]  P: net metabolic power [W/kg]
    water     dW/dt = evaporated share * (P + 1.44) / 2406 J/g, once the core is warm
    drift     = scale * (8.5 bpm/degC * T + 3 bpm/% * W)

Each ``tau`` is a constant on the way up. On the way down both are longer the harder it was, and the
sympathetic dead time is longer too. In a steady state the rate is rest + u + slow + drift. Drift is
no straight line: the core warms fast at first and then settles, and water is lost at an even pace.
``drift_rate_bpm_per_h`` of the heart is its slope, as in the first body.

Sources, as far as they go; a number without one is our choice, and none was tuned on the coach.

* Two first-order responses side by side, the slow one with dead time: Hunt and Wang,
  "Identification of heart rate dynamics during treadmill and cycle ergometer exercise: the role of
  model zeros and dead time," F1000Research 13:894, 2024 (abstract: the best fit of all structures).
* The vagus first, the sympathetic nerves the more the harder it gets: introduction of the heart
  rate recovery study PMC6932299. A sympathetic answer that fades later and more slowly than it
  comes: Mokrane and Nadeau, "Dynamics of heart rate response to sympathetic nerve stimulation," Am.
  J. Physiol. 275(3):H995-H1001, 1998 (introduction). The split ``V*`` and the form of the fall are
  our choice; their size was set so that the first minute after a peak effort takes off what "Study
  of heart rate recovery and cardiovascular autonomic modulation in healthy participants after
  submaximal exercise," Sci. Rep., 2021, doi:10.1038/s41598-021-83071-w, table 2, found: 18 +- 6,
  26 +- 6 and 32 +- 11 bpm in people of low, moderate and high fitness.
* Core temperature of 1.2 degC more after an hour of running, and 7.5 bpm/degC at 32.4 ml/kg/min to
  17.5 at 22: "The effect of increased body temperature due to exercise on the heart rate and on the
  maximal aerobic power," Eur. J. Appl. Physiol., doi:10.1007/BF00421151 (abstract).
* 3 bpm for each 1 % of body mass lost: Adams, Ferraro, Huggins, Casa, J. Strength Cond. Res.
  28(8):2380-2389, 2014, doi:10.1519/JSC.0000000000000501. Latent heat of 2,406 J/g at 40 degC:
  Monteith, Nature New Biology 236:96, 1972, doi:10.1038/newbio236096a0 (abstract).
* The cost of moving is ACSM's, not Minetti's and Looney's that the coach reckons with: net oxygen
  uptake 0.1 S + 1.8 S G walking and 0.2 S + 0.9 S G running, S in m/min. Half the credit downhill
  is our choice: the equations were not made for it.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import Final

from runwalk.engine.athlete import Athlete
from runwalk.engine.effort import STANDING_W_PER_KG
from runwalk.engine.mathx import exp
from runwalk.simulator.averaging import LateMean
from runwalk.simulator.body import OXYGEN_ML_PER_MIN_PER_W
from runwalk.simulator.dice import Dice, Wander

WANDER_TAUS_S: Final = (4.0, 20.0, 100.0, 500.0)
"""Relaxations whose sum is nearly 1/f from two seconds to a quarter of an hour [s]."""

_RESTING_OXYGEN_ML_PER_KG_MIN = 3.5
_EAGERNESS_BPM = 15.0
_HOLDS_VAGUS_BPM = 28.0  # sympathetic tone that doubles the time the vagus takes to return
_HOLDS_TONE_BPM = 25.0  # way to go that doubles the time sympathetic tone takes to fall
_DOWNHILL_CREDIT = 0.5
_LEAST_COST_SHARE = 0.3  # of the cost on the level, however steep the way down

_LACTATE_PER_MIN = 2.5  # mmol/l/min for a whole oxygen reserve above the threshold
_CLEARED_PER_MIN = 1.0  # mmol/l/min at most
_CLEARED_HALF_MMOL = 4.0
_SLOW_MOST_BPM, _SLOW_HALF_MMOL = 30.0, 6.0

_WARMING_DEGC_PER_W_PER_KG = 0.12
_BPM_PER_DEGC = 8.5
_BPM_PER_PCT_LOST = 3.0
_LATENT_J_PER_KG = 2_406_000.0
_SWEATS_ABOVE_DEGC = 0.3  # of core temperature above rest, when sweat flows in full
_TEMPERATE_DEGC = 18.0
_EVAPORATED_SHARE = 0.5  # of the heat, in temperate air; all of it 17 degC above
_ALL_EVAPORATED_DEGC = 17.0
_SLOWER_WARMING_PER_DEGC = 0.03  # the core takes longer to settle in the heat
_DRIFT_AT = 0.60  # share of the oxygen reserve at which the drift rate holds
_FROM_S, _TO_S = 900.0, 3600.0  # between which it is the mean


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondBody:
    """Who runs, as numbers, for the second set of equations.

    Attributes:
        resting_bpm: Resting heart rate [bpm].
        max_bpm: Maximal heart rate [bpm].
        vo2max_ml_per_kg_min: Maximal oxygen uptake [ml/kg/min].
        vt1_fraction: First ventilatory threshold, as a share of the oxygen reserve.
        bend_ratio: How straight demand rises with effort; large is straight, 2 to 5 are drawn.
        vagal_bpm: The most that letting go of the vagus can add [bpm].
        tau_vagal_on_s: Time constant of its letting go [s]; the fast of two exponentials in
            recorded runs had 10 to 24.
        tau_vagal_off_s: The same of its return [s], where there is no sympathetic tone.
        tau_sympathetic_on_s: Time constant of the sympathetic rise [s].
        tau_sympathetic_off_s: The same of its fall [s], where it has little way to go.
        dead_time_s: From a change of effort to the sympathetic answer [s].
        hold_s: How much longer that takes after an effort falls [s]; 13 to 30 after recorded stops.
        drift_bpm_per_h: Mean drift from minute 15 to 60 of even running at 60 % of the reserve in
            temperate air [bpm/h].
        warming_tau_s: Time constant of the core's warming in temperate air [s].
        heat_ratio_per_degc: How much warmer the core gets for each degree above 18 degC.
        wander_bpm: Standard deviation of each of four swings, over 4 to 500 s [bpm].
        breath_bpm: Half the swing of heart rate with breathing at rest [bpm]; it fades with effort.
    """

    resting_bpm: float = 52.0
    max_bpm: float = 185.0
    vo2max_ml_per_kg_min: float = 50.0
    vt1_fraction: float = 0.62
    bend_ratio: float = 3.0
    vagal_bpm: float = 110.0
    tau_vagal_on_s: float = 17.0
    tau_vagal_off_s: float = 18.0
    tau_sympathetic_on_s: float = 100.0
    tau_sympathetic_off_s: float = 110.0
    dead_time_s: float = 10.0
    hold_s: float = 8.0
    drift_bpm_per_h: float = 5.0
    warming_tau_s: float = 1000.0
    heat_ratio_per_degc: float = 0.12
    wander_bpm: float = 0.95
    breath_bpm: float = 3.0

    @classmethod
    def drawn(cls, seed: int) -> SecondBody:
        """Draw a plausible runner of 20 to 60 years, beginners among them.

        Maximal heart rate follows Nes 2013 (211 - 0.64 * age, SEE 10.8). The spreads are our
        choice.
        """
        dice = Dice("second body", seed)
        age_years = dice.uniform(20.0, 60.0)
        tau_sympathetic_on_s = dice.normal_between(100.0, 28.0, 55.0, 160.0)
        return cls(
            max_bpm=211.0 - 0.64 * age_years + 8.0 * dice.normal(),
            resting_bpm=dice.uniform(48.0, 70.0),
            vo2max_ml_per_kg_min=dice.uniform(40.0, 62.0),
            vt1_fraction=dice.uniform(0.53, 0.68),
            bend_ratio=dice.uniform(2.0, 5.0),
            vagal_bpm=dice.uniform(70.0, 150.0),
            tau_vagal_on_s=dice.uniform(10.0, 24.0),
            tau_vagal_off_s=dice.uniform(12.0, 25.0),
            tau_sympathetic_on_s=tau_sympathetic_on_s,
            tau_sympathetic_off_s=tau_sympathetic_on_s * dice.uniform(0.9, 1.3),
            dead_time_s=dice.uniform(5.0, 15.0),
            hold_s=dice.uniform(0.0, 15.0),
            drift_bpm_per_h=dice.lognormal(5.0, 0.45),
            warming_tau_s=dice.uniform(600.0, 1500.0),
            heat_ratio_per_degc=dice.lognormal(0.12, 0.3),
        )

    def calm(self) -> SecondBody:
        """The same body without chance: heart rate follows the equations and nothing else."""
        return replace(self, wander_bpm=0.0, breath_bpm=0.0)

    def with_drift(
        self, bpm_per_h: float, *, effort: float, temperature_c: float = 15.0
    ) -> SecondBody:
        """The same body with this mean drift from minute 15 to 60 of an even run [bpm/h].

        Args:
            bpm_per_h: Drift wanted [bpm/h]; 0 for none at all.
            effort: Share of the oxygen reserve in that run.
            temperature_c: Air temperature in it [degC].
        """
        share = replace(self, drift_bpm_per_h=1.0).drift_rate_bpm_per_h(effort, temperature_c)
        return replace(self, drift_bpm_per_h=bpm_per_h / share)

    def heart(self, seed: int) -> SecondHeart:
        """The heart of this body, through one of many runs."""
        return SecondHeart(self, seed)

    def averaging(self, smoothing_s: float) -> LateMean:
        """How this body's strap averages, for a strap of this time constant [s].

        The mean over twice as many seconds, and two seconds late; a strap without averaging tells
        at once.
        """
        if smoothing_s <= 1.0:
            return LateMean(1, 0)
        return LateMean(round(2.0 * smoothing_s), 2)

    @property
    def reserve_bpm(self) -> float:
        """Maximal minus resting heart rate [bpm]."""
        return self.max_bpm - self.resting_bpm

    @property
    def oxygen_reserve_ml_per_kg_min(self) -> float:
        """Maximal oxygen uptake minus that at rest [ml/kg/min]."""
        return self.vo2max_ml_per_kg_min - _RESTING_OXYGEN_ML_PER_KG_MIN

    @property
    def vt1_bpm(self) -> float:
        """Heart rate at the first ventilatory threshold, before any drift [bpm]."""
        return self.resting_bpm + self._above_rest_bpm(self.vt1_fraction)

    @property
    def athlete(self) -> Athlete:
        """What the coach may know of this body: rest, maximum, and the threshold as ceiling."""
        return Athlete(
            resting_bpm=round(self.resting_bpm),
            max_bpm=round(self.max_bpm),
            ceiling_bpm=round(self.vt1_bpm),
        )

    @property
    def drift_scale(self) -> float:
        """Drift wanted over that of the warming and the water as they are."""
        return self.drift_bpm_per_h / self._plain_drift_bpm_per_h(_DRIFT_AT, _TEMPERATE_DEGC)

    def power_w_per_kg(self, speed_mps: float, grade: float, gait: str) -> float:
        """Net metabolic power of what the legs do [W/kg], by the equations of the ACSM.

        Args:
            speed_mps: Speed over ground or belt [m/s].
            grade: Rise over run; downhill gives half the credit of the equations.
            gait: ``"run"``, ``"walk"`` or ``"stand"``.
        """
        if gait == "stand":
            return 0.0
        flat, steep = (0.2, 0.9) if gait == "run" else (0.1, 1.8)
        return _oxygen_per_m(flat, steep, grade) * 60.0 * speed_mps / OXYGEN_ML_PER_MIN_PER_W

    def effort(self, power_w_per_kg: float) -> float:
        """Share of the oxygen reserve that a net metabolic power [W/kg] needs; may exceed 1."""
        return power_w_per_kg * OXYGEN_ML_PER_MIN_PER_W / self.oxygen_reserve_ml_per_kg_min

    def demand_bpm(self, power_w_per_kg: float) -> float:
        """Heart rate that a net metabolic power [W/kg] leads to without drift [bpm]."""
        return min(
            self.resting_bpm + self._above_rest_bpm(self.effort(power_w_per_kg)), self.max_bpm
        )

    def running_speed_at(self, effort: float, grade: float = 0.0) -> float:
        """Running speed that needs this share of the oxygen reserve [m/s]."""
        oxygen_ml_per_kg_min = effort * self.oxygen_reserve_ml_per_kg_min
        return oxygen_ml_per_kg_min / (60.0 * _oxygen_per_m(0.2, 0.9, grade))

    def warming_degc(self, power_w_per_kg: float, temperature_c: float) -> float:
        """How far above rest this much power takes the core in the end [degC]."""
        heat_degc = max(0.0, temperature_c - _TEMPERATE_DEGC)
        factor = 1.0 + self.heat_ratio_per_degc * heat_degc
        return _WARMING_DEGC_PER_W_PER_KG * power_w_per_kg * factor

    def warming_tau_at_s(self, temperature_c: float) -> float:
        """Time constant of the core's warming in this air [s]."""
        heat_degc = max(0.0, temperature_c - _TEMPERATE_DEGC)
        return self.warming_tau_s * (1.0 + _SLOWER_WARMING_PER_DEGC * heat_degc)

    def drift_rate_bpm_per_h(self, effort: float, temperature_c: float) -> float:
        """Mean drift from minute 15 to 60 of an even run at this effort [bpm/h]."""
        return self.drift_scale * self._plain_drift_bpm_per_h(effort, temperature_c)

    def _above_rest_bpm(self, effort: float) -> float:
        return self.reserve_bpm * effort * (1.0 + self.bend_ratio) / (effort + self.bend_ratio)

    def _plain_drift_bpm_per_h(self, effort: float, temperature_c: float) -> float:
        power_w_per_kg = effort * self.oxygen_reserve_ml_per_kg_min / OXYGEN_ML_PER_MIN_PER_W
        tau_s = self.warming_tau_at_s(temperature_c)
        warmed_degc = self.warming_degc(power_w_per_kg, temperature_c) * (
            exp(-_FROM_S / tau_s) - exp(-_TO_S / tau_s)
        )
        lost_pct = water_pct_per_s(power_w_per_kg, temperature_c) * (_TO_S - _FROM_S)
        risen_bpm = _BPM_PER_DEGC * warmed_degc + _BPM_PER_PCT_LOST * lost_pct
        return risen_bpm * 3600.0 / (_TO_S - _FROM_S)


class SecondHeart:
    """A second body's heart through a run, a second at a time.

    Args:
        body: Whose heart it is.
        seed: Which of the many runs.

    Attributes:
        bpm: Heart rate now [bpm].
        demand_bpm: Where this second's effort would lead without drift [bpm].
        effort: This second's share of the oxygen reserve.
        slow_bpm: Slow component so far [bpm].
        drift_bpm: Cardiac drift so far [bpm].
        drift_rate_bpm_per_h: How fast drift changes now [bpm/h]; negative while the core cools.
        core_degc: Core temperature above rest [degC].
        lost_pct: Water lost, in percent of body mass.
    """

    def __init__(self, body: SecondBody, seed: int) -> None:
        self.body = body
        dice = Dice("second heart", seed)
        self._wanders = tuple(
            Wander(dice, body.wander_bpm, tau_s) for tau_s in WANDER_TAUS_S if body.wander_bpm > 0.0
        )
        self._breath = dice.uniform(-1.0, 1.0)  # phase
        self._vagal_rise = _step(body.tau_vagal_on_s)
        self._vagal_fall = _step(body.tau_vagal_off_s)
        self._sympathetic_rise = _step(body.tau_sympathetic_on_s)
        self._sympathetic_fall = _step(body.tau_sympathetic_off_s)
        self._vagal_bpm = body.vagal_bpm * _EAGERNESS_BPM / (body.vagal_bpm + _EAGERNESS_BPM)
        self._sympathetic_bpm = _EAGERNESS_BPM - self._vagal_bpm
        self._dead_s = round(body.dead_time_s)
        late_s = self._dead_s + round(body.hold_s)
        self._felt_bpm: deque[float] = deque([self._sympathetic_bpm] * late_s, maxlen=late_s + 1)
        self._drift_scale = body.drift_scale
        self._warming: tuple[float, float] = (-300.0, 0.0)  # air [degC], and the step in it
        self._lactate_mmol = 0.0
        self.bpm = body.resting_bpm + _EAGERNESS_BPM
        self.demand_bpm = body.resting_bpm
        self.effort = self.slow_bpm = self.drift_bpm = self.drift_rate_bpm_per_h = 0.0
        self.core_degc = self.lost_pct = 0.0

    def second(self, power_w_per_kg: float, temperature_c: float) -> float:
        """Let a second of this net metabolic power pass; tell the heart rate after it [bpm]."""
        body = self.body
        self.effort = effort = body.effort(power_w_per_kg)
        self.demand_bpm = body.demand_bpm(power_w_per_kg)
        above_bpm = self.demand_bpm - body.resting_bpm
        self._slow(effort)
        self._drift(power_w_per_kg, temperature_c)

        vagal_bpm = body.vagal_bpm * above_bpm / (body.vagal_bpm + above_bpm)
        felt_bpm = self._felt_bpm
        felt_bpm.append(above_bpm - vagal_bpm)
        # What is felt after the dead time if effort rose, and only after the hold if it fell.
        sympathetic_bpm = max(felt_bpm[0], felt_bpm[-1 - self._dead_s])
        sympathetic_bpm += self.slow_bpm + self.drift_bpm
        sympathetic_bpm = min(sympathetic_bpm, body.max_bpm - body.resting_bpm - vagal_bpm)

        to_go_bpm = vagal_bpm - self._vagal_bpm
        if to_go_bpm > 0.0:
            self._vagal_bpm += to_go_bpm * self._vagal_rise
        else:
            tone = self._sympathetic_bpm / _HOLDS_VAGUS_BPM
            held = 1.0 + tone * tone
            self._vagal_bpm += to_go_bpm * self._vagal_fall / held
        to_go_bpm = sympathetic_bpm - self._sympathetic_bpm
        if to_go_bpm > 0.0:
            self._sympathetic_bpm += to_go_bpm * self._sympathetic_rise
        else:
            held = 1.0 - to_go_bpm / _HOLDS_TONE_BPM
            self._sympathetic_bpm += to_go_bpm * self._sympathetic_fall / held

        self.bpm = body.resting_bpm + self._vagal_bpm + self._sympathetic_bpm
        if body.breath_bpm > 0.0:
            self.bpm += self._breathe()
        for wander in self._wanders:
            self.bpm += wander.second()
        return self.bpm

    def _slow(self, effort: float) -> None:
        lactate_mmol = self._lactate_mmol
        made = _LACTATE_PER_MIN * max(0.0, effort - self.body.vt1_fraction)
        cleared = _CLEARED_PER_MIN * lactate_mmol / (_CLEARED_HALF_MMOL + lactate_mmol)
        self._lactate_mmol = lactate_mmol = lactate_mmol + (made - cleared) / 60.0
        self.slow_bpm = _SLOW_MOST_BPM * lactate_mmol / (_SLOW_HALF_MMOL + lactate_mmol)

    def _drift(self, power_w_per_kg: float, temperature_c: float) -> None:
        if self._warming[0] != temperature_c:
            self._warming = (temperature_c, _step(self.body.warming_tau_at_s(temperature_c)))
        target_degc = self.body.warming_degc(power_w_per_kg, temperature_c)
        self.core_degc += (target_degc - self.core_degc) * self._warming[1]
        sweat = min(1.0, self.core_degc / _SWEATS_ABOVE_DEGC)
        self.lost_pct += sweat * water_pct_per_s(power_w_per_kg, temperature_c)
        before_bpm = self.drift_bpm
        self.drift_bpm = self._drift_scale * (
            _BPM_PER_DEGC * self.core_degc + _BPM_PER_PCT_LOST * self.lost_pct
        )
        self.drift_rate_bpm_per_h = (self.drift_bpm - before_bpm) * 3600.0

    def _breathe(self) -> float:
        """Breathe for a second; tell what it does to heart rate [bpm]."""
        share = (self._vagal_bpm + self._sympathetic_bpm) / self.body.reserve_bpm
        ease = min(max(1.0 - share, 0.0), 1.0)
        self._breath += 2.0 * (0.70 - 0.45 * ease)  # 0.25 breaths/s at rest, 0.70 all out
        if self._breath > 1.0:
            self._breath -= 2.0
        wave = 4.0 * self._breath * (1.0 - abs(self._breath))  # a parabola for a sine
        return self.body.breath_bpm * (0.1 + 0.9 * ease * ease * ease) * wave


def water_pct_per_s(power_w_per_kg: float, temperature_c: float) -> float:
    """Water evaporated each second [% of body mass], once sweat flows in full."""
    heat_degc = min(max(0.0, temperature_c - _TEMPERATE_DEGC), _ALL_EVAPORATED_DEGC)
    share = _EVAPORATED_SHARE + (1.0 - _EVAPORATED_SHARE) * heat_degc / _ALL_EVAPORATED_DEGC
    return 100.0 * share * (power_w_per_kg + STANDING_W_PER_KG) / _LATENT_J_PER_KG


def _oxygen_per_m(flat: float, steep: float, grade: float) -> float:
    """Net oxygen uptake for a metre [ml/kg], by the two coefficients of an ACSM equation."""
    if grade < 0.0:
        return flat * max(_LEAST_COST_SHARE, 1.0 + _DOWNHILL_CREDIT * steep * grade / flat)
    return flat + steep * grade


def _step(tau_s: float) -> float:
    """Share of the way gone in a second."""
    return 1.0 - exp(-1.0 / tau_s)
