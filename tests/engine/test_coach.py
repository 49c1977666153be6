"""The coach as a whole: what is said, when, and what is not said."""

from __future__ import annotations

import ast
import inspect
from collections import deque
from collections.abc import Callable, Mapping
from itertools import pairwise

import pytest

from runwalk.engine import coach as coach_module
from runwalk.engine import signal as signal_module
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Segment, Workout
from runwalk.outputs.phrases import ENGLISH
from runwalk.simulator import SCENARIOS

from ..builders import BAND, coach, cues_of, pressed, second, steady, stepped

Said = tuple[int, str, str]
RUN_MPS, WALK_MPS = 2.8, 1.5


class Heart:
    """The simplest heart there is: it goes where the legs send it, takes its time, and breathes."""

    def __init__(
        self, bpm: float = 100.0, *, run_bpm: float = 165.0, walk_bpm: float = 100.0
    ) -> None:
        self.bpm, self.run_bpm, self.walk_bpm = bpm, run_bpm, walk_bpm
        self._legs = deque([True] * 9, maxlen=9)  # eight seconds until it notices
        self._beats = 0

    def second(self, *, is_running: bool) -> int:
        self._legs.append(is_running)
        self.bpm += ((self.run_bpm if self._legs[0] else self.walk_bpm) - self.bpm) / 50.0
        self._beats += 1
        return round(self.bpm + (0.6 if self._beats % 14 < 7 else -0.6))


def live(
    one: Coach,
    seconds: int,
    heart: Heart,
    *,
    start_s: int = 0,
    obeys: bool = True,
    is_seen: bool = False,
    marks: Mapping[int, tuple[Mark, ...]] | None = None,
    is_silent: Callable[[int], bool] = lambda t_s: False,
) -> list[Reading]:
    """A runner and a coach, in a closed loop."""
    readings: list[Reading] = []
    advised = [True] * 4
    for t_s in range(start_s, start_s + seconds):
        is_running = advised[-4] if obeys else True
        bpm = heart.second(is_running=is_running)
        sample = second(
            t_s,
            None if is_silent(t_s) else bpm,
            speed_mps=(RUN_MPS if is_running else WALK_MPS) if is_seen else None,
            marks=(marks or {}).get(t_s, ()),
        )
        readings.append(one.step(sample))
        advised.append(readings[-1].phase.is_running)
    return readings


def said(readings: list[Reading]) -> list[Said]:
    return [(t_s, cue.action.value, cue.reason.value) for t_s, cue in cues_of(readings)]


def kinds(readings: list[Reading]) -> list[tuple[str, str]]:
    return [(action, reason) for _, action, reason in said(readings)]


def phase_changes(readings: list[Reading]) -> list[tuple[int, Phase]]:
    return [(b.sample.t_s, b.phase) for a, b in pairwise(readings) if a.phase is not b.phase]


# Who can be coached


def test_a_coach_without_a_workout_takes_the_runners_own_band() -> None:
    one = Coach(Athlete(max_bpm=190))

    assert one.step(second(0, 100)).band == Band(112, 132)


def test_without_any_ceiling_there_is_nothing_to_coach() -> None:
    with pytest.raises(ValueError, match="no ceiling is known"):
        Coach(Athlete())


def test_a_workout_without_any_band_is_refused() -> None:
    with pytest.raises(ValueError, match="no segment of the workout has a band"):
        Coach(Athlete(max_bpm=190), Workout("free", (Segment(name="as you like"),)))


def test_a_ceiling_above_the_hard_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="must not lie above the hard limit"):
        Coach(Athlete(limit_bpm=149), Workout.easy(BAND))


@pytest.mark.parametrize("t_s", [9, 10])
def test_time_must_rise(t_s: int) -> None:
    one = coach()
    one.step(second(10, 100))

    with pytest.raises(ValueError, match=f"t_s must rise, got {t_s} after 10"):
        one.step(second(t_s, 100))


