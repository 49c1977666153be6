"""GPX of every maker: what its elements mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from runwalk.errors import RecordingError
from runwalk.recording import Device, Recording

from .builders import read_content, what
from .xml_text import DEGREE_M, NOON, garmin, gpx, steady_gpx, steady_trkpts, trk, trkpt, values_of


def read(tmp_path: Path, content: bytes) -> Recording:
    path = tmp_path / "run.gpx"
    return read_content(path, content)


def test_every_sensor_is_read(tmp_path: Path) -> None:
    recording = read(tmp_path, steady_gpx())

    second = recording.samples[12]
    assert (second.t_s, second.hr_bpm, second.cadence_spm) == (12, 132, 170)
    assert (second.speed_mps, second.distance_m, second.temperature_c) == (2.5, 30.0, 12)
    assert second.altitude_m == pytest.approx(10.2)
    assert len(recording.samples) == 20
    assert recording.sport == "running"
    assert recording.start_utc == NOON
    assert recording.devices == (Device(product="StravaGPX"),)
    assert what(recording) == [
        "no distance in the file; worked out from positions",
        "no speed in the file; worked out from positions",
    ]


@pytest.mark.parametrize(
    ("extensions", "hr_bpm", "cadence_spm"),
    [
        pytest.param(garmin(141, cad=80), 141, 160, id="Garmin"),
        pytest.param(garmin(141, cad=80).replace("gpxtpx", "ns3"), 141, 160, id="other prefix"),
        pytest.param("<gpxtpx:hr>141.0</gpxtpx:hr>", 141, None, id="decimals, no wrapper"),
        pytest.param(
            "<gpxdata:hr>141</gpxdata:hr><gpxdata:cadence>80</gpxdata:cadence>", 141, 160, id="Clue"
        ),
        pytest.param("<heartrate>141</heartrate><cadence>80</cadence>", 141, 160, id="COROS"),
        pytest.param("<hr> 141\n</hr>", 141, None, id="spaces"),
        pytest.param("<gpxtpx:hr>0</gpxtpx:hr>", None, None, id="silent"),
        pytest.param("", None, None, id="none"),
    ],
)
def test_extensions_are_known_by_their_own_names(
    extensions: str, hr_bpm: int | None, cadence_spm: int | None, tmp_path: Path
) -> None:
    recording = read(tmp_path, gpx(trk([trkpt(0, extensions)])))

    assert recording.samples[0].hr_bpm == hr_bpm
    assert recording.samples[0].cadence_spm == cadence_spm
    assert what(recording) == []


@pytest.mark.parametrize("name", ["power", "pwr:PowerInWatts"])
def test_power_is_read(name: str, tmp_path: Path) -> None:
    recording = read(tmp_path, gpx(trk([trkpt(0, f"<{name}>251</{name}>")])))

    assert recording.samples[0].power_w == 251


def test_speed_and_distance_of_the_file_are_taken_where_they_are(tmp_path: Path) -> None:
    points = [
        trkpt(
            t_s, f"<speed>2.9</speed><distance>{3 * t_s}</distance>", position=(0, t_s / DEGREE_M)
        )
        for t_s in range(5)
    ]

    recording = read(tmp_path, gpx(trk(points)))

    assert set(values_of(recording.samples, "speed_mps")) == {2.9}
    assert recording.samples[-1].distance_m == 12.0
    assert what(recording) == []


def test_distances_that_do_not_fit_the_positions_are_left_out(tmp_path: Path) -> None:
    points = [
        trkpt(t_s, "<distance>3.0</distance>", position=(0, 3 * t_s / DEGREE_M))
        for t_s in range(100)
    ]

    recording = read(tmp_path, gpx(trk(points)))

    assert recording.samples[-1].distance_m == 297.0
    assert what(recording)[0] == "distances that do not fit the positions; left out"


def test_speed_from_positions_is_the_mean_of_five_seconds_backwards(tmp_path: Path) -> None:
    metres = [0, 0, 0, 0, 0, 0, 10, 10, 10, 10, 10, 10]
    points = [trkpt(t_s, position=(0, m / DEGREE_M)) for t_s, m in enumerate(metres)]

    recording = read(tmp_path, gpx(trk(points)))

    first, *speeds = values_of(recording.samples, "speed_mps")
    assert first is None
    assert speeds == pytest.approx([0, 0, 0, 0, 0, 2, 2, 2, 2, 2, 0], abs=0.01)


def test_no_way_is_walked_between_two_segments(tmp_path: Path) -> None:
    segments = [
        [trkpt(0, position=(0, 0)), trkpt(1, position=(0, 3 / DEGREE_M))],
        [trkpt(40, position=(0, 99 / DEGREE_M)), trkpt(41, position=(0, 102 / DEGREE_M))],
    ]

    recording = read(tmp_path, gpx(trk(*segments)))

    assert values_of(recording.samples, "distance_m") == [0, 3, 3, 6]
    speeds = values_of(recording.samples, "speed_mps")
    assert [speed and round(speed, 1) for speed in speeds] == [None, 3.0, None, 3.0]
    assert not any(sample.marks for sample in recording.samples)


def test_a_leap_of_the_receiver_is_no_way(tmp_path: Path) -> None:
    points = [trkpt(t_s, position=(0, 0 if t_s < 5 else 1)) for t_s in range(10)]

    recording = read(tmp_path, gpx(trk(points)))

    assert recording.samples[-1].distance_m == 0
    assert recording.samples[5].speed_mps is None


@pytest.mark.parametrize(
    "place", ['lat="91" lon="0"', 'lat="0"', 'lat="nan" lon="0"', 'lat="" lon=""', ""]
)
def test_points_without_a_place_are_seconds_all_the_same(place: str, tmp_path: Path) -> None:
    point = trkpt(1, garmin(141), position=None).replace("<trkpt", f"<trkpt {place}")

    recording = read(tmp_path, gpx(trk([trkpt(0), point])))

    assert recording.samples[1].hr_bpm == 141
    assert recording.samples[1].distance_m is None


@pytest.mark.parametrize(
    ("told", "sport", "sub_sport"),
    [
        ("9", "running", ""),
        ("Running", "running", ""),
        ("trail_running", "running", "trail"),
        ("hiking", "hiking", ""),
        ("Nordic Walking!", "nordic_walking", ""),
        (None, "", ""),
    ],
)
def test_sports_have_the_names_of_fit(
    told: str | None, sport: str, sub_sport: str, tmp_path: Path
) -> None:
    recording = read(tmp_path, gpx(trk([trkpt(0)], sport=told)))

    assert (recording.sport, recording.sub_sport) == (sport, sub_sport)


def test_of_several_sports_those_on_foot_are_kept(tmp_path: Path) -> None:
    tracks = [
        trk(steady_trkpts(5), sport="walking"),
        trk(steady_trkpts(10, start_s=20), sport="cycling"),
        trk(steady_trkpts(9, start_s=40), sport="running"),
    ]

    recording = read(tmp_path, gpx(*tracks))

    assert values_of(recording.samples, "t_s") == [*range(5), *range(40, 49)]
    assert recording.sport == "running"
    assert recording.problems[0].lost == "points of cycling: 10"


def test_the_times_of_other_things_are_no_points(tmp_path: Path) -> None:
    other = f"<metadata><time>{NOON.isoformat()}</time></metadata><wpt lat='0' lon='0'></wpt>"
    content = gpx(trk([trkpt(5, garmin(141))])).replace(b"<trk>", f"{other}<trk>".encode())

    assert len(read(tmp_path, content).samples) == 1


def test_version_one_without_a_namespace_is_read(tmp_path: Path) -> None:
    content = f"<gpx version='1.0'>{trk([trkpt(0, ele=3.0)])}</gpx>".encode()

    assert read(tmp_path, content).samples[0].altitude_m == 3.0


def test_a_track_without_times_is_a_plan(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="only points without times, as a planned route does"):
        read(tmp_path, gpx(trk([trkpt(None), trkpt(None)])))


def test_a_route_is_a_plan(tmp_path: Path) -> None:
    with pytest.raises(RecordingError, match="planned route or course, not a recording"):
        read(tmp_path, gpx("<rte><rtept lat='0' lon='0'/></rte>"))


def test_no_position_is_kept_or_told(tmp_path: Path) -> None:
    points = [trkpt(t_s, position=(0.7654321, 0.1234567)) for t_s in range(3)]

    recording = read(tmp_path, gpx(trk(points)))

    assert "0.765" not in repr(recording)
    assert "0.123" not in repr(recording)
