"""The coach beside other ways to run and walk: what must hold whoever does better."""

from __future__ import annotations

import json
import statistics
from dataclasses import asdict, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from analysis import claims
from analysis.claims import KINDS, STRONG, Judged, claim_row, judge_both, run_of
from analysis.compare import (
    COACHES,
    PACER,
    POLICIES,
    SCENARIOS,
    Job,
    Score,
    estimate,
    maker_of,
    rows,
    runner_of,
    score,
    score_of,
    verdicts,
)
from analysis.compare_picture import draw_claims
from analysis.led import LED_KINDS, LedJob, judge_led
from analysis.policies import (
    Beep,
    BeepToMiddle,
    ClockRatio,
    CoachPolicy,
    NoWalking,
    Oracle,
    Policy,
    band_of,
)
from analysis.verbs.compare import command
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.gait import Gait
from runwalk.engine.phases import Action
from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.simulator import Body, SecondBody, StrapNoise

SEEDS = (300, 301)
BAND = Band(130, 150)


def compare(*arguments: object) -> Result:
    return CliRunner().invoke(command, [*map(str, arguments)], catch_exceptions=False)


@cache
def one(policy: str, seed: int = 300, scenario: str = "temperate", minutes: int = 10) -> Score:
    return score_of(Job(scenario=scenario, policy=policy, seed=seed, minutes=minutes))


def said(policy: Policy, *heard_bpm: int | None) -> list[tuple[int, Action]]:
    return [
        (t_s, action)
        for t_s, bpm in enumerate(heard_bpm)
        for action in policy.step(Sample(t_s=t_s, hr_bpm=bpm))
    ]


# Policies


def test_nobody_says_nothing() -> None:
    assert said(NoWalking(), *[220] * 600) == []


def test_the_clock_walks_the_last_minute_of_five_and_hears_no_heart() -> None:
    words = [
        (240, Action.WALK),
        (300, Action.RUN),
        (540, Action.WALK),
        (600, Action.RUN),
    ]

    assert said(ClockRatio(), *[None] * 601) == words
    assert said(ClockRatio(), *[220] * 601) == words


def test_the_naive_beep_turns_at_the_ceiling_itself() -> None:
    assert said(Beep(BAND), *[150] * 20, *[151] * 10, *[150] * 10) == [
        (20, Action.WALK),
        (30, Action.RUN),
    ]


def test_the_other_beep_walks_to_the_middle_of_the_band() -> None:
    assert said(BeepToMiddle(BAND), *[151] * 20, *[141] * 20, 140) == [
        (9, Action.WALK),
        (40, Action.RUN),
    ]


@given(st.lists(st.one_of(st.none(), st.integers(60, 220)), max_size=200))
def test_a_beep_is_never_within_ten_seconds_of_the_last(heard_bpm: list[int | None]) -> None:
    words = said(Beep(BAND), *heard_bpm)

    assert all(b - a >= 10 for (a, _), (b, _) in pairwise(words))
    assert [word for _, word in words[::2]] == [Action.WALK] * len(words[::2])
    assert [word for _, word in words[1::2]] == [Action.RUN] * len(words[1::2])


def test_the_coach_with_a_strap_alone_hears_no_speed() -> None:
    runner = runner_of(SCENARIOS["temperate"], 300)
    alone, blind = (CoachPolicy(runner.body.athlete, has_speed=has) for has in (False, True))

    for _ in range(600):
        sample = runner.second()
        bare = Sample(t_s=sample.t_s, hr_bpm=sample.hr_bpm, rr_ms=sample.rr_ms)
        assert alone.step(sample) == blind.step(bare)

    assert alone.drift == blind.drift


def test_the_oracle_looks_at_a_copy_and_moves_nobody() -> None:
    watched, alone = (runner_of(SCENARIOS["temperate"], 300) for _ in range(2))
    oracle = Oracle(watched)

    for _ in range(120):
        sample = watched.second()
        oracle.step(sample)
        assert sample == alone.second()