def test_without_numbers_of_the_runner_the_zones_lie_around_the_band() -> None:
    readings = stepped(coach(), steady(140, 20))

    assert readings[8].zone is None
    assert readings[9].zone is not None
    assert (readings[9].zone.number, readings[9].zone.name) == (2, "inside")


# Warm-up


def test_a_quiet_warm_up_ends_after_nine_minutes_without_a_word() -> None:
    readings = stepped(coach(), steady(135, 600, start_s=1000))

    assert readings[0].phase is Phase.WARM_UP
    assert phase_changes(readings) == [(1540, Phase.RUN)]
    assert said(readings) == []


def test_who_starts_too_fast_is_told_so() -> None:
    readings = live(coach(), 120, Heart(run_bpm=170))

    first = next(cues_of(readings))[1]
    assert (first.action, first.reason) == (Action.WALK, Reason.START)
    assert not first.is_repeat


# Run and walk


def test_a_strap_alone_is_enough_for_run_and_walk() -> None:
    readings = live(coach(), 3600, Heart())

    walks = [t_s for t_s, action, _ in said(readings) if action == "walk"]
    runs = [t_s for t_s, action, _ in said(readings) if action == "run"]
    assert len(walks) >= 10
    assert len(walks) - len(runs) in (0, 1)
    assert all(25 <= run_s - walk_s < 180 for walk_s, run_s in zip(walks, runs, strict=False))


def test_an_obedient_runner_stays_at_the_ceiling() -> None:
    readings = live(coach(), 3600, Heart())

    above = [r.hr.bpm - 150 for r in readings if r.hr.bpm is not None and r.hr.bpm > 150]
    assert max(above, default=0) <= 3
    assert len(above) < 120


def test_a_run_cue_comes_below_the_resume_line_it_told() -> None:
    readings = live(coach(), 3600, Heart())

    for before, after in pairwise(readings):
        if any(cue.action is Action.RUN for cue in after.cues):
            assert before.resume_bpm is not None
            assert after.hr.bpm is not None
            assert after.hr.bpm <= before.resume_bpm + 1
            assert after.hr.bpm <= 146


def test_the_resume_line_is_told_in_walks_and_the_time_to_the_ceiling_in_runs() -> None:
    readings = live(coach(), 1800, Heart())[10:]

    for reading in readings:
        assert (reading.resume_bpm is not None) == (reading.phase is Phase.WALK)
        if reading.phase is Phase.WALK:
            assert reading.seconds_to_ceiling is None
    assert any(r.seconds_to_ceiling for r in readings)


def test_every_number_of_a_cues_evidence_has_its_unit() -> None:
    readings = live(coach(), 1800, Heart(run_bpm=230))

    names = {name for _, cue in cues_of(readings) for name, _ in cue.evidence}
    assert names >= {"hr_bpm", "ceiling_bpm", "resume_bpm", "run_demand_bpm", "run_bout_s"}
    assert all(name.endswith(("_bpm", "_s", "_per_h")) for name in names)


def test_bouts_too_short_to_be_worth_it_call_for_a_slower_run() -> None:
    readings = live(coach(), 1800, Heart(run_bpm=230))

    eases = [t_s for t_s, action, _ in said(readings) if action == "ease"]
    assert eases
    assert all(b - a >= 300 for a, b in pairwise(eases))
    runs = {t_s for t_s, action, _ in said(readings) if action == "run"}
    assert set(eases) <= runs  # it is said with the cue to run


def test_a_gap_in_time_is_no_reason_to_fall_over() -> None:
    one = coach()
    live(one, 600, Heart())

    readings = live(one, 60, Heart(140.0), start_s=2000)

    assert all(r.hr.fault is not None for r in readings[:20])
    assert readings[-1].hr.is_trusted


# A runner who does something else


