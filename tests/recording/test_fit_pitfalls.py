"""What trips readers of FIT, on real files where there is one and else on bytes made here.

Names, numbers and years apart, the sentences are the list. Some pitfalls have more tests of their
own: values in ``test_fit_values``, times in ``test_fit_times``, damage in ``test_fit_damage``.
"""

from __future__ import annotations

import gzip
import io
import struct
import tracemalloc
import zipfile
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.errors import RecordingError
from runwalk.recording import Recording, read_recording
from runwalk.recording.fit_decoder import decode
from runwalk.recording.fit_reader import fit_recording

from .builders import what
from .fit_bytes import (
    ACTIVITY,
    DEVICE,
    EVENT,
    FIELD_DESCRIPTION,
    HEART_RATE,
    HR,
    HRV,
    LAP,
    NOON,
    RECORD,
    TIME,
    define,
    fit,
    heart_rates,
    put,
    session,
    timer,
)

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "fit"
PAUSE, RESUME = Mark(MarkKind.PAUSE), Mark(MarkKind.RESUME)
BEATS, RAW_BBI, CORRELATION = 290, 372, 162
CYCLING, RUNNING, TRANSITION, SWIMMING, WALKING, HIKING = 2, 1, 3, 5, 11, 17


def read(*messages: bytes) -> Recording:
    return fit_recording(fit(*messages), Path("run.fit"))


def real(name: str) -> Recording:
    if not CORPUS.exists():
        pytest.skip("no corpus beside the project")
    return read_recording(CORPUS / name)


def real_content(name: str) -> bytes:
    if not CORPUS.exists():
        pytest.skip("no corpus beside the project")
    return (CORPUS / name).read_bytes()


def known(recording: Recording, name: str) -> int:
    return sum(getattr(sample, name) is not None for sample in recording.samples)


def counted(recording: Recording, mark: Mark) -> int:
    return sum(sample.marks.count(mark) for sample in recording.samples)


def rr_s(samples: tuple[Sample, ...]) -> float:
    return sum(sum(sample.rr_ms) for sample in samples) / 1000


# Values that are none.


def test_a_strap_that_told_255_for_a_while_leaves_seconds_without_heart_rate() -> None:
    recording = real("dtcooper__ELEMNT_ROAM_Unterminated.fit")

    assert (len(recording.samples), known(recording, "hr_bpm")) == (7245, 7216)
    assert all(sample.hr_bpm != 255 for sample in recording.samples)


def test_a_strap_that_told_0_when_it_was_lost_has_no_heart_rate_of_0() -> None:
    recording = real("dtcooper__nick.fit")

    assert (known(recording, "speed_mps"), known(recording, "hr_bpm")) == (14383, 14379)
    assert all(sample.hr_bpm != 0 for sample in recording.samples)


def test_zero_speed_and_zero_cadence_stay_zero_in_a_real_run() -> None:
    recording = real("corriporai__run.fit")

    assert sum(sample.speed_mps == 0 for sample in recording.samples) == 2
    assert sum(sample.cadence_spm == 0 for sample in recording.samples) == 41


def test_cadence_of_255_and_speed_of_65535_are_none() -> None:
    layout = define(0, RECORD, TIME, (4, "u8", 1), (6, "u16", 1), (73, "u32", 1))

    sample = read(layout, put(0, "<IBHI", NOON, 255, 0xFFFF, 0xFFFF_FFFF)).samples[0]

    assert (sample.cadence_spm, sample.speed_mps) == (None, None)


def test_the_padding_of_five_intervals_a_message_is_no_interval() -> None:
    recording = real("corriporai__garmin-fenix-5-basic.fit")

    intervals_ms = [rr_ms for sample in recording.samples for rr_ms in sample.rr_ms]
    assert len(intervals_ms) == 113
    assert max(intervals_ms) < 2000


# Speed, altitude, distance.


def test_a_file_with_plain_speed_only_has_speed() -> None:
    assert known(real("corriporai__run.fit"), "speed_mps") == 1201  # the first told 65535


