"""What a screen shows is true in every second, and says no more than the coach does."""

from __future__ import annotations

import string
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.buttons import checked
from runwalk.engine.athlete import Band
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.drift import Drift
from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Progress, Round, Segment, Workout
from runwalk.outputs.face import ASKED_S, CUE_S, Face, Story, face_of
from runwalk.outputs.german import GERMAN
from runwalk.outputs.state import ICONS, State
from runwalk.simulator import SCENARIOS

from .builders import coach, doubted, drift, heard, steady, stepped

BATTERY_PCT = 15


def faces(readings: Iterable[Reading]) -> Iterator[tuple[Reading, Face]]:
    story = Story()
    for reading in readings:
        story = story.after(reading)
        yield reading, face_of(reading, story)


@st.composite
def runs(draw: st.DrawFn) -> list[Reading]:
    """A simulated run with a strap that comes and goes, and a runner who presses buttons."""
    scenario = draw(st.sampled_from(sorted(SCENARIOS)))
    runner = SCENARIOS[scenario].runner(draw(st.integers(8000, 8099)))
    athlete = runner.body.athlete
    assert athlete.band is not None
    # A ceiling that is easily reached: walks and runs within minutes.
    ceiling_bpm = athlete.band.ceiling_bpm - draw(st.integers(0, 30))
    one = Coach(athlete, Workout.easy(Band(ceiling_bpm - 15, ceiling_bpm)))
    silent = {
        s for at in draw(st.lists(st.integers(0, 900), max_size=3)) for s in range(at, at + 90)
    }
    kinds = (
        Mark(MarkKind.PAUSE),
        Mark(MarkKind.RESUME),
        Mark(MarkKind.WHY),
        Mark(MarkKind.TIMER_MODE),
        Mark(MarkKind.CEILING, 3),
        Mark(MarkKind.CEILING, -3),
        Mark(MarkKind.FINISH),
        Mark(MarkKind.TALK, "hard"),
        Mark(MarkKind.RPE, 7),
        Mark(MarkKind.TAG, "cramp"),
        Mark(MarkKind.TAG, "over"),
    )
    pressed = draw(st.dictionaries(st.integers(0, 900), st.sampled_from(kinds), max_size=4))
    readings = []
    for _ in range(900):
        sample = runner.second()
        if sample.t_s in silent:
            sample = replace(sample, hr_bpm=None, rr_ms=())
        if sample.t_s in pressed:
            sample = replace(sample, marks=(pressed[sample.t_s],))
        reading = one.step(sample)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action)
        readings.append(reading)
    return readings


@given(runs())
@settings(max_examples=15, deadline=None)
def test_in_every_second_of_any_run_the_face_is_true(run: Sequence[Reading]) -> None:
    for reading, face in faces(run):
        hr = reading.hr
        assert face.heart_bpm == hr.bpm
        assert any(sign in string.digits for sign in face.heart) == (hr.bpm is not None)
        assert (face.signal == "") == hr.is_trusted
        if hr.bpm is None:
            assert "no signal" in face.signal
            assert "beat" not in face.goal
        if face.state in (State.RUN, State.EASE):
            assert reading.phase is Phase.RUN
        if face.state is State.WALK:
            assert reading.phase is Phase.WALK
        says_run = "RUN" in face.word or face.cue.startswith("Run")
        assert not (says_run and reading.phase is not Phase.RUN)
        assert not (says_run and hr.is_stale and not was_timed(run, reading.sample.t_s))
        assert face.is_new_cue == bool(reading.cues)
        if reading.cues:
            assert face.cue != ""
        for press in (*face.presses, *face.answers):
            checked(press.kind, press.value)
        assert (face.answers == ()) == (reading.phase is Phase.FINISHED)
        assert not (face.is_asked and not reading.phase.is_running)
        assert face.ceiling_bpm == (reading.band.ceiling_bpm if reading.band else None)
        assert all(
            isinstance(getattr(face, one.name), str) and getattr(face, one.name).isprintable()
            for one in fields(face)
            if one.type == "str"
        )


def was_timed(run: Sequence[Reading], t_s: int) -> bool:
    """Whether the last walk or run cue until then was the timer's *run*."""
    last = [
        cue for one in run[: t_s + 1] for cue in one.cues if cue.action in (Action.RUN, Action.WALK)
    ]
    return bool(last) and (last[-1].action, last[-1].reason) == (Action.RUN, Reason.TIME)


def last_face(readings: Iterable[Reading]) -> Face:
    *_, (_, face) = faces(readings)
    return face


