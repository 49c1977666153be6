"""How long to run and how long to walk by the clock: what a runner's own archive says of it.

For each of the latest runs whose heart can be told (``heart_fit``), the same way is gone again in
a simulation, once for each ratio: the clock says when to walk, the legs go as they went, and the
heart follows by its own model of that day. What is not known for sure is drawn, as in
``what_if_run``. All runs together show how the next one may go.

Who ran without walks needs no model: there the share below the ceiling was measured.

Nothing is proposed from fewer than three runs, and nothing that was not likely to work.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

from analysis.block import BlockRun
from analysis.bout_measures import BURSTS
from analysis.heart_fit import Refusal, fit_heart
from analysis.what_if import Difference, Word, copied
from analysis.what_if_heart import Pulse, unknown
from analysis.what_if_legs import Walker
from analysis.what_if_run import Interval, Past, draws_of, interval, look_back
from runwalk.engine.gait import Gait
from runwalk.engine.motion import MotionObserver
from runwalk.engine.phases import Action, Reason
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording
from runwalk.training.galloway import RunWalk
from runwalk.training.progress import RATIOS

LATEST_DAYS: Final = 42
"""Older runs do not count: a heart changes with training [days] (our choice)."""
MOST_RUNS: Final = 8
"""The latest so many are simulated (our choice)."""
LEAST_RUNS: Final = 3
"""Fewer tell nothing of how days differ, as in ``heart_pool``."""
DRAWS: Final = 10
"""Of each run and ratio."""
KEPT_RATIO: Final = 0.90
"""A ratio works where it keeps heart rate at or under the ceiling for so much of the time (our
choice) ..."""
LEAST_CHANCE: Final = 0.95
"""... and is proposed where that was so in so many of the simulated runs. The longest of several
that seem to work is the one most likely to be overrated, so this is high: our choice, on simulated
runners 8000 to 8019, where 15 of 17 proposals kept the ceiling and at 0.8 it were 14 of 18."""
KEPT_CHANCE: Final = 0.80
"""Who ran without walks did so for real, and then this chance is enough (our choice)."""
NO_WALKS_RATIO: Final = 0.97
"""Who ran for so much of the time did not walk (our choice)."""

_REACTION_S: Final = 4.5  # the middle of what is drawn in what_if_run


class Why(StrEnum):
    """Why no ratio is proposed."""

    NO_CEILING = "no_ceiling"
    TOO_FEW = "too_few"
    TOO_HARD = "too_hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlook:
    """How a run by a ratio may go.

    Attributes:
        ratio: Running and walking by the clock.
        below: Share of the time at or under the ceiling: middle, and where nine of ten lie.
        chance: In which share of the simulated runs it was at least :data:`KEPT_RATIO`.
    """

    ratio: RunWalk
    below: Interval
    chance: float

    @property
    def works(self) -> bool:
        """Whether it is likely enough to keep heart rate down."""
        return self.chance >= LEAST_CHANCE


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What the archive says of next week's ratio.

    Attributes:
        ceiling_bpm: The ceiling [bpm]; None where nobody knows it.
        outlooks: Each ratio, the shortest runs first; none where too few runs tell.
        simulated: How many runs they were made from.
        without_walks: How many of the latest runs had no walks ...
        kept: ... and how many of these stayed at or under the ceiling for long enough.
        ratio: What is proposed; None where nothing is.
        why: Why nothing is; None where something is.
        refused: Why runs do not tell, in words for people, and how many.
    """

    ceiling_bpm: int | None
    outlooks: tuple[Outlook, ...] = ()
    simulated: int = 0
    without_walks: int = 0
    kept: int = 0
    ratio: RunWalk | None = None
    why: Why | None = None
    refused: tuple[tuple[str, int], ...] = ()

    @property
    def to_begin_with(self) -> RunWalk | None:
        """What a plan begins with, and keeps until the runs allow more; None where they are silent.

        Where every ratio is too hard, it is the one with the shortest runs.
        """
        return RATIOS[0] if self.why is Why.TOO_HARD else self.ratio


