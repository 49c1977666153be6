"""The doctor tells how it stands with each thing, and what to do."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from devices import doctor
from devices.doctor import Finding, State
from devices.memory import Memory
from devices.sensors import FoundSensor
from devices.speaker import Speaker
from devices.verbs.doctor import command
from devices.virtual_radio import H10
from runwalk.config import Config, config_of
from runwalk.errors import DeviceError
from runwalk.outputs.speech import VoiceSettings

from .beside import bluez_beside, needs_bluez
from .fake_bluez import BluezError
from .worlds import BluezWorld

DAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, 18, 0, tzinfo=UTC)
STRAP = FoundSensor(name="TICKR 0A1B", address="C0:00", rssi_dbm=-70)


# Settings and heart rates


@pytest.mark.parametrize(
    ("text", "mode", "state", "says"),
    [
        ("max_bmp = 1", 0o600, State.PROBLEM, "max_bmp"),
        ("born = 1984", 0o644, State.NOTE, "others on this computer can read"),
        ("born = 1984", 0o600, State.OK, "athlete.toml"),
    ],
)
def test_settings(tmp_path: Path, text: str, mode: int, state: State, says: str) -> None:
    path = tmp_path / "athlete.toml"
    path.write_text(text)
    path.chmod(mode)

    told, config = doctor.settings(path, path)

    assert told.state is state
    assert says in told.what
    assert (config is None) == (state is State.PROBLEM)


def test_no_settings_yet_is_no_problem_by_itself(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))

    told, config = doctor.settings(None, tmp_path / "athlete.toml")

    assert told.state is State.NOTE
    assert "runwalk setup" in told.advice
    assert config == Config()


@pytest.mark.parametrize(
    ("text", "state", "says"),
    [
        ("", State.PROBLEM, "no ceiling is known"),
        ("born = 1984\n[[athlete]]", State.NOTE, "only estimated from your age"),
        ("[[athlete]]\nceiling_bpm = 150", State.NOTE, "only estimated from your ceiling"),
        (
            "[[athlete]]\nresting_bpm = 52\nmax_bpm = 186",
            State.OK,
            "run up to 145, hard limit 186",
        ),
    ],
)
def test_heart_rates(text: str, state: State, says: str) -> None:
    told = doctor.heart_rates(config_of(text, Path("athlete.toml")), DAY)

    assert (told.state, says in told.what) == (state, True)
    assert bool(told.advice) == (state is not State.OK)


def test_heart_rates_wait_for_settings_that_can_be_read() -> None:
    assert doctor.heart_rates(None, DAY).state is State.PROBLEM


# The strap


@pytest.mark.parametrize(
    ("memory", "near", "state", "says"),
    [
        (Memory(), (), State.NOTE, "none is remembered"),
        (Memory().with_strap(STRAP, NOW), (STRAP,), State.OK, "near now"),
        (
            Memory().with_strap(STRAP, NOW - timedelta(days=1)),
            (),
            State.NOTE,
            "last near 1 day ago",
        ),
        (
            Memory().with_strap(STRAP, NOW - timedelta(hours=5)),
            None,
            State.NOTE,
            "last near 5 hours ago",
        ),
    ],
    ids=["none", "near", "away", "nobody could look"],
)
def test_the_strap(
    memory: Memory, near: tuple[FoundSensor, ...] | None, state: State, says: str
) -> None:
    told = doctor.strap(memory, near, NOW)

    assert (told.state, says in told.what) == (state, True)


# Voice, tones, screen


@pytest.mark.parametrize(
    ("command", "installed", "state", "says"),
    [
        (None, True, State.OK, "is installed"),
        (None, False, State.NOTE, "nothing here can speak"),
        (("parrot", "{text}"), True, State.OK, "parrot is installed"),
        (("parrot", "{text}"), False, State.NOTE, "there is no program 'parrot'"),
    ],
)
def test_speech_is_found_as_a_run_finds_it(
    command: tuple[str, ...] | None, installed: bool, state: State, says: str
) -> None:
    config = Config(voice=VoiceSettings(command=command))

    told = doctor.speech(config, lambda name: f"/bin/{name}" if installed else None)

    assert (told.state, says in told.what) == (state, True)


def test_speech_is_found_although_the_settings_have_mistakes() -> None:
    assert doctor.speech(None, lambda name: f"/bin/{name}").state is State.OK


def test_sound_is_tried() -> None:
    def none() -> Speaker:
        raise DeviceError("no tones: no sound device answers", "plug one in")

    assert doctor.sound(lambda: Speaker(is_silent=True)).state is State.OK
    assert doctor.sound(none) == Finding(
        "sound", State.NOTE, "no tones: no sound device answers", "plug one in"
    )


class Screen(io.TextIOWrapper):
    """A terminal that nobody sees."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "term", "size", "state", "says"),
    [
        (Screen("utf-8"), "xterm", (80, 24), State.OK, "80 x 24"),
        (Screen("utf-8"), "xterm", (79, 24), State.NOTE, "is small"),
        (Screen("utf-8"), "xterm", (200, 20), State.NOTE, "is small"),
        (Screen("ascii"), "xterm", (80, 24), State.NOTE, "writes ascii"),
        (Screen("utf-8"), "dumb", (80, 24), State.NOTE, "plain lines"),
        (io.StringIO(), "xterm", (80, 24), State.NOTE, "plain lines"),
    ],
)
def test_the_terminal(
    stream: io.TextIOWrapper, term: str, size: tuple[int, int], state: State, says: str
) -> None:
    told = doctor.terminal(stream, {"TERM": term}, os.terminal_size(size))

    assert (told.state, says in told.what) == (state, True)


