"""What a treadmill tells of itself, read only: bytes to values and back.

A treadmill of the Fitness Machine Service also has a control point, which moves the belt. Nothing
here knows its number, and no program of this house ever writes to a treadmill.

Bad bytes are not exceptional: what can be read is read, what cannot is named in ``issues``. Only a
packet without flags is refused.

Source: Bluetooth SIG, the GATT Specification Supplement, ``treadmill_data`` (0x2ACD) of the Fitness
Machine Service (0x1826); all numbers little-endian. Two things in it are not as one would think.
Bit 0 means *more data*, and the speed is there where it is 0: a record that is too long for one
packet comes in several, the last of them with the speed (:class:`Record`). A pace is 16 bits of
seconds per 500 m there, and was 8 bits of 0.1 km/min in the description of 2017; the length of the
packet tells which. The numbers that stand for *not available* are those that other programs use;
the text of the service itself was not at hand. The table in tests/devices/treadmill_vectors.json
says what is made of odd packets.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Final

from devices.hrm import uuid_of

FITNESS_MACHINE_SERVICE = uuid_of(0x1826)
TREADMILL_DATA = uuid_of(0x2ACD)

RESERVED_BITS: Final = "reserved-bits"
TRAILING_BYTES: Final = "trailing-bytes"
LEGACY_PACE: Final = "legacy-pace"
TRUNCATED: Final = "truncated-"  # and the name of the field that is cut

_MORE, _RESERVED = 0x0001, 0xE000


@dataclass(frozen=True, slots=True, kw_only=True)
class TreadmillData:
    """One packet, or the record that several make; None for what is not told.

    Attributes:
        is_more_to_come: Whether the record goes on in the next packet.
        speed_mps: Speed of the belt [m/s].
        mean_speed_mps: The same, on average [m/s].
        distance_m: What the treadmill's counter shows [m].
        grade: Rise over run.
        ramp_deg: Angle of the deck [deg].
        ascent_m: Height climbed [m].
        descent_m: Height descended [m].
        pace_s_per_500m: Time for 500 m [s].
        mean_pace_s_per_500m: The same, on average [s].
        energy_kcal: Energy so far [kcal].
        energy_kcal_per_h: Energy in an hour [kcal/h].
        energy_kcal_per_min: Energy in a minute [kcal/min].
        hr_bpm: Heart rate as the treadmill has it [bpm]; 0 is none. Never used: the strap's is.
        met: Metabolic equivalents.
        elapsed_s: Time since its start [s].
        remaining_s: Time left [s].
        force_n: Force on the belt [N].
        power_w: Power put out [W].
        issues: What was odd about the packet.
    """

    is_more_to_come: bool = False
    speed_mps: float | None = None
    mean_speed_mps: float | None = None
    distance_m: int | None = None
    grade: float | None = None
    ramp_deg: float | None = None
    ascent_m: float | None = None
    descent_m: float | None = None
    pace_s_per_500m: float | None = None
    mean_pace_s_per_500m: float | None = None
    energy_kcal: int | None = None
    energy_kcal_per_h: int | None = None
    energy_kcal_per_min: int | None = None
    hr_bpm: int | None = None
    met: float | None = None
    elapsed_s: int | None = None
    remaining_s: int | None = None
    force_n: int | None = None
    power_w: int | None = None
    issues: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    """One number of a packet.

    Attributes:
        name: The attribute of :class:`TreadmillData`.
        bit: The flag that promises it.
        size: Its bytes.
        per_unit: Steps in one unit.
        is_signed: Whether it may be negative.
        missing: What stands for *not available*; None where the standard has no such number.
    """

    name: str
    bit: int
    size: int
    per_unit: int = 1
    is_signed: bool = False
    missing: int | None = None

    @property
    def is_pace(self) -> bool:
        return "pace" in self.name


# In the order of the packet. Speeds are sent in 0.01 km/h, which is 1/360 m/s; an incline in 0.1 %.
_FIELDS = (
    _Field("speed_mps", _MORE, 2, 360),
    _Field("mean_speed_mps", 0x0002, 2, 360),
    _Field("distance_m", 0x0004, 3),
    _Field("grade", 0x0008, 2, 1000, is_signed=True, missing=0x7FFF),
    _Field("ramp_deg", 0x0008, 2, 10, is_signed=True, missing=0x7FFF),
    _Field("ascent_m", 0x0010, 2, 10),
    _Field("descent_m", 0x0010, 2, 10),
    _Field("pace_s_per_500m", 0x0020, 2),
    _Field("mean_pace_s_per_500m", 0x0040, 2),
    _Field("energy_kcal", 0x0080, 2, missing=0xFFFF),
    _Field("energy_kcal_per_h", 0x0080, 2, missing=0xFFFF),
    _Field("energy_kcal_per_min", 0x0080, 1, missing=0xFF),
    _Field("hr_bpm", 0x0100, 1),
    _Field("met", 0x0200, 1, 10),
    _Field("elapsed_s", 0x0400, 2),
    _Field("remaining_s", 0x0800, 2),
    _Field("force_n", 0x1000, 2, is_signed=True, missing=0x7FFF),
    _Field("power_w", 0x1000, 2, is_signed=True, missing=0x7FFF),
)


def decode_treadmill_data(payload: bytes) -> TreadmillData:
    """Read a packet of treadmill data.

    Raises:
        ValueError: The packet is too short to hold its flags.

    >>> data = decode_treadmill_data(bytes.fromhex("0800e803e2ffff7f"))
    >>> round(data.speed_mps, 2), data.grade, data.ramp_deg
    (2.78, -0.03, None)
    """
    if len(payload) < 2:
        raise ValueError(f"treadmill data of {len(payload)} bytes: {payload.hex()!r}")
    flags, rest = int.from_bytes(payload[:2], "little"), payload[2:]
    promised = [field for field in _FIELDS if _is_promised(field, flags)]
    pace_size = _pace_size(promised, len(rest))
    values: dict[str, float | None] = {}
    issues = [RESERVED_BITS] if flags & _RESERVED else []
    issues += [LEGACY_PACE] if pace_size == 1 else []
    for field in promised:
        size = pace_size if field.is_pace else field.size
        if len(rest) < size:
            issues.append(TRUNCATED + field.name)
            rest = b""
            break
        raw, rest = int.from_bytes(rest[:size], "little", signed=field.is_signed), rest[size:]
        values[field.name] = _value(field, raw, is_legacy=size < field.size)
    if rest:
        issues.append(TRAILING_BYTES)
    return TreadmillData(
        is_more_to_come=bool(flags & _MORE),
        issues=tuple(issues),
        **values,  # type: ignore[arg-type]  # whole numbers where they are declared so
    )


def _is_promised(field: _Field, flags: int) -> bool:
    return bool(flags & field.bit) != (field.bit == _MORE)


def _pace_size(promised: list[_Field], rest_bytes: int) -> int:
    """How many bytes a pace has in a packet with so many bytes behind its flags."""
    paces = sum(field.is_pace for field in promised)
    whole = sum(field.size for field in promised)
    return 1 if paces and rest_bytes == whole - paces else 2


def _value(field: _Field, raw: int, *, is_legacy: bool) -> float | None:
    if raw == field.missing:
        return None
    if is_legacy:  # 0.1 km/min; 500 m take 300 s at 1
        return 300.0 / raw if raw else None
    return raw if field.per_unit == 1 else raw / field.per_unit


def encode_treadmill_data(data: TreadmillData) -> bytes:
    """Write a packet of treadmill data as a treadmill would.

    Of numbers that one flag promises together, those that are None are sent as *not available*.

    Args:
        data: What to tell; its issues are not sent.

    Raises:
        ValueError: A number does not fit its field, is missing and cannot be sent so, or the speed
            stands in a packet with more to come.

    >>> encode_treadmill_data(TreadmillData(speed_mps=8.5 / 3.6)).hex()
    '00005203'
    """
    if data.is_more_to_come == (data.speed_mps is not None):
        raise ValueError("the last packet of a record, and no other, has the speed")
    told = {field.name: getattr(data, field.name) for field in _FIELDS}
    flags, parts = _MORE if data.is_more_to_come else 0, []
    for field in _FIELDS:
        together = [told[other.name] for other in _FIELDS if other.bit == field.bit]
        if all(value is None for value in together):
            continue
        flags |= 0 if field.bit == _MORE else field.bit
        parts.append(_bytes_of(field, told[field.name]))
    return flags.to_bytes(2, "little") + b"".join(parts)


def _bytes_of(field: _Field, value: float | None) -> bytes:
    raw = field.missing if value is None else round(value * field.per_unit)
    try:
        if raw is None:
            raise OverflowError
        return raw.to_bytes(field.size, "little", signed=field.is_signed)
    except OverflowError:
        raise ValueError(f"{field.name} cannot be {value}") from None


class Record:
    """Puts the packets of a record together; uses no later packet."""

    def __init__(self) -> None:
        self._waiting: dict[str, float] = {}

    def join(self, data: TreadmillData) -> TreadmillData | None:
        """Take in a packet.

        Args:
            data: What it says.

        Returns:
            The record where this packet ends it, None where there is more to come. A record whose
            end was lost lends what the next one does not tell anew.
        """
        told = {
            field.name: value
            for field in fields(data)
            if field.name not in ("is_more_to_come", "issues")
            and (value := getattr(data, field.name)) is not None
        }
        self._waiting |= told
        if data.is_more_to_come:
            return None
        whole, self._waiting = self._waiting, {}
        return TreadmillData(**whole, issues=data.issues)  # type: ignore[arg-type]  # its own values

    def forget(self) -> None:
        """Drop what waits for its end: another connection tells other records."""
        self._waiting = {}
