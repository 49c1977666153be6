"""Write what was learned of a heart into the runner's settings, and nothing else.

Comments, order and spelling of everything outside ``[heart]`` stay as they are. The new file is
checked before it takes the place of the old one, and takes it at once, so there is always a whole
one. What the runner wrote by hand is kept.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from runwalk.config import config_of
from runwalk.engine.profile import HeartProfile, Learned
from runwalk.settings_file import replace_settings, settings_text

_HEADING = "what runwalk learned of your heart; a plain number here is your own word and stays"


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """What became of the settings.

    Attributes:
        path: The file.
        written: Names of the numbers that were written.
        kept: Names of those that the runner wrote by hand, and that stayed.
    """

    path: Path
    written: tuple[str, ...]
    kept: tuple[str, ...]


def save_heart(path: Path, heart: HeartProfile) -> Saved:
    """Write what is known into ``[heart]``; numbers that are not known stay as they are.

    Args:
        path: The settings; made if they are not there.
        heart: What was learned.

    Raises:
        ConfigError: The settings cannot be read or written, or have mistakes.
    """
    import tomlkit

    path = path.resolve()  # a link stays a link
    text = settings_text(path)
    known = config_of(text, path).heart or HeartProfile()
    document = tomlkit.parse(text)
    table = document.get("heart")
    if table is None:
        table = tomlkit.table()
        table.add(tomlkit.comment(_HEADING))
        document["heart"] = table
    by_hand = {name for name, one in known.known().items() if one.runs == 0}
    learned = {name: one for name, one in heart.known().items() if name not in by_hand}
    for name, one in learned.items():
        table[name] = _inline(tomlkit.inline_table(), one)
    new = tomlkit.dumps(document)
    config_of(new, path)  # never leaves settings that the next run could not read
    if learned:
        replace_settings(path, new)
    return Saved(
        path=path, written=tuple(learned), kept=tuple(sorted(by_hand & heart.known().keys()))
    )


def _inline(table: Any, one: Learned) -> Any:
    told: Mapping[str, float | int] = {
        "value": round(one.value, 2),
        "sd": max(round(one.sd, 2), 0.01),
        "runs": one.runs,
    }
    for key, value in told.items():
        table[key] = value
    return table
