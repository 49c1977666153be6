"""Sensors as values: what there is, and which of them is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType

from devices import hrm, rsc, treadmill


class SensorKind(StrEnum):
    """What a device is to us."""

    STRAP = "strap"
    FOOTPOD = "footpod"
    TREADMILL = "treadmill"


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """Where a kind of sensor speaks, and what to call it when talking to people.

    Attributes:
        service: UUID of the service that it calls out.
        measurement: UUID of the characteristic that notifies.
        noun: As in *a heart rate strap*.
        it: As in *the strap*.
        tells: What it sends.
        if_missing: What helps when it cannot be found.
    """

    service: str
    measurement: str
    noun: str
    it: str
    tells: str
    if_missing: str


# A treadmill that passes on a heart rate is a treadmill, and a strap that counts steps is a strap:
# the first line that fits says what a device is.
CHANNELS: Mapping[SensorKind, Channel] = MappingProxyType(
    {
        SensorKind.TREADMILL: Channel(
            service=treadmill.FITNESS_MACHINE_SERVICE,
            measurement=treadmill.TREADMILL_DATA,
            noun="treadmill",
            it="treadmill",
            tells="what a treadmill tells",
            if_missing="wake its display; close apps that may hold it",
        ),
        SensorKind.STRAP: Channel(
            service=hrm.HEART_RATE_SERVICE,
            measurement=hrm.HEART_RATE_MEASUREMENT,
            noun="heart rate strap",
            it="strap",
            tells="a heart rate",
            if_missing="put it on with wet electrodes; close phone apps, watches and treadmills"
            " that may hold it (most straps talk to one device at a time); check its battery",
        ),
        SensorKind.FOOTPOD: Channel(
            service=rsc.RUNNING_SERVICE,
            measurement=rsc.RUNNING_MEASUREMENT,
            noun="foot pod",
            it="foot pod",
            tells="a running speed",
            if_missing="move your feet to wake it; close phone apps and watches that may hold it;"
            " check its battery",
        ),
    }
)


Beside = Mapping[SensorKind, str | None]
"""What to listen to beside a strap, and which: name or address, None for the strongest."""

NONE_BESIDE: Beside = MappingProxyType({})
"""A strap alone."""


def kind_of(services: Iterable[str]) -> SensorKind | None:
    """Say what a device is by the services it calls out; None where it is none of ours."""
    told = frozenset(services)
    return next((kind for kind, channel in CHANNELS.items() if channel.service in told), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSensor:
    """A sensor that is near.

    Attributes:
        name: What it calls itself; empty where it did not say.
        address: Its Bluetooth address (on macOS a number that only this computer knows it by).
        rssi_dbm: How strong it is heard [dBm], nearer to 0 is stronger; None for one that this
            computer holds connected already, which therefore does not call out.
        kind: What it is.
    """

    name: str
    address: str
    rssi_dbm: int | None
    kind: SensorKind = SensorKind.STRAP

    @property
    def label(self) -> str:
        """What to call it when talking to people."""
        return self.name or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class SensorInfo:
    """What a sensor says about itself; None where it does not.

    Attributes:
        name: What it calls itself.
        address: As in :class:`FoundSensor`.
        manufacturer: Who made it.
        model: Which model it is.
        serial: Its serial number.
        firmware: Its firmware.
        battery_pct: Battery left [%].
        location: Where on the body it is worn; away from the chest, step rate may be taken for
            heart rate.
    """

    name: str
    address: str
    manufacturer: str | None = None
    model: str | None = None
    serial: str | None = None
    firmware: str | None = None
    battery_pct: int | None = None
    location: hrm.BodyLocation | None = None

    def with_battery(self, payload: bytes) -> SensorInfo:
        """Take in a battery level as the sensor sends it; one that says nothing changes nothing."""
        battery_pct = hrm.decode_battery_pct(payload)
        return self if battery_pct is None else replace(self, battery_pct=battery_pct)


async def read_about(read: Callable[[str], Awaitable[bytes]], known: SensorInfo) -> SensorInfo:
    """Ask a sensor about itself; what is known already, but for the battery, is not asked again.

    Args:
        read: Reads a characteristic by its UUID; gives no bytes where the sensor will not say.
        known: What is known.
    """
    about = known.with_battery(await read(hrm.BATTERY_LEVEL))
    if about.location is None:
        location = hrm.decode_body_location(await read(hrm.BODY_SENSOR_LOCATION))
        about = replace(about, location=location)

    async def ask(have: str | None, uuid: str) -> str | None:
        return have if have is not None else hrm.decode_text(await read(uuid))

    return replace(
        about,
        manufacturer=await ask(known.manufacturer, hrm.MANUFACTURER_NAME),
        model=await ask(known.model, hrm.MODEL_NUMBER),
        serial=await ask(known.serial, hrm.SERIAL_NUMBER),
        firmware=await ask(known.firmware, hrm.FIRMWARE_REVISION),
    )


def straps_in(sensors: Iterable[FoundSensor]) -> tuple[FoundSensor, ...]:
    """Pick out the straps, in their order."""
    return tuple(sensor for sensor in sensors if sensor.kind is SensorKind.STRAP)


def strongest_first(sensors: Iterable[FoundSensor]) -> tuple[FoundSensor, ...]:
    """Sort sensors: those connected already, then the strongest, then by address."""

    def rank(sensor: FoundSensor) -> tuple[float, str]:
        return (0.0 if sensor.rssi_dbm is None else -sensor.rssi_dbm, sensor.address)

    return tuple(sorted(sensors, key=rank))


class Choice:
    """Which sensor of a kind is meant: by name, by a part of the name, by address, or the one near.

    A sensor that was heard once stays the one for the run: a stronger neighbour on the start line
    must not take over when the link drops.

    Args:
        wanted: Name, part of it, or address, in any case; None for any.
        kind: What it is.
    """

    def __init__(self, wanted: str | None, kind: SensorKind = SensorKind.STRAP) -> None:
        self.wanted = wanted or None
        self.kind = kind
        self._chosen: FoundSensor | None = None
        self._useless: set[str] = set()

    def keep(self, sensor: FoundSensor) -> None:
        """Stay with this sensor from now on."""
        self._chosen = sensor

    def pass_over(self, sensor: FoundSensor) -> None:
        """Take another than this one, which is not what it looked like, where any will do."""
        self._useless.add(sensor.address)

    @property
    def label(self) -> str | None:
        """What to call the sensor when talking to people; None where any will do."""
        return self._chosen.label if self._chosen else self.wanted

    def fits(self, sensor: FoundSensor) -> bool:
        """Tell whether it may be this one."""
        if sensor.kind is not self.kind:
            return False
        if self._chosen is not None:
            return sensor.address == self._chosen.address
        if self.wanted is None:
            return sensor.address not in self._useless
        return self.is_exactly(sensor) or self.wanted.casefold() in sensor.name.casefold()

    def is_exactly(self, sensor: FoundSensor) -> bool:
        """Tell whether it is this one and no other can be, so that the search is over."""
        if sensor.kind is not self.kind:
            return False
        if self._chosen is not None:
            return sensor.address == self._chosen.address
        if self.wanted is None:
            return False
        return self.wanted.casefold() in (sensor.name.casefold(), sensor.address.casefold())

    def rank(self, near: Iterable[FoundSensor]) -> tuple[FoundSensor, ...]:
        """Put those that fit in order, the one to take first."""
        fitting = [sensor for sensor in near if self.fits(sensor)]
        exact = [sensor for sensor in fitting if self.is_exactly(sensor)]
        return strongest_first(exact or fitting)
