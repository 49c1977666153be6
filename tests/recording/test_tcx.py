"""TCX of every maker: what its elements mean."""

from __future__ import annotations

from pathlib import Path

import pytest

from runwalk.engine.sample import Mark, MarkKind
from runwalk.errors import RecordingError
from runwalk.recording import Device, Lap, Recording

from .builders import read_content, what
from .xml_text import (
    DEGREE_M,
    NOON,
    activity,
    at,
    lap,
    steady_tcx,
    steady_trackpoints,
    tcx,
    trackpoint,
    values_of,
)


def read(tmp_path: Path, content: bytes) -> Recording:
    path = tmp_path / "run.tcx"
    return read_content(path, content)


def read_points(tmp_path: Path, *points: str, sport: str = "Running") -> Recording:
    return read(tmp_path, tcx(activity(lap(points), sport=sport)))


def test_every_sensor_is_read(tmp_path: Path) -> None:
    recording = read(tmp_path, steady_tcx())

    second = recording.samples[12]
    assert (second.t_s, second.hr_bpm, second.speed_mps, second.distance_m) == (12, 132, 2.5, 30.0)
    assert (second.cadence_spm, second.power_w) == (170, 230)
    assert second.altitude_m == pytest.approx(10.2)
    assert len(recording.samples) == 20
    assert recording.problems == ()
    assert (recording.sport, recording.sub_sport) == ("running", "")
    assert recording.start_utc == NOON
    assert recording.path == tmp_path / "run.tcx"


def test_a_run_without_a_heart_rate_is_a_recording_all_the_same(tmp_path: Path) -> None:
    recording = read_points(tmp_path, trackpoint(0, distance_m=0), trackpoint(1, hr_bpm=0))

    assert values_of(recording.samples, "hr_bpm") == [None, None]


def test_laps_count_their_pauses_in(tmp_path: Path) -> None:
    content = tcx(
        activity(
            lap(
                steady_trackpoints(5),
                steady_trackpoints(5, start_s=34),
                total_s=10,
                distance_m=25,
                trigger="Distance",
            ),
            lap(steady_trackpoints(3, start_s=39), start_s=39, trigger="HeartRate"),
        )
    )

    recording = read(tmp_path, content)

    assert recording.laps == (
        Lap(start_s=0, duration_s=40.0, distance_m=25.0, trigger="distance"),
        Lap(start_s=39, trigger="heart_rate"),
    )


def test_a_new_track_within_a_lap_is_a_pause(tmp_path: Path) -> None:
    content = tcx(activity(lap(steady_trackpoints(3), steady_trackpoints(2, start_s=30))))

    recording = read(tmp_path, content)

    marks = {sample.t_s: sample.marks for sample in recording.samples if sample.marks}
    assert marks == {2: (Mark(MarkKind.PAUSE),), 30: (Mark(MarkKind.RESUME),)}


def test_a_second_between_two_pauses_has_both_marks(tmp_path: Path) -> None:
    tracks = [[trackpoint(0)], [trackpoint(30)], [trackpoint(60)]]

    recording = read(tmp_path, tcx(activity(lap(*tracks))))

    assert recording.samples[1].marks == (Mark(MarkKind.RESUME), Mark(MarkKind.PAUSE))


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            tcx(activity(lap(steady_trackpoints(3), steady_trackpoints(3, start_s=3)))),
            id="a new track at once",
        ),
        pytest.param(
            tcx(activity(lap(steady_trackpoints(3) + steady_trackpoints(3, start_s=60)))),
            id="a hole",
        ),
        pytest.param(
            tcx(activity(lap(steady_trackpoints(3)), lap(steady_trackpoints(3, start_s=60)))),
            id="a hole between laps",
        ),
    ],
)
def test_what_is_no_pause_has_no_marks(content: bytes, tmp_path: Path) -> None:
    assert not any(sample.marks for sample in read(tmp_path, content).samples)


def test_seconds_count_from_the_lap_where_it_began_shortly_before(tmp_path: Path) -> None:
    late = read(tmp_path, tcx(activity(lap([trackpoint(7)]))))
    too_late = read(tmp_path, tcx(activity(lap([trackpoint(90)]))))

    assert [late.samples[0].t_s, too_late.samples[0].t_s] == [7, 0]
    assert late.start_utc == NOON


