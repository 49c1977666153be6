"""The same work on a real Dask cluster: a scheduler and two worker processes on loopback."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import IO

import pytest

from analysis import cluster
from analysis.parallel import DIED, WorkersError, done

from .test_parallel import Job, deaths_of, gave_up, work

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def scheduler(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a scheduler with two workers that come back when they die."""
    folder = tmp_path_factory.mktemp("dask")
    with ExitStack() as stack:
        told = started(stack, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        address = heard(told, r"Scheduler at: +(tcp://127\.0\.0\.1:\d+)")
        workers = ("--nworkers", "2", "--nthreads", "1", "--local-directory", str(folder))
        told = started(stack, "dask_worker", address, *workers)
        for _ in range(2):
            heard(told, r"Registered to: +(tcp\S+)")
        yield address


def started(stack: ExitStack, program: str, *arguments: str) -> SimpleQueue[str]:
    """Start a program of Dask's own, for as long as the stack lives; tell its lines."""
    process = subprocess.Popen(
        [sys.executable, "-m", f"distributed.cli.{program}", *arguments, "--no-dashboard"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    lines: SimpleQueue[str] = SimpleQueue()
    listener = Thread(target=listen, args=(process.stderr, lines))
    listener.start()
    stack.callback(process.stderr.close)
    stack.callback(listener.join)
    stack.callback(process.wait)
    stack.callback(process.terminate)
    return lines


def listen(stream: IO[str], lines: SimpleQueue[str]) -> None:
    """Read to the end, for a pipe that nobody reads stops who writes."""
    for line in stream:
        lines.put(line)


def heard(lines: SimpleQueue[str], pattern: str) -> str:
    while not (found := re.search(pattern, lines.get(timeout=60))):
        pass
    return found[1]


def test_a_cluster_tells_the_same_as_this_process(scheduler: str, tmp_path: Path) -> None:
    jobs = [Job(folder=tmp_path, number=n, deaths=0) for n in range(50)]

    here = list(done(work, jobs, jobs=1, label="", failed=gave_up))
    there = list(done(work, jobs, jobs=1, label="", failed=gave_up, scheduler=scheduler))

    assert there == here


def test_a_killed_worker_loses_nothing_and_doubles_nothing(scheduler: str, tmp_path: Path) -> None:
    jobs = [Job(folder=tmp_path, number=n, deaths=1 if n == 20 else 0) for n in range(50)]

    found = list(done(work, jobs, jobs=1, label="", failed=gave_up, scheduler=scheduler))

    assert found == [(n, "") for n in range(50)]
    assert deaths_of(jobs[20]) == 1


def test_work_that_kills_whoever_does_it_becomes_a_row(scheduler: str, tmp_path: Path) -> None:
    jobs = [Job(folder=tmp_path, number=n, deaths=99 if n == 5 else 0) for n in range(12)]

    found = list(done(work, jobs, jobs=1, label="", failed=gave_up, scheduler=scheduler))

    assert found == [(n, DIED if n == 5 else "") for n in range(12)]


def test_work_that_goes_wrong_there_becomes_a_row(scheduler: str) -> None:
    found = list(
        done(int, ["1", "x"], jobs=1, label="", failed=lambda _, why: why, scheduler=scheduler)
    )

    assert found[0] == 1
    assert str(found[1]).startswith("ValueError: invalid literal")


def test_a_scheduler_without_workers_is_told_at_once() -> None:
    with ExitStack() as stack:
        told = started(stack, "dask_scheduler", "--host", "127.0.0.1", "--port", "0")
        address = heard(told, r"Scheduler at: +(tcp://127\.0\.0\.1:\d+)")

        with pytest.raises(WorkersError, match="has no workers"):
            list(done(str, [1], jobs=1, label="", scheduler=address))


def test_a_scheduler_that_is_not_there_is_told_in_a_few_seconds(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(cluster, "ANSWERS_S", 1)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # and nobody listens
        address = f"tcp://127.0.0.1:{taken.getsockname()[1]}"

        with pytest.raises(WorkersError, match="no scheduler answers"):
            list(done(str, [1], jobs=1, label="", scheduler=address))


def test_an_address_that_is_none_is_told() -> None:
    with pytest.raises(WorkersError, match="is no scheduler"):
        list(done(str, [1], jobs=1, label="", scheduler="rubbish"))
