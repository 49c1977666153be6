"""A run's counts add up to the run, and are told in a few lines."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.engine.athlete import Athlete
from runwalk.engine.coach import Reading
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Cue, Phase, Reason
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.outputs.units import Units
from runwalk.summary import Tally, tell

from .builders import coach, drift, heard, pressed, second, silence, steady, stepped


def counted(readings: Iterable[Reading]) -> dict[str, Any]:
    tally = Tally()
    for reading in readings:
        tally.show(reading)
    return tally.summary()


def heard_by_coach(samples: Iterable[Sample]) -> dict[str, Any]:
    return counted(stepped(coach(Athlete(max_bpm=190)), samples))


PLAIN = stepped(coach(Athlete(max_bpm=190)), steady(140, 60))[-1]


def readings(seconds: int, start_s: int = 0, **values: Any) -> list[Reading]:
    """The same second, again and again."""
    return [replace(PLAIN, sample=second(start_s + i, 140), **values) for i in range(seconds)]


# Counting


def test_a_run_that_never_was_is_nothing() -> None:
    summary = counted([])

    assert summary["duration_s"] == summary["run_s"] == 0
    assert (summary["highest_bpm"], summary["drift"], summary["missing_ratio"]) == (None,) * 3
    assert tell(summary).startswith("0:00 in all: ran 0:00, walked 0:00\n")


run_steps = st.lists(
    st.tuples(
        st.integers(1, 40),
        st.sampled_from([None, 120, 140, 155, 200]),
        st.sampled_from([None, 0.0, 1.5, 2.8]),
        st.sampled_from([(), (Mark(MarkKind.PAUSE),), (Mark(MarkKind.RESUME),)]),
    ),
    min_size=1,
    max_size=150,
)


@given(run_steps)
@settings(max_examples=50)
def test_what_was_done_adds_up_to_the_duration(
    steps: list[tuple[int, int | None, float | None, tuple[Mark, ...]]],
) -> None:
    t_s, samples = 0, []
    for dt_s, bpm, speed_mps, marks in steps:
        t_s += dt_s
        samples.append(second(t_s, bpm, speed_mps=speed_mps, marks=marks))

    summary = heard_by_coach(samples)

    done_s = sum(summary[key] for key in ("run_s", "walk_s", "stand_s", "paused_s"))
    done_s += sum(summary["tagged_s"].values())
    assert done_s + summary["gap_s"] == summary["duration_s"]
    assert sum(summary["zones_s"].values()) <= done_s
    assert 0 <= summary["missing_ratio"] <= summary["untrusted_ratio"] <= 1


@pytest.mark.parametrize(
    ("values", "where"),
    [
        pytest.param({"gait": Gait.RUN, "phase": Phase.WALK}, "run_s", id="legs that run"),
        pytest.param({"gait": Gait.WALK, "phase": Phase.RUN}, "walk_s", id="legs that walk"),
        pytest.param({"gait": Gait.STAND}, "stand_s", id="legs that stand"),
        pytest.param({"gait": None, "phase": Phase.WARM_UP}, "run_s", id="unseen in a run"),
        pytest.param({"gait": None, "phase": Phase.WALK}, "walk_s", id="unseen in a walk"),
        pytest.param({"gait": Gait.WALK, "phase": Phase.PAUSED}, "paused_s", id="paused"),
    ],
)
def test_seconds_are_counted_for_what_was_done_in_them(values: dict[str, Any], where: str) -> None:
    summary = counted(readings(30, **values))

    places = ("run_s", "walk_s", "stand_s", "paused_s")
    assert {place: summary[place] for place in places} == {
        place: 30 if place == where else 0 for place in places
    }


def test_a_watch_that_records_each_seven_seconds_tells_the_same_times() -> None:
    every = readings(71)

    sparse = counted(every[::7])

    assert sparse["duration_s"] == counted(every)["duration_s"] == 71
    assert sparse["run_s"] == 71
    assert sparse["gap_s"] == 0


@pytest.mark.parametrize(("step_s", "gap_s"), [(10, 0), (11, 10)])
def test_of_a_longer_silence_nothing_is_known(step_s: int, gap_s: int) -> None:
    summary = counted(readings(10) + readings(10, start_s=9 + step_s))

    assert summary["gap_s"] == gap_s
    assert summary["run_s"] == summary["duration_s"] - gap_s


def test_zones_and_ceiling_count_trusted_seconds_outside_pauses_only() -> None:
    high = heard(155)
    summary = counted(
        readings(20, hr=high)
        + readings(5, 20, hr=silence(1))
        + readings(5, 25, hr=replace(high, bpm=230, is_trusted=False))
        + readings(10, 30, hr=high, phase=Phase.PAUSED)
    )

    assert summary["zones_s"] == {"3": 20}  # the reading's own zone
    assert summary["above_ceiling_s"] == 20
    assert summary["highest_bpm"] == 155
    assert summary["missing_ratio"] == round(5 / 40, 4)
    assert summary["untrusted_ratio"] == round(10 / 40, 4)


@pytest.mark.parametrize(("bpm", "above_s"), [(150, 0), (151, 30)])
def test_the_ceiling_itself_is_not_above_it(bpm: int, above_s: int) -> None:
    assert counted(readings(30, hr=heard(bpm)))["above_ceiling_s"] == above_s


def test_without_a_band_nothing_is_above_and_without_a_zone_nothing_in_it() -> None:
    summary = counted(readings(30, hr=heard(200), band=None, zone=None))

    assert summary["above_ceiling_s"] == 0
    assert summary["zones_s"] == {}


def test_cues_are_counted_by_what_and_why() -> None:
    walk, run = Cue(Action.WALK, Reason.DRIFT), Cue(Action.RUN, Reason.RECOVERED)
    ease = Cue(Action.EASE, Reason.CEILING)

    summary = counted(
        readings(1, cues=(walk,)) + readings(1, 1, cues=(run, ease)) + readings(1, 2, cues=(walk,))
    )

    assert summary["cues"] == {"ease/ceiling": 1, "run/recovered": 1, "walk/drift": 2}


def test_cues_an_hour_are_those_of_the_coached_time() -> None:
    cue = Cue(Action.INFO, Reason.SIGNAL_LOST)
    said = [*readings(600), *readings(1, 600, cues=(cue,))]
    paused = readings(600, 601, phase=Phase.PAUSED)

    assert counted([*said, *paused, *readings(599, 1201)])["cues_per_h"] == 3.0
    assert counted([])["cues_per_h"] is None


def test_the_walk_cues_of_a_run_are_judged() -> None:
    walk = readings(1, cues=(Cue(Action.WALK, Reason.CEILING),))

    summary = counted([*walk, *readings(70, 1, hr=heard(148)), *readings(1, 71)])

    assert (summary["walk_cues_judged"], summary["walk_cues_needed"]) == (1, 1)
    assert (summary["precision"], summary["lead_error_bpm"]) == (1.0, -2.0)
    assert summary["lead_error_sd_bpm"] is None


def test_the_last_drift_is_the_runs() -> None:
    summary = counted(
        readings(5, drift=drift(20.0)) + readings(5, 5, drift=drift(8.26, is_claimed=True))
    )

    assert summary["drift"] == {"bpm_per_h": 8.3, "sd": 3.0, "claimed": True}


def test_a_drift_that_is_not_known_yet_is_told_with_its_doubt() -> None:
    summary = counted(readings(5, drift=drift(0.0)))

    assert summary["drift"] == {"bpm_per_h": 0.0, "sd": 3.0, "claimed": False}


# The end


def test_nothing_counts_after_the_finish() -> None:
    run = readings(30)
    after = readings(
        30,
        30,
        phase=Phase.FINISHED,
        hr=heard(190),
        drift=drift(99.0),
        cues=(Cue(Action.WALK, Reason.LIMIT),),
    )

    assert counted(run + after) == counted(run)


def test_what_is_recorded_after_the_finish_of_a_coached_run_is_not_counted() -> None:
    run = steady(140, 60)
    after = [pressed(60, 140, MarkKind.FINISH), *steady(190, 300, start_s=61)]

    assert heard_by_coach([*run, *after]) == heard_by_coach(run)


# Distance


def going(speed_mps: float | None, distance_m: float | None, t_s: int, gait: Gait) -> Reading:
    sample = Sample(t_s=t_s, hr_bpm=140, speed_mps=speed_mps, distance_m=distance_m)
    return replace(PLAIN, sample=sample, gait=gait)


def test_distance_is_measured_where_it_is_and_split_by_gait() -> None:
    run = [going(9.9, 3.0 * t_s, t_s, Gait.RUN) for t_s in range(101)]
    walk = [going(9.9, 300.0 + 1.5 * i, 100 + i, Gait.WALK) for i in range(1, 61)]

    summary = counted(run[1:] + walk)

    assert summary["run_m"] == pytest.approx(300, abs=10)
    assert summary["walk_m"] == 90


def test_without_a_distance_speed_is_added_up() -> None:
    every = [going(2.5, None, t_s, Gait.RUN) for t_s in range(101)]

    assert counted(every)["run_m"] == 252  # 101 s at 2.5 m/s
    assert counted(every[::5])["run_m"] == pytest.approx(252, abs=3)


def test_a_distance_that_jumps_back_is_not_taken_off() -> None:
    there = [going(None, 100.0 + 3 * t_s, t_s, Gait.RUN) for t_s in range(11)]
    reset = [going(None, 3.0 * i, 11 + i, Gait.RUN) for i in range(11)]

    assert counted(there + reset)["run_m"] == 60


@pytest.mark.parametrize(
    ("step_s", "speed_mps", "run_m"),
    [
        pytest.param(10, None, 30 + 500 + 30, id="a sparse watch"),
        pytest.param(11, None, 30 + 30, id="a gap"),
        pytest.param(11, 2.8, 3 + 30 + 3 + 30, id="a gap, and the seconds at its ends by speed"),
    ],
)
def test_what_lies_in_a_gap_was_neither_run_nor_walked(
    step_s: int, speed_mps: float | None, run_m: int
) -> None:
    before = [going(speed_mps, 3.0 * t_s, t_s, Gait.RUN) for t_s in range(11)]
    after = [going(speed_mps, 530.0 + 3.0 * i, 10 + step_s + i, Gait.RUN) for i in range(11)]

    summary = counted(before + after)

    assert summary["run_m"] == run_m
    assert summary["walk_m"] == 0


def test_who_is_carried_in_a_pause_has_not_run_it() -> None:
    before = going(None, 100.0, 0, Gait.RUN)
    paused = replace(going(None, 1100.0, 1, Gait.RUN), phase=Phase.PAUSED)
    after = going(None, 1103.0, 2, Gait.RUN)

    assert counted([before, paused, after])["run_m"] == 3


def test_without_speed_and_distance_there_are_none() -> None:
    summary = counted(readings(60))

    assert (summary["run_m"], summary["walk_m"]) == (0, 0)


# Telling


def summary_of(**values: Any) -> dict[str, Any]:
    nothing = counted([])
    return {**nothing, **values}


def test_a_run_is_told_in_a_few_lines() -> None:
    summary = summary_of(
        duration_s=3725,
        run_s=3000,
        walk_s=600,
        run_m=8000,
        walk_m=900,
        above_ceiling_s=65,
        cues={"walk/drift": 2, "walk/ceiling": 1, "run/recovered": 3, "info/drift": 1},
        cues_per_h=6.8,
        walk_cues_judged=3,
        walk_cues_needed=2,
        lead_error_bpm=-1.4,
        zones_s={"2": 1800, "3": 1200},
        drift={"bpm_per_h": 12.4, "sd": 2.9, "claimed": True},
        untrusted_ratio=0.0123,
    )

    assert tell(summary).splitlines() == [
        "1:02:05 in all: ran 50:00, walked 10:00 (83% running)",
        "ran 8.00 km at 6:15 /km, walked 0.90 km",
        "above the ceiling for 1:05; 3 walk cues, 3 run cues",
        "7 cues an hour; 2 of 3 walk cues were needed, heart rate then peaked 1.4 bpm below the "
        "ceiling",
        "time in zones: zone 2 30:00, zone 3 20:00",
        "heart rate rose by 12 ± 3 bpm/h",
        "heart rate missing or not trusted: 1.2%",
    ]


@pytest.mark.parametrize(
    ("lead_bpm", "words"),
    [(-0.1, "0.1 bpm below the ceiling"), (0.0, "peaked at the ceiling"), (2.0, "2.0 bpm above")],
)
def test_a_peak_is_told_by_the_side_it_lies_on(lead_bpm: float, words: str) -> None:
    told = tell(summary_of(cues_per_h=6.0, walk_cues_judged=1, lead_error_bpm=lead_bpm))

    assert words in told


def test_miles_are_told_where_they_were_chosen() -> None:
    summary = summary_of(run_s=3000, run_m=8047, walk_m=1609)

    assert "ran 5.00 mi at 10:00 /mi, walked 1.00 mi" in tell(summary, Units.MILE)


@pytest.mark.parametrize(
    ("values", "word"),
    [
        pytest.param(
            {"drift": {"bpm_per_h": 9.0, "sd": 3.0, "claimed": False}}, "rose", id="drift"
        ),
        pytest.param({"untrusted_ratio": 0.0}, "trusted", id="trust"),
        pytest.param({"zones_s": {}}, "zone", id="zones"),
        pytest.param({"run_s": 0, "walk_s": 0}, "%", id="share"),
        pytest.param({"cues_per_h": None}, "an hour", id="cues an hour"),
        pytest.param({"cues_per_h": 2.0, "walk_cues_judged": 0}, "needed", id="walk cues"),
        pytest.param({"run_s": 60, "run_m": 0}, "km", id="distance"),
    ],
)
def test_what_is_not_known_is_not_told(values: dict[str, Any], word: str) -> None:
    assert word not in tell(summary_of(**values))


def test_a_coached_run_from_its_samples_to_its_words() -> None:
    pause = [pressed(120, 140, MarkKind.PAUSE), *steady(140, 29, start_s=121)]

    summary = heard_by_coach([*steady(140, 120), *pause, pressed(150, 140, MarkKind.RESUME)])

    assert summary["duration_s"] == 151
    assert summary["paused_s"] == 30
    assert summary["run_s"] == 121
    assert summary["untrusted_ratio"] == round(9 / 151, 4)  # the first nine seconds
    assert tell(summary).startswith("2:31 in all: ran 2:01, walked 0:00 (100% running)")


def test_a_walk_for_another_cause_counts_for_itself() -> None:
    walked = readings(30, gait=Gait.WALK, phase=Phase.WALK, tag="cramp")

    summary = counted([*walked, *readings(30, gait=Gait.RUN, phase=Phase.RUN, start_s=30)])

    assert summary["tagged_s"] == {"cramp": 30}
    assert (summary["walk_s"], summary["run_s"]) == (0, 30)
    assert "walked for other causes, which does not count: cramp 0:30" in tell(summary)
    assert "(100% running)" in tell(summary)
