"""``runwalk fit-athlete``: what an archive of runs tells of its runner's heart."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from analysis.archive import (
    ArchiveJob,
    RunReport,
    jobs_in,
    peaks_in,
    report_of,
    resting_in,
    without_doubles,
)
from analysis.heart_fit import Told
from analysis.heart_pool import LEAST_RUNS, Pooled, pool_runs, profile_of
from analysis.options import jobs_option
from analysis.parallel import done
from analysis.peaks import Peaks
from analysis.refused import Refused
from analysis.thresholds import Source, Thresholds, settings_of, thresholds_of, to_dict
from runwalk.config import Config, config_path, load_config
from runwalk.errors import RecordingError
from runwalk.heart_file import Saved, save_heart
from runwalk.options import config_option, json_option, talk, talk_of, today
from runwalk.outputs.ceiling import SAFETY
from runwalk.outputs.notes import printable

WORDS = {
    "tau_s": "time constant [s]",
    "dead_time_s": "dead time [s]",
    "gain_bpm_per_w_per_kg": "each W/kg adds [bpm]",
    "demand_bpm": "heart rate at 9 W/kg [bpm]",
    "walk_gain_bpm": "a walk adds [bpm]",
    "disturbance_sd_bpm": "strays for minutes [bpm]",
    "peak_margin_bpm": "peaks higher by [bpm]",
    "trough_margin_bpm": "troughs lower by [bpm]",
}
"""A HeartProfile's fields, in words for people."""

RATES = {
    "max_hr": "maximum, at least",
    "threshold_hr": "threshold (LTHR)",
    "resting_hr": "resting, at most",
}
"""The fields of Thresholds, in words for people."""

_NAMED = 4  # files a reason that people are told; programs are told all


@click.command(name="fit-athlete")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Only runs from this day on: a heart changes with training.",
)
@click.option(
    "--save",
    is_flag=True,
    help="Write it into the table [heart] of your settings; the rest of them stays as it is.",
)
@config_option
@jobs_option(1)
@json_option
def command(
    folder: Path,
    since: datetime | None,
    config_file: Path | None,
    jobs: int,
    *,
    save: bool,
    as_json: bool,
) -> None:
    """Learn from the runs in DIR how your heart follows your legs.

    One model is fitted to each run, and all of them are pooled. What the runs say of your maximal,
    threshold and resting heart rate is told, too. Each number comes with its
    interval, or is not told where the runs cannot tell it. The coach starts from what you --save;
    it still learns anew in every run.

    \b
    Example:
      runwalk fit-athlete sample_data/block
    """
    if not folder.is_dir():
        raise RecordingError(folder, "is no folder")
    settings = config_file or config_path()
    config = load_config(settings) if settings.exists() else Config()  # mistakes, before the work
    todo: Sequence[ArchiveJob] = jobs_in(folder, since.date() if since else None)
    reports = without_doubles(tuple(done(report_of, todo, jobs=jobs, label="fitting")))
    known, missing = pool_runs([_told(one) for one in reports if one.fit is not None])
    likely_max_bpm = config.athlete_on(today()).likely_max_bpm
    rates = thresholds_of(peaks_in(reports), likely_max_bpm, resting_in(reports))
    saved = None
    if save and known:
        saved = save_heart(settings, profile_of(known))
    if as_json:
        print(json.dumps(_as_json(reports, known, missing, rates, saved)))
        return
    _show_runs(reports)
    _show_heart(known, missing)
    _show_rates(rates, settings)
    _show_saved(saved, has_asked=save, is_known=bool(known))


def _told(report: RunReport) -> Mapping[str, Told]:
    """What a run tells, by its fit and by its cues."""
    return {**(report.fit.told() if report.fit else {}), **report.margins}


