"""Compressed files, unpacked in memory, piece by piece, and never onto the disk.

What comes out is an iterator of small pieces: whoever takes them decides when it has been enough,
so that a bomb costs no more than the pieces taken. No size that a file declares is believed.
"""

from __future__ import annotations

import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO, Final

from runwalk.errors import RecordingError
from runwalk.recording.recording import Problem

GZIP_SIGN: Final = b"\x1f\x8b"
ZIP_SIGNS: Final = (b"PK\x03\x04", b"PK\x05\x06")  # the second begins a zip without members
PIECE_BYTES: Final = 65_536
MOST_LISTED: Final = 200  # that many members of a zip are looked into, to find the recording

_SMALL_PIECE_BYTES = 4_096
_MOST_PARTS = 10_000  # a gzip is one part; bgzip makes one for each 64 KiB
_MOST_DIRECTORY_BYTES = 4_194_304  # a zip with some 50,000 members
_RAW: Final = -zlib.MAX_WBITS
_GZIP: Final = 16 + zlib.MAX_WBITS
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _SIZES_FOLLOW = 0x1, 0x8  # bits of a member's flags
_LOCAL_SIGN = b"PK\x03\x04"
_LOCAL = struct.Struct("<4s5H3I2H")
_END = struct.Struct("<4s4H2IH")
_LOCATOR = struct.Struct("<4sIQI")
_END_64 = struct.Struct("<40xQ8x")
_HOSTILE = re.compile(r"[\x00-\x1f\x7f\\]|^/|^[A-Za-z]:|(^|/)\.\.(/|$)")
_SHOWN_LETTERS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A file within a zip.

    Attributes:
        name: As the zip tells it: hostile until looked at.
        at: Where its own header begins in the zip [bytes].
        packed_bytes: Its size in the zip, as declared; None where it is not told.
        crc: Its checksum, as declared; None where it is not told.
    """

    name: str
    at: int
    packed_bytes: int | None
    crc: int | None


def pieces_of(file: BinaryIO, *, most_bytes: int | None = None) -> Iterator[bytes]:
    """The bytes of a file from where it stands, piece by piece."""
    pieces = iter(partial(file.read, PIECE_BYTES), b"")
    return pieces if most_bytes is None else _first_bytes(pieces, most_bytes)


def limited(pieces: Iterable[bytes], most_bytes: int, path: Path) -> Iterator[bytes]:
    """Hand on the pieces of something unpacked, up to a size.

    Raises:
        RecordingError: There is more. That is said before the piece too many is handed on.
    """
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > most_bytes:
            raise RecordingError(
                path,
                f"unpacks to more than {most_bytes / 2**20:.0f} MiB, too much for a file of its "
                "size; refused",
            )
        yield piece


def gunzipped(pieces: Iterable[bytes], problems: list[Problem]) -> Iterator[bytes]:
    """Unpack a gzip, of one part or several, as far as it goes.

    Args:
        pieces: The compressed bytes.
        problems: Where damage is told.
    """
    parts_count = 0
    rest = _Pieces(pieces)
    while (head := next((piece for piece in rest if piece), None)) is not None:
        if parts_count and not head.strip(b"\0"):  # padding, which gzip itself passes over
            continue
        rest.push(head)
        if parts_count and not GZIP_SIGN.startswith(head[:2]):
            problems.append(Problem(what="something behind the gzip's end that is no gzip"))
            return
        if parts_count == _MOST_PARTS:
            what = f"a gzip of more than {_MOST_PARTS} parts"
            problems.append(Problem(what=what, lost="the parts behind them"))
            return
        inflation = _Inflation(rest, _GZIP)
        yield from inflation
        if inflation.problem is not None:
            problems.append(inflation.problem)
            return
        rest.push(inflation.left_over)
        parts_count += 1


def members_of(file: BinaryIO, path: Path, problems: list[Problem]) -> list[Member]:
    """The files in a zip that can be recordings: no folders, nothing hidden, nothing empty.

    A zip that was cut has no directory; its members are then found one behind the other.

    Raises:
        RecordingError: One of its names is that of a path to somewhere else, or there are too
            many.
    """
    if _directory_bytes(file) > _MOST_DIRECTORY_BYTES:
        raise RecordingError(path, "is a zip of too many files; unpack it and give one of them")
    try:
        with zipfile.ZipFile(file) as archive:
            found = [
                Member(
                    name=info.orig_filename,
                    at=info.header_offset,
                    packed_bytes=info.compress_size,
                    crc=info.CRC,
                )
                for info in archive.infolist()
            ]
    except (zipfile.BadZipFile, NotImplementedError, ValueError, EOFError, OSError, struct.error):
        what = "the zip has no directory at its end, as when it is cut short"
        problems.append(Problem(what=what, lost="what was behind the cut"))
        found = list(_found_in_order(file))
    for member in found:
        if _HOSTILE.search(member.name):
            raise RecordingError(
                path,
                f"holds a file named {_shown(member.name)}, a path to somewhere else; refused",
            )
    return [member for member in found if not _is_passed_over(member)]


def unzipped(
    file: BinaryIO, member: Member, path: Path, problems: list[Problem]
) -> Iterator[bytes]:
    """Unpack a member of a zip, as far as it goes.

    Args:
        file: The zip.
        member: One of :func:`members_of`.
        path: Where the zip is.
        problems: Where damage is told.

    Raises:
        RecordingError: It is encrypted, or packed in a way that is not read.
    """
    file.seek(member.at)
    header = file.read(_LOCAL.size)
    if len(header) < _LOCAL.size or not header.startswith(_LOCAL_SIGN):
        problems.append(Problem(what="a zip whose directory points to nothing", at=member.at))
        return
    _, _, flags, method, _, _, _, _, _, name_bytes, extra_bytes = _LOCAL.unpack(header)
    if flags & _ENCRYPTED:
        raise RecordingError(path, f"holds {_shown(member.name)} encrypted; unpack it first")
    if method not in (_STORED, _DEFLATED):
        raise RecordingError(
            path, f"holds {_shown(member.name)} packed by method {method}; unpack it first"
        )
    file.seek(name_bytes + extra_bytes, 1)
    inflation = _Inflation(pieces_of(file), _RAW) if method == _DEFLATED else None
    stored = pieces_of(file, most_bytes=member.packed_bytes)
    crc = 0
    for piece in inflation or stored:
        crc = zlib.crc32(piece, crc)
        yield piece
    if inflation is not None and inflation.problem is not None:
        problems.append(inflation.problem)
    elif member.crc is not None and crc != member.crc:
        what = "the checksum in the zip does not match: some values may be wrong"
        problems.append(Problem(what=what))


class _Inflation:
    """One deflated stream, unpacked piece by piece.

    Args:
        pieces: The compressed bytes; what is behind the stream's end is taken only in part.
        window_bits: What zlib is told of the stream's wrapping.

    Attributes:
        left_over: Behind the end: the rest of the piece that it lay in.
        problem: What was wrong, once all was taken; None where nothing was.
    """

    def __init__(self, pieces: Iterable[bytes], window_bits: int) -> None:
        self.left_over = b""
        self.problem: Problem | None = None
        self._pieces = pieces
        self._inflater = zlib.decompressobj(window_bits)
        self._taken_bytes = 0

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._pieces:
            for start in range(0, len(piece), _SMALL_PIECE_BYTES):
                small = piece[start : start + _SMALL_PIECE_BYTES]
                yield from self._inflate(small)
                if self.problem is not None:
                    return
                self._taken_bytes += len(small)
                if self._inflater.eof:
                    self.left_over = self._inflater.unused_data + piece[start + len(small) :]
                    return
        self.problem = Problem(
            what="the compressed data is cut short", at=self._taken_bytes, lost="what came behind"
        )

    def _inflate(self, small: bytes) -> Iterator[bytes]:
        """Unpack a small piece; zlib hands out nothing of one with an error, so try it again."""
        while True:
            spare = self._inflater.copy()
            try:
                unpacked = self._inflater.decompress(small, PIECE_BYTES)
            except zlib.error:
                yield from self._inflate_bytewise(spare, small)
                return
            yield unpacked
            small = self._inflater.unconsumed_tail
            if not small and len(unpacked) < PIECE_BYTES:
                return

    def _inflate_bytewise(self, inflater: zlib._Decompress, small: bytes) -> Iterator[bytes]:
        at = 0
        try:
            for at in range(len(small)):
                yield inflater.decompress(small[at : at + 1])
        except zlib.error:
            pass
        self.problem = Problem(
            what="the compressed data is damaged, or its checksum does not match",
            at=self._taken_bytes + at,
            lost="what came behind",
        )


class _Pieces:
    """Pieces, of which one can be given back."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self._pushed = b""

    def push(self, piece: bytes) -> None:
        """Give a piece back; it comes again next."""
        self._pushed = piece

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        if self._pushed:
            piece, self._pushed = self._pushed, b""
            return piece
        return next(self._pieces)


