"""Decoupling by every published rule, held against numbers worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.decoupling import (
    WORDS,
    Decoupling,
    Refusal,
    Why,
    golden_cheetah,
    intervals_icu,
    pa_hr_friel,
    pa_hr_graded,
    pw_hr_friel,
)
from analysis.published import NAMES, published_of, published_to_dict, tell_published
from analysis.records import Records, records_of
from analysis.refused import Refused
from analysis.steady import (
    AtPace,
    DriftTest,
    DriftTestRules,
    Efficiency,
    efficiency_factor,
    hr_at_pace,
    uphill_athlete_test,
)
from analysis.trace import Floats, trace_of
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.sample import Sample

Rule = Callable[[Records], Decoupling | Refusal]
RULES: tuple[Rule, ...] = (pa_hr_friel, pa_hr_graded, golden_cheetah, pw_hr_friel, intervals_icu)


def records(samples: Sequence[Sample]) -> Records:
    return records_of(samples, trace_of(samples))


def run(
    bpms: Sequence[int | None],
    outputs: Sequence[float | None],
    times_s: Sequence[int] | None = None,
) -> Records:
    """A run whose power is a hundred times its speed."""
    return records(
        [
            Sample(
                t_s=t_s,
                hr_bpm=bpm,
                speed_mps=output,
                power_w=None if output is None else round(100 * output),
            )
            for t_s, bpm, output in zip(times_s or range(len(bpms)), bpms, outputs, strict=True)
        ]
    )


def plain(hr_bpm: Floats, speed_mps: Floats) -> Records:
    """A run on the level, with numbers that no device rounds."""
    count = len(hr_bpm)
    return Records(
        t_s=np.arange(count, dtype=np.float64),
        stands_for_s=np.ones(count),
        hr_bpm=hr_bpm,
        speed_mps=speed_mps,
        graded_mps=speed_mps,
        power_w=100.0 * speed_mps,
        is_walk=np.zeros(count),
        doubted_ratio=0.0,
    )


def percent(found: Decoupling | Refusal) -> float:
    assert isinstance(found, Decoupling), found
    return found.percent


def why(found: object) -> Why:
    assert isinstance(found, Refused), found
    assert found.text == WORDS[found.why]
    return found.why


# Worked out by hand

TABLE = [
    # an even number of records: all agree, 2/100 against 2/110
    ([100, 100, 110, 110], [2.0, 2.0, 2.0, 2.0], None, 9.0909, 6.25, 9.0909),
    # an odd number: by time the middle record belongs to the first half, by count to the second
    ([100, 100, 100, 110, 110], [2.0, 2.0, 2.0, 2.0, 2.2], None, 4.5455, 3.125, 4.5455),
    # no heart rate for a second: what was run then counts for intervals.icu alone
    ([100, 100, None, 110, 110, 110], [2.0, 2.0, 9.0, 2.0, 2.0, 2.0], None, 9.0909, 9.0909, 58.042),
    # no output for two seconds: nothing for GoldenCheetah, unknown for the others
    ([100, 100, 100, 110, 110, 110], [2, 2, None, 2, 2, None], None, 9.0909, 53.4884, 9.0909),
    # standing still counts everywhere
    ([100, 100, 100, 100, 100, 100], [2.0, 2.0, 2.0, 2.0, 2.0, 0.0], None, 33.3333, 25.0, 33.3333),
    # a watch that saves memory: its first record stands for six seconds, and is one for the count
    ([100, 110, 110, 110, 110], [2.0] * 5, [0, 6, 7, 8, 9], 9.0909, 4.5455, 9.0909),
    # a gap is no time
    ([100, 100, 110, 110], [2.0] * 4, [0, 1, 900, 901], 9.0909, 6.25, 9.0909),
    # better in the second half is below zero
    ([100, 100, 100, 100], [2.0, 2.0, 2.2, 2.2], None, -10.0, -6.6667, -10.0),
]


@pytest.mark.parametrize(("bpms", "outputs", "times_s", "friel", "cheetah", "icu"), TABLE)
def test_the_published_rules_by_hand(
    bpms: list[int | None],
    outputs: list[float | None],
    times_s: list[int] | None,
    friel: float,
    cheetah: float,
    icu: float,
) -> None:
    found = run(bpms, outputs, times_s)

    assert percent(pa_hr_friel(found)) == pytest.approx(friel, abs=1e-3)
    assert percent(pw_hr_friel(found)) == pytest.approx(friel, abs=1e-3)
    assert percent(golden_cheetah(found)) == pytest.approx(cheetah, abs=1e-3)
    assert percent(intervals_icu(found)) == pytest.approx(icu, abs=1e-3)


def test_a_published_worked_example() -> None:
    """A rider's log: 193 W at 136 bpm, then 195 W at 142 bpm, is 3.23 %."""
    found = run([136, 136, 142, 142], [1.93, 1.93, 1.95, 1.95])

    assert percent(pw_hr_friel(found)) == pytest.approx(3.23, abs=0.01)


