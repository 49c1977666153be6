"""A short effort that is meant calls no walk; a heart that stays too high does, meant or not."""

from __future__ import annotations

import pytest

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach
from runwalk.engine.gait import Gait
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.engine.sample import Sample
from runwalk.engine.strides import StrideWatch
from runwalk.engine.workout import Segment, Workout
from runwalk.simulator import Manner, Runner, StrapNoise, Stretch, draw_body

from ..builders import BAND, UNSEEN, cues_of, motion, stepped, told

EASY = motion(2.6)
FAST = motion(3.7)


def watched(
    watch: StrideWatch, legs: Motion, seconds: int, *, dt_s: int = 1, is_planned: bool = False
) -> list[bool]:
    return [watch.watch(legs, dt_s, is_planned=is_planned) for _ in range(0, seconds, dt_s)]


def settled() -> StrideWatch:
    watch = StrideWatch()
    watched(watch, EASY, 120)
    return watch


@pytest.mark.parametrize("dt_s", [1, 5])
def test_a_burst_is_a_short_effort_and_so_is_what_the_heart_makes_of_it(dt_s: int) -> None:
    watch = settled()

    assert all(watched(watch, FAST, 20, dt_s=dt_s))
    assert sum(watched(watch, EASY, 100, dt_s=dt_s)) * dt_s in range(40, 46)


def test_a_burst_that_lasts_is_a_faster_pace() -> None:
    watch = settled()

    answers = watched(watch, FAST, 300)

    assert answers == [True] * 25 + [False] * 275
    assert not any(watched(watch, FAST, 100))
    assert all(watched(watch, motion(4.9), 20))  # and a burst is one from there


@pytest.mark.parametrize(
    "legs",
    [
        pytest.param(motion(3.1), id="a faster pace"),
        pytest.param(motion(2.4, grade=0.08), id="a hill"),
        pytest.param(motion(3.7, gait=Gait.WALK), id="no running"),
        pytest.param(UNSEEN, id="unseen legs"),
    ],
)
def test_these_are_no_bursts(legs: Motion) -> None:
    assert not any(watched(settled(), legs, 60))


def test_in_the_first_minute_nobody_knows_what_is_usual() -> None:
    assert not any(watched(StrideWatch(), motion(1.5), 10) + watched(StrideWatch(), FAST, 59))


def test_what_the_workout_asks_for_is_meant_whatever_is_seen() -> None:
    watch = settled()

    assert all(watched(watch, UNSEEN, 300, is_planned=True))
    assert sum(watched(watch, UNSEEN, 100)) == 44


# With a heart


def run(
    seconds: int, speed_mps: float, end_mps: float | None = None, grade: float = 0.0
) -> Stretch:
    return Stretch(
        duration_s=seconds, gait=Gait.RUN, speed_mps=speed_mps, end_speed_mps=end_mps, grade=grade
    )


STAND = Stretch(duration_s=40, gait=Gait.STAND, grade=0.0)
DOWN = Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.3, grade=-0.06)
EASY_S, EFFORTS = 1200, 6


def said(
    seed: int, *, is_hill: bool, is_planned: bool, has_speed: bool, above_bpm: int = 6
) -> tuple[list[Cue], float]:
    """What a coach says to strides or hill sprints, and how far they led above the ceiling.

    The ceiling lies a little above the easy run; efforts are rested from standing or walking.
    """
    body = draw_body(seed)
    effort = body.vt1_fraction - 0.04
    easy_mps, fast_mps = body.running_speed_at(effort), body.running_speed_at(0.93)
    up = (run(10, body.running_speed_at(1.05), grade=0.06),)
    once = (*up, DOWN) if is_hill else (run(15, easy_mps, fast_mps), run(5, fast_mps), STAND)
    rest_s = once[-1].duration_s
    effort_s = sum(stretch.duration_s for stretch in once) - rest_s
    runner = Runner(
        body,
        manner=Manner(running_effort=effort),
        noise=StrapNoise(dropouts_per_h=0.0, spikes_per_h=0.0, dry_start_chance=0.0),
        script=(run(EASY_S, easy_mps), *once * EFFORTS, run(120, easy_mps)),
        seed=seed,
    )
    samples, truth_bpm = [], []
    for _ in range(EASY_S + EFFORTS * (effort_s + rest_s) + 60):
        one = runner.second()
        samples.append(one if has_speed else Sample(t_s=one.t_s, hr_bpm=one.hr_bpm))
        truth_bpm.append(runner.truth.hr_bpm)
    ceiling_bpm = round(max(truth_bpm[900:EASY_S])) + above_bpm
    band = Band(ceiling_bpm - 20, ceiling_bpm)
    parts = (
        Segment(name="effort", duration_s=effort_s),
        Segment(name="rest", duration_s=rest_s, band=band),
    )
    planned = Workout(
        "strides",
        (Segment(name="easy", duration_s=EASY_S, band=band), *parts * EFFORTS,
         Segment(name="easy", band=band)),
    )  # fmt: skip
    coach = Coach(Athlete(), planned if is_planned else Workout.easy(band))
    cues = [
        cue
        for t_s, cue in cues_of(stepped(coach, samples))
        if t_s >= EASY_S and cue.reason not in (Reason.WORKOUT, Reason.COUNTDOWN)
    ]
    return cues, max(truth_bpm[EASY_S:]) - ceiling_bpm


@pytest.mark.parametrize("is_hill", [False, True], ids=["strides", "hill sprints"])
@pytest.mark.parametrize(
    ("is_planned", "has_speed"),
    [(True, True), (True, False), (False, True)],
    ids=["planned, speed", "planned, strap only", "unannounced, speed"],
)
@pytest.mark.parametrize("seed", [8020, 8021, 8022])
def test_strides_and_hill_sprints_cause_no_cue(
    seed: int, is_planned: bool, has_speed: bool, is_hill: bool
) -> None:
    cues, over_bpm = said(seed, is_hill=is_hill, is_planned=is_planned, has_speed=has_speed)

    assert cues == []
    assert over_bpm > -4.0  # it was a near thing


def test_unannounced_and_unseen_they_call_a_walk_only_near_the_ceiling() -> None:
    cues, over_bpm = said(8020, is_hill=False, is_planned=False, has_speed=False, above_bpm=20)

    assert cues == []
    assert over_bpm < -5.0


def test_a_heart_that_stays_above_the_ceiling_after_an_effort_is_told() -> None:
    plan = Workout(
        "x",
        (
            Segment(name="easy", duration_s=600, band=BAND),
            Segment(name="effort", duration_s=60),
            Segment(name="rest", band=BAND),
        ),
    )
    bpm = [140 + i // 20 % 2 for i in range(600)] + [140 + i // 3 for i in range(60)] + [160] * 60

    cues = list(cues_of(stepped(Coach(Athlete(), plan), told(bpm))))

    assert [(t_s, cue.reason) for t_s, cue in cues if cue.action is Action.WALK] == [
        (679, Reason.SURGE)
    ]


def test_the_hard_limit_speaks_in_an_effort_too() -> None:
    plan = Workout(
        "x",
        (
            Segment(name="easy", duration_s=60, band=BAND),
            Segment(name="effort"),
        ),
    )
    bpm = [140] * 60 + [140 + i for i in range(60)]

    cues = list(cues_of(stepped(Coach(Athlete(limit_bpm=170), plan), told(bpm))))

    assert Reason.LIMIT in {cue.reason for _, cue in cues}
