"""Long work on several processes, with something to look at for whoever waits."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import TypeVar

import click

_J = TypeVar("_J")
_D = TypeVar("_D")


def done(do: Callable[[_J], _D], todo: Sequence[_J], *, jobs: int, label: str) -> Iterator[_D]:
    """Do all of it, in its order; a person who waits sees how far it is.

    Args:
        do: What to do with one; another process must be able to import it.
        todo: With what.
        jobs: How many processes share the work.
        label: What to call it meanwhile.
    """
    with _doers(do, todo, jobs) as results:
        if not sys.stderr.isatty():
            yield from results
            return
        with click.progressbar(results, length=len(todo), label=label, file=sys.stderr) as bar:
            yield from bar


@contextmanager
def _doers(do: Callable[[_J], _D], todo: Sequence[_J], jobs: int) -> Iterator[Iterable[_D]]:
    if min(jobs, len(todo)) <= 1:
        yield map(do, todo)
        return
    # Spawned, not forked: a fork of a program with threads is a danger on every platform.
    with ProcessPoolExecutor(min(jobs, len(todo)), mp_context=get_context("spawn")) as pool:
        yield pool.map(do, todo)