def test_the_device_is_the_creator(tmp_path: Path) -> None:
    creator = "<Name>Forerunner</Name><UnitId>391</UnitId><ProductID>1</ProductID>"

    recording = read(tmp_path, tcx(activity(lap([trackpoint(0)]), creator=creator)))

    assert recording.devices == (Device(product="Forerunner", serial="391"),)


def test_without_speeds_they_are_worked_out_from_distance_backwards(tmp_path: Path) -> None:
    distances_m = [0, 2, 5, 4, 10]

    recording = read_points(
        tmp_path, *(trackpoint(2 * i, distance_m=one) for i, one in enumerate(distances_m))
    )

    assert values_of(recording.samples, "speed_mps") == [None, 1.0, 1.5, None, 3.0]
    assert what(recording) == ["no speed in the file; worked out from distance"]


def test_no_speed_is_worked_out_over_a_pause(tmp_path: Path) -> None:
    tracks = [[trackpoint(0, distance_m=0)], [trackpoint(30, distance_m=60)]]

    recording = read(tmp_path, tcx(activity(lap(*tracks))))

    assert values_of(recording.samples, "speed_mps") == [None, None]


def test_without_distances_they_are_worked_out_from_positions(tmp_path: Path) -> None:
    points = [trackpoint(t_s, position=(3 * t_s / DEGREE_M, 0.0)) for t_s in range(8)]

    recording = read_points(tmp_path, *points)

    assert recording.samples[-1].distance_m == 21.0
    assert recording.samples[-1].speed_mps == 3.0
    assert what(recording) == [
        "no distance in the file; worked out from positions",
        "no speed in the file; worked out from positions",
    ]


def test_speeds_in_kmh_are_found_out_by_the_distance(tmp_path: Path) -> None:
    points = [trackpoint(t_s, distance_m=3 * t_s, speed_mps=10.8) for t_s in range(90)]

    recording = read_points(tmp_path, *points)

    assert set(values_of(recording.samples, "speed_mps")) == {3.0}
    assert what(recording) == ["speeds were in km/h, by the distance; made m/s"]


@pytest.mark.parametrize(
    ("cadences", "steps", "told"),
    [
        pytest.param([0, 85, 86], [0, 170, 172], False, id="strides"),
        pytest.param([55, 60, 0], [110, 120, 0], False, id="strides of a walker"),
        pytest.param([168, 170, 0], [168, 170, 0], True, id="steps"),
    ],
)
def test_cadence_counts_strides_unless_nobody_could_take_them(
    cadences: list[int], steps: list[int], told: bool, tmp_path: Path
) -> None:
    points = [trackpoint(t_s, run_cadence=one) for t_s, one in enumerate(cadences)]

    recording = read_points(tmp_path, *points)

    assert values_of(recording.samples, "cadence_spm") == steps
    assert bool(recording.problems) == told


def test_the_plain_cadence_counts_where_there_is_no_running_one(tmp_path: Path) -> None:
    recording = read_points(
        tmp_path, trackpoint(0, cadence=84), trackpoint(1, cadence=84, run_cadence=86)
    )

    assert values_of(recording.samples, "cadence_spm") == [168, 172]


def test_the_turns_of_pedals_are_no_steps(tmp_path: Path) -> None:
    recording = read_points(tmp_path, trackpoint(0, cadence=84), sport="Biking")

    assert recording.sport == "cycling"
    assert recording.samples[0].cadence_spm is None


def test_of_several_sports_those_on_foot_are_kept(tmp_path: Path) -> None:
    ride = activity(lap(steady_trackpoints(30)), sport="Biking")
    run = activity(lap(steady_trackpoints(10, start_s=40), start_s=40))

    recording = read(tmp_path, tcx(ride, run))

    assert len(recording.samples) == 10
    assert recording.sport == "running"
    assert recording.samples[0].t_s == 0
    assert what(recording) == ["several sports in one file; took those on foot"]
    assert recording.problems[0].lost == "points of cycling: 30"


