"""Does any file break the readers? Search for one.

Run it with ``uv run --with atheris python -m tests.fuzz.fuzz_recordings --minutes 10``. atheris
looks where the code goes and keeps what goes to new places; without it (``--blind``, or where it
is not installed) the same changes are made to the same seeds without looking. Whatever is found is
kept beside the others in a folder that is named at the end; exit status 1 says that there is one.
How much memory one input takes is looked at with atheris only, and whether the process grows
without it only: atheris keeps memory for each input, and looks at memory leave the heap in pieces.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from pathlib import Path
from typing import Any

MOST_BYTES = 30_000
MEMORY_EVERY = 50  # looks at memory are slow
WARM_AFTER = 2000  # inputs; from then on the process must not grow
MOST_GROWTH_BYTES = 50_000_000
PATIENCE = 5.0  # what is watched is slow too


class Search:
    """What has been tried, and what was found.

    Args:
        folder: Where findings are kept, best in memory.
        minutes: How long to go on.
        first: Recordings to begin with.
        is_watched: By atheris, which keeps memory for every input, so that growth tells nothing.
    """

    def __init__(
        self, folder: Path, minutes: float, first: Sequence[bytes], *, is_watched: bool
    ) -> None:
        from tests.fuzz.promise import check, check_memory

        self._check, self._check_memory = check, check_memory
        self._path = folder / "run"
        self._folder = folder
        self._is_watched = is_watched
        self._seeds = first
        self._begun_s = time.monotonic()
        self._end_s = self._begun_s + 60 * minutes
        self._first_resident_bytes = 0
        self._slowest = (0.0, 0)
        self._most_memory = (0, 0)
        self._found: dict[str, Path] = {}
        self._count = self._longest_bytes = 0

    @property
    def is_over(self) -> bool:
        return time.monotonic() > self._end_s

    def try_one(self, content: bytes) -> None:
        """Check an input; go on whatever happens."""
        self._count += 1
        if self._count == WARM_AFTER:
            self._first_resident_bytes = _resident_bytes()
        self._longest_bytes = max(self._longest_bytes, len(content))
        try:
            took_s = self._check(content, self._path, patience=PATIENCE)
            self._slowest = max(self._slowest, (took_s, len(content)))
            if self._is_watched and self._count % MEMORY_EVERY == 0:
                peak_bytes = self._check_memory(content, self._path)
                self._most_memory = max(self._most_memory, (peak_bytes, len(content)))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            self._keep(content, error)

    def mutate(self, content: bytes, most_bytes: int, seed: int) -> bytes:
        """Change an input."""
        from tests.fuzz.mutation import mutated

        return mutated(content, self._seeds, random.Random(seed), most_bytes)

    def tell(self) -> int:
        """Print what came of it; returns the exit status."""
        took_s = time.monotonic() - self._begun_s
        slowest_s, slowest_bytes = self._slowest
        print(f"\n{self._count} inputs in {took_s:.0f} s, up to {self._longest_bytes} bytes")
        print(f"slowest: {slowest_s:.2f} s for {slowest_bytes} bytes")
        peak_bytes, large_bytes = self._most_memory
        if self._is_watched:
            print(f"most memory: {peak_bytes / 1e6:.2f} MB for {large_bytes} bytes")
        grown_bytes = _resident_bytes() - self._first_resident_bytes
        if not self._is_watched and self._first_resident_bytes:
            print(f"memory of the process grew by {grown_bytes / 1e6:.0f} MB")
        if not self._is_watched and grown_bytes > MOST_GROWTH_BYTES and self._first_resident_bytes:
            self._found["the process grew"] = self._folder
        for what, path in self._found.items():
            print(f"found: {what}\n       {path}")
        print(f"{len(self._found)} findings", flush=True)
        return 1 if self._found else 0

    def _keep(self, content: bytes, error: Exception) -> None:
        last = traceback.extract_tb(error.__traceback__)[-1]
        what = f"{type(error).__name__} in {Path(last.filename).name}:{last.lineno}"
        if what not in self._found:
            name = hashlib.sha256(content).hexdigest()[:12]
            self._found[what] = self._folder / f"finding-{name}"
            self._found[what].write_bytes(content)
            print(f"{what}: {str(error)[:200]}", flush=True)


def main() -> int:
    """Search for as long as was asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1, help="of the dice")
    parser.add_argument("--blind", action="store_true", help="without atheris")
    told = parser.parse_args()
    memory = Path("/dev/shm")
    root = memory if memory.is_dir() else None
    folder = Path(tempfile.mkdtemp(prefix="runwalk-fuzz-", dir=root))
    try:
        atheris = None if told.blind else _atheris()
    except ImportError:
        print("no atheris here; going on without it")
        atheris = None
    if atheris is None:
        return _search_blind(folder, told.minutes, told.seed)
    return _search_watched(atheris, folder, told.minutes, told.seed)


def _resident_bytes() -> int:
    """How much memory this process has; 0 where the system does not say."""
    told = Path("/proc/self/statm")
    return int(told.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") if told.exists() else 0


def _atheris() -> Any:
    import atheris

    return atheris


def _search_blind(folder: Path, minutes: float, seed: int) -> int:
    from tests.fuzz.seeds import seeds

    dice = random.Random(seed)
    kept = list(seeds())
    search = Search(folder, minutes, kept, is_watched=False)
    for content in kept:
        search.try_one(content)
    while not search.is_over:
        content = search.mutate(dice.choice(kept), MOST_BYTES, dice.getrandbits(32))
        search.try_one(content)
        if dice.random() < 0.02:  # so that changes come together
            kept[dice.randrange(len(kept)) if len(kept) > 500 else len(kept) :] = [content]
    return search.tell()


def _search_watched(atheris: Any, folder: Path, minutes: float, seed: int) -> int:
    with atheris.instrument_imports(include=["runwalk"]):
        from tests.fuzz.seeds import seeds

        first = seeds()
        search = Search(folder, minutes, first, is_watched=True)
        for content in first:  # what the readers import only now is watched too
            search.try_one(content)
    corpus = folder / "corpus"
    corpus.mkdir()
    for i, content in enumerate(first):
        (corpus / str(i)).write_bytes(content)
    dice = random.Random(seed)

    def try_one(content: bytes) -> None:
        if search.is_over:
            status = search.tell()
            os._exit(status)
        search.try_one(content)

    def mutate(content: bytes, most_bytes: int, number: int) -> bytes:
        if dice.random() < 0.4:
            changed: bytes = atheris.Mutate(content, most_bytes)
            return changed
        return search.mutate(content, most_bytes, number)

    options = [f"-seed={seed}", f"-max_len={MOST_BYTES}", "-timeout=120", "-rss_limit_mb=0"]
    artifacts = f"-artifact_prefix={folder}/"
    atheris.Setup([sys.argv[0], *options, artifacts, str(corpus)], try_one, custom_mutator=mutate)
    atheris.Fuzz()
    return search.tell()


if __name__ == "__main__":
    raise SystemExit(main())
