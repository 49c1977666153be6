"""Tiny FIT files, byte by byte, as devices write them; knows nothing of our own writer."""

from __future__ import annotations

import struct
from collections.abc import Sequence

CODES = {
    "enum": (0x00, "B"),
    "u8": (0x02, "B"),
    "s16": (0x83, "h"),
    "u16": (0x84, "H"),
    "u32": (0x86, "I"),
    "byte": (0x0D, "B"),
    "str": (0x07, "s"),
}
FILE_ID, SPORT, SESSION, LAP, RECORD, EVENT, DEVICE, ACTIVITY = 0, 12, 18, 19, 20, 21, 23, 34
HRV, HR, FIELD_DESCRIPTION, DEVELOPER_ID = 78, 132, 206, 207
NOON = 1_000_000_000  # a FIT time: 2021-09-08T01:46:40Z
TIME = (253, "u32", 1)
HEART_RATE = (3, "u8", 1)


def define(
    local: int,
    message: int,
    *fields: tuple[int, str, int],
    developer: Sequence[tuple[int, int, int]] = (),
    big_endian: bool = False,
) -> bytes:
    """A definition; a field is its number, its kind and how many, or for ``raw`` its size."""
    order = ">" if big_endian else "<"
    head = 0x40 | (0x20 if developer else 0) | local
    parts = [struct.pack(f"{order}BBBHB", head, 0, big_endian, message, len(fields))]
    for number, kind, count in fields:
        code, letter = CODES[kind]
        parts.append(bytes((number, struct.calcsize(f"<{letter}") * count, code)))
    if developer:
        parts.append(bytes((len(developer),)))
        parts += [bytes(field) for field in developer]
    return b"".join(parts)


def put(local: int, layout: str, *values: object, compressed_s: int | None = None) -> bytes:
    """A data message; ``layout`` is struct's, with its byte order."""
    head = local if compressed_s is None else 0x80 | local << 5 | compressed_s & 0x1F
    return bytes((head,)) + struct.pack(layout, *values)


def fit(
    *messages: bytes, size: int | None = None, header_bytes: int = 14, crc: bool = True
) -> bytes:
    """A whole file; ``size`` is what the header says where that is not the truth."""
    body = b"".join(messages)
    told = len(body) if size is None else size
    head = struct.pack("<BBHI4s", header_bytes, 0x20, 2078, told, b".FIT")
    content = head + bytes(header_bytes - 12) + body  # a header checksum of 0 is allowed
    return content + struct.pack("<H", arc(content)) if crc else content


def heart_rates(*rates_bpm: int, start_s: int = NOON) -> bytes:
    """A record per second with nothing but a heart rate, under local number 0."""
    records = (put(0, "<IB", start_s + i, bpm) for i, bpm in enumerate(rates_bpm))
    return define(0, RECORD, TIME, HEART_RATE) + b"".join(records)


def timer(time_s: int, kind: int) -> bytes:
    """A timer event of one's own definition under local number 15: 0 starts, 4 stops."""
    return define(15, EVENT, TIME, (0, "enum", 1), (1, "enum", 1)) + put(
        15, "<IBB", time_s, 0, kind
    )


def session(start_s: int, elapsed_s: int, sport: int) -> bytes:
    """A session under local number 14."""
    layout = define(14, SESSION, TIME, (2, "u32", 1), (7, "u32", 1), (5, "enum", 1))
    return layout + put(14, "<IIIB", start_s + elapsed_s, start_s, elapsed_s * 1000, sport)


def arc(content: bytes) -> int:
    """FIT's checksum, bit by bit."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    return crc
