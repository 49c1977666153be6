"""Real runs in a folder, which of them to look at, and a coach for each."""

from __future__ import annotations

import csv
import hashlib
import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.coach import Coach
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.recording import Recording, read_recording

PICTURED_LEAST = 1800  # seconds with heart rate and speed


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What lies in a folder.

    Attributes:
        runs: SHA-256 of the file and what is in it, in that order.
        counts: Files by what became of them.
    """

    runs: tuple[tuple[str, Recording], ...]
    counts: Counter[str]


def find(folder: Path) -> Found:
    """Read every recording below a folder, and keep the runs."""
    counts: Counter[str] = Counter()
    runs: dict[tuple[Sample, ...], tuple[str, Recording]] = {}
    derived = _derived(folder / "manifest.tsv")
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.name == "manifest.tsv":
            continue
        counts["files"] += 1
        if path.name in derived:
            counts["derived"] += 1
            continue
        try:
            recording = read_recording(path)
        except RecordingError:
            counts["refused"] += 1
            continue
        if recording.sport != "running":
            counts["other sports"] += 1
        elif recording.samples in runs:
            counts["copies"] += 1
        else:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            runs[recording.samples] = (digest, recording)
    return Found(runs=tuple(sorted(runs.values(), key=lambda run: run[0])), counts=counts)


def _derived(manifest: Path) -> set[str]:
    if not manifest.exists():
        return set()
    with manifest.open(encoding="utf-8", newline="") as file:
        return {
            row["file"] for row in csv.DictReader(file, delimiter="\t") if row["kind"] != "real"
        }


def heard(recording: Recording) -> list[int]:
    """All heart rates of a run."""
    return [one.hr_bpm for one in recording.samples if one.hr_bpm is not None]


def is_pictured(recording: Recording) -> bool:
    """Whether a run may be one of the six: half an hour of heart rate and speed."""
    both = (s.hr_bpm is not None and s.speed_mps is not None for s in recording.samples)
    return sum(both) >= PICTURED_LEAST


def coach_for(recording: Recording, percentile: int) -> Coach:
    """A coach whose ceiling is a percentile of the run's own heart rates."""
    ceiling_bpm = statistics.quantiles(heard(recording), n=100)[percentile - 1]
    return Coach(Athlete(), Workout.easy(Band.below(min(max(round(ceiling_bpm), 60), 200))))


def strap_only(samples: Sequence[Sample]) -> list[Sample]:
    """The same run as a strap alone would tell it."""
    return [
        Sample(t_s=one.t_s, hr_bpm=one.hr_bpm, rr_ms=one.rr_ms, marks=one.marks) for one in samples
    ]
