"""A recording as a live source: second for second, or faster."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator

from runwalk.engine.sample import Sample
from runwalk.recording.recording import Recording


async def samples(recording: Recording) -> AsyncGenerator[Sample, None]:
    """Yield the recording's Samples when they are due by the running loop's clock."""
    loop = asyncio.get_running_loop()
    if not recording.samples:
        return
    start = loop.time() - recording.samples[0].t_s
    for sample in recording.samples:
        await asyncio.sleep(max(0.0, start + sample.t_s - loop.time()))
        yield sample
