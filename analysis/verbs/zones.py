"""``runwalk zones``: who the runner is, in numbers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path

import click

from runwalk.config import Config, config_path
from runwalk.options import band_options, json_option, read_config, settle, talk, today
from runwalk.outputs.ceiling import SAFETY, zone_lines, zones_in
from runwalk.training.efforts import (
    Strain,
    StrainZones,
    Talk,
    strain_of_rpe,
    strain_of_talk,
    zones_of_strain,
)


@click.command(name="zones")
@band_options
@click.option(
    "--on",
    "day",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Zones as they were on a day, by your dated entries; today if not given.",
)
@click.option(
    "--rpe",
    type=click.FloatRange(0.0, 10.0),
    help="Tell where an effort of so much out of ten lies.",
)
@click.option(
    "--talk",
    "talk_test",
    type=click.Choice([one.value for one in Talk]),
    help="Tell where you are if talking is comfortable (ok), or is not (hard).",
)
@json_option
def command(
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    day: datetime | None,
    rpe: float | None,
    talk_test: str | None,
    *,
    as_json: bool,
) -> None:
    """Show your heart-rate zones, ceiling, floor and hard limit.

    They come from your settings, or from --ceiling and --floor. What you feel tells a zone by
    chance only: --rpe and --talk say by how much.

    \b
    Examples:
      runwalk zones --ceiling 150
      runwalk zones --ceiling 150 --rpe 6 --talk hard
    """
    config = read_config(config_file)
    on = day.date() if day else today()
    felt = _felt(rpe, talk_test)
    _show(config, on, ceiling_bpm, floor_bpm, felt, as_json=as_json)
    talk(SAFETY)


def _felt(rpe: float | None, talk_test: str | None) -> dict[str, Strain]:
    """What was felt, in words, and where that lies."""
    felt = {} if rpe is None else {f"effort {rpe:g} of 10": strain_of_rpe(rpe)}
    if talk_test is not None:
        felt[f"talking {talk_test}"] = strain_of_talk(Talk(talk_test))
    return felt


def _show(
    config: Config,
    on: date,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    felt: Mapping[str, Strain],
    *,
    as_json: bool,
) -> None:
    plan = settle(config, on, ceiling_bpm, floor_bpm)
    band = plan.workout.segments[0].band
    assert band is not None  # an easy run has one
    zones = zones_in(plan.athlete, band)
    if as_json:
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
                    "felt": [{"what": what, **asdict(one)} for what, one in felt.items()],
                    "zones_of": asdict(zones_of_strain(zones)),
                    "config": str(config.path) if config.path else None,
                }
            )
        )
        return
    for line in zone_lines(plan.athlete, band, on):
        print(line)
    for what, strain in felt.items():
        print(f"{what}: {_chances(strain, zones_of_strain(zones))}")
    if config.path is None:
        talk(f"no settings yet; `runwalk setup` makes them, in {config_path()}")


def _chances(strain: Strain, zones: StrainZones) -> str:
    parts = [("easy", zones.easy, strain.easy)]
    if zones.hard:
        parts += [("moderate", zones.moderate, strain.moderate), ("hard", zones.hard, strain.hard)]
    else:
        parts.append(("harder", zones.moderate, strain.moderate + strain.hard))
    return ", ".join(
        f"{name} (zone {' or '.join(map(str, numbers))}) {100.0 * chance:.0f} %"
        for name, numbers, chance in parts
    )