QUIET = stepped(coach(), steady(140, 61))[-1]
RUNNING = replace(
    QUIET,
    phase=Phase.RUN,
    hr=heard(140),
    drift=drift(),
    seconds_to_ceiling=None,
    ceiling_soonest_s=None,
    ceiling_latest_s=None,
)
WALKING = replace(RUNNING, phase=Phase.WALK, resume_bpm=131.6)
SILENT = replace(doubted(140), bpm=None, age_s=3, fault=Fault.MISSING, is_stale=False)
RUN = Cue(Action.RUN, Reason.RECOVERED)
WALK = Cue(Action.WALK, Reason.CEILING)


def later(reading: Reading, by_s: int) -> Reading:
    return replace(reading, sample=Sample(t_s=reading.sample.t_s + by_s, hr_bpm=140), cues=())


def shown(reading: Reading, **changes: object) -> Face:
    return last_face([replace(reading, **changes)])


@pytest.mark.parametrize(
    ("bpm", "goal"),
    [
        (140, "10 beats to go, up to 150"),
        (149, "1 beat to go, up to 150"),
        (150, "at the ceiling, 150"),
        (151, "1 beat over 150"),
        (157, "7 beats over 150"),
    ],
)
def test_a_run_tells_how_far_it_is_to_the_ceiling(bpm: int, goal: str) -> None:
    assert shown(RUNNING, hr=heard(bpm)).goal == goal


@pytest.mark.parametrize(
    ("bpm", "goal"),
    [
        (140, "9 beats to go, down to 131"),
        (132, "1 beat to go, down to 131"),
        (131, "nearly there"),
        (120, "nearly there"),
    ],
)
def test_a_walk_tells_how_far_it_is_to_its_end(bpm: int, goal: str) -> None:
    assert shown(WALKING, hr=heard(bpm)).goal == goal


@pytest.mark.parametrize(
    ("left_s", "soonest_s", "latest_s", "ceiling"),
    [
        (None, None, None, ""),
        (270, None, None, "ceiling in 4:30"),
        (270, 130, 480, "ceiling in 4:30 (2:10 to 8:00)"),
        (270, 130, None, "ceiling in 4:30 (2:10 or later)"),
        (1500, 600, None, "ceiling in 25 min or so"),
    ],
)
def test_the_time_to_the_ceiling_comes_with_how_sure_it_is(
    left_s: int | None, soonest_s: int | None, latest_s: int | None, ceiling: str
) -> None:
    face = shown(
        RUNNING, seconds_to_ceiling=left_s, ceiling_soonest_s=soonest_s, ceiling_latest_s=latest_s
    )

    assert face.ceiling == ceiling


@pytest.mark.parametrize(
    ("told", "phase", "words"),
    [
        (drift(6.2), Phase.WARM_UP, "drift: too early to tell"),
        (drift(6.2), Phase.RUN, "no drift seen yet (+6 ± 3 bpm/h)"),
        (drift(6.2, is_claimed=True), Phase.RUN, "drift +6 ± 3 bpm/h"),
        (drift(6.2, is_claimed=True, has_speed=False), Phase.RUN, "rise +6 ± 3 bpm/h"),
        (replace(drift(), is_known=False), Phase.RUN, "drift: I cannot see when you walk"),
        (drift(6.2), Phase.FINISHED, ""),
    ],
)
def test_drift_is_told_with_its_sd_or_why_not(told: Drift, phase: Phase, words: str) -> None:
    assert shown(RUNNING, drift=told, phase=phase).drift == words


def test_a_heart_rate_that_is_missing_is_no_signal_and_no_number() -> None:
    face = shown(RUNNING, hr=SILENT)

    assert (face.heart, face.heart_bpm, face.signal) == ("--", None, "no signal")
    assert face.goal == "ceiling 150"


def test_a_signal_that_stays_away_tells_for_how_long() -> None:
    stale = replace(SILENT, age_s=75, is_stale=True)

    assert shown(RUNNING, hr=stale).signal == "no signal for 1:15"
    assert shown(RUNNING, hr=replace(stale, age_s=None)).signal == "no signal yet"


@pytest.mark.parametrize("fault", [one for one in Fault if one is not Fault.MISSING])
def test_a_heart_rate_in_doubt_is_marked_and_says_why(fault: Fault) -> None:
    face = shown(RUNNING, hr=doubted(180, fault))

    assert face.heart == "180?"
    assert face.signal.startswith("not sure of this heart rate: ")
    assert face.goal == "ceiling 150"


