"""What two other readers say about a FIT file, brought to the shape of our own rows and columns.

Both are asked for plain values: no dates, no truth values, no checksums. Whatever they yielded
before they gave up is kept.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import fitdecode
from fitparse import FitFile
from fitparse.records import DEV_TYPES

_TIMESTAMP = 253


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A value that an oracle tells.

    Attributes:
        number: Of the field.
        value: In units and words.
        raw: As it is in the file.
        is_part: It is in no field of its own; a part of another field implies it.
    """

    number: int
    value: object
    raw: object
    is_part: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A message as an oracle tells it.

    Attributes:
        at: Offset in the file [bytes].
        values: By name. What a field spells out beats what a part implies; a field that means
            something else beside another one is there under both names.
        numbers: By the field's number: a tuple of all of its numbers in the field's own units,
            and of those that are raw; None where one is missing. No texts and bytes.
        developer: By developer and number, raw; no texts and bytes.
        time_s: When it was written, by a field or by its header byte.
    """

    at: int
    values: Mapping[str, Told]
    numbers: Mapping[int, Told]
    developer: Mapping[tuple[int, int], float]
    time_s: float | None


@dataclass(frozen=True, slots=True)
class Testimony:
    """All that an oracle says about a file.

    Attributes:
        messages: By global number, each in the order of the file.
        stopped: Why it did not reach the end; empty where it did.
    """

    messages: Mapping[int, list[Heard]]
    stopped: str


def fitparse_on(content: bytes) -> Testimony:
    """Ask fitparse."""
    DEV_TYPES.clear()  # it keeps the developers of one file for the next
    try:
        return _testimony(_by_fitparse(content))
    finally:
        DEV_TYPES.clear()


def fitdecode_on(content: bytes) -> Testimony:
    """Ask fitdecode."""
    return _testimony(_by_fitdecode(content))


ORACLES: Mapping[str, Callable[[bytes], Testimony]] = {
    "fitparse": fitparse_on,
    "fitdecode": fitdecode_on,
}


class _NoProcessor:
    """Leaves values as they are; fitparse's own makes dates and truth values of them."""

    def run_type_processor(self, field: Any) -> None: ...

    run_field_processor = run_unit_processor = run_message_processor = run_type_processor


def _by_fitparse(content: bytes) -> Iterator[tuple[int, int, Any]]:
    file = FitFile(io.BytesIO(content), check_crc=False, data_processor=_NoProcessor())
    for message in file.get_messages():
        fields = (*message.def_mesg.field_defs, *message.def_mesg.dev_field_defs)
        size = 1 + sum(field.size for field in fields)
        yield message.mesg_num, file._file.tell() - size, message


def _by_fitdecode(content: bytes) -> Iterator[tuple[int, int, Any]]:
    reader = fitdecode.FitReader(
        content,
        processor=None,
        check_crc=fitdecode.CrcCheck.DISABLED,
        error_handling=fitdecode.ErrorHandling.IGNORE,
        keep_raw_chunks=True,  # the only way to learn where it is
    )
    for frame in reader:
        if frame.frame_type == fitdecode.FIT_FRAME_DATA:
            yield frame.global_mesg_num, frame.chunk.offset, frame


def _testimony(messages: Iterator[tuple[int, int, Any]]) -> Testimony:
    heard: dict[int, list[Heard]] = {}
    stopped = ""
    try:
        for number, at, message in messages:
            heard.setdefault(number, []).append(_heard(message, at))
    except Exception as error:  # noqa: BLE001  # they raise whatever comes, also AssertionError
        stopped = f"{type(error).__name__}: {error}"
    return Testimony(heard, stopped)


def _heard(message: Any, at: int) -> Heard:
    spelt: dict[str, Told] = {}
    implied: dict[str, Told] = {}
    numbers: dict[int, Told] = {}
    developer: dict[tuple[int, int], float] = {}
    time_s = None
    for one in message.fields:
        if one.value is None:
            continue
        told = Told(
            number=one.def_num, value=one.value, raw=one.raw_value, is_part=one.field_def is None
        )
        index = getattr(one.field_def, "dev_data_index", None)
        if index is not None:
            if isinstance(one.raw_value, int | float):
                developer[index, one.def_num] = one.raw_value
            continue
        if one.def_num == _TIMESTAMP:
            time_s = one.raw_value
        if not told.is_part:
            spelt[one.name] = told
            if one.parent_field is not None:
                spelt[one.parent_field.name] = told
            if one.field_def.base_type.name not in ("byte", "string"):
                numbers[one.def_num] = _numbers(one)
        else:
            implied.setdefault(one.name, told)
    return Heard(at=at, values=implied | spelt, numbers=numbers, developer=developer, time_s=time_s)


def _numbers(one: Any) -> Told:
    """All that there are, in the units of the field itself and not of what it stands for."""
    field = one.parent_field or one.field
    scale, offset = getattr(field, "scale", None), getattr(field, "offset", None)
    raw = one.raw_value if isinstance(one.raw_value, tuple) else (one.raw_value,)
    scaled = tuple(n if n is None else n / (scale or 1) - (offset or 0) for n in raw)
    return Told(number=one.def_num, value=scaled, raw=raw, is_part=False)
