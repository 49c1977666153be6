"""The two classes that bleak wants from a radio, for the one in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from devices.radio import (
    AdvertisementData,
    BaseBleakClient,
    BaseBleakScanner,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTCharacteristic,
    BLEDevice,
)

if TYPE_CHECKING:
    from devices.virtual_radio import SensorSpec, VirtualAir, VirtualSensor

MTU = 247
_ADVERTISING_S = 0.1
_CONNECTING_S = 0.02


class VirtualScanner(BaseBleakScanner):
    """Hears the sensors that call out.

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
            for sensor in self.air.sensors.values():
                if sensor.is_calling and self.is_allowed_uuid(list(sensor.spec.services)):
                    self._hear(sensor.spec)

    def _hear(self, spec: SensorSpec) -> None:
        advert = AdvertisementData(
            local_name=spec.name,
            manufacturer_data={},
            service_data={},
            service_uuids=list(spec.services),
            tx_power=None,
            rssi=spec.rssi_dbm,
            platform_data=(),
        )
        device = self.create_or_update_device(spec.address, spec.address, spec.name, None, advert)
        self.call_detection_callbacks(device, advert)


class VirtualClient(BaseBleakClient):
    """Holds one connection to a sensor.

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
        self._sensor: VirtualSensor | None = None
        self._listeners: dict[str, Callable[[bytearray], None]] = {}

    @property
    def name(self) -> str:
        """The sensor's name."""
        return self.air.sensors[self.address].spec.name

    @property
    def mtu_size(self) -> int:
        """The largest packet [bytes]."""
        return MTU

    @property
    def is_connected(self) -> bool:
        """Whether there is a link."""
        return self._sensor is not None

    async def connect(self, pair: bool, **_platform: Any) -> None:
        """Connect, waiting for the sensor as long as bleak allows."""
        self.air.need_power()
        sensor = self.air.sensors.get(self.address)
        if sensor is None:
            raise BleakDeviceNotFoundError(self.address, f"no sensor at {self.address}")
        async with asyncio.timeout(self._timeout):
            # A real adapter waits for the sensor to call out, and so does this one.
            await asyncio.sleep(_CONNECTING_S)
            while not sensor.is_calling:  # noqa: ASYNC110  # a sensor calls every so often
                await asyncio.sleep(_ADVERTISING_S)
        self._sensor = sensor
        sensor.take(self)
        self.services = sensor.gatt_table()

    async def disconnect(self) -> None:
        """Let go of the sensor."""
        if self._sensor is not None:
            self._sensor.drop()

    def lose(self) -> None:
        """Take in that the link is gone."""
        self._sensor = None
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

    def _connected_sensor(self) -> VirtualSensor:
        if self._sensor is None or not self._sensor.is_in_range:
            raise BleakError("Not connected")
        return self._sensor

    async def read_gatt_char(
        self, characteristic: BleakGATTCharacteristic, **_platform: Any
    ) -> bytearray:
        """Read a characteristic."""
        return bytearray(self._connected_sensor().read(characteristic.uuid))

    async def start_notify(
        self,
        characteristic: BleakGATTCharacteristic,
        callback: Callable[[bytearray], None],
        **_platform: Any,
    ) -> None:
        """Listen to a characteristic."""
        self._connected_sensor()
        self._listeners[characteristic.uuid] = callback

    async def stop_notify(self, characteristic: BleakGATTCharacteristic) -> None:
        """Listen no more."""
        self._listeners.pop(characteristic.uuid, None)

    async def write_gatt_char(self, characteristic: Any, data: Any, response: bool) -> None:
        """Write a characteristic; the sensor keeps in mind that somebody did."""
        self._connected_sensor().written.append((characteristic.uuid, bytes(data)))

    # Nobody needs these; bleak wants them to be there.

    async def pair(self, *_args: Any, **_platform: Any) -> None:
        """Not needed."""
        raise NotImplementedError

    async def unpair(self) -> None:
        """Not needed."""
        raise NotImplementedError

    async def read_gatt_descriptor(self, descriptor: Any, **_platform: Any) -> bytearray:
        """Not needed."""
        raise NotImplementedError

    async def write_gatt_descriptor(self, descriptor: Any, data: Any) -> None:
        """Not needed."""
        raise NotImplementedError
