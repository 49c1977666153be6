"""A run that is over: its samples, and what is known beside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from runwalk.engine.sample import Sample

LONGEST_STEP_S = 10
"""A watch that saves memory leaves up to so many seconds between records [s]; the last record
stands for them. What is longer is a gap, of which nothing is known (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something a reader found wrong, and what it cost.

    Attributes:
        what: One clear sentence part, lower case, no full stop.
        at: Byte offset (FIT) or line number (journal); None where it concerns the whole file.
        lost: What is missing because of it; empty where nothing is.
    """

    what: str
    at: int | None = None
    lost: str = ""


class Said(NamedTuple):
    """A cue that was given during the run.

    Attributes:
        t_s: When [s].
        action: What to do.
        reason: Why.
        text: The words that were spoken; empty where only the rest is kept.
    """

    t_s: int
    action: str
    reason: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lap:
    """A lap as the device kept it.

    Attributes:
        start_s: Seconds from the recording's start [s].
        duration_s: Elapsed time, pauses included [s]; None where the device did not say.
        distance_m: Distance covered [m]; None where unknown.
        trigger: What made it (``manual``, ``distance``, ...; in files of our own the cue, as
            ``walk:ceiling``); empty where unknown.
    """

    start_s: int
    duration_s: float | None = None
    distance_m: float | None = None
    trigger: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A device that took part. Its strings come from outside: hostile until escaped.

    Attributes:
        manufacturer: Maker's name or number.
        product: Product's name or number.
        serial: Serial number.
        battery_pct: Battery left [%].
    """

    manufacturer: str = ""
    product: str = ""
    serial: str = ""
    battery_pct: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One activity, second by second.

    Attributes:
        samples: In order of time, ``t_s`` strictly increasing, from 0 or later. Pauses and
            resumptions of the timer are marks on them.
        start_utc: When ``t_s`` was 0, aware, in UTC; None where the file does not know.
        utc_offset_s: Local time minus UTC [s]; None where unknown.
        sport: FIT's name for the sport (``running``, ``walking``, ...); empty where unknown.
        sub_sport: FIT's name for the kind of sport (``treadmill``, ``trail``, ...).
        laps: In order of time.
        devices: As listed in the file, each once.
        cues: What was said, where this program coached the run.
        plan: Who ran and what was planned, where this program coached the run: what
            :func:`~runwalk.config.plan_from_dict` takes. It comes from outside.
        resting_bpm: The runner's resting heart rate as the device knows it [bpm]; None where it
            knows none, or the file cannot say.
        engine: Version of this program that coached; empty where unknown.
        problems: What could not be read, or had to be mended.
        path: Where it came from.
    """

    samples: tuple[Sample, ...]
    start_utc: datetime | None = None
    utc_offset_s: int | None = None
    sport: str = ""
    sub_sport: str = ""
    laps: tuple[Lap, ...] = ()
    devices: tuple[Device, ...] = ()
    cues: tuple[Said, ...] = ()
    plan: Mapping[str, object] | None = None
    resting_bpm: int | None = None
    engine: str = ""
    problems: tuple[Problem, ...] = ()
    path: Path | None = None

    @property
    def duration_s(self) -> int:
        """Seconds from the first to the last sample, both counted [s]; 0 where there is none."""
        return self.samples[-1].t_s - self.samples[0].t_s + 1 if self.samples else 0
