"""What a block's page says, in words and in rows: the template only sets them.

The names of files and of athletes, and reasons that quote a file, may be hostile: every word of
them goes through :func:`~analysis.report_content.plain`, and the template escapes it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from analysis.block import Block, BlockRun
from analysis.block_days import long_day, short_day
from analysis.block_difference import compare_blocks
from analysis.metric_words import SHORT, VERDICTS, written
from analysis.metrics import METRICS, Metric
from analysis.report_content import Named, Table, plain
from analysis.run_summary import Conditions, Measured
from analysis.trend import Trend, Verdict
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units

_Z95: Final = 1.96
_UNKNOWN: Final = "\N{EN DASH}"
_NAMED: Final = 6  # days told behind a reason
_NOTHING: Final = "These weeks hold no run of which anything can be told"


class Condition(NamedTuple):
    """A condition that trends are adjusted for.

    Attributes:
        name: For people.
        step: So much of it is spoken of.
        effect: So much of it, in words.
        unit: Of its range.
        scale: What the values are multiplied by in the range.
        places: Digits behind the point there.
    """

    name: str
    step: float
    effect: str
    unit: str
    scale: float = 1.0
    places: int = 0


CONDITIONS: Final = {
    "temperature_c": Condition("Warmth", 5.0, "5 °C warmer", "°C"),
    "duration_s": Condition("Duration", 600.0, "10 min longer", "min", 1 / 60.0),
    "effort_w_per_kg": Condition("Effort", 1.0, "1 W/kg harder", "W/kg", 1.0, 1),
    "climb_m_per_km": Condition("Climb", 10.0, "10 m/km more uphill", "m/km"),
}
"""The fields of Conditions that trends are adjusted for, for people."""


class RunRow(NamedTuple):
    """A run in the table.

    Attributes:
        run: Its index in the block.
        day: When it was.
        cells: Under the heads.
        counts: Whether it counts in the first trend.
        note: What part it has in it.
        name: The file.
    """

    run: int
    day: str
    cells: tuple[str, ...]
    counts: bool
    note: str
    name: str


class RefusedFile(NamedTuple):
    """A file that is no run of its own, and why."""

    run: int
    name: str
    day: str
    why: str


def lead_of(block: Block) -> Trend | None:
    """The trend that is the finding: the first that any run tells, or else the first of all."""
    trends = list(block.trends.values())
    return next((one for one in trends if one.points), trends[0] if trends else None)


def title(block: Block) -> str:
    """The finding with its interval, as one line."""
    return _parted(block)[0]


def title_rest(block: Block) -> str:
    """What else is said of the finding, such as how many more runs would tell; or nothing."""
    return _parted(block)[1]


def _parted(block: Block) -> tuple[str, str]:
    """The finding, parted behind its interval: what it would take is no headline."""
    lead = lead_of(block)
    if lead is None:
        return _NOTHING, ""
    sentences = re.split(r"(?<=\.) (?=[A-Z])", lead.sentence)
    return " ".join(sentences[:2]).rstrip("."), " ".join(sentences[2:])


def when(block: Block) -> str:
    """Who, what and from when to when."""
    told = (plain(block.athlete), plain(block.label), _days(block))
    return " · ".join(one for one in told if one)


def _days(block: Block) -> str:
    first, last = block.first_day, block.last_day
    return f"{short_day(first)} {first.year} to {short_day(last)} {last.year}"


def overview(block: Block) -> Iterator[tuple[Verdict, str, str]]:
    """Which measures got which verdict, in words, the good and the bad first."""
    for verdict, word in VERDICTS.items():
        names = [
            one.metric.title.lower()
            for one in block.trends.values()
            if one.verdict is verdict and one.points
        ]
        if names:
            yield verdict, word, ", ".join(names)


def tiles(block: Block, units: Units) -> Iterator[Named]:
    """The few numbers that say how much there was."""
    runs = [one for one in block.runs if one.counts]
    known = [one.summary.conditions for one in runs if one.summary.conditions]
    files = len(block.runs)
    note = "" if files == len(runs) else f"of {files} files"
    yield Named("Runs", str(len(runs)), note)
    weeks = (block.last_day - block.first_day).days / 7.0
    yield Named("Weeks", f"{weeks:.0f}", f"{len(runs) / max(weeks, 1.0):.1f} runs a week")
    hours, minutes = divmod(round(sum(one.duration_s for one in known) / 60.0), 60)
    longest_s = max((one.duration_s for one in known), default=0)
    yield Named("Time", f"{hours} h {minutes:02} min", f"longest {clock(longest_s)}")
    metres = [one.distance_m for one in known if one.distance_m is not None]
    if metres:
        note = "" if len(metres) == len(runs) else f"in {len(metres)} of {len(runs)} runs"
        yield Named("Distance", f"{sum(metres) / units.metres:.0f} {units.short}", note)
    counted = Counter(one.verdict for one in block.trends.values() if one.points)
    if counted:
        rest = [
            f"{counted[verdict]} {VERDICTS[verdict].lower()}"
            for verdict in (Verdict.WORSE, Verdict.NO_CHANGE, Verdict.CANNOT_TELL)
            if counted[verdict]
        ]
        yield Named(
            "Improved", f"{counted[Verdict.IMPROVED]} of {counted.total()}", ", ".join(rest)
        )


def change(seen: Trend) -> str:
    """The change a week with its interval, in numbers; empty where there is none."""
    if seen.per_week is None or seen.low is None or seen.high is None:
        return ""
    how = written(seen.metric)
    sign = "+" if seen.per_week > 0 else ""
    return (
        f"{sign}{how.with_unit(seen.per_week, more=1)} a week "
        f"(95 %: {how.number(seen.low, more=1)} to {how.number(seen.high, more=1)})"
    )


def basis(seen: Trend) -> str:
    """On how many runs a trend stands, and what it could have seen."""
    count = len(seen.points)
    told = [f"{count} run{'' if count == 1 else 's'}"]
    if seen.left_out:
        told.append(f"{len(seen.left_out)} left out")
    if seen.outliers:
        told.append(f"{len(seen.outliers)} far off")
    if seen.smallest_detectable is not None:
        least = written(seen.metric).with_unit(seen.smallest_detectable)
        told.append(f"could show a change of {least} in all")
    return " · ".join(told)


def untold(block: Block) -> Iterator[str]:
    """What no run tells, in one line, and what too few runs tell."""
    told = {name for one in block.runs if one.counts for name in one.summary.measured}
    silent = [one for one in block.trends.values() if not one.points]
    none = [one.metric.title.lower() for one in silent if one.metric.name not in told]
    if none:
        yield f"No run tells: {', '.join(none)}."
    yield from (one.sentence for one in silent if one.metric.name in told)


def left_out(block: Block, seen: Trend) -> Iterator[str]:
    """Why runs do not count in a trend, each reason with its days."""
    reasons: dict[str, list[str]] = {}
    for index, why in seen.left_out.items():
        reasons.setdefault(why, []).append(_day_of(block.runs[index]))
    yield from _with_days(reasons)


def not_told(block: Block, metric: Metric) -> Iterator[str]:
    """Why runs do not tell a measure at all, each reason with its days."""
    reasons: dict[str, list[str]] = {}
    for one in block.runs:
        why = one.summary.refused.get(metric.name)
        if one.counts and why:
            reasons.setdefault(why, []).append(_day_of(one))
    yield from _with_days(reasons)


def _with_days(reasons: Mapping[str, list[str]]) -> Iterator[str]:
    for why, days in sorted(reasons.items(), key=lambda one: -len(one[1])):
        more = f" and {len(days) - _NAMED} more" if len(days) > _NAMED else ""
        yield f"{plain(why)} ({', '.join(days[:_NAMED])}{more})"


def _day_of(one: BlockRun) -> str:
    return short_day(one.day) if one.day else plain(one.name)


def metrics_in(block: Block) -> list[Metric]:
    """The measures that any run of the block tells, in the order in which people are told."""
    told = {name for one in block.runs if one.counts for name in one.summary.measured}
    return [metric for name, metric in METRICS.items() if name in told]


def run_heads(block: Block, units: Units) -> tuple[str, ...]:
    """What stands above the table of runs, behind the day."""
    measures = []
    for metric in metrics_in(block):
        unit = written(metric).unit
        measures.append(f"{SHORT[metric.name]}, {unit}" if unit else SHORT[metric.name])
    rest = ("Mean heart rate, bpm", "Warmth, °C", "Climb, m/km")
    return ("Time", f"Distance, {units.short}", *measures, *rest)


def run_rows(block: Block, units: Units) -> Iterator[RunRow]:
    """A row for each run."""
    lead = lead_of(block)
    weights = {} if lead is None else {one.run: one.weight for one in lead.points}
    metrics = metrics_in(block)
    has_years = block.first_day.year != block.last_day.year
    for index, one in enumerate(block.runs):
        if not one.counts or one.day is None:
            continue
        how = one.summary.conditions or Conditions(discipline="")
        distance = None if how.distance_m is None else how.distance_m / units.metres
        cells = [clock(how.duration_s), _number(distance, 1)]
        cells += [_value(metric, one.summary.measured.get(metric.name)) for metric in metrics]
        cells += [_number(how.hr_mean_bpm, 0), _number(how.temperature_c, 0)]
        cells.append(_number(how.climb_m_per_km, 0))
        yield RunRow(
            run=index,
            day=long_day(one.day) if has_years else f"{one.day:%a} {short_day(one.day)}",
            cells=tuple(cells),
            counts=index in weights,
            note=_part(lead, index, weights),
            name=plain(one.name),
        )


def _part(lead: Trend | None, index: int, weights: Mapping[int, float]) -> str:
    """What part a run has in the first trend."""
    if lead is None:
        return ""
    if index in weights:
        far = ", far off" if index in lead.outliers else ""
        percent = 100.0 * weights[index]
        return f"{percent:.0f} %{far}" if percent >= 0.5 else f"under 1 %{far}"
    return plain(lead.left_out.get(index, "")) or "does not tell it"


def refused_files(block: Block) -> Iterator[RefusedFile]:
    """Files that are no run of their own, each with the reason."""
    for index, one in enumerate(block.runs):
        if one.counts:
            continue
        why = plain(one.summary.why_not)
        if one.same_as:
            why = f"the same run as {plain(one.same_as)}"
        elif not why:
            why = "the file does not know on which day it was"
        day = long_day(one.day) if one.day else _UNKNOWN
        yield RefusedFile(index, plain(one.name), day, why)


def differences_table(first: Block, second: Block) -> Table:
    """How each measure differs from one block to another."""
    rows = []
    for name, one in compare_blocks(first, second).items():
        how = written(METRICS[name])
        if one.first is None or one.second is None or one.amount is None:
            continue
        assert one.low is not None  # they are known together
        assert one.high is not None
        sign = "+" if one.amount > 0 else ""
        between = f"{how.number(one.low, more=1)} to {how.number(one.high, more=1)}"
        rows.append(
            (
                one.metric.title,
                VERDICTS[one.verdict],
                f"{sign}{how.with_unit(one.amount, more=1)} ({between})",
                how.with_unit(one.first),
                how.with_unit(one.second),
                f"{one.runs[0]} and {one.runs[1]}",
            )
        )
    names = [plain(one.label) or _days(one) for one in (first, second)]
    heads = ("Measure", "What can be said", "Difference (95 %)", *names, "Runs")
    return Table(f"{names[0]} and {names[1]}, under the same conditions", heads, tuple(rows))


def conditions_table(block: Block) -> Table | None:
    """What each condition adds to each measure; None where no condition could be told apart."""
    trends = [one for one in block.trends.values() if one.effects]
    if not trends:
        return None
    rows = []
    for name, how in CONDITIONS.items():
        cells = []
        for one in trends:
            effect = one.effects.get(name)
            unit = written(one.metric)
            sign = "+" if effect is not None and effect > 0 else ""
            cells.append(
                _UNKNOWN if effect is None else f"{sign}{unit.with_unit(effect * how.step, more=1)}"
            )
        if any(cell != _UNKNOWN for cell in cells):
            rows.append((how.effect, *cells, _range(block, name, how)))
    heads = ("What was so", *(SHORT[one.metric.name] for one in trends), "In these weeks")
    return Table("What conditions add, taken off before runs are compared", heads, tuple(rows))


def _range(block: Block, name: str, how: Condition) -> str:
    told = [
        how.scale * value
        for one in block.runs
        if one.counts and one.summary.conditions is not None
        if (value := getattr(one.summary.conditions, name)) is not None
    ]
    if not told:
        return _UNKNOWN
    return f"{min(told):.{how.places}f} to {max(told):.{how.places}f} {how.unit}"


def _value(metric: Metric, told: Measured | None) -> str:
    if told is None:
        return _UNKNOWN
    how = written(metric)
    value = how.number(told.value)
    return value if told.se is None else f"{value} ± {how.number(_Z95 * told.se)}"


def _number(value: float | None, places: int) -> str:
    return _UNKNOWN if value is None else f"{value:.{places}f}".replace("-", "\N{MINUS SIGN}")
