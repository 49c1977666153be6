"""Notifications in, one Sample a second out. Pure: it is told the time.

The rule, all of it:

1. Second ``t`` is ``[start + t, start + t + 1)``. It is closed, once, when it is over.
2. Its heart rate and contact are those of the newest notification not older than 2 s at that
   moment; after 2 s of silence both are None. A strap and a computer do not agree on what a second
   is, so none or two notifications in one second are normal and mean nothing.
3. Its RR intervals are those of all notifications that arrived in that second, oldest first. None
   is told twice and none is lost.
4. A clock that jumps by more than 3 s is a computer that was asleep. The second in which it fell
   asleep is closed with what was heard; those slept through are a gap in ``t_s``, never made up.
5. The same bytes with intervals in them twice within 100 ms are one notification told twice; the
   second is dropped and counted. Without intervals they may be an honest steady heart.
6. A packet without a heart rate in it is dropped and counted, and does not refresh anything.
7. What a foot pod and a treadmill say goes into the second by a like rule: :mod:`devices.legs`.

Uses no later notification. Source of the 2 s, 3 s and 100 ms: our choice. OpenTracks takes a heart
rate as unknown after 5 s; ours is judged further down, by the engine's cleaner. Doubled
notifications: bleak issue 2002.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass

from devices.hrm import Measurement, decode_measurement
from devices.legs import LegSensors
from devices.sensors import SensorKind
from runwalk.engine.sample import Sample

_NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SamplerRules:
    """The numbers of the rule.

    Attributes:
        fresh_s: How old a notification may be and still give the heart rate [s].
        asleep_s: A clock that is this much late was asleep [s].
        doubled_ms: Two equal notifications closer than this are one [ms].
    """

    fresh_s: float = 2.0
    asleep_s: float = 3.0
    doubled_ms: float = 100.0


class Sampler:
    """Gathers what the sensors say and closes the seconds of a run.

    Args:
        start_ns: When second 0 begins [ns], on the clock that every later moment is read from.
        rules: The numbers of the rule.

    Attributes:
        counts: How often what happened: ``packets``, ``doubled``, ``malformed``, ``slept_s``, and
            each :class:`devices.hrm.Issue` by its value; of the other sensors, what
            :class:`devices.legs.LegSensors` counts.
    """

    def __init__(self, start_ns: int, rules: SamplerRules | None = None) -> None:
        self._start_ns = start_ns
        self._rules = rules or SamplerRules()
        self._open_s = 0
        self._waiting: deque[tuple[int, Measurement]] = deque()
        self._newest: tuple[int, Measurement] | None = None
        self._kept: tuple[int, bytes] | None = None
        self._beside: deque[tuple[int, SensorKind, bytes]] = deque()  # of the other sensors
        self.counts: Counter[str] = Counter()
        self._legs = LegSensors(self.counts)

    @property
    def due_ns(self) -> int:
        """When the open second is over [ns]."""
        return self._start_ns + (self._open_s + 1) * _NS_PER_S

    def hear(self, at_ns: int, payload: bytes) -> Measurement | None:
        """Take in one notification of the strap.

        Args:
            at_ns: When it arrived [ns]; not before the notification told last.
            payload: Its bytes.

        Returns:
            What it says; None where it was dropped.
        """
        self.counts["packets"] += 1
        try:
            measurement = decode_measurement(payload)
        except ValueError:
            self.counts["malformed"] += 1
            return None
        self.counts.update(issue.value for issue in measurement.issues)
        if measurement.rr_ticks and self._is_doubled(at_ns, payload):
            self.counts["doubled"] += 1
            return None
        self._kept = (at_ns, payload)
        self._waiting.append((at_ns, measurement))
        return measurement

    def hear_beside(self, kind: SensorKind, at_ns: int, payload: bytes) -> None:
        """Take in one notification of a foot pod or a treadmill.

        Args:
            kind: Which of them.
            at_ns: When it arrived [ns]; not before the notification told last.
            payload: Its bytes.
        """
        self._beside.append((at_ns, kind, payload))

    def _is_doubled(self, at_ns: int, payload: bytes) -> bool:
        if self._kept is None or self._kept[1] != payload:
            return False
        return at_ns - self._kept[0] < self._rules.doubled_ms * 1_000_000

    def close(self, now_ns: int) -> tuple[Sample, ...]:
        """Close every second that is over.

        Args:
            now_ns: The time [ns].

        Returns:
            Their Samples in order; empty where none is over yet.
        """
        closed: list[Sample] = []
        while now_ns >= self.due_ns:
            closed.append(self._close_open_second())
            behind_s = (now_ns - self.due_ns) / _NS_PER_S + 1
            if behind_s > self._rules.asleep_s:
                self._skip_to((now_ns - self._start_ns) // _NS_PER_S)
        return tuple(closed)

    def _close_open_second(self) -> Sample:
        due_ns = self.due_ns
        rr_ms: list[float] = []
        while self._waiting and self._waiting[0][0] < due_ns:
            self._newest = self._waiting.popleft()
            rr_ms += self._newest[1].rr_ms
        said = None
        if self._newest is not None:
            at_ns, measurement = self._newest
            said = measurement if due_ns - at_ns <= self._rules.fresh_s * _NS_PER_S else None
        while self._beside and self._beside[0][0] < due_ns:
            at_ns, kind, payload = self._beside.popleft()
            self._legs.hear(kind, at_ns, payload)
        legs = self._legs.tell(due_ns)
        sample = Sample.rounded(
            self._open_s,
            hr_bpm=said.hr_bpm if said else None,
            rr_ms=tuple(rr_ms),
            contact=said.contact if said else None,
            speed_mps=legs.speed_mps,
            cadence_spm=legs.cadence_spm,
            distance_m=legs.distance_m,
            grade=legs.grade,
        )
        self._open_s += 1
        return sample

    def _skip_to(self, second_s: int) -> None:
        """Leave out the seconds slept through, but for those in which something was heard."""
        for waiting in (self._waiting, self._beside):
            if waiting:
                second_s = min(second_s, (waiting[0][0] - self._start_ns) // _NS_PER_S)
        self.counts["slept_s"] += second_s - self._open_s
        self._open_s = second_s
