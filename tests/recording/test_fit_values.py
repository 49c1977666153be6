"""What the fields of a FIT record mean, one pitfall a test."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

from .fit_bytes import (
    DEVELOPER_ID,
    FIELD_DESCRIPTION,
    HEART_RATE,
    HR,
    HRV,
    NOON,
    RECORD,
    TIME,
    define,
    fit,
    heart_rates,
    put,
    session,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.fit"


def read(path: Path, *messages: bytes) -> Recording:
    path.write_bytes(fit(*messages))
    return read_recording(path)


def test_heart_rates_of_255_and_0_are_missing(path: Path) -> None:
    recording = read(path, heart_rates(140, 255, 0, 254, 1))

    assert [sample.hr_bpm for sample in recording.samples] == [140, None, None, 254, 1]


@pytest.mark.parametrize(("told", "known"), [(49, 49), (0, None), (255, None), (130, None)])
def test_resting_heart_rate_is_what_the_device_knows(
    path: Path, told: int, known: int | None
) -> None:
    profile = define(1, 3, (8, "u8", 1)) + put(1, "<B", told)

    assert read(path, profile, heart_rates(140, 141)).resting_bpm == known
    assert read(path, heart_rates(140, 141)).resting_bpm is None


def test_zero_speed_and_zero_cadence_are_not_missing(path: Path) -> None:
    layout = define(0, RECORD, TIME, (6, "u16", 1), (4, "u8", 1))

    recording = read(path, layout, put(0, "<IHB", NOON, 0, 0), put(0, "<IHB", NOON + 1, 65535, 255))

    assert [(s.speed_mps, s.cadence_spm) for s in recording.samples] == [(0, 0), (None, None)]


def test_enhanced_speed_and_altitude_win_over_the_plain_ones(path: Path) -> None:
    speeds, heights = ((73, "u32", 1), (6, "u16", 1)), ((2, "u16", 1), (78, "u32", 1))
    layout = define(0, RECORD, TIME, *speeds, *heights)

    recording = read(
        path,
        layout,
        put(0, "<IIHHI", NOON, 2777, 9999, 3000, 3005),
        put(0, "<IIHHI", NOON + 1, 0xFFFF_FFFF, 2500, 3000, 0xFFFF_FFFF),
    )

    assert [(s.speed_mps, s.altitude_m) for s in recording.samples] == [(2.777, 101), (2.5, 100)]


def test_without_any_speed_it_comes_from_distance_and_is_told(path: Path) -> None:
    layout = define(0, RECORD, TIME, (5, "u32", 1))
    steps = ((0, 0), (1, 250), (3, 850), (64, 30_000), (65, 29_000), (66, 29_300))

    recording = read(path, layout, *(put(0, "<II", NOON + t, cm) for t, cm in steps))

    assert [s.speed_mps for s in recording.samples] == [None, 2.5, 3.0, None, None, 3.0]
    assert [p.what for p in recording.problems] == [
        "no speed in the file; worked out from distance"
    ]


def test_compressed_speed_and_distance_unroll(path: Path) -> None:
    layout = define(0, RECORD, TIME, (8, "byte", 3))

    def packed(speed_cmps: int, distance_16th_m: int) -> bytes:
        return (speed_cmps | (distance_16th_m & 0xFFF) << 12).to_bytes(3, "little")

    recording = read(
        path,
        layout,
        put(0, "<I3s", NOON, packed(250, 4000)),
        put(0, "<I3s", NOON + 1, packed(0xFFF, 4096)),
        put(0, "<I3s", NOON + 2, b"\xff\xff\xff"),
    )

    assert [s.distance_m for s in recording.samples] == [250.0, 256.0, None]
    assert [s.speed_mps for s in recording.samples] == [2.5, None, None]


def test_running_cadence_is_strides_and_becomes_steps(path: Path) -> None:
    layout = define(0, RECORD, TIME, (4, "u8", 1), (53, "u8", 1))

    recording = read(path, layout, put(0, "<IBB", NOON, 85, 64), put(0, "<IBB", NOON + 1, 85, 255))

    assert [s.cadence_spm for s in recording.samples] == [171, 170]


def test_turns_of_a_crank_are_no_steps(path: Path) -> None:
    layout = define(0, RECORD, TIME, (4, "u8", 1))

    recording = read(path, layout, put(0, "<IB", NOON, 85), session(NOON, 1, 2))

    assert recording.sport == "cycling"
    assert recording.samples[0].cadence_spm is None


def test_intervals_belong_to_the_record_before_them_or_where_that_is_long_ago_the_next(
    path: Path,
) -> None:
    record = define(0, RECORD, TIME, HEART_RATE)
    hrv = define(1, HRV, (0, "u16", 5))

    recording = read(
        path,
        record + hrv,
        put(1, "<5H", 900, *[65535] * 4),  # before any record: to the first
        put(0, "<IB", NOON, 140),
        put(1, "<5H", 430, 431, 432, 433, 434),
        put(1, "<5H", 435, *[65535] * 4),
        put(0, "<IB", NOON + 5, 140),
        put(1, "<5H", 0, 436, *[65535] * 3),
    )

    assert [s.rr_ms for s in recording.samples] == [(900, 430, 431), (432, 433, 434, 435, 436)]


def test_intervals_of_a_second_stay_in_it_where_a_record_follows_every_second(path: Path) -> None:
    hrv = define(1, HRV, (0, "u16", 5))

    recording = read(
        path,
        heart_rates(140),
        hrv,
        put(1, "<5H", 400, 410, 420, 65535, 65535),
        heart_rates(141, start_s=NOON + 1),
    )

    assert [s.rr_ms for s in recording.samples] == [(400, 410, 420), ()]


def test_padding_that_is_not_called_invalid_is_no_interval(path: Path) -> None:
    hrv = define(1, HRV, (0, "u32", 1))

    recording = read(path, heart_rates(140), hrv, put(1, "<I", 65_535), put(1, "<I", 430))

    assert recording.samples[0].rr_ms == (430,)


def test_intervals_without_a_record_are_told_as_lost(path: Path) -> None:
    empty_first = fit(define(1, HRV, (0, "u16", 1)), put(1, "<H", 430))
    path.write_bytes(empty_first + fit(heart_rates(140)))

    recording = read_recording(path)

    assert recording.samples[0].rr_ms == ()
    assert "heartbeat intervals without any record: 1" in [p.what for p in recording.problems]


def test_a_strap_that_stored_heart_rates_fills_the_seconds_without(path: Path) -> None:
    anchor = define(1, HR, TIME, (0, "u16", 1), (6, "u8", 1), (9, "u32", 1))
    later = define(2, HR, (6, "u8", 4), (10, "byte", 6))
    ticks = [7 * 1024 + step for step in (1024, 2048, 3072, 4 * 1024)]  # the last rolls over
    low = [tick & 0xFFF for tick in ticks]
    packed = bytes(
        byte
        for a, b in zip(low[::2], low[1::2], strict=True)
        for byte in (a & 0xFF, a >> 8 | (b & 0xF) << 4, b >> 4)
    )

    recording = read(
        path,
        heart_rates(255, 255, 255, 150, 255),
        anchor,
        put(1, "<IHBI", NOON, 0, 141, 7 * 1024),
        later,
        put(2, "<4B6s", 142, 0, 144, 145, packed),
    )

    assert [s.hr_bpm for s in recording.samples] == [141, 142, None, 150, 145]
    assert recording.problems == ()


def test_stored_heart_rates_without_a_clock_are_told_as_lost(path: Path) -> None:
    later = define(2, HR, (6, "u8", 2), (10, "byte", 3))

    recording = read(path, heart_rates(255), later, put(2, "<2B3s", 142, 143, b"\x01\x00\x00"))

    assert recording.samples[0].hr_bpm is None
    assert recording.problems[0].lost == "all of them"


def test_a_developer_field_never_takes_the_place_of_a_native_one(path: Path) -> None:
    name = b"heart_rate".ljust(16, b"\0")
    record = define(0, RECORD, TIME, HEART_RATE, developer=((0, 1, 0),))

    recording = read(
        path,
        define(1, DEVELOPER_ID, (1, "byte", 16), (3, "u8", 1)),
        put(1, "<16sB", bytes(range(16)), 0),
        define(2, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (3, "str", 16)),
        put(2, "<BBB16s", 0, 0, 2, name),
        record,
        put(0, "<IBB", NOON, 140, 99),
        put(0, "<IBB", NOON + 1, 255, 99),
    )

    assert [s.hr_bpm for s in recording.samples] == [140, None]


def test_a_developer_field_nobody_described_is_passed_over(path: Path) -> None:
    record = define(0, RECORD, TIME, HEART_RATE, developer=((7, 4, 3), (8, 0, 3)))

    recording = read(path, record, put(0, "<IB4s", NOON, 140, b"\x01\x02\x03\x04"))

    assert recording.samples[0].hr_bpm == 140
    assert recording.problems == ()


def test_another_developers_marks_are_not_ours(path: Path) -> None:
    record = define(0, RECORD, TIME, HEART_RATE, developer=((0, 12, 0),))

    recording = read(
        path,
        define(1, DEVELOPER_ID, (1, "byte", 16), (3, "u8", 1)),
        put(1, "<16sB", bytes(range(16)), 0),
        define(2, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (3, "str", 6)),
        put(2, "<BBB6s", 0, 0, 7, b"marks"),
        record,
        put(0, "<IB12s", NOON, 140, b'[["finish"]]'),
    )

    assert recording.samples[0].marks == ()


def test_one_files_developer_fields_are_forgotten_by_the_next(path: Path) -> None:
    from fitparse.records import DEV_TYPES

    before = dict(DEV_TYPES)

    test_a_developer_field_never_takes_the_place_of_a_native_one(path)

    assert before == DEV_TYPES


def test_a_field_whose_size_does_not_fit_its_type_is_left_out(path: Path) -> None:
    odd = b"\x40\x00\x00\x14\x00\x04" + bytes((253, 4, 0x86, 5, 1, 0x86, 6, 0, 0x84, 3, 1, 0x02))

    recording = read(path, odd, put(0, "<IBB", NOON, 7, 140))

    assert (recording.samples[0].hr_bpm, recording.samples[0].distance_m) == (140, None)


def test_a_field_of_another_kind_than_the_profiles_is_no_value(path: Path) -> None:
    layout = define(0, RECORD, TIME, (3, "str", 3), (6, "u16", 2), (7, "byte", 2))

    recording = read(path, layout, put(0, "<I3s2H2s", NOON, b"140", 1, 2, b"\x01\x02"))

    sample = recording.samples[0]
    assert (sample.hr_bpm, sample.speed_mps, sample.power_w) == (None, None, None)


def test_definitions_change_in_the_middle_and_come_in_both_byte_orders(path: Path) -> None:
    big = define(0, RECORD, TIME, (7, "u16", 1), big_endian=True)

    recording = read(
        path,
        heart_rates(140),
        big,
        put(0, ">IH", NOON + 1, 300),
        heart_rates(141, start_s=NOON + 2),
    )

    assert [(s.hr_bpm, s.power_w) for s in recording.samples] == [
        (140, None),
        (None, 300),
        (141, None),
    ]


def test_floats_and_their_infinities_do_no_harm(path: Path) -> None:
    layout = b"\x40\x00\x00\x14\x00\x02" + bytes((253, 4, 0x86, 6, 4, 0x88))
    speeds = (2500.0, float("inf"), float("nan"))

    recording = read(
        path, layout, *(b"\x00" + struct.pack("<If", NOON + i, v) for i, v in enumerate(speeds))
    )

    assert [s.speed_mps for s in recording.samples] == [2.5, None, None]
