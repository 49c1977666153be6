"""The four places a live run can come from, each ready to be coached."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devices import memory, playback, stdin
from devices.coaching import Followers, LiveSource
from runwalk.config import Plan
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Workout
from runwalk.errors import RunwalkError
from runwalk.options import talk
from runwalk.recording import read_recording
from runwalk.recording.recording import Device

if TYPE_CHECKING:
    from devices.ble import StrapSource
    from devices.link import LinkNews

# bleak, which takes a while to load, is loaded by the two sources that need it.

Packets = Callable[[int, bytes], None]
"""Where raw notifications go: nanoseconds since the start, and bytes."""

News = Callable[[str], None]
"""Told what is new, a sentence each."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A source that is ready.

    Attributes:
        make: Builds it inside the event loop, told where raw notifications go.
        default_plan: Whose run it is if nobody says; None where only the runner can know.
    """

    make: Callable[[Packets], LiveSource]
    default_plan: Plan | None = None


ANY_STRAP = "any"


def strap(wanted: str | None, tell: News = talk, *, memory_file: Path | None = None) -> Setup:
    """Listen to a Bluetooth strap, and remember it.

    Args:
        wanted: Its name or address; ``any`` takes the strongest; None the remembered one, or the
            strongest if none is.
        tell: Told what is new of it, a sentence each.
        memory_file: Where it is remembered; None takes this platform's place.
    """
    from devices.ble import StrapSource

    own = memory.recall(memory_file).strap if wanted is None else None
    if own is not None:
        tell(f"strap: yours is {own.label}; `--strap {ANY_STRAP}` takes another")

    def make(on_packet: Packets) -> LiveSource:
        source = StrapSource(
            None if wanted == ANY_STRAP else wanted,
            known=None if own is None else own.found,
            on_packet=on_packet,
            on_news=_teller(tell),
        )
        samples = _remembered(source, tell, memory_file)
        return LiveSource(samples=samples, devices=lambda: _device(source))

    return Setup(make)


async def _remembered(
    source: StrapSource, tell: News, memory_file: Path | None
) -> AsyncGenerator[Sample, None]:
    """Pass the run on, and at its end remember whose heart that was."""
    try:
        async with contextlib.aclosing(source.samples()) as samples:
            async for sample in samples:
                yield sample
    finally:
        if source.heard is not None:
            memory.notice(source.heard, is_clear=source.is_clear, say=tell, path=memory_file)


def from_stdin(on_bad_line: Callable[[str], None]) -> Setup:
    """Listen to JSON lines on standard input.

    Args:
        on_bad_line: Told one sentence for each line that is no Sample.
    """

    def make(_on_packet: Packets) -> LiveSource:
        samples = stdin.samples(sys.stdin.fileno(), on_bad_line)
        return LiveSource(samples=samples, until_finished=False)

    return Setup(make)


def from_recording(path: Path) -> Setup:
    """Play a recording as if it happened now.

    Raises:
        RecordingError: Nothing can be read from it.
    """
    recording = read_recording(path)

    def make(_on_packet: Packets) -> LiveSource:
        return LiveSource(
            samples=playback.samples(recording),
            devices=lambda: recording.devices,
            until_finished=False,
            sub_sport=recording.sub_sport or "generic",
        )

    return Setup(make)


def virtual(
    scenario: str,
    *,
    seed: int,
    faults: Sequence[str] = (),
    minutes: float | None = None,
    is_strap_only: bool = False,
    tell: News = talk,
) -> Setup:
    """Let a simulated runner wear a virtual strap, and obey.

    Args:
        scenario: Kind of run, a name in :data:`runwalk.simulator.SCENARIOS`.
        seed: Which runner.
        faults: What goes wrong with the strap, as in :meth:`devices.virtual.Fault.parse`.
        minutes: How long [min]; None takes the scenario's own length.
        is_strap_only: Leave out what a strap cannot know.
        tell: Told what is new of the strap, a sentence each.

    Raises:
        ValueError: There is no such scenario, or a fault cannot be read.
    """
    from devices.virtual import Fault, VirtualRun
    from runwalk.simulator import SCENARIOS

    if scenario not in SCENARIOS:
        raise ValueError(f"no scenario {scenario!r}; there are {', '.join(SCENARIOS)}")
    kind = SCENARIOS[scenario]
    trouble = tuple(Fault.parse(text) for text in faults)
    runner = kind.runner(seed)
    duration_s = round((kind.minutes if minutes is None else minutes) * 60)

    def make(on_packet: Packets) -> LiveSource:
        run = VirtualRun(
            runner,
            faults=trouble,
            duration_s=duration_s,
            is_strap_only=is_strap_only,
            on_packet=on_packet,
            on_news=_teller(tell),
        )
        return LiveSource(
            samples=run.samples(),
            devices=lambda: _device(run.source),
            follower=Followers(run.hear, run.take),
            sub_sport=kind.sub_sport,
        )

    athlete = runner.body.athlete
    band = athlete.band
    if band is None:  # a body always has heart rates
        raise RunwalkError("the simulated runner has no ceiling")
    return Setup(make, Plan(athlete, Workout.easy(band)))


def _teller(tell: News) -> Callable[[LinkNews], None]:
    def told(news: LinkNews) -> None:
        tell(f"strap: {news.text}" + (f" ({news.detail})" if news.detail else ""))

    return told


def _device(source: StrapSource) -> tuple[Device, ...]:
    known = source.strap
    if known is None:
        return ()
    return (
        Device(
            manufacturer=known.manufacturer or "",
            product=known.model or known.name,
            serial=known.serial or "",
            battery_pct=known.battery_pct,
        ),
    )
