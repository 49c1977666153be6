"""A word before the walk cue, where it is near and all but sure."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.compare import SCENARIOS, runner_of
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.drift import Outlook
from runwalk.engine.headsup import HeadsUpSettings, is_walk_near
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.mathx import exp
from runwalk.engine.phases import Action, Phase, Reason
from runwalk.engine.walkrule import WalkRule
from runwalk.outputs.phrases import phrase

from ..builders import BAND, doubted, heard, outlook

NEAR = outlook(126.0, run_demand_bpm=170.0, run_demand_sd_bpm=1.0)


def is_near(now: Outlook, hr: HeartRate | None = None, *, bout_s: int = 30) -> bool:
    return is_walk_near(
        WalkRule(), hr or heard(133), now, BAND, bout_s=bout_s, settings=HeadsUpSettings()
    )


# When a walk is due


@given(st.floats(100, 148), st.floats(152, 220), st.floats(20, 110))
def test_a_heart_that_runs_on_until_then_would_peak_at_the_ceiling(
    heart_bpm: float, demand_bpm: float, tau_s: float
) -> None:
    rule, now = WalkRule(), outlook(heart_bpm, run_demand_bpm=demand_bpm, tau_s=tau_s)
    due_s = rule.due_s(now, BAND)
    assume(due_s is not None and due_s > 0.0)
    assert due_s is not None

    then_bpm = demand_bpm + (heart_bpm - demand_bpm) * exp(-due_s / tau_s)
    assume(then_bpm > BAND.floor_bpm + 5.0)  # nobody is sent walking at the floor

    calls = [
        rule.is_too_high(
            heard(140),
            replace(now, heart_bpm=then_bpm + more_bpm),
            BAND,
            bout_s=100,
            is_running=True,
        )
        for more_bpm in (-0.01, 0.01)
    ]
    assert calls == [False, True]


@pytest.mark.parametrize(
    ("now", "due_s"),
    [
        pytest.param(outlook(140.0, run_demand_bpm=148.0), None, id="never"),
        pytest.param(outlook(149.0, run_demand_bpm=180.0), 0.0, id="now"),
        pytest.param(outlook(151.0, run_demand_bpm=151.0), 0.0, id="overdue"),
    ],
)
def test_when_a_walk_is_due(now: Outlook, due_s: float | None) -> None:
    assert WalkRule().due_s(now, BAND) == due_s


# When it is announced


@pytest.mark.parametrize(
    ("now", "is_told"),
    [
        pytest.param(NEAR, True, id="near and sure"),
        pytest.param(replace(NEAR, heart_bpm=133.0), False, id="too near"),
        pytest.param(replace(NEAR, heart_bpm=118.0), False, id="too far"),
        pytest.param(replace(NEAR, run_demand_sd_bpm=8.0), False, id="not sure"),
        pytest.param(outlook(140.0, run_demand_bpm=148.0), False, id="never"),
    ],
)
def test_a_walk_is_announced_where_it_is_near_and_sure(now: Outlook, is_told: bool) -> None:
    assert is_near(now) is is_told


def test_it_is_not_announced_early_in_a_bout_nor_on_a_doubted_heart_rate() -> None:
    assert not is_near(NEAR, bout_s=14)
    assert not is_near(NEAR, doubted(133))


def coached(*, heads_up: bool) -> list[Reading]:
    runner = runner_of(SCENARIOS["hot"], 8003)
    one = Coach(replace(runner.body.athlete, heads_up=heads_up))
    readings = []
    for _ in range(1800):
        reading = one.step(runner.second())
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action.value)
        readings.append(reading)
    return readings


@pytest.mark.slow
def test_who_asked_for_it_hears_it_once_a_bout_and_nothing_else_changes() -> None:
    plain, told = coached(heads_up=False), coached(heads_up=True)  # the hour has room for all

    words = [
        (reading.sample.t_s, cue)
        for reading in told
        for cue in reading.cues
        if cue.reason is Reason.HEADS_UP or (cue.action is Action.WALK and not cue.is_repeat)
    ]
    ups = [t_s for t_s, cue in words if cue.reason is Reason.HEADS_UP]
    assert len(ups) >= 3
    after = [b.action for (_, a), (_, b) in pairwise(words) if a.reason is Reason.HEADS_UP]
    assert set(after) == {Action.WALK}
    assert not any(cue.reason is Reason.HEADS_UP for one in plain for cue in one.cues)
    assert [one.phase for one in plain] == [one.phase for one in told]
    cue = next(cue for _, cue in words if cue.reason is Reason.HEADS_UP)
    assert phrase(cue) == "Walk in about 20 seconds."
    assert all(one.phase in (Phase.RUN, Phase.WARM_UP) for one in told if one.sample.t_s in ups)
