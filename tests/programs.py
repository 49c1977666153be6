"""Programs of the system that some tests need."""

from __future__ import annotations

import os
import shutil

import pytest


def must_have(name: str) -> None:
    """Skip a test where a program is missing, or fail it where there must be one, as in CI."""
    if shutil.which(name) is None:
        variable = f"RUNWALK_MUST_HAVE_{name.upper().replace('-', '_')}"
        if variable in os.environ:
            pytest.fail(f"there is no {name}, and {variable} is set")
        pytest.skip(f"there is no {name}")
