"""GPX 1.0 and 1.1 with the extensions of every maker, known by their own names, not by prefixes.

* Garmin's TrackPointExtension, version 1 and 2: hr, cad, atemp, speed
* ClueTrust's gpxdata: hr, cadence, temp, distance; COROS writes heartrate for its hr
* power as Strava writes it, and Garmin's PowerInWatts
"""

from __future__ import annotations

from collections.abc import Mapping

from runwalk.recording.heard import Heard
from runwalk.recording.point_values import number_of
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


class GpxListener(Heard):
    """What the elements of a GPX file say.

    Args:
        most_points: How many points are kept.
    """

    format_name = "GPX"

    def __init__(self, most_points: int) -> None:
        super().__init__(most_points)
        self.laps: list[Lap] = []
        self._values: dict[str, float] | None = None  # None between points
        self._time_s: int | None = None
        self._latitude: float | None = None
        self._longitude: float | None = None

    def begin(self, name: str, attributes: Mapping[str, str], parent: str) -> None:
        """An element begins."""
        match name:
            case "trkpt":
                self._values, self._time_s = {}, None
                self._latitude = number_of(attributes.get("lat", ""))
                self._longitude = number_of(attributes.get("lon", ""))
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
            self.add(self._time_s, values, self._latitude, self._longitude)
        elif name == "time":
            self._time_s = self.clock.read(text)
        elif (key := _VALUES.get(name.lower())) is not None:
            number = number_of(text)
            if number is not None and not (key == "hr_bpm" and number <= 0):
                values[key] = number

    def forget(self) -> None:
        """Damage came: the point that is not finished is dropped."""
        self._values = None
