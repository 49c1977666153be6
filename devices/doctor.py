"""Is everything ready for a run? One finding for each thing, with what to do about it.

Rule 1: what can be tried is tried, not guessed: the radio looks around, the sound device is opened,
the disk is written to. Rule 2: nothing is left behind. Rule 3: a *problem* is what keeps
``runwalk live`` from coaching; what only makes it poorer is a *note*.
"""

from __future__ import annotations

import contextlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from importlib import metadata
from pathlib import Path
from typing import TextIO

from devices.memory import Memory
from devices.sensors import FoundSensor
from devices.speaker import Speaker
from devices.talkers import Which
from devices.voice import find_talkers
from runwalk import __version__
from runwalk.config import Config, load_config
from runwalk.errors import ConfigError, DeviceError
from runwalk.outputs.phrases import WORDINGS


class State(StrEnum):
    """How it stands with one thing."""

    OK = "ok"
    NOTE = "note"  # a run goes without it
    PROBLEM = "problem"  # a run does not


@dataclass(frozen=True, slots=True)
class Finding:
    """How it stands with one thing, in words.

    Attributes:
        topic: The thing.
        state: How it stands.
        what: One plain sentence part, lower case, no full stop.
        advice: What to do about it; empty where there is nothing to do.
    """

    topic: str
    state: State
    what: str
    advice: str = ""


def settings(path: Path | None, place: Path) -> tuple[Finding, Config | None]:
    """Read the settings as a run would.

    Args:
        path: The file that was asked for; None for the usual one.
        place: Where the usual one is.

    Returns:
        What was found, and the settings; None where they have mistakes.
    """
    try:
        config = load_config(path)
    except ConfigError as error:
        return Finding("settings", State.PROBLEM, str(error), "mend the file"), None
    if config.path is None:
        what, advice = f"none yet in {place}", "`runwalk setup` makes them"
        return Finding("settings", State.NOTE, what, advice), config
    if _is_open(config.path):
        what = f"others on this computer can read {config.path}"
        return Finding("settings", State.NOTE, what, f"chmod 600 '{config.path}'"), config
    return Finding("settings", State.OK, str(config.path)), config


def heart_rates(config: Config | None, day: date) -> Finding:
    """Tell which ceiling follows from the settings, and how well it is known."""
    topic = "heart rates"
    if config is None:
        return Finding(topic, State.PROBLEM, "not known before the settings are mended")
    athlete = config.athlete_on(day)
    band = athlete.band
    if band is None:
        advice = "`runwalk setup` works one out, or give --ceiling each time"
        return Finding(topic, State.PROBLEM, "no ceiling is known", advice)
    limit_bpm = athlete.hard_limit_bpm(band)
    what = f"run up to {band.ceiling_bpm}, hard limit {limit_bpm}"
    if athlete.max_bpm is not None:
        return Finding(topic, State.OK, what)
    how = "from your age" if athlete.likely_max_bpm is not None else "from your ceiling"
    advice = "if you know a measured maximum: `runwalk setup`"
    return Finding(topic, State.NOTE, f"{what}, only estimated {how}", advice)


def bluetooth(
    look: Callable[[], Sequence[FoundSensor]],
) -> tuple[Finding, Sequence[FoundSensor] | None]:
    """Look around for straps, as a run would: this needs service, adapter and permission.

    Args:
        look: Looks around; raises ``DeviceError`` where that is not possible.

    Returns:
        What was found, and the straps; None where nobody could look.
    """
    try:
        near = look()
    except DeviceError as error:
        return Finding("Bluetooth", State.PROBLEM, error.what, error.advice), None
    names = ", ".join(strap.label for strap in near)
    return Finding("Bluetooth", State.OK, f"works; near: {names or 'no strap just now'}"), near


def strap(memory: Memory, near: Sequence[FoundSensor] | None, now_utc: datetime) -> Finding:
    """Tell which strap is the runner's, and when it was last near."""
    own = memory.strap
    if own is None:
        advice = "put it on, then `runwalk scan`, which remembers it"
        return Finding("strap", State.NOTE, "none is remembered; the strongest is taken", advice)
    if any(memory.is_own(one) for one in near or ()):
        return Finding("strap", State.OK, f"{own.label}, near now")
    what = f"{own.label}, last near {_ago(now_utc - own.heard_utc)}"
    if near is None:
        return Finding("strap", State.NOTE, what)
    return Finding(
        "strap", State.NOTE, what, "it calls when worn wet, and held by no phone or watch"
    )


