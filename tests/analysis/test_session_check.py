"""A session, part by part: planned and done."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner

from analysis.report import report_on, to_dict
from analysis.report_page import page
from analysis.run import run_of
from analysis.session_check import PartDone, SessionCheck, Verdict, check_session
from analysis.session_words import tell_session
from analysis.verbs import report as report_verb
from devices.verbs.live import command as live
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.outputs.units import Units
from runwalk.recording.recording import Recording
from runwalk.training.compiler import Runner, workout_of
from runwalk.training.language import read_line

ATHLETE = Athlete(resting_bpm=50, max_bpm=190)
SKIP, PAUSE, RESUME = Mark(MarkKind.SKIP), Mark(MarkKind.PAUSE), Mark(MarkKind.RESUME)


def ran(
    line: str,
    seconds: int,
    *,
    mps: float | None = 2.5,
    bpm: int | None = 120,
    marks: Mapping[int, Mark] | None = None,
    has_cadence: bool = True,
) -> SessionCheck:
    """An even run, held against a line."""
    workout = workout_of(read_line(line), Runner(ATHLETE, 45.0), "mine")
    is_walk = mps is not None and mps < 2.0
    samples = tuple(
        Sample.rounded(
            t_s,
            hr_bpm=bpm,
            speed_mps=mps,
            distance_m=None if mps is None else mps * t_s,
            cadence_spm=(110 if is_walk else 165) if has_cadence else None,
            marks=(mark,) if marks and (mark := marks.get(t_s)) else (),
        )
        for t_s in range(seconds)
    )
    check = check_session(run_of(Recording(samples=samples), Plan(ATHLETE, workout)))
    assert check is not None
    return check


def verdicts(check: SessionCheck) -> list[Verdict]:
    return [part.verdict for part in check.parts]


def test_a_session_that_was_done_is_told_with_its_numbers() -> None:
    check = ran("2:00 easy, 500m run easy, 1:00 easy", 420)

    assert verdicts(check) == [Verdict.DONE] * 3
    assert [(one.start_s, one.duration_s) for one in check.parts] == [
        (0, 120),
        (119, 200),
        (319, 60),
    ]
    assert check.parts[1].distance_m == 500.0
    assert check.parts[1].speed_mps == 2.5
    assert check.parts[1].hr_mean_bpm == 120.0
    assert check.parts[1].run_ratio == 1.0
    assert check.parts[0].above_ceiling_s == 0
    assert check.done_count == 3


def test_a_part_that_is_skipped_was_cut_and_one_that_never_came_is_left_out() -> None:
    check = ran("5:00 easy, 5:00 easy, 5:00 easy", 300, marks={100: SKIP})

    assert verdicts(check) == [Verdict.CUT, Verdict.CUT, Verdict.LEFT_OUT]
    assert [one.duration_s for one in check.parts] == [101, 200, 0]  # the second of the press, too
    assert check.parts[2].start_s is None


def test_a_distance_that_was_not_run_is_cut() -> None:
    assert verdicts(ran("1km easy, 1:00 easy", 120, marks={100: SKIP}))[0] is Verdict.CUT


def test_a_distance_that_nothing_measures_is_not_measured() -> None:
    check = ran("400m easy, 1:00 easy", 200, mps=None, marks={100: Mark(MarkKind.LAP)})

    assert check.parts[0].verdict is Verdict.UNMEASURED
    assert check.parts[0].speed_mps is None


def test_a_pause_is_no_part_of_it() -> None:
    check = ran("5:00 easy, 1:00 easy", 500, marks={100: PAUSE, 200: RESUME})

    assert check.parts[0].duration_s == 300
    assert check.parts[1].start_s == 399


@pytest.mark.parametrize(
    ("bpm", "verdict"),
    [(100, Verdict.DONE), (160, Verdict.NOT_REACHED), (None, Verdict.NOT_REACHED)],
)
def test_a_heart_rate_is_reached_or_not(bpm: int | None, verdict: Verdict) -> None:
    check = ran("walk until hr<120 or 1:00 then go on, 1:00 walk", 200, mps=1.4, bpm=bpm)

    assert check.parts[0].verdict is verdict


def test_a_lap_ends_an_open_part_and_that_is_done() -> None:
    check = ran("walk until lap, 1:00 walk", 200, mps=1.4, marks={90: Mark(MarkKind.LAP)})

    assert verdicts(check) == [Verdict.DONE] * 2
    assert check.parts[0].duration_s == 91  # the second of the press, too


@pytest.mark.parametrize(
    ("line", "mps", "notes"),
    [
        ("2:00@6:00/km", 2.78, ()),
        ("2:00@6:00/km", 2.4, ("slower than planned",)),
        ("2:00@6:00/km", 3.2, ("faster than planned",)),
        ("2:00 jog @<8km/h", 3.0, ("faster than a recovery should be",)),
        ("2:00 jog @<8km/h", 2.1, ()),
        ("2:00 walk", 2.8, ("ran 100% of it",)),
        ("0:40 walk", 2.8, ()),  # too short to tell
        ("2:00 run easy", 1.3, ("walked 100% of it",)),
        ("2:00 easy", 1.3, ()),
    ],
)
def test_what_was_otherwise_than_planned_is_noted(
    line: str, mps: float, notes: tuple[str, ...]
) -> None:
    assert ran(f"{line}, 1:00 easy", 200, mps=mps).parts[0].notes == notes


@pytest.mark.parametrize(
    ("rpe", "notes"),
    [(4.0, ()), (7.0, ("felt harder than planned",)), (1.0, ("felt easier than planned",))],
)
def test_how_it_felt_is_held_against_what_was_asked(rpe: float, notes: tuple[str, ...]) -> None:
    check = ran("2:00 easy, 1:00 easy", 200, marks={60: Mark(MarkKind.RPE, rpe)})

    assert check.parts[0].rpe == rpe
    assert check.parts[0].notes == notes


def test_seconds_above_the_ceiling_are_counted() -> None:
    part = ran("2:00 easy, 1:00 easy", 200, bpm=152).parts[0]

    assert part.above_ceiling_s is not None
    assert part.above_ceiling_s >= 90


def test_an_easy_run_is_no_session() -> None:
    samples = tuple(Sample(t_s=t_s, hr_bpm=120) for t_s in range(60))
    recording = Recording(samples=samples)
    easy = workout_of(read_line("easy until lap"), Runner(ATHLETE), "easy")

    assert check_session(run_of(recording, None)) is None
    assert check_session(run_of(recording, Plan(ATHLETE, easy))) is None
    assert to_dict(report_on(run_of(recording, None)))["session"] is None


def test_a_long_session_is_told_by_its_first_and_its_last_parts() -> None:
    check = ran("20x(0:10 easy, 0:10 easy)", 400)

    told = list(tell_session(check, Units.KM))
    assert told[0] == "session: mine, 40 of 40 parts done"
    assert told[17] == "     ... 18 parts more, on the page and with --json"
    assert len(told) == 1 + 16 + 1 + 6
    assert told[-1].startswith(" 40  easy 20/20, planned 0:10, done 0:1")
    assert list(tell_session(None, Units.KM)) == []


def test_the_page_shows_each_part_and_runs_no_word_of_it() -> None:
    line = "2:00 easy '<script>', 1:00 easy"
    workout = workout_of(read_line(line), Runner(ATHLETE), "<b>mine</b>")
    samples = tuple(Sample(t_s=t_s, hr_bpm=120, speed_mps=2.5) for t_s in range(300))

    html = page(report_on(run_of(Recording(samples=samples), Plan(ATHLETE, workout))))

    assert "The session" in html
    assert "&lt;script&gt;" in html
    assert "<script>" not in html
    assert "<b>mine" not in html


def report(*words: object) -> str:
    done = CliRunner().invoke(report_verb.command, [*map(str, words)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.stdout


def test_what_was_run_live_is_told_from_both_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    CliRunner().invoke(
        live,
        [
            *("--source", "virtual", "--speed", "0", "--plain", "--out", str(tmp_path)),
            *("--workout", "strides,times=2,time=5:00,cool=1:00"),
        ],
        catch_exceptions=False,
    )

    sessions = [
        json.loads(report(next(tmp_path.glob(ending)), "--json"))["session"]
        for ending in ("*.jsonl", "*.fit")
    ]

    fit = next(tmp_path.glob("*.fit"))
    assert json.loads(report(fit, "--json", "--workout"))["session"] == sessions[0]
    assert json.loads(report("--workout", fit, "--json"))["session"] == sessions[0]
    assert sessions[0] == sessions[1]
    assert sessions[0]["name"] == "Easy run with strides"
    assert (sessions[0]["done"], sessions[0]["of"]) == (6, 6)
    assert [one["planned"]["name"] for one in sessions[0]["parts"]][:3] == [
        "easy",
        "stride",
        "rest",
    ]


def test_any_run_can_be_held_against_a_session(tmp_path: Path) -> None:
    sample = Path(__file__).parents[2] / "sample_data" / "easy_run.fit"
    words = (sample, "--ceiling", 150, "--workout", "5:00 easy, 5:00 easy")

    told = json.loads(report(*words, "--json"))
    text = report(*words, "--out", tmp_path / "run.html")

    assert told["session"]["of"] == 2
    assert "session: your workout, 2 of 2 parts done" in text


def test_a_session_without_a_ceiling_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    sample = Path(__file__).parents[2] / "sample_data" / "easy_run.fit"

    done = CliRunner().invoke(report_verb.command, [str(sample), "--workout", "strides", "--json"])

    assert done.exit_code == 2
    assert "--workout needs to know your ceiling" in done.stderr


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["SAMPLE", "--workout", "--json", "--ceiling", "150"], "does not say what was planned"),
        (["--json"], "Missing argument 'FILE'"),
        (["--workout", "--json"], "Missing argument 'FILE'"),
    ],
)
def test_a_run_without_a_plan_is_held_against_nothing(words: list[str], said: str) -> None:
    sample = str(Path(__file__).parents[2] / "sample_data" / "easy_run.fit")

    done = CliRunner().invoke(
        report_verb.command, [sample if word == "SAMPLE" else word for word in words]
    )

    assert done.exit_code == 2
    assert said in done.stderr


def test_a_part_is_plain_values() -> None:
    part = ran("2:00 easy, 1:00 walk", 200).parts[0]

    assert isinstance(part, PartDone)
    assert json.loads(json.dumps(part.to_dict()))["verdict"] == "done"
