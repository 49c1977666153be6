"""Whatever a run was, there is a report on it, and nothing in it is made up."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.bouts import bouts_of
from analysis.conditions import conditions_of
from analysis.measures import heart_at_effort, measure
from analysis.metrics import METRICS
from analysis.report import Report, report_on, to_dict
from analysis.report_words import tell
from analysis.run import run_of, uncoached_run_of
from analysis.run_summary import RunSummary
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.sample import Mark, MarkKind, Sample
from runwalk.engine.workout import Segment, Workout
from runwalk.recording.recording import Recording, Said

PLANS = (
    None,
    Plan(Athlete(), Workout.easy(Band(130, 150))),
    Plan(Athlete(age_years=40, resting_bpm=50), Workout.easy(Band(110, 120))),
)
PARTS = st.lists(
    st.fixed_dictionaries(
        {
            "seconds": st.integers(1, 150),
            "gap_s": st.sampled_from([0, 0, 0, 1, 8, 30, 2000]),
            "step_s": st.sampled_from([1, 1, 1, 3, 9]),
            "hr_bpm": st.none() | st.integers(1, 254),
            "speed_mps": st.none() | st.floats(0.0, 8.0),
            "cadence_spm": st.none() | st.integers(0, 220),
            "altitude_m": st.none() | st.integers(-100, 3000).map(float),
            "power_w": st.none() | st.integers(0, 500),
            "rr_ms": st.sampled_from([(), (430,), (430, 440), (2000,)]),
            "mark": st.none() | st.sampled_from([MarkKind.PAUSE, MarkKind.RESUME, MarkKind.FINISH]),
        }
    ),
    min_size=1,
    max_size=6,
)


def samples_of(parts: list[dict], first_s: int) -> Iterator[Sample]:
    t_s = first_s
    path_m = 0.0
    for part in parts:
        for i in range(part["seconds"]):
            path_m += (part["speed_mps"] or 0.0) * part["step_s"]
            yield Sample(
                t_s=t_s,
                hr_bpm=part["hr_bpm"] and min(part["hr_bpm"] + i // 7 % 3, 254),
                rr_ms=part["rr_ms"],
                speed_mps=part["speed_mps"],
                cadence_spm=part["cadence_spm"],
                altitude_m=part["altitude_m"],
                power_w=part["power_w"],
                distance_m=None if part["speed_mps"] is None else path_m,
                marks=() if i or part["mark"] is None else (Mark(part["mark"]),),
            )
            t_s += part["step_s"]
        t_s += part["gap_s"]


@given(
    PARTS,
    st.integers(0, 90_000),
    st.sampled_from(PLANS),
    st.lists(st.tuples(st.integers(0, 900), st.sampled_from(["walk", "run", "sing"])), max_size=4),
    st.sampled_from(["running", "", "hiking", "cycling", "<b>&\x1b[31m"]),
)
@settings(max_examples=60)
def test_there_is_a_report_on_anything(
    parts: list[dict],
    first_s: int,
    plan: Plan | None,
    cues: list[tuple[int, str]],
    sport: str,
) -> None:
    recording = Recording(
        samples=tuple(samples_of(parts, first_s)),
        cues=tuple(Said(first_s + t_s, action, "ceiling") for t_s, action in sorted(cues)),
        sport=sport,
    )

    report = report_on(run_of(recording, plan))

    told = json.loads(json.dumps(to_dict(report), allow_nan=False))
    assert all(line.isprintable() for line in tell(report))
    if told["bouts"]:
        assert sum(bout["duration_s"] for bout in told["bouts"]) == recording.duration_s
    has_heart = any(sample.hr_bpm is not None for sample in recording.samples)
    hearts = [bout[name] for bout in told["bouts"] for name in bout if name.startswith("hr_")]
    assert has_heart or set(hearts) <= {None}
    assert sum(zone["seconds"] for zone in told["zones"]) <= recording.duration_s
    check_measures(report)


def check_measures(report: Report) -> None:
    """Every measure of a block is a number, with an error above 0 or none; or a sentence."""
    measured, refused = measure(report)
    heart = heart_at_effort(report)
    summary = RunSummary(
        sha256="", conditions=conditions_of(report), measured=measured, heart=heart, refused=refused
    )
    read = RunSummary.from_dict(json.loads(json.dumps(summary.to_dict(), allow_nan=False)))
    assert read == summary
    assert all(one.se is None or one.se > 0.0 for one in measured.values())
    assert all(text.endswith(".") for text in refused.values())
    assert {*measured, *refused, *(("hr_at_pace_bpm",) if heart else ())} == set(METRICS)
    assert not set(measured) & set(refused)


@given(
    PARTS,
    st.sampled_from(
        (
            *PLANS,
            Plan(
                Athlete(),
                Workout(
                    "parts",
                    (
                        Segment(name="free", duration_s=90),
                        Segment(name="easy", duration_s=200, band=Band(130, 150)),
                        Segment(name="easier", band=Band(110, 130)),
                    ),
                ),
            ),
            Plan(
                Athlete(),
                Workout("free", (Segment(name="all"), Segment(name="none", band=Band(110, 130)))),
            ),
        )
    ),
    st.dictionaries(
        st.integers(0, 300),
        st.sampled_from([Mark(MarkKind.CEILING, 5), Mark(MarkKind.SKIP), Mark(MarkKind.PAUSE)]),
        max_size=3,
    ),
)
@settings(max_examples=60)
def test_a_run_laid_out_without_its_coach_has_the_same_ceilings(
    parts: list[dict], plan: Plan | None, marks: dict[int, Mark]
) -> None:
    samples = list(samples_of(parts, 0))
    for at, mark in marks.items():
        if at < len(samples):
            samples[at] = replace(samples[at], marks=(*samples[at].marks, mark))
    recording = Recording(samples=tuple(samples), sport="running")

    coached, uncoached = run_of(recording, plan), uncoached_run_of(recording, plan)

    assert uncoached.ceilings_bpm == coached.ceilings_bpm
    assert bouts_of(uncoached) == bouts_of(coached)
