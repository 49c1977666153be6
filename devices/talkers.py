"""Programs that turn text into speech: the system's own, or the runner's.

They are found on the PATH and started with a list of words, never through a shell. The text goes
to standard input where a program can read it there, else it is one whole word. Nobody waits for
them but :meth:`CommandTalker.say`.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from runwalk.errors import DeviceError
from runwalk.outputs.wording import Language

TEXT = "{text}"
"""Stands for the text in a word of a command."""

PATIENCE_S: Final = 20.0
"""A program that takes longer for one text hangs [s]; the longest answer takes 12 (our choice)."""

_STEP_S = 0.05
_HUSH_S = 2.0

Which = Callable[[str], str | None]
"""Finds a program; :func:`shutil.which`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandTalker:
    """A program that says a text and ends.

    Attributes:
        name: What people call it.
        argv: Its words; where none holds :data:`TEXT`, it reads the text.
        hush: Words of a command that silences it, where ending it does not.
        advice: What to do where it fails.
        patience_s: A program that takes longer hangs [s].
    """

    name: str
    argv: tuple[str, ...]
    hush: tuple[str, ...] = ()
    advice: str = "try it with: runwalk voice --test"
    patience_s: float = PATIENCE_S

    def say(self, text: str, stopped: threading.Event) -> None:
        """Say a text to its end, or until it is stopped.

        Args:
            text: What to say.
            stopped: Set by anybody who wants silence; that takes no time.

        Raises:
            DeviceError: The program cannot be started, fails, or hangs.
        """
        process = self._started(text)
        try:
            status = self._ended(process, stopped)
        finally:
            _kill(process)
        if stopped.is_set():
            self._hush()
        elif status is None:
            raise DeviceError(f"no voice: {self.name} hangs", self.advice)
        elif status != 0:
            raise DeviceError(f"no voice: {self.name} fails (exit status {status})", self.advice)

    def _started(self, text: str) -> subprocess.Popen[bytes]:
        reads = not any(TEXT in word for word in self.argv)
        try:
            process = subprocess.Popen(  # noqa: S603  # words, and no shell
                [word.replace(TEXT, text) for word in self.argv],
                stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,  # Ctrl-C is for the run; and its children end with it
            )
        except (OSError, ValueError) as error:
            raise DeviceError(f"no voice: {self.name} cannot be started", self.advice) from error
        if process.stdin is not None:
            with contextlib.suppress(OSError), process.stdin as pipe:  # it may have ended by now
                pipe.write(text.encode())  # a few words: never more than a pipe holds
        return process

    def _ended(self, process: subprocess.Popen[bytes], stopped: threading.Event) -> int | None:
        """Wait for the end; None where it was stopped, or hangs."""
        for _ in range(round(self.patience_s / _STEP_S)):
            status = process.poll()
            if status is not None or stopped.wait(_STEP_S):
                return status
        return process.poll()

    def _hush(self) -> None:
        if self.hush:
            with contextlib.suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(  # noqa: S603  # words, and no shell
                    self.hush,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    timeout=_HUSH_S,
                    check=False,
                )


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program that still runs, and what it has started."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_HUSH_S)


def own_talker(command: tuple[str, ...], *, which: Which = shutil.which) -> CommandTalker:
    """Take the runner's own program.

    Raises:
        DeviceError: There is no such program.
    """
    advice = "see `command` under [voice] in your settings"
    if not command or which(command[0]) is None:
        raise DeviceError(f"no voice: there is no program {' '.join(command[:1])!r}", advice)
    return CommandTalker(name=command[0], argv=command, advice=advice)


def system_talkers(
    language: Language, *, platform: str = sys.platform, which: Which = shutil.which
) -> tuple[CommandTalker, ...]:
    """Find what this system can speak with, the best first; nothing where it cannot.

    Where the first fails, the next is tried.

    Args:
        language: What it is to speak.
        platform: As in ``sys.platform``.
        which: Finds a program.
    """
    table = {"darwin": _MAC, "win32": _WINDOWS}.get(platform, _LINUX)
    found = []
    for name, arguments, hush in table:
        path = which(name)
        if path is not None:
            words = tuple(word.format_map(_PLACES[language]) for word in arguments)
            found.append(
                CommandTalker(name=name, argv=(path, *words), hush=(path, *hush) if hush else ())
            )
    return tuple(found)


def advice_for(platform: str = sys.platform) -> str:
    """Tell what to install where there is nothing to speak with."""
    if platform == "darwin":
        return "`say` belongs to macOS; is /usr/bin on your PATH?"
    if platform == "win32":
        return "`powershell` belongs to Windows; is it on your PATH?"
    return "install one, such as with: sudo apt-get install espeak-ng"


_NAMES = {
    Language.ENGLISH: ("en", "en-us", "Samantha", "en-US"),
    Language.GERMAN: ("de", "de", "Anna", "de-DE"),
}
_PLACES = {
    language: {"code": code, "espeak": espeak, "mac": mac, "culture": culture, "text": TEXT}
    for language, (code, espeak, mac, culture) in _NAMES.items()
}
"""What each program calls a language."""

# UTF-8; words a minute, our choice; from standard input, so that no list of processes shows it.
_ESPEAK = ("-b", "1", "-v", "{espeak}", "-s", "140", "--stdin")

_LINUX = (
    ("spd-say", ("--wait", "--language", "{code}", "--", "{text}"), ("--cancel",)),
    ("espeak-ng", _ESPEAK, ()),
    ("espeak", _ESPEAK, ()),
)
_MAC = (
    ("say", ("-v", "{mac}"), ()),  # reads standard input where it is given no text
    ("say", (), ()),  # that voice can be deleted: then the one that the user chose
)
_SAPI = (
    "Add-Type -AssemblyName System.Speech; "
    "$voice = New-Object System.Speech.Synthesis.SpeechSynthesizer; "
    "try {{ $voice.SelectVoiceByHints('NotSet', 'NotSet', 0, "
    "[Globalization.CultureInfo]'{culture}') }} catch {{ }}; "
    "$stream = [Console]::OpenStandardInput(); "
    "$reader = New-Object IO.StreamReader($stream, [Text.Encoding]::UTF8); "
    "$voice.Speak($reader.ReadToEnd())"
)
_WINDOWS = (("powershell", ("-NoProfile", "-NonInteractive", "-Command", _SAPI), ()),)
