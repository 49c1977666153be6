"""The coach as a whole: what is said, when, and what is not said."""

from __future__ import annotations

import ast
import inspect
import math
from collections import deque
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import pytest

from runwalk.engine import coach as coach_module
from runwalk.engine import guide as guide_module
from runwalk.engine import signal as signal_module
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, CoachSettings, Reading
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.walkrule import WalkRuleSettings
from runwalk.engine.workout import Segment, Workout
from runwalk.outputs.english import ENGLISH
from runwalk.simulator import SCENARIOS

from ..builders import BAND, coach, cues_of, pressed, second, steady, stepped, told

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
        Coach(Athlete(), Workout("free", (Segment(name="as you like"),)))


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
    assert all(16 <= run_s - walk_s < 180 for walk_s, run_s in zip(walks, runs, strict=False))


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
    assert all(name.endswith(("_bpm", "_s", "_per_h", "_mps", "_pct")) for name in names)


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


def followed(
    one: Coach, efforts: Iterable[tuple[float, int]], *, is_seen: bool = False
) -> tuple[Heart, list[Reading]]:
    """A runner who never listens: runs towards each of these heart rates for so many seconds."""
    heart, readings = Heart(140.0), list[Reading]()
    for run_bpm, seconds in efforts:
        heart.run_bpm = run_bpm
        readings += live(one, seconds, heart, start_s=len(readings), obeys=False, is_seen=is_seen)
    return heart, readings


HARD, EASY = 165.0, 120.0
IGNORED_TWICE = [(HARD, 300), (EASY, 240), (HARD, 300), (EASY, 240)]


def test_who_is_seen_to_run_on_hears_nothing_of_walks_and_runs() -> None:
    one = coach()

    # easy for two minutes, then fast for four, all of it within the quiet time
    _, readings = followed(one, [(HARD, 300), (EASY, 120), (HARD, 240)], is_seen=True)

    quiet = readings[300:]
    assert [phase for _, phase in phase_changes(quiet)] == [Phase.RUN, Phase.WALK]
    assert said(quiet) == []


def test_who_runs_on_above_the_ceiling_is_asked_again_ever_more_rarely() -> None:
    _, readings = followed(coach(), [(HARD, 5400)], is_seen=True)

    walks = [(t_s, cue.is_repeat) for t_s, cue in cues_of(readings) if cue.action is Action.WALK]
    asked_s = [t_s for t_s, is_repeat in walks if not is_repeat]
    assert [round((b - a) / 60) for a, b in pairwise(asked_s)] == [11, 21, 41]
    assert len(walks) <= 2 * len(asked_s)


def test_who_runs_on_below_the_ceiling_is_asked_no_more() -> None:
    _, readings = followed(coach(), [(HARD, 240), (148.0, 3600)], is_seen=True)

    assert readings[-1].phase is Phase.WALK
    assert said(readings[300:]) == []


def test_with_a_strap_alone_that_begins_with_the_second_ignored_walk_in_a_row() -> None:
    _, readings = followed(coach(), [*IGNORED_TWICE, (HARD, 250), (EASY, 240)])

    asked, quiet = readings[:1080], readings[1080:]
    each = [("walk", "ceiling"), ("walk", "not_recovering"), ("run", "recovered")]
    assert kinds(asked) == [("walk", "start"), *each, ("walk", "effort"), *each]
    assert [phase for _, phase in phase_changes(quiet)] == [Phase.WALK, Phase.RUN]
    assert said(quiet) == []


def test_after_the_quiet_time_a_new_walk_is_spoken_of() -> None:
    one = coach()
    live(one, 300, Heart(140.0), obeys=False, is_seen=True)
    live(one, 600, Heart(160.0, run_bpm=125), start_s=300, obeys=False, is_seen=True)

    readings = live(one, 120, Heart(125.0), start_s=900, obeys=False, is_seen=True)

    assert [action for _, action, _ in said(readings)] == ["walk", "walk"]


@pytest.mark.parametrize("is_seen", [True, False], ids=["seen", "strap only"])
def test_a_walk_that_does_not_help_is_told_ever_more_rarely(is_seen: bool) -> None:
    readings = live(coach(), 5400, Heart(140.0, run_bpm=165, walk_bpm=152), is_seen=is_seen)

    walk_s = said(readings)[0][0]
    not_recovering = [t_s for t_s, _, reason in said(readings) if reason == "not_recovering"]
    assert not_recovering[0] - walk_s == 180
    assert [b - a for a, b in pairwise(not_recovering)] == [300, 600, 1200, 1200, 1200]


