"""The two loops, side by side: a run that happens, and a run that happened.

Both do nothing but hand Samples to the same Coach, and that is why they say the same.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from typing import Protocol

from runwalk.engine.coach import Coach, Reading
from runwalk.engine.phases import Phase
from runwalk.engine.sample import Sample
from runwalk.outputs.phrases import Spoken, spoken

_log = logging.getLogger(__name__)


class Output(Protocol):
    """Something that tells a person, or a program. It returns at once."""

    def show(self, reading: Reading) -> None:
        """Tell one second."""


class Keeper(Protocol):
    """Something that keeps a run safe while it happens."""

    def append(self, sample: Sample) -> None:
        """Keep what was heard."""

    def note(self, t_s: int, cues: Sequence[Spoken]) -> None:
        """Keep what was said, so that a replay can be held against it."""


def called(output: Output) -> str:
    """What people call an output: its ``name``, if it has one."""
    return str(getattr(output, "name", type(output).__name__))


def replay(samples: Iterable[Sample], coach: Coach) -> Iterator[Reading]:
    """Hand a finished run to the coach, second by second."""
    return map(coach.step, samples)


async def run_live(
    source: AsyncIterator[Sample],
    coach: Coach,
    *,
    outputs: Sequence[Output],
    keeper: Keeper | None = None,
    until_finished: bool = True,
    tell: Callable[[str], None] = _log.warning,
) -> None:
    """Coach a run as it happens.

    What was heard is on disk before the coach hears it. An output that raises is dropped with a
    notice, and the run goes on.

    Args:
        source: The sensors, a Sample a second.
        coach: Who decides.
        outputs: Who tells; they must not block.
        keeper: Where the run is kept; None keeps nothing.
        until_finished: Whether the runner's finish ends the loop, or only the source does.
        tell: Told in a sentence which output was dropped.
    """
    alive = list(outputs)
    async for sample in source:
        if keeper is not None:
            keeper.append(sample)
        reading = coach.step(sample)
        if keeper is not None and reading.cues:
            keeper.note(sample.t_s, spoken(reading))
        for output in tuple(alive):
            try:
                output.show(reading)
            except BrokenPipeError:
                raise  # nobody listens any more: the front door ends the run, saved
            except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on
                alive.remove(output)
                _log.debug("an output failed", exc_info=True)
                tell(f"{called(output)} failed and is switched off ({error}); the run goes on")
        if until_finished and reading.phase is Phase.FINISHED:
            return