def test_a_file_with_enhanced_speed_only_has_speed_and_altitude() -> None:
    recording = real("martin-ueding__2022-05-29-15-53-35_Laufen_Landal_Park.fit")

    assert known(recording, "speed_mps") == known(recording, "altitude_m") == 326


def test_where_both_are_told_enhanced_speed_wins() -> None:
    layout = define(0, RECORD, TIME, (6, "u16", 1), (73, "u32", 1), (2, "u16", 1), (78, "u32", 1))

    sample = read(layout, put(0, "<IHIHI", NOON, 65_534, 70_000, 2600, 2610)).samples[0]

    assert (sample.speed_mps, sample.altitude_m) == (None, 22.0)  # 70 m/s is no speed


def test_a_file_with_distance_only_gets_speed_from_it() -> None:
    recording = real("AartGoossens__6449921903_ACTIVITY.fit")

    assert (known(recording, "distance_m"), known(recording, "speed_mps")) == (199, 197)
    assert "no speed in the file; worked out from distance" in what(recording)


def test_compressed_speed_and_distance_unroll_in_a_real_run() -> None:
    recording = real("dtcooper__compressed-speed-distance.fit")

    distances_m = [s.distance_m for s in recording.samples if s.distance_m is not None]
    assert known(recording, "speed_mps") == 754
    assert distances_m == sorted(distances_m)
    assert distances_m[-1] > 4096 / 16  # the twelve bits were full, and more than once


def test_an_empty_compressed_speed_and_distance_takes_nothing_from_the_plain_ones() -> None:
    recording = real("dtcooper__null_compressed_speed_dist.fit")

    assert known(recording, "speed_mps") == known(recording, "distance_m") == 1808


# Clocks.


def test_times_in_header_bytes_count_on_in_a_real_run() -> None:
    recording = real("dtcooper__antfs-dump.63.fit")

    assert {b.t_s - a.t_s for a, b in pairwise(recording.samples)} <= {1, 5}
    assert (len(recording.samples), known(recording, "hr_bpm")) == (686, 685)


def test_times_in_header_bytes_count_against_messages_that_no_profile_knows() -> None:
    unknown = define(1, 0xFF00, TIME) + put(1, "<I", NOON)
    layout = define(0, RECORD, HEART_RATE)

    recording = read(unknown, layout, put(0, "<B", 140, compressed_s=(NOON + 3) % 32))

    assert recording.start_utc == datetime(2021, 9, 8, 1, 46, 43, tzinfo=UTC)


def test_an_event_may_have_its_time_in_the_header_byte() -> None:
    event = define(1, EVENT, (0, "enum", 1), (1, "enum", 1))

    recording = read(
        heart_rates(140, 141, 142, 143),
        event,
        put(1, "<BB", 0, 4, compressed_s=(NOON + 4) % 32),
        put(1, "<BB", 0, 0, compressed_s=(NOON + 9) % 32),
        heart_rates(144, start_s=NOON + 10),
    )

    assert [(s.t_s, s.marks) for s in recording.samples if s.marks] == [
        (4, (PAUSE,)),
        (9, (RESUME,)),
    ]


def test_a_clock_that_counts_from_switch_on_gives_no_date() -> None:
    recording = real("dtcooper__compressed-speed-distance.fit")

    assert recording.start_utc is None
    assert recording.utc_offset_s is None
    assert "the clock was never set" in what(recording)[0]


def test_a_jump_of_years_makes_no_seconds_in_between() -> None:
    recording = read(heart_rates(140, 141), heart_rates(142, start_s=0xFFFF_FFF0))

    assert [sample.t_s for sample in recording.samples] == [0, 1]


# Pauses.


