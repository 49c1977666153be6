"""What a training block came to, in plain words: the finding first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from analysis.block import Block, BlockRun
from analysis.block_difference import compare_blocks, side_by_side
from analysis.metrics import METRICS
from runwalk.outputs.notes import printable

_FINDING = next(iter(METRICS))  # drift: what this is all about
_NAMED = 4  # files a reason, and reasons, that people are told; programs are told all


def tell(blocks: Sequence[Block]) -> Iterator[str]:
    """Tell of one runner's blocks: a paragraph each.

    Args:
        blocks: The whole time first, then what was asked for beside it.
    """
    whole, *others = blocks
    yield whole.trends[_FINDING].sentence
    yield f"{_counted(whole)}, {_days(whole)}."
    rest = [one for name, one in whole.trends.items() if name != _FINDING]
    yield from (one.sentence for one in rest if one.points)
    yield from dict.fromkeys(caveat for one in whole.trends.values() for caveat in one.caveats)
    for block in others:
        yield f"{_label(block)}: {_counted(block)}. {block.trends[_FINDING].sentence}"
    for first, second in side_by_side(others):
        yield f"From {_label(first)} to {_label(second)}:"
        differences = compare_blocks(first, second).values()
        yield from (f"  {one.sentence}" for one in differences if one.amount is not None)
    yield from _tell_silent(whole)
    unknown = [one.metric.title.lower() for one in rest if not one.points]
    if unknown:
        yield f"Too few of these runs tell: {', '.join(unknown)}."
    yield from _tell_unused(whole.runs)


def _tell_silent(block: Block) -> Iterator[str]:
    """Tell why runs do not tell what this is all about."""
    reasons = Counter(
        run.summary.refused[_FINDING]
        for run in block.runs
        if run.counts and _FINDING in run.summary.refused
    )
    for text, count in reasons.most_common(_NAMED):
        runs = "1 run tells" if count == 1 else f"{count} runs tell"
        yield f"{runs} no drift. {text}"


def _tell_unused(runs: Sequence[BlockRun]) -> Iterator[str]:
    """Tell which files do not count, and why; what they are called comes from outside."""
    reasons: dict[str, list[str]] = {}
    for run in runs:
        if run.same_as:
            reasons.setdefault("holds a run that another file holds, too", []).append(run.name)
        elif not run.counts:
            reasons.setdefault(run.summary.why_not, []).append(run.name)
    for why_not, names in reasons.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield printable(f"Not used: {', '.join(names[:_NAMED])}{more}: {why_not}.")


def _counted(block: Block) -> str:
    count = sum(run.counts for run in block.runs)
    return "1 run" if count == 1 else f"{count} runs"


def _label(block: Block) -> str:
    return printable(f"{block.label} ({_days(block)})" if block.label else _days(block))


def _days(block: Block) -> str:
    return f"{block.first_day} to {block.last_day}"
