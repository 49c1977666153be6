"""Every method of the coaches, played: the right cues at the right seconds, and silence where due.

Each test is named after its row in docs/workouts.md, which lists them; ``tests/test_docs.py`` holds
that table against this file.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from analysis.run import run_of
from analysis.session_check import Verdict, check_session
from runwalk.config import Plan
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind
from runwalk.engine.workout import AskedGait
from runwalk.recording.recording import Recording
from runwalk.simulator.course import Course
from runwalk.simulator.strap import StrapNoise
from runwalk.training.library import SESSIONS

from .play import OF_THE_HEART, Played, is_timed, play

CLEAN = StrapNoise(
    dropouts_per_h=0.0,
    spikes_per_h=0.0,
    dry_start_chance=0.0,
    ectopic_ratio=0.0,
    missed_ratio=0.0,
    extra_ratio=0.0,
)
"""A strap that never fails, where seconds are counted."""

HOT = Course(temperature_c=30.0)
TREADMILL = Course(is_treadmill=True)
HILLY = Course(hills=((600.0, 0.0), (300.0, 0.15), (600.0, 0.0), (300.0, -0.15)))
QUIET_S = 60


def walk_reasons(played: Played) -> set[Reason]:
    return {cue.reason for _, cue in played.cues() if cue.action is Action.WALK}


def check_changes(played: Played) -> None:
    """Every part begins with its own cue, and a timed one in its very second, if the heart may."""
    assert played.is_finished()
    starts, segments = played.starts(), played.workout.segments
    told = {t_s for t_s, _ in played.cues(Reason.WORKOUT, Reason.TIME)}
    for index, start_s in starts.items():
        if index:
            assert start_s in told, f"part {index} began in silence"
    limits = {t_s for t_s, _ in played.cues(Reason.LIMIT)}
    end_s = played.readings[-1].sample.t_s
    for index, segment in enumerate(segments):
        if not is_timed(segment) or index not in starts:
            continue
        after_s = starts.get(index + 1, end_s)
        lasted_s = after_s - starts[index] + (index == 0)  # second 0 counts as one
        may_wait = index + 1 < len(segments) and segments[index + 1].asks_for_run
        assert segment.duration_s is not None
        if after_s in limits:  # which ends a surge
            continue
        assert lasted_s == segment.duration_s or (
            may_wait and played.readings[after_s - 1].progress.is_waiting  # type: ignore[union-attr]
        )


def check_silence(played: Played) -> None:
    """No word of ceiling or drift falls into a surge, or into the minute after it."""
    last_s = None
    for one in played.readings:
        if one.segment is not None and one.segment.is_surge:
            last_s = one.sample.t_s
        is_quiet = last_s is not None and one.sample.t_s - last_s <= QUIET_S
        said = [cue for cue in one.cues if cue.reason in OF_THE_HEART]
        assert not (is_quiet and said), f"{said} at {one.sample.t_s}"


def check_runs(played: Played) -> None:
    """Running is asked for on a trusted heart rate only, and never above the ceiling."""
    for one in played.readings:
        for cue in one.cues:
            if cue.action is Action.RUN:
                assert one.hr.is_trusted
                assert one.hr.bpm is not None
                band = one.band or played.athlete.band
                assert band is not None
                assert one.hr.bpm <= band.ceiling_bpm


@pytest.mark.slow
@pytest.mark.parametrize("seed", [8001, 8002])
@pytest.mark.parametrize("name", SESSIONS)
def test_every_session_keeps_its_seconds_and_its_silence(name: str, seed: int) -> None:
    played = play(name, seed, vdot=None if seed % 2 else 42.0)

    check_changes(played)
    check_silence(played)
    check_runs(played)


@pytest.mark.parametrize("name", ["fartlek", "hills"])
def test_no_heart_that_has_come_down_is_said_not_to(name: str) -> None:
    """With an ordinary strap, which falls silent just when the heart is down."""
    played = play(name, 8001)

    assert any(Reason.SIGNAL_LOST in {cue.reason for cue in one.cues} for one in played.readings)
    for t_s, _ in played.cues(Reason.NOT_RECOVERING):
        segment, bpm = played.readings[t_s].segment, played.readings[t_s].hr.bpm
        assert segment is not None
        assert segment.until is None or not segment.until.is_met_by(bpm)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["strides", "hill-sprints", "400s", "200s", "fartlek", "drills"])
def test_50_runners_hear_no_word_of_ceiling_or_drift_in_their_surges(name: str) -> None:
    heart_walks = 0
    for seed in range(8000, 8050):
        played = play(name, seed, course=HOT if seed % 2 else None)

        check_silence(played)
        check_runs(played)
        heart_walks += any(cue.reason in OF_THE_HEART for _, cue in played.cues())

    assert heart_walks >= 15  # the easy parts keep the rule


@pytest.mark.parametrize("name", ["400s", "intervals", "5k-test"])
def test_the_hard_limit_speaks_in_every_surge_that_is_long_enough(name: str) -> None:
    plain = play(name, 8003, noise=CLEAN)
    highest_bpm = max(
        one.hr.bpm or 0 for one in plain.readings if one.segment and one.segment.is_surge
    )

    athlete = replace(plain.athlete, limit_bpm=highest_bpm - 6)
    limited = play(name, 8003, noise=CLEAN, athlete=athlete)

    spoken = [limited.readings[t - 1].segment for t, _ in limited.cues(Reason.LIMIT)]
    assert any(segment is not None and segment.is_surge for segment in spoken)
    check_silence(limited)


@pytest.mark.parametrize(("run", "walk"), [("2:00", 60), ("3:30", 60), ("5:00", 60)])
def test_row_1_run_2_to_5_minutes_and_walk_one(run: str, walk: int) -> None:
    played = play(f"ratio,run={run},times=4", 8001, noise=CLEAN)

    run_s = 60 * int(run[0]) + int(run[2:])
    starts = [299 + k * (run_s + walk) for k in range(4)]
    told = [(t, cue.action) for t, cue in played.cues(Reason.WORKOUT) if cue.action != "info"]
    assert told == [
        (0, "walk"),
        *((t, a) for s in starts for t, a in ((s, "run"), (s + run_s, "walk"))),
    ]


def test_row_2_the_clock_and_the_heart_side_by_side() -> None:
    played = play("ratio-15,times=2", 8001, noise=CLEAN, course=HOT)

    by_clock = [t for t, cue in played.cues(Reason.WORKOUT) if cue.action == "walk"]
    by_heart = [t for t, cue in played.cues(*OF_THE_HEART) if cue.action == "walk"]
    assert by_clock[0] == 899
    assert by_heart
    assert all(played.readings[t].segment.gait is AskedGait.RUN for t in by_heart)  # type: ignore[union-attr]


def test_row_3_walk_when_drifting() -> None:
    played = play("heart,time=1:00:00", 8001, course=HOT)

    legs = [(cue.action, cue.reason) for _, cue in played.cues() if cue.action in ("walk", "run")]
    walks = [reason for action, reason in legs if action == "walk"]
    assert len(walks) >= 5
    assert Reason.DRIFT in walks
    assert set(walks) <= OF_THE_HEART
    assert {reason for action, reason in legs if action == "run"} == {Reason.RECOVERED}
    assert [action for action, _ in legs] == ["walk", "run"] * (len(legs) // 2) + ["walk"] * (
        len(legs) % 2
    )


def test_row_4_a_tenth_of_a_mile_every_few_miles() -> None:
    played = play("base,every=1mi,times=2", 8001, noise=CLEAN)

    starts = played.starts()
    at_m = [played.samples[starts[index]].distance_m for index in range(4)]
    assert at_m[0] is not None
    assert at_m[1:] == pytest.approx([1609.3, 1770.3, 3379.6], abs=8.0)
    assert [cue.action for t, cue in played.cues(Reason.WORKOUT) if t in starts.values()] == [
        "walk",
        "run",
        "walk",
    ]


@pytest.mark.parametrize(
    "mark", [Mark(MarkKind.TALK, "hard"), Mark(MarkKind.RPE, 7.0)], ids=["talk", "rpe"]
)
def test_row_5_what_is_felt_counts_beside_what_is_measured(mark: Mark) -> None:
    felt = play("long,time=20:00", 8004, noise=CLEAN, marks={600: mark})
    plain = play("long,time=20:00", 8004, noise=CLEAN)

    assert [t for t, cue in felt.cues(Reason.FELT) if cue.action == "ease"] == [600]
    assert felt.readings[600].band.ceiling_bpm < plain.readings[600].band.ceiling_bpm  # type: ignore[union-attr]


def test_row_6_you_are_asked_whether_you_can_talk() -> None:
    played = play("long,time=35:00,talk=10:00", 8004, noise=CLEAN)

    asked = [t for t, _ in played.cues(Reason.TALK)]
    assert len(asked) == 3
    assert asked[0] in range(598, 615)
    assert all(played.readings[t].phase.is_running for t in asked)


def test_row_7_walk_where_the_heart_has_not_fallen_and_jog_on_where_it_has() -> None:
    stays_high = play("fartlek,times=3", 8001, noise=CLEAN)
    is_down = play("9:00 easy, 30s hard, 4:00 jog, walk until hr<ceiling, 1:00 easy", 8001)

    recoveries = stays_high.during("recovery")
    assert recoveries[0].hr.bpm > stays_high.athlete.band.floor_bpm  # type: ignore[operator, union-attr]
    ends = [
        after
        for before, after in pairwise(stays_high.readings)
        if before.segment is not after.segment and before.segment.name == "recovery"  # type: ignore[union-attr]
    ]
    assert len(ends) == 3
    assert all(one.hr.bpm < stays_high.athlete.band.floor_bpm for one in ends)  # type: ignore[operator, union-attr]
    assert is_down.during("recovery") == []


def test_row_7_the_heart_rate_that_ends_a_recovery_is_the_one_that_is_shown() -> None:
    played = play("intervals,times=1,far=400m,below=118", 8001, noise=CLEAN)

    assert {one.resume_bpm for one in played.during("recovery")} == {118.0}


def test_row_8_a_recovery_has_a_cap() -> None:
    fast = play("fartlek,times=2,jog=5:00,cap=6km/h", 8001, noise=CLEAN)
    slow = play("fartlek,times=2,jog=5:00,cap=16km/h", 8001, noise=CLEAN)

    eased = [t for t, cue in fast.cues(Reason.TOO_FAST) if cue.action == "ease"]
    assert 1 <= len(eased) <= 6
    assert all(fast.readings[t].segment.gait is AskedGait.JOG for t in eased)  # type: ignore[union-attr]
    assert slow.cues(Reason.TOO_FAST) == []


def test_row_9_hills_are_walked_where_that_is_cheaper() -> None:
    hilly = play("hills-walked", 8001, noise=CLEAN, course=HILLY)
    flat = play("hills-walked", 8001, noise=CLEAN)

    walks = [t for t, cue in hilly.cues(Reason.STEEP) if cue.action == "walk"]
    assert walks
    assert all(
        (hilly.samples[t].altitude_m or 0) > (hilly.samples[t - 15].altitude_m or 0) for t in walks
    )
    assert flat.cues(Reason.STEEP) == []


def test_row_10_no_run_is_longer_than_the_cap() -> None:
    played = play("return,run=0:45,walk=1:30,time=15:00", 8001, noise=CLEAN)

    begins = [t for t, cue in played.cues() if cue.action == "run"]
    ends = [t for t, cue in played.cues() if cue.action == "walk"][1:]
    assert len(begins) >= 5
    assert all(end - begin <= 45 for begin, end in zip(begins, ends, strict=False))
    assert all(begin - end >= 90 for end, begin in zip(ends, begins[1:], strict=False))


def test_row_10_galloways_ratio_goes_by_the_clock() -> None:
    played = play("galloway,pace=12:00,minutes=6", 8001, noise=CLEAN)

    told = [(t, cue.action) for t, cue in played.cues(Reason.WORKOUT) if cue.action != "info"]
    assert told == [
        (0, "walk"),
        *((t, a) for s in (299, 389, 479, 569) for t, a in ((s, "run"), (s + 60, "walk"))),
    ]


def test_row_11_the_goal_picks_ceiling_and_policy() -> None:
    easy = play("heart,time=30:00", 8001, noise=CLEAN)
    recovery = play("recovery", 8001, noise=CLEAN)
    back = play("return", 8001, noise=CLEAN)

    assert easy.readings[0].band.ceiling_bpm - recovery.readings[0].band.ceiling_bpm == 10  # type: ignore[union-attr]
    walks = [sum(c.action == "walk" for _, c in one.cues()) for one in (easy, recovery)]
    assert walks[0] < walks[1]
    assert walk_reasons(back) == {Reason.WORKOUT}


def test_row_12_a_walk_for_another_cause_is_no_matter_of_fitness() -> None:
    marks = {900: Mark(MarkKind.TAG, "cramp"), 1100: Mark(MarkKind.RESUME)}
    played = play("heart,time=30:00", 8004, noise=CLEAN, marks=marks)

    tagged = [one.sample.t_s for one in played.readings if one.tag == "cramp"]
    assert tagged == list(range(900, 1100))
    assert {one.phase for one in played.readings[901:1099]} == {Phase.WALK}
    assert [cue for t, cue in played.cues() if 900 <= t < 1100 and cue.action == "run"] == []
    assert any(one.phase is Phase.RUN for one in played.readings[1100:1200])


def test_row_14_gentle_speed() -> None:
    hills = play("hills", 8002, noise=CLEAN)
    tempo = play("tempo", 8002, noise=CLEAN)
    ladder = play("ladder", 8002, noise=CLEAN)

    assert sum(s.name == "hill" for s in hills.workout.segments) == 5
    assert list(tempo.starts().values()) == [0, 599, 1799]
    far_m = [s.distance_m for s in ladder.workout.segments if s.distance_m]
    assert far_m == [200, 400, 800, 400, 200]
    for played in (hills, tempo, ladder):
        check_changes(played)


def test_row_15_drills_have_no_heart_rate_rule() -> None:
    played = play("drills", 8001, noise=CLEAN)

    names = [s.name for s in played.workout.segments if s.is_surge]
    assert names == ["A skip", "high knees", "glute kicks", "fast feet"]
    starts = played.starts()
    assert [starts[index] for index in range(1, 9)] == [599 + 30 * k for k in range(8)]
    check_silence(played)


def test_row_16_an_effort_is_told_beside_the_heart() -> None:
    mark = {900: Mark(MarkKind.RPE, 8.0)}
    easy = play("heart,time=20:00", 8004, noise=CLEAN, marks=mark)
    test = play("5k-test", 8004, noise=CLEAN, marks=mark)

    assert easy.readings[901].rpe == test.readings[901].rpe == 8.0
    assert [t for t, _ in easy.cues(Reason.FELT)] == [900]
    assert test.cues(Reason.FELT) == []


def test_row_17_the_speed_day_of_a_distance_block() -> None:
    played = play("long-intervals", 8002, noise=CLEAN, vdot=42.0)

    long_ones = [s for s in played.workout.segments if s.duration_s == 600 and s.speed_mps]
    assert len(long_ones) == 3
    check_changes(played)


@pytest.mark.parametrize(
    ("week", "metres"), [(1, 200), (2, 400), (3, 800), (4, 1609.344), (5, 2000)]
)
def test_row_19_repeats_grow_from_week_to_week(week: int, metres: float) -> None:
    played = play(f"5k-ladder,week={week}", 8002, noise=CLEAN, vdot=42.0)

    reps = [s for s in played.workout.segments if s.distance_m]
    assert {s.distance_m for s in reps} == {metres}
    check_changes(played)
    check_silence(played)


def test_row_21_a_field_test_is_left_alone() -> None:
    played = play("5k-test", 8002, noise=CLEAN)

    hard = played.during("5 km test")
    assert hard[0].segment.distance_m == pytest.approx(4989, abs=1)  # type: ignore[union-attr]
    said = {cue.reason for one in hard for cue in one.cues}
    assert said <= {Reason.WORKOUT, Reason.COUNTDOWN, Reason.LIMIT, Reason.RECOVERED}


def test_row_22_the_tread_hike_climbs_step_by_step() -> None:
    played = play("tread-hike", 8006, noise=CLEAN, course=TREADMILL)

    starts = played.starts()
    grades = [played.samples[starts[index] + 5].grade for index in range(6)]
    speeds = [played.samples[starts[index] + 60].speed_mps for index in range(6)]
    assert grades == [0, 0, 0, 0.15, 0.15, 0.15]
    assert speeds == pytest.approx([0.89, 1.12, 1.34, 1.34, 1.56, 1.79], abs=0.1)
    assert {one.gait for one in played.during("reference")} <= {Gait.WALK}
    assert walk_reasons(played) == {Reason.WORKOUT}


def test_row_23_the_reference_stretch_tells_heart_rate_at_a_grade_and_speed() -> None:
    played = play("tread-hike", 8002, noise=CLEAN, course=TREADMILL)

    check = check_session(
        run_of(Recording(samples=played.samples), Plan(played.athlete, played.workout))
    )
    assert check is not None
    reference = check.parts[5]
    assert reference.verdict is Verdict.DONE
    assert reference.speed_mps == pytest.approx(1.79, abs=0.05)
    assert reference.hr_mean_bpm is not None
    assert reference.planned.grade == 0.15


@pytest.mark.parametrize("name", ["climbs,steep=8", "stairmill"])
def test_row_25_running_and_hiking_climbs(name: str) -> None:
    played = play(name, 8002, noise=CLEAN, course=TREADMILL)

    check_changes(played)
    hikes = [one for one in played.readings if one.segment and one.segment.gait == "hike"]
    assert len(hikes) > 600


@pytest.mark.parametrize(("name", "times", "metres"), [("400s", 4, 400), ("200s", 8, 200)])
def test_row_26_the_mile_day(name: str, times: int, metres: int) -> None:
    played = play(name, 8002, noise=CLEAN, vdot=42.0)

    starts, segments = played.starts(), played.workout.segments
    reps = [index for index, segment in enumerate(segments) if segment.distance_m == metres]
    assert len(reps) == times
    for index in reps:
        begin, end = (played.samples[starts[k]].distance_m or 0.0 for k in (index, index + 1))
        assert end - begin == pytest.approx(metres, abs=8)
    check_silence(played)


@pytest.mark.parametrize(("week", "times"), [(1, 4), (4, 7), (9, 10)])
def test_row_27_hill_sprints_are_walked_down_in_silence(week: int, times: int) -> None:
    played = play(f"hill-sprints,week={week}", 8002, noise=CLEAN)

    assert sum(s.name == "sprint" for s in played.workout.segments) == times
    check_changes(played)
    check_silence(played)
    first_s = played.starts()[1]
    told = [(t, c.action) for t, c in played.cues(Reason.WORKOUT) if t in (first_s, first_s + 10)]
    assert told == [(first_s, "info"), (first_s + 10, "walk")]


def test_row_28_strides_are_no_drift() -> None:
    played = play("strides", 8002, noise=CLEAN)

    strides = [index for index, s in enumerate(played.workout.segments) if s.name == "stride"]
    starts = played.starts()
    assert [starts[index + 1] - starts[index] for index in strides] == [20] * 5
    check_silence(played)


def test_row_29_the_same_pace_week_after_week() -> None:
    played = play("drift-test", 8002, noise=CLEAN)

    check = check_session(
        run_of(Recording(samples=played.samples), Plan(played.athlete, played.workout))
    )
    assert check is not None
    steady = check.parts[1]
    assert steady.planned.name == "steady"
    assert steady.duration_s == 3600
    assert steady.hr_mean_bpm is not None
    assert steady.speed_mps is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", SESSIONS)
def test_a_session_that_was_done_is_told_as_done(name: str) -> None:
    played = play(name, 8006, noise=CLEAN)

    check = check_session(
        run_of(Recording(samples=played.samples), Plan(played.athlete, played.workout))
    )

    if len(played.workout.segments) == 1 and played.workout.segments[0].is_open:
        assert check is None
        return
    assert check is not None
    is_cut = bool(played.cues(Reason.LIMIT))  # the hard limit ends a surge
    may_be = {Verdict.DONE, Verdict.LONG} | ({Verdict.CUT} if is_cut else set())
    assert {part.verdict for part in check.parts} <= may_be
