"""Is the cause of a rise named rightly?

Run it with ``uv run python -m tests.benchmarks.bench_causes``. Simulated runners follow a script
and hear nobody, so that it is known why their hearts rise: each second in which the true heart rate
is 2 bpm above that of 45 s before, and something that the script did can be the reason, counts for
that reason. Drift counts in each second from minute 25 on in which nothing else is going on, and an
artefact in each second in which the strap is wrong by more than 10 bpm.

The same samples go to the engine's own rooms as a strap alone would give them (with the walks told,
as a coach knows of walks that it called) and with speed.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from analysis.claims import even
from runwalk.engine.cause import CauseNamer
from runwalk.engine.drift import DriftDetector
from runwalk.engine.gait import Gait
from runwalk.engine.heartrate import Cleaner
from runwalk.engine.motion import MotionObserver
from runwalk.engine.sample import Sample
from runwalk.simulator import Manner, Runner, StrapNoise, Stretch, Twin, draw_body

from ..builders import UNSEEN

FIRST_SEED = 6000
EASY_BELOW_VT1 = 0.04
WINDOW_S = 45
RISE_BPM = 2.0
WRONG_BPM = 10.0
NAMES = ("start", "bout", "surge", "hill", "effort", "drift", "rising", "sensor", "none")
BLIND = {"surge": "effort", "hill": "effort", "drift": "rising"}
"""What a strap alone can tell at best."""

Event = tuple[int, int, str]  # from, until [s], and what it is
Fault = Callable[[Sequence[Sample]], list[Sample]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of run.

    Attributes:
        name: For the table.
        script: What the runner does, from the easy speed [m/s].
        events: When something lifts the heart.
        drift_bpm_per_h: True drift [bpm/h].
        fault: What happens to the strap.
    """

    name: str
    script: Callable[[float], tuple[Stretch, ...]]
    events: tuple[Event, ...] = ()
    drift_bpm_per_h: float = 0.0
    fault: Fault | None = None


def run(seconds: int, speed_mps: float, grade: float = 0.0) -> Stretch:
    """Run at a speed."""
    return Stretch(duration_s=seconds, gait=Gait.RUN, speed_mps=speed_mps, grade=grade)


def surges(speed_mps: float) -> tuple[Stretch, ...]:
    """Run 12 % faster for two minutes, and 25 % for one."""
    return (
        run(1500, speed_mps),
        run(120, 1.12 * speed_mps),
        run(480, speed_mps),
        run(60, 1.25 * speed_mps),
        run(1440, speed_mps),
    )


def hills(speed_mps: float) -> tuple[Stretch, ...]:
    """Run up a hill of 5 % for two minutes, and later one of 3 %."""
    return (
        run(1500, speed_mps),
        run(120, speed_mps, 0.05),
        run(480, speed_mps),
        run(120, speed_mps, 0.03),
        run(1380, speed_mps),
    )


def bouts(speed_mps: float) -> tuple[Stretch, ...]:
    """Run four minutes and walk one, over and over."""
    walk = Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5, grade=0.0)
    return (run(240, speed_mps), walk) * 12


def spoilt(length_s: int, change: Callable[[Sample, int], Sample]) -> Fault:
    """Make a fault of some seconds, every ten minutes from minute 20 on."""

    def fault(samples: Sequence[Sample]) -> list[Sample]:
        return [
            change(one, (one.t_s - 1200) % 600)
            if one.t_s >= 1200 and (one.t_s - 1200) % 600 < length_s
            else one
            for one in samples
        ]

    return fault


def times(ratio: float, *, with_beats: bool) -> Callable[[Sample, int], Sample]:
    """Tell another multiple of the heart rate."""

    def change(one: Sample, _at_s: int) -> Sample:
        if one.hr_bpm is None:
            return one
        beats = tuple(max(1, round(rr / ratio)) for rr in one.rr_ms) if with_beats else one.rr_ms
        return replace(one, hr_bpm=min(254, round(one.hr_bpm * ratio)), rr_ms=beats)

    return change


