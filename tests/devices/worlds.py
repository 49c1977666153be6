"""Two worlds for one suite: straps in memory in simulated time, and BlueZ on a real D-Bus."""

from __future__ import annotations

import asyncio
import contextlib
import importlib.util
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import pytest

from devices import ble, clock, radio
from devices.link import LinkNews, LinkPolicy, LinkState
from devices.sensors import NONE_BESIDE, Beside, FoundSensor
from devices.virtual_radio import SensorSpec, VirtualAir, VirtualSensor
from runwalk.engine.sample import Sample

from .fake_bluez import FakeBluez, FakeStrap
from .private_bus import private_bus


class MemoryWorld:
    """Straps in memory; an hour takes no time."""

    policy = LinkPolicy()
    time_limit_s = 7200.0

    def __init__(self) -> None:
        self.air = VirtualAir()
        self.backends: dict[str, Any] = {
            "scanner_backend": self.air.scanner_backend,
            "client_backend": self.air.client_backend,
        }

    @staticmethod
    def play(scenario: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
        """Play a scenario in a fresh world."""
        clock.run(scenario(MemoryWorld()), speed=None)

    def add(self, spec: SensorSpec) -> VirtualSensor:
        return VirtualSensor(self.air, spec)

    def switch(self, *, on: bool) -> None:
        self.air.switch(on=on)

    async def scan(self, duration_s: float) -> tuple[FoundSensor, ...]:
        return await radio.scan(duration_s, scanner_backend=self.air.scanner_backend)


class BluezWorld:
    """bleak's own BlueZ backend over a private D-Bus; in real time, so the policy is hasty."""

    policy = LinkPolicy(
        backoff_s=(0.05, 0.1, 0.2, 0.5),
        scan_s=2.0,
        choose_s=0.5,
        connect_s=2.0,
        first_packet_s=2.0,
        silence_s=1.5,
        call_s=3.0,
        known_s=1.0,
        missing_s=1.5,
    )
    time_limit_s = 90.0

    def __init__(self, bluez: FakeBluez) -> None:
        self.bluez = bluez
        self.backends: dict[str, Any] = {}

    @staticmethod
    def why_not() -> str | None:
        """Say why this world cannot be had here; None where it can."""
        if sys.platform != "linux":
            return "BlueZ is Linux's own"
        if shutil.which("dbus-daemon") is None:
            return "needs dbus-daemon (the Debian package of that name)"
        if importlib.util.find_spec("dbus_fast") is None:
            return "needs dbus-fast"
        return None

    @staticmethod
    def play(scenario: Callable[[Any], Coroutine[Any, Any, None]]) -> None:
        """Play a scenario in a fresh world."""
        if reason := BluezWorld.why_not():
            pytest.skip(reason)

        async def play() -> None:
            async with private_bus() as address:
                bluez = FakeBluez()
                await bluez.start(address)
                try:
                    await scenario(BluezWorld(bluez))
                finally:
                    await bluez.stop()

        clock.run(play())

    def add(self, spec: SensorSpec) -> FakeStrap:
        return self.bluez.add(spec)

    def switch(self, *, on: bool) -> None:
        self.bluez.switch(on=on)

    async def scan(self, duration_s: float) -> tuple[FoundSensor, ...]:
        return await radio.scan(duration_s)


class Run:
    """A run over a :class:`StrapSource`, and all that was heard in it."""

    def __init__(
        self,
        world: MemoryWorld | BluezWorld,
        wanted: str | None,
        beside: Beside,
    ) -> None:
        self.source = ble.StrapSource(
            wanted,
            beside=beside,
            on_packet=self._on_packet,
            on_news=self._on_news,
            policy=world.policy,
            jitter=lambda: 0.0,
            **world.backends,
        )
        self._time_limit_s = world.time_limit_s
        self._stirred = asyncio.Event()
        self.samples: list[Sample] = []
        self.packets: list[bytes] = []
        self.news: list[LinkNews] = []

    def _on_packet(self, _at_ns: int, payload: bytes) -> None:
        self.packets.append(payload)
        self._stirred.set()

    def _on_news(self, news: LinkNews) -> None:
        self.news.append(news)
        self._stirred.set()

    async def listen(self) -> None:
        async with contextlib.aclosing(self.source.samples()) as samples:
            async for sample in samples:
                self.samples.append(sample)
                self._stirred.set()

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; it is asked again whenever something was heard."""
        async with asyncio.timeout(self._time_limit_s):
            while not is_so():
                self._stirred.clear()
                await self._stirred.wait()

    async def until_streaming(self) -> None:
        await self.until(lambda: self.source.state is LinkState.STREAMING)

    async def until_heard(self, payload: bytes) -> None:
        await self.until(lambda: payload in self.packets)

    async def until_told(self, words: str) -> None:
        await self.until(lambda: self.told(words))

    def told(self, words: str) -> bool:
        return any(words in news.text for news in self.news)


@contextlib.asynccontextmanager
async def running(
    world: MemoryWorld | BluezWorld,
    wanted: str | None = None,
    beside: Beside = NONE_BESIDE,
) -> AsyncIterator[Run]:
    """Run for as long as the body does; what goes wrong in the run is raised at its end."""
    run = Run(world, wanted, beside)
    listening = asyncio.create_task(run.listen())
    try:
        yield run
    finally:
        listening.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await listening


@contextlib.asynccontextmanager
async def beating(strap: Any, payload: bytes, period_s: float = 0.25) -> AsyncIterator[None]:
    """Let a strap notify the same packet over and over for as long as the body runs."""

    async def beat() -> None:
        while True:
            strap.notify(payload)
            await asyncio.sleep(period_s)

    heart = asyncio.create_task(beat())
    try:
        yield
    finally:
        heart.cancel()
        await asyncio.gather(heart, return_exceptions=True)
