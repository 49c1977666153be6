"""Damage that knows what a FIT file is made of, and so gets past its checksum and its lengths."""

from __future__ import annotations

import gzip
import random
import struct
from collections.abc import Sequence

from runwalk.recording.fit_format import crc16

_ODD_BYTES = (0, 1, 0x7F, 0x80, 0xFE, 0xFF)
_BASES = (0x00, 0x01, 0x02, 0x83, 0x84, 0x85, 0x86, 0x07, 0x88, 0x89, 0x0A, 0x8B, 0x8C, 0x0D, 0x8F)
_NUMBERS = (0, 1, 2, 3, 5, 6, 7, 8, 9, 10, 24, 73, 78, 253, 254)
_MESSAGES = (0, 12, 18, 19, 20, 21, 23, 34, 78, 132, 162, 206, 207, 290, 372)


def mutated(content: bytes, others: Sequence[bytes], dice: random.Random, most_bytes: int) -> bytes:
    """A few changes to a file; at most that long."""
    pieces = messages_of(content)
    if len(pieces) < 2 or dice.random() < 0.15:
        return _blind(content, dice)[:most_bytes]
    for _ in range(dice.choice((1, 1, 2, 3, 6))):
        dice.choice(_CHANGES)(pieces, others, dice)
        if not pieces:
            break
    return whole(pieces, dice)[:most_bytes]


def messages_of(content: bytes) -> list[bytes]:
    """The messages of the first segment; what cannot be told apart is the last."""
    if content[8:12] != b".FIT":
        return []
    at = max(content[0], 12)
    end = min(at + (int.from_bytes(content[4:8], "little") or len(content)), len(content))
    sizes: dict[int, int] = {}
    pieces = []
    while at < end:
        head = content[at]
        if head & 0xC0 == 0x40 and at + 6 <= end:
            size = 6 + 3 * content[at + 5]
            told = content[at + 6 : at + size]
            sizes[head & 0x0F] = 1 + sum(told[1::3])
            if head & 0x20 and at + size < end:
                extra = content[at + size + 1 : at + size + 1 + 3 * content[at + size]]
                sizes[head & 0x0F] += sum(extra[1::3])
                size += 1 + len(extra)
        else:
            size = sizes.get(head >> 5 & 3 if head & 0x80 else head & 0x0F, end - at)
        pieces.append(content[at : min(at + size, end)])
        at += size
    return pieces


def whole(pieces: Sequence[bytes], dice: random.Random) -> bytes:
    """A file of these messages, mostly with the right size and the right checksum."""
    body = b"".join(pieces)
    told = len(body) if dice.random() < 0.95 else dice.choice((0, 0xFFFF_FFFF, len(body) // 2))
    content = struct.pack("<BBHI4sxx", 14, 0x20, 2078, told, b".FIT") + body
    crc = crc16(content) if dice.random() < 0.8 else dice.getrandbits(16)
    content += struct.pack("<H", crc)
    return gzip.compress(content, 1) if dice.random() < 0.01 else content


def _blind(content: bytes, dice: random.Random) -> bytes:
    """Changes that know nothing."""
    changed = bytearray(content)
    for _ in range(dice.choice((1, 2, 4, 16))):
        at = dice.randrange(len(changed) + 1)
        kind = dice.randrange(4)
        if kind == 0 and at < len(changed):
            changed[at] = dice.choice((*_ODD_BYTES, dice.randrange(256)))
        elif kind == 1:
            del changed[at : at + dice.randrange(1, 40)]
        elif kind == 2:
            changed[at:at] = dice.randbytes(dice.randrange(1, 8))
        else:
            changed[at:at] = changed[at : at + dice.randrange(1, 200)]
    return bytes(changed)


def _at(pieces: Sequence[bytes], dice: random.Random) -> int:
    return dice.randrange(len(pieces))


def _flip(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    at = _at(pieces, dice)
    changed = bytearray(pieces[at])
    place = dice.randrange(len(changed)) if changed else 0
    changed[place : place + 1] = bytes((dice.choice((*_ODD_BYTES, dice.randrange(256))),))
    pieces[at] = bytes(changed)


def _delete(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    at = _at(pieces, dice)
    del pieces[at : at + dice.choice((1, 1, 5))]


def _duplicate(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    at = _at(pieces, dice)
    pieces[at:at] = pieces[at : at + dice.choice((1, 3))] * dice.choice((1, 2, 30))


def _swap(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    a, b = _at(pieces, dice), _at(pieces, dice)
    pieces[a], pieces[b] = pieces[b], pieces[a]


def _redefine(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    """Change the kind, the number or the size of a field, or what message it is in."""
    places = [i for i, one in enumerate(pieces) if len(one) >= 9 and one[0] & 0xC0 == 0x40]
    if not places:
        return
    at = dice.choice(places)
    changed = bytearray(pieces[at])
    field = 6 + 3 * dice.randrange((len(changed) - 6) // 3)
    kind = dice.randrange(5)
    if kind == 0:
        changed[field] = dice.choice(_NUMBERS)
    elif kind == 1:
        changed[field + 1] = dice.choice((0, 1, 2, 3, 4, 5, 8, 255))
    elif kind == 2:
        changed[field + 2] = dice.choice(_BASES)
    elif kind == 3:
        changed[3:5] = struct.pack("<H", dice.choice(_MESSAGES))
    else:
        changed[2] ^= 1  # the other byte order
    pieces[at] = bytes(changed)


def _time(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    """Write a number of four bytes somewhere."""
    at = _at(pieces, dice)
    changed = bytearray(pieces[at])
    place = dice.randrange(max(len(changed) - 3, 1))
    number = dice.choice((0, 1, 0x0FFF_FFFF, 0x1000_0000, 0xFFFF_FFFF, 10**9 + dice.randrange(99)))
    changed[place : place + 4] = struct.pack("<I", number)
    pieces[at] = bytes(changed)


def _graft(pieces: list[bytes], others: Sequence[bytes], dice: random.Random) -> None:
    """Put in some messages of another file."""
    theirs = messages_of(dice.choice(others))
    if theirs:
        begin = dice.randrange(len(theirs))
        at = _at(pieces, dice)
        pieces[at:at] = theirs[begin : begin + dice.choice((1, 4, 20))]


def _shorten(pieces: list[bytes], _others: Sequence[bytes], dice: random.Random) -> None:
    """Write the head of a message as one with a short time."""
    at = _at(pieces, dice)
    if pieces[at]:
        pieces[at] = bytes((0x80 | dice.getrandbits(7),)) + pieces[at][1:]


_CHANGES = (_flip, _flip, _delete, _duplicate, _swap, _redefine, _redefine, _time, _graft, _shorten)
