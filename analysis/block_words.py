"""What a training block came to, in plain words: the finding first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from analysis.block import Block, BlockRun
from analysis.metrics import METRICS
from runwalk.outputs.notes import printable

_FINDING = next(iter(METRICS))  # drift: what this is all about
_NAMED = 4  # files a reason that people are told; programs are told all


def tell(block: Block) -> Iterator[str]:
    """Tell of one runner's block: a paragraph each.

    Args:
        block: What the runs between two days say.
    """
    finding = block.trends[_FINDING]
    yield finding.sentence
    yield f"{_counted(block)}, {block.first_day} to {block.last_day}."
    others = [one for name, one in block.trends.items() if name != _FINDING]
    yield from (one.sentence for one in others if one.points)
    unknown = [one.metric.title.lower() for one in others if not one.points]
    if unknown:
        yield f"Not told by enough of these runs: {', '.join(unknown)}."
    yield from dict.fromkeys(caveat for one in block.trends.values() for caveat in one.caveats)


def tell_unused(runs: Sequence[BlockRun]) -> Iterator[str]:
    """Tell which files do not count, and why; what they are called comes from outside."""
    reasons: dict[str, list[str]] = {}
    for run in runs:
        if run.same_as:
            reasons.setdefault("holds a run that another file tells, too", []).append(run.name)
        elif not run.counts:
            reasons.setdefault(run.summary.why_not, []).append(run.name)
    for why_not, names in reasons.items():
        more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
        yield printable(f"Not used: {', '.join(names[:_NAMED])}{more}: {why_not}")


def _counted(block: Block) -> str:
    count = sum(run.counts for run in block.runs)
    return "1 run" if count == 1 else f"{count} runs"
