"""The written-out filter is the textbook's Kalman filter, and what it adds does what it says."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from runwalk.engine.heartmodel import GainPrior, HeartFilter, HeartModel, ModelSettings

Matrix = list[list[float]]

GAIN = GainPrior(mean_bpm=8.0, sd_bpm=2.5, lowest_bpm=2.0, highest_bpm=20.0, walk_var_per_s=1e-5)
FREE_GAIN = replace(GAIN, lowest_bpm=-1e9, highest_bpm=1e9)
LINEAR = ModelSettings(gate_sd=1e9, cusum_alarm_sd=1e9)
UPPER = [(i, j) for i in range(5) for j in range(i, 5)]


# The textbook


def times(a: Matrix, b: Matrix) -> Matrix:
    columns = list(zip(*b, strict=True))
    return [[math.fsum(x * y for x, y in zip(row, c, strict=True)) for c in columns] for row in a]


def transposed(a: Matrix) -> Matrix:
    return [list(column) for column in zip(*a, strict=True)]


def plus(a: Matrix, b: Matrix) -> Matrix:
    return [[x + y for x, y in zip(r, s, strict=True)] for r, s in zip(a, b, strict=True)]


def diagonal(values: list[float]) -> Matrix:
    return [[v if i == j else 0.0 for j in range(5)] for i, v in enumerate(values)]


class Textbook:
    """x' = F x, P' = F P F' + Q; K = P H' / (H P H' + R), and Joseph's form for what is left."""

    def __init__(self, tau_s: float, hr_bpm: float, level_bpm: float, model: ModelSettings) -> None:
        self.model, self.tau_s = model, tau_s
        self.x = [[hr_bpm], [level_bpm], [0.0], [GAIN.mean_bpm], [0.0]]
        self.p = diagonal(
            [
                4.0,
                model.level_sd_bpm**2,
                (model.slope_sd_bpm_per_h / 3600) ** 2,
                GAIN.sd_bpm**2,
                model.disturbance_sd_bpm**2,
            ]
        )
        self.log_likelihood = 0.0

    def advance(self, effort: float, *, is_slope_frozen: bool) -> None:
        model, b = self.model, 1 / self.tau_s
        phi = math.exp(-1 / model.disturbance_tau_s)
        f = [
            [1 - b, b, 0.0, b * effort, b],
            [0.0, 1.0, 0.0 if is_slope_frozen else 1.0, 0.0, 0.0],
            [0.0, 0.0, 1.0, 0.0, 0.0],
            [0.0, 0.0, 0.0, 1.0, 0.0],
            [0.0, 0.0, 0.0, 0.0, phi],
        ]
        noise = diagonal(
            [
                model.heart_var_per_s,
                0.0,
                (model.slope_walk_bpm_per_h / 3600) ** 2 / 3600,
                GAIN.walk_var_per_s,
                model.disturbance_sd_bpm**2 * (1 - phi**2),
            ]
        )
        self.x = times(f, self.x)
        self.p = plus(times(times(f, self.p), transposed(f)), noise)

    def update(self, hr_bpm: float) -> None:
        r = self.model.reading_var
        variance = self.p[0][0] + r
        innovation = hr_bpm - self.x[0][0]
        gain = [[row[0] / variance] for row in self.p]
        left = [[(i == j) - (gain[i][0] if j == 0 else 0.0) for j in range(5)] for i in range(5)]
        self.x = [[x[0] + k[0] * innovation] for x, k in zip(self.x, gain, strict=True)]
        self.p = plus(
            times(times(left, self.p), transposed(left)),
            [[r * a[0] * b[0] for b in gain] for a in gain],
        )
        e = innovation / math.sqrt(variance)
        self.log_likelihood *= 1 - self.model.forget_per_s
        self.log_likelihood -= (min(e * e, 25.0) + math.log(variance)) / 2

    def jump(self, hr_bpm: float) -> None:
        """The heart is known anew and goes with nothing else; level and disturbance may follow."""
        others = [[float(i == j and i > 0) for j in range(5)] for i in range(5)]
        self.x[0][0] = hr_bpm
        self.p = plus(
            times(times(others, self.p), others), diagonal([4.0, 20.0**2, 0.0, 0.0, 10.0**2])
        )

    def hear_demand(self, effort: float, demand_bpm: float, variance: float) -> None:
        seen = [[0.0, 1.0, 0.0, effort, 0.0]]
        crossed = times(self.p, transposed(seen))
        total = times(seen, crossed)[0][0] + variance
        gain = [[row[0] / total] for row in crossed]
        off = demand_bpm - times(seen, self.x)[0][0]
        self.x = [[x[0] + k[0] * off] for x, k in zip(self.x, gain, strict=True)]
        whole = diagonal([1.0] * 5)
        left = plus(whole, [[-v for v in row] for row in times(gain, seen)])
        self.p = plus(
            times(times(left, self.p), transposed(left)),
            [[variance * a[0] * b[0] for b in gain] for a in gain],
        )

    def stir(self, disturbance_bpm: float) -> None:
        self.p = plus(self.p, diagonal([0.0, 0.0, 0.0, 0.0, disturbance_bpm**2]))


def state(one: HeartFilter) -> list[float]:
    return [one.h, one.level, one.slope, one.g, one.n]


def filter_at(
    hr_bpm: float = 140.0,
    *,
    tau_s: float = 48.0,
    gain: GainPrior = GAIN,
    model: ModelSettings | None = None,
) -> HeartFilter:
    return HeartFilter(
        tau_s, hr_bpm=hr_bpm, level_bpm=hr_bpm, gain=gain, settings=model or ModelSettings()
    )


def settled(
    bpm: float = 140.0, seconds: int = 600, *, model: ModelSettings | None = None
) -> HeartFilter:
    one = filter_at(bpm, model=model)
    for _ in range(seconds):
        one.advance(0.0, is_slope_frozen=False)
        one.update(bpm)
    return one


@given(
    st.integers(0, 2**32),
    st.floats(10, 120),
    st.floats(60, 180),
    st.floats(90, 190),
    st.booleans(),
)
@settings(max_examples=40)
def test_the_filter_is_the_textbooks(
    seed: int, tau_s: float, hr_bpm: float, level_bpm: float, is_slope_frozen: bool
) -> None:
    dice = Random(seed)
    ours = HeartFilter(tau_s, hr_bpm=hr_bpm, level_bpm=level_bpm, gain=FREE_GAIN, settings=LINEAR)
    theirs = Textbook(tau_s, hr_bpm, level_bpm, LINEAR)

    for _ in range(250):
        effort = dice.uniform(-9, 9)
        ours.advance(effort, is_slope_frozen=is_slope_frozen)
        theirs.advance(effort, is_slope_frozen=is_slope_frozen)
        if dice.random() < 0.8:  # now and then the strap is silent
            bpm = float(dice.randint(50, 220))
            ours.update(bpm)
            theirs.update(bpm)
        if dice.random() < 0.05:
            stir_bpm = dice.uniform(-8, 8)
            ours.stir(stir_bpm)
            theirs.stir(stir_bpm)
        if dice.random() < 0.02:
            jump_bpm = dice.uniform(50, 220)
            ours.jump(jump_bpm)
            theirs.jump(jump_bpm)
        if dice.random() < 0.02:
            told = (dice.uniform(-12, -2), dice.uniform(30, 90), dice.uniform(9, 400))
            ours.hear_demand(*told)
            theirs.hear_demand(*told)

    assert state(ours) == pytest.approx([x[0] for x in theirs.x], rel=1e-9, abs=1e-12)
    assert ours.p == pytest.approx([theirs.p[i][j] for i, j in UPPER], rel=1e-9, abs=1e-12)
    assert ours.log_likelihood == pytest.approx(theirs.log_likelihood, rel=1e-9)


@given(st.integers(0, 2**32))
@settings(max_examples=20)
def test_no_variance_is_ever_negative_and_no_correlation_above_one(seed: int) -> None:
    dice = Random(seed)
    one = filter_at()

    for i in range(600):
        one.advance(dice.uniform(-9, 9), is_slope_frozen=i < 300)
        if dice.random() < 0.8:
            one.update(float(dice.randint(50, 220)))
        if i == 300:
            one.restart(1.0)
        if dice.random() < 0.02:
            one.jump(dice.uniform(50, 220))
        if dice.random() < 0.05:
            one.stir(dice.uniform(-8, 8))
        if dice.random() < 0.02:
            one.hear_demand(dice.uniform(-12, -2), dice.uniform(30, 90), dice.uniform(9, 400))
        p = dict(zip(UPPER, one.p, strict=True))
        assert all(p[k, k] > 0.0 for k in range(5))
        assert all(p[i, j] ** 2 <= p[i, i] * p[j, j] * (1 + 1e-9) for i, j in UPPER)


# The gate


def test_a_reading_that_lies_far_off_teaches_nothing() -> None:
    one = settled()
    one.advance(0.0, is_slope_frozen=False)
    before, spread = state(one), one.p

    one.update(190.0)

    assert one.was_rejected
    assert state(one) == before
    assert one.p == spread


def test_the_gate_opens_when_it_has_lasted_for_twenty_seconds() -> None:
    one = settled()
    rejected = []

    for _ in range(25):
        one.advance(0.0, is_slope_frozen=False)
        one.update(190.0)
        rejected.append(one.was_rejected)

    assert rejected[:20] == [True] * 19 + [False]
    assert one.h == pytest.approx(190.0, abs=3.0)
    assert abs(one.slope) * 3600 < 2.0  # a leap is no drift


def test_a_good_reading_closes_the_gates_count() -> None:
    one = settled()
    rejected = []

    for bpm in [190.0] * 19 + [140.0] + [190.0] * 19:
        one.advance(0.0, is_slope_frozen=False)
        one.update(bpm)
        rejected.append(one.was_rejected)

    assert rejected == [True] * 19 + [False] + [True] * 19


# A heart that is elsewhere


def test_after_a_jump_the_heart_is_there_and_what_was_learned_stays() -> None:
    one = settled()
    learned = (one.level, one.slope, one.g, one.n)

    one.jump(175.0)

    assert one.h == 175.0
    assert (one.level, one.slope, one.g, one.n) == learned


def test_after_a_jump_readings_are_believed_at_once() -> None:
    jumped, told_nothing = settled(), settled()
    rejected = []

    jumped.jump(175.0)
    for _ in range(60):
        for one in (jumped, told_nothing):
            one.advance(0.0, is_slope_frozen=False)
            one.update(175.0)
        rejected.append((jumped.was_rejected, told_nothing.was_rejected))

    assert rejected == [(False, True)] * 19 + [(False, False)] * 41
    assert jumped.h == pytest.approx(175.0, abs=1.5)


@pytest.mark.parametrize("by_bpm", [10.0, 35.0, -35.0])
def test_a_jump_goes_into_level_and_disturbance_and_hardly_into_the_slope(by_bpm: float) -> None:
    jumped, loosened = settled(), settled()
    before_bpm = jumped.level

    jumped.jump(140.0 + by_bpm)
    loosened.loosen()
    for _ in range(60):
        for one in (jumped, loosened):
            one.advance(0.0, is_slope_frozen=False)
            one.update(140.0 + by_bpm)

    assert (jumped.level - before_bpm + jumped.n) / by_bpm > 0.7
    assert abs(jumped.slope / loosened.slope) < 0.2


def test_a_jump_begins_the_gates_count_anew() -> None:
    one = settled()
    for _ in range(19):
        one.advance(0.0, is_slope_frozen=False)
        one.update(190.0)
    rejected = []

    one.jump(140.0)
    for _ in range(21):
        one.advance(0.0, is_slope_frozen=False)
        one.update(190.0)
        rejected.append(one.was_rejected)

    assert rejected == [True] * 19 + [False] * 2


# An answer unlike the model's


def test_stirring_moves_nothing_and_widens_the_disturbance_only() -> None:
    one = settled()
    before, spread = state(one), one.p

    one.stir(-3.0)

    assert state(one) == before
    assert one.p[:14] == spread[:14]
    assert one.p[14] == pytest.approx(spread[14] + 9.0)


@pytest.mark.parametrize("sign", [1, -1])
def test_what_a_stirred_filter_did_not_expect_goes_less_into_the_slope(sign: int) -> None:
    model = replace(ModelSettings(), cusum_alarm_sd=1e9)
    still, stirred = settled(model=model), settled(model=model)

    stirred.stir(6.0)
    surprised(still, sign * 6.0)
    surprised(stirred, sign * 6.0)

    assert 0.0 < sign * stirred.slope < 0.8 * sign * still.slope
    assert sign * stirred.n > 1.2 * sign * still.n


# Effort that nobody told of


def surprised(one: HeartFilter, by_bpm: float) -> list[int]:
    """A minute of a heart on its way to another level, at an effort that is said to be the same."""
    heart_bpm, changes = 140.0, []
    for _ in range(60):
        heart_bpm += (140.0 + by_bpm - heart_bpm) / 48.0
        one.advance(0.0, is_slope_frozen=False)
        one.update(heart_bpm)
        changes.append(one.effort_change)
    return changes


@pytest.mark.parametrize("sign", [1, -1])
def test_a_change_of_effort_nobody_told_of_is_noticed_and_goes_less_into_the_slope(
    sign: int,
) -> None:
    one, deaf = settled(), settled(model=replace(ModelSettings(), cusum_alarm_sd=1e9))

    changes, none = surprised(one, sign * 30.0), surprised(deaf, sign * 30.0)

    assert set(changes) == {0, sign}
    assert set(none) == {0}
    assert abs(one.slope) < 0.7 * abs(deaf.slope)
    assert sign * one.n > 1.3 * sign * deaf.n


def test_a_change_of_effort_that_was_told_is_no_surprise() -> None:
    one = settled()
    heart_bpm, changes = 140.0, []

    for _ in range(240):
        heart_bpm += (140.0 + 8.0 * 2.0 - heart_bpm) / 48.0
        one.advance(2.0, is_slope_frozen=False)
        one.update(heart_bpm)
        changes.append(one.effort_change)

    assert set(changes) == {0}
    assert one.g == pytest.approx(8.0, abs=0.3)
    assert one.n == pytest.approx(0.0, abs=1.0)


# The gain


@pytest.mark.parametrize(
    ("added_bpm", "limit_bpm"),
    [pytest.param(40.0, 20.0, id="no more"), pytest.param(-15.0, 2.0, id="no less")],
)
def test_what_effort_adds_is_never_taken_to_be_what_no_heart_does(
    added_bpm: float, limit_bpm: float
) -> None:
    one = filter_at(120.0, model=LINEAR)
    heart_bpm, gains = 120.0, []

    for i in range(1200):
        effort = float(i // 60 % 2)
        heart_bpm += (120.0 + added_bpm * effort - heart_bpm) / 48.0
        one.advance(effort, is_slope_frozen=True)
        one.update(heart_bpm)
        gains.append(one.g)

    assert all(2.0 <= g <= 20.0 for g in gains)
    assert gains[-1] == pytest.approx(limit_bpm, abs=0.5)


def test_what_effort_adds_is_learned_from_changes() -> None:
    one = filter_at(120.0)
    heart_bpm = 120.0

    for i in range(2400):
        effort = float(i // 120 % 2) * 2.0
        heart_bpm += (120.0 + 11.0 * effort - heart_bpm) / 48.0
        one.advance(effort, is_slope_frozen=True)
        one.update(heart_bpm)

    assert one.g == pytest.approx(11.0, abs=0.5)


# Drift


def test_a_frozen_slope_moves_no_level() -> None:
    one = settled()
    one.slope = 0.01
    level_bpm = one.level

    one.advance(0.0, is_slope_frozen=True)
    frozen_bpm = one.level
    one.advance(0.0, is_slope_frozen=False)

    assert frozen_bpm == level_bpm
    assert one.level == pytest.approx(level_bpm + 0.01)


def test_a_ramp_is_told_as_the_slope_it_is() -> None:
    one = settled()

    for i in range(2400):
        one.advance(0.0, is_slope_frozen=False)
        one.update(140.0 + i * 12.0 / 3600)

    slope_sd_bpm_per_h = 3600 * math.sqrt(one.p[9])
    assert one.slope * 3600 == pytest.approx(12.0, abs=2 * slope_sd_bpm_per_h)
    assert slope_sd_bpm_per_h < 4.0


def test_a_restart_keeps_heart_and_gain_and_forgets_the_slope() -> None:
    one = settled()
    one.advance(3.0, is_slope_frozen=False)
    one.update(143.0)
    heart_bpm, gain_bpm, demand_bpm = one.h, one.g, one.level + one.n + 3.0 * one.g

    one.restart(2.0)

    assert (one.h, one.g, one.slope, one.n) == (heart_bpm, gain_bpm, 0.0, 0.0)
    # the same effort, now 1 above the reference, leads to the same heart rate
    assert one.level + 1.0 * one.g == pytest.approx(demand_bpm)
    p = dict(zip(UPPER, one.p, strict=True))
    assert all(p[i, j] == 0.0 for i, j in UPPER if i != j and (i, j) != (0, 3))
    assert math.sqrt(p[2, 2]) * 3600 == pytest.approx(10.0)
    assert math.sqrt(p[1, 1]) == pytest.approx(8.0)
    assert math.sqrt(p[4, 4]) == pytest.approx(ModelSettings().disturbance_sd_bpm)


# The bank


def bank(model: ModelSettings | None = None) -> HeartModel:
    return HeartModel(hr_bpm=110.0, level_bpm=110.0, gain=GAIN, settings=model or ModelSettings())


def heart_at_work(
    one: HeartModel, tau_s: float, dead_time_s: int = 8, *, seconds: int = 1200
) -> list[float]:
    """What the legs did, while the heart followed them."""
    heart_bpm = 110.0
    efforts: list[float] = []
    for i in range(seconds):
        efforts.append(float(i // 150 % 2) * 4.0)
        felt = efforts[max(i - dead_time_s, 0)]
        heart_bpm += (110.0 + 8.0 * felt - heart_bpm) / tau_s
        one.step(heart_bpm, efforts, is_slope_frozen=True)
    return efforts


@pytest.mark.parametrize(("tau_s", "dead_time_s"), ModelSettings().bank)
def test_the_bank_finds_the_kind_of_heart(tau_s: float, dead_time_s: int) -> None:
    one = bank()

    heart_at_work(one, tau_s, dead_time_s)

    now = one.estimate()
    assert now.tau_s == pytest.approx(tau_s, abs=2.0)
    assert now.dead_time_s == pytest.approx(dead_time_s, abs=0.5)
    assert now.gain_bpm == pytest.approx(8.0, abs=0.2)
    assert now.level_bpm + now.disturbance_bpm == pytest.approx(110.0, abs=0.5)


def test_a_filter_whose_gain_rest_contradicts_is_the_less_likely_for_good() -> None:
    one = HeartModel(
        hr_bpm=150.0,
        level_bpm=150.0,
        gain=GAIN,
        settings=replace(ModelSettings(), bank=((18.0, 8), (55.0, 8)), level_sd_bpm=3.0),
    )
    fast, slow = one._filters

    one.hear_demand(-10.0, 60.0, 8.0)  # 9 bpm a unit
    fast.g, slow.g = 3.0, 9.0  # as short turns may have told each of them
    for f in (fast, slow):
        f.log_likelihood = -400.0  # both have predicted alike

    assert one.estimate().tau_s == pytest.approx(55.0, abs=0.1)


def test_what_is_known_of_the_gain_is_its_prior_and_what_a_demand_tells() -> None:
    one = filter_at(140.0)

    one.hear_demand(-10.0, 60.0, 75.0)  # 8 bpm a unit, as sure as level and demand are

    assert one.known_g == pytest.approx(8.0)
    told_var = (ModelSettings().level_sd_bpm ** 2 + 75.0) / 100.0
    assert 1.0 / one.known_g_per_var == pytest.approx(1.0 / (1.0 / told_var + 1.0 / 2.5**2))


def test_every_filter_feels_the_legs_after_its_own_dead_time() -> None:
    one = bank(replace(ModelSettings(), bank=((30.0, 0), (30.0, 3), (50.0, 9))))
    efforts = [0.0] * 20
    moved_s: dict[int, int] = {}

    for t_s in range(12):
        efforts.append(1.0)
        one.step(None, efforts, is_slope_frozen=True)
        for f in one._filters:
            if f.h > 110.0:
                moved_s.setdefault(f.dead_time_s, t_s)

    assert moved_s == {0: 0, 3: 3, 9: 9}


def test_before_a_dead_time_has_passed_the_legs_did_what_they_did_first() -> None:
    one = bank()

    one.step(None, [4.0], is_slope_frozen=True)

    assert [f.h for f in one._filters] == [
        pytest.approx(110.0 + 8.0 * 4.0 / f.tau_s) for f in one._filters
    ]


def test_the_estimate_is_the_mixture_of_the_filters() -> None:
    one = bank()
    heart_at_work(one, 60.0, 13, seconds=170)
    filters = one._filters
    raw = [
        math.exp(f.log_likelihood - ((f.g - GAIN.mean_bpm) / GAIN.sd_bpm) ** 2 / 2) for f in filters
    ]
    w = [r / sum(raw) for r in raw]

    now = one.estimate()

    def mean(values: list[float]) -> float:
        return sum(a * b for a, b in zip(w, values, strict=True))

    slope = mean([f.slope for f in filters])
    second_moment = mean([f.p[9] + f.slope**2 for f in filters])
    assert [now.heart_bpm, now.level_bpm, now.gain_bpm, now.disturbance_bpm] == pytest.approx(
        [
            mean([f.h for f in filters]),
            mean([f.level for f in filters]),
            mean([f.g for f in filters]),
            mean([f.n for f in filters]),
        ]
    )
    assert now.tau_s == pytest.approx(mean([f.tau_s for f in filters]))
    assert now.dead_time_s == pytest.approx(mean([f.dead_time_s for f in filters]))
    assert max(w) < 0.99  # or a mixture would be no more than its likeliest filter
    assert now.slope_bpm_per_s == pytest.approx(slope)
    assert now.slope_sd_bpm_per_s == pytest.approx(math.sqrt(second_moment - slope**2))


def test_the_likeliest_filter_speaks_of_artefacts() -> None:
    one = bank()
    efforts = heart_at_work(one, 48.0)

    one.step(220.0, efforts, is_slope_frozen=True)

    assert one.estimate().was_rejected


def test_a_silent_second_moves_the_heart_and_is_no_artefact() -> None:
    one = bank()
    efforts = heart_at_work(one, 48.0, seconds=180)  # half a minute into an effort: it is rising
    before_bpm = one.estimate().heart_bpm

    one.step(None, efforts, is_slope_frozen=True)

    now = one.estimate()
    assert now.heart_bpm > before_bpm
    assert not now.was_rejected


def test_after_a_gap_the_next_reading_is_believed_and_the_gain_kept() -> None:
    one = bank()
    efforts = heart_at_work(one, 48.0)
    gain_bpm = one.estimate().gain_bpm

    one.loosen()
    one.step(150.0, efforts, is_slope_frozen=True)

    now = one.estimate()
    assert not now.was_rejected
    assert now.heart_bpm == pytest.approx(150.0, abs=1.0)
    assert now.gain_bpm == pytest.approx(gain_bpm, abs=2.0)


def test_a_restart_reaches_every_filter() -> None:
    one = bank()
    heart_at_work(one, 60.0, seconds=200)

    one.restart(0.0)

    now = one.estimate()
    assert (now.slope_bpm_per_s, now.disturbance_bpm) == (0.0, 0.0)
    assert now.slope_sd_bpm_per_s * 3600 == pytest.approx(10.0)


def test_a_jump_reaches_every_filter() -> None:
    one = bank()
    heart_at_work(one, 60.0, seconds=200)
    before = one.estimate()

    one.jump(166.0)

    now = one.estimate()
    assert now.heart_bpm == pytest.approx(166.0)
    assert {f.h for f in one._filters} == {166.0}
    assert (now.level_bpm, now.gain_bpm, now.slope_bpm_per_s) == (
        before.level_bpm,
        before.gain_bpm,
        before.slope_bpm_per_s,
    )


def test_every_filter_is_stirred_by_a_share_of_what_it_expects_of_a_step() -> None:
    one = bank()
    heart_at_work(one, 60.0, seconds=200)
    before = [f.p[14] for f in one._filters]

    one.stir(-5.0, 0.15)

    assert [f.p[14] - b for f, b in zip(one._filters, before, strict=True)] == [
        pytest.approx((0.15 * 5.0 * f.g) ** 2) for f in one._filters
    ]
    assert len({f.g for f in one._filters}) > 1  # each by its own gain
