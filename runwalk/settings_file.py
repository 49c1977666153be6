"""Settings as text: read, and put in place whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path

from runwalk.errors import ConfigError


def settings_text(path: Path) -> str:
    """Read the settings as they stand; empty where there are none.

    Raises:
        ConfigError: They cannot be read.
    """
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, (f"cannot be read ({error})",)) from error


def replace_settings(path: Path, text: str) -> None:
    """Put whole new settings in the place of the old ones, as :func:`write_whole` does.

    Raises:
        ConfigError: They cannot be written.
    """
    try:
        write_whole(path, text)
    except OSError as error:
        raise ConfigError(path, (f"cannot be written ({error.strerror or error})",)) from error


def write_whole(path: Path, text: str) -> None:
    """Put a whole new file in the place of the old one, at once, and make its folder.

    A new one is for its owner alone; one that was there keeps its mode.

    Raises:
        OSError: It cannot be written; the old one is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(number, "wb") as file:
            file.write(text.encode())
            file.flush()
            os.fsync(file.fileno())
        if path.exists():
            Path(name).chmod(path.stat().st_mode & 0o777)
        Path(name).replace(path)
    except BaseException:
        with contextlib.suppress(FileNotFoundError):
            Path(name).unlink()
        raise
