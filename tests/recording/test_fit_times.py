"""What the times in a FIT file mean: clocks, pauses, sessions, laps and time zones."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from runwalk.engine.sample import Mark, MarkKind
from runwalk.recording import read_recording
from runwalk.recording.recording import Device, Lap, Recording

from .builders import read_content, times_s, what
from .fit_bytes import (
    ACTIVITY,
    DEVICE,
    FILE_ID,
    HEART_RATE,
    LAP,
    NOON,
    RECORD,
    SESSION,
    SPORT,
    TIME,
    define,
    fit,
    heart_rates,
    put,
    session,
    timer,
)

PAUSE, RESUME = Mark(MarkKind.PAUSE), Mark(MarkKind.RESUME)
CYCLING, TRANSITION, RUNNING, SWIMMING, WALKING = 2, 3, 1, 5, 11


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.fit"


def read(path: Path, *messages: bytes) -> Recording:
    return read_content(path, fit(*messages))


def test_time_counts_from_the_first_record(path: Path) -> None:
    recording = read(path, heart_rates(140, 141))

    assert times_s(recording) == [0, 1]
    assert recording.start_utc == datetime(2021, 9, 8, 1, 46, 40, tzinfo=UTC)


@pytest.mark.parametrize(("lead_s", "first_s"), [(59, 59), (60, 0), (-1, 0)])
def test_time_counts_from_the_timer_where_that_started_within_a_minute(
    lead_s: int, first_s: int, path: Path
) -> None:
    recording = read(path, timer(NOON - lead_s, 0), heart_rates(140))

    assert times_s(recording) == [first_s]


def test_times_in_header_bytes_roll_over(path: Path) -> None:
    """The five bits count against the last time of any message, also of one nobody wants."""
    timeless = define(0, RECORD, HEART_RATE)
    unwanted = define(1, 160, TIME)
    base_s = NOON // 32 * 32 + 30

    recording = read(
        path,
        timeless + unwanted,
        put(1, "<I", base_s),
        put(0, "<B", 140, compressed_s=31),
        put(0, "<B", 141, compressed_s=0),
        put(0, "<B", 142, compressed_s=1),
        put(1, "<I", base_s + 40),
        put(0, "<B", 143, compressed_s=(base_s + 41) % 32),
    )

    assert times_s(recording) == [0, 1, 2, 40]
    assert [s.hr_bpm for s in recording.samples] == [140, 141, 142, 143]


def test_a_clock_that_was_never_set_gives_no_date(path: Path) -> None:
    recording = read(path, heart_rates(140, 141, start_s=5000))

    assert times_s(recording) == [0, 1]
    assert recording.start_utc is None
    assert recording.problems[0].lost == "the date"


def test_records_of_one_second_are_merged_and_the_newest_value_wins(path: Path) -> None:
    both = define(0, RECORD, TIME, HEART_RATE, (7, "u16", 1))

    recording = read(
        path,
        both,
        put(0, "<IBH", NOON, 140, 65535),
        put(0, "<IBH", NOON, 0, 300),
        put(0, "<IBH", NOON, 141, 65535),
    )

    assert [(s.t_s, s.hr_bpm, s.power_w) for s in recording.samples] == [(0, 141, 300)]


def test_records_that_go_back_in_time_are_put_in_order_and_told(path: Path) -> None:
    recording = read(path, heart_rates(142, start_s=NOON + 2), heart_rates(140, 141))

    assert [s.hr_bpm for s in recording.samples] == [140, 141, 142]
    assert what(recording) == ["records that went back in time, now in order: 1"]


def test_a_jump_of_years_costs_the_seconds_far_off_and_nothing_else(path: Path) -> None:
    recording = read(path, heart_rates(99, start_s=NOON - 10**8), heart_rates(140, 141))

    assert [s.hr_bpm for s in recording.samples] == [140, 141]
    assert what(recording)[-1] == "jumps of the clock by more than a day: 1"
    assert recording.problems[-1].lost == "seconds far off: 1"


def test_records_without_a_time_are_told(path: Path) -> None:
    timeless = define(1, RECORD, HEART_RATE)

    recording = read(path, timeless, put(1, "<B", 99), heart_rates(140))

    assert len(recording.samples) == 1
    assert what(recording) == ["records without a time: 1"]


def test_a_pause_is_marked_on_its_seconds(path: Path) -> None:
    recording = read(
        path,
        timer(NOON, 0),
        heart_rates(140, 141, 142),
        timer(NOON + 1, 4),
        timer(NOON + 2, 0),
        heart_rates(143, start_s=NOON + 3),
    )

    assert [s.marks for s in recording.samples] == [(), (PAUSE,), (RESUME,), ()]


def test_a_pause_without_records_makes_honest_empty_seconds(path: Path) -> None:
    recording = read(
        path,
        heart_rates(140),
        timer(NOON + 1, 4),
        timer(NOON + 30, 0),
        heart_rates(141, start_s=NOON + 31),
    )

    assert [(s.t_s, s.hr_bpm, s.marks) for s in recording.samples] == [
        (0, 140, ()),
        (1, None, (PAUSE,)),
        (30, None, (RESUME,)),
        (31, 141, ()),
    ]


def test_a_hole_in_the_records_is_no_pause(path: Path) -> None:
    recording = read(path, heart_rates(140), heart_rates(141, start_s=NOON + 300))

    assert [s.marks for s in recording.samples] == [(), ()]


def test_the_last_stop_is_the_end_and_no_pause(path: Path) -> None:
    recording = read(path, timer(NOON, 0), heart_rates(140, 141), timer(NOON + 1, 4))

    assert [s.marks for s in recording.samples] == [(), ()]


def test_seconds_recorded_after_the_last_stop_are_paused_ones(path: Path) -> None:
    recording = read(path, heart_rates(140, 141, 142), timer(NOON + 1, 4))

    assert [s.marks for s in recording.samples] == [(), (PAUSE,), ()]


@pytest.mark.parametrize("kind", [1, 4, 8, 9])
def test_every_kind_of_stop_stops(kind: int, path: Path) -> None:
    recording = read(path, heart_rates(140, 141), timer(NOON, kind), timer(NOON + 1, 0))

    assert [s.marks for s in recording.samples] == [(PAUSE,), (RESUME,)]


def test_starts_while_running_and_events_years_off_mark_nothing(path: Path) -> None:
    recording = read(
        path, timer(NOON, 0), heart_rates(140, 141), timer(NOON + 1, 0), timer(NOON + 10**8, 4)
    )

    assert [s.marks for s in recording.samples] == [(), ()]


def test_of_several_sports_those_on_foot_are_kept(path: Path) -> None:
    recording = read(
        path,
        heart_rates(*[150] * 10, start_s=NOON),
        heart_rates(*[130] * 3, start_s=NOON + 10),
        heart_rates(*[140] * 5, start_s=NOON + 13),
        session(NOON, 9, CYCLING),
        session(NOON + 10, 2, TRANSITION),
        session(NOON + 13, 4, RUNNING),
    )

    assert [s.hr_bpm for s in recording.samples] == [140] * 5
    assert recording.sport == "running"
    assert recording.start_utc == datetime(2021, 9, 8, 1, 46, 53, tzinfo=UTC)
    assert recording.problems[0].lost == "seconds of cycling, transition: 13"


def test_running_and_walking_stay_together_and_the_longer_names_the_sport(path: Path) -> None:
    recording = read(
        path, session(NOON, 1, WALKING), session(NOON + 2, 3, RUNNING), heart_rates(*[140] * 6)
    )

    assert len(recording.samples) == 6
    assert recording.sport == "running"


def test_without_a_sport_on_foot_everything_is_kept(path: Path) -> None:
    recording = read(
        path, heart_rates(*[140] * 4), session(NOON, 1, SWIMMING), session(NOON + 2, 9, CYCLING)
    )

    assert len(recording.samples) == 4
    assert recording.sport == "cycling"


def test_a_session_on_foot_without_records_does_not_cost_the_others(path: Path) -> None:
    recording = read(
        path, heart_rates(140, 141), session(NOON, 1, CYCLING), session(NOON + 900, 9, RUNNING)
    )

    assert len(recording.samples) == 2
    assert "hold no records" in what(recording)[0]


def test_a_session_on_foot_without_bounds_takes_everything(path: Path) -> None:
    unbounded = define(14, SESSION, (5, "enum", 1)) + put(14, "<B", RUNNING)

    recording = read(path, session(NOON, 0, CYCLING), unbounded, heart_rates(140, 141))

    assert len(recording.samples) == 2


def test_a_summary_may_come_first(path: Path) -> None:
    lap = define(3, LAP, (2, "u32", 1), (7, "u32", 1), (9, "u32", 1), (24, "enum", 1))

    recording = read(
        path,
        lap,
        put(3, "<IIIB", NOON + 1, 60_000, 15_000, 2),
        put(3, "<IIIB", NOON, 1_000, 0xFFFF_FFFF, 0),
        put(3, "<IIIB", NOON + 10**8, 1_000, 0, 0),
        session(NOON, 60, RUNNING),
        heart_rates(140, 141),
    )

    assert recording.sport == "running"
    assert recording.laps == (
        Lap(start_s=0, duration_s=1.0, trigger="manual"),
        Lap(start_s=1, duration_s=60.0, distance_m=150.0, trigger="distance"),
    )


def test_a_lap_without_a_start_is_placed_by_its_end(path: Path) -> None:
    lap = define(3, LAP, TIME, (7, "u32", 1))

    recording = read(path, heart_rates(140, 141, 142), lap, put(3, "<II", NOON + 3, 2_000))

    assert recording.laps == (Lap(start_s=1, duration_s=2.0),)


def test_nothing_but_records_is_needed(path: Path) -> None:
    recording = read(path, heart_rates(140))

    assert (recording.sport, recording.sub_sport, recording.laps) == ("", "", ())
    assert recording.problems == ()


def test_the_sport_message_stands_in_for_a_session(path: Path) -> None:
    sport = define(3, SPORT, (0, "enum", 1), (1, "enum", 1)) + put(3, "<BB", RUNNING, 1)

    recording = read(path, sport, heart_rates(140))

    assert (recording.sport, recording.sub_sport) == ("running", "treadmill")


@pytest.mark.parametrize(
    ("offset_s", "known_s"),
    [(7200, 7200), (-12_600, -12_600), (20_700, 20_700), (0, 0), (3601, None), (15 * 3600, None)],
)
def test_the_time_zone_is_believed_where_it_is_one(
    offset_s: int, known_s: int | None, path: Path
) -> None:
    activity = define(3, ACTIVITY, TIME, (5, "u32", 1))

    recording = read(path, heart_rates(140), activity, put(3, "<II", NOON, NOON + offset_s))

    assert recording.utc_offset_s == known_s
    assert len(recording.problems) == (known_s is None)


def test_devices_are_listed_once_with_their_last_battery(path: Path) -> None:
    device = define(3, DEVICE, (2, "u16", 1), (27, "str", 4), (3, "u32", 1), (32, "u8", 1))

    recording = read(
        path,
        device,
        put(3, "<H4sIB", 123, b"H10\0", 77, 90),
        put(3, "<H4sIB", 123, b"H10\0", 77, 255),
        put(3, "<H4sIB", 123, b"H10\0", 77, 80),
        put(3, "<H4sIB", 1, b"\xc3\xa9\xc3", 5, 255),  # cut inside a character, and no NUL
        heart_rates(140),
    )

    assert recording.devices == (
        Device(manufacturer="polar_electro", product="H10", serial="77", battery_pct=80),
        Device(manufacturer="garmin", product="\xe9\N{REPLACEMENT CHARACTER}", serial="5"),
    )


@pytest.mark.parametrize(("file_type", "word"), [(2, "settings"), (6, "course"), (4, "no records")])
def test_a_file_without_records_says_what_it_is(file_type: int, word: str, path: Path) -> None:
    from runwalk.errors import RecordingError

    path.write_bytes(fit(define(3, FILE_ID, (0, "enum", 1)), put(3, "<B", file_type)))

    with pytest.raises(RecordingError, match=word):
        read_recording(path)
