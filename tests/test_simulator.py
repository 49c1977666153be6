"""The simulated runner is what its equations say, hears, obeys, and never changes its mind."""

from __future__ import annotations

import hashlib
import math
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.engine.effort import metabolic_power_w_per_kg
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.simulator import Body, Course, Manner, Runner, StrapNoise, Stretch
from runwalk.simulator.body import Heart
from runwalk.simulator.course import Way
from runwalk.simulator.dice import Dice, Wander
from runwalk.simulator.strap import Strap

PERFECT = StrapNoise.at(0.0)
EVEN = Manner(pace_wobble_ratio=0.0, reaction_spread_s=0.0)
STILL = Body(drift_bpm_per_h=0.0).calm()
seeds = st.integers(min_value=0, max_value=10_000)


def run(runner: Runner, seconds: int) -> list[Sample]:
    return [runner.second() for _ in range(seconds)]


def steady_bpm(speed_mps: float, body: Body = STILL) -> float:
    runner = Runner(body, manner=replace(EVEN, running_mps=speed_mps), noise=PERFECT)
    run(runner, 900)
    return runner.truth.hr_bpm


# Kinetics


def test_heart_rate_settles_where_the_demand_formula_says() -> None:
    assert steady_bpm(2.8) == pytest.approx(
        STILL.demand_bpm(metabolic_power_w_per_kg(2.8, 0.0, "run")), abs=0.01
    )


def test_the_implied_gain_is_the_one_of_the_reference_notes() -> None:
    assert STILL.gain_bpm_per_mps == pytest.approx(29.9, abs=0.2)
    assert steady_bpm(2.9) - steady_bpm(2.4) == pytest.approx(0.5 * STILL.gain_bpm_per_mps, abs=0.1)


@pytest.mark.parametrize("tau_s", [30.0, 57.6, 90.0])
def test_the_time_constant_is_recovered_from_a_step(tau_s: float) -> None:
    body = replace(STILL, tau_on_s=tau_s)
    heart = Heart(body, seed=0)
    power = metabolic_power_w_per_kg(2.6, 0.0, "run")

    bpm = [heart.second(power, 15.0) for _ in range(900)]

    start, end = body.resting_bpm + 12.0, body.demand_bpm(power)
    risen = next(s for s, now in enumerate(bpm) if now >= start + (end - start) * (1 - 1 / math.e))
    assert risen - body.dead_time_s == pytest.approx(tau_s, abs=1.0)


def test_the_heart_answers_after_the_dead_time_and_not_before() -> None:
    heart = Heart(replace(STILL, dead_time_s=6.0), seed=0)

    bpm = [heart.second(8.0, 15.0) for _ in range(10)]

    assert bpm[:6] == [62.0] * 6
    assert bpm[6] > 62.5


def test_walking_brings_the_heart_rate_down() -> None:
    runner = Runner(STILL, manner=EVEN, noise=PERFECT)
    running = run(runner, 600)[-1]
    runner.hear("walk")

    walking = run(runner, 120)[-1]

    assert running.hr_bpm is not None
    assert walking.hr_bpm is not None
    assert 15 <= running.hr_bpm - walking.hr_bpm <= 50
    assert running.cadence_spm is not None
    assert walking.cadence_spm is not None
    assert walking.cadence_spm < 140 < running.cadence_spm  # where people change gait


def test_a_slow_component_comes_above_the_threshold_only() -> None:
    below, above = (
        Runner(STILL, manner=replace(EVEN, running_effort=effort), noise=PERFECT)
        for effort in (0.60, 0.75)
    )
    run(below, 900)
    run(above, 900)

    assert below.truth.slow_bpm == 0.0
    assert above.truth.slow_bpm == pytest.approx(60.0 * 0.10, abs=0.1)


