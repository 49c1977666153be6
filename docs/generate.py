"""Put into the pages what can be read off the code: ``python docs/generate.py``.

A page says where by a pair of comments; a test tells when a page is out of date. The pictures of
``algorithm.md`` are drawn anew. With ``--measure`` the benchmarks run
too, which takes some minutes, and their tables go where their commands are shown.
"""

from __future__ import annotations

import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from html import escape
from inspect import cleandoc
from io import BytesIO
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from analysis import showcase
from analysis.adjustment import STEPS, WORDS
from analysis.metrics import METRICS
from runwalk.engine.coach import CoachSettings
from runwalk.engine.phases import TRANSITIONS, Action, Cue, Phase, Reason, Trigger
from runwalk.outputs.english import ENGLISH
from runwalk.outputs.phrases import phrase
from runwalk.simulator import Body

DOCS = Path(__file__).parent
PICTURE = DOCS / "state_machine.svg"

_BLOCK = re.compile(r"(<!-- made by docs/generate\.py: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)

_MEASURED = re.compile(
    r"(```\nuv run (python -m tests\.benchmarks\.\w[^\n]*|runwalk compare[^\n]*)"
    r"\n```\n.*?```text\n)"
    r"(.*?)(```)",
    re.DOTALL,
)

_BLOCK_PAGE = ("block", "sample_data/block", "--ceiling", "132", "--no-store", "--no-reports")

# Name of the picture, the command that makes the page, the scheme, and size [px].
_PHOTOGRAPHS: tuple[tuple[str, tuple[str, ...], Literal["light", "dark"], tuple[int, int]], ...]
_PHOTOGRAPHS = (
    (
        "report_wide",
        ("report", "sample_data/hot_long_run.fit", "--ceiling", "150"),
        "light",
        (1120, 1160),
    ),
    ("report_phone", ("report", "sample_data/live_run.jsonl"), "dark", (390, 1160)),
    ("block_wide", _BLOCK_PAGE, "light", (1120, 1160)),
    ("block_phone", _BLOCK_PAGE, "dark", (390, 1160)),
)
_BROWSER = ["--no-sandbox"]

# Where things are in the picture; which arrows there are is the table's word alone.
_PLACES = {
    Phase.WARM_UP: (380, 70),
    Phase.RUN: (140, 210),
    Phase.WALK: (620, 210),
    Phase.PAUSED: (380, 350),
    Phase.FINISHED: (380, 470),
}
_ARROWS = {  # from x, y, to x, y, and where its words are
    (Phase.WARM_UP, Phase.RUN): (318, 88, 178, 186, 228, 126),
    (Phase.WARM_UP, Phase.WALK): (442, 88, 582, 186, 556, 126),
    (Phase.WARM_UP, Phase.PAUSED): (380, 94, 380, 326, 380, 282),
    (Phase.RUN, Phase.WALK): (202, 200, 558, 200, 380, 190),
    (Phase.WALK, Phase.RUN): (558, 222, 202, 222, 380, 238),
    (Phase.RUN, Phase.PAUSED): (170, 234, 330, 326, 264, 276),
    (Phase.PAUSED, Phase.RUN): (318, 346, 136, 234, 170, 306),
    (Phase.WALK, Phase.PAUSED): (590, 234, 430, 326, 496, 276),
    (Phase.PAUSED, Phase.WALK): (442, 346, 624, 234, 590, 306),
}
_STYLE = """
  text { font: 15px system-ui, sans-serif; text-anchor: middle; fill: #1c2733;
         paint-order: stroke; stroke: #fff; stroke-width: 5px; stroke-linejoin: round; }
  .phase { font-weight: 600; stroke: none; }
  .small { font-size: 13px; fill: #4a5866; }
  .box { fill: #e8eef5; stroke: #48627e; stroke-width: 1.5; }
  .runs { fill: #dcefe2; stroke: #2f7d4f; }
  .walks { fill: #fdeccd; stroke: #b3741b; }
  .arrow { stroke: #48627e; stroke-width: 1.5; fill: none; marker-end: url(#head); }
  .all { fill: none; stroke: #9aa8b6; stroke-dasharray: 5 5; }
"""


def words(name: str) -> str:
    """Write an identifier for people."""
    return name.replace("_", " ")


def state_machine_svg() -> str:
    """Draw the table of transitions.

    Raises:
        KeyError: The table has an arrow for which there is no place yet.
    """
    leading: dict[tuple[Phase, Phase], list[Trigger]] = {}
    for (before, trigger), after in TRANSITIONS.items():
        leading.setdefault((before, after), []).append(trigger)
    ends = {before for before, after in leading if after is Phase.FINISHED}
    if ends != set(Phase) - {Phase.FINISHED}:
        raise KeyError("the picture shows that every phase may finish, and the table does not")
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 760 510" role="img">',
        "<title>Phases of a run, and what leads from one to the next</title>",
        f"<style>{_STYLE}</style>",
        '<defs><marker id="head" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" '
        'markerHeight="8" orient="auto"><path d="M0 0 10 5 0 10z" fill="#48627e"/></marker></defs>',
        '<rect width="760" height="510" rx="10" fill="#fff"/>',
        '<rect class="all" x="24" y="20" width="712" height="380" rx="14"/>',
        '<line class="arrow" x1="380" y1="400" x2="380" y2="444"/>',
        f'<text class="small" x="406" y="427">{Trigger.FINISH.value}</text>',
    ]
    labels = []
    for (before, after), triggers in leading.items():
        if after is Phase.FINISHED:
            continue
        x1, y1, x2, y2, x, y = _ARROWS[before, after]
        parts.append(f'<line class="arrow" x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>')
        told = ", ".join(words(trigger.value) for trigger in triggers)
        labels.append(f'<text class="small" x="{x}" y="{y}">{escape(told)}</text>')
    parts += labels
    for phase, (x, y) in _PLACES.items():
        kind = "runs" if phase.is_running else "walks" if phase is Phase.WALK else ""
        parts.append(
            f'<rect class="box {kind}" x="{x - 62}" y="{y - 24}" width="124" height="48" rx="9"/>'
            f'<text class="phase" x="{x}" y="{y + 5}">{words(phase.value)}</text>'
        )
    return "\n".join([*parts, "</svg>", ""])


