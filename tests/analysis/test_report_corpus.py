"""Real files of many makers: a report on each of them, or one clear sentence."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analysis.bouts import Bouts, bouts_of
from analysis.report import report_on, to_dict
from analysis.report_words import tell
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.recording import Recording, read_recording

from .test_report_of_anything import check_measures

CORPUS = Path(__file__).parents[3] / "shared" / "corpus"
FAST_BYTES = 40_000
PLAN = Plan(Athlete(), Workout.easy(Band(130, 150)))

pytestmark = pytest.mark.skipif(not CORPUS.exists(), reason="no corpus beside the project")


def files() -> list[object]:
    return [
        pytest.param(
            path,
            id=path.name,
            marks=() if path.stat().st_size <= FAST_BYTES else pytest.mark.slow,
        )
        for path in sorted(CORPUS.rglob("*.*"))
        if path.suffix != ".tsv"
    ]


def strict(told: dict[str, Any]) -> dict[str, Any]:
    """Read back what was written; neither NaN nor infinity can be."""

    def refuse(sign: str) -> None:
        pytest.fail(f"{sign} is no JSON")

    read: dict[str, Any] = json.loads(json.dumps(told, allow_nan=False), parse_constant=refuse)
    return read


def read_or_sentence(path: Path) -> Recording | str:
    try:
        return read_recording(path)
    except RecordingError as refused:
        return str(refused)


@pytest.mark.parametrize("path", files())
@pytest.mark.parametrize("plan", [PLAN, None], ids=["with a ceiling", "without"])
def test_every_recording_gives_numbers_or_says_why_not(path: Path, plan: Plan | None) -> None:
    recording = read_or_sentence(path)
    if isinstance(recording, str):
        assert "\n" not in recording
        return
    if not recording.samples:
        with pytest.raises(ValueError, match="a second at least"):
            run_of(recording, plan)
        return

    report = report_on(run_of(recording, plan))

    told = strict(to_dict(report))
    drift = told["drift"]
    if "refused" in drift:
        assert drift["text"].endswith(".")
    else:
        assert drift["low_bpm_per_h"] <= drift["bpm_per_h"] <= drift["high_bpm_per_h"]
    if "refused" not in told["run_walk"]:
        assert sum(bout["duration_s"] for bout in told["bouts"]) == recording.duration_s
    lines = list(tell(report))
    assert all(lines)
    assert not any("nan" in line.split() for line in lines)
    assert "position" not in json.dumps(told)
    check_measures(report)


def test_intervals_that_a_runner_pressed_by_hand_are_found() -> None:
    recording = read_recording(CORPUS / "fit" / "jimmykane__garmin-stamina.fit")
    pressed_s = [
        lap.start_s
        for lap in recording.laps
        if lap.trigger == "manual" and 175 < (lap.duration_s or 0.0) < 190
    ]
    fast_s = [at_s for at_s in pressed_s if at_s > 1500]  # before it the runner ran on

    found = bouts_of(run_of(recording, None))

    assert isinstance(found, Bouts)
    starts_s = [bout.start_s for bout in found.runs]
    off_s = [min(abs(at_s - start_s) for start_s in starts_s) for at_s in fast_s]
    assert len(fast_s) == 4
    assert max(off_s) <= 5
