"""Long work on several processes or machines, with something to look at for whoever waits.

One function does one piece of work; a ``concurrent.futures.Executor`` is all that knows where. The
rules, wherever it is:

* Results come in the order of the work, each as soon as it and all before it are there.
* Only a window of the work is under way at a time, so memory does not grow with the work.
* A worker that dies costs nothing that is done. What was under way with it is suspected, and done
  again one piece at a time; a piece whose workers die even then is given up, and the rest goes on.
"""

from __future__ import annotations

import os
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, Future, ProcessPoolExecutor, wait
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import islice
from multiprocessing import get_context
from typing import Generic, Protocol, TypeVar

import click

from runwalk.errors import RunwalkError

_J = TypeVar("_J")
_D = TypeVar("_D")

DEATHS = 2
"""A piece of work is given up when its workers died this often while it was alone with them."""

DIED = "the process that worked on it died, each time: it may need more memory than there is"
"""Why a piece of work was given up, in words for people."""

_AHEAD = 4  # pieces under way for each worker: enough that none waits for a slow one
_WORTH_A_PROCESS = 4  # files: to start Python again takes about as long as they do


class WorkersError(RunwalkError):
    """Nobody can do the work: no worker answers, or each dies of anything."""


class Crew(Protocol):
    """Who shares the work."""

    @property
    def ahead(self) -> int:
        """How many parcels may be under way."""
        ...

    @property
    def parcel(self) -> int:
        """How many pieces of work travel together."""
        ...

    @property
    def deaths(self) -> int:
        """When to give a piece of work up; see :data:`DEATHS`."""
        ...

    def together(self) -> AbstractContextManager[Executor]:
        """All of them."""
        ...

    def alone(self) -> AbstractContextManager[Executor]:
        """Some that work on one parcel at a time."""
        ...

    def has_died(self, error: BaseException | None) -> bool:
        """Whether this says that a worker died, not that the work went wrong."""
        ...


@dataclass(frozen=True, slots=True)
class Processes:
    """Processes of this machine.

    Attributes:
        count: How many.
    """

    count: int
    parcel: int = 1
    deaths: int = DEATHS

    @property
    def ahead(self) -> int:
        """How many parcels may be under way."""
        return _AHEAD * self.count

    def together(self) -> AbstractContextManager[Executor]:
        """All of them, started anew."""
        return _spawned(self.count)

    def alone(self) -> AbstractContextManager[Executor]:
        """A single new one."""
        return _spawned(1)

    def has_died(self, error: BaseException | None) -> bool:
        """Whether a process was killed; the pool then gives up all that it has."""
        return isinstance(error, BrokenExecutor)


def jobs_for(count: int, asked: int | None = None) -> int:
    """How many processes are worth their start for so many files.

    Args:
        count: Files of about a second of work each.
        asked: What somebody wishes; it is done, whatever it costs.
    """
    if asked is not None:
        return asked
    if count < _WORTH_A_PROCESS:
        return 1
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def done(
    do: Callable[[_J], _D],
    todo: Sequence[_J],
    *,
    jobs: int,
    label: str,
    failed: Callable[[_J, str], _D] | None = None,
    scheduler: str | None = None,
) -> Iterator[_D]:
    """Do all of it, in its order; a person who waits sees how far it is.

    Args:
        do: What to do with one; another process must be able to import it.
        todo: With what.
        jobs: How many processes share the work; one does it here.
        label: What to call it meanwhile.
        failed: What stands for a piece of work that raised an error or killed its workers, from the
            piece and the reason in words; without it, such a piece ends all of it.
        scheduler: Address of a Dask scheduler whose workers do it instead, ``tcp://host:port``.

    Raises:
        WorkersError: There are no workers, or they die of anything; or one died, again and again,
            of a piece of work, and there is no ``failed``.
    """
    with _results(do, todo, jobs, failed, scheduler) as results:
        if not sys.stderr.isatty():
            yield from results
            return
        with click.progressbar(results, length=len(todo), label=label, file=sys.stderr) as bar:
            yield from bar


@contextmanager
def _results(
    do: Callable[[_J], _D],
    todo: Sequence[_J],
    jobs: int,
    failed: Callable[[_J, str], _D] | None,
    scheduler: str | None,
) -> Iterator[Iterable[_D]]:
    work = _Work(do, failed)
    if scheduler is not None and todo:
        from analysis.cluster import cluster

        with cluster(scheduler, do) as crew:
            yield work.by(crew, todo)
    elif min(jobs, len(todo)) <= 1:
        yield map(work.here, todo)
    else:
        yield work.by(Processes(min(jobs, len(todo))), todo)


