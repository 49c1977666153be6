"""How fast is it, and compared with what?

Run it with ``uv run python -m tests.benchmarks.bench_speed``. Every row names what was measured,
its bar, and a ratio: below 1.00 is within the bar. Nothing here is a test; machines differ.
"""

from __future__ import annotations

import asyncio
import contextlib
import cProfile
import pstats
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from devices.ble import StrapSource
from devices.clock import elapsed_ns
from devices.hrm import encode_measurement
from devices.virtual_radio import H10, VirtualAir, VirtualSensor
from runwalk import Athlete, Band, Coach, Sample, Workout
from runwalk.session import run_live
from runwalk.simulator import SCENARIOS

HOUR_S = 3600


def row(what: str, measured: float, bar: float, unit: str) -> None:
    """Print one result beside its bar."""
    print(f"{what:<58} {measured:9.3f} {unit:<3} bar {bar:7.3f}   ratio {measured / bar:5.2f}")


def best_of(times: int, work: Callable[[], object]) -> float:
    """Least seconds that a piece of work took."""
    took = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        took.append(time.perf_counter() - began)
    return min(took)


def easy_coach() -> Coach:
    """The coach that is measured."""
    return Coach(Athlete(), Workout.easy(Band(117, 137)))


def hour_through_the_coach() -> None:
    """Time an hour of Samples through the whole Coach, with and without speed."""
    for name, samples in hour_of_samples().items():

        def work(samples: list[Sample] = samples) -> None:
            step = easy_coach().step
            for sample in samples:
                step(sample)

        row(f"one hour through the coach, {name}", best_of(3, work), 0.5, "s")


def hour_of_samples() -> dict[str, list[Sample]]:
    """Make an hour in the heat, as a strap alone would tell it and with speed."""
    runner = SCENARIOS["hot"].runner(1)
    with_speed = [runner.second() for _ in range(HOUR_S)]
    strap_only = [Sample(t_s=one.t_s, hr_bpm=one.hr_bpm, rr_ms=one.rr_ms) for one in with_speed]
    return {"strap and speed": with_speed, "strap only": strap_only}


def a_sample_through_the_coach() -> None:
    """Time each Sample of an hour, and tell in which rooms of the engine the time goes.

    The shares are those of a profiler, which makes small functions dearer than they are.
    """
    for name, samples in hour_of_samples().items():
        medians_us = []
        for _ in range(3):
            step, took_ns = easy_coach().step, []
            for sample in samples:
                began_ns = time.perf_counter_ns()
                step(sample)
                took_ns.append(time.perf_counter_ns() - began_ns)
            medians_us.append(statistics.median(took_ns) / 1e3)
        row(f"one sample through the coach, median, {name}", min(medians_us), 100.0, "us")
        print(f"  {where_the_time_goes(samples)}")


def where_the_time_goes(samples: list[Sample]) -> str:
    """Tell each room's share of the time, the largest first."""
    step = easy_coach().step
    profile = cProfile.Profile()
    profile.enable()
    for sample in samples:
        step(sample)
    profile.disable()
    rooms: Counter[str] = Counter()
    for (path, _, _), entry in pstats.Stats(profile).stats.items():  # type: ignore[attr-defined]
        place = Path(path)
        rooms[place.stem if place.parent.name == "engine" else "python itself"] += entry[2]
    total = sum(rooms.values())
    return ", ".join(f"{room} {own / total:.0%}" for room, own in rooms.most_common(8))


def start_up() -> None:
    """Time the front door against a bare interpreter, in turn."""

    def run(*words: str) -> float:
        return best_of(
            5, lambda: subprocess.run([sys.executable, *words], capture_output=True, check=True)
        )

    bare = run("-c", "pass")
    for option in ("--help", "--version"):
        row(f"runwalk {option}", run("-m", "runwalk", option), 0.3, "s")
    print(f"{'  beside a bare interpreter':<58} {bare:9.3f} s")


async def latencies(seconds: int) -> tuple[list[float], list[float]]:
    """Measure in real time, over the in-memory radio, with a strap that drifts through the second.

    Returns:
        Second closed to cue in the output, and notification to cue [s].
    """
    air = VirtualAir()
    strap = VirtualSensor(air, H10)
    source = StrapSource(
        H10.address, scanner_backend=air.scanner_backend, client_backend=air.client_backend
    )
    notified: list[int] = []
    closed: list[int] = []
    from_close: list[float] = []
    from_strap: list[float] = []

    class Ears:
        def show(self, _reading: object) -> None:
            now_ns = elapsed_ns()
            from_close.append((now_ns - closed[-1]) / 1e9)
            if notified:  # of the second that was just told of, the newest notification before it
                before = [at_ns for at_ns in notified if at_ns <= closed[-1]]
                if before:
                    from_strap.append((now_ns - before[-1]) / 1e9)

    async def beat() -> None:
        while True:
            await asyncio.sleep(0.97)
            notified.append(elapsed_ns())
            strap.notify(encode_measurement(120, (500, 501), contact=True))

    async def watched():
        async with contextlib.aclosing(source.samples()) as samples:
            async for sample in samples:
                closed.append(elapsed_ns())
                yield sample
                if sample.t_s >= seconds:
                    return

    beating = asyncio.create_task(beat())
    await run_live(watched(), easy_coach(), outputs=[Ears()])
    beating.cancel()
    return from_close, from_strap


def latency() -> None:
    """Print both latencies at their worst."""
    from_close, from_strap = asyncio.run(latencies(40))
    row("second closed -> cue in the output, worst", max(from_close) * 1e3, 5.0, "ms")
    row("strap notification -> cue, worst", max(from_strap), 1.0, "s")
    print(f"{'  median':<58} {statistics.median(from_strap):9.3f} s")


if __name__ == "__main__":
    hour_through_the_coach()
    a_sample_through_the_coach()
    start_up()
    latency()
