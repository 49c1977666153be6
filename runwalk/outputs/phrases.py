"""What a cue sounds like: short, calm, imperative, and never medical advice.

The table is all there is to translate. Numbers come from the cue's own evidence.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.outputs.why import ROSE, answer

ENGLISH: dict[tuple[Action, Reason], str] = {
    (Action.WALK, Reason.CEILING): "Walk. Heart rate is close to your ceiling.",
    (Action.WALK, Reason.DRIFT): "Walk. Your heart rate has drifted up.",
    (Action.WALK, Reason.RISING): "Walk. Heart rate is rising at steady effort.",
    (Action.WALK, Reason.SURGE): "Walk. You sped up.",
    (Action.WALK, Reason.HILL): "Walk. The hill is lifting your heart rate.",
    (Action.WALK, Reason.EFFORT): "Walk. Your effort has gone up.",
    (Action.WALK, Reason.START): "Walk. You started a little fast.",
    (Action.WALK, Reason.LIMIT): "Heart rate is at your limit. Walk, and stop if you feel unwell.",
    (Action.WALK, Reason.TIME): "Walk. I cannot see your heart rate.",
    (Action.WALK, Reason.NOT_RECOVERING): (
        "Heart rate is not coming down. Keep walking, ease off, and stop if you feel unwell."
    ),
    (Action.RUN, Reason.RECOVERED): "Run.",
    (Action.RUN, Reason.TIME): "Run, by the timer.",
    (Action.EASE, Reason.CEILING): "Run a little slower.",
    (Action.INFO, Reason.DRIFT): "Heart rate is drifting up by {bpm_per_h:.0f} beats an hour.",
    (Action.INFO, Reason.RISING): (
        "Heart rate is rising by {bpm_per_h:.0f} beats an hour at steady effort."
    ),
    (Action.INFO, Reason.HEADS_UP): "Walk in about {walk_in_s:.0f} seconds.",
    (Action.INFO, Reason.SIGNAL_LOST): "No heart rate. Check the strap.",
    (Action.INFO, Reason.SENSOR): "Heart rate looks wrong. Check the strap.",
    (Action.INFO, Reason.SIGNAL_BACK): "Heart rate is back.",
    (Action.INFO, Reason.WORKOUT): "Next part of the workout.",
    (Action.INFO, Reason.WHY): ROSE,
}
"""What to say for what the coach does say; a test holds it against the engine."""

_REPEATED = "Walk now, please."


@dataclass(frozen=True, slots=True)
class Spoken:
    """A cue in words.

    Attributes:
        action: What to do.
        reason: Why.
        text: The words.
    """

    action: str
    reason: str
    text: str


def phrase(cue: Cue) -> str:
    """Put a cue into words.

    >>> phrase(Cue(Action.RUN, Reason.RECOVERED))
    'Run.'
    """
    if cue.is_repeat:
        return _REPEATED
    if cue.reason is Reason.WHY:
        return answer(cue)
    text = ENGLISH.get((cue.action, cue.reason))
    return text.format(**dict(cue.evidence)) if text else f"{cue.action.value.capitalize()}."


def spoken(reading: Reading) -> tuple[Spoken, ...]:
    """Put all cues of a second into words."""
    return tuple(Spoken(cue.action.value, cue.reason.value, phrase(cue)) for cue in reading.cues)
