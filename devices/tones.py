"""Plays the tones of cues beside the run: a slow or broken sound device never delays a word.

Rule 1: :meth:`TonePlayer.show` puts a tone down and returns; a thread of its own picks it up.
Rule 2: at most one tone waits. A newer one takes its place, for then the older is no longer true;
only a waiting limit gives way to nothing but time.
Rule 3: what has waited for more than a few seconds is not played: better no sound than a wrong one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, Protocol

from devices.speaker import Speaker
from runwalk.engine.coach import Reading
from runwalk.errors import DeviceError
from runwalk.outputs.tones import LIMIT, RUN, WALK, Tone, tone_of

_STALE_S = 3  # so old may a tone be when it begins (our choice)
_LAST_TONE_S = 2.0  # so long is waited for the last one when a run ends


class Player(Protocol):
    """Something that can be heard."""

    def play(self, frames: bytes) -> None:
        """Play a sound to its end, and wait for it; raises ``DeviceError`` where it cannot."""

    def close(self) -> None:
        """Let go of the device."""


class TonePlayer:
    """An output that is heard: one tone for each cue to walk or run.

    Args:
        player: Who plays.
        on_trouble: Told once, in a sentence, if the player fails; there are no tones from then on.
    """

    name: Final = "sound"

    def __init__(self, player: Player, on_trouble: Callable[[str], None]) -> None:
        self._player = player
        self._on_trouble = on_trouble
        self._frames = {tone: tone.frames() for tone in (LIMIT, WALK, RUN)}
        self._changed = threading.Condition()
        self._waiting: tuple[int, Tone] | None = None
        self._is_playing = False
        self._is_over = False
        self._has_ended = False
        self._thread = threading.Thread(target=self._play_all, name="tones", daemon=True)
        self._thread.start()

    def show(self, reading: Reading) -> None:
        """Have the tone of this second played, if it has one."""
        t_s = reading.sample.t_s
        tone = tone_of(reading.cues)
        with self._changed:
            if self._waiting is not None and t_s - self._waiting[0] > _STALE_S:
                self._waiting = None
            if tone is None or (self._waiting is not None and self._waiting[1] is LIMIT):
                return
            self._waiting = (t_s, tone)
            self._changed.notify_all()

    def wait_until_quiet(self, patience_s: float) -> None:
        """Wait until no tone plays or is to play, but not for longer than this [s]."""
        with self._changed:
            self._changed.wait_for(self._is_quiet, patience_s)

    def close(self) -> None:
        """Play what waits, and stop."""
        with self._changed:
            self._is_over = True
            self._changed.notify_all()
        self._thread.join(_LAST_TONE_S)

    def _play_all(self) -> None:
        try:
            while (tone := self._next()) is not None:
                self._player.play(self._frames[tone])
        except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on without tones
            self._on_trouble(str(error))
        finally:
            with self._changed:
                self._has_ended = True
                self._changed.notify_all()
            self._player.close()

    def _next(self) -> Tone | None:
        """Wait for a tone; None when the run is over."""
        with self._changed:
            self._is_playing = False
            self._changed.notify_all()
            self._changed.wait_for(lambda: self._waiting is not None or self._is_over)
            if self._waiting is None:
                return None
            _, tone = self._waiting
            self._waiting = None
            self._is_playing = True
            return tone

    def _is_quiet(self) -> bool:
        return self._has_ended or (self._waiting is None and not self._is_playing)


def open_tones(
    on_trouble: Callable[[str], None],
    *,
    is_asked: bool,
    make_player: Callable[[], Player] = Speaker,
) -> TonePlayer | None:
    """Open the sound device for a run; None where there is none.

    Args:
        on_trouble: Told in a sentence what is wrong; not at the start, if nobody asked for tones.
        is_asked: Whether the runner asked for tones.
        make_player: Opens the device.
    """
    try:
        return TonePlayer(make_player(), on_trouble)
    except DeviceError as error:
        if is_asked:
            on_trouble(str(error))
        return None
