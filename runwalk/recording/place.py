"""A file gets its name only when it is whole and on the disk, and never takes one that is taken."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from runwalk.errors import RecordingError


@contextmanager
def placed(path: Path) -> Iterator[Path]:
    """Lend a free name beside ``path``; what is written there gets its own name at the end.

    The file is readable by its owner only. If the block is left by an error, nothing stays.

    Args:
        path: Where the file is to be; nothing may be there.

    Yields:
        A path of the same name, in a new folder, for the block to make a file at.

    Raises:
        RecordingError: Something is at ``path`` already, or it cannot be written, also where it
            is the block that finds out.
    """
    try:
        refuse_taken(path)
        folder = Path(tempfile.mkdtemp(dir=path.parent, prefix=".runwalk-", suffix=".part"))
        try:
            part = folder / path.name
            yield part
            _to_disk(part)
            _name(part, path)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except FileExistsError as error:
        raise _taken(path) from error
    except OSError as error:
        raise RecordingError(path, f"cannot be written: {error.strerror or error}") from error


def refuse_taken(path: Path) -> None:
    """Find out early that a name is taken, before there is anything to write.

    Raises:
        RecordingError: Something is at ``path``, be it a link to nowhere.
    """
    if os.path.lexists(path):
        raise _taken(path)


def _taken(path: Path) -> RecordingError:
    return RecordingError(path, "is there already; choose another name")


def _to_disk(part: Path) -> None:
    part.chmod(0o600)
    with part.open("rb") as file:
        os.fsync(file.fileno())


def _name(part: Path, path: Path) -> None:
    try:
        os.link(part, path)  # unlike a rename, a link never replaces what is there
    except FileExistsError:
        raise
    except OSError:  # FAT and some network disks know no links
        part.rename(path)
