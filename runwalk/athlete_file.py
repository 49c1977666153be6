"""Write a runner's answers into the settings, and change nothing else of them.

Comments, order and spelling of all that was not asked stay. What was true of earlier runs stays
true of them: new numbers make a new dated entry, unless the runner says that the old were wrong.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from runwalk.config import Config, config_of
from runwalk.engine.athlete import Athlete
from runwalk.errors import ConfigError
from runwalk.outputs.units import Units
from runwalk.outputs.wording import Language
from runwalk.questions import Answers
from runwalk.settings_file import replace_settings, settings_text

_KEYS = tuple(field.name for field in fields(Athlete) if field.name != "heart")
_DEFAULT = Athlete()


@dataclass(frozen=True, slots=True)
class Draft:
    """Settings as they would be, not written yet.

    Attributes:
        path: Where they belong.
        text: All of the file.
        config: What it means.
        is_new: Whether it differs from what is there.
        since: First day of the entry that was added; None if none was, or if it has no such day.
    """

    path: Path
    text: str
    config: Config
    is_new: bool
    since: date | None = None

    def save(self) -> None:
        """Put them in place, whole or not at all.

        Raises:
            ConfigError: They cannot be written.
        """
        if self.is_new:
            replace_settings(self.path, self.text)


def draft_settings(path: Path, answers: Answers, *, is_correction: bool = False) -> Draft:
    """Work the answers into the settings.

    Args:
        path: The settings, which need not be there.
        answers: What the runner said.
        is_correction: Whether what was true until now was wrong, and is changed where it stands.

    Raises:
        ConfigError: The settings cannot be read, have mistakes, or have their entries in a form
            that cannot be added to.
    """
    import tomlkit

    path = path.resolve()  # a link stays a link
    text = settings_text(path)
    config = config_of(text, path)
    ended = text if not text or text.endswith("\n") else f"{text}\n"  # tomlkit adds to a last line
    document = tomlkit.parse(ended)
    if "language" in document or answers.language is not Language.ENGLISH:
        _put(document, "language", answers.language.value)
    if "units" in document or answers.units is not Units.KM:
        _put(document, "units", answers.units.value)
    _put(document, "born", answers.born)
    wanted = _plain(answers.athlete)
    since = None
    if wanted != _plain(config.history.on(answers.day)):
        since = _enter(document, config, wanted, answers.day, path, is_correction=is_correction)
    new = tomlkit.dumps(document)
    return Draft(path, new, config_of(new, path), new != ended, since)


def changes_the_past(config: Config, answers: Answers) -> bool:
    """Whether there are earlier numbers, which the answers differ from."""
    first = _in_force(config, answers.day)
    if first is None or config.history.entries[first][0] == answers.day:
        return False
    return _plain(config.history.on(answers.day)) != _plain(answers.athlete)


def _enter(
    document: Any,
    config: Config,
    wanted: dict[str, Any],
    day: date,
    path: Path,
    *,
    is_correction: bool,
) -> date | None:
    """Write an entry of the day; tell its first day where it is a new one that has one."""
    import tomlkit

    entries = document.get("athlete")
    if entries is None:
        entries = tomlkit.aot()
        entries.append(_table(wanted))
        if document:
            document.add(tomlkit.nl())
        document["athlete"] = entries
        return None
    if not isinstance(entries, tomlkit.items.AoT):
        raise ConfigError(path, ("athlete: write it as [[athlete]], so that there can be others",))
    at = _in_force(config, day)
    if at is not None and (is_correction or config.history.entries[at][0] == day):
        for key in _KEYS:
            _put(entries[at], key, wanted.get(key))
        return None
    entries.insert(0 if at is None else at + 1, _table({"from": day} | wanted))
    return day


def _in_force(config: Config, day: date) -> int | None:
    """Tell which entry is true on a day; None where all begin later, or there are none."""
    begun = [
        i for i, (first, _) in enumerate(config.history.entries) if first is None or first <= day
    ]
    return begun[-1] if begun else None


def _plain(athlete: Athlete) -> dict[str, Any]:
    """Tell an athlete as the settings do: what is left out is not known."""
    values = {key: getattr(athlete, key) for key in _KEYS}
    told = {key: value for key, value in values.items() if value != getattr(_DEFAULT, key)}
    if "zone_limits_bpm" in told:
        told["zone_limits_bpm"] = list(told["zone_limits_bpm"])
    if "zone_model" in told:
        told["zone_model"] = told["zone_model"].value
    return told


def _table(values: dict[str, Any]) -> Any:
    import tomlkit

    table = tomlkit.table()
    for key, value in values.items():
        table[key] = value
    table.add(tomlkit.nl())
    return table


def _put(table: Any, key: str, value: Any) -> None:
    """Write a value where it is another one; None takes it away."""
    if value is None:
        if key in table:
            del table[key]
    elif table.get(key) != value:
        table[key] = value
