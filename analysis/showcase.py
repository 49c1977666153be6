"""Simulated runs that show how the engine thinks: what it believed, beside what was true.

The pictures and tables of ``docs/algorithm.md`` are made from them, by ``python docs/generate.py``.
The same seed gives the same run, to the last bit.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from statistics import NormalDist
from typing import Final

from analysis.claims import KINDS, run_of
from analysis.compare import SCENARIOS, runner_of
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.drift import DriftSettings, Outlook
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import MotionObserver
from runwalk.engine.phases import Action
from runwalk.simulator import Body, Course, Manner, Runner

HOUR_S: Final = 3600
HOUR_SEED: Final = 8013
HOUR_CLOSE_MIN: Final = (22.0, 29.0)
HILLS_SEED: Final = 8000
HILLS_CLOSE_MIN: Final = (20.5, 29.5)
DRIFT_SEED: Final = 8004
MARGIN_RUNS: Final = (
    ("temperate", 8006, "at 15 °C"),
    ("hot", 8017, "at 30 °C, somebody else"),
    ("beginner", 8011, "a beginner whose runs are as short as they may be"),
)
"""Whose margins are shown: scenario, seed, and words for it."""
HALVES_FROM_S: Final = 600
"""Decoupling is counted from minute 10, the warm-up left out as its users do [s]."""

_ANSWER_S = 60


class GlassCoach(Coach):
    """A coach whose thoughts can be seen. It says what every coach says."""

    @property
    def outlook(self) -> Outlook | None:
        """Where it thinks that heart rate is going."""
        return self._detector.outlook

    @property
    def peak_bpm(self) -> float | None:
        """The peak that a walk called now would let happen, with the margin learned [bpm]."""
        outlook = self._detector.outlook
        return None if outlook is None else self._rule.peak_bpm(outlook)

    @property
    def peak_margin_bpm(self) -> float:
        """The margin learned so far [bpm]."""
        return self._rule.peaks_learned[0]

    @property
    def parts(self) -> dict[str, float]:
        """How the rise is split, by the names of a cue's evidence."""
        return dict(self._namer.evidence())


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A second of a coached run.

    Attributes:
        reading: What the coach made of it.
        true_bpm: Heart rate [bpm].
        gait: What the legs did.
        altitude_m: Height [m].
        heart_bpm: What the coach took for the heart rate [bpm].
        peak_bpm: The peak that it expected of a walk called now [bpm].
        margin_bpm: What of that was learned [bpm].
        parts: How it split the rise.
    """

    reading: Reading
    true_bpm: float
    gait: Gait
    altitude_m: float
    heart_bpm: float
    peak_bpm: float
    margin_bpm: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class WalkCue:
    """A walk that was called, and what came of it.

    Attributes:
        t_s: When [s].
        heart_bpm: Where the heart was then, as the coach took it [bpm].
        predicted_bpm: The peak it expected, margin included [bpm].
        margin_bpm: The margin [bpm].
        peak_bpm: The highest true heart rate in the minute after, or until the run cue [bpm].
        peak_s: How long after the cue that was [s].
    """

    t_s: int
    heart_bpm: float
    predicted_bpm: float
    margin_bpm: float
    peak_bpm: float
    peak_s: int


def coached_hour() -> tuple[Moment, ...]:
    """Lead somebody through an hour at 30 degC, whose easy run is a little too fast."""
    return _led(runner_of(SCENARIOS["hot"], HOUR_SEED))


def margin_hours() -> tuple[tuple[str, tuple[Moment, ...]], ...]:
    """Lead three people through an hour; who, and the hour."""
    return tuple(
        (words, _led(runner_of(SCENARIOS[name], seed))) for name, seed, words in MARGIN_RUNS
    )


def hilly_hour() -> tuple[Moment, ...]:
    """Lead somebody over hills of 6 % who keeps most of the speed uphill."""
    body = replace(Body.drawn(HILLS_SEED), drift_bpm_per_h=8.0)
    manner = Manner(running_effort=body.vt1_fraction - 0.08, hill_easing=0.1)
    course = Course.rolling(0.06, 300.0)
    return _led(Runner(body, course=course, manner=manner, seed=HILLS_SEED))


def _led(runner: Runner) -> tuple[Moment, ...]:
    coach = GlassCoach(runner.body.athlete)
    moments = []
    for _ in range(HOUR_S):
        sample = runner.second()
        reading = coach.step(sample)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                runner.hear(cue.action)
        outlook, peak_bpm = coach.outlook, coach.peak_bpm
        moments.append(
            Moment(
                reading=reading,
                true_bpm=runner.truth.hr_bpm,
                gait=runner.truth.gait,
                altitude_m=sample.altitude_m or 0.0,
                heart_bpm=math.nan if outlook is None else outlook.heart_bpm,
                peak_bpm=math.nan if peak_bpm is None else peak_bpm,
                margin_bpm=coach.peak_margin_bpm,
                parts=coach.parts,
            )
        )
    return tuple(moments)


def walk_cues(moments: Sequence[Moment]) -> tuple[WalkCue, ...]:
    """Hold each walk cue against the peak that followed; what is said once more is not counted."""
    told = []
    for at, moment in enumerate(moments):
        if not any(one.action is Action.WALK and not one.is_repeat for one in moment.reading.cues):
            continue
        answer = [moment]
        for later in moments[at + 1 : at + 1 + _ANSWER_S]:
            if any(one.action is Action.RUN for one in later.reading.cues):
                break
            answer.append(later)
        peak_s = max(range(len(answer)), key=lambda i: answer[i].true_bpm)
        told.append(
            WalkCue(
                t_s=moment.reading.sample.t_s,
                heart_bpm=moment.heart_bpm,
                predicted_bpm=moment.peak_bpm,
                margin_bpm=moment.margin_bpm,
                peak_bpm=answer[peak_s].true_bpm,
                peak_s=peak_s,
            )
        )
    return tuple(told)


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftRun:
    """An hour of five minutes' running and a minute's walk, with drift; one value a second.

    Attributes:
        hr_bpm: What the strap said [bpm].
        is_walk: Whether the legs walked.
        drifted_bpm: True drift [bpm].
        level_bpm: The filter's level, with drift and without the legs [bpm].
        slope_bpm_per_h: Its slope [bpm/h].
        sd_bpm_per_h: The standard deviation told with it [bpm/h].
        true_bpm_per_h: Mean true drift from minute 15 on [bpm/h].
        claim_s: When drift was claimed [s]; None if never.
        decoupling_pct: Speed over heart rate lost from the first half to the second, of the time
            since minute 10 [%]; NaN before there is enough.
    """

    hr_bpm: tuple[float, ...]
    is_walk: tuple[bool, ...]
    drifted_bpm: tuple[float, ...]
    level_bpm: tuple[float, ...]
    slope_bpm_per_h: tuple[float, ...]
    sd_bpm_per_h: tuple[float, ...]
    true_bpm_per_h: float
    claim_s: int | None
    decoupling_pct: tuple[float, ...]


def drift_through_walks() -> DriftRun:
    """Let the engine's rooms watch an hour of runs and walks with a drift of 12 bpm/h."""
    run = run_of(KINDS["walks, drift 12"], DRIFT_SEED)
    cleaner, observer, detector = Cleaner(), MotionObserver(), run.detector()
    level_bpm, slope, sd, claim_s = [], [], [], None
    for sample, gait in zip(run.samples, run.gaits, strict=True):
        drift = detector.watch(sample.t_s, cleaner.clean(sample), observer.observe(sample), gait)
        now = detector.estimate
        level_bpm.append(math.nan if now is None else now.level_bpm)
        slope.append(drift.bpm_per_h)
        sd.append(drift.sd_bpm_per_h)
        if drift.is_claimed and claim_s is None:
            claim_s = sample.t_s
    return DriftRun(
        hr_bpm=tuple(float(one.hr_bpm) if one.hr_bpm else math.nan for one in run.samples),
        is_walk=tuple(gait is Gait.WALK for gait in run.gaits),
        drifted_bpm=run.drifted_bpm,
        level_bpm=tuple(level_bpm),
        slope_bpm_per_h=tuple(slope),
        sd_bpm_per_h=tuple(sd),
        true_bpm_per_h=run.drift_bpm_per_h,
        claim_s=claim_s,
        decoupling_pct=_decoupling_pct([(one.speed_mps, one.hr_bpm) for one in run.samples]),
    )


