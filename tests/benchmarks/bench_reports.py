"""What does a report tell of eight real runs, and what does a check by hand find?

Run it with ``uv run python -m tests.benchmarks.bench_reports FOLDER``, or set ``RUNWALK_CORPUS``;
the folder is that of ``bench_corpus``. With ``--pictures FOLDER`` the eight are drawn. Nothing that
is printed or drawn tells a place, a date or a name.

The eight were chosen by rule before anybody looked. A run needs 20 minutes of heart rate. Each of
the kinds in ``KINDS``, in their order, takes the run with the smallest SHA-256 of its file that is
of that kind and not yet taken. Runs of the block, of one person with a watch on the wrist, are
taken for their own kind only. The ceiling is the 75th percentile of the run's heart rates.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from analysis.drift import DriftRefused, HindsightDrift
from analysis.refused import Refused
from analysis.report import Report, report_on, to_dict
from analysis.report_canvas import WIDE
from analysis.report_ink import drawing
from analysis.report_picture import run_figure
from analysis.report_words import title
from analysis.run import run_of
from runwalk.config import Plan
from runwalk.engine.athlete import Athlete
from runwalk.outputs.lines import clock
from runwalk.recording import Recording
from runwalk.recording.recording import LONGEST_STEP_S

from . import by_hand
from .bench_corpus import CEILING_PERCENTILE, NO_CORPUS, VARIABLE
from .by_hand import Raw, Slope
from .corpus import coach_for, find

BLOCK: Final = "block"  # the folder of the block
LEAST_HEARD_S: Final = 1200
LONG_S: Final = 5400
LEAST_RR, LEAST_PRESSED = 600, 4
HILLY_M_PER_KM: Final = 15.0
HEART_RATE_STRAP: Final = (120, "heart_rate")
INDOOR: Final = ("treadmill", "indoor_running")
_DPI, _COLORS = 80, 255


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A run that may be chosen.

    Attributes:
        path: Its file.
        recording: What is in it.
    """

    path: Path
    recording: Recording

    @property
    def is_of_block(self) -> bool:
        """Whether it is one of the block."""
        return self.path.parent.name == BLOCK


def has_rr(one: Candidate) -> bool:
    """Whether it tells beat from beat."""
    return sum(len(sample.rr_ms or ()) for sample in one.recording.samples) >= LEAST_RR


def is_indoor(one: Candidate) -> bool:
    """Whether it was run under a roof."""
    return one.recording.sub_sport in INDOOR


def has_pressed_laps(one: Candidate) -> bool:
    """Whether the runner pressed the button for laps."""
    return sum(lap.trigger == "manual" for lap in one.recording.laps) >= LEAST_PRESSED


def is_long(one: Candidate) -> bool:
    """Whether heart rate was heard for an hour and a half."""
    return heard_s(one.recording) >= LONG_S


