"""The page in the runner's language: its words are data that the server puts in."""

from __future__ import annotations

import json
from dataclasses import asdict
from html import escape
from typing import Any

from runwalk.outputs.state import State
from runwalk.outputs.wording import Wording


def words_of(wording: Wording) -> dict[str, Any]:
    """All words that the page itself has, by name; the rest comes with each second."""
    face = wording.face
    return {
        **asdict(wording.page),
        "bpm": wording.bpm,
        "done": face.states[State.FINISHED],
        "pause": face.pause,
        "lap": face.lap,
        "why": face.why,
        "lower": face.lower,
        "higher": face.higher,
        "finish": face.finish,
        "tell": face.answers.tell,
        "close": face.answers.close,
        "talk": face.answers.talk,
        "efforts": face.answers.efforts,
        "causes": face.answers.causes,
        "part": face.answers.part,
        "marks": dict(face.marks),
    }


def in_language(page: bytes, wording: Wording) -> bytes:
    """Write a page with the words of a language where their names stand in braces.

    ``{words}`` is all of them as JSON, for the scripts; whatever they hold, they end no attribute.

    Args:
        page: HTML.
        wording: The runner's language.
    """
    words = words_of(wording)
    texts = {name: escape(text) for name, text in words.items() if isinstance(text, str)}
    return (
        page.decode()
        .format(language=wording.language.value, words=escape(json.dumps(words)), **texts)
        .encode()
    )
