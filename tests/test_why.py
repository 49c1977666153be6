"""Who asks why gets one or two short sentences, and no more than is known."""

from __future__ import annotations

from dataclasses import replace

import pytest

from runwalk.engine.coach import Coach
from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cause, Cue, Reason
from runwalk.engine.sample import Mark, MarkKind
from runwalk.engine.workout import Workout
from runwalk.outputs.phrases import WORDINGS, phrase
from runwalk.outputs.why import answer
from runwalk.outputs.wording import Wording
from runwalk.simulator import SCENARIOS

SEEN = {
    "rise_bpm": 6.2,
    "window_s": 44.0,
    "to_come_bpm": 3.0,
    "by_bout_bpm": 0.0,
    "by_pace_bpm": 0.5,
    "by_grade_bpm": 5.0,
    "drift_bpm_per_h": 12.3,
    "drift_sd_bpm_per_h": 3.6,
}
BLIND = {key: value for key, value in SEEN.items() if key not in ("by_pace_bpm", "by_grade_bpm")}
NO_SPEED = "Without speed I cannot tell pace from drift."


def why(cause: Cause | None, told: dict[str, float], **changed: float) -> str:
    return phrase(Cue(Action.INFO, Reason.WHY, tuple({**told, **changed}.items()), cause=cause))


@pytest.mark.parametrize(
    ("cause", "told", "because"),
    [
        (Cause.START, SEEN, "that is the start of the run."),
        (Cause.BOUT, SEEN, "you are running again."),
        (Cause.BOUT, BLIND, "you are running again."),
        (Cause.SURGE, SEEN, "you sped up."),
        (Cause.SURGE, BLIND, "this part of the workout asks for it."),
        (Cause.HILL, SEEN, "the hill explains most of it."),
        (Cause.EFFORT, BLIND, f"you sped up, or went uphill. {NO_SPEED}"),
        (None, SEEN, "nothing that I measure explains it."),
        (None, BLIND, f"nothing that I measure explains it. {NO_SPEED}"),
    ],
)
def test_a_rise_is_told_with_its_cause(
    cause: Cause | None, told: dict[str, float], because: str
) -> None:
    assert why(cause, told) == f"Heart rate rose 6 beats in 44 seconds: {because}"


def test_a_hill_that_explains_less_than_half_is_told_so() -> None:
    assert why(Cause.HILL, SEEN, by_grade_bpm=3.0).endswith("the hill explains part of it.")


def test_a_rise_that_has_hardly_begun_is_told_as_one_to_come() -> None:
    text = why(Cause.HILL, SEEN, rise_bpm=1.0)

    assert text == "Heart rate is about to rise: the hill explains most of it."


def test_drift_is_told_with_its_spread() -> None:
    assert why(Cause.DRIFT, SEEN) == (
        "Heart rate is drifting up by 12 beats an hour, give or take 4."
    )
    assert why(Cause.RISING, BLIND) == (
        f"Heart rate is rising by 12 beats an hour, give or take 4. {NO_SPEED}"
    )


def test_where_nothing_rises_that_is_the_answer() -> None:
    assert why(None, SEEN, rise_bpm=1.0) == "Heart rate is not rising."
    assert why(None, {}) == "Heart rate is not rising."


def test_without_a_heart_rate_there_is_nothing_to_explain() -> None:
    assert why(Cause.SENSOR, BLIND) == "I have no heart rate that I trust."


@pytest.mark.parametrize("fault", sorted(set(Fault) - {Fault.MISSING, Fault.STARTING}))
def test_every_fault_has_its_words(fault: Fault) -> None:
    text = why(Cause.SENSOR, {f"{fault.value}_s": 4.0, **SEEN})

    assert text.startswith("I have no heart rate that I trust. ")
    assert text.count(".") == 2


# A cue that is no rise is explained from its own numbers


EVERY_NUMBER = {
    "hr_bpm": 151.0,
    "ceiling_bpm": 150.0,
    "resume_bpm": 140.0,
    "run_demand_bpm": 158.0,
    "limit_bpm": 175.0,
    "without_s": 180.0,
    "walks_per_h": 26.0,
    "bpm_per_h": 12.0,
}
RISES = set(map(str, Cause))


@pytest.mark.parametrize("wording", WORDINGS.values(), ids=lambda it: it.name)
def test_every_cue_can_be_explained(wording: Wording) -> None:
    for action, reason in wording.cues:
        if reason is Reason.WHY or (action is Action.WALK and reason in RISES):
            continue  # the latter have a cause, and that is told
        cue = Cue(Action.INFO, Reason.WHY, tuple(EVERY_NUMBER.items()), about=(action, reason))
        assert answer(cue, wording.why) not in ("", wording.why.level), (action, reason)


def test_a_cue_whose_numbers_are_not_known_gets_no_made_up_ones() -> None:
    cue = Cue(Action.INFO, Reason.WHY, (), about=(Action.RUN, Reason.RECOVERED))

    assert phrase(cue) == "Heart rate is not rising."


@pytest.mark.slow
@pytest.mark.parametrize("scenario", ["hot", "hills"])
def test_in_a_whole_run_each_cue_is_explained_when_asked(scenario: str) -> None:
    runner = SCENARIOS[scenario].runner(8001)
    athlete = runner.body.athlete
    assert athlete.band is not None
    coach, pending, explained = Coach(athlete, Workout.easy(athlete.band)), None, 0
    for _ in range(2400):
        sample = runner.second()
        if pending is not None:
            sample = replace(sample, marks=(Mark(MarkKind.WHY),))
        reading = coach.step(sample)
        for cue in reading.cues:
            if cue.reason is Reason.WHY and pending is not None and cue.cause is not Cause.SENSOR:
                assert cue.about == (pending.action, pending.reason)
                assert phrase(cue) != "Heart rate is not rising."
                explained += 1
            if cue.action is not Action.INFO:
                runner.hear(cue.action)
        pending = next((cue for cue in reading.cues if cue.reason is not Reason.WHY), None)

    assert explained >= 3
