"""``runwalk what-if``: what somebody else, or another ceiling, would have said to a run."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from functools import partial
from pathlib import Path
from typing import Any

import click

from analysis.options import check_picture, jobs_option, picture_option
from analysis.parallel import done
from analysis.recorded import own_plan, plan_for, tell_engine
from analysis.what_if import (
    POLICIES,
    Fact,
    Outcome,
    first_difference,
    voice_of,
    what_happened,
)
from analysis.what_if_run import Simulation, draws_of, imagine, prepare
from analysis.what_if_words import Asked, fit_to_dict, tell_fact, tell_outcomes
from runwalk.config import Plan
from runwalk.options import band_options, is_asked, json_option, read_config, talk, units_option
from runwalk.outputs.notes import note_line, problem_to_dict
from runwalk.outputs.units import Units
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

_DRAWS = 50
_LONGEST_S = 36_000
_EVERY_S = 10  # a program gets the band so often [s]


def _seconds(_context: click.Context, _parameter: click.Parameter, told: str) -> tuple[int, int]:
    """Turn minutes of running and of walking, as 4:1, into seconds."""
    try:
        run_s, walk_s = (round(60.0 * float(part)) for part in told.split(":"))
    except (ValueError, OverflowError):
        run_s = walk_s = 0
    if not (0 < run_s <= _LONGEST_S and 0 < walk_s <= _LONGEST_S):
        raise click.BadParameter(f"{told!r} is not minutes of running and of walking, as 4:1 is")
    return run_s, walk_s


@click.command("what-if")
@click.argument("file", type=click.Path(path_type=Path))
@band_options
@click.option(
    "--policy",
    type=click.Choice(POLICIES),
    default=POLICIES[0],
    show_default=True,
    help="Who would have spoken.",
)
@click.option(
    "--run-walk",
    "run_walk_s",
    callback=_seconds,
    default="4:1",
    show_default=True,
    metavar="RUN:WALK",
    help="Minutes of galloway's clock.",
)
@click.option(
    "--draws",
    type=click.IntRange(20, 1000),
    default=_DRAWS,
    show_default=True,
    help="How many runs to simulate.",
)
@jobs_option(1)
@click.option("--seed", type=int, default=1, show_default=True, help="Of the simulation.")
@picture_option
@units_option
@json_option
def command(  # one parameter for each option
    file: Path,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    policy: str,
    run_walk_s: tuple[int, int],
    draws: int,
    jobs: int,
    seed: int,
    picture: Path | None,
    units: str | None,
    *,
    as_json: bool,
) -> None:
    """Ask what would have been said to the run in FILE, and what could have followed.

    The first cue that differs is a fact. What follows it is simulated by this runner's own model,
    fitted on this very recording, and is told and drawn apart; where the recording cannot tell the
    model, only the fact is told. FILE is what `runwalk replay` reads. Who speaks is the coach, none
    (nobody), galloway (a clock), beep (a watch that beeps at the ceiling) or beep-to-middle (one
    that walks down to mid-zone).

    \b
    Examples:
      runwalk what-if sample_data/live_run.jsonl --ceiling 140
      runwalk what-if sample_data/hill_repeats.fit --ceiling 130 --policy galloway --run-walk 3:1
    """  # click wants the backspace itself: do not rewrap
    if picture is not None:
        check_picture(picture)
    if policy != "galloway" and run_walk_s != (240, 60):
        raise click.UsageError("--run-walk is for --policy galloway")
    config = read_config(config_file)
    recording = read_recording(file)
    own = None if is_asked(ceiling_bpm, floor_bpm, config_file) else own_plan(recording)
    plan = plan_for(recording, config, ceiling_bpm, floor_bpm, own=own)
    tell_engine(recording)
    run_s, walk_s = run_walk_s
    voice = voice_of(policy, plan, run_s=run_s, walk_s=walk_s)
    fact = first_difference(recording, voice)
    asked = Asked(policy=policy, run_s=run_s, walk_s=walk_s, band=fact.band)
    told = Units(units) if units else config.units
    if not as_json:
        for line in tell_fact(asked, recording, fact):
            print(line)
    simulation = _simulated(recording, fact, plan, draws=draws, seed=seed, jobs=jobs)
    happened = what_happened(recording, fact)
    if as_json:
        print(json.dumps(_as_json(asked, recording, fact, happened, simulation, seed)))
    else:
        for line in tell_outcomes(asked, fact, happened, simulation, told):
            print(line)
        for problem in recording.problems:
            talk(note_line(problem))
    if picture is not None and fact.difference is not None:
        from analysis.what_if_picture import draw

        draw(picture, recording, asked, fact, simulation)
        talk(f"wrote {click.format_filename(picture)}")


def _simulated(
    recording: Recording, fact: Fact, plan: Plan, *, draws: int, seed: int, jobs: int
) -> Simulation | str | None:
    """Let the run go on in the model; tell why not where that cannot be, in words."""
    if fact.difference is None:
        return None
    ready = prepare(recording, fact)
    if isinstance(ready, str):
        return ready
    todo = tuple(draws_of(ready.fit, draws, seed=seed, max_bpm=plan.athlete.likely_max_bpm))
    runs = tuple(done(partial(imagine, ready), todo, jobs=jobs, label="simulating"))
    return Simulation(fit=ready.fit, legs=ready.past.legs, runs=runs)


def _as_json(
    asked: Asked,
    recording: Recording,
    fact: Fact,
    happened: Outcome | None,
    simulation: Simulation | str | None,
    seed: int,
) -> dict[str, Any]:
    is_clock = asked.policy == "galloway"
    return {
        "policy": asked.policy,
        "run_walk_s": [asked.run_s, asked.walk_s] if is_clock else None,
        "ceiling_bpm": asked.band.ceiling_bpm,
        "floor_bpm": asked.band.floor_bpm,
        "fact": {
            "has_cues": bool(recording.cues),
            "same_cues": len(fact.shared),
            "first_difference": _difference(fact),
            "from_there": None if happened is None else asdict(happened),
        },
        "simulated": _simulation(fact, simulation, seed),
        "why_not_simulated": simulation if isinstance(simulation, str) else None,
        "problems": [problem_to_dict(one) for one in recording.problems],
    }


def _difference(fact: Fact) -> dict[str, Any] | None:
    difference = fact.difference
    if difference is None:
        return None
    would, was = (
        [{**asdict(word), "evidence": dict(word.evidence)} for word in words]
        for words in (difference.would, difference.was)
    )
    return {"t_s": difference.t_s, "hr_bpm": difference.hr_bpm, "would": would, "was": was}


def _simulation(
    fact: Fact, simulation: Simulation | str | None, seed: int
) -> dict[str, Any] | None:
    if fact.difference is None or not isinstance(simulation, Simulation):
        return None
    first_s = fact.difference.t_s + 1
    return {
        "from_s": first_s,
        "runs": len(simulation.runs),
        "seed": seed,
        "heart": fit_to_dict(simulation.fit),
        "walking_mps": round(simulation.legs.walking_mps, 3),
        "has_walked": simulation.legs.has_walked,
        "outcome": {
            one.name: None if (span := simulation.interval(one.name)) is None else asdict(span)
            for one in fields(Outcome)
            if one.name != "seconds"
        },
        "hr_bpm": [
            {"t_s": first_s + second, **{k: round(v, 1) for k, v in asdict(span).items()}}
            for second, span in enumerate(simulation.band())
            if second % _EVERY_S == 0
        ],
    }
