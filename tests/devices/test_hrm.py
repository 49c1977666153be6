"""Bytes to values, held against packets from the test suites of others and from the standard."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import hrm

VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("hr_measurement_vectors.json").read_text("utf-8")
)
READABLE = [vector for vector in VECTORS if "expect" in vector]
TOO_SHORT = [vector for vector in VECTORS if "error" in vector]

uint16 = st.integers(0, 0xFFFF)


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


def test_the_table_is_whole() -> None:
    assert (len(READABLE), len(TOO_SHORT)) == (54, 5)


@pytest.mark.parametrize("vector", READABLE, ids=named)
def test_a_packet_says_what_the_table_says(vector: dict[str, Any]) -> None:
    expected = vector["expect"]

    measurement = hrm.decode_measurement(bytes.fromhex(vector["hex"]))

    assert measurement.raw_bpm == expected["hr"]
    assert measurement.hr_bpm == (expected["hr"] or None)
    assert measurement.contact is expected["contact"]
    assert measurement.energy_kj == expected["energy_kj"]
    assert list(measurement.rr_ticks) == expected["rr_1024"]
    assert sorted(measurement.issues) == sorted(expected["issues"])


@pytest.mark.parametrize("vector", TOO_SHORT, ids=named)
def test_a_packet_without_a_heart_rate_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="heart rate measurement of"):
        hrm.decode_measurement(bytes.fromhex(vector["hex"]))


@given(
    raw_bpm=uint16,
    rr_ticks=st.lists(uint16, max_size=30).map(tuple),
    contact=st.sampled_from([None, True, False]),
    energy_kj=st.none() | uint16,
)
def test_what_is_written_is_read_again(
    raw_bpm: int, rr_ticks: tuple[int, ...], contact: bool | None, energy_kj: int | None
) -> None:
    payload = hrm.encode_measurement(raw_bpm, rr_ticks, contact=contact, energy_kj=energy_kj)

    measurement = hrm.decode_measurement(payload)

    assert (measurement.raw_bpm, measurement.rr_ticks) == (raw_bpm, rr_ticks)
    assert (measurement.contact, measurement.energy_kj) == (contact, energy_kj)
    assert set(measurement.issues) <= {hrm.Issue.ZERO_RR}


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    try:
        measurement = hrm.decode_measurement(payload)
    except ValueError:
        assert len(payload) < 3
    else:
        assert 0 <= measurement.raw_bpm <= 0xFFFF


@pytest.mark.parametrize("raw_bpm", [-1, 0x10000])
def test_a_number_that_does_not_fit_is_the_callers_mistake(raw_bpm: int) -> None:
    with pytest.raises(ValueError, match="16 bits"):
        hrm.encode_measurement(raw_bpm)


@given(st.integers(300, 2000))
def test_whole_milliseconds_survive_the_straps_ticks(interval_ms: int) -> None:
    assert round(hrm.ticks_to_ms(hrm.ms_to_ticks(interval_ms))) == interval_ms


@pytest.mark.parametrize(
    ("payload", "location"),
    [("00", "other"), ("01", "chest"), ("05", "ear-lobe"), ("06", "foot"), ("07", None)],
)
def test_a_sensor_says_where_it_sits(payload: str, location: str | None) -> None:
    assert hrm.decode_body_location(bytes.fromhex(payload)) == location


def test_a_sensor_that_says_nothing_sits_nowhere() -> None:
    assert hrm.decode_body_location(b"") is None


@pytest.mark.parametrize(
    ("payload", "battery_pct"),
    [("57", 87), ("64", 100), ("00", 0), ("65", None), ("ff", None), ("", None)],
)
def test_a_battery_level_is_0_to_100_or_unknown(payload: str, battery_pct: int | None) -> None:
    assert hrm.decode_battery_pct(bytes.fromhex(payload)) == battery_pct


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (b"Polar Electro Oy", "Polar Electro Oy"),
        (b"H10\0", "H10"),
        ("Gø".encode(), "Gø"),
        (b"\xffA", "�A"),
        (b"\x1b[31mred", "[31mred"),
        (b"\0\0", None),
        (b"", None),
    ],
)
def test_a_name_is_what_can_be_printed_of_it(payload: bytes, text: str | None) -> None:
    assert hrm.decode_text(payload) == text
