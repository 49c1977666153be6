"""What every input must keep, whatever it is made of."""

from __future__ import annotations

import time
import tracemalloc
import warnings
from itertools import pairwise
from pathlib import Path
from typing import Final

from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

MOST_S: Final = 2.0
MOST_S_PER_BYTE: Final = 10 / 5_000_000
MOST_RATIO, MOST_BYTES = 20, 50_000_000


class BrokenPromiseError(AssertionError):
    """An input was read in a way in which none must be."""


def check(content: bytes, path: Path, *, patience: float = 1.0) -> float:
    """Read any bytes as a recording, which must end in one or in one kind of error, soon.

    Args:
        content: Of the file.
        path: Where to write it; best in memory.
        patience: How many times slower than this machine at rest things may be.

    Returns:
        How long it took [s].

    Raises:
        BrokenPromiseError: It took too long, or what was read cannot be.
    """
    path.write_bytes(content)
    begun_s = time.process_time()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            recording = read_recording(path)
        except RecordingError:
            recording = None
    took_s = time.process_time() - begun_s
    if took_s > patience * (MOST_S + MOST_S_PER_BYTE * len(content)):
        raise BrokenPromiseError(f"{len(content)} bytes took {took_s:.1f} s")
    if recording is not None:
        _check_samples(recording)
    return took_s


def check_memory(content: bytes, path: Path) -> int:
    """Read any bytes as a recording in little memory.

    Returns:
        The most memory it took [bytes].

    Raises:
        BrokenPromiseError: It took more.
    """
    path.write_bytes(content)
    tracemalloc.start()
    try:
        read_recording(path)
    except RecordingError:
        pass
    finally:
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    if peak_bytes > MOST_RATIO * len(content) + MOST_BYTES:
        raise BrokenPromiseError(f"{len(content)} bytes took {peak_bytes} bytes of memory")
    return peak_bytes


def _check_samples(recording: Recording) -> None:
    samples = recording.samples
    if samples and samples[0].t_s < 0:  # a journal may have none
        raise BrokenPromiseError("a sample from before the start")
    if not all(a.t_s < b.t_s for a, b in pairwise(samples)):
        raise BrokenPromiseError("seconds are not in order")
    for sample in samples:
        if sample.hr_bpm is not None and not 1 <= sample.hr_bpm <= 254:
            raise BrokenPromiseError(f"a heart rate of {sample.hr_bpm}")
        if not all(0 < rr_ms < 65_535 for rr_ms in sample.rr_ms):
            raise BrokenPromiseError("an interval that can be none")
