"""A run to a FIT file that other people's tools, and the reader next door, understand.

A file has its name only when it is whole and on the disk.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path

from runwalk.engine.sample import Sample
from runwalk.errors import RecordingError
from runwalk.recording.fit_activity import encode_fit
from runwalk.recording.recording import Device


def write_fit(
    path: Path,
    samples: Sequence[Sample],
    *,
    start_utc: datetime,
    utc_offset_s: int = 0,
    cues: Iterable[tuple[int, str, str]] = (),
    devices: Sequence[Device] = (),
    sport: str = "running",
    sub_sport: str = "generic",
) -> None:
    """Write a run as a FIT activity, readable by its owner only.

    Values are kept at FIT's resolution, that of :meth:`~runwalk.engine.sample.Sample.rounded`.
    The timer stops and starts where a sample carries a pause, resume or finish mark. A lap begins
    wherever a cue turns running into walking or back, and at a lap mark. A cue is told on the
    record of its second; where there is none it still makes its lap.

    Args:
        path: Where to; nothing may be there.
        samples: At least one; ``t_s`` strictly increasing [s].
        start_utc: When ``t_s`` was 0, aware; what is below a second is dropped.
        utc_offset_s: Local time minus UTC [s].
        cues: ``(t_s, action, reason)`` of every cue that was given.
        devices: What took part; a serial number is kept where it is decimal and below 2**32.
        sport: One of :data:`SPORTS`.
        sub_sport: One of :data:`SUB_SPORTS`.

    Raises:
        ValueError: There is no sample, ``t_s`` does not increase or reaches 49 days,
            ``start_utc`` is naive or outside 1998 to 2125, local time is more than 14 hours
            off, or FIT's name of a sport is not known.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    content = encode_fit(
        samples,
        start_utc=start_utc,
        utc_offset_s=utc_offset_s,
        cues=cues,
        devices=devices,
        sport=sport,
        sub_sport=sub_sport,
    )
    try:
        _place(path, content)
    except FileExistsError as error:
        raise RecordingError(path, "is there already; choose another name") from error
    except OSError as error:
        raise RecordingError(path, f"cannot be written: {error.strerror or error}") from error


def _place(path: Path, content: bytes) -> None:
    """Write beside ``path``, then give the file its name in one step, if that is still free."""
    if path.exists():
        raise FileExistsError
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(part, path)  # unlike a rename, a link never replaces what is there
        except FileExistsError:
            raise
        except OSError:  # FAT and some network disks know no links
            part.rename(path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            part.unlink()
