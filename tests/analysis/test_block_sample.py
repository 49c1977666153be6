"""The block of sample data, whose truth is known, and a block of real runs."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ..test_cli import SAMPLES, runwalk

CORPUS = Path(__file__).parents[3] / "shared" / "corpus" / "block"


def _true_change_a_week() -> float:
    """Slope of the true drifts over the weeks [bpm/h a week]."""
    with (SAMPLES / "block" / "truth.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    weeks = [date.fromisoformat(row["start_utc"][:10]).toordinal() / 7.0 for row in rows]
    return float(np.polyfit(weeks, [float(row["true_drift_bpm_per_h"]) for row in rows], 1)[0])


def _told(folder: Path, home: Path) -> dict[str, Any]:
    done = runwalk("block", folder, "--json", "--no-store", home=home)
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.slow
def test_the_drift_that_was_put_in_is_found(tmp_path: Path) -> None:
    trend = _told(SAMPLES / "block", tmp_path)["trends"]["drift_bpm_per_h"]

    truth = _true_change_a_week()
    assert truth == pytest.approx(-0.98, abs=0.01)
    assert trend["verdict"] == "improved"
    assert trend["low"] < truth < trend["high"] < 0.0
    assert trend["high"] - trend["low"] < 1.4
    assert trend["run_count"] == 30


@pytest.mark.slow
@pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")
def test_a_block_of_short_real_runs_claims_little_of_drift(tmp_path: Path) -> None:
    told = _told(CORPUS, tmp_path)

    trend = told["trends"]["drift_bpm_per_h"]
    assert len(told["runs"]) == 39
    assert 8 <= trend["run_count"] <= 14  # most are over before drift can be told
    assert trend["verdict"] == "cannot_tell"
    assert trend["low"] < trend["per_week"] < trend["high"]
    assert "cannot tell yet" in trend["sentence"]
