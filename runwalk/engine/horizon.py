"""How long until a heart rate is reached by running on, and how sure that is.

The heart follows, to first order, a level that rises with the drift (see ``heartmodel``)::

    h(t) = D + S (t - tau) + (h - D + S tau) exp(-t / tau)

Early in a bout that is the heart's own way to its level, ``tau ln((D - h) / (D - C))`` for a
ceiling ``C``; late in a run it is drift, ``(C - D) / S``. The doubt of ``h(t)`` grows with that of
its level and of its slope. The span told reaches from the time at which ``h(t)`` would be there if
it lay that doubt higher, to the same if it lay that doubt lower.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from runwalk.engine.drift import Outlook
from runwalk.engine.mathx import exp

_FIRST_S = 3600.0 / 1024.0  # then twice as long each time, up to an hour
_STEPS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class HorizonSettings:
    """What doubt is told.

    Attributes:
        span_sd: The span reaches so many standard deviations to either side; of a bell that is
            90 %.
        higher_ratio: A heart may settle higher than the filter thinks by so many times the
            filter's own doubt (tuned on simulated runs): above the first threshold it climbs on
            for minutes, and a short run shows little of that. That it settles lower is no surer
            than the filter says.
        now_sd_bpm: So far the heart itself may be above the filtered one now [bpm].
    """

    span_sd: float = 1.645
    higher_ratio: float = 4.0
    now_sd_bpm: float = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeLeft:
    """When a heart rate will be reached by running on.

    Attributes:
        seconds: Most likely [s]; None where it is not expected within the hour.
        soonest_s: It may be so soon [s]; None where even that is not within the hour.
        latest_s: It should be by then [s]; None where it may never be.
    """

    seconds: int | None
    soonest_s: int | None
    latest_s: int | None


NEVER = TimeLeft(seconds=None, soonest_s=None, latest_s=None)
NOW = TimeLeft(seconds=0, soonest_s=0, latest_s=0)


def time_left(target_bpm: float, outlook: Outlook, settings: HorizonSettings) -> TimeLeft:
    """Tell when the heart reaches a heart rate if the runner runs on.

    Args:
        target_bpm: Which one [bpm].
        outlook: Where the heart is going.
        settings: With what doubt.
    """
    if outlook.heart_bpm >= target_bpm:
        return NOW
    slope, tau_s = max(outlook.slope_bpm_per_s, 0.0), outlook.tau_s
    level_bpm = outlook.run_demand_bpm - slope * tau_s
    apart_bpm = outlook.heart_bpm - level_bpm
    span_sd, now_bpm = settings.span_sd, settings.now_sd_bpm
    slope_sd = outlook.slope_sd_bpm_per_s
    lower_bpm = outlook.run_demand_sd_bpm
    higher_bpm = settings.higher_ratio * lower_bpm
    before_s, t_s, left = 0.0, _FIRST_S, exp(-_FIRST_S / tau_s)
    before_low = before_high = outlook.heart_bpm - target_bpm
    middle_s = soonest_s = latest_s = None
    for _ in range(_STEPS):
        off_bpm = level_bpm + slope * t_s + apart_bpm * left - target_bpm
        by_slope, by_now = t_s * slope_sd, now_bpm * left
        by_slope *= by_slope
        lower, higher = lower_bpm * (1.0 - left), higher_bpm * (1.0 - left)
        low = off_bpm - span_sd * sqrt(lower * lower + by_slope)
        high = off_bpm + span_sd * sqrt(higher * higher + by_slope + by_now * by_now)
        if soonest_s is None and high >= 0.0:
            soonest_s = before_s + (t_s - before_s) * before_high / (before_high - high)
        if middle_s is None and off_bpm >= 0.0:
            middle_s = _between(before_s, t_s, target_bpm, level_bpm, slope, apart_bpm, tau_s)
            soonest_s = min(soonest_s or 0.0, middle_s)
        if low >= 0.0:
            latest_s = before_s + (t_s - before_s) * before_low / (before_low - low)
            latest_s = max(latest_s, middle_s or 0.0)
            break
        before_s, before_low, before_high = t_s, low, high
        t_s, left = t_s + t_s, left * left
    return TimeLeft(
        seconds=None if middle_s is None else round(middle_s),
        soonest_s=None if soonest_s is None else round(soonest_s),
        latest_s=None if latest_s is None else round(latest_s),
    )


def _between(
    early_s: float,
    late_s: float,
    target_bpm: float,
    level_bpm: float,
    slope_bpm_per_s: float,
    apart_bpm: float,
    tau_s: float,
) -> float:
    """Halve the stretch in which the heart gets there until it is half a second long."""
    while late_s - early_s > 0.5:
        middle_s = 0.5 * (early_s + late_s)
        heart_bpm = level_bpm + slope_bpm_per_s * middle_s + apart_bpm * exp(-middle_s / tau_s)
        if heart_bpm < target_bpm:
            early_s = middle_s
        else:
            late_s = middle_s
    return late_s
