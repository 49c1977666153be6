"""``runwalk block`` over real files: twelve weeks of one runner, and files of every maker."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ..recording.test_corpus import CORPUS
from ..test_cli import runwalk

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project"),
]


def test_twelve_weeks_of_a_real_runner(tmp_path: Path) -> None:
    done = runwalk("block", CORPUS / "block", "--json", home=tmp_path)

    told = json.loads(done.stdout)
    assert [row["counts"] for row in told["runs"]] == [True] * 39
    assert len({row["start_utc"] for row in told["runs"]}) == 39
    assert told["problems"] == []
    assert sum(one["run_count"] for one in told["weeks"]) == 39
    assert all(trend["sentence"] for trend in told["trends"].values())
    drift = told["trends"]["drift_bpm_per_h"]
    assert drift["verdict"] == "cannot_tell"  # ten runs are long enough, and they differ
    assert drift["low"] < 0.0 < drift["high"]
    assert not re.search(r'"(\w*_)?(lat|lon|latitude|longitude|position)(_\w*)?":', done.stdout)


def test_every_makers_files_are_rows(tmp_path: Path) -> None:
    words = ("block", CORPUS, "--json", "--ceiling", "145")
    cold = runwalk(*words, "--jobs", "1", home=tmp_path, timeout=600)
    warm = runwalk(*words, home=tmp_path)

    told = json.loads(cold.stdout)
    files = [path for path in CORPUS.rglob("*") if re.search(r"\.(fit|gz|zip)$", path.name, re.I)]
    assert warm.stdout == cold.stdout
    assert "cannot be understood" not in cold.stdout
    assert len(told["runs"]) == len(files)
    rows = {Path(row["name"]).name: row for row in told["runs"]}
    for row in rows.values():
        assert row["counts"] == (row["why_not"] is None and row["same_as"] is None)
        if row["same_as"]:
            assert rows[Path(row["same_as"]).name]["counts"]
    damaged = [row for name, row in rows.items() if name.startswith("derived__run-")]
    assert damaged
    assert not any(row["counts"] for row in damaged)  # the whole one does
