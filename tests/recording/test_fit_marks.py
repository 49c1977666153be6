"""Marks on their way through a developer field."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.sample import Mark
from runwalk.recording.fit_marks import decode_marks, encode_marks, split_marks

from .strategies import marks


@given(some=st.lists(marks, max_size=6))
def test_marks_survive_the_way_through_text(some: list[Mark]) -> None:
    assert decode_marks(encode_marks(some)) == tuple(some)


@given(some=st.lists(marks, max_size=12))
def test_split_texts_fit_and_hold_every_mark(some: list[Mark]) -> None:
    texts = list(split_marks(some, 254))

    assert all(len(text) <= 254 for text in texts)
    assert [mark.kind for text in texts for mark in decode_marks(text)] == [m.kind for m in some]


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "[[]]",
        '["lap"]',
        '[["lap",1,2]]',
        '[["nap"]]',
        '[["rpe",true]]',
        '[["rpe",NaN]]',
        '[["rpe",1e999]]',
        "",
    ],
)
def test_what_are_no_marks_is_a_value_error(text: str) -> None:
    with pytest.raises(ValueError, match=r"mark|Expecting"):
        decode_marks(text)
