"""What do viewers cost a live run? ``python -m tests.benchmarks.bench_page [--minutes 10]``.

Fifty viewers in a process of their own look on at one second a second, in real time, at a run whose
90 minutes of history are full. Printed: from a second told to a second read by a viewer, this
process's memory minute by minute, its processor time, and how long telling held the run up.
"""

from __future__ import annotations

import argparse
import json
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from devices.buttons import Buttons
from devices.page.board import HISTORY_S
from devices.page.server import PageServer
from runwalk.engine.coach import Reading

from ..builders import coach, steady, stepped

VIEWERS = 50

LOOK_ON = """
import asyncio, json, sys, time

async def look(port, last):
    reader, writer = await asyncio.open_connection("127.0.0.1", port, limit=2**22)
    writer.write(b"GET /events HTTP/1.1\\r\\nHost: 127.0.0.1:%d\\r\\n\\r\\n" % port)
    read = []
    while line := await reader.readline():
        if line.startswith(b"data: "):
            now = json.loads(line[6:])["now"]
            read.append((now["t_s"], time.time()))
            if now["t_s"] >= last:
                break
    writer.close()
    return read[1:]  # the first is the history

async def main(port, viewers, last):
    seen = await asyncio.gather(*(look(port, last) for _ in range(viewers)))
    print(json.dumps(seen))

asyncio.run(main(*map(int, sys.argv[1:])))
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--viewers", type=int, default=VIEWERS)
    asked = parser.parse_args(arguments)
    seconds = round(60 * asked.minutes)
    quiet = replace(stepped(coach(), steady(140, 61))[-1], cues=())
    with closing(PageServer(Buttons().press)) as page:
        for t_s in range(HISTORY_S):
            page.show(_at(quiet, t_s))
        words = (page.port, asked.viewers, HISTORY_S + seconds - 1)
        looking = subprocess.Popen(
            [sys.executable, "-c", LOOK_ON, *map(str, words)], stdout=subprocess.PIPE
        )
        time.sleep(3.0)  # all have joined, and read the history
        told: dict[int, float] = {}
        held_ms: list[float] = []
        memory_mb: list[float] = []
        began_s, processor_s = time.time(), time.process_time()
        for place in range(seconds):
            time.sleep(max(0.0, began_s + place - time.time()))
            t_s = HISTORY_S + place
            reading = _at(quiet, t_s)
            told[t_s] = time.time()
            page.show(reading)
            held_ms.append(1000.0 * (time.time() - told[t_s]))
            if place % 60 == 59:
                memory_mb.append(_rss_mb())
        seen = json.loads(looking.communicate(timeout=60)[0])
        processor_s = time.process_time() - processor_s
    late_ms = [1000.0 * (at_s - told[t_s]) for one in seen for t_s, at_s in one]
    counts = {len(one) for one in seen}
    cuts = statistics.quantiles(late_ms, n=100)
    print(f"{asked.viewers} viewers, {seconds} s; seconds that each has read: {sorted(counts)}")
    print(f"from told to read: median {cuts[49]:.1f} ms, 99 % within {cuts[98]:.1f} ms")
    print(f"telling held the run up: median {statistics.median(held_ms):.2f} ms")
    print(f"memory after each minute [MB]: {' '.join(f'{mb:.1f}' for mb in memory_mb)}")
    print(f"processor: {100.0 * processor_s / seconds:.1f} % of one core")


def _at(reading: Reading, t_s: int) -> Reading:
    return replace(reading, sample=replace(reading.sample, t_s=t_s))


def _rss_mb() -> float:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None  # Linux tells it
    return int(found[1]) / 1024.0


if __name__ == "__main__":
    main()
