"""A FIT file that grows with its run: whole and valid at every checkpoint, whatever happens."""

from __future__ import annotations

import os
import stat
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.errors import RecordingError
from runwalk.recording import fit_writer, read_recording
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.fit_writer import FitWriter
from runwalk.recording.recording import Device

from .builders import START_UTC, steady_run
from .strategies import runs

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
STRAP = Device(manufacturer="Polar", product="H10", serial="12345", battery_pct=80)
ACTIONS = st.sampled_from(("run", "walk", "ease", "info"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.fit"


@pytest.fixture
def writer(path: Path) -> Iterator[FitWriter]:
    with FitWriter.create(path, start_utc=START_UTC) as writer:
        yield writer


def tell(writer: FitWriter, samples: tuple[Sample, ...], *, every_s: int = 10) -> None:
    """Tell a run as it would happen, with a checkpoint every so often."""
    for sample in samples:
        writer.append(sample)
        if sample.t_s % every_s == 0:
            writer.checkpoint()


@st.composite
def told_runs(
    draw: st.DrawFn,
) -> tuple[tuple[Sample, ...], list[list[tuple[int, str, str]]], list[tuple[bool, bool]]]:
    """A run; the cues told behind each of its seconds, also of seconds to come; checkpoints."""
    samples = draw(runs())
    cues = [
        [
            (sample.t_s + draw(st.sampled_from((0, 0, 0, 1, 5))), draw(ACTIONS), "ceiling")
            for _ in range(draw(st.integers(0, 2)))
        ]
        for sample in samples
    ]
    return samples, cues, [(draw(st.booleans()), draw(st.booleans())) for _ in samples]


@pytest.mark.slow
@given(run=told_runs())
@ON_DISK
def test_a_run_cut_at_any_checkpoint_is_the_file_of_the_run_so_far(
    run: tuple[tuple[Sample, ...], list[list[tuple[int, str, str]]], list[tuple[bool, bool]]],
    path: Path,
) -> None:
    path.unlink(missing_ok=True)
    samples, all_cues, checkpoints = run
    so_far: list[Sample] = []
    told: list[tuple[int, str, str]] = []

    def check() -> None:
        assert path.read_bytes() == encode_fit(so_far, start_utc=START_UTC, cues=told)

    with FitWriter.create(path, start_utc=START_UTC) as writer:
        for sample, cues, (before_cues, behind_cues) in zip(
            samples, all_cues, checkpoints, strict=True
        ):
            writer.append(sample)
            so_far.append(sample)
            if before_cues:
                writer.checkpoint()
                check()
            for t_s, action, reason in cues:
                writer.note(t_s, [(action, reason)])
                told.append((t_s, action, reason))
            if behind_cues:
                writer.checkpoint()
                check()
    check()


def test_between_checkpoints_nothing_touches_the_file(path: Path, writer: FitWriter) -> None:
    tell(writer, steady_run(31))
    kept = path.read_bytes()

    for sample in steady_run(60)[31:]:
        writer.append(sample)
    writer.note(59, [("walk", "ceiling")])

    assert path.read_bytes() == kept
    assert read_recording(path).samples == steady_run(31)


def test_there_is_no_file_before_there_is_a_second(tmp_path: Path, path: Path) -> None:
    with FitWriter.create(path, start_utc=START_UTC) as writer:
        writer.checkpoint()
        assert not writer.has_file

    assert list(tmp_path.iterdir()) == []


def test_the_growing_file_is_for_its_owner_only_and_alone(tmp_path: Path, path: Path) -> None:
    with FitWriter.create(path, start_utc=START_UTC) as writer:
        tell(writer, steady_run(31))

        assert list(tmp_path.iterdir()) == [path]
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_name_that_is_taken_is_told_at_once(path: Path) -> None:
    path.write_bytes(b"somebody's run")

    with pytest.raises(RecordingError, match="is there already"):
        FitWriter.create(path, start_utc=START_UTC)


def test_a_name_that_was_taken_meanwhile_is_left_alone(path: Path) -> None:
    writer = FitWriter.create(path, start_utc=START_UTC)
    path.write_bytes(b"somebody's run")
    writer.append(Sample(t_s=0))

    with pytest.raises(RecordingError, match="is there already"):
        writer.close()

    assert path.read_bytes() == b"somebody's run"
    assert not writer.has_file


def test_what_is_closed_takes_no_more_and_closes_twice(path: Path) -> None:
    writer = FitWriter.create(path, start_utc=START_UTC)
    writer.append(Sample(t_s=0))
    writer.close()
    kept = path.read_bytes()

    with pytest.raises(ValueError, match="closed"):
        writer.append(Sample(t_s=1))
    with pytest.raises(ValueError, match="closed"):
        writer.note(0, [("run", "start")])
    writer.close()
    writer.checkpoint()
    writer.sync()

    assert path.read_bytes() == kept


def test_a_cue_of_a_second_that_is_settled_is_the_callers_mistake(writer: FitWriter) -> None:
    writer.append(Sample(t_s=4))
    writer.append(Sample(t_s=5))

    with pytest.raises(ValueError, match="second 4 is settled"):
        writer.note(4, [("walk", "ceiling")])


@pytest.mark.parametrize(
    "sample",
    [
        pytest.param(Sample(t_s=5), id="not later"),
        pytest.param(Sample(t_s=6, marks=(Mark(MarkKind.RPE, float("nan")),)), id="not finite"),
        pytest.param(Sample(t_s=4_294_967), id="too late"),
    ],
)
def test_a_second_that_is_refused_leaves_no_trace(
    sample: Sample, path: Path, writer: FitWriter
) -> None:
    writer.append(Sample(t_s=5, hr_bpm=140))

    with pytest.raises(ValueError, match=r"t_s|compliant|durations"):
        writer.append(sample)
    writer.checkpoint()

    assert path.read_bytes() == encode_fit([Sample(t_s=5, hr_bpm=140)], start_utc=START_UTC)


def test_what_is_known_of_a_strap_only_later_is_in_the_file(path: Path, writer: FitWriter) -> None:
    told = []
    for t_s, devices in enumerate(
        [
            (),
            (Device(product="H10 7E37D222"),),
            (Device(manufacturer="Polar", product="H10", serial="12345"),),
            (STRAP,),
        ]
    ):
        writer.tell_devices(devices)
        writer.append(Sample(t_s=t_s))
        writer.checkpoint()
        told.append(read_recording(path).devices)

    assert [[device.product for device in devices] for devices in told] == [
        [],
        ["H10 7E37D222"],
        ["H10"],
        ["H10"],
    ]
    assert told[-1] == (STRAP,)


def test_a_battery_that_falls_is_told_behind_what_it_was(path: Path) -> None:
    with FitWriter.create(path, start_utc=START_UTC, devices=(STRAP,)) as writer:
        writer.append(Sample(t_s=0))
        writer.tell_devices((Device(manufacturer="Polar", product="H10", serial="12345"),))
        writer.tell_devices(
            (Device(manufacturer="Polar", product="H10", serial="12345", battery_pct=10),)
        )

    (strap,) = read_recording(path).devices
    assert strap.battery_pct == 10


def test_a_device_that_is_told_of_no_more_leaves_no_bytes_behind(
    path: Path, writer: FitWriter
) -> None:
    writer.append(Sample(t_s=0))
    writer.tell_devices((STRAP, STRAP))
    writer.checkpoint()
    writer.tell_devices(())
    writer.checkpoint()

    assert path.read_bytes() == encode_fit([Sample(t_s=0)], start_utc=START_UTC)


# Crashes and bad disks


class CrashError(Exception):
    """Stands for a crash: nothing of ours catches it."""


def test_a_crash_between_the_two_writes_loses_nothing_of_the_last_checkpoint(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = steady_run(30)
    write_at = fit_writer._write_at

    def crash_at_the_header(file: object, at: int, content: bytes) -> None:
        if at == 0:
            raise CrashError
        write_at(file, at, content)

    writer = FitWriter.create(path, start_utc=START_UTC)
    tell(writer, samples[:21])
    tell(writer, samples[21:], every_s=1000)
    with monkeypatch.context() as patch:
        patch.setattr(fit_writer, "_write_at", crash_at_the_header)
        with pytest.raises(CrashError):
            writer.checkpoint()

    recording = read_recording(path)
    assert recording.samples[:21] == samples[:21]
    assert recording.problems
    writer.close()


@pytest.mark.parametrize("taken", [0, 1, 100, 700])
def test_a_disk_that_was_full_for_a_while_costs_nothing(
    taken: int, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    samples = steady_run(60)
    write_at = fit_writer._write_at

    def fill_up(file: object, at: int, content: bytes) -> None:
        write_at(file, at, content[:taken])
        raise OSError(28, "No space left on device")

    writer = FitWriter.create(path, start_utc=START_UTC)
    tell(writer, samples[:21])
    with monkeypatch.context() as patch:
        patch.setattr(fit_writer, "_write_at", fill_up)
        with pytest.raises(RecordingError, match="No space left"):
            tell(writer, samples[21:31])
    read = read_recording(path).samples
    tell(writer, samples[31:])
    writer.close()

    assert read[:21] == samples[:21]
    assert path.read_bytes() == encode_fit(samples, start_utc=START_UTC)


def test_a_disk_that_cannot_sync_is_one_clear_sentence(
    writer: FitWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_handle: int) -> None:
        raise OSError(5, "Input/output error")

    writer.append(Sample(t_s=0))
    writer.checkpoint()

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", refuse)
        with pytest.raises(RecordingError, match="Input/output"):
            writer.sync()


# Long runs


def test_who_tells_and_who_writes_may_be_two_threads(path: Path) -> None:
    samples = steady_run(3000)
    cues = [(t_s, "walk" if t_s % 200 else "run", "time") for t_s in range(0, 3000, 100)]
    is_over = threading.Event()

    def write(writer: FitWriter) -> None:
        while not is_over.is_set():
            writer.checkpoint()

    with FitWriter.create(path, start_utc=START_UTC) as writer:
        thread = threading.Thread(target=write, args=(writer,))
        thread.start()
        for sample in samples:
            writer.append(sample)
            if sample.t_s % 100 == 0:
                writer.note(sample.t_s, [cues[sample.t_s // 100][1:]])
        is_over.set()
        thread.join()

    assert path.read_bytes() == encode_fit(samples, start_utc=START_UTC, cues=cues)


def test_memory_and_work_stay_the_same_for_hours(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    most_bytes = 0
    write_at = fit_writer._write_at

    def count(file: object, at: int, content: bytes) -> None:
        nonlocal most_bytes
        most_bytes = max(most_bytes, len(content))
        write_at(file, at, content)

    monkeypatch.setattr(fit_writer, "_write_at", count)
    held_bytes = []
    with FitWriter.create(path, start_utc=START_UTC) as writer:
        tracemalloc.start()
        for t_s in range(2 * 3600):
            writer.append(Sample(t_s=t_s, hr_bpm=140, rr_ms=(430, 431), distance_m=2.5 * t_s))
            if t_s % 240 == 0:
                writer.note(t_s, [("walk" if t_s % 480 else "run", "time")])
            if t_s % 10 == 0:
                writer.checkpoint()
            if t_s % 600 == 599:
                held_bytes.append(tracemalloc.get_traced_memory()[0])
        tracemalloc.stop()

    assert max(held_bytes) < min(held_bytes) + 2_000
    assert most_bytes < 1_000
