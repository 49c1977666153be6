"""A plan in words for people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

from analysis.plan_calendar import title_of
from analysis.ratio import KEPT_RATIO, LATEST_DAYS, LEAST_RUNS, Outlook, Proposal, Why
from runwalk.training.galloway import RunWalk
from runwalk.training.plans import (
    BASE_OF,
    BASE_RUNS,
    PlanWeek,
    Wish,
    base_weeks_in,
    has_base,
)
from runwalk.training.ramp import Load
from runwalk.training.templates import Kind

LOOKED_BACK: Final = 4
"""Of so many weeks people are told what they ran."""

LIMITS: Final = (
    "limits: a week at most 10 % over the fuller of the two before and 30 % over the last, a run "
    "at most 10 % over the longest of four weeks; every fourth week is easier"
)
FIRST: Final = (
    "The plan is a proposal, and no medical advice. Pain, illness or a bad night come first: leave "
    "a session out, and never make two of one."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A plan, and what it was made from.

    Attributes:
        wish: What was asked for.
        weeks: The plan.
        before: What was run in each week before it, oldest first.
        proposal: What the archive says of running and walking by the clock.
        files: How many recordings were looked at; None where none were given.
        today: The day on which it was made.
    """

    wish: Wish
    weeks: tuple[PlanWeek, ...]
    before: tuple[Load, ...]
    proposal: Proposal | None
    files: int | None
    today: date


def tell(told: Told) -> Iterator[str]:
    """Tell a plan: what it was made from, the week to come, and the rest in a line each."""
    yield from _history(told)
    if told.proposal is not None:
        yield from tell_ratio(told.proposal)
    yield LIMITS
    over = [week for week in told.weeks if week.done is not None]
    if over:
        yield "weeks that are over                    planned           done"
        yield from map(_over, over)
    to_come = told.weeks[len(over) :]
    if to_come:
        yield from _next(to_come[0])
        if to_come[1:]:
            yield "the weeks after that"
            yield from map(_line, to_come[1:])
    yield FIRST


def _history(told: Told) -> Iterator[str]:
    needed = told.wish.base_weeks
    if told.files is None:
        yield "no runs were given: the plan begins as for a beginner; name the folder of your runs"
        return
    latest = told.before[-LOOKED_BACK:]
    if any(one.runs for one in latest):
        mean = sum(one.minutes for one in latest) / len(latest)
        longest = max(one.longest_min for one in latest)
        yield (
            f"runs in the weeks before: {', '.join(str(one.runs) for one in latest)}; "
            f"{mean:.0f} min a week, the longest {longest:.0f} min"
        )
    else:
        yield "runs in the weeks before: none"
    count = base_weeks_in(told.before, needed)
    yield (
        f"base: {count} of the last {needed + BASE_OF} weeks had {BASE_RUNS} runs or more; "
        f"{needed} are needed before speed{_base_verdict(told)}"
    )


def _base_verdict(told: Told) -> str:
    if has_base(told.before, told.wish.base_weeks):
        return ": there is one"
    if base_weeks_in(told.before, told.wish.base_weeks) >= told.wish.base_weeks:
        return ", and a longer run than yours"
    return ""


def tell_ratio(proposal: Proposal) -> Iterator[str]:
    """Tell what the archive says of running and walking by the clock."""
    if proposal.ceiling_bpm is None:
        yield "by the clock: cannot tell yet; without a ceiling nothing says what is too much"
        return
    at = f"at or under {proposal.ceiling_bpm} bpm"
    kept = f"{100 * KEPT_RATIO:.0f} % of the time"
    if proposal.outlooks:
        yield f"by the clock, share of the time {at} (simulated from {proposal.simulated} runs)"
        for one in proposal.outlooks:
            yield _outlook(one, proposal.ratio)
    if proposal.without_walks:
        yield (
            f"without walks you were {at} for {kept} in {proposal.kept} of your "
            f"{proposal.without_walks} latest such runs"
        )
    match proposal.why:
        case Why.TOO_FEW:
            yield (
                f"by the clock: cannot tell yet; {LEAST_RUNS} runs of the last {LATEST_DAYS} days "
                f"must show how your heart follows your legs, and {proposal.simulated} "
                f"{'does' if proposal.simulated == 1 else 'do'}"
            )
            for words, count in proposal.refused:
                yield f"  {count} x {words}"
        case Why.TOO_HARD:
            yield (
                f"by the clock: no ratio is likely enough to keep you {at} for {kept}; "
                "run slower, or walk"
            )
        case None if proposal.ratio is not None:
            yield f"by the clock: {ratio_words(proposal.ratio)} next week"


