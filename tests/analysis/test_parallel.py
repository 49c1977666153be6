"""Work on several processes, and what a person sees of it."""

from __future__ import annotations

import io
import os
import signal
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from analysis import cluster, parallel
from analysis.cluster import _check_versions
from analysis.parallel import DEATHS, DIED, Processes, WorkersError, _Work, done, jobs_for
from analysis.store import code_version


def test_a_person_who_waits_sees_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)

    found = list(done(str, [1, 2, 3], jobs=1, label="comparing"))

    assert found == ["1", "2", "3"]
    assert "comparing" in terminal.getvalue()
    assert "100%" in terminal.getvalue()


def test_nothing_to_do_is_done_at_once() -> None:
    assert list(done(str, [], jobs=4, label="nothing")) == []


def test_work_that_goes_wrong_becomes_a_row_and_the_rest_goes_on() -> None:
    for jobs in (1, 2):
        found = list(done(int, ["1", "x", "3"], jobs=jobs, label="", failed=told))

        assert found[0] == 1
        assert found[2] == 3
        assert found[1] == ("x", "ValueError: invalid literal for int() with base 10: 'x'")


def test_without_a_row_for_it_an_error_is_an_error() -> None:
    for jobs in (1, 2):
        with pytest.raises(ValueError, match="'x'"):
            list(done(int, ["1", "x", "3"], jobs=jobs, label=""))


def test_only_a_window_of_the_work_is_taken_ahead_of_the_results() -> None:
    taken: list[int] = []

    def numbers() -> Iterator[int]:
        for n in range(1000):
            taken.append(n)
            yield n

    results = _Work(hash, None).by(Processes(2), numbers())
    first = [next(results) for _ in range(100)]
    results.close()

    assert first == list(range(100))
    assert len(taken) <= 100 + Processes(2).ahead


def test_a_killed_worker_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    """The first process that comes to work 7 is killed; who comes next does it."""
    jobs = [Job(folder=tmp_path, number=n, deaths=1 if n == 7 else 0) for n in range(20)]

    found = list(done(work, jobs, jobs=2, label="", failed=gave_up))

    assert found == [(n, "") for n in range(20)]


@pytest.mark.slow
def test_work_that_kills_whoever_does_it_becomes_a_row(tmp_path: Path) -> None:
    poison = {0, 7}
    jobs = [Job(folder=tmp_path, number=n, deaths=99 if n in poison else 0) for n in range(12)]

    found = list(done(work, jobs, jobs=2, label="", failed=gave_up))

    assert found == [(n, DIED if n in poison else "") for n in range(12)]
    assert deaths_of(jobs[7]) <= DEATHS + 1  # one of them in company


@pytest.mark.slow
def test_without_a_row_for_it_work_that_kills_ends_all(tmp_path: Path) -> None:
    jobs = [Job(folder=tmp_path, number=n, deaths=99 if n == 1 else 0) for n in range(3)]

    with pytest.raises(WorkersError, match="could not be done"):
        list(done(work, jobs, jobs=2, label=""))


def test_workers_that_die_of_anything_are_not_the_works_fault() -> None:
    """To read the work is enough to kill whoever does it, whatever the work is."""
    with pytest.raises(WorkersError, match="before they begin"):
        list(done(Deadly(), ["a", "b"], jobs=2, label="", failed=told))


def test_a_cluster_without_its_extra_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    with pytest.raises(WorkersError, match=r"pip install 'runwalk\[cluster\]'"):
        list(done(str, [1], jobs=1, label="", scheduler="tcp://127.0.0.1:8786"))


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ("0.0.1+old", "has runwalk 0.0.1"),
        (ImportError("No module named 'analysis'"), "cannot do the work: No module"),
    ],
)
def test_a_worker_with_another_program_is_refused(told: str | Exception, words: str) -> None:
    with pytest.raises(WorkersError, match=words):
        _check_versions({"tcp://10.0.0.1:1": code_version(), "tcp://10.0.0.2:1": told})


def test_the_page_of_scale_tells_the_numbers_of_the_program() -> None:
    page = Path(__file__).parents[2] / "docs" / "scale.md"
    text = " ".join(page.read_text(encoding="utf-8").split())

    per_thread = cluster._AHEAD * cluster._PARCEL
    for words in (
        f"up to {parallel._WORTH_A_PROCESS - 1} |",
        f"parcels of {cluster._PARCEL} files",
        f"answers within {cluster.ANSWERS_S} s",
        f"{parallel._AHEAD} files for each process here, {per_thread} for each thread",
    ):
        assert words in text


def test_few_files_are_not_worth_another_process() -> None:
    assert jobs_for(3) == 1
    assert jobs_for(1000) >= 1
    assert jobs_for(3, asked=2) == 2


def told(job: object, why: str) -> Any:
    return (job, why)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work that kills the first ``deaths`` processes that come to it."""

    folder: Path
    number: int
    deaths: int


def work(job: Job) -> tuple[int, str]:
    if deaths_of(job) < job.deaths:
        (job.folder / f"{job.number}-{os.getpid()}").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return job.number, ""


def deaths_of(job: Job) -> int:
    return len(list(job.folder.glob(f"{job.number}-*")))


def gave_up(job: Job, why: str) -> tuple[int, str]:
    return job.number, why


class Deadly:
    """Work that kills every process but this one, as soon as it is unpacked."""

    def __call__(self, job: str) -> str:
        return job

    def __reduce__(self) -> tuple[Any, ...]:
        return (_exit, ())


def _exit() -> None:
    os._exit(1)
