"""The runner's own settings: a TOML file. ``heart_file`` writes into it, where asked to.

::

    units = "km"                 # or "mile"
    language = "en"              # or "de"
    born = 1984
    races = ["5km=24:30"]        # tell the paces of workouts, the best of them

    [[athlete]]                  # who you are; a later entry is true from its day on
    resting_bpm = 52
    max_bpm = 186
    zone_model = "karvonen"

    [[athlete]]
    from = 2026-06-01
    resting_bpm = 49
    max_bpm = 185

    [heart]                      # how your heart follows your legs; `runwalk fit-athlete` learns it
    tau_s = { value = 48.5, sd = 7.1, runs = 12 }
    dead_time_s = 9.0            # a plain number is your own word; no program changes it

    [voice]
    heart_rate_every_min = 5     # read it out; never, if not given
    command = ["my-speaker", "{text}"]     # your own program in place of the system's
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from runwalk.engine.athlete import Athlete, Band, History, ZoneModel
from runwalk.engine.coach import Coach
from runwalk.engine.profile import RANGES, HeartProfile, Learned
from runwalk.engine.workout import Workout
from runwalk.errors import ConfigError
from runwalk.outputs.speech import VoiceSettings
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language
from runwalk.training.paces import vdot_daniels_gilbert_1979
from runwalk.training.quantities import Race, race_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """All settings of a runner.

    Attributes:
        units: Kilometres or miles.
        language: Of all words for the runner.
        voice: What the runner wants of it.
        born: Year of birth.
        history: Who the runner was, from which day on.
        heart: How the heart follows the legs, on any day; None where nothing is known.
        races: What was raced of late; they tell the paces of workouts.
        path: Where it was read; None where there is no file.
    """

    units: Units = Units.KM
    language: Language = Language.ENGLISH
    voice: VoiceSettings = field(default_factory=VoiceSettings)
    born: int | None = None
    history: History = field(default_factory=History)
    heart: HeartProfile | None = None
    races: tuple[Race, ...] = ()
    path: Path | None = None

    @property
    def vdot(self) -> float | None:
        """What the best race tells [ml/kg/min]; None where none is known."""
        return max(map(vdot_daniels_gilbert_1979, self.races), default=None)

    def athlete_on(self, day: date) -> Athlete:
        """Tell who the runner was on a day, at the age of that year, with today's heart."""
        athlete = aged(self.history.on(day), self.born, day)
        return athlete if self.heart is None else replace(athlete, heart=self.heart)


def aged(athlete: Athlete, born: int | None, day: date) -> Athlete:
    """Fill in the age in the year of ``day``, where only the year of birth is known."""
    if born is None or athlete.age_years is not None:
        return athlete
    return replace(athlete, age_years=float(day.year - born))


def config_path() -> Path:
    """Where the settings are looked for on this platform."""
    from platformdirs import user_config_path

    return user_config_path("runwalk", appauthor=False) / "athlete.toml"


def data_path() -> Path:
    """Where runs are kept on this platform."""
    from platformdirs import user_data_path

    return user_data_path("runwalk", appauthor=False) / "runs"


def memory_path() -> Path:
    """Where this computer keeps what it noticed by itself, such as your strap."""
    return data_path().parent / "memory.json"


def cache_path() -> Path:
    """Where this platform keeps what may be deleted at any time."""
    from platformdirs import user_cache_path

    return user_cache_path("runwalk", appauthor=False)


def load_config(path: Path | None = None) -> Config:
    """Read the settings; without a file there are none.

    Args:
        path: The file; None looks where this platform keeps settings.

    Raises:
        ConfigError: The file cannot be read, is not TOML, or has mistakes, each of them named.
    """
    place = path or config_path()
    try:
        text = place.read_text(encoding="utf-8")
    except FileNotFoundError:
        if path is None:
            return Config()
        raise ConfigError(place, ("there is no such file",)) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(place, (f"cannot be read ({error})",)) from error
    return config_of(text, place)


