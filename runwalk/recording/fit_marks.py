"""Marks as short JSON, the form in which they travel through a developer field."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from runwalk.engine.sample import Mark
from runwalk.recording.sample_json import mark_from


def encode_marks(marks: Sequence[Mark]) -> str:
    """Marks as one line of ASCII JSON: a list per mark, of its kind and, if any, its value.

    Raises:
        ValueError: A value is not a number JSON knows (NaN, infinity).

    >>> from runwalk.engine.sample import MarkKind
    >>> encode_marks((Mark(MarkKind.LAP), Mark(MarkKind.RPE, 4)))
    '[["lap"],["rpe",4]]'
    """
    rows = [[m.kind.value] if m.value is None else [m.kind.value, m.value] for m in marks]
    return json.dumps(rows, separators=(",", ":"), allow_nan=False)


def split_marks(marks: Sequence[Mark], size: int) -> Iterator[str]:
    """Encode marks into as many texts as it takes for each to fit into ``size`` characters.

    A single mark that does not fit by itself loses the end of its text.
    """
    room: list[Mark] = []
    for mark in marks:
        if room and len(encode_marks((*room, mark))) > size:
            yield encode_marks(room)
            room = []
        room.append(_fitting(mark, size))
    if room:
        yield encode_marks(room)


def decode_marks(text: str) -> tuple[Mark, ...]:
    """The marks in a text of :func:`encode_marks`.

    Raises:
        ValueError: It is no such text.

    >>> decode_marks('[["talk","ok"]]')
    (Mark(kind=<MarkKind.TALK: 'talk'>, value='ok'),)
    """
    rows = json.loads(text)
    if not isinstance(rows, list):
        raise ValueError("marks must be a list")
    return tuple(_mark(row) for row in rows)


def _mark(row: object) -> Mark:
    if not isinstance(row, list) or not 1 <= len(row) <= 2:
        raise ValueError("a mark must be a list of its kind and its value")
    return mark_from(row[0], row[1] if len(row) == 2 else None)


def _fitting(mark: Mark, size: int) -> Mark:
    while isinstance(mark.value, str) and mark.value and len(encode_marks((mark,))) > size:
        mark = Mark(mark.kind, mark.value[:-1])
    return mark