@pytest.mark.parametrize("seed", SEEDS)
def test_the_oracle_is_never_longer_above_the_ceiling_than_a_beep(seed: int) -> None:
    oracle = one("oracle", seed)

    assert oracle.above_ratio <= one("beep", seed).above_ratio
    assert oracle.above_ratio == 0.0
    assert oracle.in_zone_ratio >= one(PACER, seed).in_zone_ratio


def test_an_athlete_without_a_ceiling_has_a_band_all_the_same() -> None:
    assert band_of(Athlete()) == BAND


# Scores


@pytest.mark.parametrize("policy", POLICIES)
def test_scores_are_shares(policy: str) -> None:
    told = one(policy)

    shares = (told.in_zone_ratio, told.above_ratio, told.below_ratio)
    assert all(0.0 <= share <= 1.0 for share in (*shares, told.running_ratio))
    assert sum(shares) == pytest.approx(1.0)
    assert told.speed_mps > 1.0
    assert told.overshoot_bpm >= 0.0
    assert (told.overshoot_bpm > 0.0) == (told.above_ratio > 0.0)


def test_who_hears_nobody_never_walks() -> None:
    told = one("no walking")

    assert (told.running_ratio, told.cycles_per_h, told.cues_per_h) == (1.0, 0.0, 0.0)


def test_the_clocks_walks_are_on_the_clock() -> None:
    runner = runner_of(SCENARIOS["temperate"], 300)
    policy = ClockRatio()
    gaits = []
    for _ in range(900):
        for action in policy.step(runner.second()):
            runner.hear(action.value)
        gaits.append(runner.truth.gait)

    begun = [t for t in range(1, 900) if gaits[t] is Gait.WALK and gaits[t - 1] is Gait.RUN]

    assert [round(t / 300, 1) for t in begun] == [0.8, 1.8, 2.8]
    assert all(0 < t % 300 - 240 <= 12 for t in begun)  # the legs need their time


def test_the_same_seed_gives_the_same_numbers() -> None:
    job = Job(scenario="hills", policy="coach, with speed", seed=301, minutes=6)

    assert score_of(job) == score_of(job)
    assert score_of(job) != score_of(replace(job, seed=302))


def test_a_run_within_the_warm_up_is_refused() -> None:
    with pytest.raises(ValueError, match="longer than its warm-up"):
        score(runner_of(SCENARIOS["hot"], 300), NoWalking(), 300)


def test_everybody_meets_the_same_runner_and_a_worse_strap_changes_no_body() -> None:
    hot = SCENARIOS["hot"]

    mine, same = runner_of(hot, 300), runner_of(hot, 300, noise=StrapNoise.at(6.0))

    assert (mine.body, mine.manner, mine.course) == (same.body, same.manner, same.course)


def test_a_beginner_has_less_oxygen_and_runs_far_too_hard() -> None:
    runner = runner_of(SCENARIOS["beginner"], 300)

    effort = runner.body.effort(runner.body.power_w_per_kg(1.9, 0.0, Gait.RUN))
    assert runner.body.vo2max_ml_per_kg_min <= 36.0
    assert effort > runner.body.vt1_fraction


@pytest.mark.parametrize(("twin", "kind"), [("first", Body), ("second", SecondBody)])
@pytest.mark.parametrize("scenario", ["temperate", "beginner"])
def test_the_body_can_be_exchanged(twin: str, kind: type, scenario: str) -> None:
    body = maker_of(twin)(SCENARIOS[scenario], 300)

    runner = runner_of(SCENARIOS[scenario], 300, make_body=lambda *_: body)

    assert isinstance(body, kind)
    assert runner.body is body
    assert score(runner, NoWalking(), 301).speed_mps > 1.0


def test_there_is_no_third_twin() -> None:
    with pytest.raises(ValueError, match="third"):
        maker_of("third")


# Tables


