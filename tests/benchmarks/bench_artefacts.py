"""Walks that a short artefact calls: ``uv run python -m tests.benchmarks.bench_artefacts``.

A steady runner on the level without drift stays some beats below the ceiling. For 19 s his strap
tells too much. Counted are the walks that are called within a minute of it, and that are not called
without it. The strap's own beats either go along with what it tells, or stay right.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from runwalk import Athlete, Band, Coach, Sample, Workout
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.simulator import Manner, Runner, StrapNoise, Stretch, draw_body

SEEDS = range(8050, 8054)
AT_S = (1200, 1800, 2400)
LENGTH_S = 19
COUNTED_S = 60
MARGINS_BPM = (2, 4)
EFFORT = 0.6
MOST_BPM = 254

ARTEFACTS: dict[str, Callable[[int], float]] = {
    "creeps by 0.5 bpm/s to +8": lambda second: min(0.5 * second, 8.0),
    "creeps by 1 bpm/s to +10": lambda second: min(1.0 * second, 10.0),
    "creeps by 1.5 bpm/s to +15": lambda second: min(1.5 * second, 15.0),
    "leaps by 4": lambda _: 4.0,
    "leaps by 6": lambda _: 6.0,
    "leaps by 8": lambda _: 8.0,
    "leaps by 20": lambda _: 20.0,
    "leaps by 40": lambda _: 40.0,
    "leaps by 100": lambda _: 100.0,
}


@cache
def steady_run(seed: int) -> tuple[tuple[Sample, ...], float]:
    """A run as the sensors saw it, and the highest heart rate after ten minutes [bpm]."""
    body = draw_body(seed).with_drift(0.0, effort=EFFORT)
    stretch = Stretch(duration_s=4000, gait=Gait.RUN, speed_mps=body.running_speed_at(EFFORT))
    quiet = StrapNoise(dropouts_per_h=0, spikes_per_h=0, dry_start_chance=0)
    runner = Runner(
        body, manner=Manner(running_effort=EFFORT), noise=quiet, script=(stretch,), seed=seed
    )
    samples, highest_bpm = [], 0.0
    for t_s in range(AT_S[-1] + 120):
        samples.append(runner.second())
        if t_s >= 600:
            highest_bpm = max(highest_bpm, runner.truth.hr_bpm)
    return tuple(samples), highest_bpm


def spoiled(
    samples: Sequence[Sample], at_s: int, more: Callable[[int], float], *, is_rr_right: bool
) -> Iterator[Sample]:
    """The run up to a minute after the artefact."""
    for sample in samples[: at_s + COUNTED_S]:
        second = sample.t_s - at_s
        if 0 <= second < LENGTH_S and sample.hr_bpm is not None:
            told_bpm = min(round(sample.hr_bpm + more(second)), MOST_BPM)
            ratio = 1.0 if is_rr_right else sample.hr_bpm / told_bpm
            rr_ms = tuple(max(1, round(ratio * one_ms)) for one_ms in sample.rr_ms)
            yield replace(sample, hr_bpm=told_bpm, rr_ms=rr_ms)
        else:
            yield sample


def walks(samples: Iterator[Sample], ceiling_bpm: int, at_s: int, *, has_speed: bool) -> bool:
    """Whether a walk is called in the minute that is counted."""
    coach, is_called = Coach(Athlete(), Workout.easy(Band(ceiling_bpm - 20, ceiling_bpm))), False
    for sample in samples:
        heard = (
            sample
            if has_speed
            else Sample(t_s=sample.t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms)
        )
        actions = {cue.action for cue in coach.step(heard).cues}
        is_called |= sample.t_s >= at_s and Action.WALK in actions
    return is_called


@cache
def quiet_at_s(seed: int, ceiling_bpm: int, *, has_speed: bool) -> tuple[int, ...]:
    """The times of which no walk is called anyway [s]."""
    samples, _ = steady_run(seed)
    return tuple(
        at_s
        for at_s in AT_S
        if not walks(iter(samples[: at_s + COUNTED_S]), ceiling_bpm, at_s, has_speed=has_speed)
    )


def trial(name: str, *, margin_bpm: int, has_speed: bool, is_rr_right: bool) -> tuple[int, int]:
    """How many walks it called, of how many times that it was tried."""
    called = tried = 0
    for seed in SEEDS:
        samples, highest_bpm = steady_run(seed)
        ceiling_bpm = round(highest_bpm + margin_bpm)
        for at_s in quiet_at_s(seed, ceiling_bpm, has_speed=has_speed):
            made = spoiled(samples, at_s, ARTEFACTS[name], is_rr_right=is_rr_right)
            called += walks(made, ceiling_bpm, at_s, has_speed=has_speed)
            tried += 1
    return called, tried


def main() -> None:
    print(f"walks called by an artefact of {LENGTH_S} s, of times tried ", end="")
    print(f"(seeds {SEEDS[0]} to {SEEDS[-1]})\n")
    print(f"{'':<28}{'beats along':>24}{'beats right':>24}")
    print(f"{'below the ceiling by':<28}" + 2 * "".join(f"{f'{m} bpm':>12}" for m in MARGINS_BPM))
    for has_speed in (False, True):
        print("with speed" if has_speed else "strap only")
        for name in ARTEFACTS:
            row = f"  {name:<26}"
            for is_rr_right in (False, True):
                for margin_bpm in MARGINS_BPM:
                    called, tried = trial(
                        name, margin_bpm=margin_bpm, has_speed=has_speed, is_rr_right=is_rr_right
                    )
                    row += f"{f'{called} of {tried}':>12}"
            print(row, flush=True)


if __name__ == "__main__":
    main()
