"""What Garmin's schema asks of a TCX activity, as a table: which elements, in which order.

It stands for ``TrainingCenterDatabasev2.xsd``, and for the trackpoint part of the extension
``ActivityExtension/v2``; only what :mod:`runwalk.recording.tcx_writer` may write is in it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from runwalk.recording.tcx_writer import EXTENSION, NAMESPACE

MANY = 10**9


@dataclass(frozen=True)
class Child:
    """An element's place in another.

    Attributes:
        tag: Its name.
        least: How often it must be there.
        most: How often it may be there.
    """

    tag: str
    least: int = 1
    most: int = 1


def _maybe(tag: str) -> Child:
    return Child(tag, least=0)


def _many(tag: str, least: int = 0) -> Child:
    return Child(tag, least=least, most=MANY)


def _within(low: float, high: float) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(r"\d+", text) is not None and low <= int(text) <= high


def _is_number(text: str) -> bool:
    return re.fullmatch(r"-?\d+(\.\d+)?", text) is not None


def _is_time(text: str) -> bool:
    is_written_so = re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", text) is not None
    return is_written_so and datetime.fromisoformat(text) is not None


def _one_of(*words: str) -> Callable[[str], bool]:
    return lambda text: text in words


ORDER: dict[str, tuple[Child, ...]] = {
    "TrainingCenterDatabase": (_maybe("Activities"),),
    "Activities": (_many("Activity"),),
    "Activity": (Child("Id"), _many("Lap", least=1), _maybe("Notes"), _maybe("Creator")),
    "Lap": (
        Child("TotalTimeSeconds"),
        Child("DistanceMeters"),
        _maybe("MaximumSpeed"),
        Child("Calories"),
        _maybe("AverageHeartRateBpm"),
        _maybe("MaximumHeartRateBpm"),
        Child("Intensity"),
        _maybe("Cadence"),
        Child("TriggerMethod"),
        _many("Track"),
        _maybe("Notes"),
    ),
    "Track": (_many("Trackpoint", least=1),),
    "Trackpoint": (
        Child("Time"),
        _maybe("AltitudeMeters"),
        _maybe("DistanceMeters"),
        _maybe("HeartRateBpm"),
        _maybe("Cadence"),
        _maybe("Extensions"),
    ),
    "Extensions": (_maybe("TPX"),),
    "TPX": (_maybe("Speed"), _maybe("RunCadence"), _maybe("Watts")),
    "HeartRateBpm": (Child("Value"),),
    "AverageHeartRateBpm": (Child("Value"),),
    "MaximumHeartRateBpm": (Child("Value"),),
    "Creator": (Child("Name"), Child("UnitId"), Child("ProductID"), Child("Version")),
    "Version": (Child("VersionMajor"), Child("VersionMinor")),
}
"""Element -> its children, in the order of the schema's sequence."""

VALUES: dict[str, Callable[[str], bool]] = {
    "Id": _is_time,
    "Time": _is_time,
    "TotalTimeSeconds": _is_number,
    "DistanceMeters": _is_number,
    "MaximumSpeed": _is_number,
    "AltitudeMeters": _is_number,
    "Speed": _is_number,
    "Calories": _within(0, 65_535),
    "Value": _within(1, 255),
    "Cadence": _within(0, 254),
    "RunCadence": _within(0, 254),
    "Watts": _within(0, 65_535),
    "UnitId": _within(0, 2**32 - 1),
    "ProductID": _within(0, 65_535),
    "VersionMajor": _within(0, 65_535),
    "VersionMinor": _within(0, 65_535),
    "Intensity": _one_of("Active", "Resting"),
    "TriggerMethod": _one_of("Manual", "Distance", "Location", "Time", "HeartRate"),
    "Name": lambda text: text == " ".join(text.split()),
    "Notes": bool,
}
"""Element without children -> whether its text may be there."""

ATTRIBUTES: dict[str, dict[str, Callable[[str], bool]]] = {
    "Activity": {"Sport": _one_of("Running", "Biking", "Other")},
    "Lap": {"StartTime": _is_time},
    "Creator": {
        "{http://www.w3.org/2001/XMLSchema-instance}type": _one_of("Device_t"),
    },
}
"""Element -> its attributes, all of which must be there."""


def mistakes(element: Any) -> list[str]:
    """Everything in an element, and below it, that the schema forbids."""
    namespace, tag = _split(element.tag)
    found = []
    if namespace != (EXTENSION if tag in ("TPX", "Speed", "RunCadence", "Watts") else NAMESPACE):
        found.append(f"{tag} is in {namespace}")
    for key, may_be in ATTRIBUTES.get(tag, {}).items():
        if not may_be(element.get(key, "")):
            found.append(f"{tag} has {key} {element.get(key)!r}")
    if tag in VALUES:
        if not VALUES[tag](element.text or "") or len(element):
            found.append(f"{tag} is {element.text!r}")
        return found
    children = list(element)
    found += _order_mistakes(tag, [_split(child.tag)[1] for child in children])
    if any((text or "").strip() for text in (element.text, *(child.tail for child in children))):
        found.append(f"{tag} has text between its elements")
    for child in children:
        found += mistakes(child)
    return found


def _split(tag: str) -> tuple[str, str]:
    namespace, _, local = tag[1:].partition("}")
    return namespace, local


def _order_mistakes(tag: str, children: list[str]) -> list[str]:
    at = 0
    found = []
    for child in ORDER.get(tag, ()):
        begin = at
        while at < len(children) and children[at] == child.tag:
            at += 1
        if not child.least <= at - begin <= child.most:
            found.append(f"{tag} has {at - begin} of {child.tag}")
    return [*found, *(f"{tag} must not have {one} there" for one in children[at : at + 1])]
