"""What could have followed: a heart, legs, and the two together."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.heart_fit import HeartFit, Refusal, Why, fit_heart
from analysis.what_if import Fact, Word, first_difference, voice_of
from analysis.what_if_heart import Heart, Pulse, hearts_of, unknown
from analysis.what_if_legs import Legs, Walker
from analysis.what_if_run import (
    Imagined,
    Ready,
    Simulation,
    draws_of,
    imagine,
    interval,
    look_back,
    prepare,
)
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.gait import Gait
from runwalk.engine.profile import RANGES
from runwalk.engine.sample import Mark, MarkKind
from runwalk.engine.workout import Workout
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording, Said

from ..benchmarks.bench_what_if import KINDS, Judged, Kind, judge
from ..builders import told

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"
HEART = Heart(
    tau_s=50.0,
    dead_time_s=6,
    demand_bpm=130.0,
    gain_bpm_per_w_per_kg=8.0,
    drift_bpm_per_h=10.0,
)
LEGS = Legs(
    places_m=tuple(3.0 * second for second in range(400)),
    speeds_mps=(3.0,) * 200 + (None,) * 200,
    grades=(0.0,) * 200 + (0.1,) * 200,
    running_mps=2.8,
    hill_easing=1.0,
    walking_mps=1.4,
    has_walked=True,
    running_spm=165.0,
    walking_spm=112.0,
)


def plan(ceiling_bpm: int) -> Plan:
    return Plan(Athlete(), Workout.easy(Band.below(ceiling_bpm)))


@cache
def coached() -> Recording:
    """A run that the coach spoke in: nearly 9 minutes without a walk, and walks behind them."""
    recording = read_recording(SAMPLE_DATA / "live_run.jsonl")
    first_s = 300
    return replace(
        recording,
        samples=tuple(one for one in recording.samples if one.t_s >= first_s),
        cues=tuple(cue for cue in recording.cues if cue.t_s >= first_s),
    )


@cache
def ready() -> tuple[Recording, Fact, Ready]:
    recording = coached()
    fact = first_difference(recording, voice_of("coach", plan(140)))
    made = prepare(recording, fact)
    assert isinstance(made, Ready)
    return recording, fact, made


@cache
def fitted() -> HeartFit:
    fit = fit_heart(coached().samples)
    assert isinstance(fit, HeartFit)
    return fit


def imagined(seed: int = 1) -> tuple[Imagined, ...]:
    _, _, made = ready()
    return tuple(imagine(made, draw) for draw in draws_of(made.fit, 2, seed=seed, max_bpm=None))


# The heart


def pulse(heart: Heart = HEART) -> Pulse:
    return Pulse(
        heart,
        powers_w_per_kg=(9.0,) * 600,
        trusted_bpm=(130.0,) * 600,
        now_s=299,
        shift=0.0,
    )


@given(st.floats(10.0, 150.0), st.integers(0, 30), st.floats(1.0, 25.0), st.floats(60.0, 200.0))
def test_the_same_legs_give_the_recorded_heart_whatever_its_numbers(
    tau_s: float, dead_time_s: int, gain: float, demand_bpm: float
) -> None:
    powers = tuple(9.0 if second % 90 < 60 else 4.0 for second in range(300))
    recorded = tuple(120.0 + second % 17 for second in range(300))
    heart = replace(
        HEART,
        tau_s=tau_s,
        dead_time_s=dead_time_s,
        gain_bpm_per_w_per_kg=gain,
        demand_bpm=demand_bpm,
    )

    one = Pulse(heart, powers_w_per_kg=powers, trusted_bpm=recorded, now_s=99, shift=0.0)
    again = [one.second(power) for power in powers[100:]]

    assert again == pytest.approx(recorded[100:])


def test_a_walk_lowers_the_heart_by_its_gain_after_the_dead_time() -> None:
    run, walk = pulse(), pulse()

    apart = [run.second(9.0) - walk.second(4.0) for _ in range(300)]

    assert apart[: HEART.dead_time_s] == [0.0] * HEART.dead_time_s
    assert apart[HEART.dead_time_s] > 0.0
    assert apart[HEART.dead_time_s + 49] == pytest.approx(0.632 * 40.0, rel=0.02)
    assert apart[-1] == pytest.approx(40.0, rel=0.01)


def test_a_heart_is_never_led_above_its_maximum() -> None:
    fast = pulse(replace(HEART, max_bpm=170))

    assert max(fast.second(30.0) for _ in range(300)) <= 170.0 + 0.1


def test_straying_begins_where_the_recording_stood() -> None:
    recorded = tuple(130.0 + (10.0 if 290 <= second < 310 else 0.0) for second in range(600))
    heart = replace(HEART, drift_bpm_per_h=0.0)

    one = Pulse(heart, powers_w_per_kg=(9.0,) * 600, trusted_bpm=recorded, now_s=299, shift=0.5)
    followed = [one.second(9.0) for _ in range(200)]

    assert followed[0] == pytest.approx(140.0, abs=0.5)
    assert followed[-1] == pytest.approx(130.0, abs=0.5)


def test_what_was_not_trusted_is_filled_evenly() -> None:
    recorded = [None] * 10 + [120.0] * 90 + [None] * 99 + [130.0] * 101
    heart = replace(HEART, demand_bpm=120.0, drift_bpm_per_h=0.0)

    one = Pulse(heart, powers_w_per_kg=(9.0,) * 300, trusted_bpm=recorded, now_s=98, shift=0.0)
    followed = [one.second(9.0) for _ in range(201)]

    assert followed[50] == pytest.approx(125.0, abs=0.2)
    assert followed[-1] == pytest.approx(130.0)


def test_a_recording_without_a_trusted_second_strays_nowhere() -> None:
    one = Pulse(HEART, powers_w_per_kg=(9.0,) * 9, trusted_bpm=(None,) * 9, now_s=3, shift=0.3)

    assert one.second(9.0) == pytest.approx(130.0)


def test_hearts_are_drawn_within_what_is_told_and_what_a_heart_can_be() -> None:
    fit = fitted()

    hearts = tuple(hearts_of(fit, 200, seed=3, max_bpm=180))

    assert hearts == tuple(hearts_of(fit, 200, seed=3, max_bpm=180))
    taus = sorted(heart.tau_s for heart in hearts)
    assert taus[100] == pytest.approx(fit.tau_s.value, abs=0.3 * fit.tau_s.se)
    assert taus[168] - taus[32] == pytest.approx(2.0 * fit.tau_s.se, rel=0.3)
    low, high = RANGES["gain_bpm_per_w_per_kg"]
    assert all(low <= heart.gain_bpm_per_w_per_kg <= high for heart in hearts)
    assert {heart.max_bpm for heart in hearts} == {180}


def test_a_run_too_short_for_drift_may_have_any() -> None:
    fit = replace(fitted(), drift_bpm_per_h=None)

    drifts = [heart.drift_bpm_per_h for heart in hearts_of(fit, 100, seed=3, max_bpm=None)]

    assert min(drifts) < -5.0
    assert max(drifts) > 5.0


def test_a_fit_that_cannot_tell_a_number_says_which() -> None:
    fit = fitted()
    vague = replace(fit, tau_s=replace(fit.tau_s, se=fit.tau_s.value))

    assert unknown(fit) is None
    assert unknown(vague) == "how fast the heart follows the legs"


# The legs


def words(*actions: str, t_s: int = 0) -> list[Word]:
    return [Word(t_s=t_s, action=action, reason="x") for action in actions]


def walker_of(reaction_s: float) -> Walker:
    return Walker(LEGS, gait=Gait.RUN, speed_mps=3.0, place_m=300.0, reaction_s=reaction_s)


def test_legs_obey_after_the_reaction_time() -> None:
    walker = walker_of(4.0)
    walker.hear(words("walk"))

    gaits = []
    for t_s in range(1, 8):
        walker.second(t_s, is_stopped=False)
        gaits.append(walker.gait)

    assert gaits == [Gait.RUN] * 3 + [Gait.WALK] * 4
    assert walker.speed_mps == pytest.approx(1.4, abs=0.2)


def test_legs_run_as_fast_as_they_did_at_that_place() -> None:
    walker = walker_of(4.0)

    samples = [walker.second(t_s, is_stopped=False) for t_s in range(1, 20)]

    assert {sample.speed_mps for sample in samples} == {3.0}
    assert {sample.grade for sample in samples} == {0.0}
    assert {sample.cadence_spm for sample in samples} == {165}


def test_where_they_did_not_run_a_hill_slows_them_by_their_own_measure() -> None:
    level, hill = LEGS.ground(300.0), LEGS.ground(900.0)
    gentle = replace(LEGS, hill_easing=0.0).ground(900.0)

    assert level == (3.0, 0.0)
    assert hill[0] < 2.0  # at 10 % a metre costs two thirds more
    assert gentle == (2.8, 0.1)
    assert LEGS.ground(9999.0) == (2.8, 0.0)


def test_easing_slows_until_the_next_run() -> None:
    walker = walker_of(1.0)
    speeds = []
    for t_s, action in ((0, "ease"), (30, "walk"), (60, "run")):
        walker.hear(words(action, t_s=t_s))
        for second in range(t_s + 1, t_s + 31):
            walker.second(second, is_stopped=False)
        speeds.append(walker.speed_mps)

    assert speeds == pytest.approx([2.85, 1.4, 3.0], abs=0.01)


def test_a_stopped_timer_stops_the_legs() -> None:
    walker = walker_of(4.0)

    sample = walker.second(1, is_stopped=True)

    assert (sample.speed_mps, sample.cadence_spm, sample.distance_m) == (0.0, 0, 300.0)


def test_a_pace_asked_for_by_the_coach_is_not_the_runners_own() -> None:
    recording, _, made = ready()
    calm = tuple(cue for cue in recording.cues if cue.action != "ease")

    own, less = (
        look_back(replace(recording, cues=cues), made.difference) for cues in (calm, recording.cues)
    )

    assert calm != recording.cues
    assert own is not None
    assert less is not None
    assert 0 < sum(map(bool, less.legs.speeds_mps)) < sum(map(bool, own.legs.speeds_mps)) - 30
    assert less.legs.running_mps > own.legs.running_mps


# The two together


def test_the_same_seed_gives_the_same_runs_and_another_gives_others() -> None:
    assert imagined(seed=1) == imagined(seed=1)
    assert imagined(seed=1) != imagined(seed=2)


def test_a_simulated_run_goes_on_from_the_recorded_second_to_the_end() -> None:
    recording, fact, made = ready()
    assert fact.difference is not None
    runs = imagined()

    for one in runs:
        assert len(one.hr_bpm) == recording.samples[-1].t_s - fact.difference.t_s
        assert one.outcome.seconds == len(one.hr_bpm)
        assert one.hr_bpm[0] == pytest.approx(fact.difference.hr_bpm, abs=3.0)
    simulation = Simulation(fit=made.fit, legs=made.past.legs, runs=runs)
    assert len(simulation.band()) == len(simulation.walking()) == len(runs[0].hr_bpm)
    assert all(one.low <= one.middle <= one.high for one in simulation.band())
    span = simulation.interval("running_ratio")
    assert span is not None
    assert 0.0 <= span.low <= span.high <= 1.0


def test_pauses_stay_where_they_were() -> None:
    recording, fact, made = ready()
    assert fact.difference is not None
    from_s = fact.difference.t_s + 100
    marks = {from_s: (Mark(MarkKind.PAUSE),), from_s + 50: (Mark(MarkKind.RESUME),)}
    paused = replace(
        recording,
        samples=tuple(
            replace(one, marks=marks.get(one.t_s, one.marks)) for one in recording.samples
        ),
    )
    again = prepare(paused, fact)
    assert isinstance(again, Ready)
    [draw] = draws_of(made.fit, 1, seed=1, max_bpm=None)

    one = imagine(again, draw)

    assert one.outcome.seconds == len(one.hr_bpm) - 50
    assert not any(one.is_running[99:149])


def test_an_interval_holds_nine_of_ten() -> None:
    assert interval([3.0]).low == interval([3.0]).high == 3.0
    assert interval([0.0, 1.0]).middle == 0.5


# Refusals


def test_nothing_is_simulated_where_the_effort_hardly_changed() -> None:
    recording = read_recording(SAMPLE_DATA / "easy_run.fit")
    fact = first_difference(recording, voice_of("coach", plan(128)))

    assert prepare(recording, fact) == Refusal(Why.TOO_EVEN).words


def test_nothing_is_simulated_with_a_strap_alone() -> None:
    recording = Recording(samples=tuple(told([140 + t % 3 for t in range(1200)])))
    fact = first_difference(recording, voice_of("galloway", plan(150)))

    assert prepare(recording, fact) == "speed is unknown for most of it"


def test_nothing_is_simulated_where_the_heart_cannot_be_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    recording, fact, made = ready()
    vague = replace(made.fit, tau_s=replace(made.fit.tau_s, se=99.0))
    monkeypatch.setattr("analysis.what_if_run.fit_heart", lambda samples: vague)

    assert prepare(recording, fact) == (
        "the recording does not tell how fast the heart follows the legs"
    )


def test_nothing_is_simulated_where_nobody_runs() -> None:
    recording, _, made = ready()
    slow = tuple(
        replace(one, speed_mps=1.2 + 0.3 * (one.t_s // 90 % 2), cadence_spm=100)
        for one in recording.samples
    )

    hiked = replace(recording, samples=slow)

    assert look_back(hiked, made.difference) is None


def test_what_does_not_differ_is_no_question() -> None:
    recording = Recording(samples=tuple(told([100] * 30)))

    with pytest.raises(ValueError, match="no cue differs"):
        prepare(recording, first_difference(recording, voice_of("none", plan(150))))


def test_nothing_is_simulated_behind_the_end() -> None:
    recording = Recording(samples=tuple(told([100] * 30)), cues=(Said(29, "walk", "ceiling"),))

    found = prepare(recording, first_difference(recording, voice_of("none", plan(150))))

    assert found == "the recording ends there"


# The truth, which simulated runners have


@pytest.mark.slow
@pytest.mark.parametrize("kind", [KINDS[0], KINDS[3]], ids=lambda kind: kind.words)
def test_the_band_holds_what_would_have_happened(kind: Kind) -> None:
    judged = [judge(kind, seed, "first") for seed in range(8000, 8004)]

    found = [one for one in judged if isinstance(one, Judged)]
    held = [
        span.low <= float(getattr(one.truth, name)) <= span.high
        for one in found
        for name, span in one.told.items()
    ]
    assert len(found) >= 3
    assert sum(held) >= 0.6 * len(held)  # nine of ten are promised; four runners are few
    assert sum(one.within for one in found) >= 0.7 * len(found)
