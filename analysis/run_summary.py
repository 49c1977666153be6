"""What a block needs of one run: plain values that can be stored, sent and compared."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from runwalk.config import Config, Plan, plan_from_dict, plan_run
from runwalk.errors import RecordingError
from runwalk.outputs.notes import printable

if TYPE_CHECKING:
    from runwalk.recording.recording import Recording

NO_DAY: Final = "does not tell when it was"
NOT_ON_FOOT: Final = "is no run: the file says {sport}"
CLOSED: Final = "is a folder that cannot be looked into"
TOO_DEEP: Final = "is nested too deeply"
NO_MEMORY: Final = "needs more memory than there is"
CHANGED: Final = "changed while it was read; run this again"
STRANGE: Final = "cannot be understood ({error})"
NO_SECOND: Final = "holds not one second of a run"

_OWN: Final = "own"


@dataclass(frozen=True, slots=True)
class Measured:
    """A number that one run tells.

    Attributes:
        value: The number, in the unit of its name.
        se: How far off it may be (standard error), from this run alone; None where the run cannot
            say how sure it is.
    """

    value: float
    se: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HeartAtEffort:
    """The line of heart rate over effort in one run, to read it off at any reference.

    The errors of level and gain are independent of each other.

    Attributes:
        level_bpm: Heart rate at minute 10 of running on the level with the effort below [bpm].
        level_se_bpm: Its standard error [bpm].
        mean_w_per_kg: The effort at which the run knows it best, which is about its mean effort of
            running, as metabolic power [W/kg].
        gain_bpm_per_w_per_kg: What one W/kg more adds [bpm].
        gain_se_bpm_per_w_per_kg: Its standard error [bpm].
    """

    level_bpm: float
    level_se_bpm: float
    mean_w_per_kg: float
    gain_bpm_per_w_per_kg: float
    gain_se_bpm_per_w_per_kg: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Conditions:
    """Under which conditions a run was run; None where it is not known.

    Attributes:
        discipline: ``run``, ``hike`` or ``other``: only like is compared with like.
        is_indoors: Whether it was on a treadmill.
        device: What recorded it, for people.
        duration_s: From the first second to the last [s].
        distance_m: Distance covered [m].
        climb_m_per_km: Metres up for each kilometre [m/km].
        temperature_c: Mean temperature that the device told [degC].
        effort_w_per_kg: Mean metabolic power while moving [W/kg].
        hr_mean_bpm: Mean trusted heart rate [bpm].
        ceiling_bpm: Highest heart rate to run at on that day [bpm].
        resting_bpm: Resting heart rate on that day [bpm].
    """

    discipline: str
    is_indoors: bool | None = None
    device: str = ""
    duration_s: int = 0
    distance_m: float | None = None
    climb_m_per_km: float | None = None
    temperature_c: float | None = None
    effort_w_per_kg: float | None = None
    hr_mean_bpm: float | None = None
    ceiling_bpm: int | None = None
    resting_bpm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSummary:
    """One run in a block, or why a file is none.

    Attributes:
        sha256: Of the content of its file.
        athlete: Who ran; empty where there is one runner only.
        start_utc: When it began, ISO 8601; None where the file does not know.
        utc_offset_s: How far local time was ahead of UTC [s].
        conditions: How it was run; None where the file is refused.
        measured: What it tells, by the names of :data:`~analysis.metrics.METRICS`.
        heart: Heart rate over effort; None where the run cannot tell.
        refused: Why it does not tell a measure, in words for people, by the same names.
        why_not: Why it is no run at all; empty where it is one.
        problem_count: How much of the file could not be read.
        brings_plan: Whether the file says itself for whom the run was, and what was planned.
    """

    sha256: str
    athlete: str = ""
    start_utc: str | None = None
    utc_offset_s: int | None = None
    conditions: Conditions | None = None
    measured: Mapping[str, Measured] = field(default_factory=dict)
    heart: HeartAtEffort | None = None
    refused: Mapping[str, str] = field(default_factory=dict)
    why_not: str = ""
    problem_count: int = 0
    brings_plan: bool = False

    def to_dict(self) -> dict[str, Any]:
        """The summary as plain JSON values; :meth:`from_dict` reads them back."""
        return asdict(self)

    @classmethod
    def from_dict(cls, raw: Mapping[str, Any]) -> RunSummary:
        """Read a summary back.

        Raises:
            KeyError, TypeError, ValueError: It is none.
        """
        conditions, heart = raw["conditions"], raw["heart"]
        return cls(
            **{
                **raw,
                "conditions": None if conditions is None else Conditions(**conditions),
                "heart": None if heart is None else HeartAtEffort(**heart),
                "measured": {name: Measured(**one) for name, one in raw["measured"].items()},
            }
        )

    @property
    def day(self) -> date | None:
        """The local day on which it began; None where the file does not know."""
        return None if self.start_utc is None else _day(self.start_utc, self.utc_offset_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSettings:
    """By whose numbers runs are judged; plain values, so that another process can do it.

    Attributes:
        config: The runner's settings, with their entries by day.
        ceiling_bpm: Asked for, for every run [bpm]; None takes each day's own.
        floor_bpm: Asked for [bpm].
        is_asked: Whether any of it was asked for, which outdoes the plan that a run brings along.
    """

    config: Config = field(default_factory=Config)
    ceiling_bpm: int | None = None
    floor_bpm: int | None = None
    is_asked: bool = False

    def plan_on(self, day: date) -> Plan | None:
        """Who ran on a day, and between which heart rates; None where no ceiling is known.

        Raises:
            ValueError: The numbers of that day contradict each other.
        """
        is_unknown = self.config.athlete_on(day).band is None
        if self.ceiling_bpm is None and self.floor_bpm is None and is_unknown:
            return None
        plan = plan_run(self.config, day, self.ceiling_bpm, self.floor_bpm)
        plan.athlete.check(plan.workout.segments[0].band)
        # How the heart follows the legs moves cues, which nobody counts here.
        return replace(plan, athlete=replace(plan.athlete, heart=None))

    def key(self, day: date | None, brings_plan: bool) -> str:
        """Name what a run of that day is judged by, and nothing that is of other days."""
        if day is None or (brings_plan and not self.is_asked):
            return _OWN
        try:
            told = repr(self.plan_on(day))
        except ValueError as error:
            told = str(error)
        return hashlib.sha256(told.encode()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class RunJob:
    """A file to be summarised; plain values, so that another process can do it.

    Attributes:
        path: The file.
        athlete: Who ran; empty where there is one runner only.
        sha256: What its content is known to be; empty where it was not looked at.
        settings: By whose numbers it is judged.
    """

    path: Path
    athlete: str = ""
    sha256: str = ""
    settings: RunSettings = field(default_factory=RunSettings)


def summarise(job: RunJob) -> RunSummary:
    """Tell of one file what a block needs; whatever is wrong with it is told, never raised."""
    try:
        summary = _summary(job)
        if job.sha256 and sha256_of(job.path) != job.sha256:
            return given_up(job, CHANGED)
    except RecordingError as error:
        return refused(job, error.reason)
    except RecursionError:
        return refused(job, TOO_DEEP)
    except MemoryError:  # elsewhere, or another day, there may be enough
        return given_up(job, NO_MEMORY)
    except Exception as error:  # noqa: BLE001  # one bad file must not end the work on a thousand
        return refused(job, STRANGE.format(error=type(error).__name__))
    return summary


def refused(job: RunJob, why_not: str) -> RunSummary:
    """What stands for a file that cannot be summarised."""
    return RunSummary(sha256=job.sha256, athlete=job.athlete, why_not=why_not)


def given_up(job: RunJob, why_not: str) -> RunSummary:
    """What stands for a file whose worker died of it; another day it may be read."""
    return replace(refused(job, why_not), sha256="")


def sha256_of(path: Path) -> str:
    """Name the content of a file.

    Raises:
        OSError: It cannot be read.
    """
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _summary(job: RunJob) -> RunSummary:
    # Loaded here, for they load numpy: what is known already is told at once.
    from analysis.conditions import conditions_of
    from analysis.measures import heart_at_effort, measure
    from analysis.report import report_on
    from analysis.run import is_on_foot, uncoached_run_of
    from runwalk.recording import read_recording

    if job.path.is_dir():  # of any other folder, what is in it is asked for
        raise RecordingError(job.path, CLOSED)
    recording = read_recording(job.path)
    start, own = recording.start_utc, _own_plan(recording)
    summary = RunSummary(
        sha256=job.sha256,
        athlete=job.athlete,
        start_utc=start.isoformat() if start else None,
        utc_offset_s=recording.utc_offset_s,
        brings_plan=own is not None,
        problem_count=len(recording.problems),
    )
    day = summary.day
    if not recording.samples:
        return replace(summary, why_not=NO_SECOND)
    if day is None:
        return replace(summary, why_not=NO_DAY)
    if not is_on_foot(recording):
        return replace(summary, why_not=NOT_ON_FOOT.format(sport=printable(recording.sport)))
    try:
        plan = plan_of(recording, job.settings, day)
    except ValueError as error:
        return replace(summary, why_not=f"cannot be judged: {error}")
    report = report_on(uncoached_run_of(recording, plan))
    measured, refused = measure(report)
    return replace(
        summary,
        conditions=conditions_of(report),
        measured=measured,
        heart=heart_at_effort(report),
        refused=refused,
    )


def plan_of(recording: Recording, settings: RunSettings, day: date) -> Plan | None:
    """By what a run is judged: what it says itself, where nobody asked for more; else its day's.

    Raises:
        ValueError: The numbers of that day contradict each other.
    """
    own = None if settings.is_asked else _own_plan(recording)
    return own or settings.plan_on(day)


def _own_plan(recording: Recording) -> Plan | None:
    """For whom the run says that it was, and what was planned; None where it does not."""
    if recording.plan is None:
        return None
    try:
        plan = plan_from_dict(recording.plan)
        plan.coach()
    except ValueError:
        return None  # from outside, and of no use
    return plan


def _day(start_utc: str, utc_offset_s: int | None) -> date:
    return (datetime.fromisoformat(start_utc) + timedelta(seconds=utc_offset_s or 0)).date()
