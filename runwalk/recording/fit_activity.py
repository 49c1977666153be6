"""A run as the bytes of a FIT activity.

Every Sample becomes a ``record``, even one that says nothing, and its RR intervals follow it in
``hrv`` messages; what FIT has no field for travels in developer fields. So reading the file back
gives the same Samples, bit for bit.
"""

from __future__ import annotations

import struct
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from datetime import datetime
from itertools import pairwise, zip_longest
from typing import Final

from runwalk.engine.sample import Sample
from runwalk.recording import fit_layouts as layouts
from runwalk.recording.fit_encoder import clipped
from runwalk.recording.fit_format import (
    DEVELOPER_ID,
    EPOCH_UNIX_S,
    FIRST_UTC_S,
    Base,
    Message,
    OwnField,
    crc16,
    header,
)
from runwalk.recording.fit_marks import split_marks
from runwalk.recording.fit_summary import Bout, Pause, bouts_of, pauses_of, whole_of
from runwalk.recording.recording import Device

SPORTS: Final = {
    "generic": 0,
    "running": 1,
    "cycling": 2,
    "fitness_equipment": 4,
    "training": 10,
    "walking": 11,
    "mountaineering": 16,
    "hiking": 17,
}
"""Sports a file can be written for, by FIT's name; :mod:`runwalk` knows what to do on foot."""

SUB_SPORTS: Final = {
    "generic": 0,
    "treadmill": 1,
    "street": 2,
    "trail": 3,
    "track": 4,
    "indoor_walking": 27,
    "indoor_running": 45,
}
"""Kinds of sport a file can be written for, by FIT's name."""

_ACTIVITY_FILE, _DEVELOPMENT, _MANUAL = 4, 255, 0
_TIMER, _SESSION, _LAP, _ACTIVITY = 0, 8, 9, 26  # event
_START, _STOP, _STOP_ALL = 0, 1, 4  # event_type
_ACTIVE, _REST = 0, 1  # intensity
_OWN_BASES = {OwnField.CONTACT: Base.UINT8, OwnField.MARKS: Base.STRING, OwnField.CUE: Base.STRING}
_TEXT_BYTES = 255  # a field's size is one byte
_LONGEST_S = 0xFFFF_FFFE // 1000  # total times are in ms; 49 days
_LARGEST_OFFSET_S = 14 * 3600


def encode_fit(
    samples: Sequence[Sample],
    *,
    start_utc: datetime,
    utc_offset_s: int = 0,
    cues: Iterable[tuple[int, str, str]] = (),
    devices: Sequence[Device] = (),
    sport: str = "running",
    sub_sport: str = "generic",
) -> bytes:
    """The bytes of the file that :func:`write_fit` writes; arguments and errors are the same."""
    if not samples:
        raise ValueError("a FIT file needs at least one sample")
    if any(b.t_s <= a.t_s for a, b in pairwise(samples)):
        raise ValueError("t_s must strictly increase from sample to sample")
    if sport not in SPORTS or sub_sport not in SUB_SPORTS:
        known = ", ".join([*SPORTS, *SUB_SPORTS])
        raise ValueError(f"no known sport: {sport!r} of kind {sub_sport!r}; known are {known}")
    if abs(utc_offset_s) > _LARGEST_OFFSET_S:
        raise ValueError(f"local time is at most 14 hours off UTC, got {utc_offset_s} s")
    start_s = _fit_time(start_utc, samples[-1].t_s + 1)
    samples = tuple(_at_fit_resolution(sample) for sample in samples)
    cues = tuple(cues)
    pauses = pauses_of(samples)
    bouts = bouts_of(samples, pauses, cues)
    parts = [
        *_opening(start_s, devices),
        *_story(
            samples,
            start_s,
            pauses=pauses,
            bouts=bouts,
            cues=_texts(cues),
            sport=SPORTS[sport],
        ),
        *_closing(
            start_s,
            whole_of(samples, pauses),
            lap_count=len(bouts),
            utc_offset_s=utc_offset_s,
            sport=SPORTS[sport],
            sub_sport=SUB_SPORTS[sub_sport],
        ),
    ]
    body = b"".join(parts)
    content = header(len(body)) + body
    return content + struct.pack("<H", crc16(content))


def _at_fit_resolution(sample: Sample) -> Sample:
    """The same second as :meth:`Sample.rounded` would have made it."""
    values = {field.name: getattr(sample, field.name) for field in fields(sample)}
    return Sample.rounded(**values)


