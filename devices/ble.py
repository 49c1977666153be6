"""Bluetooth: find a strap, keep hold of it, and make one Sample a second of what it says.

The only file that imports bleak; who needs a name of bleak (the virtual radio is a bleak backend)
takes it from here. What to do next is decided in :mod:`devices.link`, what a packet means in
:mod:`devices.hrm`, what a second is in :mod:`devices.sampler`, what to tell people in
:mod:`devices.trouble`; here are the calls, each of them under a timeout.

Two tasks work side by side. The *link* task, here, walks through scan, connect, subscribe and
listen, for ever. The *tick* task (:mod:`devices.ticker`) never waits for the radio, so a Sample
comes every second from the first one on, strap or no strap. Between them is only a queue of
packets, and a callback of the radio does nothing but put one there.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
from collections import Counter
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

import bleak
from bleak import BleakClient, BleakScanner
from bleak.backends.characteristic import BleakGATTCharacteristic
from bleak.backends.client import BaseBleakClient
from bleak.backends.device import BLEDevice
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner
from bleak.backends.service import BleakGATTService, BleakGATTServiceCollection
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from devices import hrm
from devices.clock import NS_PER_S, elapsed_ns
from devices.link import Link, LinkEvent, LinkNews, LinkPolicy, LinkState, PulseWatch
from devices.news import Herald
from devices.strap import Choice, FoundStrap, StrapInfo, read_about, strongest_first
from devices.ticker import Ticker
from devices.trouble import Trouble, explain, explain_connect, explain_scan, shapes_of
from runwalk.engine.sample import Sample
from runwalk.errors import DeviceError

__all__ = [
    "AdvertisementData",
    "BLEDevice",
    "BaseBleakClient",
    "BaseBleakScanner",
    "BleakBluetoothNotAvailableError",
    "BleakBluetoothNotAvailableReason",
    "BleakDeviceNotFoundError",
    "BleakError",
    "BleakGATTCharacteristic",
    "BleakGATTProtocolError",
    "BleakGATTService",
    "BleakGATTServiceCollection",
    "FoundStrap",
    "StrapInfo",
    "StrapSource",
    "scan",
]

_log = logging.getLogger(__name__)

# What a call of the radio is known to fail with: bleak's own errors, a timeout (an OSError too),
# no D-Bus or a socket of it that broke (OSError), a D-Bus that died while we waited (EOFError).
_FAULTS = (BleakError, OSError, EOFError)

_EXPLAIN = {LinkState.SCANNING: explain_scan, LinkState.CONNECTING: explain_connect}

# BlueZ answers InProgress for a while after another program's scan; then it means it.
_BUSY_TRIES, _BUSY_WAIT_S = 5, 1.0

# BlueZ, Windows and macOS all have one scanner for the process, and BlueZ answers a second one with
# org.bluez.Error.InProgress. bleak keeps its state by event loop, and so does this lock.
_scanning: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Seen:
    """A strap that was found, and the handle to connect to it by."""

    strap: FoundStrap
    device: BLEDevice
    at_ns: int


async def scan(
    duration_s: float = 5.0,
    *,
    scanner_backend: type[BaseBleakScanner] | None = None,
    policy: LinkPolicy | None = None,
) -> tuple[FoundStrap, ...]:
    """Look around for heart rate straps.

    Args:
        duration_s: For how long [s].
        scanner_backend: Another radio than this computer's.
        policy: How patient to be with the radio.

    Returns:
        The straps, the strongest first.

    Raises:
        DeviceError: The adapter cannot be used now.
    """
    call_s = (policy or LinkPolicy()).call_s
    seen: dict[str, _Seen] = {}
    try:
        seen |= await _connected_already(scanner_backend, call_s)
        async with _scanner(
            scanner_backend, lambda one: seen.update({one.strap.address: one}), call_s
        ):
            await asyncio.sleep(duration_s)
    except _FAULTS as error:
        trouble = explain_scan(error)
        raise DeviceError(trouble.what, trouble.advice) from error
    return strongest_first(one.strap for one in seen.values())


@contextlib.asynccontextmanager
async def _scanner(
    backend: type[BaseBleakScanner] | None, on_seen: Callable[[_Seen], None], call_s: float
) -> AsyncIterator[None]:
    """Call out every strap that is heard, for as long as the body runs."""

    def seen(device: BLEDevice, advert: AdvertisementData) -> None:
        name = hrm.printable(advert.local_name or device.name or "")
        strap = FoundStrap(name=name, address=device.address, rssi_dbm=advert.rssi)
        on_seen(_Seen(strap=strap, device=device, at_ns=elapsed_ns()))

    async with _scanning.setdefault(asyncio.get_running_loop(), asyncio.Lock()):
        scanner = BleakScanner(seen, [hrm.HEART_RATE_SERVICE], backend=backend)
        try:
            await _start(scanner, call_s)
            yield
        finally:
            with contextlib.suppress(*_FAULTS):
                async with asyncio.timeout(call_s):
                    await scanner.stop()


async def _start(scanner: BleakScanner, call_s: float) -> None:
    for tries_left in reversed(range(_BUSY_TRIES)):
        try:
            async with asyncio.timeout(call_s):
                await scanner.start()
        except BleakError as error:
            if "org.bluez.Error.InProgress" not in shapes_of(error) or not tries_left:
                raise
            await asyncio.sleep(_BUSY_WAIT_S)
        else:
            return


async def _connected_already(
    backend: type[BaseBleakScanner] | None, call_s: float
) -> dict[str, _Seen]:
    """Ask the system for straps that it holds itself, which therefore do not call out.

    BlueZ keeps a strap connected when the program that asked for it dies: without this question a
    coach that crashed would never find its strap again. It is a courtesy; a system that cannot
    answer (bleak before 3.1, Windows at times) is not a fault.
    """
    adapter_type: Any = getattr(bleak, "BleakAdapter", None)
    if backend is not None or adapter_type is None:
        return {}
    try:
        async with asyncio.timeout(call_s):
            adapter = await adapter_type.get()
            devices = await adapter.get_connected_devices([hrm.HEART_RATE_SERVICE])
    except (NotImplementedError, *_FAULTS) as error:
        _log.debug("cannot ask for connected straps: %r", error)
        return {}
    held = {}
    for device in devices:
        name = hrm.printable(device.name or "")
        strap = FoundStrap(name=name, address=device.address, rssi_dbm=None)
        held[strap.address] = _Seen(strap=strap, device=device, at_ns=elapsed_ns())
    return held


class _Line:
    """One connection's side of the callbacks: what happened, and an event that something did."""

    def __init__(self, ticker: Ticker) -> None:
        self._ticker = ticker
        self.stirred = asyncio.Event()
        self.has_packet = False
        self.is_lost = False

    def on_packet(self, _characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
        self._ticker.enqueue(bytes(payload))
        self.has_packet = True
        self.stirred.set()

    def on_lost(self, _client: BleakClient) -> None:
        self.is_lost = True
        self.stirred.set()


class StrapSource:
    """A heart rate strap as a live source.

    Args:
        wanted: Name (or a part of it) or address of the strap, in any case; None for any. With
            several in reach the strongest is taken, and once it has been heard it stays the one.
        known: The one strap that is meant, in place of ``wanted``.
        on_packet: Told every packet before the Sample that it went into: nanoseconds since the
            run began [ns], and its bytes.
        on_news: Told what happens to the link; must return at once. What it raises is logged.
        scanner_backend: Another radio than this computer's.
        client_backend: Goes with ``scanner_backend``.
        policy: How patient to be.
        jitter: Throws a number from 0 to 1 for each wait.

    Attributes:
        strap: What is known of the strap; None until one is connected.
        heard: The strap that was heard; None until then.
        is_clear: Whether no other strap near could have been meant when it was chosen.
        counts: How often what was heard, as in :attr:`devices.sampler.Sampler.counts`.
    """

    def __init__(
        self,
        wanted: str | None = None,
        *,
        known: FoundStrap | None = None,
        on_packet: Callable[[int, bytes], None] | None = None,
        on_news: Callable[[LinkNews], None] | None = None,
        scanner_backend: type[BaseBleakScanner] | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        policy: LinkPolicy | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._policy = policy or LinkPolicy()
        self._on_packet = on_packet
        self._on_news = on_news
        self._scanner_backend = scanner_backend
        self._client_backend = client_backend
        self._jitter = jitter
        self._link = Link(self._policy)
        self._choice = Choice(wanted)
        if known is not None:
            self._choice.keep(known)
        self._herald = Herald(on_news, self._policy, 0)
        self._pulse = PulseWatch(self._policy.dry_s)
        self._known: _Seen | None = None  # found last, while it may be connected to
        self.counts: Counter[str] = Counter()
        self.strap: StrapInfo | None = None
        self.heard: FoundStrap | None = None
        self.is_clear = False

    @property
    def state(self) -> LinkState:
        """Where the link stands."""
        return self._link.state

    async def samples(self) -> AsyncGenerator[Sample, None]:
        """Yield one Sample a second, for ever; second 0 begins now.

        Close it (``contextlib.aclosing``) or cancel the task to end the run; either lets go of the
        strap first. One run for each source.
        """
        self._herald = Herald(self._on_news, self._policy, elapsed_ns())
        ticker = Ticker(
            on_packet=self._on_packet,
            on_measurement=self._hint_if_dry,
            on_second=self._hint_if_missing,
        )
        self.counts = ticker.sampler.counts
        linking = asyncio.create_task(self._keep_linked(ticker))
        ticking = asyncio.create_task(ticker.tick())
        tasks = (linking, ticking)
        for task in tasks:  # neither ends by itself; if one does, it has something to raise
            task.add_done_callback(lambda _: ticker.closed.put_nowait(None))
        try:
            while (sample := await ticker.closed.get()) is not None:
                yield sample
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._tell(LinkEvent.CLOSE)

    def _hint_if_dry(self, at_ns: int, measurement: hrm.Measurement) -> None:
        if self._pulse.watch(at_ns, measurement):
            self._herald.hint_dry(self.state)

    def _hint_if_missing(self) -> None:
        self._herald.hint_if_missing(self.state, self._choice.label, elapsed_ns())

    async def _keep_linked(self, ticker: Ticker) -> None:
        while True:
            try:
                await self._hold_one_connection(ticker)
            except Exception as error:  # noqa: BLE001  # a run goes on, whatever a driver does
                _log.debug("the link failed while %s", self.state, exc_info=True)
                self._known = None
                self._herald.blind(is_blind=self.state is LinkState.SCANNING)
                if self.state is not LinkState.WAITING:  # else only the good-bye failed
                    say = _EXPLAIN.get(self.state, explain)
                    self._fall(LinkEvent.FAILED, say(error))
            await asyncio.sleep(self._link.wait_s(self._jitter()))

    async def _hold_one_connection(self, ticker: Ticker) -> None:
        self._tell(LinkEvent.LOOK)
        if self.strap is None:
            self._say(f"looking for {self._choice.label or 'a heart rate strap'}")
        seen = self._known = await self._find()
        self._herald.blind(is_blind=False)
        if seen is None:
            self._tell(LinkEvent.NOT_FOUND)
            return
        self._tell(LinkEvent.FOUND)
        if self.strap is None:
            self._say(f"connecting to {seen.strap.label}")
        line = _Line(ticker)
        client = BleakClient(
            seen.device, line.on_lost, timeout=self._policy.connect_s, backend=self._client_backend
        )
        try:
            async with asyncio.timeout(self._policy.connect_s + self._policy.call_s):
                await client.connect()
            self._tell(LinkEvent.CONNECTED)
            async with asyncio.timeout(self._policy.call_s):
                await client.start_notify(hrm.HEART_RATE_MEASUREMENT, line.on_packet)
            await self._listen(client, line, seen.strap)
        finally:
            with contextlib.suppress(*_FAULTS):
                async with asyncio.timeout(self._policy.call_s):
                    await client.disconnect()

    async def _find(self) -> _Seen | None:
        """Find the strap: the one just left, one that the system holds, or one that calls out."""
        known = self._known
        if known and elapsed_ns() - known.at_ns < self._policy.known_s * NS_PER_S:
            return known
        near = await _connected_already(self._scanner_backend, self._policy.call_s)
        if not self._choice.rank(one.strap for one in near.values()):
            near = await self._look_around()
        ranked = self._choice.rank(one.strap for one in near.values())
        if self.heard is None:
            self.is_clear = len(ranked) == 1
        if len(ranked) > 1:
            names = ", ".join(strap.label for strap in ranked)
            self._say(f"several straps are near; taking the strongest, {ranked[0].label}", names)
        return near[ranked[0].address] if ranked else None

    async def _look_around(self) -> dict[str, _Seen]:
        near: dict[str, _Seen] = {}
        any_near, the_one_near = asyncio.Event(), asyncio.Event()

        def seen(one: _Seen) -> None:
            near[one.strap.address] = one
            if self._choice.fits(one.strap):
                any_near.set()
            if self._choice.is_exactly(one.strap):
                the_one_near.set()

        async with _scanner(self._scanner_backend, seen, self._policy.call_s):
            if await _wait(any_near, self._policy.scan_s):
                await _wait(the_one_near, self._policy.choose_s)
        return near

    async def _listen(self, client: BleakClient, line: _Line, strap: FoundStrap) -> None:
        if self.strap is None or self.strap.address != strap.address:
            self.strap = StrapInfo(name=strap.name, address=strap.address)
        reading = asyncio.create_task(self._get_to_know(client, self.strap))
        try:
            while await _wait(line.stirred, self._link.patience_s):
                line.stirred.clear()
                if line.has_packet:
                    line.has_packet = False
                    was = self.state
                    if self._tell(LinkEvent.PACKET) is not was:
                        self._choice.keep(strap)
                        self.heard = strap
                        self._herald.hearing(self.state, strap.label)
                if line.is_lost:
                    self._fall(LinkEvent.LOST, Trouble(f"lost {strap.label}; looking for it"))
                    return
            self._known = None
            what = f"{strap.label} is connected but says nothing; connecting again"
            self._fall(LinkEvent.SILENCE, Trouble(what))
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _get_to_know(self, client: BleakClient, known: StrapInfo) -> None:
        async def read(uuid: str) -> bytes:
            try:
                async with asyncio.timeout(self._policy.call_s):
                    return bytes(await client.read_gatt_char(uuid))
            except _FAULTS as error:  # what a strap will not say is not worth a fault
                _log.debug("cannot read %s: %r", uuid, error)
                return b""

        def on_battery(_characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
            if self.strap is not None:
                self.strap = self.strap.with_battery(bytes(payload))

        self.strap = await read_about(read, known)
        with contextlib.suppress(*_FAULTS):
            battery = client.services.get_characteristic(hrm.BATTERY_LEVEL)
            if battery is not None and "notify" in battery.properties:
                async with asyncio.timeout(self._policy.call_s):
                    await client.start_notify(battery, on_battery)

    def _tell(self, event: LinkEvent) -> LinkState:
        return self._link.tell(event, elapsed_ns())

    def _fall(self, event: LinkEvent, trouble: Trouble) -> None:
        self._tell(event)
        self._herald.fell(self.state, trouble, elapsed_ns())

    def _say(self, what: str, detail: str = "") -> None:
        self._herald.say(self.state, Trouble(what, detail))


async def _wait(event: asyncio.Event, patience_s: float) -> bool:
    """Wait for an event; False if it did not come in time."""
    try:
        async with asyncio.timeout(patience_s):
            return await event.wait()
    except TimeoutError:
        return False