def test_that_begins_anew_with_each_walk() -> None:
    one, heart = coach(), Heart(140.0, walk_bpm=152)
    live(one, 1200, heart, is_seen=True)
    heart.walk_bpm = 100.0
    live(one, 300, heart, start_s=1200, is_seen=True)
    heart.walk_bpm = 152.0

    readings = live(one, 900, heart, start_s=1500, is_seen=True)

    not_recovering = [t_s for t_s, _, reason in said(readings) if reason == "not_recovering"]
    assert [b - a for a, b in pairwise(not_recovering)] == [300]


def test_it_is_told_by_a_heart_that_was_heard_for_half_a_minute_only() -> None:
    def is_silent(t_s: int) -> bool:
        return 193 <= t_s < 201

    heart = Heart(140.0, run_bpm=165, walk_bpm=152)
    readings = live(coach(), 300, heart, is_seen=True, is_silent=is_silent)

    not_recovering = [t_s for t_s, _, reason in said(readings) if reason == "not_recovering"]
    assert 193 <= said(readings)[0][0] + 180 < 201
    assert not_recovering == [201 + 29]


class SlowHeart(Heart):
    """One that comes down three times as slowly as it goes up, or more slowly still."""

    def __init__(self, *, walk_bpm: float, fall_s: float, run_bpm: float) -> None:
        super().__init__(walk_bpm=walk_bpm, run_bpm=run_bpm)
        self._fall_s = fall_s

    def second(self, *, is_running: bool) -> int:
        before_bpm = self.bpm
        beat = super().second(is_running=is_running) - round(self.bpm)
        if self.bpm < before_bpm:
            self.bpm = before_bpm - (before_bpm - self.bpm) * 50.0 / self._fall_s
        return round(self.bpm) + beat


@pytest.mark.parametrize("fall_s", [50.0, 150.0, 300.0, 500.0])
@pytest.mark.parametrize("walk_bpm", [100.0, 144.0])
@pytest.mark.parametrize("run_bpm", [165.0, 190.0])
def test_a_strap_only_walker_always_hears_when_to_run_again(
    walk_bpm: float, fall_s: float, run_bpm: float
) -> None:
    one, heart = coach(), SlowHeart(walk_bpm=walk_bpm, fall_s=fall_s, run_bpm=run_bpm)
    legs = deque([True] * 4, maxlen=4)  # they do what was last said, not what was only thought
    is_told_to_run, waits_s = True, [0]

    for t_s in range(3600):
        reading = one.step(second(t_s, heart.second(is_running=legs[0])))
        for cue in reading.cues:
            is_told_to_run = {Action.WALK: False, Action.RUN: True}.get(cue.action, is_told_to_run)
        legs.append(is_told_to_run)
        is_waiting = reading.phase.is_running and not is_told_to_run
        waits_s.append(waits_s[-1] + 1 if is_waiting else 0)

    assert max(waits_s) == 0


def test_a_strap_only_walker_whose_heart_recovers_at_last_hears_when_to_run() -> None:
    one, heart = coach(), Heart(140.0, walk_bpm=152)
    waiting = live(one, 900, heart)
    heart.walk_bpm = 100.0

    readings = live(one, 60, heart, start_s=900)

    assert waiting[-1].is_left_alone
    assert kinds(readings)[0] == ("run", "recovered")


def test_who_was_only_advised_to_walk_is_not_told_that_it_does_not_help() -> None:
    readings = live(coach(), 1200, Heart(140.0), obeys=False, is_seen=True)

    assert "not_recovering" not in [reason for _, _, reason in said(readings)]


def test_in_a_silent_walk_nobody_is_told_that_it_does_not_help() -> None:
    _, readings = followed(coach(), [*IGNORED_TWICE, (HARD, 250)])

    assert phase_changes(readings)[-1][1] is Phase.WALK
    assert readings[-1].sample.t_s - phase_changes(readings)[-1][0] > 180
    assert said(readings[1080:]) == []


