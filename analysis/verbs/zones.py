"""``runwalk zones``: who the runner is, in numbers."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import click

from runwalk.config import Config, config_path
from runwalk.options import band_options, json_option, read_config, settle, talk, today
from runwalk.outputs.ceiling import SAFETY, zone_lines, zones_in


@click.command(name="zones")
@band_options
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Zones as they were on a day, by your dated entries; today if not given.",
)
@json_option
def command(
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    day: datetime | None,
    *,
    as_json: bool,
) -> None:
    """Show your heart-rate zones, ceiling, floor and hard limit.

    They come from your settings, or from --ceiling and --floor.

    \b
    Example:
      runwalk zones --ceiling 150
    """
    config = read_config(config_file)
    on = day.date() if day else today()
    _show(config, on, ceiling_bpm, floor_bpm, as_json=as_json)
    talk(SAFETY)


def _show(
    config: Config, on: date, ceiling_bpm: int | None, floor_bpm: int | None, *, as_json: bool
) -> None:
    plan = settle(config, on, ceiling_bpm, floor_bpm)
    band = plan.workout.segments[0].band
    assert band is not None  # an easy run has one
    if as_json:
        zones = zones_in(plan.athlete, band)
        rows = [
            {"zone": z.number, "name": z.name, "lower_bpm": z.lower_bpm, "upper_bpm": z.upper_bpm}
            for z in zones.zones
        ]
        print(
            json.dumps(
                {
                    "on": on.isoformat(),
                    "model": zones.model,
                    "zones": rows,
                    "floor_bpm": band.floor_bpm,
                    "ceiling_bpm": band.ceiling_bpm,
                    "limit_bpm": plan.athlete.hard_limit_bpm(band),
                    "config": str(config.path) if config.path else None,
                }
            )
        )
        return
    for line in zone_lines(plan.athlete, band, on):
        print(line)
    if config.path is None:
        talk(f"no settings yet; `runwalk setup` makes them, in {config_path()}")