@contextmanager
def _spawned(count: int) -> Iterator[Executor]:
    # Spawned, not forked: a fork of a program with threads is a danger on every platform.
    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class _Failure:
    """Stands for the result of a piece of work that raised an error."""

    why: str


class _Work(Generic[_J, _D]):
    """What to do, and what to make of failure."""

    def __init__(self, do: Callable[[_J], _D], failed: Callable[[_J, str], _D] | None) -> None:
        self._do = do
        self._failed = failed
        self._parcel = partial(_each if failed is None else _each_tried, do)

    def here(self, job: _J) -> _D:
        """Do a piece in this process."""
        return self._opened([job], self._parcel([job]))[0]

    def by(self, crew: Crew, todo: Iterable[_J]) -> Iterator[_D]:
        """Let a crew do it."""
        rest = _parcels(todo, crew.parcel)
        for first in rest:
            yield from self._until_a_death(crew, first, rest)

    def _until_a_death(self, crew: Crew, first: list[_J], rest: Iterator[list[_J]]) -> Iterator[_D]:
        """Do what can be done until a worker dies; then what was under way, with care."""
        under_way: deque[tuple[list[_J], Future[list[_D | _Failure]]]] = deque()
        with crew.together() as workers:
            under_way.append((first, _submitted(workers, self._parcel, first)))
            for parcel in rest:
                under_way.append((parcel, _submitted(workers, self._parcel, parcel)))
                if len(under_way) >= crew.ahead:
                    if crew.has_died(under_way[0][1].exception()):
                        break
                    yield from self._of(under_way.popleft())
            while under_way and not crew.has_died(under_way[0][1].exception()):
                yield from self._of(under_way.popleft())
            wait([future for _, future in under_way])
        suspects = [
            job
            for parcel, future in under_way
            if crew.has_died(future.exception())
            for job in parcel
        ]
        again = self._one_by_one(crew, suspects)
        while under_way:
            parcel, future = under_way.popleft()
            if crew.has_died(future.exception()):
                yield from islice(again, len(parcel))
            else:
                yield from self._of((parcel, future))

    def _one_by_one(self, crew: Crew, suspects: Iterable[_J]) -> Iterator[_D]:
        waiting = deque(suspects)
        deaths = 0
        while waiting:
            with crew.alone() as worker:
                while waiting:
                    alone = [waiting[0]]
                    future = _submitted(worker, self._parcel, alone)
                    if crew.has_died(future.exception()):
                        deaths += 1
                        break
                    waiting.popleft()
                    deaths = 0
                    yield from self._of((alone, future))
            if deaths >= crew.deaths:
                self._check(crew)
                deaths = 0
                yield self._given_up(waiting.popleft(), DIED)

    def _check(self, crew: Crew) -> None:
        """Find out whether a worker lives that is asked for nothing.

        Raises:
            WorkersError: It dies of that, too: the work is not to blame.
        """
        with crew.alone() as worker:
            if crew.has_died(_submitted(worker, self._parcel, []).exception()):
                raise WorkersError("the processes that should do the work die before they begin")

    def _of(self, one: tuple[list[_J], Future[list[_D | _Failure]]]) -> list[_D]:
        return self._opened(one[0], one[1].result())

    def _opened(self, jobs: Sequence[_J], results: Sequence[_D | _Failure]) -> list[_D]:
        return [
            self._given_up(job, one.why) if isinstance(one, _Failure) else one
            for job, one in zip(jobs, results, strict=True)
        ]

    def _given_up(self, job: _J, why: str) -> _D:
        if self._failed is None:
            raise WorkersError(f"a piece of work could not be done: {why}")
        return self._failed(job, why)


def _parcels(todo: Iterable[_J], size: int) -> Iterator[list[_J]]:
    rest = iter(todo)
    while parcel := list(islice(rest, size)):
        yield parcel


def _each(do: Callable[[_J], _D], parcel: Sequence[_J]) -> list[_D]:
    return [do(job) for job in parcel]


def _each_tried(do: Callable[[_J], _D], parcel: Sequence[_J]) -> list[_D | _Failure]:
    return [_tried(do, job) for job in parcel]


def _tried(do: Callable[[_J], _D], job: _J) -> _D | _Failure:
    try:
        return do(job)
    except Exception as error:  # noqa: BLE001  # one of a million files must not stop the rest
        return _Failure(f"{type(error).__name__}: {error}")


def _submitted(
    workers: Executor, do: Callable[[list[_J]], list[_D]], parcel: list[_J]
) -> Future[list[_D]]:
    """Hand work over; to a pool that is broken already, as to one that breaks later."""
    try:
        return workers.submit(do, parcel)
    except BrokenExecutor as error:
        future: Future[list[_D]] = Future()
        future.set_exception(error)
        return future
