"""A workout as a TOML file: the same pieces as in a line, one key each.

::

    name = "Tuesday"

    [[part]]
    length = "15:00"
    target = "easy"

    [[part]]
    repeat = 4

    [[part.part]]
    length = "400m"
    target = "mile"

    [[part.part]]
    gait = "walk"
    until = "hr<120 for 10s"     # or "lap"
    at_most = "3:00"
    otherwise = "wait"           # or "go on", "leave set"

In place of its parts a file can hold one ``line = "15:00 easy, ..."``.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from runwalk.engine.workout import AskedGait, Otherwise
from runwalk.errors import ConfigError, WorkoutError
from runwalk.outputs.lines import clock
from runwalk.training.language import LONGEST_NAME, checked_repeat, read_line, read_piece
from runwalk.training.spec import (
    MOST_SEGMENTS,
    Part,
    Repeat,
    Spec,
    Step,
    count_segments,
)
from runwalk.training.text import cap_text, heart_text, length_text, target_text

_DEEPEST_FILE = 8  # levels that are looked at before "too deep" is said


def read_file(path: Path) -> Spec:
    """Read a workout from a file.

    Raises:
        ConfigError: The file cannot be read, is not TOML, or has mistakes, each of them named.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, (f"cannot be read ({error})",)) from error
    return spec_of_toml(text, path)


def spec_of_toml(text: str, path: Path) -> Spec:
    """Read a workout that is in hand.

    Args:
        text: All of the file.
        path: Where it is; its name is the workout's, where it has none of its own.

    Raises:
        ConfigError: It is not TOML, or has mistakes, each of them named.
    """
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ConfigError(path, (f"is not TOML: {error}",)) from error
    mistakes: list[str] = []
    spec = _spec(raw, path.stem, mistakes)
    if mistakes or spec is None:
        raise ConfigError(path, tuple(mistakes))
    return spec


def toml_of(spec: Spec) -> str:
    """Write a workout as a file that :func:`spec_of_toml` reads back into the same."""
    import tomlkit

    document = tomlkit.document()
    if spec.name is not None:
        document["name"] = spec.name
    document["part"] = _tables(spec.parts)
    return tomlkit.dumps(document)


