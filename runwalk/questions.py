"""What a runner is asked when setting up, and how each answer is checked.

Rule 1: an answer is checked where it is given, against all answers before it, and a wrong one is a
``ValueError`` with one sentence. Rule 2: each question has an answer for who just presses Enter,
where there can be one. Rule 3: nothing here prints, reads or writes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

from runwalk.config import Config, aged
from runwalk.engine.athlete import Athlete, ZoneModel
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language

UNKNOWN = "unknown"
_UNKNOWN = frozenset({UNKNOWN, "none", "no", "-", "?"})
_UNITS = {"km": Units.KM, "k": Units.KM, "mile": Units.MILE, "miles": Units.MILE, "mi": Units.MILE}

_LANGUAGES = {
    "en": Language.ENGLISH,
    "english": Language.ENGLISH,
    "de": Language.GERMAN,
    "deutsch": Language.GERMAN,
    "german": Language.GERMAN,
}

_OLDEST_YEARS = 110
_CEILINGS_BPM = range(60, 231)  # as in the settings

MODELS = {
    ZoneModel.KARVONEN: (
        "between resting and maximum",
        "a resting heart rate, and a year of birth",
    ),
    ZoneModel.PERCENT_OF_MAX: ("per cent of the maximum", "a maximum or a year of birth"),
    ZoneModel.MAF_180: ("180 minus your age", "a year of birth, and an age of 17 or more"),
    ZoneModel.FRIEL: ("around the lactate threshold", "a threshold heart rate"),
    ZoneModel.CUSTOM: ("your own limits", "`zone_limits_bpm`, written into the settings by hand"),
}
"""Each zone model in a few words, and what it needs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """What is known so far.

    Attributes:
        day: The day of asking.
        language: Of all words in a run.
        units: Kilometres or miles.
        born: Year of birth.
        athlete: All else, without the age where the year of birth is known.
    """

    day: date
    language: Language = Language.ENGLISH
    units: Units = Units.KM
    born: int | None = None
    athlete: Athlete = field(default_factory=Athlete)

    @classmethod
    def of(cls, config: Config, day: date) -> Answers:
        """Begin with what the settings say of a day; the heart is another command's."""
        return cls(
            day=day,
            language=config.language,
            units=config.units,
            born=config.born,
            athlete=config.history.on(day),
        )

    @property
    def runner(self) -> Athlete:
        """Who that is on the day of asking."""
        return aged(self.athlete, self.born, self.day)

    def easy_ceiling_bpm(self, model: ZoneModel | None = None) -> int | None:
        """Tell the top of the easy zone [bpm]; None where these numbers allow no zones.

        Args:
            model: By which model; None takes the chosen one, or the first that the numbers allow.
        """
        runner = self.runner if model is None else replace(self.runner, zone_model=model)
        try:
            zones = runner.zones
        except ValueError:
            return None
        return None if zones is None else zones.easy_ceiling_bpm

    def models(self) -> dict[ZoneModel, int]:
        """List the models that these numbers allow, with the ceiling of each [bpm]."""
        told = {model: self.easy_ceiling_bpm(model) for model in MODELS}
        return {model: bpm for model, bpm in told.items() if bpm is not None}

    def told(self, **changed: object) -> Answers:
        """Take in something about the athlete.

        Raises:
            ValueError: It cannot be, or not together with the rest.
        """
        return replace(self, athlete=replace(self.athlete, **changed))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing to ask.

    Attributes:
        key: Its name as an option.
        words: The question.
        hint: What helps to answer it.
        default: The answer of who just presses Enter, as it would be typed; None if there is none.
        take: Takes an answer in; ``ValueError`` says in a sentence what is wrong with it.
        is_due: Whether to ask it at all.
        is_needed: Whether it must be answered, or all must be left, where nobody can be asked.
    """

    key: str
    words: str
    hint: str = ""
    default: Callable[[Answers], str | None]
    take: Callable[[Answers, str], Answers]
    is_due: Callable[[Answers], bool] = lambda _: True
    is_needed: bool = True


def _bpm(text: str) -> int | None:
    """Read a heart rate, or that it is not known."""
    word = text.strip().casefold().removesuffix("bpm").strip()
    if word in _UNKNOWN:
        return None
    try:
        return int(word)
    except ValueError:
        raise ValueError(
            f"{text!r} is no whole number of beats a minute, like 52, and not {UNKNOWN!r}"
        ) from None


def _typed(value: int | None) -> str:
    return UNKNOWN if value is None else str(value)


def _take_language(answers: Answers, text: str) -> Answers:
    language = _LANGUAGES.get(text.strip().casefold())
    if language is None:
        raise ValueError(f"{text!r} is none of {', '.join(Language)}")
    return replace(answers, language=language)


def _take_units(answers: Answers, text: str) -> Answers:
    units = _UNITS.get(text.strip().casefold())
    if units is None:
        raise ValueError(f"{text!r} is neither km nor mile")
    return replace(answers, units=units)


def _take_born(answers: Answers, text: str) -> Answers:
    word = text.strip().casefold()
    if word in _UNKNOWN:
        return replace(answers, born=None)
    try:
        number = int(word)
    except ValueError:
        raise ValueError(f"{text!r} is no year, like 1984, and no age") from None
    born = number if number > _OLDEST_YEARS else answers.day.year - number
    age_years = answers.day.year - born
    if not 10 <= age_years <= _OLDEST_YEARS:
        raise ValueError(
            f"{number} would make you {age_years}; runwalk is for people from 10 to {_OLDEST_YEARS}"
        )
    athlete = replace(answers.athlete, age_years=None)  # the year stays true, an age does not
    return replace(answers, born=born, athlete=athlete)


def _born(answers: Answers) -> str:
    age_years = answers.athlete.age_years
    return _typed(answers.day.year - round(age_years) if age_years is not None else answers.born)


def _take_model(answers: Answers, text: str) -> Answers:
    word = text.strip().casefold()
    try:
        model = ZoneModel(word)
    except ValueError:
        raise ValueError(f"{text!r} is none of {', '.join(MODELS)}") from None
    if model not in answers.models():
        raise ValueError(f"{model} needs {MODELS[model][1]}")
    return answers.told(zone_model=model)


def _model(answers: Answers) -> str:
    able = answers.models()
    known = answers.athlete.zone_model
    if known in able:
        return str(known)
    first = replace(answers.runner, zone_model=None).zones
    own = next((model for model in able if _same(answers, model, first)), None)
    return str(own or next(iter(able)))


def _same(answers: Answers, model: ZoneModel, zones: object) -> bool:
    return replace(answers.runner, zone_model=model).zones == zones


def _take_adjustment(answers: Answers, text: str) -> Answers:
    try:
        bpm = int(text)
    except ValueError:
        bpm = 1
    if bpm not in (-10, -5, 0, 5):
        raise ValueError(f"{text!r} is none of -10, -5, 0 and 5")
    return answers.told(maf_adjustment_bpm=bpm)


def _ceiling(answers: Answers) -> str | None:
    bpm = answers.athlete.ceiling_bpm or answers.easy_ceiling_bpm()
    return None if bpm is None else str(bpm)


def _take_ceiling(answers: Answers, text: str) -> Answers:
    by_zones_bpm = answers.easy_ceiling_bpm()
    bpm = _bpm(text)
    if bpm is None and by_zones_bpm is None:
        raise ValueError("without a year of birth or a maximum only you can say where it is")
    if bpm is not None and bpm not in _CEILINGS_BPM:
        raise ValueError(f"a ceiling is 60 to 230 beats a minute, not {bpm}")
    resting_bpm = answers.athlete.resting_bpm
    if bpm is not None and resting_bpm is not None and bpm <= resting_bpm:
        raise ValueError(f"{bpm} is not above your resting heart rate, {resting_bpm}")
    taken = answers.told(ceiling_bpm=None if bpm == by_zones_bpm else bpm)
    taken.runner.check()
    return taken


QUESTIONS = (
    Question(
        key="language",
        words="Language of all words in a run: en or de (Sprache in einem Lauf: en oder de)",
        default=lambda now: now.language.value,
        take=_take_language,
        is_needed=False,
    ),
    Question(
        key="units",
        words="Distances in km or mile",
        default=lambda now: now.units.value,
        take=_take_units,
    ),
    Question(
        key="born",
        words="Year of birth, or your age",
        hint="From it the maximum is estimated if you have none.",
        default=_born,
        take=_take_born,
    ),
    Question(
        key="resting",
        words="Resting heart rate",
        hint="Lying still after waking up, a calm minute long.",
        default=lambda now: _typed(now.athlete.resting_bpm),
        take=lambda now, text: now.told(resting_bpm=_bpm(text)),
    ),
    Question(
        key="max",
        words="Highest heart rate you ever measured",
        hint=f"At the end of a race, say, by a chest strap; {UNKNOWN} if you have none.",
        default=lambda now: _typed(now.athlete.max_bpm),
        take=lambda now, text: now.told(max_bpm=_bpm(text)),
    ),
    Question(
        key="threshold",
        words="Heart rate at your lactate threshold",
        hint=f"From a test, such as Joe Friel's 30 minutes; {UNKNOWN} if you never had one.",
        default=lambda now: _typed(now.athlete.threshold_bpm),
        take=lambda now, text: now.told(threshold_bpm=_bpm(text)),
    ),
    Question(
        key="zone-model",
        words="Zones by which model",
        default=_model,
        take=_take_model,
        is_due=lambda now: bool(now.models()),
    ),
    Question(
        key="maf-adjustment",
        words="Adjustment of the 180 formula",
        hint="-10 after a major illness or on regular medication; -5 if injured, often ill, with"
        " asthma or allergies, or just starting; 5 after two years of progress; else 0.",
        default=lambda now: str(now.athlete.maf_adjustment_bpm),
        take=_take_adjustment,
        is_due=lambda now: now.athlete.zone_model is ZoneModel.MAF_180,
    ),
    Question(
        key="ceiling",
        words="Highest heart rate for easy running",
        hint="Enter takes what is shown; it follows your zones unless you give your own.",
        default=_ceiling,
        take=_take_ceiling,
    ),
)
"""In the order of asking."""

KEYS = tuple(question.key for question in QUESTIONS)
"""Names of the questions, which are options too."""
