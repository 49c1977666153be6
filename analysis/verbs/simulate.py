"""``runwalk simulate``: a run that nobody ran."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import click
from click.core import ParameterSource

from analysis.options import jobs_option, noise_option, twin_option
from analysis.parallel import done
from runwalk.options import json_option, talk
from runwalk.outputs.lines import clock
from runwalk.recording.sample_json import sample_to_dict
from runwalk.simulator import (
    SCENARIOS,
    AnyBody,
    Rehearsal,
    StrapNoise,
    draw_body,
    rehearse,
)
from runwalk.simulator.blocks import BlockPlan

# No clock is read here: the same command makes the same bytes on any day.
_START = datetime(2026, 5, 3, 6, 30, tzinfo=UTC)
_STDOUT = Path("-")
_OF_A_BLOCK = frozenset(("is_block", "athletes", "weeks", "archive", "flaw_pct", "jobs"))
_BOTH = frozenset(("seed", "minutes", "as_json", "help"))


@click.command("simulate")
@click.option(
    "--scenario",
    "name",
    type=click.Choice(tuple(SCENARIOS)),
    default="easy",
    show_default=True,
    help="What kind of run; see the list above.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Which of the many runs.")
@click.option("--runner", "body_seed", type=int, help="Who runs; by default the seed decides.")
@twin_option
@click.option("--minutes", type=click.IntRange(1, 600), help="How long; by default as listed.")
@click.option(
    "--coached/--free",
    "is_coached",
    default=None,
    help="With the coach's cues or without; by default with, unless the run has a script.",
)
@noise_option
@click.option(
    "--start",
    "start",
    type=click.DateTime(["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
    help="When it starts, in UTC; without it 2026-05-03T06:30.",
)
@click.option(
    "--out",
    "out",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="Keep it: a name ending in .fit or .jsonl, or - for a line of JSON a second.",
)
@click.option(
    "--sample-data",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Make every file of the project's sample data in this folder, and nothing else.",
)
@click.option(
    "--block",
    "is_block",
    is_flag=True,
    help="Make an archive: weeks of runs of many athletes, and the truth beside them.",
)
@click.option("--athletes", type=click.IntRange(1, 99_999), default=1, show_default=True)
@click.option("--weeks", type=click.IntRange(1, 520), default=12, show_default=True)
@click.option(
    "--out-dir",
    "--archive",
    "archive",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("archive"),
    show_default=True,
    help="The archive's folder, new or begun by the same command: then it goes on.",
)
@click.option(
    "--flaws",
    "flaw_pct",
    type=click.FloatRange(0.0, 100.0),
    default=0.0,
    metavar="PERCENT",
    help="So many of the files are torn, empty, rubbish, or come twice; none by default.",
)
@jobs_option(1)
@json_option
def command(  # one parameter for each option
    name: str,
    seed: int,
    body_seed: int | None,
    twin: str,
    minutes: int | None,
    noise_level: float,
    start: datetime | None,
    out: Path | None,
    folder: Path | None,
    athletes: int,
    weeks: int,
    archive: Path,
    flaw_pct: float,
    jobs: int,
    *,
    is_block: bool,
    is_coached: bool | None,
    as_json: bool,
) -> None:
    """Simulate a run: a body of equations that drifts, hears the coach and obeys.

    It knows the truth, so whatever measures drift can be held against it. The same options give the
    same run, to the byte.

    \b
    Scenarios:
      easy            40 min  an easy run on the level in cool air
      hot             75 min  a long run at 30 degC: strong drift
      rolling         50 min  an easy run over hills of 4 %
      strides         35 min  an easy run with six strides
      hills           34 min  ten short hills at mile pace, walked down again
      treadmill-hike  37 min  a hike at 15 % on a treadmill
      steady          60 min  one pace throughout, heard by nobody: drift and nothing else
      faster          60 min  one pace, 6 % faster after half an hour: no drift, however it looks
      creeping        60 min  a pace that creeps up by 10 % from minute 30 to 60

    \b
    Examples:
      runwalk simulate --scenario hot --seed 7 --out hot.fit
      runwalk simulate --free --out - | runwalk live --source stdin --ceiling 140 --no-record
      runwalk simulate --block --athletes 500 --weeks 12 --jobs 2 --out-dir archive
    """  # click wants the backspace itself: do not rewrap
    _check_mode(is_block)
    if is_block:
        plan = BlockPlan(seed=seed, weeks=weeks, minutes=minutes, flaw_ratio=flaw_pct / 100.0)
        _make_archive(archive, plan, athletes, jobs, as_json=as_json)
        return
    if folder is not None:
        _make_sample_data(folder)
        return
    if out is not None and out != _STDOUT and out.suffix not in (".fit", ".jsonl"):
        raise click.BadParameter("the name must end in .fit or .jsonl", param_hint="--out")
    from runwalk.simulator.exhibits import keep, plan_of

    scenario = SCENARIOS[name]
    if is_coached is None:
        is_coached = scenario.script is None
    body = draw_body(seed if body_seed is None else body_seed, twin)
    runner = scenario.runner(seed, body=body, noise=StrapNoise.at(noise_level))
    coach = plan_of(body).coach() if is_coached else None
    rehearsal = rehearse(runner, 60 * (minutes or scenario.minutes), coach)
    if out == _STDOUT:
        for sample in rehearsal.samples:
            click.echo(json.dumps(sample_to_dict(sample), separators=(",", ":")))
        return
    if out is not None:
        keep(
            out,
            rehearsal,
            body=body,
            start_utc=start.replace(tzinfo=UTC) if start else _START,
            sub_sport=scenario.sub_sport,
        )
        talk(f"wrote {out}")
    if as_json:
        click.echo(json.dumps(_as_json(rehearsal, body, name, seed)))
    else:
        _tell(rehearsal, body, name, seed)


def _check_mode(is_block: bool) -> None:
    """Refuse what says nothing to an archive, and what says nothing to a run.

    Raises:
        click.UsageError: Such an option was given.
    """
    context = click.get_current_context()
    for option in context.command.params:
        name = option.name or ""
        is_given = context.get_parameter_source(name) is not ParameterSource.DEFAULT
        if is_given and name not in _BOTH and (name in _OF_A_BLOCK) is not is_block:
            other = "does not go with" if is_block else "needs"
            raise click.UsageError(f"{option.opts[0]} {other} --block")


def _make_archive(
    folder: Path, plan: BlockPlan, athletes: int, jobs: int, *, as_json: bool
) -> None:
    from runwalk.simulator.archive import AthleteJob, begin_archive, make_athlete

    begin_archive(folder, plan)
    todo = [
        AthleteJob(folder=folder, plan=plan, number=number) for number in range(1, athletes + 1)
    ]
    made = tuple(done(make_athlete, todo, jobs=jobs, label="simulating"))
    files, size = sum(one.files for one in made), sum(one.bytes for one in made)
    if as_json:
        click.echo(json.dumps({"files": files, "bytes": size, "athletes": athletes}))
    else:
        click.echo(f"made {files} files of {athletes} athletes, {size / 1e6:.1f} MB, in {folder}")


def _make_sample_data(folder: Path) -> None:
    from runwalk.simulator.exhibits import make_sample_data

    for path in make_sample_data(folder):
        click.echo(str(path))


def _as_json(rehearsal: Rehearsal, body: AnyBody, name: str, seed: int) -> dict[str, object]:
    last = rehearsal.samples[-1]
    return {
        "scenario": name,
        "seed": seed,
        "duration_s": len(rehearsal.samples),
        "distance_m": last.distance_m,
        "resting_bpm": body.athlete.resting_bpm,
        "max_bpm": body.athlete.max_bpm,
        "ceiling_bpm": body.athlete.ceiling_bpm,
        "walk_breaks": rehearsal.walk_breaks,
        "walked_s": rehearsal.walked_s,
        "above_ceiling_s": rehearsal.above_ceiling_s,
        "true_drift_bpm": round(rehearsal.drift_bpm, 2),
        "true_drift_bpm_per_h": (
            None if rehearsal.drift_bpm_per_h is None else round(rehearsal.drift_bpm_per_h, 2)
        ),
        "cues": [
            {"t_s": t_s, "action": cue.action.value, "reason": cue.reason.value}
            for t_s, cue in rehearsal.cues
        ],
    }


def _tell(rehearsal: Rehearsal, body: AnyBody, name: str, seed: int) -> None:
    distance_km = (rehearsal.samples[-1].distance_m or 0.0) / 1000.0
    breaks = (
        "1 walk break" if rehearsal.walk_breaks == 1 else f"{rehearsal.walk_breaks} walk breaks"
    )
    click.echo(f"{name}, seed {seed}: {clock(len(rehearsal.samples))}, {distance_km:.2f} km")
    click.echo(
        f"ceiling {body.athlete.ceiling_bpm} bpm: {breaks}, walked {clock(rehearsal.walked_s)}, "
        f"above the ceiling {clock(rehearsal.above_ceiling_s)}"
    )
    if rehearsal.drift_bpm_per_h is not None:
        click.echo(f"true drift from minute 15: {rehearsal.drift_bpm_per_h:.1f} bpm/h")
    for t_s, cue in rehearsal.cues:
        click.echo(f"{clock(t_s):>7}  {cue.action.value:<5} {cue.reason.value}")
