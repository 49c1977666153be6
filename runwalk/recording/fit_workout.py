"""A workout to a FIT workout file, for a watch that is copied to by cable.

One ``file_id``, one ``workout``, and a ``workout_step`` for each step. Heart rates are kept as the
number of beats and 100: up to 100 they would be percents of the maximum.

Source: the profile (20.8) of fitparse 1.2.0, which carries over Garmin's FIT SDK: messages
``workout`` (26) and ``workout_step`` (27), types ``wkt_step_duration``, ``wkt_step_target``,
``intensity`` and ``workout_hr``. No watch was at hand: that these files are read by three programs
is tested, how a watch behaves is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Final
from zlib import crc32

from runwalk.engine.workout import Workout
from runwalk.recording.fit_encoder import Field, Layout, Value
from runwalk.recording.fit_format import EPOCH_UNIX_S, FIRST_UTC_S, Base, Message, crc16, header
from runwalk.recording.place import placed
from runwalk.recording.watch_steps import (
    Ends,
    WatchRepeat,
    WatchStep,
    WatchWorkout,
    watch_workout,
)

_WORKOUT_FILE, _DEVELOPMENT = 5, 255
_RUNNING, _WALKING = 1, 11
_SPEED, _HEART_RATE, _OPEN = 0, 1, 2  # wkt_step_target
_CUSTOM = 0  # no zone of the watch's own
_BPM_OFFSET = 100  # workout_hr
_LARGEST = 0xFFFF_FFFE

_FILE_ID: Final = Layout(
    local=0,
    message=Message.FILE_ID,
    fields=(
        Field(0, Base.ENUM),  # type
        Field(1, Base.UINT16),  # manufacturer
        Field(2, Base.UINT16),  # product
        Field(3, Base.UINT32Z),  # serial_number
        Field(4, Base.UINT32),  # time_created
    ),
)
_WORKOUT: Final = Layout(
    local=1,
    message=Message.WORKOUT,
    fields=(
        Field(4, Base.ENUM),  # sport
        Field(6, Base.UINT16),  # num_valid_steps
        Field(8, Base.STRING, 48),  # wkt_name
    ),
)
_STEP: Final = Layout(
    local=2,
    message=Message.WORKOUT_STEP,
    fields=(
        Field(254, Base.UINT16),  # message_index
        Field(0, Base.STRING, 32),  # wkt_step_name
        Field(1, Base.ENUM),  # duration_type
        Field(2, Base.UINT32),  # duration_value
        Field(3, Base.ENUM),  # target_type
        Field(4, Base.UINT32),  # target_value
        Field(5, Base.UINT32),  # custom_target_value_low
        Field(6, Base.UINT32),  # custom_target_value_high
        Field(7, Base.ENUM),  # intensity
        Field(8, Base.STRING, 64),  # notes
    ),
)

# What one of the unit is in the file: milliseconds, centimetres, rounds.
_PER_UNIT: Final = {
    Ends.TIME: 1000,
    Ends.DISTANCE: 100,
    Ends.REPEATED: 1,
    Ends.REPEATED_FOR_TIME: 1000,
    Ends.REPEATED_FOR_DISTANCE: 100,
}


def write_workout(path: Path, workout: Workout, *, created_utc: datetime) -> WatchWorkout:
    """Write a workout file, readable by its owner only.

    Args:
        path: Where to; nothing may be there.
        workout: What is planned.
        created_utc: When it is written, aware.

    Returns:
        What the file says, and what it leaves out.

    Raises:
        ValueError: ``created_utc`` is naive, or before 1998.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    steps = watch_workout(workout)
    content = encode_workout(steps, created_utc=created_utc)
    with placed(path) as part:
        part.write_bytes(content)
    return steps


def encode_workout(workout: WatchWorkout, *, created_utc: datetime) -> bytes:
    """Make the bytes of a workout file.

    Args:
        workout: What is planned, in steps.
        created_utc: When it is written, aware; what is below a second is dropped.

    Raises:
        ValueError: ``created_utc`` is naive, or before 1998.
    """
    if created_utc.utcoffset() is None:
        raise ValueError(f"created_utc must know its time zone, got {created_utc.isoformat()}")
    created_s = int(created_utc.timestamp() // 1) - EPOCH_UNIX_S
    if not FIRST_UTC_S <= created_s < 0xFFFF_FFFF:
        raise ValueError(f"FIT keeps times from 1998 to 2125, got {created_utc.isoformat()}")
    plan = b"".join(_plan(workout))
    serial = crc32(plan) or 1  # a watch tells files by serial and time: one of its own each
    who = _FILE_ID.message_of(_WORKOUT_FILE, _DEVELOPMENT, 0, serial, created_s)
    body = _FILE_ID.definition() + who + plan
    return header(len(body)) + body + crc16(body).to_bytes(2, "little")


def _plan(workout: WatchWorkout) -> Iterator[bytes]:
    sport = _WALKING if workout.is_walked else _RUNNING
    yield _WORKOUT.definition()
    yield _WORKOUT.message_of(sport, len(workout.steps), workout.name)
    yield _STEP.definition()
    for index, step in enumerate(workout.steps):
        values = _repeat(step) if isinstance(step, WatchRepeat) else _step(step)
        yield _STEP.message_of(index, *values)


def _repeat(repeat: WatchRepeat) -> tuple[Value, ...]:
    amount = _counted(repeat.amount, repeat.ends)
    return ("", repeat.ends, repeat.first, None, amount, None, None, None, "")


def _step(step: WatchStep) -> tuple[Value, ...]:
    target: tuple[Value, ...] = (_OPEN, None, None, None)
    if step.bpm is not None:
        low, high = step.bpm
        target = (_HEART_RATE, _CUSTOM, low + _BPM_OFFSET, high + _BPM_OFFSET)
    elif step.speed_mps is not None:
        slow, fast = step.speed_mps
        target = (_SPEED, _CUSTOM, round(1000 * slow), round(1000 * fast))
    return (step.name, step.ends, _duration(step), *target, step.intensity, step.notes)


def _duration(step: WatchStep) -> int | None:
    if step.amount is None:
        return None
    if step.ends in (Ends.HR_LESS_THAN, Ends.HR_GREATER_THAN):
        return round(step.amount) + _BPM_OFFSET
    return _counted(step.amount, step.ends)


def _counted(amount: float, ends: Ends) -> int:
    """An amount in the units of the file; what is too long for it, 49 days, is cut."""
    return min(round(amount * _PER_UNIT[ends]), _LARGEST)
