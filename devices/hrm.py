"""The heart rate service: bytes to values and back.

Bad bytes are not exceptional: what can be read is read, what cannot is named in ``issues``. Only a
packet too short to hold a heart rate is refused.

Source: Bluetooth SIG, "Heart Rate Service 1.0" (HRS) and the GATT Specification Supplement,
``org.bluetooth.characteristic.heart_rate_measurement`` (0x2A37), ``body_sensor_location`` (0x2A38)
and ``battery_level`` (0x2A19); all numbers little-endian. Energy is in kilojoules there, whatever
the supplement prints as its unit. The table in tests/devices/hr_measurement_vectors.json says what
is made of odd packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

_WIDE, _CONTACT, _CONTACT_SUPPORTED, _ENERGY, _RR = 0x01, 0x02, 0x04, 0x08, 0x10
_RESERVED = 0xE0

# The strap counts beat-to-beat intervals in 1/1024 s. [HRS 3.1.1.4]
_TICKS_PER_S = 1024


def uuid_of(number: int) -> str:
    """Spell a 16-bit Bluetooth number in full.

    >>> uuid_of(0x2A37)
    '00002a37-0000-1000-8000-00805f9b34fb'
    """
    return f"0000{number:04x}-0000-1000-8000-00805f9b34fb"


HEART_RATE_SERVICE = uuid_of(0x180D)
HEART_RATE_MEASUREMENT = uuid_of(0x2A37)
BODY_SENSOR_LOCATION = uuid_of(0x2A38)
BATTERY_SERVICE = uuid_of(0x180F)
BATTERY_LEVEL = uuid_of(0x2A19)
DEVICE_INFORMATION_SERVICE = uuid_of(0x180A)
MANUFACTURER_NAME = uuid_of(0x2A29)
MODEL_NUMBER = uuid_of(0x2A24)
SERIAL_NUMBER = uuid_of(0x2A25)
FIRMWARE_REVISION = uuid_of(0x2A26)


class Issue(StrEnum):
    """What was odd about a packet that could be read all the same."""

    RESERVED_BITS = "reserved-bits"  # HRS: "reserved for future use"; ignored
    TRUNCATED_ENERGY = "truncated-energy"  # what follows a cut energy cannot be intervals either
    ODD_RR_BYTE = "odd-rr-byte"  # half an interval at the end; dropped
    RR_EMPTY = "rr-empty"  # intervals promised, none there
    ZERO_RR = "zero-rr"  # an interval of 0; kept here, dropped by Sample.rounded
    TRAILING_BYTES = "trailing-bytes"  # bytes that no flag speaks of; ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One heart rate measurement (0x2A37).

    Attributes:
        raw_bpm: The number as it was sent [bpm]; 0 where the strap has no reading.
        rr_ticks: Beat-to-beat intervals [1/1024 s], oldest first.
        contact: Whether the strap feels skin; None where it cannot tell.
        energy_kj: Energy expended since it was last reset [kJ].
        issues: What was odd about the packet.
    """

    raw_bpm: int
    rr_ticks: tuple[int, ...] = ()
    contact: bool | None = None
    energy_kj: int | None = None
    issues: tuple[Issue, ...] = ()

    @property
    def hr_bpm(self) -> int | None:
        """Heart rate [bpm], None where the strap sends 0.

        The one place where 0 becomes *no reading*: HRS does not say so, but every strap sends 0
        until it has found a pulse. What else cannot be a heart rate (255 and more) is the
        business of :meth:`runwalk.engine.sample.Sample.rounded`.
        """
        return self.raw_bpm or None

    @property
    def rr_ms(self) -> tuple[float, ...]:
        """Beat-to-beat intervals [ms], not rounded."""
        return tuple(ticks_to_ms(ticks) for ticks in self.rr_ticks)


def ticks_to_ms(ticks: int) -> float:
    """Convert a strap's ticks of 1/1024 s to milliseconds [ms]."""
    return ticks * 1000 / _TICKS_PER_S


def ms_to_ticks(interval_ms: float) -> int:
    """Convert milliseconds to the nearest whole tick [1/1024 s], at most what 16 bits hold."""
    return min(round(interval_ms * _TICKS_PER_S / 1000), 0xFFFF)