def _show_runs(reports: Sequence[RunReport]) -> None:
    used = [one for one in reports if one.fit is not None]
    print(f"{len(used)} of {len(reports)} runs tell how your heart follows your legs")
    wide = max((len(one.name) for one in used), default=0)
    if used:
        print(
            f"\n{'':<{wide}}  {'day':<10}  {'min':>4}  {'time constant':>13}  {'dead time':>11}  "
            f"{'bpm per W/kg':>12}  {'at 9 W/kg':>9}"
        )
    for one in used:
        fit = one.fit
        assert fit is not None  # just chosen for it
        told = fit.told()
        cells = (
            ("tau_s", fit.tau_s, 13, 0),
            ("dead_time_s", fit.dead_time_s, 11, 1),
            ("gain_bpm_per_w_per_kg", fit.gain_bpm_per_w_per_kg, 12, 1),
            ("demand_bpm", fit.demand_bpm, 9, 0),
        )
        row = "  ".join(
            f"{f'{number.value:.{places}f} ± {number.se:.{places}f}' if name in told else '-':>{w}}"
            for name, number, w, places in cells
        )
        day = one.day.isoformat() if one.day else "-"
        print(printable(f"{one.name:<{wide}}  {day:<10}  {fit.minutes:4.0f}  {row}"))
    reasons: dict[str, list[str]] = {}
    for one in reports:
        if one.fit is None:
            reasons.setdefault(one.why_not, []).append(one.name)
    if reasons:
        print("\nnot used:")
    for why_not, names in reasons.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        print(printable(f"  {', '.join(names[:_NAMED])}{more}: {why_not}"))


def _show_heart(known: Mapping[str, Pooled], missing: Mapping[str, int]) -> None:
    if known:
        print(f"\n{'':<26}  {'mean':>6}  {'95 % interval':>15}  {'next run':>8}  {'runs':>4}")
    for name, one in known.items():
        low, high = one.interval
        print(
            f"{WORDS[name]:<26}  {one.mean:6.1f}  {f'{low:.1f} to {high:.1f}':>15}  "
            f"{f'± {one.next_sd:.1f}':>8}  {one.runs:4}"
        )
    if missing:
        print("\ncannot tell yet:")
    for name, runs in missing.items():
        print(f"  {WORDS[name]}: {runs} of {LEAST_RUNS} runs that it takes")


def _show_rates(rates: Thresholds, settings: Path) -> None:
    print("\nwhat these runs say of your heart rates:")
    for name, words in RATES.items():
        one = getattr(rates, name)
        if isinstance(one, Refused):
            print(f"  {words.split(',')[0]}: {one.text}")
            continue
        span = f"{one.low_bpm:.0f} to {one.high_bpm:.0f}"
        if one.source is Source.DEVICE:
            print(f"  resting, by your device: {one.bpm:.0f} bpm ({span} in {one.runs} runs)")
            continue
        print(f"  {words}: {one.bpm:.0f} bpm (95 %: {span}, {one.runs} runs)")
        for run, bpm in one.doubted.items():
            print(printable(f"    not believed, for no other run comes near: {bpm:.0f} in {run}"))
    lines = settings_of(rates)
    if lines:
        print(f"if that is you, write it into an entry [[athlete]] of {settings}:")
        print(*(f"  {line}" for line in lines), sep="\n")
        talk(SAFETY)


def _show_saved(saved: Saved | None, *, has_asked: bool, is_known: bool) -> None:
    if saved is None:
        if has_asked:
            talk("nothing is known yet, so nothing was saved")
        elif is_known:
            talk("nothing was saved; with --save the coach starts from this")
        return
    talk_of(saved)


def _as_json(
    reports: Sequence[RunReport],
    known: Mapping[str, Pooled],
    missing: Mapping[str, int],
    rates: Thresholds,
    saved: Saved | None,
) -> dict[str, Any]:
    return {
        "runs": [
            {
                "name": one.name,
                "day": one.day.isoformat() if one.day else None,
                "why_not": one.why_not or None,
                "problems": one.problem_count,
                "fit": asdict(one.fit) if one.fit else None,
                "peaks": asdict(one.peaks) if isinstance(one.peaks, Peaks) else None,
                "why_no_peaks": one.peaks.text if isinstance(one.peaks, Refused) else None,
                "told": {name: asdict(number) for name, number in _told(one).items()},
            }
            for one in reports
        ],
        "heart": {name: {**asdict(one), "next_sd": one.next_sd} for name, one in known.items()},
        "cannot_tell": missing,
        "heart_rates": to_dict(rates),
        "saved": {"path": str(saved.path), "written": saved.written, "kept": saved.kept}
        if saved
        else None,
    }
