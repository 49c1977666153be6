"""The same work on a real Dask cluster: a scheduler and two worker processes on loopback."""

from __future__ import annotations

import json
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
from click.testing import CliRunner

from analysis import cluster
from analysis.parallel import DIED, WorkersError, done
from analysis.parts import Parted, finished
from analysis.run_summary import refused
from analysis.verbs.block import command as block

from .test_parallel import Job, deaths_of, gave_up, work
from .test_parts import Counting, folders, jobs

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
    todo = [Job(folder=tmp_path, number=n, deaths=0) for n in range(50)]

    here = list(done(work, todo, jobs=1, label="", failed=gave_up))
    there = list(done(work, todo, jobs=1, label="", failed=gave_up, scheduler=scheduler))

    assert there == here


def test_a_killed_worker_loses_nothing_and_doubles_nothing(scheduler: str, tmp_path: Path) -> None:
    todo = [Job(folder=tmp_path, number=n, deaths=1 if n == 20 else 0) for n in range(50)]

    found = list(done(work, todo, jobs=1, label="", failed=gave_up, scheduler=scheduler))

    assert found == [(n, "") for n in range(50)]
    assert deaths_of(todo[20]) == 1


def test_what_a_killed_worker_had_finished_is_not_done_again(
    scheduler: str, tmp_path: Path
) -> None:
    """The parcel of the dead goes to the other worker, who finds the parts that are there."""
    parts, marks = folders(tmp_path)
    todo = jobs(40)
    count = Counting(marks, deadly=todo[20].sha256)
    work = Parted(do=count, folder=parts, code="1")

    told = list(done(work, todo, jobs=1, label="", failed=refused, scheduler=scheduler))

    assert [one.sha256 for one in told] == [job.sha256 for job in todo]
    assert sorted(one.sha256 for one in finished(parts)) == [job.sha256 for job in todo]
    assert len(count.marks(todo[20])) == 2
    assert sum(len(count.marks(job)) for job in todo) <= len(todo) + 2  # what two had in hand


def test_the_block_of_a_cluster_has_the_same_bytes(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    there = ("--scheduler", scheduler, "--parts", str(tmp_path / "parts"))

    here, cold, again = (
        block_json(tmp_path / store, *options)
        for store, options in (("a", ("--jobs", "1")), ("b", there), ("c", there))
    )

    assert cold == here
    assert again == here
    assert len(list(finished(tmp_path / "parts"))) == len(json.loads(here)["runs"])


def block_json(store: Path, *options: str) -> str:
    result = CliRunner().invoke(
        block,
        [str(ROOT / "sample_data" / "block"), "--json", "--store", str(store), *options],
        catch_exceptions=False,
    )
    assert result.exit_code == 0
    return result.stdout


def test_work_that_kills_whoever_does_it_becomes_a_row(scheduler: str, tmp_path: Path) -> None:
    todo = [Job(folder=tmp_path, number=n, deaths=99 if n == 5 else 0) for n in range(12)]

    found = list(done(work, todo, jobs=1, label="", failed=gave_up, scheduler=scheduler))

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
