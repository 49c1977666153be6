"""The messages our own FIT files are made of, field by field.

Field numbers are those of Garmin's profile; times are seconds since FIT's epoch unless said.
"""

from __future__ import annotations

from typing import Final

from runwalk.recording.fit_encoder import Field, Layout
from runwalk.recording.fit_format import Base, Message, OwnField

_TIMESTAMP = Field(253, Base.UINT32)
_INDEX = Field(254, Base.UINT16)
_RECORD_FIELDS = (
    _TIMESTAMP,
    Field(3, Base.UINT8),  # heart_rate [bpm]
    Field(4, Base.UINT8),  # cadence [strides/min]
    Field(53, Base.UINT8),  # fractional_cadence [1/128 stride/min]
    Field(5, Base.UINT32),  # distance [cm]
    Field(73, Base.UINT32),  # enhanced_speed [mm/s]
    Field(78, Base.UINT32),  # enhanced_altitude [0.2 m above -500 m]
    Field(7, Base.UINT16),  # power [W]
    Field(13, Base.SINT8),  # temperature [degC]
    Field(9, Base.SINT16),  # grade [0.01 %]
)
_CONTACT = Field(OwnField.CONTACT, Base.UINT8)  # 0 no, 1 yes
_TRIGGER = Field(OwnField.TRIGGER, Base.STRING, 32)
_SERIAL = Field(OwnField.SERIAL, Base.STRING, 32)
_TOTALS = (
    Field(2, Base.UINT32),  # start_time
    Field(7, Base.UINT32),  # total_elapsed_time [ms]
    Field(8, Base.UINT32),  # total_timer_time [ms]
    Field(9, Base.UINT32),  # total_distance [cm]
)
_DEVICE_INDEX = Field(0, Base.UINT8)
_DEVICE_FIELDS = (
    _TIMESTAMP,
    _DEVICE_INDEX,
    Field(2, Base.UINT16),  # manufacturer
    Field(3, Base.UINT32Z),  # serial_number
    Field(32, Base.UINT8),  # battery_level [%]
    Field(19, Base.STRING, 32),  # descriptor: the maker's name in letters
    Field(27, Base.STRING, 32),  # product_name
)

FILE_ID: Final = Layout(
    local=0,
    message=Message.FILE_ID,
    fields=(
        Field(0, Base.ENUM),  # type
        Field(1, Base.UINT16),  # manufacturer
        Field(2, Base.UINT16),  # product
        Field(4, Base.UINT32),  # time_created
        Field(8, Base.STRING, 8),  # product_name
    ),
)
DEVICE_INFO: Final = Layout(
    local=1,
    message=Message.DEVICE_INFO,
    fields=_DEVICE_FIELDS,
)
DEVICE_INFO_SERIAL: Final = Layout(
    local=12, message=Message.DEVICE_INFO, fields=_DEVICE_FIELDS, developer=(_SERIAL,)
)
EVENT: Final = Layout(
    local=2,
    message=Message.EVENT,
    fields=(
        _TIMESTAMP,
        Field(0, Base.ENUM),  # event
        Field(1, Base.ENUM),  # event_type
        Field(3, Base.UINT32),  # data: what triggered the timer, 0 by hand
    ),
)
RECORD: Final = Layout(local=3, message=Message.RECORD, fields=_RECORD_FIELDS)
RECORD_CONTACT: Final = Layout(
    local=4, message=Message.RECORD, fields=_RECORD_FIELDS, developer=(_CONTACT,)
)
HRV: Final = Layout(
    local=5,
    message=Message.HRV,
    fields=(Field(0, Base.UINT16, 5),),  # time [ms]
)
LAP: Final = Layout(
    local=6,
    message=Message.LAP,
    fields=(
        _INDEX,
        _TIMESTAMP,
        *_TOTALS,
        Field(0, Base.ENUM),  # event
        Field(1, Base.ENUM),  # event_type
        Field(23, Base.ENUM),  # intensity
        Field(24, Base.ENUM),  # lap_trigger
        Field(25, Base.ENUM),  # sport
        Field(15, Base.UINT8),  # avg_heart_rate [bpm]
        Field(16, Base.UINT8),  # max_heart_rate [bpm]
    ),
    developer=(_TRIGGER,),
)
SESSION: Final = Layout(
    local=7,
    message=Message.SESSION,
    fields=(
        _INDEX,
        _TIMESTAMP,
        *_TOTALS,
        Field(0, Base.ENUM),  # event
        Field(1, Base.ENUM),  # event_type
        Field(5, Base.ENUM),  # sport
        Field(6, Base.ENUM),  # sub_sport
        Field(16, Base.UINT8),  # avg_heart_rate [bpm]
        Field(17, Base.UINT8),  # max_heart_rate [bpm]
        Field(25, Base.UINT16),  # first_lap_index
        Field(26, Base.UINT16),  # num_laps
        Field(28, Base.ENUM),  # trigger
    ),
)
ACTIVITY: Final = Layout(
    local=8,
    message=Message.ACTIVITY,
    fields=(
        _TIMESTAMP,
        Field(0, Base.UINT32),  # total_timer_time [ms]
        Field(1, Base.UINT16),  # num_sessions
        Field(2, Base.ENUM),  # type
        Field(3, Base.ENUM),  # event
        Field(4, Base.ENUM),  # event_type
        Field(5, Base.UINT32),  # local_timestamp: in local time
    ),
)
DEVELOPER_DATA_ID: Final = Layout(
    local=9,
    message=Message.DEVELOPER_DATA_ID,
    fields=(
        Field(1, Base.BYTE, 16),  # application_id
        Field(3, Base.UINT8),  # developer_data_index
        Field(4, Base.UINT32),  # application_version
    ),
)
FIELD_DESCRIPTION: Final = Layout(
    local=10,
    message=Message.FIELD_DESCRIPTION,
    fields=(
        Field(0, Base.UINT8),  # developer_data_index
        Field(1, Base.UINT8),  # field_definition_number
        Field(2, Base.UINT8),  # fit_base_type_id
        Field(14, Base.UINT16),  # native_mesg_num
        Field(3, Base.STRING, 16),  # field_name
    ),
)


def record_with_text(marks_bytes: int, cue_bytes: int) -> Layout:
    """The layout of a record that carries texts of that many bytes, their NULs counted."""
    texts = (
        Field(OwnField.MARKS, Base.STRING, marks_bytes),
        Field(OwnField.CUE, Base.STRING, cue_bytes),
    )
    return Layout(
        local=11, message=Message.RECORD, fields=_RECORD_FIELDS, developer=(_CONTACT, *texts)
    )


def plan_piece(size: int) -> Layout:
    """The layout that carries a piece of the plan of that many bytes, its NUL counted."""
    return Layout(
        local=13,
        message=Message.DEVICE_INFO,
        fields=(
            _TIMESTAMP,
            _DEVICE_INDEX,
            Field(2, Base.UINT16),  # manufacturer
            Field(27, Base.STRING, 8),  # product_name
        ),
        developer=(Field(OwnField.PLAN, Base.STRING, size),),
    )
