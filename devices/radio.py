"""Bluetooth's calls, each of them under a timeout: look around, and what a connection needs.

The only file that imports bleak; who needs a name of bleak (the virtual radio is a bleak backend)
takes it from here.

BlueZ, Windows and macOS all have one scanner for the process, and BlueZ answers a second one with
org.bluez.Error.InProgress. Several links look for their sensors at once, and none may wait for
another: a foot pod that was left at home is looked for all the run long, and the strap must be
found again at once. So an event loop has one :class:`Radio`, whose scanner serves all who look.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import AsyncIterator, Callable
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
from devices.clock import elapsed_ns
from devices.link import LinkPolicy
from devices.sensors import CHANNELS, FoundSensor, SensorKind, kind_of, strongest_first
from devices.trouble import explain_scan, shapes_of
from runwalk.errors import DeviceError

__all__ = [
    "FAULTS",
    "AdvertisementData",
    "BLEDevice",
    "BaseBleakClient",
    "BaseBleakScanner",
    "BleakBluetoothNotAvailableError",
    "BleakBluetoothNotAvailableReason",
    "BleakClient",
    "BleakDeviceNotFoundError",
    "BleakError",
    "BleakGATTCharacteristic",
    "BleakGATTProtocolError",
    "BleakGATTService",
    "BleakGATTServiceCollection",
    "Radio",
    "Seen",
    "scan",
]

_log = logging.getLogger(__name__)

# What a call of the radio is known to fail with: bleak's own errors, a timeout (an OSError too),
# no D-Bus or a socket of it that broke (OSError), a D-Bus that died while we waited (EOFError).
FAULTS = (BleakError, OSError, EOFError)

# BlueZ answers InProgress for a while after another program's scan; then it means it.
_BUSY_TRIES, _BUSY_WAIT_S = 5, 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A sensor that was found, and the handle to connect to it by.

    Attributes:
        sensor: What it is.
        device: The handle.
        at_ns: When it was heard [ns].
    """

    sensor: FoundSensor
    device: BLEDevice
    at_ns: int


class Radio:
    """What all links of an event loop share: the scanner, and which devices are taken.

    Args:
        scanner_backend: Another radio than this computer's.

    Attributes:
        taken: Addresses of the devices that a link of ours is connected to, or about to.
    """

    def __init__(self, scanner_backend: type[BaseBleakScanner] | None = None) -> None:
        self._backend = scanner_backend
        self._gate = asyncio.Lock()
        self._watchers: list[Callable[[Seen], None]] = []
        self._scanner: BleakScanner | None = None
        self.taken: set[str] = set()

    @classmethod
    def of_this_loop(cls, scanner_backend: type[BaseBleakScanner] | None = None) -> Radio:
        """Give the one radio of the running event loop, as bleak itself keeps its state by loop."""
        radios = _radios.setdefault(asyncio.get_running_loop(), {})
        return radios.setdefault(scanner_backend, cls(scanner_backend))

    @contextlib.asynccontextmanager
    async def watch(self, on_seen: Callable[[Seen], None], call_s: float) -> AsyncIterator[None]:
        """Call out every sensor that is heard, for as long as the body runs.

        Who comes in starts the scan anew: BlueZ tells of a device once in a scan.

        Args:
            on_seen: Told of each.
            call_s: Time for a call of the radio [s].
        """
        self._watchers.append(on_seen)
        try:
            async with self._gate:
                await self._stop(call_s)
                await self._start(call_s)
            yield
        finally:
            self._watchers.remove(on_seen)
            if not self._watchers:
                async with self._gate:
                    if not self._watchers:
                        await self._stop(call_s)

    @contextlib.asynccontextmanager
    async def quiet(self, call_s: float) -> AsyncIterator[None]:
        """Look around no more for as long as the body runs, and again when it is over.

        Some adapters are said not to connect while they scan.

        Args:
            call_s: Time for a call of the radio [s].
        """
        async with self._gate:
            await self._stop(call_s)
        try:
            yield
        finally:
            async with self._gate:
                if self._watchers and self._scanner is None:
                    with contextlib.suppress(*FAULTS):  # who watches finds nothing, and looks again
                        await self._start(call_s)

    def _hear(self, device: BLEDevice, advert: AdvertisementData) -> None:
        kind = kind_of(advert.service_uuids)
        if kind is None:
            return
        name = hrm.printable(advert.local_name or device.name or "")
        sensor = FoundSensor(name=name, address=device.address, rssi_dbm=advert.rssi, kind=kind)
        seen = Seen(sensor=sensor, device=device, at_ns=elapsed_ns())
        for on_seen in tuple(self._watchers):
            on_seen(seen)

    async def _start(self, call_s: float) -> None:
        services = [channel.service for channel in CHANNELS.values()]
        scanner = self._scanner = BleakScanner(self._hear, services, backend=self._backend)
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

    async def _stop(self, call_s: float) -> None:
        scanner, self._scanner = self._scanner, None
        if scanner is not None:
            with contextlib.suppress(*FAULTS):
                async with asyncio.timeout(call_s):
                    await scanner.stop()

    async def connected_already(self, call_s: float) -> dict[str, Seen]:
        """Ask the system for sensors that it holds itself, which therefore do not call out.

        BlueZ keeps a strap connected when the program that asked for it dies: without this
        question a coach that crashed would never find its strap again. It is a courtesy; a system
        that cannot answer (bleak before 3.1, Windows at times) is not a fault.

        Args:
            call_s: Time for the answer [s].

        Returns:
            Those that no link of ours has, by address.
        """
        adapter_type: Any = getattr(bleak, "BleakAdapter", None)
        if self._backend is not None or adapter_type is None:
            return {}
        held: dict[str, Seen] = {}
        try:
            async with asyncio.timeout(call_s):
                adapter = await adapter_type.get()
                for kind, channel in CHANNELS.items():
                    for device in await adapter.get_connected_devices([channel.service]):
                        held.setdefault(device.address, _held(device, kind))
        except (NotImplementedError, *FAULTS) as error:
            _log.debug("cannot ask for connected sensors: %r", error)
            return {}
        return {address: seen for address, seen in held.items() if address not in self.taken}


_radios: WeakKeyDictionary[
    asyncio.AbstractEventLoop, dict[type[BaseBleakScanner] | None, Radio]
] = WeakKeyDictionary()


def _held(device: BLEDevice, kind: SensorKind) -> Seen:
    name = hrm.printable(device.name or "")
    sensor = FoundSensor(name=name, address=device.address, rssi_dbm=None, kind=kind)
    return Seen(sensor=sensor, device=device, at_ns=elapsed_ns())


async def scan(
    duration_s: float = 5.0,
    *,
    scanner_backend: type[BaseBleakScanner] | None = None,
    policy: LinkPolicy | None = None,
) -> tuple[FoundSensor, ...]:
    """Look around for straps, foot pods and treadmills.

    Args:
        duration_s: For how long [s].
        scanner_backend: Another radio than this computer's.
        policy: How patient to be with the radio.

    Returns:
        The sensors, the strongest first.

    Raises:
        DeviceError: The adapter cannot be used now.
    """
    call_s = (policy or LinkPolicy()).call_s
    radio = Radio.of_this_loop(scanner_backend)
    seen: dict[str, Seen] = {}
    try:
        seen |= await radio.connected_already(call_s)
        async with radio.watch(lambda one: seen.update({one.sensor.address: one}), call_s):
            await asyncio.sleep(duration_s)
    except FAULTS as error:
        trouble = explain_scan(error)
        raise DeviceError(trouble.what, trouble.advice) from error
    return strongest_first(one.sensor for one in seen.values())