@cache
def _forms() -> tuple[Any, Any, Any]:
    """Build what the file, a stretch and a repeat may hold; pydantic is loaded when one is read."""
    from pydantic import BaseModel, ConfigDict, Field

    class Form(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        name: str | None = Field(default=None, min_length=1, max_length=LONGEST_NAME)
        line: str | None = None

    class Stretch(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        length: str | None = None
        gait: AskedGait | None = Field(default=None, strict=False)
        target: str | None = None
        no_faster: str | None = None
        until: str | None = None
        at_most: str | None = None
        otherwise: Otherwise | None = Field(default=None, strict=False)
        grade_pct: float | None = Field(default=None, ge=0, le=45)
        surge: bool = False
        runs_up_to: str | None = None
        walks_at_least: str | None = None
        talk_every: str | None = None
        walk_hills: bool = False
        name: str | None = Field(
            default=None, min_length=1, max_length=LONGEST_NAME, pattern=r'^[^"\n]*$'
        )

    class Again(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)

        repeat: int = Field(ge=1, le=MOST_SEGMENTS)

    return Form, Stretch, Again


def _spec(raw: dict[str, Any], stem: str, mistakes: list[str]) -> Spec | None:
    listed = raw.pop("part", None)
    form = _validated(_forms()[0], raw, "", mistakes)
    if form is None:
        return None
    name = form.name or stem
    if form.line is not None:
        if listed is not None:
            mistakes.append("line: a file has either a line or parts")
            return None
        parts = _read("line", lambda: read_line(form.line).parts, mistakes)
        return None if parts is None else Spec(parts, name=name)
    parts = _parts(listed, "part", mistakes, 0)
    if not mistakes and (count := count_segments(parts)) > MOST_SEGMENTS:
        mistakes.append(f"part: that makes {count} parts; {MOST_SEGMENTS} are the most")
    return Spec(parts, name=name)


def _parts(raw: object, key: str, mistakes: list[str], level: int) -> tuple[Part, ...]:
    if not isinstance(raw, list) or not raw or not all(isinstance(one, dict) for one in raw):
        mistakes.append(f"{key}: write [[{key}]] once for each part, one at least")
        return ()
    if level > _DEEPEST_FILE:
        mistakes.append(f"{key}: too many repeats within repeats")
        return ()
    made = [_part(one, f"{key}.{number}", mistakes, level) for number, one in enumerate(raw, 1)]
    return tuple(part for part in made if part is not None)


def _part(raw: dict[str, Any], key: str, mistakes: list[str], level: int) -> Part | None:
    if "repeat" not in raw and "part" not in raw:
        return _step(raw, key, mistakes)
    inner = _parts(raw.pop("part", None), f"{key}.part", mistakes, level + 1)
    form = _validated(_forms()[2], raw, f"{key}.", mistakes)
    if form is None or not inner:
        return None
    made: Repeat | None = _read(key, lambda: checked_repeat(form.repeat, inner, 1), mistakes)
    return made


def _step(raw: dict[str, Any], key: str, mistakes: list[str]) -> Step | None:
    if isinstance(raw.get("otherwise"), str):
        raw["otherwise"] = _otherwise(raw["otherwise"])
    form = _validated(_forms()[1], raw, f"{key}.", mistakes)
    if form is None:
        return None

    def piece(name: str, kind: str) -> Any:
        text = getattr(form, name)
        if text is None:
            return None
        return _read(f"{key}.{name}", lambda: read_piece(kind, text), mistakes)

    before = len(mistakes)
    length, most = piece("length", "length"), piece("at_most", "length")
    is_open = form.until is not None and form.until.strip().lower() == "lap"
    until = None if is_open else piece("until", "heart")
    times = {
        field: piece(name, "time")
        for field, name in (
            ("most_run_s", "runs_up_to"),
            ("least_walk_s", "walks_at_least"),
            ("talk_every_s", "talk_every"),
        )
    }
    target, no_faster = piece("target", "target"), piece("no_faster", "cap")
    _check_end(form, key, mistakes, is_open=is_open)
    if len(mistakes) > before:
        return None
    if until is not None and form.otherwise is not None:
        until = replace(until, otherwise=form.otherwise)
    return Step(
        gait=form.gait,
        length=length or most,
        target=target,
        no_faster=no_faster,
        until=until,
        grade_pct=form.grade_pct,
        is_surge=form.surge,
        is_hill_walked=form.walk_hills,
        name=form.name,
        **{field: None if time is None else time.s for field, time in times.items()},
    )


def _check_end(form: Any, key: str, mistakes: list[str], *, is_open: bool) -> None:
    """A stretch ends in one way."""
    if form.length is None and form.until is None:
        mistakes.append(f'{key}: it has no end; give length or until (until = "lap" is one)')
    if form.length is not None and form.until is not None:
        mistakes.append(f"{key}.length: with until, write at_most")
    is_timed = form.until is not None and not is_open
    if form.at_most is not None and not is_timed:
        mistakes.append(f"{key}.at_most: it belongs to until, with a heart rate")
    if form.otherwise is not None and form.at_most is None:
        mistakes.append(f"{key}.otherwise: it belongs to at_most")


def _otherwise(word: str) -> Any:
    """Read a choice as a line writes it; what is none is left for the form to refuse."""
    try:
        return Otherwise("_".join(word.lower().replace("-", " ").split()))
    except ValueError:
        return word


def _validated(form: Any, raw: object, prefix: str, mistakes: list[str]) -> Any:
    """Check a part of the file; None, with its mistakes named, where it has some."""
    from pydantic import ValidationError

    try:
        return form.model_validate(raw)
    except ValidationError as error:
        for one in error.errors():
            key = prefix + ".".join(map(str, one["loc"]))
            mistakes.append(f"{key.rstrip('.')}: {one['msg'][0].lower()}{one['msg'][1:]}")
        return None


def _read(key: str, read: Callable[[], Any], mistakes: list[str]) -> Any:
    """Read a value in the language; None, with the mistake named, where it cannot be."""
    try:
        return read()
    except WorkoutError as error:
        where = f" ({error.where})" if key == "line" else ""
        mistakes.append(f"{key}: {error.reason}{where}")
        return None


# -- writing


def _tables(parts: tuple[Part, ...]) -> Any:
    import tomlkit

    tables = tomlkit.aot()
    for part in parts:
        table = tomlkit.table()
        if isinstance(part, Repeat):
            table["repeat"] = part.times
            table["part"] = _tables(part.parts)
        else:
            for key, value in _told(part):
                table[key] = value
        tables.append(table)
    return tables


def _told(step: Step) -> list[tuple[str, Any]]:
    """The keys of a stretch that say something."""
    length = None if step.length is None else length_text(step.length)
    until = "lap" if step.until is None and length is None else None
    otherwise = None
    if step.until is not None:
        until = heart_text(step.until)
        otherwise = None if step.until.otherwise is None else step.until.otherwise.value
    told: list[tuple[str, Any]] = [
        ("length", length if step.until is None else None),
        ("gait", None if step.gait is None else step.gait.value),
        ("target", None if step.target is None else target_text(step.target)),
        ("no_faster", None if step.no_faster is None else cap_text(step.no_faster)),
        ("until", until),
        ("at_most", None if step.until is None else length),
        ("otherwise", None if otherwise is None else otherwise.replace("_", " ")),
        ("grade_pct", step.grade_pct),
        ("surge", step.is_surge or None),
        ("runs_up_to", _clock(step.most_run_s)),
        ("walks_at_least", _clock(step.least_walk_s)),
        ("talk_every", _clock(step.talk_every_s)),
        ("walk_hills", step.is_hill_walked or None),
        ("name", step.name),
    ]
    return [(key, value) for key, value in told if value is not None]


def _clock(seconds: int | None) -> str | None:
    return None if seconds is None else clock(seconds)
