"""A word before a walk cue, for those who want one: only where the cue is near and all but sure."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.athlete import Band
from runwalk.engine.drift import Outlook
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.walkrule import WalkRule


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadsUpSettings:
    """When a walk is announced (our choice; tuned on simulated runners).

    Attributes:
        soonest_s: A walk cue that is expected sooner needs no announcement any more [s]; this is
            the time told, for a heart that wanders is there a little sooner than expected ...
        latest_s: ... and one that is expected later than this is too far away [s].
        sure_sd: It is sure where it is due within ``sure_s`` even if the heart settles lower by so
            many standard deviations.
        sure_s: The time for that [s].
        min_run_s: Before this in a bout too little is known of it [s].
    """

    soonest_s: float = 20.0
    latest_s: float = 28.0
    sure_sd: float = 1.0
    sure_s: float = 35.0
    min_run_s: int = 15


def is_walk_near(
    rule: WalkRule,
    hr: HeartRate,
    outlook: Outlook,
    band: Band,
    *,
    bout_s: int,
    settings: HeadsUpSettings,
) -> bool:
    """Tell whether a walk cue is so near and so sure that it may be announced.

    Args:
        rule: What calls the walk.
        hr: The heart rate of this second.
        outlook: Where it is going.
        band: Where it is to stay.
        bout_s: Seconds since this bout began [s].
        settings: When a walk is announced.
    """
    if not hr.is_trusted or bout_s < settings.min_run_s:
        return False
    due_s = rule.due_s(outlook, band)
    if due_s is None or not settings.soonest_s <= due_s <= settings.latest_s:
        return False
    at_last_s = rule.due_s(outlook, band, lower_sd=settings.sure_sd)
    return at_last_s is not None and at_last_s <= settings.sure_s