@given(st.lists(st.floats(-100.0, 100.0), min_size=1, max_size=20))
def test_a_mean_lies_among_its_runs_and_within_its_interval(values: list[float]) -> None:
    told = estimate(values)

    slack = 1e-9
    assert min(values) - slack <= told.low <= told.high <= max(values) + slack
    assert min(values) - slack <= told.mean <= max(values) + slack


def scores_of(in_zone: float, speed_mps: float) -> Score:
    return Score(
        in_zone_ratio=in_zone,
        above_ratio=1.0 - in_zone,
        below_ratio=0.0,
        overshoot_bpm=1.0,
        running_ratio=0.7,
        speed_mps=speed_mps,
        cycles_per_h=20.0,
        cues_per_h=40.0,
    )


def test_differences_are_taken_run_by_run() -> None:
    pacer = [scores_of(0.70, 2.0), scores_of(0.80, 3.0)]
    coach = [scores_of(0.90, 1.98), scores_of(1.00, 2.97)]

    first, lead = rows("hot", {PACER: pacer, COACHES[-1]: coach})

    assert (lead.in_zone_more_pct.low, lead.in_zone_more_pct.high) == (0.0, 0.0)
    assert first.in_zone_more_pct.low == pytest.approx(-20.0)
    assert first.in_zone_more_pct.high == pytest.approx(-20.0)  # though the runs are far apart
    assert lead.faster_than_pacer_pct.mean == pytest.approx(-1.0)
    assert lead.worst_decile_pct == pytest.approx(91.0)


@pytest.mark.parametrize(
    ("scenario", "in_zone", "met"),
    [
        ("hot", 0.96, [True, True, True, True]),
        ("hot", 0.94, [True, True, True, False]),
        ("hot", 0.80, [False, False, True, False]),
        ("beginner", 0.93, [True, True, True, True]),
        ("beginner", 0.80, [False, True, True, False]),
    ],
)
def test_targets_are_held_against_what_came_out(
    scenario: str, in_zone: float, met: list[bool]
) -> None:
    runs = [scores_of(in_zone, 2.5)]

    row = rows(scenario, {PACER: runs, COACHES[-1]: runs})[-1]

    assert [verdict.is_met for verdict in verdicts(row)] == met


# Drift


@pytest.mark.parametrize("name", ["walks, drift 12", "hills, drift 12", "none"])
def test_true_drift_is_what_the_row_says(name: str) -> None:
    kind = KINDS[name]

    run = run_of(kind, 300)

    assert run.drift_bpm_per_h == pytest.approx(kind.drift_bpm_per_h, abs=0.5)
    assert len(run.samples) == 3600


def test_strong_drift_is_claimed_and_its_slope_told() -> None:
    for judged in judge_both(claims.DriftJob(kind="drift 25", seed=300)):
        assert judged.claim_min is not None
        assert judged.true_bpm_per_h == pytest.approx(25.0, abs=0.5)
        assert judged.error_bpm_per_h is not None
        assert abs(judged.error_bpm_per_h) < 10.0


def test_a_wander_of_its_own_is_for_the_first_body_only() -> None:
    with pytest.raises(ValueError, match="only the first body"):
        run_of(replace(KINDS["none"], wander_bpm=5.0), 300, SecondBody.drawn(300))


def test_a_claim_too_late_is_a_claim_but_not_in_time() -> None:
    judged = [
        Judged(true_bpm_per_h=12.0, claim_min=claim_min, error_bpm_per_h=error)
        for claim_min, error in ((40.0, -1.0), (50.0, 1.0), (None, 0.0))
    ]

    row = claim_row("drift 12", judged, has_speed=True)

    assert (row.claims, row.in_time, row.by_min) == (2, 1, 45.0)
    assert (row.error_bpm_per_h, row.error_sd_bpm_per_h) == (0.0, 1.0)
    assert claim_row("none", judged[:1], has_speed=True).error_sd_bpm_per_h is None
    assert set(STRONG) <= set(KINDS)


