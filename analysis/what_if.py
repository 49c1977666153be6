"""What would have been said in a run that is over, and where that first differs from what was said.

Up to the first cue that differs everything is a fact: the legs did what they did because of what
was said, and the heart followed them. From there on nothing is known any more; what could have
followed is for ``what_if_run``, which simulates.

Only cues that move the legs are compared: walk, run, and run slower. What is told besides, as
*check the strap*, changes no run.
"""

from __future__ import annotations

import pickle
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar

from analysis.policies import Beep, BeepToMiddle, ClockRatio, NoWalking, Policy
from runwalk.config import Plan
from runwalk.engine.athlete import Band
from runwalk.engine.coach import Coach
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import MotionObserver
from runwalk.engine.phases import Action, Reason
from runwalk.engine.sample import MarkKind, Sample
from runwalk.outputs.phrases import phrase
from runwalk.recording.recording import LONGEST_STEP_S, Recording

_T = TypeVar("_T")

POLICIES: Final = ("coach", "none", "galloway", "beep", "beep-to-middle")
"""Who could have spoken, by name."""

COMMANDS: Final = (Action.WALK, Action.RUN, Action.EASE)
"""What moves the legs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """Something that is said, or was, or would have been.

    Attributes:
        t_s: When [s].
        action: What to do.
        reason: Why.
        text: In words for people; empty where only the rest was kept.
        evidence: The numbers behind it, each with its unit in its name.
    """

    t_s: int
    action: str
    reason: str
    text: str = ""
    evidence: tuple[tuple[str, float], ...] = ()


class Voice(Protocol):
    """Somebody who speaks in a run.

    Attributes:
        band: Where heart rate is to stay now.
    """

    band: Band

    def step(self, sample: Sample) -> tuple[Word, ...]:
        """Hear a second, and say what there is to say; uses no later sample."""


class CoachVoice:
    """The coach of this project, as it is.

    Args:
        plan: Who runs, and what is planned.
    """

    def __init__(self, plan: Plan) -> None:
        self._coach: Coach = plan.coach()
        self.band = _first_band(plan)

    def step(self, sample: Sample) -> tuple[Word, ...]:
        """Say what the coach says."""
        reading = self._coach.step(sample)
        self.band = reading.band or self.band
        return tuple(
            Word(
                t_s=sample.t_s,
                action=cue.action.value,
                reason=cue.reason.value,
                text=phrase(cue),
                evidence=cue.evidence,
            )
            for cue in reading.cues
        )


class PolicyVoice:
    """Another way to run and walk, which knows the clock and the strap only.

    A policy counts seconds, and the recording may leave some out: it hears them as seconds without
    a heart rate. While the timer is stopped it hears nothing, and its clock stands.

    Args:
        policy: Which way.
        reason: Why it speaks.
        band: Where heart rate should stay.
    """

    def __init__(self, policy: Policy, reason: Reason, band: Band) -> None:
        self._policy = policy
        self._reason = reason
        self.band = band
        self._timer = Timer()
        self._own_s = 0
        self._t_s: int | None = None

    def step(self, sample: Sample) -> tuple[Word, ...]:
        """Say what the policy says."""
        missed_s = 0 if self._t_s is None else sample.t_s - self._t_s - 1
        self._t_s = sample.t_s
        said: list[Action] = []
        if not self._timer.is_stopped:
            for _ in range(missed_s):
                said += self._hear(None)
        if not self._timer.step(sample):
            said += self._hear(sample.hr_bpm)
        return tuple(
            Word(
                t_s=sample.t_s,
                action=action.value,
                reason=self._reason.value,
                text=f"{action.value.capitalize()}.",
            )
            for action in said
        )

    def _hear(self, hr_bpm: int | None) -> tuple[Action, ...]:
        said = self._policy.step(Sample(t_s=self._own_s, hr_bpm=hr_bpm))
        self._own_s += 1
        return said


class Timer:
    """The runner's own watch: whether it is stopped."""

    def __init__(self) -> None:
        self.is_stopped = False

    def step(self, sample: Sample) -> bool:
        """Take in a second, and tell whether the timer is stopped after it."""
        for mark in sample.marks:
            if mark.kind in (MarkKind.PAUSE, MarkKind.FINISH):
                self.is_stopped = True
            elif mark.kind is MarkKind.RESUME:
                self.is_stopped = False
        return self.is_stopped