def test_who_runs_on_is_reminded_once_and_then_left_alone() -> None:
    readings = live(coach(), 600, Heart(140.0, run_bpm=165), obeys=False, is_seen=True)

    cues = list(cues_of(readings))
    walks = [(t_s, cue.is_repeat) for t_s, cue in cues if cue.action is Action.WALK]
    assert [is_repeat for _, is_repeat in walks] == [False, True]
    assert walks[1][0] - walks[0][0] in (29, 30)
    assert readings[-1].is_left_alone
    assert readings[-1].phase is Phase.WALK


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "strap only"])
def test_who_is_left_alone_hears_nothing_of_walks_and_runs(is_seen: bool) -> None:
    one = coach()
    live(one, 300, Heart(140.0), obeys=False, is_seen=is_seen)

    # easy for two minutes, then fast for five, all of it within the quiet time
    easy = live(one, 120, Heart(160.0, run_bpm=125), start_s=300, obeys=False, is_seen=is_seen)
    fast = live(one, 330, Heart(125.0, run_bpm=165), start_s=420, obeys=False, is_seen=is_seen)

    assert [phase for _, phase in phase_changes(easy + fast)] == [Phase.RUN, Phase.WALK]
    assert said(easy + fast) == []


def test_after_the_quiet_time_a_new_walk_is_spoken_of() -> None:
    one = coach()
    live(one, 300, Heart(140.0), obeys=False, is_seen=True)
    live(one, 600, Heart(160.0, run_bpm=125), start_s=300, obeys=False, is_seen=True)

    readings = live(one, 120, Heart(125.0), start_s=900, obeys=False, is_seen=True)

    assert [action for _, action, _ in said(readings)] == ["walk", "walk"]


def test_a_walk_that_does_not_help_is_told_after_three_minutes_and_again_after_five() -> None:
    readings = live(coach(), 1200, Heart(140.0, run_bpm=165, walk_bpm=152), is_seen=True)

    walk_s = said(readings)[0][0]
    not_recovering = [t_s for t_s, _, reason in said(readings) if reason == "not_recovering"]
    assert not_recovering[0] - walk_s == 180
    assert [b - a for a, b in pairwise(not_recovering)] == [300, 300, 300]


def test_a_strap_alone_tells_of_a_walk_that_does_not_help_if_the_heart_has_shown_it() -> None:
    # it falls by 7, which shows a walk, and then stays above the line
    readings = live(
        coach(Athlete(), Workout.easy(Band(120, 140))),
        900,
        Heart(137.0, run_bpm=190, walk_bpm=138.0),
    )

    reasons = [reason for _, _, reason in said(readings)]
    assert "not_recovering" in reasons


def test_who_was_only_advised_to_walk_is_not_told_that_it_does_not_help() -> None:
    readings = live(coach(), 1200, Heart(140.0), obeys=False, is_seen=True)

    assert "not_recovering" not in [reason for _, _, reason in said(readings)]


def test_nothing_is_asked_of_a_strap_only_runner_whom_nobody_coaches_but_walks_and_reminders() -> (
    None
):
    # hard for seven minutes, easy for two, again and again: a recording of somebody else's run
    one, heart, readings = coach(), Heart(), []
    for t_s in range(7200):
        heart.run_bpm = 165.0 if t_s % 540 < 400 else 120.0
        readings.append(one.step(second(t_s, heart.second(is_running=True))))

    assert "not_recovering" not in [reason for _, _, reason in said(readings)]
    assert len(said(readings)) <= 2 * 4  # cue and reminder, with ever longer quiet between


# The hard limit


def at_limit(one: Coach, start_s: int, seconds: int = 40) -> list[Said]:
    return said(stepped(one, steady(180, seconds, start_s=start_s)))


LIMITED = Athlete(limit_bpm=175)


def test_the_limit_speaks_and_moves_a_runner_to_walk() -> None:
    free = Workout("free first", (Segment(name="free"), Segment(name="easy", band=BAND)))
    one = coach(LIMITED, free)
    stepped(one, steady(170, 60))

    readings = stepped(one, steady(175, 17, start_s=60))

    assert said(readings) == [(75, "walk", "limit")]
    assert readings[-1].phase is Phase.WALK
    assert readings[15].cues[0].evidence == (("hr_bpm", 175.0), ("limit_bpm", 175.0))


