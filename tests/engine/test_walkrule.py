"""A walk is called before the ceiling is crossed and ends on proof, well below it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import replace
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.athlete import Band
from runwalk.engine.drift import Outlook
from runwalk.engine.heartrate import HeartRate
from runwalk.engine.phases import Action
from runwalk.engine.walkrule import WalkRule

from ..builders import BAND, doubted, heard, outlook, silence

bands = st.tuples(st.integers(60, 180), st.integers(8, 45)).map(
    lambda pair: Band(pair[0], pair[0] + pair[1])
)
outlooks = st.builds(
    Outlook,
    heart_bpm=st.floats(60, 200),
    run_demand_bpm=st.floats(60, 240),
    walk_demand_bpm=st.floats(40, 200),
    tau_s=st.floats(20, 110),
    dead_time_s=st.floats(0, 20),
    slope_bpm_per_s=st.floats(-0.02, 0.02),
    gain_bpm=st.floats(2.0, 20.0),
    effort_change=st.just(0),
)


def too_high(
    rule: WalkRule,
    hr: HeartRate,
    now: Outlook,
    *,
    bout_s: int = 300,
    is_running: bool = True,
    is_short: bool = False,
) -> bool:
    return rule.is_too_high(hr, now, BAND, bout_s=bout_s, is_running=is_running, is_short=is_short)


def line_bpm_of(
    now: Outlook, band: Band = BAND, *, rule: WalkRule | None = None, bout_s: int = 30
) -> float:
    return (rule or WalkRule()).resume_line_bpm(now, band, bout_s=bout_s)


def learned(rule: WalkRule, extremes_bpm: list[float]) -> WalkRule:
    """A rule that has seen the heart go through these in the 45 s after its cue."""
    for i, bpm in enumerate(extremes_bpm):
        last = i == len(extremes_bpm) - 1
        rule.learn(outlook(bpm), 45 - len(extremes_bpm) + 1 if last else 1)
    return rule


# Too high


@pytest.mark.parametrize(
    ("heart_bpm", "demand_bpm", "is_called"),
    [
        pytest.param(140.0, 145.0, False, id="settles below the ceiling"),
        pytest.param(148.6, 148.9, False, id="just below, with the margin of 1 bpm"),
        pytest.param(149.0, 149.1, True, id="the margin would be used up"),
        pytest.param(130.0, 165.0, False, id="rising fast, and there is time"),
        pytest.param(144.0, 170.0, True, id="rising fast: in 13 s the ceiling is passed"),
        pytest.param(149.0, 120.0, False, id="high and falling"),
    ],
)
def test_a_walk_is_called_when_the_peak_it_would_have_reaches_the_ceiling(
    heart_bpm: float, demand_bpm: float, is_called: bool
) -> None:
    now = outlook(heart_bpm, run_demand_bpm=demand_bpm)

    assert too_high(WalkRule(), heard(round(heart_bpm)), now) is is_called


@given(
    heart_bpm=st.floats(135, 149),
    demand_bpm=st.floats(135, 200),
    tau_s=st.floats(25, 110),
    slope_bpm_per_h=st.floats(-30, 60),
    dead_time_s=st.floats(0, 20),
)
def test_a_cue_that_waits_would_still_come_in_time(
    heart_bpm: float, demand_bpm: float, tau_s: float, slope_bpm_per_h: float, dead_time_s: float
) -> None:
    slope = slope_bpm_per_h / 3600
    now = replace(
        outlook(heart_bpm, run_demand_bpm=demand_bpm, tau_s=tau_s, slope_bpm_per_s=slope),
        dead_time_s=dead_time_s,
    )

    is_called = too_high(WalkRule(), heard(140), now)

    lead_s = 5 + dead_time_s  # the legs' time and the heart's
    peak_bpm = demand_bpm + (heart_bpm - demand_bpm) * math.exp(-lead_s / tau_s) + lead_s * slope
    assert is_called == (peak_bpm + 1.0 >= 150 - 1e-9) or abs(peak_bpm - 149) < 1e-6


def test_drift_brings_the_walk_forward() -> None:
    still = outlook(148.5, run_demand_bpm=148.5)
    drifting = outlook(148.5, run_demand_bpm=148.5, slope_bpm_per_s=0.05)

    assert not too_high(WalkRule(), heard(148), still)
    assert too_high(WalkRule(), heard(148), drifting)


@pytest.mark.parametrize(
    ("bout_s", "is_called"),
    [(14, False), (15, True)],
)
def test_a_predicted_peak_calls_no_walk_in_the_first_fifteen_seconds(
    bout_s: int, is_called: bool
) -> None:
    now = outlook(145.0, run_demand_bpm=175.0)

    assert too_high(WalkRule(), heard(145), now, bout_s=bout_s) is is_called


@pytest.mark.parametrize(("bout_s", "is_called"), [(9, False), (10, True)])
def test_a_heart_above_the_ceiling_calls_one_after_ten_seconds(
    bout_s: int, is_called: bool
) -> None:
    now = outlook(152.0, run_demand_bpm=160.0)
    rule = WalkRule()

    calls = [too_high(rule, heard(152), now, bout_s=s) for s in range(bout_s + 1)]

    assert calls == [False] * bout_s + [is_called]


def falling(heart_bpm: float) -> Outlook:
    """A heart for which no peak is predicted."""
    return outlook(heart_bpm, run_demand_bpm=100.0)


def test_three_seconds_above_the_ceiling_call_a_walk_if_the_model_agrees() -> None:
    rule = WalkRule()

    calls = [too_high(rule, heard(151), falling(150.6)) for _ in range(4)]

    assert calls == [False, False, True, True]


@pytest.mark.parametrize(
    ("bpm", "heart_bpm"),
    [
        pytest.param(150, 152.0, id="a model that runs ahead of the readings"),
        pytest.param(151, 150.5, id="a model near the ceiling is not above it"),
    ],
)
def test_above_the_ceiling_both_the_reading_and_the_model_must_be(
    bpm: int, heart_bpm: float
) -> None:
    rule = WalkRule()

    assert not any(too_high(rule, heard(bpm), falling(heart_bpm)) for _ in range(7))


def test_eight_seconds_above_the_ceiling_call_a_walk_whatever_the_model_thinks() -> None:
    rule = WalkRule()
    deluded = outlook(130.0, run_demand_bpm=130.0)

    calls = [too_high(rule, heard(151), deluded) for _ in range(8)]

    assert calls == [False] * 7 + [True]


@pytest.mark.parametrize(
    "between",
    [heard(150), silence(1), doubted(170)],
    ids=["a second at the ceiling", "silence", "doubt"],
)
def test_the_eight_seconds_must_be_in_a_row(between: HeartRate) -> None:
    rule = WalkRule()
    deluded = outlook(130.0, run_demand_bpm=130.0)

    hearts = [heard(151)] * 7 + [between] + [heard(151)] * 7

    assert not any(too_high(rule, hr, deluded) for hr in hearts)


def held(bpm: int, *, level_s: int = 60, trusted_s: int = 60) -> HeartRate:
    """A level that has held for so long, of which so much was trusted."""
    return replace(heard(bpm), level_s=level_s, trusted_s=trusted_s)


@pytest.mark.parametrize(
    "hr",
    [
        pytest.param(silence(2), id="silence"),
        pytest.param(doubted(190), id="doubt"),
        pytest.param(held(190, level_s=19), id="a level of nineteen seconds"),
        pytest.param(held(190, trusted_s=2), id="trusted for two seconds"),
    ],
)
def test_no_walk_is_called_on_a_level_that_has_not_held_and_been_trusted(hr: HeartRate) -> None:
    rule = WalkRule()
    now = outlook(190.0, run_demand_bpm=200.0)

    assert not any(too_high(rule, hr, now) for _ in range(60))
    assert too_high(rule, held(190, level_s=20, trusted_s=3), now)


def test_the_seconds_above_the_ceiling_count_while_the_level_is_confirmed() -> None:
    rule = WalkRule()
    now = falling(152.0)

    calls = [too_high(rule, held(152, level_s=s), now) for s in range(1, 21)]

    assert calls == [False] * 19 + [True]


@pytest.mark.parametrize(
    ("bpm", "heart_bpm", "is_called"),
    [
        pytest.param(135, 134.0, False, id="the model is at the floor"),
        pytest.param(134, 134.1, False, id="the reading is at the floor"),
        pytest.param(135, 134.1, True, id="neither is"),
    ],
)
def test_near_the_floor_no_walk_is_called_on_a_prediction(
    bpm: int, heart_bpm: float, is_called: bool
) -> None:
    now = outlook(heart_bpm, run_demand_bpm=240.0, tau_s=25.0)

    assert too_high(WalkRule(), heard(bpm), now) is is_called


# While the strap is silent or doubted

COMING = outlook(145.0, run_demand_bpm=175.0)


def heard_before(level_s: int = 20) -> WalkRule:
    """A rule that has heard one quiet second of a level that had held for so long."""
    rule = WalkRule()
    assert not too_high(rule, held(140, level_s=level_s), outlook(140.0, run_demand_bpm=140.0))
    return rule


@pytest.mark.parametrize(
    "hr", [silence(1), silence(30), doubted(100), doubted(190, age_s=30)], ids=repr
)
def test_a_walk_that_was_coming_is_called_though_the_strap_falls_silent(hr: HeartRate) -> None:
    assert too_high(heard_before(), hr, COMING, bout_s=15)


@pytest.mark.parametrize(
    ("hr", "now", "level_s", "bout_s", "is_running"),
    [
        pytest.param(silence(31), COMING, 20, 300, True, id="heard longer than 30 s ago"),
        pytest.param(silence(None), COMING, 20, 300, True, id="never heard"),
        pytest.param(silence(1), COMING, 19, 300, True, id="a level that had not held"),
        pytest.param(silence(1), COMING, 20, 14, True, id="early in the bout"),
        pytest.param(silence(1), COMING, 20, 300, False, id="a runner who walks"),
        pytest.param(silence(1), outlook(140.0), 20, 300, True, id="no peak is predicted"),
        pytest.param(doubted(190), outlook(140.0), 20, 300, True, id="an artefact"),
    ],
)
def test_no_other_walk_is_called_on_what_is_not_heard(
    hr: HeartRate, now: Outlook, level_s: int, bout_s: int, is_running: bool
) -> None:
    rule = heard_before(level_s)

    assert not any(too_high(rule, hr, now, bout_s=bout_s, is_running=is_running) for _ in range(9))


def test_a_runner_who_walks_already_is_judged_by_the_walk() -> None:
    now = outlook(145.0, run_demand_bpm=175.0, walk_demand_bpm=120.0)

    assert not too_high(WalkRule(), heard(145), now, is_running=False)
    assert too_high(WalkRule(), heard(145), now, is_running=True)


def test_a_short_effort_calls_no_walk_for_where_it_would_lead() -> None:
    now = outlook(148.0, run_demand_bpm=190.0)

    assert too_high(WalkRule(), heard(148), now)
    assert not too_high(WalkRule(), heard(148), now, is_short=True)
    assert not too_high(told_of(148), silence(5), now, is_short=True)


def told_of(bpm: int) -> WalkRule:
    """A rule that has heard this heart rate, with nothing to fear from it."""
    rule = WalkRule()
    assert not too_high(rule, heard(bpm), outlook(float(bpm), run_demand_bpm=float(bpm)))
    return rule


@pytest.mark.parametrize(
    ("is_running", "is_short", "after_s"),
    [
        pytest.param(True, True, 20, id="a short effort"),
        pytest.param(False, False, 60, id="legs that rest already"),
        pytest.param(False, True, 60, id="legs that rest after a short effort"),
    ],
)
def test_a_heart_above_the_ceiling_calls_a_walk_whatever_the_legs_do(
    is_running: bool, is_short: bool, after_s: int
) -> None:
    rule, now = WalkRule(), outlook(155.0, run_demand_bpm=155.0)

    answers = [
        too_high(rule, heard(155), now, is_running=is_running, is_short=is_short)
        for _ in range(after_s)
    ]

    assert answers == [False] * (after_s - 1) + [True]


NEAR = outlook(149.0, run_demand_bpm=175.0)  # a walk is due by this


def climbing(*bpms: int, bout_s: int = 300, dt_s: int = 1) -> list[bool]:
    """Whether a walk is called at each of these readings, a settled heart of 138 bpm before."""
    rule, answers = WalkRule(), []
    for bpm in (138,) * 10 + bpms:
        now = outlook(138.0, run_demand_bpm=138.0) if bpm == 138 else NEAR
        answers.append(
            rule.is_too_high(heard(bpm), now, BAND, bout_s=bout_s, is_running=True, dt_s=dt_s)
        )
    return answers[10:]


def test_a_climb_of_a_settled_heart_is_waited_for_as_long_as_an_artefact_lasts() -> None:
    waited = [*range(139, 150), *[149] * 31]

    assert climbing(*waited) == [True] * 4 + [False] * 20 + [True] * 18


def test_a_climb_is_waited_for_once_however_long_it_goes_on() -> None:
    answers = climbing(*range(139, 150), *[149, 148] * 12, *range(143, 150), 149)

    assert answers[24:35] == [True] * 11  # it has ended
    assert answers[35:] == [True] * 6 + [False] * 2  # another


def test_a_slow_climb_a_bout_that_has_just_begun_and_a_sparing_watch_wait_for_nothing() -> None:
    slow = [139 + i // 2 for i in range(22)]

    assert all(climbing(*slow))
    assert all(climbing(*range(139, 150), bout_s=60))
    assert all(climbing(*range(139, 150), dt_s=7))


def test_readings_above_the_ceiling_are_counted_in_seconds() -> None:
    calm = outlook(140.0, run_demand_bpm=140.0)
    rule = WalkRule()

    answers = [
        rule.is_too_high(heard(151), calm, BAND, bout_s=300, is_running=True, dt_s=4)
        for _ in range(4)
    ]

    assert answers == [False, False, True, True]


# The resume line


@given(bands, outlooks, st.lists(st.floats(60, 200), max_size=6), st.integers(0, 600))
def test_the_resume_line_lies_four_bpm_below_the_ceiling_at_least(
    band: Band, now: Outlook, troughs_bpm: list[float], bout_s: int
) -> None:
    rule = WalkRule()
    for trough_bpm in troughs_bpm:  # whatever the rule has learned
        rule.cued_run(now, band)
        learned(rule, [trough_bpm])

    assert line_bpm_of(now, band, rule=rule, bout_s=bout_s) <= band.ceiling_bpm - 4


@given(bands, outlooks, st.integers(0, 600))
def test_the_resume_line_of_a_fresh_rule_is_not_below_the_floor(
    band: Band, now: Outlook, bout_s: int
) -> None:
    line_bpm = line_bpm_of(now, band, bout_s=bout_s)

    assert line_bpm >= min(band.floor_bpm + 2, band.ceiling_bpm - 4) - 1e-9


def test_a_runner_who_settles_below_the_ceiling_needs_a_short_walk_only() -> None:
    now = outlook(150.0, run_demand_bpm=149.0, walk_demand_bpm=150.0)

    assert line_bpm_of(now) == 146.0


def trough_bpm_of(demand_bpm: float, tau_s: float = 50.0, band: Band = BAND) -> float:
    """The trough that is aimed at, read off the line of a walk that leads no lower than that."""
    now = outlook(148.0, run_demand_bpm=demand_bpm, walk_demand_bpm=230.0, tau_s=tau_s)
    return line_bpm_of(now, band)


def after_bpm(start_bpm: float, demand_bpm: float, tau_s: float, run_s: float) -> float:
    """A heart that runs for so long, from there on."""
    return demand_bpm + (start_bpm - demand_bpm) * math.exp(-run_s / tau_s)


@pytest.mark.parametrize(
    ("demand_bpm", "trough_bpm"),
    [
        # 148.7 is where peaks are to fall; tau is 50 s: e^2 - 1 = 6.389, e^0.32 - 1 = 0.37713
        pytest.param(148.0, 146.0, id="settles below: four under the ceiling"),
        pytest.param(149.0, 146.0, id="0.3 above, 0.3 * 6.389 = 1.9 are not four"),
        pytest.param(149.2, 145.5055, id="0.5 above: 148.7 - 0.5 * 6.389 for 100 s"),
        pytest.param(149.5, 143.5888, id="0.8 above: 148.7 - 0.8 * 6.389 for 100 s"),
        pytest.param(150.0, 142.0, id="1.3 above: 0.4 of the band of 20"),
        pytest.param(165.0, 142.0, id="16.3 above: 16.3 * 0.37713 = 6.147, the share is enough"),
        pytest.param(172.7, 139.6489, id="24 above: 148.7 - 24 * 0.37713 for 16 s"),
        pytest.param(190.0, 133.1246, id="41.3 above: 148.7 - 41.3 * 0.37713 for 16 s"),
        pytest.param(195.0, 132.0, id="46.3 above: 131.24 would be too near the floor"),
    ],
)
def test_how_deep_a_walk_goes(demand_bpm: float, trough_bpm: float) -> None:
    assert trough_bpm_of(demand_bpm) == pytest.approx(trough_bpm, abs=1e-3)


demands = st.floats(100, 240)
taus_s = st.floats(20, 110)


@given(bands, demands, taus_s)
def test_room_for_the_shortest_run_is_made_unless_the_floor_forbids(
    band: Band, demand_bpm: float, tau_s: float
) -> None:
    trough_bpm = trough_bpm_of(demand_bpm, tau_s, band)

    has_room = after_bpm(trough_bpm, demand_bpm, tau_s, 16) <= band.ceiling_bpm - 1.3 + 1e-6
    assert has_room or trough_bpm == min(band.floor_bpm + 2, band.ceiling_bpm - 4)


@given(bands, demands, taus_s)
def test_no_walk_goes_deeper_than_it_needs(band: Band, demand_bpm: float, tau_s: float) -> None:
    trough_bpm = trough_bpm_of(demand_bpm, tau_s, band)

    top_bpm, drop_bpm = band.ceiling_bpm - 1.3, band.ceiling_bpm - trough_bpm
    if drop_bpm > 4 + 1e-6:  # then not for more than the hundred seconds that are wanted
        assert after_bpm(trough_bpm, demand_bpm, tau_s, 100) >= top_bpm - 1e-6
    if drop_bpm > max(4, 0.4 * band.width_bpm) + 1e-6:  # then for the shortest run alone
        assert after_bpm(trough_bpm, demand_bpm, tau_s, 16) >= top_bpm - 1e-6


@given(bands, demands, demands, taus_s)
def test_a_faster_climb_never_makes_a_walk_shallower(
    band: Band, one_bpm: float, other_bpm: float, tau_s: float
) -> None:
    slower_bpm, faster_bpm = sorted([one_bpm, other_bpm])

    assert trough_bpm_of(faster_bpm, tau_s, band) <= trough_bpm_of(slower_bpm, tau_s, band)


def test_a_heart_that_falls_fast_may_run_again_earlier() -> None:
    slow = outlook(148.0, run_demand_bpm=160.0, walk_demand_bpm=138.0)
    fast = outlook(148.0, run_demand_bpm=160.0, walk_demand_bpm=130.0)

    assert line_bpm_of(slow) < line_bpm_of(fast)


@pytest.mark.parametrize("dead_time_s", [0.0, 8.0, 16.0])
def test_what_is_left_of_the_way_down_ends_on_the_line_that_was_aimed_at(
    dead_time_s: float,
) -> None:
    now = outlook(148.0, run_demand_bpm=160.0, walk_demand_bpm=138.0)

    line_bpm = line_bpm_of(replace(now, dead_time_s=dead_time_s))

    lead_s = 5 + dead_time_s
    assert 138 + (line_bpm - 138) * math.exp(-lead_s / 50) == pytest.approx(142.0)


@pytest.mark.parametrize(
    ("walk_demand_bpm", "lines_bpm"),
    [
        pytest.param(142.0, [142.0, 142.0, 143.0, 144.0, 144.0], id="to where the walk leads"),
        pytest.param(150.0, [142.0, 142.0, 146.0, 146.0, 146.0], id="but four below the ceiling"),
    ],
)
def test_from_one_minute_to_two_the_line_moves_up_to_where_the_walk_leads(
    walk_demand_bpm: float, lines_bpm: list[float]
) -> None:
    now = outlook(148.0, run_demand_bpm=160.0, walk_demand_bpm=walk_demand_bpm)

    assert [line_bpm_of(now, bout_s=s) for s in (0, 60, 90, 120, 600)] == lines_bpm


def test_a_walk_that_leads_lower_than_the_line_does_not_move_it() -> None:
    now = outlook(148.0, run_demand_bpm=160.0, walk_demand_bpm=138.0)

    assert line_bpm_of(now, bout_s=600) == line_bpm_of(now, bout_s=0) > 140.0


@given(bands, outlooks, st.integers(0, 200))
def test_the_line_never_moves_down_in_a_walk_nor_jumps(
    band: Band, now: Outlook, bout_s: int
) -> None:
    before_bpm, after_bpm = (line_bpm_of(now, band, bout_s=bout_s + i) for i in (0, 1))

    way_bpm = max(0.0, now.walk_demand_bpm - band.floor_bpm)  # the line begins 2 bpm above it
    assert -1e-9 <= after_bpm - before_bpm <= way_bpm / 60 + 1e-9


# Recovered


def recovered(hr: HeartRate, now: Outlook, bout_s: int = 60) -> bool:
    return WalkRule().is_recovered(hr, now, BAND, bout_s=bout_s)


def test_a_walker_whose_heart_has_settled_high_runs_again_after_two_minutes() -> None:
    now = outlook(141.5, run_demand_bpm=190.0, walk_demand_bpm=140.0)

    assert not recovered(heard(142), now, 119)
    assert recovered(heard(142), now, 120)
    assert not recovered(heard(143), now, 600)


SETTLES = {"run_demand_bpm": 140.0, "walk_demand_bpm": 145.0}  # line at 146


@pytest.mark.parametrize(
    ("bpm", "heart_bpm", "is_recovered"),
    [
        pytest.param(146, 146.0, True, id="both at the line"),
        pytest.param(147, 140.0, False, id="the reading is above it"),
        pytest.param(140, 146.1, False, id="the filtered heart is above it"),
    ],
)
def test_a_walk_ends_when_reading_and_model_are_both_below_the_line(
    bpm: int, heart_bpm: float, is_recovered: bool
) -> None:
    assert recovered(heard(bpm), outlook(heart_bpm, **SETTLES)) is is_recovered


@pytest.mark.parametrize(
    "hr",
    [silence(2), doubted(120), heard(120, trusted_s=9)],
    ids=["silence", "doubt", "trusted for nine seconds"],
)
def test_a_walk_never_ends_on_what_is_not_trusted_for_ten_seconds(hr: HeartRate) -> None:
    assert not recovered(hr, outlook(120.0, **SETTLES), bout_s=1000)
    assert recovered(heard(120, trusted_s=10), outlook(120.0, **SETTLES), bout_s=1000)


def asked_each_second(hearts_bpm: Iterable[float]) -> list[bool]:
    """Whether the walk ends, in each second in which the heart is at this."""
    rule = WalkRule()
    return [
        rule.is_recovered(heard(round(bpm)), outlook(bpm, **SETTLES), BAND, bout_s=60)
        for bpm in hearts_bpm
    ]


@pytest.mark.parametrize(
    ("step_bpm", "is_recovered"),
    [
        pytest.param(-0.5, True, id="it falls"),
        pytest.param(0.0, True, id="it stays"),
        pytest.param(0.11, True, id="it wanders: 0.99 bpm in nine steps"),
        pytest.param(0.12, False, id="it climbs: 1.08 bpm in nine steps"),
        pytest.param(0.5, False, id="it climbs fast"),
    ],
)
def test_a_walk_does_not_end_while_the_heart_still_climbs(
    step_bpm: float, is_recovered: bool
) -> None:
    calls = asked_each_second(136.0 + step_bpm * i for i in range(20))

    assert calls[9:] == [is_recovered] * 11


def test_a_heart_that_has_stopped_climbing_may_run() -> None:
    climbing = [140.0 + 0.5 * i for i in range(10)]  # to 144.5, below the line

    calls = asked_each_second(climbing + [144.5] * 9)

    assert calls[9:] == [False] * 7 + [True] * 3  # the oldest of ten is then 143.5


@given(st.lists(st.floats(-2, 2), min_size=10, max_size=60))
def test_no_walk_ends_above_what_the_heart_was_within_ten_seconds(steps_bpm: list[float]) -> None:
    hearts_bpm = list(accumulate(steps_bpm, initial=138.0))

    calls = asked_each_second(hearts_bpm)

    for i in range(9, len(calls)):
        is_climbing = hearts_bpm[i] > hearts_bpm[i - 9] + 1.0
        is_low = max(round(hearts_bpm[i]), hearts_bpm[i]) <= 146.0
        assert calls[i] == (is_low and not is_climbing)


@pytest.mark.parametrize(
    ("bpm", "bout_s", "is_recovered"),
    [
        pytest.param(140, 15, False, id="too short"),
        pytest.param(140, 16, True, id="the shortest walk"),
        pytest.param(131, 14, False, id="at the floor, too short"),
        pytest.param(131, 15, True, id="the shortest walk down to the floor"),
        pytest.param(132, 15, False, id="not quite at the floor"),
    ],
)
def test_a_walk_has_a_shortest_time(bpm: int, bout_s: int, is_recovered: bool) -> None:
    assert recovered(heard(bpm), outlook(float(bpm), **SETTLES), bout_s) is is_recovered


@given(bands, outlooks, st.integers(40, 220), st.integers(0, 600), st.integers(0, 60))
def test_nobody_is_sent_running_within_four_bpm_of_the_ceiling(
    band: Band, now: Outlook, bpm: int, bout_s: int, trusted_s: int
) -> None:
    rule = WalkRule()

    if rule.is_recovered(heard(bpm, trusted_s), now, band, bout_s=bout_s):
        assert max(bpm, now.heart_bpm) <= band.ceiling_bpm - 4
        assert bout_s >= 15
        assert trusted_s >= 10


# Learning


def called_at_bpm(rule: WalkRule) -> float:
    """The lowest level, to a tenth, at which a settled runner is called to walk."""
    return next(
        tenths / 10
        for tenths in range(1350, 1600)
        if too_high(rule, heard(145), outlook(tenths / 10, run_demand_bpm=tenths / 10), bout_s=60)
    )


@pytest.mark.parametrize(
    ("peak_bpm", "moved_bpm"),
    [
        pytest.param(148.7, 0.0, id="just below the ceiling: nothing to learn"),
        pytest.param(151.2, -1.0, id="too high: the next cue comes earlier"),
        pytest.param(146.2, 1.0, id="too low: the next cue comes later"),
    ],
)
def test_the_next_cue_comes_earlier_after_too_high_a_peak(
    peak_bpm: float, moved_bpm: float
) -> None:
    rule = WalkRule()
    before_bpm = called_at_bpm(rule)

    rule.cued_walk(BAND)
    learned(rule, [peak_bpm - 5, peak_bpm, peak_bpm - 20])

    assert called_at_bpm(rule) - before_bpm == pytest.approx(moved_bpm, abs=0.11)


@pytest.mark.parametrize(("peak_bpm", "level_bpm"), [(200.0, 146.0), (100.0, 151.0)])
def test_what_is_learned_of_peaks_is_bounded(peak_bpm: float, level_bpm: float) -> None:
    rule = WalkRule()

    for _ in range(20):
        rule.cued_walk(BAND)
        learned(rule, [peak_bpm])

    # no more than 4 bpm before the ceiling, no more than 1 bpm behind it
    assert called_at_bpm(rule) == pytest.approx(level_bpm, abs=0.11)


@pytest.mark.parametrize(
    ("trough_bpm", "line_moves"),
    [
        pytest.param(125.0, 1, id="too low: run again earlier"),
        pytest.param(145.0, -1, id="too high: walk on longer"),
    ],
)
def test_the_next_run_comes_earlier_after_too_low_a_trough(
    trough_bpm: float, line_moves: int
) -> None:
    rule = WalkRule()
    now = outlook(140.0, run_demand_bpm=190.0, walk_demand_bpm=150.0)
    before_bpm = line_bpm_of(now, rule=rule)

    rule.cued_run(now, BAND)
    learned(rule, [140.0, trough_bpm, 139.0])

    moved_bpm = line_bpm_of(now, rule=rule) - before_bpm
    assert math.copysign(1, moved_bpm) == line_moves
    assert abs(moved_bpm) >= 1.5


def test_what_is_learned_of_troughs_is_bounded() -> None:
    now = outlook(140.0, run_demand_bpm=190.0, walk_demand_bpm=150.0)
    deep, shallow = WalkRule(), WalkRule()

    for _ in range(20):
        deep.cued_run(now, BAND)
        learned(deep, [90.0])
        shallow.cued_run(now, BAND)
        learned(shallow, [180.0])

    fresh_bpm = line_bpm_of(now)
    assert line_bpm_of(now, rule=deep) == pytest.approx(fresh_bpm + 8.0)
    assert line_bpm_of(now, rule=shallow) == pytest.approx(fresh_bpm - 3.0)


def test_nothing_is_learned_before_the_answer_is_complete() -> None:
    rule = WalkRule()
    before_bpm = called_at_bpm(rule)
    rule.cued_walk(BAND)

    for _ in range(44):
        rule.learn(outlook(160.0), 1)

    assert called_at_bpm(rule) == before_bpm


def taught(first: Action, *, watched_s: int, extremes_bpm: list[float]) -> WalkRule:
    """A rule that called this, saw the heart go through these, and then called the other."""
    rule, now = WalkRule(), outlook(140.0, run_demand_bpm=160.0, walk_demand_bpm=130.0)
    cues = {Action.WALK: lambda: rule.cued_walk(BAND), Action.RUN: lambda: rule.cued_run(now, BAND)}
    cues.pop(first)()
    for i in range(watched_s):
        rule.learn(outlook(extremes_bpm[i * len(extremes_bpm) // watched_s]), 1)
    for cue in cues.values():
        cue()
    return rule


lessons = st.lists(st.floats(100, 200), min_size=1, max_size=16)
firsts = st.sampled_from([Action.WALK, Action.RUN])


@given(firsts, lessons, st.integers(16, 44))
def test_a_short_bout_teaches_as_a_long_one(
    first: Action, extremes_bpm: list[float], watched_s: int
) -> None:
    short = taught(first, watched_s=watched_s, extremes_bpm=extremes_bpm)
    long = taught(first, watched_s=45, extremes_bpm=extremes_bpm)

    assert short.peaks_learned == long.peaks_learned
    assert short.troughs_learned == long.troughs_learned
    assert (short.peaks_learned[1], short.troughs_learned[1]) == (
        (1, 0) if first is Action.WALK else (0, 1)
    )


@given(firsts, lessons, st.integers(0, 15))
def test_a_cue_that_is_followed_before_the_heart_has_turned_teaches_nothing(
    first: Action, extremes_bpm: list[float], watched_s: int
) -> None:
    rule = taught(first, watched_s=watched_s, extremes_bpm=extremes_bpm)

    assert (rule.peaks_learned, rule.troughs_learned) == ((1.0, 0), (0.0, 0))


def test_what_a_short_bout_taught_is_not_taught_to_the_next_cue() -> None:
    rule = taught(Action.WALK, watched_s=20, extremes_bpm=[151.2])
    assert rule.peaks_learned == (pytest.approx(2.0), 1)

    learned(rule, [142.0])  # the trough of the run cue, as it was aimed at

    assert rule.peaks_learned == (pytest.approx(2.0), 1)
    assert rule.troughs_learned == (pytest.approx(0.0), 1)


def test_a_short_bout_that_was_not_followed_teaches_nothing() -> None:
    rule = WalkRule()
    rule.cued_walk(BAND)
    for _ in range(30):
        rule.learn(outlook(160.0), 1)

    rule.forget_cue()
    rule.cued_run(outlook(140.0), BAND)

    assert rule.peaks_learned == (1.0, 0)


def test_each_cue_teaches_once() -> None:
    rule = WalkRule()
    rule.cued_walk(BAND)
    learned(rule, [152.0])
    once_bpm = called_at_bpm(rule)

    learned(rule, [190.0])

    assert called_at_bpm(rule) == once_bpm


def test_a_cue_that_was_not_followed_teaches_nothing() -> None:
    rule = WalkRule()
    before_bpm = called_at_bpm(rule)
    rule.cued_walk(BAND)

    rule.forget_cue()
    learned(rule, [170.0])

    assert called_at_bpm(rule) == before_bpm