@dataclass(frozen=True, slots=True, kw_only=True)
class RatioJob:
    """A run to be gone again by the clock; plain values, so that another process can do it.

    Attributes:
        path: The file.
        ceiling_bpm: The ceiling of the run to come [bpm].
        max_bpm: The runner's maximal heart rate, if it is known [bpm].
        draws: How many times for each ratio.
    """

    path: Path
    ceiling_bpm: int
    max_bpm: int | None
    draws: int = DRAWS


Shares = dict[RunWalk, list[float]]
"""Share of the time at or under the ceiling, of each simulated run, by ratio."""


def shares_of(job: RatioJob) -> Shares | str:
    """Go one run again by each ratio; tell why not where it does not show the heart."""
    try:
        recording = read_recording(job.path)
    except RecordingError as error:
        return error.reason
    return gone_again(recording, job.ceiling_bpm, job.max_bpm, draws=job.draws)


def gone_again(
    recording: Recording, ceiling_bpm: int, max_bpm: int | None, *, draws: int = DRAWS
) -> Shares | str:
    """The same, of a recording that is in hand.

    Args:
        recording: The run.
        ceiling_bpm: The ceiling of the run to come [bpm].
        max_bpm: The runner's maximal heart rate, if it is known [bpm].
        draws: How many times for each ratio.
    """
    fit = fit_heart(recording.samples)
    if isinstance(fit, Refusal):
        return fit.words
    if missing := unknown(fit):
        return f"it does not tell {missing}"
    first_s = recording.samples[0].t_s
    nothing = Difference(place=0, t_s=first_s, hr_bpm=None, would=(), was=())
    past = look_back(recording, nothing)
    if past is None:
        return "nobody is seen to run in it"
    ways = {ratio: tuple(_way(past, ratio)) for ratio in RATIOS}
    shares: Shares = {ratio: [] for ratio in RATIOS}
    seed = first_s + len(past.powers_w_per_kg)
    for draw in draws_of(fit, draws, seed=seed, max_bpm=max_bpm):
        fresh = Pulse(
            draw.heart,
            powers_w_per_kg=past.powers_w_per_kg,
            trusted_bpm=past.trusted_bpm,
            now_s=0,
            shift=draw.shift,
        )
        for ratio, way in ways.items():
            pulse = copied(fresh)
            below = sum(
                round(pulse.second(power * draw.pace_ratio if is_run else power)) <= ceiling_bpm
                for power, is_run in way
            )
            shares[ratio].append(below / len(way))
    return shares


def _way(past: Past, ratio: RunWalk) -> Iterator[tuple[float, bool]]:
    """The power of each second [W/kg], and whether the legs ran, if the clock had spoken."""
    observer = MotionObserver()
    walker = Walker(past.legs, gait=Gait.RUN, speed_mps=0.0, place_m=0.0, reaction_s=_REACTION_S)
    for second in range(1, len(past.powers_w_per_kg)):
        spent_s = second % (ratio.run_s + ratio.walk_s)
        if spent_s in (0, ratio.run_s):
            action = Action.RUN if spent_s == 0 else Action.WALK
            walker.hear((Word(t_s=second, action=action, reason=Reason.TIME),))
        motion = observer.observe(walker.second(second, is_stopped=False))
        yield motion.power_w_per_kg or 0.0, walker.gait is Gait.RUN


def latest(runs: Sequence[BlockRun], today: date) -> tuple[BlockRun, ...]:
    """The runs that tell of the runner as of today, the latest first.

    Hikes are none of them, nor are runs with strides or hill sprints: the legs went otherwise.
    """
    first_day = today - timedelta(days=LATEST_DAYS)
    return tuple(
        sorted(
            (
                run
                for run in runs
                if run.counts
                and run.day is not None
                and first_day <= run.day < today
                and run.summary.conditions is not None
                and run.summary.conditions.discipline == "run"
                and run.summary.refused.get("run_ratio") != BURSTS
            ),
            key=lambda run: run.summary.start_utc or "",
            reverse=True,
        )[:MOST_RUNS]
    )


