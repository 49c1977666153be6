"""What a foot pod and a treadmill say of a second: speed, cadence, distance and grade. Pure.

The rule, all of it:

1. Each number is that of the newest notification not older than 2 s when the second is over; after
   that it is None. An old speed is not told again.
2. Speed and distance are the treadmill's where there is one, else the foot pod's; grade only a
   treadmill knows, cadence only a foot pod.
3. Distance is since the start: a sensor's own counter goes on from wherever it stood. One that
   falls back or leaps has begun anew, and counts on from there.
4. A speed that nobody runs, and a grade that no deck has, are not told, and counted.
5. A packet that cannot be read is dropped and counted, and does not refresh anything.

Uses no later notification.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from devices import rsc
from devices.sensors import SensorKind
from devices.treadmill import Record, decode_treadmill_data

_NS_PER_S = 1_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class LegRules:
    """The numbers of the rule. Source: our choice.

    Attributes:
        fresh_s: How old a notification may be and still be told [s].
        fastest_mps: Nobody is faster [m/s].
        steepest: No deck is steeper, up or down, as rise over run.
        leap_m: How far a counter may run ahead of the fastest [m]: it tells whole metres, at times
            late.
    """

    fresh_s: float = 2.0
    fastest_mps: float = 12.5
    steepest: float = 0.5
    leap_m: float = 20.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Legs:
    """What the legs do in a second; None where nobody knows.

    Attributes:
        speed_mps: Speed [m/s].
        cadence_spm: Steps of both feet in a minute [1/min].
        distance_m: Distance since the start [m].
        grade: Rise over run.
    """

    speed_mps: float | None = None
    cadence_spm: int | None = None
    distance_m: float | None = None
    grade: float | None = None


class LegSensors:
    """Takes what both sensors say and tells it when a second is over.

    Args:
        counts: Where it is counted how often what was heard: ``footpod-packets``,
            ``footpod-malformed``, ``footpod-`` and each :class:`devices.rsc.Issue`, the same of a
            ``treadmill``, and ``-implausible`` of both.
        rules: The numbers of the rule.
    """

    def __init__(self, counts: Counter[str], rules: LegRules | None = None) -> None:
        self._counts = counts
        self._rules = rules or LegRules()
        self._steps = rsc.StepCount()
        self._record = Record()
        self._heard_ns = 0  # the treadmill, last
        self._newest: dict[tuple[SensorKind, str], tuple[int, float]] = {}
        self._ways = {kind: _Way(self._rules) for kind in SensorKind}

    def hear(self, kind: SensorKind, at_ns: int, payload: bytes) -> None:
        """Take in one notification.

        Args:
            kind: Which sensor it is from.
            at_ns: When it arrived [ns]; not before the notification told last.
            payload: Its bytes.
        """
        self._counts[f"{kind}-packets"] += 1
        try:
            if kind is SensorKind.FOOTPOD:
                self._hear_footpod(at_ns, payload)
            else:
                self._hear_treadmill(at_ns, payload)
        except ValueError:
            self._counts[f"{kind}-malformed"] += 1

    def _hear_footpod(self, at_ns: int, payload: bytes) -> None:
        kind, said = SensorKind.FOOTPOD, rsc.decode_measurement(payload)
        self._counts.update(f"{kind}-{issue}" for issue in said.issues)
        if self._keep_speed(kind, at_ns, said.speed_mps):
            self._keep(kind, "cadence", at_ns, self._steps.steps_per_min(said))
        self._keep_way(kind, at_ns, said.distance_m)

    def _hear_treadmill(self, at_ns: int, payload: bytes) -> None:
        kind, packet = SensorKind.TREADMILL, decode_treadmill_data(payload)
        self._counts.update(f"{kind}-{issue}" for issue in packet.issues)
        if at_ns - self._heard_ns > self._rules.fresh_s * _NS_PER_S:
            self._record.forget()
        self._heard_ns = at_ns
        said = self._record.join(packet)
        if said is None:
            return
        self._keep_speed(kind, at_ns, said.speed_mps)
        self._keep_way(kind, at_ns, said.distance_m)
        if said.grade is not None and abs(said.grade) > self._rules.steepest:
            self._counts[f"{kind}-implausible"] += 1
        else:
            self._keep(kind, "grade", at_ns, said.grade)

    def _keep_speed(self, kind: SensorKind, at_ns: int, speed_mps: float | None) -> bool:
        if speed_mps is not None and speed_mps > self._rules.fastest_mps:
            self._counts[f"{kind}-implausible"] += 1
            return False
        self._keep(kind, "speed", at_ns, speed_mps)
        return True

    def _keep_way(self, kind: SensorKind, at_ns: int, counter_m: float | None) -> None:
        if counter_m is not None:
            self._keep(kind, "distance", at_ns, self._ways[kind].go_on(at_ns, counter_m))

    def _keep(self, kind: SensorKind, what: str, at_ns: int, value: float | None) -> None:
        if value is not None:
            self._newest[kind, what] = (at_ns, value)

    def tell(self, due_ns: int) -> Legs:
        """Tell what is known when a second is over.

        Args:
            due_ns: When it is over [ns]; nothing later has been heard.
        """
        pod, belt = SensorKind.FOOTPOD, SensorKind.TREADMILL

        def fresh(kind: SensorKind, what: str) -> float | None:
            at_ns, value = self._newest.get((kind, what), (None, None))
            is_fresh = at_ns is not None and due_ns - at_ns <= self._rules.fresh_s * _NS_PER_S
            return value if is_fresh else None

        speed_mps = fresh(belt, "speed")
        cadence_spm = fresh(pod, "cadence")
        in_charge = belt if (belt, "distance") in self._newest else pod
        return Legs(
            speed_mps=fresh(pod, "speed") if speed_mps is None else speed_mps,
            cadence_spm=None if cadence_spm is None else round(cadence_spm),
            distance_m=fresh(in_charge, "distance"),
            grade=fresh(belt, "grade"),
        )


class _Way:
    """The way since the start, of a counter that stood anywhere then.

    Args:
        rules: How fast anybody is.
    """

    def __init__(self, rules: LegRules) -> None:
        self._rules = rules
        self._last: tuple[int, float] | None = None
        self._way_m = 0.0

    def go_on(self, at_ns: int, counter_m: float) -> float:
        """Take in what the counter shows [m]; tell the way since it was first read [m]."""
        if self._last is not None:
            last_ns, last_m = self._last
            at_most_m = (at_ns - last_ns) / _NS_PER_S * self._rules.fastest_mps
            if 0.0 <= counter_m - last_m <= at_most_m + self._rules.leap_m:
                self._way_m += counter_m - last_m
        self._last = (at_ns, counter_m)
        return self._way_m
