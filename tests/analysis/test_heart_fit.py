"""Fitting one run's heart: truth found again, and silence where there is none."""

from __future__ import annotations

import math
import random
from dataclasses import replace

import numpy as np
import pytest

from analysis.heart_fit import HeartFit, Refusal, Told, Why, fit_heart, held_power
from analysis.trace import trace_of
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.simulator import Body, Manner, Runner, Stretch

TAU_S, DEAD_S, GAIN, DEMAND_BPM = 42.0, 12, 7.0, 140.0
"""A heart that obeys the fit's own equation."""


def obedient(
    seconds: int = 2700,
    *,
    drift_bpm_per_h: float = 0.0,
    noise_bpm: float = 0.0,
) -> list[Sample]:
    """Runs and walks by a heart of the model; its power is asked of the engine."""
    silent = [Sample(t_s=t_s, speed_mps=1.5 if t_s % 300 >= 240 else 2.8) for t_s in range(seconds)]
    trace = trace_of(silent)
    power = trace.pace_w_per_kg + trace.hill_w_per_kg
    dice = random.Random(1)
    heart_bpm, stray_bpm, samples = 90.0, 0.0, []
    for t_s, sample in enumerate(silent):
        late = power[max(t_s - DEAD_S, 0)]
        drift_bpm = drift_bpm_per_h * max(t_s - 540, 0) / 3600.0
        aim_bpm = DEMAND_BPM + GAIN * (late - 9.0) + drift_bpm
        heart_bpm += (aim_bpm - heart_bpm) / TAU_S
        stray_bpm += -stray_bpm / 60.0 + noise_bpm * math.sqrt(2.0 / 60.0) * dice.gauss(0.0, 1.0)
        samples.append(replace(sample, hr_bpm=round(heart_bpm + stray_bpm)))
    return samples


def fitted(samples: list[Sample]) -> HeartFit:
    fit = fit_heart(samples)
    assert isinstance(fit, HeartFit), fit
    return fit


def is_near(told: Told, truth: float, least: float) -> bool:
    return abs(told.value - truth) <= max(3.5 * told.se, least)


def test_a_heart_of_the_model_is_found_again() -> None:
    fit = fitted(obedient())

    assert is_near(fit.tau_s, TAU_S, 1.0)
    assert is_near(fit.dead_time_s, DEAD_S, 0.5)
    assert is_near(fit.gain_bpm_per_w_per_kg, GAIN, 0.25)
    assert is_near(fit.demand_bpm, DEMAND_BPM, 0.5)
    assert fit.residual_sd_bpm < 0.5


@pytest.mark.parametrize("drift_bpm_per_h", [-8.0, 0.0, 20.0])
def test_it_is_found_among_straying_and_drift(drift_bpm_per_h: float) -> None:
    fit = fitted(obedient(drift_bpm_per_h=drift_bpm_per_h, noise_bpm=2.0))

    assert is_near(fit.tau_s, TAU_S, 1.0)
    assert is_near(fit.gain_bpm_per_w_per_kg, GAIN, 0.25)
    assert fit.drift_bpm_per_h is not None
    assert is_near(fit.drift_bpm_per_h, drift_bpm_per_h, 1.0)
    assert 0.8 < fit.disturbance_sd_bpm < 3.0
    assert fit.tau_s.se > 0.5  # it says that it does not know exactly


def test_more_straying_makes_it_less_sure() -> None:
    calm, wild = (fitted(obedient(noise_bpm=noise)) for noise in (0.5, 3.0))

    for name in ("tau_s", "gain_bpm_per_w_per_kg", "demand_bpm"):
        assert getattr(wild, name).se > 2.0 * getattr(calm, name).se


def test_a_hole_of_any_kind_is_no_heart_rate() -> None:
    whole = obedient(noise_bpm=1.0)
    silent = [replace(one, hr_bpm=None) if 1000 <= one.t_s < 1200 else one for one in whole]
    absent = [one for one in whole if not 1500 <= one.t_s < 1530]
    unseen = [replace(one, speed_mps=None) if 600 <= one.t_s < 700 else one for one in whole]

    for samples in (silent, absent, unseen):
        fit = fitted(samples)
        assert is_near(fit.tau_s, TAU_S, 1.0)
        assert is_near(fit.gain_bpm_per_w_per_kg, GAIN, 0.25)
        assert fit.minutes < 45.0


