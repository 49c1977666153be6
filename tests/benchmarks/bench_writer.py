"""What does it cost to write a run as FIT while it happens?

Run it with ``uv run python -m tests.benchmarks.bench_writer``. The run is an hour of three minutes
run, one minute walk: every sensor every second, 2.5 beats a second, a lap and a cue at each change.
Times are CPU time of this process, so a slow disk does not count. Nothing here is a test.

Where ``fit-tool`` is installed too, it writes the same messages beside it; it keeps all of them in
memory and knows no checkpoints.
"""

from __future__ import annotations

import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from runwalk import Sample
from runwalk.recording.fit_writer import FitWriter, write_fit

HOUR_S = 3600
CHECKPOINT_S = 10
START_UTC = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)


def seconds(duration_s: int) -> list[Sample]:
    """A run in which every sensor speaks every second."""
    return [
        Sample.rounded(
            t_s,
            hr_bpm=130 + t_s % 30,
            rr_ms=(400 + t_s % 7, 398, 401)[: 2 + t_s % 2],
            speed_mps=2.5 + t_s % 10 / 100,
            altitude_m=100 + t_s % 50 / 5,
            distance_m=2.5 * t_s,
            cadence_spm=165 + t_s % 5,
            power_w=230,
            temperature_c=15,
        )
        for t_s in range(duration_s)
    ]


def cues(duration_s: int) -> list[tuple[int, str, str]]:
    """A cue at each change."""
    starts = range(0, duration_s, 240)
    walks = [(t_s + 180, "walk", "ceiling") for t_s in starts]
    return sorted([*((t_s, "run", "recovered") for t_s in starts), *walks])


def stream(path: Path, samples: list[Sample], said: list[tuple[int, str, str]]) -> list[float]:
    """Write as a live run does; tell what each checkpoint took [s]."""
    by_second = {t_s: [(action, reason)] for t_s, action, reason in said}
    took_s = []
    with FitWriter.create(path, start_utc=START_UTC) as writer:
        for sample in samples:
            writer.append(sample)
            if sample.t_s in by_second:
                writer.note(sample.t_s, by_second[sample.t_s])
            if sample.t_s % CHECKPOINT_S == 0:
                began_s = time.process_time()
                writer.checkpoint()
                took_s.append(time.process_time() - began_s)
    return took_s


def cpu_s(work: Callable[[Path], object], folder: Path) -> tuple[float, int]:
    """The least CPU time of five turns [s], and the bytes it came to."""
    took_s = []
    path = folder / "run.fit"
    for _ in range(5):
        path.unlink(missing_ok=True)
        began_s = time.process_time()
        work(path)
        took_s.append(time.process_time() - began_s)
    size = path.stat().st_size
    path.unlink()
    return min(took_s), size


def fit_tool(path: Path, samples: list[Sample]) -> None:
    """Write the same seconds with fit-tool."""
    from fit_tool.fit_file_builder import FitFileBuilder
    from fit_tool.profile.messages.file_id_message import FileIdMessage
    from fit_tool.profile.messages.hrv_message import HrvMessage
    from fit_tool.profile.messages.record_message import RecordMessage
    from fit_tool.profile.profile_type import FileType, Manufacturer

    start_ms = round(START_UTC.timestamp() * 1000)
    builder = FitFileBuilder(auto_define=True)
    file_id = FileIdMessage()
    file_id.type = FileType.ACTIVITY
    file_id.manufacturer = Manufacturer.DEVELOPMENT.value
    file_id.time_created = start_ms
    builder.add(file_id)
    for sample in samples:
        record = RecordMessage()
        record.timestamp = start_ms + 1000 * sample.t_s
        record.heart_rate = sample.hr_bpm
        record.cadence = (sample.cadence_spm or 0) // 2
        record.distance = sample.distance_m
        record.enhanced_speed = sample.speed_mps
        record.enhanced_altitude = sample.altitude_m
        record.power = sample.power_w
        record.temperature = sample.temperature_c
        builder.add(record)
        hrv = HrvMessage(local_id=1)
        hrv.time = [*(rr / 1000 for rr in sample.rr_ms), *[65.535] * 5][:5]
        builder.add(hrv)
    builder.build().to_file(str(path))


def main() -> None:
    """Print all of it."""
    hour, said = seconds(HOUR_S), cues(HOUR_S)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        took, size = cpu_s(lambda path: stream(path, hour, said), folder)
        print(f"an hour, a checkpoint every {CHECKPOINT_S} s   {took:8.3f} s CPU {size:9,d} bytes")
        took, size = cpu_s(
            lambda path: write_fit(path, hour, start_utc=START_UTC, cues=said), folder
        )
        print(f"an hour at once (write_fit)          {took:8.3f} s CPU {size:9,d} bytes")
        if importlib.util.find_spec("fit_tool"):
            took, size = cpu_s(lambda path: fit_tool(path, hour), folder)
            print(f"its records and hrv with fit-tool    {took:8.3f} s CPU {size:9,d} bytes")
        each_s = stream(folder / "long.fit", seconds(8 * HOUR_S), cues(8 * HOUR_S))
        for what, some_s in (("first", each_s[1:501]), ("last", each_s[-500:])):
            took = 1e3 * statistics.median(some_s)
            print(f"a checkpoint in 8 h, the {what:5} 500   {took:8.3f} ms CPU")


if __name__ == "__main__":
    main()
