"""XML from anywhere, event by event, past damage, in hardly any memory.

The parser is expat, which comes with Python: it tells the byte at which something is wrong, keeps
no tree, and wants no declared prefixes. lxml is not used for reading: with ``recover`` it passes
over damage without a word, and can stop early without one.

Rule 1: what was not finished when damage came is forgotten, never guessed.
Rule 2: behind damage, reading goes on at the next point, as if its elders had just been opened.
Rule 3: a document type of its own, which is what entity bombs and their kin need, is refused.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import chain
from typing import Final, Protocol
from xml.parsers import expat

from runwalk.recording.recording import Problem

_SPACE = b" \t\r\n"
_DECLARED = re.compile(rb"^<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_HEAD_BYTES = 512
_DEEPEST = 64
_LONGEST_TEXT = 256
_LONGEST_TOKEN_BYTES = 262_144
_MOST_NAMES = 4_096
_MOST_DAMAGES = 1_000
_TOLD_DAMAGES = 5
_ELDERS: Final[Mapping[str, tuple[str, ...]]] = {  # where reading goes on, and within what
    "trkpt": ("gpx", "trk", "trkseg"),
    "trkseg": ("gpx", "trk"),
    "trk": ("gpx",),
    "type": ("gpx", "trk"),  # it stands behind names, in which an & is often left bare
    "Trackpoint": ("TrainingCenterDatabase", "Activities", "Activity", "Lap", "Track"),
    "Track": ("TrainingCenterDatabase", "Activities", "Activity", "Lap"),
    "Lap": ("TrainingCenterDatabase", "Activities", "Activity"),
    "Activity": ("TrainingCenterDatabase", "Activities"),
}
_HANDLE = re.compile(rb"<([A-Za-z0-9_.-]{1,20}:)?(" + "|".join(_ELDERS).encode() + rb")[\s>]")
_HANDLE_BYTES = 64  # longer than any match of it


class XmlRefusedError(Exception):
    """XML that is not read at all, and why, in words for people."""


class Listener(Protocol):
    """What makes sense of the elements. Names come without their prefix."""

    def begin(self, name: str, attributes: Mapping[str, str], parent: str) -> None:
        """An element begins."""

    def end(self, name: str, text: str, parent: str) -> None:
        """An element is whole; ``text`` is what stood in it behind its last child, cut short."""

    def forget(self) -> None:
        """Damage came: what is not finished is not to be kept."""

    @property
    def has_enough(self) -> bool:
        """Whether nothing more is wanted; asked now and then."""


def listen(pieces: Iterable[bytes], listener: Listener) -> list[Problem]:
    """Let a listener hear a document, as far as it goes.

    Args:
        pieces: Its bytes, as they come.
        listener: What hears it.

    Returns:
        What was wrong; ``at`` is a byte of the document as it is unpacked.

    Raises:
        XmlRefusedError: It has a document type of its own.
    """
    return _Reading(listener).read(pieces)


def without_preface(head: bytes) -> bytes:
    """The beginning of a document without a byte order mark of UTF-8 and leading white space.

    White space before the XML declaration is an error, and what Strava's exports begin with.
    """
    return head.removeprefix(codecs.BOM_UTF8).lstrip(_SPACE)


class _HostileError(Exception):
    """Something no recording has, behind which nothing is read."""


class _Reading:
    """One document on its way through one parser after the other.

    Args:
        listener: What hears it.
    """

    def __init__(self, listener: Listener) -> None:
        self._listener = listener
        self._names: dict[str, str] = {}
        self._encoding = "utf-8"
        self._stack: list[str] = []
        self._text: list[str] = []
        self._text_length = 0
        self._has_root = False
        self._is_muted = False
        self._problems: list[Problem] = []
        self._damages_count = 0
        self._damage: Problem | None = None  # one behind which nothing was found yet
        self._begin_parser(0)

    def read(self, pieces: Iterable[bytes]) -> list[Problem]:
        """Read all of it; as :func:`listen`."""
        end = 0
        kept = b""  # while lost: the last bytes, in which a handle may have begun
        try:
            for at, piece in self._placed(pieces):
                end = at + len(piece)
                kept = self._take(kept + piece, at - len(kept))
                if self._listener.has_enough:
                    return self._told(end)
                self._refuse_hostile(end)
            if self._damage is None:
                self._parser.Parse(b"", True)
        except _HostileError as error:
            self._problems.append(Problem(what=f"{error}", at=end, lost="what came behind"))
        except expat.ExpatError:
            self._problems.append(
                Problem(what="the XML is cut short", at=end, lost="what came behind")
            )
        return self._told(end)

    def _take(self, rest: bytes, at: int) -> bytes:
        """Parse bytes, past every damage in them.

        Returns:
            What is to be seen again with the next bytes.
        """
        while rest:
            if self._damage is not None:
                handle = _HANDLE.search(rest)
                if handle is None:
                    return rest[-_HANDLE_BYTES:]
                at, rest = at + handle.start(), rest[handle.start() :]
                self._resume(handle, at)
            try:
                self._parser.Parse(rest, False)
            except expat.ExpatError as error:
                found_at = max(self._base + self._parser.ErrorByteIndex, at)
                self._note(error, found_at)
                seen = min(max(found_at - at, 1), len(rest))
                at, rest = at + seen, rest[seen:]
            else:
                return b""
        return b""

    def _note(self, error: expat.ExpatError, at: int) -> None:
        self._listener.forget()
        self._damages_count += 1
        if self._damages_count > _MOST_DAMAGES:
            raise _HostileError(f"damaged XML in more than {_MOST_DAMAGES} places")
        what = (
            "something behind the end of the XML"
            if self._has_root and not self._stack
            else f"damaged XML ({expat.ErrorString(error.code)})"
        )
        self._damage = Problem(what=what, at=at)

    def _resume(self, handle: re.Match[bytes], at: int) -> None:
        """Go on at an element that begins at ``at``."""
        self._tell_damage(at)
        prefix, name = (handle[1] or b"").decode(), handle[2].decode()
        elders = "".join(f"<{prefix}{elder}>" for elder in _ELDERS[name]).encode()
        self._stack.clear()
        self._begin_parser(at - len(elders))
        self._is_muted = True
        self._parser.Parse(elders, False)
        self._is_muted = False

    def _told(self, end: int) -> list[Problem]:
        self._tell_damage(end)
        if (more := self._damages_count - _TOLD_DAMAGES) > 0:
            self._problems.append(Problem(what=f"damaged XML in more places: {more}"))
        return self._problems

    def _tell_damage(self, until: int) -> None:
        """Tell the damage that was last, now that it is known how far it reached."""
        if self._damage is not None and self._damages_count <= _TOLD_DAMAGES:
            lost_bytes = until - (self._damage.at or 0)
            self._problems.append(replace(self._damage, lost=f"{lost_bytes} bytes"))
        self._damage = None

    def _placed(self, pieces: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
        """The pieces and where they lie, in an encoding that is known, without a preface."""
        pieces = iter(pieces)
        head, at = b"", 0
        for piece in pieces:
            before = len(head) + len(piece)
            head += piece
            if not head.startswith(_UTF_16):
                head = without_preface(head)
            at += before - len(head)
            if len(head) >= _HEAD_BYTES:
                break
        if head.startswith(_UTF_16):
            pieces, head = _utf_8_from_16(chain((head,), pieces)), b""
        declared = _DECLARED.match(head)
        if declared and not declared[1].lower().startswith((b"utf", b"ucs")):
            self._encoding = "iso-8859-1"  # finds every tag and every digit, whatever it is
        self._begin_parser(at)
        for piece in chain((head,), pieces):
            yield at, piece
            at += len(piece)

    def _begin_parser(self, base: int) -> None:
        """A new parser, whose first byte is the document's byte ``base``."""
        self._base = base
        self._parser = expat.ParserCreate(self._encoding, None, self._names)
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._begin
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._hear
        self._parser.StartDoctypeDeclHandler = _refuse_doctype

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        local = name[name.find(":") + 1 :]
        parent = self._stack[-1] if self._stack else ""
        self._stack.append(local)
        self._has_root = True
        self._text.clear()
        self._text_length = 0
        if len(self._stack) > _DEEPEST:
            raise _HostileError(f"elements nested more than {_DEEPEST} deep")
        if not self._is_muted:
            self._listener.begin(local, attributes, parent)

    def _end(self, name: str) -> None:
        local = self._stack.pop()
        self._listener.end(
            local, "".join(self._text).strip(), self._stack[-1] if self._stack else ""
        )
        self._text.clear()
        self._text_length = 0

    def _hear(self, text: str) -> None:
        if self._text_length < _LONGEST_TEXT:
            self._text.append(text[: _LONGEST_TEXT - self._text_length])
            self._text_length += len(text)

    def _refuse_hostile(self, end: int) -> None:
        if len(self._names) > _MOST_NAMES:
            raise _HostileError(f"more than {_MOST_NAMES} different names of elements")
        # Before its version 2.6, expat looks at all of an unfinished token again for each piece.
        parsed = self._base + self._parser.CurrentByteIndex
        if self._damage is None and end - parsed > _LONGEST_TOKEN_BYTES:
            raise _HostileError(f"a tag of more than {_LONGEST_TOKEN_BYTES // 1024} KiB")


def _refuse_doctype(*_: object) -> None:
    raise XmlRefusedError("has a document type of its own, as no recording has; refused")


def _utf_8_from_16(pieces: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")(errors="replace")
    for piece in pieces:
        yield decoder.decode(piece).encode("utf-8", "replace")
