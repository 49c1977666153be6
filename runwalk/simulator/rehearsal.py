"""A whole run in the blink of an eye, with or without a coach, and what was true in it."""

from __future__ import annotations

from dataclasses import dataclass

from runwalk.engine.coach import Coach
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action, Cue
from runwalk.engine.sample import Sample
from runwalk.simulator.runner import Runner

SETTLED_S = 900
"""True drift is told from here on [s]: minute 15, from which Lafrenz 2008 measured it too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A simulated run that is over.

    Attributes:
        samples: What the sensors told.
        cues: ``(t_s, cue)`` of everything the coach said.
        drift_bpm: True drift at the end [bpm].
        drift_bpm_per_h: Mean true drift rate from minute 15 to the end [bpm/h]; None for a run that
            is not at least five minutes longer.
        walked_s: Time walked [s].
        walk_breaks: How often running turned into walking.
        above_ceiling_s: Time with a true heart rate above the ceiling and 1 bpm [s].
    """

    samples: tuple[Sample, ...]
    cues: tuple[tuple[int, Cue], ...]
    drift_bpm: float
    drift_bpm_per_h: float | None
    walked_s: int
    walk_breaks: int
    above_ceiling_s: int


def rehearse(runner: Runner, duration_s: int, coach: Coach | None = None) -> Rehearsal:
    """Let somebody run; whatever the coach says is heard in the same second.

    Args:
        runner: Who runs, from now on.
        duration_s: For how long [s].
        coach: Who speaks; nobody if None.
    """
    ceiling_bpm = runner.body.athlete.ceiling_bpm or runner.body.max_bpm
    samples: list[Sample] = []
    cues: list[tuple[int, Cue]] = []
    walked_s = walk_breaks = above_ceiling_s = 0
    settled_bpm: float | None = None
    gait_before = Gait.STAND
    for second in range(duration_s):
        sample = runner.second()
        samples.append(sample)
        if coach is not None:
            for cue in coach.step(sample).cues:
                cues.append((sample.t_s, cue))
                if cue.action is not Action.INFO:
                    runner.hear(cue.action)
        truth = runner.truth
        walked_s += truth.gait is Gait.WALK
        walk_breaks += truth.gait is Gait.WALK and gait_before is Gait.RUN
        above_ceiling_s += truth.hr_bpm > ceiling_bpm + 1.0
        gait_before = truth.gait
        if second + 1 == SETTLED_S:
            settled_bpm = truth.drift_bpm
    drift_bpm = runner.truth.drift_bpm
    is_long = settled_bpm is not None and duration_s >= SETTLED_S + 300
    return Rehearsal(
        samples=tuple(samples),
        cues=tuple(cues),
        drift_bpm=drift_bpm,
        drift_bpm_per_h=(
            (drift_bpm - settled_bpm) * 3600.0 / (duration_s - SETTLED_S)
            if is_long and settled_bpm is not None
            else None
        ),
        walked_s=walked_s,
        walk_breaks=walk_breaks,
        above_ceiling_s=above_ceiling_s,
    )
