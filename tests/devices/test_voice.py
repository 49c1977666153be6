"""A voice beside a run: urgent words first, stale ones never, and nobody waits for it."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

import pytest
from click.testing import CliRunner

import devices.sounds
import devices.verbs.voice
from devices.board import Mute, Muted
from devices.tones import TonePlayer
from devices.verbs.live import command
from devices.verbs.voice import command as voice_command
from devices.voice import Voice, open_voice
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.engine.sample import Sample
from runwalk.errors import DeviceError
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.german import GERMAN
from runwalk.outputs.phrases import phrase
from runwalk.outputs.speech import VoiceSettings
from runwalk.session import run_live

from ..builders import coach, steady
from .test_tones import LONG_S, FakePlayer

LIMIT = Cue(Action.WALK, Reason.LIMIT)
WALK = Cue(Action.WALK, Reason.CEILING)
RUN = Cue(Action.RUN, Reason.RECOVERED)
SOON = Cue(Action.INFO, Reason.HEADS_UP, (("walk_in_s", 20.0),))
LOST = Cue(Action.INFO, Reason.SIGNAL_LOST)
BACK = Cue(Action.INFO, Reason.SIGNAL_BACK)
NAMES = {
    phrase(cue): name
    for name, cue in {
        "limit": LIMIT,
        "walk": WALK,
        "run": RUN,
        "soon": SOON,
        "lost": LOST,
        "back": BACK,
    }.items()
}


class FakeTalker:
    """Says nothing, remembers all, and takes as long as the test wants, or until it is stopped."""

    def __init__(self, name: str = "fake", *, is_slow: bool = False) -> None:
        self.name = name
        self.said: list[str] = []
        self.has_begun = threading.Semaphore(0)
        self.has_ended = threading.Semaphore(0)
        self._may_end = threading.Event()
        if not is_slow:
            self._may_end.set()

    def say(self, text: str, stopped: threading.Event) -> None:
        word = NAMES.get(text, text)
        self.said.append(word)
        self.has_begun.release()
        self._wait(word, stopped)
        self.has_ended.release()

    def _wait(self, word: str, stopped: threading.Event) -> None:
        if self._may_end.is_set():
            return
        for _ in range(1_000):  # whichever of the two comes first
            if stopped.wait(0.01):
                self.said[-1] = f"{word}, cut off"
                return
            if self._may_end.is_set():
                return
        pytest.fail("nobody stopped it")

    def end(self) -> None:
        """Let all words come to their end from now on."""
        self._may_end.set()


class BrokenTalker(FakeTalker):
    """A program that fails."""

    def say(self, text: str, stopped: threading.Event) -> None:
        super().say(text, stopped)
        raise DeviceError(f"no voice: {self.name} fails (exit status 1)")


def reading(t_s: int, *cues: Cue) -> Reading:
    return replace(coach().step(Sample(t_s=t_s, hr_bpm=120)), cues=cues)


def voice_of(*talkers: FakeTalker, tones: TonePlayer | None = None) -> Voice:
    return Voice(talkers, pytest.fail, wording=ENGLISH, tones=tones)


def saying(cue: Cue) -> tuple[FakeTalker, Voice]:
    """A voice in the middle of a cue."""
    talker = FakeTalker(is_slow=True)
    voice = voice_of(talker)
    voice.show(reading(0, cue))
    assert talker.has_begun.acquire(timeout=LONG_S)
    return talker, voice


def waited(talker: FakeTalker, words: int) -> None:
    """Wait until so many more words have begun."""
    for _ in range(words):
        assert talker.has_begun.acquire(timeout=LONG_S)


def test_what_is_muted_says_and_sounds_nothing_but_the_hard_limit() -> None:
    talker, player = FakeTalker(), FakePlayer()
    tones = TonePlayer(player, pytest.fail)
    voice = voice_of(talker, tones=tones)
    mute = Mute()
    outputs = [Muted(tones, mute), Muted(voice, mute)]

    def hear(t_s: int, *cues: Cue) -> None:
        for output in outputs:
            output.show(reading(t_s, *cues))

    hear(0, WALK)
    waited(talker, 1)
    mute.is_on = True
    for t_s, cue in enumerate([LOST, BACK, SOON, RUN, WALK], start=10):
        hear(t_s, cue)
    hear(20, LIMIT)
    waited(talker, 1)
    hear(30, RUN)
    mute.is_on = False
    hear(40, RUN)
    waited(talker, 1)
    voice.close()
    tones.close()

    assert talker.said == ["walk", "limit", "run"]
    assert player.played == ["walk", "limit", "run"]


def test_each_cue_is_said_once_in_its_order() -> None:
    talker = FakeTalker()
    voice = voice_of(talker)

    for t_s, cue in enumerate([LOST, BACK, SOON, WALK, RUN]):
        voice.show(reading(t_s, cue))
        waited(talker, 1)
    voice.show(reading(9))
    voice.close()

    assert talker.said == ["lost", "back", "soon", "walk", "run"]


@pytest.mark.parametrize(
    ("first", "then"),
    [(LOST, SOON), (LOST, WALK), (SOON, WALK), (WALK, RUN), (RUN, WALK), (WALK, LIMIT)],
    ids=lambda cue: NAMES[phrase(cue)],
)
def test_the_more_urgent_cuts_the_older_off(first: Cue, then: Cue) -> None:
    talker, voice = saying(first)

    voice.show(reading(1, then))
    waited(talker, 1)
    talker.end()
    for _ in (first, then):
        assert talker.has_ended.acquire(timeout=LONG_S)
    voice.close()

    assert talker.said == [f"{NAMES[phrase(first)]}, cut off", NAMES[phrase(then)]]


@pytest.mark.parametrize(
    ("first", "then"),
    [(WALK, LOST), (SOON, LOST), (LIMIT, WALK), (LOST, BACK)],
    ids=lambda cue: NAMES[phrase(cue)],
)
def test_the_less_urgent_waits_for_its_turn(first: Cue, then: Cue) -> None:
    talker, voice = saying(first)

    voice.show(reading(1, then))
    talker.end()
    waited(talker, 1)
    voice.close()

    assert talker.said == [NAMES[phrase(first)], NAMES[phrase(then)]]


def test_what_waits_is_said_by_urgency() -> None:
    talker, voice = saying(LIMIT)

    for t_s, cue in enumerate([LOST, RUN], 1):
        voice.show(reading(t_s, cue))
    talker.end()
    waited(talker, 2)
    voice.close()

    assert talker.said == ["limit", "run", "lost"]


def test_a_command_takes_the_place_of_what_is_no_longer_true() -> None:
    talker, voice = saying(LIMIT)

    for t_s, cue in enumerate([SOON, WALK, RUN], 1):
        voice.show(reading(t_s, cue))
    talker.end()
    waited(talker, 1)
    voice.close()

    assert talker.said == ["limit", "run"]


def test_a_waiting_limit_gives_way_to_nothing() -> None:
    tone = FakePlayer(is_slow=True)  # holds the words back
    tones = TonePlayer(tone, pytest.fail)
    talker = FakeTalker()
    tones.show(reading(0, RUN))
    assert tone.has_begun.acquire(timeout=LONG_S)
    voice = voice_of(talker, tones=tones)

    voice.show(reading(0, LIMIT))
    voice.show(reading(1, RUN))
    tone.end()
    waited(talker, 1)
    voice.close()
    tones.close()

    assert talker.said == ["limit"]


@pytest.mark.parametrize(
    ("cue", "fresh_s"),
    [(SOON, 4), (RUN, 4), (LOST, 15)],
    ids=["countdown", "command", "news"],
)
def test_words_that_had_to_wait_for_long_are_not_said(cue: Cue, fresh_s: int) -> None:
    for quiet_s, expected in ((fresh_s, [NAMES[phrase(cue)]]), (fresh_s + 1, [])):
        talker, voice = saying(LIMIT)
        voice.show(reading(1, cue))
        voice.show(reading(1 + quiet_s))
        talker.end()
        if expected:
            waited(talker, 1)
        voice.close()

        assert talker.said == ["limit", *expected]


def test_words_follow_the_tone_of_their_second() -> None:
    tone = FakePlayer(is_slow=True)
    tones = TonePlayer(tone, pytest.fail)
    talker = FakeTalker()
    voice = voice_of(talker, tones=tones)

    tones.show(reading(0, WALK))
    voice.show(reading(0, WALK))
    assert tone.has_begun.acquire(timeout=LONG_S)
    before = list(talker.said)
    tone.end()
    waited(talker, 1)
    voice.close()
    tones.close()

    assert before == []
    assert (tone.played, talker.said) == (["walk"], ["walk"])


def test_words_do_not_wait_for_tones_that_have_ended() -> None:
    tones = TonePlayer(FakePlayer(), pytest.fail)
    tones.close()
    tones.show(reading(0, WALK))

    tones.wait_until_quiet(LONG_S * 100)  # would take that long


def test_a_hanging_talker_delays_nobody_and_the_run_is_coached_to_its_end() -> None:
    async def samples() -> AsyncIterator[Sample]:
        for sample in steady(170, 120):
            yield sample

    shown: list[Reading] = []

    class Lines:
        def show(self, reading: Reading) -> None:
            shown.append(reading)

    talker, voice = saying(LIMIT)

    asyncio.run(run_live(samples(), coach(), outputs=[voice, Lines()]))

    assert len(shown) == 120
    assert any(reading.cues for reading in shown)
    talker.end()
    voice.close()


def test_where_one_talker_fails_the_next_says_it_and_the_first_is_asked_no_more() -> None:
    broken, able = BrokenTalker(), FakeTalker()
    voice = voice_of(broken, able)

    voice.show(reading(0, WALK))
    waited(able, 1)
    voice.show(reading(1, RUN))
    waited(able, 1)
    voice.close()

    assert broken.said == ["walk"]
    assert able.said == ["walk", "run"]


def test_a_broken_voice_is_told_once_and_the_run_goes_on() -> None:
    troubles: list[str] = []
    is_told = threading.Event()

    def on_trouble(text: str) -> None:
        troubles.append(text)
        is_told.set()

    talkers = [BrokenTalker("first"), BrokenTalker("second")]
    voice = Voice(talkers, on_trouble, wording=ENGLISH)

    voice.show(reading(0, WALK))
    assert is_told.wait(LONG_S)
    for t_s in range(1, 50):
        voice.show(reading(t_s, WALK, LOST))
    voice.close()

    assert troubles == ["no voice: second fails (exit status 1)"]
    assert [talker.said for talker in talkers] == [["walk"], ["walk"]]


def test_the_end_of_a_run_cuts_off_what_asks_for_nothing() -> None:
    talker, voice = saying(LOST)
    voice.show(reading(1, BACK))

    voice.close()

    assert talker.said == ["lost, cut off"]


def test_heart_rate_is_read_out_where_asked_for() -> None:
    talker = FakeTalker()
    voice = Voice([talker], pytest.fail, wording=GERMAN, heart_rate_every_s=60.0)
    one = coach()

    for sample in steady(120, 62):
        voice.show(replace(one.step(sample), cues=()))
    waited(talker, 1)
    voice.close()

    assert talker.said == ["Puls 120."]


# Giving a run its voice


def nowhere(_name: str) -> None:
    return None


def here(name: str) -> str:
    return f"/usr/bin/{name}"


@pytest.mark.parametrize("is_asked", [True, False])
def test_without_a_speaker_only_who_asked_for_words_is_told(is_asked: bool) -> None:
    told: list[str] = []

    voice = open_voice(VoiceSettings(), ENGLISH, told.append, is_asked=is_asked, which=nowhere)

    assert voice is None
    assert len(told) == is_asked


def test_who_named_a_program_that_is_not_there_is_told_in_any_case() -> None:
    told: list[str] = []
    settings = VoiceSettings(command=("no-such-speaker",))

    voice = open_voice(settings, ENGLISH, told.append, is_asked=False, which=nowhere)

    assert voice is None
    assert "no-such-speaker" in told[0]
    assert "[voice]" in told[0]


def test_with_a_speaker_the_run_has_a_voice() -> None:
    voice = open_voice(VoiceSettings(), ENGLISH, pytest.fail, is_asked=False, which=here)

    assert voice is not None
    voice.close()


@pytest.mark.parametrize(
    ("words", "is_opened"),
    [
        pytest.param([], True, marks=pytest.mark.slow),
        pytest.param(["--no-voice"], False, marks=pytest.mark.slow),
        (["--speed", "0"], False),
        (["--speed", "0", "--voice"], True),
    ],
    ids=["real time", "not wanted", "as fast as it goes", "wanted all the same"],
)
def test_live_speaks_where_somebody_listens(
    words: list[str], is_opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[tuple[VoiceSettings, str]] = []

    def open_fake(settings, wording, on_trouble, *, is_asked, tones):  # type: ignore[no-untyped-def]
        opened.append((settings, wording.name))
        return Voice([FakeTalker()], on_trouble, wording=wording, tones=tones)

    monkeypatch.setattr(devices.sounds, "open_voice", open_fake)
    line = ["--source", "virtual", "--minutes", "0.1", "--no-record", "--ceiling", "150"]

    done = CliRunner().invoke(
        command,
        [*line, "--no-tones", "--say-heart-rate", "2", "--language", "de", *words],
    )

    assert done.exit_code == 0, done.output
    assert opened == [(VoiceSettings(heart_rate_every_min=2.0), "Deutsch")] * is_opened


# Trying it


def tried(
    monkeypatch: pytest.MonkeyPatch, talkers: Sequence[FakeTalker], *words: str
) -> tuple[int, str]:
    def no_tones() -> FakePlayer:
        raise DeviceError("no tones: no sound device answers")

    monkeypatch.setattr(devices.verbs.voice, "find_talkers", lambda *_: tuple(talkers))
    monkeypatch.setattr(devices.verbs.voice, "Speaker", no_tones)
    done = CliRunner().invoke(voice_command, list(words))
    return done.exit_code, done.output


def test_the_verb_tells_who_speaks_and_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    talkers = [FakeTalker("one"), FakeTalker("two")]

    status, told = tried(monkeypatch, talkers, "--language", "de")

    assert (status, told) == (0, "speaks Deutsch: one\nif that fails: two\n")
    assert talkers[0].said == []


def test_a_program_is_told_who_speaks(monkeypatch: pytest.MonkeyPatch) -> None:
    status, told = tried(monkeypatch, [FakeTalker("one"), FakeTalker("two")], "--json")

    assert status == 0
    assert json.loads(told) == {
        "language": "en",
        "speakers": ["one", "two"],
        "heart_rate_every_min": None,
    }


def test_the_test_says_one_phrase_of_each_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    talker = FakeTalker()

    status, told = tried(monkeypatch, [talker], "--test")

    assert status == 0
    assert talker.said[:3] == ["limit", "walk", "run"]
    assert talker.said[-1] == "Heart rate 142."
    assert len(talker.said) == 7
    assert "heard no words?" in told


def test_the_test_plays_the_tone_before_the_words(monkeypatch: pytest.MonkeyPatch) -> None:
    player = FakePlayer()
    monkeypatch.setattr(devices.verbs.voice, "find_talkers", lambda *_: (FakeTalker(),))
    monkeypatch.setattr(devices.verbs.voice, "Speaker", lambda: player)

    done = CliRunner().invoke(voice_command, ["--test"])

    assert done.exit_code == 0
    assert player.played == ["limit", "walk", "run"]
    assert player.is_closed.is_set()


def test_the_test_goes_on_with_the_next_who_can(monkeypatch: pytest.MonkeyPatch) -> None:
    broken, able = BrokenTalker("one"), FakeTalker("two")

    status, told = tried(monkeypatch, [broken, able], "--test")

    assert status == 0
    assert "no voice: one fails" in told
    assert (len(broken.said), len(able.said)) == (1, 7)


def test_the_test_fails_where_nobody_can(monkeypatch: pytest.MonkeyPatch) -> None:
    status, _ = tried(monkeypatch, [BrokenTalker()], "--test")

    assert status == 1