# Disk


def test_a_place_for_runs_is_tried_and_nothing_is_left_there(tmp_path: Path) -> None:
    told = doctor.disk(tmp_path / "not" / "yet")

    assert "MB free" in told.what
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    assert doctor.disk(tmp_path / "file").state is State.PROBLEM


def test_runs_that_others_can_read_are_told(tmp_path: Path) -> None:
    for name, mode in (("a.fit", 0o600), ("b.fit", 0o644), ("c.jsonl", 0o640)):
        (tmp_path / name).touch()
        (tmp_path / name).chmod(mode)

    told = doctor.disk(tmp_path)

    assert told.state is State.NOTE
    assert "can read 2 files" in told.what


@pytest.mark.parametrize(
    ("free_mb", "state"), [(600, State.OK), (400, State.NOTE), (10, State.PROBLEM)]
)
def test_a_full_disk_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_mb: int, state: State
) -> None:
    usage = doctor.shutil.disk_usage(tmp_path)._replace(free=free_mb * 1_000_000)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda _: usage)

    assert doctor.disk(tmp_path).state is state


# Python


def test_extras_are_those_that_runwalk_names_but_for_makers() -> None:
    told = doctor.extras(
        (
            "click>=8.2",
            'pytest>=9; extra == "audio"',
            "hypothesis>=6 ; extra == 'parquet'",
            'no-such-thing>=1; python_version > "3" and extra == "https"',
            'ruff>=0.14; extra == "dev"',
        )
    )

    assert told.what == "audio, parquet; not installed, and not needed: https"
    assert "not needed" not in doctor.extras(()).what
    assert "parquet" in doctor.extras().what


def test_versions_are_named() -> None:
    assert "runwalk" in doctor.python().what


# The whole command, with bleak's own BlueZ backend and a fake BlueZ in a thread beside


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    settings = tmp_path / "runwalk" / "athlete.toml"
    settings.parent.mkdir()
    settings.write_text("born = 1984\n[[athlete]]\nresting_bpm = 52\nmax_bpm = 186\n")
    settings.chmod(0o600)
    return tmp_path


def examined(*words: str, prepare: Callable[[BluezWorld], None] | None = None) -> Result:
    with bluez_beside(H10, prepare=prepare):
        return CliRunner().invoke(command, ["--seconds", "0.5", *words])


@needs_bluez
def test_where_nothing_is_missing_it_says_so(home: Path) -> None:
    done = examined()

    rows = done.stdout.splitlines()
    assert done.exit_code == 0, done.stdout
    assert [row.split()[1] for row in rows[:4]] == ["settings", "heart", "Bluetooth", "strap"]
    assert "near: Polar H10 7D5A2B21" in rows[2]
    assert "ready for a run" in done.stderr
    assert len(rows) == 10


def refused(world: BluezWorld) -> None:
    error = BluezError("org.bluez.Error.NotPermitted", "no")
    world.bluez.next_errors["StartDiscovery"].append(error)


@needs_bluez
@pytest.mark.parametrize(
    ("prepare", "says", "advice"),
    [
        (lambda world: world.switch(on=False), "Bluetooth is switched off", "switch it on"),
        (
            lambda world: world.bluez.remove_objects("/org/bluez/hci0"),
            "this computer has no Bluetooth adapter",
            "plug one in",
        ),
        (refused, "this program may not use Bluetooth", "join the group 'bluetooth'"),
    ],
    ids=["off", "no adapter", "no permission"],
)
def test_a_radio_that_cannot_be_used_is_a_problem_with_advice(
    home: Path, prepare: Callable[[BluezWorld], None], says: str, advice: str
) -> None:
    done = examined("--json", prepare=prepare)

    told = json.loads(done.stdout)
    found = {one["topic"]: one for one in told["findings"]}
    assert done.exit_code == 1
    assert told["ready"] is False
    assert (found["Bluetooth"]["state"], found["Bluetooth"]["what"]) == ("problem", says)
    assert advice in found["Bluetooth"]["advice"]


def test_no_bus_and_no_settings_are_two_problems(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("dbus_fast", reason="on Linux only")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")

    done = CliRunner().invoke(command, [])

    assert done.exit_code == 1
    assert "not ready: 2 problems" in done.stderr
    assert "runwalk setup" in done.stdout
    assert not (tmp_path / "runwalk").exists()  # nothing of ours is left behind
