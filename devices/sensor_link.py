"""One sensor found, held, and found again when it is lost: a task that never ends by itself.

What to do next is decided in :mod:`devices.link`, what to tell people in :mod:`devices.news` and
:mod:`devices.trouble`; here the calls of :mod:`devices.radio` are put in order: scan, connect,
subscribe, listen. A callback of the radio does nothing but hand a packet on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from devices import hrm
from devices.clock import NS_PER_S, elapsed_ns
from devices.link import Link, LinkEvent, LinkNews, LinkPolicy, LinkState
from devices.news import Herald
from devices.radio import (
    FAULTS,
    BaseBleakClient,
    BaseBleakScanner,
    BleakClient,
    BleakGATTCharacteristic,
    Radio,
    Seen,
)
from devices.sensors import (
    CHANNELS,
    Choice,
    FoundSensor,
    SensorInfo,
    SensorKind,
    read_about,
)
from devices.trouble import (
    Trouble,
    explain,
    explain_connect,
    explain_scan,
    is_another_thing,
)

_log = logging.getLogger(__name__)

_EXPLAIN = {LinkState.SCANNING: explain_scan, LinkState.CONNECTING: explain_connect}


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a link works with; the same for all links of a run.

    Attributes:
        policy: How patient to be.
        jitter: Throws a number from 0 to 1 for each wait.
        on_news: Told what happens to the link; must return at once. What it raises is logged.
        scanner_backend: Another radio than this computer's.
        client_backend: Goes with ``scanner_backend``.
    """

    policy: LinkPolicy
    jitter: Callable[[], float]
    on_news: Callable[[LinkNews], None] | None = None
    scanner_backend: type[BaseBleakScanner] | None = None
    client_backend: type[BaseBleakClient] | None = None


