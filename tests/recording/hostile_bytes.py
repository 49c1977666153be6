"""Files that were made to make a reader hang or swell; each as large as it is told to be."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Final

from runwalk.recording.fit_format import DEVELOPER_ID, crc16

from .fit_bytes import (
    DEVELOPER_ID as DEVELOPER_DATA,
)
from .fit_bytes import (
    DEVICE,
    EVENT,
    FIELD_DESCRIPTION,
    HEART_RATE,
    HR,
    HRV,
    LAP,
    NOON,
    RECORD,
    SESSION,
    TIME,
    define,
    heart_rates,
    put,
)
from .fit_bytes import fit as slow_fit

Builder = Callable[[int], bytes]
CENTURY_S: Final = 0xFFFF_0000
DAY_S: Final = 86_400


def fit(*messages: bytes, size: int | None = None) -> bytes:
    """As that of ``fit_bytes``, whose checksum is too slow for megabytes."""
    content = slow_fit(*messages, size=size, crc=False)
    return content + struct.pack("<H", crc16(content))


def announced_gigabytes(size: int) -> bytes:
    """A header that announces 4 GB; then records."""
    records = _many("<xIB", size, lambda i: (NOON + i, 140))
    return fit(define(0, RECORD, TIME, HEART_RATE) + records, size=0xFFFF_FFFF)


def wide_definitions(size: int) -> bytes:
    """A definition of 255 fields of 255 bytes, of which there is one message, again and again."""
    fields = [(n, "byte", 255) for n in range(255)]
    one = define(1, RECORD, *fields) + b"\x01" + bytes(255 * 255)
    return fit(heart_rates(140), one * (size // len(one)))


def wide_definition_alone(size: int) -> bytes:
    """The same definition of 255 fields of 255 bytes; no message of it."""
    fields = [(n, "byte", 255) for n in range(255)]
    one = define(1, RECORD, *fields)
    return fit(heart_rates(140), one * (size // len(one)))


def one_number_many_times(size: int) -> bytes:
    """Records in which all of 255 fields are the heart rate."""
    layout = define(1, RECORD, *[HEART_RATE] * 255)
    return fit(heart_rates(140), layout, (b"\x01" + b"\x8c" * 255) * (size // 256))


def definition_bomb(size: int) -> bytes:
    """Every definition another one, each with a message."""
    each = (
        define(0, 1000 + i % 60_000, (i // 60_000, "u8", 1), (1, "u8", 1)) + b"\x00\x01\x02"
        for i in range(size // 15)
    )
    return fit(heart_rates(140), *each)


def record_definition_bomb(size: int) -> bytes:
    """Every record with a definition of its own."""
    each = (
        define(
            0, RECORD, TIME, HEART_RATE, (i & 0xFF, "u8", 1), (i >> 8 & 0xFF, "u8", 1 + (i >> 16))
        )
        + struct.pack("<xIBBB", NOON + i, 140, 1, 2)
        + bytes(i >> 16)
        for i in range(size // 26)
    )
    return fit(*each)


def big_definition_bomb(size: int) -> bytes:
    """Records each with a definition of its own, of 255 fields."""
    fields = [(n, "u8", 1) for n in range(252)]

    def one(i: int) -> bytes:
        odd = (TIME, (252, "u8", i & 0xFF or 1), (251, "u8", (i >> 8) + 1))
        layout = define(0, RECORD, *fields, *odd)
        values = bytes(252) + struct.pack("<I", NOON + i) + bytes((i & 0xFF or 1) + (i >> 8) + 1)
        return layout + b"\x00" + values

    return fit(*(one(i) for i in range(size // 1200)))


def one_byte_messages(size: int) -> bytes:
    """Records without any field."""
    return fit(heart_rates(140), define(1, RECORD), b"\x01" * size)


def one_byte_laps(size: int) -> bytes:
    """Laps without any field."""
    return fit(heart_rates(140), define(1, LAP), b"\x01" * size)


def short_times(size: int) -> bytes:
    """Records of two bytes, a second apart, with their times in the header byte."""
    layout = define(0, RECORD, HEART_RATE)
    turn = b"".join(bytes((0x80 | i, 140)) for i in range(32))
    return fit(heart_rates(140, start_s=NOON // 32 * 32), layout, turn * (size // 64))


def short_times_far_apart(size: int) -> bytes:
    """The same, 31 seconds apart."""
    layout = define(0, RECORD, HEART_RATE)
    turn = b"".join(bytes((0x80 | 31 * i & 0x1F, 140)) for i in range(32))
    return fit(heart_rates(140, start_s=NOON // 32 * 32), layout, turn * (size // 64))


def empty_short_times(size: int) -> bytes:
    """Records of one byte, which is a time."""
    layout = define(0, RECORD)
    turn = bytes(0x80 | i for i in range(32))
    return fit(heart_rates(140, start_s=NOON // 32 * 32), layout, turn * (size // 32))


def laps(size: int) -> bytes:
    """Nothing but laps, after one second."""
    layout = define(1, LAP, (2, "u32", 1), (7, "u32", 1), (24, "enum", 1))
    return fit(heart_rates(140, 141), layout, put(1, "<IIB", NOON, 1000, 0) * (size // 10))


def tiny_laps(size: int) -> bytes:
    """Laps of three bytes, of which nobody knows when they were."""
    layout = define(1, LAP, (24, "enum", 1), (25, "enum", 1))
    return fit(heart_rates(140, 141), layout, b"\x01\x00\x01" * (size // 3))


def events(size: int) -> bytes:
    """Stops and starts of the timer, each in a second of its own."""
    each = _many("<xIBB", size, lambda i: (NOON + i, 0, 0 if i % 2 else 4))
    layout = define(0, EVENT, TIME, (0, "enum", 1), (1, "enum", 1))
    ends = heart_rates(140) + heart_rates(140, start_s=NOON + size)
    return fit(ends, layout, each)


def events_of_one_second(size: int) -> bytes:
    """Stops and starts of the timer, all in the same second."""
    layout = define(1, EVENT, TIME, (0, "enum", 1), (1, "enum", 1))
    both = put(1, "<IBB", NOON + 1, 0, 4) + put(1, "<IBB", NOON + 1, 0, 0)
    return fit(heart_rates(140, 141, 142), layout, both * (size // 14))


def devices(size: int) -> bytes:
    """Devices, every one another."""
    each = _many("<xHI", size, lambda i: (1, i + 1))
    return fit(heart_rates(140), define(0, DEVICE, (2, "u16", 1), (3, "u32", 1)), each)


def stored_heart_rates(size: int) -> bytes:
    """``hr`` messages with a heart rate each."""
    each = _many("<xIBI", size, lambda i: (NOON + i, 140, 1024 * i & 0xFFFF_FFFF))
    layout = define(0, HR, TIME, (6, "u8", 1), (9, "u32", 1))
    return fit(heart_rates(255), layout, each)


def packed_heart_rates(size: int) -> bytes:
    """``hr`` messages with 170 heart rates each, which is as many as there can be."""
    anchor = define(1, HR, TIME, (9, "u32", 1)) + put(1, "<II", NOON, 0)
    one = b"\x02" + b"\x8c" * 170 + b"\x00\x04\x80" * 85
    layout = define(2, HR, (6, "u8", 170), (10, "byte", 255))
    return fit(heart_rates(255), anchor, layout, one * (size // len(one)))


def intervals(size: int) -> bytes:
    """RR intervals, 127 a message, all of one second."""
    one = put(1, "<127H", *[500] * 127)
    return fit(heart_rates(140), define(1, HRV, (0, "u16", 127)), one * (size // len(one)))


def beat_intervals(size: int) -> bytes:
    """Intervals in messages with a time, 125 a message."""
    one = put(1, "<I125H", NOON, *[4] * 125)
    layout = define(1, 290, TIME, (1, "u16", 125))
    return fit(heart_rates(*[140] * 9), layout, one * (size // len(one)))


def scattered_intervals(size: int) -> bytes:
    """RR intervals, two a second, each in a message of its own between records of two bytes."""
    layout = define(0, RECORD, HEART_RATE) + define(1, HRV, (0, "u16", 1))
    turn = b"".join(bytes((0x80 | i, 140, 1, 1, 0, 1, 1, 0)) for i in range(32))
    return fit(heart_rates(140, start_s=NOON // 32 * 32), layout, turn * (size // len(turn)))


def sessions(size: int) -> bytes:
    """Sessions that cover each other, every other one on foot."""
    layout = define(1, SESSION, TIME, (2, "u32", 1), (7, "u32", 1), (5, "enum", 1))
    both = put(1, "<IIIB", NOON, NOON, 10**9, 1) + put(1, "<IIIB", NOON, NOON, 10**9, 2)
    return fit(heart_rates(*[140] * 600), layout, both * (size // len(both)))


def jumping_times(size: int) -> bytes:
    """Records that lie 136 years apart, then nearer and nearer."""
    each = _many(
        "<xIB", size, lambda i: ((i // 2 * DAY_S * 2) % CENTURY_S if i % 2 else CENTURY_S - i, 140)
    )
    return fit(define(0, RECORD, TIME, HEART_RATE), each)


def one_second(size: int) -> bytes:
    """Records of one and the same second."""
    layout = define(0, RECORD, TIME, HEART_RATE)
    return fit(layout, put(0, "<IB", NOON, 140) * (size // 6))


def every_value_every_second(size: int) -> bytes:
    """Records of a real device's richness, a second apart: much to keep for each byte."""
    rest = ((4, "u8", 1), (53, "u8", 1), (6, "u16", 1), (2, "u16", 1), (5, "u32", 1))
    more = ((7, "u16", 1), (13, "u8", 1), (9, "u16", 1))
    layout = define(0, RECORD, HEART_RATE, *rest, *more)
    body = struct.pack("<BBBHHIHBH", 140, 85, 1, 2501, 2601, 123_457, 231, 17, 3)
    turn = b"".join(bytes((0x80 | i,)) + body for i in range(32))
    return fit(heart_rates(140, start_s=NOON // 32 * 32), layout, turn * (size // len(turn)))


def texts(size: int) -> bytes:
    """Devices whose names are 255 letters, every one another."""
    each = b"".join(b"\x01" + b"%0254d\0" % i for i in range(size // 256))
    return fit(heart_rates(140), define(1, DEVICE, (27, "str", 255)), each)


def wide_texts(size: int) -> bytes:
    """Devices whose names are bytes that are no UTF-8."""
    each = b"".join(b"\x01" + b"%08d" % i + b"\xff" * 247 for i in range(size // 256))
    return fit(heart_rates(140), define(1, DEVICE, (27, "str", 255)), each)


def developer_fields(size: int) -> bytes:
    """Descriptions of developer fields, each of a heart rate; and records that have 255 of them."""
    describe = define(
        1, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (15, "u8", 1), (8, "str", 4)
    )
    each = b"".join(
        struct.pack("<BBBBB4s", 1, i & 0xFF, i >> 8 & 0xFF, 2, 3, b"bpm")
        for i in range(min(65_536, size // 18))
    )
    record = define(0, RECORD, TIME, developer=[(n, 1, 0) for n in range(255)])
    count = (size - len(each)) // 260
    rows = b"".join(struct.pack("<xI", NOON + i) + b"\x01" * 255 for i in range(count))
    return fit(describe, each, record, rows)


def own_marks(size: int, text: bytes) -> bytes:
    """Records with a text in our own developer field of marks."""
    describe = define(
        1, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (3, "str", 6)
    ) + put(1, "<BBB6s", 0, 1, 7, b"marks")
    who = define(2, DEVELOPER_DATA, (1, "byte", 16), (3, "u8", 1))
    record = define(0, RECORD, TIME, developer=[(1, 255, 0)])
    rows = (struct.pack("<xI", NOON + i) + text.ljust(255, b"\0") for i in range(size // 260))
    return fit(who, put(2, "<16sB", DEVELOPER_ID, 0), describe, record, *rows)


def deep_marks(size: int) -> bytes:
    """Marks that are lists in lists in lists."""
    return own_marks(size, b"[" * 255)


def many_marks(size: int) -> bytes:
    """As many marks in every second as go into it."""
    return own_marks(size, b"[" + b'["lap"],' * 30 + b'["lap"]]')


def huge_numbers(size: int) -> bytes:
    """Marks with a number of 230 digits."""
    return own_marks(size, b'[["rpe",' + b"9" * 230 + b"]]")


def tiny_segments(size: int) -> bytes:
    """Headers behind headers, each of an empty file."""
    return slow_fit(header_bytes=12) * (size // 14)


def tiny_files(size: int) -> bytes:
    """Whole files behind each other, of one record each."""
    count = size // 34
    return b"".join(fit(heart_rates(140, start_s=NOON + i)) for i in range(count))


def unfinished_headers(size: int) -> bytes:
    """Headers that each announce all that is behind them."""
    return slow_fit(header_bytes=12, size=0, crc=False) * (size // 12)


def nested_announcements(size: int) -> bytes:
    """Small files of records, each of which is not what its checksum says."""
    each = (
        slow_fit(heart_rates(140, start_s=NOON + i), header_bytes=12, crc=False) + b"\xff\xff"
        for i in range(size // 32)
    )
    return b"".join(each)


def lost_threads(size: int) -> bytes:
    """Damage behind every few records, so that the thread is lost again and again."""
    layout = define(0, RECORD, TIME, HEART_RATE)
    each = (struct.pack("<xIB", NOON + i, 140) + b"\x0b" * (i % 6 == 5) for i in range(size // 6))
    return fit(layout, *each)[:-1]


def stray_records(size: int) -> bytes:
    """A damaged file in which every tenth record is of another year."""
    each = _many("<xIB", size, lambda i: (NOON + i - (10**8 if i % 10 == 9 else 0), 140))
    return fit(define(0, RECORD, TIME, HEART_RATE), each)[:-1]


def false_resumptions(size: int) -> bytes:
    """Nothing but places that look as if records went on, and do not."""
    layout = define(0, RECORD, TIME, HEART_RATE)
    good = b"".join(struct.pack("<xIB", NOON + k, 140) for k in range(8))
    decoy = struct.pack("<xIB", NOON + 9, 140) + b"\x0b"
    return fit(layout, good, b"\x0b", decoy * (size // len(decoy)))


def wandering_clock(size: int) -> bytes:
    """A damaged file whose clock leaps by a day with every record."""
    layout = define(0, RECORD, TIME, HEART_RATE)
    each = _many("<xIB", size, lambda i: (NOON + i * DAY_S & 0xFFFF_FFFF, 140))
    return fit(layout, each)[:-1]


def leaping_groups(size: int) -> bytes:
    """A damaged file whose clock leaps by a day behind every fifth record."""
    layout = define(0, RECORD, TIME, HEART_RATE)
    each = _many("<xIB", size, lambda i: (NOON + i // 5 * DAY_S % 0x7000_0000 + i % 5, 140))
    return fit(layout, each)[:-1]


def zeros(size: int) -> bytes:
    """A header, then zeros without end."""
    return slow_fit(size=0, crc=False) + bytes(size)


def repeated_developer_fields(size: int) -> bytes:
    """Records in which all of 255 developer fields are the same one, in two sizes."""
    describe = define(
        1, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (15, "u8", 1), (8, "str", 4)
    ) + put(1, "<BBBB4s", 1, 0, 2, 3, b"bpm")
    record = define(0, RECORD, TIME, developer=[(1, 1 + n % 2, 0) for n in range(255)])
    rows = b"".join(struct.pack("<xI", NOON + i) + b"\x8c" * 382 for i in range(size // 387))
    return fit(describe, record, rows)


def definitions_of_nothing(size: int) -> bytes:
    """One empty definition, again and again."""
    return fit(heart_rates(140), define(1, RECORD) * (size // 6))


def odd_heads(size: int) -> bytes:
    """Messages in whose header bytes odd bits are set, each behind a definition."""
    layout = define(0, RECORD, HEART_RATE)
    one = layout + b"".join(bytes((0x10 | 0x80 | i, 140)) for i in range(16)) + b"\x30\x8c"
    return fit(heart_rates(140), one * (size // len(one)))


def _many(layout: str, size: int, values: Callable[[int], tuple[int, ...]]) -> bytes:
    """As many messages as go into ``size``, of local number 0."""
    packed = struct.Struct(layout)
    return b"".join(packed.pack(*values(i)) for i in range(size // packed.size))


ALL: Final[tuple[Builder, ...]] = (
    announced_gigabytes,
    wide_definitions,
    wide_definition_alone,
    one_number_many_times,
    definition_bomb,
    record_definition_bomb,
    big_definition_bomb,
    one_byte_messages,
    one_byte_laps,
    short_times,
    short_times_far_apart,
    empty_short_times,
    laps,
    tiny_laps,
    events,
    events_of_one_second,
    devices,
    stored_heart_rates,
    packed_heart_rates,
    intervals,
    beat_intervals,
    scattered_intervals,
    sessions,
    jumping_times,
    one_second,
    every_value_every_second,
    texts,
    wide_texts,
    developer_fields,
    repeated_developer_fields,
    deep_marks,
    many_marks,
    huge_numbers,
    tiny_segments,
    tiny_files,
    unfinished_headers,
    nested_announcements,
    lost_threads,
    stray_records,
    false_resumptions,
    wandering_clock,
    leaping_groups,
    zeros,
    definitions_of_nothing,
    odd_heads,
)
