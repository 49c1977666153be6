"""The page on the algorithm says what the code reckons: its numbers, and its equations."""

from __future__ import annotations

import math
import re

import pytest

from analysis.claims import KINDS
from analysis.showcase import best_slope_sd_bpm_per_h
from runwalk.engine import headstart
from runwalk.engine.athlete import Band
from runwalk.engine.coach import CoachSettings
from runwalk.engine.drift import Outlook
from runwalk.engine.effort import (
    STANDING_W_PER_KG,
    metabolic_power_w_per_kg,
    running_cost_minetti_2002,
)
from runwalk.engine.horizon import HorizonSettings, time_left
from runwalk.engine.profile import MOST_RUNS, RANGES
from runwalk.engine.walkrule import WalkRule

from .test_docs import flowing, generator, page

S = CoachSettings()
D, M, W = S.drift, S.drift.model, S.walk_rule
TOLD = flowing(page("algorithm.md"))

NUMBERS = (
    # trust
    f"|b - last| <= {S.cleaner.jump_bpm:g} bpm",
    f"oldest of the last 6| <= {S.cleaner.jump_bpm:g} + {S.cleaner.climb_bpm_per_s:g} (seconds",
    f"Each silent second adds {S.cleaner.gap_bpm_per_s:g} bpm to it",
    f"until its level has held for {S.cleaner.believe_s} s",
    f"first readings of a run wait {S.cleaner.starting_s} s",
    f"median interval of {S.cleaner.crosscheck.beats_s} s is off a minute by a factor of "
    f"{S.cleaner.crosscheck.beats_ratio:g}, for longer than these "
    f"{S.cleaner.crosscheck.beats_s} s",
    f"leapt to within {S.cleaner.crosscheck.steps_bpm} bpm of the cadence",
    f"give or take {S.cleaner.half_spread:g}, waits {S.cleaner.halved_s} s",
    # effort
    f"without its {STANDING_W_PER_KG:g} W/kg of standing",
    f"on the level costs {running_cost_minetti_2002(0.0):g} J per kilogram",
    f"begins at {S.motion.run_spm:g} steps a minute",
    f"at {S.motion.run_mps:g} m/s, near where",
    f"with {D.first_reference_w_per_kg:g} W/kg for `P0` at first, and from {D.freeze_s} s on",
    # the heart's model
    f"+ noise {M.heart_var_per_s:g} bpm^2/s",
    f"+ noise {M.slope_walk_bpm_per_h:g} bpm/h in an hour",
    f"n' = n exp(-1/{M.disturbance_tau_s:g}) + noise keeps sd(n) at {M.disturbance_sd_bpm:g} bpm",
    f"+ noise {M.reading_var:g} bpm^2; z is the reading",
    f"V = P_hh + {M.reading_var:g}",
    f"so { {6: 'six'}[len(M.bank)] } filters run side by side",
    f"l' = {1.0 - M.forget_per_s:g} l - (min(e^2, 25) + ln V) / 2",
    f"begins at {D.power_gain.mean_bpm:g} ± {D.power_gain.sd_bpm:g} bpm per W/kg and stays within "
    f"{D.power_gain.lowest_bpm:g} to {D.power_gain.highest_bpm:g}",
    f"a walk begins at {D.walk_gain.mean_bpm:g} ± {D.walk_gain.sd_bpm:g} bpm, within "
    f"{D.walk_gain.lowest_bpm:g} to {D.walk_gain.highest_bpm:g}",
    f"Until {D.freeze_s} s the slope is frozen",
    f"variances of {M.restart_level_sd_bpm:g} bpm and {M.slope_sd_bpm_per_h:g} bpm/h squared",
    f"more than {M.gate_sd:g} sd is an artefact if it lasts less than {M.gate_s} s",
    f"e - {M.cusum_slack_sd:g}) either > {M.cusum_alarm_sd:g}: P_nn gains "
    f"{M.effort_change_var:g} bpm^2",
    f"When the slope begins anew, at {D.freeze_s} s, each filter",
    f"L - g P0 = hr0 + noise {D.resting_sd_bpm**2:g} bpm^2",
    f"{100 * D.step_share:g} % of the answer may be unlike",
    # drift
    f"all of these have held for {D.hold_s} s",
    f"S / sd(S) > {D.sure_sd:g} S > {D.least_bpm_per_h:g} bpm/h L(t) - L({D.base_s} s) > "
    f"{D.rise_bpm:g} bpm + {D.effort_ratio:g} g max(0, U(t) - U({D.base_s} s))",
    f"in more than {S.adherence.mixed_ratio:g} of the advised walks",
    f"averaged over some {D.effort_s:g} s",
    f"before {D.early_s} s it is {D.early_sure_sd:g} in place of {D.sure_sd:g}, and from there to "
    f"{D.late_s} s it falls",
    f"{D.least_bpm_per_h:g} bpm/h is what an even run in mild air brings",
    f"gated readings of late <= {D.most_rejected_ratio:g}",
    f"until `S / sd(S)` falls below {D.release_sd:g}",
    f"holds for a disturbance of {M.disturbance_sd_bpm:g} bpm",
    f"for a = T = {D.model.disturbance_tau_s:g} s",
    f"over some {D.unrest_memory_s:g} s, divided by",
    f"more than {D.usual_unrest_bpm:g} bpm, `sd(S)` grows by `s / {D.usual_unrest_bpm:g}`",
    f"`s` = {M.disturbance_sd_bpm:g} bpm, `T` = {M.disturbance_tau_s:g} s and watching from "
    f"{D.freeze_s} s on",
    f"walks with drift of {KINDS['walks, drift 12'].drift_bpm_per_h:g} bpm/h",
    # walk and run
    f"a lead of {W.reaction_s:g} s for the legs",
    f"lead = {W.reaction_s:g} s + d",
    f"not in the first {W.min_run_s} s of a bout, and only where the level has held for "
    f"{W.confirmed_s} s",
    f"Later than {W.climb_after_s} s in a bout",
    f"a climb by {W.climb_bpm:g} bpm within {W.climb_s} s",
    f"a walk after {W.min_run_over_s} s of running",
    f"Within {W.peak_s} s the peak is seen; a shorter walk counts from {W.turned_s} s on",
    f"aimed {W.below_ceiling_bpm:g} bpm below the ceiling",
    f"Of each miss, {W.learn_ratio:g} are learned",
    f"margin + {W.learn_ratio:g} (peak seen - (C - {W.below_ceiling_bpm:g})) within "
    f"{RANGES['peak_margin_bpm'][0]:g} to {RANGES['peak_margin_bpm'][1]:g} bpm",
    f"{S.heads_up.soonest_s:g} to {S.heads_up.latest_s:g} s away, and not more than "
    f"{S.heads_up.sure_s:g} s even if the heart settles { {1.0: 'one'}[S.heads_up.sure_sd] } "
    f"standard deviation lower",
    f"trusted for {W.recovered_s} s, not have risen by more than {W.rising_bpm:g} bpm",
    f"aim `A = C - {W.below_ceiling_bpm:g}`",
    f"where {W.wanted_run_s:g} s of running fit",
    f"min(C - R({W.wanted_run_s:g} s), {W.most_drop_ratio:g} of the band) drop = max(drop, "
    f"C - R({W.shortest_run_s:g} s), {W.least_drop_bpm:g} bpm) trough = max(C - drop, floor + 2",
    f"{W.wanted_run_s:g} s are wanted; {W.most_drop_ratio:g} of the band",
    f"{W.shortest_run_s:g} s is the shortest run",
    f"within {RANGES['trough_margin_bpm'][0]:g} to {RANGES['trough_margin_bpm'][1]:g} bpm. From "
    f"{W.settle_s} s of walking on, the line moves to `Dw + {W.settle_bpm:g} bpm` and is there "
    f"after {W.settled_s} s",
    f"closer to the ceiling than {W.least_drop_bpm:g} bpm",
    f"lasts {W.min_walk_s} s at least, or {W.min_walk_low_s} s at the floor",
    # time to the ceiling
    f"h(t) + {S.horizon.span_sd:g} sqrt(({S.horizon.higher_ratio:g} sd(D) (1 - k))^2 + (t sd(S))^2 "
    f"+ ({S.horizon.now_sd_bpm:g} k)^2)",
    f"h(t) - {S.horizon.span_sd:g} sqrt((sd(D)",
    f"{S.horizon.span_sd:g} standard deviations to either side",
    f"counts {S.horizon.higher_ratio:g} times: above the first",
    # cause
    f"lowest point of the last {S.cause.window_s} s",
    f"averaged over {S.cause.smooth_s:g} s",
    f"from {S.cause.part_bpm:g} bpm on, where the heart has risen by {S.cause.rise_bpm:g} bpm",
    f"the first {S.cause.start_s} s, or {S.cause.slow_start_s} s while",
    # budget
    f"{S.budget.spacing_s} s have passed since the last extra and {S.budget.breath_s} s since any "
    f"word and fewer than {S.budget.cues_per_h} words",
    f"more often than {S.budget.walks_per_h:g} times an hour",
    f"after {S.budget.slower_again_s} s, then twice as long each time it is not heeded, up to "
    f"{S.budget.slower_longest_s} s",
    # personal start
    f"-min(z^2 / 2, {headstart._MOST_SURE:g})",
    f"in `ln tau` by {headstart._TAU_RATIO:g} or the profile's own spread, in `d` by "
    f"{headstart._DEAD_TIME_S:g} s",
    f"no closer than {headstart._GAIN_BPM:g} bpm per W/kg and {headstart._DEMAND_BPM:g} bpm",
    f"Margins begin {headstart._MARGIN_SHARE:g} of the way",
    f"share = 1 / (min(k, {MOST_RUNS - 1}) + 1)",
)

