"""The live loop keeps first, coaches then, and lets nothing that tells stop a run."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Sequence

import pytest

from runwalk.engine.coach import Reading
from runwalk.engine.phases import Phase
from runwalk.engine.sample import MarkKind, Sample
from runwalk.outputs.phrases import Spoken
from runwalk.session import Output, replay, run_live

from .builders import coach, pressed, steady, stepped


async def told(samples: Iterable[Sample]) -> AsyncIterator[Sample]:
    for sample in samples:
        yield sample


class Listener:
    """An output that remembers."""

    def __init__(self, story: list[str] | None = None) -> None:
        self.heard: list[Reading] = []
        self._story = story if story is not None else []

    def show(self, reading: Reading) -> None:
        self.heard.append(reading)
        self._story.append(f"show {reading.sample.t_s}")


class Broken:
    """An output that fails from some second on."""

    def __init__(self, from_s: int, error: Exception) -> None:
        self._from_s, self._error = from_s, error
        self.calls = 0

    def show(self, reading: Reading) -> None:
        self.calls += 1
        if reading.sample.t_s >= self._from_s:
            raise self._error


class Notebook:
    """A keeper in memory."""

    def __init__(self, story: list[str] | None = None) -> None:
        self.samples: list[Sample] = []
        self.notes: list[tuple[int, Sequence[Spoken]]] = []
        self._story = story if story is not None else []

    def append(self, sample: Sample) -> None:
        self.samples.append(sample)
        self._story.append(f"append {sample.t_s}")

    def note(self, t_s: int, cues: Sequence[Spoken]) -> None:
        self.notes.append((t_s, cues))
        self._story.append(f"note {t_s}")


class Full:
    """A keeper whose disk is full."""

    def append(self, sample: Sample) -> None:
        raise OSError(28, "no space left on device")

    def note(self, t_s: int, cues: Sequence[Spoken]) -> None:
        raise AssertionError("nothing was said")


def live(
    samples: Sequence[Sample],
    *outputs: Output,
    keeper: Notebook | Full | None = None,
    until_finished: bool = True,
) -> None:
    asyncio.run(
        run_live(
            told(samples),
            coach(),
            outputs=outputs,
            keeper=keeper,
            until_finished=until_finished,
        )
    )


TOO_FAST = steady(160, 90)


def test_a_live_run_and_a_replay_hear_the_same() -> None:
    listener = Listener()

    live(TOO_FAST, listener)

    assert listener.heard == list(replay(TOO_FAST, coach())) == stepped(coach(), TOO_FAST)


def test_a_replay_hands_on_a_second_when_it_is_asked_for() -> None:
    readings = replay(iter(TOO_FAST), coach())

    assert next(readings).sample == TOO_FAST[0]
    assert next(readings).sample == TOO_FAST[1]


def test_what_was_heard_is_kept_before_anybody_is_told() -> None:
    story: list[str] = []

    live(steady(140, 2), Listener(story), keeper=Notebook(story))

    assert story == ["append 0", "show 0", "append 1", "show 1"]


def test_what_could_not_be_kept_is_not_coached() -> None:
    listener = Listener()

    with pytest.raises(OSError, match="no space left"):
        live(TOO_FAST, listener, keeper=Full())

    assert listener.heard == []


def test_what_was_said_is_kept_and_nothing_else() -> None:
    notebook, listener = Notebook(), Listener()

    live(TOO_FAST, listener, keeper=notebook)

    cued_s = [r.sample.t_s for r in listener.heard if r.cues]
    assert [t_s for t_s, _ in notebook.notes] == cued_s
    assert notebook.notes[0][1][0].action == "walk"
    assert notebook.samples == TOO_FAST


def test_without_a_keeper_a_run_goes_on_too() -> None:
    listener = Listener()

    live(TOO_FAST, listener)

    assert len(listener.heard) == len(TOO_FAST)


def test_a_broken_output_is_dropped_and_the_others_go_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    first, broken, last = Listener(), Broken(3, RuntimeError("no speaker")), Listener()

    live(TOO_FAST, first, broken, last)

    assert broken.calls == 4
    assert first.heard == last.heard == stepped(coach(), TOO_FAST)
    (record,) = caplog.records
    assert record.levelname == "WARNING"
    assert record.getMessage() == "Broken failed and is switched off (no speaker); the run goes on"


def test_when_every_output_is_broken_the_run_is_still_kept(
    caplog: pytest.LogCaptureFixture,
) -> None:
    notebook = Notebook()

    live(TOO_FAST, Broken(0, ValueError()), Broken(0, OSError()), keeper=notebook)

    assert notebook.samples == TOO_FAST
    assert len(caplog.records) == 2


def test_a_listener_who_has_gone_ends_the_run_with_that_second_kept() -> None:
    notebook = Notebook()

    with pytest.raises(BrokenPipeError):
        live(TOO_FAST, Broken(3, BrokenPipeError()), keeper=notebook)

    assert [sample.t_s for sample in notebook.samples] == [0, 1, 2, 3]


FINISHED = [*steady(140, 5), pressed(5, 140, MarkKind.FINISH), *steady(140, 5, start_s=6)]


@pytest.mark.parametrize(("until_finished", "seconds"), [(True, 6), (False, 11)])
def test_the_runners_finish_ends_the_loop_where_asked_for(
    until_finished: bool, seconds: int
) -> None:
    listener = Listener()

    live(FINISHED, listener, until_finished=until_finished)

    assert len(listener.heard) == seconds
    assert listener.heard[-1].phase is Phase.FINISHED


def test_an_empty_source_is_an_empty_run() -> None:
    listener, notebook = Listener(), Notebook()

    live([], listener, keeper=notebook)

    assert listener.heard == []
    assert notebook.samples == []
