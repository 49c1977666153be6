"""One function for each file: what it tells, and whatever is wrong with it, as a row."""

from __future__ import annotations

import json
import os
import pickle
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from analysis import run_summary
from analysis.measures import measure
from analysis.report import report_on
from analysis.run import run_of
from analysis.run_summary import RunJob, RunSettings, RunSummary, sha256_of, summarise
from runwalk.config import Config
from runwalk.engine.athlete import Athlete, History
from runwalk.engine.profile import HeartProfile, Learned
from runwalk.recording import read_recording
from runwalk.recording.reading import MOST_BYTES

from ..test_cli import SAMPLES

RUN = SAMPLES / "hot_long_run.fit"
COACHED = SAMPLES / "live_run.jsonl"
DAY = date(2026, 7, 12)
CEILING_145 = RunSettings(ceiling_bpm=145, is_asked=True)


def told(path: Path, settings: RunSettings = CEILING_145) -> RunSummary:
    return summarise(RunJob(path=path, sha256=sha256_of(path), settings=settings))


@pytest.mark.parametrize("path", [RUN, COACHED], ids=lambda path: path.name)
def test_it_tells_what_a_report_tells(path: Path) -> None:
    recording = read_recording(path)
    plan = CEILING_145.plan_on(DAY)

    summary = told(path)

    report = report_on(run_of(recording, plan))
    assert (dict(summary.measured), dict(summary.refused)) == measure(report)
    assert summary.conditions is not None
    assert summary.conditions.duration_s == recording.duration_s
    assert summary.conditions.ceiling_bpm == 145
    assert summary.sha256 == sha256_of(path)
    assert not summary.why_not


def test_it_travels_and_is_kept_as_json() -> None:
    job = RunJob(path=RUN, athlete="Ann", settings=CEILING_145)

    summary = pickle.loads(pickle.dumps(summarise))(pickle.loads(pickle.dumps(job)))

    assert pickle.loads(pickle.dumps(summary)) == summary
    assert RunSummary.from_dict(json.loads(json.dumps(summary.to_dict()))) == summary
    assert "lat" not in json.dumps(summary.to_dict())


# -- by whose numbers


def test_the_plan_that_a_run_brings_counts_unless_others_are_asked_for() -> None:
    own, asked = told(COACHED, RunSettings()), told(COACHED)

    assert own.brings_plan
    assert asked.brings_plan
    assert own.conditions is not None
    assert own.conditions.ceiling_bpm == 132
    assert asked.conditions is not None
    assert asked.conditions.ceiling_bpm == 145


def test_a_plan_that_cannot_be_understood_counts_for_nothing(tmp_path: Path) -> None:
    head, *rest = COACHED.read_text().splitlines(keepends=True)
    path = tmp_path / "run.jsonl"
    path.write_text(head.replace('"ceiling_bpm":132}', '"ceiling_bpm":"high"}') + "".join(rest))

    summary = told(path, RunSettings())

    assert not summary.brings_plan
    assert not summary.why_not


def history(*entries: tuple[date | None, Athlete]) -> RunSettings:
    return RunSettings(config=Config(history=History(entries)))


NOW = Athlete(resting_bpm=52, max_bpm=180)


def test_only_the_entry_of_its_day_counts_for_a_run() -> None:
    before = history((None, NOW))
    after = history((None, NOW), (date(2026, 8, 1), replace(NOW, max_bpm=176)))
    learned = replace(
        before,
        config=replace(
            before.config, heart=HeartProfile(tau_s=Learned(value=40.0, sd=5.0, runs=9))
        ),
    )

    assert after.key(DAY, False) == before.key(DAY, False) == learned.key(DAY, False)
    assert after.key(date(2026, 8, 2), False) != before.key(date(2026, 8, 2), False)
    assert before.key(DAY, True) != before.key(DAY, False)
    assert CEILING_145.key(DAY, True) == CEILING_145.key(DAY, False)


def test_the_age_of_another_year_counts_for_its_runs_only() -> None:
    born = RunSettings(config=Config(born=1980))

    assert born.key(date(2026, 1, 1), False) == born.key(date(2026, 12, 31), False)
    assert born.key(date(2026, 1, 1), False) != born.key(date(2025, 12, 31), False)


def test_numbers_that_contradict_each_other_on_a_day_are_told_of_its_runs() -> None:
    settings = replace(history((None, replace(NOW, limit_bpm=140))), ceiling_bpm=145)

    summary = told(RUN, settings)

    assert "must not lie above the hard limit" in summary.why_not
    assert settings.key(DAY, False) != CEILING_145.key(DAY, False)


def test_where_no_ceiling_is_known_there_is_none() -> None:
    summary = told(RUN, RunSettings())

    assert summary.conditions is not None
    assert summary.conditions.ceiling_bpm is None
    assert "drift_bpm_per_h" in summary.measured


# -- whatever the world does


def _nothing(path: Path) -> None:
    pass


def _folder(path: Path) -> None:
    path.mkdir()


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _large(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)


def _nested(path: Path) -> None:
    head = COACHED.read_text().splitlines()[0]
    path.write_text(head.replace('"plan":', '"plan":' + "[" * 50_000, 1) + "\n")


def _web_page(path: Path) -> None:
    path.write_text("<!doctype html><title>Please log in</title>")


def _no_second(path: Path) -> None:
    path.write_text(COACHED.read_text().splitlines(keepends=True)[0])


def _no_day(path: Path) -> None:
    path.write_text(
        COACHED.read_text().replace('"start_utc":"2026-07-14T08:00:00+00:00"', '"start_utc":null')
    )


def _ride(path: Path) -> None:
    path.write_text(COACHED.read_text().replace('"sport":"running"', '"sport":"cycling"'))


@pytest.mark.parametrize(
    ("make", "why_not"),
    [
        (_nothing, "does not exist"),
        (_folder, "is a folder"),
        (_pipe, "is no ordinary file"),
        (_large, "too large"),
        (_nested, ""),
        (_web_page, "web page"),
        (_no_second, "not one second"),
        (_no_day, "when it was"),
        (_ride, "the file says cycling"),
    ],
)
def test_the_worlds_faults_are_rows_with_the_reason(
    make: Callable[[Path], None], why_not: str, tmp_path: Path
) -> None:
    path = tmp_path / "run.fit"
    make(path)

    summary = summarise(RunJob(path=path, athlete="Ann", settings=CEILING_145))

    assert summary.why_not
    assert why_not in summary.why_not
    assert summary.athlete == "Ann"
    assert not summary.measured
    assert summary.conditions is None


@pytest.mark.parametrize(
    ("error", "why_not", "is_kept"),
    [
        (MemoryError(), "memory", False),
        (RecursionError(), "nested too deeply", True),
        (ZeroDivisionError("division by zero"), "ZeroDivisionError", True),
    ],
    ids=["memory", "recursion", "our own mistake"],
)
def test_whatever_a_file_breaks_is_told_of_it(
    error: Exception, why_not: str, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(job: RunJob) -> RunSummary:
        raise error

    monkeypatch.setattr(run_summary, "_summary", breaks)

    summary = summarise(RunJob(path=RUN, sha256=sha256_of(RUN)))

    assert why_not in summary.why_not
    assert bool(summary.sha256) is is_kept


def test_what_changed_while_it_was_read_is_not_kept() -> None:
    summary = summarise(RunJob(path=RUN, sha256="0" * 64, settings=CEILING_145))

    assert "changed while it was read" in summary.why_not
    assert not summary.sha256
