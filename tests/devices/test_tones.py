"""Tones beside a run: never late, never in the way."""

from __future__ import annotations

import asyncio
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from click.testing import CliRunner

import devices.tones
from devices.speaker import Speaker
from devices.tones import TonePlayer, open_tones
from devices.verbs.live import command
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action, Cue, Reason
from runwalk.engine.sample import Sample
from runwalk.errors import DeviceError
from runwalk.outputs.tones import LIMIT, RUN, WALK, Tone
from runwalk.session import run_live

from ..builders import coach, steady

WALK_CUE = Cue(Action.WALK, Reason.CEILING)
RUN_CUE = Cue(Action.RUN, Reason.RECOVERED)
LIMIT_CUE = Cue(Action.WALK, Reason.LIMIT)
NAMES = {tone.frames(): tone.name for tone in (WALK, RUN, LIMIT)}
LONG_S = 10.0  # a test that waits so long has failed


class FakePlayer:
    """Plays nothing, remembers all, and takes as long as the test wants."""

    def __init__(self, *, is_slow: bool = False) -> None:
        self.played: list[str] = []
        self.is_closed = threading.Event()
        self.has_begun = threading.Semaphore(0)
        self._may_end = threading.Semaphore(0 if is_slow else 1_000)

    def play(self, frames: bytes) -> None:
        self.played.append(NAMES[frames])
        self.has_begun.release()
        assert self._may_end.acquire(timeout=LONG_S)

    def close(self) -> None:
        self.is_closed.set()

    def end(self) -> None:
        """Let the sound that plays end."""
        self._may_end.release()


class BrokenPlayer(FakePlayer):
    """A device that was pulled out."""

    def play(self, frames: bytes) -> None:
        super().play(frames)
        raise DeviceError("no tones: the sound device fails")


def reading(t_s: int, *cues: Cue) -> Reading:
    return replace(coach().step(Sample(t_s=t_s, hr_bpm=120)), cues=cues)


def busy() -> tuple[FakePlayer, TonePlayer]:
    """A player in the middle of a run tone."""
    player = FakePlayer(is_slow=True)
    tones = TonePlayer(player, pytest.fail)
    tones.show(reading(0, RUN_CUE))
    assert player.has_begun.acquire(timeout=LONG_S)
    return player, tones


def ended(player: FakePlayer, tones: TonePlayer) -> list[str]:
    """What was played after the first tone, once all has ended."""
    for _ in range(10):
        player.end()
    tones.close()
    assert player.is_closed.wait(LONG_S)
    return player.played[1:]


def test_each_cue_is_heard_once() -> None:
    player = FakePlayer()
    tones = TonePlayer(player, pytest.fail)

    for t_s, cues in enumerate([(WALK_CUE,), (), (RUN_CUE,), (LIMIT_CUE,), ()]):
        tones.show(reading(t_s, *cues))
        if cues:
            assert player.has_begun.acquire(timeout=LONG_S)
    tones.close()

    assert player.played == ["walk", "run", "limit"]
    assert player.is_closed.is_set()


def test_a_busy_device_delays_nobody() -> None:
    player, tones = busy()

    tones.show(reading(1, WALK_CUE))  # would wait for ever if it waited

    assert player.played == ["run"]
    assert ended(player, tones) == ["walk"]


def test_the_newer_tone_takes_the_place_of_one_that_is_no_longer_true() -> None:
    player, tones = busy()

    tones.show(reading(1, WALK_CUE))
    tones.show(reading(2, RUN_CUE))

    assert ended(player, tones) == ["run"]


def test_a_waiting_limit_gives_way_to_nothing() -> None:
    player, tones = busy()

    tones.show(reading(1, LIMIT_CUE))
    tones.show(reading(2, RUN_CUE))

    assert ended(player, tones) == ["limit"]


@pytest.mark.parametrize("cue", [WALK_CUE, LIMIT_CUE], ids=["walk", "limit"])
def test_a_tone_that_had_to_wait_for_long_is_not_played(cue: Cue) -> None:
    player, tones = busy()

    tones.show(reading(1, cue))
    for t_s in range(2, 6):
        tones.show(reading(t_s))

    assert ended(player, tones) == []


