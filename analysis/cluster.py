"""The same work on a Dask cluster (extra ``cluster``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError, Executor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from typing import Any

from analysis.parallel import WorkersError
from analysis.store import code_version

ANSWERS_S = 5
"""So long a scheduler has to answer [s]."""

_RETRIES = 3  # of a parcel whose way to or from a worker failed
_PARCEL = 8  # files: about 2 s of work, against 5 ms that a parcel costs the scheduler
_AHEAD = 3  # parcels for each thread of a worker


class _Workers:
    """The workers of a cluster, as a :class:`~analysis.parallel.Crew`."""

    parcel = _PARCEL
    deaths = 1  # the scheduler itself tried four workers before it says so

    def __init__(self, executor: Executor, ahead: int, killed: type[Exception]) -> None:
        self.ahead = ahead
        self._executor = executor
        self._killed = killed

    def together(self) -> AbstractContextManager[Executor]:
        """All of them."""
        return nullcontext(self._executor)

    def alone(self) -> AbstractContextManager[Executor]:
        """All of them, too: whoever is free takes the parcel."""
        return nullcontext(self._executor)

    def has_died(self, error: BaseException | None) -> bool:
        """Whether workers died of the parcel.

        Raises:
            WorkersError: It is the scheduler that is gone.
        """
        if isinstance(error, CancelledError):
            raise WorkersError(_GONE)
        return isinstance(error, self._killed)


_GONE = "the scheduler went away; what is done is kept, so run the same command again"


@contextmanager
def cluster(address: str, do: Callable[..., Any]) -> Iterator[_Workers]:
    """Find the workers of a scheduler.

    Args:
        address: Of the scheduler, ``tcp://host:port``.
        do: What they will be asked to do: they must have it, in the same version.

    Raises:
        WorkersError: The extra is missing, nobody answers, there are no workers, or they have
            another version of this program.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError as error:
        raise WorkersError(
            "a cluster needs the extra of that name: pip install 'runwalk[cluster]'"
        ) from error
    try:
        client: Any = Client(  # type: ignore[no-untyped-call]
            address, timeout=ANSWERS_S, set_as_default=False
        )
    except ValueError as error:
        raise WorkersError(f"{address} is no scheduler: {error}") from error
    except OSError as error:
        raise WorkersError(f"no scheduler answers at {address} within {ANSWERS_S} s") from error
    with client:
        threads = sum(client.nthreads().values())
        if not threads:
            raise WorkersError(f"the scheduler at {address} has no workers: start some")
        _check_versions(client.run(_version, do, on_error="return"))
        executor = client.get_executor(retries=_RETRIES, pure=False)
        try:
            yield _Workers(executor, max(2, _AHEAD * threads), KilledWorker)
        finally:
            executor.shutdown(wait=False)


def _version(do: Callable[..., Any]) -> str:
    """Tell which program a worker has; to be called at all, it must have what it will do."""
    del do
    return code_version()


def _check_versions(told: dict[str, str | BaseException]) -> None:
    here = code_version()
    for worker, version in sorted(told.items()):
        if isinstance(version, BaseException):
            raise WorkersError(f"the worker {worker} cannot do the work: {version}")
        if version != here:
            raise WorkersError(f"the worker {worker} has runwalk {version}, and here it is {here}")
