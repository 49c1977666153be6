"""Hostile files neither hang nor eat memory: every attack costs a few times its size at most."""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording.fit_reader import fit_recording
from runwalk.recording.recording import Recording

from .fit_bytes import NOON, fit, heart_rates, session, timer
from .hostile_bytes import (
    ALL,
    CENTURY_S,
    Builder,
    announced_gigabytes,
    big_definition_bomb,
    definition_bomb,
    empty_short_times,
    intervals,
    one_byte_messages,
    tiny_files,
)

PATH = Path("run.fit")
FAST_BYTES, MEDIUM_BYTES, SLOW_BYTES = 300_000, 2_000_000, 5_000_000
MOST_RATIO, MOST_BYTES = 20, 50_000_000
MOST_S_PER_BYTE = 10 / 5_000_000
LEAST_S = 3.0  # for what does not depend on size; a busy machine takes its time

EACH = pytest.mark.parametrize("builder", ALL, ids=lambda builder: builder.__name__)


@pytest.fixture(scope="module", autouse=True)
def _everything_imported() -> None:
    fit_recording(fit(heart_rates(140, 141), session(NOON, 2, 1), timer(NOON, 0)), PATH)


def read(content: bytes) -> Recording | None:
    try:
        return fit_recording(content, PATH)
    except RecordingError:
        return None


def check_memory(content: bytes) -> None:
    tracemalloc.start()
    try:
        recording = read(bytes(bytearray(content)))  # a copy: as from a file, that counts too
        _, peak_bytes = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak_bytes <= MOST_RATIO * len(content) + MOST_BYTES
    check_times(recording)


def check_duration(content: bytes) -> None:
    begun_s = time.process_time()
    recording = read(content)
    took_s = time.process_time() - begun_s
    assert took_s <= LEAST_S + MOST_S_PER_BYTE * len(content)
    check_times(recording)


def check_times(recording: Recording | None) -> None:
    if recording is not None:
        times_s = [sample.t_s for sample in recording.samples]
        assert times_s == sorted(set(times_s))


@EACH
def test_a_hostile_file_does_not_hang(builder: Builder) -> None:
    check_duration(builder(FAST_BYTES))


@pytest.mark.slow
@EACH
def test_a_large_hostile_file_does_not_hang(builder: Builder) -> None:
    check_duration(builder(SLOW_BYTES))


@pytest.mark.slow
@EACH
def test_a_hostile_file_takes_little_memory(builder: Builder) -> None:
    check_memory(builder(MEDIUM_BYTES))


def test_a_gap_of_a_century_makes_no_seconds() -> None:
    content = fit(heart_rates(140), heart_rates(141, 142, start_s=CENTURY_S))

    recording = fit_recording(content, PATH)

    assert [sample.hr_bpm for sample in recording.samples] == [141, 142]
    assert recording.problems[-1].what == "jumps of the clock by more than a day: 1"


def test_four_announced_gigabytes_are_told_as_missing() -> None:
    recording = fit_recording(announced_gigabytes(600), PATH)

    assert len(recording.samples) == 100
    assert recording.problems[0].what == "the file is cut short"


def test_files_behind_files_are_read_up_to_a_hundred_and_the_rest_is_told() -> None:
    content = tiny_files(34 * 150)

    recording = fit_recording(content, PATH)

    assert len(recording.samples) == 100
    assert recording.problems[0].what == "more than 100 files in one"
    assert recording.problems[0].at == 100 * len(fit(heart_rates(140)))


@pytest.mark.parametrize(
    ("builder", "size", "told"),
    [
        (one_byte_messages, 400_000, "more messages than a device"),
        (empty_short_times, 200_000, "more seconds than a device"),
        (intervals, 900_000, "more heartbeat intervals than a device"),
        (definition_bomb, 80_000, "more different definitions than any device"),
        (big_definition_bomb, 400_000, "more different definitions than any device"),
    ],
)
def test_what_is_more_than_any_device_writes_is_told(
    builder: Builder, size: int, told: str
) -> None:
    recording = fit_recording(builder(size), PATH)

    problems = [problem for problem in recording.problems if problem.what.startswith(told)]
    assert len(problems) == 1
    assert problems[0].lost
