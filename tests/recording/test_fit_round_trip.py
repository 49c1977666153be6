"""What our own writer writes, our own reader reads: the same Samples, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.recording import read_recording
from runwalk.recording.fit_decoder import decode
from runwalk.recording.fit_format import EPOCH_UNIX_S, Message
from runwalk.recording.fit_writer import FitWriter, write_fit
from runwalk.recording.recording import Device

from .builders import START_UTC, marked, steady_run
from .strategies import runs

ON_DISK = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
PAUSE, RESUME, FINISH, LAP = MarkKind.PAUSE, MarkKind.RESUME, MarkKind.FINISH, MarkKind.LAP


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "run.fit"


@given(samples=runs())
@ON_DISK
def test_reading_back_gives_equal_samples(samples: tuple[Sample, ...], path: Path) -> None:
    path.unlink(missing_ok=True)

    write_fit(path, samples, start_utc=START_UTC)
    recording = read_recording(path)

    assert recording.samples == samples
    assert recording.start_utc == START_UTC
    assert recording.problems == ()


@given(texts=st.lists(st.text(max_size=120), min_size=1, max_size=20))
@ON_DISK
def test_many_marks_in_one_second_all_come_back(texts: list[str], path: Path) -> None:
    path.unlink(missing_ok=True)
    marks = tuple(Mark(MarkKind.TAG, text[:15]) for text in texts)
    samples = (Sample(t_s=0, hr_bpm=140, rr_ms=(430,), marks=marks), Sample(t_s=1, hr_bpm=141))

    write_fit(path, samples, start_utc=START_UTC, cues=((0, "walk", "ceiling"),))

    assert read_recording(path).samples == samples


def test_a_mark_too_long_for_fit_loses_the_end_of_its_text(path: Path) -> None:
    mark = Mark(MarkKind.TAG, "x" * 1000)

    write_fit(path, (Sample(t_s=0, marks=(mark,)),), start_utc=START_UTC)
    (kept,) = read_recording(path).samples[0].marks

    assert isinstance(kept.value, str)
    assert kept.value == "x" * 242


def test_what_was_not_rounded_is_written_rounded(path: Path) -> None:
    write_fit(path, (Sample(t_s=0, speed_mps=2.77777, rr_ms=(70_000,)),), start_utc=START_UTC)

    assert read_recording(path).samples == (Sample.rounded(0, speed_mps=2.778),)


def test_distance_without_speed_stays_without_speed(path: Path) -> None:
    samples = tuple(Sample.rounded(t_s, distance_m=2.5 * t_s) for t_s in range(5))

    write_fit(path, samples, start_utc=START_UTC)

    assert read_recording(path).samples == samples


def test_a_late_first_second_keeps_its_time(path: Path) -> None:
    samples = (Sample(t_s=3600, hr_bpm=140), Sample(t_s=3601, hr_bpm=141))

    write_fit(path, samples, start_utc=START_UTC.replace(microsecond=999_999))
    recording = read_recording(path)

    assert recording.samples == samples
    assert recording.start_utc == START_UTC


def test_sport_time_zone_and_devices_come_back(path: Path) -> None:
    strap = Device(manufacturer="Polar", product="H10 \xe9", serial="12345", battery_pct=80)

    write_fit(
        path,
        steady_run(),
        start_utc=START_UTC,
        utc_offset_s=-12_600,
        devices=(strap, Device(product="pod", serial="A1B2")),
        sport="hiking",
        sub_sport="trail",
    )
    recording = read_recording(path)

    assert (recording.sport, recording.sub_sport) == ("hiking", "trail")
    assert recording.utc_offset_s == -12_600
    assert recording.devices == (strap, Device(product="pod", serial="A1B2"))


def test_every_bout_becomes_a_lap(path: Path) -> None:
    cues = (
        (0, "run", "start"),
        (10, "ease", "rising"),
        (20, "walk", "ceiling"),
        (25, "walk", "limit"),
        (30, "run", "recovered"),
    )

    write_fit(path, steady_run(60), start_utc=START_UTC, cues=cues)
    recording = read_recording(path)

    assert recording.samples == steady_run(60)
    assert [(lap.start_s, lap.duration_s, lap.distance_m) for lap in recording.laps] == [
        (0, 20.0, 47.5),
        (20, 10.0, 25.0),
        (30, 30.0, 75.0),
    ]


def test_what_was_said_and_for_whom_comes_back(path: Path) -> None:
    cues = ((3, "run", "start"), (9, "walk", "ceiling"), (9, "note", "drift"))
    plan = {"athlete": {"max_hr_bpm": 190}, "name": "\xe9" * 300}

    write_fit(path, steady_run(20), start_utc=START_UTC, cues=cues, plan_json=json.dumps(plan))
    recording = read_recording(path)

    assert [cue[:3] for cue in recording.cues] == list(cues)
    assert recording.plan == plan
    assert [lap.trigger for lap in recording.laps] == ["manual", "run:start", "walk:ceiling"]


@pytest.mark.parametrize("plan_json", ["", "{", "[1]", "[" * 90_000, '{"a":1}' * 20_000])
def test_a_plan_that_is_none_is_left_out(path: Path, plan_json: str) -> None:
    write_fit(path, steady_run(3), start_utc=START_UTC, plan_json=plan_json)

    assert read_recording(path).plan is None


def test_of_a_device_that_got_better_known_the_last_word_counts(path: Path) -> None:
    with FitWriter.create(path, start_utc=START_UTC, devices=(Device(product="H10"),)) as writer:
        writer.append(Sample(t_s=0))
        strap = Device(manufacturer="Polar", product="H10", serial="A1B2", battery_pct=70)
        writer.tell_devices((strap,))

    assert read_recording(path).devices == (strap,)


def test_the_lap_button_cuts_too_and_holes_do_not_matter(path: Path) -> None:
    samples = (marked(0), marked(9, LAP), marked(500), marked(900, LAP))

    write_fit(
        path, samples, start_utc=START_UTC, cues=((200, "walk", "time"), (950, "run", "time"))
    )
    recording = read_recording(path)

    assert [(lap.start_s, lap.duration_s) for lap in recording.laps] == [
        (0, 9.0),
        (9, 191.0),
        (200, 700.0),
        (900, 1.0),
    ]


def test_the_timer_stands_while_the_runner_pauses(path: Path) -> None:
    start_s = int(START_UTC.timestamp()) - EPOCH_UNIX_S
    samples = (
        marked(0),
        marked(10, PAUSE),
        marked(20, RESUME),
        marked(30, PAUSE, RESUME),
        marked(40, PAUSE),
        marked(50, RESUME, PAUSE),
        marked(60, RESUME),
        marked(99, FINISH),
    )

    write_fit(path, samples, start_utc=START_UTC)
    (messages,) = decode(path.read_bytes()).segments
    events = [
        (int(str(m.values["timestamp"])) - start_s, m.values["event_type"])
        for m in messages.rows(Message.EVENT)
    ]

    assert read_recording(path).samples == samples
    assert events == [
        (0, "start"),
        (10, "stop_all"),
        (20, "start"),
        (40, "stop_all"),
        (60, "start"),
        (99, "stop_all"),
    ]
