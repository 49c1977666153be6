"""Messages spelt out: words, scales, parts, and what is not there."""

from __future__ import annotations

import pytest

from runwalk.recording.fit_decoder import decode
from runwalk.recording.fit_rows import FitMessage

from .fit_bytes import (
    DEVICE,
    EVENT,
    FILE_ID,
    HEART_RATE,
    LAP,
    NOON,
    RECORD,
    TIME,
    define,
    fit,
    heart_rates,
    put,
)

GARMIN, FENIX = 1, 1551


def rows(message: int, *messages: bytes, only: tuple[str, ...] = ()) -> list[FitMessage]:
    return list(decode(fit(*messages)).rows(message, *only))


def values(message: int, *messages: bytes) -> list[dict[str, object]]:
    return [dict(row.values) for row in rows(message, *messages)]


def test_numbers_become_units_and_words() -> None:
    layout = define(0, LAP, TIME, (9, "u32", 1), (24, "enum", 1), (15, "u8", 1))

    found = values(LAP, layout, put(0, "<IIBB", NOON, 123_456, 0, 141))

    assert found == [
        {
            "timestamp": NOON,
            "total_distance": 1234.56,
            "lap_trigger": "manual",
            "avg_heart_rate": 141,
        }
    ]


def test_what_is_invalid_is_not_there() -> None:
    layout = define(0, LAP, TIME, (9, "u32", 1), (24, "enum", 1), (29, "str", 3), (99, "byte", 2))

    found = values(LAP, layout, put(0, "<IIB3s2s", NOON, 0xFFFF_FFFF, 0xFF, b"\0xy", b"\xff\xff"))

    assert found == [{"timestamp": NOON}]


def test_a_word_that_nobody_knows_stays_a_number() -> None:
    layout = define(0, LAP, (24, "enum", 1))

    assert values(LAP, layout, put(0, "<B", 77)) == [{"lap_trigger": 77}]


def test_fields_that_the_profile_does_not_know_bear_their_numbers() -> None:
    layout = define(0, LAP, (251, "u16", 2), (252, "byte", 2))

    found = values(LAP, layout, put(0, "<2H2s", 7, 0xFFFF, b"\x01\xff"))

    assert found == [{"unknown_251": (7, None), "unknown_252": (1, 255)}]


def test_a_message_that_the_profile_does_not_know_bears_its_number() -> None:
    layout = define(0, 0xFF42, (3, "u8", 1))

    (row,) = rows(0xFF42, layout, put(0, "<B", 5))

    assert (row.name, dict(row.values)) == ("unknown_65346", {"unknown_3": 5})


def test_several_numbers_are_scaled_one_by_one() -> None:
    layout = define(0, 78, (0, "u16", 3))

    assert values(78, layout, put(0, "<3H", 430, 0xFFFF, 431)) == [{"time": (0.43, None, 0.431)}]


def test_a_text_ends_at_its_zero_and_may_be_cut_within_a_letter() -> None:
    layout = define(0, 12, (3, "str", 5))
    texts = (b"Trail", b"Ru\0xx", "Läuf".encode()[:2] + b"\0\0\0")

    found = values(12, layout, *(put(0, "<5s", text) for text in texts))

    assert [row["name"] for row in found] == ["Trail", "Ru", "L\N{REPLACEMENT CHARACTER}"]


def test_a_field_that_means_something_else_beside_another_bears_both_names() -> None:
    layout = define(0, FILE_ID, (1, "u16", 1), (2, "u16", 1))

    ours, others = values(FILE_ID, layout, put(0, "<HH", GARMIN, FENIX), put(0, "<HH", 255, FENIX))

    assert ours == {"manufacturer": "garmin", "product": "fenix", "garmin_product": "fenix"}
    assert others["product"] == FENIX
    assert "garmin_product" not in others


def test_parts_are_told_under_their_own_names_and_accumulate() -> None:
    layout = define(0, RECORD, (8, "byte", 3))

    def packed(speed_cmps: int, distance_16th_m: int) -> bytes:
        return (speed_cmps | (distance_16th_m & 0xFFF) << 12).to_bytes(3, "little")

    found = values(
        RECORD, layout, *(put(0, "<3s", packed(250, d)) for d in (4000, 4096 + 16, 4096 + 32))
    )

    assert [row["speed"] for row in found] == [2.5, 2.5, 2.5]
    assert [row["distance"] for row in found] == [250, 257, 258]


def test_what_is_spelt_out_beats_what_a_part_implies() -> None:
    fields = ((6, "u16", 1), (73, "u32", 1))
    layout = define(0, RECORD, *fields) + define(1, RECORD, *fields[::-1])

    found = values(RECORD, layout, put(0, "<HI", 2500, 2777), put(1, "<IH", 2777, 2500))

    assert found == [{"speed": 2.5, "enhanced_speed": 2.777}] * 2


def test_a_part_of_a_field_that_is_too_short_is_not_told() -> None:
    layout = define(0, RECORD, (8, "byte", 1))

    (row,) = values(RECORD, layout, put(0, "<s", b"\x10"))

    assert "distance" not in row


def test_only_the_fields_that_are_wanted_are_told() -> None:
    (row,) = rows(RECORD, heart_rates(140), only=("heart_rate",))

    assert dict(row.values) == {"heart_rate": 140}


def test_rows_come_in_the_order_of_the_file_and_say_where_they_are() -> None:
    other = define(1, RECORD, HEART_RATE, TIME, big_endian=True)
    content = fit(
        define(0, RECORD, TIME, HEART_RATE),
        other,
        put(0, "<IB", NOON, 140),
        put(1, ">BI", 141, NOON + 1),
        put(0, "<IB", NOON + 2, 142),
    )

    found = list(decode(content).rows(RECORD))

    assert [row.values["heart_rate"] for row in found] == [140, 141, 142]
    assert [content[row.at] for row in found] == [0, 1, 0]


def test_a_time_in_the_header_byte_is_told() -> None:
    short = define(1, EVENT, (0, "enum", 1), (1, "enum", 1))

    (row,) = values(
        EVENT, heart_rates(140), short, put(1, "<BB", 0, 4, compressed_s=(NOON + 3) % 32)
    )

    assert row == {"timestamp": NOON + 3, "event": "timer", "event_type": "stop_all"}


@pytest.mark.parametrize("most", [0, 1, 3])
def test_no_more_rows_are_spelt_out_than_asked_for(most: int) -> None:
    (segment,) = decode(fit(heart_rates(140, 141))).segments

    assert len(list(segment.rows(RECORD, most=most))) == min(most, 2)


def test_a_size_that_does_not_fit_its_type_makes_bytes() -> None:
    odd = b"\x40\x00\x00" + DEVICE.to_bytes(2, "little") + b"\x02"
    layout = odd + bytes((3, 3, 0x8C, 0, 1, 0x02))

    (row,) = values(DEVICE, layout, put(0, "<3sB", b"\x01\x02\x03", 9))

    assert row["serial_number"] == (1, 2, 3)
    assert row["device_index"] == 9
