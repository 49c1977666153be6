"""Any recording by its content, whatever its name says."""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from enum import Enum
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Final

from runwalk.errors import RecordingError
from runwalk.recording.recording import Problem, Recording

if TYPE_CHECKING:
    from runwalk.recording.unpack import Member

MOST_BYTES: Final = 256 * 2**20
"""No larger file is read, and nothing is unpacked beyond it [bytes].

Source: our choice. A day at one point a second is some 50 MB of TCX.
"""
LEAST_UNPACKED_WHOLE_BYTES: Final = 8 * 2**20
"""FIT and journals, which are read whole, may always be unpacked to this size [bytes]; beyond it,
to :data:`MOST_WHOLE_RATIO` times the compressed size."""
MOST_WHOLE_RATIO: Final = 8
LEAST_UNPACKED_XML_BYTES: Final = 32 * 2**20
"""XML, which is read piece by piece, may always be unpacked to this size [bytes]; beyond it, to
:data:`MOST_XML_RATIO` times the compressed size. This is about time, not memory."""
MOST_XML_RATIO: Final = 40
LEAST_POINTS: Final = 100_000
"""How many points of XML are always kept; beyond it, one for :data:`BYTES_A_POINT` of the file.

Source: our choice. It is 28 hours at one point a second. A point costs some 400 bytes.
"""
BYTES_A_POINT: Final = 25

_GLANCE_BYTES = 4_096


class Kind(Enum):
    """What a file can be, by its first bytes."""

    FIT = "a FIT file"
    JOURNAL = "a journal"
    XML = "XML"
    GZIP = "gzip"
    ZIP = "zip"


def read_recording(path: Path) -> Recording:
    """Read a FIT, TCX or GPX file or a journal, also out of a gzip or a zip.

    What reads them is imported only now: the package itself costs nothing.

    Raises:
        RecordingError: There is no such file, it cannot be read, it is too large to be a
            recording, or nothing in it can be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise RecordingError(path, "is a folder, not a recording")
        if not stat.S_ISREG(status.st_mode):  # reading a pipe or a device may never end
            raise RecordingError(path, "is no ordinary file; save the recording as one")
        if status.st_size > MOST_BYTES:
            most = f"{MOST_BYTES / 2**20:.0f} MiB"
            raise RecordingError(path, f"is larger than {most}, too large for a recording")
        with path.open("rb") as file:
            return _recording_in(file, status.st_size, path)
    except FileNotFoundError as error:
        raise RecordingError(path, "does not exist") from error
    except OSError as error:
        raise RecordingError(path, f"cannot be read: {error.strerror or error}") from error


def kind_of(head: bytes) -> Kind | None:
    r"""What a file is by its first bytes; None where it is nothing that can be read.

    >>> kind_of(b"PK\x03\x04..."), kind_of(b"  <?xml version='1.0'?><gpx>"), kind_of(b"hello")
    (<Kind.ZIP: 'zip'>, <Kind.XML: 'XML'>, None)
    """
    from runwalk.recording.journal import begins_as_journal
    from runwalk.recording.unpack import GZIP_SIGN, ZIP_SIGNS
    from runwalk.recording.xml_stream import without_preface

    if head.startswith(GZIP_SIGN):
        return Kind.GZIP
    if head.startswith(ZIP_SIGNS):
        return Kind.ZIP
    if begins_as_journal(head):
        return Kind.JOURNAL
    if head[8:12] == b".FIT":
        return Kind.FIT
    if head.startswith((b"\xff\xfe<\0", b"\xfe\xff\0<")):
        return Kind.XML
    text = without_preface(head)
    if text.startswith(b"<") and not _is_web_page(text):
        return Kind.XML
    return None


def why_not(head: bytes) -> str:
    """What a file is that is nothing to be read, in words for people.

    Args:
        head: Its first bytes; all of it, if it is short.
    """
    if not head:
        return "is empty; copy it from the device again"
    if _is_web_page(head.lstrip()):
        return "is a web page saved under this name; download the activity again while logged in"
    if not head.strip(b"\0"):
        return "holds nothing but zeros; copy it from the device again"
    return "is not a FIT file, a TCX, a GPX or a journal"


def _is_web_page(text: bytes) -> bool:
    return text[:512].lower().startswith((b"<!doctype html", b"<html"))


def _recording_in(file: BinaryIO, size: int, path: Path) -> Recording:
    """Read what an open file of a given size holds."""
    from runwalk.recording.unpack import gunzipped, pieces_of

    problems: list[Problem] = []
    head = file.read(_GLANCE_BYTES)
    file.seek(0)
    kind = kind_of(head)
    if kind is Kind.GZIP:
        pieces = gunzipped(pieces_of(file), problems)
        return _unpacked_recording(pieces, size, path, problems)
    if kind is Kind.ZIP:
        return _unzipped_recording(file, size, path, problems)
    return _plain_recording(pieces_of(file, most_bytes=MOST_BYTES), size, path, problems)


def _plain_recording(
    pieces: Iterable[bytes], size: int, path: Path, problems: list[Problem]
) -> Recording:
    """Read what is packed no more.

    Args:
        pieces: All of it.
        size: How large the file is that it came from [bytes].
        path: Where that is.
        problems: Where something is told while the pieces are taken.
    """
    from runwalk.recording.fit_reader import fit_recording
    from runwalk.recording.journal import journal_run
    from runwalk.recording.xml_reader import xml_recording

    head, pieces = _glance(pieces)
    kind = kind_of(head)
    if kind is Kind.XML:
        most_points = LEAST_POINTS + size // BYTES_A_POINT
        return xml_recording(pieces, path, most_points=most_points, problems=problems)
    if kind is Kind.FIT:
        recording = fit_recording(b"".join(pieces), path, file_bytes=size)
    elif kind is Kind.JOURNAL:
        recording = journal_run(b"".join(pieces), path, file_bytes=size).recording
    elif kind is None:
        because = "; ".join(problem.what for problem in problems)
        raise RecordingError(path, why_not(head) + (f" ({because})" if because else ""))
    else:
        raise RecordingError(path, f"holds a {kind.value} within another; unpack it first")
    return replace(recording, problems=(*problems, *recording.problems))


def _unpacked_recording(
    pieces: Iterable[bytes], size: int, path: Path, problems: list[Problem]
) -> Recording:
    """Read what was packed, up to the size that is allowed to what it is."""
    from runwalk.recording.unpack import limited

    head, pieces = _glance(pieces)
    most_bytes = _most_unpacked_bytes(kind_of(head), size)
    return _plain_recording(limited(pieces, most_bytes, path), size, path, problems)


def _unzipped_recording(
    file: BinaryIO, size: int, path: Path, problems: list[Problem]
) -> Recording:
    """Read the one recording that a zip holds, which may be a gzip, as in Strava's exports."""
    from runwalk.recording.unpack import gunzipped, limited, unzipped

    member = _recording_among(file, path, problems)
    head, pieces = _glance(unzipped(file, member, path, problems))
    if kind_of(head) is Kind.GZIP:
        pieces = gunzipped(limited(pieces, _most_unpacked_bytes(None, size), path), problems)
    return _unpacked_recording(pieces, size, path, problems)