def test_a_strap_only_recording_that_nobody_coached_hears_of_every_second_effort() -> None:
    # hard for seven minutes, easy for two, again and again
    _, readings = followed(coach(), [(HARD, 400), (EASY, 140)] * 14)

    cues = [(t_s, cue) for t_s, cue in cues_of(readings)]
    asked_s = [
        t_s
        for t_s, cue in cues
        if cue.action is Action.WALK
        and not cue.is_repeat
        and cue.reason is not Reason.NOT_RECOVERING
    ]
    assert len(asked_s) <= 8  # of fourteen; no fewer, for it may be a heart that recovers slowly
    assert all(later_s - s > 900 for s, later_s in pairwise(asked_s[1:]))
    assert len(cues) <= 4 * len(asked_s)  # cue, reminder, that it does not help, and the end


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


@pytest.mark.parametrize(
    ("is_seen", "efforts"),
    [
        pytest.param(True, [(165, 300), (120, 150), (165, 150)], id="seen, ignored once"),
        pytest.param(
            False,
            [(165, 300), (120, 240), (165, 300), (120, 240), (165, 200)],
            id="strap only, ignored twice",
        ),
    ],
)
def test_who_walks_when_the_limit_speaks_in_a_silent_walk_hears_when_to_run(
    is_seen: bool, efforts: list[tuple[float, int]]
) -> None:
    one = coach(Athlete(limit_bpm=172))
    heart, before = followed(one, efforts, is_seen=is_seen)
    t_s = len(before)
    assert before[-1].phase is Phase.WALK
    assert said(before)[-1][0] < phase_changes(before)[-1][0]

    heart.run_bpm = 195.0
    limit: list[Reading] = []
    while not said(limit) and len(limit) < 60:
        limit += live(one, 1, heart, start_s=t_s + len(limit), obeys=False, is_seen=is_seen)
    obeyed = live(one, 120, heart, start_s=t_s + len(limit), is_seen=is_seen)

    assert kinds(limit) == [("walk", "limit")]
    assert kinds(obeyed)[0] == ("run", "recovered")


TWO_BANDS = Workout(
    "two",
    (Segment(name="easy", band=Band(120, 140)), Segment(name="steady", band=Band(140, 160))),
)


def heard_limits(one: Coach, bpm: int) -> list[tuple[str, float]]:
    """What the limit says in a minute of a heart rate: why, and of which limit."""
    readings = stepped(one, steady(bpm, 60, start_s=1000))
    return [
        (cue.reason.value, dict(cue.evidence)["limit_bpm"])
        for _, cue in cues_of(readings)
        if cue.reason is Reason.LIMIT
    ]


def two_bands(*marks: MarkKind | Mark, workout: Workout = TWO_BANDS) -> Coach:
    one = coach(workout=workout)
    stepped(one, steady(115, 30))
    stepped(one, [pressed(t_s, 115, mark) for t_s, mark in enumerate(marks, 30)])
    return one


@pytest.mark.parametrize(
    ("marks", "limit_bpm"),
    [
        pytest.param([], 165, id="25 above the ceiling"),
        pytest.param([MarkKind.SKIP], 185, id="of the segment"),
        pytest.param([Mark(MarkKind.CEILING, 20)], 165, id="a ceiling moved up does not move it"),
        pytest.param([Mark(MarkKind.CEILING, -15)], 150, id="one moved down does"),
        pytest.param(
            [MarkKind.SKIP, Mark(MarkKind.CEILING, -15)], 170, id="in a later segment too"
        ),
    ],
)
def test_where_no_limit_is_known_it_goes_with_the_planned_ceiling(
    marks: list[MarkKind | Mark], limit_bpm: int
) -> None:
    assert heard_limits(two_bands(*marks), limit_bpm - 1) == []
    assert heard_limits(two_bands(*marks), limit_bpm) == [("limit", limit_bpm)]


def test_a_free_segment_keeps_the_limit_of_the_one_before() -> None:
    workout = Workout("free last", (*TWO_BANDS.segments, Segment(name="free")))
    marks = (MarkKind.SKIP, Mark(MarkKind.CEILING, -15), MarkKind.SKIP)

    assert heard_limits(two_bands(*marks, workout=workout), 169) == []
    assert heard_limits(two_bands(*marks, workout=workout), 170) == [("limit", 170.0)]


def test_a_known_limit_is_that_of_every_segment() -> None:
    for marks in ([], [Mark(MarkKind.CEILING, -15)], [MarkKind.SKIP]):
        one = coach(LIMITED, TWO_BANDS)
        stepped(one, [*steady(115, 30), pressed(30, 115, *marks)])

        assert heard_limits(one, 175) == [("limit", 175.0)]


