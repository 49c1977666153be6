"""The two classes that bleak wants from a radio, for the one in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from devices import hrm
from devices.ble import (
    AdvertisementData,
    BaseBleakClient,
    BaseBleakScanner,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTCharacteristic,
    BLEDevice,
)

if TYPE_CHECKING:
    from devices.virtual_radio import StrapSpec, VirtualAir, VirtualStrap

MTU = 247
_ADVERTISING_S = 0.1
_CONNECTING_S = 0.02


class VirtualScanner(BaseBleakScanner):
    """Hears the straps that call out.

    Attributes:
        air: Where it listens; given to a subclass by :class:`devices.virtual_radio.VirtualAir`.
    """

    air: VirtualAir

    def __init__(
        self, detection_callback: Any, service_uuids: Any, _mode: str, **_platform: Any
    ) -> None:
        super().__init__(detection_callback, service_uuids)
        self._listening: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to listen."""
        self.air.need_power()
        self.seen_devices = {}
        self._listening = asyncio.create_task(self._listen())

    async def stop(self) -> None:
        """End to listen."""
        if self._listening is not None:
            self._listening.cancel()
            await asyncio.gather(self._listening, return_exceptions=True)
            self._listening = None

    async def _listen(self) -> None:
        while True:
            await asyncio.sleep(_ADVERTISING_S)
            for strap in self.air.straps.values():
                if strap.is_calling and self.is_allowed_uuid([hrm.HEART_RATE_SERVICE]):
                    self._hear(strap.spec)

    def _hear(self, spec: StrapSpec) -> None:
        advert = AdvertisementData(
            local_name=spec.name,
            manufacturer_data={},
            service_data={},
            service_uuids=[hrm.HEART_RATE_SERVICE],
            tx_power=None,
            rssi=spec.rssi_dbm,
            platform_data=(),
        )
        device = self.create_or_update_device(spec.address, spec.address, spec.name, None, advert)
        self.call_detection_callbacks(device, advert)


class VirtualClient(BaseBleakClient):
    """Holds one connection to a strap.

    Attributes:
        air: As in :class:`VirtualScanner`.
    """

    air: VirtualAir

    def __init__(self, device: BLEDevice | str, services: Any = None, **options: Any) -> None:
        super().__init__(
            device,
            disconnected_callback=options["disconnected_callback"],
            timeout=options["timeout"],
        )
        self._strap: VirtualStrap | None = None
        self._listeners: dict[str, Callable[[bytearray], None]] = {}

    @property
    def name(self) -> str:
        """The strap's name."""
        return self.air.straps[self.address].spec.name

    @property
    def mtu_size(self) -> int:
        """The largest packet [bytes]."""
        return MTU

    @property
    def is_connected(self) -> bool:
        """Whether there is a link."""
        return self._strap is not None

    async def connect(self, pair: bool, **_platform: Any) -> None:
        """Connect, waiting for the strap as long as bleak allows."""
        self.air.need_power()
        strap = self.air.straps.get(self.address)
        if strap is None:
            raise BleakDeviceNotFoundError(self.address, f"no strap at {self.address}")
        async with asyncio.timeout(self._timeout):
            # A real adapter waits for the strap to call out, and so does this one.
            await asyncio.sleep(_CONNECTING_S)
            while not strap.is_calling:  # noqa: ASYNC110  # a strap calls every so often
                await asyncio.sleep(_ADVERTISING_S)
        self._strap = strap
        strap.take(self)
        self.services = strap.gatt_table()

    async def disconnect(self) -> None:
        """Let go of the strap."""
        if self._strap is not None:
            self._strap.drop()

    def lose(self) -> None:
        """Take in that the link is gone."""
        self._strap = None
        self.services = None
        self._listeners.clear()
        if self._disconnected_callback is not None:
            asyncio.get_running_loop().call_soon(self._disconnected_callback)

    def receive(self, uuid: str, payload: bytes) -> bool:
        """Hand on a notification; False where nobody listens."""
        listener = self._listeners.get(uuid)
        if listener is not None:
            asyncio.get_running_loop().call_soon(listener, bytearray(payload))
        return listener is not None

    def _connected_strap(self) -> VirtualStrap:
        if self._strap is None or not self._strap.is_in_range:
            raise BleakError("Not connected")
        return self._strap

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, **_platform: Any
    ) -> bytearray:
        """Read a characteristic."""
        return bytearray(self._connected_strap().read(characteristic.uuid))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: Callable[[bytearray], None],
        **_platform: Any,
    ) -> None:
        """Listen to a characteristic."""
        self._connected_strap()
        self._listeners[characteristic.uuid] = callback

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Listen no more."""
        self._listeners.pop(characteristic.uuid, None)

    # A heart rate strap needs none of these; bleak wants them to be there.

    async def pair(self, *_args: Any, **_platform: Any) -> None:
        """Not needed."""
        raise NotImplementedError

    async def unpair(self) -> None:
        """Not needed."""
        raise NotImplementedError

    async def read_gatt_descriptor(self, descriptor: Any, **_platform: Any) -> bytearray:
        """Not needed."""
        raise NotImplementedError

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        """Not needed."""
        raise NotImplementedError

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        """Not needed."""
        raise NotImplementedError