def config_of(text: str, path: Path) -> Config:
    """Read settings that are in hand.

    Args:
        text: All of the file.
        path: Where it is, or is to be.

    Raises:
        ConfigError: It is not TOML, or has mistakes, each of them named.
    """
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(path, (f"is not TOML: {error}",)) from error
    return _checked(raw, path)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a Coach is made of.

    Attributes:
        athlete: Who runs.
        workout: What is planned.
    """

    athlete: Athlete
    workout: Workout

    def coach(self) -> Coach:
        """Make the coach.

        Raises:
            ValueError: The ceiling lies above the athlete's hard limit.
        """
        return Coach(self.athlete, self.workout)


def plan_run(config: Config, day: date, ceiling_bpm: int | None, floor_bpm: int | None) -> Plan:
    """Settle who runs and between which heart rates, with what was asked for today.

    Args:
        config: The runner's settings.
        day: The day of the run: its entry in the history counts.
        ceiling_bpm: Asked for today [bpm]; None takes the runner's own.
        floor_bpm: Asked for today [bpm].

    Raises:
        ValueError: There is no ceiling at all, or the numbers contradict each other.
    """
    athlete = config.athlete_on(day)
    if ceiling_bpm is not None:
        band = Band.below(ceiling_bpm) if floor_bpm is None else Band(floor_bpm, ceiling_bpm)
        return Plan(athlete, Workout.easy(band))
    own = athlete.band
    if own is None:
        raise ValueError(
            "no ceiling is known: give --ceiling, or run `runwalk setup` once, which asks for your "
            f"year of birth and heart rates and writes {config.path or config_path()}"
        )
    return Plan(
        athlete, Workout.easy(own if floor_bpm is None else Band(floor_bpm, own.ceiling_bpm))
    )


def plan_to_dict(value: Plan) -> dict[str, Any]:
    """Turn a plan into plain JSON values, for the head of a journal."""
    from pydantic import TypeAdapter

    dumped: dict[str, Any] = TypeAdapter(Plan).dump_python(value, mode="json")
    return dumped


def plan_from_dict(raw: object) -> Plan:
    """Read a plan back.

    Raises:
        ValueError: It is no plan.
    """
    from pydantic import TypeAdapter

    return TypeAdapter(Plan).validate_python(raw)


HAND_SD = {
    "tau_s": 10.0,
    "dead_time_s": 4.0,
    "gain_bpm_per_w_per_kg": 1.5,
    "demand_bpm": 8.0,
    "walk_gain_bpm": 6.0,
    "disturbance_sd_bpm": 1.0,
    "peak_margin_bpm": 1.5,
    "trough_margin_bpm": 1.5,
}
"""How far a number written by hand may be off (standard deviation; our choice)."""


@cache
def _forms() -> tuple[Any, Any, Any, Any]:
    """Build what the file, each athlete in it, each number of the heart, and the voice may hold.

    pydantic is loaded only when there is a file to read.
    """
    from pydantic import BaseModel, ConfigDict, Field

    class Entry(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        since: date | None = Field(default=None, alias="from")
        age_years: float | None = Field(default=None, ge=10, le=110)
        resting_bpm: int | None = Field(default=None, ge=25, le=120)
        max_bpm: int | None = Field(default=None, ge=100, le=230)
        threshold_bpm: int | None = Field(default=None, ge=80, le=220)
        limit_bpm: int | None = Field(default=None, ge=60, le=230)
        ceiling_bpm: int | None = Field(default=None, ge=60, le=230)
        floor_bpm: int | None = Field(default=None, ge=30, le=229)
        zone_model: ZoneModel | None = Field(default=None, strict=False)
        zone_limits_bpm: tuple[int, ...] = Field(default=(), strict=False)
        maf_adjustment_bpm: int = 0
        heads_up: bool = False

    class Form(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        units: Units = Field(default=Units.KM, strict=False)
        language: Language = Field(default=Language.ENGLISH, strict=False)
        born: int | None = Field(default=None, ge=1900, le=2100)
        races: tuple[str, ...] = Field(default=(), strict=False)

    class Number(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        value: float
        sd: float = Field(gt=0.0)
        runs: int = Field(ge=0)

    class Voice(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        command: tuple[str, ...] | None = Field(default=None, strict=False, min_length=1)
        heart_rate_every_min: float | None = Field(default=None, ge=0.5, le=60)

    return Form, Entry, Number, Voice


def _checked(raw: dict[str, Any], path: Path) -> Config:
    """Check what was read, and name every mistake at once."""
    form, entry_form, _, voice_form = _forms()
    mistakes: list[str] = []
    listed = raw.pop("athlete", [])
    heart = _heart(raw.pop("heart", None), mistakes)
    voice = _validated(voice_form, raw.pop("voice", {}), "voice.", mistakes)
    general = _validated(form, raw, "", mistakes)
    born = general.born if general is not None else None
    races = _races(() if general is None else general.races, mistakes)
    entries: list[tuple[date | None, Athlete]] = []
    for number, entry in enumerate(listed if isinstance(listed, list) else [listed], 1):
        read = _validated(entry_form, entry, f"athlete.{number}.", mistakes)
        if read is None:
            continue
        try:
            athlete = Athlete(**read.model_dump(exclude={"since"}))
            aged(athlete, born, read.since or date(2026, 1, 1)).check()
        except ValueError as error:
            mistakes.append(f"athlete.{number}: {error}")
            continue
        entries.append((read.since, athlete))
    history = History()
    try:
        history = History(tuple(entries))
    except ValueError as error:
        mistakes.append(f"athlete: {error}")
    if mistakes or general is None:
        raise ConfigError(path, tuple(mistakes))
    return Config(
        units=general.units,
        language=general.language,
        voice=VoiceSettings(**voice.model_dump()),
        born=born,
        history=history,
        heart=heart,
        races=races,
        path=path,
    )


def _races(told: tuple[str, ...], mistakes: list[str]) -> tuple[Race, ...]:
    """Read the races; those with a mistake are named and left out."""
    read = []
    for number, text in enumerate(told, 1):
        try:
            race = race_of(text)
            vdot_daniels_gilbert_1979(race)
        except ValueError as error:
            mistakes.append(f"races.{number}: {error}")
        else:
            read.append(race)
    return tuple(read)


def _heart(raw: object, mistakes: list[str]) -> HeartProfile | None:
    """Read the table ``[heart]``; None, with its mistakes named, where it has some."""
    if raw is None:
        return None
    if not isinstance(raw, dict):
        mistakes.append(f"heart: must be a table, [heart] (got {raw!r})")
        return None
    known = {}
    for name, told in raw.items():
        if name not in RANGES:
            mistakes.append(f"heart.{name}: there is no such number; there are {', '.join(RANGES)}")
            continue
        is_plain = isinstance(told, int | float) and not isinstance(told, bool)
        number = {"value": float(told), "sd": HAND_SD[name], "runs": 0} if is_plain else told
        read = _validated(_forms()[2], number, f"heart.{name}.", mistakes)
        if read is None:
            continue
        try:
            learned = Learned(value=read.value, sd=read.sd, runs=read.runs)
            known.update(HeartProfile(**{name: learned}).known())
        except ValueError as error:
            mistakes.append(f"heart: {error}")
    return HeartProfile(**known)


def _validated(form: Any, raw: object, prefix: str, mistakes: list[str]) -> Any:
    """Read a part of the file; None, with its mistakes named, where it has some."""
    from pydantic import ValidationError

    try:
        return form.model_validate(raw)
    except ValidationError as error:
        mistakes += [_mistake(prefix, one) for one in error.errors()]
        return None


def _mistake(prefix: str, one: Any) -> str:
    """Write one mistake: its key, what is wrong, and what was there."""
    key = (prefix + ".".join(_counted(part) for part in one["loc"])).rstrip(".")
    said = f"{key}: {one['msg'][0].lower()}{one['msg'][1:]}"
    said = re.sub(r" or instance of \w+", "", said)
    got = repr(one["input"])
    return said if one["type"] == "missing" or len(got) > 60 else f"{said} (got {got})"


def _counted(part: int | str) -> str:
    """A part of a key; people count from 1."""
    return str(part + 1) if isinstance(part, int) else part
