"""What could have followed a cue that was never given: simulated, and never a fact.

From the first cue that differs on, the loop is closed: the voice hears a heart rate, the legs obey
what it says, and the heart answers the legs by the runner's own model, fitted on this very
recording. What is not known for sure is drawn: the model's numbers within their intervals, how soon
the legs obey, and how the heart strays. Many draws make a band.

What the legs are taken to do: where they ran, they run as fast as they did at that place, with the
recorded grade; elsewhere at their median running speed. They walk at their median walking speed,
or where the recording has no minute of walking, at 1.5 m/s. They obey every cue, after 2 to 7 s,
and do nothing by themselves. Pauses stay where they were. Source: our choice; the reaction times
are those of the comparison.
"""

from __future__ import annotations

import math
import pickle
from bisect import bisect_right
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from analysis.heart_fit import HeartFit, Refusal, fit_heart
from analysis.what_if import Account, Fact, Outcome, Timer, Voice, Word, copied
from analysis.what_if_heart import Heart, Pulse, unknown
from runwalk.engine.effort import running_cost_minetti_2002
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import Motion, MotionObserver
from runwalk.engine.phases import Action
from runwalk.engine.sample import Mark, Sample
from runwalk.recording.recording import Recording
from runwalk.simulator import Manner
from runwalk.simulator.dice import Dice
from runwalk.summary import LONGEST_STEP_S

_MANNER: Final = Manner()
_REACTION_S = (2.0, 7.0)
_LONGEST_REACTION_S = 10
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A recording as a heart felt it, and where it stood at the first cue that differs.

    Attributes:
        powers_w_per_kg: Net metabolic power, each second from the first to the last [W/kg].
        trusted_bpm: Trusted heart rate of each of them [bpm]; None where there is none.
        first_s: The first second [s].
        legs: What it shows of the legs.
        observer: What the legs were seen to do until then; not to be moved.
        gait: What they did then.
        speed_mps: How fast [m/s].
        place_m: Where [m].
        words: What was said shortly before, and might not have reached the legs.
    """

    powers_w_per_kg: tuple[float, ...]
    trusted_bpm: tuple[float | None, ...]
    first_s: int
    legs: Legs
    observer: MotionObserver
    gait: Gait
    speed_mps: float
    place_m: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imagined:
    """One way in which the run could have gone on.

    Attributes:
        hr_bpm: Heart rate, a second after the other from the difference on [bpm].
        is_running: Whether the legs ran in each of them.
        words: What was said.
        outcome: What it came to.
    """

    hr_bpm: tuple[float, ...]
    is_running: tuple[bool, ...]
    words: tuple[Word, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A recording that can go on otherwise.

    Attributes:
        fit: The runner's heart, as the recording tells it.
        past: What it shows of the rest.
    """

    fit: HeartFit
    past: Past


def prepare(recording: Recording, fact: Fact) -> Ready | str:
    """Make ready for a simulation, or tell why there can be none, in words.

    Raises:
        ValueError: No cue differs.
    """
    fit = fit_heart(recording.samples)
    if isinstance(fit, Refusal):
        return fit.words
    if missing := unknown(fit):
        return f"the recording does not tell {missing}"
    past = look_back(recording, fact)
    if past is None:
        return "nobody is seen to run in it"
    return Ready(fit=fit, past=past)


