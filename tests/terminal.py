"""A person at a terminal: runwalk on a pty, typed at."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path


def type_at(*words: str, typed: str, home: Path) -> tuple[int, str]:
    """Run a command in a terminal of its own, type, and tell its exit status and the screen.

    Who is asked for more than was typed finds the end of input there.
    """
    ours, its = os.openpty()
    place = str(home)
    process = subprocess.Popen(
        [sys.executable, "-m", "runwalk", *words],
        stdin=its,
        stdout=its,
        stderr=its,
        env={
            **os.environ,
            "HOME": place,
            "XDG_CONFIG_HOME": place,
            "XDG_DATA_HOME": place,
            "TERM": "dumb",
        },
    )
    os.close(its)
    os.write(ours, f"{typed}\x04".encode())
    seen = b""
    while True:
        try:
            read = os.read(ours, 4096)
        except OSError:  # Linux says so when the last writer has gone
            break
        if not read:
            break
        seen += read
    os.close(ours)
    return process.wait(timeout=30), seen.decode().replace("\r\n", "\n")
