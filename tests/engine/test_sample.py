"""A Sample holds what a FIT file can keep, and nothing that cannot be."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample


@pytest.mark.parametrize(
    ("values", "what"),
    [
        ({"t_s": -1}, "t_s must not be negative, got -1"),
        ({"t_s": 0, "hr_bpm": 0}, "hr_bpm must be 1 to 254.*got 0"),
        ({"t_s": 0, "hr_bpm": 255}, "hr_bpm must be 1 to 254.*got 255"),
        ({"t_s": 0, "rr_ms": (400, 0)}, "rr_ms must be positive"),
        ({"t_s": 0, "rr_ms": (-400,)}, "rr_ms must be positive"),
    ],
)
def test_what_cannot_be_is_refused(values: dict[str, Any], what: str) -> None:
    with pytest.raises(ValueError, match=what):
        Sample(**values)


def test_the_ends_of_the_heart_rates_are_allowed() -> None:
    assert [Sample(t_s=0, hr_bpm=bpm).hr_bpm for bpm in (1, 254, None)] == [1, 254, None]


@pytest.mark.parametrize(
    ("name", "told", "kept"),
    [
        pytest.param("hr_bpm", 0, None, id="a strap's zero is silence"),
        pytest.param("hr_bpm", 255, None, id="so is its 255"),
        pytest.param("hr_bpm", 300, None, id="and what no byte holds"),
        pytest.param("hr_bpm", 254, 254, id="the highest heart rate"),
        pytest.param("hr_bpm", 140.4, 140, id="heart rate to 1 bpm"),
        pytest.param("hr_bpm", math.nan, None, id="not a number is silence"),
        pytest.param("rr_ms", (0.4, 428.6, 65_534.6, math.nan), (429,), id="impossible beats go"),
        pytest.param("speed_mps", 2.77777, 2.778, id="speed to 1 mm/s"),
        pytest.param("speed_mps", 0.0, 0.0, id="standing still is a speed"),
        pytest.param("speed_mps", -0.1, None, id="nobody runs backwards"),
        pytest.param("speed_mps", 65.535, None, id="FIT's own word for no speed"),
        pytest.param("altitude_m", 100.07, 100.0, id="altitude to 0.2 m"),
        pytest.param("altitude_m", -430.1, -430.2, id="at the Dead Sea"),
        pytest.param("altitude_m", -501.0, None, id="below what FIT can write"),
        pytest.param("altitude_m", 12_606.9, None, id="above what FIT can write"),
        pytest.param("grade", 0.01234, 0.0123, id="grade to 0.0001"),
        pytest.param("grade", -0.1, -0.1, id="downhill"),
        pytest.param("grade", 4.0, None, id="no grade of this world"),
        pytest.param("distance_m", 1234.567, 1234.57, id="distance to 1 cm"),
        pytest.param("distance_m", -1.0, None, id="no distance"),
        pytest.param("cadence_spm", 171.6, 172, id="cadence to one step"),
        pytest.param("cadence_spm", 509, None, id="no cadence"),
        pytest.param("power_w", 230.4, 230, id="power to 1 W"),
        pytest.param("power_w", -5, None, id="no power"),
        pytest.param("temperature_c", -3.4, -3, id="frost"),
        pytest.param("temperature_c", 127, None, id="FIT's own word for no temperature"),
        pytest.param("contact", False, False, id="contact as it is"),
    ],
)
def test_rounded_keeps_what_fit_can_keep(name: str, told: object, kept: object) -> None:
    sample = Sample.rounded(7, **{name: told})  # type: ignore[arg-type]

    assert getattr(sample, name) == kept


def test_rounded_makes_up_nothing_that_was_not_told() -> None:
    assert Sample.rounded(7) == Sample(t_s=7)


def test_marks_pass_through_in_order() -> None:
    marks = (Mark(MarkKind.CEILING, 2), Mark(MarkKind.LAP), Mark(MarkKind.TALK, "hard"))

    assert Sample.rounded(7, marks=marks).marks == marks


anything = st.one_of(st.none(), st.floats(), st.floats(-2000, 70_000))


@given(
    hr_bpm=anything,
    rr_ms=st.lists(st.floats(), max_size=4).map(tuple),
    speed_mps=anything,
    altitude_m=anything,
    grade=anything,
    distance_m=anything,
    cadence_spm=anything,
    power_w=anything,
    temperature_c=anything,
)
def test_no_sensor_can_tell_anything_that_the_door_does_not_take(**told: Any) -> None:
    once = Sample.rounded(0, **told)

    twice = Sample.rounded(
        0,
        hr_bpm=once.hr_bpm,
        rr_ms=once.rr_ms,
        speed_mps=once.speed_mps,
        altitude_m=once.altitude_m,
        grade=once.grade,
        distance_m=once.distance_m,
        cadence_spm=once.cadence_spm,
        power_w=once.power_w,
        temperature_c=once.temperature_c,
    )

    assert twice == once  # what has been rounded is not moved again
