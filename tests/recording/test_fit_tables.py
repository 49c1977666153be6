"""Messages as columns."""

from __future__ import annotations

import struct

import numpy as np

from runwalk.recording.fit_decoder import Messages, decode

from .fit_bytes import (
    DEVELOPER_ID,
    FIELD_DESCRIPTION,
    HEART_RATE,
    HRV,
    NOON,
    RECORD,
    TIME,
    define,
    fit,
    heart_rates,
    put,
)


def segment(*messages: bytes) -> Messages:
    (found,) = decode(fit(*messages)).segments
    return found


def told(column: object) -> list[float | None]:
    assert isinstance(column, np.ndarray)
    return [None if number != number else number for number in column.tolist()]


def test_columns_join_what_several_definitions_tell() -> None:
    table = segment(
        heart_rates(140),
        define(1, RECORD, TIME, (6, "u16", 1), big_endian=True),
        put(1, ">IH", NOON + 1, 2500),
        put(0, "<IB", NOON + 2, 255),
    ).table(RECORD)

    assert len(table) == 3
    assert told(table.times()) == [NOON, NOON + 1, NOON + 2]
    assert told(table.numbers("heart_rate")) == [140, None, None]
    assert told(table.numbers("speed")) == [None, 2.5, None]


def test_a_column_that_no_message_has_is_none() -> None:
    table = segment(heart_rates(140)).table(RECORD)

    assert table.numbers("power") is None
    assert table.numbers("no such field") is None
    assert table.raw("compressed_speed_distance", 3) is None
    assert [len(one) for one in table.all_numbers("power")] == [0, 0]


def test_of_no_messages_there_are_empty_columns() -> None:
    messages = segment(heart_rates(140))
    table = messages.table(HRV)

    assert (len(table), len(messages.times(table))) == (0, 0)


def test_a_field_the_profile_does_not_know_is_asked_for_by_its_number() -> None:
    layout = define(0, RECORD, TIME, (250, "u16", 1))

    table = segment(layout, put(0, "<IH", NOON, 7)).table(RECORD)

    assert told(table.numbers("unknown_250")) == [7]


def test_all_numbers_say_where_they_are_and_leave_out_what_is_none() -> None:
    layouts = define(0, HRV, (0, "u16", 3)) + define(1, HRV, (0, "u16", 1))

    table = segment(
        layouts, put(0, "<3H", 430, 0xFFFF, 431), put(1, "<H", 432), put(0, "<3H", *[0xFFFF] * 3)
    ).table(HRV)
    places, numbers = table.all_numbers("time")

    assert places.tolist() == [0, 0, 1]
    assert numbers.tolist() == [0.43, 0.431, 0.432]


def test_offsets_count_on_from_the_value_and_have_the_profiles_zero() -> None:
    layout = define(0, RECORD, TIME, (2, "u16", 1), (13, "s16", 1))

    table = segment(layout, put(0, "<IHh", NOON, 2505, -3)).table(RECORD)

    assert told(table.numbers("altitude")) == [1.0]


def described(number: int, base: int, name: bytes, *, scale: int, offset: int) -> bytes:
    fields = ((0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (3, "str", 8), (6, "u8", 1), (7, "u8", 1))
    return define(3, FIELD_DESCRIPTION, *fields) + put(
        3, "<BBB8sBB", 0, number, base, name, scale, offset
    )


def test_developers_numbers_have_the_units_and_the_byte_order_they_say() -> None:
    messages = segment(
        define(2, DEVELOPER_ID, (3, "u8", 1)),
        put(2, "<B", 0),
        described(5, 0x84, b"tempo", scale=10, offset=3),
        define(0, RECORD, TIME, developer=((5, 2, 0),)),
        put(0, "<I2s", NOON, struct.pack("<H", 130)),
        define(1, RECORD, TIME, developer=((5, 2, 0),), big_endian=True),
        put(1, ">I2s", NOON + 1, struct.pack(">H", 140)),
        put(1, ">I2s", NOON + 2, b"\xff\xff"),
        heart_rates(140, start_s=NOON + 3),
    )

    (field,) = messages.developer_fields

    assert (field.name, field.scale, field.offset) == ("tempo", 10, 3)
    assert told(messages.table(RECORD).developer_numbers(field)) == [10, 11, None, None]


def test_a_developers_field_of_another_size_than_its_type_is_no_number() -> None:
    messages = segment(
        described(5, 0x84, b"tempo", scale=1, offset=0),
        define(0, RECORD, TIME, developer=((5, 3, 0),)),
        put(0, "<I3s", NOON, b"abc"),
    )

    (field,) = messages.developer_fields
    table = messages.table(RECORD)

    assert told(table.developer_numbers(field)) == [None]
    assert list(table.developer_bytes(field)) == [(0, b"abc")]


def test_of_two_fields_of_the_same_number_the_last_counts() -> None:
    layout = define(0, RECORD, TIME, HEART_RATE, HEART_RATE)

    table = segment(layout, put(0, "<IBB", NOON, 140, 141)).table(RECORD)

    assert told(table.numbers("heart_rate")) == [141]
