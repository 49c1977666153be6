"""``runwalk voice``: who speaks to the runner, and how it sounds."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import click

from devices.speaker import Speaker
from devices.tones import Player
from devices.voice import Talker, find_talkers
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.errors import DeviceError
from runwalk.options import (
    config_option,
    json_option,
    language_option,
    read_config,
    talk,
    wording_for,
)
from runwalk.outputs.phrases import phrase
from runwalk.outputs.tones import tone_of
from runwalk.outputs.wording import Wording

_CUES = {
    "limit": Cue(Action.WALK, Reason.LIMIT),
    "walk": Cue(Action.WALK, Reason.CEILING),
    "run": Cue(Action.RUN, Reason.RECOVERED),
    "ease": Cue(Action.EASE, Reason.CEILING),
    "countdown": Cue(Action.INFO, Reason.HEADS_UP, (("walk_in_s", 20.0),)),
    "news": Cue(Action.INFO, Reason.DRIFT, (("bpm_per_h", 12.0),)),
}
_BPM = 142  # an example
_NOTHING_HEARD = (
    "heard no words? turn the volume up, look which sound device is chosen, or name another "
    "program under [voice] in your settings"
)  # a speaker without a sound device does not always say so


@click.command(name="voice")
@click.option("--test", "is_test", is_flag=True, help="Say one phrase of each kind, tones first.")
@language_option
@config_option
@json_option
def command(
    language: str | None, config_file: Path | None, *, as_json: bool, is_test: bool
) -> None:
    """Tell which program speaks during a run, and try it.

    The system's own speaker is used, or the command in your settings. Exit status 1 where nothing
    can speak, with what to install.

    \b
    Example:
      runwalk voice --test
    """
    config = read_config(config_file)
    wording = wording_for(language, config)
    talkers = find_talkers(config.voice, wording)
    every_min = config.voice.heart_rate_every_min
    names = [talker.name for talker in talkers]
    if as_json:
        told = {"language": wording.language.value, "speakers": names}
        click.echo(json.dumps({**told, "heart_rate_every_min": every_min}))
    else:
        click.echo(f"speaks {wording.name}: {names[0]}")
        for other in names[1:]:
            click.echo(f"if that fails: {other}")
        if every_min is not None:
            click.echo(f"reads heart rate out every {every_min:g} min")
    if is_test:
        with ExitStack() as stack:
            _say_all(talkers, _player(stack), wording)
        talk(_NOTHING_HEARD)


def _phrases(wording: Wording) -> Iterator[tuple[str, Cue | None, str]]:
    """One phrase of each kind."""
    for kind, cue in _CUES.items():
        yield kind, cue, phrase(cue, wording)
    yield "heart rate", None, wording.heart_rate.format(bpm=_BPM)


def _player(stack: ExitStack) -> Player | None:
    try:
        player = Speaker()
    except DeviceError as error:
        talk(str(error))
        return None
    stack.callback(player.close)
    return player


def _say_all(talkers: Sequence[Talker], player: Player | None, wording: Wording) -> None:
    """Say each phrase with the first talker that can.

    Raises:
        DeviceError: None can.
    """
    able = list(talkers)
    for kind, cue, text in _phrases(wording):
        talk(f"  {kind:<10}  {text}")
        tone = None if cue is None else tone_of((cue,))
        if player is not None and tone is not None:
            player.play(tone.frames())
        _say(able, text)


def _say(able: list[Talker], text: str) -> None:
    """Say a text with the first that can; who cannot is asked no more."""
    while True:
        try:
            able[0].say(text, threading.Event())
        except DeviceError as error:
            if len(able) == 1:
                raise
            talk(str(error))
            del able[0]
        else:
            return
