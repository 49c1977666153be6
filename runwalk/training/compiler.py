"""Make a workout for a runner: zones become heart rates, races paces, and repeats are written out.

Every target is an effort out of ten first (``RPE``), and that decides what the heart-rate rule does
in it: an easy effort keeps the runner's own band, a moderate one the zones between the thresholds,
a hard one is a surge: the rule keeps still. A pace is told beside it where a race of the runner is
known, and left out where none is: then the effort is all there is to go by, which always works.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import AskedGait, Range, Round, Segment, Until, Workout
from runwalk.engine.zones import Zone, Zones
from runwalk.errors import WorkoutError
from runwalk.outputs.lines import clock
from runwalk.training.efforts import strain_of_rpe, zones_of_strain
from runwalk.training.paces import TrainingPaces, race_time_s, training_paces
from runwalk.training.quantities import HALF_MARATHON_M, MARATHON_M, MILE_M
from runwalk.training.spec import (
    BeatsTarget,
    Cap,
    Distance,
    Effort,
    Heart,
    Level,
    LevelOf,
    Part,
    RacePace,
    RaceTarget,
    RpeTarget,
    Spec,
    Speed,
    SpeedTarget,
    Step,
    Target,
    Time,
    ZoneTarget,
)
from runwalk.training.text import target_text

RPE: dict[Effort | RacePace, tuple[int, int]] = {
    Effort.RECOVERY: (2, 3),
    Effort.EASY: (2, 4),
    Effort.TEMPO: (6, 7),
    Effort.HARD: (8, 9),
    RacePace.MARATHON: (5, 6),
    RacePace.HALF: (6, 7),
    RacePace.TEN_K: (7, 8),
    RacePace.FIVE_K: (8, 9),
    RacePace.INTERVAL: (8, 9),
    RacePace.MILE: (9, 10),
    RacePace.REPETITION: (9, 10),
}
"""How hard each should feel, 0 to 10. Coaches call easy "about a 4 out of 10, or lower" and a 5 km
race "8 or 9"; the others are placed between and beside these (our choice)."""

RACE_M = {
    RacePace.MILE: MILE_M,
    RacePace.FIVE_K: 5000.0,
    RacePace.TEN_K: 10_000.0,
    RacePace.HALF: HALF_MARATHON_M,
    RacePace.MARATHON: MARATHON_M,
}
"""How long each race is [m]."""

RECOVERY_BELOW_EASY_BPM = 10
"""The ceiling of a recovery run lies so far below the easy one [bpm] (our choice)."""

PACE_TOLERANCE = 0.02
"""A single pace is met within so much of its speed, either way (our choice: 6 s/km at 5:00)."""

AFTER_SURGE_S = 20
"""A heart answers late: after a surge no recovery ends on heart rate before this [s] (our choice;
the heart's own delay and half its time constant)."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Who a workout is made for.

    Attributes:
        athlete: Heart rates, with today's ceiling in them.
        vdot: What a race told [ml/kg/min]; None gives targets by effort and heart rate alone.
    """

    athlete: Athlete
    vdot: float | None = None


def workout_of(spec: Spec, runner: Runner, name: str) -> Workout:
    """Make the workout that a coach can follow.

    Args:
        spec: What was written.
        runner: For whom.
        name: What to call it, where the spec has no name of its own.

    Raises:
        WorkoutError: It asks for zones or a maximum that nobody knows.
        ValueError: No ceiling is known, or a part contradicts the runner's hard limit.
    """
    band = runner.athlete.band
    if band is None:
        raise ValueError("no ceiling is known: give one, or an age or a maximal heart rate")
    maker = _Maker(runner, band)
    segments = list(maker.segments(spec.parts))
    return Workout(spec.name or name, tuple(_with_patience(segments)))


def _with_patience(segments: list[Segment]) -> Iterator[Segment]:
    """Let no recovery end on a heart that has not yet heard of the surge before it."""
    is_after_surge = False
    for one in segments:
        until = one.until
        is_early = is_after_surge and until is not None and until.below_bpm and not until.least_s
        if is_early and until is not None:
            yield replace(one, until=replace(until, least_s=AFTER_SURGE_S))
        else:
            yield one
        is_after_surge = one.is_surge


class _Maker:
    """One runner's numbers in place of words."""

    def __init__(self, runner: Runner, band: Band) -> None:
        self._athlete = runner.athlete
        self._band = band
        self._paces = None if runner.vdot is None else training_paces(runner.vdot)

    def segments(self, parts: tuple[Part, ...], turn: Round | None = None) -> Iterator[Segment]:
        """Write repeats out; the innermost round is the one that is told."""
        for part in parts:
            if isinstance(part, Step):
                yield self._segment(part, turn)
            else:
                for number in range(1, part.times + 1):
                    yield from self.segments(part.parts, Round(number, part.times))

    def _segment(self, step: Step, turn: Round | None) -> Segment:
        rpe, speed = self._asked(step.target)
        is_surge = step.is_surge or step.target is Effort.FREE or _is_hard(rpe)
        band = None if is_surge else self._band_of(step, rpe)
        limit_bpm = self._athlete.hard_limit_bpm(self._band)
        if band is not None and band.ceiling_bpm > limit_bpm:
            raise ValueError(
                f"the ceiling ({band.ceiling_bpm}) must not lie above the hard limit "
                f"({limit_bpm} bpm)"
            )
        return Segment(
            name=step.name or name_of(step),
            duration_s=step.length.s if isinstance(step.length, Time) else None,
            distance_m=step.length.m if isinstance(step.length, Distance) else None,
            until=None if step.until is None else self._until(step.until),
            band=band,
            gait=step.gait or self._gait(step, rpe, is_surge=is_surge),
            is_surge=is_surge,
            speed_mps=speed,
            rpe=rpe,
            grade=None if step.grade_pct is None else step.grade_pct / 100.0,
            speed_cap_mps=None if step.no_faster is None else self._cap(step.no_faster),
            most_run_s=step.most_run_s,
            least_walk_s=step.least_walk_s,
            is_hill_walked=step.is_hill_walked,
            talk_every_s=step.talk_every_s,
            round=turn,
        )

    # -- how hard

    def _asked(self, target: Target | None) -> tuple[Range | None, Range | None]:
        """The effort and the speed of a target."""
        match target:
            case RpeTarget(first=low, last=high):
                return Range(low=low, high=high), None
            case SpeedTarget(first=first, second=second):
                return None, _range(first.mps, second.mps)
            case RaceTarget(race=race):
                low, high = RPE[race]
                return Range(low=low, high=high), self._race_speed(target)
            case Effort() if target in RPE:
                low, high = RPE[target]
                return Range(low=low, high=high), self._effort_speed(target)
        return None, None

    def _race_speed(self, target: RaceTarget) -> Range | None:
        if self._paces is None:
            return None
        if target.race is RacePace.INTERVAL:
            low, high = self._paces.interval_mps
            speed = Range(low=low, high=high)
        elif target.race is RacePace.REPETITION:
            speed = _range(self._paces.repetition_mps, self._paces.repetition_mps)
        else:
            metres = RACE_M[target.race]
            mps = metres / race_time_s(self._paces.vdot, metres)
            speed = _range(mps, mps)
        return _slower(speed, target)

    def _effort_speed(self, effort: Effort) -> Range | None:
        """Easy running has no pace here: heart rate leads it."""
        if self._paces is None or effort is not Effort.TEMPO:
            return None
        return _range(self._paces.threshold_mps, self._paces.threshold_mps)

    def _cap(self, cap: Cap) -> float | None:
        """The fastest that is allowed [m/s]; None where no race tells it."""
        if isinstance(cap, Speed):
            return cap.mps
        if isinstance(cap, RaceTarget):
            speed = self._race_speed(cap)
            return None if speed is None else speed.high
        return None if self._paces is None else _fast_end(self._paces, cap)

    # -- the heart

    def _band_of(self, step: Step, rpe: Range | None) -> Band | None:
        match step.target:
            case ZoneTarget(first=first, last=last):
                return self._between(self._zone(first), self._zone(last))
            case BeatsTarget(floor_bpm=None, ceiling_bpm=ceiling_bpm):
                return Band.below(ceiling_bpm)
            case BeatsTarget(floor_bpm=int(floor_bpm), ceiling_bpm=ceiling_bpm):
                return Band(floor_bpm, ceiling_bpm)
            case SpeedTarget():
                return None  # whoever names a speed has decided how hard it is to be
            case Effort.RECOVERY:
                return self._lower(RECOVERY_BELOW_EASY_BPM)
        if rpe is not None and _strain(rpe) == "moderate":
            return self._moderate()
        return None if step.gait is AskedGait.HIKE and rpe is None else self._band

    def _lower(self, by_bpm: int) -> Band:
        floor_bpm, ceiling_bpm = self._band.floor_bpm - by_bpm, self._band.ceiling_bpm - by_bpm
        return Band(max(30, floor_bpm), max(31, ceiling_bpm))

    def _moderate(self) -> Band | None:
        """The zones between the thresholds; None, which leaves the limit, where none are known."""
        zones = self._athlete.zones
        if zones is None:
            return None
        found = [zone for zone in zones.zones if zone.number in zones_of_strain(zones).moderate]
        return self._between(found[0], found[-1]) if found else None

    def _between(self, first: Zone, last: Zone) -> Band | None:
        """From the lower edge of one zone to the upper one of another, below the hard limit."""
        if last.upper_bpm is None:
            return None
        low_bpm = max(30, first.lower_bpm)
        high_bpm = min(last.upper_bpm - 1, self._athlete.hard_limit_bpm(self._band))
        return Band(low_bpm, high_bpm) if low_bpm < high_bpm else None

    def _zone(self, number: int) -> Zone:
        zones = self._zones(f"zone {number}")
        found = [zone for zone in zones.zones if zone.number == number]
        if not found:
            raise WorkoutError(
                f"zone {number}", f"your zones are 1 to {zones.zones[-1].number} ({zones.model})"
            )
        return found[0]

    def _zones(self, what: str) -> Zones:
        zones = self._athlete.zones
        if zones is None:
            raise WorkoutError(what, "your zones are not known; give your heart rates or your age")
        return zones

    def _until(self, heart: Heart) -> Until:
        bpm = self._level_bpm(heart.level)
        settings = {"hold_s": heart.hold_s} if heart.hold_s is not None else {}
        return Until(
            below_bpm=bpm if heart.falls else None,
            above_bpm=None if heart.falls else bpm,
            least_s=heart.least_s or 0,
            otherwise=heart.otherwise,
            **settings,
        )

    def _level_bpm(self, level: Level) -> int:
        match level.of:
            case LevelOf.BPM:
                return level.number
            case LevelOf.FLOOR:
                return self._band.floor_bpm
            case LevelOf.CEILING:
                return self._band.ceiling_bpm
            case LevelOf.ZONE:
                return self._zone(level.number).lower_bpm
            case LevelOf.PERCENT_OF_MAX:
                most_bpm = self._athlete.likely_max_bpm
                if most_bpm is None:
                    raise WorkoutError(
                        f"hr {level.number}%", "your maximal heart rate is not known; give bpm"
                    )
                return round(level.number * most_bpm / 100.0)

    @staticmethod
    def _gait(step: Step, rpe: Range | None, *, is_surge: bool) -> AskedGait | None:
        """Who asks for effort asks for running; the rest is the heart's to say."""
        if step.target is Effort.FREE:
            return None
        is_effort = is_surge or isinstance(step.target, SpeedTarget)
        is_effort |= rpe is not None and _strain(rpe) != "easy"
        return AskedGait.RUN if is_effort else None


def name_of(step: Step) -> str:
    """Find a word for a stretch that was given none.

    >>> from runwalk.training.language import read_line
    >>> [name_of(part) for part in read_line("15:00 easy, 400m@mile, 2:00 walk, 30:00").parts]
    ['easy', '400 m at mile pace', 'walk break', 'run by heart rate']
    """
    gait = step.gait.value if step.gait is not None else ""
    match step.target:
        case None if step.gait is AskedGait.WALK:
            return "walk break" if step.until is None else "recovery"
        case None:
            return gait or ("surge" if step.is_surge else "run by heart rate")
        case Effort():
            return " ".join(filter(None, [step.target.value, gait]))
        case RaceTarget() if step.length is not None and step.until is None:
            return f"{_said(step.length)} at {step.target.race.value} pace"
    return " ".join(filter(None, [gait or "run", "at", target_text(step.target)]))


def _said(length: Time | Distance) -> str:
    """A length that can be said: 400 m, 1 mi, 30 s, 20 min."""
    if isinstance(length, Distance):
        return f"{length.amount:.10g} {length.unit.value}"
    if length.s < 100:
        return f"{length.s} s"
    return clock(length.s) if length.s % 60 else f"{length.s // 60} min"


def length_of(workout: Workout) -> str:
    """How long a workout is, as far as that is known beforehand.

    >>> length_of(Workout("x", (Segment(name="a", duration_s=600), Segment(name="b"))))
    '10:00 and more'
    """
    ends = workout.segments
    seconds = sum(one.duration_s or 0 for one in ends)
    metres = sum(one.distance_m or 0.0 for one in ends if one.duration_s is None)
    told = [clock(seconds)] if seconds else []
    told += [f"{metres / 1000:.2f} km"] if metres else []
    is_open = any(one.duration_s is None and one.distance_m is None for one in ends)
    by_heart = any(one.until is not None for one in ends)
    known = " + ".join(told) or "open"
    return f"{'about ' if by_heart else ''}{known}{' and more' if is_open and told else ''}"


def _strain(rpe: Range) -> str:
    """Whether an effort is easy, moderate or hard: by its middle."""
    ends = [end for end in (rpe.low, rpe.high) if end is not None]
    return strain_of_rpe(sum(ends) / len(ends)).likeliest


def _is_hard(rpe: Range | None) -> bool:
    return rpe is not None and _strain(rpe) == "hard"


def _range(one_mps: float, other_mps: float) -> Range:
    """From the slower to the faster; a single speed gets its tolerance."""
    if one_mps == other_mps:
        return Range(low=one_mps * (1 - PACE_TOLERANCE), high=one_mps * (1 + PACE_TOLERANCE))
    return Range(low=min(one_mps, other_mps), high=max(one_mps, other_mps))


def _slower(speed: Range, target: RaceTarget) -> Range:
    """Add seconds to a pace."""
    if not target.slower_s or speed.low is None or speed.high is None:
        return speed
    metres = target.per.metres
    slow, fast = (metres / (metres / mps + target.slower_s) for mps in (speed.low, speed.high))
    return Range(low=slow, high=fast)


def _fast_end(paces: TrainingPaces, effort: Effort) -> float | None:
    match effort:
        case Effort.EASY | Effort.RECOVERY:
            return paces.easy_mps[1]
        case Effort.TEMPO:
            return paces.threshold_mps
        case Effort.HARD | Effort.FREE:
            return None
