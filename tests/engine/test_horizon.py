"""How long until the ceiling, and how sure that is."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.drift import Outlook
from runwalk.engine.horizon import NOW, HorizonSettings, TimeLeft, time_left

from ..benchmarks.bench_horizon import told
from ..builders import outlook

CEILING_BPM = 150.0
SURE = HorizonSettings(now_sd_bpm=0.0)


def left(now: Outlook, rules: HorizonSettings | None = None) -> TimeLeft:
    return time_left(CEILING_BPM, now, rules or HorizonSettings())


# Time to the ceiling


@pytest.mark.parametrize(
    ("now", "seconds_left"),
    [
        pytest.param(outlook(150.0), 0, id="there already"),
        pytest.param(outlook(140.0, run_demand_bpm=145.0), None, id="never, at this effort"),
        pytest.param(
            outlook(145.0, run_demand_bpm=145.0, slope_bpm_per_s=-0.01), None, id="falling"
        ),
        pytest.param(
            outlook(145.0, run_demand_bpm=145.0, slope_bpm_per_s=0.01),
            550,
            id="by drift: 5 bpm at 0.01 bpm/s, and 50 s behind",
        ),
        pytest.param(
            outlook(145.0, run_demand_bpm=145.0, slope_bpm_per_s=0.001),
            None,
            id="further ahead than an hour",
        ),
        pytest.param(
            outlook(149.0, run_demand_bpm=145.0, slope_bpm_per_s=0.01),
            550,
            id="down first, then up",
        ),
        pytest.param(
            outlook(140.0, run_demand_bpm=160.0, tau_s=50.0), 35, id="by kinetics: 50 ln 2"
        ),
        pytest.param(
            outlook(140.0, run_demand_bpm=160.0, slope_bpm_per_s=-0.01),
            35,
            id="a fall is not counted on",
        ),
        pytest.param(
            outlook(145.0, run_demand_bpm=145.0, slope_bpm_per_s=5 / 3550.5),
            None,
            id="half a second more than an hour",
        ),
        pytest.param(
            outlook(145.0, run_demand_bpm=145.0, slope_bpm_per_s=5 / 3549.5),
            3600,
            id="half a second less than an hour",
        ),
    ],
)
def test_the_time_to_the_ceiling(now: Outlook, seconds_left: int | None) -> None:
    assert left(now).seconds == seconds_left


@given(
    heart_bpm=st.floats(100, 149),
    demand_bpm=st.floats(120, 220),
    tau_s=st.floats(20, 110),
    slope_bpm_per_s=st.floats(0, 0.02),
)
def test_the_heart_is_at_the_ceiling_at_the_time_told(
    heart_bpm: float, demand_bpm: float, tau_s: float, slope_bpm_per_s: float
) -> None:
    left_s = left(
        outlook(heart_bpm, run_demand_bpm=demand_bpm, tau_s=tau_s, slope_bpm_per_s=slope_bpm_per_s)
    ).seconds

    # the same heart in steps of a tenth of a second, each towards the level of its middle
    step_s, hearts_bpm = 0.1, [heart_bpm]
    share = 1.0 - math.exp(-step_s / tau_s)
    for i in range(36_000 if left_s is None else 10 * left_s + 10):
        level_bpm = demand_bpm + slope_bpm_per_s * step_s * (i + 0.5)
        hearts_bpm.append(hearts_bpm[-1] + (level_bpm - hearts_bpm[-1]) * share)
    if left_s is None:
        assert hearts_bpm[-1] < 150.01
    else:
        assert max(hearts_bpm[: max(1, 10 * left_s - 10)]) <= 150.01
        assert hearts_bpm[10 * left_s + 6] >= 149.99


# How sure that is


@pytest.mark.parametrize(
    ("now", "soonest_s", "latest_s"),
    [
        pytest.param(outlook(151.0), 0, 0, id="there already"),
        pytest.param(
            outlook(140.0, run_demand_bpm=160.0, run_demand_sd_bpm=0.0), 35, 35, id="all is known"
        ),
        pytest.param(
            outlook(140.0, run_demand_bpm=160.0, run_demand_sd_bpm=2.0),
            18,
            46,
            id="the level may be 13 bpm higher or 3 lower",
        ),
        pytest.param(
            outlook(140.0, run_demand_bpm=145.0, run_demand_sd_bpm=2.0),
            42,
            None,
            id="not expected, but possible",
        ),
        pytest.param(
            outlook(140.0, run_demand_bpm=152.0, run_demand_sd_bpm=2.0),
            25,
            None,
            id="expected, but not sure",
        ),
        pytest.param(
            outlook(120.0, run_demand_bpm=125.0, run_demand_sd_bpm=2.0), None, None, id="never"
        ),
        pytest.param(
            outlook(
                145.0,
                run_demand_bpm=145.0,
                run_demand_sd_bpm=0.0,
                slope_bpm_per_s=0.01,
                slope_sd_bpm_per_s=0.002,
            ),
            410,
            790,
            id="by drift: 5 bpm at 0.0067 to 0.0133 bpm/s, and 50 s behind",
        ),
    ],
)
def test_the_span_in_which_the_ceiling_is_reached(
    now: Outlook, soonest_s: int | None, latest_s: int | None
) -> None:
    span = left(now, SURE)

    for told_s, expected_s in ((span.soonest_s, soonest_s), (span.latest_s, latest_s)):
        assert told_s == (None if expected_s is None else pytest.approx(expected_s, rel=0.1))


def test_a_heart_that_may_be_higher_already_may_be_there_sooner() -> None:
    now = outlook(147.0, run_demand_bpm=160.0, run_demand_sd_bpm=0.0)

    sure, unsure = left(now, SURE), left(now)

    assert sure.soonest_s == sure.seconds == unsure.seconds
    assert unsure.soonest_s is not None
    assert unsure.seconds is not None
    assert unsure.soonest_s < 0.5 * unsure.seconds
    assert unsure.latest_s == sure.latest_s


OUTLOOKS = st.builds(
    outlook,
    st.floats(80, 155),
    run_demand_bpm=st.floats(90, 220),
    run_demand_sd_bpm=st.floats(0, 25),
    tau_s=st.floats(15, 110),
    slope_bpm_per_s=st.floats(-0.02, 0.02),
    slope_sd_bpm_per_s=st.floats(0, 0.005),
)


@given(OUTLOOKS)
def test_the_span_holds_the_time_told_and_lies_within_the_hour(now: Outlook) -> None:
    span = left(now)

    if span.latest_s is not None:
        assert span.seconds is not None
        assert span.seconds <= span.latest_s <= 3600
    if span.seconds is not None:
        assert span.soonest_s is not None
        assert 0 <= span.soonest_s <= span.seconds <= 3600


@given(OUTLOOKS, st.floats(1.0, 3.0))
def test_more_doubt_is_a_wider_span(now: Outlook, times: float) -> None:
    span = left(now)
    wider = left(replace(now, run_demand_sd_bpm=times * now.run_demand_sd_bpm))

    assert wider.seconds == span.seconds
    assert (wider.soonest_s or 0) <= (span.soonest_s if span.soonest_s is not None else 10_000)
    assert (wider.latest_s or 10_000) >= (span.latest_s or 0)


@given(st.floats(150.0, 200.0))
def test_at_the_ceiling_it_is_now(heart_bpm: float) -> None:
    assert left(outlook(heart_bpm)) == NOW


@pytest.mark.slow
def test_nine_times_in_ten_the_ceiling_is_reached_within_the_span() -> None:
    everything = [
        one
        for seed in (8020, 8021)
        for has_speed in (False, True)
        for one in told("temperate", seed, has_speed=has_speed)
    ]

    within = sum(one.miss == 0 for one in everything) / len(everything)
    assert len(everything) > 80
    assert 0.80 <= within <= 1.0
