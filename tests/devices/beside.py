"""A fake BlueZ in a thread beside, for commands that run an event loop of their own."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Iterator

import pytest

from devices.virtual_radio import SensorSpec

from .worlds import BluezWorld

needs_bluez = pytest.mark.skipif(
    BluezWorld.why_not() is not None, reason=BluezWorld.why_not() or "it can be had"
)


@contextlib.contextmanager
def bluez_beside(
    *near: SensorSpec, prepare: Callable[[BluezWorld], None] | None = None
) -> Iterator[None]:
    """Let a BlueZ with these straps be the system's, for as long as the body runs."""
    is_ready = threading.Event()
    ends: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def serve(world: BluezWorld) -> None:
        is_over = asyncio.Event()
        ends.append((asyncio.get_running_loop(), is_over))
        for spec in near:
            world.add(spec)
        if prepare is not None:
            prepare(world)
        is_ready.set()
        await is_over.wait()

    thread = threading.Thread(target=BluezWorld.play, args=(serve,))
    thread.start()
    try:
        assert is_ready.wait(20.0)
        yield
    finally:
        for loop, is_over in ends:
            loop.call_soon_threadsafe(is_over.set)
        thread.join()
