"""A foot pod and a treadmill beside the strap: heard like it, found again like it, never missed."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from click.testing import CliRunner, Result

from devices import rsc, sources, treadmill
from devices.hrm import encode_measurement
from devices.link import LinkState
from devices.radio import BleakError, BLEDevice, Radio, Seen
from devices.sensors import SensorKind
from devices.treadmill import TreadmillData, encode_treadmill_data
from devices.verbs.live import command
from devices.virtual_radio import (
    CONTROL_POINT,
    FOOTPOD,
    H10,
    TREADMILL,
    SensorSpec,
    VirtualSensor,
)

from .worlds import BluezWorld, MemoryWorld, beating, running

POD, BELT = SensorKind.FOOTPOD, SensorKind.TREADMILL
A_BEAT = encode_measurement(143, (430, 429), contact=True)
A_STEP = rsc.encode_measurement(3.0, 88, distance_m=120.0)
A_TURN = encode_treadmill_data(TreadmillData(speed_mps=2.5, grade=0.02, distance_m=640))
ANY_BESIDE = {POD: None, BELT: None}

both_worlds = pytest.mark.parametrize(
    "world_type",
    [
        pytest.param(MemoryWorld, id="memory"),
        pytest.param(BluezWorld, id="bluez", marks=pytest.mark.slow),
    ],
)


@both_worlds
def test_what_all_three_say_is_in_one_sample(world_type: Any) -> None:
    async def scenario(world: Any) -> None:
        strap, pod, belt = (world.add(spec) for spec in (H10, FOOTPOD, TREADMILL))
        async with (
            running(world, beside=ANY_BESIDE) as run,
            beating(strap, A_BEAT),
            beating(pod, A_STEP),
            beating(belt, A_TURN),
        ):
            await run.until(
                lambda: (
                    run.samples[-1:]
                    and run.samples[-1].cadence_spm == 176
                    and run.samples[-1].hr_bpm == 143
                    and run.samples[-1].grade == 0.02
                )
            )

        assert run.samples[-1].speed_mps == 2.5
        assert run.samples[-1].distance_m == 0.0
        assert set(run.packets) == {A_BEAT}  # a strap's packets are those of the strap

    world_type.play(scenario)


@both_worlds
def test_a_lost_pod_never_stops_the_run_and_is_found_again(world_type: Any) -> None:
    async def scenario(world: Any) -> None:
        strap, pod = world.add(H10), world.add(FOOTPOD)
        async with (
            running(world, beside={POD: None}) as run,
            beating(strap, A_BEAT),
            beating(pod, A_STEP),
        ):
            await run.until(
                lambda: (
                    run.samples[-1:]
                    and run.samples[-1].speed_mps == 3.0
                    and run.samples[-1].hr_bpm == 143
                )
            )
            pod.leave()
            await run.until(lambda: run.samples[-1].speed_mps is None)
            left_s = len(run.samples)
            await asyncio.sleep(5.0)
            assert {sample.hr_bpm for sample in run.samples[left_s:]} == {143}
            assert {sample.speed_mps for sample in run.samples[left_s:]} == {None}
            pod.come_back()
            await run.until(lambda: run.samples[-1].speed_mps == 3.0)

        assert [sample.t_s for sample in run.samples] == list(range(len(run.samples)))
        lost = [news for news in run.news if f"lost {FOOTPOD.name}" in news.text]
        assert [news.sensor for news in lost] == [POD]

    world_type.play(scenario)


@both_worlds
def test_a_pod_that_was_left_at_home_does_not_keep_the_strap_from_being_found(
    world_type: Any,
) -> None:
    async def scenario(world: Any) -> None:
        strap = world.add(H10)
        async with running(world, beside=ANY_BESIDE) as run, beating(strap, A_BEAT):
            await run.until(lambda: run.samples[-1:] and run.samples[-1].hr_bpm == 143)
            strap.leave()
            await asyncio.sleep(5.0)
            strap.come_back()
            back_s = len(run.samples)
            await run.until(lambda: run.samples[-1].hr_bpm == 143)
            assert len(run.samples) - back_s <= 6
            await run.until_told("still no sign of a foot pod")
            await run.until_told("still no sign of a treadmill")

        assert run.source.state_of(POD) is LinkState.CLOSED
        wet = [news.sensor for news in run.news if "electrodes" in news.detail]
        assert set(wet) <= {SensorKind.STRAP}

    world_type.play(scenario)


@both_worlds
def test_nothing_is_ever_written_to_a_treadmill(world_type: Any) -> None:
    async def scenario(world: Any) -> None:
        strap, belt = world.add(H10), world.add(TREADMILL)
        async with (
            running(world, beside={BELT: TREADMILL.name}) as run,
            beating(strap, A_BEAT),
            beating(belt, A_TURN),
        ):
            for _ in range(2):
                await run.until(lambda: run.samples[-1:] and run.samples[-1].speed_mps == 2.5)
                belt.drop()
                await run.until(lambda: run.source.state_of(BELT) is not LinkState.STREAMING)
            await run.until(lambda: run.source.state_of(BELT) is LinkState.STREAMING)

        assert belt.written == []

    world_type.play(scenario)


def test_nobody_looks_around_while_the_strap_is_connected_to_and_all_do_again() -> None:
    async def scenario(world: MemoryWorld) -> None:
        world.add(FOOTPOD)
        radio = Radio.of_this_loop(world.air.scanner_backend)
        seen: list[Seen] = []
        async with radio.watch(seen.append, 1.0):
            await asyncio.sleep(1.0)
            async with radio.quiet(1.0):
                before = len(seen)
                await asyncio.sleep(5.0)
                assert len(seen) == before > 0
            await asyncio.sleep(1.0)
            assert len(seen) > before

    MemoryWorld.play(scenario)


def test_several_look_around_at_once_and_none_ends_it_for_the_others() -> None:
    async def scenario(world: MemoryWorld) -> None:
        world.add(H10)
        radio = Radio.of_this_loop(world.air.scanner_backend)
        first: list[Seen] = []
        second: list[Seen] = []
        async with radio.watch(first.append, 1.0):
            async with radio.watch(second.append, 1.0):
                await asyncio.sleep(1.0)
            left = len(second)
            await asyncio.sleep(1.0)
        both = len(first)
        await asyncio.sleep(1.0)

        assert both > left == len(second) > 0
        assert len(first) == both

    MemoryWorld.play(scenario)


def test_a_switched_off_adapter_fails_who_looks_and_leaves_nothing_behind() -> None:
    async def scenario(world: MemoryWorld) -> None:
        world.add(H10)
        radio = Radio.of_this_loop(world.air.scanner_backend)
        seen: list[Seen] = []
        world.switch(on=False)
        with pytest.raises(BleakError):
            async with radio.watch(seen.append, 1.0):
                pass
        world.switch(on=True)
        async with radio.watch(seen.append, 1.0):
            await asyncio.sleep(1.0)

        assert seen

    MemoryWorld.play(scenario)


def test_a_page_with_room_for_one_line_keeps_it_for_the_strap() -> None:
    told: list[str] = []
    tell = sources.of_strap(told.append)

    for news in ("strap: lost H10", "foot pod: lost Stryd", "treadmill: lost it", "no sound"):
        tell(news)

    assert told == ["strap: lost H10", "no sound"]


def test_the_virtual_treadmill_would_know_who_writes_to_it() -> None:
    async def scenario(world: MemoryWorld) -> None:
        belt = world.add(TREADMILL)
        client = world.air.client_backend(
            _handle(TREADMILL), disconnected_callback=None, timeout=1.0
        )
        await client.connect(pair=False)
        await client.write_gatt_char(
            client.services.get_characteristic(CONTROL_POINT), b"\x00", response=True
        )

        assert belt.written == [(CONTROL_POINT, b"\x00")]

    MemoryWorld.play(scenario)


def _handle(spec: SensorSpec) -> Any:
    return BLEDevice(spec.address, spec.name, None)


def test_a_treadmill_that_repeats_a_heart_rate_is_no_strap() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap, belt = world.add(H10), world.add(TREADMILL)
        strap.leave()
        async with running(world) as run, beating(strap, A_BEAT):
            await asyncio.sleep(30.0)
            assert not belt.is_connected
            strap.come_back()
            await run.until_streaming()

        assert run.source.strap is not None
        assert run.source.strap.name == H10.name

    MemoryWorld.play(scenario)


def test_one_device_is_not_held_twice() -> None:
    """A strap that counts steps too is a strap: a second connection would end the first."""

    async def scenario(world: MemoryWorld) -> None:
        both = SensorSpec(
            name="Both", address="E8:00:00:00:00:01", manufacturer="M", model="B", passes_on=(POD,)
        )
        strap = world.add(both)
        async with running(world, beside={POD: "Both"}) as run, beating(strap, A_BEAT):
            await run.until(lambda: len(run.samples) == 120)

        assert {sample.hr_bpm for sample in run.samples[10:]} == {143}
        assert run.told("still no sign of Both")

    MemoryWorld.play(scenario)


def test_another_machine_of_the_gym_is_passed_over() -> None:
    """A bicycle calls out the same service, and has no treadmill data."""

    async def scenario(world: MemoryWorld) -> None:
        bicycle = _Bicycle(
            world.air,
            SensorSpec(
                name="Bike 1",
                address="F0:00:00:00:00:01",
                manufacturer="M",
                model="B",
                rssi_dbm=-30,
                kind=BELT,
            ),
        )
        strap, belt = world.add(H10), world.add(TREADMILL)
        async with (
            running(world, beside={BELT: None}) as run,
            beating(strap, A_BEAT),
            beating(belt, A_TURN),
        ):
            await run.until(lambda: run.samples[-1:] and run.samples[-1].speed_mps == 2.5)

        assert run.told("this device does not send what a treadmill tells")
        assert not bicycle.is_connected

    MemoryWorld.play(scenario)


class _Bicycle(VirtualSensor):
    def gatt_table(self) -> Any:
        table = super().gatt_table()
        handle = table.get_characteristic(treadmill.TREADMILL_DATA).handle
        del table._BleakGATTServiceCollection__characteristics[handle]
        return table


def test_of_a_pod_its_battery_and_maker_are_known() -> None:
    async def scenario(world: MemoryWorld) -> None:
        pod = world.add(FOOTPOD)
        async with running(world, beside={POD: "stryd"}) as run, beating(pod, A_STEP):
            await run.until(
                lambda: (info := run.source.info_of(POD)) is not None and info.firmware is not None
            )

        info = run.source.info_of(POD)
        assert info is not None
        assert (info.manufacturer, info.battery_pct) == (FOOTPOD.manufacturer, FOOTPOD.battery_pct)
        assert run.source.info_of(BELT) is None
        assert run.source.strap is None

    MemoryWorld.play(scenario)


HOSTILE = [b"", b"\x00", b"\xff", b"\xff" * 20, b"\x00" * 40, bytes(range(64))]


def test_hostile_packets_end_neither_stream_nor_run() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap, pod, belt = (world.add(spec) for spec in (H10, FOOTPOD, TREADMILL))
        async with (
            running(world, beside=ANY_BESIDE) as run,
            beating(strap, A_BEAT),
        ):
            async with beating(pod, A_STEP), beating(belt, A_TURN):
                await run.until(lambda: run.samples[-1:] and run.samples[-1].speed_mps == 2.5)
            for payload in HOSTILE:
                pod.notify(payload)
                belt.notify(payload)
            async with beating(pod, A_STEP), beating(belt, A_TURN):
                seconds = len(run.samples)
                await run.until(lambda: len(run.samples) == seconds + 5)

        assert run.samples[-1].speed_mps == 2.5
        assert run.source.counts["footpod-malformed"] == 3
        assert run.source.counts["treadmill-malformed"] == 3

    MemoryWorld.play(scenario)


def played(*words: str) -> Result:
    return CliRunner().invoke(
        command, ["--source", "virtual", "--speed", "0", "--no-record", "--no-tones", *words]
    )


def seconds_of(done: Result) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [line for line in lines if "t_s" in line]


def test_live_hears_a_treadmill_and_the_coach_knows_gait_and_hill() -> None:
    words = ("--scenario", "treadmill-hike", "--minutes", "8", "--json")

    both = seconds_of(played(*words, "--treadmill", "any", "--footpod", "stry"))
    strap_alone = seconds_of(played(*words, "--strap-only"))

    assert {one["gait"] for one in both[30:]} == {"walk"}
    assert any(one["cause"] == "hill" for one in both)
    assert {one["gait"] for one in strap_alone} == {None}


def test_live_names_the_sensor_that_news_are_of() -> None:
    done = played("--minutes", "5", "--plain", "--footpod", "any", "--fault", "footpod:drop@100")

    assert done.exit_code == 0
    assert "foot pod: lost Stryd" in done.stderr
    assert "strap: lost" not in done.stderr


def test_live_goes_on_without_a_pod_that_is_not_there() -> None:
    done = played("--minutes", "3", "--json", "--footpod", "Milestone")

    assert "foot pod: there is still no sign of Milestone" in done.stderr
    assert len(seconds_of(done)) == 180


@pytest.mark.parametrize(
    "words",
    [
        ["--source", "stdin", "--footpod", "any"],
        ["--source", "playback", "run.fit", "--treadmill", "any"],
        ["--source", "virtual", "--fault", "treadmill:dry@3"],
    ],
)
def test_what_cannot_have_a_pod_or_a_fault_says_so(words: list[str]) -> None:
    assert CliRunner().invoke(command, words).exit_code == 2
