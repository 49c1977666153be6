"""What a run came to: in words, and as JSON."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from analysis.drift import HindsightDrift
from analysis.report import Report, report_on, to_dict
from analysis.report_words import tell, title
from analysis.run import Run, run_of
from analysis.verbs.replay import command as replay_command
from analysis.verbs.report import command
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import Workout
from runwalk.recording import read_recording
from runwalk.recording.recording import Recording

from ..builders import told

SAMPLES = Path(__file__).parents[2] / "sample_data"
PLAN = Plan(Athlete(), Workout.easy(Band(130, 150)))


def strap_run(minutes: int = 30, plan: Plan | None = PLAN) -> Run:
    bpms = [140 + t_s // 10 % 3 for t_s in range(60 * minutes)]
    return run_of(Recording(samples=tuple(told(bpms))), plan)


def report(minutes: int = 30, plan: Plan | None = PLAN) -> Report:
    return report_on(strap_run(minutes, plan))


@cache
def drift_of_a_hot_run() -> HindsightDrift:
    recording = read_recording(SAMPLES / "hot_long_run.fit")
    found = report_on(run_of(recording, None)).drift
    assert isinstance(found, HindsightDrift)
    return found


def test_a_run_without_a_second_is_none() -> None:
    with pytest.raises(ValueError, match="a second at least"):
        run_of(Recording(samples=()), None)


def far(way_m: list[float]) -> float | None:
    samples = (replace(one, distance_m=m) for one, m in zip(told([140] * 999), way_m, strict=False))
    return run_of(Recording(samples=tuple(samples)), None).distance_m


def test_a_distance_that_begins_anew_is_counted_on() -> None:
    once = [3.0 * t_s for t_s in range(101)]

    assert far(once) == 300.0
    assert far([*once, *once]) == 600.0
    assert far([*once, *once, *once]) == 900.0
    assert far([*once, 0.0, *(300.0 + m for m in once)]) == 600.0  # a slip, and no second session
    assert far([*once, 299.0, *(300.0 + m for m in once)]) == 600.0


def test_what_cannot_be_told_says_why_and_what_would_help() -> None:
    found = report()

    assert to_dict(found)["drift"]["refused"] == "no_effort_signal"
    assert "record it with a foot pod" in title(found)


def test_the_title_tells_the_drift_with_its_interval(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    done = CliRunner().invoke(command, [str(SAMPLES / "hot_long_run.fit")])

    assert done.exit_code == 0
    assert done.stdout.startswith(
        "Heart rate rose 24 beats an hour at the same effort (95 %: 22 to 27)."
    )


@pytest.mark.parametrize(
    ("mean", "low", "high", "words"),
    [
        (9.2, 5.4, 13.1, "Heart rate rose 9 beats an hour at the same effort (95 %: 5 to 13)."),
        (1.2, 0.6, 1.9, "Heart rate rose 1 beat an hour at the same effort (95 %: 1 to 2)."),
        (6.0, 0.2, 12.4, "Heart rate rose 6 beats an hour at the same effort (95 %: 0.2 to 12.4)."),
        (-5.0, -8.0, -2.0, "Heart rate fell 5 beats an hour at the same effort (95 %: 2 to 8)."),
        (
            -0.3,
            -5.2,
            4.6,
            "No drift is shown: +0 beats an hour at the same effort (95 %: -5 to +5).",
        ),
        (
            10.2,
            -55.4,
            70.4,
            "This run does not tell whether heart rate drifted: anything from "
            "-55 to +70 beats an hour at the same effort fits (95 %).",
        ),
    ],
    ids=["rose", "one beat", "hardly above zero", "fell", "none", "anything"],
)
def test_the_finding_never_claims_more_than_its_interval(
    mean: float, low: float, high: float, words: str
) -> None:
    found = replace(drift_of_a_hot_run(), bpm_per_h=mean, low_bpm_per_h=low, high_bpm_per_h=high)

    assert title(replace(report(), drift=found)) == words


def test_without_a_ceiling_there_are_no_cues_and_no_zones_and_that_is_told() -> None:
    found = report(plan=None)

    assert found.cues == ()
    assert found.zones == ()
    assert "No ceiling is known" in "\n".join(tell(found))


def journal_with(tmp_path: Path, **athlete: object) -> Path:
    """The journal of a run that was coached, with another athlete in its head."""
    head, *seconds = (SAMPLES / "live_run.jsonl").read_text().splitlines()[:300]
    told = json.loads(head)
    told["plan"]["athlete"] |= athlete
    path = tmp_path / "run.jsonl"
    path.write_text("\n".join([json.dumps(told), *seconds]) + "\n")
    return path


@pytest.mark.parametrize(
    "athlete",
    [{"limit_bpm": 100}, {"zone_model": "friel"}, {"max_bpm": 3}, {"heart": 7}],
    ids=["limit below the ceiling", "zones without a threshold", "no human", "no heart"],
)
@pytest.mark.parametrize("verb", [command, replay_command], ids=["report", "replay"])
def test_a_plan_that_contradicts_itself_is_told_and_left_out(
    verb: click.Command, athlete: dict[str, object], tmp_path: Path
) -> None:
    path = journal_with(tmp_path, **athlete)

    done = CliRunner().invoke(verb, [str(path), "--json"])

    assert not isinstance(done.exception, ValueError)
    assert "for whom the run was cannot be understood" in done.stderr


def test_every_second_with_a_trusted_heart_rate_lies_in_its_zone() -> None:
    run = strap_run()

    zones = {one.zone.name: one.seconds for one in report_on(run).zones}

    trusted_s = sum(reading.hr.is_trusted for reading in run.readings)
    assert zones == {"below": 0, "inside": trusted_s, "above": 0}


def test_json_is_one_line_with_what_is_promised() -> None:
    done = CliRunner().invoke(
        command, [str(SAMPLES / "hot_long_run.fit"), "--ceiling", "150", "--json"]
    )

    found = json.loads(done.stdout)
    assert set(found["drift"]) >= {
        "bpm_per_h",
        "low_bpm_per_h",
        "high_bpm_per_h",
        "percent",
        "method",
    }
    assert {"zones", "cues", "problems"} <= set(found)
    assert [cue for cue in found["cues"] if cue["action"] == "walk"]