def transitions() -> Iterator[str]:
    """The same as a table."""
    yield "| in | when | then |"
    yield "|---|---|---|"
    for before, rows in groupby(TRANSITIONS.items(), key=lambda row: row[0][0]):
        for after, triggers in groupby(rows, key=lambda row: row[1]):
            told = ", ".join(f"`{trigger.value}`" for (_, trigger), _ in triggers)
            yield f"| `{before.value}` | {told} | `{after.value}` |"


def cues() -> Iterator[str]:
    """Everything that the coach can say."""
    yield "| action | reason | words |"
    yield "|---|---|---|"
    for (action, reason), text in ENGLISH.cues.items():
        yield f"| `{action.value}` | `{reason.value}` | {text.replace(':.0f', '')} |"
    again = phrase(Cue(Action.WALK, Reason.CEILING, is_repeat=True))
    yield f"| `walk` | any, said once more | {again} |"


def numbers() -> Iterator[str]:
    """Every number the coach acts on, with what its own documentation says of it."""
    yield from _numbers(CoachSettings(), "", "The run as a whole")


def _numbers(settings: Any, path: str, title: str) -> Iterator[str]:
    told = _attributes(type(settings).__doc__ or "")
    inner = []
    yield f"## {title}"
    yield ""
    yield "| setting | default | what it is |"
    yield "|---|---|---|"
    for field in fields(settings):
        value = getattr(settings, field.name)
        if is_dataclass(value):
            inner.append((field.name, value))
        else:
            yield f"| `{path}{field.name}` | {_value(value)} | {told[field.name]} |"
    yield ""
    for name, value in inner:
        yield from _numbers(value, f"{path}{name}.", told[name].split(". ")[0].rstrip("."))


