"""The project's sample data: simulated runs, kept as files, with the truth beside them.

All of them are run by one person, ``Body.drawn(7)``, and every byte follows from this file and the
simulator; nothing is read from a clock.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from runwalk import __version__
from runwalk.config import Plan, plan_to_dict
from runwalk.engine.athlete import Band
from runwalk.engine.workout import Workout
from runwalk.errors import RecordingError
from runwalk.outputs.phrases import Spoken, phrase
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.journal import Journal
from runwalk.simulator.blocks import TRUTH_HEADER, BlockRun
from runwalk.simulator.body import Body
from runwalk.simulator.course import Course
from runwalk.simulator.dice import Dice
from runwalk.simulator.rehearsal import Rehearsal, rehearse
from runwalk.simulator.scenarios import SCENARIOS
from runwalk.simulator.twins import AnyBody

RUNNER_SEED: Final = 7
"""Who runs in all of the sample data."""

_BLOCK_WEEKS = 12
_BLOCK_STARTS = datetime(2026, 1, 5, 6, 30, tzinfo=UTC)  # a Monday


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """One file of the sample data that a single command makes.

    Attributes:
        file: Its name.
        scenario: Which ready-made run.
        seed: Which of the many.
        start_utc: When it starts.
        minutes: How long [min].
        is_coached: Whether the coach speaks.
    """

    file: str
    scenario: str
    seed: int
    start_utc: datetime
    minutes: int
    is_coached: bool = False

    @property
    def command(self) -> str:
        """What to type for it, in the folder it belongs to."""
        manner = "--coached" if self.is_coached else "--free"
        return (
            f"runwalk simulate --scenario {self.scenario} --minutes {self.minutes}"
            f" --seed {self.seed} --runner {RUNNER_SEED} {manner}"
            f" --start {self.start_utc:%Y-%m-%dT%H:%M} --out {self.file}"
        )

    def rehearse(self) -> Rehearsal:
        """Run it."""
        body = Body.drawn(RUNNER_SEED)
        coach = plan_of(body).coach() if self.is_coached else None
        runner = SCENARIOS[self.scenario].runner(self.seed, body=body)
        return rehearse(runner, 60 * self.minutes, coach)


EXHIBITS: Final = (
    Exhibit(
        file="easy_run.fit",
        scenario="easy",
        seed=1,
        start_utc=datetime(2026, 5, 3, 6, 30, tzinfo=UTC),
        minutes=40,
    ),
    Exhibit(
        file="hot_long_run.fit",
        scenario="hot",
        seed=2,
        start_utc=datetime(2026, 7, 12, 8, 0, tzinfo=UTC),
        minutes=75,
    ),
    Exhibit(
        file="strides.fit",
        scenario="strides",
        seed=3,
        start_utc=datetime(2026, 5, 5, 17, 0, tzinfo=UTC),
        minutes=35,
    ),
    Exhibit(
        file="hill_repeats.fit",
        scenario="hills",
        seed=4,
        start_utc=datetime(2026, 5, 7, 17, 0, tzinfo=UTC),
        minutes=34,
    ),
    Exhibit(
        file="live_run.jsonl",
        scenario="hot",
        seed=5,
        start_utc=datetime(2026, 7, 14, 8, 0, tzinfo=UTC),
        minutes=40,
        is_coached=True,
    ),
)
"""The files that a single command makes."""


def block_runs() -> tuple[BlockRun, ...]:
    """The twelve weeks: 30 runs whose true drift falls from about 16 to about 6 bpm/h.

    Two and three runs a week in turn, in air of 8 to 20 degC. Resting heart rate falls by 4 bpm and
    oxygen uptake rises by 6 %. All of it is our choice.
    """
    dice = Dice("block", RUNNER_SEED)
    first = Body.drawn(RUNNER_SEED)
    runs: list[BlockRun] = []
    for week in range(_BLOCK_WEEKS):
        progress = week / (_BLOCK_WEEKS - 1)
        for day in (1, 5) if week % 2 == 0 else (1, 3, 5):  # Tuesday, Thursday, Saturday
            start_utc = _BLOCK_STARTS + timedelta(days=7 * week + day)
            is_long = day == 5
            temperature_c = float(round(dice.uniform(8.0, 20.0)))
            runs.append(
                BlockRun(
                    file=f"block/{start_utc:%Y-%m-%d}.fit",
                    start_utc=start_utc,
                    week=week + 1,
                    minutes=round(
                        dice.uniform(45.0, 50.0) if is_long else dice.uniform(35.0, 40.0)
                    ),
                    temperature_c=temperature_c,
                    body=replace(
                        first,
                        resting_bpm=first.resting_bpm - 4.0 * progress,
                        vo2max_ml_per_kg_min=first.vo2max_ml_per_kg_min * (1.0 + 0.06 * progress),
                        drift_bpm_per_h=max(1.0, 16.0 - 10.0 * progress + 1.5 * dice.normal()),
                    ),
                    course=replace(
                        Course.rolling(0.02, 300.0) if is_long else Course(),
                        temperature_c=temperature_c,
                    ),
                    seed=100 + len(runs),
                )
            )
    return tuple(runs)


def plan_of(body: AnyBody) -> Plan:
    """What a coach is told of a body: an easy run below its threshold."""
    athlete = body.athlete
    return Plan(athlete, Workout.easy(Band.below(round(body.vt1_bpm))))


def keep(
    path: Path,
    rehearsal: Rehearsal,
    *,
    body: AnyBody,
    start_utc: datetime,
    sub_sport: str = "generic",
) -> None:
    """Write a simulated run to a file: a FIT activity, or a journal if the name ends in .jsonl.

    Args:
        path: Where to; nothing may be there.
        rehearsal: The run.
        body: Who ran.
        start_utc: When it started, aware.
        sub_sport: FIT's name for the kind of sport.

    Raises:
        RecordingError: The file cannot be written.
    """
    cues = [
        (t_s, Spoken(cue.action.value, cue.reason.value, phrase(cue)))
        for t_s, cue in rehearsal.cues
    ]
    if path.suffix == ".jsonl":
        header = {
            "engine": __version__,
            "start_utc": start_utc.isoformat(),
            "utc_offset_s": 0,
            "sport": "running",
            "sub_sport": sub_sport,
            "plan": plan_to_dict(plan_of(body)),
        }
        with Journal.create(path, header) as journal:
            said = defaultdict(list)
            for t_s, spoken in cues:
                said[t_s].append(spoken)
            for sample in rehearsal.samples:
                journal.append(sample)
                journal.note(sample.t_s, said[sample.t_s])
        return
    write_fit(
        path,
        rehearsal.samples,
        start_utc=start_utc,
        cues=[(t_s, spoken.action, spoken.reason) for t_s, spoken in cues],
        sub_sport=sub_sport,
    )


def make_sample_data(folder: Path) -> Iterator[Path]:
    """Make every file of the sample data; tell each as it is there.

    Args:
        folder: Where to; it is made if need be, and none of the files may be there.

    Raises:
        RecordingError: A file cannot be written.
    """
    _make_folder(folder / "block")
    for exhibit in EXHIBITS:
        path = folder / exhibit.file
        keep(
            path,
            exhibit.rehearse(),
            body=Body.drawn(RUNNER_SEED),
            start_utc=exhibit.start_utc,
            sub_sport=SCENARIOS[exhibit.scenario].sub_sport,
        )
        yield path
    yield _tear(folder / "easy_run.fit", folder / "torn.fit")
    rows = [TRUTH_HEADER]
    for run in block_runs():
        path = folder / run.file
        rehearsal = run.rehearse()
        keep(path, rehearsal, body=run.body, start_utc=run.start_utc)
        rows.append(run.truth(rehearsal))
        yield path
    truth = folder / "block" / "truth.csv"
    truth.write_text("\n".join(rows) + "\n", encoding="utf-8", newline="\n")
    yield truth


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RecordingError(folder, f"cannot be made: {error.strerror or error}") from error


def _tear(whole: Path, torn: Path) -> Path:
    """Cut a file in the middle of a record, as a dead battery does."""
    content = whole.read_bytes()
    torn.write_bytes(content[: len(content) // 2 + 7])
    return torn
