"""What a strap source promises, where simulated time lets it be held to the millisecond."""

from __future__ import annotations

import asyncio
import contextlib

import pytest

from devices.ble import StrapSource
from devices.clock import NS_PER_S, elapsed_ns
from devices.hrm import encode_measurement
from devices.link import LinkNews, LinkState
from devices.virtual_radio import H10, TICKR
from runwalk.engine.sample import Sample

from .worlds import MemoryWorld, beating, running

A_BEAT = encode_measurement(143, (430, 429), contact=True)


def test_there_is_a_sample_every_second_from_the_first_on_strap_or_no_strap() -> None:
    async def scenario(world: MemoryWorld) -> None:
        async with running(world) as run:
            await run.until(lambda: len(run.samples) == 120)

        assert run.samples == [Sample(t_s=t_s) for t_s in range(120)]

    MemoryWorld.play(scenario)


def test_a_notification_is_in_a_sample_within_a_second() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        late_s: list[float] = []
        async with running(world) as run:
            async with beating(strap, A_BEAT):
                await run.until_streaming()
            for i in range(200):
                # A strap's second is not ours: each notification at another moment of it.
                await asyncio.sleep(1.0 + i % 97 / 97)
                beat = encode_measurement(60 + i % 100, (700 + i,))
                sent_ns = elapsed_ns()
                strap.notify(beat)
                wanted_ms = round((700 + i) * 1000 / 1024)
                await run.until(lambda ms=wanted_ms: run.samples[-1].rr_ms == (ms,))
                late_s.append((elapsed_ns() - sent_ns) / NS_PER_S)

        assert max(late_s) <= 1.0 + 1e-6
        assert min(late_s) < 0.1

    MemoryWorld.play(scenario)


def test_a_stream_at_one_a_second_loses_no_second_and_no_interval() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        async with running(world, H10.address) as run, beating(strap, A_BEAT, period_s=1.0):
            await run.until(lambda: len(run.samples) == 600)

        first = next(i for i, sample in enumerate(run.samples) if sample.hr_bpm)
        assert first <= 1
        assert {sample.hr_bpm for sample in run.samples[first:]} == {143}
        assert {sample.rr_ms for sample in run.samples[first:]} == {(420, 419)}

    MemoryWorld.play(scenario)


def test_news_of_an_outage_are_few() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()
            strap.leave()
            await asyncio.sleep(3600)
            told_away = [news.text for news in run.news]
            strap.come_back()
            await run.until_streaming()

        assert told_away == [
            "looking for a heart rate strap",
            f"connecting to {H10.name}",
            f"hearing {H10.name}",
            f"lost {H10.name}; looking for it",
            "the strap does not answer",
            f"there is still no sign of {H10.name}",
        ]
        assert run.news[-1].text == f"hearing {H10.name}"

    MemoryWorld.play(scenario)


def test_a_dry_strap_is_told_after_ten_seconds() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        dry = encode_measurement(0, contact=False)
        async with running(world) as run, beating(strap, dry, period_s=1.0):
            await run.until_streaming()
            streaming_s = len(run.samples)
            await run.until_told("finds no pulse")
            assert 9 <= len(run.samples) - streaming_s <= 12

        assert all(sample.hr_bpm is None for sample in run.samples)
        assert run.samples[-1].contact is False

    MemoryWorld.play(scenario)


def test_the_missing_hint_comes_after_a_quarter_of_a_minute() -> None:
    async def scenario(world: MemoryWorld) -> None:
        async with running(world, "Polar") as run:
            await run.until_told("still no sign of Polar")

        assert 14 <= len(run.samples) <= 16

    MemoryWorld.play(scenario)


def test_a_stronger_neighbour_does_not_take_over_when_the_link_drops() -> None:
    async def scenario(world: MemoryWorld) -> None:
        mine = world.add(TICKR)
        async with running(world) as run, beating(mine, A_BEAT):
            await run.until_streaming()
            neighbour = world.add(H10)
            async with beating(neighbour, encode_measurement(99)):
                mine.leave()
                await asyncio.sleep(60)
                assert not neighbour.is_connected
                mine.come_back()
                await run.until_streaming()

        assert set(run.packets) == {A_BEAT}

    MemoryWorld.play(scenario)