@pytest.mark.parametrize(
    ("battery_pct", "words", "is_low"),
    [
        (None, "", False),
        (80, "battery 80 %", False),
        (21, "battery 21 %", False),
        (20, "battery 20 %", True),
        (0, "battery 0 %", True),
    ],
)
def test_a_battery_is_told_and_marked_when_it_is_low(
    battery_pct: int | None, words: str, is_low: bool
) -> None:
    story = Story().after(RUNNING)

    face = face_of(RUNNING, story, battery_pct=battery_pct)

    assert (face.battery, face.is_battery_low) == (words, is_low)


@pytest.mark.parametrize("phase", [Phase.WARM_UP, Phase.RUN])
def test_without_a_heart_rate_nothing_says_run(phase: Phase) -> None:
    stale = replace(SILENT, age_s=6, is_stale=True)

    said = replace(RUNNING, cues=(RUN,))
    gone = replace(later(RUNNING, 6), phase=phase, hr=stale)

    face = last_face([said, gone])
    assert (face.state, face.word, face.cue) == (State.BLIND, "GO EASY", "")


def test_the_timer_that_the_runner_chose_may_say_run_until_a_heart_is_seen_and_lost_again() -> None:
    stale = replace(SILENT, age_s=300, is_stale=True)
    timed = replace(RUNNING, hr=stale, cues=(Cue(Action.RUN, Reason.TIME),))
    still = replace(later(RUNNING, 5), hr=stale)
    back = later(RUNNING, 10)
    gone = replace(later(RUNNING, 20), hr=stale)

    states = [face.state for _, face in faces([timed, still, back, gone])]

    assert states == [State.RUN, State.RUN, State.RUN, State.BLIND]


def test_a_cue_stays_while_it_is_fresh() -> None:
    said = replace(WALKING, cues=(WALK,))

    told = list(faces([said, later(WALKING, CUE_S - 1), later(WALKING, CUE_S)]))

    assert [face.cue for _, face in told] == ["Walk. Heart rate is close to your ceiling."] * 2 + [
        ""
    ]
    assert [face.is_new_cue for _, face in told] == [True, False, False]


def test_a_cue_does_not_outlive_what_it_asked_for() -> None:
    paused = replace(later(RUNNING, 5), phase=Phase.PAUSED)

    face = last_face([replace(RUNNING, cues=(RUN,)), paused])

    assert (face.word, face.cue) == ("PAUSED", "")


@pytest.mark.parametrize("phase", [Phase.WARM_UP, Phase.RUN, Phase.WALK])
def test_to_ease_off_is_shown_wherever_it_is_said(phase: Phase) -> None:
    eased = replace(RUNNING, phase=phase, cues=(Cue(Action.EASE, Reason.FELT),))

    assert shown(eased).cue == "Ease off. Your ceiling comes down with it."
    assert shown(eased, hr=replace(SILENT, age_s=6, is_stale=True)).cue != ""


def test_the_limit_is_an_alarm() -> None:
    limit = replace(WALKING, cues=(Cue(Action.WALK, Reason.LIMIT), WALK))

    assert last_face([limit]).is_alarm
    assert not last_face([limit, replace(later(WALKING, 5), cues=(WALK,))]).is_alarm


def test_a_slower_run_is_asked_for_as_long_as_that_is_fresh() -> None:
    eased = replace(RUNNING, cues=(RUN, Cue(Action.EASE, Reason.CEILING)))

    told = [face.word for _, face in faces([eased, later(RUNNING, 29), later(RUNNING, 30)])]

    assert told == ["RUN EASY", "RUN EASY", "RUN"]


def test_the_warm_up_and_the_run_that_it_becomes_are_one_run() -> None:
    first = replace(RUNNING, phase=Phase.WARM_UP)

    told = [face.bout for _, face in faces([first, later(RUNNING, 50), later(WALKING, 60)])]

    assert told == ["warming up 0:00", "this run 0:50", "this walk 0:00"]


def test_buttons_say_what_they_would_do() -> None:
    words = {one.kind: one.words for one in shown(RUNNING).presses if one.value is None}
    steps = {one.value: one.words for one in shown(RUNNING).presses if one.value is not None}

    assert words[MarkKind.PAUSE] == "pause"
    assert steps == {-1: "ceiling 149", 1: "ceiling 151"}
    assert MarkKind.RESUME in {one.kind for one in shown(RUNNING, phase=Phase.PAUSED).presses}
    assert MarkKind.PAUSE not in {one.kind for one in shown(RUNNING, phase=Phase.PAUSED).presses}
    assert shown(RUNNING, phase=Phase.FINISHED).presses == ()


