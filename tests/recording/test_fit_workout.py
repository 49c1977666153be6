"""A workout file, as three programs of other people read it."""

from __future__ import annotations

import stat
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import chiptime
import fitdecode
import fitparse
import pytest
from chiptime.validate import validate
from hypothesis import given
from hypothesis import strategies as st

from runwalk.engine.workout import Range, Segment, Until, Workout
from runwalk.errors import RecordingError
from runwalk.recording import read_recording
from runwalk.recording.fit_format import HEADER_BYTES, crc16
from runwalk.recording.fit_workout import encode_workout, write_workout
from runwalk.recording.watch_steps import WatchRepeat, WatchStep, watch_workout

from .test_watch_steps import BAND, REP, WALK, WARM, rounds

# fitparse 1.2.0 makes its times of a function that Python 3.12 calls outdated.
pytestmark = pytest.mark.filterwarnings("ignore:datetime.datetime.utcfromtimestamp")

WHEN_UTC = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
INTERVALS = Workout("4 x 400 m", (WARM, *rounds(4, REP, WALK), WARM))
Messages = list[dict[str, Any]]


def in_fitparse(content: bytes, name: str) -> Messages:
    with fitparse.FitFile(content, check_crc=True) as fit:
        messages = [message.get_values() for message in fit.get_messages(name)]
    return [_told(message) for message in messages]


def in_fitdecode(content: bytes, name: str) -> Messages:
    with fitdecode.FitReader(
        content,
        check_crc=fitdecode.CrcCheck.RAISE,
        error_handling=fitdecode.ErrorHandling.RAISE,
    ) as fit:
        messages = [
            {field.name: field.value for field in message.fields}
            for message in fit
            if isinstance(message, fitdecode.FitDataMessage) and message.name == name
        ]
    return [_told(message) for message in messages]


def _told(message: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in message.items() if value is not None}


by_both = pytest.mark.parametrize("read", [in_fitparse, in_fitdecode])
Read = Callable[[bytes, str], Messages]


def file_of(*segments: Segment, name: str = "a workout") -> bytes:
    return encode_workout(watch_workout(Workout(name, segments)), created_utc=WHEN_UTC)


@by_both
def test_run_above_walk_below_and_again(read: Read) -> None:
    content = encode_workout(watch_workout(Workout.easy(BAND)), created_utc=WHEN_UTC)

    run, walk, again = read(content, "workout_step")

    assert (run["duration_type"], run["duration_hr"]) == ("hr_greater_than", 150 + 100)
    assert (walk["duration_type"], walk["duration_hr"]) == ("hr_less_than", 118 + 100)
    assert (run["intensity"], walk["intensity"]) == ("active", "rest")
    assert again["duration_type"] == "repeat_until_steps_cmplt"
    assert (again["duration_step"], again["repeat_steps"]) == (0, 99)
    assert [step["message_index"] for step in (run, walk, again)] == [0, 1, 2]


@by_both
def test_intervals_are_repeated_and_have_their_speed(read: Read) -> None:
    content = encode_workout(watch_workout(INTERVALS), created_utc=WHEN_UTC)

    (workout,) = read(content, "workout")
    warm, rep, walk, again, cool = read(content, "workout_step")

    assert workout == {"sport": "running", "num_valid_steps": 5, "wkt_name": "4 x 400 m"}
    assert (warm["duration_type"], warm["duration_time"]) == ("time", 600.0)
    assert (warm["target_type"], warm["intensity"]) == ("heart_rate", "warmup")
    assert warm["custom_target_heart_rate_low"] == 40 + 100
    assert warm["custom_target_heart_rate_high"] == 150 + 100
    assert (rep["duration_type"], rep["duration_distance"]) == ("distance", 400.0)
    assert (rep["custom_target_speed_low"], rep["custom_target_speed_high"]) == (4.0, 4.2)
    assert (walk["duration_type"], walk["duration_hr"]) == ("hr_less_than", 120 + 100)
    assert walk["target_type"] == "open"
    assert (again["duration_step"], again["repeat_steps"]) == (1, 4)
    assert (cool["intensity"], rep["notes"]) == ("cooldown", "run, effort 9-10 of 10")


@by_both
def test_a_step_for_the_lap_button_is_open(read: Read) -> None:
    (step,) = read(file_of(Segment(name="drills")), "workout_step")

    assert step == {
        "message_index": 0,
        "wkt_step_name": "drills",
        "duration_type": "open",
        "target_type": "open",
        "intensity": "active",
    }


