"""Which seconds of a file belong to the run, and what happened to its timer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import NamedTuple

import numpy as np

from runwalk.engine.sample import Mark, MarkKind
from runwalk.recording.fit_decoder import Decoded
from runwalk.recording.fit_format import Message
from runwalk.recording.fit_seconds import number, whole_number
from runwalk.recording.recording import Problem
from runwalk.recording.seconds import Mask, Seconds, Times
from runwalk.recording.sport_names import FOOT_SPORTS

_MOST_SESSIONS = 200
_STOPS = frozenset(("stop", "stop_all", "stop_disable", "stop_disable_all"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One sport of an activity, by FIT time.

    Attributes:
        sport: FIT's name; empty where unknown.
        sub_sport: FIT's name of its kind; empty where unknown.
        start_s: When it began [s]; None where unknown.
        elapsed_s: How long it took, pauses included [s]; None where unknown.
    """

    sport: str
    sub_sport: str
    start_s: int | None
    elapsed_s: float | None

    def covers(self, times_s: Times) -> Mask:
        """Which seconds lie in it; an unbounded session covers everything."""
        if self.start_s is None or self.elapsed_s is None:
            return np.ones(len(times_s), np.bool_)
        return (self.start_s <= times_s) & (times_s <= self.start_s + self.elapsed_s)


class TimerEvent(NamedTuple):
    """The timer was started or stopped.

    Attributes:
        time_s: When, by FIT time [s].
        has_stopped: Which of the two.
    """

    time_s: int
    has_stopped: bool


def sessions_of(decoded: Decoded) -> tuple[Session, ...]:
    """The sessions of a file, in its order."""
    wanted = ("sport", "sub_sport", "start_time", "total_elapsed_time")
    return tuple(
        Session(
            sport=name(row.values.get("sport")),
            sub_sport=name(row.values.get("sub_sport")),
            start_s=whole_number(row.values.get("start_time")),
            elapsed_s=number(row.values.get("total_elapsed_time")),
        )
        for row in islice(decoded.rows(Message.SESSION, *wanted), _MOST_SESSIONS)
    )


def name(value: object) -> str:
    """The profile's name for a value, or the number where the profile has none."""
    return str(value) if isinstance(value, str | int) else ""


def on_foot(
    seconds: Seconds, sessions: Sequence[Session]
) -> tuple[Seconds, tuple[Session, ...], list[Problem]]:
    """Of a multisport file, keep what was done on foot; of any other, everything.

    Returns:
        The seconds that stay, the sessions they belong to, and what was left out.
    """
    chosen = tuple(session for session in sessions if session.sport in FOOT_SPORTS)
    if len(chosen) in (0, len(sessions)):
        return seconds, tuple(sessions), []
    mask = np.zeros(len(seconds), np.bool_)
    for one in chosen:
        mask |= one.covers(seconds.times_s)
    others = ", ".join(dict.fromkeys(one.sport for one in sessions if one not in chosen))
    if not mask.any():
        what = f"the sessions on foot hold no records; took those of {others} too"
        return seconds, tuple(sessions), [Problem(what=what)]
    lost = f"seconds of {others}: {np.count_nonzero(~mask)}"
    problem = Problem(what="several sports in one file; took those on foot", lost=lost)
    return seconds.kept(mask), chosen, [problem]


def timer_start(events: Sequence[TimerEvent]) -> int | None:
    """When the timer was first started, by FIT time [s]; None where the file does not say."""
    return next((time_s for time_s, has_stopped in events if not has_stopped), None)


def mark_pauses(seconds: Seconds, events: Sequence[TimerEvent]) -> Seconds:
    """Mark where the timer was stopped and started again, on seconds that may have to be made.

    The first start is no resumption, and a stop after which nothing was recorded is the end of
    the run and no pause. A hole in the records by itself is neither.
    """
    first_s, last_s = int(seconds.times_s[0]), int(seconds.times_s[-1])
    marks = {time_s: list(several) for time_s, several in seconds.marks.items()}
    added = []
    stopped = False
    for time_s, has_stopped in sorted(events, key=lambda event: event[0]):
        if has_stopped == stopped:
            continue
        stopped = has_stopped
        is_within = first_s <= time_s < last_s if stopped else first_s < time_s <= last_s
        if is_within:
            kind = MarkKind.PAUSE if stopped else MarkKind.RESUME
            marks.setdefault(time_s, []).append(Mark(kind))
            added.append(time_s)
    return replace(seconds.with_empty(added), marks=marks)


def timer_events(decoded: Decoded) -> list[TimerEvent]:
    """What was done to the timer, in the order of the file."""
    events = []
    for row in decoded.rows(Message.EVENT, "timestamp", "event", "event_type"):
        kind = row.values.get("event_type")
        time_s = whole_number(row.values.get("timestamp"))
        if row.values.get("event") != "timer" or time_s is None:
            continue
        if kind == "start" or kind in _STOPS:
            events.append(TimerEvent(time_s, kind != "start"))
    return events