def test_nobody_beats_faster_than_the_maximum() -> None:
    runner = Runner(STILL, manner=replace(EVEN, running_effort=1.4), noise=PERFECT)

    samples = run(runner, 900)

    assert max(sample.hr_bpm or 0 for sample in samples) == STILL.max_bpm


# Drift


def test_drift_is_a_ramp_of_the_rate_that_was_asked_for() -> None:
    body = replace(STILL, drift_bpm_per_h=12.0)
    runner = Runner(body, manner=EVEN, noise=PERFECT)

    run(runner, 1200)
    early = runner.truth
    run(runner, 1800)
    late = runner.truth

    assert late.drift_bpm - early.drift_bpm == pytest.approx(6.0, abs=1e-6)
    assert late.drift_rate_bpm_per_h == pytest.approx(12.0)
    assert late.hr_bpm - early.hr_bpm == pytest.approx(6.0, abs=0.05)


def test_drift_waits_until_minute_eight() -> None:
    runner = Runner(Body().calm(), manner=EVEN)

    run(runner, 480)

    assert runner.truth.drift_bpm == 0.0


def test_heat_makes_more_drift() -> None:
    cool, hot = (
        Runner(Body().calm(), course=Course(temperature_c=degc), manner=EVEN)
        for degc in (15.0, 31.0)
    )
    run(cool, 3600)
    run(hot, 3600)

    assert hot.truth.drift_rate_bpm_per_h == pytest.approx(5.0 + 13 * 1.5)
    assert hot.truth.drift_bpm > 4.0 * cool.truth.drift_bpm


def test_walking_lets_drift_recover() -> None:
    runner = Runner(replace(STILL, drift_bpm_per_h=20.0), manner=EVEN)
    run(runner, 2400)
    tired_bpm = runner.truth.drift_bpm
    runner.hear("walk")

    run(runner, 600)

    assert runner.truth.drift_bpm < tired_bpm - 0.5
    assert runner.truth.drift_rate_bpm_per_h < 0.0


# Legs


def test_the_runner_obeys_after_the_reaction_time() -> None:
    runner = Runner(STILL, manner=EVEN)
    run(runner, 60)
    runner.hear("walk")  # after second 59

    gaits = []
    for _ in range(6):
        runner.second()
        gaits.append(runner.truth.gait)

    assert gaits == [Gait.RUN] * 3 + [Gait.WALK] * 3  # seconds 60 to 65, and 59 + 4 is 63


def test_words_are_obeyed_in_the_order_they_were_said() -> None:
    runner = Runner(STILL, manner=replace(EVEN, reaction_spread_s=3.0), seed=7)
    run(runner, 60)
    runner.hear("walk")
    runner.hear("run")

    run(runner, 30)

    assert runner.truth.gait is Gait.RUN


def test_easing_is_slower_but_still_running_and_a_break_restores_the_pace() -> None:
    runner = Runner(STILL, manner=replace(EVEN, running_mps=3.0))
    run(runner, 60)
    runner.hear("ease")
    run(runner, 30)
    assert runner.truth.speed_mps == pytest.approx(2.85)
    for _ in range(20):
        runner.hear("ease")
    run(runner, 30)
    assert runner.truth.speed_mps == pytest.approx(2.4)
    assert runner.truth.gait is Gait.RUN

    runner.hear("walk")
    runner.hear("run")
    run(runner, 30)

    assert runner.truth.speed_mps == pytest.approx(3.0)


def test_stopping_ends_in_standing_still() -> None:
    runner = Runner(STILL, manner=EVEN)
    run(runner, 60)
    runner.hear("stop")

    last = run(runner, 30)[-1]

    assert (last.speed_mps, last.cadence_spm) == (0.0, 0)


def gaits_after(words: str, manner: Manner, seconds: int = 60, seed: int = 1) -> list[Gait]:
    """What the legs do second by second, the words being said one a minute."""
    runner = Runner(STILL, manner=manner, seed=seed)
    run(runner, 60)
    gaits = []
    for word in words.split():
        runner.hear(word)
        for _ in range(seconds):
            runner.second()
            gaits.append(runner.truth.gait)
    return gaits


