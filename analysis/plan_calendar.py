"""A plan as iCalendar, for the calendar of a phone. Only this file knows the library."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Final

from runwalk import __version__
from runwalk.recording.place import placed
from runwalk.training.plans import PlanWeek, Session

HOST: Final = "plan.runwalk"
"""What ends the name of every entry; so a calendar knows it again and does not show it twice."""


def calendar_of(weeks: Sequence[PlanWeek], made_on: date) -> bytes:
    """Write the sessions of a plan as one calendar: an all-day entry for each.

    A session keeps its name as long as it stays on its day: read in again, a changed plan takes the
    place of the old one.

    Args:
        weeks: The plan.
        made_on: The day on which it was made.

    Source: RFC 5545.
    """
    from icalendar import Calendar, Event

    calendar = Calendar()
    calendar.add("prodid", f"-//runwalk//runwalk {__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for week in weeks:
        for place, session in enumerate(week.sessions):
            event = Event()
            nth = sum(one.day == session.day for one in week.sessions[:place])
            event.add("uid", f"{session.day.isoformat()}-{nth}@{HOST}")
            event.add("dtstamp", datetime.combine(made_on, time(), UTC))
            event.add("dtstart", session.day)
            event.add("dtend", session.day + timedelta(days=1))
            event.add("summary", title_of(session))
            event.add("description", "\n".join(_about(week, session)))
            event.add("transp", "TRANSPARENT")  # a run does not make the day a busy one
            event.add("categories", [week.stage.value])
            calendar.add_component(event)
    return bytes(calendar.to_ical())


def write_calendar(path: Path, weeks: Sequence[PlanWeek], made_on: date) -> None:
    """Write the calendar into a file; one that is there is never overwritten.

    Args:
        path: Where to.
        weeks: The plan.
        made_on: The day on which it was made.

    Raises:
        RecordingError: The name is taken, or it cannot be written.
    """
    with placed(path) as part:
        part.write_bytes(calendar_of(weeks, made_on))


def title_of(session: Session) -> str:
    """A session in a few words."""
    part = f" ({session.part.value})" if session.part else ""
    optional = ", if you like" if session.is_optional else ""
    return f"{session.kind.value.capitalize()}{part}, {session.minutes} min{optional}"


def _about(week: PlanWeek, session: Session) -> list[str]:
    lines = [f"Week {week.number} of the plan, {week.stage.value} week {week.stage_week}."]
    if week.is_easier:
        lines.append("An easier week.")
    if session.note:
        lines.append(f"{session.note.capitalize()}.")
    if session.workout:
        lines.append(f"runwalk live --workout {session.workout}")
    return lines
