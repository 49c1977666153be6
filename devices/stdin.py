"""JSON lines as a live source: any program can be the strap.

Each line is answered at once, in lockstep; a line that cannot be read is answered too, and the run
goes on.
"""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import AsyncGenerator, Callable

from runwalk.engine.sample import Sample
from runwalk.recording.sample_json import sample_from_dict

_LONGEST_LINE = 1_000_000
"""A line longer than this is no second of a run [bytes]."""


async def samples(fd: int, on_bad_line: Callable[[str], None]) -> AsyncGenerator[Sample, None]:
    """Yield a Sample for each good line.

    The descriptor is read by a thread of its own, which works for pipes, files and terminals on
    every platform, and can be left behind when the run is ended from outside.

    Args:
        fd: Descriptor to read from.
        on_bad_line: Told one clear sentence for each line that is no Sample.
    """
    last_t_s = -1
    line_number = 0
    async for line in _lines(fd):
        line_number += 1
        try:
            sample = _parse(line, last_t_s)
        except ValueError as error:
            on_bad_line(f"line {line_number}: {error}")
            continue
        last_t_s = sample.t_s
        yield sample


def _parse(line: bytes, last_t_s: int) -> Sample:
    if len(line) >= _LONGEST_LINE:
        raise ValueError(f"longer than {_LONGEST_LINE:,} bytes")
    try:
        raw = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError("not JSON") from error
    if not isinstance(raw, dict):
        raise ValueError("not a JSON object")
    sample = sample_from_dict(raw)
    if sample.t_s <= last_t_s:
        raise ValueError(f"t_s must rise, got {sample.t_s} after {last_t_s}")
    return sample


async def _lines(fd: int) -> AsyncGenerator[bytes, None]:
    loop = asyncio.get_running_loop()
    chunks: asyncio.Queue[bytes] = asyncio.Queue()
    may_read = threading.Event()

    def pump() -> None:
        chunk = b"?"
        while chunk:
            may_read.wait()
            may_read.clear()
            try:
                chunk = os.read(fd, 65_536)
            except OSError:
                chunk = b""
            try:
                loop.call_soon_threadsafe(chunks.put_nowait, chunk)
            except RuntimeError:  # the loop has ended without us
                return

    threading.Thread(target=pump, name="stdin", daemon=True).start()
    rest = b""
    while True:
        may_read.set()
        chunk = await chunks.get()
        if not chunk:
            break
        *whole, rest = (rest + chunk).split(b"\n")
        for line in whole:
            yield line
        if len(rest) >= _LONGEST_LINE:
            rest = rest[:_LONGEST_LINE]
    if rest.strip():
        yield rest
