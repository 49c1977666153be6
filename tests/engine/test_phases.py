"""The state machine is a table, and the table keeps the house's promises."""

from __future__ import annotations

import pytest

from runwalk.engine.phases import TRANSITIONS, Cause, Phase, Reason, Trigger

WALK_TO_RUN = {Trigger.RECOVERED, Trigger.TIME_UP}


def reachable(start: Phase) -> set[Phase]:
    found, fresh = {start}, {start}
    while fresh:
        fresh = {after for (before, _), after in TRANSITIONS.items() if before in fresh} - found
        found |= fresh
    return found


def test_every_phase_can_be_reached_from_the_warm_up() -> None:
    assert reachable(Phase.WARM_UP) == set(Phase)


def test_a_finished_run_is_over() -> None:
    assert reachable(Phase.FINISHED) == {Phase.FINISHED}


def test_a_run_can_be_finished_and_paused_at_any_time() -> None:
    for phase in set(Phase) - {Phase.FINISHED}:
        assert TRANSITIONS[phase, Trigger.FINISH] is Phase.FINISHED
    for phase in set(Phase) - {Phase.FINISHED, Phase.PAUSED}:
        assert TRANSITIONS[phase, Trigger.PAUSE] is Phase.PAUSED


@pytest.mark.parametrize("trigger", [Trigger.LIMIT, Trigger.TOO_HIGH, Trigger.TIME_UP])
def test_whatever_says_too_high_leads_from_running_to_walking(trigger: Trigger) -> None:
    assert {TRANSITIONS[phase, trigger] for phase in Phase if phase.is_running} == {Phase.WALK}


def test_a_walk_ends_in_running_only_recovered_or_by_the_timer() -> None:
    ways = {
        trigger
        for (before, trigger), after in TRANSITIONS.items()
        if before is Phase.WALK and after.is_running
    }

    assert ways == WALK_TO_RUN


def test_no_trigger_leads_nowhere() -> None:
    assert {trigger for _, trigger in TRANSITIONS} == set(Trigger)
    assert all(before is not after for (before, _), after in TRANSITIONS.items())


def test_a_walk_that_was_paused_is_still_to_be_walked() -> None:
    assert TRANSITIONS[Phase.PAUSED, Trigger.RESUME_WALKING] is Phase.WALK


@pytest.mark.parametrize(
    ("phase", "is_running"),
    [
        (Phase.WARM_UP, True),
        (Phase.RUN, True),
        (Phase.WALK, False),
        (Phase.PAUSED, False),
        (Phase.FINISHED, False),
    ],
)
def test_running_is_advised_in_two_phases(phase: Phase, is_running: bool) -> None:
    assert phase.is_running is is_running


def test_every_cause_is_also_a_reason_for_a_cue_but_a_bout_which_is_no_news() -> None:
    assert {cause.value for cause in Cause} - {reason.value for reason in Reason} == {"bout"}