# Silence


def test_a_lost_and_a_returned_signal_are_told_once_each() -> None:
    readings = stepped(
        coach(), [*steady(135, 60), *steady(None, 30, start_s=60), *steady(135, 60, start_s=90)]
    )

    assert kinds(readings) == [("info", "signal_lost"), ("info", "signal_back")]


@pytest.mark.parametrize(
    ("step_s", "lost_s"),
    [pytest.param(10, 0, id="a watch that saves memory"), pytest.param(11, 5, id="a gap")],
)
def test_in_a_gap_nobody_listened_and_no_signal_is_missed(step_s: int, lost_s: int) -> None:
    one = coach()
    stepped(one, steady(135, 60))

    readings = stepped(one, steady(None, 10, start_s=59 + step_s))

    assert said(readings) == [(59 + step_s + lost_s, "info", "signal_lost")]


def test_a_run_without_a_heart_rate_is_no_longer_for_a_gap_in_it() -> None:
    one = coach()
    stepped(one, steady(135, 60))

    readings = stepped(one, steady(None, 240, start_s=1000))

    assert said(readings) == [(1005, "info", "signal_lost"), (1179, "walk", "time")]


def test_a_strap_that_stays_silent_after_a_pause_is_told_of_after_five_seconds() -> None:
    one = coach()
    stepped(one, [*steady(135, 60), pressed(60, None, MarkKind.PAUSE)])

    readings = stepped(
        one,
        [
            *steady(None, 600, start_s=61),
            pressed(661, None, MarkKind.RESUME),
            *steady(None, 240, start_s=662),
        ],
    )

    assert said(readings) == [(666, "info", "signal_lost"), (841, "walk", "time")]


def test_a_walk_that_was_coming_is_called_though_the_strap_falls_silent() -> None:
    heard = live(coach(), 60, Heart())
    silent = live(coach(), 200, Heart(), is_silent=lambda t_s: t_s >= 45)

    assert said(heard)[0] == (53, "walk", "start")
    assert said(silent) == [(50, "info", "signal_lost"), (50, "walk", "start")]
    evidence = dict(silent[50].cues[1].evidence)
    assert "hr_bpm" not in evidence  # nobody heard one
    assert evidence["run_demand_bpm"] > 150.0


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


def paused(one: Coach, bpms: Sequence[int | None]) -> Reading:
    """A runner who pauses at second 60 with these heart rates, and goes on."""
    stepped(one, [*steady(135, 60), pressed(60, 135, MarkKind.PAUSE)])
    readings = stepped(one, told(bpms, start_s=61))
    assert {r.phase for r in readings} <= {Phase.PAUSED}
    assert said(readings) == []
    return one.step(pressed(61 + len(bpms), 135, MarkKind.RESUME))


@pytest.mark.parametrize(
    ("bpms", "phase"),
    [
        pytest.param([], Phase.RUN, id="no time"),
        pytest.param([149] * 60, Phase.RUN, id="below the ceiling"),
        pytest.param([150] * 60, Phase.WALK, id="at the ceiling"),
        pytest.param([150] * 60 + [None] * 9, Phase.WALK, id="at the ceiling when last heard"),
        pytest.param([150] * 60 + list(range(149, 130, -1)), Phase.RUN, id="recovered in it"),
        pytest.param([135] * 60 + [190] * 5, Phase.RUN, id="an artefact"),
        pytest.param([None] * 60, Phase.RUN, id="unheard"),
    ],
)
def test_a_resume_runs_unless_the_heart_was_at_the_ceiling(
    bpms: list[int | None], phase: Phase
) -> None:
    assert paused(coach(), bpms).phase is phase


def test_who_resumes_with_a_hot_heart_hears_when_to_run() -> None:
    one = coach()
    resumed = paused(one, [155] * 60)

    readings = live(one, 120, Heart(150.0), start_s=122)

    assert resumed.phase is Phase.WALK
    assert kinds(readings)[0] == ("run", "recovered")


def test_who_runs_on_after_a_resume_into_a_walk_is_reminded_as_in_any_walk() -> None:
    one = coach()
    heart, readings = followed(one, [(HARD, 60)], is_seen=True)
    assert kinds(readings) == [("walk", "start"), ("walk", "ceiling")]
    pause = [pressed(60, 155, MarkKind.PAUSE), *steady(155, 59, start_s=61)]
    stepped(one, [*pause, pressed(120, 155, MarkKind.RESUME)])

    resumed = live(one, 60, heart, start_s=121, obeys=False, is_seen=True)

    cues = [(t_s - 121, cue.is_repeat) for t_s, cue in cues_of(resumed)]
    assert cues == [(28, True)]


