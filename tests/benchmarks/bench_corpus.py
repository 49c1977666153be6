"""What does the coach make of real runs, which nobody made for it and nobody guided?

Run it with ``uv run python -m tests.benchmarks.bench_corpus FOLDER``, or set ``RUNWALK_CORPUS``.
The folder holds recordings, in folders of its own or not; a ``manifest.tsv`` in it may call files
``derived``, and those are left out, as are copies, other sports, and what cannot be read. With
``--pictures FOLDER`` the six runs of the documentation are drawn, and the agreement. They were
chosen before anybody looked: runs with 30 minutes of heart rate and speed, the first six by the
SHA-256 of their file. Nothing that is printed or drawn tells a place, a date or a name.

A runner here never obeys, for nobody spoke. The ceiling is a percentile of the run's own heart
rates: at the 75th, the heart is above it for a quarter of the time.

*Rising* is judged without the coach: the mean heart rate of 10 s lies 3 bpm or more above that of
the 10 s which ended 45 s before.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from analysis.agreement import rank_correlation, rank_correlation_interval
from analysis.cause_picture import draw_agreement, draw_causes
from analysis.drift import DriftRules, HindsightDrift, effort_part, hindsight_drift
from analysis.refused import Refused
from analysis.trace import trace_of
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach, Reading
from runwalk.engine.drift import Drift
from runwalk.engine.phases import Cause, Reason
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.recording import Recording
from runwalk.recording.recording import LONGEST_STEP_S
from runwalk.session import replay

from .corpus import coach_for, find, heard, is_pictured, strap_only

VARIABLE = "RUNWALK_CORPUS"
NO_CORPUS = f"No corpus: give a folder of recordings, or set {VARIABLE}."
CEILING_PERCENTILE = 75
PERCENTILES = (50, 75, 90)
LEAST_HEARD = 600  # readings; with fewer there is nothing to say
PICTURED_COUNT = 6
RISE_BPM, RISE_S, MEAN_S = 3.0, 45, 10
LATE_S = 540
SURE_SD = 1.96
LEGS = (Cause.START, Cause.BOUT, Cause.SURGE, Cause.HILL, Cause.EFFORT)
PART_BPM = 2.5


@dataclass(frozen=True, slots=True)
class Rise:
    """Tell without the coach whether heart rate rises; uses no later sample."""

    past: deque[tuple[int, int]] = field(default_factory=deque)

    def watch(self, reading: Reading) -> bool:
        """Take in a second."""
        t_s = reading.sample.t_s
        if reading.hr.is_trusted and reading.hr.bpm is not None:
            self.past.append((t_s, reading.hr.bpm))
        while self.past and self.past[0][0] <= t_s - RISE_S - MEAN_S:
            self.past.popleft()
        now = [bpm for at_s, bpm in self.past if at_s > t_s - MEAN_S]
        then = [bpm for at_s, bpm in self.past if at_s <= t_s - RISE_S]
        return bool(now and then) and statistics.fmean(now) - statistics.fmean(then) >= RISE_BPM


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was told in one run.

    Attributes:
        hours: Time with a sample [h].
        seconds: (cause or none, whether heart rate rose, whether the start was over) -> seconds.
        cues: (action, reason, whether it is a repeat) -> how many.
        end: What was told of drift at the end.
        claim_min: When drift was first claimed [min]; None if never.
        step_us: Time for each step [us].
        late: Seconds after the start was over in which heart rate rose [s], and whether the cause
            that was told lies in the legs.
    """

    hours: float
    seconds: Counter[tuple[str, bool, bool]]
    cues: Counter[tuple[str, str, bool]]
    end: Drift
    claim_min: float | None
    step_us: list[float]
    late: list[tuple[int, bool]]