def decode_measurement(payload: bytes) -> Measurement:
    """Read a heart rate measurement.

    Raises:
        ValueError: The packet is too short to hold a heart rate.

    >>> decode_measurement(bytes.fromhex("168fae01")).hr_bpm
    143
    """
    flags = payload[0] if payload else 0
    rest = 3 if flags & _WIDE else 2
    if len(payload) < rest:
        raise ValueError(f"a heart rate measurement of {len(payload)} bytes: {payload.hex()!r}")
    issues = [Issue.RESERVED_BITS] if flags & _RESERVED else []
    energy_kj: int | None = None
    rr_ticks: tuple[int, ...] = ()
    tail = payload[rest:]
    if flags & _ENERGY:
        if len(tail) >= 2:
            energy_kj, tail = int.from_bytes(tail[:2], "little"), tail[2:]
        else:
            issues.append(Issue.TRUNCATED_ENERGY)
            flags, tail = flags & ~_RR, b""
    if flags & _RR:
        rr_ticks = tuple(
            int.from_bytes(tail[at : at + 2], "little") for at in range(0, len(tail) - 1, 2)
        )
        found = (
            (Issue.ODD_RR_BYTE, len(tail) % 2 == 1),
            (Issue.RR_EMPTY, not rr_ticks),
            (Issue.ZERO_RR, 0 in rr_ticks),
        )
        issues += [issue for issue, is_there in found if is_there]
    elif tail:
        issues.append(Issue.TRAILING_BYTES)
    return Measurement(
        raw_bpm=int.from_bytes(payload[1:rest], "little"),
        rr_ticks=rr_ticks,
        contact=bool(flags & _CONTACT) if flags & _CONTACT_SUPPORTED else None,
        energy_kj=energy_kj,
        issues=tuple(issues),
    )


def encode_measurement(
    raw_bpm: int,
    rr_ticks: tuple[int, ...] = (),
    *,
    contact: bool | None = None,
    energy_kj: int | None = None,
) -> bytes:
    """Write a heart rate measurement as a strap would.

    Args:
        raw_bpm: Heart rate [bpm], 0 to 65535; 0 says *no reading*. One byte where it fits.
        rr_ticks: Intervals [1/1024 s], oldest first; nine fit into the smallest packet.
        contact: Whether there is skin contact; None for a strap that cannot tell.
        energy_kj: Energy expended [kJ]; None leaves the field out.

    Raises:
        ValueError: A number does not fit its field.

    >>> encode_measurement(143, (430,), contact=True).hex()
    '168fae01'
    """
    for value in (raw_bpm, energy_kj or 0, *rr_ticks):
        if not 0 <= value <= 0xFFFF:
            raise ValueError(f"does not fit into 16 bits: {value}")
    is_wide = raw_bpm > 0xFF
    flags = _WIDE if is_wide else 0
    if contact is not None:
        flags |= _CONTACT_SUPPORTED | (_CONTACT if contact else 0)
    flags |= (_ENERGY if energy_kj is not None else 0) | (_RR if rr_ticks else 0)
    fields = ([] if energy_kj is None else [energy_kj]) + list(rr_ticks)
    head = bytes([flags]) + raw_bpm.to_bytes(2 if is_wide else 1, "little")
    return head + b"".join(field.to_bytes(2, "little") for field in fields)


class BodyLocation(StrEnum):
    """Where on the body a sensor sits, in the order of its number (0x2A38)."""

    OTHER = "other"
    CHEST = "chest"
    WRIST = "wrist"
    FINGER = "finger"
    HAND = "hand"
    EAR_LOBE = "ear-lobe"
    FOOT = "foot"


def decode_body_location(payload: bytes) -> BodyLocation | None:
    """Read where the sensor sits; None where it does not say.

    >>> decode_body_location(bytes([2]))
    <BodyLocation.WRIST: 'wrist'>
    """
    locations = tuple(BodyLocation)
    return locations[payload[0]] if payload and payload[0] < len(locations) else None


def decode_battery_pct(payload: bytes) -> int | None:
    """Read the battery level [%]; None where it is not 0 to 100 (some straps send 255)."""
    return payload[0] if payload and payload[0] <= 100 else None


def decode_text(payload: bytes) -> str | None:
    """Read a name from the device information service; None where nothing is left of it.

    The service promises UTF-8 without a terminator; straps pad with NUL all the same.

    >>> decode_text(bytes.fromhex("48313000"))
    'H10'
    """
    return printable(payload.decode("utf-8", "replace")) or None


def printable(text: str) -> str:
    """Leave out what a terminal would obey: a name comes through the air from anybody."""
    return "".join(character for character in text if character.isprintable()).strip()
