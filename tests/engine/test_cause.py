"""The cause of a rise is named where it can be told, and not where it cannot."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from runwalk.engine.cause import CauseNamer
from runwalk.engine.drift import Drift, Outlook
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Fault, HeartRate
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Cause

from ..builders import UNSEEN, doubted, drift, heard, motion, outlook, silence

STEADY = outlook(145.0, run_demand_bpm=145.0)
NO_DRIFT = drift()


def named(
    namer: CauseNamer,
    seconds: int,
    *,
    hr: HeartRate | None = None,
    legs: Motion | None = None,
    at: Callable[[int], Outlook] | Outlook = STEADY,
    known: Drift = NO_DRIFT,
    dt_s: int = 1,
) -> list[Cause | None]:
    legs = legs or motion(2.8)
    gait = legs.gait or Gait.RUN  # unseen legs are taken to run
    return [
        namer.name(
            hr or heard(145), legs, at if isinstance(at, Outlook) else at(i), known, gait, dt_s
        )
        for i in range(seconds)
    ]


def settled(legs: Motion | None = None, known: Drift = NO_DRIFT) -> CauseNamer:
    """A namer after ten quiet minutes."""
    namer = CauseNamer()
    named(namer, 600, legs=legs, known=known)
    return namer


def rising(i: int) -> Outlook:
    """A heart on its way up by 20 bpm."""
    return outlook(145.0 + min(i, 20), run_demand_bpm=165.0)


def test_a_heart_that_stays_needs_no_cause() -> None:
    assert set(named(settled(), 60)) == {None}


def test_before_there_is_an_outlook_nothing_is_named() -> None:
    assert CauseNamer().name(silence(), UNSEEN, None, NO_DRIFT, Gait.RUN, 1) is None


@pytest.mark.parametrize(
    ("hr", "is_sensor"),
    [
        pytest.param(doubted(190), True, id="spike"),
        pytest.param(doubted(140, Fault.FROZEN), True, id="frozen"),
        pytest.param(doubted(140, Fault.NO_CONTACT), True, id="no contact"),
        pytest.param(doubted(250, Fault.OUT_OF_RANGE), True, id="no heart rate"),
        pytest.param(doubted(100, Fault.STARTING), False, id="the first seconds are no fault"),
        pytest.param(silence(1), False, id="silence is told elsewhere"),
    ],
)
def test_a_reading_that_looks_wrong_is_the_sensors_doing(hr: HeartRate, is_sensor: bool) -> None:
    answers = named(settled(), 1, hr=hr, at=rising(20))

    assert (answers[0] is Cause.SENSOR) is is_sensor


def climbing(i: int) -> Outlook:
    """A heart that rises without an end, with no more than what needs a name still to go."""
    return outlook(100.0 + i / 8, run_demand_bpm=104.0 + i / 8)


def test_in_the_first_four_minutes_a_rise_is_the_start() -> None:
    causes = named(CauseNamer(), 300, at=climbing)

    assert causes[:16] == [None] * 16  # it has not risen by 2 bpm yet
    assert causes[16:240] == [Cause.START] * 224
    assert causes[240:] == [None] * 60


def test_until_eight_minutes_it_is_while_the_heart_has_some_way_to_go() -> None:
    bound = outlook(145.0, run_demand_bpm=149.1)

    causes = named(CauseNamer(), 500, at=bound)

    assert causes == [Cause.START] * 480 + [None] * 20


def test_the_start_is_counted_in_seconds_whatever_the_watch_leaves_out() -> None:
    bound = outlook(145.0, run_demand_bpm=149.1)

    assert named(CauseNamer(), 70, at=bound, dt_s=7) == [Cause.START] * 68 + [None] * 2


def test_a_heart_that_is_headed_up_rises_though_it_has_hardly_begun() -> None:
    bound = outlook(145.0, run_demand_bpm=149.1)  # more than twice what needs a name

    assert named(CauseNamer(), 1, at=bound) == [Cause.START]
    assert named(CauseNamer(), 1, at=outlook(145.0, run_demand_bpm=149.0)) == [None]


@pytest.mark.parametrize(
    ("legs", "cause"),
    [
        pytest.param(motion(3.1), Cause.SURGE, id="a faster pace"),
        pytest.param(motion(2.8, grade=0.04), Cause.HILL, id="a hill"),
        pytest.param(motion(2.6, grade=0.08), Cause.HILL, id="a hill, taken slower"),
        pytest.param(motion(3.4, grade=0.01), Cause.SURGE, id="faster, on a slight rise"),
        pytest.param(motion(2.6, grade=0.02), None, id="a slight rise that was paid for by pace"),
        pytest.param(motion(3.0), None, id="too little to be the cause"),
        pytest.param(motion(1.8, gait=Gait.WALK), None, id="a walk"),
        pytest.param(UNSEEN, None, id="legs that cannot be seen any more"),
    ],
)
def test_a_rise_after_a_step_of_effort_is_named_for_it(legs: Motion, cause: Cause | None) -> None:
    assert named(settled(), 40, legs=legs, at=rising)[-1] is cause


@pytest.mark.parametrize("before", [UNSEEN, motion(1.4, gait=Gait.WALK)], ids=["unseen", "walk"])
def test_a_step_is_measured_from_running_only(before: Motion) -> None:
    # each seven seconds, so that the step from a walk is seen still when the bout is no news
    assert named(settled(before), 40, legs=motion(3.1), at=rising, dt_s=7)[-1] is None
    assert named(settled(), 40, legs=motion(3.1), at=rising, dt_s=7)[-1] is Cause.SURGE


def test_a_step_is_the_cause_while_it_is_less_than_45_seconds_ago() -> None:
    causes = named(
        settled(), 60, legs=motion(3.1), at=lambda i: outlook(145 + i, run_demand_bpm=250)
    )

    assert causes[1:45] == [Cause.SURGE] * 44
    assert causes[45:] == [None] * 15


# After a walk


def bout(
    namer: CauseNamer, seconds: int, step_s: int, legs: Motion, known: Drift = NO_DRIFT
) -> list[Cause | None]:
    """The causes in a bout after a walk, with a step of effort in it."""
    named(namer, 60, legs=motion(1.4, gait=Gait.WALK))
    named(namer, step_s, known=known)
    return named(namer, seconds - step_s, legs=legs, at=rising, known=known)


@pytest.mark.parametrize(
    ("legs", "cause"),
    [
        pytest.param(motion(3.4), Cause.SURGE, id="a faster pace"),
        pytest.param(motion(2.8, grade=0.06), Cause.HILL, id="a hill"),
    ],
)
def test_for_90_seconds_after_a_walk_no_rise_is_a_step_of_effort(
    legs: Motion, cause: Cause
) -> None:
    causes = bout(settled(), 100, 60, legs)

    assert causes == [None] * 30 + [cause] * 10


def test_a_claim_is_named_in_the_first_seconds_of_a_bout_too() -> None:
    claimed = drift(12.0, is_claimed=True)

    causes = bout(settled(known=claimed), 100, 60, motion(3.4), claimed)

    assert causes == [Cause.DRIFT] * 30 + [Cause.SURGE] * 10


# Strap only


def startled(i: int) -> Outlook:
    return outlook(145.0 + i, run_demand_bpm=200.0, effort_change=1 if i == 5 else 0)


def test_a_sudden_rise_of_unseen_legs_is_a_surge_for_a_minute() -> None:
    causes = named(
        settled(UNSEEN, drift(has_speed=False)),
        80,
        legs=UNSEEN,
        at=startled,
        known=drift(has_speed=False),
    )

    assert causes[:5] == [None] * 5
    assert causes[5:65] == [Cause.SURGE] * 60
    assert causes[65:] == [None] * 15


def test_for_90_seconds_after_a_walk_a_sudden_rise_is_that_of_the_bout() -> None:
    known = drift(has_speed=False)
    namer = settled(UNSEEN, known)
    named(namer, 60, legs=motion(1.4, gait=Gait.WALK), known=known)
    named(namer, 60, legs=UNSEEN, known=known)

    causes = named(namer, 80, legs=UNSEEN, at=startled, known=known)

    assert causes[:30] == [None] * 30
    assert causes[30:65] == [Cause.SURGE] * 35  # what is left of its minute
    assert causes[65:] == [None] * 15


def test_those_are_seconds_whatever_the_watch_leaves_out() -> None:
    known = drift(has_speed=False)
    namer = settled(UNSEEN, known)
    named(namer, 9, legs=motion(1.4, gait=Gait.WALK), known=known, dt_s=7)

    causes = named(namer, 16, legs=UNSEEN, at=startled, known=known, dt_s=7)

    # startled after 42 s, which is told from 91 s on and forgotten after 102 s
    assert causes == [None] * 12 + [Cause.SURGE] * 2 + [None] * 2


def test_a_sudden_fall_is_no_surge() -> None:
    falling = outlook(145.0, run_demand_bpm=165.0, effort_change=-1)
    known = drift(has_speed=False)

    assert set(named(settled(UNSEEN, known), 30, legs=UNSEEN, at=falling, known=known)) == {None}


def test_where_speed_is_seen_only_speed_shows_a_surge() -> None:
    assert set(named(settled(), 60, at=startled)) == {None}


# Slow rises


@pytest.mark.parametrize("at", [STEADY, rising(20)], ids=["as always", "headed up"])
@pytest.mark.parametrize(
    ("known", "cause"),
    [
        pytest.param(drift(12.0), None, id="not claimed"),
        pytest.param(drift(12.0, is_claimed=True), Cause.DRIFT, id="drift"),
        pytest.param(
            drift(12.0, is_claimed=True, has_speed=False),
            Cause.RISING,
            id="it may be the runner's own doing",
        ),
    ],
)
def test_a_claim_names_what_nothing_else_explains(
    known: Drift, cause: Cause | None, at: Outlook
) -> None:
    assert named(settled(known=known), 1, at=at, known=known)[-1] is cause


def test_a_step_of_effort_explains_a_rise_better_than_drift() -> None:
    claimed = drift(12.0, is_claimed=True)

    assert named(settled(), 40, legs=motion(3.1), at=rising, known=claimed)[-1] is Cause.SURGE
