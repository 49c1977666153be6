"""Where a coach starts from, for a runner whose heart is known; and what it knows at the end.

Rule 1: a profile moves where the search begins, never where it may end. The bounds of every number
stay as they are, and so do all rules.

Rule 2: nothing is believed more closely than the floors below, so that somebody else's profile is
forgotten as the heart of today speaks.
"""

from __future__ import annotations

from dataclasses import replace

from runwalk.engine.drift import DriftSettings
from runwalk.engine.heartmodel import Estimate, GainPrior, ModelSettings
from runwalk.engine.mathx import ln
from runwalk.engine.profile import HeartProfile, Learned
from runwalk.engine.walkrule import WalkRule, WalkRuleSettings

# How closely a profile is believed at most (our choice; tuned on simulated runners).
_TAU_RATIO = 0.25
_DEAD_TIME_S = 4.0
_GAIN_BPM = 1.0
_DEMAND_BPM = 6.0
_WALK_GAIN_BPM = 5.0
_MOST_SURE = 3.0  # nats; ten seconds of a heart that is unlike it outweigh them
_MARGIN_SHARE = 0.5  # of a margin; the rest is the day's

_LEAST_LESSONS = 3  # cues, before a margin is worth keeping
_LEAST_TURNS = 4  # from running to walking, or back
_MARGIN_SD_BPM = 1.5  # from run to run (our choice)


def drift_settings(settings: DriftSettings, heart: HeartProfile) -> DriftSettings:
    """Let the filters begin where earlier runs ended."""
    changed = replace(
        settings,
        model=_model(settings.model, heart, knows_legs=False),
        speed_model=(
            None if heart.dead_time_s is None else _model(settings.model, heart, knows_legs=True)
        ),
        power_gain=_gain(settings.power_gain, heart.gain_bpm_per_w_per_kg, _GAIN_BPM),
        walk_gain=_gain(settings.walk_gain, heart.walk_gain_bpm, _WALK_GAIN_BPM),
    )
    demand = heart.demand_bpm
    if demand is None:
        return changed
    return replace(
        changed,
        first_demand_bpm=demand.value,
        first_demand_sd_bpm=max(demand.sd, _DEMAND_BPM),
    )


def walk_rule_settings(settings: WalkRuleSettings, heart: HeartProfile) -> WalkRuleSettings:
    """Let the margins begin where earlier runs ended, half of the way."""
    peak, trough = heart.peak_margin_bpm, heart.trough_margin_bpm
    first_peak, first_trough = settings.first_peak_margin_bpm, settings.first_trough_margin_bpm
    if peak is not None:
        first_peak += _MARGIN_SHARE * (peak.value - first_peak)
    if trough is not None:
        first_trough += _MARGIN_SHARE * (trough.value - first_trough)
    return replace(settings, first_peak_margin_bpm=first_peak, first_trough_margin_bpm=first_trough)


def _gain(prior: GainPrior, known: Learned | None, least_sd_bpm: float) -> GainPrior:
    if known is None:
        return prior
    mean_bpm = min(max(known.value, prior.lowest_bpm), prior.highest_bpm)
    sd_bpm = min(max(known.sd, least_sd_bpm), prior.sd_bpm)
    return replace(prior, mean_bpm=mean_bpm, sd_bpm=sd_bpm)


def _model(settings: ModelSettings, heart: HeartProfile, *, knows_legs: bool) -> ModelSettings:
    """Put the heart that is known into the bank, in place of its nearest, and weigh the others.

    The dead time counts from legs that are seen. With a strap alone a change of gait is dated by
    the cue, and the runner's reaction comes on top, so there it says nothing.
    """
    strays = heart.disturbance_sd_bpm
    if strays is not None:
        settings = replace(settings, disturbance_sd_bpm=min(max(strays.value, 1.3), 5.0))
    tau, dead = heart.tau_s, heart.dead_time_s if knows_legs else None
    if tau is None:
        return settings

    def apart(one: tuple[float, int]) -> float:
        tau_s, dead_time_s = one
        off = (ln(tau_s) - ln(tau.value)) / max(tau.sd / tau.value, _TAU_RATIO)
        if dead is None:
            return off * off
        late = (dead_time_s - dead.value) / max(dead.sd, _DEAD_TIME_S)
        return off * off + late * late

    nearest = min(settings.bank, key=apart)
    mine = (tau.value, nearest[1] if dead is None else round(dead.value))
    bank = tuple(mine if one is nearest else one for one in settings.bank)
    return replace(
        settings, bank=bank, bank_prior=tuple(-min(0.5 * apart(one), _MOST_SURE) for one in bank)
    )


def learned(estimate: Estimate | None, rule: WalkRule, *, has_speed: bool) -> HeartProfile:
    """What a run has told of the heart, once its cues have been answered often enough.

    Lag and recovery show in the turns from running to walking and back, so without them there is
    nothing to be told of either.

    Args:
        estimate: What the filters make of the run.
        rule: Who has learned from the cues.
        has_speed: Whether effort was known in W/kg.
    """
    peak_bpm, peaks = rule.peaks_learned
    trough_bpm, troughs = rule.troughs_learned
    known = {}
    if peaks >= _LEAST_LESSONS:
        known["peak_margin_bpm"] = Learned(value=peak_bpm, sd=_MARGIN_SD_BPM)
    if troughs >= _LEAST_LESSONS:
        known["trough_margin_bpm"] = Learned(value=trough_bpm, sd=_MARGIN_SD_BPM)
    if estimate is not None and peaks + troughs >= _LEAST_TURNS:
        tau_s, dead_time_s = estimate.tau_s, estimate.dead_time_s
        known["tau_s"] = Learned(value=tau_s, sd=_TAU_RATIO * tau_s)
        if has_speed:
            known["dead_time_s"] = Learned(value=dead_time_s, sd=_DEAD_TIME_S)
        gain = "gain_bpm_per_w_per_kg" if has_speed else "walk_gain_bpm"
        sd_bpm = 2.0 * (_GAIN_BPM if has_speed else _WALK_GAIN_BPM)
        known[gain] = Learned(value=estimate.gain_bpm, sd=sd_bpm)
    return HeartProfile(**known)
