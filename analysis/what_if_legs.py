"""Legs that obey, as a recording shows them.

Where the runner ran, they run as fast as at that place, with the recorded grade; elsewhere as fast
as in the runner's other runs on such a grade. They walk at the median walking speed, or where the
recording has no minute of walking, at 1.5 m/s. They obey every cue, and do nothing by themselves.
Beyond the recorded way it is level. Source: our choice.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean, median_high
from typing import Final

from analysis.what_if import Word
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait
from runwalk.engine.motion import Motion
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.recording.recording import Recording
from runwalk.simulator import Manner

_MANNER: Final = Manner()
_LEAST_WALK_S = 60
_LEAST_HILLS = 0.003  # mean square of the extra cost: grades of some 1 % (our choice)
_NEAR_TURN_S = 10  # of a change of gait: no pace yet
_PICK_UP = 0.5  # share of a change of speed that is made in a second, as in the simulator


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """What a recording shows of legs and ground.

    Attributes:
        places_m: Way from the start, second by second [m]; never falls.
        speeds_mps: Running speed there [m/s]; None where the runner did not simply run.
        grades: Rise over run there.
        running_mps: Running speed on the level [m/s].
        hill_easing: How far it gives way on a hill: 0 keeps the speed, 1 keeps the effort.
        walking_mps: Median walking speed [m/s], or 1.5 where hardly any walking was seen.
        has_walked: Whether that was seen.
        running_spm: Median cadence of a run [1/min]; None where nothing counts steps.
        walking_spm: The same of a walk; where none was seen, the simulator's.
    """

    places_m: tuple[float, ...]
    speeds_mps: tuple[float | None, ...]
    grades: tuple[float, ...]
    running_mps: float
    hill_easing: float
    walking_mps: float
    has_walked: bool
    running_spm: float | None
    walking_spm: float | None

    def ground(self, place_m: float) -> tuple[float, float]:
        """Running speed [m/s] and grade at a place; beyond the end, the level."""
        at = bisect_right(self.places_m, place_m) - 1
        if at < 0 or place_m > self.places_m[-1]:
            return self.running_mps, 0.0
        speed_mps, grade = self.speeds_mps[at], self.grades[at]
        if speed_mps is None:
            speed_mps = self.running_mps / (1.0 + self.hill_easing * _dearer(grade))
        return speed_mps, grade


class Walker:
    """The legs of a runner who obeys.

    Args:
        legs: What they are used to.
        gait: What they do at first.
        speed_mps: How fast [m/s].
        place_m: Where they are [m].
        reaction_s: From a cue to the legs [s].
        pace_ratio: The running speed as a share of what they are used to.

    Attributes:
        gait: What they do.
        speed_mps: How fast [m/s].
    """

    def __init__(
        self,
        legs: Legs,
        *,
        gait: Gait,
        speed_mps: float,
        place_m: float,
        reaction_s: float,
        pace_ratio: float = 1.0,
    ) -> None:
        self._legs = legs
        self._reaction_s = reaction_s
        self._pace_ratio = pace_ratio
        self.gait = gait
        self.speed_mps = speed_mps
        self._place_m = place_m
        self._ease_ratio = 1.0
        self._heard: deque[tuple[float, str]] = deque()

    def hear(self, words: Sequence[Word]) -> None:
        """Hear cues, and obey them after the reaction time."""
        self._heard += [(word.t_s + self._reaction_s, word.action) for word in words]

    def second(self, t_s: int, *, is_stopped: bool) -> Sample:
        """Move for a second, and tell what sensors would have said but for the heart."""
        while self._heard and self._heard[0][0] <= t_s:
            self._obey(self._heard.popleft()[1])
        running_mps, grade = self._legs.ground(self._place_m)
        is_run = self.gait is Gait.RUN
        running_mps *= self._pace_ratio * self._ease_ratio
        wanted_mps = running_mps if is_run else self._legs.walking_mps
        cadence_spm = self._legs.running_spm if is_run else self._legs.walking_spm
        if is_stopped:
            self.speed_mps = 0.0
        else:
            self.speed_mps += (wanted_mps - self.speed_mps) * _PICK_UP
            self._place_m += self.speed_mps
        return Sample.rounded(
            t_s,
            speed_mps=self.speed_mps,
            grade=grade,
            distance_m=self._place_m,
            cadence_spm=0.0 if is_stopped and cadence_spm is not None else cadence_spm,
        )

    def _obey(self, action: str) -> None:
        if action == Action.EASE:
            eased = self._ease_ratio * _MANNER.ease_ratio
            self._ease_ratio = max(_MANNER.slowest_ease_ratio, eased)
        elif action == Action.WALK:
            self.gait = Gait.WALK
        elif action == Action.RUN:
            if self.gait is not Gait.RUN:
                self._ease_ratio = 1.0  # after a break the old pace comes back
            self.gait = Gait.RUN


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A second in which the timer ran.

    Attributes:
        motion: What the legs did.
        cadence_spm: Steps a minute; None where nothing counts them.
        place_m: Way from the start [m].
        is_eased: Whether a slower run had been asked for.
    """

    motion: Motion
    cadence_spm: int | None
    place_m: float
    is_eased: bool