@by_both
@pytest.mark.parametrize(
    ("segment", "kind", "amount"),
    [
        (Segment(name="easy", duration_s=2700, band=BAND), "time", 2700.0),
        (Segment(name="easy", distance_m=8000.0, band=BAND), "distance", 8000.0),
    ],
)
def test_a_repeat_may_end_by_time_or_distance(
    read: Read, segment: Segment, kind: str, amount: float
) -> None:
    *_, again = read(file_of(segment), "workout_step")

    assert again["duration_type"] == f"repeat_until_{kind}"
    assert again[f"repeat_{kind}"] == amount


def test_chiptime_reads_it_strictly_and_finds_nothing_to_complain_of() -> None:
    content = encode_workout(watch_workout(INTERVALS), created_utc=WHEN_UTC)

    result = chiptime.parse(content, mode="strict")

    assert (result.ok, result.errors, result.warnings) == (True, [], [])
    assert result.file_type == "workout"
    steps = [message for message in result.messages if message.name == "workout_step"]
    assert [step.get("duration_type") for step in steps] == [
        "time",
        "distance",
        "hr_less_than",
        "repeat_until_steps_cmplt",
        "time",
    ]
    assert steps[2].get("duration_value") == 120 + 100
    assert validate(content, "strict-spec") == []


names = st.text(max_size=80)
heart_rates = st.builds(Until, below_bpm=st.integers(30, 230)) | st.builds(
    Until, above_bpm=st.integers(30, 230)
)
segments = st.builds(
    Segment,
    name=names,
    duration_s=st.none() | st.integers(1, 400_000),
    distance_m=st.none() | st.floats(1.0, 300_000.0),
    band=st.sampled_from([None, BAND]),
    until=st.none() | heart_rates,
    is_surge=st.booleans(),
    speed_mps=st.none() | st.builds(Range, low=st.floats(0.1, 12.0)),
    most_run_s=st.none() | st.integers(1, 3600),
)


@given(names, st.lists(segments, min_size=1, max_size=6))
def test_whatever_is_planned_makes_a_whole_file_with_all_its_steps(
    name: str, planned: list[Segment]
) -> None:
    workout = watch_workout(Workout(name, tuple(planned)))

    content = encode_workout(workout, created_utc=WHEN_UTC)

    steps = in_fitdecode(content, "workout_step")
    assert [step["message_index"] for step in steps] == list(range(len(workout.steps)))
    for step, told in zip(workout.steps, steps, strict=True):
        if isinstance(step, WatchRepeat):
            assert told["duration_step"] == step.first
        elif step.amount is not None:
            assert "duration_value" not in told
            assert _amount(step, told) == pytest.approx(step.amount, abs=0.0051)


def _amount(step: WatchStep, told: dict[str, Any]) -> float:
    (value,) = (
        told[name] for name in ("duration_time", "duration_distance", "duration_hr") if name in told
    )
    return float(value) - (100 if "duration_hr" in told else 0)


def test_the_file_is_whole_for_its_owner_only_and_replaces_nothing(tmp_path: Path) -> None:
    path = tmp_path / "400s.fit"

    told = write_workout(path, INTERVALS, created_utc=WHEN_UTC)

    content = path.read_bytes()
    assert told == watch_workout(INTERVALS)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [path]
    assert crc16(content) == 0
    assert int.from_bytes(content[4:8], "little") == len(content) - HEADER_BYTES - 2
    with pytest.raises(RecordingError, match="is there already"):
        write_workout(path, INTERVALS, created_utc=WHEN_UTC)
    assert path.read_bytes() == content


def test_a_step_that_is_longer_than_fit_can_keep_is_cut() -> None:
    (step,) = in_fitparse(file_of(Segment(name="for ever", duration_s=10**9)), "workout_step")

    assert step["duration_time"] == pytest.approx((2**32 - 2) / 1000)


def test_two_workouts_of_one_second_are_two_files_to_a_watch() -> None:
    (one,) = in_fitparse(file_of(WARM), "file_id")
    (other,) = in_fitparse(file_of(REP), "file_id")

    assert (one["type"], one["manufacturer"]) == ("workout", "development")
    assert one["time_created"] == other["time_created"] == WHEN_UTC.replace(tzinfo=None)
    assert one["serial_number"] != other["serial_number"]


def test_a_workout_is_no_run_to_ourselves(tmp_path: Path) -> None:
    path = tmp_path / "400s.fit"
    write_workout(path, INTERVALS, created_utc=WHEN_UTC)

    with pytest.raises(RecordingError):
        read_recording(path)


@pytest.mark.parametrize(
    ("when", "message"),
    [(WHEN_UTC.replace(tzinfo=None), "time zone"), (datetime(1990, 1, 1, tzinfo=UTC), "1998")],
)
def test_a_time_that_fit_cannot_keep_is_the_callers_mistake(when: datetime, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        encode_workout(watch_workout(INTERVALS), created_utc=when)