def _recording_among(file: BinaryIO, path: Path, problems: list[Problem]) -> Member:
    """The member of a zip that is a recording.

    Raises:
        RecordingError: None is, or several are.
    """
    from runwalk.recording.unpack import MOST_LISTED, members_of, unzipped

    members = members_of(file, path, problems)
    if len(members) > MOST_LISTED:
        raise RecordingError(path, f"holds {len(members)} files; unpack it and give one of them")
    if len(members) > 1:
        members = [one for one in members if _may_be(_glance(unzipped(file, one, path, []))[0])]
    if len(members) > 1:
        raise RecordingError(
            path, f"holds {len(members)} recordings; unpack it and give one of them"
        )
    if not members:
        because = "; ".join(problem.what for problem in problems)
        raise RecordingError(path, "holds no recording" + (f" ({because})" if because else ""))
    return members[0]


def _may_be(head: bytes) -> bool:
    """Whether one of several files seems to be a recording."""
    kind = kind_of(head)
    if kind is Kind.XML:
        text = head.replace(b"\0", b"")  # of UTF-16 too
        return b"<gpx" in text or b"TrainingCenterDatabase" in text
    return kind is not None


def _glance(pieces: Iterable[bytes]) -> tuple[bytes, Iterator[bytes]]:
    """The first bytes, and all of it."""
    pieces = iter(pieces)
    head = b""
    for piece in pieces:
        head += piece
        if len(head) >= _GLANCE_BYTES:
            break
    return head, chain((head,), pieces)


def _most_unpacked_bytes(kind: Kind | None, size: int) -> int:
    """To how much a file may unpack: memory for what is read whole, time for the rest."""
    if kind in (Kind.FIT, Kind.JOURNAL):
        most_bytes = max(LEAST_UNPACKED_WHOLE_BYTES, MOST_WHOLE_RATIO * size)
    else:
        most_bytes = max(LEAST_UNPACKED_XML_BYTES, MOST_XML_RATIO * size)
    return min(most_bytes, MOST_BYTES)