def test_a_course_is_a_plan_and_no_recording(tmp_path: Path) -> None:
    course = f"<Courses><Course><Track>{trackpoint(0)}</Track></Course></Courses>"
    content = tcx().replace(b"<Activities>", f"{course}<Activities>".encode())

    with pytest.raises(RecordingError, match="planned route or course"):
        read(tmp_path, content)


def test_points_of_one_second_are_one_and_the_later_wins(tmp_path: Path) -> None:
    recording = read_points(
        tmp_path,
        trackpoint(0.1, hr_bpm=140, distance_m=1),
        trackpoint(0.9, distance_m=2),
        trackpoint(1.2, hr_bpm=141),
    )

    assert values_of(recording.samples, "hr_bpm") == [140, 141]
    assert values_of(recording.samples, "distance_m") == [2.0, None]


def test_points_that_go_back_in_time_are_put_in_order_and_told(tmp_path: Path) -> None:
    rates_bpm = {0: 140, 5: 145, 3: 143, 4: 144}
    recording = read_points(
        tmp_path,
        *(trackpoint(t_s, hr_bpm=one) for t_s, one in rates_bpm.items()),
        trackpoint(5, altitude_m=20),
    )

    assert values_of(recording.samples, "t_s") == [0, 3, 4, 5]
    assert values_of(recording.samples, "hr_bpm") == [140, 143, 144, 145]
    assert recording.samples[-1].altitude_m == 20
    assert what(recording) == ["points that went back in time, now in order: 1"]


def test_of_a_clock_that_jumped_the_longer_part_is_kept(tmp_path: Path) -> None:
    recording = read_points(
        tmp_path, trackpoint(-9e8), *steady_trackpoints(5), trackpoint(9e8), trackpoint(9.1e8)
    )

    assert values_of(recording.samples, "t_s") == [0, 1, 2, 3, 4]
    assert what(recording) == ["jumps of the clock by more than a day: 3"]
    assert recording.problems[0].lost == "seconds far off: 3"


@pytest.mark.parametrize(
    ("times", "offset_s", "told"),
    [
        pytest.param(["2026-11-01T12:00:00Z", "2026-11-01T12:00:01Z"], None, False, id="UTC"),
        pytest.param(
            ["2026-11-01T13:00:00+01:00", "2026-11-01T13:00:01.999+01:00"], 3600, False, id="zone"
        ),
        pytest.param(["2026-11-01T12:00:00", "2026-11-01T12:00:01.5"], None, True, id="none"),
    ],
)
def test_times_are_read_in_every_zone(
    times: list[str], offset_s: int | None, told: bool, tmp_path: Path
) -> None:
    recording = read_points(tmp_path, *(trackpoint(0, hr_bpm=140, time=one) for one in times))

    assert recording.start_utc == NOON
    assert recording.utc_offset_s == offset_s
    assert values_of(recording.samples, "t_s") == [0, 1]
    assert what(recording) == (["times without a zone, taken for UTC: 2"] if told else [])


@pytest.mark.parametrize(
    "time",
    [
        "",
        "noon",
        "2026-11-01",
        "2026-13-01T12:00:00Z",
        "9" * 300,
        "2026-11-01T99",
        "0001-01-01T00:00:00+10:00",
        "9999-12-31T23:59:59-10:00",
    ],
)
def test_points_without_a_time_are_told(time: str, tmp_path: Path) -> None:
    recording = read_points(tmp_path, trackpoint(0), trackpoint(0, time=time))

    assert len(recording.samples) == 1
    assert what(recording) == ["points without a time: 1"]


@pytest.mark.parametrize("number", ["", "nan", "inf", "-1", "1e999", "fast", "1,5", "255"])
def test_numbers_that_cannot_be_are_nothing(number: str, tmp_path: Path) -> None:
    point = f"<Trackpoint><Time>{at(0)}</Time><HeartRateBpm><Value>{number}</Value></HeartRateBpm>"

    recording = read_points(tmp_path, f"{point}</Trackpoint>")

    assert recording.samples[0].hr_bpm is None


def test_a_heart_rate_without_its_value_element_is_read(tmp_path: Path) -> None:
    point = f"<Trackpoint><Time>{at(0)}</Time><HeartRateBpm>141</HeartRateBpm></Trackpoint>"

    assert read_points(tmp_path, point).samples[0].hr_bpm == 141