@pytest.mark.parametrize(
    ("name", "pauses"),
    [
        pytest.param("tormoder__mornindew-broken.fit", 17, id="stop_all"),
        pytest.param("jimmykane__batt.fit", 4, id="stop"),
        pytest.param("aaron-schroeder__2019-05-11-144658-UBERDROID6944-216-1.fit", 2, id="both"),
    ],
)
def test_stops_and_starts_of_the_timer_are_pauses(name: str, pauses: int) -> None:
    recording = real(name)

    assert counted(recording, PAUSE) == counted(recording, RESUME) == pauses


@pytest.mark.parametrize("kind", [1, 4, 8, 9], ids=["stop", "stop_all", "disable", "disable_all"])
def test_every_way_to_stop_the_timer_is_a_stop(kind: int) -> None:
    recording = read(heart_rates(140, 141, 142), timer(NOON, kind), timer(NOON + 2, 0))

    assert [sample.marks for sample in recording.samples] == [(PAUSE,), (), (RESUME,)]


def test_a_stop_that_is_told_twice_is_one_pause() -> None:
    recording = read(heart_rates(140, 141, 142), timer(NOON, 1), timer(NOON, 4), timer(NOON + 2, 0))

    assert counted(recording, PAUSE) == counted(recording, RESUME) == 1


def test_a_file_that_ends_with_a_start_ends_in_no_pause() -> None:
    recording = real("dtcooper__ELEMNT_ROAM_Unterminated.fit")  # 20 starts, 19 stops

    assert counted(recording, PAUSE) == counted(recording, RESUME) == 19


def test_a_file_without_timer_events_has_no_pause() -> None:
    recording = real("jimmykane__test2.fit")

    assert counted(recording, PAUSE) == 0
    assert len(recording.samples) == 2989


def test_a_gap_of_smart_recording_is_no_pause() -> None:
    recording = real("stadelmanma__ZeroHeaderCrc.fit")
    gaps_s = [b.t_s - a.t_s for a, b in pairwise(recording.samples)]

    assert max(gaps_s) == 7
    assert counted(recording, PAUSE) == 0


def test_the_duration_of_a_lap_is_elapsed_time_with_its_pauses() -> None:
    lap = define(3, LAP, TIME, (2, "u32", 1), (7, "u32", 1), (8, "u32", 1))

    recording = read(heart_rates(140), lap, put(3, "<IIII", NOON + 90, NOON, 90_000, 60_000))

    assert [one.duration_s for one in recording.laps] == [90.0]


def test_intervals_that_a_device_keeps_in_a_pause_stay_in_its_seconds() -> None:
    hrv = define(1, HRV, (0, "u16", 1))

    recording = read(
        timer(NOON, 0),
        heart_rates(140, 141),
        timer(NOON + 1, 4),
        heart_rates(120, start_s=NOON + 2),
        hrv,
        put(1, "<H", 500),
        timer(NOON + 3, 0),
        heart_rates(130, start_s=NOON + 3),
    )

    assert [(s.rr_ms, s.marks) for s in recording.samples] == [
        ((), ()),
        ((), (PAUSE,)),
        ((500,), ()),
        ((), (RESUME,)),
    ]


# Irregular records.


def test_a_time_that_four_bytes_cannot_hold_is_none() -> None:
    layout = b"\x40\x00\x00\x14\x00\x02" + bytes((253, 8, 0x89, 3, 1, 0x02))
    odd_s = (float("inf"), float("nan"), -1.0, 1e300, float(NOON))

    recording = read(layout, *(b"\x00" + struct.pack("<dB", time_s, 140) for time_s in odd_s))

    assert len(recording.samples) == 1
    assert what(recording) == ["records without a time: 4"]


def test_seconds_are_counted_by_time_and_not_by_row() -> None:
    recording = real("martin-ueding__2022-05-29-15-53-35_Laufen_Landal_Park.fit")

    steps_s = [b.t_s - a.t_s for a, b in pairwise(recording.samples)]
    assert (median(steps_s), max(steps_s), recording.duration_s) == (4, 13, 1429)


