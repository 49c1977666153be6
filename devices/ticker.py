"""The pulse of a live run: closes every second on time, whatever the radio is doing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from devices.clock import NS_PER_S, elapsed_ns
from devices.hrm import Measurement
from devices.sampler import Sampler
from devices.sensors import SensorKind
from runwalk.engine.sample import Sample


class Ticker:
    """Takes packets whenever they come and hands out Samples when they are due.

    Second 0 begins when it is made.

    Args:
        on_packet: Told every packet of the strap before the Sample that it went into: nanoseconds
            since the run began [ns], and its bytes.
        on_measurement: Told what each of them says, and when it came [ns].
        on_second: Told that a second is over.

    Attributes:
        sampler: What makes Samples of the packets.
        closed: The Samples in order; its reader may put None there to wake itself up.
    """

    def __init__(
        self,
        *,
        on_packet: Callable[[int, bytes], None] | None,
        on_measurement: Callable[[int, Measurement], None],
        on_second: Callable[[], None],
    ) -> None:
        self._on_packet = on_packet
        self._on_measurement = on_measurement
        self._on_second = on_second
        self._start_ns = elapsed_ns()
        self._packets: list[tuple[SensorKind, int, bytes]] = []
        self.sampler = Sampler(self._start_ns)
        self.closed: asyncio.Queue[Sample | None] = asyncio.Queue()

    def queue_of(self, kind: SensorKind) -> Callable[[bytes], None]:
        """Give what takes a sensor's packet that arrives now.

        A callback of the radio calls that and nothing else.
        """

        def enqueue(payload: bytes) -> None:
            self._packets.append((kind, elapsed_ns(), payload))

        return enqueue

    async def tick(self) -> None:
        """Close second after second, for ever."""
        while True:
            await asyncio.sleep(max(0.0, (self.sampler.due_ns - elapsed_ns()) / NS_PER_S))
            self._hear()
            for sample in self.sampler.close(elapsed_ns()):
                self.closed.put_nowait(sample)
            self._on_second()

    def _hear(self) -> None:
        packets = self._packets.copy()
        self._packets.clear()
        for kind, at_ns, payload in packets:
            if kind is not SensorKind.STRAP:
                self.sampler.hear_beside(kind, at_ns, payload)
                continue
            if self._on_packet:
                self._on_packet(at_ns - self._start_ns, payload)
            measurement = self.sampler.hear(at_ns, payload)
            if measurement is not None:
                self._on_measurement(at_ns, measurement)