def voice_of(policy: str, plan: Plan, *, run_s: int = 240, walk_s: int = 60) -> Voice:
    """Let somebody speak.

    Args:
        policy: One of :data:`POLICIES`.
        plan: Who runs, and between which heart rates.
        run_s: How long Galloway's clock runs [s] ...
        walk_s: ... and walks [s].

    Raises:
        ValueError: There is no such policy, or the ceiling lies above the athlete's hard limit.
    """
    band = _first_band(plan)
    match policy:
        case "coach":
            return CoachVoice(plan)
        case "none":
            return PolicyVoice(NoWalking(), Reason.TIME, band)
        case "galloway":
            return PolicyVoice(ClockRatio(run_s, walk_s), Reason.TIME, band)
        case "beep":
            return PolicyVoice(Beep(band), Reason.CEILING, band)
        case "beep-to-middle":
            return PolicyVoice(BeepToMiddle(band), Reason.CEILING, band)
    raise ValueError(f"a policy is one of {', '.join(POLICIES)}, got {policy!r}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """The first second in which other cues would have been given: a fact.

    Attributes:
        place: Which sample of the recording it is.
        t_s: When [s].
        hr_bpm: What the strap said then [bpm]; None where it said nothing.
        would: What would have been said.
        was: What was said.
    """

    place: int
    t_s: int
    hr_bpm: int | None
    would: tuple[Word, ...]
    was: tuple[Word, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """What is known for certain.

    Attributes:
        difference: The first cue that would differ; None where none would.
        shared: The cues before it, which both said.
        voice: Who would have spoken, as it was after that second; it is not to be moved.
        band: Where heart rate was to stay then.
    """

    difference: Difference | None
    shared: tuple[Word, ...]
    voice: Voice
    band: Band


def first_difference(recording: Recording, voice: Voice) -> Fact:
    """Let somebody hear a recording until they say what was not said.

    Args:
        recording: The run. Where this program coached it, its cues are what was said; else nobody
            spoke.
        voice: Who could have spoken; it is moved to the second of the difference.
    """
    spoken = deque(
        Word(t_s=cue.t_s, action=cue.action, reason=cue.reason, text=cue.text)
        for cue in recording.cues
        if cue.action in COMMANDS
    )
    shared: list[Word] = []
    for place, sample in enumerate(recording.samples):
        was: list[Word] = []
        while spoken and spoken[0].t_s <= sample.t_s:
            was.append(spoken.popleft())
        would = [word for word in voice.step(sample) if word.action in COMMANDS]
        if [word.action for word in would] != [word.action for word in was]:
            difference = Difference(
                place=place,
                t_s=sample.t_s,
                hr_bpm=sample.hr_bpm,
                would=tuple(would),
                was=tuple(was),
            )
            return Fact(difference=difference, shared=tuple(shared), voice=voice, band=voice.band)
        shared += would
    return Fact(difference=None, shared=tuple(shared), voice=voice, band=voice.band)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a run came to, from the first cue that differs to its end, pauses not counted.

    Attributes:
        seconds: How long that is [s].
        in_zone_ratio: Share of the seconds with a trusted heart rate in which it lay between floor
            and ceiling; None where there are none.
        above_ratio: Share of them above the ceiling.
        running_ratio: Share of the seconds with a known gait in which the legs ran.
        speed_mps: Mean speed, walks and stops counted [m/s]; None where unknown.
        walk_cues: How often a walk was asked for.
        cues: How many cues there were that move the legs.
    """

    seconds: int
    in_zone_ratio: float | None
    above_ratio: float | None
    running_ratio: float | None
    speed_mps: float | None
    walk_cues: int
    cues: int


class Account:
    """Count a stretch of a run, second by second."""

    def __init__(self) -> None:
        self._seconds = self._known_s = self._in_zone_s = self._above_s = 0
        self._moving_s = self._run_s = self._way_s = 0
        self._way_m = 0.0
        self._walk_cues = self._cues = 0

    def second(
        self,
        *,
        hr_bpm: float | None,
        gait: Gait | None,
        speed_mps: float | None,
        band: Band,
        step_s: int = 1,
    ) -> None:
        """Count what stands for so many seconds.

        Args:
            hr_bpm: Trusted heart rate [bpm].
            gait: What the legs do.
            speed_mps: How fast [m/s].
            band: Where heart rate is to stay.
            step_s: For how long [s].
        """
        self._seconds += step_s
        if hr_bpm is not None:
            self._known_s += step_s
            self._in_zone_s += step_s * (band.floor_bpm <= hr_bpm <= band.ceiling_bpm)
            self._above_s += step_s * (hr_bpm > band.ceiling_bpm)
        if gait is not None:
            self._moving_s += step_s
            self._run_s += step_s * (gait is Gait.RUN)
        if speed_mps is not None:
            self._way_s += step_s
            self._way_m += step_s * speed_mps

    def words(self, words: Sequence[Word]) -> None:
        """Count what was said."""
        said = [word.action for word in words if word.action in COMMANDS]
        self._walk_cues += said.count(Action.WALK)
        self._cues += len(said)

    @property
    def outcome(self) -> Outcome:
        """What it came to so far."""
        return Outcome(
            seconds=self._seconds,
            in_zone_ratio=_share(self._in_zone_s, self._known_s),
            above_ratio=_share(self._above_s, self._known_s),
            running_ratio=_share(self._run_s, self._moving_s),
            speed_mps=_share(self._way_m, self._way_s),
            walk_cues=self._walk_cues,
            cues=self._cues,
        )


def what_happened(recording: Recording, fact: Fact) -> Outcome | None:
    """Count what really happened from the first cue that differs to the end: a fact.

    The heart rates to stay between are those of the voice that did not speak, so that both sides
    are held to the same. None where no cue differs.
    """
    if fact.difference is None:
        return None
    account = Account()
    bands = _bands(recording, fact)
    cleaner, observer, timer = Cleaner(), MotionObserver(), Timer()
    from_s, before_s = fact.difference.t_s, fact.difference.t_s
    for sample in recording.samples:
        hr, motion = cleaner.clean(sample), observer.observe(sample)
        was_stopped, is_stopped = timer.is_stopped, timer.step(sample)
        if sample.t_s <= from_s:
            continue
        step_s = sample.t_s - before_s
        before_s = sample.t_s
        band = next(bands)
        if is_stopped:
            continue
        account.second(
            hr_bpm=hr.bpm if hr.is_trusted else None,
            gait=motion.gait,
            speed_mps=motion.speed_mps,
            band=band,
            step_s=1 if was_stopped or step_s > LONGEST_STEP_S else step_s,
        )
    account.words(
        [
            Word(t_s=cue.t_s, action=cue.action, reason=cue.reason)
            for cue in recording.cues
            if cue.t_s >= from_s
        ]
    )
    return account.outcome


def copied(one: _T) -> _T:
    """The same once more, which can be moved alone."""
    again: _T = pickle.loads(pickle.dumps(one))  # noqa: S301  # our own bytes
    return again


def _bands(recording: Recording, fact: Fact) -> Iterator[Band]:
    """Where heart rate was to stay in each second after the difference."""
    assert fact.difference is not None
    voice = copied(fact.voice)
    for sample in recording.samples[fact.difference.place + 1 :]:
        voice.step(sample)
        yield voice.band


def _first_band(plan: Plan) -> Band:
    band = next((segment.band for segment in plan.workout.segments if segment.band), None)
    if band is None:
        raise ValueError("no segment of the workout has a band of heart rates")
    return band


def _share(part: float, whole: int) -> float | None:
    return part / whole if whole else None