def test_warm_up_and_cool_down_are_cut_where_intervals_icu_is_told_them() -> None:
    found = run([90, 100, 100, 110, 110, 90], [1.0, 2.0, 2.0, 2.0, 2.0, 0.5])

    assert percent(intervals_icu(found, from_s=1, to_s=5)) == pytest.approx(9.0909, abs=1e-3)


def test_hills_count_where_pace_is_graded() -> None:
    up = [Sample(t_s=t_s, hr_bpm=150, speed_mps=2.0, grade=0.05) for t_s in range(60, 120)]
    level = [Sample(t_s=t_s, hr_bpm=150, speed_mps=2.0, grade=0.0) for t_s in range(60)]
    samples = [replace(one, cadence_spm=170) for one in level + up]
    factor = running_cost_minetti_2002(0.05) / 3.6

    found = records(samples)

    assert percent(pa_hr_friel(found)) == pytest.approx(0.0)
    assert percent(pa_hr_graded(found)) == pytest.approx(100.0 * (1.0 - factor), abs=1e-6)


# What must hold of all of them


@given(
    bpm=st.integers(60, 200),
    speed_mps=st.floats(0.5, 6.0),
    count=st.integers(4, 200),
)
def test_what_never_changes_is_coupled(bpm: int, speed_mps: float, count: int) -> None:
    found = plain(np.full(count, float(bpm)), np.full(count, speed_mps))

    for rule in RULES:
        assert percent(rule(found)) == pytest.approx(0.0, abs=1e-9)


runs = st.lists(
    st.tuples(st.floats(60.0, 200.0), st.floats(0.5, 6.0)), min_size=4, max_size=120
).map(lambda rows: plain(np.array([row[0] for row in rows]), np.array([row[1] for row in rows])))


@given(found=runs, times=st.floats(0.1, 10.0), beats=st.floats(0.5, 2.0))
def test_only_proportions_matter(found: Records, times: float, beats: float) -> None:
    scaled = plain(beats * found.hr_bpm, times * found.speed_mps)

    for rule in RULES:
        assert percent(rule(scaled)) == pytest.approx(percent(rule(found)), abs=1e-6)


@given(found=runs.filter(lambda one: len(one.t_s) % 2 == 0))
def test_halves_that_change_places_turn_the_ratio_over(found: Records) -> None:
    half = len(found.t_s) // 2
    turned = plain(np.roll(found.hr_bpm, half), np.roll(found.speed_mps, half))

    kept = 1.0 - percent(pa_hr_friel(found)) / 100.0

    assert 1.0 - percent(pa_hr_friel(turned)) / 100.0 == pytest.approx(1.0 / kept)


@given(found=runs, seed=st.integers(0, 1000))
def test_the_order_within_a_half_does_not_matter(found: Records, seed: int) -> None:
    dice = np.random.default_rng(seed)
    half = (len(found.t_s) + 1) // 2
    order = np.concatenate([dice.permutation(half), half + dice.permutation(len(found.t_s) - half)])

    mixed = plain(found.hr_bpm[order], found.speed_mps[order])

    assert percent(pa_hr_friel(mixed)) == pytest.approx(percent(pa_hr_friel(found)), abs=1e-9)


@given(
    start_bpm=st.floats(100.0, 160.0),
    drift_bpm_per_h=st.floats(-10.0, 40.0),
    minutes=st.integers(20, 120),
)
def test_a_straight_drift_reads_as_algebra_says(
    start_bpm: float, drift_bpm_per_h: float, minutes: int
) -> None:
    """At one speed, H0 + r t over T hours is (r T / 2) / (H0 + 3 r T / 4)."""
    hours = (np.arange(60 * minutes) + 0.5) / 3600.0
    rise_bpm = drift_bpm_per_h * minutes / 60.0

    found = plain(start_bpm + drift_bpm_per_h * hours, np.full(60 * minutes, 2.7))

    expected = 100.0 * (rise_bpm / 2.0) / (start_bpm + 0.75 * rise_bpm)
    assert percent(pa_hr_friel(found)) == pytest.approx(expected, abs=1e-9)


def test_five_percent_is_a_large_drift() -> None:
    hours = (np.arange(3000) + 0.5) / 3600.0

    found = plain(140.0 + 18.2 * hours, np.full(3000, 2.7))

    assert percent(pa_hr_friel(found)) == pytest.approx(5.0, abs=0.02)


# What they refuse


@pytest.mark.parametrize("rule", RULES)
def test_no_heart_rate_is_told(rule: Rule) -> None:
    assert why(rule(run([None] * 4, [2.0] * 4))) is Why.NO_HEART_RATE