class _Line:
    """One connection's side of the callbacks: what happened, and an event that something did."""

    def __init__(self, on_payload: Callable[[bytes], None]) -> None:
        self._on_payload = on_payload
        self.stirred = asyncio.Event()
        self.has_packet = False
        self.is_lost = False

    def on_packet(self, _characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
        self._on_payload(bytes(payload))
        self.has_packet = True
        self.stirred.set()

    def on_lost(self, _client: BleakClient) -> None:
        self.is_lost = True
        self.stirred.set()


class SensorLink:
    """Finds a sensor, keeps hold of it, and finds it again. Reads and listens; never writes.

    Made inside the event loop that it is to live in, when the run begins.

    Args:
        choice: Which sensor.
        around: What it works with.
        on_payload: Told the bytes of each packet when it arrives; must return at once.

    Attributes:
        info: What is known of the sensor; None until one is connected.
        heard: The sensor that was heard; None until then.
        is_clear: Whether no other near could have been meant when it was chosen.
        herald: Tells people of it.
    """

    def __init__(
        self, choice: Choice, around: Surroundings, on_payload: Callable[[bytes], None]
    ) -> None:
        self._choice = choice
        self._kind = choice.kind
        self._channel = CHANNELS[choice.kind]
        self._around = around
        self._policy = around.policy
        self._on_payload = on_payload
        self._is_vital = choice.kind is SensorKind.STRAP
        self._link = Link(self._policy, is_vital=self._is_vital)
        self._radio = Radio.of_this_loop(around.scanner_backend)
        self._known: Seen | None = None  # found last, while it may be connected to
        self.herald = Herald(around.on_news, self._policy, elapsed_ns(), self._kind)
        self.info: SensorInfo | None = None
        self.heard: FoundSensor | None = None
        self.is_clear = False

    @property
    def state(self) -> LinkState:
        """Where the link stands."""
        return self._link.state

    def hint_if_missing(self) -> None:
        """Tell why the sensor may be missing, when it has been for a while."""
        self.herald.hint_if_missing(self.state, self._choice.label, elapsed_ns())

    def close(self) -> None:
        """Take in that the run is over; whoever runs :meth:`keep` has cancelled it."""
        self._tell(LinkEvent.CLOSE)

    async def keep(self) -> None:
        """Hold one connection after the other, for ever; whatever a driver does, it goes on."""
        while True:
            try:
                await self._hold_one_connection()
            except Exception as error:  # noqa: BLE001  # a run goes on, whatever a driver does
                _log.debug("the %s's link failed while %s", self._kind, self.state, exc_info=True)
                if self._known is not None and is_another_thing(error):
                    self._choice.pass_over(self._known.sensor)
                self._known = None
                self.herald.blind(is_blind=self.state is LinkState.SCANNING)
                if self.state is not LinkState.WAITING:  # else only the good-bye failed
                    say = _EXPLAIN.get(self.state, explain)
                    self._fall(LinkEvent.FAILED, say(error, self._kind))
            await asyncio.sleep(self._link.wait_s(self._around.jitter()))

    async def _hold_one_connection(self) -> None:
        self._tell(LinkEvent.LOOK)
        if self.info is None:
            self._say(f"looking for {self._choice.label or 'a ' + self._channel.noun}")
        seen = self._known = await self._find()
        self.herald.blind(is_blind=False)
        if seen is None:
            self._tell(LinkEvent.NOT_FOUND)
            return
        self._tell(LinkEvent.FOUND)
        if self.info is None:
            self._say(f"connecting to {seen.sensor.label}")
        line = _Line(self._on_payload)
        client = BleakClient(
            seen.device,
            line.on_lost,
            timeout=self._policy.connect_s,
            backend=self._around.client_backend,
        )
        self._radio.taken.add(seen.sensor.address)
        try:
            await self._connect(client)
            self._tell(LinkEvent.CONNECTED)
            async with asyncio.timeout(self._policy.call_s):
                await client.start_notify(self._channel.measurement, line.on_packet)
            await self._listen(client, line, seen.sensor)
        finally:
            self._radio.taken.discard(seen.sensor.address)
            with contextlib.suppress(*FAULTS):
                async with asyncio.timeout(self._policy.call_s):
                    await client.disconnect()

    async def _connect(self, client: BleakClient) -> None:
        """Connect; for the strap all looking around stops meanwhile, for nothing else."""
        quiet = (
            self._radio.quiet(self._policy.call_s) if self._is_vital else contextlib.nullcontext()
        )
        async with quiet, asyncio.timeout(self._policy.connect_s + self._policy.call_s):
            await client.connect()

    async def _find(self) -> Seen | None:
        """Find the sensor: the one just left, one that the system holds, or one that calls out."""
        known = self._known
        if known and elapsed_ns() - known.at_ns < self._policy.known_s * NS_PER_S:
            return known
        near = await self._radio.connected_already(self._policy.call_s)
        if not self._choice.rank(one.sensor for one in near.values()):
            near = await self._look_around()
        ranked = self._choice.rank(one.sensor for one in near.values())
        if self.heard is None:
            self.is_clear = len(ranked) == 1
        if len(ranked) > 1:
            names = ", ".join(sensor.label for sensor in ranked)
            what = f"several {self._channel.it}s are near"
            self._say(f"{what}; taking the strongest, {ranked[0].label}", names)
        return near[ranked[0].address] if ranked else None

    async def _look_around(self) -> dict[str, Seen]:
        near: dict[str, Seen] = {}
        any_near, the_one_near = asyncio.Event(), asyncio.Event()

        def seen(one: Seen) -> None:
            near[one.sensor.address] = one
            if self._choice.fits(one.sensor):
                any_near.set()
            if self._choice.is_exactly(one.sensor):
                the_one_near.set()

        async with self._radio.watch(seen, self._policy.call_s):
            if await _wait(any_near, self._policy.scan_s):
                await _wait(the_one_near, self._policy.choose_s)
        return near

    async def _listen(self, client: BleakClient, line: _Line, sensor: FoundSensor) -> None:
        if self.info is None or self.info.address != sensor.address:
            self.info = SensorInfo(name=sensor.name, address=sensor.address)
        reading = asyncio.create_task(self._get_to_know(client, self.info))
        try:
            while await _wait(line.stirred, self._link.patience_s):
                line.stirred.clear()
                if line.has_packet:
                    line.has_packet = False
                    was = self.state
                    if self._tell(LinkEvent.PACKET) is not was:
                        self._choice.keep(sensor)
                        self.heard = sensor
                        self.herald.hearing(self.state, sensor.label)
                if line.is_lost:
                    self._fall(LinkEvent.LOST, Trouble(f"lost {sensor.label}; looking for it"))
                    return
            self._known = None
            what = f"{sensor.label} is connected but says nothing; connecting again"
            self._fall(LinkEvent.SILENCE, Trouble(what))
        finally:
            reading.cancel()
            await asyncio.gather(reading, return_exceptions=True)

    async def _get_to_know(self, client: BleakClient, known: SensorInfo) -> None:
        async def read(uuid: str) -> bytes:
            try:
                async with asyncio.timeout(self._policy.call_s):
                    return bytes(await client.read_gatt_char(uuid))
            except FAULTS as error:  # what a sensor will not say is not worth a fault
                _log.debug("cannot read %s: %r", uuid, error)
                return b""

        def on_battery(_characteristic: BleakGATTCharacteristic, payload: bytearray) -> None:
            if self.info is not None:
                self.info = self.info.with_battery(bytes(payload))

        self.info = await read_about(read, known)
        with contextlib.suppress(*FAULTS):
            battery = client.services.get_characteristic(hrm.BATTERY_LEVEL)
            if battery is not None and "notify" in battery.properties:
                async with asyncio.timeout(self._policy.call_s):
                    await client.start_notify(battery, on_battery)

    def _tell(self, event: LinkEvent) -> LinkState:
        return self._link.tell(event, elapsed_ns())

    def _fall(self, event: LinkEvent, trouble: Trouble) -> None:
        self._tell(event)
        self.herald.fell(self.state, trouble, elapsed_ns())

    def _say(self, what: str, detail: str = "") -> None:
        self.herald.say(self.state, Trouble(what, detail))


async def _wait(event: asyncio.Event, patience_s: float) -> bool:
    """Wait for an event; False if it did not come in time."""
    try:
        async with asyncio.timeout(patience_s):
            return await event.wait()
    except TimeoutError:
        return False
