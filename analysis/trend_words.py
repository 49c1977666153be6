"""What is said of a change, in plain words. It says what changed, and never why."""

from __future__ import annotations

import math

from analysis.change import MOST_MORE_RUNS, Change, Verdict
from analysis.metrics import Metric

_SEASON = " No temperature is known, so warmer or colder weeks are in this, too."

_DIGITS = 5.0
"""A worthwhile change is told to a fifth of it, or finer."""


def told_of(change: Change, weeks: float, *, has_season: bool = False) -> str:
    """What a block says of a measure, in one or two sentences.

    Args:
        change: Over the whole block.
        weeks: From the first run that counts to the last [weeks].
        has_season: Whether warmer or colder weeks may be in it, since no temperature is known.
    """
    title, over = change.metric.title, f"over {_weeks(weeks)}"
    if change.verdict is Verdict.CANNOT_TELL:
        return f"{title}: cannot tell yet. {_fits(change, over)} {_what_would(change)}"
    if change.verdict is Verdict.NO_CHANGE:
        return f"{title}: {_none(change)} {over}."
    word = "rose" if change.amount > 0.0 else "fell"
    ends = sorted((abs(change.low), abs(change.high)))
    low, high = (_bare(end / weeks, change.metric, weeks) for end in ends)
    per_week = _size(abs(change.amount) / weeks, change.metric, weeks)
    return (
        f"{title} {word} by {per_week} a week (95 %: {low} to {high}), about "
        f"{_size(abs(change.amount), change.metric)} {over}: {_judged(change)}."
        f"{_SEASON if has_season else ''}"
    )


def difference_of(change: Change, before: float, after: float) -> str:
    """How a measure differs from one block to the next, in one or two sentences.

    Args:
        change: From the first block to the second.
        before: The mean of the first, in the measure's unit.
        after: That of the second.
    """
    metric = change.metric
    if change.verdict is Verdict.CANNOT_TELL:
        return f"{metric.title}: cannot tell yet. {_fits(change, 'from one to the other')}"
    if change.verdict is Verdict.NO_CHANGE:
        return f"{metric.title}: {_none(change)} from one to the other."
    low, high = sorted((abs(change.low), abs(change.high)))
    word = "up" if change.amount > 0.0 else "down"
    return (
        f"{metric.title}: {_bare(before, metric)} and then {_level(after, metric)}, {word} by "
        f"{_size(abs(change.amount), metric)} (95 %: {_bare(low, metric)} to "
        f"{_bare(high, metric)}): {_judged(change)}."
    )


def too_few(metric: Metric, runs: int, *, least_runs: int, least_weeks: float) -> str:
    """Why a block says nothing of a measure."""
    if runs == 0:
        return f"{metric.title}: no run tells it."
    if runs < least_runs:
        tell = "run tells" if runs == 1 else "runs tell"
        return f"{metric.title}: cannot tell yet. {runs} {tell} it, and a trend needs {least_runs}."
    return f"{metric.title}: cannot tell yet. A trend needs {least_weeks:.0f} weeks."


def too_few_of_two(metric: Metric, runs: tuple[int, int], least_runs: int) -> str:
    """Why two blocks say nothing of a measure."""
    if not any(runs):
        return f"{metric.title}: no run tells it."
    return (
        f"{metric.title}: cannot tell. {runs[0]} and {runs[1]} runs tell it, and each block needs "
        f"{least_runs}."
    )


def by_chance(metric: Metric, looked_at: int, chance: float) -> str:
    """How often so clear a change turns up where nothing changed.

    Args:
        metric: Which measure changed.
        looked_at: How many measures were looked at.
        chance: That one of them or more looks so clear.
    """
    return (
        f"{metric.title}: {looked_at} measures were looked at. Had none of them changed, one would "
        f"still look so clear in about {round(100.0 * chance)} of 100 blocks."
    )


def _judged(change: Change) -> str:
    return "improved" if change.verdict is Verdict.IMPROVED else "worse"


def _none(change: Change) -> str:
    most = max(-change.low, change.high)
    if float(_bare(most, change.metric).replace(":", "")) == 0.0:
        return "no change"
    return f"no change larger than {_size(most, change.metric)}"


def _fits(change: Change, over: str) -> str:
    low, high = _move(change.low, change.metric), _move(change.high, change.metric)
    return f"Anything from {low} to {high} {over} fits these {change.runs} runs."


def _what_would(change: Change) -> str:
    size = _size(change.metric.worthwhile, change.metric)
    if change.detectable <= change.metric.worthwhile:
        return f"A change of {size} would most likely have shown."
    if change.more_runs is None:
        return f"More than {MOST_MORE_RUNS} more such runs would be needed to show {size}."
    runs = "run" if change.more_runs == 1 else "runs"
    return f"About {change.more_runs} more such {runs} would show a change of {size}."


def _weeks(weeks: float) -> str:
    return f"{max(round(weeks), 1)} weeks"


def _move(amount: float, metric: Metric) -> str:
    return f"a {'rise' if amount > 0.0 else 'fall'} of {_size(abs(amount), metric)}"


def _level(value: float, metric: Metric) -> str:
    return _size(value, metric) if metric.unit else f"{_bare(value, metric)} %"


def _size(amount: float, metric: Metric, finer: float = 1.0) -> str:
    """A size with its unit; ``finer`` times finer than a worthwhile change needs."""
    bare = _bare(amount, metric, finer)
    return bare if ":" in bare else f"{bare} {metric.unit or 'percentage points'}"


def _bare(amount: float, metric: Metric, finer: float = 1.0) -> str:
    if metric.unit == "s" and metric.worthwhile >= 60.0:
        whole = math.floor(amount + 0.5)
        return f"{whole // 60}:{whole % 60:02d}"
    scale = 1.0 if metric.unit else 100.0
    step = metric.worthwhile * scale / (_DIGITS * max(finer, 1.0))
    return f"{scale * amount:.{max(0, math.ceil(-math.log10(step)))}f}"
