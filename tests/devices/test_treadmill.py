"""A treadmill's bytes to values, records of several packets, and that nothing moves a belt."""

from __future__ import annotations

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import treadmill
from devices.treadmill import (
    Record,
    TreadmillData,
    decode_treadmill_data,
    encode_treadmill_data,
)

DEVICES = Path(treadmill.__file__).parent
VECTORS: list[dict[str, Any]] = json.loads(
    Path(__file__).with_name("treadmill_vectors.json").read_text("utf-8")
)
READABLE = [v for v in VECTORS if isinstance(v.get("expect"), dict)]
SEQUENCES = [v for v in VECTORS if isinstance(v.get("expect"), list)]
TOO_SHORT = [v for v in VECTORS if "error" in v]
NUMBERS = [f.name for f in fields(TreadmillData) if f.name not in ("is_more_to_come", "issues")]

UNITS = {  # what the table calls a number, and its units in one of ours
    "speed_mps": ("speed_kmh", 3.6),
    "mean_speed_mps": ("mean_speed_kmh", 3.6),
    "grade": ("incline_pct", 100.0),
}


def named(vector: dict[str, Any]) -> str:
    return str(vector["id"])


def check(data: TreadmillData, expect: dict[str, Any]) -> None:
    """What is in the table is in the data, and no other number is."""
    expect = dict(expect)
    assert list(data.issues) == expect.pop("issues", [])
    assert data.is_more_to_come is expect.pop("is_more_to_come", False)
    for name in NUMBERS:
        value = getattr(data, name)
        in_table, factor = UNITS.get(name, (name, 1.0))
        told = None if value is None else factor * value
        assert told == pytest.approx(expect.get(in_table)), name


def test_the_table_is_whole() -> None:
    assert (len(READABLE), len(SEQUENCES), len(TOO_SHORT)) == (22, 1, 2)


@pytest.mark.parametrize("vector", READABLE, ids=named)
def test_a_packet_says_what_the_table_says(vector: dict[str, Any]) -> None:
    check(decode_treadmill_data(bytes.fromhex(vector["hex"])), vector["expect"])


@pytest.mark.parametrize("vector", SEQUENCES, ids=named)
def test_packets_make_the_records_of_the_table(vector: dict[str, Any]) -> None:
    record = Record()

    packets = [decode_treadmill_data(bytes.fromhex(one)) for one in vector["hex"]]
    whole = [one for packet in packets if (one := record.join(packet)) is not None]

    assert len(whole) == len(vector["expect"])
    for data, expect in zip(whole, vector["expect"], strict=True):
        check(data, expect)


@pytest.mark.parametrize("vector", TOO_SHORT, ids=named)
def test_a_packet_without_flags_is_refused(vector: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="treadmill data of"):
        decode_treadmill_data(bytes.fromhex(vector["hex"]))


def test_what_is_cut_takes_along_what_follows_it() -> None:
    data = decode_treadmill_data(bytes.fromhex("0c00e803f401"))

    assert data.issues == ("truncated-distance_m",)
    assert data.grade is None


def test_an_old_pace_of_0_is_no_pace() -> None:
    assert decode_treadmill_data(bytes.fromhex("2000e80300")).pace_s_per_500m is None


def test_a_record_whose_end_was_lost_is_forgotten_with_its_connection() -> None:
    record = Record()
    record.join(TreadmillData(is_more_to_come=True, distance_m=1000))

    record.forget()

    assert record.join(TreadmillData(speed_mps=2.0)) == TreadmillData(speed_mps=2.0)


def test_each_record_begins_anew() -> None:
    record = Record()
    record.join(TreadmillData(is_more_to_come=True, grade=0.05))
    record.join(TreadmillData(speed_mps=2.0))

    assert record.join(TreadmillData(speed_mps=2.1)) == TreadmillData(speed_mps=2.1)


RAW_RANGES = {
    field.name: (
        -(256**field.size) // 2 if field.is_signed else 0,
        256**field.size // 2 - 2 if field.is_signed else 256**field.size - 2,
        field.per_unit,
    )
    for field in treadmill._FIELDS
}
FLAG_OF = {field.name: field.bit for field in treadmill._FIELDS}


@st.composite
def packets(draw: st.DrawFn) -> TreadmillData:
    """Packets with all the numbers of each flag that is set."""
    is_more = draw(st.booleans())
    flags = draw(st.integers(0, 0x1FFF)) & ~1 | (0 if is_more else 1)
    values = {}
    for name, (low, high, per_unit) in RAW_RANGES.items():
        if flags & FLAG_OF[name]:
            raw = draw(st.integers(low, high))
            values[name] = raw if per_unit == 1 else raw / per_unit
    return TreadmillData(is_more_to_come=is_more, **values)


@given(packets())
def test_what_is_written_is_read_again(data: TreadmillData) -> None:
    assert decode_treadmill_data(encode_treadmill_data(data)) == data


def test_what_is_not_available_is_written_as_such() -> None:
    data = TreadmillData(speed_mps=2.5, grade=-0.02)

    payload = encode_treadmill_data(data)

    assert payload.hex() == "08008403ecffff7f"
    assert decode_treadmill_data(payload) == data


@given(st.binary(max_size=64))
def test_any_bytes_are_read_or_refused(payload: bytes) -> None:
    try:
        data = decode_treadmill_data(payload)
    except ValueError:
        assert len(payload) < 2
    else:
        assert data.speed_mps is None or 0.0 <= data.speed_mps < 183.0
        assert data.grade is None or -32.768 <= data.grade < 32.767


@given(st.lists(st.binary(min_size=2, max_size=40)))
def test_any_packets_make_records_and_none_is_more_to_come(payloads: list[bytes]) -> None:
    record = Record()

    for payload in payloads:
        whole = record.join(decode_treadmill_data(payload))

        assert whole is None or not whole.is_more_to_come


@pytest.mark.parametrize(
    "data",
    [
        TreadmillData(),
        TreadmillData(is_more_to_come=True, speed_mps=2.0),
        TreadmillData(speed_mps=-1.0),
        TreadmillData(speed_mps=2.0, distance_m=2**24),
        TreadmillData(speed_mps=2.0, ascent_m=3.0),
    ],
)
def test_what_cannot_be_written_is_the_callers_mistake(data: TreadmillData) -> None:
    with pytest.raises(ValueError, match=r"speed|cannot be"):
        encode_treadmill_data(data)


def test_no_program_of_the_house_knows_how_to_move_a_belt() -> None:
    """The Fitness Machine Control Point is 0x2AD9; bleak writes with write_gatt_char."""
    movers = ("2AD9", "2ad9", "write_gatt_char")
    texts = {path.name: path.read_text("utf-8") for path in DEVICES.rglob("*.py")}
    told = {(name, word) for name, text in texts.items() for word in movers if word in text}

    assert told == {
        ("virtual_backend.py", "write_gatt_char"),  # a backend of bleak must have it
        ("virtual_radio.py", "2AD9"),  # a treadmill that is not there has it, to see who writes
    }
