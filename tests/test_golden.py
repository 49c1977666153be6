"""What the coach says to the sample data, to the second.

``python -m tests.test_golden`` writes ``golden/cues.json`` anew. A change of it comes with a
sentence on why in the same commit.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from runwalk import Athlete, Band, Coach, Workout
from runwalk.recording import read_recording
from runwalk.session import replay

HERE = Path(__file__).parent
GOLDEN = HERE / "golden" / "cues.json"
RUNS = {  # file -> ceiling [bpm]
    "easy_run.fit": 135,
    "hot_long_run.fit": 140,
    "hill_repeats.fit": 140,
    "strides.fit": 140,
    "torn.fit": 130,
    "live_run.jsonl": 132,
    "block/2026-01-06.fit": 132,
    "block/2026-03-28.fit": 132,
}


def cues(file: str, ceiling_bpm: int) -> list[list[object]]:
    """What is said to a file of the sample data."""
    recording = read_recording(HERE.parent / "sample_data" / file)
    coach = Coach(Athlete(), Workout.easy(Band.below(ceiling_bpm)))
    return [
        [reading.sample.t_s, cue.action.value, cue.reason.value]
        for reading in replay(recording.samples, coach)
        for cue in reading.cues
    ]


@pytest.mark.parametrize("file", RUNS)
def test_the_coach_says_what_it_said_before(file: str) -> None:
    assert cues(file, RUNS[file]) == json.loads(GOLDEN.read_text(encoding="utf-8"))[file]


def test_no_stride_and_no_hill_sprint_is_taken_for_drift() -> None:
    golden = json.loads(GOLDEN.read_text(encoding="utf-8"))

    for file in ("strides.fit", "hill_repeats.fit"):
        assert not [cue for cue in golden[file] if cue[2] in ("drift", "rising")]


if __name__ == "__main__":
    rows = ",\n".join(
        f"  {json.dumps(file)}: {json.dumps(cues(file, bpm))}" for file, bpm in RUNS.items()
    )
    GOLDEN.write_text(f"{{\n{rows}\n}}\n", encoding="utf-8")
