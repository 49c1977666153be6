"""What only BlueZ does, and the errors it has for us."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from devices import clock, radio
from devices.hrm import encode_measurement
from devices.link import LinkPolicy
from devices.virtual_radio import H10
from runwalk.errors import DeviceError

from .fake_bluez import BluezError, FakeBluez
from .private_bus import private_bus
from .worlds import BluezWorld, beating, running

pytestmark = pytest.mark.skipif(
    BluezWorld.why_not() is not None, reason=BluezWorld.why_not() or "it can be had"
)

A_BEAT = encode_measurement(143, (430, 429), contact=True)


def scan_fails(prepare: Callable[[FakeBluez], None] | None = None) -> DeviceError:
    """Scan where something is wrong, and hand back what it ended with."""

    async def scenario() -> None:
        async with private_bus() as address:
            bluez = FakeBluez()
            if prepare is not None:
                await bluez.start(address)
                prepare(bluez)
            try:
                await radio.scan(0.2, policy=LinkPolicy(call_s=2.0))
            finally:
                if prepare is not None:
                    await bluez.stop()

    with pytest.raises(DeviceError) as failure:
        clock.run(scenario())
    return failure.value


def test_no_bluetoothd_is_one_plain_sentence() -> None:
    error = scan_fails()

    assert error.what == "the Bluetooth service is not running"
    assert error.advice


def test_no_dbus_is_one_plain_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(os.environ, "DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/nowhere/bus")

    with pytest.raises(DeviceError) as failure:
        clock.run(radio.scan(0.2))

    assert "D-Bus" in failure.value.what


def test_an_adapter_switched_off_is_one_plain_sentence() -> None:
    error = scan_fails(lambda bluez: bluez.switch(on=False))

    assert str(error) == "Bluetooth is switched off; switch it on"


def test_no_adapter_is_one_plain_sentence() -> None:
    error = scan_fails(lambda bluez: bluez.remove_objects("/org/bluez/hci0"))

    assert error.what == "this computer has no Bluetooth adapter"


def test_a_refused_scan_is_one_plain_sentence() -> None:
    refusal = BluezError("org.bluez.Error.NotPermitted", "no")

    error = scan_fails(lambda bluez: bluez.next_errors["StartDiscovery"].append(refusal))

    assert error.what == "this program may not use Bluetooth"


def play(scenario: Callable[[BluezWorld], Coroutine[Any, Any, None]]) -> None:
    BluezWorld.play(scenario)


def test_another_programs_scan_is_waited_for() -> None:
    async def scenario(world: BluezWorld) -> None:
        world.add(H10)
        busy = BluezError("org.bluez.Error.InProgress", "Operation already in progress")
        world.bluez.next_errors["StartDiscovery"].append(busy)

        found = await world.scan(0.3)

        assert [strap.name for strap in found] == [H10.name]
        assert world.bluez.calls.count("StartDiscovery") == 2

    play(scenario)


def test_two_scans_of_this_process_take_turns() -> None:
    async def scenario(world: BluezWorld) -> None:
        world.add(H10)

        both = await asyncio.gather(world.scan(0.2), world.scan(0.2))

        assert [len(found) for found in both] == [1, 1]

    play(scenario)


def test_a_strap_still_connected_for_a_program_that_died_is_found() -> None:
    async def scenario(world: BluezWorld) -> None:
        strap = world.add(H10)
        strap.advertise()
        strap.show_connected()

        found = await world.scan(0.2)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()

        assert [(one.name, one.rssi_dbm) for one in found] == [(H10.name, None)]

    play(scenario)


def test_a_strap_that_bluez_forgot_is_looked_for_again() -> None:
    async def scenario(world: BluezWorld) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()
            strap.drop()
            strap.forget()
            await run.until_told("lost")
            await run.until_streaming()

    play(scenario)


def test_a_failed_connection_is_tried_again() -> None:
    async def scenario(world: BluezWorld) -> None:
        strap = world.add(H10)
        refusal = BluezError("org.bluez.Error.Failed", "br-connection-unknown")
        world.bluez.next_errors["Connect"] += [refusal, refusal]
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()

        assert world.bluez.calls.count("Connect") == 3

    play(scenario)


@pytest.mark.parametrize("cancelled_after_s", [0.01, 0.1, 0.6, 0.65])
def test_a_run_that_is_cancelled_at_any_step_leaves_the_strap_free(
    cancelled_after_s: float,
) -> None:
    async def scenario(world: BluezWorld) -> None:
        strap = world.add(H10)
        async with beating(strap, A_BEAT):
            async with running(world):
                await asyncio.sleep(cancelled_after_s)
            assert not strap.is_connected

            async with running(world) as run:
                await run.until_streaming()

    play(scenario)
