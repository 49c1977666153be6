"""How fast are files read, and compared with what?

Run it with ``uv run python -m tests.benchmarks.bench_recordings``, or with ``uv run --with fitfast
python -m ...`` to have fitfast in it, which is no dependency. Every reader is asked for the same:
of each record its time, heart rate, speed, distance, altitude and cadence, all RR intervals, and
laps, sessions, devices and events with all their fields. CPU time, in rounds that take turns, all
in one process; a ratio tells how many times as long as our decoding the others take.

The files are those of the corpus beside the project; without it, those of ``sample_data``.
Nothing here is a test; machines differ.
"""

from __future__ import annotations

import importlib.util
import io
import json
import resource
import statistics
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from runwalk.errors import RecordingError
from runwalk.recording import Recording, read_recording
from runwalk.recording.fit_decoder import decode
from runwalk.recording.fit_format import Message, crc16

ROOT = Path(__file__).parents[2]
CORPUS = ROOT.parent / "shared" / "corpus"
SAMPLES = ROOT / "sample_data"
FILES = {  # what to call it: the file, and what stands in for it where there is no corpus
    "Garmin run, 1 Hz": ("jimmykane__garmin-stamina.fit", "easy_run.fit"),
    "Suunto Vertical 2, RR": ("jimmykane__batt.fit", "hot_long_run.fit"),
    "older Suunto, RR": ("jimmykane__test2.fit", "strides.fit"),
}
ROUNDS, SLOW_ROUNDS = 15, 3
RARE = {
    "lap": Message.LAP,
    "session": Message.SESSION,
    "device_info": Message.DEVICE_INFO,
    "event": Message.EVENT,
}
OF_RECORDS = (
    "heart_rate",
    "speed",
    "enhanced_speed",
    "distance",
    "altitude",
    "enhanced_altitude",
    "cadence",
)
LEAST_FOR_MEMORY_BYTES = 10_000  # below, what Python keeps of anything outweighs the file

Reader = Callable[[bytes], object]


def by_runwalk(content: bytes) -> object:
    """Columns of records, and rows of what is rare."""
    found = []
    for segment in decode(content).segments:
        table = segment.table(Message.RECORD)
        columns = [segment.times(table), *(table.numbers(name) for name in OF_RECORDS)]
        rr = segment.table(Message.HRV).all_numbers("time")
        found.append((columns, rr, {name: list(segment.rows(n)) for name, n in RARE.items()}))
    return found


def by_fitparse(content: bytes) -> object:
    """As its documentation does it."""
    import fitparse

    return _told(
        (message.name, {field.name: field.value for field in message.fields})
        for message in fitparse.FitFile(io.BytesIO(content)).get_messages(_names())
    )


def by_fitdecode(content: bytes) -> object:
    """As its documentation does it."""
    import fitdecode

    wanted = set(_names())
    return _told(
        (frame.name, {field.name: field.value for field in frame.fields})
        for frame in fitdecode.FitReader(content)
        if frame.frame_type == fitdecode.FIT_FRAME_DATA and frame.name in wanted
    )


def by_fitfast(content: bytes) -> object:
    """All messages as dicts; the lists that the others make are not even asked for."""
    import fitfast

    return fitfast.parse(content)


def _names() -> tuple[str, ...]:
    return ("record", "hrv", *RARE)


def _told(messages: Iterator[tuple[str, dict[str, Any]]]) -> object:
    """The same from a reader that yields one message after the other."""
    columns: dict[str, list[object]] = {name: [] for name in ("timestamp", *OF_RECORDS)}
    rr: list[object] = []
    rare: dict[str, list[dict[str, Any]]] = {name: [] for name in RARE}
    for name, values in messages:
        if name == "record":
            for field, column in columns.items():
                column.append(values.get(field))
        elif name == "hrv":
            told = values.get("time")
            rr += [one for one in (told if isinstance(told, tuple) else (told,)) if one is not None]
        else:
            rare[name].append(values)
    return columns, rr, rare


def cpu_ms(work: Callable[[], object]) -> float:
    """CPU time of a piece of work."""
    began_ns = time.process_time_ns()
    work()
    return (time.process_time_ns() - began_ns) / 1e6


