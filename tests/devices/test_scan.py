"""The verb scan, without a radio."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from devices import memory
from devices.verbs.scan import command
from devices.virtual_radio import FOOTPOD, H10, HRM_PRO, TREADMILL, SensorSpec
from runwalk.errors import DeviceError

from .beside import bluez_beside, needs_bluez


def test_sensors_are_listed_the_strongest_first_each_with_what_it_is() -> None:
    result = CliRunner().invoke(command, ["--source", "virtual"])

    rows = [line.split("  ") for line in result.stdout.splitlines()]
    assert [(row[0], row[-1]) for row in rows] == [
        ("Polar H10 7D5A2B21", "strap"),
        ("Treadmill 2E7A", "treadmill"),
        ("Stryd", "foot pod"),
        ("HRM-Pro:123456", "strap"),
        ("TICKR 0A1B", "strap"),
    ]
    assert "looking around" in result.stderr
    assert result.exit_code == 0


def test_json_is_for_programs() -> None:
    result = CliRunner().invoke(command, ["--source", "virtual", "--json", "--seconds", "1"])

    straps = json.loads(result.stdout)
    assert straps[0] == {
        "name": "Polar H10 7D5A2B21",
        "address": "A0:9E:1A:7D:5A:2B",
        "rssi_dbm": -60,
        "kind": "strap",
        "remembered": False,
    }


def test_help_has_an_example() -> None:
    assert "runwalk scan --seconds" in CliRunner().invoke(command, ["--help"]).stdout


def test_a_scan_that_cannot_be_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dbus_fast", reason="on Linux only")
    monkeypatch.setitem(os.environ, "DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")

    result = CliRunner().invoke(command, ["--seconds", "0.5"])

    assert isinstance(result.exception, DeviceError)
    assert result.stdout == ""


# Whose strap is it? Asked of bleak's own BlueZ backend, with a fake BlueZ in a thread beside.


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path


def scan(*words: str, near: tuple[SensorSpec, ...]) -> Result:
    with bluez_beside(*near):
        return CliRunner().invoke(command, ["--seconds", "0.5", *words])


@needs_bluez
def test_a_strap_that_is_alone_becomes_yours_and_is_only_for_your_eyes() -> None:
    first = scan(near=(H10,))
    second = scan("--json", near=(H10, HRM_PRO))

    assert "remembered Polar H10 7D5A2B21" in first.stderr
    assert first.stdout.rstrip().endswith("yours")
    assert [row["remembered"] for row in json.loads(second.stdout)] == [True, False]
    assert "remembered" not in second.stderr
    assert memory.memory_path().stat().st_mode & 0o777 == 0o600


@needs_bluez
def test_a_foot_pod_is_nobodys_strap_and_does_not_make_yours_unclear() -> None:
    done = scan(near=(H10, FOOTPOD, TREADMILL))

    assert "remembered Polar H10 7D5A2B21" in done.stderr
    assert memory.recall().strap is not None
    assert isinstance(scan("--remember", "stryd", near=(FOOTPOD,)).exception, DeviceError)


@needs_bluez
def test_of_several_none_is_taken_unasked() -> None:
    done = scan(near=(H10, HRM_PRO))

    assert "none of them is yours yet" in done.stderr
    assert memory.recall() == memory.Memory()


@needs_bluez
def test_the_strap_that_is_named_becomes_yours_in_place_of_another() -> None:
    scan(near=(H10,))

    done = scan("--remember", "hrm-pro", near=(H10, HRM_PRO))

    assert done.exit_code == 0
    assert memory.recall().is_own(
        memory.FoundSensor(name="", address=HRM_PRO.address, rssi_dbm=None)
    )


@needs_bluez
@pytest.mark.parametrize(
    ("name", "says"), [("TICKR", "no strap near is called"), ("r", "give a whole name")]
)
def test_a_name_that_is_nobodys_or_of_several_changes_nothing(name: str, says: str) -> None:
    done = scan("--remember", name, near=(H10, HRM_PRO))

    assert isinstance(done.exception, DeviceError)
    assert says in str(done.exception)
    assert memory.recall().strap is None


def test_forgetting_needs_no_radio() -> None:
    strap = memory.FoundSensor(name="TICKR 0A1B", address="1", rssi_dbm=-60)
    memory.notice(strap, is_clear=True, say=print)

    first = CliRunner().invoke(command, ["--forget", "--json"])
    second = CliRunner().invoke(command, ["--forget"])

    assert json.loads(first.stdout) == {"forgot": "TICKR 0A1B"}
    assert "forgot TICKR 0A1B" in first.stderr
    assert "no strap was remembered" in second.stderr


@pytest.mark.parametrize(
    "words", [["--remember", "H10", "--forget"], ["--remember", "H10", "--source", "virtual"]]
)
def test_orders_that_contradict_each_other_are_refused(words: list[str]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2
