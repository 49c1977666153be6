"""Training blocks of simulated runners: weeks of runs whose true drift is known.

Every number follows from a seed and the number of an athlete, so an archive of any size can be
made in any order, by any number of processes, and made again to the byte.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from runwalk.simulator.body import Body
from runwalk.simulator.course import Course
from runwalk.simulator.dice import Dice
from runwalk.simulator.rehearsal import Rehearsal, rehearse
from runwalk.simulator.runner import Manner, Runner

CHANGES_BPM_PER_H: Final = (0.0, -3.0, -7.0, -14.0)
"""True changes of drift over a block [bpm/h]; each athlete has one of them."""

TRUTH_HEADER: Final = "file,start_utc,week,minutes,temperature_c,true_drift_bpm_per_h"
"""The columns that every block's table of truth begins with."""

_MONDAY: Final = datetime(2026, 1, 5, tzinfo=UTC)
_MOST_ATHLETES: Final = 100_000  # what the seeds of two archives are apart


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockRun:
    """One run of a training block, and what is true of it.

    Attributes:
        file: Its name.
        start_utc: When it starts.
        week: Week of the block, from 1.
        minutes: How long [min].
        temperature_c: Air temperature [degC].
        body: The runner on that day: drift falls, fitness rises.
        course: Where.
        seed: Which of the many runs.
        effort: How hard, as a share of the oxygen reserve; at 0.60 a body's drift holds as it is.
    """

    file: str
    start_utc: datetime
    week: int
    minutes: int
    temperature_c: float
    body: Body
    course: Course
    seed: int
    effort: float = 0.60

    def rehearse(self) -> Rehearsal:
        """Run it, without a coach."""
        manner = Manner(running_effort=self.effort)
        runner = Runner(self.body, course=self.course, manner=manner, seed=self.seed)
        return rehearse(runner, 60 * self.minutes)

    def truth(self, rehearsal: Rehearsal) -> str:
        """Its row below :data:`TRUTH_HEADER`."""
        drift = rehearsal.drift_bpm_per_h
        return (
            f"{self.file.rpartition('/')[2]},{self.start_utc:%Y-%m-%dT%H:%M:%SZ},{self.week},"
            f"{self.minutes},{self.temperature_c:.0f},{'' if drift is None else f'{drift:.2f}'}"
        )


class Flaw(StrEnum):
    """What can be wrong with a file of an archive."""

    TORN = "torn"
    RUBBISH = "rubbish"
    EMPTY = "empty"
    COPY = "copy"


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A run of an athlete in an archive.

    Attributes:
        run: The run.
        flaw: What is wrong with its file; a copy is one file more. None for most.
    """

    run: BlockRun
    flaw: Flaw | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockPlan:
    """What an archive is made of.

    Attributes:
        seed: Which of the many archives.
        weeks: How long each block is.
        minutes: How long each run is [min]; None draws 35 to 50, and up to 70 on Saturdays.
        flaw_ratio: To what share of the files something happens.
    """

    seed: int
    weeks: int
    minutes: int | None = None
    flaw_ratio: float = 0.0

    def athlete(self, number: int) -> Iterator[Planned]:
        """Tell the runs of one athlete, oldest first.

        Two to five a week on different days, and none in a missed week. Drift changes evenly by one
        of :data:`CHANGES_BPM_PER_H` over the block, and strays by 1.5 bpm/h from day to day. With
        the fourteen come 5 bpm of resting heart rate and 7 % of oxygen uptake, with less in
        proportion. The air gets warmer or colder by the week. All of it is our choice.

        Args:
            number: Which athlete, from 1.

        Raises:
            ValueError: There is no such athlete.
        """
        if not 1 <= number < _MOST_ATHLETES:
            raise ValueError(f"athletes are numbered 1 to {_MOST_ATHLETES - 1}, got {number}")
        dice = Dice(f"athlete {number}", self.seed)
        first = Body.drawn(self.seed * _MOST_ATHLETES + number)
        change_bpm_per_h = CHANGES_BPM_PER_H[int(dice.uniform(0.0, len(CHANGES_BPM_PER_H)))]
        drift_bpm_per_h = first.drift_bpm_per_h + 2.0 - change_bpm_per_h
        air_c = dice.uniform(6.0, 14.0)
        warming_c = dice.uniform(-6.0, 16.0)
        habit = dice.uniform(2.0, 5.0)  # runs a week
        for week in range(self.weeks):
            progress = week / max(1, self.weeks - 1)
            fitness = progress * change_bpm_per_h / min(CHANGES_BPM_PER_H)
            body = replace(
                first,
                resting_bpm=first.resting_bpm - 5.0 * fitness,
                vo2max_ml_per_kg_min=first.vo2max_ml_per_kg_min * (1.0 + 0.07 * fitness),
            )
            for day in _days(dice, habit):
                today_bpm_per_h = (
                    drift_bpm_per_h + change_bpm_per_h * progress + 1.5 * dice.normal()
                )
                yield self._planned(
                    dice,
                    week=week,
                    day=day,
                    body=replace(body, drift_bpm_per_h=max(0.5, today_bpm_per_h)),
                    temperature_c=float(round(air_c + warming_c * progress + 2.5 * dice.normal())),
                )

    def _planned(
        self, dice: Dice, *, week: int, day: int, body: Body, temperature_c: float
    ) -> Planned:
        start_utc = _MONDAY + timedelta(
            days=7 * week + day, minutes=round(dice.uniform(6 * 60.0, 18 * 60.0))
        )
        is_long = day == 5
        minutes = round(dice.uniform(45.0, 70.0) if is_long else dice.uniform(35.0, 50.0))
        course = Course.rolling(0.02, 300.0) if dice.happens(0.3) else Course()
        effort = dice.normal_between(0.60, 0.025, 0.54, 0.66)
        seed = int(dice.uniform(0.0, 2.0**31))
        flaw = list(Flaw)[int(dice.uniform(0.0, len(Flaw)))]
        return Planned(
            run=BlockRun(
                file=f"{start_utc:%Y-%m-%d}.fit",
                start_utc=start_utc,
                week=week + 1,
                minutes=self.minutes or minutes,
                temperature_c=temperature_c,
                body=body,
                course=replace(course, temperature_c=temperature_c),
                seed=seed,
                effort=effort,
            ),
            flaw=flaw if dice.happens(self.flaw_ratio) else None,
        )


def _days(dice: Dice, habit: float) -> list[int]:
    """On which days of a week somebody runs, Monday being 0; in one of twelve weeks on none."""
    if dice.happens(1.0 / 12.0):
        return []
    count = min(5, max(2, round(habit + 0.8 * dice.normal())))
    days = list(range(7))
    while len(days) > count:
        del days[int(dice.uniform(0.0, len(days)))]
    return days
