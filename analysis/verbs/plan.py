"""``runwalk plan``: weeks of sessions, from what was asked for and what was done."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Final

import click

from analysis.block_options import DAY
from runwalk.errors import RecordingError
from runwalk.options import band_options, is_asked, json_option, read_config, talk, today
from runwalk.outputs.notes import printable
from runwalk.recording.place import refuse_taken
from runwalk.training.galloway import RunWalk
from runwalk.training.plans import (
    LEAST_BASE_WEEKS,
    LEAST_MOST_MIN,
    LENGTHS,
    MOST_MIN,
    USUAL,
    Block,
    Wish,
    plan,
    weeks_before,
)
from runwalk.training.templates import Stage

if TYPE_CHECKING:
    from analysis.block import BlockRun
    from analysis.run_summary import RunSettings
    from runwalk.training.ramp import Load

_WIDTH: Final = 100
_FIRST_YEAR, _LAST_YEAR = 1970, 2199  # a date far outside would run over
_CYCLE: Final = (Stage.DISTANCE, Stage.SPEED)


def _block(text: str) -> Block:
    """Read ``distance``, or ``speed:12``."""
    word, _, weeks = text.partition(":")
    names = ", ".join(one.value for one in LENGTHS)
    if word not in [one.value for one in LENGTHS] or not (weeks.isdecimal() or text == word):
        raise click.BadParameter(f"{text!r} is none of {names}, nor like speed:12")
    stage = Stage(word)
    try:
        return Block(stage, int(weeks) if weeks else USUAL[stage])
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def _ratio(text: str) -> RunWalk:
    """Read ``3:1``, in minutes."""
    run, _, walk = text.partition(":")
    try:
        found = RunWalk(round(60 * float(run)), round(60 * float(walk)))
    except (ValueError, OverflowError):
        found = RunWalk(0, 0)
    if not (5 <= found.run_s <= 3600 and 5 <= found.walk_s <= 3600):
        raise click.BadParameter(f"{text!r} is not minutes of running and of walking, as 3:1 is")
    return found


@click.command(name="plan")
@click.argument("places", metavar="[DIR]...", nargs=-1, type=click.Path(path_type=Path))
@click.option(
    "--block",
    "blocks",
    multiple=True,
    type=_block,
    metavar="STAGE[:WEEKS]",
    help="distance, speed or trail, one after the other; distance and then speed if not given.",
)
@click.option(
    "--start",
    type=DAY,
    help="A day of the first week, Monday to Sunday; without it the week that begins next.",
)
@click.option(
    "--base-weeks",
    type=click.IntRange(LEAST_BASE_WEEKS, 26),
    default=LEAST_BASE_WEEKS,
    show_default=True,
    help="Weeks of base before speed; those that your runs show already count.",
)
@click.option(
    "--speed-days",
    type=click.IntRange(1, 2),
    default=1,
    show_default=True,
    help="Days of speed in the four of a speed week.",
)
@click.option(
    "--most",
    "most_min",
    type=click.IntRange(LEAST_MOST_MIN, 1200),
    default=MOST_MIN,
    show_default=True,
    metavar="MIN",
    help="Minutes of running to which a week may grow.",
)
@click.option(
    "--ratio",
    type=_ratio,
    metavar="RUN:WALK",
    help="Minutes of running and walking to begin with; what your runs propose, or 2:1, if not "
    "given.",
)
@band_options
@click.option("--on", "on", type=DAY, help="Make the plan as on that day; today if not given.")
@click.option(
    "--ics",
    "calendar",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write the weeks to come into a calendar, too.",
)
@click.option(
    "--store",
    "store_file",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where what was told of each file is kept, as for `runwalk block`.",
)
@click.option("--no-store", is_flag=True, help="Keep nothing, and read every file.")
@click.option("--jobs", type=click.IntRange(1, 256), help="How many processes share the work.")
@json_option
def command(
    places: tuple[Path, ...],
    blocks: tuple[Block, ...],
    start: datetime | None,
    base_weeks: int,
    speed_days: int,
    most_min: int,
    ratio: RunWalk | None,
    ceiling_bpm: int | None,
    floor_bpm: int | None,
    config_file: Path | None,
    on: datetime | None,
    calendar: Path | None,
    store_file: Path | None,
    jobs: int | None,
    *,
    no_store: bool,
    as_json: bool,
) -> None:
    """Plan weeks of sessions, from the runs in DIR and what you aim at.

    Before any speed comes a month of base, unless your runs show it. Weeks grow within limits, from
    what you really ran: asked again, the plan has bent. How long to run and to walk by the clock is
    proposed from your latest runs, or it is said that they cannot tell yet. Every session names a
    workout for `runwalk live --workout`.

    \b
    Examples:
      runwalk plan
      runwalk plan sample_data/block --block speed:9 --ceiling 132 --on 2026-03-30
      runwalk plan runs --block trail --ics trail.ics
    """
    # Loaded here, for they load numpy: help is told at once.
    from analysis.plan_words import Told, tell, to_dict
    from analysis.ratio import latest, propose
    from analysis.run_summary import RunSettings
    from analysis.weeks import loads_of

    if calendar is not None:
        refuse_taken(calendar)
    now = on.date() if on else today()
    if not all(_FIRST_YEAR <= one.year <= _LAST_YEAR for one in (now, start or now)):
        raise click.UsageError(f"days lie between {_FIRST_YEAR} and {_LAST_YEAR}")
    config = read_config(config_file)
    settings = RunSettings(
        config=config,
        ceiling_bpm=ceiling_bpm,
        floor_bpm=floor_bpm,
        is_asked=is_asked(ceiling_bpm, floor_bpm, config_file),
    )
    wish = Wish(
        first_day=_monday(start.date()) if start else _monday(now + timedelta(days=6)),
        blocks=blocks or tuple(Block(stage, USUAL[stage]) for stage in _CYCLE),
        base_weeks=base_weeks,
        speed_days=speed_days,
        most_min=most_min,
    )
    runs: tuple[BlockRun, ...] = ()
    proposal = None
    if places:
        found, paths = _runs(places, settings, store_file, jobs, no_store=no_store)
        runs = tuple(run for run in found if run.day is not None and run.day <= now)
        recent = latest(runs, now + timedelta(days=1))
        band = _ceiling_bpm(settings, now)
        proposal = propose(recent, _shares(recent, paths, settings, now, jobs), band)
    done: dict[date, Load] = loads_of(runs)
    told_ratio = proposal.to_begin_with if proposal else None
    wish = replace(
        wish,
        ratio=ratio or told_ratio or wish.ratio,
        has_steps=ratio is not None or told_ratio is None,
    )
    weeks = plan(wish, done, now)
    told = Told(
        wish=wish,
        weeks=weeks,
        before=tuple(weeks_before(wish.first_day, done, now)),
        proposal=proposal,
        files=len(runs) if places else None,
        today=now,
    )
    if as_json:
        print(json.dumps(to_dict(told), allow_nan=False))
    else:
        for line in tell(told):
            print(fill(line, _WIDTH, subsequent_indent="    ", break_on_hyphens=False))
    if calendar is not None:
        from analysis.plan_calendar import write_calendar

        write_calendar(calendar, [week for week in weeks if week.done is None], now)
        talk(f"wrote {click.format_filename(calendar)}")


def _runs(
    places: Sequence[Path],
    settings: RunSettings,
    store_file: Path | None,
    jobs: int | None,
    *,
    no_store: bool,
) -> tuple[tuple[BlockRun, ...], dict[str, Path]]:
    """The runs in some folders, and where the file of each is, by its name."""
    from analysis.scan import files_in, runs_of
    from analysis.store import Store, code_version, store_path

    found = files_in(places)
    place = None if no_store else store_file or store_path()
    with closing(Store(place, code=code_version(), say=talk)) as store:
        runs = runs_of(found, store, settings, jobs=jobs)
    if found and not any(run.counts for run in runs):
        reasons = {run.summary.why_not for run in runs}
        reason = reasons.pop() if len(reasons) == 1 else "holds no run that can be read"
        raise RecordingError(places[0], printable(reason))
    return runs, {one.name: one.path for one in found}


def _ceiling_bpm(settings: RunSettings, day: date) -> int | None:
    """The ceiling of that day [bpm]; None where nobody knows it.

    Raises:
        click.UsageError: The numbers of that day contradict each other.
    """
    try:
        known = settings.plan_on(day)
    except ValueError as error:
        raise click.UsageError(str(error)) from error
    band = known.workout.segments[0].band if known else None
    return band.ceiling_bpm if band else None


def _shares(
    recent: Sequence[BlockRun],
    paths: dict[str, Path],
    settings: RunSettings,
    day: date,
    jobs: int | None,
) -> list[dict[RunWalk, list[float]] | str]:
    """What each of the latest runs tells of each ratio."""
    from analysis.parallel import done, jobs_for
    from analysis.ratio import RatioJob, shares_of

    ceiling_bpm = _ceiling_bpm(settings, day)
    if ceiling_bpm is None:
        return []
    max_bpm = settings.config.athlete_on(day).likely_max_bpm
    todo = [
        RatioJob(path=paths[run.name], ceiling_bpm=ceiling_bpm, max_bpm=max_bpm) for run in recent
    ]
    return list(done(shares_of, todo, jobs=jobs_for(len(todo), jobs), label="simulating"))


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