def look_back(recording: Recording, fact: Fact) -> Past | None:
    """See what a recording tells of legs and heart; None where nobody is seen to run.

    Raises:
        ValueError: No cue differs.
    """
    difference = fact.difference
    if difference is None:
        raise ValueError("no cue differs, so nothing else could have followed")
    cleaner, observer, timer = Cleaner(), MotionObserver(), Timer()
    powers: list[float] = []
    trusted: list[float | None] = []
    seen: list[_Step] = []
    eased = _eased(recording)
    at: tuple[bytes, Gait, float, float] | None = None
    gait, place_m, first_s, before_s = Gait.RUN, 0.0, recording.samples[0].t_s, None
    for place, sample in enumerate(recording.samples):
        hr, motion = cleaner.clean(sample), observer.observe(sample)
        step_s = 1 if before_s is None else sample.t_s - before_s
        before_s = sample.t_s
        is_stopped = timer.step(sample)
        power = 0.0 if is_stopped else motion.power_w_per_kg or 0.0
        powers += [powers[-1] if powers else power] * (step_s - 1) + [power]
        bpm = float(hr.bpm) if hr.bpm is not None and hr.is_trusted else None
        trusted += [None] * (step_s - 1) + [bpm]
        if not is_stopped:
            place_m += (motion.speed_mps or 0.0) * min(step_s, LONGEST_STEP_S)
            seen.append(
                _Step(
                    motion=motion,
                    cadence_spm=sample.cadence_spm,
                    place_m=place_m,
                    is_eased=any(start_s <= sample.t_s < end_s for start_s, end_s in eased),
                )
            )
            if motion.gait in (Gait.RUN, Gait.WALK):
                gait = motion.gait
        if place == difference.place:
            at = (pickle.dumps(observer), gait, motion.speed_mps or 0.0, place_m)
    assert at is not None  # the difference lies in the recording
    legs = _legs(seen)
    if legs is None:
        return None
    return Past(
        powers_w_per_kg=tuple(powers),
        trusted_bpm=tuple(trusted),
        first_s=first_s,
        legs=legs,
        observer=pickle.loads(at[0]),  # noqa: S301  # our own bytes
        gait=at[1],
        speed_mps=at[2],
        place_m=at[3],
        words=tuple(
            word for word in fact.shared if word.t_s > difference.t_s - _LONGEST_REACTION_S
        ),
    )


def imagine(
    recording: Recording, fact: Fact, past: Past, hearts: Sequence[Heart], *, seed: int
) -> Iterator[Imagined]:
    """Let the run go on from the first cue that differs, once for each heart.

    Args:
        recording: The run; its marks stay where they were.
        fact: Where the difference lies.
        past: What it shows of the runner.
        hearts: Who it could be.
        seed: The same seed gives the same runs.
    """
    marks = {sample.t_s: sample.marks for sample in recording.samples if sample.marks}
    last_s = recording.samples[-1].t_s
    for number, heart in enumerate(hearts):
        dice = Dice(f"what if {number}", seed)
        yield _imagined(fact, past, heart, dice, marks, last_s)


def _imagined(
    fact: Fact,
    past: Past,
    heart: Heart,
    dice: Dice,
    marks: dict[int, tuple[Mark, ...]],
    last_s: int,
) -> Imagined:
    difference = fact.difference
    assert difference is not None
    voice: Voice = copied(fact.voice)
    observer: MotionObserver = pickle.loads(pickle.dumps(past.observer))  # noqa: S301  # our own
    walker = Walker(past, reaction_s=dice.uniform(*_REACTION_S))
    walker.hear(past.words)
    walker.hear(difference.would)
    pulse = Pulse(
        heart,
        powers_w_per_kg=past.powers_w_per_kg,
        trusted_bpm=past.trusted_bpm,
        now_s=difference.t_s - past.first_s,
        shift=dice.uniform(0.0, 1.0),
    )
    timer = _timer_at(marks, difference.t_s)
    account = Account()
    account.words(difference.would)
    said = list(difference.would)
    told_bpm: list[float] = []
    ran: list[bool] = []
    for t_s in range(difference.t_s + 1, last_s + 1):
        is_stopped = timer.step(Sample(t_s=t_s, marks=marks.get(t_s, ())))
        bare = walker.second(t_s, is_stopped=is_stopped)
        motion = observer.observe(bare)
        power = 0.0 if is_stopped else motion.power_w_per_kg or 0.0
        bpm = pulse.second(power)
        words = voice.step(
            replace(bare, hr_bpm=min(max(round(bpm), 1), 254), marks=marks.get(t_s, ()))
        )
        walker.hear(words)
        said += words
        told_bpm.append(bpm)
        ran.append(walker.gait is Gait.RUN and not is_stopped)
        if not is_stopped:
            account.second(
                hr_bpm=bpm, gait=walker.gait, speed_mps=walker.speed_mps, band=voice.band
            )
            account.words(words)
    return Imagined(
        hr_bpm=tuple(told_bpm),
        is_running=tuple(ran),
        words=tuple(said),
        outcome=account.outcome,
    )