@pytest.mark.parametrize(
    ("mark", "phase"),
    [(MarkKind.PAUSE, Phase.PAUSED), (MarkKind.FINISH, Phase.FINISHED)],
    ids=["paused", "finished"],
)
def test_the_limit_speaks_where_nothing_else_does(mark: MarkKind, phase: Phase) -> None:
    one = coach(LIMITED)
    stepped(one, steady(178, 5))

    readings = stepped(one, [pressed(5, 178, mark), *steady(178, 60, start_s=6)])

    assert kinds(readings) == [("walk", "limit")]
    assert readings[-1].phase is phase


def test_the_limit_speaks_to_a_runner_who_is_left_alone() -> None:
    one = coach(LIMITED)
    left = live(one, 300, Heart(140.0), obeys=False, is_seen=True)
    assert left[-1].is_left_alone

    assert ("walk", "limit") in [said[1:] for said in at_limit(one, 300)]


def test_the_lowest_known_number_is_the_limit_of_every_segment() -> None:
    segments = (
        Segment(name="easy", duration_s=300, band=Band(120, 140)),
        Segment(name="steady", band=Band(140, 160)),
    )
    one = coach(Athlete(), Workout("two", segments))
    stepped(one, steady(184, 40))

    readings = stepped(one, steady(185, 40, start_s=40))

    assert ("walk", "limit") in kinds(readings)  # 25 above the highest ceiling
    assert ("walk", "limit") not in kinds(
        stepped(coach(Athlete(), Workout("two", segments)), steady(184, 60))
    )


# Silence


def test_a_lost_and_a_returned_signal_are_told_once_each() -> None:
    readings = stepped(
        coach(), [*steady(135, 60), *steady(None, 30, start_s=60), *steady(135, 60, start_s=90)]
    )

    assert kinds(readings) == [("info", "signal_lost"), ("info", "signal_back")]


def test_without_a_heart_rate_a_run_ends_after_three_minutes_and_no_walk_does() -> None:
    readings = stepped(coach(), [*steady(135, 60), *steady(None, 900, start_s=60)])

    assert said(readings) == [(65, "info", "signal_lost"), (239, "walk", "time")]
    assert readings[-1].phase is Phase.WALK


def test_a_strap_that_never_speaks_ends_the_first_run_too() -> None:
    readings = stepped(coach(), steady(None, 200))

    assert said(readings) == [(5, "info", "signal_lost"), (179, "walk", "time")]


def test_in_timer_mode_runs_and_walks_go_on_without_a_heart_rate() -> None:
    timer = pressed(60, None, MarkKind.TIMER_MODE)
    readings = stepped(coach(), [*steady(135, 60), timer, *steady(None, 600, start_s=61)])

    assert said(readings)[1:] == [
        (239, "walk", "time"),
        (299, "run", "time"),
        (479, "walk", "time"),
        (539, "run", "time"),
    ]


def test_timer_mode_can_be_switched_off() -> None:
    marks = (Mark(MarkKind.TIMER_MODE, "on"), Mark(MarkKind.TIMER_MODE, "off"))
    readings = stepped(
        coach(), [*steady(135, 60), pressed(60, None, *marks), *steady(None, 600, start_s=61)]
    )

    assert [action for _, action, _ in said(readings)] == ["info", "walk"]


def test_a_runner_without_a_heart_rate_is_told_neither_a_time_nor_a_zone() -> None:
    one = coach()
    stepped(one, steady(140, 60))

    readings = stepped(one, steady(None, 30, start_s=60))

    assert all(r.seconds_to_ceiling is None and r.zone is None for r in readings[6:])


