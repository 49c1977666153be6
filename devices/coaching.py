"""A live run from its first second to its files, whatever the source."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from devices.buttons import Buttons, with_presses
from devices.clock import PacedEventLoop, wall_time
from runwalk import __version__
from runwalk.config import Plan, plan_to_dict
from runwalk.engine.coach import Reading
from runwalk.engine.phases import Action
from runwalk.engine.profile import HeartProfile
from runwalk.engine.sample import Sample
from runwalk.engine.workout import Segment
from runwalk.options import talk
from runwalk.recording.live_run import LiveRun
from runwalk.recording.recording import Device
from runwalk.session import Output, run_live
from runwalk.summary import Tally


@dataclass(slots=True)
class Followers:
    """An output that lets somebody hear: a simulated runner.

    Attributes:
        hear: Told ``run``, ``walk`` or ``ease``.
        take: Shown the part of the workout that runs now; None where nobody looks.
    """

    hear: Callable[[str], None]
    take: Callable[[Segment | None], None] | None = None

    def show(self, reading: Reading) -> None:
        """Pass on what is asked for."""
        if self.take is not None:
            self.take(reading.segment)
        for cue in reading.cues:
            if cue.action is not Action.INFO:
                self.hear(cue.action.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSource:
    """Where Samples come from.

    Attributes:
        samples: A Sample a second.
        devices: Tells what takes part, as far as it is known by now.
        until_finished: Whether the runner's finish ends the run, or only the source does.
        follower: Somebody who must hear the cues, being simulated.
        sub_sport: FIT's name for the kind of running.
    """

    samples: AsyncGenerator[Sample, None]
    devices: Callable[[], Sequence[Device]] = tuple
    until_finished: bool = True
    follower: Followers | None = None
    sub_sport: str = "generic"


Packets = Callable[[int, bytes], None]
"""Where raw notifications go: nanoseconds since the start, and bytes."""

MakeSource = Callable[[Packets], LiveSource]
"""Builds a source, which is given where raw notifications go."""


@dataclass(slots=True)
class Outcome:
    """What a live run came to.

    Attributes:
        tally: The counts.
        files: What was written.
        learned: What the run told of the runner's heart.
    """

    tally: Tally = field(default_factory=Tally)
    files: tuple[Path, ...] = ()
    learned: HeartProfile = field(default_factory=HeartProfile)


def followed(
    make_source: MakeSource, follow: Callable[[Callable[[], Sequence[Device]]], None]
) -> MakeSource:
    """Let somebody know what takes part in a run, once there is a source.

    Args:
        make_source: Builds the source.
        follow: Told whom to ask.
    """

    def make(on_packet: Packets) -> LiveSource:
        source = make_source(on_packet)
        follow(source.devices)
        return source

    return make


async def coach_run(
    make_source: MakeSource,
    plan: Plan,
    *,
    outputs: Sequence[Output],
    folder: Path | None,
    buttons: Buttons | None = None,
    tell: Callable[[str], None] = talk,
) -> Outcome:
    """Coach a run until it, its source, or the user ends it; then save it.

    SIGINT and SIGTERM end a run as its finish does: what was heard is kept.

    Args:
        make_source: Builds the source; it is given where raw notifications go.
        plan: Who runs and what is planned.
        outputs: Who tells.
        folder: Where the run is kept; None keeps nothing.
        buttons: What the runner presses; None where there is nothing to press.
        tell: Told in a sentence which output was dropped.

    Raises:
        RecordingError: The files cannot be written.
    """
    outcome = Outcome()
    keeper: LiveRun | None = None

    def keep_raw(at_ns: int, payload: bytes) -> None:
        if keeper is not None:
            keeper.raw(at_ns, payload)

    source = make_source(keep_raw)  # hears nothing before it is iterated
    if folder is not None:
        keeper = _keeper(plan, folder, source.sub_sport)
    followers = () if source.follower is None else (source.follower,)

    coach = plan.coach()
    heard = source.samples if buttons is None else with_presses(source.samples, buttons)

    async def coached() -> None:
        async with contextlib.aclosing(heard) as samples:
            await run_live(
                samples,
                coach,
                outputs=(*outputs, outcome.tally, *followers),
                keeper=keeper,
                until_finished=source.until_finished,
                tell=tell,
            )

    try:
        running = asyncio.create_task(coached())
        with _ended_by_signals(running), contextlib.suppress(asyncio.CancelledError):
            async with _synced(keeper, source):
                await running
    finally:
        if keeper is not None:
            keeper.tell_devices(source.devices())
            outcome.files = keeper.end()
    outcome.learned = coach.learned
    return outcome


def _keeper(plan: Plan, folder: Path, sub_sport: str) -> LiveRun:
    now = wall_time()
    return LiveRun(
        folder,
        start_utc=now.utc.replace(microsecond=0),
        utc_offset_s=now.local_offset_s,
        plan=plan_to_dict(plan),
        engine=__version__,
        sub_sport=sub_sport,
    )


@contextlib.contextmanager
def _ended_by_signals(task: asyncio.Future[None]) -> Iterator[None]:
    loop = asyncio.get_running_loop()
    caught = (signal.SIGINT, signal.SIGTERM)
    try:
        for number in caught:
            loop.add_signal_handler(number, task.cancel)
    except (NotImplementedError, RuntimeError):  # Windows; or not the main thread
        yield
        return
    try:
        yield
    finally:
        for number in caught:
            loop.remove_signal_handler(number)


@contextlib.asynccontextmanager
async def _synced(keeper: LiveRun | None, source: LiveSource) -> AsyncIterator[None]:
    """Bring the files to the disk once a second, in a thread: a slow card delays no cue."""
    if keeper is None or isinstance(asyncio.get_running_loop(), PacedEventLoop):
        yield  # nothing to keep, or nobody's real run
        return

    async def sync() -> None:
        while True:
            await asyncio.sleep(1.0)
            keeper.tell_devices(source.devices())
            await asyncio.to_thread(keeper.sync)

    syncing = asyncio.create_task(sync())
    try:
        yield
    finally:
        syncing.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await syncing


def name_files(files: Sequence[Path]) -> None:
    """Tell which files a run left behind."""
    for path in files:
        print(f"kept {path}", file=sys.stderr)  # noqa: T201  # talk, for the verbs
