"""A run as a TCX file: Garmin's Training Center format, which most sites and programs take.

Elements stand in the order of the schema's sequences. The file is written as it is made; only the
sums of a lap, which stand before its seconds, are worked out beforehand.

Source: Garmin's schema ``TrainingCenterDatabasev2.xsd``, types Activity_t, ActivityLap_t, Track_t,
Trackpoint_t and Device_t, and the type ActivityTrackpointExtension_t of its extension
``ActivityExtension/v2``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from runwalk import __version__
from runwalk.engine.sample import Sample
from runwalk.outputs.lines import clock
from runwalk.recording.place import placed
from runwalk.recording.recording import Recording, Said
from runwalk.recording.tcx_laps import TcxLap, Timer, laps_of

NAMESPACE: Final = "http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"
EXTENSION: Final = "http://www.garmin.com/xmlschemas/ActivityExtension/v2"

_INSTANCE = "http://www.w3.org/2001/XMLSchema-instance"
_SPACES = {None: NAMESPACE, "ns3": EXTENSION, "xsi": _INSTANCE}
_SCHEMA = f"{NAMESPACE} http://www.garmin.com/xmlschemas/TrainingCenterDatabasev2.xsd"
_SPORTS = {"running": "Running", "cycling": "Biking"}
_TRIGGERS = {"distance": "Distance", "time": "Time", "position": "Location"}
_ILLEGAL = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # XML 1.0, Char
_LONGEST_NAME = 80
_MOST_STRIDES = 254


def write_tcx(path: Path, recording: Recording) -> int:
    """Write a run as a TCX activity, readable by its owner only, without any position.

    A lap begins where the source has one, at a lap mark, and wherever a cue turns running into
    walking or back; a walk has the intensity *Resting*. What was said in a lap is its note. Each
    stop of the timer ends a track. The schema asks each lap for a distance and for calories: where
    no distance is known it is 0, and calories always are.

    Args:
        path: Where to; nothing may be there.
        recording: What to write; at least one second, and its date. What is below a second of its
            start is dropped.

    Returns:
        How many seconds were left out: a track holds none in which the timer stood.

    Raises:
        ValueError: There is no second, or no date.
        OverflowError: It ends after the year 9999.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    from lxml import etree

    if not recording.samples or recording.start_utc is None:
        raise ValueError("a TCX file needs at least one second, and its date")
    start_utc = recording.start_utc.astimezone(UTC).replace(microsecond=0)
    timer = Timer(recording.samples)
    laps = laps_of(recording, timer)
    with (
        placed(path) as part,
        part.open("xb") as file,
        etree.xmlfile(file, encoding="UTF-8") as xml,
    ):
        xml.write_declaration()
        writer = _Writer(xml, start_utc, timer, is_bike=recording.sport == "cycling")
        writer.write(recording, laps)
    return len(recording.samples) - sum(len(lap.samples) for lap in laps)


def legal(text: str) -> str:
    r"""The text with each sign that XML cannot hold replaced.

    >>> legal("a strap\x1b[31m") == "a strap\N{REPLACEMENT CHARACTER}[31m"
    True
    """
    return _ILLEGAL.sub("\N{REPLACEMENT CHARACTER}", text)