def speech(config: Config | None, which: Which = shutil.which) -> Finding:
    """Find who would speak, as a run does.

    Args:
        config: The settings; None where they have mistakes.
        which: Finds a program.
    """
    known = config or Config()
    try:
        talkers = find_talkers(known.voice, WORDINGS[known.language], which=which)
    except DeviceError as error:
        return Finding("speech", State.NOTE, error.what, error.advice)
    first = talkers[0].name
    return Finding("speech", State.OK, f"{first} is installed; hear it: `runwalk voice --test`")


def sound(open_speaker: Callable[[], Speaker] = Speaker) -> Finding:
    """Open the sound device that tones would be played on."""
    try:
        open_speaker().close()
    except DeviceError as error:
        return Finding("sound", State.NOTE, error.what, error.advice)
    return Finding("sound", State.OK, "a sound device answers")


_COLUMNS, _LINES = 80, 24


def terminal(stream: TextIO, environ: Mapping[str, str], size: os.terminal_size) -> Finding:
    """Tell what a run can be shown on."""
    topic, state = "terminal", State.NOTE
    if not stream.isatty() or environ.get("TERM") == "dumb":
        return Finding(topic, state, "none, so a run is told in plain lines")
    if "utf" not in (stream.encoding or "").casefold():
        advice = "set a UTF-8 locale, such as LANG=C.UTF-8"
        return Finding(topic, state, f"writes {stream.encoding}, so some signs are lost", advice)
    told = f"{size.columns} x {size.lines}"
    if size.columns < _COLUMNS or size.lines < _LINES:
        return Finding(topic, state, f"{told} is small", f"make it {_COLUMNS} x {_LINES}")
    return Finding(topic, State.OK, told)


_NEEDED_MB, _WANTED_MB = 20, 500  # an hour's run is about 1 MB (our choice)


def disk(folder: Path) -> Finding:
    """Try to write where runs are kept, and look who may read there."""
    topic = "runs"
    there = next((one for one in (folder, *folder.parents) if one.exists()), folder)
    try:
        with tempfile.TemporaryFile(dir=there):
            pass
        free_mb = shutil.disk_usage(there).free // 1_000_000
    except OSError as error:
        what = f"{folder} cannot be written ({error.strerror or error})"
        return Finding(topic, State.PROBLEM, what, "choose another with --out, or mend that one")
    what = f"{folder}, {free_mb} MB free"
    if free_mb < _WANTED_MB:
        state = State.PROBLEM if free_mb < _NEEDED_MB else State.NOTE
        return Finding(topic, state, what, "make room")
    readable = sum(_is_open(path) for path in _files(folder))
    if readable:
        what = f"others on this computer can read {readable} files in {folder}"
        return Finding(topic, State.NOTE, what, f"chmod -R go= '{folder}'")
    return Finding(topic, State.OK, what)


def python() -> Finding:
    """Tell the versions, which a question for help should name."""
    system = f"{platform.system()} {platform.machine()}"
    what = f"{platform.python_version()}, runwalk {__version__}, {system}"
    return Finding("Python", State.OK, what)


_EXTRA = re.compile(r"^([\w.-]+).*;.*extra == ['\"](\w+)['\"]")
_FOR_MAKERS = frozenset({"dev", "docs"})


def extras(required: Sequence[str] | None = None) -> Finding:
    """Tell which extras are installed, and which are not.

    Args:
        required: What runwalk requires, as packages write it; None asks the one installed.
    """
    wants: dict[str, list[str]] = {}
    for line in metadata.requires("runwalk") or () if required is None else required:
        if (found := _EXTRA.match(line)) and found[2] not in _FOR_MAKERS:
            wants.setdefault(found[2], []).append(found[1])
    have = [extra for extra, names in wants.items() if all(map(_is_installed, names))]
    lack = [extra for extra in wants if extra not in have]
    what = f"{', '.join(have) or 'none'}"
    if lack:
        what += f"; not installed, and not needed: {', '.join(lack)}"
    return Finding("extras", State.OK, what)


def _is_installed(name: str) -> bool:
    with contextlib.suppress(metadata.PackageNotFoundError):
        return bool(metadata.version(name))
    return False


def _is_open(path: Path) -> bool:
    """Whether others may read a file; Windows keeps that elsewhere."""
    return os.name == "posix" and bool(path.stat().st_mode & 0o077)


def _files(folder: Path) -> Iterator[Path]:
    with contextlib.suppress(OSError):
        yield from (path for path in folder.iterdir() if path.is_file())


def _ago(since: timedelta) -> str:
    """Write how long ago something was.

    >>> _ago(timedelta(days=3)), _ago(timedelta(minutes=125)), _ago(timedelta(seconds=-5))
    ('3 days ago', '2 hours ago', 'just now')
    """
    seconds = since.total_seconds()
    for unit_s, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        count = int(seconds // unit_s)
        if count > 0:
            return f"{count} {name}{'' if count == 1 else 's'} ago"
    return "just now"