def told(samples: Sequence[Sample], coach: Coach) -> Told:
    """Hand a run to a coach, and count."""
    rise = Rise()
    seconds: Counter[tuple[str, bool, bool]] = Counter()
    cues: Counter[tuple[str, str, bool]] = Counter()
    step_us: list[float] = []
    late: list[tuple[int, bool]] = []
    claim_min: float | None = None
    first_s = before_s = samples[0].t_s
    reading: Reading | None = None
    for sample in samples:
        start = time.perf_counter()
        reading = coach.step(sample)
        step_us.append(1e6 * (time.perf_counter() - start))
        dt_s = max(1, sample.t_s - before_s)
        before_s = sample.t_s
        is_late = sample.t_s - first_s >= LATE_S
        cause = "none" if reading.cause is None else reading.cause.value
        is_rising = rise.watch(reading)
        seconds[cause, is_rising, is_late] += dt_s if dt_s <= LONGEST_STEP_S else 1
        if is_rising and is_late:
            late.append((sample.t_s - first_s, reading.cause in LEGS))
        for cue in reading.cues:
            cues[cue.action.value, cue.reason.value, cue.is_repeat] += 1
        if reading.drift.is_claimed and claim_min is None:
            claim_min = (sample.t_s - first_s) / 60.0
    assert reading is not None
    return Told(
        hours=seconds.total() / 3600.0,
        seconds=seconds,
        cues=cues,
        end=reading.drift,
        claim_min=claim_min,
        step_us=step_us,
        late=late,
    )


def cause_table(all_told: Sequence[Told], alone: Sequence[Told]) -> Iterator[str]:
    """Shares of seconds by cause: of all, of those in which the heart rises, of later ones."""
    yield "share of seconds [%]      all sensors                strap alone"
    yield "cause told            all  rising  rising, late     all  rising  rising, late"
    sums = [_summed(one.seconds for one in side) for side in (all_told, alone)]
    causes = sorted({cause for one in sums for cause, _, _ in one} - {"none"})
    for cause in [*causes, "none"]:
        cells = [
            _share(one, lambda key, name=cause: key[0] == name, chosen)
            for one in sums
            for chosen in (_every, _rising, _rising_late)
        ]
        yield "{:<18}{:>7.1f}{:>8.1f}{:>14.1f}{:>8.1f}{:>8.1f}{:>14.1f}".format(cause, *cells)
    cells = [
        _share(one, lambda key: key[0] != "none", chosen)
        for one in sums
        for chosen in (_every, _rising, _rising_late)
    ]
    yield "{:<18}{:>7.1f}{:>8.1f}{:>14.1f}{:>8.1f}{:>8.1f}{:>14.1f}".format("told", *cells)
    hours = [
        sum(n for key, n in sums[0].items() if chosen(key)) / 3600.0
        for chosen in (_every, _rising, _rising_late)
    ]
    yield "hours: {:.1f} in all, rising in {:.1f}, of that after minute 9 {:.1f}".format(*hours)


Key = tuple[str, bool, bool]


def _every(key: Key) -> bool:
    return True


def _rising(key: Key) -> bool:
    return key[1]


def _rising_late(key: Key) -> bool:
    return key[1] and key[2]


def _summed(counters: Iterator[Counter[Key]]) -> Counter[Key]:
    return sum(counters, Counter())


def _share(
    seconds: Counter[Key], is_it: Callable[[Key], bool], among: Callable[[Key], bool]
) -> float:
    total = sum(n for key, n in seconds.items() if among(key))
    return 100.0 * sum(n for key, n in seconds.items() if among(key) and is_it(key)) / max(total, 1)


def cue_table(by_percentile: dict[int, list[Told]]) -> Iterator[str]:
    """Cues an hour of runners who never obey: over runs, and by what is said."""
    yield "cues an hour        median   90 %   most |" + "".join(f"{sort:>7}" for sort in SORTS)
    for percentile, many in by_percentile.items():
        rates = sorted(one.cues.total() / one.hours for one in many)
        hours = sum(one.hours for one in many)
        counts = Counter(_sort(key) for one in many for key in one.cues.elements())
        ninth = rates[round(0.9 * (len(rates) - 1))]
        over = f"{statistics.median(rates):>7.1f}{ninth:>7.1f}{rates[-1]:>7.1f} |"
        means = "".join(f"{counts[sort] / hours:>7.1f}" for sort in SORTS)
        yield f"ceiling at {percentile:>2} %    {over}{means}"


SORTS = ("walk", "again", "limit", "run", "ease", "info")