def _value(value: Any) -> str:
    if isinstance(value, tuple):
        return ", ".join(map(_value, value))
    return f"{value:g}" if isinstance(value, float) else str(value)


def bank() -> Iterator[str]:
    """The filters that follow a heart side by side."""
    filters = CoachSettings().drift.model.bank
    yield "| `tau` [s] | " + " | ".join(f"{tau_s:g}" for tau_s, _ in filters) + " |"
    yield "|---" * (len(filters) + 1) + "|"
    yield "| `d` [s] | " + " | ".join(f"{dead_time_s}" for _, dead_time_s in filters) + " |"


def information() -> Iterator[str]:
    """How well a slope can be known at best, and when a drift of 12 bpm/h can be claimed."""
    known = showcase.information()
    yield "| minute | " + " | ".join(f"{minute}" for minute, _ in known) + " |"
    yield "|---" * (len(known) + 1) + "|"
    yield "| sd of the slope at best [bpm/h] | " + " | ".join(f"{sd:.1f}" for _, sd in known) + " |"
    yield ""
    expected = CoachSettings().drift.model
    for whose, strays in (
        ("as the filter expects", ((expected.disturbance_sd_bpm, expected.disturbance_tau_s),)),
        ("as those of the first simulated body", Body().wanders),
    ):
        line, fooled = showcase.fooled_at_best(12.0, 45, 1 / 40, strays)
        one_in = float(f"{1 / fooled:.1g}")
        yield (
            f"A rule that looks just once, in minute 45, and finds 12 bpm/h in 39 runs of 40 must "
            f"claim drift from {line:.1f} bpm/h on, where hearts stray {whose}. At best, it is "
            f"fooled in one run of {one_in:,.0f}."
        )
        yield ""


def hour() -> Iterator[str]:
    """What the walk cues of the hour in the picture were worth."""
    moments = showcase.coached_hour()
    told = showcase.walk_cues(moments)
    off = [one.peak_bpm - one.predicted_bpm for one in told]
    yield (
        f"In this hour there were {len(told)} walk cues. The true peak minus the predicted one was "
        f"{statistics.fmean(off):.1f} ± {statistics.stdev(off):.1f} bpm, {min(off):.1f} to "
        f"{max(off):.1f}."
    )


def drift_run() -> Iterator[str]:
    """What was made of the drift in the picture."""
    run = showcase.drift_through_walks()
    claimed = "never" if run.claim_s is None else f"in minute {run.claim_s // 60}"
    yield (
        f"Here drift is claimed {claimed}. At the end the slope told is "
        f"{run.slope_bpm_per_h[-1]:.1f} ± {run.sd_bpm_per_h[-1]:.1f} bpm/h, the true one "
        f"{run.true_bpm_per_h:.0f}; decoupling is {run.decoupling_pct[-1]:.1f} %."
    )


def _attributes(doc: str) -> dict[str, str]:
    """What a docstring says of each attribute."""
    told: dict[str, str] = {}
    name = ""
    for line in cleandoc(doc).partition("Attributes:")[2].splitlines():
        if start := re.match(r"    (\w+): (.*)", line):
            name = start[1]
            told[name] = start[2]
        elif name and line.startswith("        "):
            told[name] += f" {line.strip()}"
        elif line.strip():
            name = ""
    return {key: text.replace("``", "`").replace("|", "\\|") for key, text in told.items()}


_UNITS = {
    "temperature_c": "°C",
    "duration_s": "s",
    "effort_w_per_kg": "W/kg",
    "climb_m_per_km": "m/km",
}


def measures() -> Iterator[str]:
    """What a block follows, and what each measure is adjusted for."""
    yield "| measure | better | worthwhile | adjusted for |"
    yield "|---|---|---|---|"
    for metric in METRICS.values():
        conditions = ", ".join(WORDS[name] for name in metric.adjust)
        yield (
            f"| {metric.title} (`{metric.name}`) | {metric.better.value} "
            f"| {metric.worthwhile:g} {metric.unit}".rstrip()
            + f" | {conditions} |"
        )


