"""A whole run without a radio: a body, a virtual strap on it, and the real way from there on.

    body -> heart rate, RR -> 0x2A37 bytes -> virtual strap -> bleak -> StrapSource -> Sample
      ^                                                                                  |
      +--------------------------- "run" or "walk" <-------------------- the coach ------+

A strap carries heart rate only. A virtual foot pod and a virtual treadmill can be had beside it;
then speed, cadence, distance and grade come as their bytes, the same real way. Where neither is
asked for, what they would tell is put into the Sample of the same second afterwards. On a
:class:`devices.clock.PacedEventLoop` the same body gives the same Samples every time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol

from devices import rsc
from devices.ble import StrapSource
from devices.clock import NS_PER_S, elapsed_ns
from devices.hrm import encode_measurement, ms_to_ticks
from devices.link import LinkNews
from devices.sensors import NONE_BESIDE, Beside, SensorKind
from devices.treadmill import TreadmillData, encode_treadmill_data
from devices.virtual_radio import FOOTPOD, H10, TREADMILL, SensorSpec, VirtualAir, VirtualSensor
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Segment

# The sensors notify in the middle of each second, a phase like any other.
_PHASE_S = 0.5

# Where these virtual counters stand when a run begins: real ones stand anywhere.
_FOOTPOD_AT_M, _TREADMILL_AT_M = 48_211.3, 640

_RUNNING_SPM = 140
_BESIDE = MappingProxyType({SensorKind.FOOTPOD: FOOTPOD, SensorKind.TREADMILL: TREADMILL})


class Body(Protocol):
    """Somebody who runs."""

    def second(self) -> Sample:
        """Live through the next second and tell the truth about it."""

    def hear(self, word: str) -> None:
        """Take in what the coach says: ``run`` or ``walk``."""

    def take(self, segment: Segment | None) -> None:
        """See what the workout asks now."""


class FaultKind(StrEnum):
    """What can go wrong with a sensor."""

    DROP = "drop"  # the link is lost, and can be made again at once
    RANGE = "range"  # away, and back
    STALL = "stall"  # connected, but silent
    HELD = "held"  # another device has it
    OFF = "off"  # the adapter is switched off
    MALFORMED = "malformed"  # packets that are cut short
    DRY = "dry"  # no skin contact, heart rate 0; straps only
    ECTOPIC = "ectopic"  # one early beat a second, and the pause after it; straps only


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong during a virtual run.

    Attributes:
        kind: What.
        at_s: In which second of the run [s].
        lasts_s: For how many seconds [s]; a drop has no length.
        sensor: With which sensor; an adapter that is off is off for all.

    Raises:
        ValueError: ``at_s`` is negative or ``lasts_s`` not positive, or no such sensor can have it.
    """

    kind: FaultKind
    at_s: int
    lasts_s: int = 1
    sensor: SensorKind = SensorKind.STRAP

    def __post_init__(self) -> None:
        if self.at_s < 0 or self.lasts_s < 1:
            raise ValueError(f"a fault begins at 0 s or later and lasts 1 s or longer, got {self}")
        of_straps = (FaultKind.DRY, FaultKind.ECTOPIC)
        if self.kind in of_straps and self.sensor is not SensorKind.STRAP:
            raise ValueError(f"only a strap can be {self.kind}, not a {self.sensor}")

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read ``kind@second+length``, as a person types it; another sensor stands before it.

        Raises:
            ValueError: It cannot be read.

        >>> fault = Fault.parse("range@600+60")
        >>> fault.at_s, fault.lasts_s, fault.sensor
        (600, 60, <SensorKind.STRAP: 'strap'>)
        >>> Fault.parse("footpod:drop@30").sensor
        <SensorKind.FOOTPOD: 'footpod'>
        """
        what, _, when = text.partition("@")
        sensor, _, kind = what.rpartition(":")
        at, _, length = when.partition("+")
        try:
            return cls(
                kind=FaultKind(kind.strip()),
                at_s=int(at),
                lasts_s=int(length or 1),
                sensor=SensorKind(sensor.strip() or SensorKind.STRAP),
            )
        except ValueError as error:
            kinds = ", ".join(FaultKind)
            raise ValueError(
                f"a fault is written kind@second+length, as in range@600+60, with one of {kinds};"
                f" of another sensor, as footpod:range@600+60; got {text!r}"
            ) from error

    def is_on(self, second_s: int, sensor: SensorKind) -> bool:
        """Tell whether it is there in this second, with this sensor."""
        return self.sensor is sensor and self.at_s <= second_s < self.at_s + self.lasts_s


class VirtualRun:
    """A live source made of a body and the virtual sensors on it.

    Args:
        body: Who runs; asked once a second.
        faults: What goes wrong and when.
        duration_s: How long the run lasts [s]; None for ever.
        is_strap_only: Leave out what a strap cannot know, and no sensor beside it tells.
        beside: What sensors there are beside the strap, and which are wanted, as in
            :class:`devices.ble.StrapSource`. If any, nothing is known but what they and the strap
            tell, and what the runner presses.
        spec: What strap it is.
        on_packet: As in :class:`devices.ble.StrapSource`.
        on_news: As in :class:`devices.ble.StrapSource`.

    Attributes:
        source: The sensors as a source: its state, its counts, what is known of it.
        sensors: The sensors themselves, for a fault by hand.
    """

    def __init__(
        self,
        body: Body,
        *,
        faults: tuple[Fault, ...] = (),
        duration_s: int | None = None,
        is_strap_only: bool = False,
        beside: Beside = NONE_BESIDE,
        spec: SensorSpec = H10,
        on_packet: Callable[[int, bytes], None] | None = None,
        on_news: Callable[[LinkNews], None] | None = None,
    ) -> None:
        self._body = body
        self._faults = faults
        self._duration_s = duration_s
        self._is_strap_only = is_strap_only
        self._truths: dict[int, Sample] = {}
        air = VirtualAir()
        specs = {SensorKind.STRAP: spec} | {kind: _BESIDE[kind] for kind in beside}
        self.sensors = {kind: VirtualSensor(air, one) for kind, one in specs.items()}
        self.source = StrapSource(
            spec.address,
            beside=beside,
            on_packet=on_packet,
            on_news=on_news,
            scanner_backend=air.scanner_backend,
            client_backend=air.client_backend,
            jitter=lambda: 0.0,
        )

    def hear(self, word: str) -> None:
        """Tell the body what the coach says; it acts on it from the next second on."""
        self._body.hear(word)

    def take(self, segment: Segment | None) -> None:
        """Show the body the part of the workout that runs now."""
        self._body.take(segment)

    async def samples(self) -> AsyncGenerator[Sample, None]:
        """Yield one Sample a second; second 0 begins now."""
        living = asyncio.create_task(self._live(elapsed_ns()))
        try:
            async with contextlib.aclosing(self.source.samples()) as heard:
                async for sample in heard:
                    if self._duration_s is not None and sample.t_s >= self._duration_s:
                        return
                    if living.done():
                        living.result()  # a body that fails is not a strap that is silent
                    yield self._merge(sample)
                    if sample.t_s + 1 == self._duration_s:
                        return
        finally:
            living.cancel()
            await asyncio.gather(living, return_exceptions=True)

    def _merge(self, heard: Sample) -> Sample:
        truth = self._truths.pop(heard.t_s, None)
        if truth is None:
            return heard
        if len(self.sensors) > 1:
            return replace(heard, marks=truth.marks)
        if self._is_strap_only:
            return heard
        return Sample.rounded(
            heard.t_s,
            hr_bpm=heard.hr_bpm,
            rr_ms=heard.rr_ms,
            contact=heard.contact,
            speed_mps=truth.speed_mps,
            altitude_m=truth.altitude_m,
            grade=truth.grade,
            distance_m=truth.distance_m,
            cadence_spm=truth.cadence_spm,
            power_w=truth.power_w,
            temperature_c=truth.temperature_c,
            marks=truth.marks,
        )

    async def _live(self, start_ns: int) -> None:
        """Let the body live and the sensors tell of it, second by second."""
        second_s = 0
        while True:
            due_ns = start_ns + round((second_s + _PHASE_S) * NS_PER_S)
            await asyncio.sleep(max(0.0, (due_ns - elapsed_ns()) / NS_PER_S))
            self._set_faults(second_s)
            truth = self._truths[second_s] = self._body.second()
            for kind, sensor in self.sensors.items():
                for payload in self._packets(kind, truth, second_s):
                    sensor.notify(payload)
            second_s += 1

    def _set_faults(self, second_s: int) -> None:
        for fault in self._faults:
            sensor = self.sensors.get(fault.sensor)
            if sensor is None:
                continue
            if fault.at_s == second_s:
                _begin(fault.kind, sensor)
            elif fault.at_s + fault.lasts_s == second_s:
                _end(fault.kind, sensor)

    def _packets(self, kind: SensorKind, truth: Sample, second_s: int) -> tuple[bytes, ...]:
        faults = {fault.kind for fault in self._faults if fault.is_on(second_s, kind)}
        packets: tuple[bytes, ...]
        if kind is SensorKind.STRAP:
            packets = (_strap_packet(truth, faults),)
        elif kind is SensorKind.FOOTPOD:
            packets = (_footpod_packet(truth),)
        else:
            packets = _treadmill_packets(truth)
        return tuple(one[:1] for one in packets) if FaultKind.MALFORMED in faults else packets


def _begin(kind: FaultKind, sensor: VirtualSensor) -> None:
    match kind:
        case FaultKind.DROP:
            sensor.drop()
        case FaultKind.RANGE:
            sensor.leave()
        case FaultKind.STALL:
            sensor.stall()
        case FaultKind.HELD:
            sensor.hold()
        case FaultKind.OFF:
            sensor.air.switch(on=False)
        case _:
            pass  # a matter of bytes


def _end(kind: FaultKind, sensor: VirtualSensor) -> None:
    match kind:
        case FaultKind.RANGE:
            sensor.come_back()
        case FaultKind.STALL:
            sensor.resume()
        case FaultKind.HELD:
            sensor.let_go()
        case FaultKind.OFF:
            sensor.air.switch(on=True)
        case _:
            pass


def _strap_packet(truth: Sample, faults: set[FaultKind]) -> bytes:
    if FaultKind.DRY in faults:
        return encode_measurement(0, contact=False)
    rr_ms = with_early_beat(truth.rr_ms) if FaultKind.ECTOPIC in faults else truth.rr_ms
    rr_ticks = tuple(ms_to_ticks(interval_ms) for interval_ms in rr_ms)
    return encode_measurement(truth.hr_bpm or 0, rr_ticks, contact=True)


def _footpod_packet(truth: Sample) -> bytes:
    """What a pod that counts strides makes of a second."""
    cadence_spm = truth.cadence_spm or 0
    return rsc.encode_measurement(
        truth.speed_mps or 0.0,
        round(cadence_spm / 2),
        distance_m=_FOOTPOD_AT_M + (truth.distance_m or 0.0),
        is_running=cadence_spm >= _RUNNING_SPM,
    )


def _treadmill_packets(truth: Sample) -> tuple[bytes, ...]:
    """What a treadmill that sends each record in two packets makes of a second."""
    whole_m = _TREADMILL_AT_M + int(truth.distance_m or 0.0)
    first = TreadmillData(
        is_more_to_come=True, distance_m=whole_m, grade=truth.grade, elapsed_s=truth.t_s
    )
    last = TreadmillData(speed_mps=truth.speed_mps or 0.0)
    return tuple(encode_treadmill_data(packet) for packet in (first, last))


def with_early_beat(rr_ms: tuple[int, ...]) -> tuple[int, ...]:
    """Make the last beat but one come early: a short interval, then a pause that makes up for it.

    Source: our choice of 40 % for the size of it; a premature beat with a full compensatory pause.

    >>> with_early_beat((600, 600))
    (360, 840)
    """
    if len(rr_ms) < 2:
        return rr_ms
    *before, early_ms, pause_ms = rr_ms
    shift_ms = early_ms * 2 // 5
    return (*before, early_ms - shift_ms, pause_ms + shift_ms)
