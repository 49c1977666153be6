"""``runwalk paces``: what a race says of other races, and how fast to train."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import click

from runwalk.options import config_option, json_option, read_config, units_option
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units, pace
from runwalk.training.galloway import (
    LONG_RUN_SLOWER_S_PER_MILE,
    RunWalk,
    magic_mile_paces,
    ratios_at,
)
from runwalk.training.paces import (
    LONGEST_EFFORT_S,
    RIEGEL_EXPONENT,
    SHORTEST_EFFORT_S,
    CriticalSpeed,
    TrainingPaces,
    critical_speed,
    race_time_s,
    riegel_exponent,
    riegel_time_s,
    training_paces,
    vdot_daniels_gilbert_1979,
)
from runwalk.training.quantities import HALF_MARATHON_M, MARATHON_M, MILE_M, Race, race_of

DISTANCES: Final = (
    ("1500 m", 1500.0),
    ("mile", MILE_M),
    ("3 km", 3000.0),
    ("5 km", 5000.0),
    ("10 km", 10_000.0),
    ("half marathon", HALF_MARATHON_M),
    ("marathon", MARATHON_M),
)
"""Distances that a time is told for."""

CAUTION: Final = (
    "note: one race and a formula; heat, hills and how you trained are not in it. Your heart-rate "
    "ceiling comes first."
)
FAR: Final = (
    "note: Riegel's formula told half of 2303 recreational runners a marathon at least 10 minutes "
    "too fast (Vickers and Vertosick 2016)."
)

HELD_S: Final = (120.0, 1800.0)
"""Only between these is it told how long a pace can be held [s]: beyond them the hyperbola is not
to be believed (our choice)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    """What races tell together.

    Attributes:
        races: As they were given.
        vdots: The VDOT of each.
        best: The race with the highest one.
        paces: Training speeds at that VDOT.
        exponent: Riegel's, as it was asked for.
        own_exponent: What two of the races say it is; None where none are far enough apart.
        critical: Critical speed; a sentence where the races do not tell it.
        mile_s: The time of a mile, where one was run [s].
        temperature_c: On the day of the race to come [degrees Celsius].
    """

    races: tuple[Race, ...]
    vdots: tuple[float, ...]
    best: Race
    paces: TrainingPaces
    exponent: float
    own_exponent: float | None
    critical: CriticalSpeed | str
    mile_s: float | None
    temperature_c: float

    @property
    def easy_ratios(self) -> tuple[RunWalk, ...]:
        """Galloway's ratios at the slow end of easy pace."""
        return ratios_at(MILE_M / self.paces.easy_mps[0])

    @property
    def magic(self) -> dict[float, float]:
        """Galloway's times [s] by distance [m], from the mile."""
        if self.mile_s is None:
            return {}
        paces = magic_mile_paces(self.mile_s, self.temperature_c)
        return {far: pace_s * far / MILE_M for far, pace_s in paces.items()}


def _races(_context: click.Context, _parameter: click.Parameter, told: Sequence[str]) -> Any:
    try:
        return tuple(race_of(one) for one in told)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


@click.command(name="paces")
@click.option(
    "--race",
    "races",
    multiple=True,
    required=True,
    callback=_races,
    metavar="DISTANCE=TIME",
    help="As 5km=24:30, mile=7:10, half=1:52:00. May be given several times.",
)
@click.option(
    "--exponent",
    type=click.FloatRange(1.0, 1.3),
    default=RIEGEL_EXPONENT,
    show_default=True,
    help="Of Riegel's formula: how much a runner slows down over longer races.",
)
@click.option(
    "--temperature",
    "temperature_c",
    type=click.FloatRange(-30.0, 45.0),
    default=15.0,
    show_default=True,
    metavar="CELSIUS",
    help="On the day of the race, for Galloway's times from a mile.",
)
@units_option
@config_option
@json_option
def command(
    races: tuple[Race, ...],
    exponent: float,
    temperature_c: float,
    units: str | None,
    config_file: Path | None,
    *,
    as_json: bool,
) -> None:
    """Turn races into training paces, and into times over other distances.

    Daniels' VDOT and paces, Riegel's formula, Galloway's run/walk ratios; critical speed from two
    races of 2 to 20 minutes, and Galloway's Magic Mile where one race is a mile.

    \b
    Examples:
      runwalk paces --race 5km=24:30
      runwalk paces --race mile=7:10 --race 3km=14:20 --race 5km=24:30 --units mile
    """
    told_in = Units(units) if units else read_config(config_file).units
    told = _told(races, exponent, temperature_c)
    if as_json:
        print(json.dumps(_as_json(told), allow_nan=False))
        return
    for line in _lines(told, told_in):
        print(line)


def _told(races: tuple[Race, ...], exponent: float, temperature_c: float) -> _Told:
    vdots = tuple(map(vdot_daniels_gilbert_1979, races))
    best = max(zip(vdots, races, strict=True), key=lambda one: one[0])
    try:
        paces = training_paces(best[0])
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    return _Told(
        races=races,
        vdots=vdots,
        best=best[1],
        paces=paces,
        exponent=exponent,
        own_exponent=_own_exponent(races),
        critical=_critical(races),
        mile_s=min((one.time_s for one in races if one.distance_m == MILE_M), default=None),
        temperature_c=temperature_c,
    )


def _own_exponent(races: Sequence[Race]) -> float | None:
    by_length = sorted(races, key=lambda one: one.distance_m)
    try:
        return riegel_exponent(by_length[0], by_length[-1])
    except ValueError:
        return None