def _first_bytes(pieces: Iterable[bytes], most_bytes: int) -> Iterator[bytes]:
    left_bytes = most_bytes
    for piece in pieces:
        if left_bytes <= 0:
            return
        yield piece[:left_bytes]
        left_bytes -= len(piece)


def _directory_bytes(file: BinaryIO) -> int:
    """How large a zip says that its directory is; 0 where it does not."""
    size = file.seek(0, 2)
    file.seek(max(0, size - _END.size - _LOCATOR.size - 65_535))
    tail = file.read()
    at = tail.rfind(ZIP_SIGNS[1])
    if at < 0 or len(tail) - at < _END.size:
        return 0
    declared_bytes = int(_END.unpack_from(tail, at)[5])
    if declared_bytes == 0xFFFF_FFFF and at >= _LOCATOR.size:  # zip64 tells it elsewhere
        sign, _, end_at, _ = _LOCATOR.unpack_from(tail, at - _LOCATOR.size)
        file.seek(min(end_at, size))
        end = file.read(_END_64.size)
        if sign == b"PK\x06\x07" and len(end) == _END_64.size:
            declared_bytes = int(_END_64.unpack(end)[0])
    return min(declared_bytes, size)


def _found_in_order(file: BinaryIO) -> Iterator[Member]:
    """The members by their own headers, as far as one leads to the next."""
    at = 0
    for _ in range(MOST_LISTED):
        file.seek(at)
        header = file.read(_LOCAL.size)
        if len(header) < _LOCAL.size or not header.startswith(_LOCAL_SIGN):
            return
        _, _, flags, _, _, _, crc, packed_bytes, _, name_bytes, extra_bytes = _LOCAL.unpack(header)
        name = file.read(name_bytes)
        if len(name) < name_bytes:
            return
        is_sized = not flags & _SIZES_FOLLOW
        yield Member(
            name=name.decode("utf-8", "replace"),
            at=at,
            packed_bytes=packed_bytes if is_sized else None,
            crc=crc if is_sized else None,
        )
        if not is_sized:
            return
        at += _LOCAL.size + name_bytes + extra_bytes + packed_bytes


def _is_passed_over(member: Member) -> bool:
    """Folders, what is empty, and what operating systems put in beside the files."""
    parts = member.name.split("/")
    return (
        member.packed_bytes == 0
        or parts[-1] == ""
        or any(part.startswith(".") or part == "__MACOSX" for part in parts)
    )


def _shown(name: str) -> str:
    """A name from outside, harmless and short."""
    return ascii(name[:_SHOWN_LETTERS]) + ("..." if len(name) > _SHOWN_LETTERS else "")
