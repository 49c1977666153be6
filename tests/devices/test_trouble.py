"""Every way in which the radio has failed somebody, and the words for it."""

from __future__ import annotations

import pytest
from bleak.exc import (
    BleakBluetoothNotAvailableError,
    BleakBluetoothNotAvailableReason,
    BleakCharacteristicNotFoundError,
    BleakDBusError,
    BleakDeviceNotFoundError,
    BleakError,
    BleakGATTProtocolError,
)

from devices.sensors import CHANNELS, SensorKind
from devices.trouble import DRY, TROUBLES, explain, explain_connect, explain_scan, why_missing


def not_available(reason: str) -> BleakBluetoothNotAvailableError:
    return BleakBluetoothNotAvailableError("no", BleakBluetoothNotAvailableReason[reason])


def of_dbus(name: str, *details: str) -> BleakDBusError:
    return BleakDBusError(name, list(details))


CASES = [
    (not_available("POWERED_OFF"), "switched off"),
    (not_available("NO_BLUETOOTH"), "no Bluetooth adapter"),
    (not_available("NO_BLE_CENTRAL_ROLE"), "too old"),
    (not_available("DENIED_BY_USER"), "may not use Bluetooth"),
    (not_available("DENIED_BY_SYSTEM"), "may not use Bluetooth"),
    (not_available("UNKNOWN"), "out of reach"),
    (of_dbus("org.bluez.Error.NotReady", "Resource Not Ready"), "switched off"),
    (of_dbus("org.bluez.Error.Blocked", "Blocked through rfkill"), "blocked"),
    (of_dbus("org.bluez.Error.InProgress"), "another program"),
    (of_dbus("org.bluez.Error.Failed", "le-connection-abort-by-local"), "out of reach"),
    (of_dbus("org.bluez.Error.SomethingNew"), "reports a problem"),
    (of_dbus("org.freedesktop.DBus.Error.AccessDenied"), "may not use Bluetooth"),
    (of_dbus("org.freedesktop.DBus.Error.ServiceUnknown"), "service is not running"),
    (of_dbus("org.freedesktop.DBus.Error.UnknownObject"), "out of reach"),
    (of_dbus("org.freedesktop.DBus.Error.NoReply"), "did not answer"),
    (BleakDeviceNotFoundError("A0:9E:1A:7D:5A:2B"), "out of reach"),
    (BleakCharacteristicNotFoundError("2a37"), "does not send a heart rate"),
    (BleakGATTProtocolError(0x05), "refused"),
    (BleakError("device 'dev_A0_9E_1A_7D_5A_2B' not found"), "out of reach"),
    (FileNotFoundError(2, "No such file or directory"), "D-Bus"),
    (ConnectionRefusedError(111, "Connection refused"), "D-Bus"),
    (PermissionError(13, "Permission denied"), "may not use Bluetooth"),
    (EOFError(), "service is not running"),
    (TimeoutError(), "did not answer"),
    (AssertionError("from inside a driver"), "reports a problem"),
]


@pytest.mark.parametrize(("error", "words"), CASES, ids=lambda value: repr(value)[:50])
def test_an_error_is_told_in_plain_words(error: BaseException, words: str) -> None:
    assert words in explain(error).what


def test_looking_around_never_blames_the_strap() -> None:
    assert "strap" not in explain_scan(BleakError("scan failed")).what
    assert explain_scan(not_available("POWERED_OFF")) == explain(not_available("POWERED_OFF"))


def test_a_strap_that_does_not_answer_is_not_the_adapters_fault() -> None:
    assert explain_connect(TimeoutError()).what == "the strap does not answer"
    assert explain_connect(not_available("POWERED_OFF")) == explain(not_available("POWERED_OFF"))


@pytest.mark.parametrize("kind", SensorKind)
def test_every_sentence_names_the_sensor_it_is_about(kind: SensorKind) -> None:
    for trouble in TROUBLES.values():
        told = trouble.about(kind)

        assert "{" not in told.what
        assert kind is SensorKind.STRAP or "the strap" not in told.what
    assert CHANNELS[kind].noun in why_missing(None, kind).what
    assert explain_connect(TimeoutError(), kind).what == f"the {CHANNELS[kind].it} does not answer"


def test_every_sentence_reads_like_one() -> None:
    for trouble in {*TROUBLES.values(), DRY, why_missing(None), why_missing("H10")}:
        assert trouble.what
        assert not trouble.what.endswith(".")
        assert not trouble.advice.endswith(".")
        assert "Error" not in trouble.what + trouble.advice