def _critical(races: Sequence[Race]) -> CriticalSpeed | str:
    """Critical speed from those races that tell it; else why not."""
    try:
        return critical_speed(
            [one for one in races if SHORTEST_EFFORT_S <= one.time_s <= LONGEST_EFFORT_S]
        )
    except ValueError as error:
        return str(error)


def _lines(told: _Told, units: Units) -> Iterator[str]:
    for race, vdot in zip(told.races, told.vdots, strict=True):
        yield f"{_named(race.distance_m)} in {clock(race.time_s)}: VDOT {vdot:.1f}"
    best = f", from {_named(told.best.distance_m)}" if len(told.races) > 1 else ""
    yield f"training paces (Daniels{best})"
    for letter, what, speeds in _zones(told.paces):
        span = " to ".join(pace(speed, units) for speed in speeds)
        yield f"  {letter}  {what:<37} {span}"
    yield from _ratio_lines(told, units)
    yield from _race_lines(told)
    yield from _critical_lines(told, units)
    if told.own_exponent is not None:
        yield f"your own races fit Riegel's formula with {told.own_exponent:.3f}"
    yield CAUTION
    if told.best.distance_m < 0.5 * MARATHON_M:
        yield FAR


def _zones(paces: TrainingPaces) -> tuple[tuple[str, str, tuple[float, ...]], ...]:
    return (
        ("E", "easy: talking is comfortable", paces.easy_mps),
        ("M", "marathon", (paces.marathon_mps,)),
        ("T", "threshold: comfortably hard", (paces.threshold_mps,)),
        ("I", "interval: hard, for 3 to 5 minutes", paces.interval_mps),
        ("R", "repetition: fast, for up to 2 minutes", (paces.repetition_mps,)),
    )


def _ratio_lines(told: _Told, units: Units) -> Iterator[str]:
    slow_mps = told.paces.easy_mps[0]
    at = f"at {pace(slow_mps, units)}, walking counted (Galloway)"
    if not told.easy_ratios:
        yield f"run and walk by the clock {at}: walk more than you run, as your heart says"
        return
    ratios = ", ".join(f"{one.run_s}/{one.walk_s}" for one in told.easy_ratios)
    yield f"seconds of running/walking {at}: {ratios}"


def _race_lines(told: _Told) -> Iterator[str]:
    magic = told.magic
    mile = "   Magic Mile" if magic else ""
    yield f"the same form over      VDOT  Riegel {told.exponent:g}{mile}"
    for name, far in DISTANCES:
        row = f"  {name:<15} {clock(race_time_s(told.paces.vdot, far)):>10}"
        row += f"  {clock(riegel_time_s(told.best, far, told.exponent)):>11}"
        yield row + (f"  {clock(magic[far]):>11}" if far in magic else "")


def _critical_lines(told: _Told, units: Units) -> Iterator[str]:
    found = told.critical
    if isinstance(found, str):
        if len(told.races) > 1:
            yield f"no critical speed: {found}"
        return
    speed, reserve = pace(found.speed_mps, units), f"{found.reserve_m:.0f}"
    if found.speed_se_mps is None or found.reserve_se_m is None:
        doubt = " (two efforts fit any line: how sure it is, a third would tell)"
    else:
        per_unit_s = units.metres / found.speed_mps * found.speed_se_mps / found.speed_mps
        speed += f" ± {per_unit_s:.0f} s"
        reserve += f" ± {found.reserve_se_m:.0f}"
        doubt = f" ({found.efforts} efforts)"
    yield f"critical speed {speed}, and {reserve} m beyond it{doubt}"
    lasts_s = found.endurance_s(told.paces.interval_mps[1])
    if HELD_S[0] <= lasts_s <= HELD_S[1]:
        yield f"so the faster I pace can be held for about {clock(lasts_s)}"


def _named(distance_m: float) -> str:
    names = {far: name for name, far in DISTANCES}
    return names.get(distance_m, f"{distance_m / 1000:g} km")


def _as_json(told: _Told) -> dict[str, Any]:
    critical = told.critical if isinstance(told.critical, CriticalSpeed) else None
    magic = told.magic
    long_run = magic.get(MARATHON_M)
    return {
        "races": [
            {**asdict(race), "vdot": round(vdot, 3)}
            for race, vdot in zip(told.races, told.vdots, strict=True)
        ],
        "vdot": round(told.paces.vdot, 3),
        "paces_mps": {name: value for name, value in asdict(told.paces).items() if name != "vdot"},
        "riegel_exponent": told.exponent,
        "own_riegel_exponent": told.own_exponent,
        "times": [
            {
                "name": name,
                "distance_m": far,
                "vdot_s": round(race_time_s(told.paces.vdot, far), 1),
                "riegel_s": round(riegel_time_s(told.best, far, told.exponent), 1),
                "magic_mile_s": round(magic[far], 1) if far in magic else None,
            }
            for name, far in DISTANCES
        ],
        "long_run_s_per_mile": None
        if long_run is None
        else long_run / MARATHON_M * MILE_M + LONG_RUN_SLOWER_S_PER_MILE,
        "run_walk_s": [[one.run_s, one.walk_s] for one in told.easy_ratios],
        "critical_speed": None if critical is None else asdict(critical),
        "why_no_critical_speed": told.critical if isinstance(told.critical, str) else None,
    }