def propose(
    runs: Sequence[BlockRun], told: Sequence[Shares | str], ceiling_bpm: int | None
) -> Proposal:
    """Say how long to run and to walk by the clock, or that it cannot be told yet.

    Args:
        runs: The latest runs.
        told: What each of them told when it was gone again; none without a ceiling.
        ceiling_bpm: The ceiling of the run to come [bpm]; None where nobody knows it.
    """
    if ceiling_bpm is None:
        return Proposal(ceiling_bpm=None, why=Why.NO_CEILING)
    known = [one for one in told if not isinstance(one, str)]
    refused = Counter(one for one in told if isinstance(one, str))
    outlooks: tuple[Outlook, ...] = ()
    if len(known) >= LEAST_RUNS:
        outlooks = tuple(
            _outlook(ratio, [share for one in known for share in one[ratio]]) for ratio in RATIOS
        )
    below = list(_without_walks(runs, ceiling_bpm))
    kept = sum(share >= KEPT_RATIO for share in below)
    chosen, why = _chosen(outlooks, len(below), kept)
    ratio = None if chosen is None else _a_step_on(chosen, runs)
    return Proposal(
        ceiling_bpm=ceiling_bpm,
        outlooks=outlooks,
        simulated=len(known),
        without_walks=len(below),
        kept=kept,
        ratio=ratio,
        why=why,
        refused=tuple(refused.most_common()),
    )


def _outlook(ratio: RunWalk, shares: Sequence[float]) -> Outlook:
    return Outlook(
        ratio=ratio,
        below=interval(shares),
        chance=sum(share >= KEPT_RATIO for share in shares) / len(shares),
    )


def _without_walks(runs: Sequence[BlockRun], ceiling_bpm: int) -> Iterator[float]:
    """Of each run without walks under this very ceiling, the share of the time at or under it."""
    for run in runs:
        measured, conditions = run.summary.measured, run.summary.conditions
        ran, above = measured.get("run_ratio"), measured.get("above_ceiling_ratio")
        is_alike = conditions is not None and conditions.ceiling_bpm == ceiling_bpm
        if ran and above and is_alike and ran.value >= NO_WALKS_RATIO:
            yield 1.0 - above.value


def _chosen(
    outlooks: Sequence[Outlook], without_walks: int, kept: int
) -> tuple[RunWalk | None, Why | None]:
    """The ratio with the longest runs that is likely to work.

    Who needed no walks has no use for more of them than the coaches give to all, one minute of 15.
    That chance is the middle of what so many runs allow, (kept + 1/2) / (runs + 1).
    """
    if without_walks >= LEAST_RUNS and (kept + 0.5) / (without_walks + 1.0) >= KEPT_CHANCE:
        return RATIOS[-1], None
    if not outlooks:
        return None, Why.TOO_FEW
    works = [one.ratio for one in outlooks if one.works]
    return (works[-1], None) if works else (None, Why.TOO_HARD)


def _a_step_on(ratio: RunWalk, runs: Sequence[BlockRun]) -> RunWalk:
    """That ratio, or a step on from what the legs ran lately: they may bear less than the heart.

    Args:
        ratio: What the heart allows.
        runs: The latest runs; where none of them knows its bouts, nothing is held back.
    """
    told = [run.summary.measured.get("longest_run_s") for run in runs]
    longest_s = max((one.value for one in told if one), default=None)
    if longest_s is None:
        return ratio
    known = [at for at, one in enumerate(RATIOS) if one.run_s <= longest_s]
    step = RATIOS[min((known[-1] if known else -1) + 1, len(RATIOS) - 1)]
    return min(ratio, step, key=lambda one: one.run_s)
