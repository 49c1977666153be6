"""What is said of a trend, in plain words."""

from __future__ import annotations

import math

from analysis.change import MOST_MORE_RUNS, Change, Verdict
from analysis.metrics import Metric

_SECONDS = "s"


def told_of(change: Change, weeks: float) -> str:
    """What a block says of a measure, in one or two sentences.

    Args:
        change: Over the whole block.
        weeks: From the first run that counts to the last [weeks].
    """
    title, over = change.metric.title, f"over {_weeks(weeks)}"
    if change.verdict is Verdict.CANNOT_TELL:
        return (
            f"{title}: cannot tell yet. Anything from {_move(change.low, change.metric)} to "
            f"{_move(change.high, change.metric)} {over} fits these {change.runs} runs. "
            + _what_would(change)
        )
    if change.verdict is Verdict.NO_CHANGE:
        most = max(-change.low, change.high)
        return f"{title}: no change larger than {_size(most, change.metric)} {over}."
    word = "rose" if change.amount > 0.0 else "fell"
    low, high = sorted((abs(change.low) / weeks, abs(change.high) / weeks))
    per_week = abs(change.amount) / weeks
    verdict = "improved" if change.verdict is Verdict.IMPROVED else "worse"
    return (
        f"{title} {word} by {_size(per_week, change.metric, weeks)} a week (95 %: "
        f"{_bare(low, change.metric, weeks)} to {_bare(high, change.metric, weeks)}), about "
        f"{_size(abs(change.amount), change.metric)} {over}: {verdict}."
    )


def too_few(metric: Metric, runs: int, *, least_runs: int, least_weeks: float) -> str:
    """Why a block says nothing of a measure."""
    if runs == 0:
        return f"{metric.title}: no run tells it."
    if runs < least_runs:
        tell = "run tells" if runs == 1 else "runs tell"
        return f"{metric.title}: cannot tell yet. {runs} {tell} it, and a trend needs {least_runs}."
    return f"{metric.title}: cannot tell yet. A trend needs {least_weeks:.0f} weeks."


def _what_would(change: Change) -> str:
    size = _size(change.metric.worthwhile, change.metric)
    if change.detectable <= change.metric.worthwhile:
        return f"These runs would most likely have shown a change of {size}."
    if change.more_runs is None:
        return f"More than {MOST_MORE_RUNS} more such runs would be needed to show {size}."
    runs = "run" if change.more_runs == 1 else "runs"
    return f"About {change.more_runs} more such {runs} would show a change of {size}."


def _weeks(weeks: float) -> str:
    whole = max(round(weeks), 1)
    return "a week" if whole == 1 else f"{whole} weeks"


def _move(amount: float, metric: Metric) -> str:
    word = "a rise" if amount > 0.0 else "a fall"
    return f"{word} of {_size(abs(amount), metric)}"


def _size(amount: float, metric: Metric, finer: float = 1.0) -> str:
    """A size with its unit; ``finer`` times finer than a worthwhile change needs."""
    bare = _bare(amount, metric, finer)
    if metric.unit == _SECONDS:
        return bare if ":" in bare else f"{bare} s"
    return f"{bare} {metric.unit or 'percentage points'}"


def _bare(amount: float, metric: Metric, finer: float = 1.0) -> str:
    if metric.unit == _SECONDS and metric.worthwhile >= 60.0:
        return f"{int(amount + 0.5) // 60}:{int(amount + 0.5) % 60:02d}"
    scale = 1.0 if metric.unit else 100.0
    step = metric.worthwhile * scale / max(finer, 1.0) / 5.0
    decimals = max(0, math.ceil(-math.log10(step)))
    return f"{scale * amount:.{decimals}f}"
