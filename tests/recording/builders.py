"""Runs, made in place, and what reading makes of them."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording import Recording, read_recording

START_UTC = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def steady_run(duration_s: int = 60) -> tuple[Sample, ...]:
    """A run in which every sensor speaks every second."""
    return tuple(
        Sample.rounded(
            t_s,
            hr_bpm=120 + t_s % 30,
            rr_ms=(500 + t_s % 7, 498) if t_s % 2 else (501,),
            speed_mps=2.5,
            altitude_m=100.2,
            grade=0.0123,
            distance_m=2.5 * t_s,
            cadence_spm=171,
            power_w=230,
            temperature_c=-3,
            contact=True,
        )
        for t_s in range(duration_s)
    )


def marked(t_s: int, *kinds: MarkKind, hr_bpm: int | None = 130) -> Sample:
    """A second in which the runner did something."""
    return Sample(t_s=t_s, hr_bpm=hr_bpm, marks=tuple(Mark(kind) for kind in kinds))


def read_content(path: Path, content: bytes) -> Recording:
    """What the reader makes of these bytes, kept at a path."""
    path.write_bytes(content)
    return read_recording(path)


def what(recording: Recording) -> list[str]:
    """What is wrong with a recording."""
    return [problem.what for problem in recording.problems]


def damage(recording: Recording) -> list[str]:
    """The same without what was only worked out."""
    return [one for one in what(recording) if "worked out" not in one]


def times_s(recording: Recording) -> list[int]:
    return [sample.t_s for sample in recording.samples]


def rates_bpm(recording: Recording) -> list[int | None]:
    return [sample.hr_bpm for sample in recording.samples]