def test_every_second_of_each_word_is_not_obeyed() -> None:
    manner = replace(EVEN, ignores_every=2)

    gaits = gaits_after("walk walk run walk run walk", manner)

    ends = [gaits[60 * (n + 1) - 1] for n in range(6)]
    # the second walk changes nothing, the second run is not obeyed, nor the fourth walk
    assert ends == [Gait.WALK, Gait.WALK, Gait.RUN, Gait.WALK, Gait.WALK, Gait.WALK]


def test_a_deaf_runner_obeys_nothing() -> None:
    gaits = gaits_after("walk ease stop", replace(EVEN, ignores_every=1))

    assert set(gaits) == {Gait.RUN}


@pytest.mark.parametrize("seed", range(5))
def test_a_disobedient_runner_walks_late_and_runs_early(seed: int) -> None:
    gaits = gaits_after("walk", EVEN.disobedient(), seed=seed)

    begins = gaits.index(Gait.WALK)
    assert 10 <= begins + 1 <= 26
    assert 15 <= gaits[begins:].index(Gait.RUN) <= 35


def test_who_stops_does_not_start_again_unasked() -> None:
    gaits = gaits_after("walk stop", replace(EVEN, longest_walk_s=(30.0, 30.0)), seconds=20)

    assert set(gaits[-20:]) == {Gait.WALK, Gait.STAND}
    assert gaits[-1] is Gait.STAND


def test_who_obeys_draws_no_other_chance_for_it() -> None:
    def samples(manner: Manner) -> list[Sample]:
        runner = Runner(Body.drawn(3), manner=manner, seed=3)
        told = run(runner, 120)
        runner.hear("run")
        return told + run(runner, 60)

    assert samples(Manner()) == samples(Manner(longest_walk_s=(20.0, 40.0)))


def test_a_word_nobody_knows_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="fly"):
        Runner(STILL).hear("fly")


def test_a_script_is_followed_and_makes_deaf() -> None:
    script = (
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.4),
        Stretch(duration_s=20, gait=Gait.RUN, speed_mps=3.0, end_speed_mps=5.0, grade=0.06),
    )
    runner = Runner(STILL, manner=EVEN, noise=PERFECT, script=script)
    run(runner, 60)
    assert runner.truth.gait is Gait.WALK
    runner.hear("stop")

    run(runner, 20)
    assert (runner.truth.gait, runner.truth.grade) == (Gait.RUN, 0.06)
    assert runner.truth.speed_mps == pytest.approx(4.8, abs=0.1)

    run(runner, 20)
    assert (runner.truth.gait, runner.truth.speed_mps) == (Gait.STAND, 0.0)


def test_a_hill_raises_the_altitude_by_grade_times_way() -> None:
    runner = Runner(STILL, course=Course(((5000.0, 0.05),), altitude_m=200.0), noise=PERFECT)

    last = run(runner, 600)[-1]

    assert last.distance_m is not None
    assert last.altitude_m == pytest.approx(200.0 + 0.05 * last.distance_m, abs=0.11)


def test_a_treadmill_tells_its_grade_and_no_altitude() -> None:
    runner = Runner(STILL, course=Course(((100.0, 0.15),), is_treadmill=True))

    sample = runner.second()

    assert (sample.grade, sample.altitude_m) == (0.15, None)


@given(st.floats(min_value=0.0, max_value=1e5))
def test_a_course_begins_again_at_its_end(distance_m: float) -> None:
    way = Way(Course.rolling(0.04, 250.0))

    assert way.grade_at(distance_m) == way.grade_at(distance_m % 1000.0)


@pytest.mark.parametrize("hills", [(), ((0.0, 0.1),), ((100.0, 0.0), (-5.0, 0.0))])
def test_a_course_without_length_is_the_callers_mistake(
    hills: tuple[tuple[float, float], ...],
) -> None:
    with pytest.raises(ValueError, match="longer than 0 m"):
        Course(hills)