def test_in_a_pause_no_signal_is_missed() -> None:
    one = coach()
    stepped(one, steady(135, 60))

    readings = stepped(one, [pressed(60, None, MarkKind.PAUSE), *steady(None, 600, start_s=61)])

    assert said(readings) == []


# Marks


def test_a_pause_stops_the_coaching_and_a_resume_begins_it_again() -> None:
    one = coach()
    stepped(one, steady(135, 60))

    paused = stepped(one, [pressed(60, 160, MarkKind.PAUSE), *steady(160, 60, start_s=61)])
    resumed = one.step(pressed(121, 135, MarkKind.RESUME))

    assert {r.phase for r in paused} == {Phase.PAUSED}
    assert said(paused) == []
    assert resumed.phase is Phase.RUN


def test_a_pause_in_a_walk_leads_back_into_the_walk() -> None:
    one = coach()
    readings = live(one, 300, Heart(140.0, walk_bpm=150))
    assert readings[-1].phase is Phase.WALK

    one.step(pressed(300, 150, MarkKind.PAUSE, MarkKind.PAUSE))
    resumed = one.step(pressed(301, 150, MarkKind.RESUME))

    assert resumed.phase is Phase.WALK


def test_a_resume_without_a_pause_changes_nothing() -> None:
    assert coach().step(pressed(0, 100, MarkKind.RESUME)).phase is Phase.WARM_UP


def test_a_finish_is_final() -> None:
    one = coach()
    stepped(one, steady(135, 60))
    one.step(pressed(60, 135, MarkKind.FINISH))

    readings = stepped(
        one,
        [
            pressed(61, 160, MarkKind.RESUME),
            pressed(62, 160, MarkKind.PAUSE),
            pressed(63, 160, MarkKind.RESUME),
            *steady(160, 60, start_s=64),
        ],
    )

    assert {r.phase for r in readings} == {Phase.FINISHED}
    assert said(readings) == []


@pytest.mark.parametrize(
    "mark",
    [
        Mark(MarkKind.LAP),
        Mark(MarkKind.RPE, 4),
        Mark(MarkKind.TALK, "hard"),
        Mark(MarkKind.TAG, "cramp"),
        Mark(MarkKind.CEILING),
        Mark(MarkKind.CEILING, "higher"),
    ],
    ids=lambda mark: f"{mark.kind} {mark.value}",
)
def test_marks_that_are_only_kept_move_nothing(mark: Mark) -> None:
    marked, plain = coach(), coach()
    samples = steady(140, 100)

    with_mark = [marked.step(pressed(s.t_s, s.hr_bpm, mark) if s.t_s == 50 else s) for s in samples]
    without = stepped(plain, samples)

    assert [(r.phase, r.band, r.cues) for r in with_mark] == [
        (r.phase, r.band, r.cues) for r in without
    ]


def shifted(one: Coach, t_s: int, by_bpm: float) -> Band | None:
    return one.step(pressed(t_s, 140, Mark(MarkKind.CEILING, by_bpm))).band


def test_the_runner_moves_the_ceiling_and_the_floor_with_it() -> None:
    one = coach()
    stepped(one, steady(140, 60))

    bands = [shifted(one, 60, 2), shifted(one, 61, 2.4), shifted(one, 62, -5)]

    assert bands == [Band(132, 152), Band(134, 154), Band(129, 149)]


def test_the_ceiling_is_not_moved_above_the_hard_limit() -> None:
    one = coach(LIMITED)
    stepped(one, steady(140, 60))

    bands = [shifted(one, 60 + i, 20) for i in range(3)]

    assert bands == [Band(150, 170), Band(155, 175), Band(155, 175)]


def test_the_floor_is_not_moved_below_a_human_heart() -> None:
    one = coach()
    stepped(one, steady(140, 60))

    bands = [shifted(one, 60 + i, -80) for i in range(2)]

    assert bands == [Band(50, 70), Band(40, 60)]