def creep(one: Sample, at_s: int) -> Sample:
    """Creep up by 1 bpm a second, and stay there."""
    return one if one.hr_bpm is None else replace(one, hr_bpm=one.hr_bpm + min(at_s, 15))


def lock(one: Sample, _at_s: int) -> Sample:
    """Tell steps for beats, as optical sensors do; those tell no intervals."""
    return replace(one, hr_bpm=one.cadence_spm or one.hr_bpm, rr_ms=())


def slide(one: Sample, at_s: int) -> Sample:
    """Slide over to the steps as fast as a heart might, and stay with them."""
    if one.hr_bpm is None or one.cadence_spm is None:
        return one
    away_bpm = one.cadence_spm - one.hr_bpm
    moved_bpm = max(-at_s, min(at_s, away_bpm))
    return replace(one, hr_bpm=one.hr_bpm + moved_bpm, rr_ms=())


def freeze(samples: Sequence[Sample]) -> list[Sample]:
    """Stop moving for six minutes of each ten; no beats at all."""
    told: list[Sample] = []
    for one in samples:
        held = one.t_s >= 1200 and 0 < (one.t_s - 1200) % 600 < 360
        told.append(replace(one, hr_bpm=told[-1].hr_bpm if held else one.hr_bpm, rr_ms=()))
    return told


START: tuple[Event, ...] = ((0, 300, "start"),)
TWO_SURGES: tuple[Event, ...] = ((1500, 1620, "surge"), (2100, 2160, "surge"))
TWO_HILLS: tuple[Event, ...] = ((1500, 1620, "hill"), (2100, 2220, "hill"))
BOUTS: tuple[Event, ...] = tuple((300 * i, 300 * i + 240, "bout") for i in range(2, 12))

KINDS = (
    Kind(name="even", script=even),
    Kind(name="start", script=even, events=START),
    Kind(name="surge", script=surges, events=TWO_SURGES),
    Kind(name="hill", script=hills, events=TWO_HILLS),
    Kind(name="bouts", script=bouts, events=BOUTS),
    Kind(name="drift 25", script=even, drift_bpm_per_h=25.0),
    Kind(name="drift 12", script=even, drift_bpm_per_h=12.0),
    Kind(name="drift + hill", script=hills, events=TWO_HILLS, drift_bpm_per_h=25.0),
    Kind(name="drift + surge", script=surges, events=TWO_SURGES, drift_bpm_per_h=25.0),
    Kind(name="spike 12 s", script=even, fault=spoilt(12, times(1.3, with_beats=True))),
    Kind(name="doubled 15 s", script=even, fault=spoilt(15, times(1.7, with_beats=True))),
    Kind(name="halved 60 s", script=even, fault=spoilt(60, times(0.5, with_beats=True))),
    Kind(name="halved, beats right", script=even, fault=spoilt(60, times(0.5, with_beats=False))),
    Kind(name="cadence lock 120 s", script=even, fault=spoilt(120, lock)),
    Kind(name="slides into steps", script=even, fault=spoilt(120, slide)),
    Kind(name="creeps up, 19 s", script=even, fault=spoilt(19, creep)),
    Kind(name="frozen 6 min", script=even, drift_bpm_per_h=60.0, fault=freeze),
)