class _Writer:
    """Element after element.

    Args:
        xml: Where to, an open ``etree.xmlfile``.
        start_utc: When ``t_s`` was 0.
        timer: When it stood.
        is_bike: Whether cadence is that of pedals.
    """

    def __init__(self, xml: Any, start_utc: datetime, timer: Timer, *, is_bike: bool) -> None:
        self._xml = xml
        self._start_utc = start_utc
        self._timer = timer
        self._is_bike = is_bike

    def write(self, recording: Recording, laps: Sequence[TcxLap]) -> None:
        """Write all of it."""
        root = f"{{{NAMESPACE}}}TrainingCenterDatabase"
        with (
            self._xml.element(root, {_xsi("schemaLocation"): _SCHEMA}, nsmap=_SPACES),
            self._within("Activities"),
            self._within("Activity", {"Sport": _SPORTS.get(recording.sport, "Other")}),
        ):
            self._leaf("Id", self._time(0))
            for lap in laps:
                self._lap(lap)
            self._creator(recording)

    def _lap(self, lap: TcxLap) -> None:
        hr_bpm = [one.hr_bpm for one in lap.samples if one.hr_bpm is not None]
        speeds_mps = [one.speed_mps for one in lap.samples if one.speed_mps is not None]
        self._xml.write("\n")
        with self._within("Lap", {"StartTime": self._time(lap.start_s)}):
            self._leaf("TotalTimeSeconds", self._timer.ran_s(lap.start_s, lap.end_s))
            self._leaf("DistanceMeters", _short(lap.distance_m or 0.0, 2))
            if speeds_mps:
                self._leaf("MaximumSpeed", _short(max(speeds_mps), 3))
            self._leaf("Calories", 0)  # the schema asks for them, and nobody knows them
            if hr_bpm:
                self._heart_rate("AverageHeartRateBpm", round(sum(hr_bpm) / len(hr_bpm)))
                self._heart_rate("MaximumHeartRateBpm", max(hr_bpm))
            self._leaf("Intensity", "Resting" if lap.is_walk else "Active")
            self._leaf("TriggerMethod", _TRIGGERS.get(lap.trigger.partition("_")[0], "Manual"))
            for track in self._timer.tracks(lap.samples):
                with self._within("Track"):
                    for sample in track:
                        self._trackpoint(sample)
            if lap.cues:
                self._leaf("Notes", legal("\n".join(map(_note, lap.cues))))

    def _trackpoint(self, sample: Sample) -> None:
        cadence_spm = sample.cadence_spm
        strides = None if cadence_spm is None else min(cadence_spm // 2, _MOST_STRIDES)
        self._xml.write("\n")
        with self._within("Trackpoint"):
            self._leaf("Time", self._time(sample.t_s))
            if sample.altitude_m is not None:
                self._leaf("AltitudeMeters", _short(sample.altitude_m, 1))
            if sample.distance_m is not None:
                self._leaf("DistanceMeters", _short(sample.distance_m, 2))
            if sample.hr_bpm is not None:
                self._heart_rate("HeartRateBpm", sample.hr_bpm)
            if strides is not None and self._is_bike:
                self._leaf("Cadence", strides)
            told: dict[str, object] = {
                "Speed": None if sample.speed_mps is None else _short(sample.speed_mps, 3),
                "RunCadence": None if self._is_bike else strides,
                "Watts": sample.power_w,
            }
            if any(value is not None for value in told.values()):
                self._extension(told)

    def _extension(self, told: dict[str, object]) -> None:
        with self._within("Extensions"), self._xml.element(f"{{{EXTENSION}}}TPX"):
            for tag, value in told.items():
                if value is not None:
                    self._leaf(tag, value, EXTENSION)

    def _creator(self, recording: Recording) -> None:
        """Name what recorded the run; its serial number stays at home."""
        name = ""
        if recording.devices:
            name = f"{recording.devices[0].manufacturer} {recording.devices[0].product}"
        major, minor = __version__.split(".")[:2]
        with self._within("Creator", {_xsi("type"): "Device_t"}):
            self._leaf("Name", " ".join(legal(name).split())[:_LONGEST_NAME] or "runwalk")
            self._leaf("UnitId", 0)
            self._leaf("ProductID", 0)
            with self._within("Version"):
                self._leaf("VersionMajor", major)
                self._leaf("VersionMinor", minor)

    def _heart_rate(self, tag: str, hr_bpm: int) -> None:
        with self._within(tag):
            self._leaf("Value", hr_bpm)

    def _within(
        self, tag: str, attributes: dict[str, str] | None = None
    ) -> AbstractContextManager[object]:
        inside: AbstractContextManager[object] = self._xml.element(
            f"{{{NAMESPACE}}}{tag}", attributes
        )
        return inside

    def _leaf(self, tag: str, value: object, space: str = NAMESPACE) -> None:
        with self._xml.element(f"{{{space}}}{tag}"):
            self._xml.write(str(value))

    def _time(self, t_s: int) -> str:
        moment = self._start_utc + timedelta(seconds=t_s)
        return moment.isoformat().replace("+00:00", "Z")


def _note(cue: Said) -> str:
    t_s, action, reason, text = cue
    return f"{clock(max(0, t_s))} {text or f'{action} ({reason})'}"


def _short(value: float, digits: int) -> str:
    """A number at FIT's resolution, without what floating point adds behind it; -0.0 is 0.0."""
    return str(round(value, digits) + 0.0)


def _xsi(name: str) -> str:
    return f"{{{_INSTANCE}}}{name}"