def test_a_hot_pause_says_nothing_of_the_next_one() -> None:
    one = coach()
    paused(one, [155] * 60)
    live(one, 120, Heart(150.0, run_bpm=130), start_s=122)

    one.step(pressed(242, None, MarkKind.PAUSE))
    resumed = one.step(pressed(243, None, MarkKind.RESUME))

    assert resumed.phase is Phase.RUN


def test_nothing_is_learned_of_a_pause() -> None:
    late = WalkRuleSettings(peak_s=200, turned_s=200)
    learns, never_learns = (
        coach(settings=CoachSettings(walk_rule=replace(late, learn_ratio=ratio)))
        for ratio in (1.0, 0.0)
    )
    heart = Heart(140.0, run_bpm=190, walk_bpm=128)
    readings = live(learns, 121, heart)
    assert kinds(readings)[-1] == ("run", "recovered")

    # the heart comes down to 100 in a pause, goes up to 140, and only then to another walk
    pause = [pressed(121, 140, MarkKind.PAUSE), *told(range(139, 99, -1), start_s=122)]
    readings += stepped(learns, [*pause, pressed(162, 100, MarkKind.RESUME)])
    heart.bpm, heart.run_bpm = 100.0, 140.0
    readings += live(learns, 250, heart, start_s=163)
    heart.run_bpm = 190.0
    readings += live(learns, 100, heart, start_s=413)

    assert [action for _, action, _ in said(readings)][:3] == ["walk", "run", "walk"]
    assert stepped(never_learns, [r.sample for r in readings]) == readings


def test_a_pause_in_a_walk_leads_back_into_the_walk_and_to_its_end() -> None:
    one, heart = coach(), Heart(140.0, walk_bpm=150)
    readings = live(one, 300, heart)
    assert readings[-1].phase is Phase.WALK

    one.step(pressed(300, 150, MarkKind.PAUSE, MarkKind.PAUSE))
    resumed = one.step(pressed(301, 150, MarkKind.RESUME))
    heart.walk_bpm = 100.0
    walked = live(one, 120, heart, start_s=302)

    assert resumed.phase is Phase.WALK
    assert kinds(walked)[0] == ("run", "recovered")


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
        Mark(MarkKind.RPE, 11),
        Mark(MarkKind.RPE, math.nan),
        Mark(MarkKind.TALK, "ok"),
        Mark(MarkKind.TAG),
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


@pytest.mark.parametrize("band", [Band(30, 120), Band(205, 230)], ids=["low", "high"])
def test_no_band_is_moved_without_a_press(band: Band) -> None:
    readings = stepped(coach(workout=Workout.easy(band)), steady(100, 3))

    assert {r.band for r in readings} == {band}


def test_the_ceiling_is_not_moved_above_the_fastest_heart() -> None:
    one = coach(workout=Workout.easy(Band(190, 210)))
    stepped(one, steady(140, 60))

    bands = [shifted(one, 60 + i, 15) for i in range(2)]

    assert bands == [Band(205, 225), Band(210, 230)]


@pytest.mark.parametrize(
    ("there_bpm", "held", "back"),
    [(100, Band(155, 175), Band(150, 170)), (-150, Band(40, 60), Band(45, 65))],
    ids=["up", "down"],
)
def test_a_press_counts_from_where_the_ceiling_stands(
    there_bpm: int, held: Band, back: Band
) -> None:
    one = coach(LIMITED)
    stepped(one, steady(140, 60))

    bands = [shifted(one, 60, there_bpm), shifted(one, 61, there_bpm)]
    bands.append(shifted(one, 62, -5 if there_bpm > 0 else 5))

    assert bands == [held, held, back]


def test_a_press_counts_from_where_the_ceiling_stands_in_another_segment_too() -> None:
    low, high = Segment(name="low", band=Band(100, 120)), Segment(name="high", band=BAND)
    one = coach(LIMITED, Workout("two", (low, high)))
    stepped(one, steady(110, 60))

    before = shifted(one, 60, 50)
    held = one.step(pressed(61, 110, MarkKind.SKIP)).band
    after = shifted(one, 62, -5)

    assert (before, held, after) == (Band(150, 170), Band(155, 175), Band(150, 170))


