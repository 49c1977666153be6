"""What our own files carry beside what FIT has fields for: cues, triggers, serials, the plan.

All are texts in developer fields of our application; ``fit_activity`` and ``fit_opening`` write
them. They come from outside all the same, and are read as carefully as the rest of a file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Final

import numpy as np

from runwalk.recording.fit_decoder import Decoded, Messages
from runwalk.recording.fit_format import Message, OwnField
from runwalk.recording.fit_tables import Table
from runwalk.recording.recording import Said

_MOST_TEXTS: Final = 50_000
_MOST_PLAN_LETTERS: Final = 100_000


def texts_at(decoded: Decoded, message: Message, own: OwnField) -> dict[int, str]:
    """The texts in one of our fields by the offsets of their messages [bytes], in order."""
    texts = {}
    for segment in decoded.segments:
        table = segment.table(message)
        for place, text in _texts(segment, table, own):
            texts[int(table.offsets[place])] = text
    return texts


def cues_of(decoded: Decoded, start_s: int) -> tuple[Said, ...]:
    """What was said, in order of time.

    Args:
        decoded: The file.
        start_s: Its second 0, by FIT time [s].
    """
    cues = []
    for segment in decoded.segments:
        table = segment.table(Message.RECORD)
        times_s = segment.times(table)
        for place, text in _texts(segment, table, OwnField.CUE):
            if np.isnan(times_s[place]):
                continue
            for cue in text.split(";"):
                action, _, reason = cue.partition(":")
                cues.append(Said(int(times_s[place]) - start_s, action, reason))
    return tuple(sorted(cues, key=lambda cue: cue.t_s))


def plan_of(decoded: Decoded) -> Mapping[str, object] | None:
    """Who ran and what was planned; None where the file says nothing, or nothing that is JSON."""
    text = "".join(texts_at(decoded, Message.DEVICE_INFO, OwnField.PLAN).values())
    if not text or len(text) > _MOST_PLAN_LETTERS:
        return None
    try:
        plan = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return plan if isinstance(plan, dict) else None


def _texts(segment: Messages, table: Table, own: OwnField) -> Iterator[tuple[int, str]]:
    """The texts in one of our fields: in which message of the table, and what it says."""
    for field in segment.own_fields(own):
        for place, told in sorted(islice(table.developer_bytes(field), _MOST_TEXTS)):
            text = told.split(b"\0", 1)[0].decode("utf-8", errors="replace")
            if text:
                yield place, text
