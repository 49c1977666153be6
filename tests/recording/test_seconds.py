"""Columns of seconds against the plain definitions that they are to be faster than."""

from __future__ import annotations

import math
from collections import deque

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording.samples import samples_of
from runwalk.recording.seconds import Seconds, derived_speed, longest_stretch, merged

NAMES = (
    "hr_bpm",
    "speed_mps",
    "altitude_m",
    "grade",
    "distance_m",
    "cadence_spm",
    "power_w",
    "temperature_c",
)
numbers = st.one_of(
    st.just(math.nan),
    st.floats(),
    st.integers(-1_000_000, 1_000_000).map(lambda steps: steps / 1000),
    st.sampled_from([0.0, 0.5, 1.5, 254.5, 254.49, 65.5345, 6553.45, -500.1, 12_606.9, 508.5]),
)


def seconds(times_s: list[int], **columns: list[float]) -> Seconds:
    values = {name: np.array(column, np.float64) for name, column in columns.items()}
    return Seconds(times_s=np.array(times_s, np.int64), values=values)


@given(rows=st.lists(st.tuples(*[numbers] * len(NAMES)), min_size=1, max_size=20))
def test_all_at_once_is_rounded_as_one_by_one(rows: list[tuple[float, ...]]) -> None:
    columns = {name: [row[i] for row in rows] for i, name in enumerate(NAMES)}

    samples = samples_of(seconds(list(range(7, 7 + len(rows))), **columns), 5)

    each = (
        Sample.rounded(t_s, **dict(zip(NAMES, row, strict=True))) for t_s, row in enumerate(rows, 2)
    )
    assert repr(samples) == repr(tuple(each))  # equal, and of the same kinds


def test_contact_intervals_and_marks_come_with_their_second() -> None:
    told = Seconds(
        times_s=np.array([10, 11, 12]),
        values={"contact": np.array([1.0, 0.0, math.nan])},
        rr_ms={11: (430, 431)},
        marks={12: [Mark(MarkKind.LAP)], 99: [Mark(MarkKind.PAUSE)]},
    )

    assert samples_of(told, 10) == (
        Sample(t_s=0, contact=True),
        Sample(t_s=1, contact=False, rr_ms=(430, 431)),
        Sample(t_s=2, marks=(Mark(MarkKind.LAP),)),
    )


def test_more_seconds_than_are_made_at_once_lose_none() -> None:
    samples = samples_of(seconds(list(range(20_000)), hr_bpm=[140.0] * 20_000), 0)

    assert samples == tuple(Sample(t_s=t_s, hr_bpm=140) for t_s in range(20_000))


@given(rows=st.lists(st.tuples(st.integers(0, 9), numbers, numbers), max_size=40))
def test_of_one_second_the_last_value_counts(rows: list[tuple[int, float, float]]) -> None:
    known: dict[int, list[float]] = {}
    for time_s, *told in rows:
        kept = known.setdefault(time_s, [math.nan, math.nan])
        known[time_s] = [b if math.isnan(a) else a for a, b in zip(told, kept, strict=True)]

    times_s = np.array([row[0] for row in rows], np.int64)
    found = merged(
        times_s, {"a": np.array([r[1] for r in rows]), "b": np.array([r[2] for r in rows])}
    )

    assert found.times_s.tolist() == sorted(known)
    for i, name in enumerate("ab"):
        expected = [known[time_s][i] for time_s in sorted(known)]
        np.testing.assert_array_equal(found.values[name], expected)


def speeds_one_by_one(told: Seconds, window_s: int, is_break: list[bool]) -> list[float]:
    speeds = []
    earlier: deque[tuple[int, float]] = deque()
    for time_s, way_m, breaks in zip(
        told.times_s.tolist(), told.values["distance_m"].tolist(), is_break, strict=True
    ):
        speeds.append(math.nan)
        if breaks:
            earlier.clear()
        if math.isnan(way_m):
            continue
        while len(earlier) > 1 and earlier[1][0] <= time_s - window_s:
            earlier.popleft()
        if earlier and time_s - earlier[0][0] <= 60:
            speed_mps = (way_m - earlier[0][1]) / (time_s - earlier[0][0])
            speeds[-1] = speed_mps if speed_mps >= 0 else math.nan
        earlier.append((time_s, way_m))
    return speeds


@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from([1, 2, 5, 60, 61]),
            st.none() | st.integers(-5, 30),
            st.booleans() | st.just(False),
        ),
        max_size=30,
    ),
    window_s=st.sampled_from([0, 5]),
)
def test_speed_from_distance_looks_backwards_and_over_no_break(
    rows: list[tuple[int, int | None, bool]], window_s: int
) -> None:
    times_s = np.cumsum([step for step, _, _ in rows]).tolist()
    ways_m = np.cumsum([step or 0 for _, step, _ in rows]).astype(float)
    ways_m[[i for i, row in enumerate(rows) if row[1] is None]] = math.nan
    told = seconds(times_s, distance_m=ways_m.tolist())
    is_break = [row[2] for row in rows]

    found = derived_speed(told, window_s=window_s, is_break=np.array(is_break, np.bool_))

    expected = speeds_one_by_one(told, window_s, is_break)
    if found is None:
        assert all(map(math.isnan, expected))
    else:
        np.testing.assert_array_equal(found, expected)


def test_the_largest_group_without_a_hole_of_a_day_stays() -> None:
    told = seconds([0, 86_401, 86_402, 172_802, 999_999], hr_bpm=[1.0, 2.0, 3.0, 4.0, 5.0])

    found, problems = longest_stretch(told)

    assert found.values["hr_bpm"].tolist() == [2.0, 3.0, 4.0]
    assert [(p.what, p.lost) for p in problems] == [
        ("jumps of the clock by more than a day: 2", "seconds far off: 2")
    ]


def test_seconds_of_which_nothing_is_known_can_be_put_in_between() -> None:
    told = seconds([3, 5], hr_bpm=[140.0, 141.0]).with_empty([4, 5, 9])

    assert told.times_s.tolist() == [3, 4, 5, 9]
    np.testing.assert_array_equal(told.values["hr_bpm"], [140.0, math.nan, 141.0, math.nan])