@pytest.mark.parametrize("by_bpm", [math.nan, math.inf, -math.inf, 200.1, -1e308])
def test_a_press_that_is_no_number_of_beats_moves_nothing(by_bpm: float) -> None:
    one = coach()
    stepped(one, steady(140, 60))
    shifted(one, 60, 3)

    assert shifted(one, 61, by_bpm) == Band(133, 153)


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
    assert said(readings) == [
        (89, "info", "countdown"),
        (99, "info", "workout"),
        (189, "info", "countdown"),
        (199, "info", "workout"),
        (299, "info", "workout"),
    ]
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

    assert said(readings) == [(590, "info", "countdown"), (600, "info", "workout")]


def test_the_seconds_before_a_mark_belong_to_the_phase_before_it() -> None:
    one = coach(workout=THREE)
    stepped(one, [*steady(115, 50), pressed(56, 115, MarkKind.PAUSE)])  # 57 s are run

    readings = stepped(one, [pressed(556, 115, MarkKind.RESUME), *steady(115, 60, start_s=557)])

    assert said(readings) == [(589, "info", "countdown"), (599, "info", "workout")]


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
    workout = Workout("two", (Segment(name="easy", duration_s=30, band=BAND), Segment(name="free")))
    readings = live(coach(workout=workout), 200, Heart(140.0))

    assert kinds(readings) == [("walk", "start"), ("info", "workout"), ("run", "recovered")]


# A walk that is announced


def test_who_asked_for_it_hears_once_a_bout_that_a_walk_is_near() -> None:
    plain, announced = (
        live(coach(Athlete(heads_up=heads_up)), 300, Heart()) for heads_up in (False, True)
    )

    news = [one for one in said(announced) if one not in said(plain)]
    walks_s = [t_s for t_s, action, _ in said(plain) if action == "walk"]
    assert news == [(88, "info", "heads_up")]  # later bouts are too short for one
    assert walks_s == [53, 107, 152, 197, 243, 291]
    cue = next(cue for _, cue in cues_of(announced) if cue.reason is Reason.HEADS_UP)
    assert cue.evidence == (("walk_in_s", 20.0),)
    assert phase_changes(plain) == phase_changes(announced)


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


def asked(readings: list[Reading]) -> list[tuple[int, Cause | None]]:
    """When *why* was answered, and by which cause."""
    return [(t_s, cue.cause) for t_s, cue in cues_of(readings) if cue.reason is Reason.WHY]


WHY = Mark(MarkKind.WHY)


def test_who_asks_why_is_answered_in_the_same_second_and_once() -> None:
    readings = live(coach(), 100, Heart(run_bpm=140.0), marks={20: (WHY,), 90: (WHY, WHY)})

    assert asked(readings) == [(20, Cause.START), (90, Cause.START)]
    evidence = dict(next(iter(cues_of(readings)))[1].evidence)
    assert evidence["rise_bpm"] > 1.0


def test_for_a_minute_after_a_walk_cue_why_asks_about_that() -> None:
    readings = live(coach(), 117, Heart(), marks={113: (WHY,), 114: (WHY,)}, obeys=False)

    (cued_s, cue), *answers = cues_of(readings)
    assert (cued_s, cue.cause, cue.evidence[-1][0]) == (53, Cause.START, "drift_sd_bpm_per_h")
    assert [one.evidence == cue.evidence for _, one in answers] == [True, False]
    assert [one.about for _, one in answers] == [(Action.WALK, Reason.START), None]


def test_a_moment_after_any_cue_why_asks_about_that_cue() -> None:
    plain = live(coach(), 400, Heart(), obeys=True)
    run_s = next(t_s for t_s, cue in cues_of(plain) if cue.action is Action.RUN)

    readings = live(coach(), 400, Heart(), marks={run_s + 5: (WHY,)}, obeys=True)

    told = next(cue for _, cue in cues_of(readings) if cue.reason is Reason.WHY)
    assert told.about == (Action.RUN, Reason.RECOVERED)
    assert dict(told.evidence)["hr_bpm"] <= dict(told.evidence)["resume_bpm"]


def test_without_a_heart_rate_why_is_answered_by_the_sensor() -> None:
    readings = live(coach(), 40, Heart(), is_silent=lambda _: True, marks={30: (WHY,)})

    assert asked(readings) == [(30, Cause.SENSOR)]


