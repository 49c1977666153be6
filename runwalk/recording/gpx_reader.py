"""GPX 1.0 and 1.1 with the extensions of every maker, known by their own names, not by prefixes.

* Garmin's TrackPointExtension, version 1 and 2: hr, cad, atemp, speed
* ClueTrust's gpxdata: hr, cadence, temp, distance; COROS writes heartrate for its hr
* power as Strava writes it, and Garmin's PowerInWatts
"""

from __future__ import annotations

from collections.abc import Mapping

from runwalk.recording.point_values import PointClock, number_of
from runwalk.recording.points import Points
from runwalk.recording.recording import Device, Lap
from runwalk.recording.sport_names import sport_named

_VALUES = {
    "ele": "altitude_m",
    "hr": "hr_bpm",
    "heartrate": "hr_bpm",
    "heart_rate": "hr_bpm",
    "cad": "strides_per_min",
    "cadence": "strides_per_min",
    "atemp": "temperature_c",
    "temp": "temperature_c",
    "temperature": "temperature_c",
    "speed": "speed_mps",
    "distance": "distance_m",
    "power": "power_w",
    "powerinwatts": "power_w",
    "watts": "power_w",
}


class GpxListener:
    """What the elements of a GPX file say.

    Args:
        most_points: How many points are kept.
    """

    def __init__(self, most_points: int) -> None:
        self.points = Points(most_points)
        self.clock = PointClock()
        self.timeless_count = 0
        self.devices: list[Device] = []
        self.has_plan = False
        self.laps: list[Lap] = []
        self._values: dict[str, float] | None = None  # None between points
        self._time_s: int | None = None
        self._position: tuple[float, float] | None = None

    @property
    def has_enough(self) -> bool:
        """Whether there is room for no more points."""
        return self.points.dropped_count > 0

    def begin(self, name: str, attributes: Mapping[str, str], parent: str) -> None:
        """An element begins."""
        match name:
            case "trkpt":
                self._values, self._time_s = {}, None
                latitude = number_of(attributes.get("lat", ""))
                longitude = number_of(attributes.get("lon", ""))
                is_placed = latitude is not None and longitude is not None
                self._position = (latitude or 0.0, longitude or 0.0) if is_placed else None
            case "trkseg":
                self.points.part()  # by the schema: where reception was lost, or turned off
            case "trk":
                self.points.begin_sport("", "")
            case "rte":
                self.has_plan = True
            case "gpx" if creator := attributes.get("creator", "").strip()[:100]:
                self.devices.append(Device(product=creator))

    def end(self, name: str, text: str, parent: str) -> None:
        """An element is whole."""
        values = self._values
        if values is None:
            if name == "type" and parent == "trk":
                self.points.rename_sport(*sport_named(text))
            return
        if name == "trkpt":
            self._values = None
            self._end_point(values)
        elif name == "time":
            self._time_s = self.clock.read(text)
        elif (key := _VALUES.get(name.lower())) is not None:
            number = number_of(text)
            if number is not None and not (key == "hr_bpm" and number <= 0):
                values[key] = number

    def forget(self) -> None:
        """Damage came: the point that is not finished is dropped."""
        self._values = None

    def _end_point(self, values: dict[str, float]) -> None:
        if self._time_s is None:
            self.timeless_count += 1
        else:
            self.points.add(self._time_s, values, self._position)
