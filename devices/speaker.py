"""The only room that makes sound: miniaudio, which comes with the extra ``audio``."""

from __future__ import annotations

import sys
import threading
from collections.abc import Generator
from pathlib import Path
from typing import Any

from runwalk.errors import DeviceError
from runwalk.outputs.tones import RATE_HZ

_BYTES_A_FRAME = 2
_BUFFER_MS = 100
_TAIL = bytes(3 * _BUFFER_MS * RATE_HZ // 1000 * _BYTES_A_FRAME)
"""Silence behind each sound, longer than what a device holds back: stopping it cuts nothing off."""

_PATIENCE_S = 3.0
_CARDS = Path("/dev/snd")


class Speaker:
    """A sound device, open for a run; it sounds only while something is played.

    Args:
        is_silent: Play in real time on no device at all, for tests.

    Raises:
        DeviceError: There is no miniaudio, or no sound device.
    """

    def __init__(self, *, is_silent: bool = False) -> None:
        try:
            import miniaudio  # an extra, and needed only here
        except ImportError as error:
            raise DeviceError("no tones: miniaudio is missing", _INSTALL) from error
        backends = [miniaudio.Backend.NULL] if is_silent else _backends(miniaudio.Backend)
        try:
            self._device = miniaudio.PlaybackDevice(
                nchannels=1,
                sample_rate=RATE_HZ,
                buffersize_msec=_BUFFER_MS,
                backends=backends,
                app_name="runwalk",
            )
        except miniaudio.MiniaudioError as error:
            raise DeviceError("no tones: no sound device answers", _INSTALLED) from error

    def play(self, frames: bytes) -> None:
        """Play a sound to its end, and wait for it.

        Args:
            frames: One channel, signed 16-bit, :data:`~runwalk.outputs.tones.RATE_HZ`.

        Raises:
            DeviceError: The device takes no sound, or has stopped to.
        """
        has_ended = threading.Event()
        stream = _stream(frames + _TAIL, has_ended)
        next(stream)
        try:
            self._device.start(stream)
            has_played = has_ended.wait(len(frames) / _BYTES_A_FRAME / RATE_HZ + _PATIENCE_S)
            self._device.stop()
        except Exception as error:  # miniaudio's own errors have no base of their own
            raise DeviceError("no tones: the sound device fails") from error
        if not has_played:
            raise DeviceError("no tones: the sound device has stopped")

    def close(self) -> None:
        """Let go of the device."""
        self._device.close()


_INSTALL = "install runwalk with its extra: runwalk[audio]"
_INSTALLED = "plug one in, or run with --no-tones"


def _backends(known: Any) -> list[Any]:
    """Whom to ask for a device; none means all that this system has.

    ALSA writes a page of complaints to the terminal where there is no card, so there it is not
    asked. A Linux desktop's own sound server is asked in any case.
    """
    if not sys.platform.startswith("linux"):
        return []
    has_card = any(_CARDS.glob("pcm*p"))
    return [known.PULSEAUDIO, *([known.ALSA] if has_card else [])]


def _stream(frames: bytes, has_ended: threading.Event) -> Generator[bytes, int, None]:
    """Hand out a sound as the device asks for it; the device's own thread runs this."""
    wanted = yield b""
    at = 0
    while at < len(frames):
        end = at + wanted * _BYTES_A_FRAME
        wanted = yield frames[at:end]
        at = end
    has_ended.set()
