"""``runwalk scan``: which sensors are near, and which strap is yours?"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace

import click

from devices import clock, memory
from devices.sensors import CHANNELS, Choice, FoundSensor, straps_in
from runwalk.errors import DeviceError
from runwalk.options import talk


@click.command("scan")
@click.option(
    "--seconds",
    "duration_s",
    type=click.FloatRange(min=0.5, max=120.0),
    default=5.0,
    show_default=True,
    help="How long to look around.",
)
@click.option("--remember", "wanted", metavar="NAME", help="Make this strap yours.")
@click.option("--forget", is_flag=True, help="Forget your strap, and look for none.")
@click.option("--json", "is_json", is_flag=True, help="Print JSON for programs.")
@click.option(
    "--source",
    type=click.Choice(["strap", "virtual"]),
    default="strap",
    show_default=True,
    help="Look with this computer's Bluetooth, or among sensors that are not there.",
)
def command(
    duration_s: float, wanted: str | None, source: str, *, forget: bool, is_json: bool
) -> None:
    """List the straps, foot pods and treadmills that are near, the strongest first.

    Wear the strap, with its electrodes wet: most straps sleep until they feel skin, and a foot pod
    until it is moved. What a phone or a watch holds does not show.

    A strap that is alone near you is remembered as yours, if none is yet; `runwalk live` then takes
    no other unless you tell it to.

    \b
    Examples:
      runwalk scan --seconds 10
      runwalk scan --remember "Polar H10 7D5A2B21"
    """
    if forget and wanted is not None:
        raise click.UsageError("--remember and --forget are opposites")
    if forget:
        _forget(is_json=is_json)
        return
    is_real = source == "strap"
    if wanted is not None and not is_real:
        raise click.UsageError("a strap that is not there cannot be yours")
    talk(f"looking around for {duration_s:g} s ...")
    if is_real:
        sensors = clock.run(_scan(duration_s))
    else:
        sensors = clock.run(_scan_virtual(duration_s), speed=None)
    straps = straps_in(sensors)
    if is_real:
        _take_note(straps, wanted)
    known = memory.recall()
    if is_json:
        rows = [asdict(sensor) | {"remembered": known.is_own(sensor)} for sensor in sensors]
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
        return
    for sensor in sensors:
        strength = "connected" if sensor.rssi_dbm is None else f"{sensor.rssi_dbm} dBm"
        mark = ", yours" if known.is_own(sensor) else ""
        what = CHANNELS[sensor.kind].it
        click.echo(f"{sensor.label:<24} {sensor.address:<17} {strength:>9}  {what}{mark}")
    if not straps:
        talk("no heart rate strap found: is it worn, wet, and let go by phone and watch?")
    elif is_real and known.strap is None:
        talk("none of them is yours yet; runwalk scan --remember NAME makes one so")


def _forget(*, is_json: bool) -> None:
    known = memory.recall()
    if known.strap is not None:
        memory.keep(replace(known, strap=None))
    label = known.strap.label if known.strap else None
    talk(f"forgot {label}" if label else "no strap was remembered")
    if is_json:
        click.echo(json.dumps({"forgot": label}))


def _take_note(straps: Sequence[FoundSensor], wanted: str | None) -> None:
    """Remember the strap that was asked for, or the one that can only be meant.

    Raises:
        DeviceError: The one that was asked for is not near, or it may be several.
    """
    if wanted is None:
        for strap in straps:
            memory.notice(strap, is_clear=len(straps) == 1, say=talk)
        return
    meant = Choice(wanted).rank(straps)
    if not meant:
        near = ", ".join(strap.label for strap in straps) or "none"
        raise DeviceError(f"no strap near is called {wanted!r}", f"near: {near}")
    if len(meant) > 1:
        raise DeviceError(
            f"{wanted!r} may be {' or '.join(strap.label for strap in meant)}",
            "give a whole name, or an address",
        )
    memory.keep(memory.recall().with_strap(meant[0], clock.wall_time().utc))
    talk(f"remembered {meant[0].label} as your strap; `runwalk scan --forget` forgets it")


async def _scan(duration_s: float) -> tuple[FoundSensor, ...]:
    from devices.radio import scan  # loads bleak, which takes a while

    return await scan(duration_s)


async def _scan_virtual(duration_s: float) -> tuple[FoundSensor, ...]:
    from devices.radio import scan
    from devices.virtual_radio import (
        FOOTPOD,
        H10,
        HRM_PRO,
        TICKR,
        TREADMILL,
        VirtualAir,
        VirtualSensor,
    )

    air = VirtualAir()
    for spec in (H10, HRM_PRO, TICKR, FOOTPOD, TREADMILL):
        VirtualSensor(air, spec)
    return await scan(duration_s, scanner_backend=air.scanner_backend)
