"""Every word and every number of a face can be written large."""

from __future__ import annotations

import pytest

from runwalk.outputs.big_letters import big, width
from runwalk.outputs.phrases import WORDINGS
from runwalk.outputs.state import ICONS

STATES = [word for wording in WORDINGS.values() for word in wording.face.states.values()]


@pytest.mark.parametrize("text", [*STATES, *ICONS.values(), "0123456789", "--", "?"])
@pytest.mark.parametrize(("wide", "tall"), [(1, 1), (2, 1), (2, 2), (4, 4)])
def test_a_text_fills_its_rectangle(text: str, wide: int, tall: int) -> None:
    rows = big(text, wide=wide, tall=tall)

    assert {len(row) for row in rows} == {width(text, wide)}
    assert len(rows) == (7 * tall + 1) // 2
    assert any(row.strip() for row in rows)


def test_no_two_digits_look_alike() -> None:
    assert len({big(digit) for digit in "0123456789"}) == 10
