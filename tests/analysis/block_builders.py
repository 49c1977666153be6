"""Blocks made by hand: what their runs tell is drawn by dice, and no file is behind them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from random import Random

from analysis.block import Block, BlockRun, block_of
from analysis.run_summary import Conditions, HeartAtEffort, Measured, RunSummary

FIRST = date(2026, 1, 5)


def summary(day: date, dice: Random, weeks: float, *, per_week: float = -0.9) -> RunSummary:
    """A run of about 45 minutes on a day, some weeks into a block in which drift changes."""
    warm_c = 10.0 + 0.4 * weeks + dice.gauss(0.0, 3.0)
    long_s = dice.randint(2100, 3300)
    metres = long_s * dice.uniform(2.5, 2.9)
    return RunSummary(
        sha256=sha256(f"{day} {dice.random()}".encode()).hexdigest(),
        start_utc=f"{day.isoformat()}T07:30:00+00:00",
        utc_offset_s=0,
        conditions=Conditions(
            discipline="run",
            is_indoors=False,
            device="a watch",
            duration_s=long_s,
            distance_m=metres,
            climb_m_per_km=dice.uniform(2.0, 12.0),
            temperature_c=warm_c,
            effort_w_per_kg=dice.gauss(10.0, 0.3),
            hr_mean_bpm=dice.gauss(138.0, 3.0),
            ceiling_bpm=150,
            resting_bpm=52,
        ),
        measured={
            "drift_bpm_per_h": Measured(
                16.0 + per_week * weeks + 0.4 * (warm_c - 12.0) + dice.gauss(0.0, 2.5),
                dice.uniform(1.5, 5.0),
            ),
            "hr_at_pace_bpm": Measured(142.0 - 0.3 * weeks + dice.gauss(0.0, 2.0), 1.2),
            "efficiency_m_per_beat": Measured(1.15 + dice.gauss(0.0, 0.03), 0.01),
            "run_ratio": Measured(min(0.8 + 0.012 * weeks + dice.gauss(0.0, 0.04), 1.0)),
            "longest_run_s": Measured(max(120.0, 400.0 + 40.0 * weeks + dice.gauss(0.0, 90.0))),
            "recovery_s": Measured(48.0 + dice.gauss(0.0, 9.0), 5.0),
            "above_ceiling_ratio": Measured(max(0.0, dice.gauss(0.05, 0.02))),
        },
        heart=HeartAtEffort(
            level_bpm=142.0 - 0.3 * weeks + dice.gauss(0.0, 2.0),
            level_se_bpm=1.2,
            mean_w_per_kg=10.0,
            gain_bpm_per_w_per_kg=8.0,
            gain_se_bpm_per_w_per_kg=1.0,
        ),
        refused={"alpha1_threshold_bpm": "the file has no heartbeat intervals"},
    )


def made_runs(
    *,
    weeks: int = 12,
    per_week: int = 3,
    drift_per_week: float = -0.9,
    seed: int = 8001,
    first_day: date = FIRST,
) -> list[BlockRun]:
    """Runs of so many weeks."""
    dice = Random(seed)
    runs = []
    for number in range(weeks * per_week):
        day = first_day + timedelta(days=round(7 * number / per_week))
        told = summary(day, dice, number / per_week, per_week=drift_per_week)
        runs.append(BlockRun(name=f"{day.isoformat()}.fit", day=day, summary=told))
    return runs


def plain_block() -> Block:
    """Twelve weeks in which drift falls."""
    return block_of(made_runs())


def strange_block() -> Block:
    """Twelve weeks with all that may go wrong in them."""
    runs = made_runs(seed=8002)
    drift = runs[7].summary.measured["drift_bpm_per_h"]
    far = {**runs[7].summary.measured, "drift_bpm_per_h": replace(drift, value=90.0)}
    runs[7] = replace(runs[7], summary=replace(runs[7].summary, measured=far))
    hike = runs[11].summary
    assert hike.conditions is not None
    walked = replace(hike, conditions=replace(hike.conditions, discipline="hike"))
    runs[11] = replace(runs[11], summary=walked)
    silent = {"drift_bpm_per_h": "the run is shorter than half an hour"}
    runs[15] = replace(runs[15], summary=replace(runs[15].summary, measured={}, refused=silent))
    runs.append(replace(runs[3], name="again/copy.fit", same_as=runs[3].name))
    runs.append(refused_run("torn.fit", FIRST + timedelta(days=20), "is cut short"))
    runs.append(refused_run("dateless.gpx", None, "does not tell when it was"))
    second = summary(FIRST, Random(8003), 0.0)
    runs.append(BlockRun(name="evening.fit", day=FIRST, summary=second))
    return block_of(runs)


def hostile_block(words: tuple[str, ...]) -> Block:
    """A block whose files say what they should not."""
    runs = made_runs(seed=8004)
    for index, word in enumerate(words):
        told = runs[index].summary
        assert told.conditions is not None
        told = replace(
            told,
            conditions=replace(told.conditions, device=word),
            refused={"drift_bpm_per_h": word},
        )
        if index % 2:
            told = replace(told, measured={})
        runs[index] = replace(runs[index], name=word, summary=told)
        runs.append(refused_run(word, FIRST + timedelta(days=index), word))
    return block_of(runs, athlete=words[0], label=words[1])


def short_block() -> Block:
    """Three runs, of which no trend can be told."""
    return block_of(made_runs(weeks=1))


def long_block() -> Block:
    """A year and a half of five runs a week."""
    return block_of(made_runs(weeks=78, per_week=5, drift_per_week=-0.1, seed=8005))


def parted_blocks() -> list[Block]:
    """Twelve weeks, and the base and the speed in them."""
    runs = made_runs(seed=8006)
    middle = FIRST + timedelta(days=42)
    return [
        block_of(runs),
        block_of(runs, last_day=middle - timedelta(days=1), label="base"),
        block_of(runs, first_day=middle, label="speed"),
    ]


def refused_run(name: str, day: date | None, why_not: str) -> BlockRun:
    """A file that is no run."""
    sha = sha256(repr((name, day)).encode()).hexdigest()
    return BlockRun(name=name, day=day, summary=RunSummary(sha256=sha, why_not=why_not))