def eased_spans(recording: Recording) -> tuple[tuple[int, int], ...]:
    """From each second in which a slower run was asked for, to the next run: no usual pace."""
    spans, since_s = [], None
    for cue in recording.cues:
        if cue.action == Action.EASE and since_s is None:
            since_s = cue.t_s
        elif cue.action == Action.RUN and since_s is not None:
            spans.append((since_s, cue.t_s))
            since_s = None
    if since_s is not None:
        spans.append((since_s, recording.samples[-1].t_s + 1))
    return tuple(spans)


def legs_of(seen: Sequence[Step]) -> Legs | None:
    """What some seconds show of a runner's legs; None where nobody is seen to run."""
    paces = tuple(_paces(seen))
    if not any(paces):
        return None
    grades = tuple(step.motion.grade for step in seen)
    running_mps, hill_easing = _hill_pace(paces, grades)
    walks_mps = [
        step.motion.speed_mps
        for step in seen
        if step.motion.gait is Gait.WALK and step.motion.speed_mps is not None
    ]
    walking_mps = _median(walks_mps)
    has_walked = walking_mps is not None and len(walks_mps) >= _LEAST_WALK_S
    running_spm, walking_spm = (_cadence(seen, gait) for gait in (Gait.RUN, Gait.WALK))
    if not has_walked or walking_mps is None:
        walking_mps, walking_spm = _MANNER.walking_mps, None
    if walking_spm is None and running_spm is not None:
        walking_spm = 60.0 + 35.0 * min(walking_mps, 2.0)  # as the simulator has it
    return Legs(
        places_m=tuple(step.place_m for step in seen),
        speeds_mps=paces,
        grades=grades,
        running_mps=running_mps,
        hill_easing=hill_easing,
        walking_mps=walking_mps,
        has_walked=has_walked,
        running_spm=running_spm,
        walking_spm=walking_spm,
    )


def _hill_pace(speeds_mps: Sequence[float | None], grades: Sequence[float]) -> tuple[float, float]:
    """Speed on the level [m/s], and how far it gives way on a hill: least squares of the pace."""
    seen = [
        (_dearer(grade), 1.0 / speed)
        for speed, grade in zip(speeds_mps, grades, strict=True)
        if speed
    ]
    dearer = fmean([cost for cost, _ in seen])
    pace = fmean([pace for _, pace in seen])
    spread = fmean([(cost - dearer) * (cost - dearer) for cost, _ in seen])
    if spread < _LEAST_HILLS:
        return 1.0 / pace, _MANNER.hill_easing
    slope = fmean([(cost - dearer) * (one - pace) for cost, one in seen]) / spread
    level = max(pace - slope * dearer, 0.5 * pace)
    return 1.0 / level, min(max(slope / level, 0.0), 1.0)


def _dearer(grade: float) -> float:
    """How much more a metre costs to run on a grade than on the level, as a share."""
    return running_cost_minetti_2002(grade) / running_cost_minetti_2002(0.0) - 1.0


def _paces(seen: Sequence[Step]) -> Iterator[float | None]:
    """Usual running speed of each second; None where the runner did not simply run."""
    gaits = [step.motion.gait for step in seen]
    turns = [place for place in range(1, len(gaits)) if gaits[place] is not gaits[place - 1]]
    near = {
        place for turn in (0, *turns) for place in range(turn - _NEAR_TURN_S, turn + _NEAR_TURN_S)
    }
    has_more = any(
        gait is Gait.RUN and place not in near and not seen[place].is_eased
        for place, gait in enumerate(gaits)
    )
    for place, step in enumerate(seen):
        is_usual = place not in near and not (has_more and step.is_eased)
        yield step.motion.speed_mps if gaits[place] is Gait.RUN and is_usual else None


def _cadence(seen: Sequence[Step], gait: Gait) -> float | None:
    return _median(
        [float(step.cadence_spm) for step in seen if step.motion.gait is gait and step.cadence_spm]
    )


def _median(values: Sequence[float]) -> float | None:
    return median_high(values) if values else None
