"""How good is drift in hindsight? Runners whose true drift is known, of both equations.

Run it with ``uv run python -m tests.benchmarks.bench_hindsight``, and with ``--twin second``. Four
drifts in seven kinds of
run; no two runs share a seed. The drift named is that of running at the runner's pace; who walks or
stands recovers, and the true drift is less. True drift is the slope of the straight line that fits
the body's own drift best (least squares) from minute 10 to the end: what is asked for, too.

Beside it stands GoldenCheetah's decoupling of the same samples, and the drift that it would mean
for a steady run: ``decoupling = (r T / 2) / (H + 3 r T / 4)``, solved for ``r``, with ``T`` for the
hours and ``H`` for the mean heart rate of minutes 8 to 12.
"""

from __future__ import annotations

import argparse
import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from analysis.decoupling import Decoupling, golden_cheetah
from analysis.drift import DriftRefused, DriftRules, HindsightDrift, drift_of
from analysis.policies import CoachPolicy
from analysis.records import records_of
from analysis.refused import Refused
from analysis.trace import trace_of
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.simulator import Course, Manner, Runner, StrapNoise, Stretch, Twin, draw_body

FIRST_SEED = 9300
DRIFTS_BPM_PER_H = (0.0, 6.0, 12.0, 25.0)
HOUR_S = 3600
FROM_S = DriftRules().from_s
STOPS_S = ((900, 960), (1740, 1920), (2700, 2790))
"""When the runner stands and the watch does, too."""

_BELOW_VT1, _ABOVE_VT1 = -0.02, 0.03  # of the reserve; the latter makes the coach call walks

Script = Callable[[float], tuple[Stretch, ...]]


def even(speed_mps: float) -> tuple[Stretch, ...]:
    """An hour at one speed [m/s]."""
    return (Stretch(duration_s=HOUR_S, gait=Gait.RUN, speed_mps=speed_mps),)


