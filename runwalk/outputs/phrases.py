"""What a cue sounds like: short, calm, imperative, and never medical advice.

The words are in the table of a language, such as :data:`~runwalk.outputs.english.ENGLISH`; numbers
come from the cue's own evidence.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.why import answer
from runwalk.outputs.wording import Language, Wording

WORDINGS: Final[Mapping[Language, Wording]] = {
    Language.ENGLISH: ENGLISH,
    Language.GERMAN: GERMAN,
}
"""The table of each language."""


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


def phrase(cue: Cue, wording: Wording = ENGLISH) -> str:
    """Put a cue into words.

    >>> phrase(Cue(Action.RUN, Reason.RECOVERED)), phrase(Cue(Action.RUN, Reason.RECOVERED), GERMAN)
    ('Run.', 'Laufen.')
    """
    if cue.is_repeat:
        return wording.again
    if cue.reason is Reason.WHY:
        return answer(cue, wording.why)
    if cue.part is not None:
        return _part(cue, cue.part, wording)
    text = wording.cues.get((cue.action, cue.reason))
    return text.format(**dict(cue.evidence)) if text else wording.actions[cue.action]


def _part(cue: Cue, part: str, wording: Wording) -> str:
    """Say what to do, and which part of the workout begins."""
    told = dict(cue.evidence)
    form = wording.part_of if "round" in told else wording.part
    name = wording.called(part)
    name = form.format(part=name[:1].upper() + name[1:], **told)
    return name if cue.action is Action.INFO else f"{wording.actions[cue.action]} {name}"


def spoken(reading: Reading, wording: Wording = ENGLISH) -> tuple[Spoken, ...]:
    """Put all cues of a second into words."""
    return tuple(
        Spoken(cue.action.value, cue.reason.value, phrase(cue, wording)) for cue in reading.cues
    )