def test_a_stretch_without_length_is_the_callers_mistake() -> None:
    with pytest.raises(ValueError, match="a second or more"):
        Stretch(duration_s=0, gait=Gait.RUN)


# Strap


def test_a_perfect_strap_tells_the_truth_to_a_beat() -> None:
    runner = Runner(Body(), noise=PERFECT, seed=4)

    for _ in range(1200):
        sample = runner.second()

        assert sample.hr_bpm == round(runner.truth.hr_bpm)
        assert sample.speed_mps == pytest.approx(runner.truth.speed_mps, abs=0.0005)


def test_perfect_intervals_add_up_to_the_run() -> None:
    runner = Runner(STILL, noise=PERFECT)

    intervals_ms = [rr for sample in run(runner, 1800) for rr in sample.rr_ms]

    assert math.fsum(intervals_ms) == pytest.approx(1_800_000, rel=1e-3)


@pytest.mark.parametrize(
    ("effort", "low_ms", "high_ms"),
    [
        pytest.param(0.20, 18.0, 40.0, id="walking: recordings 21 to 33"),
        pytest.param(0.65, 2.7, 8.5, id="running: recordings 2.7 to 8.5"),
        pytest.param(0.90, 2.0, 5.0, id="hard"),
    ],
)
def test_beat_to_beat_variability_is_a_runners(
    effort: float, low_ms: float, high_ms: float
) -> None:
    manner = replace(EVEN, running_effort=effort)
    noise = replace(PERFECT, variability_ratio=1.0)
    runner = Runner(Body(), manner=manner, noise=noise, seed=2)
    run(runner, 600)

    rr = [ms for sample in run(runner, 600) for ms in sample.rr_ms]

    squares = [(b - a) ** 2 for a, b in pairwise(rr)]
    assert low_ms < math.sqrt(math.fsum(squares) / len(squares)) < high_ms


def test_a_dropout_is_silence_and_not_zero() -> None:
    noise = replace(PERFECT, dropouts_per_h=60.0)

    samples = run(Runner(STILL, noise=noise, seed=1), 1800)

    silent = [sample for sample in samples if sample.hr_bpm is None]
    assert 30 < len(silent) < 900
    assert all(sample.rr_ms == () for sample in silent)


def test_dry_electrodes_spike_in_the_first_eight_minutes() -> None:
    noise = replace(PERFECT, dry_start_chance=1.0, dry_spikes_per_h=60.0)
    runner = Runner(STILL, manner=EVEN, noise=noise, seed=3)

    wrong = []
    for _ in range(1800):
        sample = runner.second()
        assert sample.hr_bpm is not None
        if abs(sample.hr_bpm - runner.truth.hr_bpm) > 5.0:
            wrong.append(sample.t_s)

    assert len(wrong) > 20
    assert max(wrong) < 480 + 14


@pytest.mark.parametrize(
    ("fault", "ratios"),
    [
        pytest.param("missed_ratio", {2.0}, id="missed: twice as long"),
        pytest.param("ectopic_ratio", {0.75, 1.25}, id="ectopic: early, then a pause"),
    ],
)
def test_wrong_beats_have_their_signature(fault: str, ratios: set[float]) -> None:
    noise = replace(PERFECT, **{fault: 0.02})
    strap = Strap(noise, seed=5)

    told = [ms for _ in range(600) for ms in strap.second(120.0, [0.5, 0.5])[1]]

    assert {round(ms / 500.0, 2) for ms in told} == {1.0} | ratios
    assert math.fsum(told) == pytest.approx(600_000.0, abs=1500.0)


