"""Any recording by its content, whatever its name says."""

from __future__ import annotations

from pathlib import Path

from runwalk.errors import RecordingError
from runwalk.recording.recording import Recording

_GLANCE_BYTES = 64


def read_recording(path: Path) -> Recording:
    """Read a journal or a FIT file.

    What reads them is imported only now: the package itself costs nothing.

    Raises:
        RecordingError: There is no such file, it cannot be read, or nothing in it can.
    """
    from runwalk.recording.fit_reader import read_fit
    from runwalk.recording.journal import begins_as_journal, read_journal

    try:
        with path.open("rb") as file:
            glance = file.read(_GLANCE_BYTES)
    except FileNotFoundError as error:
        raise RecordingError(path, "does not exist") from error
    except IsADirectoryError as error:
        raise RecordingError(path, "is a folder, not a recording") from error
    except OSError as error:
        raise RecordingError(path, f"cannot be read: {error.strerror or error}") from error
    return read_journal(path).recording if begins_as_journal(glance) else read_fit(path)