def test_a_slope_that_is_not_told_is_no_error() -> None:
    judged = [
        Judged(true_bpm_per_h=12.0, claim_min=None, error_bpm_per_h=error)
        for error in (1.0, None, 3.0, None)
    ]

    some = claim_row("drift 12", judged, has_speed=False)
    none = claim_row("drift 12", judged[1:2], has_speed=False)

    assert (some.runs, some.told, some.error_bpm_per_h) == (4, 2, 2.0)
    assert (none.told, none.error_bpm_per_h, none.error_sd_bpm_per_h) == (0, None, None)


# Who does not obey


@pytest.mark.slow
@pytest.mark.parametrize("policy", COACHES)
@pytest.mark.parametrize(
    # The disobedient walk half of the time, and hear when to run again; 20 to 92 were measured.
    ("habit", "most_per_h"),
    [("disobedient", 100.0), ("deaf", 30.0)],
    ids=["half", "deaf"],
)
def test_nobody_who_does_not_obey_is_nagged(policy: str, habit: str, most_per_h: float) -> None:
    for seed in range(8000, 8003):
        job = Job(scenario="temperate", policy=policy, seed=seed, minutes=60, habit=habit)

        assert score_of(job).cues_per_h <= most_per_h


def test_a_deaf_runner_runs_as_if_nobody_spoke() -> None:
    deaf, free = (
        score_of(Job(scenario="hot", policy=policy, seed=300, minutes=10, habit="deaf"))
        for policy in ("Galloway 4:1", "no walking")
    )

    assert deaf.cues_per_h > 0.0
    assert replace(deaf, cues_per_h=0.0) == free


# The verb

SHORT = ("--minutes", 6, "--seeds", 1, "--first-seed", 300, "--jobs", 1)


def test_a_short_comparison_from_end_to_end(tmp_path: Path) -> None:
    result = compare(*SHORT, "--scenario", "hot", "--png", tmp_path / "hot.svg")

    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert all(any(line.startswith(policy) for line in lines) for policy in POLICIES)
    assert sum("(wanted 93: " in line for line in lines) == 2
    assert (tmp_path / "hot.svg").read_text(encoding="utf-8").startswith("<?xml")
    assert "wrote" in result.stderr


def test_programs_get_a_line_for_each_policy() -> None:
    result = compare(*SHORT, "--scenario", "beginner", "--strap-only", "--json")

    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [line["policy"] for line in told] == [p for p in POLICIES if p != COACHES[-1]]
    assert {line["lead"] for line in told} == {COACHES[0]}
    assert {line["runner"] for line in told} == {"obedient"}
    expected = score_of(Job(scenario="beginner", policy="beep", seed=300, minutes=6))
    [beep] = [line for line in told if line["policy"] == "beep"]
    assert beep["runs"] == [{"seed": 300, **asdict(expected)}]
    assert set(beep["in_zone_pct"]) == {"mean", "low", "high"}
    assert len(told[-1]["targets"]) == 4


@pytest.mark.slow
def test_two_processes_find_what_one_does() -> None:
    words = (*SHORT[:-1], "2", "--scenario", "temperate", "--json")

    assert compare(*words).stdout == compare(*SHORT, "--scenario", "temperate", "--json").stdout


def test_the_drift_table_names_what_was_missed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told_by_hand(job: claims.DriftJob) -> tuple[Judged, Judged]:
        strap = Judged(true_bpm_per_h=0.0, claim_min=None, error_bpm_per_h=0.0)
        speed = Judged(true_bpm_per_h=0.0, claim_min=40.0, error_bpm_per_h=9.0 * (job.seed % 2))
        return strap, speed

    monkeypatch.setattr("analysis.verbs.compare.judge_both", told_by_hand)

    path = tmp_path / "drift.png"
    text = compare("--drift", "--seeds", 2, "--jobs", 1, "--png", path).stdout
    told = compare("--drift", "--seeds", 2, "--jobs", 1, "--strap-only", "--json").stdout

    lines = text.splitlines()
    assert sum("with speed" in line for line in lines) == len(KINDS)
    assert "MISSED: no claim, slope error SD <= 2.5" in text
    assert "MISSED: claimed by minute 33, slope error SD <= 2.5" in text
    assert not any("strap only" in line and "MISSED" in line for line in lines)
    assert path.read_bytes().startswith(b"\x89PNG")
    assert [json.loads(line)["kind"] for line in told.splitlines()] == list(KINDS)


