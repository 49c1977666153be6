"""Bluetooth: listen to a strap, and to what there is beside it, and make one Sample a second of it.

Several tasks work side by side. Each sensor has a *link* task (:mod:`devices.sensor_link`), which
walks through scan, connect, subscribe and listen, for ever. The *tick* task (:mod:`devices.ticker`)
never waits for the radio, so a Sample comes every second from the first one on, sensors or no
sensors. Between them is only a queue of packets.
"""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import AsyncGenerator, Callable

from devices.hrm import Measurement
from devices.link import LinkNews, LinkPolicy, LinkState, PulseWatch
from devices.radio import BaseBleakClient, BaseBleakScanner
from devices.sensor_link import SensorLink, Surroundings
from devices.sensors import NONE_BESIDE, Beside, Choice, FoundSensor, SensorInfo, SensorKind
from devices.ticker import Ticker
from runwalk.engine.sample import Sample


class StrapSource:
    """A heart rate strap as a live source, and a foot pod and a treadmill beside it.

    Args:
        wanted: Name (or a part of it) or address of the strap, in any case; None for any. With
            several in reach the strongest is taken, and once it has been heard it stays the one.
        known: The one strap that is meant, in place of ``wanted``.
        beside: What else to listen to, and which, in the same words. It is found, kept and found
            again like the strap; without it the run goes on, and its numbers are not known.
        on_packet: Told every packet of the strap before the Sample that it went into: nanoseconds
            since the run began [ns], and its bytes.
        on_news: Told what happens to the links; must return at once. What it raises is logged.
        scanner_backend: Another radio than this computer's.
        client_backend: Goes with ``scanner_backend``.
        policy: How patient to be.
        jitter: Throws a number from 0 to 1 for each wait.

    Attributes:
        counts: How often what was heard, as in :attr:`devices.sampler.Sampler.counts`.
    """

    def __init__(
        self,
        wanted: str | None = None,
        *,
        known: FoundSensor | None = None,
        beside: Beside = NONE_BESIDE,
        on_packet: Callable[[int, bytes], None] | None = None,
        on_news: Callable[[LinkNews], None] | None = None,
        scanner_backend: type[BaseBleakScanner] | None = None,
        client_backend: type[BaseBleakClient] | None = None,
        policy: LinkPolicy | None = None,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        strap = Choice(wanted)
        if known is not None:
            strap.keep(known)
        others = {kind: Choice(one, kind) for kind, one in beside.items()}
        self._choices = {SensorKind.STRAP: strap, **others}
        self._on_packet = on_packet
        self._around = Surroundings(
            policy=policy or LinkPolicy(),
            jitter=jitter,
            on_news=on_news,
            scanner_backend=scanner_backend,
            client_backend=client_backend,
        )
        self._pulse = PulseWatch(self._around.policy.dry_s)
        self._links: dict[SensorKind, SensorLink] = {}
        self.counts: Counter[str] = Counter()

    @property
    def state(self) -> LinkState:
        """Where the strap's link stands."""
        return self.state_of(SensorKind.STRAP)

    @property
    def strap(self) -> SensorInfo | None:
        """What is known of the strap; None until one is connected."""
        return self.info_of(SensorKind.STRAP)

    @property
    def heard(self) -> FoundSensor | None:
        """The strap that was heard; None until then."""
        link = self._links.get(SensorKind.STRAP)
        return None if link is None else link.heard

    @property
    def is_clear(self) -> bool:
        """Whether no other strap near could have been meant when it was chosen."""
        link = self._links.get(SensorKind.STRAP)
        return link is not None and link.is_clear

    def state_of(self, kind: SensorKind) -> LinkState:
        """Where the link of a sensor stands."""
        link = self._links.get(kind)
        return LinkState.WAITING if link is None else link.state

    def info_of(self, kind: SensorKind) -> SensorInfo | None:
        """What is known of a sensor; None until it is connected, or where nobody asks for one."""
        link = self._links.get(kind)
        return None if link is None else link.info

    async def samples(self) -> AsyncGenerator[Sample, None]:
        """Yield one Sample a second, for ever; second 0 begins now.

        Close it (``contextlib.aclosing``) or cancel the task to end the run; either lets go of the
        sensors first. One run for each source.
        """
        ticker = Ticker(
            on_packet=self._on_packet,
            on_measurement=self._hint_if_dry,
            on_second=self._hint_if_missing,
        )
        self.counts = ticker.sampler.counts
        for kind, choice in self._choices.items():
            self._links[kind] = SensorLink(choice, self._around, ticker.queue_of(kind))
        tasks = [asyncio.create_task(link.keep()) for link in self._links.values()]
        tasks.append(asyncio.create_task(ticker.tick()))
        for task in tasks:  # none ends by itself; if one does, it has something to raise
            task.add_done_callback(lambda _: ticker.closed.put_nowait(None))
        try:
            while (sample := await ticker.closed.get()) is not None:
                yield sample
            for task in tasks:
                if task.done():
                    task.result()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for link in self._links.values():
                link.close()

    def _hint_if_dry(self, at_ns: int, measurement: Measurement) -> None:
        if self._pulse.watch(at_ns, measurement):
            self._links[SensorKind.STRAP].herald.hint_dry(self.state)

    def _hint_if_missing(self) -> None:
        for link in self._links.values():
            link.hint_if_missing()
