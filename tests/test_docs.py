"""The pages in docs say what the code says."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from dataclasses import fields
from pathlib import Path
from types import ModuleType

import pytest

import runwalk
from analysis.heart_fit import SENTENCES
from devices import doctor
from devices.doctor import State
from devices.link import LinkPolicy
from devices.sampler import SamplerRules
from devices.talkers import PATIENCE_S, system_talkers
from devices.virtual import FaultKind
from runwalk.cue_judge import NEAR_BPM
from runwalk.engine.athlete import Athlete, ZoneModel
from runwalk.engine.coach import CoachSettings
from runwalk.engine.heartrate import Fault
from runwalk.engine.phases import Action, Cause, Phase, Reason, Trigger
from runwalk.engine.profile import RANGES
from runwalk.engine.sample import MarkKind, Sample
from runwalk.outputs.lines import reading_to_dict
from runwalk.outputs.speech_queue import STALE_S
from runwalk.outputs.wording import Language
from runwalk.questions import KEYS
from runwalk.recording.fit_format import DEVELOPER_ID, OwnField
from runwalk.recording.journal import read_journal

from .builders import coach, second
from .console import ROOT

DOCS = ROOT / "docs"
PAGES = sorted(DOCS.glob("*.md"))


def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def flowing(text: str) -> str:
    """The text without line breaks."""
    return re.sub(r"\s+", " ", text)


def test_every_number_of_a_heart_and_every_refusal_is_on_its_page() -> None:
    text = flowing(page("heart.md"))

    assert [name for name in RANGES if f"`{name}`" not in text] == []
    assert [words for words in SENTENCES.values() if words not in text] == []


# What is made from the code is made anew; `python docs/generate.py` does it


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_has_the_tables_of_today(path: Path) -> None:
    text = path.read_text(encoding="utf-8")

    assert generator().fresh(text) == text, "run: python docs/generate.py"


def test_the_picture_shows_the_table_of_transitions() -> None:
    made = generator()

    assert made.PICTURE.read_text(encoding="utf-8") == made.state_machine_svg(), (
        "run: python docs/generate.py"
    )


def test_an_arrow_that_has_no_place_in_the_picture_is_told(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made = generator()
    monkeypatch.setitem(made.TRANSITIONS, (Phase.FINISHED, Trigger.PAUSE), Phase.PAUSED)

    with pytest.raises(KeyError):
        made.state_machine_svg()


def test_every_setting_has_its_line() -> None:
    told = page("numbers.md")

    assert all(f"`{field.name}`" in told for field in fields(CoachSettings) if field.type == "int")
    assert told.count("\n| `") > 90


# What people wrote names everything that there is


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("live.md", [field.name for field in fields(Sample)]),
        ("live.md", [kind.value for kind in (*MarkKind, *FaultKind, *Fault, *Cause, *Phase)]),
        ("live.md", ["action", "reason", "text"]),
        ("coach.md", [kind.value for kind in (*Trigger, *Phase, *Action, *Reason)]),
        ("settings.md", [field.name for field in fields(Athlete)]),
        ("settings.md", [model.value for model in ZoneModel]),
        ("setup.md", [f"--{key}" for key in (*KEYS, "yes", "correct", "remember", "forget")]),
        ("setup.md", [state.value for state in State] + ["say", "spd-say", "espeak-ng"]),
        ("recordings.md", [field.name.lower() for field in OwnField]),
        ("recordings.md", [field.name for field in fields(Sample)]),
        ("api.md", [f"runwalk.{name}" for name in runwalk.__all__]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_page_names_everything(name: str, words: list[str]) -> None:
    told = page(name)

    missing = [word for word in words if not re.search(rf"(?<![\w.]){re.escape(word)}\b", told)]

    assert missing == []


def test_every_key_of_a_json_line_is_explained() -> None:
    line = reading_to_dict(coach().step(second(0, 96)))
    keys = [f"drift.{key}" for key in line.pop("drift")] + list(line)
    told = page("live.md").partition("### What it answers")[2]

    assert [key for key in keys if f"`{key}`" not in told] == []


def test_every_key_of_a_journals_first_line_is_explained() -> None:
    header = read_journal(ROOT / "sample_data" / "live_run.jsonl").header
    told = page("recordings.md")

    keys = set(header) - {"sport", "sub_sport"}  # only the simulator writes these
    assert [key for key in keys if f"`{key}`" not in told] == []
    assert DEVELOPER_ID.decode() in told


# The numbers in sentences are those that the code acts on

S = CoachSettings()


@pytest.mark.parametrize(
    ("name", "template"),
    [
        ("coach.md", "held at your limit for {limit.hold_s} s"),
        ("coach.md", "until it has held for {cleaner.believe_s} s"),
        ("coach.md", "It allows {walk_rule.reaction_s:g} s for your legs"),
        ("coach.md", "no walk in the first {walk_rule.min_run_s} s of a bout"),
        ("coach.md", "needs a level that has held for {walk_rule.confirmed_s} s"),
        ("coach.md", "calls a walk after {walk_rule.min_run_over_s} s of running"),
        ("coach.md", "{walk_rule.peak_s} s later the coach sees"),
        ("coach.md", "trusted for {walk_rule.recovered_s} s and lie below"),
        ("coach.md", "a run of {walk_rule.wanted_run_s:g} s before the ceiling"),
        ("coach.md", "rose by no more than {walk_rule.rising_bpm:g} bpm"),
        ("coach.md", "by no more than {drop_pct} % of your band"),
        ("coach.md", "room for a run of {walk_rule.shortest_run_s:g} s, unless"),
        ("coach.md", "Peaks are aimed {walk_rule.below_ceiling_bpm:g} bpm below the ceiling"),
        ("coach.md", "earlier, but not before {walk_rule.turned_s} s, it learns"),
        ("coach.md", "at least {walk_rule.least_drop_bpm:g} bpm below the ceiling"),
        ("coach.md", "A walk lasts at least {walk_rule.min_walk_s} s"),
        ("coach.md", "or {walk_rule.min_walk_low_s} s once you are down"),
        ("coach.md", "Upwards that doubt counts {four} times"),
        ("coach.md", "within {near_bpm:g} bpm of the ceiling although"),
        ("coach.md", "is expected in {heads_up.soonest_s:g} to {heads_up.latest_s:g} s"),
        ("coach.md", "would come within {heads_up.sure_s:g} s even if"),
        ("coach.md", "last hour has had {budget.cues_per_h} words"),
        ("coach.md", "more often than {budget.walks_per_h:g} times an hour"),
        ("coach.md", "must be within {adherence.drop_bpm:g} bpm of its highest"),
        ("coach.md", "it asks after {short_quiet_min:g} minutes"),
        ("coach.md", "Until minute {freeze_min} a heart"),
        ("coach.md", "{drift.sure_sd:g} times its own standard deviation"),
        ("coach.md", "({drift.early_sure_sd:g} times before minute {early_min})"),
        ("coach.md", "steeper than {drift.least_bpm_per_h:g} bpm/h"),
        ("coach.md", "more than {drift.rise_bpm:g} bpm since minute {base_min}"),
        ("coach.md", "before minute {claim_min}"),
        ("coach.md", "After {adherence.patience_s} s of running in an advised walk"),
        ("coach.md", "({adherence.patience_strap_s} s where only the heart"),
        ("coach.md", "Walk for {adherence.walked_s} s and it is all forgotten"),
        ("live.md", "A heart rate is kept for {rules.fresh_s:g} s after"),
        ("live.md", "Without one for more than {signal.lost_s} s"),
        ("live.md", "silent for {link.silence_s:g} s counts as lost"),
        ("live.md", "in the end every {longest_wait_s:g} s"),
        ("live.md", "when it has been trusted for {signal.back_s} s"),
        ("live.md", "cannot be trusted for {signal.doubtful_s} s"),
        ("glossary.md", "no trusted heart rate for more than {cleaner.stale_s} s"),
        ("coach.md", "from {walk_rule.settle_s} s of walking on it moves"),
    ],
)
def test_a_sentence_has_the_number_of_today(name: str, template: str) -> None:
    link = LinkPolicy()
    settings = {field.name: getattr(S, field.name) for field in fields(S)}

    sentence = template.format(
        **settings,
        link=link,
        rules=SamplerRules(),
        longest_wait_s=link.backoff_s[-1],
        four={4.0: "four"}[S.horizon.higher_ratio],
        near_bpm=NEAR_BPM,
        drop_pct=round(100 * S.walk_rule.most_drop_ratio),
        short_quiet_min=S.adherence.short_quiet_s / 60,
        freeze_min=S.drift.freeze_s // 60,
        base_min=S.drift.base_s // 60,
        early_min=S.drift.early_s // 60,
        claim_min=(S.drift.base_s + S.drift.hold_s) // 60,
    )

    assert sentence in flowing(page(name))


def test_the_page_on_the_voice_has_the_numbers_and_the_programs_of_today() -> None:
    told = page("voice.md")
    kinds = {row.split(" | ")[0][2:]: row for row in told.splitlines() if row.startswith("| ")}
    programs = [
        talker.name
        for platform in ("linux", "darwin", "win32")
        for talker in system_talkers(Language.ENGLISH, platform=platform, which=str)
    ]

    assert all(kinds[one.name.lower()].endswith(f"| {s} s |") for one, s in STALE_S.items())
    assert f"takes more than {PATIENCE_S:g} s for a phrase" in flowing(told)
    assert [name for name in programs if name not in told.lower()] == []


def test_the_numbers_written_as_words_are_those_of_today() -> None:
    assert S.walk_rule.not_recovering_s == 180  # "after three minutes", coach.md
    assert S.warm_up_s == 540  # "nine minutes"
    assert S.drift.hold_s == 60  # "for a minute"
    assert (S.adherence.quiet_s, S.adherence.longest_quiet_s) == (600, 3600)  # "ten ... an hour"
    assert (S.budget.spacing_s, S.budget.breath_s) == (60, 10)  # "one a minute ... ten seconds"
    assert (S.budget.slower_again_s, S.budget.slower_longest_s) == (
        300,
        1200,
    )  # "5, 10, 20 minutes"
    assert (S.signal.timed_run_s, S.signal.timed_walk_s) == (180, 60)  # live.md
    assert S.signal.shortly_s == 300  # "within five minutes"
    assert (doctor._COLUMNS, doctor._LINES, doctor._NEEDED_MB) == (80, 24, 20)  # setup.md


# The whole house of pages stands


@pytest.mark.slow
def test_the_documentation_builds_without_a_warning(tmp_path: Path) -> None:
    for needed in ("sphinx", "furo", "myst_parser"):
        if importlib.util.find_spec(needed) is None:
            pytest.skip(f"{needed} is not installed; it comes with the extra `docs`")

    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "html", str(DOCS), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    loaded = [
        found
        for built in tmp_path.glob("*.html")
        for found in re.findall(
            r"<(?:script|link|img)[^>]*(?:src|href)=\"(https?:[^\"]*)", built.read_text()
        )
    ]
    assert loaded == []  # nothing is fetched from elsewhere