def _fit_time(start_utc: datetime, duration_s: int) -> int:
    if start_utc.utcoffset() is None:
        raise ValueError(f"start_utc must know its time zone, got {start_utc.isoformat()}")
    start_s = int(start_utc.timestamp() // 1) - EPOCH_UNIX_S
    if duration_s > _LONGEST_S:
        raise ValueError(f"FIT keeps durations up to {_LONGEST_S} s, got {duration_s} s")
    if not FIRST_UTC_S <= start_s < 0xFFFF_FFFF - _LONGEST_S:
        raise ValueError(f"FIT keeps times from 1998 to 2125, got {start_utc.isoformat()}")
    return start_s


def _opening(start_s: int, devices: Sequence[Device]) -> Iterator[bytes]:
    """What the file is, who took part, and which fields are our own."""
    yield layouts.FILE_ID.definition()
    yield layouts.FILE_ID.message_of(_ACTIVITY_FILE, _DEVELOPMENT, 0, start_s, "runwalk")
    yield layouts.DEVICE_INFO.definition()
    for index, device in enumerate((Device(product="runwalk"), *devices)):
        yield _device(start_s, min(index, 254), device)
    yield layouts.DEVELOPER_DATA_ID.definition()
    yield layouts.DEVELOPER_DATA_ID.message_of(DEVELOPER_ID, 0, 1)
    yield layouts.FIELD_DESCRIPTION.definition()
    for own, base in _OWN_BASES.items():
        yield layouts.FIELD_DESCRIPTION.message_of(
            0, own, base.code, Message.RECORD, own.name.lower()
        )


def _device(start_s: int, index: int, device: Device) -> bytes:
    serial = int(device.serial) if device.serial.isdecimal() else 0
    battery_pct = device.battery_pct
    return layouts.DEVICE_INFO.message_of(
        start_s,
        index,
        _DEVELOPMENT,
        serial if serial < 2**32 else 0,
        battery_pct if battery_pct is not None and 0 <= battery_pct <= 100 else None,
        device.manufacturer,
        device.product,
    )


def _story(
    samples: Sequence[Sample],
    start_s: int,
    *,
    pauses: Sequence[Pause],
    bouts: Sequence[Bout],
    cues: Mapping[int, str],
    sport: int,
) -> Iterator[bytes]:
    """Second by second: timer events, records, intervals, and a lap as soon as it is over."""
    for layout in (layouts.EVENT, layouts.RECORD, layouts.RECORD_CONTACT, layouts.HRV, layouts.LAP):
        yield layout.definition()
    yield layouts.EVENT.message_of(start_s, _TIMER, _START, _MANUAL)
    switches = {p.end_s: _START for p in pauses if not p.is_final}
    switches |= {p.start_s: _STOP_ALL for p in pauses}
    laps = deque(enumerate(bouts))
    for sample in samples:
        while laps[0][1].end_s <= sample.t_s:
            yield _lap(start_s, *laps.popleft(), sport=sport)
        if (switch := switches.get(sample.t_s)) is not None:
            yield layouts.EVENT.message_of(start_s + sample.t_s, _TIMER, switch, _MANUAL)
        yield from _records(sample, start_s, cues.get(sample.t_s, ""))
        for five in zip_longest(*[iter(sample.rr_ms)] * 5):
            yield layouts.HRV.message_of(five)
    end_s = samples[-1].t_s + 1
    if not (pauses and pauses[-1].is_final):
        yield layouts.EVENT.message_of(start_s + end_s, _TIMER, _STOP_ALL, _MANUAL)
    for index, bout in laps:
        yield _lap(start_s, index, bout, sport=sport)


def _records(sample: Sample, start_s: int, cue: str) -> Iterator[bytes]:
    """The record of one second; more of the same second where its marks need more room."""
    values = (
        start_s + sample.t_s,
        sample.hr_bpm,
        *(
            (None, None)
            if sample.cadence_spm is None
            else (sample.cadence_spm // 2, sample.cadence_spm % 2 * 64)
        ),
        _scaled(sample.distance_m, 100),
        _scaled(sample.speed_mps, 1000),
        None if sample.altitude_m is None else _scaled(sample.altitude_m + 500, 5),
        sample.power_w,
        sample.temperature_c,
        _scaled(sample.grade, 10_000),
    )
    contact = None if sample.contact is None else int(sample.contact)
    if not sample.marks and not cue:
        if contact is None:
            yield layouts.RECORD.message_of(*values)
        else:
            yield layouts.RECORD_CONTACT.message_of(*values, contact)
        return
    said = clipped(cue, _TEXT_BYTES).decode()
    for text in list(split_marks(sample.marks, _TEXT_BYTES - 1)) or [""]:
        layout = layouts.record_with_text(len(text) + 1, len(said.encode()) + 1)
        yield layout.definition()
        yield layout.message_of(*values, contact, text, said)
        said = ""


def _lap(start_s: int, index: int, bout: Bout, *, sport: int) -> bytes:
    return layouts.LAP.message_of(
        index,
        start_s + bout.end_s,
        start_s + bout.start_s,
        *_totals(bout),
        _LAP,
        _STOP,
        _REST if bout.is_walk else _ACTIVE,
        _MANUAL,
        sport,
        bout.mean_hr_bpm,
        bout.max_hr_bpm,
    )


def _closing(
    start_s: int, whole: Bout, *, lap_count: int, utc_offset_s: int, sport: int, sub_sport: int
) -> Iterator[bytes]:
    """The session and the activity, which sum it all up."""
    end_s = start_s + whole.end_s
    yield layouts.SESSION.definition()
    yield layouts.SESSION.message_of(
        0,
        end_s,
        start_s,
        *_totals(whole),
        _SESSION,
        _STOP,
        sport,
        sub_sport,
        whole.mean_hr_bpm,
        whole.max_hr_bpm,
        0,
        lap_count,
        _MANUAL,
    )
    yield layouts.ACTIVITY.definition()
    yield layouts.ACTIVITY.message_of(
        end_s, whole.timer_s * 1000, 1, _MANUAL, _ACTIVITY, _STOP, end_s + utc_offset_s
    )


def _totals(bout: Bout) -> tuple[int, int, int | None]:
    elapsed_s = bout.end_s - bout.start_s
    return elapsed_s * 1000, bout.timer_s * 1000, _scaled(bout.distance_m, 100)


def _scaled(value: float | None, per: int) -> int | None:
    return None if value is None else round(value * per)


def _texts(cues: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """The cues of each second as one text, by second."""
    texts: dict[int, str] = {}
    for t_s, action, reason in cues:
        said = f"{action}:{reason}"
        texts[t_s] = f"{texts[t_s]};{said}" if t_s in texts else said
    return texts
