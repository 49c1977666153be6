"""Workout and heart together: who speaks, who waits, and what the runner tells."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import pytest

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import (
    AskedGait,
    Otherwise,
    Range,
    Round,
    Segment,
    Until,
    Workout,
)

from ..builders import BAND, cues_of

RUN, JOG, WALK, HIKE = AskedGait
EASY_MPS, FAST_MPS, WALK_MPS = 2.6, 4.2, 1.5
EASY = Segment(name="easy", duration_s=600, band=BAND)
ON = Segment(name="easy", band=BAND)
SHORT = Segment(name="walk", duration_s=60, gait=WALK)


@dataclass
class Body:
    """A heart that goes where the legs send it, and legs that do what is said and planned."""

    bpm: float = 100.0
    easy_bpm: float = 142.0
    fast_bpm: float = 175.0
    walk_bpm: float = 100.0
    obeys: bool = True
    has_speed: bool = True
    fast_mps: float = FAST_MPS

    def __post_init__(self) -> None:
        self._legs = deque([self.easy_bpm] * 9, maxlen=9)
        self._advised = deque([True] * 4, maxlen=4)
        self._is_fast = False
        self._t_s = 0
        self._distance_m = 0.0

    def run(
        self,
        coach: Coach,
        seconds: int,
        *,
        marks: Mapping[int, Mark] | None = None,
        grade: Callable[[int], float] = lambda t_s: 0.0,
        is_silent: Callable[[int], bool] = lambda t_s: False,
    ) -> list[Reading]:
        readings = []
        for t_s in range(self._t_s, self._t_s + seconds):
            runs = self._advised[0] or not self.obeys
            aim = self.walk_bpm
            speed_mps = WALK_MPS
            if runs:
                aim = self.fast_bpm if self._is_fast else self.easy_bpm
                speed_mps = self.fast_mps if self._is_fast else EASY_MPS
                speed_mps /= 1.0 + 8.0 * grade(t_s)
            self._legs.append(aim)
            self.bpm += (self._legs[0] - self.bpm) / 40.0
            self._distance_m += speed_mps
            wobble = 0.6 if t_s % 14 < 7 else -0.6
            mark = (marks or {}).get(t_s)
            reading = coach.step(
                Sample.rounded(
                    t_s,
                    hr_bpm=None if is_silent(t_s) else self.bpm + wobble,
                    speed_mps=speed_mps if self.has_speed else None,
                    distance_m=self._distance_m if self.has_speed else None,
                    grade=grade(t_s) if self.has_speed else None,
                    cadence_spm=(165 if runs else 110) if self.has_speed else None,
                    marks=(mark,) if mark else (),
                )
            )
            readings.append(reading)
            self._advised.append(reading.phase.is_running)
            self._is_fast = reading.segment is not None and reading.segment.is_surge
        self._t_s += seconds
        return readings


def coach(*segments: Segment, athlete: Athlete | None = None) -> Coach:
    return Coach(athlete or Athlete(limit_bpm=190), Workout("x", segments))


def said(readings: list[Reading], *without: Reason) -> list[tuple[int, str, str]]:
    return [
        (t_s, cue.action.value, cue.reason.value)
        for t_s, cue in cues_of(readings)
        if cue.reason not in without
    ]


def cues(readings: list[Reading], reason: Reason) -> list[Cue]:
    return [cue for _, cue in cues_of(readings) if cue.reason is reason]


def evidence(cue: Cue) -> dict[str, float]:
    return dict(cue.evidence)


# Clock ratios


def ratio(run_s: int = 180, walk_s: int = 60, rounds: int = 5, band: Band | None = BAND) -> Workout:
    return Workout(
        "ratio",
        tuple(
            part
            for number in range(1, rounds + 1)
            for part in (
                Segment(
                    name="run", duration_s=run_s, band=band, gait=RUN, round=Round(number, rounds)
                ),
                Segment(name="walk", duration_s=walk_s, gait=WALK, round=Round(number, rounds)),
            )
        ),
    )


def test_a_clock_ratio_is_led_by_the_clock_while_the_heart_permits() -> None:
    one = Coach(Athlete(), ratio(rounds=3))

    readings = Body(easy_bpm=135.0).run(one, 730)

    assert said(readings, Reason.COUNTDOWN) == [
        (179, "walk", "workout"),
        (239, "run", "workout"),
        (419, "walk", "workout"),
        (479, "run", "workout"),
        (659, "walk", "workout"),
        (719, "info", "workout"),
    ]
    assert [t_s for t_s, _, reason in said(readings) if reason == "countdown"] == [
        169, 229, 409, 469, 649,
    ]  # fmt: skip
    assert readings[-1].phase is Phase.FINISHED
    assert readings[200].progress is not None
    assert readings[200].progress.left_s == 39


def test_its_run_waits_for_a_heart_that_has_not_come_down() -> None:
    one = Coach(Athlete(), ratio(run_s=120, walk_s=10, rounds=3))

    readings = Body(easy_bpm=149.0, walk_bpm=138.0).run(one, 200)

    runs = [(t_s, cue) for t_s, cue in cues_of(readings) if cue.action is Action.RUN]
    assert len(runs) == 1
    t_s, cue = runs[0]
    assert t_s >= 136  # sixteen seconds of walking
    assert evidence(cue)["round"] == 2.0
    bpm = readings[t_s].hr.bpm
    assert bpm is not None
    assert bpm <= 146
    assert said(readings[130:t_s]) == [(133, "info", "waiting")]
    assert readings[135].progress is not None
    assert readings[135].progress.is_waiting


def test_a_run_that_is_cut_by_the_heart_goes_over_into_its_walk() -> None:
    one = Coach(Athlete(), ratio(run_s=180, walk_s=60, rounds=2))

    readings = Body(easy_bpm=165.0).run(one, 240)

    assert ("walk", "start") in [(action, reason) for _, action, reason in said(readings)]
    changes = [one for one in said(readings) if one[2] == "workout"]
    assert changes[0] == (179, "walk", "workout")


def test_who_runs_through_a_planned_walk_is_told_once_more_and_the_plan_goes_on() -> None:
    one = Coach(Athlete(), ratio(run_s=120, walk_s=60, rounds=4))

    readings = Body(easy_bpm=150.0, obeys=False).run(one, 600)

    told = [one for one in said(readings) if one[2] == "workout"]
    assert told[0] == (119, "walk", "workout")
    again = [(t_s, cue.action) for t_s, cue in cues_of(readings) if cue.is_repeat]
    assert again == [(169, Action.WALK)]
    assert "run" not in [action for _, action, _ in told]
    assert readings[-1].progress is not None
    assert readings[-1].progress.index >= 5


def test_without_a_heart_rate_no_run_begins() -> None:
    one = Coach(Athlete(), ratio(rounds=3))

    readings = Body(easy_bpm=135.0).run(one, 900, is_silent=lambda t_s: t_s >= 200)

    assert "run" not in [action for _, action, _ in said(readings)]


def test_unless_the_runner_chose_the_timer() -> None:
    one = Coach(Athlete(), ratio(rounds=3))

    readings = Body(easy_bpm=135.0).run(
        one,
        500,
        marks={100: Mark(MarkKind.TIMER_MODE, "on")},
        is_silent=lambda t_s: t_s >= 200,
    )

    assert (239, "run", "time") in said(readings)
    assert (419, "walk", "workout") in said(readings)


# Surges

STRIDES = (
    EASY,
    *(
        part
        for number in range(1, 5)
        for part in (
            Segment(name="stride", duration_s=20, gait=RUN, is_surge=True, round=Round(number, 4)),
            Segment(name="jog", duration_s=60, band=BAND, gait=JOG, round=Round(number, 4)),
        )
    ),
    ON,
)


@pytest.mark.parametrize("has_speed", [True, False])
def test_strides_are_led_without_a_word_of_the_ceiling(has_speed: bool) -> None:
    readings = Body(easy_bpm=146.0, fast_bpm=190.0, has_speed=has_speed).run(coach(*STRIDES), 930)

    assert [one for one in said(readings) if 599 <= one[0] < 920 and one[2] != "countdown"] == [
        (t_s, "info", "workout")
        for number in range(4)
        for t_s in (599 + 80 * number, 619 + 80 * number)
    ] + [(919, "info", "workout")]
    assert max(reading.hr.bpm or 0 for reading in readings[599:]) > 150
    assert [reading.is_quiet for reading in readings[595:602]] == [False] * 4 + [True] * 3


def test_a_minute_after_the_surge_the_rule_is_back() -> None:
    surge = Segment(name="surge", duration_s=60, gait=RUN, is_surge=True)
    body = Body(easy_bpm=140.0, fast_bpm=210.0)
    one = coach(EASY, surge, ON, athlete=Athlete(limit_bpm=220))
    readings = body.run(one, 660)
    body.easy_bpm = 175.0

    readings = body.run(one, 100)

    walks = [one for one in said(readings) if one[1] == "walk"]
    assert [t_s for t_s, _, _ in walks][:1] == [720]  # 659 was the end
    assert not readings[61].is_quiet
    assert readings[59].is_quiet


def test_a_surge_that_is_skipped_keeps_its_quiet_minute() -> None:
    surge = Segment(name="surge", duration_s=600, gait=RUN, is_surge=True)
    readings = Body().run(coach(EASY, surge, ON), 750, marks={650: Mark(MarkKind.SKIP)})

    quiet = [reading.sample.t_s for reading in readings if reading.is_quiet]
    assert (min(quiet), max(quiet)) == (599, 710)
    assert (650, "info", "workout") in said(readings)


def test_the_hard_limit_cuts_a_surge_and_the_walk_is_led_from_there() -> None:
    surge = Segment(name="surge", duration_s=300, gait=RUN, is_surge=True)
    body = Body(fast_bpm=190.0)

    readings = body.run(coach(EASY, surge, ON, athlete=Athlete(limit_bpm=170)), 900)

    limit_s = next(t_s for t_s, cue in cues_of(readings) if cue.reason is Reason.LIMIT)
    assert 600 < limit_s < 700
    assert readings[limit_s].phase is Phase.WALK
    assert [cue.reason for cue in readings[limit_s].cues] == [Reason.LIMIT, Reason.WORKOUT]
    assert readings[limit_s].segment == ON
    assert readings[limit_s + 60].is_quiet
    assert (Action.RUN, Reason.RECOVERED) in [
        (cue.action, cue.reason) for t_s, cue in cues_of(readings) if t_s > limit_s
    ]


def test_a_surge_waits_for_a_walk_that_the_heart_asked_for() -> None:
    walk_s, _, _ = said(Body(easy_bpm=170.0).run(coach(ON), 200))[0]
    easy = replace(EASY, duration_s=walk_s + 6)
    surge = Segment(name="surge", duration_s=20, gait=RUN, is_surge=True)
    readings = Body(easy_bpm=170.0).run(coach(easy, surge, ON), 200)

    runs_s = next(t_s for t_s, cue in cues_of(readings) if cue.action is Action.RUN)
    begins_s = next(
        reading.sample.t_s
        for reading in readings
        if reading.segment is not None and reading.segment.is_surge
    )
    assert readings[walk_s + 6].phase is Phase.WALK
    assert begins_s == runs_s + 1


# Recoveries by heart rate


def reps(until: Until, *, at_most_s: int | None = 180, gait: AskedGait = WALK) -> Workout:
    parts: list[Segment] = [EASY]
    for number in (1, 2, 3):
        rep = Segment(name="rep", duration_s=90, gait=RUN, is_surge=True, round=Round(number, 3))
        rest = Segment(
            name="rest", duration_s=at_most_s, until=until, gait=gait, round=Round(number, 3)
        )
        parts += [rep, rest]
    return Workout("reps", (*parts, Segment(name="home", gait=JOG, band=BAND)))


def test_a_recovery_is_walked_until_the_heart_has_fallen() -> None:
    one = Coach(Athlete(limit_bpm=200), reps(Until(below_bpm=120, least_s=20)))

    readings = Body().run(one, 1100)

    runs = [t_s for t_s, cue in cues_of(readings) if cue.action is Action.RUN]
    assert len(runs) == 3
    for t_s in runs:
        assert all((reading.hr.bpm or 200) < 120 for reading in readings[t_s - 9 : t_s + 1])
    assert not cues(readings, Reason.NOT_RECOVERING)


@pytest.mark.parametrize(
    ("otherwise", "name", "runs"),
    [(Otherwise.WAIT, "rest", 0), (Otherwise.GO_ON, "rest", 0), (Otherwise.LEAVE_SET, "home", 0)],
)
def test_a_heart_that_does_not_come_down_is_told_and_then_what_was_chosen(
    otherwise: Otherwise, name: str, runs: int
) -> None:
    one = Coach(Athlete(limit_bpm=200), reps(Until(below_bpm=120, least_s=20, otherwise=otherwise)))

    readings = Body(walk_bpm=148.0).run(one, 1000)

    told = [t_s for t_s, cue in cues_of(readings) if cue.reason is Reason.NOT_RECOVERING]
    assert told[0] == 869 if otherwise is not Otherwise.GO_ON else told
    assert sum(cue.action is Action.RUN for _, cue in cues_of(readings)) == runs
    assert readings[-1].segment is not None
    assert readings[-1].segment.name == name


def test_of_a_heart_that_nobody_sees_it_is_not_said_that_it_stays_up() -> None:
    one = Coach(Athlete(limit_bpm=200), reps(Until(below_bpm=120, least_s=20)))

    readings = Body().run(one, 1000, is_silent=lambda t_s: t_s >= 700)

    assert not cues(readings, Reason.NOT_RECOVERING)
    late = [cue for cue in cues(readings, Reason.TIME) if cue.action is Action.WALK]
    assert late
    assert dict(late[0].evidence)["without_s"] > 30
    assert not [cue for t_s, cue in cues_of(readings) if t_s > 700 and cue.action is Action.RUN]


def test_a_jogged_recovery_becomes_a_walk_where_the_heart_has_not_fallen() -> None:
    one = Coach(Athlete(limit_bpm=200), reps(Until(below_bpm=130), at_most_s=60, gait=JOG))

    readings = Body(easy_bpm=140.0).run(one, 1000)

    assert (749, "walk", "not_recovering") in said(readings)
    runs = [t_s for t_s, cue in cues_of(readings) if cue.action is Action.RUN]
    assert runs
    assert (readings[runs[0]].hr.bpm or 200) < 130
    assert readings[runs[0]].segment is not None
    assert readings[runs[0]].segment.name == "rep"


def test_too_fast_a_recovery_is_eased_three_times_at_most() -> None:
    rest = Segment(name="rest", duration_s=900, band=BAND, gait=JOG, speed_cap_mps=2.3)
    readings = Body(easy_bpm=135.0).run(coach(rest, ON), 900)

    told = cues(readings, Reason.TOO_FAST)
    assert [t_s for t_s, cue in cues_of(readings) if cue.reason is Reason.TOO_FAST] == [
        9, 69, 129,
    ]  # fmt: skip
    assert {cue.action for cue in told} == {Action.EASE}
    assert evidence(told[0]) == {"speed_mps": pytest.approx(2.6, abs=0.1), "cap_mps": 2.3}


# Walks that are planned otherwise


def test_a_run_is_capped_for_who_comes_back_from_an_injury() -> None:
    one = coach(Segment(name="back", band=BAND, most_run_s=120, least_walk_s=60))

    readings = Body(easy_bpm=130.0).run(one, 700)

    assert said(readings)[:4] == [
        (119, "walk", "workout"),
        (179, "run", "recovered"),
        (299, "walk", "workout"),
        (359, "run", "recovered"),
    ]


def test_a_hill_is_walked_where_that_costs_less_and_only_there() -> None:
    one = coach(Segment(name="hills", band=Band(120, 170), is_hill_walked=True))
    body = Body(easy_bpm=140.0)

    readings = body.run(one, 900, grade=lambda t_s: 0.12 if 300 <= t_s < 420 else 0.0)

    assert [(action, reason) for _, action, reason in said(readings)] == [
        ("walk", "steep"),
        ("run", "recovered"),
    ]
    walk_s, run_s = (t_s for t_s, _, _ in said(readings))
    assert 309 <= walk_s <= 325
    assert 429 <= run_s <= 445


@pytest.mark.parametrize(("grade", "is_told"), [(0.03, False), (0.12, True), (0.25, True)])
def test_a_gentle_hill_is_run(grade: float, is_told: bool) -> None:
    one = coach(Segment(name="hills", band=Band(120, 170), is_hill_walked=True))

    readings = Body(easy_bpm=130.0).run(one, 120, grade=lambda t_s: grade)

    assert bool(cues(readings, Reason.STEEP)) is is_told


def test_a_hike_is_no_walk_that_has_to_help() -> None:
    hike = Segment(name="hike", gait=HIKE, band=Band(120, 140), grade=0.15)
    body = Body(walk_bpm=138.0)

    readings = body.run(coach(hike), 900)
    assert said(readings) == [(0, "walk", "workout")]
    assert evidence(cues(readings, Reason.WORKOUT)[0])["grade_pct"] == 15.0

    body.walk_bpm = 150.0
    readings = body.run(coach_ := coach(hike), 0) or body.run(coach_, 900)
    told = cues(readings, Reason.HIKE)
    assert len(told) == 3
    assert told[0].action is Action.EASE


def test_a_walk_for_another_cause_lasts_until_the_runner_ends_it() -> None:
    marks = {700: Mark(MarkKind.TAG, "cramp"), 900: Mark(MarkKind.RESUME)}

    readings = Body(easy_bpm=140.0).run(coach(EASY, ON), 960, marks=marks)

    assert readings[700].phase is Phase.WALK
    assert {reading.tag for reading in readings[700:900]} == {"cramp"}
    assert readings[900].tag is None
    assert [one for one in said(readings) if one[0] >= 700] == [(900, "run", "recovered")]


@pytest.mark.parametrize("over", [Mark(MarkKind.TAG, "over"), Mark(MarkKind.TAG)])
def test_it_is_over_when_the_runner_says_so(over: Mark) -> None:
    marks = {700: Mark(MarkKind.TAG, "stomach"), 800: over}

    readings = Body(easy_bpm=140.0).run(coach(EASY, ON), 860, marks=marks)

    assert readings[799].tag == "stomach"
    assert readings[800].tag is None


def test_or_when_the_runner_is_seen_to_run_again() -> None:
    readings = Body(easy_bpm=140.0, obeys=False).run(
        coach(EASY, ON), 760, marks={700: Mark(MarkKind.TAG, "cramp")}
    )

    assert {reading.tag for reading in readings[700:728]} == {"cramp"}
    assert readings[735].tag is None


def test_no_planned_run_begins_in_it() -> None:
    readings = Body(easy_bpm=130.0).run(
        Coach(Athlete(), ratio(rounds=3)), 500, marks={200: Mark(MarkKind.TAG, "heat")}
    )

    assert (239, "run", "workout") not in said(readings)
    assert readings[-1].segment is not None
    assert readings[-1].segment.name == "walk"


# Distance


def test_a_walk_comes_every_so_many_metres() -> None:
    parts = tuple(
        part
        for _ in range(3)
        for part in (
            Segment(name="run", distance_m=800.0, band=BAND, gait=RUN),
            Segment(name="walk", distance_m=160.0, gait=WALK),
        )
    )

    readings = Body(easy_bpm=135.0).run(coach(*parts, ON), 1300)

    walks = [one for one in said(readings) if one[1] == "walk"]
    assert walks[0][0] == pytest.approx(800 / EASY_MPS, abs=2)
    assert len(walks) == 3
    counted_s = next(t_s for t_s, _, reason in said(readings) if reason == "countdown")
    assert counted_s == pytest.approx(walks[0][0] - 10, abs=2)


def test_with_a_strap_alone_a_distance_waits_for_lap_and_says_so() -> None:
    lap = Segment(name="lap", distance_m=400.0, band=BAND, gait=RUN)

    readings = Body(easy_bpm=135.0, has_speed=False).run(
        coach(lap, SHORT, ON), 400, marks={5: Mark(MarkKind.LAP), 300: Mark(MarkKind.LAP)}
    )

    assert said(readings)[:2] == [(14, "info", "unmeasured"), (300, "walk", "workout")]
    assert evidence(cues(readings, Reason.UNMEASURED)[0]) == {"distance_m": 400.0}


# What the runner tells


def test_talk_that_is_hard_brings_the_ceiling_down_to_where_it_was_hard() -> None:
    readings = Body(easy_bpm=146.0).run(coach(ON), 700, marks={600: Mark(MarkKind.TALK, "hard")})

    told = cues(readings, Reason.FELT)
    assert [cue.action for cue in told] == [Action.EASE]
    assert readings[599].band == BAND
    band = readings[600].band
    assert band is not None
    assert 145 <= band.ceiling_bpm <= 148
    assert evidence(told[0]) == {"ceiling_bpm": float(band.ceiling_bpm)}


def test_far_below_the_ceiling_it_comes_down_by_five() -> None:
    readings = Body(easy_bpm=135.0).run(
        coach(ON), 620, marks={600: Mark(MarkKind.TALK, "hard"), 610: Mark(MarkKind.TALK, "ok")}
    )

    assert readings[-1].band == Band(125, 145)


@pytest.mark.parametrize(
    ("rpe", "is_harder"), [(3, False), (4, False), (4.5, False), (5, True), (9, True), (11, False)]
)
def test_a_run_that_feels_harder_than_asked_does_the_same(rpe: float, is_harder: bool) -> None:
    easy = replace(ON, rpe=Range(high=4.0))

    readings = Body(easy_bpm=135.0).run(coach(easy), 610, marks={600: Mark(MarkKind.RPE, rpe)})

    assert bool(cues(readings, Reason.FELT)) is is_harder
    assert readings[-1].rpe == (rpe if rpe <= 10 else None)


def test_a_surge_may_be_hard() -> None:
    marks = {610: Mark(MarkKind.TALK, "hard"), 650: Mark(MarkKind.RPE, 9)}

    readings = Body().run(coach(*STRIDES), 700, marks=marks)

    assert not cues(readings, Reason.FELT)
    assert readings[-1].band == BAND


def test_the_runner_is_asked_how_talking_goes_but_not_in_a_walk() -> None:
    one = coach(replace(ON, talk_every_s=600))

    readings = Body(easy_bpm=140.0).run(
        one, 2000, marks={700: Mark(MarkKind.TALK, "ok"), 1250: Mark(MarkKind.TAG, "stomach"),
                          1400: Mark(MarkKind.RESUME)}
    )  # fmt: skip

    asked_s = [t_s for t_s, cue in cues_of(readings) if cue.reason is Reason.TALK]
    assert asked_s[0] == 599
    assert 1400 < asked_s[1] < 1420
    assert len(asked_s) == 2


# Who goes where


def test_a_heart_rate_above_the_limit_ends_nothing() -> None:
    with pytest.raises(ValueError, match="heart rate 180 that ends 'up' must not lie above"):
        coach(
            Segment(name="up", band=BAND, until=Until(above_bpm=180)),
            athlete=Athlete(limit_bpm=170),
        )


def test_a_workout_without_a_band_takes_the_athletes_own() -> None:
    one = coach(Segment(name="test", is_surge=True), athlete=Athlete(max_bpm=190))

    reading = one.step(Sample(t_s=0, hr_bpm=100))

    assert reading.band is None
    assert reading.cues == ()


def test_a_pause_in_a_walk_goes_on_as_a_walk_where_the_plan_is_there_now() -> None:
    marks = {
        30: Mark(MarkKind.PAUSE),
        40: Mark(MarkKind.SKIP),
        50: Mark(MarkKind.LAP),
        60: Mark(MarkKind.RESUME),
    }

    readings = Body().run(coach(replace(EASY, gait=RUN), SHORT, ON), 62, marks=marks)

    assert said(readings) == []
    assert readings[59].phase is Phase.PAUSED
    assert readings[60].phase is Phase.WALK


def test_nonsense_moves_nothing() -> None:
    readings = Body(easy_bpm=140.0).run(coach(ON), 20, marks={10: Mark(MarkKind.RPE, math.nan)})

    assert readings[-1].rpe is None


def test_a_long_walk_that_has_brought_the_heart_down_is_not_scolded() -> None:
    walk = Segment(name="walk", duration_s=600, gait=WALK)

    readings = Body(easy_bpm=149.0, walk_bpm=138.0).run(coach(EASY, walk, ON), 1190)

    assert not cues(readings, Reason.NOT_RECOVERING)


def test_a_drill_is_no_run() -> None:
    drill = Segment(name="a skip", duration_s=60, is_surge=True)

    readings = Body(fast_bpm=140.0).run(coach(SHORT, drill, SHORT, drill, ON), 240)

    assert said(readings, Reason.COUNTDOWN) == [
        (0, "walk", "workout"),
        (59, "info", "workout"),
        (119, "walk", "workout"),
        (179, "info", "workout"),
        (239, "info", "workout"),
    ]


def test_a_cause_told_in_a_pause_makes_a_walk_of_what_follows() -> None:
    marks = {
        700: Mark(MarkKind.PAUSE),
        710: Mark(MarkKind.TAG, "heat"),
        720: Mark(MarkKind.RESUME),
        800: Mark(MarkKind.RESUME),
    }

    readings = Body(easy_bpm=135.0).run(coach(EASY, ON), 860, marks=marks)

    assert {reading.phase for reading in readings[720:800]} == {Phase.WALK}
    assert readings[799].tag == "heat"
    assert readings[800].tag is None
    assert readings[-1].phase.is_running


def test_how_hard_it_is_without_a_heart_rate_moves_no_ceiling() -> None:
    readings = Body(easy_bpm=135.0).run(
        coach(EASY, ON),
        700,
        marks={650: Mark(MarkKind.TALK, "hard")},
        is_silent=lambda t_s: t_s >= 640,
    )

    assert [cue.action for cue in cues(readings, Reason.FELT)] == [Action.EASE]
    assert readings[-1].band == BAND


def test_where_no_ceiling_is_planned_none_comes_down() -> None:
    free = Segment(name="free", gait=RUN)

    readings = Body(easy_bpm=135.0).run(
        coach(EASY, free), 700, marks={650: Mark(MarkKind.TALK, "hard")}
    )

    assert [cue.evidence for cue in cues(readings, Reason.FELT)] == [()]
    assert readings[-1].band is None


def test_a_recovery_held_too_short_to_be_trusted_is_none() -> None:
    rest = Segment(name="rest", duration_s=300, gait=WALK, until=Until(below_bpm=160, hold_s=1))
    rep = Segment(name="rep", duration_s=90, gait=RUN, is_surge=True)

    readings = Body(walk_bpm=150.0).run(
        coach(EASY, rep, rest, rep, ON), 900, is_silent=lambda t_s: 700 <= t_s < 720
    )

    run_s = next(t_s for t_s, cue in cues_of(readings) if cue.action is Action.RUN)
    assert readings[run_s].hr.trusted_s >= 10


HILLS = Segment(name="hills", band=Band(120, 170), is_hill_walked=True)


def test_a_hill_that_nothing_sees_any_more_is_over() -> None:
    body, one = Body(easy_bpm=140.0), coach(HILLS)
    body.run(one, 300, grade=lambda t_s: 0.12)
    body.has_speed = False

    readings = body.run(one, 60)

    assert [(action, reason) for _, action, reason in said(readings)] == [("run", "recovered")]


def test_a_hill_is_walked_no_further_than_the_part_that_asks_for_it() -> None:
    flat = replace(HILLS, is_hill_walked=False)
    body, one = Body(easy_bpm=140.0), coach(HILLS, flat)
    readings = body.run(one, 300, grade=lambda t_s: 0.12)
    assert readings[-1].phase is Phase.WALK

    readings = body.run(one, 60, grade=lambda t_s: 0.12, marks={310: Mark(MarkKind.LAP)})

    assert (310, "run", "recovered") in said(readings)


def test_a_pause_makes_no_walk_of_a_run_that_waits_for_a_heart_to_rise() -> None:
    climb = Segment(
        name="climb",
        duration_s=60,
        band=BAND,
        until=Until(above_bpm=160, otherwise=Otherwise.WAIT),
    )
    marks = {100: Mark(MarkKind.PAUSE), 110: Mark(MarkKind.RESUME)}

    readings = Body(easy_bpm=135.0).run(coach(climb, ON), 120, marks=marks)

    assert readings[-1].progress is not None
    assert readings[-1].progress.is_waiting
    assert readings[-1].phase.is_running