def _sort(key: tuple[str, str, bool]) -> str:
    action, reason, is_repeat = key
    if reason == Reason.LIMIT:
        return "limit"
    return "again" if is_repeat else action


@dataclass(frozen=True, slots=True)
class Pair:
    """A run with drift told live and measured afterwards.

    Attributes:
        recording: The run.
        live: What was told in it.
        seen: What was measured afterwards.
    """

    recording: Recording
    live: Told
    seen: HindsightDrift

    def explained(self) -> Counter[tuple[bool, bool]]:
        """Late seconds of rising: whether effort explains it in hindsight, and was told."""
        trace = trace_of(self.recording.samples)
        part_bpm = effort_part(trace, self.seen, DriftRules())
        counts: Counter[tuple[bool, bool]] = Counter()
        for t_s, is_told in self.live.late:
            now = int(np.searchsorted(trace.t_s, t_s)) - MEAN_S // 2
            counts[bool(part_bpm[now] - part_bpm[max(now - RISE_S, 0)] >= PART_BPM), is_told] += 1
        return counts

    @property
    def do_overlap(self) -> bool:
        """Whether the two 95 % intervals have anything in common."""
        live_bpm_per_h, off_bpm_per_h = (
            self.live.end.bpm_per_h,
            SURE_SD * self.live.end.sd_bpm_per_h,
        )
        is_below = live_bpm_per_h + off_bpm_per_h < self.seen.low_bpm_per_h
        is_above = live_bpm_per_h - off_bpm_per_h > self.seen.high_bpm_per_h
        return not (is_below or is_above)


def explanation(pairs: Sequence[Pair]) -> Iterator[str]:
    """Hold causes in the legs against what effort explains when the whole run is known."""
    counts = sum((one.explained() for one in pairs), Counter())
    by_effort = counts[True, True] + counts[True, False]
    others = counts[False, True] + counts[False, False]
    if not by_effort or not others:
        return
    yield f"rising, late, in the {len(pairs)} runs with hindsight: {counts.total() / 3600:.1f} h"
    yield (
        f"effort explains {PART_BPM} bpm or more of it, in hindsight: "
        f"{100.0 * by_effort / counts.total():.0f} %"
    )
    told_pct = 100.0 * counts[True, True] / by_effort
    yield f"a cause in the legs was told in {told_pct:.0f} % of these,"
    yield f"and in {100.0 * counts[False, True] / others:.0f} % of the others"


def agreement(pairs: Sequence[Pair]) -> Iterator[str]:
    """Hold drift told live against drift in hindsight."""
    live = [one.live.end.bpm_per_h for one in pairs]
    seen = [one.seen.bpm_per_h for one in pairs]
    found, interval = rank_correlation(live, seen), rank_correlation_interval(live, seen)
    if found is None or interval is None:
        yield f"{len(pairs)} runs have both: too few"
        return
    yield (
        f"{len(pairs)} runs have both: rank correlation {found:.2f} "
        f"(95 % interval {interval[0]:.2f} to {interval[1]:.2f})"
    )
    yield f"intervals overlap in {sum(one.do_overlap for one in pairs)} of {len(pairs)}"
    table = Counter((one.live.end.is_claimed, one.seen.is_shown) for one in pairs)
    yield f"drift shown in hindsight, claimed live at the end: {table[True, True]}"
    yield f"drift shown in hindsight, not claimed live:        {table[False, True]}"
    yield f"no drift shown in hindsight, but claimed live:     {table[True, False]}"
    yield f"neither:                                           {table[False, False]}"
    yield ""
    yield "run  min  live ± sd     claim      hindsight (interval)     noise  tau  differ"
    for number, one in enumerate(pairs, start=1):
        yield f"{number:>3}{_pair_line(one)}".rstrip()


