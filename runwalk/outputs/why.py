"""The answer to *why?*: one or two short sentences, from the numbers that a cue carries."""

from __future__ import annotations

from collections.abc import Mapping

from runwalk.engine.phases import Cause, Cue
from runwalk.outputs.wording import WhyWords

_LEAST_BPM = 1.5  # a smaller rise is not spoken of as one


def answer(cue: Cue, words: WhyWords) -> str:
    """Put the cause of a rise into words.

    >>> from runwalk.engine.phases import Action, Reason
    >>> from runwalk.outputs.english import ENGLISH
    >>> evidence = (("rise_bpm", 6.2), ("window_s", 45.0), ("by_grade_bpm", 5.1))
    >>> answer(Cue(Action.INFO, Reason.WHY, evidence, cause=Cause.HILL), ENGLISH.why)
    'Heart rate rose 6 beats in 45 seconds: the hill explains most of it.'
    """
    told = dict(cue.evidence)
    if cue.cause is Cause.SENSOR:
        return " ".join(
            [words.no_heart, *(words.faults[key] for key in words.faults if key in told)]
        )
    if cue.cause is None and (text := _about(cue, told, words)):
        return text
    is_rise = told.get("rise_bpm", 0.0) >= _LEAST_BPM
    is_blind = "by_pace_bpm" not in told
    if cue.cause is None:
        if not is_rise:
            return words.level
        text = words.rose.format(**told, because=words.no_reason)
    elif cue.cause in words.because:
        because = _because(cue.cause, told, words)
        text = (words.rose if is_rise else words.coming).format(**told, because=because)
        is_blind = cue.cause is Cause.EFFORT
    else:
        doing = words.drifting if cue.cause is Cause.DRIFT else words.rising
        text = words.slow.format(**told, doing=doing)
    return f"{text} {words.no_speed}" if is_blind else text


def _about(cue: Cue, told: Mapping[str, float], words: WhyWords) -> str:
    """Explain a cue that is no rise, from its own numbers; empty where one of them is not known."""
    form = words.about.get(cue.about) if cue.about is not None else None
    try:
        return form.format(**told) if form is not None else ""
    except KeyError:
        return ""


def _because(cause: Cause, told: Mapping[str, float], words: WhyWords) -> str:
    if cause is Cause.HILL and 2.0 * told["by_grade_bpm"] < told["rise_bpm"]:
        return words.hill_in_part
    if cause is Cause.SURGE and told.get("by_pace_bpm", 0.0) <= 0.0:
        return words.asked_for
    return words.because[cause]
