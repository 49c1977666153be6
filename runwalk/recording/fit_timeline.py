"""Which seconds of a file belong to the run, and what happened to its timer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from runwalk.engine.sample import Mark, MarkKind
from runwalk.recording.fit_messages import FitMessage
from runwalk.recording.fit_seconds import Second, number, whole_number
from runwalk.recording.recording import Problem

FOOT_SPORTS = frozenset(("running", "walking", "hiking"))
_LONGEST_HOLE_S = 86_400
_LONGEST_STEP_S = 60
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

    def covers(self, time_s: int) -> bool:
        """Whether a second lies in it; an unbounded session covers everything."""
        if self.start_s is None or self.elapsed_s is None:
            return True
        return self.start_s <= time_s <= self.start_s + self.elapsed_s


def sessions_of(messages: Iterable[FitMessage]) -> tuple[Session, ...]:
    """The sessions of a file, in its order."""
    return tuple(
        Session(
            sport=name(message.values.get("sport")),
            sub_sport=name(message.values.get("sub_sport")),
            start_s=whole_number(message.values.get("start_time")),
            elapsed_s=number(message.values.get("total_elapsed_time")),
        )
        for message in messages
        if message.name == "session"
    )


def name(value: object) -> str:
    """The profile's name for a value, or the number where the profile has none."""
    return str(value) if isinstance(value, str | int) else ""


def on_foot(
    seconds: Mapping[int, Second], sessions: Sequence[Session]
) -> tuple[dict[int, Second], tuple[Session, ...], list[Problem]]:
    """Of a multisport file, keep what was done on foot; of any other, everything.

    Returns:
        The seconds that stay, the sessions they belong to, and what was left out.
    """
    chosen = tuple(session for session in sessions if session.sport in FOOT_SPORTS)
    if len(chosen) in (0, len(sessions)):
        return dict(seconds), tuple(sessions), []
    kept = {t: second for t, second in seconds.items() if any(one.covers(t) for one in chosen)}
    others = ", ".join(dict.fromkeys(one.sport for one in sessions if one not in chosen))
    if not kept:
        what = f"the sessions on foot hold no records; took those of {others} too"
        return dict(seconds), tuple(sessions), [Problem(what=what)]
    lost = f"seconds of {others}: {len(seconds) - len(kept)}"
    return kept, chosen, [Problem(what="several sports in one file; took those on foot", lost=lost)]


def longest_stretch(
    seconds: Mapping[int, Second],
) -> tuple[dict[int, Second], list[Problem]]:
    """Keep the largest group of seconds without a hole of more than a day, in order of time.

    A clock that was set during the run, or a flipped bit, makes holes of years.
    """
    times_s = sorted(seconds)
    cuts = [i + 1 for i, (a, b) in enumerate(pairwise(times_s)) if b - a > _LONGEST_HOLE_S]
    groups = [times_s[i:j] for i, j in pairwise([0, *cuts, len(times_s)])]
    largest = max(groups, key=len)
    kept = {t: seconds[t] for t in largest}
    if len(groups) == 1:
        return kept, []
    lost = f"seconds far off: {len(times_s) - len(largest)}"
    return kept, [Problem(what=f"jumps of the clock by more than a day: {len(cuts)}", lost=lost)]


def timer_start(messages: Iterable[FitMessage]) -> int | None:
    """When the timer was first started, by FIT time [s]; None where the file does not say."""
    return next(
        (time_s for time_s, has_stopped in _timer_events(messages) if not has_stopped), None
    )


def mark_pauses(seconds: dict[int, Second], messages: Iterable[FitMessage]) -> None:
    """Mark where the timer was stopped and started again, on seconds that may have to be made.

    The first start is no resumption, and a stop after which nothing was recorded is the end of
    the run and no pause. A hole in the records by itself is neither.

    Args:
        seconds: By FIT time; changed in place, and in order of time afterwards.
        messages: All of the file.
    """
    first_s, last_s = min(seconds), max(seconds)
    stopped = False
    for time_s, has_stopped in sorted(_timer_events(messages), key=lambda event: event[0]):
        if has_stopped == stopped:
            continue
        stopped = has_stopped
        is_within = first_s <= time_s < last_s if stopped else first_s < time_s <= last_s
        if is_within:
            kind = MarkKind.PAUSE if stopped else MarkKind.RESUME
            seconds.setdefault(time_s, Second()).marks.append(Mark(kind))
    for time_s in sorted(seconds):
        seconds[time_s] = seconds.pop(time_s)


def differentiate(seconds: Mapping[int, Second]) -> list[Problem]:
    """Where a file has distances but no speed at all, work it out backwards [m/s].

    Uses no later second. Over more than a minute, and where the distance falls, there is none.
    """
    if any("speed_mps" in second.values for second in seconds.values()):
        return []
    earlier: tuple[int, float] | None = None
    count = 0
    for time_s, second in seconds.items():
        distance_m = second.values.get("distance_m")
        if distance_m is None:
            continue
        if earlier is not None and time_s - earlier[0] <= _LONGEST_STEP_S:
            speed_mps = (distance_m - earlier[1]) / (time_s - earlier[0])
            if speed_mps >= 0:
                second.values["speed_mps"] = speed_mps
                count += 1
        earlier = (time_s, distance_m)
    return [Problem(what="no speed in the file; worked out from distance")] if count else []


def _timer_events(messages: Iterable[FitMessage]) -> list[tuple[int, bool]]:
    """When the timer was started (False) or stopped (True), in the order of the file."""
    events = []
    for message in messages:
        kind = message.values.get("event_type")
        time_s = whole_number(message.values.get("timestamp"))
        if message.name != "event" or message.values.get("event") != "timer" or time_s is None:
            continue
        if kind == "start" or kind in _STOPS:
            events.append((time_s, kind != "start"))
    return events
