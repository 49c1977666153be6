"""What could have followed a cue that was never given: simulated, and never a fact.

From the first cue that differs on, the loop is closed: the voice hears a heart rate, the legs obey
what it says, and the heart answers the legs by the runner's own model, fitted on this very
recording. What is not known for sure is drawn: the model's numbers within their intervals, how soon
the legs obey, and how the heart strays. Many draws make a band.

The legs obey after 2 to 7 s, as in the comparison, and run within some 1.5 % of the pace that was
recorded (our choice; seen on simulated runners). The runner's own marks, and so the pauses, stay
where they were.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from analysis.heart_fit import HeartFit, Refusal, fit_heart
from analysis.what_if import Account, Difference, Fact, Outcome, Timer, Voice, Word, copied
from analysis.what_if_heart import Heart, Pulse, hearts_of, unknown
from analysis.what_if_legs import Legs, Step, Walker, eased_spans, legs_of
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import MotionObserver
from runwalk.engine.sample import Mark, Sample
from runwalk.recording.recording import LONGEST_STEP_S, Recording
from runwalk.simulator.dice import Dice

_REACTION_S = (2.0, 7.0)
_PACE_SD_RATIO = 0.015
_LONGEST_REACTION_S = 10


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
class Draw:
    """What is not known for sure, as it could be.

    Attributes:
        heart: How the heart follows the legs.
        reaction_s: From a cue to the legs [s].
        pace_ratio: The running speed as a share of the recorded.
        shift: Where in the recording the heart's straying begins, as a share.
    """

    heart: Heart
    reaction_s: float
    pace_ratio: float
    shift: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A recording that can go on otherwise; any process can be told it.

    Attributes:
        fit: The runner's heart, as the recording tells it.
        past: What it shows of the rest.
        difference: Where it goes on otherwise.
        voice: Who speaks from then on; not to be moved.
        marks: What the runner did besides, which stays where it was.
        last_s: Where the recording ends [s].
    """

    fit: HeartFit
    past: Past
    difference: Difference
    voice: Voice
    marks: dict[int, tuple[Mark, ...]]
    last_s: int


def prepare(recording: Recording, fact: Fact) -> Ready | str:
    """Make ready for a simulation, or tell why there can be none, in words.

    Raises:
        ValueError: No cue differs.
    """
    if fact.difference is None:
        raise ValueError("no cue differs, so nothing else could have followed")
    last_s = recording.samples[-1].t_s
    if fact.difference.t_s == last_s:
        return "the recording ends there"
    fit = fit_heart(recording.samples)
    if isinstance(fit, Refusal):
        return fit.words
    if missing := unknown(fit):
        return f"the recording does not tell {missing}"
    past = look_back(recording, fact.difference, fact.shared)
    if past is None:
        return "nobody is seen to run in it"
    return Ready(
        fit=fit,
        past=past,
        difference=fact.difference,
        voice=fact.voice,
        marks={sample.t_s: sample.marks for sample in recording.samples if sample.marks},
        last_s=last_s,
    )


def look_back(
    recording: Recording, difference: Difference, shared: Sequence[Word] = ()
) -> Past | None:
    """See what a recording tells of legs and heart; None where nobody is seen to run.

    Args:
        recording: The run.
        difference: The first cue that differs.
        shared: The cues before it.
    """
    cleaner, observer, timer = Cleaner(), MotionObserver(), Timer()
    powers: list[float] = []
    trusted: list[float | None] = []
    seen: list[Step] = []
    eased = eased_spans(recording)
    at: tuple[MotionObserver, Gait, float, float] | None = None
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
                Step(
                    motion=motion,
                    cadence_spm=sample.cadence_spm,
                    place_m=place_m,
                    is_eased=any(start_s <= sample.t_s < end_s for start_s, end_s in eased),
                )
            )
            if motion.gait in (Gait.RUN, Gait.WALK):
                gait = motion.gait
        if place == difference.place:
            at = (copied(observer), gait, motion.speed_mps or 0.0, place_m)
    assert at is not None  # the difference lies in the recording
    legs = legs_of(seen)
    if legs is None:
        return None
    return Past(
        powers_w_per_kg=tuple(powers),
        trusted_bpm=tuple(trusted),
        first_s=first_s,
        legs=legs,
        observer=at[0],
        gait=at[1],
        speed_mps=at[2],
        place_m=at[3],
        words=tuple(word for word in shared if word.t_s > difference.t_s - _LONGEST_REACTION_S),
    )


def draws_of(fit: HeartFit, count: int, *, seed: int, max_bpm: int | None) -> Iterator[Draw]:
    """Draw what is not known for sure; the same seed gives the same draws.

    Args:
        fit: The runner's heart, as the recording tells it.
        count: How many.
        seed: Which of the many.
        max_bpm: The runner's maximal heart rate, if it is known [bpm].
    """
    dice = Dice("what if", seed)
    for heart in hearts_of(fit, count, seed=seed, max_bpm=max_bpm):
        yield Draw(
            heart=heart,
            reaction_s=dice.uniform(*_REACTION_S),
            pace_ratio=dice.normal_between(1.0, _PACE_SD_RATIO, 0.9, 1.1),
            shift=dice.uniform(0.0, 1.0),
        )


def imagine(ready: Ready, draw: Draw) -> Imagined:
    """Let the run go on from the first cue that differs."""
    past, difference, marks = ready.past, ready.difference, ready.marks
    voice, observer = copied(ready.voice), copied(past.observer)
    walker = Walker(
        past.legs,
        gait=past.gait,
        speed_mps=past.speed_mps,
        place_m=past.place_m,
        reaction_s=draw.reaction_s,
        pace_ratio=draw.pace_ratio,
    )
    walker.hear(past.words)
    walker.hear(difference.would)
    pulse = Pulse(
        draw.heart,
        powers_w_per_kg=past.powers_w_per_kg,
        trusted_bpm=past.trusted_bpm,
        now_s=difference.t_s - past.first_s,
        shift=draw.shift,
    )
    timer = _timer_at(marks, difference.t_s)
    account = Account()
    account.words(difference.would)
    said = list(difference.would)
    told_bpm: list[float] = []
    ran: list[bool] = []
    for t_s in range(difference.t_s + 1, ready.last_s + 1):
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


def _timer_at(marks: dict[int, tuple[Mark, ...]], t_s: int) -> Timer:
    timer = Timer()
    for at_s in sorted(marks):
        if at_s <= t_s:
            timer.step(Sample(t_s=at_s, marks=marks[at_s]))
    return timer


@dataclass(frozen=True, slots=True)
class Interval:
    """Where most of the simulated runs lie: 90 % between low and high, half below the middle."""

    low: float
    middle: float
    high: float


def interval(values: Sequence[float]) -> Interval:
    """Tell where most of some values lie.

    Places in their order are counted so that one more value would lie between low and high nine
    times of ten; with fewer than 19 the whole range is given, and that is too narrow.

    Args:
        values: At least one.

    >>> interval([float(one) for one in range(1, 40)])
    Interval(low=2.0, middle=20.0, high=38.0)
    """
    ordered = sorted(values)

    def at(share: float) -> float:
        place = min(max(share * (len(ordered) + 1) - 1.0, 0.0), len(ordered) - 1.0)
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
