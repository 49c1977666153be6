"""Work on several processes, and what a person sees of it."""

from __future__ import annotations

import io
import sys

import pytest

from analysis.parallel import done


def test_a_person_who_waits_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    found = list(done(str, [1, 2, 3], jobs=1, label="comparing"))

    assert found == ["1", "2", "3"]
    assert "comparing" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(done(str, [], jobs=4, label="nothing")) == []
