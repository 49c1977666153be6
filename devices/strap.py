"""Straps as values, and which of them is meant."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace

from devices import hrm


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStrap:
    """A strap that is near.

    Attributes:
        name: What it calls itself; empty where it did not say.
        address: Its Bluetooth address (on macOS a number that only this computer knows it by).
        rssi_dbm: How strong it is heard [dBm], nearer to 0 is stronger; None for one that this
            computer holds connected already, which therefore does not call out.
    """

    name: str
    address: str
    rssi_dbm: int | None

    @property
    def label(self) -> str:
        """What to call it when talking to people."""
        return self.name or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class StrapInfo:
    """What a strap says about itself; None where it does not.

    Attributes:
        name: What it calls itself.
        address: As in :class:`FoundStrap`.
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

    def with_battery(self, payload: bytes) -> StrapInfo:
        """Take in a battery level as the strap sends it; one that says nothing changes nothing."""
        battery_pct = hrm.decode_battery_pct(payload)
        return self if battery_pct is None else replace(self, battery_pct=battery_pct)


async def read_about(read: Callable[[str], Awaitable[bytes]], known: StrapInfo) -> StrapInfo:
    """Ask a strap about itself; what is known already, but for the battery, is not asked again.

    Args:
        read: Reads a characteristic by its UUID; gives no bytes where the strap will not say.
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


def strongest_first(straps: Iterable[FoundStrap]) -> tuple[FoundStrap, ...]:
    """Sort straps: those connected already, then the strongest, then by address."""

    def rank(strap: FoundStrap) -> tuple[float, str]:
        return (0.0 if strap.rssi_dbm is None else -strap.rssi_dbm, strap.address)

    return tuple(sorted(straps, key=rank))


class Choice:
    """Which strap is meant: by name, by a part of the name, by address, or the one near.

    A strap that was heard once stays the one for the run: a stronger neighbour on the start line
    must not take over when the link drops.

    Args:
        wanted: Name, part of it, or address, in any case; None for any.
    """

    def __init__(self, wanted: str | None) -> None:
        self.wanted = wanted or None
        self._chosen: FoundStrap | None = None

    def keep(self, strap: FoundStrap) -> None:
        """Stay with this strap from now on."""
        self._chosen = strap

    @property
    def label(self) -> str | None:
        """What to call the strap when talking to people; None where any will do."""
        return self._chosen.label if self._chosen else self.wanted

    def fits(self, strap: FoundStrap) -> bool:
        """Tell whether it may be this one."""
        if self._chosen is not None or self.wanted is None:
            return self._chosen is None or strap.address == self._chosen.address
        return self.is_exactly(strap) or self.wanted.casefold() in strap.name.casefold()

    def is_exactly(self, strap: FoundStrap) -> bool:
        """Tell whether it is this one and no other can be, so that the search is over."""
        if self._chosen is not None:
            return strap.address == self._chosen.address
        if self.wanted is None:
            return False
        return self.wanted.casefold() in (strap.name.casefold(), strap.address.casefold())

    def rank(self, near: Iterable[FoundStrap]) -> tuple[FoundStrap, ...]:
        """Put those that fit in order, the one to take first."""
        fitting = [strap for strap in near if self.fits(strap)]
        exact = [strap for strap in fitting if self.is_exactly(strap)]
        return strongest_first(exact or fitting)
