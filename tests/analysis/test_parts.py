"""What workers have finished stays finished, and a part that has its name is whole."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.parallel import done
from analysis.parts import Parted, finished
from analysis.run_summary import RunJob, RunSettings, RunSummary, refused, sha256_of, summarise

SAMPLE_DATA = Path(__file__).parents[2] / "sample_data"


@dataclass(frozen=True, slots=True)
class Counting:
    """Work that leaves a mark each time it is done, and kills the first who comes to ``deadly``."""

    folder: Path
    deadly: str = ""

    def __call__(self, job: RunJob) -> RunSummary:
        mark = self.folder / f"{job.sha256}-{len(self.marks(job))}"
        mark.touch()
        if job.sha256 == self.deadly and mark.name.endswith("-0"):
            os.kill(os.getpid(), signal.SIGKILL)
        return refused(job, "a test")

    def marks(self, job: RunJob) -> list[Path]:
        return list(self.folder.glob(f"{job.sha256}-*"))


def jobs(count: int) -> list[RunJob]:
    return [RunJob(path=Path(f"{n}.fit"), sha256=f"{n:064x}") for n in range(count)]


def folders(tmp_path: Path) -> tuple[Path, Path]:
    (tmp_path / "parts").mkdir()
    (tmp_path / "marks").mkdir()
    return tmp_path / "parts", tmp_path / "marks"


def test_what_is_finished_is_not_done_again(tmp_path: Path) -> None:
    parts, marks = folders(tmp_path)
    count = Counting(marks)
    work = Parted(do=count, folder=parts, code="1")

    first = [work(job) for job in jobs(3)]
    again = [work(job) for job in jobs(4)]

    assert again[:3] == first
    assert [len(count.marks(job)) for job in jobs(4)] == [1, 1, 1, 1]
    assert {one.sha256 for one in finished(parts)} == {job.sha256 for job in jobs(4)}


def test_a_part_is_named_by_all_that_it_follows_from(tmp_path: Path) -> None:
    work = Parted(do=summarise, folder=tmp_path, code="1")
    (job,) = jobs(1)

    others = {
        work.place_of(job),
        work.place_of(replace(job, sha256="1" * 64)),
        work.place_of(replace(job, athlete="B")),
        work.place_of(replace(job, settings=RunSettings(ceiling_bpm=140))),
        replace(work, code="2").place_of(job),
    }

    assert len(others) == 5
    assert work.place_of(replace(job, path=Path("elsewhere.fit"))) == work.place_of(job)


@pytest.mark.slow
def test_a_killed_worker_loses_nothing_and_doubles_nothing(tmp_path: Path) -> None:
    parts, marks = folders(tmp_path)
    todo = jobs(20)
    count = Counting(marks, deadly=todo[9].sha256)

    told = list(
        done(Parted(do=count, folder=parts, code="1"), todo, jobs=2, label="", failed=refused)
    )

    assert [one.sha256 for one in told] == [job.sha256 for job in todo]
    assert {one.why_not for one in told} == {"a test"}
    assert sorted(one.sha256 for one in finished(parts)) == [job.sha256 for job in todo]
    # Only what was in a worker's hands when it died was done more than once.
    assert sum(len(count.marks(job)) - 1 for job in todo) <= 3


def test_what_is_being_written_is_no_part(tmp_path: Path) -> None:
    """A worker that dies between writing and naming leaves nothing that a reader sees."""
    parts, _ = folders(tmp_path)
    worker = get_context("spawn").Process(target=die_before_naming, args=(parts,))
    worker.start()
    worker.join()

    assert worker.exitcode == -signal.SIGKILL
    assert list(parts.rglob("*.json")) != []  # it had been written
    assert list(finished(parts)) == []

    work = Parted(do=lambda job: refused(job, "anew"), folder=parts, code="1")
    assert work(jobs(1)[0]).why_not == "anew"
    assert [one.why_not for one in finished(parts)] == ["anew"]


def die_before_naming(parts: Path) -> None:
    os.link = lambda *_: os.kill(os.getpid(), signal.SIGKILL)  # type: ignore[assignment]
    Parted(do=lambda job: refused(job, "old"), folder=parts, code="1")(jobs(1)[0])


@given(content=st.binary(max_size=200))
def test_a_part_that_rotted_is_made_again(
    tmp_path_factory: pytest.TempPathFactory, content: bytes
) -> None:
    parts = tmp_path_factory.mktemp("parts")
    work = Parted(do=lambda job: refused(job, "anew"), folder=parts, code="1")
    (job,) = jobs(1)
    work.place_of(job).parent.mkdir()
    work.place_of(job).write_bytes(content)

    assert work(job).why_not == "anew"
    assert [one.why_not for one in finished(parts)] == ["anew"]


def test_a_folder_that_cannot_be_written_costs_no_result(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    work = Parted(do=lambda job: refused(job, "told"), folder=tmp_path / "none", code="1")

    assert work(jobs(1)[0]).why_not == "told"
    assert "cannot be kept" in caplog.text


def test_what_has_no_content_makes_no_part(tmp_path: Path) -> None:
    work = Parted(do=lambda job: refused(job, "gone"), folder=tmp_path, code="1")

    assert work(RunJob(path=Path("gone.fit"))).why_not == "gone"
    assert list(tmp_path.iterdir()) == []


def test_a_real_summary_comes_back_as_it_was(tmp_path: Path) -> None:
    path = SAMPLE_DATA / "easy_run.fit"
    job = RunJob(path=path, sha256=sha256_of(path))
    work = Parted(do=summarise, folder=tmp_path, code="1")

    first = work(job)

    assert first.measured
    assert list(finished(tmp_path)) == [first] == [work(job)]
