"""Simulated time: it must be the same program, only without the waiting."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from devices import clock


async def elapsed_s() -> float:
    return clock.elapsed_ns() / clock.NS_PER_S


def test_a_day_takes_no_time() -> None:
    async def main() -> float:
        await asyncio.sleep(86_400)
        return await elapsed_s()

    began = time.monotonic()

    assert clock.run(main(), speed=None) == pytest.approx(86_400)
    assert time.monotonic() - began < 5


@given(st.lists(st.floats(0.0, 100.0), min_size=1, max_size=8))
def test_sleepers_wake_in_order_and_on_time(delays_s: list[float]) -> None:
    woken: list[float] = []

    async def sleeper(delay_s: float) -> None:
        await asyncio.sleep(delay_s)
        assert asyncio.get_running_loop().time() == pytest.approx(delay_s, abs=1e-6)
        woken.append(delay_s)

    async def main() -> None:
        await asyncio.gather(*map(sleeper, delays_s))

    clock.run(main(), speed=None)

    assert woken == pytest.approx(sorted(delays_s), abs=1e-6)


def test_a_timeout_is_over_when_its_time_is() -> None:
    async def main() -> float:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(15):
                await asyncio.Event().wait()
        return await elapsed_s()

    assert clock.run(main(), speed=None) == pytest.approx(15)


def test_the_same_steps_at_every_speed() -> None:
    async def main() -> list[tuple[str, float]]:
        steps: list[tuple[str, float]] = []

        async def walk(name: str, stride_s: float) -> None:
            for _ in range(5):
                await asyncio.sleep(stride_s)
                steps.append((name, await elapsed_s()))

        await asyncio.gather(walk("a", 0.3), walk("b", 0.5), walk("c", 0.7))
        return steps

    assert clock.run(main(), speed=None) == clock.run(main(), speed=200.0)


def test_a_pace_is_kept() -> None:
    async def main() -> None:
        for _ in range(100):
            await asyncio.sleep(1)

    began = time.monotonic()
    clock.run(main(), speed=500.0)
    took_s = time.monotonic() - began

    assert 0.19 < took_s < 1.0  # 0.2 s, and what a busy computer adds


def test_a_thread_takes_no_simulated_time() -> None:
    async def main() -> float:
        timer = asyncio.create_task(asyncio.sleep(3600))
        await asyncio.to_thread(threading.Event().wait, 0.02)
        assert not timer.done()
        timer.cancel()
        return await elapsed_s()

    assert clock.run(main(), speed=None) == 0.0


def test_a_call_from_another_thread_is_served() -> None:
    async def main() -> str:
        loop = asyncio.get_running_loop()
        told: asyncio.Future[str] = loop.create_future()
        caller = threading.Thread(target=loop.call_soon_threadsafe, args=(told.set_result, "hi"))
        caller.start()
        try:
            return await told
        finally:
            caller.join()

    assert clock.run(main(), speed=None) == "hi"


def test_a_socket_that_is_ready_goes_before_a_jump() -> None:
    async def main() -> tuple[bytes, float]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.setblocking(False)
            theirs.send(b"ready")
            async with asyncio.timeout(1):
                said = await asyncio.get_running_loop().sock_recv(ours, 10)
            return said, await elapsed_s()

    assert clock.run(main(), speed=None) == (b"ready", 0.0)


def test_a_socket_ends_a_paced_wait_early() -> None:
    async def main() -> float:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            ours.setblocking(False)
            sender = threading.Timer(0.02, theirs.send, [b"now"])
            sender.start()
            async with asyncio.timeout(1000):
                await asyncio.get_running_loop().sock_recv(ours, 10)
            sender.join()
            return await elapsed_s()

    assert 0.1 < clock.run(main(), speed=100.0) < 1000.0


@pytest.mark.parametrize("speed", [0.0, -1.0, float("nan")])
def test_a_speed_is_positive(speed: float) -> None:
    with pytest.raises(ValueError, match="speed must be positive"):
        clock.PacedEventLoop(speed)


def test_an_ordinary_run_has_an_ordinary_loop() -> None:
    async def main() -> type[asyncio.AbstractEventLoop]:
        assert clock.elapsed_ns() <= clock.elapsed_ns()
        return type(asyncio.get_running_loop())

    assert clock.run(main()) is not clock.PacedEventLoop


def test_outside_a_loop_there_is_no_elapsed_time() -> None:
    with pytest.raises(RuntimeError):
        clock.elapsed_ns()


def test_the_wall_shows_utc_and_the_local_offset() -> None:
    now = clock.wall_time()

    assert now.utc.tzinfo is UTC
    assert abs(timedelta(seconds=now.local_offset_s)) < timedelta(days=1)