def test_a_walk_cue_carries_the_parts_of_the_rise() -> None:
    cue = next(cue for _, cue in cues_of(climb(0.06, 2.6)) if cue.action is Action.WALK)
    told = dict(cue.evidence)

    assert cue.cause is Cause.HILL
    assert told["by_grade_bpm"] > told["by_pace_bpm"]
    assert told["grade_change_pct"] == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("is_seen", "reason"),
    [(True, Reason.DRIFT), (False, Reason.RISING)],
    ids=["speed", "strap only"],
)
def test_a_bout_that_leads_to_the_ceiling_is_no_news_and_drift_is(
    is_seen: bool, reason: Reason
) -> None:
    one, heart, readings = coach(), Heart(120.0, run_bpm=148.0), list[Reading]()
    for minute in range(40):
        readings += live(one, 60, heart, start_s=60 * minute, is_seen=is_seen)
        heart.run_bpm += 40.0 / 60.0

    bouts = [
        (reading.drift.is_claimed, cue.reason)
        for reading in readings
        for cue in reading.cues
        if cue.action is Action.WALK and cue.cause is Cause.BOUT
    ]

    assert set(bouts) == {(False, Reason.CEILING), (True, reason)}


def test_the_gait_is_told_as_it_is_seen_or_inferred() -> None:
    seen = live(coach(), 120, Heart(140.0), is_seen=True)
    unseen = live(coach(), 120, Heart(140.0, run_bpm=185.0))  # walks deep enough to show

    assert {r.gait for r in seen} == {Gait.RUN, Gait.WALK}
    assert {r.gait for r in unseen} == {None, Gait.WALK}


# The words


def cue_pairs() -> set[tuple[Action, Reason]]:
    """Every (action, reason) of the engine's source, read off each ``Cue(...)`` in it."""
    source = ast.parse(inspect.getsource(coach_module) + inspect.getsource(guide_module))
    news = {
        Reason[node.attr]
        for node in ast.walk(ast.parse(inspect.getsource(signal_module)))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and node.value.id == "Reason"
    }
    unnamed = (Cause.SENSOR, Cause.BOUT)
    causes = {Reason(c.value) for c in Cause if c not in unnamed} | {Reason.CEILING}
    slow = {Reason.DRIFT, Reason.RISING}
    computed = {
        "news": news,
        "reason": slow,
        "why": {Reason.WORKOUT, Reason.STEEP},
        "_reason(cause, drift)": causes,
    }
    pairs: set[tuple[Action, Reason]] = set()
    for node in ast.walk(source):
        if not (isinstance(node, ast.Call) and ast.unparse(node.func) == "Cue"):
            continue
        action, reason = ast.unparse(node.args[0]), ast.unparse(node.args[1])
        found = computed.get(reason) or {Reason[reason.removeprefix("Reason.")]}
        pairs |= {(Action[action.removeprefix("Action.")], one) for one in found}
    return pairs


def test_there_are_words_for_every_cue_of_the_engine_and_for_no_other() -> None:
    assert cue_pairs() == set(ENGLISH.cues)


# A golden run. It moves only with a number the coach acts on, and then with a sentence on why.


def test_the_seconds_at_which_a_fixed_run_is_coached() -> None:
    readings = live(coach(), 600, Heart())

    assert said(readings) == [
        (53, "walk", "start"),
        (69, "run", "recovered"),
        (107, "walk", "ceiling"),
        (123, "run", "recovered"),
        (152, "walk", "ceiling"),
        (168, "run", "recovered"),
        (168, "ease", "ceiling"),
        (197, "walk", "ceiling"),
        (213, "run", "recovered"),
        (243, "walk", "ceiling"),
        (259, "run", "recovered"),
        (291, "walk", "ceiling"),
        (307, "run", "recovered"),
        (337, "walk", "ceiling"),
        (353, "run", "recovered"),
        (381, "walk", "ceiling"),
        (397, "run", "recovered"),
        (429, "walk", "ceiling"),
        (445, "run", "recovered"),
        (475, "walk", "ceiling"),
        (491, "run", "recovered"),
        (491, "ease", "ceiling"),
        (519, "walk", "ceiling"),
        (535, "run", "recovered"),
        (565, "walk", "ceiling"),
        (581, "run", "recovered"),
    ]
