"""The verb scan, without a radio."""

from __future__ import annotations

import json
import os

import pytest
from click.testing import CliRunner

from devices.verbs.scan import command
from runwalk.errors import DeviceError


def test_straps_are_listed_the_strongest_first() -> None:
    result = CliRunner().invoke(command, ["--source", "virtual"])

    names = [line.split("  ")[0] for line in result.stdout.splitlines()]
    assert names == ["Polar H10 7D5A2B21", "HRM-Pro:123456", "TICKR 0A1B"]
    assert "looking around" in result.stderr
    assert result.exit_code == 0


def test_json_is_for_programs() -> None:
    result = CliRunner().invoke(command, ["--source", "virtual", "--json", "--seconds", "1"])

    straps = json.loads(result.stdout)
    assert straps[0] == {
        "name": "Polar H10 7D5A2B21",
        "address": "A0:9E:1A:7D:5A:2B",
        "rssi_dbm": -60,
    }


def test_help_has_an_example() -> None:
    assert "runwalk scan --seconds" in CliRunner().invoke(command, ["--help"]).stdout


def test_a_scan_that_cannot_be_is_an_error_of_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("dbus_fast", reason="on Linux only")
    monkeypatch.setitem(os.environ, "DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")

    result = CliRunner().invoke(command, ["--seconds", "0.5"])

    assert isinstance(result.exception, DeviceError)
    assert result.stdout == ""