def test_a_watch_that_keeps_one_second_of_four_is_understood() -> None:
    fit = fitted(obedient(noise_bpm=1.0)[::4])

    assert is_near(fit.tau_s, TAU_S, 2.0)
    assert is_near(fit.gain_bpm_per_w_per_kg, GAIN, 0.3)


def test_spikes_are_not_fitted() -> None:
    spiky = [
        replace(one, hr_bpm=210) if one.t_s % 200 < 6 and one.t_s > 60 else one
        for one in obedient(noise_bpm=1.0)
    ]

    assert is_near(fitted(spiky).tau_s, TAU_S, 1.0)


def even() -> list[Sample]:
    return [Sample(t_s=t, hr_bpm=140 + t % 3, speed_mps=2.8) for t in range(2700)]


def alone() -> list[Sample]:
    """A heart that goes up and down by itself, and legs that do other things."""
    return [
        Sample(
            t_s=t,
            hr_bpm=round(140 + 25 * math.sin(t / 70.0) + 6 * math.sin(t / 311.0)),
            speed_mps=2.8 - 1.3 * (t % 600 >= 500),
        )
        for t in range(2700)
    ]


def wild() -> list[Sample]:
    """A strap that says another number every few seconds."""
    return [
        replace(one, hr_bpm=60 + 37 * (one.t_s // 7) % 120) if one.t_s % 60 < 20 else one
        for one in obedient()
    ]


@pytest.mark.parametrize(
    ("samples", "why"),
    [
        ([], Why.NO_HEART_RATE),
        ([Sample(t_s=t, speed_mps=2.8) for t in range(2000)], Why.NO_HEART_RATE),
        ([replace(one, speed_mps=None) for one in obedient()], Why.NO_SPEED),
        (obedient(600), Why.TOO_SHORT),
        (wild(), Why.ARTEFACTS),
        (even(), Why.TOO_EVEN),
        (alone(), Why.NOT_THE_LEGS),
    ],
    ids=["nothing", "no strap", "strap alone", "short", "wild", "even", "alone"],
)
def test_a_run_that_tells_nothing_is_refused_and_says_why(samples: list[Sample], why: Why) -> None:
    refusal = fit_heart(samples)

    assert refusal == Refusal(why)
    assert isinstance(refusal, Refusal)
    assert refusal.words[0].islower()
    assert not refusal.words.endswith(".")


def test_what_is_badly_known_is_not_told() -> None:
    fit = fitted(obedient())

    unsure = replace(fit, tau_s=Told(50.0, 30.0), gain_bpm_per_w_per_kg=Told(9.0, 4.0))

    assert "tau_s" in fit.told()
    assert {"tau_s", "gain_bpm_per_w_per_kg"}.isdisjoint(unsure.told())
    assert unsure.profile().tau_s is None
    assert unsure.profile().dead_time_s == fit.profile().dead_time_s


def test_power_is_held_for_ten_seconds_and_then_unknown_until_the_heart_has_forgotten() -> None:
    power = np.full(600, 10.0)
    power[100:108] = power[200:220] = np.nan

    held, counts = held_power(power)

    assert np.array_equal(held, np.full(600, 10.0))
    assert counts[:210].all()
    assert not counts[210:399].any()
    assert counts[400:].all()


def test_a_simulated_runners_heart_is_found_within_its_interval() -> None:
    body = Body(drift_bpm_per_h=5.0, tau_on_s=50.0, tau_off_s=50.0)
    script = (
        Stretch(duration_s=240, gait=Gait.RUN, speed_mps=body.running_speed_at(0.6)),
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5),
    ) * 9
    runner = Runner(body, manner=Manner(), script=script, seed=8001)

    fit = fitted([runner.second() for _ in range(2700)])

    assert is_near(fit.tau_s, 50.0, 5.0)
    assert is_near(fit.gain_bpm_per_w_per_kg, body.gain_bpm_per_mps / 3.6, 0.5)
    assert is_near(fit.demand_bpm, body.demand_bpm(9.0), 3.0)
