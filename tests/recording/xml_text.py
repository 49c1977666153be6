"""TCX and GPX as devices and programs write them, made in place; positions near 0, 0 only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from runwalk.engine.sample import Sample

NOON = datetime(2026, 11, 1, 12, 0, tzinfo=UTC)
DEGREE_M = 111_194.93  # of latitude, on the round Earth of runwalk.recording.points

TCX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    "<TrainingCenterDatabase"
    ' xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2"'
    ' xmlns:ns3="http://www.garmin.com/xmlschemas/ActivityExtension/v2">\n'
)
GPX_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<gpx creator="{creator}" version="1.1" xmlns="http://www.topografix.com/GPX/1/1"'
    ' xmlns:gpxtpx="http://www.garmin.com/xmlschemas/TrackPointExtension/v1">\n'
)


def at(t_s: float) -> str:
    """A time as most write it, ``t_s`` after noon."""
    return (NOON + timedelta(seconds=t_s)).isoformat(timespec="milliseconds")[:-6] + "Z"


def trackpoint(
    t_s: float,
    *,
    hr_bpm: float | None = None,
    distance_m: float | None = None,
    altitude_m: float | None = None,
    cadence: int | None = None,
    run_cadence: int | None = None,
    speed_mps: float | None = None,
    power_w: int | None = None,
    position: tuple[float, float] | None = None,
    time: str | None = None,
) -> str:
    """A Trackpoint with what is given, in the schema's order."""
    tpx = (
        _leaf("ns3:Speed", speed_mps)
        + _leaf("ns3:RunCadence", run_cadence)
        + _leaf("ns3:Watts", power_w)
    )
    return (
        "<Trackpoint>"
        + _leaf("Time", at(t_s) if time is None else time)
        + (
            ""
            if position is None
            else "<Position>"
            + _leaf("LatitudeDegrees", position[0])
            + _leaf("LongitudeDegrees", position[1])
            + "</Position>"
        )
        + _leaf("AltitudeMeters", altitude_m)
        + _leaf("DistanceMeters", distance_m)
        + ("" if hr_bpm is None else f"<HeartRateBpm>{_leaf('Value', hr_bpm)}</HeartRateBpm>")
        + _leaf("Cadence", cadence)
        + (f"<Extensions><ns3:TPX>{tpx}</ns3:TPX></Extensions>" if tpx else "")
        + "</Trackpoint>\n"
    )


def lap(
    *tracks: Iterable[str],
    start_s: float = 0,
    total_s: float | None = None,
    distance_m: float | None = None,
    trigger: str = "Manual",
) -> str:
    """A Lap of Tracks of Trackpoints."""
    return (
        f'<Lap StartTime="{at(start_s)}">\n'
        + _leaf("TotalTimeSeconds", total_s)
        + _leaf("DistanceMeters", distance_m)
        + "<Calories>0</Calories><Intensity>Active</Intensity>"
        + _leaf("TriggerMethod", trigger)
        + "".join(f"\n<Track>\n{''.join(track)}</Track>" for track in tracks)
        + "\n</Lap>\n"
    )


def activity(*laps: str, sport: str = "Running", creator: str = "") -> str:
    """An Activity of Laps."""
    device = f"<Creator>{creator}</Creator>" if creator else ""
    return f'<Activity Sport="{sport}">\n<Id>{at(0)}</Id>\n{"".join(laps)}{device}</Activity>\n'


def tcx(*activities: str) -> bytes:
    """A whole file of Activities."""
    body = "".join(activities)
    return f"{TCX_HEAD}<Activities>\n{body}</Activities>\n</TrainingCenterDatabase>\n".encode()


def trkpt(
    t_s: float | None,
    extensions: str = "",
    *,
    position: tuple[float, float] | None = (0.0, 0.0),
    ele: float | None = None,
    time: str | None = None,
) -> str:
    """A trkpt with what is given."""
    place = "" if position is None else f' lat="{position[0]:.7f}" lon="{position[1]:.7f}"'
    when = time if time is not None else "" if t_s is None else at(t_s)
    return (
        f"<trkpt{place}>"
        + _leaf("ele", ele)
        + (_leaf("time", when) if when else "")
        + (f"<extensions>{extensions}</extensions>" if extensions else "")
        + "</trkpt>\n"
    )


def garmin(hr_bpm: float, cad: int | None = None, atemp: float | None = None) -> str:
    """Garmin's extension of a point."""
    inner = _leaf("gpxtpx:atemp", atemp) + _leaf("gpxtpx:hr", hr_bpm) + _leaf("gpxtpx:cad", cad)
    return f"<gpxtpx:TrackPointExtension>{inner}</gpxtpx:TrackPointExtension>"


def trk(*segments: Iterable[str], sport: str | None = "running") -> str:
    """A trk of segments of points."""
    kind = "" if sport is None else f"<type>{sport}</type>\n"
    body = "".join(f"<trkseg>\n{''.join(segment)}</trkseg>\n" for segment in segments)
    return f"<trk>\n<name>Lunch Run</name>\n{kind}{body}</trk>\n"


def gpx(*tracks: str, creator: str = "StravaGPX") -> bytes:
    """A whole file of tracks."""
    return f"{GPX_HEAD.format(creator=creator)}{''.join(tracks)}</gpx>\n".encode()


def steady_trackpoints(count: int, *, start_s: int = 0) -> list[str]:
    """Points of a runner at 2.5 m/s, with every sensor."""
    return [
        trackpoint(
            t_s,
            hr_bpm=120 + t_s % 30,
            distance_m=2.5 * t_s,
            altitude_m=10.2,
            run_cadence=85,
            speed_mps=2.5,
            power_w=230,
            position=(0.0, 2.5 * t_s / DEGREE_M),
        )
        for t_s in range(start_s, start_s + count)
    ]


def steady_trkpts(count: int, *, start_s: int = 0) -> list[str]:
    """The same runner, as GPX has it."""
    return [
        trkpt(
            t_s,
            garmin(120 + t_s % 30, cad=85, atemp=12.0),
            position=(0.0, 2.5 * t_s / DEGREE_M),
            ele=10.2,
        )
        for t_s in range(start_s, start_s + count)
    ]


def steady_tcx(count: int = 20) -> bytes:
    """A TCX file of that runner, in two laps."""
    half = count // 2
    return tcx(
        activity(
            lap(steady_trackpoints(half), total_s=half, distance_m=2.5 * half),
            lap(steady_trackpoints(count - half, start_s=half), start_s=half, total_s=half),
        )
    )


def steady_gpx(count: int = 20) -> bytes:
    """A GPX file of that runner."""
    return gpx(trk(steady_trkpts(count)))


def values_of(samples: Sequence[Sample], name: str) -> list[Any]:
    """One field of each sample."""
    return [getattr(sample, name) for sample in samples]


def _leaf(name: str, value: object) -> str:
    return "" if value is None else f"<{name}>{value}</{name}>"
