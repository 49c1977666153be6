"""What a FIT file says about a run as a whole."""

from __future__ import annotations

from runwalk.engine.sample import MarkKind, Sample
from runwalk.recording.fit_summary import Bout, Pause, bouts_of, pauses_of, whole_of

from .builders import marked, steady_run

PAUSE, RESUME, FINISH = MarkKind.PAUSE, MarkKind.RESUME, MarkKind.FINISH


def test_pauses_that_touch_are_one_and_those_of_no_length_none() -> None:
    samples = (
        marked(10, PAUSE),
        marked(20, RESUME),
        marked(30, PAUSE, RESUME),
        marked(40, PAUSE, PAUSE),
        marked(50, RESUME, PAUSE),
        marked(60, RESUME, RESUME),
        marked(99, FINISH),
    )

    assert pauses_of(samples) == (
        Pause(10, 20, is_final=False),
        Pause(40, 60, is_final=False),
        Pause(99, 100, is_final=True),
    )


def test_what_was_measured_in_a_pause_is_in_no_mean() -> None:
    samples = (
        marked(0, hr_bpm=140),
        marked(1, PAUSE, hr_bpm=100),
        marked(2, hr_bpm=90),
        marked(3, RESUME, hr_bpm=None),
        marked(4, hr_bpm=150),
    )

    whole = whole_of(samples, pauses_of(samples))

    assert whole == Bout(
        start_s=0,
        end_s=5,
        is_walk=False,
        timer_s=3,
        distance_m=None,
        mean_hr_bpm=145,
        max_hr_bpm=150,
    )


def test_a_run_without_heart_rate_has_no_mean() -> None:
    (bout,) = bouts_of((Sample(t_s=0),), (), ())

    assert (bout.mean_hr_bpm, bout.max_hr_bpm, bout.distance_m) == (None, None, None)


def test_walks_are_known_by_their_cue_whatever_the_order() -> None:
    cues = ((30, "run", "recovered"), (20, "walk", "ceiling"), (99, "walk", "ceiling"))

    bouts = bouts_of(steady_run(60), (), cues)

    assert [(bout.start_s, bout.end_s, bout.is_walk) for bout in bouts] == [
        (0, 20, False),
        (20, 30, True),
        (30, 60, False),
    ]
    assert [bout.distance_m for bout in bouts] == [47.5, 25.0, 75.0]
