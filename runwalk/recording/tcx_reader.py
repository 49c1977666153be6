"""TCX, Garmin's Training Center format, version 2, as every maker writes it.

A new ``Track`` within a lap is how a stop of the timer is exported. No document of Garmin says so;
it is what others found in the files of its watches (ttwatch's pull request 8 of 2015, mytourbook's
issue 711, question 27050144 on Stack Overflow), and what our own writer does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from runwalk.recording.heard import Heard
from runwalk.recording.point_values import number_of
from runwalk.recording.recording import Device, Lap
from runwalk.recording.sport_names import sport_named

_VALUES = {
    "AltitudeMeters": "altitude_m",
    "DistanceMeters": "distance_m",
    "Speed": "speed_mps",
    "Watts": "power_w",
    "RunCadence": "strides_per_min",
}
_TRIGGERS = {"heartrate": "heart_rate", "location": "position_lap"}
_MOST_LAPS = 10_000
_MOST_DEVICES = 100


@dataclass(slots=True)
class _LapSoFar:
    start_s: int
    total_s: float | None = None
    distance_m: float | None = None
    trigger: str = ""
    paused_s: int = 0
    has_points: bool = False


class TcxListener(Heard):
    """What the elements of a TCX file say.

    Args:
        most_points: How many points are kept.
    """

    format_name = "TCX"

    def __init__(self, most_points: int) -> None:
        super().__init__(most_points)
        self._laps: list[Lap] = []
        self._lap: _LapSoFar | None = None
        self._is_in_plan = False
        self._is_paused = False
        self._values: dict[str, float] | None = None  # None between points
        self._time_s: int | None = None
        self._device: dict[str, str] = {}

    @property
    def laps(self) -> list[Lap]:
        """The laps, the last one also where it was not finished."""
        return self._laps if self._lap is None else [*self._laps, _kept(self._lap)]

    def begin(self, name: str, attributes: Mapping[str, str], parent: str) -> None:
        """An element begins."""
        match name:
            case "Trackpoint":
                self._values, self._time_s = {}, None
            case "Track":
                self._is_paused = self._lap is not None and self._lap.has_points
            case "Lap" if parent == "Activity":
                self._begin_lap(attributes.get("StartTime", ""))
            case "Activity":
                self._is_in_plan = False
                self.points.begin_sport(*sport_named(attributes.get("Sport", "")))
            case "Course":
                self._is_in_plan = self.has_plan = True

    def end(self, name: str, text: str, parent: str) -> None:
        """An element is whole."""
        if self._values is not None:
            self._end_within_point(name, text, parent, self._values)
        elif parent == "Lap" and self._lap is not None:
            _end_within_lap(name, text, self._lap)
        elif parent == "Creator":
            self._device[name] = text
        elif name == "Creator" and len(self.devices) < _MOST_DEVICES:
            named = Device(
                product=self._device.get("Name", ""), serial=self._device.get("UnitId", "")
            )
            if named.product:
                self.devices.append(named)
            self._device = {}
        elif name == "Lap":
            self._end_lap()
        elif name == "Course":
            self._is_in_plan = False

    def forget(self) -> None:
        """Damage came: the point that is not finished is dropped."""
        self._values = None
        self._device = {}

    def _end_within_point(
        self, name: str, text: str, parent: str, values: dict[str, float]
    ) -> None:
        if name == "Trackpoint":
            self._values = None
            self._end_point(values)
        elif name == "Time":
            self._time_s = self.clock.read(text)
        elif (number := number_of(text)) is None:
            return
        elif name in _VALUES:
            values[_VALUES[name]] = number
        elif name == "HeartRateBpm" or (name == "Value" and parent == "HeartRateBpm"):
            if number > 0:
                values["hr_bpm"] = number
        elif name == "Cadence":
            values.setdefault("strides_per_min", number)
        elif name in ("LatitudeDegrees", "LongitudeDegrees"):
            values[name] = number

    def _end_point(self, values: dict[str, float]) -> None:
        latitude = values.pop("LatitudeDegrees", None)
        longitude = values.pop("LongitudeDegrees", None)
        if self._is_in_plan:
            return
        if self._time_s is not None:
            self._end_pause(self._time_s)
            if self._lap is not None:
                self._lap.has_points = True
        self.add(self._time_s, values, latitude, longitude)

    def _end_pause(self, time_s: int) -> None:
        """The timer runs again, if it stood."""
        if not self._is_paused:
            return
        self.points.pause()
        self._is_paused = False
        stood_s = time_s - (self.points.latest_s or time_s)
        if self._lap is not None and stood_s > 1:
            self._lap.paused_s += stood_s

    def _begin_lap(self, start: str) -> None:
        self._end_lap()
        start_s = self.clock.read(start)
        if start_s is not None:
            self._lap = _LapSoFar(start_s)

    def _end_lap(self) -> None:
        if self._lap is not None and len(self._laps) < _MOST_LAPS:
            self._laps.append(_kept(self._lap))
        self._lap = None


def _end_within_lap(name: str, text: str, lap: _LapSoFar) -> None:
    match name:
        case "TotalTimeSeconds":
            lap.total_s = number_of(text)
        case "DistanceMeters":
            lap.distance_m = number_of(text)
        case "TriggerMethod":
            lap.trigger = _TRIGGERS.get(text.lower(), text.lower())


def _kept(lap: _LapSoFar) -> Lap:
    """A lap with its pauses counted in, which TCX leaves out."""
    return Lap(
        start_s=lap.start_s,
        duration_s=None if lap.total_s is None else lap.total_s + lap.paused_s,
        distance_m=lap.distance_m,
        trigger=lap.trigger,
    )