def compare(name: str, path: Path) -> None:
    """Print how long each reader takes for a file."""
    content = path.read_bytes()
    recording = read_recording(path)
    rr_count = sum(len(sample.rr_ms) for sample in recording.samples)
    print(
        f"{name}: {path.name}, {recording.sport or 'no sport'}, {len(content):,} bytes, "
        f"{len(recording.samples):,} s, {rr_count:,} RR"
    )
    quick: dict[str, Callable[[], object]] = {
        "runwalk, decode": lambda: by_runwalk(content),
        "runwalk, read_recording to Samples": lambda: read_recording(path),
        "  floor: reading the file and its checksum": lambda: crc16(path.read_bytes()),
    }
    if importlib.util.find_spec("fitfast") is not None:
        quick["fitfast.parse()"] = lambda: by_fitfast(content)
    slow: dict[str, Callable[[], object]] = {
        "fitdecode": lambda: by_fitdecode(content),
        "fitparse": lambda: by_fitparse(content),
    }
    took: dict[str, list[float]] = {reader: [] for reader in (*quick, *slow)}
    for work in quick.values():
        work()
    for round_count in range(ROUNDS):
        readers = quick | (slow if round_count % (ROUNDS // SLOW_ROUNDS) == 0 else {})
        for reader, work in readers.items():
            took[reader].append(cpu_ms(work))
    least_ms, median_ms = _least_and_median(took["runwalk, decode"])
    for reader, times_ms in took.items():
        least, median = _least_and_median(times_ms)
        print(
            f"  {reader:<44} {least:9.2f} {median:9.2f} ms   "
            f"{least / least_ms:7.1f} {median / median_ms:7.1f} x"
        )
    if "fitfast.parse()" not in took:
        print("  fitfast.parse() is not installed: uv run --with fitfast python -m ...")


def _least_and_median(times_ms: Sequence[float]) -> tuple[float, float]:
    return min(times_ms), statistics.median(times_ms)


def corpus() -> list[Path]:
    """All FIT files there are."""
    return sorted(path for path in (CORPUS if CORPUS.exists() else SAMPLES).rglob("*.[fF][iI][tT]"))


def _or_none(path: Path) -> Recording | None:
    try:
        return read_recording(path)
    except RecordingError:
        return None


def read_all() -> None:
    """Read every file in this process and print what it took, as JSON."""
    paths = corpus()
    read_recording(SAMPLES / "easy_run.fit")  # what is imported and kept at the first file
    empty_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    began_s, sample_count, refused_count = time.process_time(), 0, 0
    for path in paths:
        recording = _or_none(path)
        sample_count += 0 if recording is None else len(recording.samples)
        refused_count += recording is None
    cpu_s = time.process_time() - began_s
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    byte_count = sum(path.stat().st_size for path in paths)
    print(
        json.dumps([len(paths), refused_count, byte_count, sample_count, cpu_s, empty_kb, peak_kb])
    )


def whole_corpus() -> None:
    """Print what reading everything takes, in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.bench_recordings", "--read-all"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files, refused, byte_count, samples, cpu_s, empty_kb, peak_kb = json.loads(done.stdout)
    print(
        f"all {files} files ({refused} hold no second), {byte_count / 1e6:.1f} MB, "
        f"{samples / 3600:.0f} h, to Samples in one process:"
    )
    print(
        f"  {cpu_s:.2f} s CPU, {byte_count / 1e6 / cpu_s:.1f} MB/s, "
        f"{samples / cpu_s:,.0f} s of activity per s"
    )
    print(f"  resident memory at most {peak_kb / 1024:.0f} MB, {empty_kb / 1024:.0f} MB before")


def memory() -> None:
    """Print the most that Python allocates at once for a file, beside its size."""
    read_recording(SAMPLES / "easy_run.fit")
    tracemalloc.start()
    found = []
    for path in corpus():
        size_bytes = path.stat().st_size
        if size_bytes < LEAST_FOR_MEMORY_BYTES:
            continue
        tracemalloc.reset_peak()
        before_bytes = tracemalloc.get_traced_memory()[0]
        recording = _or_none(path)
        peak_bytes = tracemalloc.get_traced_memory()[1] - before_bytes
        if recording is not None:
            found.append((peak_bytes / size_bytes, peak_bytes, size_bytes, path.name))
    tracemalloc.stop()
    print("most allocated while a file is read, with its Samples:")
    for what, (ratio, peak_bytes, size_bytes, name) in (
        ("worst ratio", max(found)),
        ("largest file", max(found, key=lambda one: one[2])),
    ):
        print(
            f"  {what}: {ratio:.1f} x, {peak_bytes / 1e6:.1f} MB for {size_bytes / 1e6:.2f} MB "
            f"({name})"
        )
    print(f"  median: {statistics.median(one[0] for one in found):.1f} x")


def main(words: Sequence[str]) -> None:
    """Print everything."""
    if "--read-all" in words:
        read_all()
        return
    print(f"{'CPU time, and how many times ours':<47}      min    median       min  median")
    for name, (real, stand_in) in FILES.items():
        path = CORPUS / "fit" / real
        compare(name, path if path.exists() else SAMPLES / stand_in)
    whole_corpus()
    memory()


if __name__ == "__main__":
    main(sys.argv[1:])
