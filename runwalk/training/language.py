"""The one-line form of a workout: ``15:00 easy, 4x(400m@mile, walk until hr<120 or 3:00)``.

The grammar is a file of its own, ``workout.lark``, and lark reads it: one look ahead is enough
(LALR), so no line has two meanings, and a mistake is found at its first wrong word. What the
grammar cannot say, such as that a stretch has one length only, is checked here, with the place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from typing import Any

from lark import Lark, Token, v_args
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken, VisitError
from lark.tree import Meta
from lark.visitors import Transformer_NonRecursive

from runwalk.engine.workout import AskedGait, Otherwise
from runwalk.errors import WorkoutError
from runwalk.training.spec import (
    DEEPEST_REPEAT,
    MOST_SEGMENTS,
    BeatsTarget,
    Cap,
    Distance,
    Effort,
    Heart,
    LengthUnit,
    Level,
    LevelOf,
    Part,
    RacePace,
    RaceTarget,
    Repeat,
    RpeTarget,
    Spec,
    Speed,
    SpeedTarget,
    SpeedUnit,
    Step,
    Target,
    Time,
    ZoneTarget,
    count_segments,
    depth,
)

LONGEST_LINE = 10_000
"""Characters; what is longer is no workout (our choice)."""

LONGEST_NAME = 60
LONGEST_S = 24 * 3600
LONGEST_HOLD_S = 60
SHORTEST_M, LONGEST_M = 30.0, 400_000.0
SLOWEST_MPS, FASTEST_MPS = 0.3, 10.0

_SECONDS = {"s": 1, "m": 60, "h": 3600}
_ENDS = "give a time (15:00), a distance (400m), or write until lap"


def read_line(line: str) -> Spec:
    """Read a workout of one line.

    Args:
        line: In the form of ``workout.lark``.

    Raises:
        WorkoutError: It is none; with the column and what is wrong there.

    >>> read_line("10:00 easy").parts[0].length
    Time(s=600)
    """
    parts: tuple[Part, ...] = read_piece("workout", line)
    if (count := count_segments(parts)) > MOST_SEGMENTS:
        raise _at(1, f"it has {count} parts when repeated; {MOST_SEGMENTS} are the most")
    return Spec(parts)


def read_piece(kind: str, text: str) -> Any:
    """Read a piece of the language, as files and parameters hold them.

    Args:
        kind: A rule of the grammar: ``time``, ``distance``, ``length``, ``target``, ``heart``,
            or ``level``.
        text: What was written.

    Raises:
        WorkoutError: It is no such piece; with the column and what is wrong there.

    >>> read_piece("time", "3:00")
    Time(s=180)
    """
    if len(text) > LONGEST_LINE:
        raise _at(LONGEST_LINE, f"it is longer than {LONGEST_LINE} characters")
    try:
        return _Builder().transform(_parser().parse(text, start=kind))
    except UnexpectedInput as error:
        raise _explained(error, text) from None
    except VisitError as error:
        raise error.orig_exc from None


@cache
def _parser() -> Lark:
    grammar = files("runwalk.training").joinpath("workout.lark").read_text(encoding="utf-8")
    return Lark(
        grammar,
        parser="lalr",
        start=list(_STARTS),
        propagate_positions=True,
        maybe_placeholders=True,
    )


_STARTS = ("workout", "length", "time", "distance", "target", "cap", "heart", "level")


def _at(column: int, reason: str) -> WorkoutError:
    return WorkoutError(f"column {column}", reason, column)


@dataclass(frozen=True, slots=True)
class _Set:
    """What one piece of a stretch sets, and where it stands."""

    column: int
    values: dict[str, Any]


_CALLED = {
    "gait": "run, jog, walk or hike",
    "length": "a length",
    "target": "a target",
    "no_faster": "a cap",
    "until": "an end",
    "grade_pct": "a grade",
    "is_surge": "surge",
    "most_run_s": "a longest run",
    "least_walk_s": "a shortest walk",
    "is_hill_walked": "walk hills",
    "talk_every_s": "a talk test",
    "name": "a name",
}
_LAP = "lap"  # stands for "until" in a stretch that only the lap button ends


@v_args(meta=True, inline=True)
class _Builder(Transformer_NonRecursive[Token, Any]):
    """Turn what lark found into the tree, rule by rule, from the inside out."""

    def workout(self, meta: Meta, *items: Part) -> tuple[Part, ...]:
        return items

    def repeat(self, meta: Meta, times: Token, *items: Part) -> Repeat:
        return checked_repeat(_whole(times, 1, MOST_SEGMENTS), items, meta.column)

    def step(self, meta: Meta, *pieces: _Set) -> Step:
        told: dict[str, Any] = {}
        for piece in pieces:
            for key, value in piece.values.items():
                if key in told:
                    raise _at(piece.column, f"this part has {_CALLED[key]} already")
                told[key] = value
        if told.get("until") == _LAP:
            if "length" in told:
                raise _at(meta.column, "a part until lap has no other length")
            del told["until"]
        elif not {"length", "until"} & told.keys():
            raise _at(meta.column, f"this part has no end; {_ENDS}")
        return Step(**told)

    # -- the pieces of a stretch

    def set_length(self, meta: Meta, length: Time | Distance) -> _Set:
        return _Set(meta.column, {"length": length})

    def set_gait(self, meta: Meta, word: Token) -> _Set:
        return _Set(meta.column, {"gait": AskedGait(word.lower())})

    def set_effort(self, meta: Meta, word: Token) -> _Set:
        return _Set(meta.column, {"target": Effort(word.lower())})

    def set_target(self, meta: Meta, target: Target) -> _Set:
        return _Set(meta.column, {"target": target})

    def set_cap(self, meta: Meta, cap: Cap) -> _Set:
        return _Set(meta.column, {"no_faster": cap})

    def set_grade(self, meta: Meta, percent: Token) -> _Set:
        return _Set(meta.column, {"grade_pct": _number(percent, 0.0, 45.0, "a grade", "%")})

    def set_surge(self, meta: Meta) -> _Set:
        return _Set(meta.column, {"is_surge": True})

    def set_most_run(self, meta: Meta, time: Time) -> _Set:
        return _Set(meta.column, {"most_run_s": time.s})

    def set_least_walk(self, meta: Meta, time: Time) -> _Set:
        return _Set(meta.column, {"least_walk_s": time.s})

    def set_hills(self, meta: Meta) -> _Set:
        return _Set(meta.column, {"is_hill_walked": True})

    def set_talk(self, meta: Meta, time: Time) -> _Set:
        return _Set(meta.column, {"talk_every_s": time.s})

    def set_open(self, meta: Meta) -> _Set:
        return _Set(meta.column, {"until": _LAP})

    def set_until(
        self, meta: Meta, heart: Heart, most: Time | Distance | None, otherwise: Token | None
    ) -> _Set:
        if otherwise is not None:
            heart = replace(
                heart, otherwise=Otherwise("_".join(otherwise.lower().replace("-", " ").split()))
            )
        return _Set(meta.column, {"until": heart} | ({} if most is None else {"length": most}))

    def set_name(self, meta: Meta, quoted: Token) -> _Set:
        name = quoted[1:-1].strip()
        if not 1 <= len(name) <= LONGEST_NAME:
            raise _at(meta.column, f"a name has 1 to {LONGEST_NAME} characters")
        return _Set(meta.column, {"name": name})

    # -- lengths

    def time(self, meta: Meta, number: Token, unit: Token | None = None) -> Time:
        seconds = float(number if unit else _clock_s(number)) * _SECONDS[(unit or "s")[0].lower()]
        if seconds != int(seconds) or not 1 <= seconds <= LONGEST_S:
            raise _at(meta.column, "a time is 1 s to 24 h, in whole seconds")
        return Time(int(seconds))

    def distance(self, meta: Meta, number: Token, unit: Token) -> Distance:
        word = unit.lower()
        called = LengthUnit("km" if word == "km" else "mi" if word.startswith("mi") else "m")
        distance = Distance(float(number), called)
        if called is LengthUnit.M and distance.m < SHORTEST_M:
            raise _at(meta.column, f"{number}m is {number} metres; write {number}min for minutes")
        if not SHORTEST_M <= distance.m <= LONGEST_M:
            raise _at(meta.column, f"a distance is {SHORTEST_M:g} m to {LONGEST_M / 1000:g} km")
        return distance

    # -- the heart

    def heart(
        self, meta: Meta, side: Token, level: Level, hold: Time | None, least: Time | None
    ) -> Heart:
        if hold is not None and hold.s > LONGEST_HOLD_S:
            raise _at(meta.column, f"a heart rate is held for {LONGEST_HOLD_S} s at most")
        return Heart(
            falls=side == "<",
            level=level,
            hold_s=None if hold is None else hold.s,
            least_s=None if least is None else least.s,
        )

    def level_bpm(self, meta: Meta, bpm: Token) -> Level:
        return Level(LevelOf.BPM, _whole(bpm, 40, 230, "a heart rate", " bpm"))

    def level_percent(self, meta: Meta, percent: Token) -> Level:
        number = _whole(percent, 30, 100, "a part of the maximum", " %")
        return Level(LevelOf.PERCENT_OF_MAX, number)

    def level_zone(self, meta: Meta, number: Token) -> Level:
        return Level(LevelOf.ZONE, _whole(number, 1, 9, "a zone"))

    def level_edge(self, meta: Meta, edge: Token) -> Level:
        return Level(LevelOf(edge.lower()))

    # -- targets

    def effort(self, meta: Meta, word: Token) -> Effort:
        return Effort(word.lower())

    def race(
        self,
        meta: Meta,
        word: Token,
        sign: Token | None,
        seconds: Token | None,
        unit: Token | None,
        per: Token | None,
    ) -> RaceTarget:
        race = RacePace(word.lower())
        if sign is None or seconds is None or unit is None or per is None:
            return RaceTarget(race=race)
        if not unit.lower().startswith("s"):
            raise _token(unit, "write seconds, as 5k+10s/km")
        slower_s = _whole(seconds, 0, 300, "that", " s")
        return RaceTarget(race=race, slower_s=slower_s if sign == "+" else -slower_s, per=_per(per))

    def speed(self, meta: Meta, first: Token, second: Token | None, unit: Token) -> SpeedTarget:
        one = _speed(first, unit)
        return SpeedTarget(one, one if second is None else _speed(second, unit))

    def one_speed(self, meta: Meta, number: Token, unit: Token) -> Speed:
        return _speed(number, unit)

    def zones(self, meta: Meta, first: Token, last: Token | None) -> ZoneTarget:
        low = _whole(first, 1, 9, "a zone")
        high = low if last is None else _whole(last, low, 9, "the higher zone")
        return ZoneTarget(low, high)

    def beats(self, meta: Meta, floor: Token, ceiling: Token) -> BeatsTarget:
        low = _whole(floor, 40, 229, "a heart rate", " bpm")
        return BeatsTarget(low, _whole(ceiling, low + 1, 230, "the higher heart rate", " bpm"))

    def below_beats(self, meta: Meta, ceiling: Token) -> BeatsTarget:
        return BeatsTarget(None, _whole(ceiling, 60, 230, "a ceiling", " bpm"))

    def rpe(self, meta: Meta, first: Token, last: Token | None) -> RpeTarget:
        low = _whole(first, 0, 10, "an effort")
        return RpeTarget(low, low if last is None else _whole(last, low, 10, "the higher effort"))


def checked_repeat(times: int, parts: tuple[Part, ...], column: int) -> Repeat:
    """Make a repeat that people can run.

    Raises:
        WorkoutError: It lies too deep, or makes too many stretches.
    """
    if depth(parts) >= DEEPEST_REPEAT:
        raise _at(column, f"repeats lie in repeats more than {DEEPEST_REPEAT} deep")
    made = Repeat(times, parts)
    if (segments := count_segments((made,))) > MOST_SEGMENTS:
        raise _at(column, f"that makes {segments} parts; {MOST_SEGMENTS} are the most")
    return made


def _clock_s(clock: str) -> int:
    """Read ``m:ss`` or ``h:mm:ss`` [s]."""
    seconds = 0
    for part in clock.split(":"):
        seconds = 60 * seconds + int(part)
    return seconds


def _number(token: Token, low: float, high: float, what: str = "it", unit: str = "") -> float:
    value = float(token)
    if not low <= value <= high:
        raise _token(token, f"{what} is {low:g} to {high:g}{unit}, not {token}")
    return value


def _whole(token: Token, low: int, high: int, what: str = "a number", unit: str = "") -> int:
    value = float(token)
    if value != int(value) or not low <= value <= high:
        raise _token(token, f"{what} is a whole number, {low} to {high}{unit}, not {token}")
    return int(value)


def _per(token: Token) -> LengthUnit:
    return LengthUnit.MILE if "mi" in token.lower() else LengthUnit.KM


def _speed(number: Token, unit: Token) -> Speed:
    if unit.startswith("/"):
        per = SpeedUnit.PER_MILE if _per(unit) is LengthUnit.MILE else SpeedUnit.PER_KM
        speed = Speed(float(_clock_s(number)), per)
    else:
        per_h = SpeedUnit.MILE_PER_H if unit.lower() == "mph" else SpeedUnit.KM_PER_H
        speed = Speed(float(number), per_h)
    if not (speed.amount and SLOWEST_MPS <= speed.mps <= FASTEST_MPS):
        raise _token(number, "nobody walks or runs at that speed")
    return speed


def _token(token: Token, reason: str) -> WorkoutError:
    return _at(token.column if token.column is not None else 1, reason)


# -- mistakes, in words for people


def _explained(error: UnexpectedInput, text: str) -> WorkoutError:
    """Say what does not fit, and what would."""
    expected = _expected(error)
    if isinstance(error, UnexpectedToken) and error.token.type == "$END":
        return _at(len(text.rstrip()) + 1, f"it ends too early; expected {expected}")
    start: int = getattr(error, "pos_in_stream", 0)
    word = _word_at(text, start)
    near = get_close_matches(word.lower(), _words(), n=1)
    if isinstance(error, UnexpectedCharacters) and near and near[0] != word.lower():
        return _at(start + 1, f"{word!r} is not known; did you mean {near[0]}?")
    return _at(start + 1, f"{word!r} does not fit here; expected {expected}")


@cache
def _words() -> tuple[str, ...]:
    """Every word of the language, as its grammar writes them."""
    patterns = (terminal.pattern.value for terminal in _parser().terminals)
    found = re.findall(r"[a-z0-9]{2,}", " ".join(one.replace("\\b", " ") for one in patterns))
    return tuple(dict.fromkeys(found))


def _word_at(text: str, start: int) -> str:
    """The word that begins here, or the sign."""
    end = start
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start : max(end, start + 1)][:30]


def _expected(error: UnexpectedInput) -> str:
    """What would fit, from the most to the least helpful word, three at most."""
    names = set(
        error.accepts if isinstance(error, UnexpectedToken) else getattr(error, "allowed", ())
    )
    told = [words for name, words in _EXPECTED.items() if name in names]
    return " or ".join(dict.fromkeys(told[:3])) or "nothing more"


_EXPECTED = {
    "TIME_UNIT": "a unit (s, min, m, km, mi)",
    "LENGTH_UNIT": "a unit (s, min, m, km, mi)",
    "SPEED_UNIT": "a unit of speed (km/h, mph)",
    "PER": "/km or /mi",
    "_BPM": "bpm",
    "_PERCENT": "%",
    "RACE": "a pace (mile, 5k, 10k, half, marathon, 5:00/km)",
    "EDGE": "a heart rate (120, 65%, floor, zone 2)",
    "COMPARE": "< or >",
    "_HR": "hr<120, or lap",
    "_LAP": "hr<120, or lap",
    "OTHERWISE": "wait, go on or leave set",
    "RPAR": "a closing parenthesis",
    "COMMA": "a comma",
    "CLOCK": "a length (15:00, 400m)",
    "NUMBER": "a number",
    "EFFORT": "an effort (easy, tempo)",
}
"""The grammar's terminals in words, the most helpful first; those that are left out help nobody."""