def test_the_drift_of_runs_that_are_led_has_a_table_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def told_by_hand(job: LedJob) -> tuple[Judged, Judged]:
        assert job.habit == "disobedient"
        one = Judged(true_bpm_per_h=0.0, claim_min=None, error_bpm_per_h=0.0)
        return one, one

    monkeypatch.setattr("analysis.verbs.compare.judge_led", told_by_hand)
    words = ("--drift", "--runner", "disobedient", "--seeds", 2, "--jobs", 1)

    text = compare(*words).stdout
    told = [json.loads(line) for line in compare(*words, "--json").stdout.splitlines()]

    assert "disobedient runners" in text.splitlines()[0]
    assert [line["kind"] for line in told] == [kind for kind in LED_KINDS for _ in range(2)]
    assert {line["runner"] for line in told} == {"disobedient"}


@pytest.mark.slow
def test_a_strap_alone_claims_hardly_a_rise_of_who_hears_nothing() -> None:
    judged = [judge_led(LedJob(kind="none", seed=8000 + i, habit="deaf"))[0] for i in range(8)]

    assert sum(one.claim_min is not None for one in judged) <= 1  # one strays far enough
    errors = [one.error_bpm_per_h for one in judged if one.error_bpm_per_h is not None]
    assert len(errors) >= 6
    assert statistics.fmean(errors) == pytest.approx(0.0, abs=1.5)


@pytest.mark.slow
def test_of_half_obedient_legs_that_nobody_sees_no_drift_is_claimed() -> None:
    judged = [judge_led(LedJob(kind="none", seed=8000 + i, habit="disobedient")) for i in range(8)]

    unseen, seen = [one[0] for one in judged], [one[1] for one in judged]
    assert sum(one.error_bpm_per_h is not None for one in unseen) <= 2
    assert all(one.claim_min is None for one in unseen)
    assert all(one.error_bpm_per_h is not None for one in seen)


@pytest.mark.slow
def test_who_leads_a_run_knows_its_true_drift() -> None:
    strap, speed = judge_led(LedJob(kind="drift 25", seed=8000, habit="deaf"))
    none, _ = judge_led(LedJob(kind="none", seed=8000))

    assert strap.true_bpm_per_h == speed.true_bpm_per_h == pytest.approx(25.0, abs=1.5)
    assert none.true_bpm_per_h == 0.0
    assert speed.claim_min is not None
    assert none.claim_min is None


@pytest.mark.slow
def test_the_drift_table_from_end_to_end() -> None:
    result = compare("--drift", "--seeds", 1, "--first-seed", 300)

    assert result.exit_code == 0
    assert len(result.stdout.splitlines()) == 4 + 2 * len(KINDS)


def test_a_picture_of_an_unknown_kind_is_bad_usage(tmp_path: Path) -> None:
    result = compare(*SHORT, "--png", tmp_path / "picture.pdf")

    assert result.exit_code == 2
    assert ".png or .svg" in result.stderr


def test_a_picture_that_is_there_already_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "mine.png"
    path.write_text("mine")

    with pytest.raises(RecordingError, match="already"):
        compare(*SHORT, "--png", path)

    assert path.read_text() == "mine"


def test_a_folder_that_is_not_there_is_the_worlds_fault(tmp_path: Path) -> None:
    judged = [Judged(true_bpm_per_h=0.0, claim_min=None, error_bpm_per_h=0.0)]
    table = [claim_row("none", judged, has_speed=True)]

    with pytest.raises(RecordingError, match="cannot be written"):
        draw_claims(tmp_path / "no" / "picture.png", table)


def test_help_shows_an_example() -> None:
    text = compare("--help").stdout

    assert "runwalk compare --scenario hot" in text
    assert all(name in text for name in SCENARIOS)
