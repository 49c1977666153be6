"""Says the words of cues beside the run: a slow or broken speaker never delays a cue.

Rule 1: :meth:`Voice.show` puts words down and returns; a thread of its own picks them up.
Rule 2: the most urgent is said first, after the tone of its second; what may wait, and for how
long, is in :mod:`runwalk.outputs.speech_queue`.
Rule 3: what is said is stopped by what is more urgent, and a command by a newer one.
"""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Sequence
from typing import Final, Protocol

from devices.talkers import CommandTalker, Which, advice_for, own_talker, system_talkers
from devices.tones import TonePlayer
from runwalk.engine.coach import Reading
from runwalk.errors import DeviceError
from runwalk.outputs.speech import HeartTeller, Urgency, VoiceSettings, utterances
from runwalk.outputs.speech_queue import SpeechQueue, cuts_off
from runwalk.outputs.wording import Wording

_TONE_S = 2.0  # so long the words wait for their tone; longer than any tone
_LAST_WORDS_S = 1.0  # so long is waited for the last words when a run ends
_HUSH_S = 0.3


class Talker(Protocol):
    """Something that speaks."""

    @property
    def name(self) -> str:
        """What people call it."""

    def say(self, text: str, stopped: threading.Event) -> None:
        """Say a text to its end or until stopped; raises ``DeviceError`` where it cannot."""


class Voice:
    """An output that speaks.

    Args:
        talkers: Who speaks; where one fails, the next does.
        on_trouble: Told once, in a sentence, if the last one fails; there is no voice from then on.
        wording: The runner's language.
        heart_rate_every_s: Heart rate is read out so often [s]; None never.
        tones: Whose tones go before the words; they must be shown each second first.
    """

    name: Final = "the voice"

    def __init__(
        self,
        talkers: Sequence[Talker],
        on_trouble: Callable[[str], None],
        *,
        wording: Wording,
        heart_rate_every_s: float | None = None,
        tones: TonePlayer | None = None,
    ) -> None:
        self._talkers = list(talkers)
        self._on_trouble = on_trouble
        self._wording = wording
        self._heart = None if heart_rate_every_s is None else HeartTeller(heart_rate_every_s)
        self._tones = tones
        self._changed = threading.Condition()
        self._waiting = SpeechQueue()
        self._said: Urgency | None = None
        self._stopped = threading.Event()
        self._is_over = False
        self._thread = threading.Thread(target=self._say_all, name="voice", daemon=True)
        self._thread.start()

    def show(self, reading: Reading) -> None:
        """Have the words of this second said, if it has some."""
        t_s = reading.sample.t_s
        new = list(utterances(reading.cues, self._wording))
        if self._heart is not None and (number := self._heart.tell(reading, self._wording)):
            new.append(number)
        with self._changed:
            self._waiting.tick(t_s)
            for one in new:
                waits = self._waiting.put(t_s, one)
                if waits and self._said is not None and cuts_off(one.urgency, self._said):
                    self._stopped.set()
            self._changed.notify()

    def close(self) -> None:
        """Say the last command, if it is short, and stop."""
        with self._changed:
            self._is_over = True
            self._waiting.keep_commands()
            if self._said is not None and self._said < Urgency.COMMAND:
                self._stopped.set()
            self._changed.notify()
        self._thread.join(_LAST_WORDS_S)
        with self._changed:
            self._waiting.clear()
            self._stopped.set()
        self._thread.join(_HUSH_S)

    def _say_all(self) -> None:
        try:
            while (text := self._next()) is not None:
                self._say(text)
        except Exception as error:  # noqa: BLE001  # whatever it is, the run goes on in silence
            self._on_trouble(str(error))

    def _say(self, text: str) -> None:
        """Say it with the first that can; who has failed once is asked no more."""
        while not self._stopped.is_set():
            try:
                self._talkers[0].say(text, self._stopped)
            except DeviceError:
                if len(self._talkers) == 1:
                    raise
                del self._talkers[0]
            else:
                return

    def _next(self) -> str | None:
        """Wait for words, and for the tone before them; None when the run is over."""
        while True:
            with self._changed:
                self._said = None
                self._changed.wait_for(lambda: bool(self._waiting) or self._is_over)
            if self._tones is not None:
                self._tones.wait_until_quiet(_TONE_S)
            with self._changed:
                if self._waiting:
                    one = self._waiting.take()
                    self._said = one.urgency
                    self._stopped.clear()
                    return one.text
                if self._is_over:
                    return None


def find_talkers(
    settings: VoiceSettings, wording: Wording, *, which: Which = shutil.which
) -> tuple[CommandTalker, ...]:
    """Find who can speak: the runner's own program, else the system's.

    Raises:
        DeviceError: There is nobody.
    """
    if settings.command is not None:
        return (own_talker(settings.command, which=which),)
    found = system_talkers(wording.language, which=which)
    if not found:
        raise DeviceError("no voice: nothing here can speak", advice_for())
    return found


def open_voice(
    settings: VoiceSettings,
    wording: Wording,
    on_trouble: Callable[[str], None],
    *,
    is_asked: bool,
    tones: TonePlayer | None = None,
    which: Which = shutil.which,
) -> Voice | None:
    """Give a run a voice; None where nothing can speak.

    Args:
        settings: What the runner wants.
        wording: The runner's language.
        on_trouble: Told in a sentence what is wrong; not at the start, if nobody asked for a voice.
        is_asked: Whether the runner asked for it.
        tones: Whose tones go before the words.
        which: Finds a program.
    """
    try:
        talkers = find_talkers(settings, wording, which=which)
    except DeviceError as error:
        if is_asked or settings.command is not None:
            on_trouble(str(error))
        return None
    every_min = settings.heart_rate_every_min
    return Voice(
        talkers,
        on_trouble,
        wording=wording,
        heart_rate_every_s=None if every_min is None else 60.0 * every_min,
        tones=tones,
    )
