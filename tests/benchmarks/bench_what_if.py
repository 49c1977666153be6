"""How often a simulated what-if holds what would have happened.

Simulated runners run twice with the same dice: once as recorded, and once more, in which they obey
from the first cue that differs what would have been said. The second run is the truth that no
recording has. The what-if sees the first one only.

``uv run python -m tests.benchmarks.bench_what_if`` prints the table of the documentation. Seeds
8000 to 8019 are those with which the what-if was developed. The second body was never looked at
before the numbers were final.
"""

from __future__ import annotations

import argparse
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.compare import SCENARIOS, maker_of, runner_of
from analysis.policies import band_of
from analysis.what_if import (
    Account,
    Difference,
    Outcome,
    Voice,
    Word,
    first_difference,
    voice_of,
)
from analysis.what_if_run import Interval, Simulation, draws_of, imagine, prepare
from runwalk.config import Plan
from runwalk.engine.athlete import Band
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording.recording import Recording, Said
from runwalk.simulator import Runner, Truth, Twin

MINUTES = 30
DRAWS = 20
SHOWN = ("in_zone_ratio", "above_ratio", "running_ratio", "speed_mps", "walk_cues")


@dataclass(frozen=True, slots=True)
class Kind:
    """A recording, and the question asked of it; the ceilings beside the runner's own."""

    words: str
    scenario: str
    then: str
    now: str
    more_bpm: int = 0


KINDS = (
    Kind("coached; ceiling 5 bpm lower", "temperate", "coach", "coach", -5),
    Kind("coached; ceiling 5 bpm higher", "hot", "coach", "coach", 5),
    Kind("coached on hills; 4:1", "hills", "coach", "galloway"),
    Kind("4:1; the coach", "temperate", "galloway", "coach"),
)


class Instead:
    """Somebody who says what was said, and from a second on what another would have said."""

    def __init__(self, was: Sequence[Said], voice: Voice, from_s: int) -> None:
        self._was = [Word(t_s=one.t_s, action=one.action, reason=one.reason) for one in was]
        self._voice = voice
        self._from_s = from_s
        self.band = voice.band

    def step(self, sample: Sample) -> tuple[Word, ...]:
        words = self._voice.step(sample)
        self.band = self._voice.band
        if sample.t_s >= self._from_s:
            return words
        return tuple(word for word in self._was if word.t_s == sample.t_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What came of one question.

    Attributes:
        truth: What would have happened.
        told: What was simulated, by the name of an outcome's field.
        within: Share of the seconds in which the true heart rate lies in the simulated band.
    """

    truth: Outcome
    told: dict[str, Interval]
    within: float


def run(runner: Runner, voice: Voice) -> tuple[Recording, list[Truth]]:
    """Let a runner obey a voice."""
    samples, said, truth = [], [], []
    for _ in range(60 * MINUTES):
        sample = runner.second()
        samples.append(sample)
        truth.append(runner.truth)
        for word in voice.step(sample):
            said.append(Said(word.t_s, word.action, word.reason))
            if word.action != Action.INFO:
                runner.hear(word.action)
    return Recording(samples=tuple(samples), cues=tuple(said)), truth


def judge(kind: Kind, seed: int, twin: str) -> Judged | str:
    """Ask one question; tell why there is no answer, where there is none."""

    def runner() -> Runner:
        return runner_of(SCENARIOS[kind.scenario], seed, make_body=maker_of(twin))

    def voice(policy: str, more_bpm: int) -> Voice:
        athlete = runner().body.athlete
        band = Band.below(band_of(athlete).ceiling_bpm + more_bpm)
        return voice_of(policy, Plan(athlete, Workout.easy(band)))

    recording, _ = run(runner(), voice(kind.then, 0))
    fact = first_difference(recording, voice(kind.now, kind.more_bpm))
    if fact.difference is None:
        return "no cue differs"
    ready = prepare(recording, fact)
    if isinstance(ready, str):
        return ready
    max_bpm = runner().body.athlete.max_bpm
    draws = draws_of(ready.fit, DRAWS, seed=1, max_bpm=max_bpm)
    runs = tuple(imagine(ready, draw) for draw in draws)
    simulation = Simulation(fit=ready.fit, legs=ready.past.legs, runs=runs)
    told = {name: simulation.interval(name) for name in SHOWN}
    instead = Instead(recording.cues, voice(kind.now, kind.more_bpm), fact.difference.t_s)
    again, truth = run(runner(), instead)
    after = truth[fact.difference.t_s + 1 :]
    within = sum(
        span.low <= one.hr_bpm <= span.high
        for span, one in zip(simulation.band(), after, strict=True)
    )
    return Judged(
        truth=outcome_of(again, after, fact.difference, fact.band),
        told={name: span for name, span in told.items() if span is not None},
        within=within / len(after),
    )


def outcome_of(
    again: Recording, after: Sequence[Truth], difference: Difference, band: Band
) -> Outcome:
    """Count the truth."""
    account = Account()
    for one in after:
        account.second(hr_bpm=one.hr_bpm, gait=one.gait, speed_mps=one.speed_mps, band=band)
    account.words(
        [
            Word(t_s=cue.t_s, action=cue.action, reason=cue.reason)
            for cue in again.cues
            if cue.t_s >= difference.t_s
        ]
    )
    return account.outcome


def line(kind: Kind, found: Sequence[Judged], asked: int) -> str:
    """One line of the table: how often the truth is held, and how far off the middle is."""
    cells = []
    for name in SHOWN:
        pairs = [(one.told[name], float(getattr(one.truth, name))) for one in found]
        held = sum(span.low <= true <= span.high for span, true in pairs)
        off = sum(span.middle - true for span, true in pairs) / max(len(pairs), 1)
        scale = 100.0 if name.endswith("_ratio") else 3.6 if name == "speed_mps" else 1.0
        cells.append(f"{held:4d} {scale * off:+6.2f}")
    within = 100.0 * sum(one.within for one in found) / max(len(found), 1)
    return f"{kind.words:<31}{len(found):3d} of {asked:2d} " + "".join(cells) + f"{within:9.0f}"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--first-seed", type=int, default=8000)
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--twin", choices=[one.value for one in Twin])
    asked = parser.parse_args()
    seeds = range(asked.first_seed, asked.first_seed + asked.seeds)
    for twin in [asked.twin] if asked.twin else list(Twin):
        print(f"{twin} body, seeds {seeds[0]} to {seeds[-1]}, {MINUTES} minutes, {DRAWS} draws")
        titles = ("in zone %", "above %", "running %", "km/h", "walk cues")
        heads = "".join(f"{title:>11}" for title in titles)
        print(f"{'recorded; asked':<31}{'answered':>9} {heads}{'heart %':>9}")
        for kind in KINDS:
            answers = [judge(kind, seed, twin) for seed in seeds]
            found = [one for one in answers if isinstance(one, Judged)]
            print(line(kind, found, len(answers)), flush=True)
            reasons: defaultdict[str, int] = defaultdict(int)
            for one in answers:
                if isinstance(one, str):
                    reasons[one] += 1
            for why, count in reasons.items():
                print(f"    {count} x {why}")


if __name__ == "__main__":
    main()
