"""What a FIT file says beside its seconds: what it is, who made it, its laps, its time zone."""

from __future__ import annotations

from itertools import chain
from typing import Final

from runwalk.recording.fit_decoder import Decoded
from runwalk.recording.fit_format import Message, OwnField
from runwalk.recording.fit_own import texts_at
from runwalk.recording.fit_seconds import number, whole_number
from runwalk.recording.fit_timeline import name
from runwalk.recording.recording import Device, Lap, Problem

_QUARTER_HOUR_S: Final = 900
_LOWEST_RESTING_BPM: Final = 25  # 0 is how devices say that they know none
_HIGHEST_RESTING_BPM: Final = 120
_LARGEST_OFFSET_S: Final = 14 * 3600
_OF_A_LAP = ("timestamp", "start_time", "total_elapsed_time", "total_distance", "lap_trigger")
_OF_A_DEVICE = (
    "manufacturer",
    "product",
    "product_name",
    "descriptor",
    "serial_number",
    "unknown_32",
    "device_index",
)
_DEVICES = (Message.FILE_ID, Message.DEVICE_INFO)
_NAMELESS = ("", "development")


def file_type_of(decoded: Decoded) -> str:
    """FIT's name for the kind of the file (``activity``, ``course``, ...); empty where unknown."""
    return next((name(m.values.get("type")) for m in decoded.rows(Message.FILE_ID, "type")), "")


def sport_of(decoded: Decoded) -> tuple[str, str]:
    """Sport and kind of sport by the ``sport`` message, for files without a session."""
    for message in decoded.rows(Message.SPORT, "sport", "sub_sport"):
        return name(message.values.get("sport")), name(message.values.get("sub_sport"))
    return "", ""


def resting_bpm_of(decoded: Decoded) -> int | None:
    """Resting heart rate as the device knows it [bpm]; None where it knows none."""
    told = None
    for message in decoded.rows(Message.USER_PROFILE, "resting_heart_rate"):
        bpm = whole_number(message.values.get("resting_heart_rate"))
        if bpm is not None and _LOWEST_RESTING_BPM <= bpm <= _HIGHEST_RESTING_BPM:
            told = bpm
    return told


def laps_of(decoded: Decoded, *, start_s: int, end_s: int) -> tuple[Lap, ...]:
    """The laps that begin within the recording, in order of time.

    Args:
        decoded: The file.
        start_s: Its second 0, by FIT time [s].
        end_s: Its last second, by FIT time [s].
    """
    triggers = texts_at(decoded, Message.LAP, OwnField.TRIGGER)
    laps = []
    for message in decoded.rows(Message.LAP, *_OF_A_LAP):
        duration_s = number(message.values.get("total_elapsed_time"))
        lap_start_s = whole_number(message.values.get("start_time"))
        lap_end_s = whole_number(message.values.get("timestamp"))
        if lap_start_s is None and lap_end_s is not None and duration_s is not None:
            lap_start_s = round(lap_end_s - duration_s)
        if lap_start_s is not None and start_s <= lap_start_s <= end_s:
            lap = Lap(
                start_s=lap_start_s - start_s,
                duration_s=duration_s,
                distance_m=number(message.values.get("total_distance")),
                trigger=triggers.get(message.at) or name(message.values.get("lap_trigger")),
            )
            laps.append(lap)
    return tuple(sorted(laps, key=lambda lap: lap.start_s))


def devices_of(decoded: Decoded) -> tuple[Device, ...]:
    """The devices of a file, each once, with the battery it told last.

    What has no serial number is one of the same product that has. In our own files what was said
    last about one of them replaces what was known before.
    """
    serials = texts_at(decoded, Message.DEVICE_INFO, OwnField.SERIAL)
    is_own = decoded.is_own
    devices: dict[object, Device] = {}
    told = (decoded.rows(message, *_OF_A_DEVICE) for message in _DEVICES)
    for row in chain.from_iterable(told):
        values = row.values
        maker, letters = name(values.get("manufacturer")), name(values.get("descriptor"))
        manufacturer = letters if is_own or (letters and maker in _NAMELESS) else maker
        product = name(values.get("product_name")) or name(values.get("product"))
        serial = serials.get(row.at) or name(values.get("serial_number"))
        battery_pct = whole_number(values.get("unknown_32"))  # battery_level, since profile 21
        if manufacturer in _NAMELESS and product in ("", "0", "runwalk"):
            continue
        key = values.get("device_index") if is_own else (manufacturer, product, serial)
        if battery_pct is None and key in devices:
            battery_pct = devices[key].battery_pct
        devices[key] = Device(
            manufacturer=manufacturer, product=product, serial=serial, battery_pct=battery_pct
        )
    with_serial = {(one.manufacturer, one.product) for one in devices.values() if one.serial}
    return tuple(
        one
        for one in devices.values()
        if one.serial or (one.manufacturer, one.product) not in with_serial
    )


def utc_offset_of(decoded: Decoded) -> tuple[int | None, list[Problem]]:
    """Local time minus UTC [s], where a file gives both and the difference is a time zone's."""
    odd_s: int | None = None
    rows = chain(
        decoded.rows(Message.ACTIVITY, "timestamp", "local_timestamp"),
        decoded.rows(Message.TIMESTAMP_CORRELATION, "timestamp", "local_timestamp"),
    )
    for message in rows:
        local_s = whole_number(message.values.get("local_timestamp"))
        utc_s = whole_number(message.values.get("timestamp"))
        if local_s is None or utc_s is None:
            continue
        offset_s = local_s - utc_s
        if offset_s % _QUARTER_HOUR_S == 0 and abs(offset_s) <= _LARGEST_OFFSET_S:
            return offset_s, []
        odd_s = offset_s
    if odd_s is None:
        return None, []
    what = f"local time is {odd_s} s off UTC, which is no time zone"
    return None, [Problem(what=what, lost="the time zone")]