@pytest.mark.parametrize("rule", RULES)
def test_no_output_is_told(rule: Rule) -> None:
    expected = Why.NO_POWER if rule in (pw_hr_friel, intervals_icu) else Why.NO_SPEED

    assert why(rule(run([120] * 4, [None] * 4))) is expected


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    ("bpms", "outputs"),
    [
        ([120, 120, None, None, None, None], [2.0] * 6),
        ([120] * 6, [2.0, 2.0, 2.0, 0.0, 0.0, 0.0]),
        ([120], [2.0]),
    ],
    ids=["no heart rate later", "nobody moves later", "one second"],
)
def test_half_a_run_is_no_run(
    rule: Rule, bpms: list[int | None], outputs: list[float | None]
) -> None:
    if rule is golden_cheetah and outputs[3:4] == [0.0]:
        outputs = [2.0, 2.0, 0.0, 0.0, 0.0, 0.0]  # its second half begins a record sooner

    assert why(rule(run(bpms, outputs))) is Why.HALF_UNKNOWN


# The drift test, and its gates


def drift_test_hour(
    *, minutes: int = 65, grade: float = 0.0, rise_bpm: float = 8.0, walks: bool = False
) -> list[Sample]:
    def second(t_s: int) -> Sample:
        is_walk = walks and t_s // 60 % 10 == 9
        return Sample(
            t_s=t_s,
            hr_bpm=round(140 + rise_bpm * t_s / 3600 + t_s // 20 % 2),
            speed_mps=1.5 if is_walk else 2.7,
            cadence_spm=110 if is_walk else 168,
            grade=grade,
        )

    return [second(t_s) for t_s in range(60 * minutes)]


@pytest.mark.parametrize(("rise_bpm", "is_below"), [(8.0, True), (30.0, False)])
def test_a_test_says_on_which_side_of_the_threshold_it_began(
    rise_bpm: float, is_below: bool
) -> None:
    found = uphill_athlete_test(records(drift_test_hour(rise_bpm=rise_bpm)))

    assert isinstance(found, DriftTest)
    assert found.is_below_threshold is is_below
    assert found.start_bpm == pytest.approx(140.5 + rise_bpm * 17.5 / 60, abs=0.5)
    halved = found.halves
    assert found.hr_percent == pytest.approx(
        100.0 * (halved.second.hr_bpm / halved.first.hr_bpm - 1.0)
    )


def silent(samples: list[Sample], share: float) -> list[Sample]:
    return [replace(s, hr_bpm=s.hr_bpm if s.t_s % 100 >= 100 * share else None) for s in samples]


GATES = {
    Why.NO_HEART_RATE: silent(drift_test_hour(), 1.0),
    Why.NO_SPEED: [replace(one, speed_mps=None) for one in drift_test_hour()],
    Why.TOO_SHORT: drift_test_hour(minutes=59),
    Why.HAS_GAPS: silent(drift_test_hour(), 0.2),
    Why.TOO_MANY_ARTEFACTS: [
        replace(one, hr_bpm=220 if one.t_s % 60 < 6 else one.hr_bpm) for one in drift_test_hour()
    ],
    Why.HAS_BREAKS: drift_test_hour(walks=True),
    Why.NOT_STEADY: [replace(one, speed_mps=2.2 + one.t_s / 2500) for one in drift_test_hour()],
    Why.NOT_FLAT: drift_test_hour(grade=0.03),
}


@pytest.mark.parametrize("gate", GATES)
def test_a_run_that_is_no_test_is_told_which_gate_it_failed(gate: Why) -> None:
    assert why(uphill_athlete_test(records(GATES[gate]))) is gate


def test_a_run_that_is_over_before_the_test_begins() -> None:
    assert why(uphill_athlete_test(records(drift_test_hour(minutes=5)))) is Why.TOO_SHORT


def test_a_test_in_which_nobody_moves_is_none() -> None:
    samples = [replace(one, speed_mps=0.0, cadence_spm=None) for one in drift_test_hour()]

    assert why(uphill_athlete_test(records(samples))) is Why.HALF_UNKNOWN


def test_the_sentences_tell_the_rules() -> None:
    rules = DriftTestRules()

    assert f"{rules.least_s // 60} minutes after {rules.warm_up_s // 60} " in WORDS[Why.TOO_SHORT]
    assert f"{100 * rules.most_pace_cv:.0f} %" in WORDS[Why.NOT_STEADY]
    assert set(WORDS) == set(Why)


# Efficiency and heart rate at a pace


def test_the_efficiency_factor_is_that_of_the_published_example() -> None:
    """8 miles an hour at 150 bpm is 1.56."""
    found = efficiency_factor(plain(np.full(60, 150.0), np.full(60, 8 * 1609.344 / 3600)))

    assert isinstance(found, Efficiency)
    assert found.yards_per_beat == pytest.approx(1.5644, abs=1e-4)
    assert found.metres_per_beat == pytest.approx(1.4305, abs=1e-4)


def test_efficiency_needs_both() -> None:
    assert why(efficiency_factor(run([None] * 4, [2.0] * 4))) is Why.NO_HEART_RATE
    assert why(efficiency_factor(run([120] * 4, [None] * 4))) is Why.NO_SPEED


def test_a_treadmill_that_tells_nothing_has_no_efficiency() -> None:
    assert why(efficiency_factor(run([120] * 4, [0.0] * 4))) is Why.NO_SPEED


def two_paces() -> Records:
    """Twenty minutes at 2.5 m/s and 140 bpm, then twenty at 3 m/s and 155 bpm."""
    return plain(np.repeat([140.0, 155.0], 1200), np.repeat([2.5, 3.0], 1200))


@pytest.mark.parametrize(
    ("speed_mps", "bpm", "minutes"), [(2.5, 140.0, 10), (3.0, 155.0, 20), (None, 155.0, 20)]
)
def test_heart_rate_at_a_pace(speed_mps: float | None, bpm: float, minutes: int) -> None:
    found = hr_at_pace(two_paces(), speed_mps)

    assert isinstance(found, AtPace)
    assert (found.bpm, found.sd_bpm, found.minutes) == (pytest.approx(bpm), 0.0, minutes)


def test_a_pace_that_nobody_ran_has_no_heart_rate() -> None:
    assert why(hr_at_pace(two_paces(), 4.0)) is Why.NO_SUCH_PACE
    assert why(hr_at_pace(run([120] * 4, [2.0] * 4))) is Why.NO_SUCH_PACE
    assert why(hr_at_pace(run([None] * 4, [2.0] * 4))) is Why.NO_HEART_RATE
    assert why(hr_at_pace(run([120] * 4, [None] * 4))) is Why.NO_SPEED


# All of it together


def test_programs_get_a_number_or_a_reason_for_everything() -> None:
    samples = drift_test_hour()

    told = published_to_dict(published_of(samples, trace_of(samples)))

    assert set(told) == {*NAMES, "drift_test", "efficiency", "hr_at_pace"}
    assert told["golden_cheetah"]["percent"] == pytest.approx(told["pa_hr"]["percent"], abs=0.02)
    assert told["pw_hr"] == {"refused": "no_power", "text": WORDS[Why.NO_POWER]}
    assert told["drift_test"]["is_below_threshold"] is True


def test_of_a_ride_only_power_counts() -> None:
    samples = [replace(one, power_w=200) for one in drift_test_hour()]

    told = published_to_dict(published_of(samples, trace_of(samples), on_foot=False))

    assert told["golden_cheetah"]["percent"] == pytest.approx(told["pw_hr"]["percent"], abs=0.02)
    refused = [key for key, one in told.items() if one.get("refused") == "not_on_foot"]
    assert refused == ["pa_hr", "pa_hr_graded", "drift_test", "efficiency", "hr_at_pace"]
    assert why(golden_cheetah(run([120] * 4, [None] * 4), is_run=False)) is Why.NO_POWER


def test_people_get_what_there_is() -> None:
    samples = drift_test_hour()

    told = "\n".join(tell_published(published_of(samples, trace_of(samples))))

    assert "GoldenCheetah +" in told
    assert "intervals.icu" not in told
    assert "lay below the aerobic threshold" in told
    assert "at 6:10 /km on the level heart rate was " in told


def test_people_get_nothing_where_nothing_is_known() -> None:
    samples = [replace(one, hr_bpm=None) for one in drift_test_hour(minutes=2)]

    assert list(tell_published(published_of(samples, trace_of(samples)))) == []


def test_the_page_names_every_rule_and_every_gate() -> None:
    page = (Path(__file__).parents[2] / "docs" / "decoupling.md").read_text(encoding="utf-8")
    samples = drift_test_hour(minutes=2)
    keys = published_to_dict(published_of(samples, trace_of(samples)))
    gates = [one for one in GATES if one not in (Why.NO_HEART_RATE, Why.NO_SPEED)]

    assert [key for key in keys if f"`{key}`" not in page and key != "drift_test"] == []
    assert [gate for gate in gates if f"| `{gate.value}` |" not in page] == []
    assert "4.5 %" in page
    assert "3.1 %" in page


def test_the_example_on_the_page_runs(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    root = Path(__file__).parents[2]
    page = (root / "docs" / "decoupling.md").read_text(encoding="utf-8")
    monkeypatch.chdir(root)

    exec(page.split("```python\n")[1].split("```")[0], {})

    assert capsys.readouterr().out.startswith("Decoupling(first=Half(output=")
