"""How often what is said of a ratio holds the run that follows.

A simulated runner of an archive runs some days as the coach says, and then one day by the clock,
once for each ratio, with that day's body, air and dice. What ``analysis.ratio`` says from the first
days is held against the last.

``uv run python -m tests.benchmarks.bench_ratio`` prints the table of the documentation.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from dataclasses import dataclass

from analysis.policies import ClockRatio, band_of
from analysis.ratio import KEPT_RATIO, Proposal, Shares, gone_again, propose
from runwalk.config import Plan
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording
from runwalk.simulator import AnyBody, Twin, draw_body
from runwalk.simulator.blocks import BlockPlan, BlockRun
from runwalk.simulator.runner import Manner, Runner
from runwalk.training.galloway import RunWalk
from runwalk.training.progress import RATIOS

DAYS = 6  # five that tell, and the one to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was said from some days, and what came.

    Attributes:
        proposal: What was said.
        truth: The true share at or under the ceiling, by ratio.
    """

    proposal: Proposal
    truth: dict[RunWalk, float]


def runner_on(day: BlockRun, body: AnyBody) -> Runner:
    """The runner of that day."""
    manner = Manner(running_effort=day.effort)
    return Runner(body, course=day.course, manner=manner, seed=day.seed)


def run(
    runner: Runner, minutes: int, say: Callable[[Sample], tuple[Action, ...]], ceiling_bpm: int
) -> tuple[Recording, float]:
    """Let a runner obey, and tell the true share at or under the ceiling."""
    samples, below = [], 0
    for _ in range(60 * minutes):
        samples.append(sample := runner.second())
        below += round(runner.truth.hr_bpm) <= ceiling_bpm
        for action in say(sample):
            if action is not Action.INFO:
                runner.hear(action)
    return Recording(samples=tuple(samples)), below / (60 * minutes)


def judge(seed: int, twin: str = Twin.FIRST) -> Judged | str:
    """Ask one runner. The first body drifts and runs otherwise every day, the second does not."""
    plan = BlockPlan(seed=seed, weeks=6, minutes=40)
    runs = [one.run for one in plan.athlete(1)][-DAYS:]
    second = None if twin == Twin.FIRST else draw_body(seed, twin)
    athlete = (second or runs[-1].body).athlete
    band = band_of(athlete)
    told: list[Shares | str] = []
    for day in runs[:-1]:
        coach = Plan(athlete, Workout.easy(band)).coach()
        recording, _ = run(
            runner_on(day, second or day.body),
            day.minutes,
            lambda sample, coach=coach: tuple(cue.action for cue in coach.step(sample).cues),
            band.ceiling_bpm,
        )
        told.append(gone_again(recording, band.ceiling_bpm, athlete.max_bpm))
    proposal = propose((), told, band.ceiling_bpm)
    if not proposal.outlooks:
        return ", ".join(words for words, _ in proposal.refused)
    truth = {
        ratio: run(
            runner_on(runs[-1], second or runs[-1].body),
            runs[-1].minutes,
            ClockRatio(ratio.run_s, ratio.walk_s).step,
            band.ceiling_bpm,
        )[1]
        for ratio in RATIOS
    }
    return Judged(proposal=proposal, truth=truth)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=8000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--twin", choices=[one.value for one in Twin], default=Twin.FIRST.value)
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    found = [judge(seed, asked.twin) for seed in seeds]
    known = [one for one in found if isinstance(one, Judged)]
    print(f"answered {len(known)} of {len(found)}")
    for at, ratio in enumerate(RATIOS):
        pairs = [(one.proposal.outlooks[at], one.truth[ratio]) for one in known]
        held = sum(told.below.low <= true <= told.below.high for told, true in pairs)
        off = sum(told.below.middle - true for told, true in pairs) / max(len(pairs), 1)
        said = sum(told.works for told, _ in pairs)
        right = sum(told.works and true >= KEPT_RATIO for told, true in pairs)
        could = sum(true >= KEPT_RATIO for _, true in pairs)
        print(
            f"{ratio.run_s // 60:2d}:{ratio.walk_s // 60}  held {held:2d}  off {100 * off:+5.1f}"
            f"  works {said:2d}, truly {right:2d}; would have worked {could:2d}"
        )
    given = [(one, one.proposal.ratio) for one in known if one.proposal.ratio]
    kept = sum(one.truth[ratio] >= KEPT_RATIO for one, ratio in given if ratio)
    print(f"proposed {len(given)}, of which {kept} kept the ceiling")


if __name__ == "__main__":
    main()
