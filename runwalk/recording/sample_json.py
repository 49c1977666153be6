"""A Sample as plain JSON values: one line of a journal, or of a program that pipes seconds in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Final

from runwalk.engine.sample import Mark, MarkKind, Sample

_LARGEST: Final = 1e9  # no sensor, and no run, comes near
_NUMBERS: Final = (
    "hr_bpm",
    "speed_mps",
    "altitude_m",
    "grade",
    "distance_m",
    "cadence_spm",
    "power_w",
    "temperature_c",
)


def sample_to_dict(sample: Sample) -> dict[str, object]:
    """The fields that hold something, by name; :func:`sample_from_dict` is the way back.

    >>> sample_to_dict(Sample(t_s=3, hr_bpm=140, marks=(Mark(MarkKind.LAP),)))
    {'t_s': 3, 'hr_bpm': 140, 'marks': [{'kind': 'lap'}]}
    """
    known = {field.name: getattr(sample, field.name) for field in fields(sample)}
    told = {key: value for key, value in known.items() if value is not None and value != ()}
    if sample.rr_ms:
        told["rr_ms"] = list(sample.rr_ms)
    if sample.marks:
        told["marks"] = [_mark_to_dict(mark) for mark in sample.marks]
    return told


def sample_from_dict(told: Mapping[str, object]) -> Sample:
    """Build a Sample from values that come from outside.

    Every field of :class:`~runwalk.engine.sample.Sample` may be there by its name, ``marks`` as a
    list of ``{"kind": ..., "value": ...}``; only ``t_s`` must. A null is a field that is missing,
    and so is a heart rate of 0; keys that are not known are ignored. Numbers are rounded, and
    those no sensor can mean dropped, by :meth:`~runwalk.engine.sample.Sample.rounded`.

    Raises:
        ValueError: A value is of the wrong kind; the text is one sentence that names the key.

    >>> sample_from_dict({"t_s": 3, "hr_bpm": 140.4, "gps": "off"}) == Sample(t_s=3, hr_bpm=140)
    True
    """
    if not isinstance(told, Mapping):
        raise ValueError("a sample must be an object with named values")
    t_s = _number(told, "t_s")
    if t_s is None or t_s != int(t_s) or t_s < 0:
        raise ValueError(f"t_s must be a whole number of seconds from 0, got {told.get('t_s')!r}")
    contact = told.get("contact")
    if contact is not None and not isinstance(contact, bool):
        raise ValueError(f"contact must be true or false, got {contact!r}")
    numbers = {key: _number(told, key) for key in _NUMBERS}
    return Sample.rounded(
        int(t_s), rr_ms=_intervals(told), contact=contact, marks=_marks(told), **numbers
    )


def mark_from(kind: object, value: object) -> Mark:
    """Build a Mark from values that come from outside.

    Raises:
        ValueError: There is no such kind, or the value is neither missing, a text nor a number.
    """
    if not isinstance(kind, str) or kind not in list(MarkKind):
        raise ValueError(
            f"marks must be of a kind out of {', '.join(MarkKind)}, got {_short(kind)}"
        )
    if value is None or isinstance(value, str):
        return Mark(MarkKind(kind), value)
    return Mark(MarkKind(kind), _checked(value, "the value of a mark"))


def _number(told: Mapping[str, object], key: str) -> float | None:
    value = told.get(key)
    return None if value is None else _checked(value, key)


def _checked(value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{key} must be a number, got {_short(value)}")
    if not abs(value) <= _LARGEST:  # NaN fails every comparison
        raise ValueError(f"{key} must be between -1e9 and 1e9, got {_short(value)}")
    return value


def _list(told: Mapping[str, object], key: str) -> list[object]:
    value = told.get(key)
    if value is None:
        return []
    if not isinstance(value, list):
        raise ValueError(f"{key} must be a list, got {_short(value)}")
    return value


def _intervals(told: Mapping[str, object]) -> tuple[float, ...]:
    return tuple(_checked(value, "rr_ms") for value in _list(told, "rr_ms"))


def _marks(told: Mapping[str, object]) -> tuple[Mark, ...]:
    return tuple(_mark_from_dict(value) for value in _list(told, "marks"))


def _mark_to_dict(mark: Mark) -> dict[str, object]:
    kind: dict[str, object] = {"kind": mark.kind.value}
    return kind if mark.value is None else kind | {"value": mark.value}


def _mark_from_dict(told: object) -> Mark:
    if not isinstance(told, Mapping):
        raise ValueError(f"marks must be objects, got {_short(told)}")
    return mark_from(told.get("kind"), told.get("value"))


def _short(value: object) -> str:
    text = "a huge number" if isinstance(value, int) and abs(value) > 1e18 else repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
