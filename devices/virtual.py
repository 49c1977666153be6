"""A whole run without a radio: a body, a virtual strap on it, and the real way from there on.

    body -> heart rate, RR -> 0x2A37 bytes -> virtual strap -> bleak -> StrapSource -> Sample
      ^                                                                                  |
      +--------------------------- "run" or "walk" <-------------------- the coach ------+

A strap carries heart rate only. What a treadmill or a foot pod would tell beside it (speed, grade,
cadence, ...) is put into the Sample of the same second afterwards. On a
:class:`devices.clock.PacedEventLoop` the same body gives the same Samples every time.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from devices.ble import StrapSource
from devices.clock import NS_PER_S, elapsed_ns
from devices.hrm import encode_measurement, ms_to_ticks
from devices.link import LinkNews
from devices.virtual_radio import H10, StrapSpec, VirtualAir, VirtualStrap
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Segment

# The strap notifies in the middle of each second, a phase like any other.
_PHASE_S = 0.5


class Body(Protocol):
    """Somebody who runs."""

    def second(self) -> Sample:
        """Live through the next second and tell the truth about it."""

    def hear(self, word: str) -> None:
        """Take in what the coach says: ``run`` or ``walk``."""

    def take(self, segment: Segment | None) -> None:
        """See what the workout asks now."""


class FaultKind(StrEnum):
    """What can go wrong with a strap."""

    DROP = "drop"  # the link is lost, and can be made again at once
    RANGE = "range"  # away, and back
    STALL = "stall"  # connected, but silent
    HELD = "held"  # another device has it
    OFF = "off"  # the adapter is switched off
    MALFORMED = "malformed"  # packets that are cut short
    DRY = "dry"  # no skin contact, heart rate 0
    ECTOPIC = "ectopic"  # one early beat a second, and the pause after it


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """Something that goes wrong during a virtual run.

    Attributes:
        kind: What.
        at_s: In which second of the run [s].
        lasts_s: For how many seconds [s]; a drop has no length.

    Raises:
        ValueError: ``at_s`` is negative or ``lasts_s`` not positive.
    """

    kind: FaultKind
    at_s: int
    lasts_s: int = 1

    def __post_init__(self) -> None:
        if self.at_s < 0 or self.lasts_s < 1:
            raise ValueError(f"a fault begins at 0 s or later and lasts 1 s or longer, got {self}")

    @classmethod
    def parse(cls, text: str) -> Fault:
        """Read ``kind@second+length``, as a person types it.

        Raises:
            ValueError: It cannot be read.

        >>> Fault.parse("range@600+60")
        Fault(kind=<FaultKind.RANGE: 'range'>, at_s=600, lasts_s=60)
        >>> Fault.parse("drop@30").lasts_s
        1
        """
        kind, _, when = text.partition("@")
        at, _, length = when.partition("+")
        try:
            return cls(kind=FaultKind(kind.strip()), at_s=int(at), lasts_s=int(length or 1))
        except ValueError as error:
            kinds = ", ".join(FaultKind)
            raise ValueError(
                f"a fault is written kind@second+length, as in range@600+60, with one of {kinds};"
                f" got {text!r}"
            ) from error

    def is_on(self, second_s: int) -> bool:
        """Tell whether it is there in this second."""
        return self.at_s <= second_s < self.at_s + self.lasts_s


class VirtualRun:
    """A live source made of a body and a virtual strap on it.

    Args:
        body: Who runs; asked once a second.
        faults: What goes wrong and when.
        duration_s: How long the run lasts [s]; None for ever.
        is_strap_only: Leave out what a strap cannot know.
        spec: What strap it is.
        on_packet: As in :class:`devices.ble.StrapSource`.
        on_news: As in :class:`devices.ble.StrapSource`.

    Attributes:
        source: The strap as a source: its state, its counts, what is known of it.
        strap: The strap itself, for a fault by hand.
    """

    def __init__(
        self,
        body: Body,
        *,
        faults: tuple[Fault, ...] = (),
        duration_s: int | None = None,
        is_strap_only: bool = False,
        spec: StrapSpec = H10,
        on_packet: Callable[[int, bytes], None] | None = None,
        on_news: Callable[[LinkNews], None] | None = None,
    ) -> None:
        self._body = body
        self._faults = faults
        self._duration_s = duration_s
        self._is_strap_only = is_strap_only
        self._truths: dict[int, Sample] = {}
        air = VirtualAir()
        self.strap = VirtualStrap(air, spec)
        self.source = StrapSource(
            spec.address,
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
        if self._is_strap_only or truth is None:
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
        """Let the body live and the strap tell of it, second by second."""
        second_s = 0
        while True:
            due_ns = start_ns + round((second_s + _PHASE_S) * NS_PER_S)
            await asyncio.sleep(max(0.0, (due_ns - elapsed_ns()) / NS_PER_S))
            self._set_faults(second_s)
            truth = self._truths[second_s] = self._body.second()
            self.strap.notify(self._packet(truth, second_s))
            second_s += 1

    def _set_faults(self, second_s: int) -> None:
        for fault in self._faults:
            if fault.at_s == second_s:
                self._begin(fault.kind)
            elif fault.at_s + fault.lasts_s == second_s:
                self._end(fault.kind)

    def _begin(self, kind: FaultKind) -> None:
        match kind:
            case FaultKind.DROP:
                self.strap.drop()
            case FaultKind.RANGE:
                self.strap.leave()
            case FaultKind.STALL:
                self.strap.stall()
            case FaultKind.HELD:
                self.strap.hold()
            case FaultKind.OFF:
                self.strap.air.switch(on=False)
            case _:
                pass  # a matter of bytes: see _packet

    def _end(self, kind: FaultKind) -> None:
        match kind:
            case FaultKind.RANGE:
                self.strap.come_back()
            case FaultKind.STALL:
                self.strap.resume()
            case FaultKind.HELD:
                self.strap.let_go()
            case FaultKind.OFF:
                self.strap.air.switch(on=True)
            case _:
                pass

    def _packet(self, truth: Sample, second_s: int) -> bytes:
        kinds = {fault.kind for fault in self._faults if fault.is_on(second_s)}
        if FaultKind.DRY in kinds:
            return encode_measurement(0, contact=False)
        rr_ms = with_early_beat(truth.rr_ms) if FaultKind.ECTOPIC in kinds else truth.rr_ms
        rr_ticks = tuple(ms_to_ticks(interval_ms) for interval_ms in rr_ms)
        payload = encode_measurement(truth.hr_bpm or 0, rr_ticks, contact=True)
        return payload[:1] if FaultKind.MALFORMED in kinds else payload


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