def test_two_records_of_a_second_with_half_the_values_each_are_one_second() -> None:
    position, sensors = define(0, RECORD, TIME, (5, "u32", 1)), define(1, RECORD, TIME, HEART_RATE)

    recording = read(position, sensors, put(0, "<II", NOON, 250), put(1, "<IB", NOON, 140))

    assert [(s.distance_m, s.hr_bpm) for s in recording.samples] == [(2.5, 140)]


def test_a_watch_that_wrote_seconds_twice_has_each_of_them_once() -> None:
    recording = real("jimmykane__batt.fit")

    assert len({sample.t_s for sample in recording.samples}) == len(recording.samples)
    assert known(recording, "hr_bpm") == 9188


def test_two_records_a_second_are_merged_and_their_fractions_ignored() -> None:
    layout = define(0, RECORD, TIME, HEART_RATE, (5, "u32", 1), (0xFB, "u16", 1))
    halves = (put(0, "<IBIH", NOON + i // 2, 140 + i, 125 * i, 16_384 * (i % 2)) for i in range(6))

    recording = read(layout, *halves)

    assert [(s.t_s, s.hr_bpm, s.distance_m) for s in recording.samples] == [
        (0, 141, 1.25),
        (1, 143, 3.75),
        (2, 145, 6.25),
    ]


def test_records_that_went_back_in_time_are_in_order_and_told() -> None:
    recording = real("dtcooper__activity-large-fenxi2-multisport.fit")

    assert all(a.t_s < b.t_s for a, b in pairwise(recording.samples))
    assert "records that went back in time, now in order: 2" in what(recording)


# Heartbeat intervals.


def test_intervals_lie_in_the_seconds_of_the_records_around_them() -> None:
    recording = real("jimmykane__running-with-developer-data.fit")

    worst_s = max(
        abs(rr_s(recording.samples[at : at + 60]) - 60)
        for at in range(0, len(recording.samples) - 60, 60)
    )
    assert sum(len(sample.rr_ms) for sample in recording.samples) == 4360
    assert worst_s < 3  # minute by minute, so no clock drifts


def test_lost_beats_do_not_shift_what_comes_after_them() -> None:
    hrv = define(1, HRV, (0, "u16", 2))
    record = define(0, RECORD, TIME, HEART_RATE)
    messages = [record, hrv]
    for i in range(60):
        messages.append(put(0, "<IB", NOON + i, 120))
        if not 10 <= i < 40:  # half a minute without a beat
            messages.append(put(1, "<HH", 500, 500 + i))

    recording = read(*messages)

    assert [s.rr_ms for s in recording.samples[38:42]] == [(), (), (500, 540), (500, 541)]


def test_every_value_of_an_hrv_message_counts_and_not_only_the_first() -> None:
    recording = read(
        heart_rates(140), define(1, HRV, (0, "u16", 5)), put(1, "<5H", 401, 402, 403, 404, 65535)
    )

    assert recording.samples[0].rr_ms == (401, 402, 403, 404)


def test_artefacts_are_handed_on_as_they_are() -> None:
    recording = read(heart_rates(140), define(1, HRV, (0, "u16", 3)), put(1, "<3H", 430, 1700, 90))

    assert recording.samples[0].rr_ms == (430, 1700, 90)


def test_beat_intervals_stand_in_for_hrv_and_lie_where_their_times_say() -> None:
    beats = define(1, BEATS, TIME, (0, "u16", 1), (1, "u16", 4))

    recording = read(
        heart_rates(*[140] * 6),
        beats,
        put(1, "<IH4H", NOON + 1, 900, 430, 440, 450, 0xFFFF),
        put(1, "<IH4H", NOON + 4, 0, 500, 501, 0xFFFF, 0xFFFF),
        put(1, "<IH4H", NOON + 900, 0, 500, 501, 0xFFFF, 0xFFFF),  # behind the end
    )

    assert [s.rr_ms for s in recording.samples] == [
        (),
        (),
        (430, 440),
        (450,),
        (500,),
        (501,),
    ]
    assert "heartbeat intervals without any record: 2" in what(recording)


def test_where_there_is_hrv_beat_intervals_count_no_beat_twice() -> None:
    beats = define(1, BEATS, TIME, (1, "u16", 2)) + put(1, "<IHH", NOON, 430, 431)

    recording = read(heart_rates(140, 141), beats, define(2, HRV, (0, "u16", 1)), put(2, "<H", 432))

    assert [s.rr_ms for s in recording.samples] == [(), (432,)]


def test_raw_intervals_that_are_not_read_are_told() -> None:
    raw = define(1, RAW_BBI, TIME, (1, "u16", 2)) + put(1, "<IHH", NOON, 430, 431)

    recording = read(heart_rates(140), raw)

    assert what(recording) == ["beat intervals in a form not yet read, in messages: 1"]


# Heart rate outside the records.


@pytest.mark.parametrize(
    ("name", "bpm_count"),
    [
        ("dtcooper__event_timestamp.fit", 4373),
        ("dtcooper__sample_mulitple_header.fit", 517),
        ("polyvertex__garmin-fr935-cr.fit", 7437),
    ],
)
def test_a_strap_that_stored_heart_rates_fills_the_seconds(name: str, bpm_count: int) -> None:
    assert known(real(name), "hr_bpm") == bpm_count


def test_stored_heart_rates_and_those_of_records_stand_together_and_the_records_win() -> None:
    stored = define(1, HR, TIME, (6, "u8", 1), (9, "u32", 1))

    recording = read(
        heart_rates(150, 255, 152),
        stored,
        *(put(1, "<IBI", NOON + i, 120 + i, 1024 * i) for i in range(3)),
    )

    assert [sample.hr_bpm for sample in recording.samples] == [150, 121, 152]


def test_all_eight_values_of_a_stored_message_count() -> None:
    anchor = define(1, HR, TIME, (0, "u16", 1), (6, "u8", 1), (9, "u32", 1))
    later = define(2, HR, (6, "u8", 8), (10, "byte", 12))
    lows = [1024 * (i + 1) & 0xFFF for i in range(8)]  # the twelve bits roll over twice
    packed = bytes(
        byte
        for a, b in zip(lows[::2], lows[1::2], strict=True)
        for byte in (a & 0xFF, a >> 8 | (b & 0xF) << 4, b >> 4)
    )

    recording = read(
        heart_rates(*[255] * 9),
        anchor,
        put(1, "<IHBI", NOON, 0, 100, 0),
        later,
        put(2, "<8B12s", *range(101, 109), packed),
    )

    assert [sample.hr_bpm for sample in recording.samples] == list(range(100, 109))


def test_a_strap_worn_before_the_start_tells_nothing_of_the_time_before() -> None:
    stored = define(1, HR, TIME, (6, "u8", 1), (9, "u32", 1))

    recording = read(
        heart_rates(255, 255), stored, *(put(1, "<IBI", NOON + i, 99, 1024) for i in (-30, 0))
    )

    assert [(s.t_s, s.hr_bpm) for s in recording.samples] == [(0, 99), (1, None)]


# Developer fields.


def test_a_developers_heart_rate_leaves_the_native_one_as_it_is() -> None:
    recording = real("dtcooper__20170518-191602-1740899583.fit")

    assert known(recording, "hr_bpm") == 1641
    assert not any("heart rate" in told for told in what(recording))


def test_a_developers_heart_rate_does_not_mix_with_the_native_one_of_a_real_file() -> None:
    content = real_content("muktihari__test.fit")
    rows = decode(content).rows(RECORD, "timestamp", "heart_rate")
    natively_bpm = {row.values["timestamp"]: row.values["heart_rate"] or None for row in rows}

    recording = fit_recording(content, Path("run.fit"))

    assert [s.hr_bpm for s in recording.samples] == [natively_bpm[t] for t in sorted(natively_bpm)]


def test_a_developers_heart_rate_is_taken_where_there_is_no_other() -> None:
    record = define(0, RECORD, TIME, developer=((0, 1, 0),))

    recording = read(described(), record, put(0, "<IB", NOON, 140), put(0, "<IB", NOON + 1, 0))

    assert [sample.hr_bpm for sample in recording.samples] == [140, None]
    assert what(recording) == ["heart rate is in a developer's field only; taken from there"]


def described(*, developer: int = 0, number: int = 0) -> bytes:
    layout = define(
        2, FIELD_DESCRIPTION, (0, "u8", 1), (1, "u8", 1), (2, "u8", 1), (8, "str", 4), (15, "u8", 1)
    )
    return layout + put(2, "<BBB4sB", developer, number, 2, b"bpm", 3)


def test_a_developer_field_may_be_described_after_its_records() -> None:
    record = define(0, RECORD, TIME, developer=((0, 1, 0),))

    recording = read(record, put(0, "<IB", NOON, 140), described())

    assert recording.samples[0].hr_bpm == 140


def test_a_developer_field_needs_no_developer_to_be_named() -> None:
    record = define(0, RECORD, TIME, developer=((4, 1, 9),))

    recording = read(described(developer=9, number=4), record, put(0, "<IB", NOON, 140))

    assert recording.samples[0].hr_bpm == 140


def test_a_developer_without_an_id_does_not_end_a_real_file() -> None:
    recording = real("dtcooper__elemnt-bolt-no-application-id-inside-developer-data-id.fit")

    assert len(recording.samples) == 132


def test_the_same_number_of_two_developers_is_two_fields() -> None:
    record = define(0, RECORD, TIME, developer=((0, 1, 0), (0, 1, 1)))

    recording = read(described(developer=1), record, put(0, "<IBB", NOON, 99, 140))

    assert recording.samples[0].hr_bpm == 140


# Definitions.


def test_a_file_with_many_record_definitions_loses_no_record() -> None:
    recording = real("jimmykane__triathlon_summary_last.fit")  # 12 definitions of record

    assert len(recording.samples) == 1574


def test_a_definition_anew_for_every_message_loses_none() -> None:
    recording = read(*(heart_rates(100 + i, start_s=NOON + i) for i in range(100)))

    assert [sample.hr_bpm for sample in recording.samples] == list(range(100, 200))


def test_a_local_number_used_again_for_another_message_means_the_other() -> None:
    lap = define(0, LAP, (2, "u32", 1), (7, "u32", 1)) + put(0, "<II", NOON, 2000)

    recording = read(heart_rates(140), lap, heart_rates(141, start_s=NOON + 1))

    assert [sample.hr_bpm for sample in recording.samples] == [140, 141]
    assert len(recording.laps) == 1


def test_a_big_endian_file_is_read() -> None:
    recording = real("dtcooper__activity-unexpected-eof.fit")

    assert recording.start_utc == datetime(2012, 4, 9, 21, 22, 26, tzinfo=UTC)
    assert known(recording, "distance_m") == 14


@pytest.mark.slow
def test_a_field_whose_size_fits_no_value_costs_nothing_else() -> None:
    recording = real("dtcooper__coros-pace-2-cycling-misaligned-fields.fit")

    assert known(recording, "hr_bpm") == 8946


# Several in one.


@pytest.mark.parametrize(
    ("name", "files"),
    [("dtcooper__activity-settings.fit", 2), ("dtcooper__event_timestamp.fit", 5)],
)
def test_chained_files_are_read_together_and_told(name: str, files: int) -> None:
    assert f"{files} files in one; joined by time" in what(real(name))


def test_a_local_number_means_nothing_in_the_next_of_chained_files() -> None:
    content = fit(heart_rates(140)) + fit(put(0, "<IB", NOON + 1, 141))

    recording = fit_recording(content, Path("run.fit"))

    assert [sample.hr_bpm for sample in recording.samples] == [140]


def test_of_a_triathlon_with_its_changes_the_run_is_kept() -> None:
    recording = real("jimmykane__triathlon_summary_first.fit")

    assert (recording.sport, len(recording.samples)) == ("running", 1574)
    lost = [problem.lost for problem in recording.problems]
    assert any("swimming" in one and "transition" in one and "cycling" in one for one in lost)


def test_seconds_of_a_transition_are_not_those_of_the_run_behind_it() -> None:
    recording = read(
        heart_rates(*[150] * 3),
        heart_rates(*[110] * 2, start_s=NOON + 3),
        heart_rates(*[140] * 4, start_s=NOON + 5),
        session(NOON, 2, CYCLING),
        session(NOON + 3, 1, TRANSITION),
        session(NOON + 5, 3, RUNNING),
    )

    assert [sample.hr_bpm for sample in recording.samples] == [140] * 4


@pytest.mark.parametrize("sport", [RUNNING, WALKING, HIKING])
def test_every_sport_on_foot_is_kept(sport: int) -> None:
    recording = read(
        heart_rates(150, 151, 140, 141), session(NOON, 1, SWIMMING), session(NOON + 2, 1, sport)
    )

    assert [sample.hr_bpm for sample in recording.samples] == [140, 141]


# What may be missing or elsewhere.


def test_a_summary_before_the_records_changes_nothing() -> None:
    first = real("jimmykane__triathlon_summary_first.fit")
    last = real("jimmykane__triathlon_summary_last.fit")

    assert first.samples == last.samples
    assert first.laps == last.laps


def test_without_laps_sessions_or_an_end_the_records_are_there() -> None:
    recording = real("dtcooper__ELEMNT_ROAM_Unterminated.fit")

    assert recording.laps == ()
    assert known(recording, "speed_mps") == 7226


# Local time.


@pytest.mark.parametrize(
    ("name", "offset_s"),
    [
        ("corriporai__run.fit", 7200),
        ("corriporai__garmin-fenix-5-basic.fit", -25_200),
        ("jimmykane__failed.fit", 0),
        ("dtcooper__2013-02-06-12-11-14.fit", None),
    ],
)
def test_the_time_zone_is_that_of_the_activity_or_unknown(name: str, offset_s: int | None) -> None:
    assert real(name).utc_offset_s == offset_s


def test_an_odd_local_time_is_told_and_believed_by_nobody() -> None:
    recording = real("dtcooper__null_compressed_speed_dist.fit")

    assert recording.utc_offset_s is None
    assert "which is no time zone" in what(recording)[0]


def test_a_correlation_of_times_stands_in_for_the_activity() -> None:
    correlation = define(1, CORRELATION, TIME, (3, "u32", 1)) + put(1, "<II", NOON, NOON + 3600)
    odd = define(2, ACTIVITY, TIME, (5, "u32", 1)) + put(2, "<II", NOON, NOON + 25_202)

    assert read(heart_rates(140), correlation).utc_offset_s == 3600
    assert read(heart_rates(140), odd, correlation).utc_offset_s == 3600


def test_the_start_is_aware_and_in_utc() -> None:
    start = real("corriporai__run.fit").start_utc

    assert start is not None
    assert start.tzinfo is UTC


# Headers and ends.


@pytest.mark.parametrize(
    "name", ["dtcooper__activity-filecrc.fit", "stadelmanma__ZeroHeaderCrc.fit"]
)
def test_a_header_of_12_bytes_or_without_a_checksum_is_right(name: str) -> None:
    assert real(name).samples


def test_a_header_of_14_bytes_without_a_checksum_is_no_problem() -> None:
    assert real("stadelmanma__ZeroHeaderCrc.fit").problems == ()


@pytest.mark.parametrize("size", [0, 0xFFFF_FFFF, 10_000])
def test_a_header_that_was_interrupted_costs_no_record(size: int) -> None:
    content = fit(heart_rates(140, 141), size=size, crc=False)

    assert len(fit_recording(content, Path("run.fit")).samples) == 2


def test_bytes_behind_the_checksum_cost_nothing() -> None:
    recording = real("derived__run-trailing-garbage.fit")

    assert recording.samples == real("corriporai__run.fit").samples


def test_a_gzip_and_a_zip_around_a_file_are_opened(tmp_path: Path) -> None:
    content = fit(heart_rates(140, 141))
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("activities/1.fit.gz", gzip.compress(content))
    samples = []

    for packed in (content, gzip.compress(content), file.getvalue()):
        path = tmp_path / "run"
        path.write_bytes(packed)
        samples.append(read_recording(path).samples)

    assert samples[0] == samples[1] == samples[2]


# Cadence and kinds of sport.


def test_a_runners_cadence_is_in_steps() -> None:
    recording = real("tormoder__0137001239.fit")

    told_spm = [s.cadence_spm for s in recording.samples if s.cadence_spm]
    assert 150 < median(told_spm) < 200


def test_half_a_stride_is_a_step() -> None:
    layout = define(0, RECORD, TIME, (4, "u8", 1), (53, "u8", 1))

    assert read(layout, put(0, "<IBB", NOON, 86, 64)).samples[0].cadence_spm == 173


def test_a_cyclists_cadence_is_no_steps() -> None:
    assert known(real("dtcooper__rollers.fit"), "cadence_spm") == 0


@pytest.mark.parametrize(
    ("sport", "sub_sport", "names"),
    [
        (1, 1, ("running", "treadmill")),
        (1, 3, ("running", "trail")),
        (1, 4, ("running", "track")),
        (1, 45, ("running", "indoor_running")),
        (11, 27, ("walking", "indoor_walking")),
        (17, 0, ("hiking", "generic")),
    ],
)
def test_kinds_of_sport_have_their_names(
    sport: int, sub_sport: int, names: tuple[str, str]
) -> None:
    layout = define(14, 18, TIME, (5, "enum", 1), (6, "enum", 1))

    recording = read(heart_rates(140), layout, put(14, "<IBB", NOON, sport, sub_sport))

    assert (recording.sport, recording.sub_sport) == names


# Strings.


@pytest.mark.parametrize(
    ("told", "name"),
    [
        pytest.param(b"H10\0\xff\xfe", "H10", id="rubbish behind the NUL"),
        pytest.param("Müll".encode()[:2], "M\N{REPLACEMENT CHARACTER}", id="cut in a character"),
        pytest.param(b"H10", "H10", id="no NUL"),
        pytest.param(b"\xffH1", "\N{REPLACEMENT CHARACTER}H1", id="no UTF-8"),
        pytest.param(b"\0H10", "", id="empty"),
    ],
)
def test_a_string_ends_at_its_nul_and_breaks_nothing(told: bytes, name: str) -> None:
    layout = define(3, DEVICE, (2, "u16", 1), (27, "str", len(told)))

    recording = read(heart_rates(140), layout, b"\x03" + struct.pack("<H", 123) + told)

    assert [device.product for device in recording.devices] == [name]


def test_strings_that_never_end_do_not_end_a_real_file() -> None:
    recording = real("tormoder__unterminated-strings.fit")

    assert len(recording.samples) == 33


# Memory.


def test_a_large_real_file_takes_little_memory() -> None:
    content = real_content("dtcooper__activity-large-fenxi2-multisport.fit")

    tracemalloc.start()
    recording = fit_recording(content, Path("run.fit"))
    _, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert len(recording.samples) == 8890
    assert peak_bytes < 20 * len(content) + 10_000_000


# Files that are none.


@pytest.mark.parametrize("name", ["dtcooper__Settings2.fit", "derived__header-only.fit"])
def test_a_file_without_a_record_says_so_in_a_sentence(name: str) -> None:
    if not CORPUS.exists():
        pytest.skip("no corpus beside the project")

    with pytest.raises(RecordingError, match="holds no records"):
        real(name)
