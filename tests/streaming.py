"""Promises that every causal stage keeps, written once."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable, Sequence
from typing import Any

Step = Callable[[Any], Any]


def answers(make: Callable[[], Step], inputs: Sequence[Any]) -> list[Any]:
    """What a new stage answers to these inputs."""
    step = make()
    return [step(one) for one in inputs]


def check_causal(make: Callable[[], Step], inputs: Sequence[Any], cut: int) -> None:
    """What comes later changes no answer that was given."""
    whole = answers(make, inputs)

    prefix = answers(make, inputs[:cut])

    assert whole[:cut] == prefix


def check_resumable(make: Callable[[], Step], inputs: Sequence[Any], cut: int) -> None:
    """A stage that is put away in the middle and taken out again goes on as if nothing was."""
    whole = answers(make, inputs)

    for again in (lambda step: pickle.loads(pickle.dumps(step)), copy.deepcopy):
        step = make()
        before = [step(one) for one in inputs[:cut]]
        resumed = again(step)
        after = [resumed(one) for one in inputs[cut:]]
        assert before + after == whole