def test_a_strap_that_connects_and_says_nothing_does_not_bind_the_run() -> None:
    async def scenario(world: MemoryWorld) -> None:
        mute = world.add(H10)
        mute.stall()
        async with running(world) as run:
            await run.until_told("says nothing")
            mute.hold()
            other = world.add(TICKR)
            async with beating(other, A_BEAT):
                await run.until_streaming()

        assert run.source.strap is not None
        assert run.source.strap.name == TICKR.name

    MemoryWorld.play(scenario)


def test_packets_are_told_before_their_sample_with_the_time_of_the_run() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        order: list[object] = []
        source = StrapSource(
            on_packet=lambda at_ns, _payload: order.append(at_ns / NS_PER_S), **world.backends
        )
        async with (
            beating(strap, A_BEAT, period_s=1.0),
            contextlib.aclosing(source.samples()) as samples,
        ):
            async for sample in samples:
                order.append(sample)
                if sample.t_s == 10:
                    break

        times = [moment for moment in order if isinstance(moment, float)]
        assert times == sorted(times)
        for i, moment in enumerate(order):
            if isinstance(moment, float):
                after = next(one for one in order[i:] if isinstance(one, Sample))
                assert after.t_s == int(moment)

    MemoryWorld.play(scenario)


def test_news_that_cannot_be_told_do_not_stop_a_run(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_news: LinkNews) -> None:
        raise RuntimeError("no loudspeaker")

    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        source = StrapSource(on_news=broken, **world.backends)
        async with (
            beating(strap, A_BEAT),
            contextlib.aclosing(source.samples()) as samples,
        ):
            async for sample in samples:
                if sample.hr_bpm:
                    break

    MemoryWorld.play(scenario)

    assert "news could not be told" in caplog.text


def test_a_journal_that_cannot_be_written_ends_the_run() -> None:
    def full(_at_ns: int, _payload: bytes) -> None:
        raise OSError(28, "No space left on device")

    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        source = StrapSource(on_packet=full, **world.backends)
        async with beating(strap, A_BEAT):
            with pytest.raises(OSError, match="No space left"):
                async for _ in source.samples():
                    pass

        assert source.state is LinkState.CLOSED
        assert not strap.is_connected

    MemoryWorld.play(scenario)


def test_whatever_a_driver_raises_a_run_goes_on() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        refusals = iter([AssertionError("inside a driver"), KeyError("Connected")])

        class Moody(world.backends["client_backend"]):  # type: ignore[misc, name-defined]
            async def connect(self, pair: bool, **platform: object) -> None:
                for refusal in refusals:
                    raise refusal
                await super().connect(pair, **platform)

        world.backends["client_backend"] = Moody
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until_streaming()

        assert run.told("reports a problem")

    MemoryWorld.play(scenario)


def test_a_strap_that_will_not_talk_about_itself_is_heard_all_the_same() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)

        class Reticent(world.backends["client_backend"]):  # type: ignore[misc, name-defined]
            async def read_gatt_char(self, characteristic: object, **platform: object) -> bytearray:
                await asyncio.Event().wait()  # for ever
                return bytearray()

        world.backends["client_backend"] = Reticent
        async with running(world) as run, beating(strap, A_BEAT):
            await run.until(lambda: len(run.samples) == 60)

        assert run.source.state is LinkState.CLOSED
        assert {sample.hr_bpm for sample in run.samples[5:]} == {143}
        assert run.source.strap is not None
        assert run.source.strap.battery_pct is None

    MemoryWorld.play(scenario)


def test_a_cancelled_run_lets_go_of_the_strap_even_while_connecting() -> None:
    async def scenario(world: MemoryWorld) -> None:
        strap = world.add(H10)
        for cancelled_after_s in (0.05, 2.1, 2.105, 2.12, 2.2, 5.0):
            source = StrapSource(**world.backends)

            async def listen(source: StrapSource = source) -> None:
                async with contextlib.aclosing(source.samples()) as samples:
                    async for _ in samples:
                        pass

            async with beating(strap, A_BEAT):
                listening = asyncio.create_task(listen())
                await asyncio.sleep(cancelled_after_s)
                listening.cancel()
                await asyncio.gather(listening, return_exceptions=True)

            assert listening.cancelled()
            assert not strap.is_connected

    MemoryWorld.play(scenario)