FROM_SOURCES = (
    "90,769 pairs of seconds of 40 recorded runs one change in 10,000",
    "grades of -0.45 to 0.45",
    "spent some 40 % less",
    "7.5 to 7.7 km/h",
    "57.6 ± 23.6 s and 24.2 ± 8.3 bpm per m/s",
    "error 2.07 in place of 2.27 bpm",
    "stray by 1.3 to 5 bpm",
    "30 bpm per m/s, within what Hunt",
    "in 50 adults on a treadmill the one was 1.03 times the other plus 1.5 % (Swain and others "
    "1998), in 24 it was equal (Dalleck and Kravitz 2006)",
    "a usual heart shows some 0.9",
    "exp(l + prior - ((g - g0) / sd(g0))^2 / 2)",
    "after about 10 min (Coyle",
    "3.5 to 6 bpm/h too high",
    "2 % of the heart rate from minute 15 to 45",
    "more than 5 % is taken for drift",
    "50 minutes at 140 bpm it takes 18 bpm/h",
    "1 in a walk and 0 in a run",
    "strong drift is to be found by minute 33",
    "are 90 % of a bell",
    "and 5 % is a lot",
    "`n` get 100 bpm²",
)


@pytest.mark.parametrize("sentence", NUMBERS)
def test_a_number_of_the_page_is_that_of_the_code(sentence: str) -> None:
    assert sentence in TOLD


