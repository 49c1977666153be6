"""FIT files of every maker to Recordings.

Three steps, each in files of its own: bytes to frames (``fit_frames``), frames to messages
(``fit_messages``), messages to meaning (here, with ``fit_seconds`` and ``fit_timeline``). Nothing
but records is ever required: laps, sessions, an end, even a right header may be missing, and come
in any order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_facts import devices_of, file_type_of, laps_of, sport_of, utc_offset_of
from runwalk.recording.fit_format import EPOCH_UNIX_S, FIRST_UTC_S
from runwalk.recording.fit_frames import has_header
from runwalk.recording.fit_messages import Decoded, FitMessage, decode
from runwalk.recording.fit_seconds import Second, Seconds
from runwalk.recording.fit_stored_hr import fill_heart_rates
from runwalk.recording.fit_timeline import (
    differentiate,
    longest_stretch,
    mark_pauses,
    on_foot,
    sessions_of,
    timer_start,
)
from runwalk.recording.recording import Problem, Recording

_LONGEST_LEAD_S = 60
_LONGEST_OWN_LEAD_S = 86_400  # ours may begin late; what is further off is a damaged time
_WHEELS_AND_WATER = frozenset(
    ("cycling", "e_biking", "swimming", "rowing", "paddling", "kayaking", "stand_up_paddleboarding")
)


def read_fit(path: Path) -> Recording:
    """Read a FIT file, whole or damaged.

    Raises:
        RecordingError: The file cannot be read, is no FIT file, or holds no second of anything.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise RecordingError(path, f"cannot be read: {error.strerror or error}") from error
    return fit_recording(content, path)


def fit_recording(content: bytes, path: Path) -> Recording:
    """Read the bytes of a FIT file, whole or damaged.

    ``t_s`` counts from the first record, or from the start of the timer where that came less than
    a minute earlier. Pauses of the timer are marks; a second in which the timer was switched but
    nothing measured becomes an empty Sample. RR intervals belong to the record they follow.

    Args:
        content: All of it.
        path: Where it came from.

    Raises:
        RecordingError: It is no FIT file, or holds no second of anything.
    """
    if not has_header(content):
        raise RecordingError(path, _why_not(content))
    return _recording(decode(content), path)


def _why_not(content: bytes) -> str:
    """What a file without a FIT header is, in words for people."""
    start = content[:512].lstrip().lower()
    if not content:
        return "is empty; copy it from the device again"
    if content.startswith((b"\x1f\x8b", b"PK\x03\x04")):
        return "is compressed; unpack it first"
    if start.startswith((b"<!doctype html", b"<html")):
        return "is a web page saved under this name; download the activity again while logged in"
    if start.startswith(b"<"):
        return "is XML (GPX or TCX?), not FIT; export the original file instead"
    if not content.strip(b"\0"):
        return "holds nothing but zeros; copy it from the device again"
    return "is not a FIT file"


def _why_empty(messages: Sequence[FitMessage], problems: Sequence[Problem]) -> str:
    """Why a FIT file holds no second of anything, in words for people."""
    file_type = file_type_of(messages)
    if file_type not in ("", "activity"):
        return f"is a FIT file of the kind {file_type!r}, not an activity: it holds no records"
    because = "; ".join(problem.what for problem in problems)
    return "holds no records" + (f" ({because})" if because else "")


def _recording(decoded: Decoded, path: Path) -> Recording:
    messages = tuple(chain.from_iterable(decoded.segments))
    found = Seconds()
    for segment in decoded.segments:
        found.add_segment(segment)
    problems = [*decoded.problems, *found.problems()]
    if not found.by_time:
        raise RecordingError(path, _why_empty(messages, problems))
    if len(decoded.segments) > 1:
        problems.append(Problem(what=f"{len(decoded.segments)} files in one; joined by time"))
    seconds, sessions, left_out = on_foot(found.by_time, sessions_of(messages))
    seconds, far_off = longest_stretch(seconds)
    problems += left_out + far_off + fill_heart_rates(seconds, messages)
    if not decoded.is_own:  # ours says by marks what the runner did, and needs no guesses
        mark_pauses(seconds, messages)
        problems += differentiate(seconds)
    start_s = _start(seconds, timer_start(messages), is_own=decoded.is_own)
    end_s = max(seconds)
    main = max(sessions, key=lambda session: session.elapsed_s or 0, default=None)
    sport, sub_sport = (main.sport, main.sub_sport) if main else sport_of(messages)
    counts_steps = decoded.is_own or sport not in _WHEELS_AND_WATER
    utc_offset_s, odd_offset = utc_offset_of(messages)
    is_utc = start_s >= FIRST_UTC_S
    if not is_utc:
        what = "the clock was never set: times count from when the device was switched on"
        problems.append(Problem(what=what, lost="the date"))
    return Recording(
        samples=tuple(
            _sample(t - start_s, second, counts_steps=counts_steps) for t, second in seconds.items()
        ),
        start_utc=_utc(start_s) if is_utc else None,
        utc_offset_s=utc_offset_s if is_utc else None,
        sport=sport,
        sub_sport=sub_sport,
        laps=laps_of(messages, start_s=start_s, end_s=end_s),
        devices=devices_of(messages),
        problems=(*problems, *(odd_offset if is_utc else ())),
        path=path,
    )


def _start(seconds: Mapping[int, Second], started_s: int | None, *, is_own: bool) -> int:
    """The second that becomes 0, by FIT time [s]."""
    first_s = min(seconds)
    if started_s is None or started_s > first_s:
        return first_s
    longest_s = _LONGEST_OWN_LEAD_S if is_own else _LONGEST_LEAD_S
    return started_s if first_s - started_s < longest_s else first_s


def _sample(t_s: int, second: Second, *, counts_steps: bool) -> Sample:
    values = second.values
    return Sample.rounded(
        t_s,
        hr_bpm=values.get("hr_bpm"),
        rr_ms=tuple(second.rr_ms),
        speed_mps=values.get("speed_mps"),
        altitude_m=values.get("altitude_m"),
        grade=values.get("grade"),
        distance_m=values.get("distance_m"),
        cadence_spm=values.get("cadence_spm") if counts_steps else None,
        power_w=values.get("power_w"),
        temperature_c=values.get("temperature_c"),
        contact=second.has_contact,
        marks=tuple(second.marks),
    )


def _utc(time_s: int) -> datetime:
    return datetime.fromtimestamp(EPOCH_UNIX_S + time_s, UTC)
