"""The promise above all: what is said live is what a replay says. If this fails, nothing lands."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import AsyncGenerator
from dataclasses import replace
from pathlib import Path

import pytest

from devices import clock, sources
from devices.coaching import Followers, LiveSource, coach_run
from runwalk.config import Plan, plan_from_dict
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.profile import HeartProfile, Learned
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import AskedGait, Otherwise, Range, Round, Segment, Until, Workout
from runwalk.outputs.lines import JsonLines
from runwalk.recording import read_recording
from runwalk.recording.journal import read_journal
from runwalk.session import replay
from runwalk.simulator import SCENARIOS

Said = list[tuple[int, str, str]]


class Ears:
    """An output that remembers what was said."""

    def __init__(self) -> None:
        self.said: Said = []

    def show(self, reading) -> None:
        self.said += [(reading.sample.t_s, c.action.value, c.reason.value) for c in reading.cues]


def said_again(samples, plan: Plan) -> Said:
    ears = Ears()
    for reading in replay(samples, plan.coach()):
        ears.show(reading)
    return ears.said


def live(setup: sources.Setup, plan: Plan, folder: Path | None) -> tuple[Said, tuple[Path, ...]]:
    ears = Ears()
    outcome = clock.run(coach_run(setup.make, plan, outputs=[ears], folder=folder), speed=None)
    return ears.said, outcome.files


@pytest.mark.parametrize("is_strap_only", [False, True], ids=["with-speed", "strap-only"])
@pytest.mark.parametrize(
    ("scenario", "faults"),
    [
        ("hot", ()),
        ("easy", ("drop@400", "range@900+70", "dry@1300+30", "stall@1500+40")),
        ("rolling", ("malformed@600+9", "ectopic@700+60", "off@1000+45", "held@1200+200")),
    ],
    ids=["hot", "bad-strap", "bad-radio"],
)
def test_a_live_run_its_journal_and_its_fit_file_say_the_same_to_the_second(
    tmp_path: Path, scenario: str, faults: tuple[str, ...], is_strap_only: bool
) -> None:
    setup = sources.virtual(
        scenario, seed=5, faults=faults, minutes=35, is_strap_only=is_strap_only
    )
    plan = setup.default_plan
    assert plan is not None

    said, (journal_path, fit_path) = live(setup, plan, tmp_path)

    assert len(said) > 5
    for recording in (read_recording(journal_path), read_recording(fit_path)):
        assert [cue[:3] for cue in recording.cues] == said
        assert said_again(recording.samples, plan_from_dict(recording.plan)) == said


@pytest.mark.parametrize(
    ("scenario", "footpod", "treadmill", "faults"),
    [
        ("hot", "any", None, ("footpod:range@400+60", "footpod:malformed@700+20", "drop@900")),
        ("treadmill-hike", "any", "any", ("treadmill:stall@600+90", "off@1000+30")),
    ],
    ids=["foot-pod", "treadmill"],
)
def test_what_a_foot_pod_and_a_treadmill_told_is_replayed_to_the_second(
    tmp_path: Path, scenario: str, footpod: str, treadmill: str | None, faults: tuple[str, ...]
) -> None:
    beside = sources.beside_strap(footpod=footpod, treadmill=treadmill)
    setup = sources.virtual(scenario, seed=5, faults=faults, minutes=30, beside=beside)
    plan = setup.default_plan
    assert plan is not None

    said, (journal_path, fit_path) = live(setup, plan, tmp_path)

    assert len(said) > 3
    for recording in (read_recording(journal_path), read_recording(fit_path)):
        assert any(sample.speed_mps for sample in recording.samples)
        assert any(sample.grade for sample in recording.samples) == (treadmill is not None)
        assert said_again(recording.samples, plan_from_dict(recording.plan)) == said
    products = {device.product for device in read_recording(fit_path).devices}
    assert products >= ({"H10", "29", "T1"} if treadmill else {"H10", "29"})


def test_a_runner_whose_heart_is_known_hears_the_same_again(tmp_path: Path) -> None:
    setup = sources.virtual("hot", seed=5, minutes=30)
    assert setup.default_plan is not None
    heart = HeartProfile(
        tau_s=Learned(value=41.0, sd=4.0, runs=3),
        demand_bpm=Learned(value=1003.0 / 7.0, sd=5.0, runs=0),
        peak_margin_bpm=Learned(value=1.5, sd=1.5),
    )
    plan = replace(setup.default_plan, athlete=replace(setup.default_plan.athlete, heart=heart))

    said, (journal_path, fit_path) = live(setup, plan, tmp_path)

    for recording in (read_recording(journal_path), read_recording(fit_path)):
        again = plan_from_dict(recording.plan)
        assert again == plan
        assert said_again(recording.samples, again) == said
        assert said_again(recording.samples, setup.default_plan) != said


def test_a_recording_played_back_says_what_its_replay_says(tmp_path: Path) -> None:
    setup = sources.virtual("hot", seed=2, minutes=30)
    assert setup.default_plan is not None
    said, (_, fit_path) = live(setup, setup.default_plan, tmp_path)

    played, _ = live(sources.from_recording(fit_path), setup.default_plan, None)

    assert played == said


def test_the_same_virtual_run_is_the_same_twice(tmp_path: Path) -> None:
    runs = []
    for folder in ("one", "two"):
        setup = sources.virtual("easy", seed=9, minutes=15, faults=("range@300+40",))
        assert setup.default_plan is not None
        _, (journal_path, _) = live(setup, setup.default_plan, tmp_path / folder)
        runs.append(journal_path.read_text().split("\n", 1)[1])  # the header tells the time

    assert runs[0] == runs[1]


def test_json_lines_of_a_replay_are_those_that_were_shown_live() -> None:
    setup = sources.virtual("easy", seed=4, minutes=12)
    plan = setup.default_plan
    assert plan is not None
    shown = io.StringIO()
    kept = []

    class Keep:
        def show(self, reading) -> None:
            kept.append(reading.sample)

    clock.run(
        coach_run(setup.make, plan, outputs=[JsonLines(shown), Keep()], folder=None), speed=None
    )
    again = io.StringIO()
    lines = JsonLines(again)
    for reading in replay(kept, plan.coach()):
        lines.show(reading)

    assert again.getvalue() == shown.getvalue()


# -- the process from outside

LIVE = [sys.executable, "-m", "runwalk", "live", "--json", "--ceiling", "150", "--floor", "130"]


def start(tmp_path: Path, *more: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*LIVE, "--source", "stdin", "--out", str(tmp_path / "runs"), *more],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
        env={**os.environ, "XDG_CONFIG_HOME": str(tmp_path), "HOME": str(tmp_path)},
    )


def ask(process: subprocess.Popen[str], line: object) -> dict:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write((line if isinstance(line, str) else json.dumps(line)) + "\n")
    process.stdin.flush()
    return json.loads(process.stdout.readline())


def climb(process: subprocess.Popen[str], seconds: int) -> list[dict]:
    """A strap alone, from 100 bpm up by one in four seconds."""
    return [ask(process, {"t_s": t, "hr_bpm": min(100 + t // 4, 165)}) for t in range(seconds)]


def test_each_line_of_standard_input_is_answered_at_once(tmp_path: Path) -> None:
    process = start(tmp_path)

    answers = climb(process, 300)
    bad = [
        ask(process, line) for line in ("what?", "", "[]", '{"t_s":5}', '{"t_s":400,"hr_bpm":"x"}')
    ]
    after = ask(process, {"t_s": 300, "hr_bpm": 160})
    _, talk = process.communicate(timeout=20)

    assert [answer["t_s"] for answer in answers] == list(range(300))
    cues = [(cue["action"], answer["hr_bpm"]) for answer in answers for cue in answer["cues"]]
    assert [action for action, _ in cues] == ["walk", "walk"]  # told once more, for it still climbs
    assert cues[0][1] <= 150
    assert all(set(answer) == {"error"} for answer in bad)
    assert after["phase"] == "walk"
    assert process.returncode == 0
    assert talk.count("line ") == 5
    journal_path = next((tmp_path / "runs").glob("*.jsonl"))
    assert len(read_journal(journal_path).recording.samples) == 301
    assert journal_path.with_suffix(".fit").exists()


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_a_run_saved(tmp_path: Path, how: signal.Signals) -> None:
    process = start(tmp_path)
    climb(process, 30)

    process.send_signal(how)
    process.communicate(timeout=20)

    assert process.returncode == 0
    fit_path = next((tmp_path / "runs").glob("*.fit"))
    assert len(read_recording(fit_path).samples) == 30


def test_kill_9_in_the_middle_of_a_run_loses_at_most_the_second_being_written(
    tmp_path: Path,
) -> None:
    process = start(tmp_path)
    answers = climb(process, 200)
    answers.append(ask(process, {"t_s": 200, "hr_bpm": 150, "marks": [{"kind": "why"}]}))

    process.kill()
    process.communicate(timeout=20)
    journal = read_journal(next((tmp_path / "runs").glob("*.jsonl")))

    assert len(journal.recording.samples) == 201
    assert answers[-1]["cues"][-1]["reason"] == "why"
    spoken = [
        (answer["t_s"], cue["action"], cue["reason"])
        for answer in answers
        for cue in answer["cues"]
    ]
    plan = Plan(Athlete(), Workout.easy(Band(130, 150)))
    assert said_again(journal.recording.samples, plan) == spoken


def test_a_run_that_is_not_recorded_leaves_nothing(tmp_path: Path) -> None:
    process = start(tmp_path, "--no-record")

    climb(process, 5)
    process.communicate(timeout=20)

    assert process.returncode == 0
    assert not (tmp_path / "runs").exists()


def test_a_line_is_answered_within_milliseconds(tmp_path: Path) -> None:
    process = start(tmp_path)
    climb(process, 20)

    began = time.perf_counter()
    for t_s in range(20, 120):
        ask(process, {"t_s": t_s, "hr_bpm": 110})
    each_s = (time.perf_counter() - began) / 100
    process.communicate(timeout=20)

    assert each_s < 0.05  # a tenth of it is usual; this only catches a wait that should not be


# -- workouts, and what the runner tells in them

TOLD = {
    200: Mark(MarkKind.TALK, "hard"),
    300: Mark(MarkKind.RPE, 7.0),
    420: Mark(MarkKind.LAP),
    700: Mark(MarkKind.TAG, "cramp"),
    760: Mark(MarkKind.TAG, "over"),
    900: Mark(MarkKind.PAUSE),
    930: Mark(MarkKind.RESUME),
    1100: Mark(MarkKind.SKIP),
    1200: Mark(MarkKind.WHY),
}


def session() -> Workout:
    easy = Segment(name="easy", band=Band(125, 145), rpe=Range(high=4.0), talk_every_s=120)
    rounds = tuple(
        part
        for number in range(1, 5)
        for part in (
            Segment(
                name="rep",
                distance_m=300.0,
                gait=AskedGait.RUN,
                is_surge=True,
                round=Round(number, 4),
            ),
            Segment(
                name="rest",
                duration_s=120,
                until=Until(below_bpm=125, least_s=20, otherwise=Otherwise.GO_ON),
                gait=AskedGait.WALK,
                round=Round(number, 4),
            ),
        )
    )
    home = replace(easy, name="home", most_run_s=90, least_walk_s=30, is_hill_walked=True)
    return Workout("all of it", (easy, *rounds, home))


@pytest.mark.parametrize("has_distance", [True, False])
def test_a_workout_with_all_its_marks_is_replayed_to_the_second(
    tmp_path: Path, has_distance: bool
) -> None:
    runner = SCENARIOS["rolling"].runner(8007)
    plan = Plan(Athlete(limit_bpm=185), session())

    async def samples() -> AsyncGenerator[Sample, None]:
        for t_s in range(1800):
            mark = TOLD.get(t_s)
            sample = replace(runner.second(), marks=(mark,) if mark else ())
            yield (
                sample
                if has_distance
                else Sample(t_s=t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms, marks=sample.marks)
            )

    ears = Ears()
    outcome = clock.run(
        coach_run(
            lambda keep: LiveSource(
                samples=samples(), follower=Followers(runner.hear, runner.take)
            ),
            plan,
            outputs=[ears],
            folder=tmp_path,
        ),
        speed=None,
    )

    assert {reason for _, _, reason in ears.said} >= {"workout", "felt", "talk", "why", "recovered"}
    for path in outcome.files:
        recording = read_recording(path)
        assert [cue[:3] for cue in recording.cues] == ears.said
        assert said_again(recording.samples, plan_from_dict(recording.plan)) == ears.said