def test_no_other_number_is_on_the_page() -> None:
    """But for years, what the generator makes, and the equations, which are tested below."""
    prose = re.sub(r"<!-- made by.*?<!-- end -->", "", TOLD).partition("## Sources")[0]
    for known in (*NUMBERS, *FROM_SOURCES):
        prose = prose.replace(known, "")
    prose = re.sub(r"```text.*?```|\]\([^)]*\)|`[^`]*`", "", prose)

    left = re.findall(r"(?<![\w\[.-])\d[\d.,]*(?![\w\]])", prose)

    assert [one for one in left if not re.fullmatch(r"20[012]\d[.,]?", one)] == []


def formula(name: str, at: int = 0) -> str:
    """An equation of the page, as Python; some run over two lines."""
    pattern = rf"^{re.escape(name)} +(?:P )?= (.*(?:\n +[+/].*)?)$"
    found = re.findall(pattern, page("algorithm.md"), re.MULTILINE)[at]
    text = flowing(re.sub(r"  +for .*", "", found)).replace("^", "**")
    return re.sub(r"(?<=[\w)]) (?=[\w(])", " * ", text)


_CALLS = {"exp": math.exp, "ln": math.log, "max": max, "__builtins__": {}}


def value(name: str, at: int = 0, **letters: float) -> float:
    return float(eval(formula(name, at), _CALLS, letters))  # our own page