def beliefs() -> Iterator[str]:
    """What is believed of each condition beforehand."""
    yield "| condition | a step | moves a measure by 0 ± |"
    yield "|---|---|---|"
    for name, step in STEPS.items():
        changes = "change" if step.worth == 1.0 else "changes"
        yield (
            f"| {WORDS[name]} | {step.size:g} {_UNITS[name]} "
            f"| {step.worth:g} worthwhile {changes} |"
        )


MAKERS: Mapping[str, Callable[[], Iterator[str]]] = {
    "transitions": transitions,
    "cues": cues,
    "numbers": numbers,
    "bank": bank,
    "information": information,
    "hour": hour,
    "drift_run": drift_run,
    "measures": measures,
    "beliefs": beliefs,
}


def fresh(text: str) -> str:
    """A page with its blocks as the code is today."""
    return _BLOCK.sub(
        lambda block: block[1] + "\n" + "\n".join(MAKERS[block[2]]()).rstrip() + "\n\n" + block[4],
        text,
    )


def measured(text: str) -> str:
    """A page with the tables of its benchmarks as they come out today."""

    def run(block: re.Match[str]) -> str:
        done = subprocess.run(  # noqa: S603  # our own benchmarks
            [sys.executable, "-m", *block[2].removeprefix("python -m ").split()],
            cwd=DOCS.parent,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        lines = [line.rstrip() for line in done.stdout.splitlines()]
        return "\n".join([block[1].rstrip(), *lines, block[4]])

    return _MEASURED.sub(run, text)


def draw_algorithm() -> None:
    """Draw the runs that ``algorithm.md`` shows.

    Raises:
        RunwalkError: matplotlib is not installed.
    """
    from analysis import showcase_picture as picture

    picture.draw_hour(
        DOCS / "algorithm_hour.png", showcase.coached_hour(), close_min=showcase.HOUR_CLOSE_MIN
    )
    picture.draw_drift(DOCS / "algorithm_drift.png", showcase.drift_through_walks())
    picture.draw_hills(
        DOCS / "algorithm_hills.png", showcase.hilly_hour(), close_min=showcase.HILLS_CLOSE_MIN
    )
    picture.draw_margins(DOCS / "algorithm_margins.png", showcase.margin_hours())


def photograph_reports() -> None:
    """Take pictures of reports in a browser: at a desk, and on a phone in the dark.

    They are what a person sees, so their letters are those of this machine.
    """
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as folder, sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=_BROWSER)
        for name, asked, scheme, size in _PHOTOGRAPHS:
            page = Path(folder) / f"{name}.html"
            command = (sys.executable, "-m", "runwalk", *asked, "--out", str(page))
            subprocess.run(command, cwd=DOCS.parent, capture_output=True, check=True)  # noqa: S603
            width, height = size
            tab = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
            tab.goto(page.as_uri())
            _make_small(tab.screenshot(), DOCS / f"{name}.png")
        browser.close()


def _make_small(png: bytes, path: Path) -> None:
    """Keep a picture in 256 colours, the rare ones among them."""
    from PIL import Image

    full = Image.open(BytesIO(png)).convert("RGB")
    full.quantize(256, Image.Quantize.MAXCOVERAGE).save(path, optimize=True)


def draw_drift() -> None:
    """Draw the run that ``drift.md`` shows."""
    from analysis.drift_picture import draw_hindsight

    draw_hindsight(DOCS / "drift_walks.png")


def main() -> None:
    """Write the pictures, and every page that is out of date."""
    PICTURE.write_text(state_machine_svg(), encoding="utf-8")
    draw_algorithm()
    photograph_reports()
    draw_drift()
    for page in sorted(DOCS.glob("*.md")):
        text = page.read_text(encoding="utf-8")
        now = fresh(text)
        if "--measure" in sys.argv[1:]:
            now = measured(now)
        if now != text:
            page.write_text(now, encoding="utf-8")


if __name__ == "__main__":
    main()
