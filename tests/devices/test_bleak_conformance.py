"""Ask the installed bleak for every name the house relies on, so that a new bleak speaks first."""

from __future__ import annotations

import asyncio
import inspect
from importlib.metadata import version

import bleak
import bleak.exc
import pytest
from bleak.backends.client import BaseBleakClient
from bleak.backends.scanner import AdvertisementData, BaseBleakScanner

from devices import hrm
from devices.trouble import TROUBLES


def test_bleak_is_new_enough_not_to_lose_notifications() -> None:
    assert tuple(int(part) for part in version("bleak").split(".")[:3]) >= (3, 0, 2)


def test_scanner_and_client_take_a_backend() -> None:
    assert "backend" in inspect.signature(bleak.BleakScanner.__init__).parameters
    client = inspect.signature(bleak.BleakClient.__init__).parameters
    assert {"disconnected_callback", "timeout", "backend"} <= set(client)


@pytest.mark.parametrize(
    ("owner", "names"),
    [
        (bleak.BleakScanner, {"start", "stop"}),
        (
            bleak.BleakClient,
            {"connect", "disconnect", "start_notify", "read_gatt_char", "services", "is_connected"},
        ),
        (
            BaseBleakScanner,
            {"is_allowed_uuid", "create_or_update_device", "call_detection_callbacks"},
        ),
        (BaseBleakClient, {"connect", "disconnect", "start_notify", "stop_notify", "mtu_size"}),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_bleak_has_what_is_called(owner: type, names: set[str]) -> None:
    assert names <= set(dir(owner))


def test_the_virtual_client_leaves_nothing_abstract() -> None:
    from devices.virtual_radio import VirtualAir

    air = VirtualAir()

    assert not air.client_backend.__abstractmethods__
    assert not air.scanner_backend.__abstractmethods__


def test_an_advertisement_has_a_name_and_a_strength() -> None:
    assert {"local_name", "rssi", "service_uuids"} <= set(AdvertisementData._fields)


def test_connected_straps_can_be_asked_for() -> None:
    adapter = getattr(bleak, "BleakAdapter", None)
    if adapter is None:
        pytest.skip("bleak before 3.1")
    assert asyncio.iscoroutinefunction(adapter.get)
    assert asyncio.iscoroutinefunction(adapter.get_connected_devices)


def test_every_bleak_error_in_the_table_exists() -> None:
    named = {shape for shape in TROUBLES if shape.startswith("Bleak")}

    assert named <= set(dir(bleak.exc))


def test_every_reason_for_no_bluetooth_has_words() -> None:
    reasons = {reason.name for reason in bleak.exc.BleakBluetoothNotAvailableReason}

    assert reasons - {"UNKNOWN"} <= set(TROUBLES)


def test_our_numbers_are_bleaks_numbers() -> None:
    from bleak.uuids import normalize_uuid_16

    assert normalize_uuid_16(0x2A37) == hrm.HEART_RATE_MEASUREMENT
