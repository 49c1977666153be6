"""A run on a real terminal: drawn, ended by a key or a signal, and saved; or told in lines."""

from __future__ import annotations

import fcntl
import os
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

import pytest

from devices import sources
from devices.board import Board
from devices.buttons import Buttons
from devices.on_screen import coach_on_screen
from runwalk.engine.sample import MarkKind
from runwalk.options import talk
from runwalk.outputs.lines import PlainLines
from runwalk.recording import read_recording

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs a pseudo-terminal")
ALTERNATE = "\x1b[?1049h"
PATIENCE_S = 60.0
BEGIN = """
import fcntl, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)  # this terminal is the one that controls it
from runwalk.cli import main
main(sys.argv[1:])
"""


class Terminal:
    """A terminal of 80 columns, and a run in it."""

    def __init__(self, folder: Path, *words: str, term: str = "xterm-256color") -> None:
        self._main, inner = os.openpty()
        fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        self.process = subprocess.Popen(
            [
                sys.executable,
                "-c",
                BEGIN,
                "live",
                "--source",
                "virtual",
                "--out",
                str(folder),
                *words,
            ],
            stdin=inner,
            stdout=inner,
            stderr=inner,
            env={**os.environ, "TERM": term, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder)},
            start_new_session=True,
        )
        os.close(inner)
        self.seen = ""

    def begin(self) -> None:
        """Read what a ceiling is, press a key, and wait for the first second on the screen."""
        assert self.see("Press any key")
        assert ALTERNATE not in self.seen
        end_s = time.monotonic() + PATIENCE_S
        while ALTERNATE not in self.seen and time.monotonic() < end_s:
            self.press("x")  # what comes before the terminal is ready for single keys is lost
            self._look(0.2)
        assert self.see("too early")

    def see(self, words: str) -> bool:
        """Look until the words have come."""
        end_s = time.monotonic() + PATIENCE_S
        while words not in self.seen and time.monotonic() < end_s:
            if not self._look():
                break
        return words in self.seen

    def press(self, keys: str) -> None:
        os.write(self._main, keys.encode())

    def cut(self) -> None:
        """Pull the plug; the system then sends SIGHUP."""
        os.close(self._main)

    def wait(self) -> int:
        while self._look():
            pass
        os.close(self._main)
        return self.process.wait(PATIENCE_S)

    def _look(self, patience_s: float = PATIENCE_S) -> bool:
        ready, _, _ = select.select([self._main], [], [], patience_s)
        try:
            got = os.read(self._main, 65536) if ready else b""
        except OSError:  # Linux tells so that nobody is at the other end any more
            got = b""
        self.seen += got.decode(errors="replace")
        return bool(got)


def kept(folder: Path) -> list[MarkKind]:
    (journal,) = folder.glob("*.jsonl")
    samples = read_recording(journal).samples
    assert samples
    return [mark.kind for sample in samples for mark in sample.marks]


@pytest.mark.slow
def test_two_presses_of_finish_end_a_run_on_screen_saved(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--speed", "20")
    terminal.begin()
    terminal.press("l")
    assert terminal.see("in the next second")
    terminal.press("f")
    assert terminal.see("press F again")
    terminal.press("f")

    assert terminal.wait() == 0
    assert ALTERNATE in terminal.seen
    assert "kept " in terminal.seen.rpartition("\x1b[?1049l")[2]
    assert kept(tmp_path) == [MarkKind.LAP, MarkKind.FINISH]


@pytest.mark.slow
@pytest.mark.parametrize("how", ["ctrl-c", "SIGTERM", "SIGINT"])
def test_what_ends_a_run_on_screen_saves_it(tmp_path: Path, how: str) -> None:
    terminal = Terminal(tmp_path, "--speed", "20")
    terminal.begin()
    if how == "ctrl-c":
        terminal.press("\x03")
    else:
        terminal.process.send_signal(getattr(signal, how))

    assert terminal.wait() == 0
    assert "\x1b[?1049l" in terminal.seen
    assert "kept " in terminal.seen
    assert kept(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "term"),
    [(("--plain",), "xterm"), (("--json",), "xterm"), ((), "dumb"), (("--speed", "0"), "xterm")],
    ids=["plain", "json", "dumb", "no-waiting"],
)
def test_lines_are_lines_even_in_a_terminal(
    tmp_path: Path, words: tuple[str, ...], term: str
) -> None:
    speed = () if "--speed" in words else ("--speed", "600")

    terminal = Terminal(tmp_path, "--minutes", "2", *speed, *words, term=term)

    assert terminal.wait() == 0
    assert ALTERNATE not in terminal.seen


@pytest.mark.slow
def test_a_terminal_that_is_cut_off_ends_the_run_saved(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--speed", "20")
    terminal.begin()

    terminal.cut()

    assert terminal.process.wait(PATIENCE_S) == 128 + signal.SIGHUP
    assert kept(tmp_path) == []
    assert list(tmp_path.glob("*.fit"))


def test_a_run_whose_screen_fails_goes_on_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from devices.terminal import TerminalScreen

    def fail(self: TerminalScreen) -> None:
        raise RuntimeError("the terminal is gone")

    monkeypatch.setattr(TerminalScreen, "run", fail)
    board = Board()
    setup = sources.virtual("easy", seed=1, minutes=3, tell=board.tell)
    assert setup.default_plan is not None

    outcome = coach_on_screen(
        setup.make,
        setup.default_plan,
        board=board,
        buttons=Buttons(),
        sounds=(),
        lines=PlainLines(sys.stdout),
        talk=talk,
        tell=board.tell,
        folder=tmp_path,
        speed=100.0,
    )

    told = capsys.readouterr()
    assert "the terminal is gone" in told.err
    assert "goes on in lines" in told.err
    assert "2:00" in told.out
    assert len(read_recording(outcome.files[0]).samples) == 180
