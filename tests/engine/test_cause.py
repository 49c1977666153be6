"""The cause of a rise is named where it can be told, and not where it cannot."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

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


@pytest.mark.parametrize("age_s", [46, 600])
def test_without_a_heart_rate_there_is_no_rise_to_name(age_s: int) -> None:
    namer, drifting = settled(known=drift(12.0, is_claimed=True)), drift(12.0, is_claimed=True)

    answers = named(namer, 30, hr=silence(age_s), at=rising, known=drifting)

    assert set(answers) == {None}


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
        pytest.param(motion(2.6, grade=0.01), None, id="a slight rise"),
        pytest.param(motion(2.85), None, id="too little to be the cause"),
        pytest.param(motion(1.8, gait=Gait.WALK), None, id="a walk"),
        pytest.param(UNSEEN, None, id="legs that cannot be seen any more"),
    ],
)
def test_a_rise_after_a_step_of_effort_is_named_for_it(legs: Motion, cause: Cause | None) -> None:
    assert named(settled(), 40, legs=legs, at=rising)[-1] is cause


def test_a_step_is_measured_from_legs_that_were_seen() -> None:
    assert set(named(settled(UNSEEN), 40, legs=motion(3.1), at=rising)) <= {None}
    assert named(settled(), 40, legs=motion(3.1), at=rising)[-1] is Cause.SURGE


def endless(i: int) -> Outlook:
    """A heart that rises and rises."""
    return outlook(145 + i, run_demand_bpm=145 + i)


@pytest.mark.parametrize("dt_s", [1, 3, 7])
def test_a_step_is_the_cause_for_as_long_as_it_works_in_the_heart(dt_s: int) -> None:
    causes = named(settled(), 420 // dt_s, legs=motion(3.1), at=endless, dt_s=dt_s)

    last_s = dt_s * max(i for i, cause in enumerate(causes) if cause is Cause.SURGE)
    # 8.6 bpm, behind 8 s of dead time and 50 s of time constant: 2.5 bpm are left after 62 s, and
    # it is compared with the heart of 45 s before
    assert 100 <= last_s <= 125
    assert set(causes) == {None, Cause.SURGE}


def test_evidence_is_the_sum_of_its_parts() -> None:
    namer = settled()
    named(namer, 30, legs=motion(3.1, grade=0.02), at=rising, known=drift(12.0))

    told = dict(namer.evidence())
    parts = ("by_bout_bpm", "by_pace_bpm", "by_grade_bpm", "by_drift_bpm", "unexplained_bpm")
    assert told["rise_bpm"] == 20.0
    assert told["window_s"] == 29.0  # since its lowest
    assert sum(told[part] for part in parts) == pytest.approx(20.0)
    # (3.1 - 2.8) * 3.6 * 8 bpm and the part of it that 30 s have let through
    assert told["by_pace_bpm"] == pytest.approx(8.64 * 0.36, rel=0.1)
    assert told["by_grade_bpm"] > told["by_bout_bpm"] == 0.0
    assert told["speed_change_mps"] == pytest.approx(0.3)
    assert told["grade_change_pct"] == pytest.approx(2.0)
    assert told["drift_bpm_per_h"] == 12.0


def test_while_speed_is_missing_no_change_of_it_is_told() -> None:
    namer = settled()
    named(namer, 5, legs=UNSEEN, at=rising)

    told = dict(namer.evidence())
    assert "speed_change_mps" not in told
    assert told["grade_change_pct"] == 0.0


def test_without_speed_there_is_no_evidence_of_pace_and_grade() -> None:
    blind = drift(has_speed=False)
    namer = settled(UNSEEN, blind)

    assert {name for name, _ in namer.evidence()} == {
        "rise_bpm", "window_s", "to_come_bpm", "by_bout_bpm", "by_drift_bpm", "unexplained_bpm",
        "drift_bpm_per_h", "drift_sd_bpm_per_h",
    }  # fmt: skip


def test_before_anything_is_known_there_is_no_evidence() -> None:
    namer = CauseNamer()
    namer.name(silence(), UNSEEN, None, NO_DRIFT, Gait.RUN, 1)

    assert namer.evidence() == ()


def test_a_fault_is_told_by_how_long_it_has_lasted() -> None:
    namer = settled()
    named(namer, 3, hr=doubted(190))
    named(namer, 4, hr=doubted(140, Fault.FROZEN))

    assert namer.evidence()[0] == ("frozen_s", 4.0)


def test_a_gap_and_a_new_level_leave_nothing_to_compare_with() -> None:
    after_gap, after_jump = settled(), settled()
    high = outlook(160.0, run_demand_bpm=160.0)

    assert named(after_gap, 1, at=high, dt_s=61) == [None]
    assert named(after_jump, 1, at=high, hr=replace(heard(160), is_new_level=True)) == [None]
    assert dict(after_gap.evidence())["rise_bpm"] == 0.0
    assert dict(after_jump.evidence())["rise_bpm"] == 0.0


@pytest.mark.parametrize(
    ("legs", "known"), [(motion(2.8), NO_DRIFT), (UNSEEN, drift(has_speed=False))]
)
def test_a_rise_after_a_gap_is_that_of_a_bout_after_a_rest(legs: Motion, known: Drift) -> None:
    namer = settled(legs, known)
    gain_bpm = 8.0 if known.has_speed else -35.0

    named(namer, 1, legs=legs, known=known, dt_s=120, at=outlook(120.0, gain_bpm=gain_bpm))
    causes = named(
        namer, 40, legs=legs, known=known, at=lambda i: replace(again(i), gain_bpm=gain_bpm)
    )

    assert set(causes) == {Cause.BOUT}


# After a walk


def again(i: int) -> Outlook:
    """A heart in a bout after a walk: 28 bpm to go."""
    return outlook(120.0 + 0.4 * min(i, 70), run_demand_bpm=150.0)


def bout(
    namer: CauseNamer, legs: Motion, known: Drift = NO_DRIFT, seconds: int = 60
) -> list[Cause | None]:
    """The causes in a bout after a walk of a minute."""
    low = outlook(120.0, run_demand_bpm=150.0)
    named(namer, 60, legs=motion(1.4, gait=Gait.WALK), known=known, at=low)
    return named(namer, seconds, legs=legs, at=again, known=known)


def test_running_after_a_walk_is_a_bout_and_no_surge() -> None:
    causes = bout(settled(), motion(2.8))

    assert set(causes[10:]) == {Cause.BOUT}


def test_a_claim_of_drift_does_not_hide_that_it_is_a_bout() -> None:
    claimed = drift(12.0, is_claimed=True)

    assert set(bout(settled(known=claimed), motion(2.8), claimed)[10:]) == {Cause.BOUT}


def test_running_after_a_walk_that_came_at_once_is_the_start() -> None:
    namer = CauseNamer()
    named(namer, 20)

    assert set(bout(namer, motion(2.8))[10:]) == {Cause.START}


@pytest.mark.parametrize(
    ("legs", "cause"),
    [
        pytest.param(motion(3.4), Cause.SURGE, id="a faster pace"),
        pytest.param(motion(2.8, grade=0.08), Cause.HILL, id="a hill"),
    ],
)
def test_in_a_bout_the_larger_part_is_named(legs: Motion, cause: Cause) -> None:
    namer = settled()
    bout(namer, motion(2.8), seconds=150)

    assert named(namer, 40, legs=legs, at=rising)[-1] is cause


def test_what_speed_does_before_a_change_of_gait_is_seen_is_part_of_it() -> None:
    namer = settled()
    named(namer, 60, legs=motion(1.4, gait=Gait.WALK))

    for i in range(6):  # the legs run already, and it shows late
        named(namer, 1, legs=motion(1.4 + 0.2 * i, gait=Gait.WALK), at=again(i))
    causes = named(namer, 40, legs=motion(2.8), at=lambda i: again(i + 6))

    assert set(causes[10:]) == {Cause.BOUT}
    assert dict(namer.evidence())["by_pace_bpm"] == pytest.approx(0.0, abs=0.5)


# A workout


def test_a_part_of_the_workout_without_a_band_asks_for_the_rise() -> None:
    namer = settled(UNSEEN, drift(has_speed=False))

    causes = [
        namer.name(
            heard(145), UNSEEN, endless(i), drift(has_speed=False), Gait.RUN, 1,
            is_effort_planned=i < 20,
        )
        for i in range(80)
    ]  # fmt: skip

    # the answer of the heart comes late; its rise is deliberate as long as it is of that time
    assert causes[5:64] == [Cause.SURGE] * 59
    assert Cause.SURGE not in causes[65:]


# Strap only


def startled(i: int) -> Outlook:
    return outlook(145.0 + 0.06 * i, run_demand_bpm=200.0, effort_change=1 if i == 5 else 0)


BLIND = drift(has_speed=False)


def test_a_sudden_rise_of_unseen_legs_is_effort_for_a_minute() -> None:
    causes = named(settled(UNSEEN, BLIND), 80, legs=UNSEEN, at=startled, known=BLIND)

    assert causes[:5] == [None] * 5
    assert causes[5:65] == [Cause.EFFORT] * 60
    assert causes[65:] == [None] * 15


@pytest.mark.parametrize(("bpm_per_s", "cause"), [(0.11, None), (0.12, Cause.EFFORT)])
def test_a_rise_of_unseen_legs_too_fast_for_drift_is_effort(
    bpm_per_s: float, cause: Cause | None
) -> None:
    def at(i: int) -> Outlook:
        return outlook(145.0 + bpm_per_s * i, run_demand_bpm=145.0 + bpm_per_s * i)

    assert named(settled(UNSEEN, BLIND), 60, legs=UNSEEN, at=at, known=BLIND)[-1] is cause


def test_after_a_walk_a_sudden_rise_of_unseen_legs_is_that_of_the_bout() -> None:
    namer = settled(UNSEEN, BLIND)
    walk = outlook(144.0, run_demand_bpm=160.0, gain_bpm=-35.0)
    named(namer, 60, legs=motion(1.4, gait=Gait.WALK), known=BLIND, at=walk)

    causes = named(
        namer, 60, legs=UNSEEN, at=lambda i: replace(startled(i), gain_bpm=-35.0), known=BLIND
    )

    assert set(causes[5:]) == {Cause.BOUT}


def test_a_sudden_fall_is_no_effort() -> None:
    falling = outlook(145.0, run_demand_bpm=165.0, effort_change=-1)

    assert set(named(settled(UNSEEN, BLIND), 30, legs=UNSEEN, at=falling, known=BLIND)) == {None}


def test_where_speed_is_seen_only_speed_shows_a_surge() -> None:
    assert set(named(settled(), 60, at=startled)) == {None}


def test_when_speed_comes_everything_is_compared_anew() -> None:
    namer = settled(UNSEEN, BLIND)

    assert set(named(namer, 1, legs=motion(3.4), at=rising(20))) == {None}
    assert dict(namer.evidence())["rise_bpm"] == 0.0


# Slow rises


@pytest.mark.parametrize("at", [STEADY, rising(0)], ids=["as always", "headed up"])
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