def _pair_line(one: Pair) -> str:
    end, seen, claim = one.live.end, one.seen, "-"
    if one.live.claim_min is not None:
        claim = f"@{one.live.claim_min:.0f}" + ("" if end.is_claimed else ", back")
    interval = f"({seen.low_bpm_per_h:+.1f} to {seen.high_bpm_per_h:+.1f})"
    minutes = one.recording.duration_s / 60.0
    return (
        f"{minutes:>5.0f}{end.bpm_per_h:>+7.1f} ±{end.sd_bpm_per_h:4.1f}  {claim:<10}"
        f"{seen.bpm_per_h:>+6.1f} {interval:<18}{seen.noise_bpm:>6.1f}{seen.tau_s:>5.0f}"
        f"  {'' if one.do_overlap else 'yes'}"
    )


def draw(folder: Path, runs: Sequence[tuple[str, Recording]], pairs: Sequence[Pair]) -> None:
    """Draw the agreement, and the six that were chosen."""
    title = "Drift told live and in hindsight, real runs"
    points = [((p.live.end.bpm_per_h, p.live.end.sd_bpm_per_h), p.seen) for p in pairs]
    path = folder / "drift_agreement.png"
    path.unlink(missing_ok=True)
    draw_agreement(path, points, title)
    chosen = [recording for _, recording in runs if is_pictured(recording)][:PICTURED_COUNT]
    for letter, recording in zip("ABCDEF", chosen, strict=False):
        path = folder / f"causes_{letter.lower()}.png"
        path.unlink(missing_ok=True)
        draw_causes(
            path,
            title=f"Run {letter}: {recording.sport}, {recording.duration_s / 60:.0f} minutes",
            readings=list(replay(recording.samples, coach_for(recording, CEILING_PERCENTILE))),
            trace=trace_of(recording.samples),
            hindsight=hindsight_drift(recording.samples),
        )


def report(folder: Path, pictures: Path | None) -> Iterator[str]:
    """Measure all of it."""
    found = find(folder)
    all_runs = found.runs
    runs = [one for one in all_runs if len(heard(one[1])) >= LEAST_HEARD]
    others = ", ".join(f"{n} {what}" for what, n in sorted(found.counts.items()) if what != "files")
    yield f"{found.counts['files']} files ({others}), {len(all_runs)} runs."
    for _, recording in all_runs:
        if len(heard(recording)) < LEAST_HEARD:  # the others are replayed below
            list(replay(recording.samples, Coach(Athlete(), Workout.easy(Band(130, 150)))))
    yield f"All were replayed; {len(runs)} have {LEAST_HEARD} heart rates or more, and count below."
    yield ""
    by_percentile = {
        percentile: [told(one.samples, coach_for(one, percentile)) for _, one in runs]
        for percentile in PERCENTILES
    }
    live = by_percentile[CEILING_PERCENTILE]
    alone = [told(strap_only(one.samples), coach_for(one, CEILING_PERCENTILE)) for _, one in runs]
    yield from cause_table(live, alone)
    yield ""
    yield from cue_table(by_percentile)
    yield ""
    seen = [hindsight_drift(one.samples) for _, one in runs]
    why = Counter(one.why.value for one in seen if isinstance(one, Refused))
    yield (
        f"hindsight drift: {len(seen) - why.total()} of {len(seen)} runs; refused: "
        + (", ".join(f"{n} {name}" for name, n in sorted(why.items())) or "none")
    )
    pairs = [
        Pair(recording, one, hindsight)
        for (_, recording), one, hindsight in zip(runs, live, seen, strict=True)
        if isinstance(hindsight, HindsightDrift)
    ]
    yield from agreement(pairs)
    yield ""
    yield from explanation(pairs)
    yield ""
    step_us = [us for one in live for us in one.step_us]
    yield f"time a sample: median {statistics.median(step_us):.0f} microseconds"
    if pictures is not None:
        draw(pictures, runs, pairs)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="What the coach makes of real runs.")
    parser.add_argument("folder", nargs="?", type=Path, help="recordings, in folders or not")
    parser.add_argument("--pictures", type=Path, help="draw the six runs and the agreement here")
    asked = parser.parse_args(arguments)
    given = asked.folder or os.environ.get(VARIABLE)
    if not given or not Path(given).is_dir():
        print(NO_CORPUS)
        return
    for line in report(Path(given), asked.pictures):
        print(line, flush=True)


if __name__ == "__main__":
    main()
