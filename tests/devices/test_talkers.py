"""Programs that speak: found by platform, started without a shell, ended in time."""

from __future__ import annotations

import os
import re
import shutil
import sys
import threading
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from devices.talkers import CommandTalker, advice_for, own_talker, system_talkers
from devices.voice import find_talkers
from runwalk.engine.phases import Action, Cause, Cue, Reason
from runwalk.errors import DeviceError
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.phrases import WORDINGS, phrase
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.wording import Language, Wording

from ..programs import must_have

NASTY = "$(touch here); `id` | \"'& %PATH% {text} ÄÖÜ"


def here(name: str) -> str:
    return f"/bin/{name}"


def only(*names: str):  # type: ignore[no-untyped-def]
    return lambda name: here(name) if name in names else None


def python(code: str, *words: str, patience_s: float = 10.0, **more: str) -> CommandTalker:
    """A program whose code is given."""
    argv = (sys.executable, "-c", code, *words)
    return CommandTalker(name="it", argv=argv, advice="", patience_s=patience_s)


# Which program


@pytest.mark.parametrize(
    ("platform", "names"),
    [
        ("linux", ["spd-say", "espeak-ng", "espeak"]),
        ("freebsd14", ["spd-say", "espeak-ng", "espeak"]),
        ("darwin", ["say", "say"]),
        ("win32", ["powershell"]),
    ],
)
@pytest.mark.parametrize("language", Language)
def test_each_platform_has_its_speakers_in_order(
    platform: str, names: list[str], language: Language
) -> None:
    found = system_talkers(language, platform=platform, which=here)

    assert [talker.name for talker in found] == names
    assert all(talker.argv[0] == here(talker.name) for talker in found)
    assert all(word.count("{") == word.count("}") for talker in found for word in talker.argv)


@pytest.mark.parametrize("platform", ["linux", "win32"])
def test_every_language_is_asked_for_by_its_name(platform: str) -> None:
    english, german = (
        system_talkers(language, platform=platform, which=here)[0].argv for language in Language
    )

    assert english != german
    assert any("de" in word for word in set(german) - set(english))
    assert len(english) == len(german)


@pytest.mark.parametrize(
    ("platform", "program"),
    [("linux", "espeak-ng"), ("linux", "espeak"), ("darwin", "say"), ("win32", "powershell")],
)
def test_no_list_of_processes_shows_a_heart_rate(platform: str, program: str) -> None:
    for talker in system_talkers(Language.ENGLISH, platform=platform, which=only(program)):
        assert not any("{text}" in word for word in talker.argv)


def test_only_what_is_on_the_path_is_taken() -> None:
    (talker,) = system_talkers(Language.ENGLISH, platform="linux", which=only("espeak-ng"))

    assert talker.name == "espeak-ng"


def test_speech_that_outlives_its_program_is_silenced_by_another_command() -> None:
    (talker,) = system_talkers(Language.ENGLISH, platform="linux", which=only("spd-say"))

    assert talker.hush == ("/bin/spd-say", "--cancel")


@pytest.mark.parametrize("platform", ["linux", "darwin", "win32"])
def test_where_nothing_can_speak_it_says_what_to_install(platform: str) -> None:
    assert advice_for(platform)
    with pytest.raises(DeviceError, match="nothing here can speak; "):
        find_talkers(VoiceSettings(), ENGLISH, which=only())


def test_the_runners_own_program_goes_before_the_systems() -> None:
    settings = VoiceSettings(command=("piper", "--say", "{text}"))

    (talker,) = find_talkers(settings, GERMAN, which=here)

    assert talker.argv == ("piper", "--say", "{text}")


def test_a_program_that_is_not_there_is_told_with_its_name() -> None:
    with pytest.raises(DeviceError, match="no program 'piper'"):
        own_talker(("piper",), which=only())


# How it is started, and how it ends


