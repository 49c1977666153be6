"""A plan: weeks of sessions, made anew from what was done whenever it is asked for. Pure.

Strategy: week by week from the first. A week that is over is taken as it was run, one to come as it
is planned; the next one grows from those before it by the limits in ``ramp``. So a plan bends with
the runner, and the same question on the same day gets the same plan.

No speed before the base: four of the last five weeks must have had three runs or more, and the
longest run must be long enough for a session of speed to be no jump. As long as that is not so, a
week is one of base, also in the middle of a block after a long break.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Final, NamedTuple

from runwalk.training.galloway import RunWalk
from runwalk.training.progress import (
    FIRST_RATIO,
    MINUTES,
    SpeedDay,
    ratio_after,
    speed_day,
    workout_of,
)
from runwalk.training.ramp import (
    EASIER_RATIO,
    LONGEST_RATIO,
    NOTHING,
    Load,
    is_easier,
    most_longest_min,
    most_minutes,
)
from runwalk.training.templates import RUNS, Kind, Part, Slot, Stage, Template, template_of

LEAST_BASE_WEEKS: Final = 4
"""At least a month of base before speed, as the coaches say."""
BASE_RUNS: Final = 3
"""A week of so many runs counts as one of base (our choice) ..."""
BASE_OF: Final = 1
"""... and of the weeks needed and one more, so many may be missed (our choice)."""

LENGTHS: Final = {Stage.DISTANCE: (17, 26), Stage.SPEED: (9, 17), Stage.TRAIL: (4, 26)}
"""How many weeks a block may have: four to six months of distance, two to four of speed (the
coaches); of trail a month, for so long they hike on the treadmill, to half a year (our choice)."""
USUAL: Final = {Stage.DISTANCE: 18, Stage.SPEED: 9, Stage.TRAIL: 8}
"""How many weeks a block has where nobody says (our choice)."""

LEAST_EASY_MIN: Final = 15
"""A shorter run is none [min] (our choice)."""
SPEED_RATIO: Final = 0.8
"""Distance has the higher volume: a week of speed grows to so much of it (our choice)."""
MOST_SPEED_RATIO: Final = 0.35
"""A day of speed has at most so much of a week (our choice)."""
MOST_EASY_RATIO: Final = 0.8
"""An easy run has at most so much of the long one (our choice)."""
LITTLE_RATIO: Final = 0.8
"""Less than so much of what was planned is called less (our choice)."""
MOST_MIN: Final = 300
"""A week grows no further than this, where nobody says more [min] (our choice)."""

LEAST_MOST_MIN: Final = 120
"""A smaller week carries no day of speed beside three runs and a long one [min] (our choice): its
longest run stays too short for the base."""

_SPEED_MIN: Final = MINUTES[Kind.SPEED]


@dataclass(frozen=True, slots=True)
class Block:
    """Weeks of one aim.

    Attributes:
        stage: What they are for.
        weeks: How many, those of base before it not counted.

    Raises:
        ValueError: It is too short or too long, or it is the base, which nobody asks for.
    """

    stage: Stage
    weeks: int

    def __post_init__(self) -> None:
        if self.stage not in LENGTHS:
            raise ValueError("the base is planned by itself, as long as it is needed")
        least, most = LENGTHS[self.stage]
        if not least <= self.weeks <= most:
            raise ValueError(
                f"a {self.stage.value} block has {least} to {most} weeks, not {self.weeks}"
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a runner asks for.

    Attributes:
        first_day: The first day of the first week.
        blocks: One after the other.
        base_weeks: Weeks of base before the first of them; those done already count.
        speed_days: Days of speed in a week of a speed block, 1 or 2.
        most_min: A week grows no further [min].
        ratio: Running and walking by the clock to begin with.
        has_steps: Whether the ratio grows from week to week; else it stays, until runs allow more.

    Raises:
        ValueError: There is no block, the base is shorter than a month, or the weeks stay too
            short for speed.
    """

    first_day: date
    blocks: tuple[Block, ...]
    base_weeks: int = LEAST_BASE_WEEKS
    speed_days: int = 1
    most_min: int = MOST_MIN
    ratio: RunWalk = FIRST_RATIO
    has_steps: bool = True

    def __post_init__(self) -> None:
        if not self.blocks:
            raise ValueError("a plan needs a block")
        if self.base_weeks < LEAST_BASE_WEEKS:
            raise ValueError(f"the base has at least {LEAST_BASE_WEEKS} weeks, before any speed")
        if self.most_min < LEAST_MOST_MIN:
            raise ValueError(f"a week must be allowed to grow to {LEAST_MOST_MIN} min at least")


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What is to be done on a day.

    Attributes:
        day: When.
        kind: What it is.
        part: Morning or afternoon, on a day of two.
        minutes: How long it lasts, more or less [min].
        workout: As ``runwalk live --workout`` takes it; empty for what is no workout.
        is_optional: Whether it may be left out.
        note: More, in words for people; mostly empty.
    """

    day: date
    kind: Kind
    part: Part | None
    minutes: int
    workout: str
    is_optional: bool
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanWeek:
    """A week of a plan.

    Attributes:
        number: From 1.
        first_day: Its first day.
        stage: What it is for.
        stage_week: Which week of its block, or of the base, from 1.
        is_easier: Whether it is one of the easier ones.
        most_min: How much running the limits allow [min].
        ratio: Running and walking by the clock, in a week of base; else None.
        sessions: In order of time.
        done: What was run, where the week is over; else None.
        notes: What there is to say of what was run.
    """

    number: int
    first_day: date
    stage: Stage
    stage_week: int
    is_easier: bool
    most_min: float
    ratio: RunWalk | None
    sessions: tuple[Session, ...]
    done: Load | None = None
    notes: tuple[str, ...] = field(default=())

    @property
    def load(self) -> Load:
        """What of it is running, what may be left out not counted."""
        runs = [one.minutes for one in self.sessions if one.kind in RUNS and not one.is_optional]
        return Load(minutes=float(sum(runs)), longest_min=float(max(runs)), runs=len(runs))


def plan(wish: Wish, done: Mapping[date, Load], today: date) -> tuple[PlanWeek, ...]:
    """Make a plan.

    Args:
        wish: What is asked for.
        done: What was run in each week, by its first day; weeks without a run may be missing.
        today: Weeks that ended before it are over.
    """
    first_day, before = wish.first_day, weeks_before(wish.first_day, done, today)
    todo = [(one.stage, week, one.weeks) for one in wish.blocks for week in range(1, one.weeks + 1)]
    weeks: list[PlanWeek] = []
    base_weeks = 0
    while todo:
        if has_base(before, wish.base_weeks):
            aim = _Aim(*todo.pop(0))
        else:
            base_weeks += 1
            aim = _Aim(Stage.BASE, base_weeks, wish.base_weeks)
        week = _week(wish, aim, before, first_day, len(weeks) + 1)
        if first_day + timedelta(weeks=1) <= today:
            week = _looked_back(week, done.get(first_day, NOTHING), before)
        weeks.append(week)
        before.append(week.done or week.load)
        first_day += timedelta(weeks=1)
    return tuple(weeks)


def weeks_before(day: date, done: Mapping[date, Load], today: date) -> list[Load]:
    """What was run in each week before a day, oldest first, those without a run too.

    A week that is not over yet is taken to become like the one before it, or more.

    Args:
        day: The first day of a week.
        done: What was run in each week, by its first day.
        today: A week that ends after it is not over.
    """
    first = min((one for one in done if one < day), default=day)
    count = (day - first).days // 7
    loads = [done.get(first + timedelta(weeks=week), NOTHING) for week in range(count)]
    if len(loads) > 1 and day - timedelta(weeks=1) <= today < day:
        last, now = loads[-2:]
        loads[-1] = Load(
            minutes=max(last.minutes, now.minutes),
            longest_min=max(last.longest_min, now.longest_min),
            runs=max(last.runs, now.runs),
        )
    return loads


def base_weeks_in(before: Sequence[Load], needed: int) -> int:
    """How many weeks of base there were lately.

    Args:
        before: The weeks before, oldest first.
        needed: How many are needed; one more is looked at, so that one may be missed.
    """
    return sum(one.runs >= BASE_RUNS for one in before[-(needed + BASE_OF) :])


def has_base(before: Sequence[Load], needed: int) -> bool:
    """Whether speed may follow: enough weeks, and a run that a session of speed does not outgrow.

    Args:
        before: The weeks before, oldest first.
        needed: How many weeks of base are needed.
    """
    is_long_enough = most_longest_min(before) >= MINUTES[Kind.SPEED]
    return is_long_enough and base_weeks_in(before, needed) >= needed


class _Aim(NamedTuple):
    """What a week is for."""

    stage: Stage
    week: int
    weeks: int

    @property
    def is_easier(self) -> bool:
        """Whether it is one of the easier ones."""
        return is_easier(self.week, None if self.stage is Stage.BASE else self.weeks)


def _week(wish: Wish, aim: _Aim, before: Sequence[Load], first_day: date, number: int) -> PlanWeek:
    most_min = wish.most_min * (SPEED_RATIO if aim.stage is Stage.SPEED else 1.0)
    most_min = min(most_minutes(before), most_min)
    share = EASIER_RATIO if aim.is_easier else 1.0
    speed_days = wish.speed_days if 2 * wish.speed_days * _SPEED_MIN <= most_min else 1
    slots = template_of(aim.stage, speed_days)
    if aim.is_easier:
        slots = tuple(map(_eased, slots))
    minutes, longest_min = share * most_min, share * most_longest_min(before)
    count = sum(slot.kind is Kind.SPEED for slot in slots)
    speed = [
        speed_day(
            aim.stage,
            week=aim.week,
            weeks=aim.weeks,
            nth=nth,
            most_min=min(longest_min, MOST_SPEED_RATIO * minutes),
        )
        for nth in range(count)
    ]
    lengths = _lengths(slots, minutes, longest_min, sum(day.minutes for day in speed))
    ratio = ratio_after(wish.ratio, number - 1) if wish.has_steps else wish.ratio
    return PlanWeek(
        number=number,
        first_day=first_day,
        stage=aim.stage,
        stage_week=aim.week,
        is_easier=aim.is_easier,
        most_min=most_min,
        ratio=ratio if aim.stage is Stage.BASE else None,
        sessions=tuple(_sessions(slots, lengths, speed, aim, first_day, ratio)),
    )


def _eased(slot: Slot) -> Slot:
    """In an easier week the day of speed becomes an easy one with strides (our choice)."""
    if slot.kind is not Kind.SPEED:
        return slot
    return replace(slot, kind=Kind.EASY, has_strides=True)


def _lengths(
    slots: Template, minutes: float, longest_min: float, speed_min: int
) -> Mapping[Kind, int]:
    """How long the sessions of each kind are [min]: the long run first, the rest for easy ones."""
    easy = sum(slot.kind is Kind.EASY and not slot.is_optional for slot in slots)
    left = minutes - speed_min
    longest = min(longest_min, LONGEST_RATIO * minutes, left - LEAST_EASY_MIN * easy)
    longest = max(longest, LEAST_EASY_MIN)
    each = max(min((left - longest) / easy, MOST_EASY_RATIO * longest), LEAST_EASY_MIN)
    return {**MINUTES, Kind.LONG: int(longest), Kind.EASY: int(each)}


def _sessions(
    slots: Template,
    lengths: Mapping[Kind, int],
    speed: Sequence[SpeedDay],
    aim: _Aim,
    first_day: date,
    ratio: RunWalk,
) -> Iterator[Session]:
    days_of_speed = iter(speed)
    for slot in slots:
        if slot.kind is Kind.SPEED:
            workout, minutes = next(days_of_speed)
        else:
            minutes = lengths[slot.kind]
            workout = workout_of(slot, aim.stage, week=aim.week, minutes=minutes, ratio=ratio)
        yield Session(
            day=first_day + timedelta(days=slot.weekday),
            kind=slot.kind,
            part=slot.part,
            minutes=minutes,
            workout=workout,
            is_optional=slot.is_optional,
            note=_note(slot),
        )


def _note(slot: Slot) -> str:
    climbs = "over steep climbs; hike them" if slot.has_climbs else ""
    return "; ".join(filter(None, (climbs, slot.instead)))


def _looked_back(week: PlanWeek, was: Load, before: Sequence[Load]) -> PlanWeek:
    """Hold a week that is over against its plan, and against the limits."""
    planned, longest_min = week.load, most_longest_min(before)
    notes = []
    if not was.runs:
        notes.append("no run")
    elif was.minutes < LITTLE_RATIO * planned.minutes:
        notes.append("less than planned")
    if was.minutes > week.most_min:
        notes.append(f"more than the {week.most_min:.0f} min that the limits allow")
    if was.longest_min > longest_min:
        notes.append(
            f"a run of {was.longest_min:.0f} min, longer than the {longest_min:.0f} allowed"
        )
    return replace(week, done=was, notes=tuple(notes))
