"""``runwalk scan``: which straps are near?"""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from devices import clock
from devices.strap import FoundStrap


@click.command("scan")
@click.option(
    "--seconds",
    "duration_s",
    type=click.FloatRange(min=0.5, max=120.0),
    default=5.0,
    show_default=True,
    help="How long to look around.",
)
@click.option("--json", "is_json", is_flag=True, help="Print JSON for programs.")
@click.option(
    "--source",
    type=click.Choice(["strap", "virtual"]),
    default="strap",
    show_default=True,
    help="Look with this computer's Bluetooth, or among three straps that are not there.",
)
def command(duration_s: float, is_json: bool, source: str) -> None:
    """List the heart rate straps that are near, the strongest first.

    Wear the strap, with its electrodes wet: most straps sleep until they feel skin. One that a
    phone or a watch holds does not show.

    \b
    Example:
      runwalk scan --seconds 10
    """
    click.echo(f"looking around for {duration_s:g} s ...", err=True)
    if source == "virtual":
        straps = clock.run(_scan_virtual(duration_s), speed=None)
    else:
        straps = clock.run(_scan(duration_s))
    if is_json:
        click.echo(json.dumps([asdict(strap) for strap in straps], indent=2, ensure_ascii=False))
        return
    for strap in straps:
        strength = "connected" if strap.rssi_dbm is None else f"{strap.rssi_dbm} dBm"
        click.echo(f"{strap.label:<24} {strap.address:<17} {strength:>9}")
    if not straps:
        click.echo(
            "no heart rate strap found: is it worn, wet, and let go by phone and watch?", err=True
        )


async def _scan(duration_s: float) -> tuple[FoundStrap, ...]:
    from devices.ble import scan  # loads bleak, which takes a while

    return await scan(duration_s)


async def _scan_virtual(duration_s: float) -> tuple[FoundStrap, ...]:
    from devices.ble import scan
    from devices.virtual_radio import H10, HRM_PRO, TICKR, VirtualAir, VirtualStrap

    air = VirtualAir()
    for spec in (H10, HRM_PRO, TICKR):
        VirtualStrap(air, spec)
    return await scan(duration_s, scanner_backend=air.scanner_backend)