def test_a_broken_device_is_told_once_and_the_run_goes_on() -> None:
    troubles: list[str] = []
    player = BrokenPlayer()
    tones = TonePlayer(player, troubles.append)

    tones.show(reading(0, WALK_CUE))
    assert player.is_closed.wait(LONG_S)
    for t_s in range(1, 20):
        tones.show(reading(t_s, WALK_CUE))
    tones.close()

    assert troubles == ["no tones: the sound device fails"]
    assert player.played == ["walk"]


def test_a_run_is_coached_to_its_end_beside_a_device_that_hangs() -> None:
    async def samples() -> AsyncIterator[Sample]:
        for sample in steady(170, 120):
            yield sample

    shown: list[Reading] = []

    class Lines:
        def show(self, reading: Reading) -> None:
            shown.append(reading)

    player = FakePlayer(is_slow=True)
    tones = TonePlayer(player, pytest.fail)

    asyncio.run(run_live(samples(), coach(), outputs=[tones, Lines()]))

    assert len(shown) == 120
    assert any(reading.cues for reading in shown)
    ended(player, tones)


# Opening a device


@pytest.mark.parametrize("is_asked", [True, False])
def test_without_a_device_only_who_asked_for_tones_is_told(is_asked: bool) -> None:
    def no_device() -> FakePlayer:
        raise DeviceError("no tones: no sound device answers", "plug one in")

    told: list[str] = []

    tones = open_tones(told.append, is_asked=is_asked, make_player=no_device)

    assert tones is None
    assert len(told) == is_asked


def test_without_the_extra_a_speaker_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "miniaudio", None)

    with pytest.raises(DeviceError, match=r"runwalk\[audio\]"):
        Speaker()


@pytest.mark.parametrize(
    ("words", "is_opened"),
    [
        pytest.param([], True, marks=pytest.mark.slow),
        pytest.param(["--no-tones"], False, marks=pytest.mark.slow),
        (["--speed", "0"], False),
        (["--speed", "0", "--tones"], True),
    ],
    ids=["real time", "not wanted", "as fast as it goes", "wanted all the same"],
)
def test_live_opens_the_device_where_somebody_listens(
    words: list[str], is_opened: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[FakePlayer] = []

    def make_player() -> FakePlayer:
        opened.append(FakePlayer())
        return opened[-1]

    def open_fake(on_trouble, *, is_asked):  # type: ignore[no-untyped-def]
        return open_tones(on_trouble, is_asked=is_asked, make_player=make_player)

    monkeypatch.setattr(devices.sounds, "open_tones", open_fake)
    line = ["--source", "virtual", "--minutes", "0.1", "--no-record", "--ceiling", "150", *words]

    done = CliRunner().invoke(command, line)

    assert done.exit_code == 0
    assert len(opened) == is_opened
    assert all(player.is_closed.is_set() for player in opened)


# The real thing, on no device at all


def test_the_speaker_plays_in_real_time_and_to_the_end() -> None:
    speaker = Speaker(is_silent=True)

    begun_s = time.monotonic()
    speaker.play(RUN.frames())
    speaker.play(WALK.frames())
    took_s = time.monotonic() - begun_s
    speaker.close()

    assert took_s >= RUN.duration_s + WALK.duration_s


def test_a_speaker_that_was_closed_fails_in_one_sentence() -> None:
    speaker = Speaker(is_silent=True)
    speaker.close()

    with pytest.raises(DeviceError, match="the sound device fails"):
        speaker.play(RUN.frames())


@pytest.mark.parametrize("tone", [WALK, RUN, LIMIT], ids=lambda tone: tone.name)
def test_the_device_is_given_every_frame_once(tone: Tone) -> None:
    has_ended = threading.Event()
    stream = devices.speaker._stream(tone.frames(), has_ended)
    next(stream)

    given = b""
    try:
        while True:
            given += stream.send(441)
    except StopIteration:
        pass

    assert given == tone.frames()
    assert has_ended.is_set()