def _decoupling_pct(seconds: Sequence[tuple[float | None, int | None]]) -> tuple[float, ...]:
    """Pa:HR of equal halves, of all that was run and walked until each second [%]."""
    heard = [(speed, bpm) if speed and bpm else (0.0, 0) for speed, bpm in seconds]
    way_m = list(accumulate((speed for speed, _ in heard), initial=0.0))
    beats = list(accumulate((bpm for _, bpm in heard), initial=0))
    told = []
    for end_s in range(1, len(heard) + 1):
        half_s = (HALVES_FROM_S + end_s) // 2
        if end_s < 2 * HALVES_FROM_S:
            told.append(math.nan)
            continue
        first = (way_m[half_s] - way_m[HALVES_FROM_S]) / (beats[half_s] - beats[HALVES_FROM_S])
        second = (way_m[end_s] - way_m[half_s]) / (beats[end_s] - beats[half_s])
        told.append(100.0 * (first - second) / first)
    return tuple(told)


def best_slope_sd_bpm_per_h(span_s: float, disturbance_sd_bpm: float, tau_s: float) -> float:
    """How well a constant slope can be known at best, whoever estimates it [bpm/h].

    Of a level, known before to nobody, on which a disturbance comes and goes as in the heart's
    model (an Ornstein-Uhlenbeck process).

    Args:
        span_s: For how long it was watched [s].
        disturbance_sd_bpm: Standard deviation of the disturbance [bpm].
        tau_s: How long it lasts [s].

    Source: our derivation, by generalised least squares; ``tests/analysis/test_showcase.py`` holds
    it against the same in matrices.

    >>> round(best_slope_sd_bpm_per_h(1860.0, 2.0, 100.0), 2)
    3.77
    """
    power = 24.0 * disturbance_sd_bpm**2 * tau_s
    return 3600.0 * math.sqrt(
        power / (span_s**3 + 6.0 * tau_s * span_s**2 + 12.0 * tau_s**2 * span_s)
    )


