"""What a workout says, before it is known who runs it: a small frozen tree.

Both forms of the language (``language``, ``toml_form``) are read into this tree, and it is written
back as one line by ``text``. Numbers keep the unit they were written in, so that a mile stays a
mile; each tells its SI value beside it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from runwalk.engine.workout import AskedGait, Otherwise
from runwalk.training.quantities import MILE_M

MOST_SEGMENTS = 1000
"""A workout of more stretches than this is a slip of the finger (our choice)."""

DEEPEST_REPEAT = 3
"""Repeats within repeats (our choice; sets of sets of reps)."""


class Effort(StrEnum):
    """How hard, in words; most follow heart rate."""

    RECOVERY = "recovery"
    EASY = "easy"
    TEMPO = "tempo"
    HARD = "hard"
    FREE = "free"  # drills: nothing is asked of the heart


class RacePace(StrEnum):
    """A pace named after a race, or after what it trains (Daniels)."""

    MILE = "mile"
    FIVE_K = "5k"
    TEN_K = "10k"
    HALF = "half"
    MARATHON = "marathon"
    INTERVAL = "interval"
    REPETITION = "rep"


class LengthUnit(StrEnum):
    """What a distance is written in."""

    M = "m"
    KM = "km"
    MILE = "mi"

    @property
    def metres(self) -> float:
        """Length of one of it [m]."""
        return {"m": 1.0, "km": 1000.0, "mi": MILE_M}[self.value]


class SpeedUnit(StrEnum):
    """What a speed is written in; with ``/km`` and ``/mi`` it is a pace, in seconds."""

    PER_KM = "/km"
    PER_MILE = "/mi"
    KM_PER_H = "km/h"
    MILE_PER_H = "mph"

    @property
    def is_pace(self) -> bool:
        """Whether a higher number is slower."""
        return self in (SpeedUnit.PER_KM, SpeedUnit.PER_MILE)

    @property
    def metres(self) -> float:
        """Length of the kilometre or mile in it [m]."""
        return 1000.0 if self in (SpeedUnit.PER_KM, SpeedUnit.KM_PER_H) else MILE_M


@dataclass(frozen=True, slots=True)
class Time:
    """For so long [s]."""

    s: int


@dataclass(frozen=True, slots=True)
class Distance:
    """For so far."""

    amount: float
    unit: LengthUnit

    @property
    def m(self) -> float:
        """In metres [m]."""
        return self.amount * self.unit.metres


class LevelOf(StrEnum):
    """What the number of a heart-rate level counts."""

    BPM = "bpm"
    PERCENT_OF_MAX = "%"
    ZONE = "zone"  # the zone's lower edge
    FLOOR = "floor"  # of the runner's own easy band
    CEILING = "ceiling"


@dataclass(frozen=True, slots=True)
class Level:
    """A heart rate, which may depend on who runs.

    Attributes:
        of: What the number counts.
        number: Beats a minute, percent or the zone's number; 0 for floor and ceiling.
    """

    of: LevelOf
    number: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Heart:
    """Until the heart is there.

    Attributes:
        falls: Whether it is to fall below the level; else it is to come up to it.
        level: Where.
        hold_s: And stay there for so long [s]; None leaves the program's own few seconds.
        least_s: Not before so much of the stretch [s].
        otherwise: What follows where it is not there when the length is over; None waits for a
            heart that is to fall, and goes on where it is to rise.
    """

    falls: bool
    level: Level
    hold_s: int | None = None
    least_s: int | None = None
    otherwise: Otherwise | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RaceTarget:
    """At a pace that a race of the runner tells.

    Attributes:
        race: Which.
        slower_s: Slower by this [s], faster where below zero ...
        per: ... for each of these.
    """

    race: RacePace
    slower_s: int = 0
    per: LengthUnit = LengthUnit.KM


@dataclass(frozen=True, slots=True)
class Speed:
    """A speed or a pace.

    Attributes:
        amount: In the unit; seconds for a pace.
        unit: Which.
    """

    amount: float
    unit: SpeedUnit

    @property
    def mps(self) -> float:
        """In metres a second [m/s]."""
        metres = self.unit.metres
        return metres / self.amount if self.unit.is_pace else self.amount * metres / 3600.0


@dataclass(frozen=True, slots=True)
class SpeedTarget:
    """Between two speeds of one unit, in the order they were written; both may be the same."""

    first: Speed
    second: Speed


@dataclass(frozen=True, slots=True)
class ZoneTarget:
    """In these zones, the first to the last."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class BeatsTarget:
    """Between these heart rates [bpm]; without a floor, below a ceiling."""

    floor_bpm: int | None
    ceiling_bpm: int


@dataclass(frozen=True, slots=True)
class RpeTarget:
    """At this rating of perceived exertion, 0 to 10."""

    first: int
    last: int


Target = Effort | RaceTarget | SpeedTarget | ZoneTarget | BeatsTarget | RpeTarget
"""How hard a stretch is to be."""

Cap = Speed | RaceTarget | Effort
"""What a cap can be written as; of an effort, its fast end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One stretch.

    Attributes:
        gait: What the legs do; None leaves run and walk to the heart, or to what the target says.
        length: For how long or how far; with ``until``, at most so; None without an end of its own.
        target: How hard; None leaves that to the runner.
        no_faster: The cap of a recovery: at this pace, or slower.
        until: Until the heart is there; None where the length, or the lap button, ends it.
        grade_pct: Steepness [%], for a treadmill, or to look for a hill.
        is_surge: Hard on purpose: the heart-rate rule keeps still.
        most_run_s: No bout of running is to be longer [s].
        least_walk_s: No walk is to be shorter [s].
        is_hill_walked: Hills are walked where walking is cheaper.
        talk_every_s: So often the runner is asked whether talking is easy [s].
        name: A word for people; None lets the program find one.
    """

    gait: AskedGait | None = None
    length: Time | Distance | None = None
    target: Target | None = None
    no_faster: Cap | None = None
    until: Heart | None = None
    grade_pct: float | None = None
    is_surge: bool = False
    most_run_s: int | None = None
    least_walk_s: int | None = None
    is_hill_walked: bool = False
    talk_every_s: int | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Repeat:
    """The same again and again.

    Attributes:
        times: How often.
        parts: What.
    """

    times: int
    parts: tuple[Part, ...]


Part = Step | Repeat
"""What a workout is made of."""


@dataclass(frozen=True, slots=True)
class Spec:
    """A workout as it was written.

    Attributes:
        parts: In their order, at least one.
        name: A word for people; None where it was given none.
    """

    parts: tuple[Part, ...]
    name: str | None = None


def steps_of(parts: tuple[Part, ...]) -> Iterator[Step]:
    """Tell every stretch that is written, each once."""
    for part in parts:
        if isinstance(part, Repeat):
            yield from steps_of(part.parts)
        else:
            yield part


def count_segments(parts: tuple[Part, ...]) -> int:
    """How many stretches are to be run."""
    return sum(
        part.times * count_segments(part.parts) if isinstance(part, Repeat) else 1 for part in parts
    )


def depth(parts: tuple[Part, ...]) -> int:
    """How many repeats lie within each other."""
    return max((1 + depth(part.parts) for part in parts if isinstance(part, Repeat)), default=0)
