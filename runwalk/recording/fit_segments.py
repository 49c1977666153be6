"""A FIT file taken apart into segments: a header, and the messages that it announces.

Files may hold several, one after the other. What can be forgiven is forgiven: a header that a
dying watch never finished, a missing checksum, rubbish at the end.
"""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.recording.fit_format import SIGNATURE, crc16
from runwalk.recording.recording import Problem

_SHORT_HEADER_BYTES = 12  # without its own checksum
_CRC_BYTES = 2
_MOST_SEGMENTS = 100  # of real files a few; more were made to keep this program busy


@dataclass(frozen=True, slots=True)
class Segment:
    """Where the messages of one header lie.

    Attributes:
        start: Offset of the first message [bytes].
        end: Offset just behind the last [bytes].
        is_whole: Nothing is missing or changed: the checksum says so.
    """

    start: int
    end: int
    is_whole: bool


def has_header(content: bytes, at: int = 0) -> bool:
    """Whether a FIT header begins there."""
    return content[at + 8 : at + _SHORT_HEADER_BYTES] == SIGNATURE


def segments_of(content: bytes) -> tuple[tuple[Segment, ...], tuple[Problem, ...]]:
    """Find the segments of a file; a second copy of one is told and left out.

    Args:
        content: The whole file, known to begin with a FIT header.
    """
    segments: list[Segment] = []
    problems: list[Problem] = []
    seen: set[bytes] = set()
    at = header_count = 0
    while at < len(content):
        if not has_header(content, at):
            rest = len(content) - at
            problems.append(Problem(what=f"{rest} bytes behind the end that are not FIT", at=at))
            break
        header_count += 1
        if header_count > _MOST_SEGMENTS:
            what = f"more than {_MOST_SEGMENTS} files in one"
            problems.append(Problem(what=what, at=at, lost=f"the last {len(content) - at} bytes"))
            break
        start = at + max(content[at], _SHORT_HEADER_BYTES)
        announced = int.from_bytes(content[at + 4 : at + 8], "little")
        end = min(start + announced, len(content)) if announced else len(content)
        problem = _ending_problem(content, at, announced, start, end)
        problems += [problem] if problem else []
        span = content[start:end]
        if span in seen:
            problems.append(Problem(what="a second copy of what came before", at=start))
        else:
            seen.add(span)
            segments.append(Segment(min(start, end), end, is_whole=problem is None))
        at = end + _CRC_BYTES
    return tuple(segments), tuple(problems)


def _ending_problem(
    content: bytes, header_at: int, announced: int, start: int, end: int
) -> Problem | None:
    """What is wrong with the way a segment ends, if anything."""
    if not announced:
        what = "the header was never finished, as when a watch dies; read to the end of the file"
        return Problem(what=what, at=header_at)
    missing = start + announced - len(content)
    if missing > 0:
        lost = f"the last {missing} bytes"
        return Problem(what="the file is cut short", at=len(content), lost=lost)
    if end + _CRC_BYTES > len(content):
        return Problem(what="the checksum at the end is missing", at=end)
    if crc16(content[header_at : end + _CRC_BYTES]):
        return Problem(what="the checksum does not match: some values may be wrong", at=end)
    return None