def is_hilly(one: Candidate) -> bool:
    """Whether it climbs so much in each kilometre, by its height once a minute."""
    samples = one.recording.samples
    told_m = [s.distance_m for s in samples if s.distance_m is not None]
    heights: dict[int, float] = {}
    for sample in samples:
        if sample.altitude_m is not None:
            heights.setdefault(sample.t_s // 60, sample.altitude_m)
    heights_m = list(heights.values())
    climb_m = sum(max(b - a, 0.0) for a, b in pairwise(heights_m))
    return bool(told_m) and climb_m >= HILLY_M_PER_KM * (told_m[-1] - told_m[0]) / 1000.0 > 0.0


def has_strap(one: Candidate) -> bool:
    """Whether the file lists a strap, and the run is outdoors."""
    import fitparse

    if is_indoor(one) or not any(s.distance_m for s in one.recording.samples):
        return False
    told = fitparse.FitFile(str(one.path)).get_messages("device_info")
    kinds = {message.get_value("antplus_device_type") for message in told}
    return any(kind in HEART_RATE_STRAP for kind in kinds)


def is_refused(one: Candidate) -> bool:
    """Whether the report refuses to tell drift."""
    return isinstance(report_on(run_of(one.recording, None)).drift, Refused)


def is_any(one: Candidate) -> bool:
    """Every run."""
    return True


KINDS: Final[tuple[tuple[str, Callable[[Candidate], bool]], ...]] = (
    ("beat to beat", has_rr),
    ("indoors", is_indoor),
    ("laps by hand", has_pressed_laps),
    ("long", is_long),
    ("hilly", is_hilly),
    ("strap, outdoors", has_strap),
    ("drift refused", is_refused),
    ("wrist, the block", is_any),
)
"""What each of the eight stands for, in the order in which they are chosen."""


def heard_s(recording: Recording) -> int:
    """How long heart rate was heard [s]."""
    samples = recording.samples
    steps = pairwise(samples)
    return sum(min(b.t_s - a.t_s, LONGEST_STEP_S) for a, b in steps if a.hr_bpm is not None)


def choose(candidates: Sequence[Candidate]) -> list[tuple[str, Candidate]]:
    """Take one run of each kind.

    Args:
        candidates: By the SHA-256 of their files, smallest first.
    """
    left = [one for one in candidates if heard_s(one.recording) >= LEAST_HEARD_S]
    chosen: list[tuple[str, Candidate]] = []
    for kind, is_it in KINDS:
        among = [one for one in left if one.is_of_block == (is_it is is_any)]
        first = next((one for one in among if is_it(one)), None)
        if first is not None:
            left.remove(first)
            chosen.append((kind, first))
    return chosen


def candidates_in(folder: Path) -> list[Candidate]:
    """Every real run below a folder, each once, by the SHA-256 of its file."""
    paths = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in sorted(folder.rglob("*"), reverse=True)
        if path.is_file()
    }
    return [Candidate(path=paths[digest], recording=run) for digest, run in find(folder).runs]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A run by the report and by hand.

    Attributes:
        kind: What it stands for.
        report: What the report tells.
        told: The same as plain values.
        ceiling_bpm: Its ceiling [bpm].
        raw: Its records, read by another reader.
    """

    kind: str
    report: Report
    told: dict[str, Any]
    ceiling_bpm: int
    raw: list[Raw]


def checked(kind: str, one: Candidate) -> Checked:
    """Make the report of a run, and read its records for the check."""
    workout = coach_for(one.recording, CEILING_PERCENTILE).workout
    report = report_on(run_of(one.recording, Plan(Athlete(), workout)))
    told = to_dict(report)
    return Checked(
        kind=kind,
        report=report,
        told=told,
        ceiling_bpm=told["ceiling_bpm"],
        raw=by_hand.read_raw(one.path.read_bytes()),
    )


def rows(one: Checked) -> Iterator[tuple[str, str, str]]:
    """What is told, by the report, and by hand; empty where there is nothing."""
    told, raw, cap_bpm = one.told, one.raw, one.ceiling_bpm
    way_m, ran_s = by_hand.distance_m(raw), by_hand.ran_s(raw)
    yield "duration", clock(told["duration_s"]), clock(by_hand.duration_s(raw))
    yield "distance, km", _km(told["distance_m"]), _km(way_m)
    yield "mean heart rate", f"{told['hr_mean_bpm']:.1f}", f"{by_hand.mean_bpm(raw):.1f}"
    yield "highest", f"{told['hr_highest_bpm']}", f"{by_hand.highest_bpm(raw)}"
    yield f"above {CEILING_PERCENTILE} %", _above(told), clock(by_hand.above_s(raw, cap_bpm))
    first_s = by_hand.first_above_s(raw, cap_bpm)
    walk_s = next((cue["t_s"] for cue in told["cues"] if cue["action"] == "walk"), None)
    start_s = one.report.run.recording.samples[0].t_s
    yield "walk said, reached", _when(walk_s, start_s), _when(first_s, 0)
    run_s = told["run_walk"].get("run_s")
    yield "ran", "refused" if run_s is None else clock(run_s), "" if ran_s is None else clock(ran_s)
    found = told["decoupling"]["golden_cheetah"].get("percent")
    by_records = by_hand.golden_cheetah_pct(raw)
    yield "GoldenCheetah, %", _signed(found) or "refused", _signed(by_records)
    seen, slope = one.report.drift, by_hand.slope(raw)
    yield "drift, bpm/h", *_drift(seen, slope, lambda s: s.bpm_per_h)
    yield "  from", *_drift(seen, slope, lambda s: s.low_bpm_per_h)
    yield "  to", *_drift(seen, slope, lambda s: s.high_bpm_per_h)
    yield "  Theil-Sen", "", "" if slope is None else f"{slope.theil_sen_bpm_per_h:+.1f}"
    yield "  minutes", "", "" if slope is None else f"{slope.minutes}"


def _km(way_m: float | None) -> str:
    return "" if way_m is None else f"{way_m / 1000.0:.2f}"


def _above(told: dict[str, Any]) -> str:
    return clock(sum(zone["seconds"] for zone in told["zones"] if zone["name"] == "above"))


def _when(t_s: float | None, start_s: float) -> str:
    return "never" if t_s is None else clock(t_s - start_s)


def _signed(percent: float | None) -> str:
    return "" if percent is None else f"{percent:+.1f}"


def _drift(
    seen: HindsightDrift | DriftRefused,
    slope: Slope | None,
    part: Callable[[HindsightDrift | Slope], float],
) -> tuple[str, str]:
    told = "refused" if isinstance(seen, Refused) else f"{part(seen):+.1f}"
    return told, "" if slope is None else f"{part(slope):+.1f}"


def table(many: Sequence[Checked]) -> Iterator[str]:
    """A column for each run; in each pair of lines the report comes first, then the check."""
    letters = "ABCDEFGH"[: len(many)]
    yield f"{'':<20}" + "".join(f"{letter:>9}" for letter in letters)
    for same in zip(*(rows(one) for one in many), strict=True):
        name = same[0][0]
        yield (f"{name:<20}" + "".join(f"{by_report:>9}" for _, by_report, _ in same)).rstrip()
        yield (f"{'':<20}" + "".join(f"{check:>9}" for _, _, check in same)).rstrip()


def draw(folder: Path, letter: str, one: Checked) -> None:
    """Draw a run as its report does, in few colors, that the file is small."""
    from PIL import Image

    with drawing():
        figure = run_figure(one.report, WIDE, has_legend=True)
        if figure is None:
            return
        drawn = io.BytesIO()
        figure.savefig(drawn, format="png", dpi=_DPI, facecolor="white")
    few = Image.open(drawn).convert("RGB").quantize(_COLORS, Image.Quantize.FASTOCTREE)
    few.save(folder / f"real_report_{letter.lower()}.png", optimize=True)


def measure(folder: Path, pictures: Path | None) -> Iterator[str]:
    """Choose, tell and draw."""
    candidates = candidates_in(folder)
    enough = [one for one in candidates if heard_s(one.recording) >= LEAST_HEARD_S]
    yield f"{len(candidates)} runs, {len(enough)} with {LEAST_HEARD_S // 60} minutes of heart rate"
    many = [checked(kind, one) for kind, one in choose(candidates)]
    for letter, run in zip("ABCDEFGH", many, strict=False):
        yield f"{letter}  {run.kind}: {title(run.report)}"
        if pictures is not None:
            draw(pictures, letter, run)
    yield ""
    yield from table(many)


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Reports of real runs, checked by hand.")
    parser.add_argument("folder", nargs="?", type=Path, help="recordings, in folders or not")
    parser.add_argument("--pictures", type=Path, help="draw the eight here")
    asked = parser.parse_args(arguments)
    given = asked.folder or os.environ.get(VARIABLE)
    if not given or not Path(given).is_dir():
        print(NO_CORPUS)
        return
    for line in measure(Path(given), asked.pictures):
        print(line, flush=True)


if __name__ == "__main__":
    main()
