"""What a run sounds like on this computer: tones, and words after them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from devices.tones import open_tones
from devices.voice import open_voice
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.wording import Wording
from runwalk.session import Output


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the runner wants to hear; None leaves it to what is there.

    Attributes:
        tones: Beeps.
        voice: Words.
        settings: How they are spoken.
        wording: In which language.
        is_welcome: Whether sound is wanted where nobody has said so.
    """

    tones: bool | None
    voice: bool | None
    settings: VoiceSettings
    wording: Wording
    is_welcome: bool


@contextlib.contextmanager
def open_sounds(wishes: Wishes, tell: Callable[[str], None]) -> Iterator[Sequence[Output]]:
    """Open what sounds, in the order in which it must be shown each second; close it at the end.

    Args:
        wishes: What the runner wants.
        tell: Told in a sentence what is wrong with what was asked for.
    """
    with contextlib.ExitStack() as opened:
        tones = None
        if wishes.is_welcome if wishes.tones is None else wishes.tones:
            tones = open_tones(tell, is_asked=wishes.tones is True)
        if tones is not None:
            opened.enter_context(contextlib.closing(tones))
        voice = None
        if wishes.is_welcome if wishes.voice is None else wishes.voice:
            voice = open_voice(
                wishes.settings, wishes.wording, tell, is_asked=wishes.voice is True, tones=tones
            )
        if voice is not None:
            opened.enter_context(contextlib.closing(voice))
        yield tuple(output for output in (tones, voice) if output is not None)
