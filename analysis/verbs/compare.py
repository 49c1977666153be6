"""``runwalk compare``: the coach beside other ways to run and walk."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from analysis.claims import KINDS, STRONG, ClaimRow, DriftJob, Judged, claim_row, judge_both
from analysis.compare import (
    COACHES,
    POLICIES,
    SCENARIOS,
    WARM_UP_S,
    Estimate,
    Habit,
    Job,
    Row,
    Score,
    rows,
    score_of,
    verdicts,
)
from analysis.led import LED_KINDS, LedJob, judge_led
from analysis.options import (
    check_picture,
    jobs_option,
    noise_option,
    picture_option,
    twin_option,
)
from analysis.parallel import done
from runwalk.options import json_option, talk

_SEEDS, _DRIFT_SEEDS = 20, 24
_LEAST_MINUTES = WARM_UP_S // 60 + 1
_MOST_ERROR_SD_BPM_PER_H = 2.5
_LEAST_IN_TIME = 0.95


@click.command("compare")
@click.option(
    "--scenario",
    "names",
    type=click.Choice(tuple(SCENARIOS)),
    multiple=True,
    help="Only this one; may be given more than once. All of them if not given.",
)
@click.option(
    "--seeds",
    "seed_count",
    type=click.IntRange(1, 1000),
    help="How many runners a scenario (20), or runs of each kind with --drift (24).",
)
@click.option(
    "--first-seed",
    type=click.IntRange(0),
    default=7000,
    show_default=True,
    help="The seed of the first; the others follow.",
)
@click.option(
    "--minutes",
    type=click.IntRange(_LEAST_MINUTES, 600),
    default=60,
    show_default=True,
    help="How long they run.",
)
@noise_option
@twin_option
@click.option(
    "--runner",
    "habit",
    type=click.Choice([one.value for one in Habit]),
    help="What the runners make of what is said; obedient if not given. With --drift, the coach "
    "then leads the runs.",
)
@click.option("--strap-only", is_flag=True, help="Leave out the coach that hears speed.")
@click.option("--drift", "is_drift", is_flag=True, help="Who claims drift, and when, instead.")
@jobs_option(2)
@picture_option
@json_option
def command(  # one parameter for each option
    names: tuple[str, ...],
    seed_count: int | None,
    first_seed: int,
    minutes: int,
    noise_level: float,
    twin: str,
    habit: str | None,
    jobs: int,
    picture: Path | None,
    *,
    strap_only: bool,
    is_drift: bool,
    as_json: bool,
) -> None:
    """Hold the coach against other ways to run and walk.

    Simulated runners with hearts, habits and straps of their own obey the coach, nobody, a clock
    (Galloway's 4:1), a watch that beeps at the ceiling, one that walks down to mid-zone, or an
    oracle that knows the runner and the future. What counts is the true heart rate after the first
    five minutes. The same options give the same numbers. A disobedient runner ignores every second
    word, walks 10 to 25 s late and runs again after 15 to 35 s; a deaf one hears nothing.

    \b
    Examples:
      runwalk compare --scenario hot --seeds 4 --jobs 2
      runwalk compare --drift --png drift.svg
    """  # click wants the backspace itself: do not rewrap
    if picture is not None:
        check_picture(picture)
    count = seed_count or (_DRIFT_SEEDS if is_drift else _SEEDS)
    seeds = range(first_seed, first_seed + count)
    if is_drift:
        _drift(seeds, twin, habit, jobs, picture, strap_only=strap_only, as_json=as_json)
        return
    policies = [name for name in POLICIES if not (strap_only and name == COACHES[-1])]
    todo = [
        Job(
            scenario=name,
            policy=policy,
            seed=seed,
            minutes=minutes,
            twin=twin,
            noise_level=noise_level,
            habit=habit or Habit.OBEDIENT,
        )
        for name in names or SCENARIOS
        for policy in policies
        for seed in seeds
    ]
    found: dict[str, dict[str, list[Score]]] = {}
    for job, score in zip(todo, done(score_of, todo, jobs=jobs, label="comparing"), strict=True):
        found.setdefault(job.scenario, {}).setdefault(job.policy, []).append(score)
    lead = COACHES[0] if strap_only else COACHES[-1]
    table = {name: rows(name, scores, lead=lead) for name, scores in found.items()}
    if as_json:
        for some in table.values():
            for row in some:
                print(json.dumps(_as_json(row, seeds, minutes, twin, habit, lead)))
    else:
        print(
            f"{count} runners a scenario (seeds {seeds[0]} to {seeds[-1]}), {minutes} minutes, "
            f"{twin} twin, strap noise {noise_level:g}{_told(habit)}"
        )
        print("shares by true heart rate after 5 minutes; [95 % interval, bootstrap over runs];")
        print("worst: worst decile of the time in zone; oracle: a bound, it knows the future;")
        print(
            f"the last two columns are {lead!r} minus the row, paired run by run\n"
            "(points of time in zone, and % of the lead's speed)"
        )
        for name, some in table.items():
            _tell(name, some)
    if picture is not None:
        from analysis.compare_picture import draw

        draw(picture, table, SCENARIOS)
        talk(f"wrote {click.format_filename(picture)}")


def _tell(name: str, some: Sequence[Row]) -> None:
    print(f"\n{name}: {SCENARIOS[name].words}")
    print(
        f"{'':<18}{'in zone %':>20}{'worst':>7}{'above %':>22}{'km/h':>7}{'run %':>7}"
        f"{'cycles/h':>10}{'cues/h':>8}{'in zone +%':>22}{'speed +%':>23}"
    )
    for row in some:
        print(
            f"{row.policy:<18}{_range(row.in_zone_pct):>20}{row.worst_decile_pct:7.1f}"
            f"{_range(row.above_pct):>22}{3.6 * row.speed_mps.mean:7.2f}"
            f"{row.running_pct.mean:7.1f}{row.cycles_per_h.mean:10.1f}{row.cues_per_h.mean:8.1f}"
            f"{_range(_turned(row.in_zone_more_pct), '+'):>22}"
            f"{_range(_turned(row.faster_pct), '+'):>23}"
        )
    for row in some:
        if row.policy in COACHES:
            told = ", ".join(
                f"{one.what} {one.measured:.1f} (wanted {one.wanted:g}: "
                f"{'met' if one.is_met else 'MISSED'})"
                for one in verdicts(row)
            )
            print(f"{row.policy}: {told}")


def _range(value: Estimate, sign: str = "") -> str:
    return f"{value.mean:{sign}.1f} [{value.low:{sign}.1f}, {value.high:{sign}.1f}]"


def _turned(value: Estimate) -> Estimate:
    """The lead minus the row, where the row minus the lead is known."""
    return Estimate(mean=0.0 - value.mean, low=0.0 - value.high, high=0.0 - value.low)


def _told(habit: str | None) -> str:
    return f", {habit} runners" if habit else ""


def _as_json(
    row: Row, seeds: range, minutes: int, twin: str, habit: str | None, lead: str
) -> dict[str, Any]:
    told: dict[str, Any] = asdict(row)
    runs = told.pop("scores")
    told |= {"lead": lead, "minutes": minutes, "twin": twin}
    told |= {"runner": habit or Habit.OBEDIENT.value}
    if row.policy in COACHES:
        told["targets"] = [asdict(one) for one in verdicts(row)]
    told["runs"] = [{"seed": seed, **one} for seed, one in zip(seeds, runs, strict=True)]
    return told


def _drift(
    seeds: range,
    twin: str,
    habit: str | None,
    jobs: int,
    picture: Path | None,
    *,
    strap_only: bool,
    as_json: bool,
) -> None:
    found = _judged(seeds, twin, jobs) if habit is None else _led(seeds, twin, habit, jobs)
    table = [
        claim_row(kind, [both[has_speed] for both in runs], has_speed=has_speed)
        for kind, runs in found.items()
        for has_speed in ((False,) if strap_only else (False, True))
    ]
    if as_json:
        for row in table:
            told = {**asdict(row), "first_seed": seeds[0], "twin": twin}
            print(json.dumps(told if habit is None else {**told, "runner": habit}))
    else:
        print(
            f"{len(seeds)} runs of each kind (seeds {seeds[0]} to {seeds[-1]}), 60 minutes, "
            f"{twin} twin{_told(habit)}; bpm/h"
        )
        print("in time: claimed by minute 45 at 12 bpm/h and by minute 33 at 25\n")
        print(
            f"{'run':<17}{'heard':<12}{'true':>6}{'claimed':>11}{'minute':>8}{'in time':>12}"
            f"{'slope error':>14}  of"
        )
        for row in table:
            print(_claim_line(row))
    if picture is not None:
        from analysis.compare_picture import draw_claims

        draw_claims(picture, table)
        talk(f"wrote {click.format_filename(picture)}")


def _judged(seeds: range, twin: str, jobs: int) -> dict[str, list[tuple[Judged, Judged]]]:
    """Runs by a script, which nobody leads."""
    todo = [DriftJob(kind=kind, seed=seed, twin=twin) for kind in KINDS for seed in seeds]
    return _by_kind(todo, done(judge_both, todo, jobs=jobs, label="comparing"))


def _led(seeds: range, twin: str, habit: str, jobs: int) -> dict[str, list[tuple[Judged, Judged]]]:
    """Runs that the coach leads."""
    todo = [
        LedJob(kind=kind, seed=seed, twin=twin, habit=habit) for kind in LED_KINDS for seed in seeds
    ]
    return _by_kind(todo, done(judge_led, todo, jobs=jobs, label="comparing"))


def _by_kind(
    todo: Sequence[DriftJob | LedJob], judged: Iterable[tuple[Judged, Judged]]
) -> dict[str, list[tuple[Judged, Judged]]]:
    found: dict[str, list[tuple[Judged, Judged]]] = {}
    for job, both in zip(todo, judged, strict=True):
        found.setdefault(job.kind, []).append(both)
    return found


def _claim_line(row: ClaimRow) -> str:
    minute = "-" if row.by_min is None else f"{row.by_min:.0f}"
    claimed = f"{row.claims} of {row.runs}"
    in_time = "" if row.in_time is None else f"{row.in_time} of {row.runs}"
    error = "not told" if row.error_bpm_per_h is None else f"{row.error_bpm_per_h:+.1f}"
    spread = "" if row.error_sd_bpm_per_h is None else f" ±{row.error_sd_bpm_per_h:4.1f}"
    heard = "with speed" if row.has_speed else "strap only"
    missed = [what for what, is_met in _wanted(row) if not is_met]
    told = f"   MISSED: {', '.join(missed)}" if missed else ""
    return (
        f"{row.kind:<17}{heard:<12}{row.true_bpm_per_h:6.1f}{claimed:>11}"
        f"{minute:>8}{in_time:>12}{error + spread:>14}{row.told:4}{told}"
    )


def _wanted(row: ClaimRow) -> Iterator[tuple[str, bool]]:
    """What this project wants of a row, with speed heard, and whether it holds."""
    if not row.has_speed:
        return
    if KINDS[row.kind].drift_bpm_per_h == 0.0:
        yield "no claim", row.claims == 0
    if row.in_time is not None:
        yield f"claimed by minute {STRONG[row.kind]:g}", row.in_time >= _LEAST_IN_TIME * row.runs
    if row.error_sd_bpm_per_h is not None:
        yield "slope error SD <= 2.5", row.error_sd_bpm_per_h <= _MOST_ERROR_SD_BPM_PER_H