def test_a_moved_ceiling_is_coached() -> None:
    one = coach()
    stepped(one, steady(140, 60))
    shifted(one, 60, 10)

    readings = live(one, 300, Heart(140.0, run_bpm=155), start_s=61, obeys=False)

    assert said(readings) == []


# Workouts

THREE = Workout(
    "three",
    (
        Segment(name="warm", duration_s=100, band=Band(110, 130)),
        Segment(name="free", duration_s=100),
        Segment(name="main", duration_s=100, band=Band(130, 150)),
    ),
)


def names(readings: list[Reading]) -> list[str | None]:
    found: list[str | None] = []
    for reading in readings:
        name = reading.segment.name if reading.segment else None
        if not found or found[-1] != name:
            found.append(name)
    return found


def test_a_workout_is_led_through_and_finished() -> None:
    readings = stepped(coach(workout=THREE), steady(115, 310))

    assert names(readings) == ["warm", "free", "main", None]
    assert said(readings) == [(t_s, "info", "workout") for t_s in (99, 199, 299)]
    assert readings[298].phase is Phase.WARM_UP
    assert readings[299].phase is Phase.FINISHED
    assert [readings[i].band for i in (0, 150, 250, 305)] == [
        Band(110, 130),
        None,
        Band(130, 150),
        None,
    ]


def test_a_pause_does_not_count_for_the_workout() -> None:
    one = coach(workout=THREE)
    stepped(one, [*steady(115, 50), pressed(50, 115, MarkKind.PAUSE)])

    readings = stepped(
        one,
        [
            *steady(115, 500, start_s=51),
            pressed(551, 115, MarkKind.RESUME),
            *steady(115, 60, start_s=552),
        ],
    )

    assert said(readings) == [(600, "info", "workout")]


def test_a_skip_leads_into_the_next_segment() -> None:
    one = coach(workout=THREE)
    stepped(one, steady(115, 10))

    skipped = one.step(pressed(10, 115, MarkKind.SKIP))

    assert skipped.segment is not None
    assert skipped.segment.name == "free"


def test_where_a_segment_has_no_band_nobody_is_sent_walking_below_the_limit() -> None:
    one = coach(workout=THREE)
    stepped(one, [*steady(115, 60), pressed(60, 115, MarkKind.SKIP)])

    readings = stepped(one, steady(150, 38, start_s=61))

    assert readings[-1].band is None
    assert readings[-1].seconds_to_ceiling is None
    assert said(readings) == []


def test_a_walk_that_reaches_a_free_segment_is_ended_by_the_band_it_began_in() -> None:
    workout = Workout("two", (Segment(name="easy", duration_s=40, band=BAND), Segment(name="free")))
    readings = live(coach(workout=workout), 200, Heart(140.0))

    assert kinds(readings) == [("walk", "start"), ("info", "workout"), ("run", "recovered")]


# Drift and causes


def simulated(name: str, seed: int, ceiling_bpm: int, *, has_speed: bool = True) -> list[Reading]:
    """A scripted or deaf run, heard by a coach to whom nobody listens."""
    scenario = SCENARIOS[name]
    runner = scenario.runner(seed)
    one = coach(Athlete(), Workout.easy(Band.below(ceiling_bpm)))
    readings = []
    for _ in range(scenario.minutes * 60):
        sample = runner.second()
        if not has_speed:
            sample = Sample(t_s=sample.t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms)
        readings.append(one.step(sample))
    return readings


@pytest.mark.parametrize(
    ("has_speed", "reason"), [(True, "drift"), (False, "rising")], ids=["speed", "strap only"]
)
def test_drift_is_told_once_and_by_the_right_name(has_speed: bool, reason: str) -> None:
    readings = simulated("hot", 1, 200, has_speed=has_speed)

    drift_cues = [(t_s, cue) for t_s, cue in cues_of(readings) if cue.reason.value == reason]
    assert len(drift_cues) == 1
    assert drift_cues[0][1].action is Action.INFO
    assert drift_cues[0][1].evidence[0][0] == "bpm_per_h"
    assert drift_cues[0][1].evidence[0][1] > 5.0