TALK = [("talk", "ok"), ("talk", "hard")]
EFFORTS = [("rpe", rpe) for rpe in range(1, 11)]
CAUSES = [("tag", "cramp"), ("tag", "stomach"), ("tag", "heat")]


def offered(face: Face) -> list[tuple[str, object]]:
    return [(one.kind.value, one.value) for one in face.answers]


@pytest.mark.parametrize(
    ("reading", "answers"),
    [
        (RUNNING, [*TALK, *EFFORTS, *CAUSES]),
        (replace(WALKING, tag="cramp"), [("tag", "over"), *TALK, *EFFORTS]),
        (replace(RUNNING, phase=Phase.PAUSED), [*TALK, *EFFORTS, *CAUSES]),
        (replace(RUNNING, phase=Phase.FINISHED), []),
        (replace(RUNNING, segment=None, progress=None), [*TALK, *EFFORTS, *CAUSES]),
    ],
)
def test_a_runner_can_tell_what_is_true_now(
    reading: Reading, answers: list[tuple[str, object]]
) -> None:
    assert offered(last_face([reading])) == answers


def test_a_part_can_be_skipped_where_there_is_another_one() -> None:
    assert offered(shown(_in_a_workout()))[-1] == ("skip", None)
    assert ("skip", None) not in offered(shown(_in_a_workout(has_next=False)))


def test_the_coach_waits_for_an_answer_until_it_comes_or_is_too_late() -> None:
    asked = replace(RUNNING, cues=(Cue(Action.INFO, Reason.TALK),))
    late = later(RUNNING, ASKED_S)
    answer = later(RUNNING, 10)
    told = replace(answer, sample=replace(answer.sample, marks=(Mark(MarkKind.TALK, "ok"),)))

    assert [one.is_asked for _, one in faces([RUNNING, asked, later(RUNNING, 59), late])] == [
        False,
        True,
        True,
        False,
    ]
    assert [one.is_asked for _, one in faces([asked, told, later(RUNNING, 11)])] == [
        True,
        False,
        False,
    ]
    assert not last_face([asked, later(WALKING, 5)]).is_asked


def test_how_hard_it_felt_is_shown_while_it_is_news() -> None:
    told = replace(RUNNING, sample=replace(RUNNING.sample, marks=(Mark(MarkKind.RPE, 6.5),)))
    run = [replace(one, rpe=6.5) for one in (told, later(RUNNING, 599), later(RUNNING, 600))]

    assert [face.effort for _, face in faces(run)] == ["effort 6.5", "effort 6.5", ""]
    assert shown(RUNNING).effort == ""


def test_without_a_band_there_is_no_ceiling_to_speak_of() -> None:
    face = shown(RUNNING, band=None, segment=None)

    assert (face.band, face.ceiling_bpm, face.goal) == ("no ceiling in this part", None, "")
    assert face.segment == "workout done"
    assert {one.words for one in face.presses if one.value} == {"ceiling -1", "ceiling +1"}


def test_every_state_has_its_own_word_and_its_own_shape() -> None:
    assert len(set(ICONS.values())) == len(State)


def _in_a_workout(**changed: object) -> Reading:
    stride = Segment(name="stride", duration_s=20, is_surge=True, round=Round(2, 6))
    progress = Progress(
        index=3,
        spent_s=8,
        done_m=None,
        left_s=12,
        left_m=None,
        is_waiting=False,
        is_unmeasured=False,
        has_next=True,
    )
    return replace(RUNNING, segment=stride, progress=replace(progress, **changed), is_quiet=True)


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        ({}, "stride, 2 of 6, 0:12 left"),
        ({"left_m": 140.4}, "stride, 2 of 6, 140 m left"),
        ({"is_waiting": True}, "stride, 2 of 6, until heart rate is down"),
    ],
)
def test_it_is_told_where_a_workout_stands(changed: dict[str, object], text: str) -> None:
    face = shown(_in_a_workout(**changed))

    assert face.segment == text
    assert face.quiet == "this effort is meant: only your limit speaks"


def test_a_walk_for_another_cause_is_told_as_one() -> None:
    cramped = replace(_in_a_workout(), tag="cramp")

    assert shown(cramped).quiet == "a walk for cramp"
    assert face_of(cramped, Story().after(cramped), GERMAN).quiet == "Gehen wegen: Krampf"
    assert shown(replace(cramped, tag="a stitch")).quiet == "a walk for a stitch"