def said(talker: CommandTalker, text: str = "Walk.") -> None:
    talker.say(text, threading.Event())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("import sys; open('heard', 'w', encoding='utf-8').write(sys.argv[1])", ["{text}"]),
        ("import sys; open('heard', 'wb').write(sys.stdin.buffer.read())", []),
    ],
    ids=["as a word", "on standard input"],
)
def test_a_text_arrives_as_it_is_and_no_shell_reads_it(
    code: str, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said(python(code, *words), NASTY)

    assert (tmp_path / "heard").read_text(encoding="utf-8") == NASTY
    assert [path.name for path in tmp_path.iterdir()] == ["heard"]


def test_a_text_may_stand_inside_a_word(tmp_path: Path) -> None:
    heard = tmp_path / "heard"

    said(python("import sys; open(sys.argv[2], 'w').write(sys.argv[1])", "say={text}", str(heard)))

    assert heard.read_text() == "say=Walk."


def test_what_a_program_prints_is_not_seen(capfd: pytest.CaptureFixture[str]) -> None:
    said(python("import sys; print('ALSA'); print('lib', file=sys.stderr)"))

    assert capfd.readouterr() == ("", "")


def test_a_program_that_does_not_read_its_text_does_no_harm() -> None:
    said(python("import os; os.close(0)"))


@pytest.mark.parametrize(
    ("talker", "what"),
    [
        (python("raise SystemExit(3)"), "it fails .exit status 3."),
        (python("import time; time.sleep(60)", patience_s=0.2), "it hangs"),
        (CommandTalker(name="it", argv=("/no/such/program", "{text}")), "it cannot be started"),
    ],
    ids=["fails", "hangs", "is not there"],
)
def test_a_broken_program_is_told_in_one_sentence(talker: CommandTalker, what: str) -> None:
    with pytest.raises(DeviceError, match=f"no voice: {what}"):
        said(talker)


@pytest.mark.skipif(sys.platform == "win32", reason="process groups are POSIX")
def test_who_is_stopped_ends_at_once_with_its_children_and_is_hushed(tmp_path: Path) -> None:
    fifo, hushed = tmp_path / "fifo", tmp_path / "hushed"
    script = f"sleep 60 > {fifo} & wait"  # the child holds the pipe open as long as it lives
    talker = replace(
        CommandTalker(name="it", argv=("/bin/sh", "-c", script)),
        hush=("/bin/sh", "-c", f": > {hushed}"),
    )
    os.mkfifo(fifo)
    stopped = threading.Event()
    thread = threading.Thread(target=talker.say, args=("Walk.", stopped))
    thread.start()
    with fifo.open("rb") as pipe:  # opens once the child is there
        stopped.set()

        assert pipe.read() == b""  # ends once the child has gone
    thread.join(10.0)
    assert not thread.is_alive()
    assert hushed.exists()


# Real sound: every phrase of every language


_SECONDS_A_LETTER = (0.045, 0.1)
"""So long does a letter take at 140 words a minute, rests included; measured: 0.059 to 0.099."""

_LETTERS_A_DIGIT = 7  # "142" is said as "one hundred and forty two"


def sound(wording: Wording, text: str, folder: Path) -> tuple[float, float]:
    """Let espeak-ng say a text into a file: how long it sounds [s], and how loud (RMS, 0 to 1)."""
    (talker,) = system_talkers(
        wording.language,
        platform="linux",
        which=lambda name: shutil.which(name) if name == "espeak-ng" else None,
    )
    path = folder / "said.wav"
    said(replace(talker, argv=(*talker.argv, "-w", str(path))), text)
    with wave.open(str(path)) as heard:
        rate_hz = heard.getframerate()
        frames = np.frombuffer(heard.readframes(heard.getnframes()), "<i2") / 32_768.0
    loud = np.flatnonzero(np.abs(frames) > 0.01)
    if loud.size == 0:
        return 0.0, 0.0
    voiced = frames[loud[0] : loud[-1] + 1]
    return voiced.size / rate_hz, float(np.sqrt(np.mean(voiced**2)))


def phrases() -> list[tuple[Language, str]]:
    """All that can be said aloud, with numbers in it."""
    numbers = {"bpm_per_h": 12.0, "walk_in_s": 20.0, "rise_bpm": 6.2, "window_s": 44.0}
    numbers |= {"hr_bpm": 151.0, "ceiling_bpm": 150.0, "resume_bpm": 140.0, "limit_bpm": 175.0}
    numbers |= {"run_demand_bpm": 158.0, "without_s": 180.0, "walks_per_h": 26.0, "left_s": 10.0}
    slow = {"drift_bpm_per_h": 12.3, "drift_sd_bpm_per_h": 3.6}
    hill = {"by_grade_bpm": 5.0, "by_pace_bpm": 0.5}
    told: list[tuple[Language, str]] = []
    for language, words in WORDINGS.items():
        cues = [Cue(*pair, tuple(numbers.items())) for pair in words.cues]
        cues.append(Cue(Action.WALK, Reason.CEILING, is_repeat=True))
        evidence = tuple({**numbers, **slow, **hill}.items())
        cues += [
            Cue(Action.INFO, Reason.WHY, evidence, cause=cause)
            for cause in (None, *Cause)
            if cause is not Cause.SENSOR
        ]
        cues += [
            Cue(Action.INFO, Reason.WHY, ((fault, 4.0),), cause=Cause.SENSOR)
            for fault in words.why.faults
        ]
        cues += [
            Cue(Action.INFO, Reason.WHY, tuple(numbers.items()), about=pair)
            for pair in words.why.about
        ]
        rounds = (("round", 2.0), ("rounds", 5.0))
        cues += [
            Cue(action, Reason.WORKOUT, rounds, part="stride")
            for action in (Action.RUN, Action.WALK, Action.INFO)
        ]
        told += [(language, text) for text in dict.fromkeys(phrase(cue, words) for cue in cues)]
        told.append((language, words.heart_rate.format(bpm=142)))
    return told


@pytest.mark.parametrize(("language", "text"), phrases())
def test_every_phrase_makes_sound_of_the_right_length(
    language: Language, text: str, tmp_path: Path
) -> None:
    must_have("espeak-ng")

    length_s, rms = sound(WORDINGS[language], text, tmp_path)

    letters = len(re.sub(r"\d", "x" * _LETTERS_A_DIGIT, text))
    shortest_s, longest_s = (per_s * letters for per_s in _SECONDS_A_LETTER)
    assert shortest_s < length_s < longest_s + 0.15
    assert rms > 0.05
