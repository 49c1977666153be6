"""The four places a live run can come from, each ready to be coached."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import AsyncGenerator, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devices import memory, playback, stdin
from devices.coaching import Followers, LiveSource, MakeSource, Packets
from devices.sensors import CHANNELS, NONE_BESIDE, Beside, SensorKind
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

News = Callable[[str], None]
"""Told what is new, a sentence each."""


@dataclass(frozen=True, slots=True)
class Setup:
    """A source that is ready.

    Attributes:
        make: Builds it inside the event loop, told where raw notifications go.
        default_plan: Whose run it is if nobody says; None where only the runner can know.
    """

    make: MakeSource
    default_plan: Plan | None = None


ANY = "any"


def beside_strap(*, footpod: str | None, treadmill: str | None) -> Beside:
    """Say what to listen to beside the strap.

    Args:
        footpod: Name or address of a foot pod; ``any`` takes the strongest; None none.
        treadmill: The same of a treadmill.
    """
    asked = {SensorKind.FOOTPOD: footpod, SensorKind.TREADMILL: treadmill}
    return {kind: None if one == ANY else one for kind, one in asked.items() if one is not None}


def strap(
    wanted: str | None,
    tell: News = talk,
    *,
    beside: Beside = NONE_BESIDE,
    memory_file: Path | None = None,
) -> Setup:
    """Listen to a Bluetooth strap, and remember it; and to what else there is.

    Args:
        wanted: Its name or address; ``any`` takes the strongest; None the remembered one, or the
            strongest if none is.
        tell: Told what is new of the sensors, a sentence each.
        beside: What to listen to beside it.
        memory_file: Where it is remembered; None takes this platform's place.
    """
    from devices.ble import StrapSource

    own = memory.recall(memory_file).strap if wanted is None else None
    if own is not None:
        tell(f"strap: yours is {own.label}; `--strap {ANY}` takes another")

    def make(on_packet: Packets) -> LiveSource:
        source = StrapSource(
            None if wanted == ANY else wanted,
            known=None if own is None else own.found,
            beside=beside,
            on_packet=on_packet,
            on_news=_teller(tell),
        )
        return LiveSource(
            samples=_remembered(source, tell, memory_file),
            devices=lambda: _devices(source),
            sub_sport="treadmill" if SensorKind.TREADMILL in beside else "generic",
        )

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
    beside: Beside = NONE_BESIDE,
    tell: News = talk,
) -> Setup:
    """Let a simulated runner wear virtual sensors, and obey.

    Args:
        scenario: Kind of run, a name in :data:`runwalk.simulator.SCENARIOS`.
        seed: Which runner.
        faults: What goes wrong with the sensors, as in :meth:`devices.virtual.Fault.parse`.
        minutes: How long [min]; None takes the scenario's own length.
        is_strap_only: Leave out what a strap cannot know, and nothing beside it tells.
        beside: What there is beside the strap; if any, nothing else tells speed, cadence or grade.
        tell: Told what is new of the sensors, a sentence each.

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
            beside=beside,
            on_packet=on_packet,
            on_news=_teller(tell),
        )
        return LiveSource(
            samples=run.samples(),
            devices=lambda: _devices(run.source),
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
        detail = f" ({news.detail})" if news.detail else ""
        tell(f"{CHANNELS[news.sensor].it}: {news.text}{detail}")

    return told


def of_strap(tell: News) -> News:
    """Pass on all news but those of a sensor beside the strap: there is room for one only."""
    others = tuple(f"{CHANNELS[kind].it}: " for kind in SensorKind if kind is not SensorKind.STRAP)

    def told(text: str) -> None:
        if not text.startswith(others):
            tell(text)

    return told


def _devices(source: StrapSource) -> tuple[Device, ...]:
    """What takes part, the strap first."""
    known = (source.info_of(kind) for kind in SensorKind)
    return tuple(
        Device(
            manufacturer=one.manufacturer or "",
            product=one.model or one.name,
            serial=one.serial or "",
            battery_pct=one.battery_pct,
        )
        for one in known
        if one is not None
    )
