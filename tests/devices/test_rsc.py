"""A foot pod's bytes to values, and whether it counts strides or steps."""

from __future__ import annotations

import json
import pickle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import rsc

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("footpod_vectors.json").read_text("utf-8")
)
READABLE = [vector for vector in VECTORS if "expect" in vector]
TOO_SHORT = [vector for vector in VECTORS if "error" in vector]


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


def test_the_table_is_whole() -> None:
    assert (len(READABLE), len(TOO_SHORT)) == (11, 2)


@pytest.mark.parametrize("vector", READABLE, ids=named)
def test_a_packet_says_what_the_table_says(vector: dict[str, Any]) -> None:
    measurement = rsc.decode_measurement(bytes.fromhex(vector["hex"]))

    for name, expected in vector["expect"].items():
        said = getattr(measurement, name)
        assert (list(said) if name == "issues" else said) == expected, name


@pytest.mark.parametrize("vector", TOO_SHORT, ids=named)
def test_a_packet_without_a_speed_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="running measurement of"):
        rsc.decode_measurement(bytes.fromhex(vector["hex"]))


def test_bytes_that_no_flag_speaks_of_are_ignored() -> None:
    measurement = rsc.decode_measurement(bytes.fromhex("0433035a1234"))

    assert measurement.turns_per_min == 90
    assert measurement.issues == (rsc.Issue.TRAILING_BYTES,)


@given(
    speed=st.integers(0, 0xFFFF),
    turns=st.integers(0, 255),
    stride=st.none() | st.integers(0, 0xFFFF),
    distance=st.none() | st.integers(0, 0xFFFF_FFFF),
    is_running=st.booleans(),
)
def test_what_is_written_is_read_again(
    speed: int, turns: int, stride: int | None, distance: int | None, is_running: bool
) -> None:
    stride_m = None if stride is None else stride / 100
    distance_m = None if distance is None else distance / 10
    payload = rsc.encode_measurement(
        speed / 256, turns, stride_m=stride_m, distance_m=distance_m, is_running=is_running
    )

    assert rsc.decode_measurement(payload) == rsc.Measurement(
        speed_mps=speed / 256,
        turns_per_min=turns,
        stride_m=stride_m,
        distance_m=distance_m,
        is_running=is_running,
    )


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    try:
        measurement = rsc.decode_measurement(payload)
    except ValueError:
        assert len(payload) < 4
    else:
        assert 0.0 <= measurement.speed_mps < 256.0


@pytest.mark.parametrize(("speed_mps", "turns"), [(-0.1, 90), (256.0, 90), (3.0, 256), (3.0, -1)])
def test_a_number_that_does_not_fit_is_the_callers_mistake(speed_mps: float, turns: int) -> None:
    with pytest.raises(ValueError, match="bits"):
        rsc.encode_measurement(speed_mps, turns)


def counted(*seconds: tuple[float, int], counter: rsc.StepCount | None = None) -> list[int | None]:
    counter = counter or rsc.StepCount()
    return [
        counter.steps_per_min(rsc.Measurement(speed_mps=speed_mps, turns_per_min=turns))
        for speed_mps, turns in seconds
    ]


@pytest.mark.parametrize(
    ("speed_mps", "turns", "steps"),
    [
        (3.2, 90, 180),  # running, in strides
        (3.2, 180, 180),  # running, in steps
        (1.4, 57, 114),  # walking, in strides
        (1.4, 114, 114),  # walking, in steps
        (1.9, 78, 156),  # a shuffle, in strides
        (1.9, 156, 156),  # a shuffle, in steps
        (5.5, 98, 196),  # a fast mile, in strides
    ],
)
def test_steps_are_told_from_strides(speed_mps: float, turns: int, steps: int) -> None:
    assert counted(*[(speed_mps, turns)] * 10)[-1] == steps


def test_there_is_no_cadence_until_it_is_known_of_what() -> None:
    assert counted(*[(3.2, 90)] * 9) == [None] * 7 + [180, 180]


def test_more_than_a_runner_can_stride_are_steps_at_once() -> None:
    assert counted((3.2, 178)) == [178]


def test_feet_that_stand_make_no_steps_whatever_is_counted() -> None:
    assert counted((0.0, 0)) == [0]


def test_the_first_steps_of_a_run_mislead_nobody() -> None:
    """The feet are quick before the pod's speed has followed: 0.6 m in a stride is no step."""
    start = [(0.4, 80), (0.9, 84), (1.0, 85), (1.3, 85), (2.0, 86), (2.6, 86)]

    told = counted(*start, *[(2.8, 86)] * 10)

    assert set(told) == {None, 172}


def test_one_wrong_packet_is_forgiven() -> None:
    counter = rsc.StepCount()
    counted(*[(3.2, 90)] * 60, counter=counter)

    assert counted((3.2, 200), *[(3.2, 90)] * 30, counter=counter)[-1] == 180


def test_what_was_found_out_is_kept_with_the_run() -> None:
    counter = rsc.StepCount()
    counted(*[(3.2, 90)] * 10, counter=counter)

    assert counted((3.2, 90), counter=pickle.loads(pickle.dumps(counter))) == [180]
