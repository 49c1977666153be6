"""Time in zones and training impulse, by hand and against the tally of a coached run."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.claims import KINDS, run_of
from analysis.load import (
    WORDS,
    Load,
    Seconds,
    Trimp,
    Why,
    load_of,
    load_to_dict,
    seconds_at,
    tell_load,
    time_in_zones,
    trimp_of,
)
from analysis.refused import Refused
from analysis.trace import trace_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band, ZoneModel
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Workout
from runwalk.engine.zones import Zones
from runwalk.session import replay
from runwalk.simulator import draw_body
from runwalk.summary import Tally

from ..builders import second, steady

KNOWN = Athlete(age_years=40, resting_bpm=50, max_bpm=190, threshold_bpm=170)


def counted(samples: list[Sample]) -> Seconds:
    return seconds_at(samples, trace_of(samples))


def at(**seconds: int) -> Seconds:
    """So many seconds at a heart rate, as ``bpm150=60``."""
    lasted = np.zeros(256, dtype=np.int64)
    for name, lasted_s in seconds.items():
        lasted[int(name.removeprefix("bpm"))] = lasted_s
    return lasted


# Seconds


def test_trusted_seconds_count() -> None:
    lasted = counted([*steady(140, 60), *steady(None, 30, start_s=60)])

    assert lasted[140] == 51  # the first nine of a strap are not believed
    assert lasted.sum() == 51


def test_a_gap_does_not_count_and_a_watch_that_saves_memory_does() -> None:
    sparse = [second(t_s, 140 + t_s // 4 % 2) for t_s in range(0, 400, 4)]
    late = [second(t_s, 140 + t_s // 4 % 2) for t_s in range(2000, 2400, 4)]

    alone, both = counted(sparse), counted(sparse + late)

    assert 380 <= alone.sum() <= 397
    assert alone.sum() <= both.sum() <= 2 * 397


@pytest.mark.parametrize("end", [MarkKind.RESUME, None])
def test_a_pause_does_not_count(end: MarkKind | None) -> None:
    samples = steady(140, 300)
    samples[100] = second(100, 140, marks=(Mark(MarkKind.PAUSE),))
    if end is not None:
        samples[200] = second(200, 140, marks=(Mark(end),))

    lasted = counted(samples)

    assert lasted[140] == (91 + 100 if end else 91)


def test_after_the_finish_nothing_counts() -> None:
    samples = steady(140, 300)
    samples[200] = second(200, 140, marks=(Mark(MarkKind.FINISH),))

    assert counted(samples)[140] == 191


def test_zones_are_those_of_the_tally_of_a_coached_run() -> None:
    plan = Plan(KNOWN, Workout.easy(Band(130, 150)))
    samples = run_of(KINDS["walks 5:1"], 8000, draw_body(8000, "first")).samples
    tally = Tally()
    for reading in replay(samples, plan.coach()):
        tally.show(reading)
    assert KNOWN.zones is not None

    found = time_in_zones(counted(list(samples)), KNOWN.zones)

    # the coach holds on to a zone for a beat or two, which a count in hindsight does not
    counted_s = {one.zone.number: one.seconds for one in found if one.seconds}
    assert counted_s == pytest.approx(
        {int(zone): s for zone, s in tally.summary()["zones_s"].items()}, abs=30
    )


def test_a_limit_belongs_to_the_zone_above_it() -> None:
    zones = Zones.custom([120, 140, 160])
    lasted = at(bpm119=1, bpm120=2, bpm139=4, bpm140=8, bpm159=16, bpm160=32, bpm200=64)

    assert [one.seconds for one in time_in_zones(lasted, zones)] == [6, 24, 96]


@given(st.dictionaries(st.integers(1, 254), st.integers(0, 10_000), max_size=30))
def test_no_second_is_lost_or_counted_twice(seconds: dict[int, int]) -> None:
    lasted = at(**{f"bpm{bpm}": s for bpm, s in seconds.items()})
    zones = Zones.percent_of_max(190)

    inside = sum(one.seconds for one in time_in_zones(lasted, zones))

    assert inside == sum(s for bpm, s in seconds.items() if bpm >= zones.zones[0].lower_bpm)


# Training impulse


def test_an_hour_at_half_of_the_reserve_by_hand() -> None:
    found = trimp_of(at(bpm120=3600), KNOWN)

    assert isinstance(found, Trimp)
    assert found.men == pytest.approx(60 * 0.5 * 0.64 * math.exp(0.96))
    assert found.women == pytest.approx(60 * 0.5 * 0.64 * math.exp(0.835))
    assert found.men == pytest.approx(50.145, abs=0.001)
    assert (found.men_of_mean, found.women_of_mean) == pytest.approx((found.men, found.women))
    assert not found.is_max_estimated


def test_below_rest_is_no_load() -> None:
    found = trimp_of(at(bpm45=600), KNOWN)

    assert isinstance(found, Trimp)
    assert (found.men, found.men_of_mean) == (0.0, 0.0)


@given(
    st.dictionaries(st.integers(51, 200), st.integers(1, 5000), min_size=1, max_size=20),
    st.integers(2, 5),
)
def test_impulse_adds_up_and_the_mean_hides_what_was_hard(
    seconds: dict[int, int], times: int
) -> None:
    lasted = at(**{f"bpm{bpm}": s for bpm, s in seconds.items()})

    once, often = trimp_of(lasted, KNOWN), trimp_of(times * lasted, KNOWN)

    assert isinstance(once, Trimp)
    assert isinstance(often, Trimp)
    assert often.men == pytest.approx(times * once.men)
    assert once.men >= once.men_of_mean * (1.0 - 1e-9)
    assert once.women <= once.men


@pytest.mark.parametrize(
    ("lasted", "athlete", "why"),
    [
        (at(), KNOWN, Why.NO_HEART_RATE),
        (at(bpm140=60), Athlete(max_bpm=190), Why.NO_RESTING_HR),
        (at(bpm140=60), Athlete(resting_bpm=50), Why.NO_MAX_HR),
        (at(bpm140=60), Athlete(resting_bpm=119, age_years=110), None),
    ],
)
def test_what_is_missing_is_named(lasted: Seconds, athlete: Athlete, why: Why | None) -> None:
    found = trimp_of(lasted, athlete)

    if why is None:
        assert isinstance(found, Trimp)
        assert found.is_max_estimated
    else:
        assert found == Refused(why, WORDS[why])


# All of it


def load(athlete: Athlete) -> Load:
    samples = steady(150, 600)
    return load_of(samples, trace_of(samples), athlete)


def test_every_model_that_the_numbers_allow_is_counted() -> None:
    assert set(load(KNOWN).zones) == set(ZoneModel) - {ZoneModel.CUSTOM}
    assert set(load(Athlete()).zones) == set()
    assert set(load(Athlete(max_bpm=190)).zones) == {ZoneModel.PERCENT_OF_MAX}


def test_programs_and_people_are_told() -> None:
    told = load_to_dict(load(KNOWN))
    refused = load_to_dict(load(Athlete()))

    assert told["trimp"]["men"] > told["trimp"]["women"] > 0.0
    assert sum(row["seconds"] for row in told["zones"]["friel"]) == 591
    assert refused["trimp"]["refused"] == "no_resting_hr"
    assert "(resting 50, maximum 190 bpm)" in "".join(tell_load(load(KNOWN)))
    assert list(tell_load(load(Athlete()))) == []


def test_the_page_tells_the_hour_at_half_of_the_reserve() -> None:
    page = (Path(__file__).parents[2] / "docs" / "load.md").read_text(encoding="utf-8")
    found = trimp_of(at(bpm120=3600), KNOWN)

    assert isinstance(found, Trimp)
    assert f"is {found.men:.0f} by the curve for men, and {found.women:.0f} by" in page
    assert f"{0.86 / 0.64:.3f}"[:5] in page
