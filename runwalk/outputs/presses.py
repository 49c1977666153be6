"""What a runner can press and tell in this second, on any screen, in words.

Every press is a mark in the next Sample and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Phase
from runwalk.engine.sample import MarkKind
from runwalk.outputs.screen_wording import AnswerWords, FaceWords

HARDEST_RPE = 10
"""The upper end of the scale of effort."""

OVER = "over"
"""The tag that ends a walk for another cause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Press:
    """A button, and what pressing it now would do.

    Attributes:
        kind: The mark it makes.
        words: What stands on it.
        value: What it is made with.
    """

    kind: MarkKind
    words: str
    value: int | str | None = None


def presses(reading: Reading, words: FaceWords) -> tuple[Press, ...]:
    """What the runner can press now, and what it would do; nothing after the end."""
    if reading.phase is Phase.FINISHED:
        return ()
    is_paused = reading.phase is Phase.PAUSED
    moved = (words.lower, words.higher)
    if reading.band is not None:
        ceiling_bpm = reading.band.ceiling_bpm
        moved = (
            words.to_ceiling.format(bpm=ceiling_bpm - 1),
            words.to_ceiling.format(bpm=ceiling_bpm + 1),
        )
    return (
        Press(kind=MarkKind.RESUME, words=words.go_on)
        if is_paused
        else Press(kind=MarkKind.PAUSE, words=words.pause),
        Press(kind=MarkKind.LAP, words=words.lap),
        Press(kind=MarkKind.CEILING, words=moved[0], value=-1),
        Press(kind=MarkKind.CEILING, words=moved[1], value=1),
        Press(kind=MarkKind.WHY, words=words.why),
        Press(kind=MarkKind.FINISH, words=words.finish),
    )


def answers(reading: Reading, words: AnswerWords) -> tuple[Press, ...]:
    """What the runner can tell now, what matters most first; nothing after the end.

    Args:
        reading: The second.
        words: The runner's language.
    """
    if reading.phase is Phase.FINISHED:
        return ()
    talk = (
        Press(kind=MarkKind.TALK, words=words.talk_ok, value="ok"),
        Press(kind=MarkKind.TALK, words=words.talk_hard, value="hard"),
    )
    efforts = tuple(
        Press(kind=MarkKind.RPE, words=str(rpe), value=rpe) for rpe in range(1, HARDEST_RPE + 1)
    )
    if reading.tag is None:
        causes = tuple(
            Press(kind=MarkKind.TAG, words=cause, value=tag) for tag, cause in words.tags.items()
        )
        told = (*talk, *efforts, *causes)
    else:
        is_over = words.over.format(tag=words.tag(reading.tag))
        told = (Press(kind=MarkKind.TAG, words=is_over, value=OVER), *talk, *efforts)
    has_next = reading.progress is not None and reading.progress.has_next
    return (*told, Press(kind=MarkKind.SKIP, words=words.skip)) if has_next else told
