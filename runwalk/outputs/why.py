"""The answer to *why?*: one or two short sentences, from the numbers that a cue carries."""

from __future__ import annotations

from collections.abc import Mapping

from runwalk.engine.phases import Cause, Cue

ROSE = "Heart rate rose {rise_bpm:.0f} beats in {window_s:.0f} seconds: {because}."
"""The form that most answers have."""

_COMING = "Heart rate is about to rise: {because}."
_SLOW = "Heart rate is {doing} by {drift_bpm_per_h:.0f} beats an hour, give or take {sd:.0f}."
_LEVEL = "Heart rate is not rising."
_NO_SPEED = "Without speed I cannot tell pace from drift."
_NO_REASON = "nothing that I measure explains it"
_NO_HEART = "I have no heart rate that I trust."
_LEAST_BPM = 1.5  # a smaller rise is not spoken of as one

_BECAUSE: Mapping[Cause, str] = {
    Cause.START: "that is the start of the run",
    Cause.BOUT: "you are running again",
    Cause.SURGE: "you sped up",
    Cause.HILL: "the hill explains most of it",
    Cause.EFFORT: "you sped up, or went uphill",
}
_FAULTS: Mapping[str, str] = {
    "spike_s": "It jumped as no heart does.",
    "out_of_range_s": "No heart beats like that.",
    "frozen_s": "It has not moved for too long.",
    "no_contact_s": "The strap has lost the skin.",
    "beats_s": "Its own beats tell another number.",
    "halved_s": "It has dropped to half: every second beat is missing.",
    "cadence_lock_s": "It tells your steps.",
}


def answer(cue: Cue) -> str:
    """Put the cause of a rise into words.

    >>> from runwalk.engine.phases import Action, Reason
    >>> evidence = (("rise_bpm", 6.2), ("window_s", 45.0), ("by_grade_bpm", 5.1))
    >>> answer(Cue(Action.INFO, Reason.WHY, evidence, cause=Cause.HILL))
    'Heart rate rose 6 beats in 45 seconds: the hill explains most of it.'
    """
    told = dict(cue.evidence)
    if cue.cause is Cause.SENSOR:
        return " ".join([_NO_HEART, *(text for key, text in _FAULTS.items() if key in told)])
    is_rise = told.get("rise_bpm", 0.0) >= _LEAST_BPM
    is_blind = "by_pace_bpm" not in told
    if cue.cause is None:
        if not is_rise:
            return _LEVEL
        text = ROSE.format(**told, because=_NO_REASON)
    elif cue.cause in _BECAUSE:
        text = (ROSE if is_rise else _COMING).format(**told, because=_because(cue.cause, told))
        is_blind = cue.cause is Cause.EFFORT
    else:
        doing = "drifting up" if cue.cause is Cause.DRIFT else "rising"
        text = _SLOW.format(**told, doing=doing, sd=told["drift_sd_bpm_per_h"])
    return f"{text} {_NO_SPEED}" if is_blind else text


def _because(cause: Cause, told: Mapping[str, float]) -> str:
    if cause is Cause.HILL and 2.0 * told["by_grade_bpm"] < told["rise_bpm"]:
        return "the hill explains part of it"
    if cause is Cause.SURGE and told.get("by_pace_bpm", 0.0) <= 0.0:
        return "this part of the workout asks for it"
    return _BECAUSE[cause]