@pytest.mark.parametrize("grade", [-0.3, 0.0, 0.12])
def test_the_costs_of_the_page_are_those_of_the_code(grade: float) -> None:
    run = value("running", v=3.0, i=grade)
    walk = value("walking", v=1.4, G=100.0 * grade)

    assert run == pytest.approx(metabolic_power_w_per_kg(3.0, grade, "run"))
    assert walk == pytest.approx(metabolic_power_w_per_kg(1.4, grade, "walk"))


def outlook(**known: float) -> Outlook:
    return Outlook(
        heart_bpm=known["h"],
        run_demand_bpm=known["D"],
        run_demand_sd_bpm=2.0,
        walk_demand_bpm=100.0,
        tau_s=known["tau"],
        dead_time_s=known["lead"] - W.reaction_s,
        slope_bpm_per_s=known["S"],
        slope_sd_bpm_per_s=0.001,
        gain_bpm=8.0,
        effort_change=0,
    )


@pytest.mark.parametrize("demand_bpm", [140.0, 158.0])
def test_the_peak_of_the_page_is_that_of_the_code(demand_bpm: float) -> None:
    letters = {"h": 141.0, "D": demand_bpm, "tau": 40.0, "lead": 13.0, "S": 0.004}

    peak_bpm = value("peak", margin=W.first_peak_margin_bpm, **letters)

    assert peak_bpm == pytest.approx(WalkRule().peak_bpm(outlook(**letters)))


def test_a_walk_is_due_when_the_page_says() -> None:
    letters = {"h": 138.0, "D": 155.0, "tau": 40.0, "lead": 13.0, "S": 0.004}

    due_s = value("due", margin=W.first_peak_margin_bpm, C=150.0, **letters)

    assert due_s > 0.0
    assert due_s == pytest.approx(WalkRule().due_s(outlook(**letters), Band(130, 150)))


def test_a_run_from_the_resume_line_lasts_as_long_as_the_page_says() -> None:
    """The run that begins where the page says reaches the aim in the time wanted."""
    start_bpm = value("R(r)", A=148.0, D=160.0, r=60.0, tau=50.0)

    later_bpm = 160.0 + (start_bpm - 160.0) * math.exp(-60.0 / 50.0)

    assert later_bpm == pytest.approx(148.0)


@pytest.mark.parametrize("slope", [0.0, 0.004])
def test_the_heart_of_the_page_is_at_the_ceiling_when_the_code_says(slope: float) -> None:
    letters = {"h": 130.0, "D": 155.0, "tau": 50.0, "S": slope}
    left = time_left(150.0, outlook(lead=13.0, **letters), HorizonSettings())
    assert left.seconds is not None

    heart_bpm = value("h(t)", t=left.seconds, **letters)

    assert heart_bpm == pytest.approx(150.0, abs=0.2)


def test_the_resume_line_of_the_page_is_that_of_the_code() -> None:
    letters = {"h": 140.0, "D": 151.0, "tau": 50.0, "lead": 13.0, "S": 0.0}
    band = Band(130, 150)
    drop = min(
        band.ceiling_bpm - value("R(r)", A=148.7, D=151.0, r=W.wanted_run_s, tau=50.0),
        W.most_drop_ratio * band.width_bpm,
    )
    trough_bpm = band.ceiling_bpm - max(drop, W.least_drop_bpm)

    line_bpm = value("line", Dw=100.0, trough=trough_bpm, margin2=0.0, lead=13.0, tau=50.0)

    told_bpm = WalkRule().resume_line_bpm(outlook(**letters), band, bout_s=30)
    assert min(line_bpm, band.ceiling_bpm - W.least_drop_bpm) == pytest.approx(told_bpm)


def test_the_doubt_of_the_slope_of_the_page_is_that_of_the_code() -> None:
    letters = {"s": 2.0, "T": 100.0, "W": 1860.0}

    limit = value("Var(slope)", 0, **letters)
    full = value("Var(slope)", 1, **letters)

    told_bpm_per_h = best_slope_sd_bpm_per_h(1860.0, 2.0, 100.0)
    assert 3600.0 * math.sqrt(full) == pytest.approx(told_bpm_per_h)
    assert full < limit < 2.0 * full


def test_the_pictures_of_the_page_are_there() -> None:
    made = generator()

    shown = re.findall(r"\]\((algorithm_\w+\.png)\)", TOLD)

    assert len(shown) == 4
    assert all((made.DOCS / name).stat().st_size < 150_000 for name in shown)
