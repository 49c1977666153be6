"""A radio in memory: sensors, air and adapter, as a backend for bleak.

bleak's own front end runs on it unchanged, real GATT bytes go through it, and everything that can
go wrong with a sensor can be made to: the link drops, the runner leaves, notifications stop,
another device holds the sensor, the adapter is switched off. It works on every computer and, on a
:class:`devices.clock.PacedEventLoop`, takes no time.

    air = VirtualAir()
    strap = VirtualSensor(air, H10)
    source = StrapSource(scanner_backend=air.scanner_backend, client_backend=air.client_backend)
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from devices import hrm
from devices.hrm import uuid_of
from devices.radio import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakGATTCharacteristic,
    BleakGATTProtocolError,
    BleakGATTService,
    BleakGATTServiceCollection,
)
from devices.sensors import CHANNELS, SensorKind
from devices.virtual_backend import MTU, VirtualClient, VirtualScanner

_READ_NOT_PERMITTED = 0x02  # ATT error [Core Specification 5.2, vol. 3, part F, table 3.4]


# What moves the belt of a real treadmill. It is here so that a test can tell that nobody writes.
CONTROL_POINT = uuid_of(0x2AD9)


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorSpec:
    """What a virtual sensor is.

    Attributes:
        name: What it calls itself.
        address: Its Bluetooth address.
        manufacturer: Who made it.
        model: Which model it is.
        serial: Its serial number.
        firmware: Its firmware.
        battery_pct: Battery left [%].
        rssi_dbm: How strong it is heard [dBm].
        kind: What it measures.
        passes_on: Services of other kinds that it calls out too.
    """

    name: str
    address: str
    manufacturer: str
    model: str
    serial: str = "12345678"
    firmware: str = "1.0.0"
    battery_pct: int = 87
    rssi_dbm: int = -60
    kind: SensorKind = SensorKind.STRAP
    passes_on: tuple[SensorKind, ...] = ()

    @property
    def services(self) -> tuple[str, ...]:
        """The services that it calls out."""
        return tuple(CHANNELS[kind].service for kind in (self.kind, *self.passes_on))


H10 = SensorSpec(
    name="Polar H10 7D5A2B21",
    address="A0:9E:1A:7D:5A:2B",
    manufacturer="Polar Electro Oy",
    model="H10",
    firmware="5.0.0",
)
HRM_PRO = SensorSpec(
    name="HRM-Pro:123456",
    address="C1:22:33:44:55:66",
    manufacturer="Garmin",
    model="HRM-Pro",
    battery_pct=64,
    rssi_dbm=-71,
)
TICKR = SensorSpec(
    name="TICKR 0A1B",
    address="E8:11:22:33:44:55",
    manufacturer="Wahoo Fitness",
    model="TICKR",
    battery_pct=41,
    rssi_dbm=-80,
)
FOOTPOD = SensorSpec(
    name="Stryd",
    address="C4:11:22:33:44:77",
    manufacturer="Stryd",
    model="29",
    battery_pct=72,
    rssi_dbm=-66,
    kind=SensorKind.FOOTPOD,
)
TREADMILL = SensorSpec(
    name="Treadmill 2E7A",
    address="F0:11:22:33:44:88",
    manufacturer="Nobody",
    model="T1",
    rssi_dbm=-63,
    kind=SensorKind.TREADMILL,
    passes_on=(SensorKind.STRAP,),  # many repeat the heart rate of a strap that they hold
)


class VirtualAir:
    """What radio waves go through, and the one adapter in it.

    Args:
        supervision_timeout_s: How long a silent link is held before it counts as lost [s].

    Attributes:
        sensors: The sensors in it by address.
        is_powered: Whether the adapter is on.
        scanner_backend: The class to hand to bleak's scanner.
        client_backend: The class to hand to bleak's client.
    """

    def __init__(self, supervision_timeout_s: float = 2.0) -> None:
        self.supervision_timeout_s = supervision_timeout_s
        self.sensors: dict[str, VirtualSensor] = {}
        self.is_powered = True
        # bleak makes the backend itself and wants a class: one that knows this air.
        self.scanner_backend = type("VirtualScanner", (VirtualScanner,), {"air": self})
        self.client_backend = type("VirtualClient", (VirtualClient,), {"air": self})

    def switch(self, *, on: bool) -> None:
        """Switch the adapter on or off; off drops every link."""
        self.is_powered = on
        if not on:
            for sensor in self.sensors.values():
                sensor.drop()

    def need_power(self) -> None:
        """Answer as an adapter does.

        Raises:
            BleakBluetoothNotAvailableError: It is switched off.
        """
        if not self.is_powered:
            raise BleakBluetoothNotAvailableError(
                "No powered Bluetooth adapters found.", BleakBluetoothNotAvailableReason.POWERED_OFF
            )


class VirtualSensor:
    """A sensor in memory, with faults on demand.

    Args:
        air: Where it is.
        spec: What it is.

    Attributes:
        is_in_range: Whether the runner is near.
        is_held: Whether another device has it.
        is_stalled: Whether it has stopped to notify, link or no link.
        sent_count: Packets that went out to a listener.
        written: What was written to it: characteristic and bytes.
    """

    def __init__(self, air: VirtualAir, spec: SensorSpec = H10) -> None:
        self.air = air
        self.spec = spec
        self.is_in_range = True
        self.is_held = False
        self.is_stalled = False
        self.sent_count = 0
        self.written: list[tuple[str, bytes]] = []
        self._client: VirtualClient | None = None
        self._values = {
            hrm.BATTERY_LEVEL: bytes([spec.battery_pct]),
            hrm.MANUFACTURER_NAME: spec.manufacturer.encode(),
            hrm.MODEL_NUMBER: spec.model.encode(),
            hrm.SERIAL_NUMBER: spec.serial.encode(),
            hrm.FIRMWARE_REVISION: spec.firmware.encode(),
        }
        if spec.kind is SensorKind.STRAP:
            self._values[hrm.BODY_SENSOR_LOCATION] = bytes([1])
        air.sensors[spec.address] = self

    @property
    def is_connected(self) -> bool:
        """Whether the adapter of this air has it."""
        return self._client is not None

    @property
    def is_calling(self) -> bool:
        """Whether a scanner can hear it and a client can connect to it."""
        return (
            self.is_in_range and not self.is_held and not self.is_connected and self.air.is_powered
        )

    def notify(self, payload: bytes, uuid: str | None = None) -> bool:
        """Send a packet, of what it measures if not said; False where nobody heard it."""
        if self._client is None or not self.is_in_range or self.is_stalled:
            return False
        is_heard = self._client.receive(uuid or CHANNELS[self.spec.kind].measurement, payload)
        self.sent_count += is_heard
        return is_heard

    def set_battery(self, battery_pct: int) -> None:
        """Change the battery level [%] and notify it."""
        self._values[hrm.BATTERY_LEVEL] = bytes([battery_pct])
        self.notify(bytes([battery_pct]), hrm.BATTERY_LEVEL)

    def drop(self) -> None:
        """Lose the link at once; it can be made again at once."""
        client, self._client = self._client, None
        if client is not None:
            client.lose()

    def leave(self) -> None:
        """Go out of range: silence at once, the link lost when its supervision timeout is over."""
        self.is_in_range = False
        loop = asyncio.get_running_loop()
        loop.call_later(self.air.supervision_timeout_s, self._lose_if_away)

    def come_back(self) -> None:
        """Come into range again."""
        self.is_in_range = True

    def _lose_if_away(self) -> None:
        if not self.is_in_range:
            self.drop()

    def hold(self) -> None:
        """Let another device have it: the link is lost and the strap does not call out."""
        self.is_held = True
        self.drop()

    def let_go(self) -> None:
        """Let the other device leave it."""
        self.is_held = False

    def stall(self) -> None:
        """Stop to notify and keep the link."""
        self.is_stalled = True

    def resume(self) -> None:
        """Notify again."""
        self.is_stalled = False

    # For the backend.

    def take(self, client: VirtualClient) -> None:
        """Connect to a client."""
        self._client = client

    def read(self, uuid: str) -> bytes:
        """Read a characteristic; the one that cannot be read answers as the standard says."""
        if uuid not in self._values:
            raise BleakGATTProtocolError(_READ_NOT_PERMITTED)
        return self._values[uuid]

    def gatt_table(self) -> BleakGATTServiceCollection:
        """List services and characteristics as bleak wants them."""
        channel = CHANNELS[self.spec.kind]
        own: list[tuple[str, list[Any]]] = [(channel.measurement, ["notify"])]
        if self.spec.kind is SensorKind.STRAP:
            own.append((hrm.BODY_SENSOR_LOCATION, ["read"]))
        elif self.spec.kind is SensorKind.TREADMILL:
            own.append((CONTROL_POINT, ["write", "indicate"]))
        table: dict[str, list[tuple[str, list[Any]]]] = {
            channel.service: own,
            hrm.BATTERY_SERVICE: [(hrm.BATTERY_LEVEL, ["read", "notify"])],
            hrm.DEVICE_INFORMATION_SERVICE: [
                (hrm.MANUFACTURER_NAME, ["read"]),
                (hrm.MODEL_NUMBER, ["read"]),
                (hrm.SERIAL_NUMBER, ["read"]),
                (hrm.FIRMWARE_REVISION, ["read"]),
            ],
        }
        collection, handle = BleakGATTServiceCollection(), 0
        for service_uuid, characteristics in table.items():
            handle += 1
            service = BleakGATTService(None, handle, service_uuid)
            collection.add_service(service)
            for uuid, properties in characteristics:
                handle += 2
                collection.add_characteristic(
                    BleakGATTCharacteristic(
                        None, handle, uuid, properties, lambda: MTU - 3, service
                    )
                )
        return collection
