"""How a FIT activity begins: what it is, who takes part, what was planned, what is our own."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from runwalk.recording import fit_layouts as layouts
from runwalk.recording.fit_encoder import clipped
from runwalk.recording.fit_format import DEVELOPER_ID, Base, Message, OwnField
from runwalk.recording.recording import Device

_ACTIVITY_FILE, _DEVELOPMENT = 4, 255
_CREATOR = 0  # device_index of what wrote the file
_LAST_INDEX = 254
_NAME = "runwalk"
_PIECE_BYTES = 255  # a field's size is one byte; the last is a NUL
_OWN_FIELDS: Final = {
    OwnField.CONTACT: (Base.UINT8, Message.RECORD),
    OwnField.MARKS: (Base.STRING, Message.RECORD),
    OwnField.CUE: (Base.STRING, Message.RECORD),
    OwnField.TRIGGER: (Base.STRING, Message.LAP),
    OwnField.PLAN: (Base.STRING, Message.DEVICE_INFO),
    OwnField.SERIAL: (Base.STRING, Message.DEVICE_INFO),
}


def opening(start_s: int, devices: Sequence[Device], plan_json: str) -> Iterator[bytes]:
    """The first messages of a file.

    Args:
        start_s: When the run began, by FIT time [s].
        devices: What takes part, as far as it is known.
        plan_json: Who runs and what is planned; empty for none.
    """
    yield layouts.FILE_ID.definition()
    yield layouts.FILE_ID.message_of(_ACTIVITY_FILE, _DEVELOPMENT, 0, start_s, _NAME)
    yield layouts.DEVELOPER_DATA_ID.definition()
    yield layouts.DEVELOPER_DATA_ID.message_of(DEVELOPER_ID, 0, 1)
    yield layouts.FIELD_DESCRIPTION.definition()
    for own, (base, message) in _OWN_FIELDS.items():
        yield layouts.FIELD_DESCRIPTION.message_of(0, own, base.code, message, own.name.lower())
    yield layouts.DEVICE_INFO.definition()
    yield from device_info(start_s, _CREATOR, Device(product=_NAME))
    for index, device in enumerate(devices, 1):
        yield from device_info(start_s, index, device)
    yield from _plan(start_s, plan_json)


def device_info(time_s: int, index: int, device: Device) -> Iterator[bytes]:
    """What is known about a device; a serial number that is no number goes as text.

    Args:
        time_s: When it is known, by FIT time [s].
        index: Which of the devices it is; 0 is what writes the file.
        device: What is known.
    """
    digits = device.serial if device.serial.isdecimal() and len(device.serial) <= 10 else "0"
    serial = int(digits) if int(digits) < 2**32 else 0
    is_number = str(serial) == device.serial
    battery_pct = device.battery_pct
    values = (
        time_s,
        min(index, _LAST_INDEX),
        _DEVELOPMENT,
        serial,
        battery_pct if battery_pct is not None and 0 <= battery_pct <= 100 else None,
        device.manufacturer,
        device.product,
    )
    if is_number or not device.serial:
        yield layouts.DEVICE_INFO.message_of(*values)
    else:
        yield layouts.DEVICE_INFO_SERIAL.definition()
        yield layouts.DEVICE_INFO_SERIAL.message_of(*values, device.serial)


def _plan(time_s: int, plan_json: str) -> Iterator[bytes]:
    """The plan in as many pieces as it takes, each on a message of the creator."""
    rest = plan_json
    while rest:
        piece = clipped(rest, _PIECE_BYTES).decode()
        layout = layouts.plan_piece(len(piece.encode()) + 1)
        yield layout.definition()
        yield layout.message_of(time_s, _CREATOR, _DEVELOPMENT, _NAME, piece)
        rest = rest[len(piece) :]
