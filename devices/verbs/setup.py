"""``runwalk setup``: asks for heart rates in plain words, and writes the settings."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from runwalk.athlete_file import Draft, changes_the_past, draft_settings
from runwalk.config import Config, config_path, plan_run
from runwalk.engine.athlete import Band
from runwalk.options import config_option, json_option, read_config, talk, today
from runwalk.outputs.ceiling import ceiling_lines, zone_lines
from runwalk.outputs.phrases import WORDINGS
from runwalk.questions import KEYS, MODELS, QUESTIONS, Answers, Question


@click.command(name="setup")
@click.option("--language", metavar="en|de", help="Of all words in a run.")
@click.option("--units", metavar="km|mile", help="Distances and paces for people.")
@click.option("--born", metavar="YEAR", help="Year of birth, or your age.")
@click.option("--resting", metavar="BPM", help="Resting heart rate, or `unknown`.")
@click.option("--max", metavar="BPM", help="Highest heart rate ever measured, or `unknown`.")
@click.option("--threshold", metavar="BPM", help="Heart rate at the lactate threshold.")
@click.option("--zone-model", metavar="MODEL", help=f"One of {', '.join(MODELS)}.")
@click.option("--maf-adjustment", metavar="BPM", help="-10, -5, 0 or 5, for maf180.")
@click.option("--ceiling", metavar="BPM", help="Your own ceiling, in place of the top of zone 2.")
@click.option("--yes", is_flag=True, help="Ask nothing: take what stands for all not given here.")
@click.option(
    "--correct",
    "is_correction",
    is_flag=True,
    help="The numbers until now were wrong: change them, instead of dating new ones from today.",
)
@config_option
@json_option
def command(
    config_file: Path | None, *, yes: bool, is_correction: bool, as_json: bool, **given: str | None
) -> None:
    """Set up your heart rates: a few questions, and Enter takes what is shown.

    What you said before stays true for earlier runs; new numbers count from today. Nothing is
    written before you have seen the ceiling that follows. Without a terminal, give each answer as
    an option.

    \b
    Examples:
      runwalk setup
      runwalk setup --born 1984 --resting 52 --max 186 --yes
    """
    config = read_config(config_file) if config_file is None or config_file.exists() else Config()
    may_ask = not yes and sys.stdin.isatty() and sys.stderr.isatty()
    options = {key: given[key.replace("-", "_")] for key in KEYS}
    answered = {key: text for key, text in options.items() if text is not None}
    if may_ask:
        talk("Press Enter to take what is shown in brackets, Ctrl-C to leave all as it is.\n")
    answers = _answers(Answers.of(config, today()), answered, may_ask=may_ask, takes_rest=yes)
    if may_ask and not is_correction and changes_the_past(config, answers):
        is_correction = click.confirm(
            "Your old numbers stay for earlier runs, the new ones count from today."
            " Or were the old ones wrong, and are to be replaced?",
            default=False,
            err=True,
        )
    draft = draft_settings(config_file or config_path(), answers, is_correction=is_correction)
    if may_ask:
        talk("")
    _show(draft, answers, as_json=as_json)
    if may_ask and draft.is_new:
        click.confirm(f"Write this into {_name(draft)}?", default=True, abort=True, err=True)
    draft.save()
    talk(f"written: {_name(draft)}" if draft.is_new else f"nothing to change in {_name(draft)}")


def _answers(
    answers: Answers, given: dict[str, str], *, may_ask: bool, takes_rest: bool
) -> Answers:
    """Go through the questions: as given, else by default or by asking."""
    missing: list[str] = []
    for question in QUESTIONS:
        if question.key in given:
            answers = _take(question, answers, given[question.key])
        elif not question.is_due(answers):
            continue
        elif may_ask:
            answers = _ask(question, answers)
        elif takes_rest or not question.is_needed:
            answers = _take_default(question, answers)
        else:
            missing.append(f"--{question.key}")
    if missing:
        raise click.UsageError(
            f"there is no terminal to ask in: give {', '.join(missing)}, or --yes for those that"
            " may stay as they are"
        )
    return answers


def _take(question: Question, answers: Answers, text: str) -> Answers:
    try:
        return question.take(answers, text)
    except ValueError as error:
        raise click.UsageError(f"--{question.key}: {error}") from error


def _take_default(question: Question, answers: Answers) -> Answers:
    default = question.default(answers)
    if default is None:
        raise click.UsageError(
            "no ceiling follows from what is known: give --born or --max, or --ceiling"
        )
    return _take(question, answers, default)


def _ask(question: Question, answers: Answers) -> Answers:
    """Ask until the answer is one, and say each time what was wrong."""

    def taken(text: str) -> Answers:
        try:
            return question.take(answers, text)
        except ValueError as error:
            raise click.BadParameter(str(error)) from error

    talk(f"\n{question.hint}" if question.hint else "")
    if question.key == "zone-model":
        for model, bpm in answers.models().items():
            talk(f"  {model:<15} {MODELS[model][0]}: easy running up to {bpm}")
    told: Answers = click.prompt(
        question.words, default=question.default(answers), value_proc=taken, err=True
    )
    return told


def _show(draft: Draft, answers: Answers, *, as_json: bool) -> None:
    words = WORDINGS[answers.language].ceiling
    plan = plan_run(draft.config, answers.day, None, None)
    band = plan.workout.segments[0].band
    assert band is not None  # an easy run has one
    if as_json:
        print(json.dumps(_told(draft, band, plan.athlete.hard_limit_bpm(band))))
    else:
        for line in zone_lines(plan.athlete, band, answers.day):
            print(line)
        print()
        for line in ceiling_lines(band, words):
            print(line)
        if plan.athlete.max_bpm is None and plan.athlete.likely_max_bpm is not None:
            print(words.estimated)
        sys.stdout.flush()
    talk(words.safety)


def _told(draft: Draft, band: Band, limit_bpm: int) -> dict[str, Any]:
    return {
        "config": str(draft.path),
        "changed": draft.is_new,
        "from": draft.since.isoformat() if draft.since else None,
        "ceiling_bpm": band.ceiling_bpm,
        "floor_bpm": band.floor_bpm,
        "limit_bpm": limit_bpm,
    }


def _name(draft: Draft) -> str:
    return str(click.format_filename(draft.path))
