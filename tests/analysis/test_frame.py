"""Runs as pandas tables."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analysis.block import BlockRun
from analysis.bout_heart import BoutHeart
from analysis.bouts import Bout, Bouts, Why, bouts_of, refuse
from analysis.frame import (
    BLOCK_RUNS,
    BOUTS,
    COACHED,
    RECORDED,
    SUMMARIES,
    block_frame,
    bouts_frame,
    readings_frame,
    summaries_frame,
)
from analysis.metrics import METRICS
from analysis.recorded import own_plan
from analysis.report import report_on
from analysis.run import Run, run_of
from analysis.run_summary import Conditions, HeartAtEffort, Measured, RunSummary
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

from ..builders import steady
from ..console import ROOT, prepare

PAGE = ROOT / "docs" / "notebooks.md"
UNITS = re.compile(r"_(bpm|bpm_per_h|pct_per_h|mps|spm|m|s|w|degc|ratio|utc|local)$")
NO_NUMBERS = {"tag", "gait", "phase", "zone", "cue", "cues", "file", "sport", "refused", "trusted"}


@cache
def coached() -> Run:
    recording = read_recording(ROOT / "sample_data" / "live_run.jsonl")
    return run_of(replace(recording, utc_offset_s=7200), own_plan(recording))


def bare(start_utc: datetime | None = None, utc_offset_s: int | None = None) -> Run:
    samples = (*steady(None, 60), *steady(140, 60, start_s=90))
    return run_of(Recording(samples=samples, start_utc=start_utc, utc_offset_s=utc_offset_s), None)


@pytest.mark.parametrize(
    "frame",
    [
        readings_frame(coached()),
        bouts_frame(coached(), bouts_of(coached())),
        summaries_frame([report_on(coached())]),
    ],
    ids=["readings", "bouts", "summaries"],
)
def test_every_number_has_its_unit_and_nothing_is_a_place(frame: pd.DataFrame) -> None:
    bare_names = [
        name
        for name in frame.columns
        if not UNITS.search(name) and name.split("_")[-1] not in NO_NUMBERS
    ]

    assert bare_names == []
    assert not [name for name in frame.columns if re.search("lat|lon|position", name)]
    assert object not in set(frame.dtypes)


def test_every_sample_has_its_row_with_what_was_told_and_decided() -> None:
    run = coached()

    frame = readings_frame(run)

    assert list(frame.index) == [sample.t_s for sample in run.recording.samples]
    for t_s in (0, 500, 845):
        row, reading = frame.loc[t_s], run.readings[t_s]
        assert row.hr_bpm == reading.sample.hr_bpm
        assert row.hr_is_trusted == reading.hr.is_trusted
        assert row.phase == reading.phase.value
        assert row.drift_bpm_per_h == reading.drift.bpm_per_h
    said = [reading for reading in run.readings if reading.cues]
    assert frame.cue.notna().sum() == len(said)
    assert frame.cue.dropna().iloc[-1] == f"{said[-1].cues[0].action}:{said[-1].cues[0].reason}"


def test_what_is_missing_is_not_available_and_never_zero() -> None:
    frame = readings_frame(bare())

    silent = frame.loc[:59]
    assert silent.hr_bpm.isna().all()
    assert not frame.hr_is_trusted.loc[:59].any()
    known = {"hr_bpm", "hr_is_trusted"}
    assert frame.drop(columns=list(known)).isna().to_numpy().all()


def test_times_are_in_utc_and_in_the_zone_of_the_run() -> None:
    start = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)

    frame = readings_frame(bare(start, 7200))

    assert frame.time_utc.loc[90] == start + timedelta(seconds=90)
    assert str(frame.time_utc.dtype) == "datetime64[s, UTC]"
    assert frame.time_local.loc[90].isoformat() == "2026-03-29T02:31:30+02:00"


@pytest.mark.parametrize("start", [None, datetime(2026, 3, 29, tzinfo=UTC)], ids=["none", "utc"])
def test_a_zone_that_is_not_known_is_not_made_up(start: datetime | None) -> None:
    run = bare(start)

    assert readings_frame(run).time_local.isna().all()
    summary = summaries_frame([report_on(run)])
    assert summary.start_local.isna().all()
    assert summary.start_utc.isna().all() == (start is None)


def test_every_bout_has_its_row() -> None:
    run = coached()
    bouts = bouts_of(run)
    assert isinstance(bouts, Bouts)

    frame = bouts_frame(run, bouts)

    assert list(frame.index) == list(range(1, len(bouts.all) + 1))
    assert frame.duration_s.sum() == run.recording.duration_s
    first, second = bouts.all[0], frame.loc[2]
    assert frame.loc[1].hr_peak_bpm == first.heart.peak_bpm
    assert second.start_local - frame.loc[1].start_local == timedelta(seconds=first.duration_s)
    told = {field.name for kind in (Bout, BoutHeart) for field in fields(kind)} - {"heart"}
    assert {name.removeprefix("hr_") for name in BOUTS} == told


def test_where_runs_and_walks_are_not_known_there_is_no_row() -> None:
    frame = bouts_frame(bare(), refuse(Why.NO_GAIT_SIGNAL))

    assert frame.empty
    assert list(frame.columns) == ["start_utc", "start_local", *BOUTS]


def test_runs_stand_side_by_side_with_what_could_not_be_told() -> None:
    frame = summaries_frame(report_on(run) for run in (coached(), bare()))

    assert frame.drift_refused.isna().tolist() == [True, False]
    assert frame.drift_bpm_per_h.isna().tolist() == [False, True]
    assert frame.walk_cues.isna().tolist() == [False, True]
    assert frame.start_local.iloc[0] == pd.Timestamp("2026-07-14T10:00")


def test_no_run_is_a_table_without_rows() -> None:
    assert list(summaries_frame([]).columns) == ["start_utc", "start_local", *SUMMARIES]


def test_the_runs_of_a_block_stand_side_by_side() -> None:
    run = BlockRun(
        name="run.fit",
        day=date(2026, 3, 29),
        summary=RunSummary(
            sha256="ab",
            start_utc="2026-03-29T00:30:00+00:00",
            utc_offset_s=7200,
            conditions=Conditions(discipline="run", duration_s=3600, temperature_c=12.0),
            measured={"drift_bpm_per_h": Measured(9.0, 2.0), "run_ratio": Measured(0.9)},
            heart=HeartAtEffort(**dict.fromkeys(HeartAtEffort.__slots__, 3.0)),
        ),
    )
    torn = BlockRun(name="torn.fit", day=None, summary=RunSummary(sha256="", why_not="is torn"))

    frame = block_frame([run, torn])

    assert list(frame.columns) == ["start_utc", "start_local", *BLOCK_RUNS]
    assert object not in set(frame.dtypes)
    first, second = frame.iloc[0], frame.iloc[1]
    assert first.start_local == pd.Timestamp("2026-03-29T02:30")
    assert (first.temperature_degc, first.drift_bpm_per_h, first.drift_bpm_per_h_se) == (12, 9, 2)
    assert first.gain_bpm_per_w_per_kg == 3.0
    assert frame.run_ratio_se.isna().all()
    assert frame.device.isna().all()
    told = second.dropna()
    assert told.to_dict() == {"file": "torn.fit", "is_counted": False, "why_not": "is torn"}


def test_every_condition_and_the_whole_line_of_the_heart_are_in_the_table() -> None:
    told = {field.name for kind in (Conditions, HeartAtEffort) for field in fields(kind)}

    assert told - {"temperature_c"} < set(BLOCK_RUNS)


# The page


def test_the_page_names_every_column() -> None:
    told = PAGE.read_text(encoding="utf-8")

    measures = {column for name in METRICS for column in (name, f"{name}_se")}
    of_blocks = [name for name in BLOCK_RUNS if name not in measures]
    columns = [*RECORDED, "hr_is_trusted", "gait", *COACHED, *BOUTS, *SUMMARIES, *of_blocks]
    assert [name for name in columns if f"`{name}`" not in told] == []


def test_the_example_of_the_page_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(prepare(tmp_path))
    names: dict[str, Any] = {}

    for block in re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL):
        exec(compile(block, str(PAGE), "exec"), names)  # our own page

    assert names["by_minute"].hr_bpm.between(60, 150).all()
    assert len(names["said"]) == sum(bool(reading.cues) for reading in names["run"].readings)
    assert 15 <= names["walks"].duration_s.median() <= 25
    assert len(names["runs"]) == 4
    assert names["weeks"].is_counted.all()
    assert (names["runs"].drift_refused.isna() == names["runs"].drift_bpm_per_h.notna()).all()
