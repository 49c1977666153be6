"""Walk cues, judged by what the heart did in the minute after them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest

from runwalk.cue_judge import CueJudge, CueQuality
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason

from .builders import coach, doubted, heard, second, steady, stepped

WALK = Cue(Action.WALK, Reason.CEILING)
RUN = Cue(Action.RUN, Reason.RECOVERED)
PLAIN = stepped(coach(), steady(140, 60))[-1]  # the ceiling is at 150


def reading(t_s: int, bpm: int, *cues: Cue, phase: Phase = Phase.WALK) -> Reading:
    return replace(PLAIN, sample=second(t_s, bpm), hr=heard(bpm), cues=cues, phase=phase)


def after(cue: Cue, bpms: Iterable[int], *, start_s: int = 0) -> list[Reading]:
    """A cue at 145 bpm, and the seconds after it."""
    return [
        reading(start_s, 145, cue),
        *(reading(start_s + 1 + i, bpm) for i, bpm in enumerate(bpms)),
    ]


def judged(readings: Iterable[Reading]) -> CueQuality:
    judge = CueJudge()
    for one in readings:
        judge.show(one)
    return judge.quality()


def test_without_a_cue_there_is_nothing_to_judge() -> None:
    quality = judged(reading(t_s, 155) for t_s in range(200))

    assert quality == CueQuality(judged=0, needed=0, lead_error_bpm=None, lead_error_sd_bpm=None)


@pytest.mark.parametrize(
    ("peak_bpm", "needed"),
    [(146, 0), (147, 1), (150, 1), (163, 1)],
    ids=["four below", "three below", "at the ceiling", "not obeyed"],
)
def test_a_cue_was_needed_if_the_heart_came_close_to_the_ceiling_all_the_same(
    peak_bpm: int, needed: int
) -> None:
    quality = judged(after(WALK, [145] * 30 + [peak_bpm] + [140] * 30))

    assert (quality.judged, quality.needed) == (1, needed)
    assert quality.lead_error_bpm == peak_bpm - 150


@pytest.mark.parametrize(
    ("second_s", "peak_bpm"), [(59, 152), (60, 145)], ids=["in the minute", "after it"]
)
def test_what_comes_after_the_minute_does_not_count(second_s: int, peak_bpm: int) -> None:
    bpms = [145] * 100
    bpms[second_s] = 152

    assert judged(after(WALK, bpms)).lead_error_bpm == peak_bpm - 150


def test_what_comes_after_the_run_does_not_count() -> None:
    walk = after(WALK, [148] * 30)
    run = [reading(31, 140, RUN, phase=Phase.RUN), *(reading(32 + i, 155) for i in range(60))]

    assert judged([*walk, *run]).lead_error_bpm == -2.0


@pytest.mark.parametrize(
    "cue",
    [
        Cue(Action.WALK, Reason.LIMIT),
        Cue(Action.WALK, Reason.TIME),
        Cue(Action.WALK, Reason.NOT_RECOVERING),
        Cue(Action.WALK, Reason.CEILING, is_repeat=True),
        Cue(Action.EASE, Reason.CEILING),
    ],
    ids=lambda cue: f"{cue.action} {cue.reason}",
)
def test_what_is_no_prediction_is_not_judged(cue: Cue) -> None:
    assert judged(after(cue, [148] * 100)).judged == 0


def test_what_was_not_seen_is_not_judged() -> None:
    unseen = [
        replace(one, hr=doubted(170)) if 10 <= one.sample.t_s < 55 else one
        for one in after(WALK, [148] * 80)
    ]

    assert judged(unseen).judged == 0


def test_a_pause_ends_the_minute() -> None:
    pause = [reading(31 + i, 170, phase=Phase.PAUSED) for i in range(60)]

    assert judged([*after(WALK, [148] * 30), *pause]).lead_error_bpm == -2.0


def test_a_watch_that_records_each_seven_seconds_is_judged_as_well() -> None:
    sparse = [one for one in after(WALK, [149] * 80) if one.sample.t_s % 7 == 0]

    assert judged(sparse).judged == 1


def test_the_lead_error_is_a_mean_with_its_spread() -> None:
    readings = [
        one
        for number, peak_bpm in enumerate([148, 150, 152, 140])
        for one in after(WALK, [peak_bpm] * 70, start_s=100 * number)
    ]

    quality = judged(readings)

    assert (quality.judged, quality.needed) == (4, 3)
    assert quality.lead_error_bpm == pytest.approx(-2.5)
    assert quality.lead_error_sd_bpm == pytest.approx(5.26, abs=0.01)