def walk_reasons(readings: list[Reading]) -> set[str]:
    return {
        cue.reason.value
        for _, cue in cues_of(readings)
        if cue.action is Action.WALK and not cue.is_repeat
    }


def climb(grade: float, speed_mps: float) -> list[Reading]:
    """A steady run, then a step of effort that leads above the ceiling."""
    one, heart, readings = coach(), Heart(120.0), []
    heart.run_bpm = 138.0
    for t_s in range(800):
        is_step = t_s >= 700
        heart.run_bpm = 175.0 if t_s >= 705 else 138.0
        readings.append(
            one.step(
                Sample(
                    t_s=t_s,
                    hr_bpm=heart.second(is_running=True),
                    speed_mps=speed_mps if is_step else 2.6,
                    grade=grade if is_step else 0.0,
                    cadence_spm=165,
                )
            )
        )
    return readings


@pytest.mark.parametrize(
    ("grade", "speed_mps", "reason"),
    [(0.06, 2.6, "hill"), (0.0, 3.2, "surge")],
    ids=["a hill", "a faster pace"],
)
def test_a_walk_cue_names_what_lifted_the_heart(
    grade: float, speed_mps: float, reason: str
) -> None:
    assert walk_reasons(climb(grade, speed_mps)) == {reason}


def test_a_walk_cue_of_a_drifting_heart_says_so() -> None:
    readings = simulated("hot", 1, 150)

    assert "drift" in walk_reasons(readings)


def test_the_gait_is_told_as_it_is_seen_or_inferred() -> None:
    seen = live(coach(), 120, Heart(140.0), is_seen=True)
    unseen = live(coach(), 120, Heart(140.0))

    assert {r.gait for r in seen} == {Gait.RUN, Gait.WALK}
    assert {r.gait for r in unseen} == {None, Gait.WALK}


# The words


def cue_pairs() -> set[tuple[Action, Reason]]:
    """Every (action, reason) of the engine's source, read off each ``Cue(...)`` in it."""
    source = ast.parse(inspect.getsource(coach_module))
    news = {
        Reason[node.attr]
        for node in ast.walk(ast.parse(inspect.getsource(signal_module)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Reason"
    }
    causes = {Reason(c.value) for c in Cause if c is not Cause.SENSOR} | {Reason.CEILING}
    computed = {"news": news, "reason": {Reason.DRIFT, Reason.RISING}, "_reason(cause)": causes}
    pairs: set[tuple[Action, Reason]] = set()
    for node in ast.walk(source):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "Cue"):
            continue
        action, reason = ast.unparse(node.args[0]), ast.unparse(node.args[1])
        found = computed.get(reason) or {Reason[reason.removeprefix("Reason.")]}
        pairs |= {(Action[action.removeprefix("Action.")], one) for one in found}
    return pairs


def test_there_are_words_for_every_cue_of_the_engine_and_for_no_other() -> None:
    assert cue_pairs() == set(ENGLISH)


# A golden run. It moves only with a number the coach acts on, and then with a sentence on why.


def test_the_seconds_at_which_a_fixed_run_is_coached() -> None:
    readings = live(coach(), 600, Heart())

    assert said(readings) == [
        (56, "walk", "start"),
        (81, "run", "recovered"),
        (120, "walk", "start"),
        (145, "run", "recovered"),
        (145, "ease", "ceiling"),
        (184, "walk", "start"),
        (209, "run", "recovered"),
        (248, "walk", "start"),
        (273, "run", "recovered"),
        (311, "walk", "start"),
        (336, "run", "recovered"),
        (376, "walk", "start"),
        (401, "run", "recovered"),
        (439, "walk", "start"),
        (464, "run", "recovered"),
        (464, "ease", "ceiling"),
        (503, "walk", "ceiling"),
        (528, "run", "recovered"),
        (565, "walk", "ceiling"),
        (590, "run", "recovered"),
    ]