def _outlook(one: Outlook, chosen: RunWalk | None) -> str:
    low, middle, high = (100 * part for part in (one.below.low, one.below.middle, one.below.high))
    mark = "  <- next week" if one.ratio == chosen else ""
    return (
        f"  {ratio_words(one.ratio):>5}  {middle:3.0f} % [{low:.0f}, {high:.0f}], "
        f"at least {100 * KEPT_RATIO:.0f} % in {100 * one.chance:.0f} of 100 runs{mark}"
    )


def ratio_words(ratio: RunWalk) -> str:
    """A ratio as runners say it, in minutes.

    >>> ratio_words(RunWalk(180, 60)), ratio_words(RunWalk(90, 30))
    ('3:1', '1.5:0.5')
    """
    return f"{ratio.run_s / 60:g}:{ratio.walk_s / 60:g}"


def _next(week: PlanWeek) -> Iterator[str]:
    easier = ", an easier one" if week.is_easier else ""
    yield (
        f"week {week.number}, from {week.first_day}: {week.stage.value} week {week.stage_week}"
        f"{easier}; {week.load.minutes:.0f} min in {week.load.runs} runs, "
        f"{week.most_min:.0f} at most"
    )
    for one in week.sessions:
        note = f" ({one.note})" if one.note else ""
        yield f"  {one.day:%a %m-%d}  {title_of(one):<34} {one.workout}{note}".rstrip()


def _line(week: PlanWeek) -> str:
    speed = ", ".join(one.workout for one in week.sessions if one.kind is Kind.SPEED)
    what = speed or (f"by the clock {ratio_words(week.ratio)}" if week.ratio else "")
    easier = "easier" if week.is_easier else what
    return (
        f"  {week.number:2}  {week.first_day}  {week.stage.value:<8} {week.stage_week:2}  "
        f"{week.load.minutes:3.0f} min, longest {week.load.longest_min:3.0f}  {easier}"
    ).rstrip()


def _over(week: PlanWeek) -> str:
    assert week.done is not None  # only such weeks come here
    notes = f"  {'; '.join(week.notes)}" if week.notes else ""
    return (
        f"  {week.number:2}  {week.first_day}  {week.stage.value:<8} {week.stage_week:2}  "
        f"{week.load.minutes:4.0f} min in {week.load.runs}  "
        f"{week.done.minutes:4.0f} min in {week.done.runs}{notes}"
    )


def to_dict(told: Told) -> dict[str, object]:
    """The plan as plain JSON values."""
    return {
        "made_on": told.today.isoformat(),
        "blocks": [{"stage": one.stage.value, "weeks": one.weeks} for one in told.wish.blocks],
        "has_base": has_base(told.before, told.wish.base_weeks),
        "before": [asdict(one) for one in told.before[-LOOKED_BACK:]],
        "ratio": None if told.proposal is None else _proposal(told.proposal),
        "weeks": [_week(one) for one in told.weeks],
    }


def _proposal(proposal: Proposal) -> dict[str, object]:
    return {
        "ceiling_bpm": proposal.ceiling_bpm,
        "run_walk_s": _pair(proposal.ratio),
        "why_not": proposal.why.value if proposal.why else None,
        "simulated_runs": proposal.simulated,
        "runs_without_walks": proposal.without_walks,
        "of_them_kept": proposal.kept,
        "outlooks": [
            {
                "run_walk_s": _pair(one.ratio),
                "below_ratio": {
                    "low": round(one.below.low, 4),
                    "middle": round(one.below.middle, 4),
                    "high": round(one.below.high, 4),
                },
                "chance": round(one.chance, 4),
            }
            for one in proposal.outlooks
        ],
        "refused": dict(proposal.refused),
    }


def _week(week: PlanWeek) -> dict[str, object]:
    return {
        "number": week.number,
        "first_day": week.first_day.isoformat(),
        "stage": week.stage.value,
        "stage_week": week.stage_week,
        "is_easier": week.is_easier,
        "most_min": round(week.most_min, 1),
        "run_walk_s": _pair(week.ratio),
        "planned": asdict(week.load),
        "sessions": [
            {
                "day": one.day.isoformat(),
                "part": one.part.value if one.part else None,
                "kind": one.kind.value,
                "minutes": one.minutes,
                "workout": one.workout or None,
                "is_optional": one.is_optional,
                "note": one.note or None,
            }
            for one in week.sessions
        ],
        "done": None if week.done is None else asdict(week.done),
        "notes": list(week.notes),
    }


def _pair(ratio: RunWalk | None) -> list[int] | None:
    return None if ratio is None else [ratio.run_s, ratio.walk_s]
