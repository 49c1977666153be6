"""A block for programs: the rows of its runs, its trends, and what could not be read."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any, Final

from analysis.block import Block, BlockRun
from analysis.trend import Trend

_PLACES: Final = 6
"""Digits after the point: more than any measure knows."""


def to_dict(blocks: Sequence[Block], runs: Sequence[BlockRun]) -> dict[str, Any]:
    """All of it as plain JSON values; keys are stable, new ones may be added.

    Args:
        blocks: The whole time first, of each athlete.
        runs: Every file, also those that are in no block.
    """
    return {
        "runs": [_run(one) for one in runs],
        "trends": trends_to_dict(blocks[0]) if len(blocks) == 1 else {},
        "athletes": {one.athlete: {"trends": trends_to_dict(one)} for one in blocks},
        "problems": [
            {"run": one.name, "what": one.summary.why_not} for one in runs if one.summary.why_not
        ],
    }


def trends_to_dict(block: Block) -> dict[str, Any]:
    """The trends of a block by the names of their measures."""
    return {name: _trend(one) for name, one in block.trends.items()}


def _run(run: BlockRun) -> dict[str, Any]:
    summary = run.summary
    return {
        "name": run.name,
        "athlete": summary.athlete,
        "sha256": summary.sha256,
        "day": run.day.isoformat() if run.day else None,
        "start_utc": summary.start_utc,
        "utc_offset_s": summary.utc_offset_s,
        "counts": run.counts,
        "same_as": run.same_as or None,
        "why_not": summary.why_not or None,
        "conditions": _plain(asdict(summary.conditions)) if summary.conditions else None,
        "measured": _plain({name: asdict(one) for name, one in summary.measured.items()}),
        "refused": dict(summary.refused),
        "problems": summary.problem_count,
    }


def _trend(trend: Trend) -> Any:
    return _plain(
        {
            "verdict": trend.verdict.value,
            "sentence": trend.sentence,
            "unit": trend.metric.unit,
            "per_week": trend.per_week,
            "low": trend.low,
            "high": trend.high,
            "p_value": trend.p_value,
            "smallest_detectable": trend.smallest_detectable,
            "more_runs": trend.more_runs,
            "weeks": trend.weeks,
            "between_sd": trend.between_sd,
            "effects": dict(trend.effects),
            "run_count": len(trend.points),
        }
    )


def _plain(value: Any) -> Any:
    """The same with numbers that JSON knows, and no more digits than mean something."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, float):
        return round(value, _PLACES) + 0.0 if math.isfinite(value) else None
    return value
