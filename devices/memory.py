"""What this computer noticed by itself: your strap, and what was explained to you.

It lies with the runs and not in the settings. Those are the runner's own words, may be carried to
another computer, and change when the runner says so; a strap's address is true here only (macOS
makes one up for each computer), and when it was last heard changes with every run. Rule 1: what
is remembered changes by itself only where there was nothing, or to note when the same strap was
heard. Rule 2: a memory that cannot be read is none, and one that cannot be written stops nothing.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from devices.clock import wall_time
from devices.hrm import printable
from devices.sensors import FoundSensor
from runwalk.config import Plan, memory_path
from runwalk.errors import RunwalkError
from runwalk.outputs.ceiling import ceiling_lines
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.wording import Wording
from runwalk.settings_file import write_whole


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnStrap:
    """The strap that is the runner's.

    Attributes:
        name: What it calls itself; empty where it does not say.
        address: As in :class:`devices.sensors.FoundSensor`.
        heard_utc: When it was last near.
    """

    name: str
    address: str
    heard_utc: datetime

    @property
    def label(self) -> str:
        """What to call it when talking to people."""
        return self.name or self.address

    @property
    def found(self) -> FoundSensor:
        """The strap as one to look for."""
        return FoundSensor(name=self.name, address=self.address, rssi_dbm=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """All that is remembered.

    Attributes:
        strap: The runner's; None where none is known.
        explained: For which sources the ceiling was explained.
    """

    strap: OwnStrap | None = None
    explained: tuple[str, ...] = ()

    def is_own(self, strap: FoundSensor) -> bool:
        """Whether this strap is the runner's."""
        return self.strap is not None and self.strap.address == strap.address

    def with_strap(self, strap: FoundSensor, heard_utc: datetime) -> Memory:
        """Make a strap the runner's."""
        own = OwnStrap(name=strap.name, address=strap.address, heard_utc=heard_utc)
        return replace(self, strap=own)


def recall(path: Path | None = None) -> Memory:
    """Read what is remembered; nothing, where that cannot be read.

    Args:
        path: The file; None takes this platform's place.
    """
    try:
        raw: Any = json.loads((path or memory_path()).read_bytes())
        strap = raw.get("strap")
        return Memory(
            strap=None if strap is None else _strap(strap),
            explained=tuple(str(one) for one in raw.get("explained", ())),
        )
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return Memory()


def keep(memory: Memory, path: Path | None = None) -> None:
    """Write it down, for its owner alone.

    Raises:
        RunwalkError: It cannot be written.
    """
    place = path or memory_path()
    strap = memory.strap
    raw = {
        "strap": strap
        and {
            "name": strap.name,
            "address": strap.address,
            "heard_utc": strap.heard_utc.isoformat(timespec="seconds"),
        },
        "explained": list(memory.explained),
    }
    try:
        write_whole(place, json.dumps(raw, indent=1) + "\n")
    except OSError as error:
        raise RunwalkError(f"{place}: cannot be written ({error.strerror or error})") from error


def notice(
    strap: FoundSensor, *, is_clear: bool, say: Callable[[str], None], path: Path | None = None
) -> None:
    """Take note of a strap that was near.

    Args:
        strap: The strap.
        is_clear: Whether no other was near that it may be mistaken for; only such a one is
            remembered unasked.
        say: Told a sentence where something new is remembered, or could not be.
        path: The file; None takes this platform's place.
    """
    known = recall(path)
    is_new = known.strap is None
    if not known.is_own(strap) and not (is_new and is_clear):
        return
    try:
        keep(known.with_strap(strap, wall_time().utc), path)
    except RunwalkError as error:
        say(f"your strap is not remembered: {error}")
        return
    if is_new:
        say(f"remembered {strap.label} as your strap; `runwalk scan --forget` forgets it")


def explain_once(
    plan: Plan,
    source: str,
    say: Callable[[str], None],
    path: Path | None = None,
    *,
    wording: Wording = ENGLISH,
) -> bool:
    """Say what a ceiling is, the first time that somebody runs without settings.

    Args:
        plan: The run.
        source: Where it comes from; a simulated runner is one thing, one's own heart another.
        say: Told line by line.
        path: The memory; None takes this platform's place.
        wording: The runner's language.

    Returns:
        Whether it was said now.
    """
    known = recall(path)
    band = plan.workout.segments[0].band
    if source in known.explained or band is None:
        return False
    words = wording.ceiling
    for line in ceiling_lines(band, words):
        say(line)
    say(words.limit.format(bpm=plan.athlete.hard_limit_bpm(band)))
    say(words.safety)
    say(words.own + "\n")
    with contextlib.suppress(RunwalkError):  # then it is said once more
        keep(replace(known, explained=(*known.explained, source)), path)
    return True


def _strap(raw: dict[str, Any]) -> OwnStrap:
    heard_utc = datetime.fromisoformat(raw["heard_utc"])
    if heard_utc.tzinfo is None:
        raise ValueError("a time without a zone")
    return OwnStrap(
        name=printable(str(raw["name"])), address=str(raw["address"]), heard_utc=heard_utc
    )
