"""All there is to translate: what a table of phrases must hold, and how its numbers are written.

A translation is one file with one :class:`Wording`, such as ``english.py``. What stands in braces
is put in by the program: every language has the same, in any order. The engine's own values, such
as ``walk`` and ``ceiling``, are for programs and stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from runwalk.engine.phases import Action, Cause, Phase, Reason
from runwalk.outputs.forms import reword
from runwalk.outputs.screen_wording import FaceWords, PageWords, TerminalWords


class Language(StrEnum):
    """Languages that are complete."""

    ENGLISH = "en"
    GERMAN = "de"


@dataclass(frozen=True, slots=True, kw_only=True)
class WhyWords:
    """What answers are made of.

    Attributes:
        rose: The form that most answers have.
        coming: Where the rise has hardly begun.
        slow: Where heart rate rises over minutes.
        drifting: What it then does, where speed is known.
        rising: The same, where it is not.
        level: Where nothing rises.
        no_speed: Said after it, where speed is not known.
        no_reason: Stands for a cause that nobody knows.
        no_heart: Where heart rate is not trusted.
        because: What stands for each cause.
        hill_in_part: A hill that explains less than half.
        asked_for: A surge that is none: the workout is faster here.
        faults: What is wrong with a reading, by the name of its evidence.
        about: Why there was a cue, where that is no rise, from the cue's own evidence.
    """

    rose: str
    coming: str
    slow: str
    drifting: str
    rising: str
    level: str
    no_speed: str
    no_reason: str
    no_heart: str
    because: Mapping[Cause, str]
    hill_in_part: str
    asked_for: str
    faults: Mapping[str, str]
    about: Mapping[tuple[Action, Reason], str]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineWords:
    """What the lines on a terminal are made of.

    Attributes:
        walk: Stands before a cue to walk; five letters at most.
        run: Stands before a cue to run; five letters at most.
        phases: What is advised.
        zone: In which zone heart rate lies.
        ceiling_in: When the ceiling will be reached.
        between: Soonest and latest time of that.
        or_later: Where there is no latest time.
        resume_below: When the walk may end.
        drift: How fast heart rate rises at the same speed.
        rising: How fast it rises where speed is not known.
        drift_unknown: Where nobody can tell.
    """

    walk: str
    run: str
    phases: Mapping[Phase, str]
    zone: str
    ceiling_in: str
    between: str
    or_later: str
    resume_below: str
    drift: str
    rising: str
    drift_unknown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryWords:
    """What the last lines of a run are made of.

    Attributes:
        times: How long it was.
        share: How much of it was running.
        ways: How far it went.
        tagged: How much was walked for other causes than the heart.
        tag: One cause of those.
        above: How long it was too high, and what was said.
        cues_per_h: How much was said.
        needed: How good that was.
        at: Heart rate peaked at the ceiling.
        below: It peaked below it.
        over: It peaked above it.
        zones: Where the time went.
        zone: One zone of those.
        rose: How fast heart rate rose.
        untrusted: How much of it was not heard.
    """

    times: str
    share: str
    ways: str
    tagged: str
    tag: str
    above: str
    cues_per_h: str
    needed: str
    at: str
    below: str
    over: str
    zones: str
    zone: str
    rose: str
    untrusted: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CeilingWords:
    """What is said to somebody who has never had a ceiling.

    Attributes:
        is_at: Where it is.
        heard: What is heard there.
        planned: That walking is no failure.
        limit: Where the hard limit is.
        own: How to get one's own numbers.
        safety: For whom rules of heart rate may not do.
        estimated: How sure a maximum from an age is.
        any_key: Waits for who reads.
    """

    is_at: str
    heard: str
    planned: str
    limit: str
    own: str
    safety: str
    estimated: str
    any_key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """One language.

    Attributes:
        language: Which.
        name: What its speakers call it.
        cues: A phrase for everything the coach says; a test holds it against the engine.
        actions: A cue without a phrase of its own.
        again: A walk cue that is said once more.
        part: Said of a part of a workout that begins.
        part_of: The same, where it is one of several rounds.
        heart_rate: Heart rate, read out.
        bpm: The unit of heart rate on a screen.
        decimal_mark: What stands before tenths.
        percent: How a share is written.
        why: Answers.
        lines: Lines on a terminal.
        summary: The end of a run.
        face: What every screen shows.
        terminal: What a terminal says beside it.
        page: What a page in a browser says beside it.
        ceiling: Before the first run.
        news: Sentences about sensors and sound, by their English forms; English needs none.
        names: What zones and parts of workouts are called, by their English forms, likewise.
    """

    language: Language
    name: str
    cues: Mapping[tuple[Action, Reason], str]
    actions: Mapping[Action, str]
    again: str
    part: str
    part_of: str
    heart_rate: str
    bpm: str
    decimal_mark: str
    percent: str
    why: WhyWords
    lines: LineWords
    summary: SummaryWords
    face: FaceWords
    terminal: TerminalWords
    page: PageWords
    ceiling: CeilingWords
    news: Mapping[str, str]
    names: Mapping[str, str]

    def told(self, news: str) -> str:
        """Tell English news of sensors and sound."""
        return reword(news, self.news)

    def called(self, name: str) -> str:
        """Call a zone or a part of a workout; a name that a runner has given stays as it is."""
        return reword(name, self.names)

    def number(self, value: float, decimals: int = 0) -> str:
        """Write a number as this language does."""
        return f"{value:.{decimals}f}".replace(".", self.decimal_mark)

    def share(self, ratio: float, decimals: int = 0) -> str:
        """Write a share in percent."""
        return self.percent.format(number=self.number(100.0 * ratio, decimals))