def four_to_one(speed_mps: float) -> tuple[Stretch, ...]:
    """Galloway's four minutes at this speed [m/s] and one of walking."""
    return (
        Stretch(duration_s=240, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(duration_s=60, gait=Gait.WALK, speed_mps=1.5),
    ) * 12


def slowing(speed_mps: float) -> tuple[Stretch, ...]:
    """An hour that gets 6 % slower from minute 15 on, as in the heat."""
    return (
        Stretch(duration_s=900, gait=Gait.RUN, speed_mps=speed_mps),
        Stretch(
            duration_s=2700, gait=Gait.RUN, speed_mps=speed_mps, end_speed_mps=0.94 * speed_mps
        ),
    )


def stopping(speed_mps: float) -> tuple[Stretch, ...]:
    """An hour at one speed [m/s] with three stops."""
    legs: list[Stretch] = []
    at_s = 0
    for from_s, to_s in (*STOPS_S, (HOUR_S, HOUR_S)):
        legs.append(Stretch(duration_s=from_s - at_s, gait=Gait.RUN, speed_mps=speed_mps))
        if to_s > from_s:
            legs.append(Stretch(duration_s=to_s - from_s, gait=Gait.STAND))
        at_s = to_s
    return tuple(legs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A kind of run.

    Attributes:
        name: For the table.
        script: What the runner does; None obeys the coach.
        course: Where.
        noise: How far the strap is from perfect.
        is_paused: Whether the watch stands where the runner does.
    """

    name: str
    script: Script | None = even
    course: Course = Course()  # noqa: RUF009  # frozen
    noise: StrapNoise = StrapNoise()  # noqa: RUF009  # frozen
    is_paused: bool = False


CONDITIONS = (
    Condition(name="even pace"),
    Condition(name="Galloway 4:1", script=four_to_one),
    Condition(name="coach's walks", script=None),
    Condition(name="hills of 4 %", course=Course.rolling(0.04, 350.0)),
    Condition(name="32 degC, slowing", script=slowing, course=Course(temperature_c=32.0)),
    Condition(name="pauses", script=stopping, is_paused=True),
    Condition(name="dropouts", noise=replace(StrapNoise(), dropouts_per_h=40, spikes_per_h=12)),
)


def run_of(
    condition: Condition, bpm_per_h: float, twin: Twin, seed: int
) -> tuple[tuple[Sample, ...], float]:
    """What the sensors told of such a run, and the true drift [bpm/h]."""
    body = draw_body(seed, twin)
    is_led = condition.script is None
    effort = body.vt1_fraction + (_ABOVE_VT1 if is_led else _BELOW_VT1)
    body = body.with_drift(bpm_per_h, effort=effort, temperature_c=condition.course.temperature_c)
    runner = Runner(
        body,
        course=condition.course,
        manner=Manner(running_effort=effort),
        noise=condition.noise,
        script=condition.script(body.running_speed_at(effort)) if condition.script else (),
        seed=seed,
    )
    coach = CoachPolicy(body.athlete, has_speed=True)
    samples, drifted_bpm = [], []
    for _ in range(HOUR_S):
        samples.append(runner.second())
        drifted_bpm.append(runner.truth.drift_bpm)
        for action in coach.step(samples[-1]) if is_led else ():
            if action is not Action.INFO:
                runner.hear(action.value)
    if condition.is_paused:
        samples = [s for s in samples if not any(a <= s.t_s < b for a, b in STOPS_S)]
    return tuple(samples), true_bpm_per_h(drifted_bpm)


def true_bpm_per_h(drifted_bpm: Sequence[float]) -> float:
    """Slope of the line that fits best from minute 10 to the end [bpm/h]."""
    hours = np.arange(len(drifted_bpm))[FROM_S:] / 3600.0
    return float(np.polyfit(hours, drifted_bpm[FROM_S:], 1)[0])


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What was made of one run.

    Attributes:
        true_bpm_per_h: The truth [bpm/h].
        found: What drift in hindsight told.
        halves_pct: GoldenCheetah's decoupling [%].
        halves_bpm_per_h: The drift which that would mean for a steady run [bpm/h].
    """

    true_bpm_per_h: float
    found: HindsightDrift | DriftRefused
    halves_pct: float
    halves_bpm_per_h: float


def judged(condition: Condition, bpm_per_h: float, twin: Twin, seed: int) -> Judged:
    """Make a run, and measure it both ways."""
    samples, true = run_of(condition, bpm_per_h, twin, seed)
    trace = trace_of(samples)
    halves = golden_cheetah(records_of(samples, trace))
    assert isinstance(halves, Decoupling)
    begun = [s.hr_bpm for s in samples if s.hr_bpm is not None and 480 <= s.t_s < 720]
    share, hours = halves.percent / 100.0, samples[-1].t_s / 3600.0
    return Judged(
        true_bpm_per_h=true,
        found=drift_of(trace),
        halves_pct=halves.percent,
        halves_bpm_per_h=share * math.fsum(begun) / len(begun) / (hours * (0.5 - 0.75 * share)),
    )


def row(name: str, drift: str, many: Sequence[Judged]) -> str:
    """One line of the table."""
    told = [(one, one.found) for one in many if isinstance(one.found, HindsightDrift)]
    true = np.array([one.true_bpm_per_h for one in many])
    halves = np.array([one.halves_bpm_per_h for one in many]) - true
    errors = np.array([found.bpm_per_h - one.true_bpm_per_h for one, found in told])
    widths = np.array([found.high_bpm_per_h - found.low_bpm_per_h for _, found in told])
    inside = sum(
        found.low_bpm_per_h <= one.true_bpm_per_h <= found.high_bpm_per_h for one, found in told
    )
    low, high = wilson_1927(inside, len(told))
    ours = f"{errors.mean():>+6.2f} {errors.std(ddof=1):>5.2f} {_rms(errors):>5.2f}"
    covered = f"{100.0 * inside / len(told):>5.1f} ({100 * low:>3.0f}-{100 * high:<3.0f})"
    return (
        f"{name:<17}{drift:>4}{true.mean():>6.1f} |{ours} {covered}{widths.mean():>6.1f}"
        f"{len(many) - len(told):>4} |{halves.mean():>+6.1f} {_rms(halves):>5.1f}"
    )


def wilson_1927(hits: int, count: int) -> tuple[float, float]:
    """95 % interval of a share, by the score method of Wilson (1927)."""
    z2 = 1.96**2
    share = hits / count
    middle = (share + z2 / (2 * count)) / (1 + z2 / count)
    half = math.sqrt(z2 * (share * (1 - share) / count + z2 / (4 * count**2))) / (1 + z2 / count)
    return middle - half, middle + half


def correlation(many: Sequence[Judged]) -> str:
    """How far each way goes along with the truth."""
    told = [(one, one.found) for one in many if isinstance(one.found, HindsightDrift)]
    true = [one.true_bpm_per_h for one, _ in told]
    ours = np.corrcoef(true, [found.bpm_per_h for _, found in told])[0, 1]
    halves = np.corrcoef(true, [one.halves_pct for one, _ in told])[0, 1]
    return f"correlation with the truth: {ours:.2f} here, {halves:.2f} by halves"


def table(twin: Twin, runs: int, first_seed: int) -> Iterator[str]:
    """All of it, for one body."""
    everything: list[Judged] = []
    seed = first_seed
    for condition in CONDITIONS:
        of_kind: list[Judged] = []
        for bpm_per_h in DRIFTS_BPM_PER_H:
            many = [judged(condition, bpm_per_h, twin, seed + i) for i in range(runs)]
            seed += runs
            of_kind += many
            yield row(condition.name, f"{bpm_per_h:.0f}", many)
        yield row(condition.name, "all", of_kind)
        everything += of_kind
    yield row("everything", "", everything)
    yield correlation(everything)
    whys = Counter(one.found.why.value for one in everything if isinstance(one.found, Refused))
    yield f"refused: {dict(whys) or 'none'}"


def _rms(values: np.typing.NDArray[np.float64]) -> float:
    return float(np.sqrt(np.mean(values * values)))


def main() -> None:
    parser = argparse.ArgumentParser(description="Hold drift in hindsight against the truth.")
    parser.add_argument("--runs", type=int, default=40, help="runs in each cell (2 or more)")
    parser.add_argument("--twin", type=Twin, choices=tuple(Twin), default=Twin.FIRST)
    parser.add_argument("--seed", type=int, default=FIRST_SEED, help="the first of them")
    asked = parser.parse_args()
    print(f"{asked.runs} runners in each cell (seeds from {asked.seed}), an hour each; bpm/h.")
    print("true: mean true drift; error: mean, SD, root mean square; in: intervals with the truth")
    print("in them [%] and what that share may be (95 %); wide: mean width; no: refused\n")
    print(f"{asked.twin.value + ' body':<21}{'':>6} |{'drift in hindsight':<44}|by halves")
    print(
        f"{'run':<17}{'':>4}{'true':>6} |{'error':>6} {'SD':>5} {'RMS':>5} "
        f"{'in':>5}{'':<10}{'wide':>6}{'no':>4} |{'error':>6} {'RMS':>5}"
    )
    for line in table(asked.twin, asked.runs, asked.seed):
        print(line, flush=True)


if __name__ == "__main__":
    main()
