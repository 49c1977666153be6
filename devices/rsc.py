"""The running speed and cadence service of a foot pod: bytes to values and back.

Bad bytes are not exceptional: what can be read is read, what cannot is named in ``issues``. Only a
packet too short to hold a speed and a cadence is refused.

Source: Bluetooth SIG, the GATT Specification Supplement, ``rsc_measurement`` (0x2A53) of the
Running Speed and Cadence service (0x1814); all numbers little-endian. The table in
tests/devices/footpod_vectors.json says what is made of odd packets.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from devices.hrm import uuid_of

RUNNING_SERVICE = uuid_of(0x1814)
RUNNING_MEASUREMENT = uuid_of(0x2A53)

_STRIDE, _DISTANCE, _RUNNING = 0x01, 0x02, 0x04
_RESERVED = 0xF8
_HEAD_BYTES = 4

_SPEEDS_PER_MPS = 256
_STRIDES_PER_M = 100
_DISTANCES_PER_M = 10


class Issue(StrEnum):
    """What was odd about a packet that could be read all the same."""

    RESERVED_BITS = "reserved-bits"  # ignored
    TRUNCATED_STRIDE = "truncated-stride"  # what follows a cut stride cannot be a distance either
    TRUNCATED_DISTANCE = "truncated-distance"
    TRAILING_BYTES = "trailing-bytes"  # bytes that no flag speaks of; ignored


@dataclass(frozen=True, slots=True, kw_only=True)
class Measurement:
    """One running speed and cadence measurement (0x2A53).

    Attributes:
        speed_mps: Speed [m/s].
        turns_per_min: What the pod counts of the feet in a minute [1/min]: strides by the letter,
            steps on many pods; :class:`StepCount` tells which.
        stride_m: Length of a stride [m]; None where the pod does not tell it.
        distance_m: What the pod's own counter shows [m]; None where it has none.
        is_running: Whether the pod takes the gait for running.
        issues: What was odd about the packet.
    """

    speed_mps: float
    turns_per_min: int
    stride_m: float | None = None
    distance_m: float | None = None
    is_running: bool = False
    issues: tuple[Issue, ...] = ()


def decode_measurement(payload: bytes) -> Measurement:
    """Read a running speed and cadence measurement.

    Raises:
        ValueError: The packet is too short to hold a speed and a cadence.

    >>> decode_measurement(bytes.fromhex("0433035a")).speed_mps
    3.19921875
    """
    if len(payload) < _HEAD_BYTES:
        raise ValueError(f"a running measurement of {len(payload)} bytes: {payload.hex()!r}")
    flags, tail = payload[0], payload[_HEAD_BYTES:]
    issues = [Issue.RESERVED_BITS] if flags & _RESERVED else []
    stride_m: float | None = None
    distance_m: float | None = None
    if flags & _STRIDE:
        if len(tail) >= 2:
            stride_m, tail = int.from_bytes(tail[:2], "little") / _STRIDES_PER_M, tail[2:]
        else:
            issues.append(Issue.TRUNCATED_STRIDE)
            flags, tail = flags & ~_DISTANCE, b""
    if flags & _DISTANCE:
        if len(tail) >= 4:
            distance_m, tail = int.from_bytes(tail[:4], "little") / _DISTANCES_PER_M, tail[4:]
        else:
            issues.append(Issue.TRUNCATED_DISTANCE)
            tail = b""
    if tail:
        issues.append(Issue.TRAILING_BYTES)
    return Measurement(
        speed_mps=int.from_bytes(payload[1:3], "little") / _SPEEDS_PER_MPS,
        turns_per_min=payload[3],
        stride_m=stride_m,
        distance_m=distance_m,
        is_running=bool(flags & _RUNNING),
        issues=tuple(issues),
    )


def encode_measurement(
    speed_mps: float,
    turns_per_min: int,
    *,
    stride_m: float | None = None,
    distance_m: float | None = None,
    is_running: bool = False,
) -> bytes:
    """Write a running speed and cadence measurement as a foot pod would.

    Args:
        speed_mps: Speed [m/s], below 256.
        turns_per_min: Strides, or steps, in a minute [1/min], at most 255.
        stride_m: Length of a stride [m]; None leaves the field out.
        distance_m: What the counter shows [m]; None leaves the field out.
        is_running: Whether the gait is running.

    Raises:
        ValueError: A number does not fit its field.

    >>> encode_measurement(3.2, 90, is_running=True).hex()
    '0433035a'
    """
    fields = [(round(speed_mps * _SPEEDS_PER_MPS), 2), (turns_per_min, 1)]
    flags = _RUNNING if is_running else 0
    if stride_m is not None:
        flags |= _STRIDE
        fields.append((round(stride_m * _STRIDES_PER_M), 2))
    if distance_m is not None:
        flags |= _DISTANCE
        fields.append((round(distance_m * _DISTANCES_PER_M), 4))
    for value, size in fields:
        if not 0 <= value < 256**size:
            raise ValueError(f"does not fit into {8 * size} bits: {value}")
    return bytes([flags]) + b"".join(value.to_bytes(size, "little") for value, size in fields)


@dataclass(frozen=True, slots=True, kw_only=True)
class StepCountRules:
    """How strides are told from steps.

    Attributes:
        most_strides_per_min: More than this in a minute are steps [1/min]: nobody makes 260 steps.
        least_mps: Slower than this tells nothing [m/s]: the legs may be starting or stopping.
        longest_step_m: In a count of at most that many in a minute, a walker's step is shorter
            than this ...
        shortest_stride_m: ... and a stride, two steps, is longer than this [m].
        sure_count: So many more seconds must speak for one than for the other.

    Source: our choice. Walkers make steps of 0.6 to 0.9 m at 90 to 130 in a minute; strides that
    slow are 1.2 m and longer.
    """

    most_strides_per_min: int = 130
    least_mps: float = 0.8
    longest_step_m: float = 0.95
    shortest_stride_m: float = 1.1
    sure_count: int = 8


class StepCount:
    """Finds out what a pod counts, and tells steps; uses no later packet.

    The standard says *per minute* and leaves open of what: some pods count strides, left foot to
    left foot, others every step. Until it is known there is no cadence: a wrong one would make a
    walker of a runner. The pod's own length of a stride does not help, for a pod that counts steps
    may mean a step by it.

    Args:
        rules: How they are told from each other.
    """

    def __init__(self, rules: StepCountRules | None = None) -> None:
        self._rules = rules or StepCountRules()
        self._strides_ahead = 0  # seconds that speak for strides, less those for steps

    def steps_per_min(self, measurement: Measurement) -> int | None:
        """Steps of both feet in a minute [1/min]; None while nobody knows."""
        turns = measurement.turns_per_min
        if turns == 0:
            return 0
        self._weigh(turns, measurement.speed_mps)
        if abs(self._strides_ahead) < self._rules.sure_count:
            return None
        return 2 * turns if self._strides_ahead > 0 else turns

    def _weigh(self, turns: int, speed_mps: float) -> None:
        rules = self._rules
        most = 2 * rules.sure_count
        if turns > rules.most_strides_per_min:
            self._strides_ahead = -most
        elif speed_mps >= rules.least_mps:
            length_m = 60.0 * speed_mps / turns
            if length_m > rules.shortest_stride_m:
                self._strides_ahead = min(self._strides_ahead + 1, most)
            elif length_m < rules.longest_step_m:
                self._strides_ahead = max(self._strides_ahead - 1, -most)