class Walker:
    """The legs of a runner who obeys.

    Args:
        past: Where they are, and what they are used to.
        reaction_s: From a cue to the legs [s].

    Attributes:
        gait: What they do.
        speed_mps: How fast [m/s].
    """

    def __init__(self, past: Past, *, reaction_s: float) -> None:
        self._legs = past.legs
        self._reaction_s = reaction_s
        self.gait = past.gait
        self.speed_mps = past.speed_mps
        self._place_m = past.place_m
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
        wanted_mps = running_mps * self._ease_ratio if is_run else self._legs.walking_mps
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
class _Step:
    """A second in which the timer ran."""

    motion: Motion
    cadence_spm: int | None
    place_m: float
    is_eased: bool


def _eased(recording: Recording) -> tuple[tuple[int, int], ...]:
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


def _legs(seen: Sequence[_Step]) -> Legs | None:
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
    dearer = _mean([cost for cost, _ in seen])
    pace = _mean([pace for _, pace in seen])
    spread = _mean([(cost - dearer) * (cost - dearer) for cost, _ in seen])
    if spread < _LEAST_HILLS:
        return 1.0 / pace, _MANNER.hill_easing
    slope = _mean([(cost - dearer) * (one - pace) for cost, one in seen]) / spread
    level = max(pace - slope * dearer, 0.5 * pace)
    return 1.0 / level, min(max(slope / level, 0.0), 1.0)


def _dearer(grade: float) -> float:
    """How much more a metre costs to run on a grade than on the level, as a share."""
    return running_cost_minetti_2002(grade) / running_cost_minetti_2002(0.0) - 1.0


def _paces(seen: Sequence[_Step]) -> Iterator[float | None]:
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


def _cadence(seen: Sequence[_Step], gait: Gait) -> float | None:
    return _median(
        [float(step.cadence_spm) for step in seen if step.motion.gait is gait and step.cadence_spm]
    )


def _timer_at(marks: dict[int, tuple[Mark, ...]], t_s: int) -> Timer:
    timer = Timer()
    for at_s in sorted(marks):
        if at_s <= t_s:
            timer.step(Sample(t_s=at_s, marks=marks[at_s]))
    return timer


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def _median(values: Sequence[float]) -> float | None:
    return sorted(values)[len(values) // 2] if values else None


@dataclass(frozen=True, slots=True)
class Interval:
    """Where most of the simulated runs lie: 90 % between low and high, half below the middle."""

    low: float
    middle: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """Tell where most of some values lie; at least one, and not the same run's.

    >>> interval([float(one) for one in range(101)])
    Interval(low=5.0, middle=50.0, high=95.0)
    """
    ordered = sorted(values)

    def at(share: float) -> float:
        place = share * (len(ordered) - 1)
        below = int(place)
        above = min(below + 1, len(ordered) - 1)
        return ordered[below] + (place - below) * (ordered[above] - ordered[below])

    return Interval(at(0.05), at(0.5), at(0.95))


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation:
    """Many ways in which the run could have gone on.

    Attributes:
        fit: The runner's heart, as the recording tells it.
        legs: The runner's legs.
        runs: At least one.
    """

    fit: HeartFit
    legs: Legs
    runs: tuple[Imagined, ...]

    def interval(self, name: str) -> Interval | None:
        """Where most of the runs lie in one field of their outcome; None where that is unknown."""
        values = [getattr(one.outcome, name) for one in self.runs]
        known = [float(value) for value in values if value is not None]
        return interval(known) if known else None

    def band(self) -> tuple[Interval, ...]:
        """Where the heart rate of most runs lies, second by second [bpm]."""
        return tuple(map(interval, zip(*(one.hr_bpm for one in self.runs), strict=True)))

    def walking(self) -> tuple[float, ...]:
        """Share of the runs that do not run, second by second."""
        return tuple(
            1.0 - sum(seconds) / len(seconds)
            for seconds in zip(*(one.is_running for one in self.runs), strict=True)
        )