def named(kind: Kind, seed: int, twin: str, *, has_speed: bool) -> Counter[tuple[str, str]]:
    """Count the seconds of one run by what lifted the heart, and what was said."""
    body = draw_body(seed, twin)
    effort = body.vt1_fraction - EASY_BELOW_VT1
    body = body.with_drift(kind.drift_bpm_per_h, effort=effort)
    runner = Runner(
        body,
        manner=Manner(running_effort=effort),
        noise=StrapNoise(dry_start_chance=0.0),
        script=kind.script(body.running_speed_at(effort)),
        seed=seed,
    )
    samples, gaits, truth_bpm = [], [], []
    for _ in range(3600):
        samples.append(runner.second())
        gaits.append(runner.truth.gait)
        truth_bpm.append(runner.truth.hr_bpm)
    told = kind.fault(samples) if kind.fault else samples
    cleaner, observer, namer = Cleaner(), MotionObserver(), CauseNamer()
    detector = DriftDetector(float(body.athlete.ceiling_bpm or 150))
    counts: Counter[tuple[str, str]] = Counter()
    for sample, gait, true_bpm in zip(told, gaits, truth_bpm, strict=True):
        hr = cleaner.clean(sample)
        motion = observer.observe(sample) if has_speed else UNSEEN
        drift = detector.watch(sample.t_s, hr, motion, gait)
        cause = namer.name(hr, motion, detector.outlook, drift, gait, 1)
        before_bpm = truth_bpm[max(0, sample.t_s - WINDOW_S)]
        why = _truth(kind, sample, true_bpm, before_bpm)
        if why is not None:
            counts[why, cause.value if cause else "none"] += 1
    return counts


def _truth(kind: Kind, sample: Sample, true_bpm: float, before_bpm: float) -> str | None:
    """What there was to be named in a second."""
    t_s = sample.t_s
    if kind.fault:
        is_wrong = sample.hr_bpm is not None and abs(sample.hr_bpm - true_bpm) > WRONG_BPM
        return "sensor" if t_s >= 1200 and is_wrong else None
    for from_s, until_s, why in kind.events:
        if from_s <= t_s < until_s:
            return why if true_bpm - before_bpm >= RISE_BPM else None
    if not kind.drift_bpm_per_h and not kind.events:
        return "none" if t_s >= 900 and true_bpm - before_bpm >= RISE_BPM else None
    is_quiet = all(not from_s <= t_s < until_s + 180 for from_s, until_s, _ in kind.events)
    return "drift" if kind.drift_bpm_per_h and is_quiet and t_s >= 1500 else None


def report(kind: Kind, counts: Counter[tuple[str, str]], *, has_speed: bool) -> list[str]:
    """Make the rows of one kind of run."""
    rows = []
    for why in sorted({why for why, _ in counts}):
        seconds = {name: counts[why, name] for name in NAMES}
        total = sum(seconds.values())
        best = why if has_speed else BLIND.get(why, why)
        right = seconds[best]
        none = 0 if best == "none" else seconds["none"]
        shares = " ".join(f"{100.0 * seconds[name] / total:6.0f}" for name in NAMES)
        verdict = (right, total - right - none, none)
        summary = " ".join(f"{100.0 * part / total:6.0f}" for part in verdict)
        rows.append(f"{kind.name:<21}{why:<7}{total:6d} |{summary} |{shares}")
    return rows


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold the names of rises against the truth.")
    parser.add_argument("--runs", type=int, default=6, help="runs of each kind")
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="first seed")
    parser.add_argument("--twin", choices=[one.value for one in Twin], default=None)
    options = parser.parse_args()
    seeds = range(options.seed, options.seed + options.runs)
    twins = [options.twin] if options.twin else [one.value for one in Twin]
    print(f"{options.runs} runners of each kind (seeds {seeds[0]} to {seeds[-1]}), an hour each.")
    print("right, wrong, none, and each name: % of the seconds in which there was a cause\n")
    for twin in twins:
        for has_speed in (False, True):
            print(f"{twin} body, {'strap and speed' if has_speed else 'strap only'}")
            names = " ".join(f"{name:>6}" for name in NAMES)
            print(
                f"{'run':<21}{'cause':<7}{'s':>6} |{'right':>6} {'wrong':>6} {'none':>6} |{names}"
            )
            for kind in KINDS:
                counts: Counter[tuple[str, str]] = Counter()
                for seed in seeds:
                    counts += named(kind, seed, twin, has_speed=has_speed)
                for row in report(kind, counts, has_speed=has_speed):
                    print(row, flush=True)
            print()


if __name__ == "__main__":
    main()
