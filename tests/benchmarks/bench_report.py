"""How long does a report on one hour take?

Run it with ``OPENBLAS_NUM_THREADS=1 uv run python -m tests.benchmarks.bench_report``, for times are
those of one core: threads of numpy's that wait for work would be counted, too. What other processes
do meanwhile is not counted. A ratio below 1.00 is within the bar.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

from analysis.claims import KINDS
from analysis.claims import run_of as simulated
from analysis.report import report_on, to_dict
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete, Band
from runwalk.engine.workout import Workout
from runwalk.recording.fit_writer import write_fit
from runwalk.recording.recording import Recording
from runwalk.simulator import draw_body

from .bench_speed import row

SEED = 8000  # of development
PLAN = Plan(Athlete(max_bpm=185, resting_bpm=50), Workout.easy(Band(130, 150)))
KIND = "walks, drift 12"
START_UTC = datetime(2026, 6, 20, 7, 0, tzinfo=UTC)
ANALYSIS_BAR_S = 0.5
PAGE_BAR_S = 3.0


def cpu_s(work: Callable[[], object]) -> float:
    """Least seconds of this process that a piece of work took, of five times."""
    took = []
    for _ in range(5):
        began = time.process_time()
        work()
        took.append(time.process_time() - began)
    return min(took)


def command_s(words: Callable[[int], Sequence[str]]) -> float:
    """Least seconds of processor that a command took, start of the interpreter included.

    Args:
        words: The command, for the how-manyth time.
    """
    took = []
    for time_no in range(3):
        before = _children_s()
        subprocess.run(
            [sys.executable, "-m", "runwalk", *words(time_no)],
            capture_output=True,
            check=True,
            env={**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
        )
        took.append(_children_s() - before)
    return min(took)


def _children_s() -> float:
    used = os.times()
    return used.children_user + used.children_system


def analysis(hour: Recording) -> None:
    """Print what it takes to lay an hour out and to measure everything, beside its bar."""
    run = run_of(hour, PLAN)
    laid_out_s = cpu_s(lambda: run_of(hour, PLAN))
    measured_s = cpu_s(lambda: to_dict(report_on(run)))
    row("analysis of one hour, without drawing", laid_out_s + measured_s, ANALYSIS_BAR_S, "s")
    print(f"  of which the coach's replay and the arrays {laid_out_s:.3f} s")


def path_to_answer(hour: Recording) -> None:
    """Print what a command takes from a file's path to its answer."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "hour.fit")
        write_fit(file, hour.samples, start_utc=START_UTC)

        def to_json(_: int) -> Sequence[str]:
            return "report", str(file), "--ceiling", "150", "--json"

        def to_page(time_no: int) -> Sequence[str]:
            page = Path(folder, f"hour{time_no}.html")
            return "report", str(file), "--ceiling", "150", "--out", str(page)

        row("path to JSON", command_s(to_json), PAGE_BAR_S, "s")
        row("path to HTML", command_s(to_page), PAGE_BAR_S, "s")


if __name__ == "__main__":
    hour = Recording(samples=simulated(KINDS[KIND], SEED, draw_body(SEED, "first")).samples)
    analysis(hour)
    path_to_answer(hour)
