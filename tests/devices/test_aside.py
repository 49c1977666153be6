"""A listener that is slow or gone: the run neither waits for it nor stops."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from devices.aside import BEHIND_S, Aside
from runwalk.engine.coach import Reading
from runwalk.errors import DeviceError
from runwalk.recording import read_recording
from runwalk.session import run_live

from ..builders import coach, steady, stepped

QUIET = stepped(coach(), steady(140, 1))[-1]


def at(t_s: int) -> Reading:
    return replace(QUIET, sample=replace(QUIET.sample, t_s=t_s))


class Held:
    """An output that takes as long as it is held."""

    name = "the terminal"

    def __init__(self, error: Exception | None = None) -> None:
        self.may_go = threading.Event()
        self.began = threading.Event()
        self.heard: list[int | str] = []
        self._error = error

    def show(self, reading: Reading) -> None:
        self.began.set()
        assert self.may_go.wait(20)
        if self._error is not None:
            raise self._error
        self.heard.append(reading.sample.t_s)

    def tell(self, text: str) -> None:
        self.heard.append(text)


def test_nobody_waits_and_nothing_is_lost_or_comes_in_another_order() -> None:
    held = Held()
    aside = Aside(held, held.tell)

    for t_s in range(20):
        aside.show(at(t_s))
    aside.tell("strap: lost")
    aside.show(at(20))
    assert held.heard == []
    held.may_go.set()
    aside.close()

    assert held.heard == [*range(20), "strap: lost", 20]


def test_who_falls_too_far_behind_is_dropped_with_a_reason() -> None:
    held = Held()
    aside = Aside(held, held.tell)
    aside.show(at(0))
    assert held.began.wait(20)

    aside.show(at(BEHIND_S))
    with pytest.raises(DeviceError, match="more than 30 s behind"):
        aside.show(at(BEHIND_S + 1))

    held.may_go.set()
    aside.close()
    assert held.heard == [0]


def test_a_long_pause_of_the_run_itself_is_nobodys_fault() -> None:
    held = Held()
    held.may_go.set()
    aside = Aside(held, held.tell)

    for t_s in (0, 10_000, 20_000):
        held.began.clear()
        aside.show(at(t_s))
        assert held.began.wait(20)
    aside.close()

    assert held.heard == [0, 10_000, 20_000]


@pytest.mark.parametrize("error", [BrokenPipeError(), RuntimeError("the paper is out")])
def test_what_it_raises_is_raised_in_the_run(error: Exception) -> None:
    held = Held(error)
    held.may_go.set()
    aside = Aside(held, held.tell)
    aside.show(at(0))
    aside.close()

    with pytest.raises(type(error)):
        aside.show(at(1))


def test_the_run_is_told_and_goes_on_without_it() -> None:
    held, told, others = Held(), [], []

    class Ears:
        def show(self, reading: Reading) -> None:
            if reading.sample.t_s == 0:
                assert held.began.wait(20)
            others.append(reading.sample.t_s)

    async def samples() -> AsyncIterator[object]:
        for sample in steady(140, 60):
            yield sample

    aside = Aside(held, held.tell)
    asyncio.run(
        run_live(samples(), coach(), outputs=[aside, Ears()], tell=told.append)  # type: ignore[arg-type]
    )
    held.may_go.set()
    aside.close()

    assert others == list(range(60))
    assert told == [
        "the terminal failed and is switched off (more than 30 s behind); the run goes on"
    ]


@pytest.mark.slow  # in real time
@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe of a known size")
def test_a_pipe_that_nobody_reads_holds_no_run_up(tmp_path: Path) -> None:
    import fcntl

    reading_end, writing_end = os.pipe()
    fcntl.fcntl(writing_end, fcntl.F_SETPIPE_SZ, 4096)  # room for some seven seconds
    process = subprocess.Popen(
        [
            *(sys.executable, "-m", "runwalk", "live", "--json"),
            *("--source", "virtual", "--no-voice", "--no-tones", "--out", str(tmp_path)),
        ],
        stdout=writing_end,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing_end)
    end_s = time.monotonic() + 60
    while time.monotonic() < end_s and _kept_s(tmp_path) < 15:
        time.sleep(0.2)
    process.send_signal(signal.SIGTERM)
    ended_s = time.monotonic()
    process.wait(30)
    took_s = time.monotonic() - ended_s
    with os.fdopen(reading_end, "rb") as pipe:
        lines = pipe.read().splitlines()

    (journal,) = tmp_path.glob("*.jsonl")
    assert len(read_recording(journal).samples) >= 15
    assert [json.loads(line)["t_s"] for line in lines[:5]] == [0, 1, 2, 3, 4]
    assert list(tmp_path.glob("*.fit"))
    assert took_s < 10


def _kept_s(folder: Path) -> int:
    """How many seconds a journal has by now."""
    return sum(
        line.startswith(b'{"t_s"') or b'"t_s"' in line
        for path in folder.glob("*.jsonl")
        for line in path.read_bytes().splitlines()
    )
