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
from analysis.block_days import short_day
from analysis.block_difference import compare_blocks
from analysis.block_rows import UNKNOWN, lead_of, metrics_in
from analysis.metric_words import SHORT, VERDICTS, written
from analysis.metrics import METRICS, Metric
from analysis.report_content import Named, Table, plain
from analysis.trend import Trend, Verdict
from runwalk.outputs.lines import clock
from runwalk.outputs.units import Units

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
        f"{sign}{how.with_unit(seen.per_week, more=2)} a week "
        f"(95 %: {how.number(seen.low, more=2)} to {how.number(seen.high, more=2)})"
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
    told = {metric.name for metric in metrics_in(block)}
    silent = [one for one in block.trends.values() if not one.points]
    none = [one.metric.title.lower() for one in silent if one.metric.name not in told]
    if none:
        yield f"No run tells: {', '.join(none)}."
    yield from (one.sentence for one in silent if one.metric.name in told)


def left_out(block: Block, seen: Trend) -> Iterator[str]:
    """Why runs do not count in a trend, each reason with its days."""
    reasons: dict[str, list[str]] = {}
    for index, why in seen.left_out.items():
        reasons.setdefault(f"left out: {why}", []).append(_day_of(block.runs[index]))
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
                UNKNOWN if effect is None else f"{sign}{unit.with_unit(effect * how.step, more=1)}"
            )
        if any(cell != UNKNOWN for cell in cells):
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
        return UNKNOWN
    return f"{min(told):.{how.places}f} to {max(told):.{how.places}f} {how.unit}"