def information() -> tuple[tuple[int, float], ...]:
    """Minute, and how well a slope can be known by then at best [bpm/h], as the model expects."""
    settings = DriftSettings()
    model = settings.model
    return tuple(
        (
            minute,
            best_slope_sd_bpm_per_h(
                60 * minute - settings.freeze_s, model.disturbance_sd_bpm, model.disturbance_tau_s
            ),
        )
        for minute in (20, 30, 40, 50, 60)
    )


def fooled_at_best(
    drift_bpm_per_h: float, minute: int, missed_ratio: float, strays: Sequence[tuple[float, float]]
) -> tuple[float, float]:
    """What a rule must claim that looks once, at this minute, and misses so few runs with drift.

    The best that any estimate can do against several disturbances together is no better than the
    sum of what the best one can do against each.

    Args:
        drift_bpm_per_h: The drift that is to be found [bpm/h].
        minute: When the rule looks [min].
        missed_ratio: In how many runs with that drift it may miss it.
        strays: Standard deviation [bpm] and time constant [s] of each disturbance.

    Returns:
        The slope from which it must claim drift [bpm/h], and the share of runs without drift in
        which it then does.
    """
    span_s = 60.0 * minute - DriftSettings().freeze_s
    slope = NormalDist(0.0, math.hypot(*(best_slope_sd_bpm_per_h(span_s, *one) for one in strays)))
    line_bpm_per_h = drift_bpm_per_h + slope.inv_cdf(missed_ratio)
    return line_bpm_per_h, 1.0 - slope.cdf(line_bpm_per_h)
