"""FIT files of every maker to Recordings.

From bytes to segments (``fit_segments``), to messages by their shapes (``fit_walk``,
``fit_thread``), to columns and rows (``fit_tables``, ``fit_rows``, ``fit_decoder``), to seconds
(``fit_seconds``, ``fit_stored_hr``, ``fit_timeline``), to Samples (``samples``). Nothing but
records is ever required: laps, sessions, an end, even a right header may be missing, and come in
any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from runwalk.errors import RecordingError
from runwalk.recording.fit_decoder import Decoded, decode
from runwalk.recording.fit_facts import (
    devices_of,
    file_type_of,
    laps_of,
    resting_bpm_of,
    sport_of,
    utc_offset_of,
)
from runwalk.recording.fit_format import EPOCH_UNIX_S, FIRST_UTC_S
from runwalk.recording.fit_own import cues_of, plan_of
from runwalk.recording.fit_seconds import seconds_of
from runwalk.recording.fit_segments import has_header
from runwalk.recording.fit_stored_hr import fill_heart_rates
from runwalk.recording.fit_timeline import (
    mark_pauses,
    on_foot,
    sessions_of,
    timer_events,
    timer_start,
)
from runwalk.recording.recording import Problem, Recording
from runwalk.recording.samples import samples_of
from runwalk.recording.seconds import Seconds, derived_speed, longest_stretch
from runwalk.recording.sport_names import WHEELS_AND_WATER

_LONGEST_LEAD_S = 60
_LONGEST_OWN_LEAD_S = 86_400  # ours may begin late; what is further off is a damaged time
# So many seconds a file can hold: a day and a half, and more in a large one. These limits are for
# those who pack small ones to make this program swell: a Sample takes some 300 bytes.
_MOST_SECONDS, _BYTES_PER_SECOND = 130_000, 22


def fit_recording(content: bytes, path: Path, *, file_bytes: int | None = None) -> Recording:
    """Read the bytes of a FIT file, whole or damaged.

    ``t_s`` counts from the first record, or from the start of the timer where that came less than
    a minute earlier. Pauses of the timer are marks; a second in which the timer was switched but
    nothing measured becomes an empty Sample. RR intervals belong to the record they follow.

    Args:
        content: All of it.
        path: Where it came from.
        file_bytes: How large the file was that it was unpacked from [bytes]; None if it was not.

    Raises:
        RecordingError: It is no FIT file, or holds no second of anything.
    """
    if not has_header(content):
        raise RecordingError(path, "is not a FIT file")
    return _recording(content, path, len(content) if file_bytes is None else file_bytes)


def _why_empty(decoded: Decoded, problems: Sequence[Problem]) -> str:
    """Why a FIT file holds no second of anything, in words for people."""
    file_type = file_type_of(decoded)
    if file_type not in ("", "activity"):
        return f"is a FIT file of the kind {file_type!r}, not an activity: it holds no records"
    because = "; ".join(problem.what for problem in problems)
    return "holds no records" + (f" ({because})" if because else "")


def _recording(content: bytes, path: Path, file_bytes: int) -> Recording:
    decoded = decode(content, file_bytes=file_bytes)
    seconds, odd = seconds_of(decoded.segments, file_bytes)
    problems = [*decoded.problems, *odd]
    if not len(seconds):
        raise RecordingError(path, _why_empty(decoded, problems))
    if len(decoded.segments) > 1:
        problems.append(Problem(what=f"{len(decoded.segments)} files in one; joined by time"))
    is_own = decoded.is_own
    events = timer_events(decoded)
    seconds, sessions, left_out = on_foot(seconds, sessions_of(decoded))
    seconds, far_off = longest_stretch(seconds)
    seconds, too_long = _bounded(seconds, file_bytes)
    seconds, unanchored = fill_heart_rates(seconds, decoded)
    problems += left_out + far_off + too_long + unanchored
    if not is_own:  # ours says by marks what the runner did, and needs no guesses
        seconds = mark_pauses(seconds, events)
        if not seconds.knows("speed_mps") and (speed_mps := derived_speed(seconds)) is not None:
            seconds = seconds.with_values("speed_mps", speed_mps)
            problems.append(Problem(what="no speed in the file; worked out from distance"))
    start_s = _start(seconds, timer_start(events), is_own=is_own)
    main = max(sessions, key=lambda session: session.elapsed_s or 0, default=None)
    sport, sub_sport = (main.sport, main.sub_sport) if main else sport_of(decoded)
    if not is_own and sport in WHEELS_AND_WATER:  # what turns there is a crank
        seconds = seconds.without("cadence_spm")
    utc_offset_s, odd_offset = utc_offset_of(decoded)
    is_utc = start_s >= FIRST_UTC_S
    if not is_utc:
        what = "the clock was never set: times count from when the device was switched on"
        problems.append(Problem(what=what, lost="the date"))
    return Recording(
        samples=samples_of(seconds, start_s),
        start_utc=_utc(start_s) if is_utc else None,
        utc_offset_s=utc_offset_s if is_utc else None,
        sport=sport,
        sub_sport=sub_sport,
        laps=laps_of(decoded, start_s=start_s, end_s=int(seconds.times_s[-1])),
        devices=devices_of(decoded),
        cues=cues_of(decoded, start_s) if is_own else (),
        plan=plan_of(decoded) if is_own else None,
        resting_bpm=resting_bpm_of(decoded),
        problems=(*problems, *(odd_offset if is_utc else ())),
        path=path,
    )


def _bounded(seconds: Seconds, file_bytes: int) -> tuple[Seconds, list[Problem]]:
    """No more seconds than a file of that size can hold."""
    most = _MOST_SECONDS + file_bytes // _BYTES_PER_SECOND
    if len(seconds) <= most:
        return seconds, []
    lost = f"the last {len(seconds) - most} seconds"
    what = "more seconds than a device would put into a file of this size"
    return seconds.kept(seconds.times_s < seconds.times_s[most]), [Problem(what=what, lost=lost)]


def _start(seconds: Seconds, started_s: int | None, *, is_own: bool) -> int:
    """The second that becomes 0, by FIT time [s]."""
    first_s = int(seconds.times_s[0])
    if started_s is None or started_s > first_s:
        return first_s
    longest_s = _LONGEST_OWN_LEAD_S if is_own else _LONGEST_LEAD_S
    return started_s if first_s - started_s < longest_s else first_s


def _utc(time_s: int) -> datetime:
    return datetime.fromtimestamp(EPOCH_UNIX_S + time_s, UTC)
