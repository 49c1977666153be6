"""The script that draws the screens of a live run for the documentation."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).parents[1] / "docs"


def pictures() -> ModuleType:
    """Load ``docs/screens.py``, which is no part of a package."""
    spec = importlib.util.spec_from_file_location("screens", DOCS / "screens.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made