def test_an_extra_beat_splits_an_interval_and_keeps_its_length() -> None:
    strap = Strap(replace(PERFECT, extra_ratio=0.02), seed=5)

    told = [ms for _ in range(600) for ms in strap.second(120.0, [0.5, 0.5])[1]]

    assert len(told) > 1200
    assert math.fsum(told) == pytest.approx(600_000.0, abs=100.0)


def test_a_worse_strap_is_worse_only_in_what_can_get_worse() -> None:
    ordinary, bad = StrapNoise.at(1.0), StrapNoise.at(3.0)

    assert ordinary == StrapNoise()
    assert bad.dropouts_per_h == 3 * ordinary.dropouts_per_h
    assert bad.variability_ratio == ordinary.variability_ratio


# Chance


@given(seeds)
@settings(max_examples=10)
def test_the_same_seed_gives_the_same_samples(seed: int) -> None:
    body = Body.drawn(seed)

    assert run(Runner(body, seed=seed), 300) == run(Runner(body, seed=seed), 300)


def test_another_seed_gives_another_run() -> None:
    assert run(Runner(Body(), seed=1), 60) != run(Runner(Body(), seed=2), 60)


def test_the_samples_are_the_same_on_every_python() -> None:
    runner = Runner(Body.drawn(3), course=Course.rolling(), noise=StrapNoise.at(2.0), seed=3)

    digest = hashlib.sha256()
    for sample in run(runner, 3600):
        digest.update(repr(sample).encode())

    assert digest.hexdigest() == "35a67e810d244a5b73d53095303809a0215744dcd5d597f911f5bc7445bff2a4"


@given(seeds)
@settings(max_examples=25)
def test_whoever_is_drawn_is_a_possible_person(seed: int) -> None:
    body = Body.drawn(seed)

    assert 140.0 < body.max_bpm < 225.0
    assert body.resting_bpm < body.vt1_bpm < body.max_bpm
    assert 25.0 <= body.tau_on_s <= 110.0
    assert 4.0 <= body.dead_time_s <= 12.0
    assert 0.5 < body.drift_bpm_per_h < 50.0
    assert 1.2 < body.running_speed_at(0.6) < 4.0
    assert body.athlete.ceiling_bpm == round(body.vt1_bpm)


@given(seeds, st.lists(st.sampled_from(["run", "walk", "ease", "stop"]), max_size=8))
@settings(max_examples=25)
def test_whatever_is_said_the_samples_are_possible(seed: int, words: list[str]) -> None:
    runner = Runner(Body.drawn(seed), noise=StrapNoise.at(3.0), seed=seed)

    distance_m = 0.0
    for t_s in range(240):
        if t_s % 30 == 0 and words:
            runner.hear(words.pop())
        sample = runner.second()

        assert sample.t_s == t_s
        assert sample.distance_m is not None
        assert sample.distance_m >= distance_m
        assert sample.speed_mps is not None
        assert 0.0 <= sample.speed_mps < 8.0
        distance_m = sample.distance_m


def test_the_dice_are_fair() -> None:
    dice = Dice("a test", 0)

    rolls = [dice.normal() for _ in range(20_000)]

    mean = math.fsum(rolls) / len(rolls)
    assert mean == pytest.approx(0.0, abs=0.03)
    assert math.fsum((x - mean) ** 2 for x in rolls) / len(rolls) == pytest.approx(1.0, abs=0.03)
    beyond_two = [x for x in rolls if abs(x) > 2.0]
    assert len(beyond_two) / len(rolls) == pytest.approx(0.0455, abs=0.006)


def test_a_wander_keeps_its_size_and_its_memory() -> None:
    wander = Wander(Dice("a test", 1), 2.0, 10.0)

    values = [wander.second() for _ in range(50_000)]

    variance = math.fsum(x * x for x in values) / len(values)
    next_to = math.fsum(a * b for a, b in pairwise(values)) / len(values)
    assert math.sqrt(variance) == pytest.approx(2.0, rel=0.05)
    assert next_to / variance == pytest.approx(math.exp(-0.1), abs=0.01)
