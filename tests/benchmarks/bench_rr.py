"""How good is the mending of heartbeat intervals, what does it do to alpha1, and how fast is it?

Run it with ``uv run python -m tests.benchmarks.bench_rr``. Hearts are simulated, with seeds that
nothing was tuned on; wrong beats are planted, so that it is known which they are. What was tuned
on seeds 8000 to 8023: the least change that is doubted, and what a range needs to rest on.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from analysis.dfa import alpha1, alpha1_course
from analysis.dfa_threshold import (
    CROSSING,
    RrMeasure,
    ThresholdRange,
    measure_rr,
)
from analysis.refused import Refused
from analysis.rr import Artefact, correct, correct_causally
from analysis.rr_stretches import stretches_of
from analysis.trace import Floats
from runwalk.engine.gait import Gait
from runwalk.engine.sample import Sample
from runwalk.simulator import Body, Runner, StrapNoise, Stretch
from runwalk.simulator.strap import Beats

FIRST_SEED = 8050
KINDS = ("missed", "extra", "ectopic")
RATES_BPM = (110, 130, 150, 170)
COUNT = 1200
PERFECT = StrapNoise(
    dropouts_per_h=0.0,
    spikes_per_h=0.0,
    dry_start_chance=0.0,
    ectopic_ratio=0.0,
    missed_ratio=0.0,
    extra_ratio=0.0,
)


def beats_of(seed: int, bpm: int, count: int) -> Floats:
    """The intervals of a simulated heart at one heart rate, as a strap rounds them [ms]."""
    return np.rint(np.rint(exact_beats_of(seed, bpm, count) * 1.024) / 1.024)


def exact_beats_of(seed: int, bpm: int, count: int) -> Floats:
    """The same as they are [ms]."""
    beats = Beats(Body.drawn(seed), 1.0, seed)
    told_s: list[float] = []
    while len(told_s) < count:
        told_s += beats.second(bpm)
    return 1000.0 * np.array(told_s[:count])


def planted(
    rr_ms: Floats, ratio: float, seed: int, kinds: Sequence[str] = KINDS, *, burst: int = 1
) -> tuple[Floats, list[int]]:
    """Make wrong beats of this share of a series, from beat 20 on; tell where they begin.

    Args:
        rr_ms: Intervals [ms].
        ratio: Share of beats that become wrong.
        seed: Which of them.
        kinds: What kinds.
        burst: So many follow each other.
    """
    rng = np.random.default_rng(seed)
    told: list[float] = []
    places: list[int] = []
    i = left = 0
    while i < len(rr_ms) - 1:
        here, following = rr_ms[i : i + 2].tolist()
        i += 1
        if left == 0 and i >= 20 and rng.random() < ratio / burst:
            left = burst
        if left == 0:
            told.append(here)
            continue
        left -= 1
        places.append(len(told))
        kind = kinds[rng.integers(len(kinds))]
        if kind == "extra":
            first = float(round(here * rng.uniform(0.3, 0.7)))
            told += [first, here - first]
            continue
        i += 1
        early = float(round(here / 4.0))
        told += [here + following] if kind == "missed" else [here - early, following + early]
    return np.array(told), places


def ticking(rr_ms: Floats, start_s: int = 0) -> list[Sample]:
    """Seconds that tell each interval in the second in which it ended."""
    ended_s = start_s + np.cumsum(rr_ms) / 1000.0
    seconds = ended_s.astype(int)
    return [
        Sample(t_s=t_s, rr_ms=tuple(int(rr) for rr in rr_ms[seconds == t_s]))
        for t_s in range(start_s, int(seconds[-1]) + 1)
    ]


def exponent(rr_ms: Floats) -> float:
    """Alpha1 of a series that has one."""
    found = alpha1(rr_ms)
    assert found is not None
    return found


def artefact_row(kinds: Sequence[str], ratio: float, seeds: range) -> str:
    """What becomes of planted beats."""
    found: dict[str, list[bool]] = {"hindsight": [], "causal": []}
    false: dict[str, list[float]] = {"hindsight": [], "causal": []}
    errors: dict[str, list[float]] = {"as told": [], "hindsight": [], "causal": []}
    for seed in seeds:
        for bpm in RATES_BPM:
            sound = beats_of(seed, bpm, COUNT)
            told, places = planted(sound, ratio, seed, kinds)
            errors["as told"].append(exponent(told) - exponent(sound))
            for way, mended in (("hindsight", correct(told)), ("causal", correct_causally(told))):
                doubted = mended.kinds != Artefact.NONE
                near = np.zeros(len(told) + 3, np.bool_)
                for place in places:
                    reach = slice(max(place - 1, 0), place + 3)
                    near[reach] = True
                    if place > COUNT // 10:  # a causal judge knows nothing of the first beats
                        found[way].append(bool(np.any(doubted[reach])))
                false[way].append(float(np.mean(doubted & ~near[: len(doubted)])))
                errors[way].append(exponent(mended.rr_ms) - exponent(sound))
    name = kinds[0] if len(kinds) == 1 else "all three"
    cells = [f"| {name if ratio else 'none'} | {100.0 * ratio:g} %"]
    for way in ("hindsight", "causal"):
        hits = f"{100.0 * statistics.fmean(found[way]):.1f} %" if found[way] else "-"
        cells.append(f"{hits}, {10_000.0 * statistics.fmean(false[way]):.1f}")
    cells += [
        f"{statistics.fmean(values):+.2f} ± {statistics.stdev(values):.2f}"
        for values in errors.values()
    ]
    return " | ".join(cells) + " |"


def window_row(burst: int, ratio: float, seeds: range) -> str:
    """What planted beats, one by one or in bursts, do to the windows of a run."""
    errors: list[Floats] = []
    windows = 0
    for seed in seeds:
        for bpm in RATES_BPM:
            sound = beats_of(seed, bpm, 2 * COUNT)
            told, _ = planted(sound, ratio, seed, burst=burst)
            clean, mended = (alpha1_course(stretches_of(ticking(one))) for one in (sound, told))
            _, here, there = np.intersect1d(clean.t_s, mended.t_s, return_indices=True)
            off = mended.alpha1[there] - clean.alpha1[here]
            windows += len(clean.t_s)
            errors.append(off[~np.isnan(off)])
    every = np.concatenate(errors)
    return (
        f"| {burst} | {100.0 * ratio:g} % | {100.0 * len(every) / windows:.0f} % "
        f"| {np.mean(every):+.2f} ± {np.std(every):.2f} |"
    )


def rounding_row(rounding_ms: float, seeds: range) -> str:
    """What rounding does to alpha1."""
    cells = [f"| {rounding_ms:g} ms"]
    for bpm in RATES_BPM:
        changes = []
        refused = 0
        for seed in seeds:
            exact = exact_beats_of(seed, bpm, 3 * COUNT)
            rounded = rounding_ms * np.round(exact / rounding_ms)
            changes.append(exponent(rounded) - exponent(exact))
            refused += isinstance(measure_rr(ticking(rounded)), Refused)
        told = f"{statistics.fmean(changes):+.2f} ± {statistics.stdev(changes):.2f}"
        cells.append(f"{told}, {refused}" if refused else told)
    return " | ".join(cells) + " |"


def speed_of(body: Body, effort: float) -> float:
    """Running speed on the level for this share of the reserve [m/s]."""
    return body.running_speed_at(effort)


def paces(body: Body, *stretches: tuple[int, float]) -> tuple[Stretch, ...]:
    """Run for some seconds at some efforts."""
    return tuple(
        Stretch(duration_s=seconds, gait=Gait.RUN, speed_mps=speed_of(body, effort))
        for seconds, effort in stretches
    )


def script_of(name: str, body: Body) -> tuple[Stretch, ...]:
    """An hour of some kind."""
    if name == "even, easy":
        return paces(body, (3600, body.vt1_fraction - 0.04))
    if name == "even, hard":
        return paces(body, (3600, 0.8))
    if name == "five paces, rising":
        return paces(body, *((720, effort) for effort in (0.45, 0.55, 0.65, 0.72, 0.80)))
    if name == "five fast repeats":
        return paces(body, (900, 0.5), *(((240, 0.85), (180, 0.45)) * 5), (600, 0.5))
    if name == "runs and walks 5:1":
        run = Stretch(duration_s=300, gait=Gait.RUN, speed_mps=speed_of(body, body.vt1_fraction))
        return (run, Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5)) * 10
    return (
        Stretch(
            duration_s=3600,
            gait=Gait.RUN,
            speed_mps=speed_of(body, 0.40),
            end_speed_mps=speed_of(body, 0.85),
        ),
    )


def run(body: Body, script: tuple[Stretch, ...], seed: int, noise: StrapNoise) -> list[Sample]:
    """What a strap tells of it."""
    runner = Runner(body, script=script, seed=seed, noise=noise)
    return [runner.second() for _ in range(int(sum(one.duration_s for one in script)))]


def true_levels(body: Body, seed: int) -> tuple[Floats, Floats]:
    """Alpha1 by heart rate, from half-hours at one pace each without drift."""
    body = body.with_drift(0.0, effort=0.6, temperature_c=15.0)
    rates, levels = [], []
    for effort in np.arange(0.45, 0.96, 0.07).tolist():
        samples = run(body, paces(body, (2100, effort)), seed + 500, PERFECT)
        course = alpha1_course(stretches_of(samples))
        settled = course.t_s > 720.0
        rates.append(float(np.mean(course.hr_bpm[settled])))
        levels.append(float(np.nanmean(course.alpha1[settled])))
    at_bpm = np.arange(rates[0], rates[-1])
    return at_bpm, np.minimum.accumulate(np.polyval(np.polyfit(rates, levels, 3), at_bpm))


RUNS = (
    "even, easy",
    "even, hard",
    "runs and walks 5:1",
    "five fast repeats",
    "five paces, rising",
    "one hour's ramp",
)
SWINGS_BPM = (0.0, 7.0, 15.0, 80.0)


def threshold_rows(seeds: range, wander_bpm: float | None) -> Iterator[str]:
    """How often a range is told, whether it is right, and what a swing does to alpha1."""
    bodies = {seed: Body.drawn(seed) for seed in seeds}
    if wander_bpm is not None:
        bodies = {
            seed: replace(body, wander_slow_bpm=wander_bpm, wander_fast_bpm=wander_bpm)
            for seed, body in bodies.items()
        }
    truths = {seed: true_levels(body, seed) for seed, body in bodies.items()}
    for name in RUNS:
        told: list[ThresholdRange] = []
        crossings_bpm: list[float] = []
        why: Counter[str] = Counter()
        swings, errors = [], []
        for seed, body in bodies.items():
            at_bpm, levels = truths[seed]
            samples = run(body, script_of(name, body), seed, StrapNoise())
            found = measure_rr(samples)
            if not isinstance(found, RrMeasure):
                why[found.why.value] += 1
                continue
            swings.append(found.course.swing_bpm)
            errors.append(found.course.alpha1 - np.interp(found.course.hr_bpm, at_bpm, levels))
            if isinstance(found.threshold, Refused):
                why[found.threshold.why.value] += 1
                continue
            told.append(found.threshold)
            crossings_bpm.append(float(np.interp(-CROSSING, -levels, at_bpm)))
        cells = [f"| {name} | {len(told)}"]
        if told:
            off = [one.crossing_bpm - x for one, x in zip(told, crossings_bpm, strict=True)]
            held = sum(
                one.crossing_low_bpm <= x <= one.crossing_high_bpm
                for one, x in zip(told, crossings_bpm, strict=True)
            )
            cells += [f"{statistics.fmean(off):+.1f}", f"{held}"]
        else:
            cells += ["", ""]
        cells.append(", ".join(f"{key} {count}" for key, count in sorted(why.items())))
        swing, error = np.concatenate(swings), np.concatenate(errors)
        for low, high in pairwise(SWINGS_BPM):
            inside = error[(swing >= low) & (swing < high) & ~np.isnan(error)]
            cells.append(f"{np.mean(inside):+.2f}" if len(inside) >= 50 else "")
        yield " | ".join(cells) + " |"


def speed_rows(seed: int) -> Iterator[str]:
    """Processor time that an hour of intervals takes, the best of ten [ms]."""
    samples = run(Body.drawn(seed), script_of("ramp", Body.drawn(seed)), seed, PERFECT)
    stretches = stretches_of(samples)
    for name, work in (
        ("cut into stretches", lambda: stretches_of(samples)),
        ("mend in hindsight", lambda: [correct(one.rr_ms) for one in stretches]),
        ("mend causally", lambda: [correct_causally(one.rr_ms) for one in stretches]),
        ("mend, and alpha1 of all windows", lambda: alpha1_course(stretches)),
        ("everything", lambda: measure_rr(samples)),
    ):
        taken_s = []
        for _ in range(10):
            begin_s = time.process_time()
            work()
            taken_s.append(time.process_time() - begin_s)
        yield f"| {name} | {1000.0 * min(taken_s):.0f} ms |"


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold mending and alpha1 against the truth.")
    parser.add_argument("--hearts", type=int, default=24, help="simulated hearts (2 or more)")
    hearts = parser.parse_args().hearts
    seeds = range(FIRST_SEED, FIRST_SEED + hearts)
    print(f"seeds {seeds[0]} to {seeds[-1]}\n")
    print("artefacts | share | hindsight: found, false of 10 000 | causal | alpha1 off: as told |")
    print("... mended in hindsight | ... mended causally")
    print(artefact_row(("ectopic",), 0.0, seeds), flush=True)
    for kinds in (*((one,) for one in KINDS), KINDS):
        for ratio in (0.005, 0.01, 0.02, 0.05):
            print(artefact_row(kinds, ratio, seeds), flush=True)
    print(
        "\nrounding | alpha1 off, and how many of eight runs are refused, at 110, 130, 150, 170 bpm"
    )
    for rounding_ms in (1.0, 2.0, 4.0, 8.0, 16.0):
        print(rounding_row(rounding_ms, seeds[:8]), flush=True)
    for wander_bpm in (None, 0.4):
        print(f"\n{'hearts as they are' if wander_bpm is None else 'calmer hearts'} | ranges told")
        print("| crossing off by [bpm] | held the truth | refusals")
        print("| alpha1 off where heart rate swings by less than 7 bpm | 7 to 15 | more")
        for line in threshold_rows(seeds, wander_bpm):
            print(line, flush=True)
    print("\nspeed")
    for line in speed_rows(seeds[0]):
        print(line)


if __name__ == "__main__":
    main()
