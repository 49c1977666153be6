"""What every FIT file is made of: epoch, header, checksum, base types and message numbers.

Both directions share this: :mod:`~runwalk.recording.fit_writer` builds files from it, and
:mod:`~runwalk.recording.fit_frames` takes them apart.

Source: the reader and the profile (20.8) of fitparse 1.2.0, which carry over Garmin's FIT SDK.
"""

from __future__ import annotations

import struct
from enum import Enum, IntEnum
from typing import Final

from fastcrc.crc16 import arc

EPOCH_UNIX_S: Final = 631_065_600
"""FIT's own second 0, 1989-12-31T00:00:00Z, in Unix time [s]."""

FIRST_UTC_S: Final = 0x1000_0000
"""A ``date_time`` below this counts from when the device was switched on [s]."""

HEADER_BYTES: Final = 14
SIGNATURE: Final = b".FIT"
DEVELOPER_ID: Final = b"runwalk samples1"
"""``application_id`` of our developer fields: 16 bytes, in letters so that a hex dump tells."""

_PROTOCOL = 0x20  # 2.0: developer fields
_PROFILE = 21_218


class Message(IntEnum):
    """Global numbers of the messages that matter to a run."""

    FILE_ID = 0
    USER_PROFILE = 3
    SPORT = 12
    SESSION = 18
    LAP = 19
    RECORD = 20
    EVENT = 21
    DEVICE_INFO = 23
    WORKOUT = 26
    WORKOUT_STEP = 27
    ACTIVITY = 34
    HRV = 78
    HR = 132
    TIMESTAMP_CORRELATION = 162
    FIELD_DESCRIPTION = 206
    DEVELOPER_DATA_ID = 207
    BEAT_INTERVALS = 290
    RAW_BBI = 372


class OwnField(IntEnum):
    """Our developer fields, by number; the lower-case name is the field's name."""

    CONTACT = 0  # on a record
    MARKS = 1  # on a record
    CUE = 2  # on a record
    TRIGGER = 3  # on a lap
    PLAN = 4  # on a device_info: a piece of it
    SERIAL = 5  # on a device_info, where it is no number that FIT can keep


class Base(Enum):
    """A base type: its code in a definition, struct's letter, its bytes and its *invalid*."""

    ENUM = (0x00, "B", 1, 0xFF)
    SINT8 = (0x01, "b", 1, 0x7F)
    UINT8 = (0x02, "B", 1, 0xFF)
    SINT16 = (0x83, "h", 2, 0x7FFF)
    UINT16 = (0x84, "H", 2, 0xFFFF)
    SINT32 = (0x85, "i", 4, 0x7FFF_FFFF)
    UINT32 = (0x86, "I", 4, 0xFFFF_FFFF)
    STRING = (0x07, "s", 1, 0)
    FLOAT32 = (0x88, "f", 4, None)
    FLOAT64 = (0x89, "d", 8, None)
    UINT8Z = (0x0A, "B", 1, 0)
    UINT16Z = (0x8B, "H", 2, 0)
    UINT32Z = (0x8C, "I", 4, 0)
    BYTE = (0x0D, "B", 1, 0xFF)
    SINT64 = (0x8E, "q", 8, 0x7FFF_FFFF_FFFF_FFFF)
    UINT64 = (0x8F, "Q", 8, 0xFFFF_FFFF_FFFF_FFFF)
    UINT64Z = (0x90, "Q", 8, 0)

    def __init__(self, code: int, letter: str, size: int, invalid: int | None) -> None:
        self.code = code
        self.letter = letter
        self.size = size
        self.invalid = invalid


def crc16(content: bytes, crc: int = 0) -> int:
    """Continue FIT's checksum over more bytes; that of a file with its own checksum is 0.

    Source: ``fitparse.records.Crc`` 1.2.0, "taken verbatim from FIT SDK docs"; it is the one known
    as CRC-16/ARC (polynomial 0x8005 reflected, start value 0).

    >>> hex(crc16(b"123456789"))
    '0xbb3d'
    """
    return arc(content, crc)


def header(data_bytes: int) -> bytes:
    """Build a 14-byte header with its own checksum for that many bytes of messages."""
    head = struct.pack("<BBHI4s", HEADER_BYTES, _PROTOCOL, _PROFILE, data_bytes, SIGNATURE)
    return head + struct.pack("<H", crc16(head))
