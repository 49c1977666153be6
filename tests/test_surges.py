"""Strides, hill sprints and reps in simulated runners: silence where it is due, only there."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pytest

from runwalk import Athlete, Band, Coach, Reading
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Sample
from runwalk.engine.workout import AskedGait, Round, Segment, Until, Workout
from runwalk.simulator import Manner, Runner, StrapNoise, draw_body
from runwalk.simulator.body import Body

SEEDS = range(8000, 8050)
QUICK = (8003, 8017, 8031)
OF_THE_RULE = {
    Reason.CEILING, Reason.DRIFT, Reason.RISING, Reason.SURGE, Reason.HILL, Reason.EFFORT,
    Reason.START, Reason.HEADS_UP,
}  # fmt: skip
"""Every reason that the heart-rate rule has for a word of ceiling or drift."""

RUN, JOG, WALK = AskedGait.RUN, AskedGait.JOG, AskedGait.WALK


def rounds(count: int, *parts: Segment) -> tuple[Segment, ...]:
    return tuple(
        replace(part, round=Round(number, count))
        for number in range(1, count + 1)
        for part in parts
    )


def surge(duration_s: int | None = None, distance_m: float | None = None) -> Segment:
    return Segment(
        name="surge", duration_s=duration_s, distance_m=distance_m, gait=RUN, is_surge=True
    )


def workout(kind: str, band: Band) -> Workout:
    easy = Segment(name="easy", duration_s=900, band=band)
    home = Segment(name="home", band=band)
    match kind:
        case "strides":
            once = (surge(20), Segment(name="jog", duration_s=60, band=band, gait=JOG))
            return Workout(kind, (easy, *rounds(6, *once), home))
        case "hill sprints":
            once = (surge(10), Segment(name="down", duration_s=60, gait=WALK))
            return Workout(kind, (easy, *rounds(10, *once), home))
        case _:
            rest = Segment(
                name="rest",
                duration_s=240,
                gait=WALK,
                until=Until(below_bpm=band.ceiling_bpm - 12, least_s=20),
            )
            return Workout(kind, (easy, *rounds(4, surge(distance_m=400.0), rest), home))


@dataclass(frozen=True)
class Played:
    """A session that a simulated runner followed."""

    readings: list[Reading]
    truth_bpm: list[float]

    def cues(self) -> list[tuple[int, Cue]]:
        return [(r.sample.t_s, cue) for r in self.readings for cue in r.cues]

    def quiet_s(self) -> set[int]:
        """Every second of a surge, and of the minute after it."""
        surges = [r.sample.t_s for r in self.readings if r.segment and r.segment.is_surge]
        return {t_s + after_s for t_s in surges for after_s in range(61)}


def played(
    kind: str,
    seed: int,
    *,
    minutes: int = 35,
    has_speed: bool = True,
    above_bpm: int = 6,
    limit_bpm: int | None = None,
) -> Played:
    body = draw_body(seed)
    assert isinstance(body, Body)
    effort = body.vt1_fraction - 0.04
    band = Band.below(round(easy_bpm(seed)) + above_bpm)
    athlete = Athlete(limit_bpm=limit_bpm or min(band.ceiling_bpm + 60, 230))
    coach = Coach(athlete, workout(kind, band))
    runner = Runner(
        body,
        manner=Manner(running_effort=effort),
        noise=StrapNoise(dropouts_per_h=0.0, spikes_per_h=0.0, dry_start_chance=0.0),
        seed=seed,
    )
    readings, truth_bpm = [], []
    for _ in range(60 * minutes):
        one = runner.second()
        sample = one if has_speed else Sample(t_s=one.t_s, hr_bpm=one.hr_bpm, rr_ms=one.rr_ms)
        reading = coach.step(sample)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action.value)
        runner.take(reading.segment)
        readings.append(reading)
        truth_bpm.append(runner.truth.hr_bpm)
    return Played(readings, truth_bpm)


def easy_bpm(seed: int) -> float:
    """The highest that this heart gets by running easily for a quarter of an hour."""
    body = draw_body(seed)
    runner = Runner(body, manner=Manner(running_effort=body.vt1_fraction - 0.04), seed=seed)
    highest_bpm = 0.0
    for _ in range(900):
        runner.second()
        highest_bpm = max(highest_bpm, runner.truth.hr_bpm)
    return highest_bpm


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["strides", "hill sprints", "reps"])
@pytest.mark.parametrize("seed", SEEDS)
def test_no_word_of_the_rule_falls_into_a_surge_or_the_minute_after_it(
    kind: str, seed: int
) -> None:
    run = played(kind, seed, has_speed=kind == "reps" or seed % 2 == 0)

    quiet_s = run.quiet_s()
    wrong = [(t_s, cue) for t_s, cue in run.cues() if t_s in quiet_s and cue.reason in OF_THE_RULE]
    assert wrong == []
    assert len(quiet_s) > 300  # there were surges


@pytest.mark.parametrize("kind", ["strides", "hill sprints", "reps"])
@pytest.mark.parametrize("seed", QUICK)
def test_a_session_of_surges_is_led_to_its_end(kind: str, seed: int) -> None:
    run = played(kind, seed)

    quiet_s = run.quiet_s()
    assert not [t_s for t_s, cue in run.cues() if t_s in quiet_s and cue.reason in OF_THE_RULE]
    last = run.readings[-1].segment
    assert last is not None
    assert last.name == "home"
    begun = [cue.part for _, cue in run.cues() if cue.part is not None]
    assert begun.count("surge") == {"strides": 6, "hill sprints": 10, "reps": 4}[kind]


@pytest.mark.parametrize("seed", QUICK)
def test_the_easy_parts_keep_the_rule(seed: int) -> None:
    run = played("strides", seed, above_bpm=-8)

    walks = [t_s for t_s, cue in run.cues() if cue.action is Action.WALK]
    quiet_s = run.quiet_s()
    assert [t_s for t_s in walks if t_s < 900]
    assert not set(walks) & quiet_s
    assert [t_s for t_s in walks if t_s > max(quiet_s)]


@pytest.mark.parametrize("seed", QUICK)
def test_the_hard_limit_speaks_in_the_middle_of_a_rep(seed: int) -> None:
    free = played("reps", seed)
    first = next(r.sample.t_s for r in free.readings if r.segment and r.segment.is_surge)
    peak_bpm = max(r.hr.bpm or 0 for r in free.readings[first : first + 90])

    run = played("reps", seed, limit_bpm=peak_bpm - 6)

    limits_s = [t_s for t_s, cue in run.cues() if cue.reason is Reason.LIMIT]
    assert limits_s
    assert run.readings[limits_s[0]].is_quiet
    assert run.readings[limits_s[0]].phase is Phase.WALK


@pytest.mark.parametrize("seed", QUICK)
def test_a_rep_begins_on_a_heart_that_has_come_down(seed: int) -> None:
    run = played("reps", seed)

    begins = [t_s for t_s, cue in run.cues() if cue.action is Action.RUN and cue.part == "surge"]
    assert len(begins) == 3
    for t_s in begins:
        hr = run.readings[t_s].hr
        until = run.readings[t_s - 1].segment
        assert hr.is_trusted
        assert hr.bpm is not None
        assert until is not None
        assert until.until is not None
        assert hr.bpm < (until.until.below_bpm or 0)
