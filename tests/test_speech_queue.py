"""What waits to be said is still true when it is said, whatever comes in whatever order."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.outputs.speech import Urgency, Utterance
from runwalk.outputs.speech_queue import STALE_S, SpeechQueue, cuts_off

SECONDS = st.lists(
    st.tuples(st.integers(1, 8), st.sampled_from([None, *Urgency]), st.booleans()), max_size=60
)
"""Steps of time, what comes then, and whether the speaker is free."""


def lived(seconds: list[tuple[int, Urgency | None, bool]]) -> list[tuple[int, int, Utterance]]:
    """When each utterance that was said came, when it was said, and what it was."""
    queue, t_s, said = SpeechQueue(), 0, []
    for step_s, urgency, is_free in seconds:
        t_s += step_s
        queue.tick(t_s)
        if urgency is not None:
            queue.put(t_s, Utterance(urgency, str(t_s)))
        if is_free and queue:
            one = queue.take()
            said.append((int(one.text), t_s, one))
    return said


@given(SECONDS)
def test_nothing_stale_is_ever_said_and_nothing_twice(
    seconds: list[tuple[int, Urgency | None, bool]],
) -> None:
    said = lived(seconds)

    assert all(at_s - came_s <= STALE_S[one.urgency] for came_s, at_s, one in said)
    assert len({(came_s, one.urgency) for came_s, _, one in said}) == len(said)


@given(SECONDS)
def test_no_command_countdown_or_number_is_said_after_a_newer_command(
    seconds: list[tuple[int, Urgency | None, bool]],
) -> None:
    said = lived(seconds)

    for before, (_, _, command) in enumerate(said):
        if command.urgency >= Urgency.COMMAND:
            older = [
                one
                for came_s, _, one in said[before + 1 :]
                if came_s < int(command.text) and one.urgency is not Urgency.NEWS
            ]
            assert [one for one in older if one.urgency is not Urgency.LIMIT] == []


@given(SECONDS)
def test_a_limit_is_what_the_free_speaker_says_next(
    seconds: list[tuple[int, Urgency | None, bool]],
) -> None:
    said = lived([(1, Urgency.LIMIT, False), *((1, one, False) for _, one, _ in seconds[:5])])
    then = lived(
        [
            (1, Urgency.LIMIT, False),
            *((1, one, False) for _, one, _ in seconds[:5]),
            (1, None, True),
        ]
    )

    assert said == []
    assert [one.urgency for _, _, one in then] == [Urgency.LIMIT]


@pytest.mark.parametrize("said", Urgency)
@pytest.mark.parametrize("new", Urgency)
def test_only_the_more_urgent_and_a_newer_command_cut_off(new: Urgency, said: Urgency) -> None:
    is_newer_command = new == said == Urgency.COMMAND

    assert cuts_off(new, said) == (new > said or is_newer_command)


def test_at_the_end_of_a_run_only_commands_are_still_said() -> None:
    queue = SpeechQueue()
    for urgency in (Urgency.COMMAND, Urgency.NEWS, Urgency.COUNTDOWN, Urgency.NUMBER):
        queue.put(0, Utterance(urgency, urgency.name))

    queue.keep_commands()

    assert queue.take().text == "COMMAND"
    assert not queue


def test_who_takes_from_nothing_is_told() -> None:
    with pytest.raises(ValueError, match="empty"):
        SpeechQueue().take()
