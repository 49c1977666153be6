"""How a sensor is found, kept and found again: a state machine that knows neither radio nor clock.

Rule 1: every change of state is a line of :data:`TRANSITIONS`; what is not there is a mistake of
the caller. Rule 2: during a run it never gives up. Rule 3: it is told everything, also the time
and the dice, so a test can walk through an hour of bad radio in no time.

    link = Link()
    link.tell(LinkEvent.LOOK, now_ns)  -> SCANNING
    link.tell(LinkEvent.FOUND, now_ns) -> CONNECTING
    ...
    link.tell(LinkEvent.LOST, now_ns)  -> WAITING, and link.wait_s(jitter) says how long
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from devices.hrm import Measurement
from devices.sensors import SensorKind

_NS_PER_S = 1_000_000_000


class LinkState(StrEnum):
    """Where the link stands."""

    WAITING = "waiting"  # for the next try
    SCANNING = "scanning"
    CONNECTING = "connecting"
    SUBSCRIBING = "subscribing"  # connected, no packet yet
    STREAMING = "streaming"
    CLOSED = "closed"


class LinkEvent(StrEnum):
    """What can happen to a link."""

    LOOK = "look"  # the wait is over
    FOUND = "found"
    NOT_FOUND = "not-found"
    CONNECTED = "connected"
    PACKET = "packet"
    SILENCE = "silence"  # the watchdog's time is over
    LOST = "lost"  # the radio says that the link is gone
    FAILED = "failed"  # a call of the radio failed or did not come back
    CLOSE = "close"


_S, _E = LinkState, LinkEvent
TRANSITIONS: Mapping[tuple[LinkState, LinkEvent], LinkState] = MappingProxyType(
    {
        (_S.WAITING, _E.LOOK): _S.SCANNING,
        (_S.SCANNING, _E.FOUND): _S.CONNECTING,
        (_S.SCANNING, _E.NOT_FOUND): _S.WAITING,
        (_S.SCANNING, _E.FAILED): _S.WAITING,
        (_S.CONNECTING, _E.CONNECTED): _S.SUBSCRIBING,
        (_S.CONNECTING, _E.LOST): _S.WAITING,
        (_S.CONNECTING, _E.FAILED): _S.WAITING,
        (_S.SUBSCRIBING, _E.PACKET): _S.STREAMING,
        (_S.SUBSCRIBING, _E.SILENCE): _S.WAITING,
        (_S.SUBSCRIBING, _E.LOST): _S.WAITING,
        (_S.SUBSCRIBING, _E.FAILED): _S.WAITING,
        (_S.STREAMING, _E.PACKET): _S.STREAMING,
        (_S.STREAMING, _E.SILENCE): _S.WAITING,
        (_S.STREAMING, _E.LOST): _S.WAITING,
        (_S.STREAMING, _E.FAILED): _S.WAITING,
    }
    | {(state, _E.CLOSE): _S.CLOSED for state in _S}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkPolicy:
    """How patient a link is.

    Attributes:
        backoff_s: Waits between tries [s]; the last one is repeated for ever.
        jitter_ratio: How much longer than that a wait may be made by chance.
        steady_s: After this long a stream [s] the waits begin again with the first.
        scan_s: How long one look around lasts [s].
        choose_s: How long to look on for a stronger strap when any will do [s].
        connect_s: Time to connect [s]. BlueZ never gives up by itself.
        first_packet_s: Time from connected to the first packet [s].
        silence_s: A stream with no packet for this long is dead [s].
        call_s: Time for any other call of the radio [s].
        known_s: How long a found strap may be connected to without looking again [s]. BlueZ
            forgets a strap some 30 s after the last look.
        missing_s: After this long without a strap, say why that may be [s].
        dry_s: After this long without a pulse, say what helps [s].

    Source: our choice, near what others use: RunnerUp waits 2^n s up to 10 s and gives up after
    10 tries (we never do) and resets after 30 s; GoldenCheetah issues 514 and 2246 are streams
    that stop while the link stays.
    """

    backoff_s: tuple[float, ...] = (0.25, 0.5, 1.0, 2.0, 5.0, 10.0)
    jitter_ratio: float = 0.2
    steady_s: float = 30.0
    scan_s: float = 10.0
    choose_s: float = 2.0
    connect_s: float = 15.0
    first_packet_s: float = 10.0
    silence_s: float = 8.0
    call_s: float = 5.0
    known_s: float = 20.0
    missing_s: float = 15.0
    dry_s: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkNews:
    """Something a runner may want to know about a sensor.

    Attributes:
        state: Where the link stands now.
        text: One plain sentence, lower case, no full stop.
        detail: What to do about it, or what a programmer may want to know; may be empty.
        sensor: Which it is about. Only a strap's absence leaves the coach without a heart rate.
    """

    state: LinkState
    text: str
    detail: str = ""
    sensor: SensorKind = SensorKind.STRAP


class Link:
    """The policy at work.

    Args:
        policy: How patient it is.
        is_vital: Whether it looks around without a rest while nothing is found. What a run can do
            without is looked for with the same waits as after a failure: a foot pod left at home
            must not keep the radio busy for hours, which has the strap to listen to.

    Attributes:
        state: Where the link stands.
    """

    def __init__(self, policy: LinkPolicy | None = None, *, is_vital: bool = True) -> None:
        self.policy = policy or LinkPolicy()
        self._is_vital = is_vital
        self.state = LinkState.WAITING
        self._tries = 0
        self._streaming_since_ns: int | None = None

    def tell(self, event: LinkEvent, now_ns: int) -> LinkState:
        """Take in what happened and change state accordingly.

        Args:
            event: What happened.
            now_ns: When [ns].

        Raises:
            ValueError: That cannot happen in this state.
        """
        try:
            after = TRANSITIONS[self.state, event]
        except KeyError:
            raise ValueError(f"a link that is {self.state} cannot be told {event}") from None
        if self.state is not LinkState.STREAMING and after is LinkState.STREAMING:
            self._streaming_since_ns = now_ns
        if event is LinkEvent.NOT_FOUND and self._is_vital:
            self._tries = 1  # a look around that found nothing is no failure: look on
        elif after is LinkState.WAITING:
            self._fall(now_ns)
        self.state = after
        return after

    def _fall(self, now_ns: int) -> None:
        since_ns, self._streaming_since_ns = self._streaming_since_ns, None
        if since_ns is not None and now_ns - since_ns >= self.policy.steady_s * _NS_PER_S:
            self._tries = 0
        self._tries += 1

    def wait_s(self, jitter: float) -> float:
        """Say how long to wait before the next try [s].

        Args:
            jitter: A number from 0 to 1, thrown outside: two computers that lost the same strap
                should not ask for it in step for ever.
        """
        ladder = self.policy.backoff_s
        step_s = ladder[min(max(self._tries - 1, 0), len(ladder) - 1)]
        return step_s * (1.0 + self.policy.jitter_ratio * jitter)

    @property
    def patience_s(self) -> float:
        """How long the present state may last without an event [s]."""
        by_state = {
            LinkState.SCANNING: self.policy.scan_s,
            LinkState.CONNECTING: self.policy.connect_s,
            LinkState.SUBSCRIBING: self.policy.first_packet_s,
            LinkState.STREAMING: self.policy.silence_s,
        }
        return by_state.get(self.state, 0.0)


class PulseWatch:
    """Notices a strap that is worn dry: packets come, a pulse does not.

    Contact alone may lie (some Polar straps tell *no contact* with a good pulse on every second
    connection, polar-ble-sdk issue 83), so this only gives a hint and takes nothing away.
    """

    def __init__(self, dry_s: float) -> None:
        self._dry_ns = round(dry_s * _NS_PER_S)
        self._since_ns: int | None = None
        self._is_told = False

    def watch(self, at_ns: int, measurement: Measurement) -> bool:
        """Tell whether to give the hint now: once for each dry spell."""
        if measurement.hr_bpm is not None and measurement.contact is not False:
            self._since_ns, self._is_told = None, False
            return False
        if self._since_ns is None:
            self._since_ns = at_ns
        if self._is_told or at_ns - self._since_ns < self._dry_ns:
            return False
        self._is_told = True
        return True
