"""What the coach promises in every workout, whatever is in it and whatever the runner tells."""

from __future__ import annotations

import pickle

from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk import Athlete, Band, Coach, Mark, MarkKind, Phase, Reading, Sample, Workout
from runwalk.engine.phases import Action, Reason
from runwalk.engine.workout import AskedGait, Otherwise, Range, Round, Segment, Until

from .streaming import check_causal, check_resumable
from .test_promises import Story, stories

BANDS = (Band(130, 150), Band(120, 140), Band(145, 165))
LIMIT_BPM = 170
ATHLETE = Athlete(limit_bpm=LIMIT_BPM)
SILENT = {
    Reason.CEILING, Reason.DRIFT, Reason.RISING, Reason.SURGE, Reason.HILL, Reason.EFFORT,
    Reason.START, Reason.HEADS_UP,
}  # fmt: skip
GENTLE = settings(max_examples=25, deadline=None)

UNTILS = st.builds(
    Until,
    below_bpm=st.integers(100, 160),
    hold_s=st.integers(1, 20),
    least_s=st.sampled_from([0, 0, 20]),
    otherwise=st.none() | st.sampled_from(Otherwise),
) | st.builds(Until, above_bpm=st.integers(110, 165), hold_s=st.integers(1, 20))

SEGMENTS = st.builds(
    Segment,
    name=st.just("part"),
    duration_s=st.none() | st.integers(5, 200),
    band=st.none() | st.sampled_from(BANDS),
    distance_m=st.none() | st.none() | st.floats(20.0, 800.0),
    until=st.none() | st.none() | UNTILS,
    gait=st.none() | st.sampled_from(AskedGait),
    is_surge=st.booleans(),
    rpe=st.none() | st.just(Range(high=4.0)),
    speed_cap_mps=st.none() | st.just(2.2),
    most_run_s=st.none() | st.integers(20, 120),
    least_walk_s=st.none() | st.integers(10, 60),
    is_hill_walked=st.booleans(),
    talk_every_s=st.none() | st.just(120),
    round=st.none() | st.builds(Round, st.integers(1, 3), st.just(3)),
)

WORKOUTS = st.lists(SEGMENTS, min_size=1, max_size=8).map(
    lambda parts: Workout("any", (*parts, Segment(name="home", band=BANDS[0])))
)

TOLD = st.lists(
    st.tuples(
        st.floats(0.0, 1.0),
        st.sampled_from(
            [
                Mark(MarkKind.LAP),
                Mark(MarkKind.SKIP),
                Mark(MarkKind.PAUSE),
                Mark(MarkKind.RESUME),
                Mark(MarkKind.TALK, "hard"),
                Mark(MarkKind.TALK, "ok"),
                Mark(MarkKind.RPE, 8.0),
                Mark(MarkKind.TAG, "cramp"),
                Mark(MarkKind.TAG),
                Mark(MarkKind.CEILING, 5),
                Mark(MarkKind.WHY),
            ]
        ),
    ),
    max_size=8,
)


def with_marks(story: Story, told: list[tuple[float, Mark]]) -> list[Sample]:
    samples = story.samples()
    for share, mark in told:
        at = min(int(share * len(samples)), len(samples) - 1)
        old = samples[at]
        samples[at] = Sample(
            t_s=old.t_s,
            hr_bpm=old.hr_bpm,
            speed_mps=old.speed_mps,
            marks=(*old.marks, mark),
        )
    return samples


@GENTLE
@given(stories(), WORKOUTS, TOLD)
def test_no_run_is_said_before_trusted_heart_rate_has_come_down(
    story: Story, workout: Workout, told: list[tuple[float, Mark]]
) -> None:
    coach = Coach(ATHLETE, workout)
    highest_bpm = 165 + 5 - 4
    was: Reading | None = None

    for sample in with_marks(story, told):
        now = coach.step(sample)
        for cue in now.cues:
            if cue.action is not Action.RUN:
                continue
            assert was is not None
            assert was.phase is Phase.WALK
            assert now.phase.is_running
            assert now.hr.is_trusted
            assert now.hr.trusted_s >= 10
            assert now.hr.bpm is not None
            until = was.segment.until if was.segment else None
            below_bpm = until.below_bpm if until and until.below_bpm else 0
            assert now.hr.bpm <= max(highest_bpm, below_bpm - 1)
            if was.resume_bpm is not None and until is None and was.segment is now.segment:
                assert now.hr.bpm <= was.resume_bpm + 1
        was = now


@GENTLE
@given(stories(), WORKOUTS, TOLD)
def test_the_hard_limit_speaks_in_every_workout(
    story: Story, workout: Workout, told: list[tuple[float, Mark]]
) -> None:
    coach = Coach(ATHLETE, workout)
    samples = with_marks(story, told)
    for sample in samples:
        coach.step(sample)
    t_s = samples[-1].t_s + 1
    for second in range(120):  # a while below, so that this is a new time at the limit
        coach.step(Sample(t_s=t_s + second, hr_bpm=110))

    said = [
        cue.reason
        for second in range(60)
        for cue in coach.step(Sample(t_s=t_s + 120 + second, hr_bpm=LIMIT_BPM + 6)).cues
    ]

    assert Reason.LIMIT in said


@GENTLE
@given(stories(), WORKOUTS, TOLD)
def test_no_word_of_ceiling_or_drift_falls_into_a_surge_or_the_minute_after_it(
    story: Story, workout: Workout, told: list[tuple[float, Mark]]
) -> None:
    coach = Coach(ATHLETE, workout)
    surge_s: int | None = None

    for sample in with_marks(story, told):
        reading = coach.step(sample)
        is_surge = reading.segment is not None and reading.segment.is_surge
        if is_surge and reading.phase not in (Phase.PAUSED, Phase.FINISHED):
            surge_s = sample.t_s
        is_near = surge_s is not None and sample.t_s - surge_s <= 60
        if is_near or reading.is_quiet:
            assert reading.is_quiet
            assert not {cue.reason for cue in reading.cues} & SILENT


@settings(GENTLE, max_examples=10)
@given(stories(), WORKOUTS, TOLD, st.floats(0.0, 1.0))
def test_a_workout_is_replayed_to_the_second_from_anywhere(
    story: Story, workout: Workout, told: list[tuple[float, Mark]], share: float
) -> None:
    samples = with_marks(story, told)

    def start():
        return Coach(ATHLETE, workout).step

    check_causal(start, samples, int(share * len(samples)))
    check_resumable(start, samples, int(share * len(samples)))


@GENTLE
@given(WORKOUTS)
def test_a_workout_can_be_put_away(workout: Workout) -> None:
    assert pickle.loads(pickle.dumps(workout)) == workout
