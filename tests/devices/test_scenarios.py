"""What a strap can do to a coach, written once and played in two worlds.

In memory everything takes simulated time. Over BlueZ it takes real time, which is why those runs
are marked slow.
"""

from __future__ import annotations

import asyncio

import pytest

from devices.hrm import encode_measurement
from devices.link import LinkState
from devices.virtual_radio import H10, HRM_PRO, TICKR

from .worlds import BluezWorld, MemoryWorld, beating, running

World = MemoryWorld | BluezWorld

both_worlds = pytest.mark.parametrize(
    "world_type",
    [
        pytest.param(MemoryWorld, id="memory"),
        pytest.param(BluezWorld, id="bluez", marks=pytest.mark.slow),
    ],
)

A_BEAT = encode_measurement(143, (430, 429), contact=True)
ANOTHER_BEAT = encode_measurement(98, (627,), contact=True)


@both_worlds
def test_a_scan_lists_every_strap_the_strongest_first(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        for spec in (TICKR, H10, HRM_PRO):
            world.add(spec)

        found = await world.scan(0.5)

        assert [strap.name for strap in found] == [H10.name, HRM_PRO.name, TICKR.name]
        assert [strap.address for strap in found] == [H10.address, HRM_PRO.address, TICKR.address]

    world_type.play(scenario)


@both_worlds
def test_every_packet_arrives_byte_for_byte_and_in_order(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        sent = [encode_measurement(40 + i, (900 + i, 901 + i)) for i in range(200)]
        async with running(world) as run:
            async with beating(strap, A_BEAT):
                await run.until_streaming()
            await run.until_heard(A_BEAT)
            for i, payload in enumerate(sent):
                strap.notify(payload)
                if i % 25 == 0:
                    # dbus-fast 5.2 takes a full socket buffer for the end of the bus.
                    await asyncio.sleep(0.01)
            await run.until_heard(sent[-1])

        assert [payload for payload in run.packets if payload != A_BEAT] == sent

    world_type.play(scenario)


@both_worlds
def test_a_run_knows_its_strap_and_its_battery(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until(lambda: run.source.strap is not None and run.source.strap.firmware)
            await run.until_streaming()
            about = run.source.strap
            seconds = len(run.samples)
            await run.until(lambda: len(run.samples) > seconds + 1)
            strap.set_battery(12)
            await run.until(lambda: run.source.strap.battery_pct == 12)

        assert (about.manufacturer, about.model) == (H10.manufacturer, "H10")
        assert (about.serial, about.firmware) == (H10.serial, H10.firmware)
        assert (about.battery_pct, about.location) == (H10.battery_pct, "chest")

    world_type.play(scenario)


MALFORMED = [
    b"",
    b"\x00",
    b"\x01\x50",
    b"\x10\x50\x00",
    b"\x16\x50\x00\x04\x01",
    b"\x08\x50\x01",
    b"\xff" * 20,
    b"\x00" * 20,
]


@both_worlds
def test_malformed_packets_do_not_end_the_stream(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run:
            async with beating(strap, A_BEAT):
                await run.until_streaming()
            for payload in MALFORMED:
                strap.notify(payload)
            async with beating(strap, ANOTHER_BEAT):
                await run.until(lambda: run.samples[-1:] and run.samples[-1].hr_bpm == 98)

        assert [p for p in run.packets if p not in (A_BEAT, ANOTHER_BEAT)] == MALFORMED
        assert run.source.counts["malformed"] == 3

    world_type.play(scenario)


@both_worlds
def test_three_lost_links_are_made_again(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run:
            for round_no in range(3):
                beat = encode_measurement(100 + round_no, (600,))
                async with beating(strap, beat):
                    await run.until_streaming()
                    await run.until_heard(beat)
                    strap.drop()
                    await run.until(lambda: run.source.state is not LinkState.STREAMING)

            async with beating(strap, A_BEAT):
                await run.until_heard(A_BEAT)

        assert sum("lost" in news.text for news in run.news) == 3
        assert [sample.t_s for sample in run.samples] == list(range(len(run.samples)))

    world_type.play(scenario)


async def _go_out_of_range(world: World, away_s: float) -> None:
    strap = world.add(H10)
    async with running(world) as run, beating(strap, A_BEAT):
        await run.until(lambda: run.samples[-1:] and run.samples[-1].hr_bpm == 143)
        left_s = len(run.samples)
        strap.leave()
        await asyncio.sleep(away_s)
        assert run.source.state is not LinkState.STREAMING
        assert run.told("lost")
        strap.come_back()
        back_s = len(run.samples)
        await run.until(lambda: run.samples[-1].hr_bpm == 143)

    away = run.samples[left_s + 3 : back_s]
    assert len(run.samples) - back_s <= 6
    assert all(sample.hr_bpm is None and not sample.rr_ms for sample in away)
    assert [sample.t_s for sample in run.samples] == list(range(len(run.samples)))


@both_worlds
def test_out_of_range_and_back(world_type: type[World]) -> None:
    world_type.play(lambda world: _go_out_of_range(world, 5.0))


@both_worlds
def test_a_minute_out_of_range(world_type: type[World]) -> None:
    world_type.play(lambda world: _go_out_of_range(world, 60.0))


@both_worlds
def test_a_stream_that_stops_while_the_link_stays_is_made_again(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()
            strap.stall()
            await run.until_told("says nothing")
            strap.resume()
            heard = len(run.packets)
            await run.until_streaming()
            await run.until(lambda: len(run.packets) > heard)

    world_type.play(scenario)


@both_worlds
def test_a_strap_held_by_another_device_is_explained_and_taken_when_let_go(
    world_type: type[World],
) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        strap.hold()
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_told("still no sign")
            assert "watches" in run.news[-1].detail
            assert len(run.samples) >= world.policy.missing_s
            strap.let_go()
            await run.until_streaming()

    world_type.play(scenario)


@both_worlds
def test_the_adapter_may_be_switched_off_and_on(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()
            world.switch(on=False)
            await run.until_told("switched off")
            world.switch(on=True)
            await run.until_streaming()

    world_type.play(scenario)


@both_worlds
def test_of_two_straps_the_one_asked_for_is_heard(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strong, weak = world.add(H10), world.add(TICKR)
        async with (
            beating(strong, A_BEAT),
            beating(weak, ANOTHER_BEAT),
            running(world, TICKR.name.upper()) as run,
        ):
            await run.until(lambda: run.samples[-1:] and run.samples[-1].hr_bpm is not None)

        assert set(run.packets) == {ANOTHER_BEAT}
        assert not strong.is_connected

    world_type.play(scenario)


@both_worlds
def test_of_two_straps_the_strongest_is_taken_and_that_is_said(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        weak, strong = world.add(TICKR), world.add(H10)
        async with (
            beating(strong, A_BEAT),
            beating(weak, ANOTHER_BEAT),
            running(world) as run,
        ):
            await run.until(lambda: run.samples[-1:] and run.samples[-1].hr_bpm is not None)

        assert set(run.packets) == {A_BEAT}
        assert run.told(f"taking the strongest, {H10.name}")

    world_type.play(scenario)


@both_worlds
def test_the_end_of_a_run_lets_go_of_the_strap(world_type: type[World]) -> None:
    async def scenario(world: World) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()
            assert strap.is_connected

        assert not strap.is_connected
        assert run.source.state is LinkState.CLOSED

    world_type.play(scenario)
