"""The runs of a block as a table in a file, for whoever goes on elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analysis.block import BlockRun
from runwalk.recording.parquet_writer import require_pyarrow
from runwalk.recording.place import placed

if TYPE_CHECKING:
    import pandas as pd


def _csv(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, date_format="%Y-%m-%dT%H:%M:%S%z")


def _json(frame: pd.DataFrame, path: Path) -> None:
    frame.to_json(path, orient="records", date_format="iso", date_unit="s", double_precision=15)


def _parquet(frame: pd.DataFrame, path: Path) -> None:
    frame.to_parquet(path, index=False)


_WRITERS: Final[Mapping[str, Callable[[pd.DataFrame, Path], None]]] = {
    ".csv": _csv,
    ".json": _json,
    ".parquet": _parquet,
}


def export(path: Path, runs: Sequence[BlockRun]) -> None:
    """Write a row for each file, readable by its owner only.

    The columns are those of :func:`~analysis.frame.block_frame`.

    Args:
        path: Where to; it ends in .csv, .json or .parquet, and nothing may be there.
        runs: Every file, those that do not count too.

    Raises:
        RunwalkError: pyarrow is needed and is not installed.
        RecordingError: Something is at ``path`` already, or it cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".parquet":
        require_pyarrow()
    from analysis.frame import block_frame

    with placed(path) as part:
        _WRITERS[ending](block_frame(runs), part)
